"""One file of notices to a Reading: London's technology kept, everything else counted with its reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.reference import Reference
from citytools_analysis.sources.ocds.forms import is_large, is_streamed
from citytools_analysis.sources.ocds.process import join_releases
from citytools_analysis.sources.ocds.releases import Found
from citytools_analysis.sources.ocds.rows import SHEETS_MADE, doubts_of, frame_of, rows_of
from citytools_analysis.sources.ocds.sorting import sort_releases
from citytools_analysis.sources.ocds.streamed_reader import Told, read_streamed
from citytools_analysis.sources.ocds.wrappings import looks_like_notices, open_notices
from citytools_analysis.sources.reading import Reading, sha256_of


def probe(path: Path) -> bool:
    """
    Say cheaply whether a file looks like OCDS.

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
    ...     _ = path.write_text("ocds_json,ocid", encoding="utf-8")
    ...     probe(path)
    False
    """
    return looks_like_notices(path)


def read(path: Path, *, reference: Reference, told: Told | None = None) -> Reading:
    """
    Read a file of OCDS notices from Contracts Finder or Find a Tender.

    Parameters
    ----------
    path
        A release package, record package, single release or list of them, OCDS 1.0 or 1.1: as JSON, as JSON lines, packed
        by gzip, or as literals in the cells of a CSV file.
    reference
        Boroughs with their aliases, and the reviewed decisions about notices.
    told
        Of a large file called with the bytes read, the bytes there are, and the releases met.

    Returns
    -------
    reading
        Raw `contracts`, `contract_suppliers`, `notices` and `performance`; each release left out with its reason: `not_a_release`,
        `not_london`, `reviewed_exclusion`, `not_technology`, `duplicate_release`; and each that may belong here and
        cannot be placed, kept aside: `no_ocid`, `no_buyer`, `portal_as_buyer`, `no_cpv_code`.
        A file that is not OCDS has an issue that says how to mend it, and no rows.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reference import load_reference
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.json"
    ...     _ = path.write_text('{"releases": [{"ocid": "ocds-1", "buyer": {"name": "Leeds"}}]}', encoding="utf-8")
    ...     reading = read(path, reference=load_reference())
    >>> reading.n_read, [one.reason for one in reading.left_out]
    (1, ['not_london'])
    """
    if is_streamed(path):
        reading = read_streamed(path, reference=reference, told=told)
        is_refused = not reading.n_read and any(one.level == "error" for one in reading.issues)
        if is_large(path) or not is_refused:
            return reading
    package = open_notices(path)
    return read_releases(
        path.name,
        kind="ocds",
        digest=sha256_of(path),
        found=package.found,
        issues=package.issues,
        reference=reference,
        published_date=package.published_date,
    )


def read_releases(  # noqa: PLR0913 - what one file is, beside its releases
    file_name: str,
    *,
    kind: str,
    digest: str,
    found: Sequence[Found],
    issues: Sequence[Issue],
    reference: Reference,
    published_date: date | None = None,
    known: Collection[tuple[str, str]] = frozenset(),
) -> Reading:
    """
    Read releases, wherever they were found.

    Parameters
    ----------
    file_name
        Name of the file they stand in.
    kind
        Kind of source.
    digest
        Hash of the file's bytes.
    found
        The releases with their places.
    issues
        Problems met so far.
    reference
        Boroughs with their aliases, and the reviewed decisions about notices.
    published_date
        Day on which the file says it was made.
    known
        Processes, with their borough, that are known to be of technology.

    Returns
    -------
    reading
        Raw frames; every release is a row, left out or kept aside.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> read_releases("a.json", kind="ocds", digest="00", found=[], issues=[], reference=load_reference()).n_read
    0
    """
    sorting = sort_releases(found, reference, known)
    processes = [join_releases(ocid, kept) for (ocid, _), kept in sorting.groups.items()]
    doubts = chain.from_iterable(doubts_of(process, file_name) for process in processes)
    return Reading(
        file_name=file_name,
        kind=kind,
        sha256=digest,
        logical_name=file_name,
        frames={
            name: frame_of(name, list(chain.from_iterable(rows_of(name, process) for process in processes)))
            for name in SHEETS_MADE
        },
        n_read=len(found),
        left_out=sorting.left_out,
        quarantined=sorting.quarantined,
        issues=(*issues, *doubts),
        confirmed_date=published_date,
    )


def read_again(
    kept_aside: Sequence[tuple[str, str, str]],
    *,
    file_name: str,
    kind: str,
    reference: Reference,
    known: Collection[tuple[str, str]] = frozenset(),
) -> Reading:
    """
    Read releases again that were kept aside.

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
    >>> again = [("/releases/0", "release", '{"release":{"ocid":"ocds-1","buyer":{"name":"Due North"}},"uri":""}')]
    >>> reading = read_again(again, file_name="a.json", kind="ocds", reference=load_reference())
    >>> [one.reason for one in reading.quarantined]
    ['portal_as_buyer']
    """
    told = [(pointer, orjson.loads(content)) for pointer, _, content in kept_aside]
    found = [Found("" if pointer == "/" else pointer, one["release"], one["uri"]) for pointer, one in told]
    return read_releases(file_name, kind=kind, digest="", found=found, issues=(), reference=reference, known=known)
