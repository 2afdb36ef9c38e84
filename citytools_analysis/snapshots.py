"""A register's folder: snapshots of Parquet files, each made whole before a pointer names it."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from citytools_analysis.errors import DataError, Issue
from citytools_analysis.one_writer import one_writer
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import to_arrow, typed

_INFO = ("name", "edition", "notice", "sha256")
_FIRST_TABLES = (  # those of the snapshots that do not say which tables they hold
    "sources", "suppliers", "supplier_events", "systems", "deployments", "contracts", "options", "allocations", "ratings",
    "challenges", "skills", "intentions", "contacts", "left_out", "notices", "released",
)  # fmt: skip
_STAMP = "%Y%m%dT%H%M%SZ"
_MOST_ROWS = 20_000_000  # a file of a few megabytes can hold one row a billion times
_NAME = re.compile(r"\w[\w.-]{0,99}")


class SnapshotTables(Mapping[str, pd.DataFrame]):
    """
    The tables of one snapshot folder, each read when it is first asked for.

    Parameters
    ----------
    folder
        The snapshot.
    names
        Tables it holds; the others were not yet known when it was written, and are empty.

    Examples
    --------
    >>> len(SnapshotTables(Path("."))) == len(TABLES)
    True
    """

    def __init__(self, folder: Path, names: Collection[str] = tuple(TABLES)) -> None:
        """Remember the folder; read nothing yet."""
        self._folder, self._names = folder, names
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give a table, from memory after the first time."""
        if name not in self._read:
            path = self._folder / f"{name}.parquet"
            if name not in self._names:
                self._read[name] = typed(pd.DataFrame(), TABLES[name])
                return self._read[name]
            try:
                is_too_long = pq.read_metadata(path).num_rows > _MOST_ROWS
                if not is_too_long:
                    arrow = pq.read_table(path)
                    self._read[name] = typed(arrow.to_pandas(date_as_object=False), TABLES[name])
            except (pa.ArrowException, OSError, ValueError, TypeError):
                raise _damaged(self._folder.parent.parent, f"its file {name}.parquet cannot be read") from None
            if is_too_long:
                what = f"its file {name}.parquet holds more than {_MOST_ROWS:,} rows"
                raise _damaged(self._folder.parent.parent, what)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the table names."""
        return iter(TABLES)

    def __len__(self) -> int:
        """Count the tables."""
        return len(TABLES)


def write_snapshot(
    folder: Path, tables: Mapping[str, pd.DataFrame], info: Mapping[str, Any], *, saved_at: datetime, replaces: str = ""
) -> Path:
    """
    Write a snapshot and then, in one step, make it the current one.

    A save that is killed leaves the pointer on the old snapshot, which is never touched.

    Parameters
    ----------
    folder
        The register's folder, made if missing.
    tables
        Typed frames by table name.
    info
        The register's own facts, with `sha256` of the content.
    saved_at
        The time that names the snapshot.
    replaces
        Hash of the content it was made from; if given, another snapshot is never put aside.

    Returns
    -------
    snapshot
        The folder written.

    Raises
    ------
    DataError
        If another command changed the register in the meantime.
    OSError
        If the folder cannot be written.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = write_snapshot(Path(folder), {}, {"sha256": "3f9a12c7"}, saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    ...     made.name
    '20261123T000000Z-3f9a12c7'
    """
    snapshots = folder / "snapshots"
    snapshots.mkdir(parents=True, exist_ok=True)
    with one_writer(folder):
        final = snapshots / _name(snapshots, saved_at.astimezone(UTC), info["sha256"][:8])
        if replaces and (folder / "current").exists() and read_snapshot(folder)[1].get("sha256") != replaces:
            what = "another command changed the register while this one was at work, so nothing was written"
            raise DataError([Issue(str(folder), "", what, "Give the command again.", "changed meanwhile")])
        for stale in snapshots.glob(".unfinished-*"):
            shutil.rmtree(stale, ignore_errors=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=snapshots))
        try:
            parent = current_name(folder) if (folder / "current").is_file() else ""
            _fill(unfinished, tables, {**info, "parent": parent, "tables": list(TABLES)})
            if not final.exists():
                unfinished.rename(final)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        point_at(folder, final.name)
    return final


def _name(snapshots: Path, moment: datetime, digest: str) -> str:
    """Name a snapshot by its second; a second one in the same second counts as of the next, so that names keep their order."""
    taken = {path.name for path in snapshots.iterdir()}
    name = f"{moment:{_STAMP}}-{digest}"
    while name not in taken and any(other.startswith(f"{moment:{_STAMP}}-") for other in taken):
        moment += timedelta(seconds=1)
        name = f"{moment:{_STAMP}}-{digest}"
    return name


def _fill(folder: Path, tables: Mapping[str, pd.DataFrame], info: Mapping[str, Any]) -> None:
    folder.chmod(0o755)
    for table in TABLES.values():
        frame = typed(tables.get(table.name, pd.DataFrame()), table)
        pq.write_table(to_arrow(frame, table), folder / f"{table.name}.parquet", compression="zstd")
    (folder / "info.json").write_text(json.dumps(info, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def point_at(folder: Path, name: str) -> None:
    """
    Make a snapshot the current one, in one step.

    Parameters
    ----------
    folder
        The register's folder, held by `one_writer`.
    name
        Name of the snapshot.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     point_at(Path(folder), "20261123T000000Z-3f9a12c7")
    ...     current_name(Path(folder))
    '20261123T000000Z-3f9a12c7'
    """
    pointer = folder / ".current-new"
    pointer.write_text(name + "\n", encoding="utf-8")
    pointer.replace(folder / "current")


def current_name(folder: Path) -> str:
    """
    Read which snapshot of a register's folder is the current one.

    Parameters
    ----------
    folder
        The register's folder.

    Returns
    -------
    name
        Name of the snapshot.

    Raises
    ------
    DataError
        If there is no register there.

    Examples
    --------
    >>> current_name(Path("no-such-folder"))
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    pointer = folder / "current"
    if not pointer.is_file():
        mend = f"Make one with: citytools add FILE... --register {folder}"
        raise DataError([Issue(str(folder), "", "there is no register here", mend)])
    return pointer.read_text(encoding="utf-8", errors="replace").strip()


def read_snapshot(folder: Path, name: str | None = None) -> tuple[SnapshotTables, dict[str, Any]]:
    """
    Open a snapshot of a register's folder.

    Parameters
    ----------
    folder
        The register's folder.
    name
        Name of the snapshot; the current one if not given.

    Returns
    -------
    tables, info
        The tables, read when asked for, and the register's own facts.

    Raises
    ------
    DataError
        If there is no register there, or it is damaged.

    Examples
    --------
    >>> read_snapshot(Path("no-such-folder"))
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    name = name or current_name(folder)
    snapshot = folder / "snapshots" / name
    if not _NAME.fullmatch(name) or not snapshot.is_dir():
        raise _damaged(folder, f"its file `current` names no snapshot: {name[:40]!r}")
    try:
        info = json.loads((snapshot / "info.json").read_text(encoding="utf-8"))
        own = {key: str(info[key]) for key in _INFO} | {"viewer": str(info.get("viewer", ""))}
        held = [str(table) for table in info.get("tables", _FIRST_TABLES)]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _damaged(folder, f"the file info.json of the snapshot {name} cannot be read") from None
    missing = [f"{table}.parquet" for table in held if not (snapshot / f"{table}.parquet").is_file()]
    if missing:
        raise _damaged(folder, f"the snapshot {name} lacks {', '.join(missing)}")
    return SnapshotTables(snapshot, held), own


def _damaged(folder: Path, what: str) -> DataError:
    """Say what is wrong with a register, and name the newest snapshot beside the one that is named."""
    current = folder / "current"
    named = current.read_text(encoding="utf-8", errors="replace").strip() if current.is_file() else ""
    whole = [path.name for path in sorted(folder.glob("snapshots/*/info.json")) for path in [path.parent]]
    others = [name for name in whole if name != named and not name.startswith(".")]
    mend = "Copy the folder back from where it is kept, or add the files again to a new one."
    if others:
        mend = f"Write the name of an earlier snapshot into {current}: {others[-1]}."
    return DataError([Issue(str(folder), "", f"the register is damaged: {what}", mend)])
