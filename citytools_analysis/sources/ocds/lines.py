"""Releases one to a line (JSON lines), and files packed by gzip, opened under limits."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.sources.ocds.packages import Package, package_of
from citytools_analysis.sources.ocds.releases import Found, releases_in
from citytools_analysis.sources.parsed_json import LimitError, parsed_json

_HEAD = 65_536
_MOST_BYTES = 1 << 29
_MAX_RATIO = 200  # real pages of notices pack five to thirty times smaller
_LEAST_BYTES = 50 << 20  # a small file may pack well without any harm
_BLOCK = 1 << 20
_MARKS = (b'"ocid"', b'"releases"', b'"records"')
_MEND = "Save what the OCDS address of Contracts Finder or Find a Tender gives, unchanged."


def looks_like_lines(path: Path) -> bool:
    r"""
    Say cheaply, from its first 64 kB, whether a file may be releases one to a line, or OCDS packed by gzip.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    likely
        Whether it is packed and holds OCDS, or holds more than one line that begins as an object of OCDS.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.jsonl"
    ...     _ = path.write_text('{"ocid": "ocds-1"}\n{"ocid": "ocds-2"}\n', encoding="utf-8")
    ...     looks_like_lines(path)
    True
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    is_packed = is_gzip(head)
    if is_packed:
        head = zlib.decompressobj(wbits=31).decompress(head, _HEAD) if _is_sound(head) else b""
    body = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body[:1] not in (b"{", b"[") or not any(mark in body for mark in _MARKS):
        return False
    return is_packed or is_lines(body)


def is_gzip(start: bytes) -> bool:
    """
    Say whether bytes are packed by gzip.

    Parameters
    ----------
    start
        The first bytes of a file.

    Returns
    -------
    packed
        Whether they begin with its mark.

    Examples
    --------
    >>> is_gzip(gzip.compress(b"a")), is_gzip(b"{}")
    (True, False)
    """
    return start[:2] == b"\x1f\x8b"


def unpacked(raw: bytes) -> bytes:
    """
    Undo gzip under limits.

    Parameters
    ----------
    raw
        Bytes, packed or not.

    Returns
    -------
    content
        What they hold; bytes that are not packed as they are.

    Raises
    ------
    ValueError
        If they are cut short or damaged, or unpack to more than 512 megabytes or to 200 times their size; the message
        says which.

    Examples
    --------
    >>> unpacked(gzip.compress(b"{}")), unpacked(b"[]")
    (b'{}', b'[]')
    """
    if not is_gzip(raw):
        return raw
    content = bytearray()
    try:
        for block in _blocks(raw):
            content += block
            ratio = len(content) / len(raw)
            if len(content) > _MOST_BYTES or (ratio > _MAX_RATIO and len(content) > _LEAST_BYTES):
                size = f"more than {len(content) >> 20:,} megabytes, {ratio:,.0f} times its size"
                raise ValueError(f"it unpacks to {size}: it is made to fill the memory")
    except EOFError as fault:
        raise ValueError("the packed file stops in the middle: the download was cut short") from fault
    except (gzip.BadGzipFile, zlib.error) as fault:
        raise ValueError("it is packed by gzip and damaged") from fault
    return bytes(content)


def open_lines(path: Path) -> Package:
    r"""
    Parse a file of JSON lines, or one that is packed by gzip, and find its releases.

    Parameters
    ----------
    path
        Releases, packages or records one to a line, packed or not; or one package, packed.

    Returns
    -------
    package
        The releases, each with its line and its JSON pointer within it; a line that cannot be read is an empty
        release, so that it is counted, and an error. A packed package has the pointers of the package.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.jsonl.gz"
    ...     _ = path.write_bytes(gzip.compress(b'{"ocid": "ocds-1"}\n\n{"releases": [{"ocid": "ocds-2"}]}\n'))
    ...     [(one.pointer, one.release["ocid"]) for one in open_lines(path).found]
    [('line 1', 'ocds-1'), ('line 3/releases/0', 'ocds-2')]
    """
    try:
        body = unpacked(path.read_bytes()).removeprefix(b"\xef\xbb\xbf")
    except ValueError as fault:
        return Package((), (Issue(path.name, "", str(fault), "Download it again.", "packed"),))
    if not body.strip():
        return Package((), (Issue(path.name, "", "the file is empty", "Download it again.", "empty"),))
    try:
        return package_of(path, parsed_json(body))
    except LimitError as fault:
        mend = "Ask the publisher for its notices in smaller files."
        return Package((), (Issue(path.name, "", str(fault), mend, "size"),))
    except orjson.JSONDecodeError as fault:
        if not is_lines(body):
            what = f"not readable as JSON at line {fault.lineno}, column {fault.colno}"
            return Package((), (Issue(path.name, f"line {fault.lineno}", what, _MEND, "json"),))
    return _of_lines(path, body)


def is_lines(body: bytes) -> bool:
    r"""
    Tell lines by the first, which is a whole object, and by a second that begins one.

    Parameters
    ----------
    body
        UTF-8 text, or its beginning.

    Returns
    -------
    lines
        Whether it is so.

    Examples
    --------
    >>> is_lines(b'{"ocid": "ocds-1"}\n{"ocid"'), is_lines(b'{\n"ocid": "ocds-1"}')
    (True, False)
    """
    lines = [line for line in body.split(b"\n", 50)[:50] if line.strip()]
    if len(lines) < 2 or not lines[1].lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(orjson.loads(lines[0]), dict)
    except orjson.JSONDecodeError:
        return lines[0].lstrip().startswith(b'{"') and lines[0].rstrip().endswith(b"}")


def _of_lines(path: Path, body: bytes) -> Package:
    found: list[Found] = []
    issues: list[Issue] = []
    for number, line in enumerate(body.split(b"\n"), start=1):
        place = f"line {number}"
        if not line.strip():
            continue
        try:
            found += list(releases_in(parsed_json(line), place, "")) or [Found(place, {})]
        except (orjson.JSONDecodeError, LimitError) as fault:
            found.append(Found(place, {}))
            is_limit = isinstance(fault, LimitError)
            what = str(fault) if is_limit else "the line cannot be read as JSON, or stops in the middle"
            issues.append(Issue(path.name, place, what, "Download it again, unchanged.", "json"))
    if not any(one.release for one in found):
        issues.append(Issue(path.name, "", "no line of it holds a release", _MEND, "not_ocds"))
    return Package(tuple(found), tuple(issues))


def _blocks(raw: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
        yield from iter(lambda: stream.read(_BLOCK), b"")


def _is_sound(head: bytes) -> bool:
    try:
        zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    except zlib.error:
        return False
    return True
