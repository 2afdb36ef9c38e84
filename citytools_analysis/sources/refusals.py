"""Files that are no data of any kind, told in one message: a web page, a schema, a code list, a note, a zip bomb."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

_READ_BYTES = 1 << 16
_MAX_UNPACKED_BYTES = 1 << 30
_MAX_RATIO = 200  # a real workbook packs its text ten to fifty times smaller
_LEAST_BYTES = 50 << 20  # a small part may pack well without any harm
_PAGE = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|script)\b", re.IGNORECASE | re.DOTALL
)
_SCHEMA = re.compile(r'"(?:\$schema|definitions|\$defs)"\s*:|"constraints"\s*:\s*\{')
_CODE_LISTS = (
    {"code", "title", "description"},
    {"code", "labelen"},
    {"cpvcode", "description"},
    {"gsscode", "localauthoritycode"},
    {"laname", "localauthoritycode"},
    {"localauthoritycode", "officialname"},
)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|\* \S|\|.*\|\s*$|```)", re.MULTILINE)
_CLEAR = "Give a return, a register, notices, a spend file or a file of facts."


def refusal_of(path: Path) -> tuple[str, str] | None:
    r"""
    Say why a file holds no data of any kind, if so.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    what, mend
        What it is and what to do; None for a file that may hold data.

    Raises
    ------
    OSError
        If it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "register.csv"
    ...     _ = path.write_text("<!DOCTYPE html><html><title>404</title>", encoding="utf-8")
    ...     refusal_of(path)[0]
    'this is a web page, not data: perhaps an error page saved in its place'
    """
    with path.open("rb") as stream:
        start = stream.read(_READ_BYTES)
    if start.startswith(b"PK"):
        return _bomb(path)
    text = _text(start)
    if _PAGE.match(text):
        what = "this is a web page, not data: perhaps an error page saved in its place"
        return what, "Download the file again, and open it before you add it."
    if text.lstrip().startswith("{"):
        return _schema(text)
    if _is_code_list(text):
        return "this is a list of codes, which explains data and holds none", _CLEAR
    if path.suffix.casefold() in {".md", ".markdown"} and _MARKDOWN.search(text):
        return "this is a note in Markdown, not data", _CLEAR
    return None


def _text(start: bytes) -> str:
    """Decode the beginning of a file, by its mark or by its zeros."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "replace")
    if start[:200].count(0) > len(start[:200]) // 4:
        is_little = start[1:200:2].count(0) > start[:200:2].count(0)
        return start.decode("utf-16-le" if is_little else "utf-16-be", "replace")
    return start.decode("utf-8-sig", "replace")


def _schema(text: str) -> tuple[str, str] | None:
    """Tell a schema: data may hold objects of any name, but not these words in its outermost object together with a list of properties."""
    is_table = re.match(r'\s*\{\s*"fields"\s*:\s*\[', text) and '"constraints"' in text
    is_json = re.match(r'\s*\{\s*"(?:\$schema|id|\$id|definitions|\$defs|title)"', text) and '"properties"' in text
    if is_table or (is_json and _SCHEMA.search(text)):
        return "this is a schema, which says what data looks like and holds none", _CLEAR
    return None


def _is_code_list(text: str) -> bool:
    first = next(csv.reader(io.StringIO(text.replace("\x00", "").replace("\r", "\n"))), [])
    names = {"".join(re.findall("[a-z0-9]+", name.casefold())) for name in first}
    return any(wanted <= names for wanted in _CODE_LISTS) and len(names) < (40 if "localauthoritycode" in names else 9)


def _bomb(path: Path) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(path) as archive:
            n_bytes = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None  # a damaged workbook is told by what opens it
    ratio = n_bytes / max(path.stat().st_size, 1)
    if n_bytes > _MAX_UNPACKED_BYTES or (ratio > _MAX_RATIO and n_bytes > _LEAST_BYTES):
        what = f"it unpacks to {n_bytes >> 20:,} megabytes, {ratio:,.0f} times its size: it is made to fill the memory"
        return what, "Do not open it. Ask the publisher for the file again."
    return None
