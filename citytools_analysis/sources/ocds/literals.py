"""Releases written as Python literals in the cells of a CSV file, as some archives keep them; nothing is ever run."""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.sources.delimited import open_delimited
from citytools_analysis.sources.ocds.releases import Found, releases_in

_HEAD = 65_536
_LONGEST_CELL = 2_000_000
_DEEPEST = 60
_BIGGEST = 1 << 62  # what JSON can carry
_MARKS = re.compile(rb"[\"']{1,3}(?:ocid|releases|records)[\"']{1,3}\s*:")
_MEND = "Download the file again, or save what the OCDS address of the service gives."


def looks_like_cells(path: Path) -> bool:
    r"""
    Say cheaply, from its first 64 kB, whether a file may be a CSV file with releases in its cells.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    likely
        Whether it does not start as JSON, and a cell opens an object that names a process, releases or records.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_text("json\n\"{'ocid': 'ocds-1'}\"\n", encoding="utf-8")
    ...     looks_like_cells(path)
    True
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    is_json = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    return not is_json and bool(re.search(rb"(?:^|[,;\t|\r\n])\"?[{\[]", head)) and bool(_MARKS.search(head))


def releases_in_cells(path: Path) -> tuple[tuple[Found, ...], tuple[Issue, ...]]:
    r"""
    Find the releases in the cells of a CSV file.

    Parameters
    ----------
    path
        The file, with a line of headings.

    Returns
    -------
    found, issues
        The releases, each with its line and its JSON pointer within the cell; a cell that cannot be read is an empty
        release, so that it is counted, and a warning. A file that cannot be opened is an error.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     lines = "json", "\"{'releases': [{'ocid': 'ocds-1', 'tag': None}]}\"", "\"{'ocid': print(1)}\""
    ...     _ = path.write_text("\n".join(lines), encoding="utf-8")
    ...     found, issues = releases_in_cells(path)
    >>> [(one.pointer, one.release) for one in found]
    [('line 2/releases/0', {'ocid': 'ocds-1', 'tag': None}), ('line 3', {})]
    >>> issues[0].where, issues[0].what
    ('line 3', 'the cell does not hold a value that can be read without running it')
    """
    opened = open_delimited(path)
    found: list[Found] = []
    issues = list(opened.issues)
    for line, cells in opened.sheets[0].rows[1:] if opened.sheets else ():
        for one in _in_row(cells, f"line {line}"):
            if isinstance(one, Found):
                found.append(one)
            else:
                found.append(Found(f"line {line}", {}))
                issues.append(Issue(path.name, f"line {line}", one, _MEND, "cell", "warning"))
    if not opened.issues and not any(one.release for one in found):
        issues.append(Issue(path.name, "", "no cell of it holds a release", _MEND, "not_ocds"))
    return tuple(found), tuple(issues)


def read_literal(words: str) -> Any:
    """
    Read a Python or JSON literal as plain JSON values, without running anything.

    Parameters
    ----------
    words
        What the cell holds.

    Returns
    -------
    value
        Objects, lists, text, numbers, truth values and None; tuples become lists, and what JSON does not know, None.

    Raises
    ------
    ValueError
        If it is too long, nested too deep, or no literal; the message says which.

    Examples
    --------
    >>> read_literal("{'id': 0, 'sme': True, 'uri': None}"), read_literal('{"id": 0, "sme": true}')
    ({'id': 0, 'sme': True, 'uri': None}, {'id': 0, 'sme': True})
    """
    if len(words) > _LONGEST_CELL:
        raise ValueError(f"the cell holds {len(words):,} characters, more than the {_LONGEST_CELL:,} that are read")
    if _depth(words) > _DEEPEST:
        raise ValueError(f"the cell is nested more than {_DEEPEST} levels deep")
    try:
        return _plain(orjson.loads(words))
    except orjson.JSONDecodeError:
        pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes inside its texts
            return _plain(ast.literal_eval(words.strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as fault:
        raise ValueError("the cell does not hold a value that can be read without running it") from fault


def _in_row(cells: tuple[object, ...], place: str) -> Iterator[Found | str]:
    objects = [cell for cell in cells if isinstance(cell, str) and cell.lstrip()[:1] in ("{", "[")]
    for cell in objects:
        try:
            content = read_literal(cell)
        except ValueError as fault:
            yield str(fault)
        else:
            yield from list(releases_in(content, place, "")) or [Found(place, {})]
    if not objects:
        yield Found(place, {})


def _depth(words: str) -> int:
    """Count brackets, those within texts too, which can only make it deeper: the parser never sees a deep one."""
    depth = deepest = 0
    for sign in re.findall(r"[\[({\])}]", words):
        depth += 1 if sign in "[({" else -1
        deepest = max(deepest, depth)
    return deepest


def _plain(node: object) -> Any:
    if isinstance(node, dict):
        return {str(_plain(key)): _plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_plain(member) for member in node]
    if isinstance(node, str):
        return node.encode("utf-8", "replace").decode("utf-8")
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return node if abs(node) < _BIGGEST else str(node)
    return node if isinstance(node, float) and math.isfinite(node) else None
