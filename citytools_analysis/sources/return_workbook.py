"""
The workbook a borough fills in, written so that the same content always gives the same bytes.

Words a borough wrote are text and stay text: a cell that begins with = is shown, never worked out. The parts of the
file are stored, not compressed, since compression differs between computers. Only this module needs openpyxl.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.schema import ABOUT_FIELDS, RETURN_SHEETS, SHEETS, Field, Sheet
from citytools_analysis.sources.cells import column_letter
from citytools_analysis.sources.gap import Gap
from citytools_analysis.sources.return_guidance import write_columns, write_guidance
from citytools_analysis.sources.timeless import written
from citytools_analysis.sources.workbook_cells import (
    FORMATS,
    YES_NO,
    fit,
    font,
    in_words,
    plain,
    protect,
    put,
    storable,
    write_header,
)

_WIDTHS = {"date": 13, "money": 14, "number": 11, "integer": 11, "boolean": 11, "choice": 19, "address": 34}
_WIDE = {"record": 18, "title": 46, "comment": 46, "function": 44, "functions": 44, "extension_note": 34}
_TOP = Alignment(vertical="top")
_ALIGNED = {
    "text": Alignment(vertical="top", wrap_text=True),
    "date": Alignment(vertical="top", horizontal="left"),
    "money": Alignment(vertical="top", horizontal="right", indent=1),
}
_N_VALIDATED_ROWS = 1000  # LibreOffice keeps no more
_GAP = PatternFill("solid", fgColor="FFF2B3")
_QUIET = font(8, color="8A8F98")


@dataclass(frozen=True)
class _List:
    """One column of the Lists sheet: its heading, its words, and the fields whose cells offer it."""

    heading: str
    words: Sequence[str]
    fields: frozenset[tuple[str, str]]
    is_strict: bool = True


def write_return(  # noqa: PLR0913 - each is a part of the workbook
    path: Path,
    about: Mapping[str, object],
    frames: Mapping[str, pd.DataFrame],
    *,
    lists: bool = True,
    reference: Reference | None = None,
    gaps: Sequence[Gap] = (),
) -> None:
    """
    Write a borough's return workbook.

    Parameters
    ----------
    path
        The XLSX file to write.
    about
        Values of the About sheet by field name; `notice` also goes into the file's properties.
    frames
        Raw entry frames by sheet name; sheets that are not given are written empty. A column `borough` or `slot` is
        written only where it holds something.
    lists
        Whether to add guidance, the Lists and Columns sheets, drop-down lists of the allowed words, and protection of
        headers and records, without a password.
    reference
        The reviewed tables, for the list of functions; the packaged ones if not given.
    gaps
        Cells to mark, the first ten asked for on the first sheet.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "camden.xlsx"
    ...     write_return(path, {"borough": "Camden"}, {"skills": pd.DataFrame({"skill": ["procurement"], "level": [3]})}, lists=False)
    ...     path.stat().st_size > 1000
    True
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _write_about(workbook, about)
    offered = _lists(frames, reference or load_reference()) if lists else []
    for name in RETURN_SHEETS:
        own = {(gap.row, gap.field) for gap in gaps if gap.sheet == name}
        _write_sheet(workbook, SHEETS[name], frames.get(name, pd.DataFrame()), offered, own)
    if lists:
        write_guidance(workbook, gaps, _places(workbook, gaps))
        _write_lists(workbook, offered)
        write_columns(workbook)
    notice = str(about.get("notice") or "")
    title = f"{about.get('borough') or 'Borough'}: technology return"
    workbook.properties.title = storable(f"{title} ({notice})" if notice else title)
    workbook.properties.description = storable(notice)
    workbook.properties.creator = "citytools_analysis"
    path.write_bytes(written(workbook))


