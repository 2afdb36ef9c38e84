"""Records of a large file that are not rows: packed by columns, and made one after another when they are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import accumulate
from typing import Any, Generic, TypeVar, overload

import pandas as pd
import pyarrow as pa

Record = TypeVar("Record")
_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


class PackedRecords(Sequence[Record], Generic[Record]):
    """
    A sequence of records of one dataclass of texts, some five times smaller than the texts alone.

    Parameters
    ----------
    kind
        The dataclass.
    batches
        As `packed` gives them, in order.

    Examples
    --------
    >>> from citytools_analysis.sources.reading import LeftOut
    >>> records = PackedRecords(LeftOut, [packed(columns_of(LeftOut, [LeftOut("line 1", "not_london", "Leeds")]))])
    >>> len(records), records[-1].what, [one.reason for one in records]
    (1, 'Leeds', ['not_london'])
    """

    def __init__(self, kind: type[Record], batches: Iterable[bytes]) -> None:
        """Keep the batches, and count what is in each."""
        self._kind, self._batches = kind, tuple(batches)
        self._ends = list(accumulate(unpacked(one).num_rows for one in self._batches))

    def __len__(self) -> int:
        """Count the records."""
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Record]:
        """Make the records one after another."""
        for batch in self._batches:
            for values in zip(*(column.to_pylist() for column in unpacked(batch).columns), strict=True):
                yield self._kind(*values)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        """Make one record, or some."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        which = next(number for number, end in enumerate(self._ends) if place < end)
        start = self._ends[which - 1] if which else 0
        return self._kind(*unpacked(self._batches[which]).slice(place - start, 1).to_pylist()[0].values())

    def frame(self) -> pd.DataFrame:
        """Give all as a frame with a column a field, without making a record."""
        parts = [unpacked(batch) for batch in self._batches]
        names = [field.name for field in fields(self._kind)]  # type: ignore[arg-type]
        table = pa.concat_tables(parts) if parts else pa.table({name: pa.array([], pa.string()) for name in names})
        return pd.DataFrame({name: table[name].to_pandas().astype("str") for name in names})


def columns_of(kind: type[Any], records: Sequence[Any]) -> pa.Table:
    """
    Put records in columns.

    Parameters
    ----------
    kind
        Their dataclass.
    records
        The records; every field holds text.

    Returns
    -------
    table
        A column a field.

    Examples
    --------
    >>> from citytools_analysis.sources.reading import LeftOut
    >>> columns_of(LeftOut, [LeftOut("line 1", "not_london")]).num_columns
    4
    """
    names = [field.name for field in fields(kind)]
    return pa.table({name: pa.array([getattr(one, name) for one in records], pa.string()) for name in names})


def packed(table: pa.Table) -> bytes:
    """
    Pack columns.

    Parameters
    ----------
    table
        The columns.

    Returns
    -------
    batch
        An Arrow stream, compressed.

    Examples
    --------
    >>> unpacked(packed(pa.table({"n": [1, 2]}))).num_rows
    2
    """
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def unpacked(batch: bytes) -> pa.Table:
    """
    Undo `packed`.

    Parameters
    ----------
    batch
        What it gave.

    Returns
    -------
    table
        The columns.

    Examples
    --------
    >>> unpacked(packed(pa.table({"n": [1, 2]})))["n"].to_pylist()
    [1, 2]
    """
    with pa.ipc.open_stream(batch) as reader:
        return reader.read_all()
