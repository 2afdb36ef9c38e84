"""
How far the cells of a workbook reach, looked at before anything opens it.

A spreadsheet reader holds each sheet as a full rectangle of memory, so that one stray value in the last cell of the
last row costs hundreds of gigabytes and ends the process. Reading the parts as a stream of bytes costs nothing of the sort.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from citytools_analysis.sources.cells import column_index, column_letter
from citytools_analysis.sources.copied_texts import letters_of_cells
from citytools_analysis.sources.odd_cells import odd_extent
from citytools_analysis.sources.sheet_parts import PREFIX, blocks

Faults = dict[tuple[int, int], str]
_VALUED = re.compile(rb"<" + PREFIX + rb"c\s([^>]*+)(?<!/)>(?!</)")
# Spreadsheet programs begin a cell with its place; one that begins otherwise is placed by its row and those before it
_ODD = re.compile(rb"<" + PREFIX + rb"""c(?=[\s>])(?!\sr=["'][A-Z]{1,3}[0-9]{1,7}["'])(?!\s*/>)""")
_FORMULA = rb"<(?:\w+:)?f(?=[\s/>])[^>]*+>(?:[^<]*+</(?:\w+:)?f>)?+"
# A formula that gives empty text is stored as text (t="str") without a value: that is a blank, not a fault.
_UNSTORED = re.compile(
    rb"""<(?:\w+:)?c\s(?![^>]*\bt=["']str["'])([^>]*+)>""" + _FORMULA
    + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?()</(?:\w+:)?c>"
)  # fmt: skip
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt=["']e["'])([^>]*+)>""" + b"(?:" + _FORMULA + rb")?+<(?:\w+:)?v>([^<]*+)</"
)  # fmt: skip
_PLACE = re.compile(rb"""(?:^|\s)r=["']([A-Z]{1,3})([0-9]{1,7})["']""")


class LockedError(ValueError):
    """
    The workbook is protected by a password.

    Examples
    --------
    >>> isinstance(LockedError(), ValueError)
    True
    """


@dataclass(frozen=True)
class Extent:
    """
    How far the cells of a workbook reach.

    Parameters
    ----------
    n_cells
        Cells in the largest rectangle that any sheet needs.
    corner
        Last cell of that rectangle, such as `F17`.
    n_bytes
        Bytes of all parts, uncompressed, as the file states them.
    faults
        By part of the file, cells that a reader would take for blank though a person sees something: row and column
        (from 0), and the error shown, or nothing for a formula without a stored value.
    n_letters
        Bytes of text that all cells take once each has a copy of its own; where it is small, no less than that.

    Examples
    --------
    >>> Extent(34, "B17", 2048).corner
    'B17'
    """

    n_cells: int
    corner: str
    n_bytes: int
    faults: Mapping[str, Faults] = field(default_factory=dict)
    n_letters: int = 0


def measure(path: Path) -> Extent:
    """
    Find how far the cells with values reach, without opening the workbook.

    Parameters
    ----------
    path
        An XLSX workbook.

    Returns
    -------
    extent
        The largest rectangle over all sheets, and the cells that hold no value though a person sees something.

    Raises
    ------
    zipfile.BadZipFile
        If the file is not a whole zip file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xlsx"
    ...     with zipfile.ZipFile(path, "w") as archive:
    ...         archive.writestr("xl/worksheets/sheet1.xml", '<row r="9"><c r="C9"><v>1</v></c><c r="D9"/></row>')
    ...     measure(path).corner
    'C9'
    """
    largest, corner, n_cells, n_odd = 0, "", 0, 0
    faults: dict[str, Faults] = {}
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():  # a workbook may name any of its parts as a sheet
            reach = _reach(archive, part)
            if reach.last_row * reach.last_column > largest:
                largest = reach.last_row * reach.last_column
                corner = f"{column_letter(reach.last_column - 1)}{reach.last_row}"
            if reach.faults:
                faults[part.filename] = reach.faults
            n_cells, n_odd = n_cells + reach.n_cells, n_odd + reach.is_odd
        n_bytes = sum(part.file_size for part in archive.infolist())
        n_letters = letters_of_cells(archive, n_cells=n_cells, has_odd_cells=bool(n_odd))
    return Extent(largest, corner, n_bytes, faults, n_letters)


@dataclass
class _Reach:
    """How far the cells of one part reach, from 1."""

    last_row: int = 0
    last_column: int = 0
    n_cells: int = 0
    is_odd: bool = False
    faults: Faults = field(default_factory=dict)


def _reach(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Reach:
    reach = _Reach()
    for block in blocks(archive, part):
        for attributes in _VALUED.findall(block):
            row, column = _place(attributes)
            reach.last_row, reach.last_column = max(reach.last_row, row), max(reach.last_column, column + 1)
            reach.n_cells += 1
        reach.faults |= _faults(block)
        reach.is_odd = reach.is_odd or bool(_ODD.search(block))
    if reach.is_odd:
        with archive.open(part) as stream:
            reach.last_row, reach.last_column, reach.n_cells = odd_extent(stream)
    return reach


def _place(attributes: bytes) -> tuple[int, int]:
    place = _PLACE.search(attributes)
    return (int(place[2]), column_index(place[1].decode())) if place else (0, -1)


def _faults(block: bytes) -> Faults:
    found = [*_UNSTORED.findall(block), *_ERROR.findall(block)]
    placed = {_place(attributes): shown.decode("utf-8", "replace") for attributes, shown in found}
    return {place: shown for place, shown in placed.items() if place[0]}
