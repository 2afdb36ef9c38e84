"""Which tables of registers are read, noted while it happens: what was made of others need not be made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

import pandas as pd

EARLIER = "earlier"  # noted for a table where the register is asked how it stood before
_recordings: list[set[str]] = []  # those that are going on in this process, each within the one before it


@contextmanager
def recording() -> Iterator[set[str]]:
    """
    Record the names of the tables that are read, of whatever register, until the `with` block ends.

    Yields
    ------
    reads
        Filled as tables are read; what is remembered of a register counts as reading what it was made from.

    Examples
    --------
    >>> with recording() as reads:
    ...     note(["contracts"])
    >>> reads
    {'contracts'}
    """
    reads = set[str]()
    _recordings.append(reads)
    try:
        yield reads
    finally:
        _recordings[:] = [one for one in _recordings if one is not reads]
        note(reads)


def note(names: Iterable[str]) -> None:
    """
    Say that tables were read.

    Parameters
    ----------
    names
        Their names.

    Examples
    --------
    >>> note(["contracts"])
    """
    # The outermost gets everything at once: what several threads read may end up in each other's inner recordings.
    for reads in _recordings[:1] + _recordings[-1:]:
        reads.update(names)


@runtime_checkable
class ReadByColumn(Protocol):
    """Tables of which some columns can be read without the others."""

    def columns(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Give some columns of a table."""


class NotedTables(Mapping[str, pd.DataFrame]):
    """
    Tables by name, each noted when it is given.

    Parameters
    ----------
    tables
        The tables.

    Examples
    --------
    >>> tables = NotedTables({"contracts": pd.DataFrame(), "options": pd.DataFrame()})
    >>> with recording() as reads:
    ...     _ = len(tables), tables["options"]
    >>> reads
    {'options'}
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Keep the tables, which may be read when they are first asked for."""
        self._tables = tables

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give a table."""
        note([name])
        return self._tables[name]

    def columns(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """
        Give some columns of a table, and read no others where that can be helped.

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

        Examples
        --------
        >>> NotedTables({"options": pd.DataFrame({"months": [12], "holder": ["buyer"]})}).columns("options", ["months"]).shape
        (1, 1)
        """
        note([name])
        if isinstance(self._tables, ReadByColumn):
            return self._tables.columns(name, columns)
        frame = self._tables[name]
        return frame[[one for one in columns if one in frame]]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._tables)

    def __len__(self) -> int:
        """Count the tables."""
        return len(self._tables)
