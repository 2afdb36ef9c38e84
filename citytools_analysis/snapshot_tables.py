"""The tables of one snapshot, whose columns are read from its Parquet files when they are first asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from citytools_analysis.errors import DataError, Issue
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import from_arrow

CALLED_BEFORE: Mapping[str, Mapping[str, str]] = {}  # by table, what a column of an earlier format is called now
_MOST_KEPT = 500_000  # rows; the columns of a longer table are read anew, which costs less than to hold them beside what is made of them
_MOST_ROWS = 20_000_000  # a file of a few megabytes can hold one row a billion times


class SnapshotTables(Mapping[str, pd.DataFrame]):
    """
    The tables of one snapshot folder, each column read when it is first asked for.

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
        """Give a whole table."""
        return self.columns(name, TABLES[name].names)

    def columns(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """
        Give some columns of a table; of a table that is not too long to keep, only those that were not yet asked for are read.

        Parameters
        ----------
        name
            Name of the table.
        columns
            Names of its columns.

        Returns
        -------
        frame
            The columns, in the order asked.

        Raises
        ------
        DataError
            If the file cannot be read, or holds more rows than any register.

        Examples
        --------
        >>> SnapshotTables(Path("."), []).columns("options", ["contract_id"]).columns.tolist()
        ['contract_id']
        """
        held = self._read.get(name)
        missing = [one for one in columns if held is None or one not in held]
        if held is None or missing:
            read = self._read_columns(name, missing)
            held = read if held is None else pd.concat([held, read], axis=1)
            if len(held) <= _MOST_KEPT:
                self._read[name] = held[[one for one in TABLES[name].names if one in held]]
        return held[list(columns)]

    def _read_columns(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        table = replace(TABLES[name], columns=tuple(one for one in TABLES[name].columns if one.name in columns))
        path, before = self._folder / f"{name}.parquet", CALLED_BEFORE.get(name, {})
        if name not in self._names:
            return from_arrow(pa.table({}), table)
        try:
            with pq.ParquetFile(path) as file:
                is_too_long = file.metadata.num_rows > _MOST_ROWS
                if not is_too_long:
                    names = [*table.names, *(old for old, now in before.items() if now in table.names)]
                    read = file.read(columns=names)
                    return from_arrow(read.rename_columns([before.get(one, one) for one in read.column_names]), table)
        except (pa.ArrowException, OSError, ValueError, TypeError):
            raise damaged(self._folder.parent.parent, f"its file {name}.parquet cannot be read") from None
        raise damaged(self._folder.parent.parent, f"its file {name}.parquet holds more than {_MOST_ROWS:,} rows")

    def __iter__(self) -> Iterator[str]:
        """Go through the table names."""
        return iter(TABLES)

    def __len__(self) -> int:
        """Count the tables."""
        return len(TABLES)


def damaged(folder: Path, what: str) -> DataError:
    """
    Say what is wrong with a register, and name the newest snapshot beside the one that is named.

    Parameters
    ----------
    folder
        The register's folder.
    what
        What is wrong.

    Returns
    -------
    error
        The error, to be raised.

    Examples
    --------
    >>> print(damaged(Path("no-such-folder"), "no file can be read").issues[0].mend)
    Copy the folder back from where it is kept, or add the files again to a new one.
    """
    current = folder / "current"
    named = current.read_text(encoding="utf-8", errors="replace").strip() if current.is_file() else ""
    whole = [path.name for path in sorted(folder.glob("snapshots/*/info.json")) for path in [path.parent]]
    others = [name for name in whole if name != named and not name.startswith(".")]
    mend = "Copy the folder back from where it is kept, or add the files again to a new one."
    if others:
        mend = f"Write the name of an earlier snapshot into {current}: {others[-1]}."
    return DataError([Issue(str(folder), "", f"the register is damaged: {what}", mend)])
