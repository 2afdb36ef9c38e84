"""Cells of the workbooks we write: text stays text, dates and money have their formats, headers their look."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from citytools_analysis.schema import Field
from citytools_analysis.sources.cells import column_letter, tidy_value

FORMATS = {"date": "DD/MM/YYYY", "money": "#,##0.00", "number": "0", "integer": "0", "text": "@", "address": "@"}
YES_NO = ("yes", "no")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # letters a cell can hold
_FORMULA_MARKS = ("=", "+", "-", "@")
_POINTS_A_LINE = 15
_MOST_POINTS = 409  # the tallest row a workbook can hold
_PAGE_UNITS = 150  # of column width that can be read on one page of A4 across


def font(size: int = 11, *, color: str | None = None, bold: bool = False, is_link: bool = False) -> Font:
    """
    Give a font with its name; one that names none is shown in whatever the program likes.

    Parameters
    ----------
    size
        Points.
    color, bold
        As in openpyxl.
    is_link
        Whether to underline it.

    Returns
    -------
    font
        The font.

    Examples
    --------
    >>> font(16, bold=True).name
    'Calibri'
    """
    return Font(name="Calibri", size=size, color=color, bold=bold, underline="single" if is_link else None)


_HEADER = (font(color="FFFFFF", bold=True), PatternFill("solid", fgColor="1F3A5F"))


def write_header(target: Worksheet, labels: Iterable[str]) -> None:
    """
    Write a sheet's header and keep it in sight.

    Parameters
    ----------
    target
        The sheet.
    labels
        Our own words, never a formula.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> sheet = Workbook().worksheets[0]
    >>> write_header(sheet, ["Title"])
    >>> sheet["A1"].value
    'Title'
    """
    for column, label in enumerate(labels, start=1):
        cell = target.cell(1, column, label)
        cell.font, cell.fill = _HEADER
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    target.freeze_panes = "A2"


def fit(target: Worksheet) -> None:
    """
    Make every row as tall as its wrapped words need, and every page as wide as can be read.

    No program works out on opening how tall a row must be, so that words would be cut off or lie over each other.

    Parameters
    ----------
    target
        The sheet, written, with the widths of its columns set.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> sheet = Workbook().worksheets[0]
    >>> write_header(sheet, ["Notice to extend"])
    >>> sheet.column_dimensions["A"].width = 11
    >>> fit(sheet)
    >>> sheet.row_dimensions[1].height
    30.0
    """
    widths = [target.column_dimensions[column_letter(column)].width for column in range(target.max_column)]
    for number, row in enumerate(target.iter_rows(), start=1):
        heights = [_height(cell, width) for cell, width in zip(row, widths, strict=True) if cell.value]
        if max(heights, default=0) > _POINTS_A_LINE:
            target.row_dimensions[number].height = min(max(heights), _MOST_POINTS)
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = target.PAPERSIZE_A4
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = math.ceil(sum(widths) / _PAGE_UNITS), 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if target.freeze_panes:
        target.print_title_rows = "1:1"


def _height(cell: Cell | MergedCell, width: float) -> int:
    size = float(cell.font.size or 11) / 11
    room = max(int(width / size), 1)  # a unit of width holds a digit; most words need less
    lines = len(textwrap.wrap(str(cell.value), room)) if cell.alignment.wrap_text else 1
    return math.ceil(lines * size * _POINTS_A_LINE)


def plain(value: Any) -> Any:
    """
    Make a value of a frame one that a workbook can hold.

    Parameters
    ----------
    value
        Any value of a frame.

    Returns
    -------
    value
        Text, a number, a day, yes or no as a boolean, or None where it is missing.

    Examples
    --------
    >>> plain(pd.NaT), plain("a"), plain(pd.Timestamp("2027-03-31"))
    (None, 'a', datetime.date(2027, 3, 31))
    """
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    return tidy_value(value.item() if hasattr(value, "item") else value)


def put(cell: Cell, value: object, number_format: str | None = None) -> None:
    """
    Write a value; text stays text, whatever it begins with.

    Parameters
    ----------
    cell
        The cell.
    value
        The value; nothing is written for a missing one.
    number_format
        How a number or a day is shown.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> cell = Workbook().worksheets[0]["A1"]
    >>> put(cell, "=1+1")
    >>> cell.data_type
    's'
    """
    found = plain(value)
    if found is None:
        return
    if isinstance(found, bool):
        found = YES_NO[0] if found else YES_NO[1]
    if isinstance(found, str):
        found = storable(found)
    cell.value = found
    if isinstance(found, str):
        cell.data_type = "s"
        cell.quotePrefix = found.startswith(_FORMULA_MARKS)
    elif number_format and (number_format != FORMATS["date"] or isinstance(found, date)):
        cell.number_format = number_format


def storable(text: str) -> str:
    r"""
    Make a text one that the parts of a workbook can hold, as they are XML.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    text
        The same, as long as a cell may be, with a sign of replacement for each control and for half a letter.

    Examples
    --------
    >>> storable("a\x07b\ud800") == "a\ufffdb\ufffd"
    True
    """
    return _NOT_IN_XML.sub("\ufffd", text)[:_LONGEST]


def in_words(field: Field, value: object) -> object:
    """
    Write a choice as the drop-down beside it offers it.

    Parameters
    ----------
    field
        What the cell holds.
    value
        A value as stored.

    Returns
    -------
    value
        Of a choice, the word with spaces; anything else as it is.

    Examples
    --------
    >>> in_words(Field("use", "In use", "choice", "Which.", allowed=("in_house",)), "in_house")
    'in house'
    """
    return value.replace("_", " ") if field.allowed and isinstance(value, str) else value


def protect(target: Worksheet) -> None:
    """
    Lock a sheet's locked cells against a slip, without a password; all else may be changed, sorted, filtered and formatted.

    Parameters
    ----------
    target
        The sheet.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> sheet = Workbook().worksheets[0]
    >>> protect(sheet)
    >>> sheet.protection.sheet, sheet.protection.sort
    (True, False)
    """
    rules = target.protection
    rules.sheet = True
    for name in ("formatCells", "formatColumns", "formatRows", "insertRows", "sort", "autoFilter", "insertHyperlinks"):
        setattr(rules, name, False)  # false allows it
