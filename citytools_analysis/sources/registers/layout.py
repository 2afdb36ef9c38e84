"""Where the header of a register stands, in one row or two, and which column holds what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from citytools_analysis.errors import Issue
from citytools_analysis.sources.cells import Cells, column_letter
from citytools_analysis.sources.registers.headings import Heading, folded_heading

_SEARCHED_ROWS = 20
_LEAST_FIELDS = 3
_SEVERAL = {
    "ignore",
    "borough",
    "category",
    "cpv",
    "extension_note",
    "length",
    "evidence_url",
    "purchase_order",
    "grant",
    "other_identifier",
}
_SEE = "If it matters, add its heading to data/reference/register_columns.csv."
Row = tuple[int, tuple[object, ...]]


@dataclass(frozen=True)
class Column:
    """
    One column whose heading is known.

    Parameters
    ----------
    index
        Its position, from 0.
    heading
        What it stands for.
    text
        The heading as written.

    Examples
    --------
    >>> Column(2, Heading("title"), "Contract Title").heading.field
    'title'
    """

    index: int
    heading: Heading
    text: str


@dataclass(frozen=True)
class Layout:
    """
    Where the table of one sheet stands, and what its columns hold.

    Parameters
    ----------
    last_row
        Row number or line of the header, the last if it takes two.
    columns
        The columns whose headings are known, in order.
    names
        The folded headings, to know a repeated header by.
    issues
        Columns that are not read, and why.

    Examples
    --------
    >>> Layout(3, (Column(1, Heading("title"), "Title"),)).letters
    {'title': 'B'}
    """

    last_row: int
    columns: tuple[Column, ...] = ()
    names: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = field(default=())

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(column.heading.field for column in self.columns)

    @property
    def letters(self) -> dict[str, str]:
        """The letter of the first column of each field."""
        return {column.heading.field: column_letter(column.index) for column in reversed(self.columns)}

    @property
    def is_register(self) -> bool:
        """Whether the columns are those of contracts: what it is, and with whom, for how much or until when."""
        return bool(self.fields & {"title", "description"}) and bool(
            self.fields & {"supplier", "value_gbp", "end_date", "start_date"}
        )


def find_layout(file_name: str, cells: Cells, headings: Mapping[str, Heading]) -> Layout | None:
    """
    Find the header of a sheet among its first twenty rows.

    Parameters
    ----------
    file_name
        Name of the file, for the issues.
    cells
        The sheet.
    headings
        The headings that are known.

    Returns
    -------
    layout
        The row, or the two rows together, that name most fields; None where none is the header of a register.

    Examples
    --------
    >>> headings = {"title": Heading("title"), "supplier": Heading("supplier"), "contractstartdate": Heading("start_date")}
    >>> rows = ((1, ("Register",)), (4, ("Title", "Supplier", "Contract", "Colour")), (5, (None, None, "Start Date", None)))
    >>> layout = find_layout("a.csv", Cells("", rows), headings)
    >>> layout.last_row, layout.letters
    (5, {'start_date': 'C', 'supplier': 'B', 'title': 'A'})
    >>> print(layout.issues[0])
    a.csv, line 5, column D: 'Colour' is not a heading that is known, so this column is not read. If it matters, add its heading to data/reference/register_columns.csv.
    """
    best: tuple[int, int, list[str]] = (0, 0, [])
    for number, texts in _candidates(cells, headings):
        score = len({headings[folded_heading(text)].field for text in texts if folded_heading(text) in headings})
        if score > best[0]:
            best = (score, number, texts)
    score, number, texts = best
    columns = tuple(
        Column(index, headings[folded_heading(text)], text)
        for index, text in enumerate(texts)
        if folded_heading(text) in headings
    )
    issues = tuple(_not_read(file_name, cells, number, texts, headings))
    layout = Layout(number, columns, tuple(folded_heading(text) for text in texts), issues)
    return layout if score >= _LEAST_FIELDS and layout.is_register else None


def _candidates(cells: Cells, headings: Mapping[str, Heading]) -> Iterator[tuple[int, list[str]]]:
    """Give the headings that each of the first rows would make, alone and then with the row below it."""
    for place, (number, row) in enumerate(cells.rows[:_SEARCHED_ROWS]):
        yield number, [_text(cell) for cell in row]
        if place + 1 < min(len(cells.rows), _SEARCHED_ROWS) and _is_text(cells.rows[place + 1][1]) and _is_text(row):
            below, second = cells.rows[place + 1]
            yield below, _joined(row, second, headings)


def _joined(row: Sequence[object], below: Sequence[object], headings: Mapping[str, Heading]) -> list[str]:
    texts, above = [], ""
    for index in range(max(len(row), len(below))):
        own, under = _text(_at(row, index)), _text(_at(below, index))
        above = own or above
        choices = (f"{above} {under}" if under else "", under, own)
        known = next((text for text in choices if folded_heading(text) in headings), None)
        texts.append(known or " ".join(part for part in (own, under) if part))
    return texts


def _is_text(row: Sequence[object]) -> bool:
    """Tell whether a row may belong to a header: words only, none of them an amount or a day."""
    said = [cell for cell in row if cell is not None]
    return all(isinstance(cell, str) and not any(mark.isdigit() for mark in cell[:2]) for cell in said)


def _text(cell: object) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _at(row: Sequence[object], column: int) -> object:
    return row[column] if column < len(row) else None


def _not_read(
    file_name: str, cells: Cells, number: int, texts: Sequence[str], headings: Mapping[str, Heading]
) -> Iterator[Issue]:
    """Name every column that holds something and is not read, so that nothing is dropped in silence."""
    first: dict[str, int] = {}
    for index, text in enumerate(texts):
        heading, place = headings.get(folded_heading(text)), cells.place(number, index)
        if text and heading is None:
            what = f"{text!r} is not a heading that is known, so this column is not read"
            yield Issue(file_name, place, what, _SEE, "unknown column", "warning")
        elif heading and heading.field == "unclear":
            what = f"{text!r} means different things in different registers, so this column is not read"
            mend = "Say what it is with this publisher in data/reference/register_publishers.csv."
            yield Issue(file_name, place, what, mend, "unclear column", "warning")
        elif heading and heading.field in first:
            other = column_letter(first[heading.field])
            what = f"{text!r} stands for the same as the heading of column {other}, so one is read where the other is blank"
            mend = "Nothing is to be done if that is right."
            yield Issue(file_name, place, what, mend, "repeated column", "warning")
        elif heading and heading.field not in _SEVERAL:
            first[heading.field] = index
    yield from _without_heading(file_name, cells, number, texts)


def _without_heading(file_name: str, cells: Cells, number: int, texts: Sequence[str]) -> Iterator[Issue]:
    seen: set[int] = set()
    for line, row in cells.rows:
        for index, cell in enumerate(row) if line > number else ():
            if cell is not None and not (index < len(texts) and texts[index]) and index not in seen:
                seen.add(index)
                what = f"column {column_letter(index)} has no heading, so it is not read"
                mend = "Write its heading, or delete what stands in it."
                yield Issue(file_name, cells.place(line, index), what, mend, "no heading", "warning")
