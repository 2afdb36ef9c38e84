"""
Which snapshot followed which: the one that was current on a day, and the way back to it.

A snapshot is never changed. Each says which one it was made from, so that what was put aside by `restore` is not taken
for what was known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.one_writer import one_writer
from citytools_analysis.snapshots import current_name, point_at, read_snapshot


@dataclass(frozen=True)
class Snapshot:
    """
    One snapshot of a register.

    Parameters
    ----------
    name
        Name of its folder, which begins with the time it was saved in UTC.
    parent
        Name of the snapshot it was made from; blank for the first.
    known_on
        The latest day on which any of its sources was obtained; None where it has none.
    is_current
        Whether the register opens it now.
    is_whole
        Whether its sources can be read.

    Examples
    --------
    >>> Snapshot("20261123T000000Z-3f9a12c7", "", date(2026, 11, 23), True).name[:8]
    '20261123'
    """

    name: str
    parent: str
    known_on: date | None
    is_current: bool
    is_whole: bool = True


def snapshots_of(folder: Path) -> tuple[Snapshot, ...]:
    """
    List every whole snapshot of a register's folder.

    Parameters
    ----------
    folder
        The register's folder.

    Returns
    -------
    snapshots
        In the order in which they were saved.

    Raises
    ------
    DataError
        If there is no register there.

    Examples
    --------
    >>> snapshots_of(Path("no-such-folder"))
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    current = current_name(folder)
    names = sorted(path.parent.name for path in folder.glob("snapshots/*/info.json"))
    return tuple(_snapshot(folder, name, current) for name in names if not name.startswith("."))


def snapshot_on(folder: Path, day: date) -> str:
    """
    Find the snapshot that held what was known on a day.

    Parameters
    ----------
    folder
        The register's folder.
    day
        The day.

    Returns
    -------
    name
        Of the current snapshot and those it was made from, the newest none of whose sources was obtained after the day;
        the current one where there is none such, for then no version of a source was replaced that was known so early.

    Raises
    ------
    DataError
        If there is no register there.

    Examples
    --------
    >>> snapshot_on(Path("no-such-folder"), date(2026, 11, 23))
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    return snapshot_known_on(folder, day) or next(_line(folder)).name


def snapshot_known_on(folder: Path, day: date) -> str:
    """
    Find the snapshot that held what was known on a day, if there was one.

    Parameters
    ----------
    folder
        The register's folder.
    day
        The day.

    Returns
    -------
    name
        As `snapshot_on` gives; blank where every snapshot holds a source obtained after the day.

    Raises
    ------
    DataError
        If there is no register there.

    Examples
    --------
    >>> snapshot_known_on(Path("no-such-folder"), date(2026, 11, 23))
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    whole = (one for one in _line(folder) if one.is_whole)
    return next((one.name for one in whole if one.known_on is None or one.known_on <= day), "")


def restore_snapshot(folder: Path, name: str) -> Snapshot:
    """
    Make an earlier snapshot the current one; nothing is deleted, so that this too can be undone.

    Parameters
    ----------
    folder
        The register's folder.
    name
        Its name, or a part of it that fits only one; `previous` for the one the current one was made from.

    Returns
    -------
    snapshot
        The snapshot that is now current.

    Raises
    ------
    UnknownNameError
        If none, or more than one, is named so.
    DataError
        If there is no register there, or that snapshot is damaged.

    Examples
    --------
    >>> restore_snapshot(Path("no-such-folder"), "previous")
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    found = find_snapshot(folder, name)
    tables, _ = read_snapshot(folder, found.name)
    for table in tables:  # a damaged one is refused before anything is changed
        _ = tables[table]
    with one_writer(folder):
        point_at(folder, found.name)
    return found


def find_snapshot(folder: Path, name: str) -> Snapshot:
    """
    Find a snapshot by its name.

    Parameters
    ----------
    folder
        The register's folder.
    name
        Its name, or a part of it that fits only one; `previous` for the one the current one was made from.

    Returns
    -------
    snapshot
        The snapshot.

    Raises
    ------
    UnknownNameError
        If none, or more than one, is named so.
    DataError
        If there is no register there.

    Examples
    --------
    >>> find_snapshot(Path("no-such-folder"), "3f9a12c7")
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    known = snapshots_of(folder)
    if name == "previous":
        parent = next((one.parent for one in known if one.is_current), "")
        fitting: Sequence[Snapshot] = [one for one in known if parent and one.name == parent]
    else:
        fitting = [one for one in known if name == one.name] or [one for one in known if name and name in one.name]
    if len(fitting) != 1:
        raise UnknownNameError("snapshot", name, [one.name for one in known], "List them with: citytools restore")
    return fitting[0]


def _line(folder: Path) -> Iterator[Snapshot]:
    """Go back from the current snapshot through those it was made from."""
    known = {one.name: one for one in snapshots_of(folder)}
    name, seen = current_name(folder), set[str]()
    if name not in known:
        read_snapshot(folder)  # says what is wrong with it
    while name in known and name not in seen:
        seen.add(name)
        yield known[name]
        name = known[name].parent


def _snapshot(folder: Path, name: str, current: str) -> Snapshot:
    path = folder / "snapshots" / name
    try:
        info = json.loads((path / "info.json").read_text(encoding="utf-8"))
        parent = str(info.get("parent", "")) if isinstance(info, dict) else ""
        sources = pq.read_table(path / "sources.parquet", columns=["source_kind", "retrieved_date"])
        own = sources.filter(pc.not_equal(sources["source_kind"], "reference"))
        latest = pc.max(own["retrieved_date"]).as_py()
    except (OSError, ValueError, pa.ArrowException, RecursionError):  # damaged: listed, never chosen by its day
        return Snapshot(name, "", None, is_current=name == current, is_whole=False)
    return Snapshot(name, parent, None if latest is None else pd.Timestamp(latest).date(), is_current=name == current)