def _write_about(workbook: Workbook, about: Mapping[str, object]) -> None:
    sheet = workbook.create_sheet("About")
    for row, field in enumerate(ABOUT_FIELDS, start=1):
        put(sheet.cell(row, 1), field.label)
        sheet.cell(row, 1).font = font(bold=True)
        put(sheet.cell(row, 2), about.get(field.name), FORMATS.get(field.kind))
        sheet.cell(row, 2).number_format = FORMATS.get(field.kind, "General")
        put(sheet.cell(row, 3), field.help)
        if field.required and plain(about.get(field.name)) is None:
            sheet.cell(row, 2).fill = _GAP
        for cell in sheet[row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    for letter, width in (("A", 18), ("B", 34), ("C", 72)):
        sheet.column_dimensions[letter].width = width
    fit(sheet)


def _write_sheet(
    workbook: Workbook, sheet: Sheet, frame: pd.DataFrame, offered: Sequence[_List], gaps: Collection[tuple[int, str]]
) -> None:
    target = workbook.create_sheet(sheet.title)
    fields = [field for field in sheet.fields if _is_written(field, frame, is_offered=bool(offered))]
    write_header(target, [field.label for field in fields])
    for column, field in enumerate(fields, start=1):
        dimension = target.column_dimensions[column_letter(column - 1)]
        dimension.width = _WIDE.get(field.name, _WIDTHS.get(field.kind, 24))
        dimension.number_format = FORMATS.get(field.kind, "General")
        dimension.protection = Protection(locked=field.name == "record")
        dimension.alignment = _ALIGNED.get(field.kind, _TOP)
        _offer(target, sheet, field, column, offered)
        for row, value in enumerate(frame.get(field.name, ()), start=2):
            cell = target.cell(row, column)
            put(cell, in_words(field, value), FORMATS.get(field.kind))
            cell.protection = Protection(locked=field.name == "record")
            cell.alignment = _ALIGNED.get(field.kind, _TOP)
            if (row, field.name) in gaps:
                cell.fill = _GAP
            if field.name == "record":
                cell.font = _QUIET
    fit(target)
    if offered:
        protect(target)


def _is_written(field: Field, frame: pd.DataFrame, *, is_offered: bool) -> bool:
    if field.name == "record":
        return is_offered or _is_used(frame, field.name)
    return (field.in_return and field.name != "borough") or _is_used(frame, field.name)


def _places(workbook: Workbook, gaps: Sequence[Gap]) -> list[str]:
    """Find the cell of each gap, by the header of its sheet."""
    places = []
    for gap in gaps:
        sheet = SHEETS[gap.sheet]
        label = next(field.label for field in sheet.fields if field.name == gap.field)
        column = next(cell.column for cell in workbook[sheet.title][1] if cell.value == label)
        places.append(f"{sheet.title}!{column_letter(int(column) - 1)}{gap.row}")
    return places


def _is_used(frame: pd.DataFrame, name: str) -> bool:
    return name in frame and any(plain(value) is not None for value in frame[name])


def _offer(target: Worksheet, sheet: Sheet, field: Field, column: int, offered: Sequence[_List]) -> None:
    """Give the column's cells a drop-down of the words that stand on the Lists sheet."""
    for position, one in enumerate(offered):
        if (sheet.name, field.name) not in one.fields:
            continue
        source = column_letter(position)
        validation = DataValidation(
            "list", formula1=f"Lists!${source}$2:${source}${len(one.words) + 1}", allow_blank=True,
            showErrorMessage=one.is_strict, errorTitle=field.label[:32], error=f"{field.help} See the Lists sheet."[:255],
        )  # fmt: skip
        letter = column_letter(column - 1)
        validation.add(f"{letter}2:{letter}{_N_VALIDATED_ROWS}")
        target.add_data_validation(validation)


def _lists(frames: Mapping[str, pd.DataFrame], reference: Reference) -> list[_List]:
    """Words for every choice, once each; then yes and no; then the functions, which may also be typed by code or name alone."""
    fields = [
        (name, field)
        for name in RETURN_SHEETS
        for field in SHEETS[name].fields
        if _is_written(field, frames.get(name, pd.DataFrame()), is_offered=True)
    ]
    lists = [
        _List(f"{SHEETS[name].title}: {field.label}", _worded(field), frozenset({(name, field.name)}))
        for name, field in fields
        if field.allowed
    ]
    booleans = frozenset((name, field.name) for name, field in fields if field.kind == "boolean")
    return [
        *lists,
        _List("Yes or no", (*YES_NO, "unknown"), booleans),
        _List("Function", list(reference.function_labels.values()), frozenset({("systems", "function"), ("intentions", "function")}), is_strict=False),
        _List("Service area", list(reference.functions["area"]), frozenset()),
    ]  # fmt: skip


def _worded(field: Field) -> list[str]:
    words = [str(in_words(field, word)) for word in field.allowed]
    return words if field.required or "unknown" in words else [*words, "unknown"]


def _write_lists(workbook: Workbook, offered: Sequence[_List]) -> None:
    target = workbook.create_sheet("Lists")
    write_header(target, [one.heading for one in offered])
    for column, one in enumerate(offered, start=1):
        target.column_dimensions[column_letter(column - 1)].width = 8 + max(map(len, [*one.words, "words"]))
        for row, word in enumerate(one.words, start=2):
            put(target.cell(row, column), word)
    fit(target)
