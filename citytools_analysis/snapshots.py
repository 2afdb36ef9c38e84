"""A register's folder: snapshots of Parquet files, each made whole before a pointer names it."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from citytools_analysis.errors import DataError, Issue
from citytools_analysis.one_writer import one_writer
from citytools_analysis.schema import TABLES
from citytools_analysis.snapshot_tables import SnapshotTables, damaged
from citytools_analysis.storage import to_arrow, typed

FORMAT = 1  # goes up with every table or column that is added, renamed or taken out (docs/versioning.md)
_INFO = ("name", "edition", "notice", "sha256")
_FIRST_TABLES = (  # those of the snapshots that do not say which tables they hold
    "sources", "suppliers", "supplier_events", "systems", "deployments", "contracts", "options", "allocations", "ratings",
    "challenges", "skills", "intentions", "contacts", "left_out", "notices", "released",
)  # fmt: skip
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"\w[\w.-]{0,99}")


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
            _fill(unfinished, tables, {**info, "parent": parent, "tables": list(TABLES), "format": FORMAT})
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
        If there is no register there, or it is damaged, or a newer release wrote it.

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
        raise damaged(folder, f"its file `current` names no snapshot: {name[:40]!r}")
    try:
        info = json.loads((snapshot / "info.json").read_text(encoding="utf-8"))
        own = {key: str(info[key]) for key in _INFO} | {"viewer": str(info.get("viewer", ""))}
        held = [str(table) for table in info.get("tables", _FIRST_TABLES)]
        written_in = int(info.get("format", 1))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise damaged(folder, f"the file info.json of the snapshot {name} cannot be read") from None
    if written_in > FORMAT:
        what = f"the register is in format {written_in}, which a newer citytools wrote; this one reads up to {FORMAT}"
        mend = "Install the newer one: pip install --upgrade citytools-analysis."
        raise DataError([Issue(str(folder), "", what, mend, "newer format")])
    missing = [f"{table}.parquet" for table in held if not (snapshot / f"{table}.parquet").is_file()]
    if missing:
        raise damaged(folder, f"the snapshot {name} lacks {', '.join(missing)}")
    return SnapshotTables(snapshot, held), own
