"""The rows behind a table or picture, kept beside it so that they can be given as a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.tables.fragment import Html, clean_text, is_missing, plain_words
from citytools_analysis.tables.marks import mark_of
from citytools_analysis.tables.words import STATE_WORDS

_UNITS = {"gbp": "£", "share": "share, 0 to 1", "days": "days", "months": "months", "years": "years"}
Cell = str | float | int


@dataclass(frozen=True)
class Shown:
    """
    What one column of a table shows.

    Parameters
    ----------
    name
        Field of a row.
    header
        Its header, with the unit.
    kind
        As of `tables.Column`.
    missing
        What stands where nothing is known.

    Examples
    --------
    >>> Shown("end_date", "Ends", "date").missing
    'unknown'
    """

    name: str
    header: str
    kind: str = "text"
    missing: str = UNKNOWN


@dataclass(frozen=True)
class Dataset:
    """
    One table of an annex.

    Parameters
    ----------
    title
        What it is, with its coverage.
    note
        What to know about it.
    headers
        One a column, with the unit.
    kinds
        One a column, as of `tables.Column`.
    rows
        Numbers as numbers, days as `YYYY-MM-DD`, everything else as text.

    Examples
    --------
    >>> Dataset("One system", "", ("System",), ("text",), (("Mapleway",),)).as_json()["rows"]
    [['Mapleway']]
    """

    title: str
    note: str
    headers: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def as_json(self) -> dict[str, Any]:
        """Give it as what JSON can hold, as an attachment of a fragment."""
        return {"kind": "rows"} | {name: _listed(value) for name, value in asdict(self).items()}


def _listed(value: Any) -> Any:
    return [_listed(part) for part in value] if isinstance(value, tuple | list) else value


def from_records(
    records: Sequence[Mapping[Any, Any]], columns: Sequence[Shown], *, title: str, note: str = ""
) -> Dataset:
    """
    Keep the rows of a table.

    Parameters
    ----------
    records
        The rows; a cell may be HTML of ours, of which the words are kept.
    columns
        What each column shows: its field, header and kind, and the words where nothing is known.
    title, note
        Caption and note.

    Returns
    -------
    dataset
        The rows in full: pounds are not rounded, days not shortened and no more precise than they are known. What is
        missing says so in the table's own words, for not published and withheld are not unknown.

    Examples
    --------
    >>> shown = [Shown("end_date", "Ends", "date"), Shown("value_gbp", "£", "pounds", "not published")]
    >>> from_records([{"end_date": date(2027, 7, 31), "value_gbp": None}], shown, title="One").rows
    (('2027-07-31', 'not published'),)
    """
    rows = tuple(tuple(_of(row, column) for column in columns) for row in records)
    headers, kinds = tuple(column.header for column in columns), tuple(column.kind for column in columns)
    return Dataset(title, note, headers, kinds, rows)


def _of(row: Mapping[Any, Any], column: Shown) -> Cell:
    value = row.get(column.name)
    if is_missing(value):
        return column.missing
    if column.kind == "state":
        return STATE_WORDS.get(str(value), clean_text(value).replace("_", " "))
    precision = row.get(f"{column.name}_precision")
    if isinstance(value, date) and precision in {"month", "year"}:
        return date_text(value, precision=precision)
    return _cell(value)


def from_chart(frame: pd.DataFrame, *, title: str, note: str = "") -> Dataset:
    """
    Keep the rows behind a picture, every column of them.

    Parameters
    ----------
    frame
        The rows.
    title, note
        Finding and note of the chart.

    Returns
    -------
    dataset
        The rows; headers are the columns' names in words, with their unit.

    Examples
    --------
    >>> frame = pd.DataFrame({"supplier": ["Larkspur"], "annual_value_gbp": [5.0]})
    >>> from_chart(frame, title="One supplier").headers
    ('Supplier', 'Annual value (£)')
    """
    columns = [Shown(str(name), header_of(str(name)), _kind(frame[name])) for name in frame.columns]
    rows = [_withheld_aloud(row) for row in frame.to_dict("records")]
    return from_records(rows, columns, title=title, note=note)


def _withheld_aloud(row: Mapping[Any, Any]) -> dict[Any, Any]:
    """Mark a withheld row's blanks, and its reason; a row that is shown has no reason for withholding."""
    told, mark = row.get("is_withheld"), mark_of(row)
    if not is_missing(told) and told:
        blanks = {name: mark if is_missing(value) else value for name, value in row.items()}
        return blanks if is_missing(row.get("reason")) else {**blanks, "reason": f"{mark} {row['reason']}"}
    reason = row.get("reason")
    rest = (
        {"reason": "none" if is_missing(reason) or not reason else f"{mark} {reason}".strip()}
        if "reason" in row
        else {}
    )
    return {**row, **rest}


def header_of(name: str) -> str:
    """
    Turn the name of a column into a header with its unit.

    Parameters
    ----------
    name
        Name of a column of a metric.

    Returns
    -------
    header
        Words.

    Examples
    --------
    >>> header_of("days_left"), header_of("lead_months"), header_of("n_of"), header_of("is_withheld")
    ('Days left', 'Lead (months)', 'Of how many', 'Withheld')
    """
    if name in {"n", "n_of"}:
        return {"n": "How many", "n_of": "Of how many"}[name]
    words = re.sub(r"^(?:is|has|n)_", "", name).split("_")
    unit = _UNITS.get(words[-1]) if len(words) > 1 else None
    text = " ".join(words[:-1] if unit else words)
    return f"{text[:1].upper()}{text[1:]}" + (f" ({unit})" if unit else "")


def _kind(column: pd.Series[Any]) -> str:
    if pd.api.types.is_datetime64_any_dtype(column):
        return "date"
    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return "number" if is_number else "text"


def _cell(value: object) -> Cell:
    if isinstance(value, Html):
        return plain_words(value)
    if isinstance(value, date):
        return date(value.year, value.month, value.day).isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    number = getattr(value, "item", lambda: value)()
    if isinstance(number, bool):
        return "yes" if number else "no"
    return number if isinstance(number, int | float) else clean_text(value)
