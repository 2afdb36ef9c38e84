"""
How far the cells of an OpenDocument spreadsheet reach, looked at before anything opens it.

Such a file says of a row or a cell how often it is repeated, so that one line of text can stand for a billion cells.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from citytools_analysis.sources.cells import column_letter
from citytools_analysis.sources.extent import Extent

_BLOCK = 1 << 22
_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^>]*)?>|</table:(?:table|table-row)>")
_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,12})"')
_ROWS = re.compile(rb'number-rows-repeated="(\d{1,12})"')
_HOLDS = (b"value-type=", b":formula=")


class _Reach:
    """Rows and columns met so far in one sheet, blank ones counted only once something follows them."""

    def __init__(self) -> None:
        self.row = self.last_row = self.column = self.last_column = self.width = 0
        self.repeats = 1

    def take(self, name: bytes, attributes: bytes) -> None:
        if name == b"table-row":
            self.repeats, self.column, self.width = _count(_ROWS, attributes), 0, 0
        elif name:
            self.column += _count(_COLUMNS, attributes)
            if any(word in attributes for word in _HOLDS):
                self.width = self.column
        else:
            self.row += self.repeats
            if self.width:
                self.last_row, self.last_column = self.row, max(self.last_column, self.width)
            self.repeats = self.width = 0


def measure_open_document(path: Path) -> Extent:
    """
    Find how far the cells with values reach, without opening the spreadsheet.

    Parameters
    ----------
    path
        An ODS file.

    Returns
    -------
    extent
        The largest rectangle over all sheets.

    Raises
    ------
    zipfile.BadZipFile
        If the file is not a whole zip file.

    Examples
    --------
    >>> import tempfile
    >>> row = '<table:table-row table:number-rows-repeated="7"><table:table-cell office:value-type="string"/></table:table-row>'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.ods"
    ...     with zipfile.ZipFile(path, "w") as archive:
    ...         archive.writestr("content.xml", f'<table:table table:name="A">{row}</table:table>')
    ...     measure_open_document(path).corner
    'A7'
    """
    reach, n_cells, corner, rest = _Reach(), 0, "", b""
    with zipfile.ZipFile(path) as archive:
        n_bytes = sum(part.file_size for part in archive.infolist())
        with archive.open("content.xml") as stream:
            while block := stream.read(_BLOCK):
                whole = rest + block
                cut = whole.rfind(b">") + 1
                for tag in _TAG.finditer(whole, 0, cut):
                    if tag[1] == b"table":
                        reach = _Reach()
                    elif tag[1] or tag[0] == b"</table:table-row>":
                        reach.take(tag[1] or b"", tag[2] or b"")
                    if reach.last_row * reach.last_column > n_cells:
                        n_cells = reach.last_row * reach.last_column
                        corner = f"{column_letter(reach.last_column - 1)}{reach.last_row}"
                rest = whole[cut:]
    return Extent(n_cells, corner, n_bytes)


def _count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
