"""Which register a command works on: the one in the folder, or an empty one where nothing was added yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register import Register, open_register
from citytools_analysis.snapshots import read_snapshot


def open_or_new(folder: Path, day: date, *, must_exist: bool = False) -> Register:
    """
    Open the register in a folder; where there is none, or all was removed from it, an empty one.

    Parameters
    ----------
    folder
        The register's folder, which may be missing.
    day
        The day of an empty register, which has no sources to tell one.
    must_exist
        Whether to refuse a folder without a register.

    Returns
    -------
    register
        The register; nothing is written.

    Raises
    ------
    DataError
        If there is a register and it is damaged, or there must be one and is none.

    Examples
    --------
    >>> open_or_new(Path("no-such-folder"), date(2026, 11, 23)).contracts.empty
    True
    """
    if not must_exist and not (folder / "current").exists():
        return Register.from_tables({}, as_of=day, reference=reference_of(folder))
    sources = read_snapshot(folder)[0]["sources"]
    return open_register(folder, as_of=day if (sources["source_kind"] == "reference").all() else None)


def reference_of(folder: Path) -> Reference:
    """
    Load the reviewed tables a register is read with.

    Parameters
    ----------
    folder
        The register's folder; a `reference` folder in it overrides the packaged tables.

    Returns
    -------
    reference
        The tables.

    Examples
    --------
    >>> len(reference_of(Path("no-such-folder")).boroughs)
    33
    """
    own = folder / "reference"
    return load_reference(own if own.is_dir() else None)
