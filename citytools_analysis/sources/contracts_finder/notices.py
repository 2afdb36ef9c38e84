"""The notices in a file of Contracts Finder, each with its place: REST search results, full notices, CSV exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.sources.contracts_finder.fields import fields_of, squeezed
from citytools_analysis.sources.contracts_finder.release import release_of
from citytools_analysis.sources.delimited import open_delimited
from citytools_analysis.sources.ocds.packages import Package, open_package
from citytools_analysis.sources.ocds.releases import Found
from citytools_analysis.sources.ocds.values import mapping, members
from citytools_analysis.sources.parsed_json import LimitError, parsed_json

_MEND = "Save what the search or the notice of Contracts Finder gives, unchanged."
_WHO, _WHICH = {"organisationname", "organisation"}, {"id", "noticeidentifier"}
_WHEN = {"publisheddate"}
_ITS_OWN = {"awardeddate", "deadlinedate", "closingdate", "noticetype"}


def open_notices(path: Path) -> Package:
    """
    Parse a file and write its notices as releases.

    Parameters
    ----------
    path
        A REST search result, a full notice, a list of either, or a CSV export.

    Returns
    -------
    package
        The releases with their places in this file, or the issue that says why there are none.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.json"
    ...     _ = path.write_text('{"noticeList": [{"item": {"id": "1", "title": "Bookings"}}]}', encoding="utf-8")
    ...     [(one.pointer, one.release["tender"]["title"]) for one in open_notices(path).found]
    [('/noticeList/0/item', 'Bookings')]
    """
    raw = _as_utf8(path.read_bytes())
    if raw.strip() and raw.lstrip()[:1] not in (b"{", b"["):
        return _in_table(path)
    try:
        content = parsed_json(raw)
    except (orjson.JSONDecodeError, LimitError):
        return open_package(path)  # which says in plain words what is wrong with the file
    found = tuple(Found(pointer, _release(node)) for pointer, node in _walk(content))
    if any(one.release for one in found):
        return Package(found)
    if isinstance(content, dict) and content.get("noticeList") == []:
        return Package((), (Issue(path.name, "", "the search found no notice", rule="empty", level="warning"),))
    return _refused(path, "it holds no notice of Contracts Finder")


def headings_fit(headings: set[str]) -> bool:
    """
    Say whether the headings of a table are those of an export of Contracts Finder.

    Parameters
    ----------
    headings
        The headings as `squeezed`.

    Returns
    -------
    fit
        Whether they name the buyer, the notice, its publication, and a day or kind that only this service gives.

    Examples
    --------
    >>> headings_fit({"id", "title", "publisheddate", "organisationname", "awardeddate"}), headings_fit({"id", "title"})
    (True, False)
    """
    return "title" in headings and all(headings & one for one in (_WHO, _WHICH, _WHEN, _ITS_OWN))


def _as_utf8(raw: bytes) -> bytes:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace").encode()
    return raw.removeprefix(b"\xef\xbb\xbf")


def _walk(node: object, pointer: str = "", depth: int = 0) -> Iterator[tuple[str, Mapping[str, Any]]]:
    listed = node if isinstance(node, list) and depth < 2 else None
    for name in ("noticeList", "contracts"):
        if isinstance(node, dict) and isinstance(node.get(name), list) and depth < 2:
            listed, pointer = node[name], f"{pointer}/{name}"
            break
    if listed is not None:
        for position, member in enumerate(listed):
            yield from _walk(member, f"{pointer}/{position}", depth + 1)
    elif isinstance(node, dict) and isinstance(node.get("item"), dict):
        yield f"{pointer}/item", node["item"]
    else:
        yield pointer, mapping(node)


def _release(node: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(node.get("notice"), dict):
        told = fields_of(node)
        return release_of(told) if {"title", "buyer"} & told.keys() else {}
    notice = mapping(node, "notice")
    around = fields_of({key: node.get(key) for key in ("id", "organisation", "withdrawnDate", "cpvCodes")})
    return release_of(around | fields_of(notice), list(members(dict(node), "awards")))


def _in_table(path: Path) -> Package:
    opened = open_delimited(path)
    if opened.issues:
        return Package((), opened.issues)
    rows = opened.sheets[0].rows
    headings = [squeezed(cell) for cell in rows[0][1]] if rows else []
    if not headings_fit(set(headings)):
        return _refused(path, "its first line does not hold the headings of an export of Contracts Finder")
    return Package(tuple(Found(f"line {line}", _of_row(headings, cells)) for line, cells in rows[1:]))


def _of_row(headings: list[str], cells: tuple[object, ...]) -> dict[str, Any]:
    told = dict(zip(headings, cells, strict=False))
    if told.get("closingdate") and told.get("closingtime"):
        told["closingdate"] = f"{told['closingdate']} {told['closingtime']}"
    return release_of(fields_of(told))


def _refused(path: Path, what: str) -> Package:
    return Package((), (Issue(path.name, "", what, _MEND, rule="not_contracts_finder"),))
