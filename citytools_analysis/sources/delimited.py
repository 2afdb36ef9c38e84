"""
CSV as people save it: any of five encodings, four separators, and cells that hold line breaks.

The line number of a record is that of its first line in the file, so that a person who opens it finds the place.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import statistics
from contextlib import suppress
from pathlib import Path

from citytools_analysis.sources.cells import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Cells, Opened, refused, tidy_value

_SEPARATORS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DOS_POUND = re.compile(rb"\x9c\s?-?[\d(.]|[(\[]\s?\x9c\s?[)\]]|(?<![A-Za-z])\x9c(?![A-Za-z])")
_SAVE_AS = "In the spreadsheet choose Save as, CSV UTF-8."


def open_delimited(path: Path) -> Opened:
    r"""
    Read a CSV file as one sheet without a title.

    Parameters
    ----------
    path
        The file: UTF-8 with or without its mark, UTF-16, Windows-1252 or DOS (850); separated by commas, semicolons, tabs or bars.

    Returns
    -------
    opened
        One sheet with the records that hold something, each with the line it begins on; or the reason why not.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_bytes(b'a;b\n"two\nlines";1\n;\nx;2\n')
    ...     open_delimited(path).sheets[0].rows
    ((1, ('a', 'b')), (2, ('two\nlines', '1')), (5, ('x', '2')))
    """
    content = path.read_bytes()
    text = _decoded(content)
    if text is None:
        return refused(path.name, "its characters are in an encoding that cannot be told", _SAVE_AS, rule="encoding")
    if "\x00" in text:
        line = max(len(text[: text.index("\x00")].splitlines()), 1)
        what = "it holds a zero byte, which no text has: the file is damaged, or is not text"
        return refused(path.name, what, "Save it again as CSV UTF-8.", where=f"line {line}", rule="kind")
    if max(map(text.count, _SEPARATORS)) > MAX_CELLS:
        return refused(path.name, f"it has more than {MAX_CELLS:,} cells", "Split the file.", rule="size")
    n_preamble, separator = _stated_separator(text)
    body = text if not n_preamble else text[len(text.splitlines(keepends=True)[0]) :]
    return _records(path.name, body, separator or _likeliest_separator(body), n_preamble)


def _decoded(content: bytes) -> str | None:
    """Decode by the mark, else as UTF-16 if every other byte is zero, else UTF-8, else Windows-1252."""
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    start = content[:200]
    if marked:
        candidates = marked
    elif start.count(0) > len(start) // 4:
        candidates = ["utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"]
    else:
        candidates = ["utf-8"]
    for encoding in candidates:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    if candidates != ["utf-8"]:
        return None
    with suppress(UnicodeDecodeError):
        return content.decode("cp850" if _is_of_dos(content) else "cp1252")
    return None


def _is_of_dos(content: bytes) -> bool:
    """Tell DOS text by its pound sign, which stands beside amounts; in Windows the same byte is a letter of French."""
    windows = len(re.findall(rb"\xa3\s?[\d,.(-]|[(\[]\s?\xa3\s?[)\]]", content))
    return len(_DOS_POUND.findall(content)) > windows


def _stated_separator(text: str) -> tuple[int, str]:
    """Spreadsheets may write `sep=;` as a first line: the lines it takes, and the separator."""
    first = text[:20].splitlines()[0] if text[:20].splitlines() else ""
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        return 1, first[-1]
    return 0, ""


def _likeliest_separator(text: str) -> str:
    """
    Take the separator that cuts the middling line of the first twenty records into most cells.

    Where lines above the table outnumber those of it, the separator that cuts most lines alike.
    """
    widths = {separator: _widths(text, separator) for separator in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: (statistics.median(widths[one] or [0]), _cut_alike(widths[one])))


def _widths(text: str, separator: str) -> list[int]:
    widths = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if record:
                widths.append(len(record))
            if len(widths) == 20:
                break
    except csv.Error:
        pass  # what was read so far still tells
    return widths


def _cut_alike(widths: list[int]) -> int:
    """Count the cells of those lines, cut at all, that are cut into the same number."""
    return max((width * widths.count(width) for width in set(widths) if width > 1), default=0)


def _records(file_name: str, text: str, separator: str, n_preamble: int) -> Opened:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, tuple[object, ...]]] = []
    line = n_preamble + 1
    try:
        for record in reader:
            if len(record) > MAX_COLUMNS:
                what, mend = (
                    f"the line has {len(record):,} cells",
                    f"Keep to {MAX_COLUMNS:,} columns, as in a spreadsheet.",
                )
                return refused(file_name, what, mend, where=f"line {line}", rule="size")
            values = tuple(tidy_value(cell) for cell in record)
            if any(value is not None for value in values):
                rows.append((line, values))
            if len(rows) > MAX_ROWS:
                return refused(file_name, f"it has more than {MAX_ROWS:,} rows", "Split the file.", rule="size")
            line = n_preamble + reader.line_num + 1
    except csv.Error as fault:
        what, mend = _quotation_fault(str(fault))
        return refused(file_name, what, mend, where=f"line {line}", rule="quotes")
    return Opened(file_name, (Cells("", tuple(rows)),))


def _quotation_fault(reason: str) -> tuple[str, str]:
    """Say the parser's complaint in words for a person who sees the file in an editor."""
    mend = 'Close every quotation mark, and write a mark inside a quoted cell twice: "".'
    if "field limit" in reason:
        return f"a cell holds more than {csv.field_size_limit():,} characters; perhaps a mark is not closed", mend
    if "unexpected end" in reason:
        return "a quotation mark opens here and is never closed", mend
    return "a quotation mark closes in the middle of a cell", mend
