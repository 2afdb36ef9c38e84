"""Tables on disk: a snapshot folder of Parquet files, made whole before a pointer names it."""

from __future__ import annotations

import hashlib
import json
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
from citytools_analysis.schema import TABLES, Table

_ARROW = {
    "date": pa.date32(),
    "money": pa.decimal128(18, 2),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}
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
            arrow = pq.read_table(self._folder / f"{name}.parquet")
            self._read[name] = typed(arrow.to_pandas(date_as_object=False), TABLES[name])
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
    folder: Path, tables: Mapping[str, pd.DataFrame], info: Mapping[str, Any], *, saved_at: datetime
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

    Returns
    -------
    snapshot
        The folder written.

    Raises
    ------
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
    for stale in snapshots.glob(".unfinished-*"):
        shutil.rmtree(stale, ignore_errors=True)
    name = f"{saved_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{info['sha256'][:8]}"
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=snapshots))
    unfinished.chmod(0o755)
    for table in TABLES.values():
        frame = typed(tables.get(table.name, pd.DataFrame()), table)
        pq.write_table(_to_arrow(frame, table), unfinished / f"{table.name}.parquet", compression="zstd")
    (unfinished / "info.json").write_text(json.dumps(info, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    final = snapshots / name
    if final.exists():
        shutil.rmtree(unfinished)
    else:
        unfinished.rename(final)
    _point(folder, name)
    return final


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
    snapshot = folder / "snapshots" / pointer.read_text(encoding="utf-8").strip()
    missing = [name for name in TABLES if not (snapshot / f"{name}.parquet").is_file()]
    if missing or not (snapshot / "info.json").is_file():
        what = f"the snapshot {snapshot.name} lacks {', '.join(missing) or 'info.json'}"
        raise DataError(
            [Issue(str(folder), "", what, "Write the name of an earlier snapshot into the file `current`.")]
        )
    return SnapshotTables(snapshot), json.loads((snapshot / "info.json").read_text(encoding="utf-8"))
