"""Files that are no data of any kind, told in one message: a web page, a schema, a code list, a note, a zip bomb."""

from __future__ import annotations

import contextlib
import copy
import csv
import re
import zipfile
import zlib
from pathlib import Path

import orjson

_READ_BYTES = 1 << 16
_MAX_UNPACKED_BYTES = 1 << 30
_MAX_RATIO = 200  # a real workbook packs its text ten to fifty times smaller
_LEAST_BYTES = 50 << 20  # a small part may pack well without any harm
_MOST_PACKED = 1032  # no part can unpack to more than so many times its size (zlib's own limit)
_MOST_BYTES_OF_SCHEMA = 32 << 20
_MOST_PARTS = 10_000  # a workbook has a few for each sheet; a list of millions takes the memory before any is unpacked
_PART = b"PK\x01\x02"  # begins each entry of the list of parts
_BEFORE = r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
_PAGE = re.compile(_BEFORE + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
# What may begin a page, and may as well stand in the first cell of a table
_PIECE = re.compile(
    _BEFORE + r"<(?:table|div|script|style|title|meta|link|center|h[1-6]|pre|p)\b", re.IGNORECASE | re.DOTALL
)
_WORDS_OF_A_SCHEMA = ('"properties"', '"definitions"', '"$defs"', '"fields"')
_KEYS_OF_DATA = {"releases", "records", "ocid", "noticeList", "notice", "notices", "release", "data", "results"}
_CODE_LISTS = (
    {"code", "title", "description"},
    {"code", "labelen"},
    {"cpvcode", "description"},
)
_LISTS_OF_AUTHORITIES = (
    {"gsscode", "localauthoritycode"},
    {"laname", "localauthoritycode"},
    {"localauthoritycode", "officialname"},
)
_MOST_COLUMNS = 8
_OF_RECORDS = re.compile("supplier|vendor|payee|provider|contract|buyer|amount|value|spend|price|cost|payment|paid")
_OF_PLACES_AND_TIMES = re.compile("borough|council|department|organisation|date|^start|^end|expir")
_SEPARATORS = ",;\t|"
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
    if _PAGE.match(text) or (_PIECE.match(text) and not _has_table(text)):
        what = "this is a web page, not data: perhaps an error page saved in its place"
        return what, "Download the file again, and open it before you add it."
    if text.lstrip().startswith("{"):
        return _schema(path, text)
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


def _has_table(text: str) -> bool:
    """Tell whether lines without any mark-up are cut into cells, as those below a title in a file of data are."""
    plain = [line for line in text.splitlines()[:40] if line.strip() and not re.search(r"[<>{}]", line)]
    return any(len(plain) > 1 and all(separator in line for line in plain[:20]) for separator in _SEPARATORS)


def _schema(path: Path, text: str) -> tuple[str, str] | None:
    """Tell a schema by what its outermost object holds; data may have the same words anywhere in it."""
    if path.stat().st_size > _MOST_BYTES_OF_SCHEMA or not any(word in text for word in _WORDS_OF_A_SCHEMA):
        return None
    try:
        found = orjson.loads(_text(path.read_bytes()).encode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return None  # what reads notices says where it breaks off
    if not isinstance(found, dict) or found.keys() & _KEYS_OF_DATA:
        return None
    parts = [found.get(key) for key in ("properties", "definitions", "$defs")]
    is_json_schema = any(isinstance(part, dict) and part and all(map(_is_object, part.values())) for part in parts)
    fields = found.get("fields")
    is_table_schema = isinstance(fields, list) and fields and all(map(_is_field, fields))
    if is_json_schema or is_table_schema:
        return "this is a schema, which says what data looks like and holds none", _CLEAR
    return None


def _is_object(part: object) -> bool:
    return isinstance(part, dict)


def _is_field(part: object) -> bool:
    return isinstance(part, dict) and "name" in part and bool(part.keys() & {"constraints", "type", "format"})


def _is_code_list(text: str) -> bool:
    """Tell a list of codes by its header, which names nothing that only records have."""
    line = next((line for line in text.replace("\x00", "").splitlines() if line.strip(f"{_SEPARATORS} ")), "")
    rows = [next(csv.reader([line], delimiter=separator), []) for separator in _SEPARATORS]
    names = {"".join(re.findall("[a-z0-9]+", name.casefold())) for name in max(rows, key=len)}
    if any(map(_OF_RECORDS.search, names)):
        return False
    if any(wanted <= names for wanted in _LISTS_OF_AUTHORITIES):
        return True
    is_list = any(wanted <= names for wanted in _CODE_LISTS) and len(names) <= _MOST_COLUMNS
    return is_list and not any(map(_OF_PLACES_AND_TIMES.search, names))


def _bomb(path: Path) -> tuple[str, str] | None:
    if _has_too_many_parts(path):
        return f"it is packed from more than {_MOST_PARTS:,} parts, as no workbook is", "Save it as a workbook again."
    n_bytes = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():  # parts may overlap, so that each unpacks the same bytes again
                n_bytes += _true_size(archive, part)
                if n_bytes > _MAX_UNPACKED_BYTES:
                    break
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return None  # a damaged workbook is told by what opens it
    ratio = n_bytes / max(path.stat().st_size, 1)
    if n_bytes > _MAX_UNPACKED_BYTES or (ratio > _MAX_RATIO and n_bytes > _LEAST_BYTES):
        more = "more than " if n_bytes > _MAX_UNPACKED_BYTES else ""
        size = f"{min(n_bytes, _MAX_UNPACKED_BYTES) >> 20:,} megabytes, {ratio:,.0f} times its size"
        what = f"it unpacks to {more}{size}: it is made to fill the memory"
        return what, "Do not open it. Ask the publisher for the file again."
    return None


def _has_too_many_parts(path: Path) -> bool:
    n_parts, rest = 0, b""
    with path.open("rb") as stream:
        while n_parts <= _MOST_PARTS and (block := stream.read(1 << 20)):
            n_parts += (rest + block).count(_PART)
            rest = block[-3:]
    return n_parts > _MOST_PARTS


def _true_size(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Give what a part unpacks to: a directory may understate it, so a part that could be large is unpacked and counted."""
    if part.compress_size * _MOST_PACKED < _LEAST_BYTES:
        return part.file_size
    told = copy.copy(part)
    told.file_size = _MAX_UNPACKED_BYTES + 1
    size = 0
    with archive.open(told) as stream, contextlib.suppress(zipfile.BadZipFile):  # its checksum, where it was cut
        while size <= _MAX_UNPACKED_BYTES and (block := stream.read(1 << 20)):
            size += len(block)
    return max(size, part.file_size)
