"""What opens, with which rows and lines; and what does not open says why and how to mend it."""

from __future__ import annotations

import random
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from citytools_analysis.sources.cells import Unusable, tidy_value
from citytools_analysis.sources.extent import measure
from citytools_analysis.sources.workbook import open_cells


def _workbook(path: Path, cells: dict[str, object], title: str = "Systems") -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for place, value in cells.items():
        sheet[place] = value
    workbook.save(path)
    return path


def _csv(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return path


def test_rows_keep_their_numbers_and_columns_their_letters(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", {"C5": "Function", "C9": "REV01", "D9": date(2027, 3, 31), "E9": 48000000})
    (sheet,) = open_cells(path).sheets
    assert sheet.rows == (
        (5, (None, None, "Function", None, None)),
        (9, (None, None, "REV01", date(2027, 3, 31), 48000000)),
    )
    assert sheet.place(9, 3) == "Systems!D9"


def test_blank_text_is_none_and_text_that_begins_with_an_equals_sign_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["C1"] = "  ", "=1+1", True
    sheet["B1"].data_type = "s"
    workbook.save(path)
    assert open_cells(path).sheets[0].rows == ((1, (None, "=1+1", True)),)


def test_a_formula_without_a_stored_value_is_no_blank(tmp_path: Path) -> None:
    opened = open_cells(_workbook(tmp_path / "a.xlsx", {"A1": "x", "B7": "=A1"}))
    assert opened.issues == ()
    assert opened.sheets[0].rows == ((1, ("x",)), (7, (None, Unusable(""))))


def _written(path: Path, *cells: str) -> Path:
    """Make a workbook of one sheet from the very words of its cells in row 2, as other programs write them."""
    _workbook(path, {"A2": "x"})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = "".join(cells)
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="2">{body}</row></sheetData></worksheet>'.encode()
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', Unusable("#REF!")),
        ('<c r="B2" s="0" t="e"><f>A1/0</f><v>#DIV/0!</v></c>', Unusable("#DIV/0!")),
        ('<c r="B2" t="e"><f t="shared" si="0"/><v>#N/A</v></c>', Unusable("#N/A")),
        ('<c r="B2"><f t="shared" si="0"/></c>', Unusable("")),
        ('<c r="B2"><f>A1</f><v/></c>', Unusable("")),
        ('<c r="B2" t="str"><f>IF(A1,"","")</f><v></v></c>', None),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="B2" t="str"><f>"a"</f><v>a</v></c>', "a"),
    ],
)
def test_errors_and_formulas_are_seen_as_a_person_sees_them(tmp_path: Path, cell: str, value: object) -> None:
    path = _written(tmp_path / "a.xlsx", '<c r="A2"><v>1</v></c>', cell)
    ((number, row),) = open_cells(path).sheets[0].rows
    assert (number, (*row, None)[:2]) == (2, (1, value))


def test_an_error_is_told_in_its_own_sheet_and_not_in_another(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    book.worksheets[0].title = "Notes & 'more'"
    other = book.create_sheet("Contracts", 0)
    other["A1"], other["B2"] = "y", "#REF!"
    other["B2"].data_type = "e"
    book.save(path)
    contracts, notes = open_cells(path).sheets
    assert contracts.rows == ((1, ("y", None)), (2, (None, Unusable("#REF!"))))
    assert notes.rows == ((1, ("x",)),)


def test_characters_that_nobody_sees_are_no_text() -> None:
    assert tidy_value("\u200b") is None
    assert tidy_value("Hou\u00adsing\ufeff") == "Housing"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty (0 bytes)"),
        (b"%PDF-1.7 ...", "this is a PDF"),
        (b"\x89PNG\r\n\x1a\n...", "this is a picture (PNG)"),
        (b"  <html><table>", "this is a web page"),
        (b"borough,skill\n", "named .xlsx but is not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "old .xls format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x03\x04 and then nothing", "damaged or incomplete"),
    ],
)
def test_what_is_not_a_workbook_is_refused_with_reason_and_mend(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "camden.xlsx"
    path.write_bytes(content)
    opened = open_cells(path)
    (issue,) = opened.issues
    assert not opened.sheets
    assert issue.file == "camden.xlsx"
    assert what in issue.what
    assert issue.mend


def test_a_file_that_is_not_there_is_refused_without_a_traceback(tmp_path: Path) -> None:
    assert "no such file" in open_cells(tmp_path / "none.xlsx").issues[0].what
    assert "is a directory" in open_cells(tmp_path).issues[0].what


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", {"A1": "x"})
    path.write_bytes(path.read_bytes()[:3000])
    assert open_cells(path).issues[0].rule == "damaged"


def test_other_zip_files_are_refused_by_what_they_are(tmp_path: Path) -> None:
    for member, what in (("word/document.xml", "Word"), ("xl/workbook.bin", ".xlsb"), ("content.xml", "OpenDocument")):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "x")
        assert what in open_cells(path).issues[0].what


