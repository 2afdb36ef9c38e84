"""One file of Contracts Finder's own shapes to a Reading, by way of the releases of its notices."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from citytools_analysis.reference import Reference
from citytools_analysis.sources import ocds
from citytools_analysis.sources.contracts_finder.fields import squeezed
from citytools_analysis.sources.contracts_finder.notices import headings_fit, open_notices
from citytools_analysis.sources.ocds.reader import read_releases
from citytools_analysis.sources.ocds.values import members, text
from citytools_analysis.sources.reading import Reading, sha256_of

_KIND = "contracts_finder"
_HEAD = 65_536
_MARKS = ((b'"noticeList"',), (b'"notice"', b'"organisationName"'), (b'"awarded_supplier"', b'"cpv_codes"'),
          (b'"noticeIdentifier"', b'"organisationName"'))  # fmt: skip
_AWARD = re.compile(r"(?P<notice>.*)/awards/(?P<position>\d+)")


def probe(path: Path) -> bool:
    """
    Say cheaply whether a file looks like notices of Contracts Finder that are not OCDS.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    likely
        From its first 64 kB alone; `read` decides.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_text("Id,Title,PublishedDate,OrganisationName,AwardedDate", encoding="utf-8")
    ...     probe(path)
    True
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return any(all(mark in head for mark in marks) for marks in _MARKS)
    is_wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    lines = head.decode("utf-16" if is_wide else "utf-8-sig", "replace").replace("\x00", "").splitlines()
    first = lines[0] if lines else ""
    separator = max(",;\t|", key=first.count)
    return headings_fit({squeezed(cell) for cell in next(csv.reader([first], delimiter=separator), [])})


def read(path: Path, *, reference: Reference) -> Reading:
    r"""
    Read a file of notices in the REST or CSV shapes of Contracts Finder.

    Parameters
    ----------
    path
        Search results, full notices, a wrapper of them, or a CSV export.
    reference
        Boroughs with their aliases, and the reviewed decisions about notices.

    Returns
    -------
    reading
        As of OCDS, with places in this file; left out and kept aside for the same reasons.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reference import load_reference
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     lines = "Id,Title,PublishedDate,OrganisationName,AwardedDate", "1,Laptops,2020-11-20,Leeds City Council,"
    ...     _ = path.write_text("\n".join(lines), encoding="utf-8")
    ...     reading = read(path, reference=load_reference())
    >>> [(one.pointer, one.reason) for one in reading.left_out]
    [('line 2', 'not_london')]
    """
    package = open_notices(path)
    reading = read_releases(
        path.name,
        kind=_KIND,
        digest=sha256_of(path),
        found=package.found,
        issues=package.issues,
        reference=reference,
    )
    return _with_true_places(reading, {one.pointer: one.release for one in package.found})


def read_again(
    kept_aside: Sequence[tuple[str, str, str]],
    *,
    file_name: str,
    kind: str,
    reference: Reference,
    known: Collection[tuple[str, str]] = frozenset(),
) -> Reading:
    """
    Read notices again that were kept aside.

    Parameters
    ----------
    kept_aside
        Pointer, sheet and content of each.
    file_name
        Name of the file they came from.
    kind
        Kind of source.
    reference
        Boroughs with their aliases, and the reviewed decisions about notices.
    known
        Processes, with their borough, that are known to be of technology.

    Returns
    -------
    reading
        As of a file that holds only these.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> again = [("line 2", "release", '{"release":{"ocid":"ocds-1","buyer":{"name":"Due North"}},"uri":""}')]
    >>> reading = read_again(again, file_name="a.csv", kind="contracts_finder", reference=load_reference())
    >>> [(one.pointer, one.reason) for one in reading.quarantined]
    [('line 2', 'portal_as_buyer')]
    """
    reading = ocds.read_again(kept_aside, file_name=file_name, kind=kind, reference=reference, known=known)
    told = ((pointer, orjson.loads(content)["release"]) for pointer, _, content in kept_aside)
    return _with_true_places(reading, {"" if pointer == "/" else pointer: release for pointer, release in told})


def _with_true_places(reading: Reading, releases: Mapping[str, Mapping[str, Any]]) -> Reading:
    """Say where an award stands in the file as published, not in the release that was made of it."""

    def place(where: object) -> object:
        named = _AWARD.fullmatch(where) if isinstance(where, str) else None
        if not named or named["notice"] not in releases:
            return where
        awards = dict(members(dict(releases[named["notice"]]), "awards"))
        return named["notice"] + text(awards.get(int(named["position"]), {}).get("place")) or "/"

    frames = {name: frame.assign(where_row=frame["where_row"].map(place)) for name, frame in reading.frames.items()}
    issues = tuple(replace(issue, where=str(place(issue.where))) for issue in reading.issues)
    return replace(reading, frames=frames, issues=issues)
