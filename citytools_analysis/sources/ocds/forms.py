"""What form a large file of notices has, told by its beginning: so many lines, or one list among other things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.sources.ocds.byte_blocks import head_of, is_gzip
from citytools_analysis.sources.ocds.lines import is_lines
from citytools_analysis.sources.ocds.releases import names_releases

LARGE = 32 << 20  # smaller ones may also be parsed whole, which tells a fault by its line
_WORTH_IT = 4 << 20  # what is looked at while it is near takes half the time
_PACKS = 8  # notices pack five to thirty times smaller
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:]', re.DOTALL)
_LISTS = {b'"releases"': "releases", b'"records"': "records"}


@dataclass(frozen=True)
class Form:
    """
    How a file holds its releases.

    Parameters
    ----------
    kind
        `lines`, `list` (of releases or packages), `releases` or `records` (of one package).
    before
        What stands before the first of them, from the beginning to the bracket that opens the list.

    Examples
    --------
    >>> form_of(b'{"uri": "a", "releases": [{"ocid": "1"}').before
    b'{"uri": "a", "releases": ['
    """

    kind: str
    before: bytes = b""


def form_of(head: bytes) -> Form | None:
    r"""
    Tell how a file holds its releases.

    Parameters
    ----------
    head
        Its first megabyte.

    Returns
    -------
    form
        Nothing where it is none that can be read bit by bit.

    Examples
    --------
    >>> form_of(b'{"ocid": "1"}\n{"ocid": "2"}\n').kind, form_of(b'[{"ocid": "1"}').kind, form_of(b'{"ocid": "1"}')
    ('lines', 'list', None)
    """
    if not names_releases(head):
        return None
    if is_lines(head):
        return Form("lines")
    body = head.lstrip()
    if body[:1] == b"[":
        return Form("list", head[: len(head) - len(body) + 1])
    return _in_object(head) if body[:1] == b"{" else None


def is_streamed(path: Path) -> bool:
    """
    Say whether a file is one of notices that can be read bit by bit, and large enough for that to pay.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    streamed
        Told by its size and its first megabyte.

    Raises
    ------
    OSError
        If it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.json"
    ...     _ = path.write_text('{"releases": [{"ocid": "1"}]}', encoding="utf-8")
    ...     is_streamed(path)
    False
    """
    if not _is_larger(path, min(_WORTH_IT, LARGE)):
        return False
    try:
        return form_of(head_of(path)) is not None
    except (ValueError, EOFError):  # damaged or mis-spelt: what parses it whole says how
        return False


def is_large(path: Path) -> bool:
    """
    Say whether a file of notices is too large to be parsed whole.

    Parameters
    ----------
    path
        The file, packed or not.

    Returns
    -------
    large
        Told by its size.

    Raises
    ------
    OSError
        If it cannot be read.

    Examples
    --------
    >>> is_large(Path(__file__))
    False
    """
    return _is_larger(path, LARGE)


def _is_larger(path: Path, n_bytes: int) -> bool:
    with path.open("rb") as stream:
        is_packed = is_gzip(stream.read(2))
    return path.stat().st_size > (n_bytes // _PACKS if is_packed else n_bytes)


def _in_object(head: bytes) -> Form | None:
    """Find the list of releases or records among the outermost keys."""
    depth, key, is_key = 0, b"", False
    for token in _TOKEN.finditer(head):
        sign = token[0]
        if sign in b"{[":
            if sign == b"[" and depth == 1 and is_key and key in _LISTS:
                return Form(_LISTS[key], head[: token.end()])
            depth += 1
        elif sign in b"}]":
            depth -= 1
        is_key = sign == b":" and depth == 1
        key = sign if sign[:1] == b'"' and depth == 1 else key
    return None
