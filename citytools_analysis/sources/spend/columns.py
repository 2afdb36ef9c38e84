"""Which row of a spend file is its header, and which column holds what: by the reviewed table of headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from citytools_analysis.reference import Reference
from citytools_analysis.sources.cells import Cells, column_letter
from citytools_analysis.sources.spend.amounts import amount_of

_SEARCHED_ROWS = 20
NOT_READ = "not_read"
_BASIS_ORDER = ("ex", None, "inc")  # of two amounts the one without VAT, as contract values are given


@dataclass(frozen=True)
class Heading:
    """
    What a reviewed heading stands for.

    Parameters
    ----------
    field
        Field of the spend sheet, `company_number`, `lot`, or `not_read`.
    vat_basis
        For an amount: `ex` or `inc` where the heading says so.

    Examples
    --------
    >>> Heading("amount_gbp", "ex").vat_basis
    'ex'
    """

    field: str
    vat_basis: str | None = None


@dataclass(frozen=True)
class Layout:
    """
    Where the table of one sheet stands, and what its columns hold.

    Parameters
    ----------
    row
        Row number or line of the header.
    columns
        Column, from 0, of each field.
    vat_basis
        `ex` or `inc` where the headings say so.
    is_below
        Whether the header stands below the table, as after sorting.

    Examples
    --------
    >>> Layout(3, {"supplier": 0, "amount_gbp": 2}).letters
    {'supplier': 'A', 'amount_gbp': 'C'}
    """

    row: int
    columns: Mapping[str, int] = field(default_factory=dict)
    vat_basis: str | None = None
    is_below: bool = False

    @property
    def letters(self) -> dict[str, str]:
        """The column letter of each field."""
        return {name: column_letter(column) for name, column in self.columns.items()}


def folded_heading(cell: object) -> str:
    """
    Reduce a heading to its words, whatever encoding a pound sign was saved in.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    heading
        Lower case letters and digits, words parted by one space.

    Examples
    --------
    >>> folded_heading("Net Amount(œ)"), folded_heading("* SUPPLIER FINAL"), folded_heading("Name:  "), folded_heading("+")
    ('net amount', 'supplier final', 'name', '')
    """
    return " ".join(re.findall("[a-z0-9]+", str(cell or "").casefold()))


def known_headings(reference: Reference, kind: str) -> dict[str, Heading]:
    """
    Give the reviewed headings of a kind of file.

    Parameters
    ----------
    reference
        The reviewed tables.
    kind
        `spend` or `framework_sales`.

    Returns
    -------
    headings
        By folded heading.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> known_headings(load_reference(), "spend")["net amount"]
    Heading(field='amount_gbp', vat_basis='ex')
    """
    table = reference.spend_columns
    rows = table[table["kind"] == kind].to_dict("records")
    return {folded_heading(row["heading"]): Heading(row["field"], row["vat_basis"] or None) for row in rows}


def find_layout(cells: Cells, headings: Mapping[str, Heading], *, needed: Sequence[str]) -> Layout | None:
    """
    Find the header of a sheet: among its first twenty rows, else anywhere below.

    Parameters
    ----------
    cells
        The sheet.
    headings
        The headings that are known.
    needed
        Fields without which a row is no header.

    Returns
    -------
    layout
        The row that names most, the first of those that tie; None where no row names all that is needed.

    Examples
    --------
    >>> headings = {"name": Heading("supplier"), "net amount": Heading("amount_gbp", "ex")}
    >>> rows = ((2, ("+", None, "Name", "Net Amount(£)")), (3, ("Housing", None, "Acme Ltd", "(978)")))
    >>> layout = find_layout(Cells("", rows), headings, needed=("supplier", "amount_gbp"))
    >>> layout.row, layout.letters, layout.vat_basis
    (2, {'supplier': 'C', 'amount_gbp': 'D'}, 'ex')
    """
    first, rest = cells.rows[:_SEARCHED_ROWS], cells.rows[_SEARCHED_ROWS:]
    found = _best(first, headings, needed)
    last = None if found else _best(rest, headings, needed)
    if last and not _fits(cells, last, headings):
        last = None
    if not (found or last):
        return None
    number, row = found or last or (0, ())
    chosen = chosen_columns(row, headings)
    below = [line for place, line in cells.rows if place > number or (not found and place != number)]
    columns = {name: _filled(below, row, column) for name, column in chosen.items()}
    basis = headings[folded_heading(row[chosen["amount_gbp"]])].vat_basis if "amount_gbp" in chosen else None
    above = (cell for place, line in cells.rows if place < number and found for cell in line)
    basis = basis or next(filter(None, (_basis(cell, headings) for cell in above)), None)
    return Layout(number, columns, basis, is_below=not found)


def heading_of(cell: object, headings: Mapping[str, Heading]) -> Heading | None:
    """
    Give what a cell stands for as a heading.

    Parameters
    ----------
    cell
        A cell.
    headings
        The headings that are known.

    Returns
    -------
    heading
        The heading; None for what is none.

    Examples
    --------
    >>> heading_of("NAME:", {"name": Heading("supplier")})
    Heading(field='supplier', vat_basis=None)
    """
    return headings.get(folded_heading(cell)) if isinstance(cell, str) else None


def chosen_columns(row: Sequence[object], headings: Mapping[str, Heading]) -> dict[str, int]:
    """
    Give the column of each field: of several the first, of amounts the one that says it is without VAT.

    Parameters
    ----------
    row
        A header.
    headings
        The headings that are known.

    Returns
    -------
    columns
        Column, from 0, by field.

    Examples
    --------
    >>> headings = {"gross": Heading("amount_gbp", "inc"), "net": Heading("amount_gbp", "ex")}
    >>> chosen_columns(("Gross", "Net", "Net"), headings)
    {'amount_gbp': 1}
    """
    ranked: dict[str, tuple[int, int]] = {}
    for column, cell in enumerate(row):
        heading = heading_of(cell, headings)
        if heading and heading.field != NOT_READ:
            rank = (_BASIS_ORDER.index(heading.vat_basis), column)
            ranked[heading.field] = min(rank, ranked.get(heading.field, rank))
    return {name: column for name, (_, column) in ranked.items()}


def _names_all(row: Sequence[object], headings: Mapping[str, Heading], needed: Sequence[str]) -> bool:
    return {heading.field for cell in row if (heading := heading_of(cell, headings))} >= set(needed)


def _text(cell: object) -> str:
    return folded_heading(cell) if isinstance(cell, str) else ""


def _best(
    rows: Sequence[tuple[int, tuple[object, ...]]], headings: Mapping[str, Heading], needed: Sequence[str]
) -> tuple[int, tuple[object, ...]] | None:
    fit = [found for found in rows if _names_all(found[1], headings, needed)]
    return max(
        fit, key=lambda found: (len({_text(cell) for cell in found[1]} & set(headings)), -found[0]), default=None
    )


def _fits(cells: Cells, below: tuple[int, tuple[object, ...]], headings: Mapping[str, Heading]) -> bool:
    """Tell whether a header far down is one: nearly every line has an amount in the column that it names for it."""
    number, row = below
    column = chosen_columns(row, headings)["amount_gbp"]
    amounts = [amount_of(_at(line, column)) for place, line in cells.rows if place != number]
    return sum(amount is not None for amount in amounts) >= 0.9 * len(amounts)


def _filled(below: Sequence[Sequence[object]], header: Sequence[object], column: int) -> int:
    """Follow a heading that was merged over several columns to the one in which the values stand."""
    beside = column + 1
    while beside < len(header) and header[beside] is None:
        beside += 1
    counts = {place: sum(_at(row, place) is not None for row in below) for place in range(column, beside)}
    return next((place for place, count in counts.items() if count * 2 > max(counts.values())), column)


def _at(row: Sequence[object], column: int) -> object:
    return row[column] if column < len(row) else None


def _basis(cell: object, headings: Mapping[str, Heading]) -> str | None:
    heading = heading_of(cell, headings)
    return heading.vat_basis if heading else None
