"""What of a sheet of payments is not read: columns without a known heading, and lines that have slipped to the side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from citytools_analysis.errors import Issue
from citytools_analysis.sources.cells import Cells, column_letter
from citytools_analysis.sources.spend.amounts import amount_of
from citytools_analysis.sources.spend.columns import NOT_READ, Heading, Layout, chosen_columns, heading_of
from citytools_analysis.sources.spend.days import paid_on

_SEE = "If it matters, add its heading to data/reference/spend_columns.csv."
_RIGHT = "Nothing is to be done if that is right."
_FIRST_PART = re.compile(r"[-+(]?\s*£?\s*[-+]?\d{1,3}(?:,\d{3})*")
_LATER_PART = re.compile(r"\d{3}(?:\.\d+)?\)?-?")


def unread_columns(file_name: str, cells: Cells, layout: Layout, headings: Mapping[str, Heading]) -> Iterator[Issue]:
    """
    Name every column that holds something and is not read, so that nothing is dropped in silence.

    Parameters
    ----------
    file_name
        Name of the file, for the issues.
    cells
        The sheet.
    layout
        Where its table stands.
    headings
        The headings that are known.

    Yields
    ------
    issue
        A warning a column.

    Examples
    --------
    >>> headings = {"name": Heading("supplier"), "net": Heading("amount_gbp", "ex")}
    >>> cells = Cells("", ((1, ("+", "Name", "Net")), (2, ("Housing", "Acme Ltd", 5, "paid late")), (3, ("ICT", "Bee Ltd", 7))))
    >>> layout = Layout(1, {"supplier": 1, "amount_gbp": 2})
    >>> for issue in unread_columns("a.csv", cells, layout, headings): print(issue)
    a.csv, line 1, column A: '+' is not a heading that is known, so this column is not read. If it matters, add its heading to data/reference/spend_columns.csv.
    """
    header = _header(cells, layout)
    yield from _unknown(file_name, cells, layout, header, headings)
    seen = {column for column, cell in enumerate(header) if cell is not None} | set(layout.columns.values())
    slipped = slipped_lines(cells, layout)
    for number, row in _below(cells, layout):
        for column, cell in enumerate(row):
            if cell is None or column in seen or number in slipped:
                continue
            seen.add(column)
            what = f"column {column_letter(column)} has no heading, so it is not read"
            yield Issue(
                file_name,
                cells.place(number, column),
                what,
                "Write its heading, if it matters.",
                "no heading",
                "warning",
            )


def slipped_lines(cells: Cells, layout: Layout) -> frozenset[int]:
    """
    Find the lines of a CSV file in which a separator inside a name or an amount has moved the cells to the side.

    Parameters
    ----------
    cells
        The sheet.
    layout
        Where its table stands.

    Returns
    -------
    lines
        Lines whose amount goes on in the next column, and those that are wider than the header, unless most are or the
        day and the amount stand in their columns all the same: what stands beside those is a remark.

    Examples
    --------
    >>> cells = Cells("", ((1, ("Name", "Net")), (2, ("Acme Ltd", "1", "204.50")), (3, ("Bee Ltd", "7")), (4, ("Cee", "8"))))
    >>> sorted(slipped_lines(cells, Layout(1, {"supplier": 0, "amount_gbp": 1})))
    [2]
    """
    if cells.title:
        return frozenset()
    header = _header(cells, layout)
    width = max((column + 1 for column, cell in enumerate(header) if cell is not None), default=0)
    rows = list(_below(cells, layout))
    wide = {number: row for number, row in rows if any(cell is not None for cell in row[width:])}
    is_a_column = len(wide) * 2 > len(rows)
    moved = [number for number, row in wide.items() if not (is_a_column or _is_in_place(row, layout))]
    return frozenset((*moved, *(number for number, row in rows if _is_cut(row, layout, header))))


def slips(file_name: str, cells: Cells, layout: Layout) -> Iterator[Issue]:
    """
    Tell of the lines whose cells have moved to the side.

    Parameters
    ----------
    file_name
        Name of the file.
    cells
        The sheet.
    layout
        Where its table stands.

    Yields
    ------
    issue
        A warning a line.

    Examples
    --------
    >>> cells = Cells("", ((1, ("Name", "Net")), (2, ("Acme Ltd", "1", "204.50"))))
    >>> print(next(slips("a.csv", cells, Layout(1, {"supplier": 0, "amount_gbp": 1}))))
    a.csv, line 2: this line has more cells than the header, so a separator stands inside a name or an amount. Put quotation marks around that cell.
    """
    for number in sorted(slipped_lines(cells, layout)):
        what = "this line has more cells than the header, so a separator stands inside a name or an amount"
        yield Issue(
            file_name, f"line {number}", what, "Put quotation marks around that cell.", "too many cells", "warning"
        )


def _header(cells: Cells, layout: Layout) -> Sequence[object]:
    return next((row for number, row in cells.rows if number == layout.row), ())


def _below(cells: Cells, layout: Layout) -> Iterator[tuple[int, tuple[object, ...]]]:
    return (
        (number, row) for number, row in cells.rows if number > layout.row or (layout.is_below and number < layout.row)
    )


def _is_in_place(row: Sequence[object], layout: Layout) -> bool:
    day, amount = layout.columns.get("paid_on"), layout.columns["amount_gbp"]
    return day is not None and paid_on(row[day]) is not None and amount_of(row[amount]) is not None


def _is_cut(row: Sequence[object], layout: Layout, header: Sequence[object]) -> bool:
    """Tell whether an amount such as 1,204.50 was cut at its comma: it goes on in a column that has no heading."""
    column = layout.columns.get("amount_gbp", len(row))
    has_heading = column + 1 < len(header) and header[column + 1] is not None
    if has_heading or column + 1 >= len(row):
        return False
    first, later = (str(cell or "").strip() for cell in row[column : column + 2])
    return bool(_FIRST_PART.fullmatch(first) and _LATER_PART.fullmatch(later))


def _unknown(
    file_name: str, cells: Cells, layout: Layout, header: Sequence[object], headings: Mapping[str, Heading]
) -> Iterator[Issue]:
    chosen = chosen_columns(header, headings)
    for column, cell in enumerate(header):
        heading, place = heading_of(cell, headings), cells.place(layout.row, column)
        if cell is None or (heading and (heading.field == NOT_READ or chosen[heading.field] == column)):
            continue
        if heading:
            also = column_letter(chosen[heading.field])
            what = f"{str(cell)!r} stands for the same as the heading of column {also}, so this column is not read"
            yield Issue(file_name, place, what, _RIGHT, "repeated column", "warning")
        else:
            what = f"{str(cell)!r} is not a heading that is known, so this column is not read"
            yield Issue(file_name, place, what, _SEE, "unknown column", "warning")
