"""
How far the cells of an old .xls workbook reach, and which show an error, looked at before anything opens it.

A damaged one is told here: the file is a small file system of its own, whose table of sectors may point anywhere once a part is cut off.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from citytools_analysis.sources.cells import column_letter
from citytools_analysis.sources.extent import Extent, Faults, LockedError
from citytools_analysis.sources.old_texts import letters_of_cells

_LAST_SECTOR = 0xFFFFFFFA  # sectors from here on are marks, such as the end of a chain
_SINGLE = {0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}
_SEVERAL = {0x00BD, 0x00BE}
_LOCKED, _BEGIN, _SHEET, _FORMULA, _TRUTH_OR_ERROR = 0x002F, 0x0809, 0x0085, 0x0006, 0x0205
_DIMENSIONS, _MOST_ROWS, _MOST_COLUMNS = 0x0200, 65_536, 256  # as much as a sheet of the old kind can hold
_ERROR = 2  # mark of a formula whose result is an error
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_NAMES = {"workbook", "book"}


def measure_old_workbook(path: Path) -> Extent:
    """
    Find how far the cells reach, without opening the workbook.

    Parameters
    ----------
    path
        An XLS file.

    Returns
    -------
    extent
        The largest rectangle over all sheets, and by name of the sheet the cells that show an error.

    Raises
    ------
    LockedError
        If it is protected by a password.
    ValueError
        If it is damaged, cut off, or no workbook.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xls"
    ...     _ = path.write_bytes(bytes(600))
    ...     try:
    ...         measure_old_workbook(path)
    ...     except ValueError as fault:
    ...         print(fault)
    no workbook is in it
    """
    content = path.read_bytes()
    try:
        stream = _workbook_stream(content)
        largest, corner, last_row, last_column = 0, "", 0, 0
        for kind, row, column in _cells(stream):
            last_row, last_column = (0, 0) if kind == _BEGIN else (max(last_row, row), max(last_column, column))
            if last_row * last_column > largest:
                largest, corner = last_row * last_column, f"{column_letter(last_column - 1)}{last_row}"
        faults, n_letters = _faults(stream), letters_of_cells(_records(stream))
    except (struct.error, IndexError) as fault:
        message = "it is damaged or cut off"
        raise ValueError(message) from fault
    return Extent(largest, corner, len(content), faults, n_letters)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Give the place, the kind and the content of each record."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        if len(body) < size:
            raise IndexError
        if kind == _LOCKED:
            raise LockedError
        yield place, kind, body
        place += 4 + size


def _cells(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Give the cells with row and column from 1, and where each sheet begins."""
    for _, kind, body in _records(stream):
        if kind == _BEGIN:
            yield kind, 0, 0
        if kind == _DIMENSIONS:
            _refuse_more_than_a_sheet(body)
        if kind in _SINGLE or kind in _SEVERAL:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in _SEVERAL else column
            yield kind, row + 1, max(column, last) + 1


def _refuse_more_than_a_sheet(body: bytes) -> None:
    """Refuse a size that no sheet has: a reader makes room for all of it, and a terabyte of it ends the process."""
    first_row, rows, first_column, columns = struct.unpack_from("<2I2H" if len(body) >= 14 else "<4H", body)
    if not (first_row <= rows <= _MOST_ROWS and first_column <= columns <= _MOST_COLUMNS):
        raise IndexError


def _faults(stream: bytes) -> dict[str, Faults]:
    """Give by sheet the cells that show an error, which a reader takes for blank: row from 1, column from 0."""
    titles: dict[int, str] = {}
    found: dict[str, Faults] = {}
    title = None
    for place, kind, body in _records(stream):
        if kind == _SHEET:
            titles[struct.unpack_from("<I", body)[0]] = _title(body)
        if kind == _BEGIN:
            title = titles.get(place)
        if title is not None and (code := _error_code(kind, body)) is not None:
            row, column = struct.unpack_from("<HH", body)
            found.setdefault(title, {})[row + 1, column] = _ERRORS.get(code, "#ERROR!")
    return found


def _error_code(kind: int, body: bytes) -> int | None:
    if kind == _TRUTH_OR_ERROR and body[7:8] == b"\x01":
        return body[6]
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == _ERROR:
        return body[8]
    return None


def _title(body: bytes) -> str:
    """Read a sheet's name: of two bytes a letter, or of one."""
    length, is_wide = body[6], body[7] & 1
    return (
        body[8 : 8 + 2 * length].decode("utf-16-le", "replace") if is_wide else body[8 : 8 + length].decode("latin-1")
    )


def _workbook_stream(content: bytes) -> bytes:
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    n_fat, directory = struct.unpack_from("<I", content, 44)[0], struct.unpack_from("<I", content, 48)[0]
    cutoff, mini_start = struct.unpack_from("<II", content, 56)
    if shift not in {9, 12} or mini_shift != 6:
        message = "no workbook is in it"
        raise ValueError(message)
    size = 1 << shift
    sectors = [content[start : start + size] for start in range(size, len(content), size)]
    fat = _table([sectors[number] for number in _fat_sectors(content, sectors, n_fat)])
    entries = list(_entries(_chained(sectors, fat, directory)))
    root = next((entry for entry in entries if entry[1] == 5), ("", 5, _LAST_SECTOR, 0))
    start, length = next(((start, length) for name, _, start, length in entries if name in _NAMES), (0, 0))
    if not length:
        message = "no workbook is in it"
        raise ValueError(message)
    if length >= cutoff:
        stream = _chained(sectors, fat, start)
    else:
        whole = _chained(sectors, fat, root[2])
        small = [whole[place : place + 64] for place in range(0, len(whole), 64)]
        stream = _chained(small, _table([_chained(sectors, fat, mini_start)]), start)
    if len(stream) < length:
        raise IndexError
    return stream[:length]


def _fat_sectors(content: bytes, sectors: Sequence[bytes], n_fat: int) -> list[int]:
    listed = list(struct.unpack_from("<109I", content, 76))
    following = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(sectors)):
        if following >= _LAST_SECTOR:
            break
        *more, following = struct.unpack(f"<{len(sectors[following]) // 4}I", sectors[following])
        listed += more
    return [number for number in listed if number < _LAST_SECTOR][:n_fat]


def _table(parts: Sequence[bytes]) -> tuple[int, ...]:
    joined = b"".join(parts)
    return struct.unpack(f"<{len(joined) // 4}I", joined)


def _chained(sectors: Sequence[bytes], fat: Sequence[int], start: int) -> bytes:
    parts: list[bytes] = []
    while start < _LAST_SECTOR:
        if len(parts) > len(sectors):
            raise IndexError
        parts.append(sectors[start])
        start = fat[start]
    return b"".join(parts)


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    if len(directory) % 128:
        raise IndexError
    for place in range(0, len(directory), 128):
        n_bytes, kind = struct.unpack_from("<HB", directory, place + 64)
        start, length = struct.unpack_from("<II", directory, place + 116)
        name = directory[place : place + max(min(n_bytes, 64) - 2, 0)].decode("utf-16-le", "replace")
        yield name.casefold(), kind, start, length
