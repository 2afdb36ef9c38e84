"""Decisions of people about single notices: they place, move and leave out, and a row that no longer applies fails."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from citytools_analysis.errors import DataError
from citytools_analysis.ingest import add_files
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

MADE = Path(__file__).parent / "fixtures" / "notices"
OCID = "ocds-h6vhtk-0aaaa1"
HEADER = "ocid,borough_id,decision,to_borough_id,function_code,supplier,system,reason,reviewed_date\n"


def added(folder: Path, row: str, *kinds: str) -> Register:
    (folder / "notice_decisions.csv").write_text(HEADER + row + "\n", encoding="utf-8")
    register = Register.from_tables({}, as_of=date(2028, 8, 1), reference=load_reference(folder))
    paths = [MADE / f"made_{kind}.json" for kind in kinds]
    return add_files(register, paths, retrieved=date(2028, 8, 1))[0]


def test_a_decision_moves_a_notice_to_another_borough_and_function(tmp_path: Path) -> None:
    register = added(tmp_path, f"{OCID},camden,move,islington,HSG01,,,Islington bought it,2026-11-24", "uk7", "uk10")
    assert register.contracts["borough_id"].tolist() == ["islington"]
    assert set(register.notices["borough_id"]) == {"islington"}
    assert register.allocations["function_code"].tolist() == ["HSG01"]


def test_a_decision_leaves_a_notice_out_and_its_reason_is_counted(tmp_path: Path) -> None:
    register = added(tmp_path, f"{OCID},camden,leave_out,,,,,People and not technology,2026-11-24", "uk7")
    assert register.contracts.empty
    assert register.left_out[["reason", "record"]].to_numpy().tolist() == [["reviewed_exclusion", OCID]]


def test_a_decision_brings_in_a_notice_without_a_code(tmp_path: Path) -> None:
    register = added(tmp_path, f"{OCID},camden,keep,,HSG01,,,The contract is of a system,2026-11-24", "uk10")
    assert (len(register.contracts), len(register.quarantine)) == (1, 0)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"{OCID},sutton,keep,,HSG01,,,Sutton bought it,2026-11-24", "line 2: .* sutton no longer applies: it is published for camden"),
        (f"{OCID},sutton,leave_out,,,,,Not ours,2026-11-24", "no longer applies"),
        (f"{OCID},sutton,move,merton,,,,Merton bought it,2026-11-24", "no longer applies"),
    ],
)  # fmt: skip
def test_a_row_that_no_longer_applies_fails_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        added(tmp_path, row, "uk7")


def test_a_row_about_a_process_that_was_not_met_waits(tmp_path: Path) -> None:
    row = "ocds-h6vhtk-0bbbb2,sutton,keep,,HSG01,,,Sutton bought it,2026-11-24"
    assert len(added(tmp_path, row, "uk7").contracts) == 1


FACT = "id,buyer_as_seen,title,supplier_as_seen,note\n{},London Borough of Camden,Housing software,,{}\n"


@pytest.mark.parametrize("note", ["no date was seen", "tender of 13 June 2025"])
def test_a_fact_about_a_process_that_comes_to_nothing_makes_no_decision_stale(tmp_path: Path, note: str) -> None:
    row = f"{OCID},camden,keep,,HSG01,,,The contract is of a system,2026-11-24"
    fact = tmp_path / "gathered.csv"
    fact.write_text(FACT.format(OCID, note), encoding="utf-8")
    register = added(tmp_path, row)
    register, additions = add_files(register, [fact], retrieved=date(2028, 8, 1))
    assert additions[0].reading.n_kept == 0
    assert [*register.left_out["record"], *register.quarantine["record"]] == [OCID]


def test_a_fact_about_a_process_does_not_hide_that_a_decision_no_longer_fits_its_notice(tmp_path: Path) -> None:
    fact = tmp_path / "gathered.csv"
    fact.write_text(FACT.format(OCID, "no date was seen"), encoding="utf-8")
    row = f"{OCID},sutton,keep,,HSG01,,,Sutton bought it,2026-11-24"
    register, _ = add_files(added(tmp_path, row), [fact], retrieved=date(2028, 8, 1))
    with pytest.raises(DataError, match=r"line 2: .* sutton no longer applies: it is published for camden"):
        add_files(register, [MADE / "made_uk7.json"], retrieved=date(2028, 8, 1))


@pytest.mark.parametrize(
    "row", ["ocds-1,camden,move,,,,,Why,2026-11-24", "ocds-1,camden,keep,merton,,,,Why,2026-11-24"]
)
def test_a_move_needs_a_place_to_go_to_and_nothing_else_has_one(tmp_path: Path, row: str) -> None:
    with pytest.raises(DataError, match=r"line 2.*to_borough_id"):
        added(tmp_path, row)
