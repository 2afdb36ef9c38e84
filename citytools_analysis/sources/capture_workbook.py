"""
The capture sheet of a workshop as a workbook, written so that the same content always gives the same bytes.

One header row a sheet, no merged cells, no formula; text stays text, whatever it begins with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from citytools_analysis.schema import ANSWERS, CAPTURE_SHEETS, WORKSHOP_FIELDS, Field
from citytools_analysis.sources.cells import column_letter
from citytools_analysis.sources.timeless import written
from citytools_analysis.sources.workbook_cells import FORMATS, fit, font, in_words, protect, put, storable, write_header

_WIDTHS = {
    "borough": 24, "function": 40, "use_case": 46, "system": 28, "supplier": 24, "known": 56, "intention": 24, "comment": 40,
}  # fmt: skip
_WIDTH = 17
_LEAST_ROWS = 1000  # to which the drop-downs reach; LibreOffice keeps no more
_ANSWER = PatternFill("solid", fgColor="FFF2B3")
_QUIET = font(10, color="59606B")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_HEADING = font(16, bold=True, color="1F3A5F")
_TITLE = "Note what each borough says in the workshop"
_FIRST = (
    "1. On the Workshop sheet, write the day of the workshop. Keep its name: the same name and day replace what was added before.",
    "2. On the other sheets, fill in only the yellow cells of what was talked about. A blank cell changes nothing.",
)
_ABOUT = {
    "intentions": "Intentions: choose how far the borough would go. If you note an earliest start or a blocker, choose the intention"
    " too; undecided if it has not decided. Under Blocker, none says that nothing stands in the way. Earliest start: DD/MM/YYYY,"
    " MM/YYYY or YYYY; unknown puts aside what was said before. An intention is no commitment.",
    "scores": "Scores: a whole number from 1 (lowest) to 5 (highest) under each of value (what it would be worth), reach (how many"
    " would use it) and readiness (whether data and people are ready). One vote a borough.",
    "challenges": "Challenges: choose the problem that was raised. For a second problem with a system write a new row below the last.",
}
_LAST = (
    "A row that is missing may be added below the last one, with the names as in the rows above.",
    "For members only: the sheet shows what boroughs have said. Nothing of it is published.",
    "Write no person's name in any cell. When done: citytools check FILE, then citytools add FILE.",
)


def capture_workbook(workshop: Mapping[str, object], frames: Mapping[str, pd.DataFrame]) -> bytes:
    """
    Lay out the capture sheet of a workshop as an XLSX file.

    Parameters
    ----------
    workshop
        Values of the Workshop sheet by field name; `notice` also goes into the file's properties.
    frames
        By name of a sheet of `schema.CAPTURE_SHEETS`, its rows, filled in as far as known. Other sheets are not written.

    Returns
    -------
    content
        The bytes of the file.

    Examples
    --------
    >>> rows = pd.DataFrame({"borough": ["Camden"], "function": ["REV01"]})
    >>> capture_workbook({"workshop": "Workshop 1"}, {"intentions": rows})[:2]
    b'PK'
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _write_guidance(workbook.create_sheet("Read me"), frames)
    _write_workshop(workbook.create_sheet("Workshop"), workshop)
    lists = [(name, field) for name in frames for field in CAPTURE_SHEETS[name].fields if field.allowed]
    for name, frame in frames.items():
        _write_sheet(workbook.create_sheet(CAPTURE_SHEETS[name].title), name, frame, lists)
    _write_lists(workbook.create_sheet("Lists"), lists)
    notice = str(workshop.get("notice") or "")
    title = f"{workshop.get('workshop') or 'Workshop'}: capture sheet"
    workbook.properties.title = storable(f"{title} ({notice})" if notice else title)
    workbook.properties.description = storable(notice)
    workbook.properties.creator = "citytools_analysis"
    return written(workbook)


def _write_guidance(target: Worksheet, frames: Mapping[str, pd.DataFrame]) -> None:
    own = (_ABOUT[name] for name in frames)
    for row, words in enumerate((_TITLE, *_FIRST, *own, *_LAST), start=1):
        cell = _cell(target, row, 1)
        put(cell, words)
        cell.alignment = _WRAPPED
        cell.font = _HEADING if row == 1 else font()
    target.column_dimensions["A"].width = 110
    target.sheet_view.showGridLines = False
    fit(target)


def _write_workshop(target: Worksheet, workshop: Mapping[str, object]) -> None:
    for row, field in enumerate(WORKSHOP_FIELDS, start=1):
        put(_cell(target, row, 1), field.label)
        put(_cell(target, row, 2), workshop.get(field.name), FORMATS.get(field.kind))
        put(_cell(target, row, 3), field.help)
        for cell in target[row]:
            cell.alignment = Alignment(vertical="top", horizontal="left", wrap_text=True)
        target.cell(row, 1).font = font(bold=True)
        target.cell(row, 2).number_format = FORMATS.get(field.kind, "General")
        target.cell(row, 2).fill = _ANSWER
    for letter, width in (("A", 18), ("B", 40), ("C", 60)):
        target.column_dimensions[letter].width = width
    fit(target)


def _write_sheet(target: Worksheet, name: str, frame: pd.DataFrame, lists: list[tuple[str, Field]]) -> None:
    fields = CAPTURE_SHEETS[name].fields
    write_header(target, [field.label for field in fields])
    for column, field in enumerate(fields, start=1):
        dimension = target.column_dimensions[column_letter(column - 1)]
        dimension.width = _WIDTHS.get(field.name, _WIDTH)
        dimension.protection = Protection(locked=False)
        dimension.number_format = FORMATS.get(field.kind, "General")
        for row, value in enumerate(frame.reindex(columns=[field.name])[field.name], start=2):
            cell = _cell(target, row, column)
            put(cell, in_words(field, value), FORMATS.get(field.kind))
            cell.protection = Protection(locked=field.name == "known")
            cell.alignment = _WRAPPED
            if field.name == "known":
                cell.font = _QUIET
            if field.name in ANSWERS[name]:
                cell.fill = _ANSWER
        _offer(target, name, field, (column, len(frame) + 1), lists)
    fit(target)
    protect(target)


def _offer(target: Worksheet, name: str, field: Field, last: tuple[int, int], lists: list[tuple[str, Field]]) -> None:
    """Give a column, as far as its last row and beyond, a drop-down of its words, or hold its scores between 1 and 5."""
    rule = DataValidation("whole", operator="between", formula1="1", formula2="5")
    if field.allowed:
        source = column_letter(lists.index((name, field)))
        rule = DataValidation("list", formula1=f"Lists!${source}$2:${source}${len(field.allowed) + 1}")
    elif field.kind != "integer":
        return
    rule.allow_blank = rule.showErrorMessage = True
    rule.errorTitle, rule.error = field.label[:32], field.help[:255]
    letter = column_letter(last[0] - 1)
    rule.add(f"{letter}2:{letter}{max(last[1], _LEAST_ROWS)}")
    target.add_data_validation(rule)


def _cell(target: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", target.cell(row, column))  # these sheets merge no cells


def _write_lists(target: Worksheet, lists: list[tuple[str, Field]]) -> None:
    write_header(target, [f"{CAPTURE_SHEETS[name].title}: {field.label}" for name, field in lists])
    for column, (_, field) in enumerate(lists, start=1):
        target.column_dimensions[column_letter(column - 1)].width = 30
        for row, word in enumerate(field.allowed, start=2):
            put(_cell(target, row, column), in_words(field, word))
    fit(target)
