"""A return is read as it was filled in, every cell keeps its place, and what is not read is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from citytools_analysis.reference import load_reference
from citytools_analysis.schema import ABOUT_FIELDS, RETURN_SHEETS, SHEETS
from citytools_analysis.sources import returns
from citytools_analysis.sources.return_workbook import write_return

_ABOUT = {
    "borough": "Camden",
    "completed_on": date(2026, 9, 1),
    "mailbox": "digital@camden.example",
    "notice": "invented",
}
_SYSTEMS = pd.DataFrame({
    "function": ["REV01", "HSG01", None],
    "use": ["known", "in house", None],
    "system": ["=HYPERLINK(1)", None, None],
    "supplier": ["-Tallyhouse & <Sons>", None, None],
    "in_use_from": [pd.Timestamp(2019, 4, 1), "03/2020", None],
    "may_publish": [True, False, None],
})  # fmt: skip


def _sheets(path: Path, sheets: Mapping[str, list[list[object]]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def _about(borough: object = "Camden") -> list[list[object]]:
    return [["Borough", borough], ["Completed on", date(2026, 9, 1)]]


def _csv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "skills.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    write_return(path, _ABOUT, {"systems": _SYSTEMS})
    reading = returns.read(path)
    frame = reading.frames["systems"]
    assert reading.issues == ()
    assert dict(reading.about) == _ABOUT
    assert (reading.kind, reading.logical_name, reading.n_read) == ("return", "return:camden", 2)
    assert frame["system"].tolist() == ["=HYPERLINK(1)", None]
    assert frame["supplier"].tolist() == ["-Tallyhouse & <Sons>", None]
    assert frame["in_use_from"].tolist() == [date(2019, 4, 1), "03/2020"]
    assert frame["may_publish"].tolist() == ["yes", "no"]
    assert frame["where_row"].tolist() == ["2", "3"]
    assert set(frame["where_sheet"]) == {"Systems"}
    assert list(frame.columns) == [*SHEETS["systems"].names, "where_sheet", "where_row"]


def test_a_template_has_every_sheet_and_no_row(tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    write_return(path, {"borough": "Camden"}, {})
    reading = returns.read(path)
    assert set(reading.frames) == set(RETURN_SHEETS)
    assert reading.n_read == 0
    assert [issue.rule for issue in reading.issues] == ["no rows"]  # nobody hands in what is not filled in


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_return(tmp_path / name, _ABOUT, {"systems": _SYSTEMS})
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_workbook_carries_its_notice_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    write_return(path, _ABOUT, {"systems": _SYSTEMS})
    workbook = openpyxl.load_workbook(path)
    assert workbook.properties.title == "Camden: technology return (invented)"
    assert workbook.properties.description == "invented"
    cells = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "-"))] == [True, True]


def test_the_workbook_helps_to_fill_it_in(tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    write_return(path, _ABOUT, {"systems": _SYSTEMS})
    workbook = openpyxl.load_workbook(path)
    systems, lists = workbook["Systems"], workbook["Lists"]
    offered = {str(one.sqref).split(":")[0]: one.formula1 for one in systems.data_validations.dataValidation}
    assert systems.freeze_panes == "A2"
    assert systems["F2"].number_format == "DD/MM/YYYY"
    column = offered["C2"].removeprefix("Lists!$").split("$")[0]
    assert [lists[f"{column}{row}"].value for row in range(2, 7)] == [
        "known",
        "in house",
        "open source",
        "none",
        "unknown",
    ]
    assert "REV01 Council tax and business rates" in [cell.value for row in lists.iter_rows() for cell in row]
    assert workbook.sheetnames == [
        "Start here", "About", *(SHEETS[name].title for name in RETURN_SHEETS), "Lists", "Columns",
    ]  # fmt: skip


def test_characters_a_workbook_cannot_hold_do_not_stop_it(tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    write_return(path, _ABOUT, {"systems": pd.DataFrame({"function": ["REV01"], "system": ["a\x00b"]})}, lists=False)
    assert returns.read(path).frames["systems"]["system"].tolist() == ["a\ufffdb"]


def test_the_header_may_stand_lower_and_in_any_case_and_order(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Please fill in"],
        [],
        [None, "SYSTEM", "function *"],
        [None, "Tally", "REV01"],
        [None, None, None, "x"],
    ]
    reading = returns.read(_sheets(tmp_path / "a.xlsx", {"about": _about(), "SYSTEMS": rows}))
    frame = reading.frames["systems"]
    assert frame[["function", "system", "where_row"]].to_numpy().tolist() == [["REV01", "Tally", "4"]]
    assert reading.cells["systems"] == {"system": "B", "function": "C"}
    assert [(issue.where, issue.rule, issue.level) for issue in reading.issues] == [
        ("SYSTEMS!D5", "no heading", "warning")
    ]


def test_an_unknown_column_is_a_warning_that_names_its_cell(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Function", "System", "Suplier"], ["REV01", "Tally", "x"]]
    (issue,) = returns.read(_sheets(tmp_path / "a.xlsx", {"About": _about(), "Systems": rows})).issues
    assert (issue.where, issue.level, issue.mend) == ("Systems!C1", "warning", "Did you mean 'Supplier'?")


def test_a_missing_required_column_and_a_repeated_one_are_errors(tmp_path: Path) -> None:
    rows: list[list[object]] = [["System", "Supplier", "system"], ["Tally", "x", "y"]]
    issues = returns.read(_sheets(tmp_path / "a.xlsx", {"About": _about(), "Systems": rows})).issues
    assert [(issue.where, issue.rule, issue.level) for issue in issues] == [
        ("Systems!C1", "repeated column", "error"),
        ("Systems!A1", "missing column", "error"),
    ]


def test_an_unknown_sheet_is_a_warning_with_the_nearest_name(tmp_path: Path) -> None:
    sheets = {"About": _about(), "Skills": [["Skill", "Level"]], "Sistems": [["x"]], "Blank": [], "Lists": [["y"]]}
    issues = returns.read(_sheets(tmp_path / "a.xlsx", sheets)).issues
    (issue,) = [issue for issue in issues if issue.rule == "unknown sheet"]
    assert (issue.where, issue.level, issue.mend) == ("Sistems", "warning", "Did you mean 'Systems'?")


def test_a_sheet_without_a_header_in_twenty_rows_is_an_error(tmp_path: Path) -> None:
    rows: list[list[object]] = [["note"], *[["note"] for _ in range(20)], ["Function", "System"], ["REV01", "x"]]
    issues = returns.read(_sheets(tmp_path / "a.xlsx", {"About": _about(), "Systems": rows})).issues
    assert ("Systems", "header") in [(issue.where, issue.rule) for issue in issues]


def test_a_workbook_without_about_or_without_any_sheet_of_a_return_is_an_error(tmp_path: Path) -> None:
    without = returns.read(_sheets(tmp_path / "a.xlsx", {"Systems": [["Function", "System"], ["REV01", "x"]]}))
    other = returns.read(_sheets(tmp_path / "b.xlsx", {"About": _about(), "Budget": [["x"]]}))
    assert [issue.rule for issue in without.issues] == ["about"]
    assert [issue.rule for issue in other.issues if issue.level == "error"] == ["kind"]


def test_a_row_about_another_borough_is_an_error(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Borough", "Function", "System"], ["LB Camden", "REV01", "x"], ["Brent", "REV02", "y"]]
    path = _sheets(tmp_path / "a.xlsx", {"About": _about(), "Systems": rows})
    issues = returns.read(path, reference=load_reference()).issues
    assert "Systems!A3" in [issue.where for issue in issues if issue.rule == "other borough"]


def test_other_names_of_a_borough_give_the_same_logical_name(tmp_path: Path) -> None:
    names = set()
    for name in ("Camden", "London Borough of Camden"):
        rows: list[list[object]] = [["Skill", "Level 0 to 4"], ["procurement", 3]]
        path = _sheets(tmp_path / "a.xlsx", {"About": _about(name), "Skills": rows})
        names.add(returns.read(path, reference=load_reference()).logical_name)
    assert names == {"return:camden"}


def test_a_csv_return_is_one_sheet_of_one_borough(tmp_path: Path) -> None:
    reading = returns.read(_csv(tmp_path, "borough;skill;level\nCamden;procurement;3\n\nCamden;integration;2\n"))
    assert reading.issues == ()
    assert reading.logical_name == "return:camden:skills"
    assert dict(reading.about) == {}
    assert reading.frames["skills"]["where_row"].tolist() == ["2", "4"]
    assert not reading.cells


def test_a_csv_return_without_boroughs_or_with_two_is_refused(tmp_path: Path) -> None:
    without = returns.read(_csv(tmp_path, "skill,level\nprocurement,3\n")).issues
    two = returns.read(_csv(tmp_path, "borough,skill,level\nCamden,procurement,3\nBrent,integration,2\n")).issues
    assert [(issue.where, issue.rule) for issue in without] == [("line 1", "missing column")]
    assert [(issue.where, issue.rule) for issue in two] == [("line 3", "other borough")]


def test_a_file_that_cannot_be_opened_gives_one_issue_and_no_frame(tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    path.write_bytes(b"%PDF-1.7")
    reading = returns.read(path)
    assert (len(reading.issues), dict(reading.frames)) == (1, {})


@pytest.mark.parametrize("name", RETURN_SHEETS)
def test_each_sheet_is_recognised_from_its_own_csv_header(tmp_path: Path, name: str) -> None:
    sheet = SHEETS[name]
    path = _csv(tmp_path, ",".join(field for field in sheet.names if field not in {"evidence_url", "seen_on"}) + "\n")
    assert list(returns.read(path).frames) == [name]
    assert returns.probe(path)


def test_about_labels_are_those_of_the_schema() -> None:
    assert {field.name for field in ABOUT_FIELDS} == set(_ABOUT)


def test_a_hidden_sheet_and_hidden_rows_are_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    rows = pd.DataFrame({"function": ["REV01", "REV02"], "system": ["A", "B"]})
    write_return(path, _ABOUT, {"systems": rows, "skills": pd.DataFrame({"skill": ["procurement"], "level": [3]})})
    assert returns.read(path).issues == ()
    book = openpyxl.load_workbook(path)
    book["Skills"].sheet_state = "hidden"
    book["Systems"].row_dimensions[3].hidden = True
    book.save(path)
    reading = returns.read(path)
    assert (len(reading.frames["systems"]), len(reading.frames["skills"])) == (2, 1)
    assert [(issue.where, issue.level, issue.what) for issue in reading.issues] == [
        ("Skills", "warning", "this sheet is hidden"),
        ("Systems!A3", "warning", "1 row is hidden, the first row 3"),
    ]


def test_a_merged_header_cell_names_its_first_column_and_the_other_is_told(tmp_path: Path) -> None:
    path = tmp_path / "camden.xlsx"
    write_return(path, _ABOUT, {"systems": pd.DataFrame({"function": ["REV01"], "system": ["A"]})}, lists=False)
    book = openpyxl.load_workbook(path)
    sheet = book["Systems"]
    place = next(cell for cell in sheet[1] if cell.value == "Supplier")
    beside = sheet.cell(1, place.column + 1)
    sheet.cell(2, place.column).value, sheet.cell(2, beside.column).value = "Acme", "2020"
    sheet.merge_cells(f"{place.coordinate}:{beside.coordinate}")
    book.save(path)
    reading = returns.read(path)
    assert reading.frames["systems"]["supplier"].tolist() == ["Acme"]
    assert [issue.where for issue in reading.issues] == [f"Systems!{beside.column_letter}2"]
