"""What a command tells of files and of a register: what was read, what is kept and why not, what changes, what was written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import pandas as pd

from citytools_analysis.compare import changes
from citytools_analysis.errors import DataError, Issue, describe
from citytools_analysis.ingest import Addition
from citytools_analysis.register import Register
from citytools_analysis.sources.reading import Reading
from citytools_analysis.style import count_text

_SHOWN = 12
_PLACES = 3


def print_reading(reading: Reading) -> None:
    """
    Say what a file is taken for, and what of it would be kept, left out and quarantined.

    Parameters
    ----------
    reading
        The file as it was read.

    Examples
    --------
    >>> print_reading(Reading("spend.csv", "spend", "00", "spend.csv", n_read=2))
    spend.csv: spend, 2 records read: 2 kept, 0 left out, 0 in quarantine
    """
    if not reading.sha256:
        click.echo(f"{reading.file_name}: not read")
        return
    read = f"{reading.kind}, {count_text(reading.n_read, 'record')} read"
    click.echo(f"{reading.file_name}: {read}: {_outcome(reading)}")
    _print_reasons(reading, n_places=_PLACES)


def print_addition(addition: Addition) -> None:
    """
    Say what adding a file did, or would do.

    Parameters
    ----------
    addition
        As `ingest.add_files` gives.

    Examples
    --------
    >>> print_addition(Addition(Reading("a.csv", "facts", "00", "a.csv", n_read=2), "s1", "added", {}, ()))
    a.csv: added; 2 read, 2 kept, 0 left out, 0 in quarantine
    """
    reading = addition.reading
    click.echo(f"{reading.file_name}: {addition.status}; {reading.n_read} read, {_outcome(reading)}")
    _print_reasons(reading)
    print_warnings(addition.warnings)


def print_warnings(warnings: Sequence[Issue]) -> None:
    """
    Print problems that do not stop a file, grouped by rule.

    Parameters
    ----------
    warnings
        The problems; nothing is printed if there are none.

    Examples
    --------
    >>> print_warnings([Issue("a.csv", "line 1", "the column 'Notes' is not read", level="warning")])
    1 problem to note:
      a.csv, line 1: the column 'Notes' is not read.
    """
    if warnings:
        click.echo(describe(warnings).replace("found:", "to note:", 1))


def print_changes(before: Register, after: Register) -> None:
    """
    Print how many rows of each table came, went and changed, and the first cells that changed.

    Parameters
    ----------
    before, after
        The two registers.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> print_changes(register, register)
    Nothing changes.
    """
    found = changes(before, after)
    if found.empty:
        click.echo("Nothing changes.")
        return
    click.echo("What changes:")
    for (table, change), rows in found.groupby(["table", "change"], sort=True):
        noun = "cell" if change == "changed" else "row"
        click.echo(f"  {table}: {count_text(len(rows), noun)} {change}")
    _print_cells(found[(found["change"] == "changed") & (found["table"] != "sources")], after)


def save(before: Register, after: Register, folder: Path, *, dry_run: bool) -> None:
    """
    Write a register that has changed, and say what was written.

    Parameters
    ----------
    before
        The register it was made from.
    after
        The register to write.
    folder
        Its folder.
    dry_run
        Write nothing.

    Raises
    ------
    DataError
        If it cannot be written; the register in the folder is then as it was.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> save(register, register, Path("no-such-folder"), dry_run=False)
    The register is unchanged.
    """
    if after.sha256 == before.sha256:
        click.echo("The register is unchanged.")
    elif dry_run:
        click.echo("Dry run: nothing was written.")
    else:
        try:
            snapshot = after.save(folder, saved_at=datetime.now(tz=UTC), replaces=before.sha256)
        except OSError as fault:
            why = os.strerror(fault.errno) if fault.errno else str(fault)
            mend = "The register is as it was. Check that you may write there and that the disk is not full."
            raise DataError([Issue(str(folder), "", f"it cannot be written ({why})", mend)]) from None
        click.echo(f"Wrote {snapshot}. Register {after.sha256[:8]}.")


def _outcome(reading: Reading) -> str:
    return f"{reading.n_kept} kept, {len(reading.left_out)} left out, {len(reading.quarantined)} in quarantine"


def _print_reasons(reading: Reading, *, n_places: int = 0) -> None:
    """Count what is not kept by its reason, with the first places of what a person could still place."""
    for reason, count in sorted(Counter(out.reason for out in reading.left_out).items()):
        click.echo(f"    left out, {reason.replace('_', ' ')}: {count}")
    for reason, count in sorted(Counter(one.reason for one in reading.quarantined).items()):
        places = [one.pointer for one in reading.quarantined if one.reason == reason][:n_places]
        places += ["..."] if places and count > len(places) else []
        where = f" ({', '.join(places)})" if places else ""
        click.echo(f"    in quarantine, {reason.replace('_', ' ')}: {count}{where}")


def _print_cells(cells: pd.DataFrame, after: Register) -> None:
    titles = dict(zip(after.contracts["contract_id"], after.contracts["title"], strict=True))
    for row in cells.head(_SHOWN).to_dict("records"):
        name = titles.get(row["key"], row["key"])
        click.echo(f"    {name}: {row['column']} {row['before'] or 'unknown'} -> {row['after'] or 'unknown'}")
    if len(cells) > _SHOWN:
        click.echo(f"    and {len(cells) - _SHOWN} more")
