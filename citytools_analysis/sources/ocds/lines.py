"""Releases one to a line (JSON lines), and files packed by gzip, opened under limits."""

from __future__ import annotations

from pathlib import Path

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.sources.ocds.byte_blocks import ByteBlocks, head_of, is_gzip
from citytools_analysis.sources.ocds.line_parts import MEND_LINE, releases_of_line
from citytools_analysis.sources.ocds.packages import Package, package_of
from citytools_analysis.sources.ocds.releases import Found, names_releases
from citytools_analysis.sources.parsed_json import LimitError, parsed_json

_HEAD = 65_536
_MOST_BYTES = 1 << 29
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
        is_packed = is_gzip(stream.read(2))
    try:
        body = head_of(path, n_bytes=_HEAD).lstrip()
    except ValueError:
        return False
    return body[:1] in (b"{", b"[") and names_releases(body) and (is_packed or is_lines(body))


def whole(path: Path) -> bytes:
    """
    Read a whole file, undoing gzip under limits.

    Parameters
    ----------
    path
        The file, packed or not.

    Returns
    -------
    content
        What it holds, as UTF-8.

    Raises
    ------
    ValueError
        If it is packed and cut short or damaged, or unpacks to more than 512 megabytes or to 200 times its size; the
        message says which.
    OSError
        If it cannot be read.

    Examples
    --------
    >>> whole(Path(__file__))[:3]
    b'\"\"\"'
    """
    content = bytearray()
    for block in ByteBlocks(path):
        content += block
        if len(content) > _MOST_BYTES:
            raise ValueError(f"it unpacks to more than {_MOST_BYTES >> 20} megabytes: it is made to fill the memory")
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
    >>> import gzip, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.jsonl.gz"
    ...     _ = path.write_bytes(gzip.compress(b'{"ocid": "ocds-1"}\n\n{"releases": [{"ocid": "ocds-2"}]}\n'))
    ...     [(one.pointer, one.release["ocid"]) for one in open_lines(path).found]
    [('line 1', 'ocds-1'), ('line 3/releases/0', 'ocds-2')]
    """
    try:
        body = whole(path)
    except ValueError as fault:
        what = "half of a character stands in it" if isinstance(fault, UnicodeDecodeError) else str(fault)
        return Package((), (Issue(path.name, "", what, "Download it again.", "packed"),))
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
        met, complaint = releases_of_line(line, place)
        found += met
        issues += [Issue(path.name, place, complaint, MEND_LINE, "json")] if complaint else []
    if not any(one.release for one in found):
        issues.append(Issue(path.name, "", "no line of it holds a release", _MEND, "not_ocds"))
    return Package(tuple(found), tuple(issues))
