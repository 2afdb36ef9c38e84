"""
Raw entry frames to typed ones: text to dates, money, booleans and codes, naming every cell that cannot be read.

A column's day and month order is decided for the column as a whole, day first; a cell that can only be month first is
named, never swapped. What cannot be read is never turned into a blank in silence: it is an issue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.parse import (
    day_order,
    is_blank,
    parse_boolean,
    parse_date,
    parse_money,
    parse_number,
    text_of,
)
from citytools_analysis.schema import ABOUT_FIELDS, PLACE_COLUMNS, SAID_BY_BOROUGHS, SHEETS, Field
from citytools_analysis.sources.cells import Unusable
from citytools_analysis.sources.reading import Reading

_PARSERS: Mapping[str, Callable[[object], object]] = {
    "money": parse_money,
    "number": parse_number,
    "boolean": parse_boolean,
    "text": text_of,
    "address": text_of,
}
_REQUIRED = "required"
_TYPED = {*SAID_BY_BOROUGHS, "facts"}  # kinds of source that somebody types
_OUTRIGHT = ("unknown", "none")
_DAY_FIRST = "Write DD/MM/YYYY or YYYY-MM-DD, and look through the whole column: every date in it is read day first"


@dataclass(frozen=True)
class Cleaned:
    """
    One file with every cell read.

    Parameters
    ----------
    reading
        The file as it was read.
    frames
        By sheet: the sheet's fields, typed (missing values None or NaT), `<field>_precision` beside each date,
        the place columns, and of a return `said_unknown` and `said_none`: the fields, separated by |, in whose cells
        the borough wrote that word.
    about
        The About sheet's values, typed; missing ones are None.
    issues
        Every cell that could not be read.

    Examples
    --------
    >>> clean(Reading("a.csv", "facts", "00", "a.csv")).issues
    ()
    """

    reading: Reading
    frames: Mapping[str, pd.DataFrame]
    about: Mapping[str, Any]
    issues: tuple[Issue, ...]

    def place(self, sheet: str, row: Mapping[str, Any], field: str = "") -> str:
        """
        Name a cell as a person finds it.

        Parameters
        ----------
        sheet
            Name of the sheet.
        row
            A row with the place columns.
        field
            Name of the field; the row as a whole if not given.

        Returns
        -------
        place
            `Contracts!F17`, `line 17, end_date` or a JSON pointer.

        Examples
        --------
        >>> row = {"where_sheet": "", "where_row": "line 17"}
        >>> clean(Reading("a.csv", "facts", "00", "a.csv")).place("systems", row, "system")
        'line 17, system'
        """
        title, number = row.get("where_sheet"), row.get("where_row")
        letters = self.reading.cells.get(sheet, {})
        if is_blank(title):
            number = number if str(number).startswith(("line", "/")) else f"line {number}"
            return f"{number}, {field}" if field else str(number)
        return f"{title}!{letters.get(field) or next(iter(letters.values()), 'A')}{number}"


def clean(reading: Reading) -> Cleaned:
    """
    Read every cell of a file.

    Parameters
    ----------
    reading
        The file, as its source module read it.

    Returns
    -------
    cleaned
        Typed frames, and an issue for each cell that could not be read.

    Examples
    --------
    >>> raw = pd.DataFrame({"function": ["REV01"], "seen_on": ["31/02/2027"], "where_sheet": "", "where_row": "line 2"})
    >>> for issue in clean(Reading("a.csv", "facts", "00", "a.csv", {"systems": raw})).issues: print(issue)
    a.csv, line 2, seen_on: '31/02/2027' is not a real date. Use DD/MM/YYYY or YYYY-MM-DD; MM/YYYY or YYYY if only the month or year is known.
    """
    issues: list[Issue] = list(reading.issues)
    about = _about(reading, issues)
    blank = Cleaned(reading, {}, about, ())
    frames = {name: _frame(blank, name, raw, issues) for name, raw in reading.frames.items()}
    return Cleaned(reading, frames, about, tuple(issues))


def _frame(cleaned: Cleaned, sheet: str, raw: pd.DataFrame, issues: list[Issue]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [{str(name): cell for name, cell in row.items()} for row in raw.to_dict("records")]
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in PLACE_COLUMNS}
    if cleaned.reading.kind in SAID_BY_BOROUGHS:
        rows, said = _without_words(sheet, rows)
        columns |= said
    # a blank beside a record leaves what is known as it is, and nobody can fill in what others published
    excused = [cleaned.reading.kind not in _TYPED or not is_blank(row.get("record")) for row in rows]
    for field in SHEETS[sheet].fields:
        cells = [row.get(field.name) for row in rows]
        places = [cleaned.place(sheet, row, field.name) for row in rows]
        if field.required:
            issues += _missing(cleaned.reading.file_name, field, cells, places, excused)
        columns |= _column(cleaned.reading.file_name, field, cells, places, issues)
    return pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in columns.items()})


def _without_words(sheet: str, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Take out the cells in which a borough wrote outright that something is unknown, or that there is none."""
    said: dict[str, list[str]] = {f"said_{word}": [] for word in _OUTRIGHT}
    kept = []
    for row in rows:
        words = {
            field.name: text_of(row[field.name]).casefold()
            for field in SHEETS[sheet].fields
            if field.name != "comment" and not field.required and isinstance(row.get(field.name), str)
        }
        own = {field.name: field.allowed for field in SHEETS[sheet].fields}
        found = {name: word for name, word in words.items() if word in _OUTRIGHT and word not in own[name]}
        for word in _OUTRIGHT:
            said[f"said_{word}"].append("|".join(name for name, own_word in found.items() if own_word == word))
        kept.append(row | dict.fromkeys(found))
    return kept, said


