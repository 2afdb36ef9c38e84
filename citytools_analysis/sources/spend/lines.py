"""Lines of a table of money: where each stands, what it holds, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pandas as pd

from citytools_analysis.schema import PLACE_COLUMNS, SHEETS
from citytools_analysis.sources.cells import Cells
from citytools_analysis.sources.reading import LeftOut, Quarantined, Reading
from citytools_analysis.sources.spend.columns import Layout, folded_heading
from citytools_analysis.sources.spend.days import is_month_name

MONTH_FIRST, SLIPPED = "month_first", "too_many_cells"  # marks of a line, beside its fields
FREE_TEXT = ("department", "category", "reference")
_OF_NUMBERS = {"amount_gbp", "paid_on", "company_number"}
_LONG_WORD = re.compile(r"[^\W\d_][^\W\d_'\N{RIGHT SINGLE QUOTATION MARK}-]{2,}")
_MOST_STORED = 1 << 53  # beyond that a number of JSON is no longer exact
Row = dict[str, Any]
Outcome = Row | LeftOut | Quarantined


@dataclass(frozen=True)
class Line:
    """
    One line as found.

    Parameters
    ----------
    pointer
        Where it stands, for a person.
    fields
        By field, the cells that hold something.
    cells
        Every cell.

    Examples
    --------
    >>> Line("May!A7", {"supplier": "Acme Ltd"}).place
    {'where_sheet': 'May', 'where_row': '7'}
    """

    pointer: str
    fields: Mapping[str, object]
    cells: tuple[object, ...] = ()

    def text(self, name: str) -> str:
        """Give a field as text; nothing where it is blank."""
        cell = self.fields.get(name)
        return "" if cell is None else " ".join(str(cell).split())

    @property
    def number(self) -> int:
        """Its row number or line."""
        return int(self.place[PLACE_COLUMNS[1]])

    @property
    def place(self) -> dict[str, str]:
        """The place columns of a row made of this line."""
        title, _, cell = self.pointer.rpartition("!")
        number = cell.removeprefix("A") if title else cell.removeprefix("line ")
        return dict(zip(PLACE_COLUMNS, (title, number), strict=True))


def lines_of(cells: Cells, layout: Layout) -> Iterator[Line]:
    """
    Go through the lines of a sheet's table, without what stands above it and without its header, however often repeated.

    Parameters
    ----------
    cells
        The sheet.
    layout
        Where its table stands.

    Yields
    ------
    line
        One a row that holds something.

    Examples
    --------
    >>> cells = Cells("", ((1, ("Payments",)), (2, ("Name", "Net")), (3, ("Acme", 5)), (9, ("NAME:", "Net")), (10, ("Bee", 7))))
    >>> [line.fields for line in lines_of(cells, Layout(2, {"supplier": 0, "amount_gbp": 1}))]
    [{'supplier': 'Acme', 'amount_gbp': 5}, {'supplier': 'Bee', 'amount_gbp': 7}]
    """
    header = next((row for number, row in cells.rows if number == layout.row), ())
    for number, row in cells.rows:
        is_above = number < layout.row and not layout.is_below
        if is_above or number == layout.row or _folded(row) == _folded(header):
            continue
        found = {name: row[column] for name, column in layout.columns.items() if column < len(row)}
        pointer = f"{cells.title}!A{number}" if cells.title else f"line {number}"
        yield Line(pointer, {name: cell for name, cell in found.items() if cell is not None}, row)


def kept_aside(pointer: str, reason: str, row: Row) -> Quarantined:
    """
    Keep a line aside whose supplier is known and which cannot be placed.

    Parameters
    ----------
    pointer
        Where it stands.
    reason
        Why it cannot be placed.
    row
        Its raw fields, with `borough` and `supplier`.

    Returns
    -------
    quarantined
        With all that is needed to try again.

    Examples
    --------
    >>> kept_aside("line 3", "unreadable_amount", {"borough": "Lambeth", "supplier": "Civica"}).what
    'Lambeth: Civica'
    """
    what = f"{row['borough']}: {row['supplier']}"
    fields = {name: _storable(name, cell) for name, cell in row.items()}
    if row.get(SLIPPED) or any(_is_of_words(row.get(name)) for name in _OF_NUMBERS):
        fields = {name: cell for name, cell in fields.items() if name not in FREE_TEXT}
    return Quarantined(pointer, reason, what, "spend", orjson.dumps(fields).decode())


def lines_again(aside: Sequence[tuple[str, str, str]]) -> list[Line]:
    """
    Give lines that were kept aside as they were found.

    Parameters
    ----------
    aside
        Pointer, sheet and content of each.

    Returns
    -------
    lines
        The lines.

    Examples
    --------
    >>> lines_again([("line 3", "spend", '{"supplier":"Civica"}')])[0].text("supplier")
    'Civica'
    """
    return [Line(pointer, orjson.loads(content)) for pointer, _, content in aside]


def with_outcomes(reading: Reading, outcomes: Sequence[Outcome]) -> Reading:
    """
    Put what became of each line into a reading.

    Parameters
    ----------
    reading
        The file, without its lines.
    outcomes
        One a line: a raw row of the spend sheet, or why there is none.

    Returns
    -------
    reading
        A copy with every line counted.

    Examples
    --------
    >>> told = with_outcomes(Reading("a.csv", "spend", "00", "a.csv"), [{"amount_gbp": 5.0}, LeftOut("line 3", "not_london")])
    >>> told.n_read, told.n_kept, told.frames["spend"]["amount_gbp"].tolist()
    (2, 1, [5.0])
    """
    rows = [one for one in outcomes if isinstance(one, dict)]
    names = (*SHEETS["spend"].names, *PLACE_COLUMNS)
    frame = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype="object") for name in names})
    return Reading(
        file_name=reading.file_name,
        kind=reading.kind,
        sha256=reading.sha256,
        logical_name=reading.logical_name,
        frames={"spend": frame},
        cells=reading.cells,
        n_read=len(outcomes),
        left_out=tuple(one for one in outcomes if isinstance(one, LeftOut)),
        issues=reading.issues,
        quarantined=tuple(one for one in outcomes if isinstance(one, Quarantined)),
    )


def _is_of_words(cell: object) -> bool:
    """Tell whether words stand in the place of a number, so that the cells beside it may have slipped too."""
    return isinstance(cell, str) and any(not is_month_name(word) for word in _LONG_WORD.findall(cell))


def _storable(name: str, cell: object) -> object:
    """
    Give a raw cell as it may be stored.

    Where columns have slipped, a person's name can stand in the place of an amount or a day, so that of these only
    numbers, months and short words are kept, and nothing at all of a cell without a digit.
    """
    if cell is None or isinstance(cell, bool | float):
        return cell
    if isinstance(cell, int) and abs(cell) < _MOST_STORED:
        return cell
    text = " ".join(str(cell).split())
    if name not in _OF_NUMBERS:
        return text
    if not any(mark.isdigit() for mark in text):
        return None
    return " ".join(_LONG_WORD.sub(lambda word: word[0] if is_month_name(word[0]) else " ", text).split())


def _folded(row: Sequence[object]) -> list[str]:
    return [text for text in map(folded_heading, row) if text]
