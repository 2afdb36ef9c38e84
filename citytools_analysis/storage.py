"""Tables on disk: a snapshot folder of Parquet files, made whole before a pointer names it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from citytools_analysis.errors import DataError, Issue
from citytools_analysis.one_writer import one_writer
from citytools_analysis.schema import TABLES, Table

_ARROW = {
    "date": pa.date32(),
    "money": pa.decimal128(18, 2),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}
_INFO = ("name", "edition", "notice", "sha256")
_NAME = re.compile(r"\w[\w.-]{0,99}")
_PANDAS = {"date": "datetime64[s]", "money": "float64", "number": "float64", "integer": "Int64", "boolean": "boolean"}


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """
    Give a frame exactly a table's columns and kinds; a column it lacks is wholly unknown.

    Parameters
    ----------
    frame
        Any subset of the table's columns.
    table
        The table.

    Returns
    -------
    conformed
        A new frame: text as `str`, days as `datetime64[s]`, money and numbers as floats, whole numbers as `Int64`,
        yes and no as `boolean`; missing values stay missing.

    Examples
    --------
    >>> from citytools_analysis.schema import TABLES
    >>> typed(pd.DataFrame({"contract_id": ["c"]}), TABLES["options"]).shape
    (1, 9)
    """
    columns = {}
    for column in table.columns:
        values = frame[column.name] if column.name in frame else pd.Series([None] * len(frame), index=frame.index)
        columns[column.name] = _typed_values(values, _PANDAS.get(column.kind, "str"))
    return pd.DataFrame(columns, columns=list(table.names)).reset_index(drop=True)


def _typed_values(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    if kind == "datetime64[s]":
        return pd.to_datetime(values).astype(kind)  # type: ignore[call-overload,no-any-return]
    if kind == "str":
        return values.astype("object").where(values.notna(), None).astype("str")
    if kind == "float64":
        return pd.to_numeric(values).astype("float64")
    return values.astype("object").where(values.notna(), pd.NA).astype(kind)  # type: ignore[call-overload,no-any-return]


class SnapshotTables(Mapping[str, pd.DataFrame]):
    """
    The tables of one snapshot folder, each read when it is first asked for.

    Parameters
    ----------
    folder
        The snapshot.

    Examples
    --------
    >>> len(SnapshotTables(Path("."))) == len(TABLES)
    True
    """

    def __init__(self, folder: Path) -> None:
        """Remember the folder; read nothing yet."""
        self._folder = folder
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give a table, from memory after the first time."""
        if name not in self._read:
            path = self._folder / f"{name}.parquet"
            try:
                arrow = pq.read_table(path)
                self._read[name] = typed(arrow.to_pandas(date_as_object=False), TABLES[name])
            except (pa.ArrowException, OSError, ValueError, TypeError):
                raise _damaged(self._folder.parent.parent, f"its file {name}.parquet cannot be read") from None
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the table names."""
        return iter(TABLES)

    def __len__(self) -> int:
        """Count the tables."""
        return len(TABLES)


def content_hash(tables: Mapping[str, pd.DataFrame], info: Mapping[str, Any]) -> str:
    """
    Hash what a register says, whatever the order of its rows or the version that wrote it.

    Parameters
    ----------
    tables
        Typed frames by table name.
    info
        The register's own facts: name, edition, notice.

    Returns
    -------
    digest
        64 hexadecimal digits.

    Examples
    --------
    >>> content_hash({}, {"name": "a"}) == content_hash({}, {"name": "a"})
    True
    """
    digest = hashlib.sha256(json.dumps(info, sort_keys=True).encode())
    for name in TABLES:
        frame = tables.get(name)
        rows = (
            []
            if frame is None
            else sorted(frame.to_csv(index=False, header=False, lineterminator="\x00").split("\x00"))
        )
        digest.update(f"\n{name}\n".encode() + "\n".join(rows).encode())
    return digest.hexdigest()


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
    final = snapshots / f"{saved_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{info['sha256'][:8]}"
    with one_writer(folder):
        if replaces and (folder / "current").exists() and read_snapshot(folder)[1].get("sha256") != replaces:
            what = "another command changed the register while this one was at work, so nothing was written"
            raise DataError([Issue(str(folder), "", what, "Give the command again.", "changed meanwhile")])
        for stale in snapshots.glob(".unfinished-*"):
            shutil.rmtree(stale, ignore_errors=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=snapshots))
        try:
            _fill(unfinished, tables, info)
            if not final.exists():
                unfinished.rename(final)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        _point(folder, final.name)
    return final


def _fill(folder: Path, tables: Mapping[str, pd.DataFrame], info: Mapping[str, Any]) -> None:
    folder.chmod(0o755)
    for table in TABLES.values():
        frame = typed(tables.get(table.name, pd.DataFrame()), table)
        pq.write_table(_to_arrow(frame, table), folder / f"{table.name}.parquet", compression="zstd")
    (folder / "info.json").write_text(json.dumps(info, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _point(folder: Path, name: str) -> None:
    pointer = folder / ".current-new"
    pointer.write_text(name + "\n", encoding="utf-8")
    pointer.replace(folder / "current")


def _to_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    schema = pa.schema([pa.field(column.name, _ARROW.get(column.kind, pa.string())) for column in table.columns])
    arrays = []
    for column, field in zip(table.columns, schema, strict=True):
        values = frame[column.name]
        if column.kind == "money":
            array = pa.array([None if pd.isna(amount) else round(float(amount), 2) for amount in values], pa.float64())
            arrays.append(array.cast(field.type))
        else:
            arrays.append(pa.Array.from_pandas(values).cast(field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def read_snapshot(folder: Path) -> tuple[SnapshotTables, dict[str, Any]]:
    """
    Open the current snapshot of a register's folder.

    Parameters
    ----------
    folder
        The register's folder.

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
    pointer = folder / "current"
    if not pointer.is_file():
        mend = f"Make one with: citytools add FILE... --register {folder}"
        raise DataError([Issue(str(folder), "", "there is no register here", mend)])
    name = pointer.read_text(encoding="utf-8", errors="replace").strip()
    snapshot = folder / "snapshots" / name
    if not _NAME.fullmatch(name) or not snapshot.is_dir():
        raise _damaged(folder, f"its file `current` names no snapshot: {name[:40]!r}")
    missing = [f"{table}.parquet" for table in TABLES if not (snapshot / f"{table}.parquet").is_file()]
    if missing:
        raise _damaged(folder, f"the snapshot {name} lacks {', '.join(missing)}")
    try:
        info = json.loads((snapshot / "info.json").read_text(encoding="utf-8"))
        own = {key: str(info[key]) for key in _INFO}
    except (OSError, ValueError, TypeError, KeyError):
        raise _damaged(folder, f"the file info.json of the snapshot {name} cannot be read") from None
    return SnapshotTables(snapshot), own


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
