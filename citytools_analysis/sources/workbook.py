"""
Any file people hand in, opened as sheets of raw cells, or refused with the reason and what to do.

What a file is, is told by its first bytes, never by its name: what is called .xlsx may be a web page, a picture, an old
or a locked workbook. Nothing a file holds may end in a traceback or take the computer's memory.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from citytools_analysis.sources.cells import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_ROWS,
    Cells,
    Opened,
    Unusable,
    refused,
    tidy_value,
)
from citytools_analysis.sources.delimited import open_delimited
from citytools_analysis.sources.extent import Extent, Faults, LockedError, measure
from citytools_analysis.sources.old_workbook import measure_old_workbook
from citytools_analysis.sources.open_document import measure_open_document, refuse_broken_markup
from citytools_analysis.sources.sheet_parts import sheet_parts

_MAX_UNPACKED_BYTES = 1 << 30
_MAX_SHEETS = 500
_HEAD = 1 << 16
_MAX_LETTERS = 1 << 29  # every cell gets a copy of its text, though the file may hold a long one once
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_SAVE_AS = "Open it in the spreadsheet program and save it as an .xlsx workbook."
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "an RTF document"),
    (b"<?xml", "a web page or XML file"),
    (b"<!", "a web page or XML file"),
    (b"<html", "a web page"),
    (b"<HTML", "a web page"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PK\x05\x06", "an empty zip archive"),
)


def open_cells(path: Path) -> Opened:
    """
    Open a workbook (XLSX, XLS or ODS) or a CSV file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    opened
        Its sheets, or an issue with the reason why it cannot be opened and what to do. Never raises for a bad file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "camden.xlsx"
    ...     _ = path.write_bytes(b"%PDF-1.7")
    ...     print(open_cells(path).issues[0])
    camden.xlsx: this is a PDF, not a workbook or a CSV file. Give an .xlsx workbook or a CSV file.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
        size = path.stat().st_size
        if not size:
            return refused(path.name, "the file is empty (0 bytes)", "Save or download it again.", rule="empty")
        if size > MAX_BYTES:
            return refused(path.name, f"it is larger than {MAX_BYTES >> 20} megabytes", "Split the file.", rule="size")
        return _opened_by_content(path, start)
    except OSError as fault:
        reason = (fault.strerror or "unreadable").lower()
        return refused(path.name, f"it cannot be read ({reason})", "Check the name, and that you may open it.")
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # what the reader of workbooks raises is no Exception
            raise
        return _damaged(path)


def _opened_by_content(path: Path, start: bytes) -> Opened:
    if start.startswith(_ZIP):
        return _opened_zip(path)
    if start.startswith(_OLE):
        return _opened_old(path)
    for mark, name in _FOREIGN:
        if start.lstrip().startswith(mark):
            what = f"this is {name}, not a workbook or a CSV file"
            return refused(path.name, what, "Give an .xlsx workbook or a CSV file.", rule="kind")
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods"}:
        what = f"it is named {path.suffix.lower()} but is not a workbook"
        return refused(path.name, what, "Save it again as .xlsx; if it is CSV, name it .csv.", rule="kind")
    return open_delimited(path)


