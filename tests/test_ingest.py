"""Adding files: all or nothing, every problem at once, the same file twice changes nothing, and what was added can go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis.compare import changes
from citytools_analysis.errors import DataError, UnknownNameError
from citytools_analysis.ingest import add_files, remove_source
from citytools_analysis.register import Register
from citytools_analysis.sources.return_workbook import write_return

DAY = date(2026, 11, 23)
HOSTILE = ('=HYPERLINK("http://x")', "<script>alert(1)</script>", '#import "x"', "../../etc")
Frames = Mapping[str, list[dict[str, object]]]


def workbook(folder: Path, frames: Frames, *, borough: str = "Camden", name: str = "camden.xlsx") -> Path:
    path = folder / name
    about = {"borough": borough, "completed_on": date(2026, 10, 1), "mailbox": "digital@camden.example"}
    write_return(path, about, {sheet: pd.DataFrame(rows) for sheet, rows in frames.items()}, lists=False)
    return path


def contract(**other: object) -> dict[str, object]:
    return {
        "reference": "C-1",
        "title": "Housing",
        "functions": "HSG01",
        "end_kind": "fixed",
        "end_date": date(2027, 7, 31),
    } | other


def empty() -> Register:
    return Register.from_tables({}, as_of=DAY)


def added(*paths: Path, start: Register | None = None) -> Register:
    return add_files(start or empty(), paths, retrieved=DAY)[0]


def test_a_return_becomes_rows_that_each_name_their_cell(tmp_path: Path) -> None:
    frames = {
        "contracts": [contract(extension_months="12; 12", value_gbp=410_000)],
        "systems": [{"function": "HSG01", "system": "Thing", "supplier": "Acme Ltd"}],
    }
    register = added(workbook(tmp_path, frames))
    row = register.contracts.iloc[0]
    assert (row["borough_id"], row["end_date"], row["value_gbp"]) == ("camden", pd.Timestamp(2027, 7, 31), 410_000)
    assert row["source_pointer"].startswith("Contracts!")
    assert register.options["months"].tolist() == [12.0, 12.0]
    assert register.allocations["weight"].sum() == 1
    assert register.systems["system"].tolist() == ["Thing"]
    assert register.contacts["mailbox"].tolist() == ["digital@camden.example"]
    source = register.sources[register.sources["source_kind"] == "return"].iloc[0]
    assert (source["borough_id"], source["file_name"]) == ("camden", "camden.xlsx")
    assert source["confirmed_date"] == pd.Timestamp(2026, 10, 1)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"contracts": [contract()]})
    register = added(path)
    again, additions = add_files(register, [path], retrieved=date(2026, 12, 1))
    assert again is register
    assert [addition.status for addition in additions] == ["unchanged"]


def test_a_newer_return_of_a_borough_replaces_the_older_one(tmp_path: Path) -> None:
    first = added(workbook(tmp_path, {"contracts": [contract(), contract(reference="C-2", title="Gone")]}))
    newer = workbook(tmp_path, {"contracts": [contract(end_date=date(2028, 7, 31))]}, name="camden-2.xlsx")
    second = added(newer, start=first)
    assert second.contracts["end_date"].tolist() == [pd.Timestamp(2028, 7, 31)]
    assert len(second.rows("contracts")) == 1
    found = changes(first, second)
    cell = found[found["column"] == "end_date"].iloc[0]
    assert (cell["before"][:10], cell["after"][:10]) == ("2027-07-31", "2028-07-31")
    assert ((found["table"] == "contracts") & (found["change"] == "gone")).sum() == 1


def test_every_problem_of_every_file_is_told_at_once_and_nothing_is_added(tmp_path: Path) -> None:
    good = workbook(tmp_path, {"contracts": [contract()]})
    bad = tmp_path / "brent.csv"
    bad.write_text(
        "borough,title,start_date,end_date,value_gbp,functions\nBrnt,A,2027-01-01,2026-01-01,£1.2m,REV99\nBrent,B,31/02/2027,,TBC,REV01\n",
        encoding="utf-8",
    )
    register = empty()
    with pytest.raises(DataError) as caught:
        add_files(register, [good, bad], retrieved=DAY)
    text = str(caught.value)
    for words in ("Brnt", "Did you mean 'Brent'", "ends on 1 Jan 2026, before it starts", "'£1.2m' is rounded", "'REV99' is not a function",
                  "'31/02/2027' is not a real date", "'TBC' is not an amount"):  # fmt: skip
        assert words in text, words
    assert all(issue.file == "brent.csv" for issue in caught.value.issues)
    assert register.contracts.empty


def test_a_repeated_row_is_named_with_its_first(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="repeats the one at Contracts!"):
        added(workbook(tmp_path, {"contracts": [contract(), contract()]}))


def test_the_same_source_twice_in_one_go_is_refused(tmp_path: Path) -> None:
    one = workbook(tmp_path, {"contracts": [contract()]})
    two = workbook(tmp_path, {"contracts": [contract(title="Other")]}, name="camden-2.xlsx")
    with pytest.raises(DataError, match="second version of the same source"):
        added(one, two)


def test_a_source_can_be_removed_and_what_it_hid_shows_again(tmp_path: Path) -> None:
    fact = tmp_path / "facts.csv"
    fact.write_text(
        "borough,reference,title,functions,end_date,evidence_url,seen_on\nCamden,C-1,Housing,HSG01,2027-01-31,https://x.example,2026-01-01\n",
        encoding="utf-8",
    )
    register = added(fact, workbook(tmp_path, {"contracts": [contract()]}))
    assert register.contracts["end_date"].dt.month.tolist() == [7]
    without = remove_source(register, "camden.xlsx")
    assert without.contracts["end_date"].dt.month.tolist() == [1]
    assert without.contacts.empty
    with pytest.raises(UnknownNameError, match=r"Did you mean 'camden\.xlsx'"):
        remove_source(register, "camdn.xlsx")


def test_hostile_names_are_kept_as_the_text_they_are(tmp_path: Path) -> None:
    systems = [{"function": f"REV0{n}", "system": name, "supplier": name} for n, name in enumerate(HOSTILE, start=1)]
    register = added(workbook(tmp_path, {"systems": systems}))
    assert set(register.suppliers["supplier"]) == set(HOSTILE)
    assert set(register.systems["system"]) == set(HOSTILE)
    assert register.suppliers["supplier_id"].str.fullmatch(r"[a-z0-9-]+").all()


def test_an_unknown_supplier_is_not_merged_with_a_known_one(tmp_path: Path) -> None:
    systems = [
        {"function": "REV01", "system": "A", "supplier": "Northgate"},
        {"function": "REV02", "system": "B", "supplier": "Civica UK Limited"},
    ]
    suppliers = added(workbook(tmp_path, {"systems": systems})).suppliers.set_index("supplier")
    assert not suppliers.loc["Northgate", "is_reviewed"]
    assert suppliers.loc["Civica", "is_reviewed"]


def test_a_joint_contract_is_one_contract_shared_out(tmp_path: Path) -> None:
    rows = [contract(partner_boroughs="Brent; Southwark", functions="HSG01; HSG02", function_shares="75; 25")]
    register = added(workbook(tmp_path, {"contracts": rows}))
    assert register.contracts["partner_borough_ids"].tolist() == ["brent|southwark"]
    assert register.sources["borough_id"].tolist() == ["camden"]
    shares = register.allocations.groupby("function_code")["weight"].sum()
    assert shares.to_dict() == pytest.approx({"HSG01": 0.75, "HSG02": 0.25})
    assert (register.allocations["weight_basis"] == "equal_assumed").all()


def test_a_satisfaction_row_finds_the_system_of_the_same_return(tmp_path: Path) -> None:
    frames = {
        "systems": [{"function": "HSG01", "system": "Thing", "supplier": "Acme Ltd"}],
        "satisfaction": [{"system": "thing", "dimension": "overall", "score": 2}],
    }
    register = added(workbook(tmp_path, frames))
    assert register.ratings["system_id"].tolist() == register.deployments["system_id"].tolist()
    assert register.ratings["wave_date"].tolist() == [pd.Timestamp(2026, 10, 1)]


def test_a_system_that_contradicts_its_own_state_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="contradicts the system"):
        added(workbook(tmp_path, {"systems": [{"function": "HSG01", "use": "none", "system": "Thing"}]}))
