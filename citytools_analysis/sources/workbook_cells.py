"""Cells of the workbooks we write: text stays text, dates and money have their formats, headers their look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from citytools_analysis.sources.cells import tidy_value

FORMATS = {"date": "DD/MM/YYYY", "money": "#,##0.00", "number": "0", "integer": "0", "text": "@", "address": "@"}
YES_NO = ("yes", "no")
_HEADER = (Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3A5F"))
_FORMULA_MARKS = ("=", "+", "-", "@")


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
        found = ILLEGAL_CHARACTERS_RE.sub("\ufffd", found)[:32767]
    cell.value = found
    if isinstance(found, str):
        cell.data_type = "s"
        cell.quotePrefix = found.startswith(_FORMULA_MARKS)
    elif number_format and (number_format != FORMATS["date"] or isinstance(found, date)):
        cell.number_format = number_format
