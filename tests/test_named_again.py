"""Decisions about names reach rows that were added before them: the register is what it would be, had they come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis.ingest import add_files, resolve_again
from citytools_analysis.name_decisions import with_decisions
from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register import Register

DAY = date(2026, 11, 23)
SAMPLE = Path(__file__).parents[1] / "data" / "sample"
HEAD = "borough,function,system,supplier,evidence_url,seen_on\n"


def decision(kind: str, name: str, canonical: str | None, **more: object) -> dict[str, object]:
    row = {"kind": kind, "raw_name": name, "decision": "same" if canonical else "different", "canonical": canonical}
    return row | {"context": None, "decided_by": "data steward", "decided_on": DAY, "reason": "Worked by hand."} | more


def decided(reference: Reference, *rows: dict[str, object]) -> Reference:
    frame = pd.DataFrame(rows, columns=[*reference.name_decisions.columns]).astype(
        {"raw_name": "str", "context": "str"}
    )
    return replace(reference, name_decisions=with_decisions(reference, frame))


def added(files: Sequence[Path], reference: Reference) -> Register:
    return add_files(Register.from_tables({}, as_of=DAY, reference=reference), files, retrieved=DAY)[0]


def both_ways(files: Sequence[Path], reference: Reference, *rows: dict[str, object]) -> tuple[Register, Register]:
    """Give the register decided afterwards, and the one decided beforehand."""
    after = decided(reference, *rows)
    late = resolve_again(replace(added(files, reference), reference=after), retrieved=DAY)[0]
    return late, added(files, after)


def facts(folder: Path, *lines: str) -> Path:
    path = folder / "facts.csv"
    path.write_text(HEAD + "".join(f"{line},https://x.example,2026-05-01\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def sample_files() -> list[Path]:
    return [*sorted((SAMPLE / "returns").glob("*.xlsx"))[2:4], *sorted((SAMPLE / "notices").glob("*.json"))]


def test_without_a_new_decision_nothing_changes(sample_files: list[Path]) -> None:
    register = added(sample_files, load_reference(SAMPLE / "reference"))
    again, n_placed = resolve_again(register, retrieved=DAY)
    assert again.sha256 == register.sha256
    assert n_placed == 0


@pytest.mark.parametrize(
    "rows",
    [
        [decision("supplier", "Larkspurr", "larkspur"), decision("supplier", "Wickerbridgee", "wickerbridge")],
        [decision("supplier", "Aldwych", None)],
        [decision("supplier", "Fleetside", "mapleway"), decision("supplier", "Mapleway", None)],
        [decision("system", "Fleetside Plan", None)],
    ],
    ids=["slips", "no known firm", "swapped", "no known system"],
)
def test_a_decision_made_later_gives_the_register_it_would_have_given_before(
    sample_files: list[Path], rows: list[dict[str, object]]
) -> None:
    late, early = both_ways(sample_files, load_reference(SAMPLE / "reference"), *rows)
    for name, frame in early.all_rows.items():
        assert sorted(late.all_rows[name].to_csv(index=False).splitlines()) == sorted(
            frame.to_csv(index=False).splitlines()
        ), name
    assert late.sha256 == early.sha256
    assert late.sha256 != added(sample_files, load_reference(SAMPLE / "reference")).sha256


def test_two_spellings_of_a_system_become_one_deployment(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    first = facts(tmp_path, "Camden,REV01,Acme Rev,Acme")
    second = facts(tmp_path / "b", "Camden,REV01,NEC Revenues & Benefits,NEC Software Solutions UK").rename(
        tmp_path / "b.csv"
    )
    reference = load_reference()
    assert len(added([first, second], reference).deployments) == 2
    rows = [
        decision("system", "Acme Rev", "nec-revenues-and-benefits"),
        decision("supplier", "Acme", "nec-software-solutions-uk"),
    ]
    late, early = both_ways([first, second], reference, *rows)
    assert late.deployments["system_id"].tolist() == ["nec-revenues-and-benefits"]
    assert late.sha256 == early.sha256


def test_a_system_without_a_supplier_beside_it_brings_its_maker(tmp_path: Path) -> None:
    late, early = both_ways(
        [facts(tmp_path, "Camden,REV01,Acme Rev,")], load_reference(), decision("system", "Acme Rev", "openrevenues")
    )
    assert late.deployments["supplier_id"].tolist() == ["civica"]
    assert late.sha256 == early.sha256


def test_a_later_decision_about_a_name_takes_the_place_of_the_earlier() -> None:
    first = decided(load_reference(), decision("supplier", "Acme Ltd", "civica"), decision("supplier", "Other", "idox"))
    second = decided(first, decision("supplier", "ACME", None))
    assert second.name_decisions[["raw_name", "decision"]].to_numpy().tolist() == [
        ["ACME", "different"],
        ["Other", "same"],
    ]


def test_two_answers_of_one_borough_about_what_turns_out_one_system_are_both_kept_and_one_counts(
    sample_files: list[Path],
) -> None:
    reference = load_reference(SAMPLE / "reference")
    register = added(sample_files, reference)
    after = decided(reference, decision("system", "Mapleway Ledger", "fleetside-plan"))
    late = resolve_again(replace(register, reference=after), retrieved=DAY)[0]
    assert len(late.all_rows["ratings"]) == len(register.all_rows["ratings"])
    assert len(late.ratings) < len(register.ratings)


def test_a_name_with_words_beside_it_is_decided_only_where_they_stand(tmp_path: Path) -> None:
    path = facts(tmp_path, "Camden,REV01,Rates,Northgate", "Brent,COR03,Wages,Northgate")
    late, early = both_ways([path], load_reference(), decision("supplier", "Northgate", "zellis", context="wages"))
    assert late.deployments.set_index("borough_id")["supplier_id"].to_dict() == {
        "brent": "zellis",
        "camden": "as-reported-northgate",
    }
    assert late.sha256 == early.sha256


def test_a_return_that_names_a_deployment_by_its_old_id_still_speaks_of_it(tmp_path: Path) -> None:
    path = facts(tmp_path, "Camden,REV01,Acme Rev,Acme")
    register = added([path], load_reference())
    old = register.deployments["deployment_id"].item()
    confirmed = tmp_path / "systems.csv"
    confirmed.write_text(
        f"borough,record,function,system,supplier,hosting\nCamden,{old},REV01,Acme Rev,Acme,supplier_cloud\n",
        encoding="utf-8",
    )
    register = add_files(register, [confirmed], retrieved=DAY, kind="return")[0]
    assert register.deployments["hosting"].tolist() == ["supplier_cloud"]
    after = decided(load_reference(), decision("supplier", "Acme", "civica"))
    late = resolve_again(replace(register, reference=after), retrieved=DAY)[0]
    row = late.deployments.iloc[0]
    assert len(late.deployments) == 1
    assert (row["supplier_id"], row["hosting"]) == ("civica", "supplier_cloud")
    assert row["deployment_id"] != old
