"""How many letters the cells of an old .xls workbook take once each has its own copy of its text, which the file holds once."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable

_TABLE, _CONTINUED, _NAMED = 0x00FC, 0x003C, 0x00FD
_WIDE, _HAS_SOUNDS, _HAS_RUNS = 1, 4, 8
_BYTES_A_RUN = 4


def letters_of_cells(records: Iterable[tuple[int, int, bytes]]) -> int:
    r"""
    Count the letters of all cells that name a text of the table.

    Parameters
    ----------
    records
        Place, kind and content of each record of the workbook.

    Returns
    -------
    n_letters
        As many.

    Raises
    ------
    IndexError, struct.error
        If the table of texts does not hold together.

    Examples
    --------
    >>> table = bytes(8) + b"\x03\x00\x00IT "
    >>> letters_of_cells([(0, 0x00FC, table), (0, 0x00FD, bytes(10)), (0, 0x00FD, bytes(10))])
    6
    """
    sizes: array[int] | None = None
    table: list[bytes] = []
    n_letters = 0
    for _, kind, body in records:
        if kind == _TABLE or (kind == _CONTINUED and table and sizes is None):
            table.append(body[8:] if kind == _TABLE else body)
            continue
        if table and sizes is None:
            sizes = _sizes(table)
        if kind == _NAMED and sizes:
            number = struct.unpack_from("<I", body, 6)[0]
            n_letters += sizes[number] if number < len(sizes) else 0
    return n_letters


def _sizes(chunks: list[bytes]) -> array[int]:
    """Give how many letters each text has; one may go on in the next record, which says anew how wide its letters are."""
    sizes = array("L")
    number = place = 0
    while number < len(chunks):
        if place >= len(chunks[number]):
            number, place = number + 1, place - len(chunks[number])
            continue
        length, marks = struct.unpack_from("<HB", chunks[number], place)
        place += 3
        n_runs = struct.unpack_from("<H", chunks[number], place)[0] if marks & _HAS_RUNS else 0
        place += 2 if marks & _HAS_RUNS else 0
        n_sounds = struct.unpack_from("<I", chunks[number], place)[0] if marks & _HAS_SOUNDS else 0
        place += 4 if marks & _HAS_SOUNDS else 0
        number, place = _after_letters(chunks, number, place, length, 1 + (marks & _WIDE))
        sizes.append(length)
        place += n_runs * _BYTES_A_RUN + n_sounds
    return sizes


def _after_letters(chunks: list[bytes], number: int, place: int, length: int, width: int) -> tuple[int, int]:
    while length * width > len(chunks[number]) - place:
        length -= (len(chunks[number]) - place) // width
        number, place = number + 1, 1
        width = 1 + (chunks[number][0] & _WIDE)
    return number, place + length * width