def _opened_old(path: Path) -> Opened:
    """Old workbooks and locked new ones share one container; the name of a part inside tells them apart."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return _locked(path)
    try:
        return _opened_by_title(path, measure_old_workbook(path))
    except LockedError:
        return _locked(path)
    except (*_DAMAGE, CalamineError):
        what = "it is in the old .xls format and damaged, or not a workbook"
        return refused(path.name, what, _SAVE_AS, rule="kind")


def _opened_zip(path: Path) -> Opened:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            is_open_document = "content.xml" in names and _is_spreadsheet(archive, names)
            fault = _fault(path, archive, names, is_open_document=is_open_document)
        if fault:
            return fault
        if is_open_document:
            extent = measure_open_document(path)
            refuse_broken_markup(path)
            return _opened_by_title(path, extent)
        return _opened_workbook(path, measure(path), sheet_parts(path))
    except LockedError:
        return _locked(path)
    except (*_DAMAGE, CalamineError):
        return _damaged(path)


def _fault(path: Path, archive: zipfile.ZipFile, names: set[str], *, is_open_document: bool) -> Opened | None:
    if "xl/workbook.xml" not in names and not is_open_document:
        return refused(path.name, _not_xlsx(names), _SAVE_AS, rule="kind")
    if sum(part.file_size for part in archive.infolist()) > _MAX_UNPACKED_BYTES:
        what = f"it unpacks to more than {_MAX_UNPACKED_BYTES >> 20} megabytes"
        return refused(path.name, what, "Delete sheets and formatting that are not needed.", rule="size")
    declaring = next((part.filename for part in archive.infolist() if _has_entities(archive, part)), "")
    if declaring:
        what = "a part of it declares entities of its own, as no spreadsheet program does"
        return refused(path.name, what, _SAVE_AS, where=_printable(declaring), rule="entities")
    return None


def _has_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as stream:
        return b"<!ENTITY" in stream.read(_HEAD)


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]


def _is_spreadsheet(archive: zipfile.ZipFile, names: set[str]) -> bool:
    return "mimetype" in names and b"opendocument.spreadsheet" in archive.open("mimetype").read(200)


def _locked(path: Path) -> Opened:
    return refused(path.name, "it is protected by a password", "Save it without a password.", rule="password")


def _damaged(path: Path) -> Opened:
    mend = "Download or copy it again; if it opens in the spreadsheet program, save it anew."
    return refused(path.name, "the workbook is damaged or incomplete", mend, rule="damaged")


def _not_xlsx(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "this is a binary .xlsb workbook"
    if "content.xml" in names:
        return "this is an OpenDocument file, but no spreadsheet"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "this is a Word or PowerPoint document"
    return "this is a zip archive, not a workbook"


def _opened_by_title(path: Path, extent: Extent) -> Opened:
    """Open a workbook whose faults are told by the title of the sheet, not by a part of the file."""
    return _opened_workbook(path, extent, {title: title for title in extent.faults})


def _opened_workbook(path: Path, extent: Extent, parts: Mapping[str, str]) -> Opened:
    if extent.n_cells > MAX_CELLS:
        what, mend = "a sheet has a value very far from its table", "Delete the rows and columns beyond your table"
        return refused(path.name, what, f"{mend}, and save it again.", where=f"cell {extent.corner}", rule="size")
    if too_much := _too_much(extent):  # of an OpenDocument file all is read when it is opened
        return refused(path.name, *too_much, rule="size")
    sheets: list[Cells] = []
    with CalamineWorkbook.from_path(path) as workbook:
        titles = workbook.sheet_names
        if too_much := _too_many_sheets(extent, titles, parts):
            return refused(path.name, *too_much, rule="size")
        n_left = MAX_CELLS
        for title in titles:
            faults = extent.faults.get(parts.get(title, ""), {})
            cells = Cells(title, _rows(workbook.get_sheet_by_name(title), faults))
            n_left -= sum(len(row) for _, row in cells.rows)
            if len(cells.rows) > MAX_ROWS or n_left < 0:
                most = f"{MAX_CELLS:,} cells" if n_left < 0 else f"{MAX_ROWS:,} rows"
                return refused(path.name, f"it has more than {most}", "Split it.", where=title, rule="size")
            sheets.append(cells)
    if not sheets:
        return refused(path.name, "the workbook has no sheets", _SAVE_AS, rule="empty")
    return Opened(path.name, tuple(sheets), is_workbook=True)


def _too_much(extent: Extent, *, n_copies: int = 1) -> tuple[str, str] | None:
    """Say what would fill the memory, though the file holds it once: a long text in many cells, one part as many sheets."""
    if extent.n_letters * n_copies <= _MAX_LETTERS:
        return None
    what = f"the text of its cells takes more than {_MAX_LETTERS >> 20} megabytes"
    return what, "Shorten the text that stands in many cells, or split the file."


def _too_many_sheets(extent: Extent, titles: Sequence[str], parts: Mapping[str, str]) -> tuple[str, str] | None:
    if len(titles) > _MAX_SHEETS:
        return f"it has {len(titles):,} sheets, more than {_MAX_SHEETS}", "Keep the sheets that hold data."
    is_by_part = any(title != part for title, part in parts.items())
    return _too_much(extent, n_copies=len(titles) - len(set(parts.values())) + 1 if is_by_part else 1)


def _rows(sheet: CalamineSheet, faults: Faults) -> tuple[tuple[int, tuple[object, ...]], ...]:
    """Give the rows that hold something, with what calamine takes for blank though a person sees something."""
    rows = dict(islice(_filled(sheet), MAX_ROWS + 1))
    for (number, column), shown in faults.items():
        row = [*rows.get(number, ())]
        row += [None] * (column + 1 - len(row))
        row[column] = Unusable(shown)
        rows[number] = tuple(row)
    return tuple(sorted(rows.items()))


def _filled(sheet: CalamineSheet) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Go through the filled rows; calamine begins at row 1 but leaves out empty columns on the left."""
    if sheet.start is None:
        return
    margin: tuple[object, ...] = (None,) * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(value != "" for value in row):
            values = tuple(tidy_value(value) for value in row)
            if any(value is not None for value in values):
                yield number, margin + values
