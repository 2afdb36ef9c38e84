"""What a borough's cell means: blank is unchanged, `unknown` is unknown, `none` is none; a record keeps its key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from citytools_analysis.errors import DataError
from citytools_analysis.ingest import add_files
from citytools_analysis.prefill import write_template
from citytools_analysis.register import Register

FIRST, LATER = date(2026, 10, 2), date(2026, 11, 2)
HEADER = "borough,reference,title,functions,system,supplier,start_date,end_kind,end_date,extension_months,value_gbp,value_basis,framework,seen_on,evidence_url\n"
ROW = "Camden,C-1,Rates licence,REV01,Civica OpenRevenues,Civica UK Limited,01/04/2024,fixed,31/03/2027,12; 12,90000,committed term,RM6259,01/10/2026,https://example.org/1\n"


@pytest.fixture
def known(tmp_path: Path) -> Register:
    facts = tmp_path / "contracts.csv"
    facts.write_text(HEADER + ROW, encoding="utf-8")
    return add_files(Register.from_tables({}, as_of=LATER), [facts], retrieved=FIRST)[0]


def answered(known: Register, folder: Path, **cells: object) -> Register:
    """Send the template back with some cells of the contract changed and all others left blank."""
    path = folder / "camden.xlsx"
    write_template(known, "camden", path)
    book = openpyxl.load_workbook(path)
    book["About"]["B2"] = "02/11/2026"
    sheet = book["Contracts"]
    labels = {str(cell.value): cell.column for cell in sheet[1]}
    for label, column in labels.items():
        if label != "Record":
            sheet.cell(2, column).value = cells.pop(label, None)
    assert not cells
    for title in ("Systems", "Satisfaction", "Challenges", "Skills", "Intentions"):
        book[title].delete_rows(2, 500)
    book.save(path)
    return add_files(known, [path], retrieved=LATER)[0]


def only(register: Register) -> dict[str, object]:
    assert len(register.contracts) == 1
    row: dict[str, object] = register.contracts.iloc[0].to_dict()
    return row


def test_a_return_of_blanks_changes_nothing(known: Register, tmp_path: Path) -> None:
    before, after = only(known), only(answered(known, tmp_path))
    provenance = {"source_id", "source_pointer", "confirmed_date", "is_published"}
    assert {name: str(value) for name, value in after.items() if name not in provenance} == {
        name: str(value) for name, value in before.items() if name not in provenance
    }


def test_one_corrected_cell_changes_one_column_and_names_the_return(known: Register, tmp_path: Path) -> None:
    register = answered(known, tmp_path, **{"Ends on": "30/09/2027", "Kind of end": "fixed"})
    row = only(register)
    assert (row["end_date"], row["title"], row["value_gbp"]) == (pd.Timestamp("2027-09-30"), "Rates licence", 90000.0)
    assert row["source_pointer"] == "Contracts!A2"
    assert register.options["months"].tolist() == [12, 12]
    assert register.allocations["function_code"].tolist() == ["REV01"]


def test_unknown_puts_aside_what_was_known(known: Register, tmp_path: Path) -> None:
    row = only(answered(known, tmp_path, **{"Ends on": "unknown", "Value": "Unknown", "Supplier": " unknown "}))
    assert (row["end_state"], pd.isna(row["end_date"]), pd.isna(row["value_gbp"])) == ("unknown", True, True)
    assert pd.isna(row["supplier_id"])
    assert row["value_basis"] == "unknown"


def test_none_says_that_there_is_none(known: Register, tmp_path: Path) -> None:
    register = answered(known, tmp_path, **{"Options in months": "none", "Called off from": "None"})
    row = only(register)
    assert (row["option_state"], register.options.empty, pd.isna(row["framework"])) == ("none", True, True)
    assert row["stated_none"] == "option_state|framework"


def test_a_reference_that_is_corrected_keeps_the_contract(known: Register, tmp_path: Path) -> None:
    row = only(answered(known, tmp_path, **{"Contract reference": "CAM/2024/7", "Title": "Council tax licence"}))
    assert (row["reference"], row["title"], row["contract_id"]) == (
        "CAM/2024/7", "Council tax licence", only(known)["contract_id"],
    )  # fmt: skip


@pytest.mark.parametrize("word", ["none", "Unknown"])
def test_a_needed_cell_is_never_a_word(known: Register, tmp_path: Path, word: str) -> None:
    path = tmp_path / "camden.xlsx"
    write_template(known, "camden", path)
    book = openpyxl.load_workbook(path)
    book["About"]["B2"] = "02/11/2026"
    row = [None] * book["Contracts"].max_column
    row[3] = word
    book["Contracts"].append(row)
    assert book["Contracts"]["D1"].value == "Title"
    book.save(path)
    with pytest.raises(DataError, match=r"Contracts!D3"):
        add_files(known, [path], retrieved=LATER)


@pytest.mark.parametrize(
    ("records", "says"),
    [(["c-nonesuch"], "holds no record 'c-nonesuch'"), (["OWN", "OWN"], "stands in Contracts!A2 too")],
)
def test_a_record_that_cannot_be_is_named_by_its_cell(
    known: Register, tmp_path: Path, records: list[str], says: str
) -> None:
    path = tmp_path / "camden.xlsx"
    write_template(known, "camden", path)
    book = openpyxl.load_workbook(path)
    book["About"]["B2"] = "02/11/2026"
    for row, record in enumerate(records, start=2):
        book["Contracts"].cell(row, 1).value = only(known)["contract_id"] if record == "OWN" else record
    book.save(path)
    with pytest.raises(DataError, match=says):
        add_files(known, [path], retrieved=LATER)


def test_the_record_of_another_borough_is_refused(known: Register, tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    write_template(known, "camden", path)
    book = openpyxl.load_workbook(path)
    book["About"]["B1"], book["About"]["B2"] = "Brent", "02/11/2026"
    book.save(path)
    with pytest.raises(DataError, match="is another borough's"):
        add_files(known, [path], retrieved=LATER)


def test_each_years_return_is_kept_and_the_newer_is_believed(known: Register, tmp_path: Path) -> None:
    first = answered(known, tmp_path, Value="95000")
    path = tmp_path / "camden.xlsx"
    book = openpyxl.load_workbook(path)
    book["About"]["B2"] = "02/11/2027"
    labels = {str(cell.value): cell.column for cell in book["Contracts"][1]}
    book["Contracts"].cell(2, labels["Value"]).value = None
    book["Contracts"].cell(2, labels["Title"]).value = "Newer title"
    book.save(path)
    later = add_files(first, [path], retrieved=date(2027, 11, 2))[0]
    names = later.all_rows["sources"]["source_name"].tolist()
    assert {"return:camden:2026-11-02", "return:camden:2027-11-02"} <= set(names)
    row = only(replace(later, as_of=date(2027, 11, 2)))
    assert (row["title"], row["value_gbp"]) == ("Newer title", 95000.0)
