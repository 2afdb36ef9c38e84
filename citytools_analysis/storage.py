"""Frames as the register keeps them: exactly a table's columns and kinds, hashed and written as Parquet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from citytools_analysis.schema import TABLES, Column, Table

_ARROW = {
    "date": pa.date32(),
    "money": pa.decimal128(18, 2),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}
_PANDAS = {"date": "datetime64[s]", "money": "float64", "number": "float64", "integer": "Int64", "boolean": "boolean"}
_EXACT_IN_A_FLOAT = 2**53
_AS_HELD = {kind: pd.Series([], dtype=kind).dtype for kind in {*_PANDAS.values(), "str"}}


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
    (1, 11)
    """
    if not len(frame):
        return _empty(table).copy(deep=False)
    columns = {}
    for column in table.columns:
        values = frame[column.name] if column.name in frame else pd.Series([None] * len(frame), index=frame.index)
        columns[column.name] = _typed_values(values, _kind(column))
    return pd.DataFrame(columns, columns=list(table.names)).reset_index(drop=True)


@lru_cache
def _empty(table: Table) -> pd.DataFrame:
    """Make a table without rows once: most tables of a small register are empty."""
    return pd.DataFrame({column.name: pd.Series([], dtype=_kind(column)) for column in table.columns})


def _kind(column: Column) -> str:
    return _PANDAS.get(column.kind, "str")


def _typed_values(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    if values.dtype == _AS_HELD[kind]:
        return values
    if kind == "datetime64[s]":
        return pd.to_datetime(values).astype(kind)  # type: ignore[call-overload,no-any-return]
    if kind == "str":
        return values.astype("object").where(values.notna(), None).astype("str")
    if kind == "float64":
        return pd.to_numeric(values).astype("float64")
    return values.astype("object").where(values.notna(), pd.NA).astype(kind)  # type: ignore[call-overload,no-any-return]


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


def to_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """
    Make the Arrow table that is written: days as date32, money as decimals.

    Parameters
    ----------
    frame
        A typed frame.
    table
        The table.

    Returns
    -------
    arrow
        The same rows.

    Examples
    --------
    >>> from citytools_analysis.schema import TABLES
    >>> to_arrow(typed(pd.DataFrame({"contract_id": ["c"]}), TABLES["options"]), TABLES["options"]).num_rows
    1
    """
    schema = pa.schema([pa.field(column.name, _ARROW.get(column.kind, pa.string())) for column in table.columns])
    arrays = []
    for column, field in zip(table.columns, schema, strict=True):
        values = frame[column.name]
        if column.kind == "money":
            arrays.append(pa.array(_to_pence(values), pa.float64(), from_pandas=True).cast(field.type))
        else:
            arrays.append(pa.Array.from_pandas(values).cast(field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _to_pence(amounts: pd.Series[float]) -> npt.NDArray[np.float64]:
    """Round to pence as Python does, which numpy does not for a few amounts such as 1.005; most are whole pence already."""
    exact = amounts.to_numpy(dtype="float64", na_value=np.nan)
    rounded: npt.NDArray[np.float64] = np.round(exact, 2).astype("float64")
    for place in np.flatnonzero((rounded != exact) & ~np.isnan(exact)):
        rounded[place] = round(float(exact[place]), 2)
    return rounded


def from_arrow(arrow: pa.Table, table: Table) -> pd.DataFrame:
    """
    Make the typed frame of what was written.

    Parameters
    ----------
    arrow
        Columns of the table as they were read; those it lacks, of an older snapshot, are wholly unknown.
    table
        The table, or a part of its columns.

    Returns
    -------
    frame
        As `typed` gives it. Each column is let go of as soon as it is made, so that no table is held twice.

    Examples
    --------
    >>> from citytools_analysis.schema import TABLES
    >>> written = to_arrow(typed(pd.DataFrame({"contract_id": ["c"], "months": [12]}), TABLES["options"]), TABLES["options"])
    >>> from_arrow(written, TABLES["options"])["months"].tolist()
    [12.0]
    """
    if not arrow.num_rows:
        return typed(pd.DataFrame(), table)
    read = dict(zip(arrow.column_names, arrow.columns, strict=True))
    index = pd.RangeIndex(arrow.num_rows)
    del arrow
    columns = {}
    for column in table.columns:
        values = read.pop(column.name, None)
        held = pd.Series([None] * len(index)) if values is None else _held(values, column)
        columns[column.name] = _typed_values(held, _kind(column)).set_axis(index)
    return pd.DataFrame(columns, index=index, copy=False)


def _held(values: pa.ChunkedArray, column: Column) -> pd.Series[Any]:
    """Hold what was read as pandas does, by whole columns and not value by value."""
    kind = _kind(column)
    if values.type != _ARROW.get(column.kind, pa.string()):
        return values.to_pandas(date_as_object=False)  # type: ignore[no-any-return]
    if column.kind == "money":
        return pd.Series(np.concatenate([_pounds(chunk) for chunk in values.chunks]))
    if kind in {"Int64", "boolean"}:
        return pd.Series(_AS_HELD[kind].__from_arrow__(values))  # type: ignore[union-attr]
    return (values.cast(pa.timestamp("s")) if column.kind == "date" else values).to_pandas()  # type: ignore[no-any-return]


def _pounds(amounts: pa.Array) -> npt.NDArray[np.float64]:
    """Divide whole pence by 100, which gives the nearest float; Arrow's own cast multiplies by 0.01, and often does not."""
    pence = np.frombuffer(amounts.buffers()[1], dtype="<i8")[::2][amounts.offset : amounts.offset + len(amounts)]
    is_known = amounts.is_valid().to_numpy(zero_copy_only=False)
    pounds: npt.NDArray[np.float64] = np.where(is_known, pence / 100, np.nan)
    if (np.abs(pence[is_known]) > _EXACT_IN_A_FLOAT).any():
        pounds = pd.to_numeric(amounts.to_pandas()).to_numpy(dtype="float64")
    return pounds
