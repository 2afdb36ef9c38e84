"""
How far the cells of a workbook reach, looked at before anything opens it.

A spreadsheet reader holds each sheet as a full rectangle of memory, so that one stray value in the last cell of the
last row costs hundreds of gigabytes and ends the process. Reading the parts as a stream of bytes costs nothing of the sort.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from citytools_analysis.sources.cells import column_letter

Faults = dict[tuple[int, int], str]
_BLOCK = 1 << 22
_VALUED = re.compile(rb"<(?:\w+:)?c\s([^>]*+)(?<!/)>(?!</)")
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

    Examples
    --------
    >>> Extent(34, "B17", 2048).corner
    'B17'
    """

    n_cells: int
    corner: str
    n_bytes: int
    faults: Mapping[str, Faults] = field(default_factory=dict)


def column_index(letter: str) -> int:
    """
    Give the position of a named column.

    Parameters
    ----------
    letter
        Letters such as `AB`.

    Returns
    -------
    index
        Position from 0.

    Examples
    --------
    >>> column_index("AB")
    27
    """
    index = 0
    for character in letter:
        index = index * 26 + ord(character) - ord("A") + 1
    return index - 1


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
    largest, corner = 0, ""
    faults: dict[str, Faults] = {}
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if part.filename.startswith("xl/worksheets/")]
        for part in parts:
            last_row, last_column = 0, -1
            for block in _blocks(archive, part):
                for attributes in _VALUED.findall(block):
                    row, column = _place(attributes)
                    last_row, last_column = max(last_row, row), max(last_column, column)
                faults.setdefault(part.filename, {}).update(_faults(block))
            if last_row * (last_column + 1) > largest:
                largest, corner = last_row * (last_column + 1), f"{column_letter(last_column)}{last_row}"
        n_bytes = sum(part.file_size for part in archive.infolist())
    return Extent(largest, corner, n_bytes, faults)


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give the part piece by piece, cut at the ends of rows so that no cell is cut in two."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            whole = rest + block
            cut = whole.rfind(b"row>") + len(b"row>")
            if cut < len(b"row>"):
                cut = 0 if len(whole) < 4 * _BLOCK else len(whole)
            yield whole[:cut]
            rest = whole[cut:]
    yield rest


def _place(attributes: bytes) -> tuple[int, int]:
    place = _PLACE.search(attributes)
    return (int(place[2]), column_index(place[1].decode())) if place else (0, -1)


def _faults(block: bytes) -> Faults:
    found = [*_UNSTORED.findall(block), *_ERROR.findall(block)]
    placed = {_place(attributes): shown.decode("utf-8", "replace") for attributes, shown in found}
    return {place: shown for place, shown in placed.items() if place[0]}
