"""
Cells written as no spreadsheet program writes them, placed as the reader of workbooks will place them.

A cell that states no place, or states it in a way of its own, is still put somewhere: a file made to deceive would
have room made for billions of cells. Slow, and therefore only for parts in which such a cell was seen.
"""

from __future__ import annotations

import re
from typing import IO
from xml.parsers import expat

from citytools_analysis.sources.cells import column_index

_PLACE = re.compile(r"\s*([A-Za-z]{1,3})([0-9]{1,7})\s*")
_HOLDS = {"v", "is", "f"}


class _Counter:
    """Rows and columns met so far, from 1."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = self.n_cells = 0
        self._is_in_cell = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            stated = attributes.get("r", "").strip()
            self.row, self.column = int(stated) if re.fullmatch("[0-9]{1,7}", stated) else self.row + 1, 0
        elif kind == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self.column = column_index(place[1].upper()) + 1 if place else self.column + 1
            self.row = int(place[2]) if place else self.row
            self._is_in_cell = True
        elif self._is_in_cell and kind in _HOLDS:
            self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
            self.n_cells, self._is_in_cell = self.n_cells + 1, False


def odd_extent(stream: IO[bytes]) -> tuple[int, int, int]:
    """
    Find how far the cells with values reach, however they are written.

    Parameters
    ----------
    stream
        A part of a workbook.

    Returns
    -------
    last_row, last_column, n_cells
        Rows and columns from 1, and how many cells hold something.

    Raises
    ------
    ValueError
        If it is no XML, or declares entities of its own.

    Examples
    --------
    >>> import io
    >>> odd_extent(io.BytesIO(b'<a><row r="9"><c><v>1</v></c><c r = "e9"><v>1</v></c></row></a>'))
    (9, 5, 2)
    """
    counter = _Counter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.begin
    parser.EntityDeclHandler = refuse_entities
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return counter.last_row, counter.last_column, counter.n_cells


def refuse_entities(*_: object) -> None:
    """
    Stop at the first entity that a file declares: what they stand for may be another file, or a billion letters.

    Raises
    ------
    ValueError
        Always.

    Examples
    --------
    >>> refuse_entities()
    Traceback (most recent call last):
    ...
    ValueError: it declares entities of its own
    """
    message = "it declares entities of its own"
    raise ValueError(message)
