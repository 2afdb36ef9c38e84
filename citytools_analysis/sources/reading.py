"""What reading one file gives: raw entry frames with their places, what was left out, and the problems met."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from citytools_analysis.errors import Issue


@dataclass(frozen=True)
class LeftOut:
    """
    One record of a file that does not become a row, and why.

    Parameters
    ----------
    pointer
        Where in the file: line, cell or JSON pointer.
    reason
        Short code: `not_london`, `not_technology`, `duplicate_release`, `no_buyer`, ...
    what
        Buyer and title, or the first words of the row.
    record
        Its own key, where it has one: the process of a notice, the reference of a contract.

    Examples
    --------
    >>> LeftOut("/releases/3", "not_london", "Leeds City Council: laptops").reason
    'not_london'
    """

    pointer: str
    reason: str
    what: str = ""
    record: str = ""


@dataclass(frozen=True)
class Quarantined:
    """
    One record that may belong in the register and cannot be placed, with what is needed to try it again.

    Parameters
    ----------
    pointer
        Where in the file: line, cell or JSON pointer.
    reason
        Short code: `no_buyer`, `no_cpv_code`, `unclear_if_technology`, ...
    what
        Buyer and title, or the first words of the row.
    sheet
        Sheet of `schema.SHEETS` whose raw fields `content` holds, or `release` for a notice as published.
    content
        The record as JSON text, without contact points.
    record
        Its own key, where it has one: the process of a notice, the reference of a contract.

    Examples
    --------
    >>> Quarantined("line 7", "unclear_if_technology", "Acme: support", "contracts", '{"title": "support"}').sheet
    'contracts'
    """

    pointer: str
    reason: str
    what: str
    sheet: str
    content: str
    record: str = ""


@dataclass(frozen=True)
class Reading:
    """
    One file, read: nothing is cleaned or resolved yet.

    Parameters
    ----------
    file_name
        Name of the file, without its folder.
    kind
        Kind of source (`sources.opening.KINDS`).
    sha256
        Hash of the file's bytes.
    logical_name
        Name under which a newer file replaces an older one: the borough of a return, else the file name.
    frames
        Raw frames by sheet name (`schema.SHEETS`): every field of the sheet as a column, values as found
        (text, number, date or None), with `where_sheet` and `where_row` beside them.
    cells
        By sheet, the column letter of each field in a workbook, and under `about` the place of each value, such as
        `About!B3`; empty for CSV and JSON.
    about
        Raw values of the About sheet: `borough`, `completed_on`, `mailbox`, `notice`.
    n_read
        Rows or releases met, kept or not.
    left_out
        What does not become a row, with reasons; of a large file as `packed_records.PackedRecords`.
    issues
        Problems met while reading.
    quarantined
        What may belong in the register and cannot be placed, kept to be tried again; as `left_out`.
    confirmed_date
        Day up to which the file says it is true, where it says so.

    Examples
    --------
    >>> Reading("a.csv", "facts", "00", "a.csv").n_kept
    0
    """

    file_name: str
    kind: str
    sha256: str
    logical_name: str
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    about: Mapping[str, object] = field(default_factory=dict)
    n_read: int = 0
    left_out: Sequence[LeftOut] = ()
    issues: tuple[Issue, ...] = ()
    quarantined: Sequence[Quarantined] = ()
    confirmed_date: date | None = None

    @property
    def n_kept(self) -> int:
        """Rows or releases that go on to the register."""
        return self.n_read - len(self.left_out) - len(self.quarantined)


def sha256_of(path: Path) -> str:
    """
    Hash a file's bytes.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    digest
        64 hexadecimal digits.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "empty"
    ...     path.touch()
    ...     sha256_of(path)[:8]
    'e3b0c442'
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
