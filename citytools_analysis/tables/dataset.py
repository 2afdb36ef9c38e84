"""The rows behind a table or picture, kept beside it so that they can be given as a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from citytools_analysis.tables.fragment import Html, clean_text, is_missing, plain_words

_UNITS = {"gbp": "£", "share": "share, 0 to 1", "days": "days", "months": "months", "years": "years"}
Cell = str | float | int | bool | None


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
        Numbers as numbers, days as `YYYY-MM-DD`, everything else as text; None where nothing is known.

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
    records: Sequence[Mapping[Any, Any]], columns: Sequence[tuple[str, str, str]], *, title: str, note: str = ""
) -> Dataset:
    """
    Keep the rows of a table.

    Parameters
    ----------
    records
        The rows; a cell may be HTML of ours, of which the words are kept.
    columns
        Field, header and kind of each column shown.
    title, note
        Caption and note.

    Returns
    -------
    dataset
        The rows in full: pounds are not rounded, days not shortened.

    Examples
    --------
    >>> shown = [("end_date", "Ends", "date"), ("annual_value_gbp", "£ a year", "money")]
    >>> from_records([{"end_date": date(2027, 7, 31), "annual_value_gbp": 410_200.0}], shown, title="One").rows
    (('2027-07-31', 410200.0),)
    """
    rows = tuple(tuple(_cell(row.get(name)) for name, _, _ in columns) for row in records)
    return Dataset(title, note, tuple(head for _, head, _ in columns), tuple(kind for *_, kind in columns), rows)


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
    columns = [(str(name), header_of(str(name)), _kind(frame[name])) for name in frame.columns]
    return from_records(frame.to_dict("records"), columns, title=title, note=note)


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
    if is_missing(value):
        return None
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
