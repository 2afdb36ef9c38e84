"""Releases of a large file that do not go on, packed as they come and given back in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from citytools_analysis.sources.ocds.process import Kept
from citytools_analysis.sources.ocds.sorting import set_aside
from citytools_analysis.sources.packed_records import PackedRecords, columns_of, packed, unpacked
from citytools_analysis.sources.reading import LeftOut, Quarantined

_NUMBER = "number"
_BATCH = 16_384
_MOST_LETTERS = 8_000_000


class PutAside:
    """
    What does not go on.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> aside = PutAside()
    >>> for number in (0, 2, 1):
    ...     aside.put(number, Kept(Found(f"/releases/{number}", {}), Placed((), "Leeds")), "not_london")
    >>> [one.pointer for one in aside.left_out]
    ['/releases/0', '/releases/1', '/releases/2']
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._packers = {LeftOut: _Packer(LeftOut), Quarantined: _Packer(Quarantined)}

    def put(self, number: int, one: Kept, reason: str) -> None:
        """Put a release aside, by its number in the file."""
        record = set_aside(one, reason)
        self._packers[type(record)].add(number, record)

    @property
    def left_out(self) -> PackedRecords[LeftOut]:
        """Those that are left out, in the order of the file."""
        return self._packers[LeftOut].records()

    @property
    def quarantined(self) -> PackedRecords[Quarantined]:
        """Those that are kept aside to be tried again."""
        return self._packers[Quarantined].records()


class _Packer:
    """Packs records of one kind; most come in order, and those that come late are put in their places at the end."""

    def __init__(self, kind: type[Any]) -> None:
        self._kind = kind
        self._numbers: list[int] = []
        self._records: list[Any] = []
        self._n_letters = 0
        self._early: list[tuple[int, bytes]] = []  # with the number of the last in each
        self._late: list[pa.Table] = []

    def add(self, number: int, record: Any) -> None:
        self._numbers.append(number)
        self._records.append(record)
        self._n_letters += len(getattr(record, "content", ""))
        if len(self._numbers) >= _BATCH or self._n_letters > _MOST_LETTERS:
            self._flush()

    def records(self) -> PackedRecords[Any]:
        self._flush()
        return PackedRecords(self._kind, self._merged())

    def _flush(self) -> None:
        if not self._numbers:
            return
        table = columns_of(self._kind, self._records).append_column(_NUMBER, pa.array(self._numbers))
        last = self._early[-1][0] if self._early else -1
        in_order = self._numbers[0] > last and all(
            a < b for a, b in zip(self._numbers, self._numbers[1:], strict=False)
        )
        if in_order:
            self._early.append((self._numbers[-1], packed(table)))
        else:
            self._late.append(table)
        self._numbers, self._records, self._n_letters = [], [], 0

    def _merged(self) -> Iterator[bytes]:
        late = pa.concat_tables(self._late).sort_by(_NUMBER) if self._late else None
        numbers = late[_NUMBER].to_numpy() if late else np.array([], np.int64)
        done = 0
        for last, batch in self._early:
            table, n_before = unpacked(batch), 0
            if late:
                n_before = int(numbers.searchsorted(last)) - done
                table = pa.concat_tables([table, late.slice(done, n_before)]).sort_by(_NUMBER) if n_before else table
            done += n_before
            yield packed(table.drop_columns([_NUMBER]))
        if late and done < late.num_rows:
            for start in range(done, late.num_rows, _BATCH):
                yield packed(late.slice(start, min(_BATCH, late.num_rows - start)).drop_columns([_NUMBER]))
