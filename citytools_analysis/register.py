"""
The register: every table at once, as known on a day, with the source of every row.

Where sources disagree about a row, all versions are kept and one wins: a borough's own return, then a published
notice, then a stated fact; among equals the later confirmed, then the later obtained.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from citytools_analysis.as_of import day_of, latest_date
from citytools_analysis.followers import FOLLOWERS, followed_sources, of_believed, with_exercised
from citytools_analysis.joint_suppliers import believed_suppliers, with_joint_suppliers
from citytools_analysis.lineage import snapshot_on
from citytools_analysis.merging import GROUPS, merged_rows
from citytools_analysis.precedence import renamed, same_contract_ids, winning_rows
from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register_columns import columns_read
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.register_memory import RegisterMemory
from citytools_analysis.register_reads import EARLIER, NotedTables, note
from citytools_analysis.register_tables import RegisterTables
from citytools_analysis.register_words import RegisterWords
from citytools_analysis.schema import TABLES
from citytools_analysis.snapshots import current_name, read_snapshot, write_snapshot
from citytools_analysis.storage import content_hash, typed


@dataclass(frozen=True, repr=False)
class Register(RegisterMemory, RegisterTables, RegisterWords):
    """
    All tables of a register, as known on a day.

    Parameters
    ----------
    all_rows
        Every version of every row, by table name, typed as in `schema`.
    as_of
        The day the question is asked; sources obtained later are not seen.
    reference
        Boroughs, functions and the other reviewed tables it is read with.
    info
        What it says of itself.
    sha256
        Hash of the whole content, whatever `as_of` is.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> len(register.contracts), len(register.boroughs)
    (0, 33)
    """

    all_rows: Mapping[str, pd.DataFrame]
    as_of: date
    reference: Reference
    info: RegisterInfo
    sha256: str
    _views: dict[Hashable, tuple[Any, frozenset[str]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Have it noted which tables are read."""
        object.__setattr__(self, "all_rows", NotedTables(self.all_rows))

    @classmethod
    def from_tables(
        cls,
        tables: Mapping[str, pd.DataFrame],
        *,
        as_of: date,
        reference: Reference | None = None,
        info: RegisterInfo | None = None,
    ) -> Register:
        """
        Make a register in memory.

        Parameters
        ----------
        tables
            Frames by table name; tables and columns that are missing become empty and unknown.
        as_of
            The day the question is asked.
        reference
            Reviewed tables; the packaged ones if not given.
        info
            What it says of itself.

        Returns
        -------
        register
            The register.

        Examples
        --------
        >>> Register.from_tables({}, as_of=date(2026, 11, 23)).info.edition
        'full'
        """
        info = info or RegisterInfo()
        full = {name: typed(tables.get(name, pd.DataFrame()), table) for name, table in TABLES.items()}
        return cls(full, as_of, reference or load_reference(), info, content_hash(full, info.said))

    def rows(self, name: str, *, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """
        Give every version of a table's rows that was known on `as_of`.

        Parameters
        ----------
        name
            Name of the table.
        columns
            The columns wanted, where not all are: no others are read.

        Returns
        -------
        rows
            The table's columns; several rows may share a key where sources disagree.

        Examples
        --------
        >>> Register.from_tables({}, as_of=date(2026, 11, 23)).rows("options").empty
        True
        """
        if columns is not None:
            read = dict.fromkeys([*columns, *({"source_id"} & {*TABLES[name].names})])
            return self._seen(NotedTables(self.all_rows).columns(name, list(read)))[list(columns)]
        return self._seen(self.all_rows[name])

    def table(self, name: str, *, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """
        Give a table with one row a key: the version that wins.

        Parameters
        ----------
        name
            Name of the table.
        columns
            The columns wanted, where not all are: no others are read, but for those that tell which version wins.

        Returns
        -------
        rows
            The table's columns, sorted by key.

        Examples
        --------
        >>> Register.from_tables({}, as_of=date(2026, 11, 23)).table("ratings").empty
        True
        """
        wanted = list(columns or TABLES[name].names)
        if columns is None or name in self._views:
            return self.once(name, lambda: self._winners(name))[wanted]
        return self.once((name, *wanted), lambda: self._winners(name, columns_read(name, wanted))[wanted])

    def save(self, folder: Path, *, saved_at: datetime, replaces: str = "") -> Path:
        """
        Write the register as a new snapshot and make it current; the old one stays beside it.

        Parameters
        ----------
        folder
            The register's folder.
        saved_at
            The time that names the snapshot.
        replaces
            Hash of the register this one was made from; a third one that came between is then never lost.

        Returns
        -------
        snapshot
            The folder written.

        Raises
        ------
        OSError, DataError
            If the folder cannot be written, or a third one came between; the old register is then whole.

        Examples
        --------
        >>> import tempfile; from datetime import UTC
        >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = register.save(Path(folder), saved_at=datetime(2026, 11, 23, tzinfo=UTC))
        ...     open_register(folder, as_of="2026-11-23").sha256 == register.sha256
        True
        """
        info = self.info.said | {"sha256": self.sha256}
        return write_snapshot(folder, self.all_rows, info, saved_at=saved_at, replaces=replaces)

    def _seen(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Leave out what was obtained after the day of the question."""
        if "source_id" not in frame or not len(self.all_rows["sources"]):
            return frame
        is_later = frame["source_id"].isin(self.keep("later sources", self._later_sources))
        return frame[~is_later].reset_index(drop=True) if is_later.any() else frame.copy(deep=False)

    def _later_sources(self) -> set[str]:
        sources = self.all_rows["sources"]
        later = (sources["retrieved_date"] > pd.Timestamp(self.as_of)) & (sources["source_kind"] != "reference")
        return set(sources.loc[later, "source_id"])

    def _winners(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        frame, key, sources = self._versions(name, columns), list(TABLES[name].key), self.all_rows["sources"]
        if not len(frame):
            return frame
        if "source_id" not in frame or "source_id" in key:
            return frame.sort_values(key, kind="stable", ignore_index=True)
        if name == "contract_suppliers":
            return believed_suppliers(frame, self._versions_of_contracts("supplier_id"), sources=sources)
        if name in GROUPS:
            merged = merged_rows(name, frame, key=key, sources=sources)
            is_joint = name == "contracts" and "supplier_id" in frame
            return with_joint_suppliers(merged, frame, self.contract_suppliers) if is_joint else merged
        if name in FOLLOWERS:
            told = self._versions_of_contracts("option_state")
            frame = of_believed(frame, followed_sources(told, frame, by=FOLLOWERS[name], sources=sources))
        if name == "options" and len(frame) and "is_exercised" in frame:
            ends = self.table("contracts", columns=["contract_id", "end_date"])
            frame = with_exercised(frame, self._versions_of_contracts("end_date"), ends)
        return winning_rows(frame, key=key, sources=sources)

    def _versions_of_contracts(self, column: str) -> pd.DataFrame:
        return self._versions("contracts", columns_read("contracts", [column]))

    def _versions(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Give every version of a table's rows, with one id for what several sources call one contract."""
        frame = self.rows(name, columns=columns)
        if "contract_id" not in frame or not self.same_contracts:
            return frame
        return frame.assign(contract_id=renamed(frame["contract_id"], self.same_contracts))

    @property
    def same_contracts(self) -> Mapping[str, str]:
        """By each id of a contract that gives way to another's, that other: one process named by several sources."""
        columns = columns_read("contracts", ["borough_id", "ocid"])
        return self.keep("same contracts", lambda: same_contract_ids(
            self.rows("contracts", columns=columns), sources=self.all_rows["sources"]
        ))  # fmt: skip

    @property
    def boroughs(self) -> pd.DataFrame:
        """The authorities, from the reference tables."""
        return self.reference.boroughs

    @property
    def functions(self) -> pd.DataFrame:
        """The functions and their service areas, from the reference tables."""
        return self.reference.functions


def open_register(folder: str | Path, *, as_of: str | date | None = None, snapshot: str | None = None) -> Register:
    """
    Open a register from its folder.

    Parameters
    ----------
    folder
        Folder that holds `current` and `snapshots`; a `reference` folder in it overrides the packaged tables.
    as_of
        The day the question is asked, as a date or `YYYY-MM-DD`; the latest day a source was obtained if not given.
        Of an earlier day the snapshot of that day is opened, with the versions of sources that were known then.
    snapshot
        Name of the snapshot to open instead of the one of the day.

    Returns
    -------
    register
        The register; its tables are read when first used.

    Raises
    ------
    DataError
        If there is no register there, it is damaged, or `as_of` is not a day.

    Examples
    --------
    >>> open_register("no-such-folder")
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    path, asked = Path(folder), day_of(as_of) if as_of else None
    name = snapshot or (snapshot_on(path, asked) if asked else current_name(path))
    if name != current_name(path):
        note([EARLIER])
    tables, info = read_snapshot(path, name)
    sha256 = info.pop("sha256")
    reference = load_reference(path / "reference" if (path / "reference").is_dir() else None)
    day = asked or latest_date(tables["sources"])
    return Register(tables, day, reference, RegisterInfo(**info), sha256)