def _missing(file: str, field: Field, cells: list[object], places: list[str], excused: list[bool]) -> Iterator[Issue]:
    for cell, place, is_excused in zip(cells, places, excused, strict=True):
        if is_blank(cell) and not is_excused:
            yield Issue(file, place, f"{field.label.lower()} is missing", field.help, _REQUIRED)
        if field.kind == "text" and not is_blank(cell) and text_of(cell).casefold() in _OUTRIGHT:
            what = f"{text_of(cell)!r} cannot stand for {field.label.lower()}, which every row needs"
            yield Issue(file, place, what, field.help, _REQUIRED)


def _column(
    file: str, field: Field, cells: list[object], places: list[str], issues: list[Issue]
) -> dict[str, list[Any]]:
    values: list[Any] = []
    mixed = _mixed_orders(cells, places) if field.kind == "date" else ""
    for cell, place in zip(cells, places, strict=True):
        if is_blank(cell):
            values.append(None)
            continue
        value, issue = _value(file, field, cell, place)
        if issue and mixed and day_order(cell) == "month":
            issue = replace(issue, what=f"{text_of(cell)!r} is month first, and this column mixes {mixed}")
        values.append(value)
        if issue:
            issues.append(issue)
    if field.kind != "date":
        return {field.name: values}
    return {
        field.name: [pd.Timestamp(value[0]) if value else pd.NaT for value in values],
        f"{field.name}_precision": [value[1] if value else None for value in values],
    }


def _value(file: str, field: Field, cell: object, place: str) -> tuple[Any, Issue | None]:
    try:
        return _parsed(field, cell), None
    except ValueError as fault:
        what, _, mend = str(fault).partition("|")
        return None, Issue(file, place, what, f"{mend}." if mend else "", field.kind)


def _parsed(field: Field, cell: object) -> Any:
    if isinstance(cell, Unusable):
        message = f"{cell.what}|{cell.mend}"
        raise ValueError(message)  # noqa: TRY004 - a bad cell is a bad value
    if field.kind == "date":
        if day_order(cell) == "month":
            message = f"{text_of(cell)!r} has month and day the wrong way round|{_DAY_FIRST}"
            raise ValueError(message)
        return parse_date(cell)
    if field.kind == "choice":
        return _choice(field, text_of(cell))
    if field.kind == "integer":
        return _integer(cell)
    return _PARSERS[field.kind](cell)


def _choice(field: Field, text: str) -> str:
    word = text.casefold().replace("-", "_").replace(" ", "_")
    if word in field.allowed:
        return word
    allowed = ", ".join(name.replace("_", " ") for name in field.allowed)
    hint = suggestion(word, field.allowed) or f"Write one of: {allowed}"
    message = f"{text!r} is not one of the words for {field.label.lower()}|{hint.removesuffix('?').rstrip('.')}"
    raise ValueError(message)


def _integer(cell: object) -> int:
    number = parse_number(cell)
    if not number.is_integer():
        message = f"{text_of(cell)!r} is not a whole number|Write a whole number"
        raise ValueError(message)
    return int(number)


def _mixed_orders(cells: list[object], places: list[str]) -> str:
    orders = [day_order(cell) for cell in cells]
    if not {"day", "month"} <= set(orders):
        return ""
    day = orders.index("day")
    return f"day first ({places[day]}: {text_of(cells[day])!r}) and month first"


def _about(reading: Reading, issues: list[Issue]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in ABOUT_FIELDS:
        cell = reading.about.get(field.name)
        place = reading.cells.get("about", {}).get(field.name, "About")
        values[field.name] = None
        if is_blank(cell):
            if field.required and reading.kind == "return" and reading.about:
                what = f"{field.label.lower()} is missing"
                issues.append(Issue(reading.file_name, place, what, field.help, _REQUIRED))
            continue
        value, issue = _value(reading.file_name, field, cell, place)
        values[field.name] = pd.Timestamp(value[0]) if field.kind == "date" and value else value
        if issue:
            issues.append(issue)
    return values
