"""The sheets of a spend file: where the table of each stands, and what it says about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.sources.cells import Cells, Opened
from citytools_analysis.sources.spend.columns import Heading, Layout, find_layout
from citytools_analysis.sources.spend.days import month_of

_NEEDED = ("supplier", "amount_gbp")


@dataclass(frozen=True)
class Sheet:
    """
    One sheet of payments: its cells, and where its table stands.

    Parameters
    ----------
    cells
        The sheet.
    layout
        Its header and columns.

    Examples
    --------
    >>> Sheet(Cells("", ((1, ("Lambeth",)), (2, ("Name", "Net")))), Layout(2)).preamble
    ['Lambeth']
    """

    cells: Cells
    layout: Layout

    @property
    def preamble(self) -> list[str]:
        """What stands in the lines above the header."""
        above = [row for number, row in self.cells.rows if number < self.layout.row and not self.layout.is_below]
        return [" ".join(cell.split()) for row in above for cell in row if isinstance(cell, str)]

    @property
    def header(self) -> Sequence[object]:
        """The cells of its header."""
        return next((row for number, row in self.cells.rows if number == self.layout.row), ())

    def month(self, file_name: str) -> str | None:
        """
        Give the month that all of a sheet was paid in: by its title, the lines above its table, or the file's name.

        Parameters
        ----------
        file_name
            Name of the file.

        Returns
        -------
        month
            MM/YYYY; None where none is stated.

        Examples
        --------
        >>> Sheet(Cells("May 2012", ((1, ("Name", "Net")),)), Layout(1)).month("payments.xlsx")
        '05/2012'
        """
        candidates = (self.cells.title, *self.preamble, Path(file_name).stem)
        return next(filter(None, map(month_of, candidates)), None)


def sheets_of(opened: Opened, headings: Mapping[str, Heading]) -> list[Sheet]:
    """
    Give the sheets of a file that hold payments.

    Parameters
    ----------
    opened
        The file.
    headings
        The headings that are known.

    Returns
    -------
    sheets
        Those with a row that names who was paid and the amount.

    Examples
    --------
    >>> headings = {"name": Heading("supplier"), "net": Heading("amount_gbp", "ex")}
    >>> opened = Opened("a.xlsx", (Cells("May", ((1, ("Name", "Net")),)), Cells("Notes", ((1, ("Read me",)),))))
    >>> [sheet.cells.title for sheet in sheets_of(opened, headings)]
    ['May']
    """
    found = [(cells, find_layout(cells, headings, needed=_NEEDED)) for cells in opened.sheets]
    return [Sheet(cells, layout) for cells, layout in found if layout]
