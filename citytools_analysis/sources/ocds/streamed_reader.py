"""A file of notices of any size to a Reading, in bounded memory; the same as if it were parsed whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from citytools_analysis.errors import Issue
from citytools_analysis.reference import Reference
from citytools_analysis.sources.ocds.contract_rows import Row
from citytools_analysis.sources.ocds.places import placing
from citytools_analysis.sources.ocds.process import Kept, Process, join_releases
from citytools_analysis.sources.ocds.put_aside import PutAside
from citytools_analysis.sources.ocds.rows import SHEETS_MADE, doubts_of, frame_of, rows_of
from citytools_analysis.sources.ocds.sorting import group_of, reason_alone, reasons_within
from citytools_analysis.sources.ocds.spilled import Numbered, by_process
from citytools_analysis.sources.ocds.streamed import RefusedError, Streamed
from citytools_analysis.sources.parsed_json import LimitError
from citytools_analysis.sources.reading import Reading, sha256_of

Told = Callable[[int, int, int], None]
_ORDER = "order"
_ROWS_A_FRAME = 4_096


def read_streamed(path: Path, *, reference: Reference, told: Told | None = None) -> Reading:
    """
    Read a large file of OCDS notices.

    Parameters
    ----------
    path
        A file that `forms.is_streamed`.
    reference
        Boroughs with their aliases, and the reviewed decisions about notices.
    told
        Called with the bytes read, the bytes there are, and the releases met.

    Returns
    -------
    reading
        As of a small file; what is left out and kept aside is packed.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reference import load_reference
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.json"
    ...     _ = path.write_text('{"releases": [{"ocid": "ocds-1", "buyer": {"name": "Leeds"}}]}', encoding="utf-8")
    ...     reading = read_streamed(path, reference=load_reference())
    >>> reading.n_read, [one.reason for one in reading.left_out]
    (1, ['not_london'])
    """
    streamed, reader = Streamed(path), _Reader(path.name, reference)
    try:
        reader.take(streamed, told)
    except RefusedError as fault:
        return _refused(path, fault.issue)
    except LimitError as fault:
        mend = "Ask the publisher for its notices in smaller files."
        return _refused(path, Issue(path.name, "", str(fault), mend, "size"))
    return Reading(
        file_name=path.name,
        kind="ocds",
        sha256=streamed.blocks.sha256,
        logical_name=path.name,
        frames=reader.frames(),
        n_read=streamed.n_found,
        left_out=reader.aside.left_out,
        quarantined=reader.aside.quarantined,
        issues=(*streamed.issues, *reader.doubts()),
        confirmed_date=streamed.published_date,
    )


def _refused(path: Path, issue: Issue) -> Reading:
    frames = {name: frame_of(name, []) for name in SHEETS_MADE}
    return Reading(path.name, "ocds", sha256_of(path), path.name, frames, issues=(issue,))


class _Reader:
    """What becomes of the releases of one file."""

    def __init__(self, file_name: str, reference: Reference) -> None:
        self._file_name = file_name
        self.aside = PutAside()
        self._place = placing(reference)
        self._rows: dict[str, list[tuple[int, Row]]] = {name: [] for name in SHEETS_MADE}
        self._frames: dict[str, list[pd.DataFrame]] = {name: [] for name in SHEETS_MADE}
        self._doubts: list[tuple[int, Issue]] = []

    def take(self, streamed: Streamed, told: Told | None) -> None:
        for numbered in by_process(self._london(streamed, told)):
            self._settle(numbered)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Give the rows in the order in which their processes begin in the file."""
        joined = {}
        for name, parts in self._frames.items():
            self._pack(name)
            frame = pd.concat(parts, ignore_index=True)
            joined[name] = frame.sort_values(_ORDER, kind="stable", ignore_index=True).drop(columns=_ORDER)
        return joined

    def doubts(self) -> Iterator[Issue]:
        for _, issue in sorted(self._doubts, key=lambda one: one[0]):
            yield issue

    def _london(self, streamed: Streamed, told: Told | None) -> Iterator[Numbered]:
        """Go through the releases; those that have no place here need not wait for others."""
        number, place, put = 0, self._place, self.aside.put
        for batch in streamed:
            for found in batch:
                one = Kept(found, place(found.release))
                if one.placed.reason:
                    put(number, one, reason_alone(one))
                else:
                    yield number, found
                number += 1
            if told:
                told(streamed.blocks.n_bytes, streamed.blocks.n_of, number)

    def _settle(self, numbered: list[Numbered]) -> None:
        """Join and sort some whole processes."""
        groups: dict[tuple[str, str], list[tuple[int, Kept]]] = {}
        for number, found in numbered:
            one = Kept(found, self._place(found.release))
            groups.setdefault(group_of(one), []).append((number, one))
        processes: list[tuple[int, Process]] = []
        for (ocid, _), group in groups.items():
            reasons = reasons_within([one for _, one in group], is_known=False)
            for number, one in group:
                if one.found.pointer in reasons:
                    self.aside.put(number, one, reasons[one.found.pointer])
            kept = [one for _, one in group if one.found.pointer not in reasons]
            processes += [(group[0][0], join_releases(ocid, kept))] if kept else []
        self._make(processes)

    def _make(self, processes: list[tuple[int, Process]]) -> None:
        for order, process in processes:
            self._doubts += [(order, issue) for issue in doubts_of(process, self._file_name)]
        for name, rows in self._rows.items():
            rows += [(order, row) for order, process in processes for row in rows_of(name, process)]
            if len(rows) >= _ROWS_A_FRAME:
                self._pack(name)

    def _pack(self, name: str) -> None:
        """Put the rows of a sheet that are there into a frame, which holds them in less."""
        rows = self._rows[name]
        order = pd.Series([number for number, _ in rows], dtype="int64")
        self._frames[name].append(frame_of(name, [row for _, row in rows]).assign(**{_ORDER: order}))
        rows.clear()
