"""
How far the cells of an OpenDocument spreadsheet reach, and which show an error, looked at before anything opens it.

Such a file says of a row or a cell how often it is repeated, so that one line of text can stand for a billion cells.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from citytools_analysis.sources.cells import column_letter
from citytools_analysis.sources.extent import Extent, Faults, LockedError
from citytools_analysis.sources.odd_cells import refuse_entities

_BLOCK = 1 << 22
_MOST_BYTES_OF_MANIFEST = 1 << 20
_ENDLESS = 1 << 40  # a number of times that is none, or is written to deceive
_MOST_REPEATED_FAULTS = 1000
_SHORT_TEXT = 64  # bytes in a cell, mark-up counted: as many of these as cells are allowed take no harm
_ATTRIBUTES = rb"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)"""
_TAG = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _ATTRIBUTES
    + rb">(?:\s*+<text:p[^<>]*+>([^<]*+)</text:p>|(\s*+<text:p(?:\s[^<>]*)?/>))?|</table:table-row\s*>"
)  # fmt: skip
_COLUMNS = re.compile(rb"""\btable:number-columns-repeated\s*=\s*["']([^"']*)""")
_ROWS = re.compile(rb"""\btable:number-rows-repeated\s*=\s*["']([^"']*)""")
_NAME = re.compile(rb"""\stable:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_FORMULA = re.compile(rb":formula\s*=")
_VALUE = re.compile(rb"\boffice:value-type\s*=")
_ERROR = re.compile(rb"""\bcalcext:value-type\s*=\s*["']error""")


class _Reach:
    """Rows and columns met so far in one sheet, blank ones counted only once something follows them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.row = self.last_row = self.column = self.last_column = self.width = 0
        self.repeats = self.copies = 1
        self.n_letters = 0
        self.faults: Faults = {}
        self._of_row: dict[int, str] = {}

    @property
    def n_cells(self) -> int:
        return self.last_row * self.last_column

    def begin_row(self, attributes: bytes) -> None:
        self.repeats, self.column, self.width, self._of_row = _count(_ROWS, attributes), 0, 0, {}
        if attributes.endswith(b"/"):
            self.end_row()

    def end_row(self) -> None:
        for row in range(self.row + 1, self.row + 1 + min(self.repeats, _MOST_REPEATED_FAULTS)):
            self.faults |= {(row, column): shown for column, shown in self._of_row.items()}
        self.row += self.repeats
        if self.width:
            self.last_row, self.last_column = self.row, max(self.last_column, self.width)
        self.repeats, self.width, self._of_row = 0, 0, {}

    def take_text(self, n_bytes: int) -> None:
        """Count what stands in the cell that was met last, once for each time it is repeated."""
        if n_bytes > _SHORT_TEXT:
            self.n_letters += n_bytes * self.copies
        self.copies = 1

    def take_cell(self, attributes: bytes, text: bytes | None, *, is_blank_text: bool) -> None:
        first, self.column = self.column, self.column + _count(_COLUMNS, attributes)
        self.copies = (self.column - first) * self.repeats
        is_formula, has_value = _FORMULA.search(attributes), _VALUE.search(attributes)
        is_error = _ERROR.search(attributes)
        if is_formula or has_value or is_error:
            self.width = self.column
        # a formula that gives empty text is stored without a value and with an empty paragraph: that is a blank
        if is_error or (is_formula and not has_value and not is_blank_text and not text):
            shown = html.unescape((text or b"").decode("utf-8", "replace")) or ("#ERROR!" if is_error else "")
            columns = range(first, min(self.column, first + _MOST_REPEATED_FAULTS))
            self._of_row |= dict.fromkeys(columns, shown)


def refuse_broken_markup(path: Path) -> None:
    """
    Refuse a spreadsheet whose markup does not hold together: what opens it may look for the end of an element for ever.

    Parameters
    ----------
    path
        An ODS file.

    Raises
    ------
    ValueError
        If its content is no XML.
    zipfile.BadZipFile
        If the file is not a whole zip file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.ods"
    ...     with zipfile.ZipFile(path, "w") as archive:
    ...         archive.writestr("content.xml", "<table:table>")
    ...     refuse_broken_markup(path)
    Traceback (most recent call last):
    ...
    ValueError: no element found: line 1, column 13
    """
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        parser = expat.ParserCreate()
        parser.EntityDeclHandler = refuse_entities
        for what in ("CommentHandler", "ProcessingInstructionHandler", "StartCdataSectionHandler"):
            setattr(parser, what, _refuse_asides)
        try:
            parser.ParseFile(stream)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error


def _refuse_asides(*_: object) -> None:
    message = "it holds what no spreadsheet program writes, and what may look like cells that are not there"
    raise ValueError(message)


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
        The largest rectangle over all sheets, and by name of the sheet the cells that hold no value though a person
        sees something.

    Raises
    ------
    LockedError
        If it is protected by a password.
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
    n_cells, corner, n_letters = 0, "", 0
    faults: dict[str, Faults] = {}
    with zipfile.ZipFile(path) as archive:
        _refuse_locked(archive)
        n_bytes = sum(part.file_size for part in archive.infolist())
        for reach in _reaches(archive):
            if reach.n_cells > n_cells:
                n_cells, corner = reach.n_cells, f"{column_letter(reach.last_column - 1)}{reach.last_row}"
            if reach.faults:
                faults[reach.name] = reach.faults
            n_letters += reach.n_letters
    return Extent(n_cells, corner, n_bytes, faults, n_letters)


def _refuse_locked(archive: zipfile.ZipFile) -> None:
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as stream:
            if b"encryption-data" in stream.read(_MOST_BYTES_OF_MANIFEST):
                raise LockedError


def _reaches(archive: zipfile.ZipFile) -> Iterator[_Reach]:
    """Give each sheet once its end is reached."""
    reach, end = _Reach(""), 0
    for at, tag in _tags(archive):
        reach.take_text(at - end)
        end = at + len(tag[0]) - len(tag[3] or b"")
        name, attributes = tag[1], tag[2] or b""
        if name == b"table":
            yield reach
            reach = _Reach(_name(attributes))
        elif name == b"table-row":
            reach.begin_row(attributes)
        elif name:
            is_closed = attributes.endswith(b"/")
            reach.take_cell(attributes, None if is_closed else tag[3], is_blank_text=not is_closed and _is_blank(tag))
        else:
            reach.end_row()
    yield reach


def _is_blank(tag: re.Match[bytes]) -> bool:
    return tag[4] is not None or (tag[3] is not None and not tag[3].strip())


def _tags(archive: zipfile.ZipFile) -> Iterator[tuple[int, re.Match[bytes]]]:
    """
    Go through the part piece by piece, cut at the ends of rows, or at least before a tag, so that none is cut in two.

    Gives each tag with its place in the part.
    """
    rest, before = b"", 0
    with archive.open("content.xml") as stream:
        while block := stream.read(_BLOCK):
            whole = rest + block
            cut = whole.rfind(b"</table:table-row>")
            cut = cut + len(b"</table:table-row>") if cut >= 0 else max(whole.rfind(b"<"), 0)
            yield from ((before + tag.start(), tag) for tag in _TAG.finditer(whole, 0, cut))
            rest, before = whole[cut:], before + cut
    yield from ((before + tag.start(), tag) for tag in _TAG.finditer(rest))


def _name(attributes: bytes) -> str:
    found = _NAME.search(attributes)
    return html.unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def _count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    stated = pattern.findall(attributes)  # one of them may stand inside another attribute: the largest counts
    return max((int(one) if re.fullmatch(rb"\s*\d{1,12}\s*", one) else _ENDLESS for one in stated), default=1)
