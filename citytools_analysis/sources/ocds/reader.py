"""One file of notices to a Reading: London's technology kept, everything else counted with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import pandas as pd

from citytools_analysis.reference import Reference
from citytools_analysis.schema import PLACE_COLUMNS, SHEETS
from citytools_analysis.sources.ocds.agreement import agreements_of
from citytools_analysis.sources.ocds.codes import is_technology, procurement_codes
from citytools_analysis.sources.ocds.contract_rows import Row, contract_rows
from citytools_analysis.sources.ocds.days import instant
from citytools_analysis.sources.ocds.notice_rows import notice_rows
from citytools_analysis.sources.ocds.packages import Found, looks_like_ocds, open_package
from citytools_analysis.sources.ocds.places import placing
from citytools_analysis.sources.ocds.process import Kept, Process, join_releases
from citytools_analysis.sources.ocds.values import mapping, text
from citytools_analysis.sources.reading import LeftOut, Reading, sha256_of

_Groups = Mapping[tuple[str, str], Sequence[Kept]]


def probe(path: Path) -> bool:
    """
    Say cheaply whether a file looks like OCDS in JSON.

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
    return looks_like_ocds(path)


def read(path: Path, *, reference: Reference) -> Reading:
    """
    Read a file of OCDS notices from Contracts Finder or Find a Tender.

    Parameters
    ----------
    path
        A release package, record package, single release or list of them; OCDS 1.0 or 1.1.
    reference
        Boroughs with their aliases, and the reviewed decisions about notices.

    Returns
    -------
    reading
        Raw `contracts` and `notices`; each release left out with its reason: `not_a_release`, `no_ocid`, `no_buyer`,
        `portal_as_buyer`, `not_london`, `reviewed_exclusion`, `not_technology`, `no_cpv_code`, `duplicate_release`.
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
    package = open_package(path)
    groups, left_out = _sort(package.found, reference)
    processes = [join_releases(ocid, kept) for (ocid, _), kept in groups.items()]
    return Reading(
        file_name=path.name,
        kind="ocds",
        sha256=sha256_of(path),
        logical_name=path.name,
        frames=_frames(processes),
        n_read=len(package.found),
        left_out=tuple(left_out),
        issues=(
            *package.issues,
            *(issue for process in processes for one in agreements_of(process) for issue in one.issues(path.name)),
        ),
        confirmed_date=package.published_date,
    )


def _frames(processes: Sequence[Process]) -> dict[str, pd.DataFrame]:
    if not processes:
        return {name: _frame(name, []) for name in ("contracts", "notices")}
    return {
        "contracts": _frame("contracts", list(chain.from_iterable(map(contract_rows, processes)))),
        "notices": _frame("notices", list(chain.from_iterable(map(notice_rows, processes)))),
    }


def _frame(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    columns = (*SHEETS[name].names, *PLACE_COLUMNS)
    values = {column: pd.Series([row.get(column) for row in rows], dtype="object") for column in columns}
    return pd.DataFrame(values)


def _sort(found: Sequence[Found], reference: Reference) -> tuple[_Groups, list[LeftOut]]:
    place = placing(reference)
    met = [Kept(one, place(one.release)) for one in found]
    london: dict[tuple[str, str], list[Kept]] = {}
    for one in met:
        if not one.placed.reason:
            london.setdefault((text(one.found.release["ocid"]), one.placed.borough_ids[0]), []).append(one)
    reasons = {one.found.pointer: one.placed.reason for one in met if one.placed.reason}
    for group in london.values():
        reasons |= dict(_repeats(group)) | dict(_not_technology(group))
    groups = {key: [one for one in group if one.found.pointer not in reasons] for key, group in london.items()}
    left_out = [
        LeftOut(one.found.place, reasons[one.found.pointer], _what(one)) for one in met if one.found.pointer in reasons
    ]
    return {key: group for key, group in groups.items() if group}, left_out


def _repeats(group: Sequence[Kept]) -> Iterator[tuple[str, str]]:
    # The last version of a release stands; one without an id is never taken for another.
    last: dict[str, Kept] = {}
    for one in sorted(group, key=lambda one: instant(one.found.release.get("date"))):
        identity = text(one.found.release.get("id")) or one.found.pointer
        if identity in last:
            yield last[identity].found.pointer, "duplicate_release"
        last[identity] = one


def _not_technology(group: Sequence[Kept]) -> Iterator[tuple[str, str]]:
    # A change notice repeats no codes: what any release of the process tells holds for all of them.
    codes = tuple(code for one in group for code in procurement_codes(one.found.release))
    if is_technology(codes):
        return
    for one in group:
        if not (one.placed.decision and one.placed.decision["decision"] == "keep"):
            yield one.found.pointer, "not_technology" if codes else "no_cpv_code"


def _what(one: Kept) -> str:
    release = one.found.release
    title = text(mapping(release, "tender").get("title")) or text(release.get("title"))
    return ": ".join(words for words in (one.placed.buyer, title) if words)[:200]