def test_spoilt_bytes_never_end_in_a_traceback(tmp_path: Path) -> None:
    whole = _workbook(tmp_path / "a.xlsx", {"A1": "x", "B2": 3, "C3": "=1+1"}).read_bytes()
    chance = random.Random(1)  # noqa: S311 - spoils a file the same way each time
    path = tmp_path / "b.xlsx"
    for _ in range(150):
        spoilt = bytearray(whole)
        for _ in range(4):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        path.write_bytes(spoilt)
        opened = open_cells(path)
        assert opened.sheets or opened.issues


def test_a_sheet_formatted_to_its_last_row_gives_only_its_filled_rows(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", {"A1": "x", "A2": "y"})
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0]["A1048576"].fill = PatternFill("solid", fgColor="FFFF00")
    workbook.save(path)
    assert [number for number, _ in open_cells(path).sheets[0].rows] == [1, 2]


def test_a_value_in_the_last_row_is_found_without_the_blank_rows_between(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", {"A1": "x", "A1048576": "deep"})
    assert open_cells(path).sheets[0].rows == ((1, ("x",)), (1048576, ("deep",)))


def test_a_stray_value_in_the_last_cell_is_refused_before_it_takes_the_memory(tmp_path: Path) -> None:
    (issue,) = open_cells(_workbook(tmp_path / "a.xlsx", {"A1": "x", "XFD1048576": "stray"})).issues
    assert issue.where == "cell XFD1048576"
    assert "Delete the rows and columns" in issue.mend


def test_the_extent_sees_every_way_of_writing_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    body = """<x:row r="4"><x:c s='1' r='D4' t="n"><x:v>1</x:v></x:c><c r="Z9"/><c r="Y9" s="1"></c></x:row>"""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", body)
    assert measure(path).corner == "D4"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_each_encoding_and_with_each_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    text = separator.join(("borough", "value")) + "\r\n" + separator.join(("Camden", "£5")) + "\r\n"
    opened = open_cells(_csv(tmp_path, text.encode(encoding)))
    assert opened.sheets[0].rows == ((1, ("borough", "value")), (2, ("Camden", "£5")))
    assert not opened.is_workbook


def test_csv_lines_are_those_of_the_file_where_cells_hold_line_breaks(tmp_path: Path) -> None:
    content = b'a,b\n"first\nsecond\nthird",1\n\n,\nlast,2\n'
    assert open_cells(_csv(tmp_path, content)).sheets[0].rows == (
        (1, ("a", "b")),
        (2, ("first\nsecond\nthird", "1")),
        (7, ("last", "2")),
    )


def test_csv_lines_may_end_in_carriage_returns_only(tmp_path: Path) -> None:
    assert open_cells(_csv(tmp_path, b"a,b\r1,2\r")).sheets[0].rows == ((1, ("a", "b")), (2, ("1", "2")))


def test_a_first_line_that_states_the_separator_is_followed(tmp_path: Path) -> None:
    assert open_cells(_csv(tmp_path, b"sep=;\na;b,c\n1;2,5\n")).sheets[0].rows == ((2, ("a", "b,c")), (3, ("1", "2,5")))


def test_commas_in_text_do_not_hide_a_semicolon_file(tmp_path: Path) -> None:
    content = b"a;b\none, two, three, four;2\nx;3\ny;4\n"
    assert open_cells(_csv(tmp_path, content)).sheets[0].rows[1] == (2, ("one, two, three, four", "2"))


def test_a_quotation_mark_that_is_never_closed_names_its_line(tmp_path: Path) -> None:
    (issue,) = open_cells(_csv(tmp_path, b'a,b\n1,2\n"open,3\nx,4\n')).issues
    assert (issue.where, issue.rule) == ("line 3", "quotes")


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    assert open_cells(_csv(tmp_path, b"a,b\n\x81\x8d,2\n")).issues[0].rule == "encoding"
    assert open_cells(_csv(tmp_path, b"\x7fELF" + bytes(300))).issues[0].rule in {"encoding", "kind"}
