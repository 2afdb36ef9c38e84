"""Files into a register, all or nothing: read, clean, resolve, validate, and only then a new register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from citytools_analysis.assemble import Assembly
from citytools_analysis.checked_files import Workers, check_files
from citytools_analysis.errors import DataError, Issue, UnknownNameError
from citytools_analysis.named_again import named_again
from citytools_analysis.placed_by_hand import check_decisions
from citytools_analysis.records import known_records
from citytools_analysis.reference_rows import with_reference_rows
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.replay import replayed
from citytools_analysis.resolve import Names
from citytools_analysis.schema import TABLES
from citytools_analysis.source_rows import with_file, without_source
from citytools_analysis.sources.reading import Reading
from citytools_analysis.storage import content_hash, typed
from citytools_analysis.validate import check_tables


@dataclass(frozen=True)
class Addition:
    """
    What adding one file did, or would do.

    Parameters
    ----------
    reading
        The file as it was read.
    source_id
        Its id in the register.
    status
        `added`, `replaced` (a newer file of that name) or `unchanged`.
    n_rows
        Register rows by table.
    warnings
        Problems that do not stop it.

    Examples
    --------
    >>> Addition(Reading("a.csv", "facts", "00", "a.csv"), "s1", "added", {"contracts": 2}, ()).status
    'added'
    """

    reading: Reading
    source_id: str
    status: str
    n_rows: Mapping[str, int]
    warnings: tuple[Issue, ...]


def add_files(  # noqa: PLR0913 - what files are, and who reads them
    register: Register,
    paths: Iterable[Path],
    *,
    retrieved: date,
    kind: str | None = None,
    borough: str | None = None,
    workers: Workers | None = None,
) -> tuple[Register, tuple[Addition, ...]]:
    """
    Add files to a register, all or nothing; the same file again changes nothing.

    Parameters
    ----------
    register
        The register to start from; it is not changed.
    paths
        The files.
    retrieved
        Day on which they were obtained.
    kind
        Kind of source; found from each file if not given.
    borough
        Whose files they are, where they do not say so.
    workers
        Who reads them; this process if not given.

    Returns
    -------
    register, additions
        The new register, and what each file did.

    Raises
    ------
    DataError
        If any file has an error; it holds every problem of every file.

    Examples
    --------
    >>> add_files(Register.from_tables({}, as_of=date(2026, 11, 23)), [], retrieved=date(2026, 11, 23))[1]
    ()
    """
    names = Names(register.reference)
    known = known_records(register.all_rows)
    checked = check_files(paths, names=names, kind=kind, borough=borough, known=known, workers=workers)
    issues = [issue for _, found in checked for issue in found] + _same_source_twice(
        [assembly for assembly, _ in checked]
    )
    if any(issue.level == "error" for issue in issues):
        raise DataError(issue for issue in issues if issue.level == "error")
    tables = dict(register.all_rows)
    additions = []
    for assembly, found in checked:
        status = _status(tables["sources"], assembly)
        if status != "unchanged":
            tables = with_file(tables, assembly, retrieved=retrieved)
        counts = {name: len(rows) for name, rows in assembly.rows.items()}
        doubts = _doubtful_days(register.all_rows["sources"], assembly, retrieved)
        additions.append(Addition(assembly.cleaned.reading, assembly.source_id, status, counts, (*found, *doubts)))
    if all(addition.status == "unchanged" for addition in additions):
        return register, tuple(additions)
    tables = replayed(tables, names, known_only=True)
    notices = [assembly.cleaned.about.get("notice") for assembly, _ in checked]
    return _sealed(register, tables, notices, retrieved), tuple(additions)


def remove_source(register: Register, source: str) -> Register:
    """
    Take a source and all its rows out of a register.

    Parameters
    ----------
    register
        The register to start from; it is not changed.
    source
        The source's id, logical name or file name.

    Returns
    -------
    register
        The new register; where another source speaks of the same thing, its version now shows.

    Raises
    ------
    UnknownNameError
        If there is no such source.

    Examples
    --------
    >>> remove_source(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden.xlsx")
    Traceback (most recent call last):
    citytools_analysis.errors.UnknownNameError: Unknown source 'camden.xlsx'. List them with: citytools list --sources
    """
    sources = register.all_rows["sources"]
    sources = sources[sources["source_kind"] != "reference"]
    is_named = (sources[["source_id", "source_name", "file_name"]] == source).any(axis=1)
    hits = sources[is_named | sources["source_name"].str.startswith(f"{source}:")]  # every return of return:camden
    if hits.empty:
        known = [*sources["source_name"], *sources["file_name"], *sources["source_id"]]
        raise UnknownNameError("source", source, known, "List them with: citytools list --sources")
    tables = dict(register.all_rows)
    for source_id in hits["source_id"]:
        tables = without_source(tables, source_id)
    return _sealed(register, tables, [], pd.Timestamp(sources["retrieved_date"].max()).date())


def resolve_again(register: Register, *, retrieved: date) -> tuple[Register, int]:
    """
    Resolve every name again, and try every record that could not be placed, by the reference tables as they are now.

    Parameters
    ----------
    register
        The register to start from, with the reference tables to go by; it is not changed.
    retrieved
        Day to record for a reference table that is drawn on for the first time.

    Returns
    -------
    register, n_placed
        The new register, and how many records have left the quarantine.

    Examples
    --------
    >>> resolve_again(Register.from_tables({}, as_of=date(2026, 11, 23)), retrieved=date(2026, 11, 23))[1]
    0
    """
    names = Names(register.reference)
    tables = replayed(named_again(register.all_rows, names), names)
    n_placed = len(register.all_rows["quarantine"]) - len(tables["quarantine"])
    return _sealed(register, tables, [], retrieved), n_placed


def _same_source_twice(assemblies: Sequence[Assembly]) -> list[Issue]:
    seen: dict[str, str] = {}
    issues = []
    for assembly in assemblies:
        reading = assembly.cleaned.reading
        if assembly.source_id in seen:
            what = f"this is a second version of the same source as {seen[assembly.source_id]}"
            mend = "Add only the newer of the two."
            if reading.logical_name == reading.file_name:
                what = "two files of this name were given, and the register knows a file by its name"
                mend = "Rename one of the two, or add only one."
            issues.append(Issue(reading.file_name, "", what, mend, "same source"))
        seen[assembly.source_id] = reading.file_name
    return issues


def _status(sources: pd.DataFrame, assembly: Assembly) -> str:
    known = sources[sources["source_id"] == assembly.source_id]
    if known.empty:
        return "added"
    return "unchanged" if (known["sha256"] == assembly.cleaned.reading.sha256).all() else "replaced"


def _doubtful_days(sources: pd.DataFrame, assembly: Assembly, retrieved: date) -> Iterator[Issue]:
    """Tell of a return or workshop from the future, and of one older than the last: both are mostly slips."""
    reading, day = assembly.cleaned.reading, assembly.cleaned.about.get("completed_on")
    if day is None:
        return
    place = reading.cells.get("about", {}).get("completed_on", "About")
    was = "the workshop was held" if reading.kind == "capture" else "it was completed"
    stem = reading.logical_name.removesuffix(f":{day:%Y-%m-%d}")
    known = sources.loc[sources["source_name"].str.startswith(stem), "confirmed_date"].max()
    if day > pd.Timestamp(retrieved):
        what = f"{was} on {day.day} {day:%b %Y}, after the day on which it was obtained"
        yield Issue(reading.file_name, place, what, "Correct the year, if it is a slip.", "day", "warning")
    if known is not pd.NaT and day < known:
        what = f"{was} on {day.day} {day:%b %Y}, before the last one ({known.day} {known:%b %Y})"
        yield Issue(
            reading.file_name,
            place,
            what,
            "Correct the day, if it is a slip; the newer one is believed first.",
            "day",
            "warning",
        )


def _sealed(
    register: Register, tables: Mapping[str, pd.DataFrame], notices: Sequence[str | None], retrieved: date
) -> Register:
    notice = register.info.notice or next((text for text in notices if text), "")
    info: RegisterInfo = replace(register.info, notice=notice)
    full = with_reference_rows(tables, register.reference, retrieved=retrieved)
    full = {name: typed(full[name], table) for name, table in TABLES.items()}
    check_tables(full)
    if stale := list(check_decisions(full, register.reference)):
        raise DataError(stale)
    return Register(full, register.as_of, register.reference, info, content_hash(full, info.said))
