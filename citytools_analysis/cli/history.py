"""`compare` and `restore`: what changed between two registers, and the way back to an earlier one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pandas as pd

from citytools_analysis.annotate import inert
from citytools_analysis.as_of import day_of
from citytools_analysis.cli.data import REGISTER_OPTION
from citytools_analysis.errors import DataError, Issue
from citytools_analysis.lineage import find_snapshot, restore_snapshot, snapshots_of
from citytools_analysis.metrics import changes
from citytools_analysis.register import Register, open_register
from citytools_analysis.style import count_text
from citytools_analysis.writing import write_whole

_WORDS = {
    "new": "new",
    "ended": "ended",
    "withdrawn": "no longer in the register",
    "extended": "extended",
    "replaced": "replaced",
    "supplier_renamed": "supplier renamed",
    "supplier_acquired": "supplier acquired",
    "corrected": "corrected",
}
_SHOWN = 10


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@REGISTER_OPTION
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write every change to a CSV file."
)
def compare(old: str, new: str | None, folder: Path, target: Path | None) -> None:
    """
    Tell what changed between two registers, days or snapshots, each with its source.

    OLD and NEW are a day, a snapshot of the register (or `previous`), or the folder of another register; NEW is the
    register as it is now if not given.

    \b
    Examples:
      citytools compare previous
      citytools compare 2026-08-31 2026-11-23
      citytools compare ../last-year/register data/register --to changes.csv
    """  # noqa: D301 - click's mark for lines to be kept as they are
    before = _opened(old, folder)
    after = _opened(new, folder) if new else open_register(folder)
    click.echo(f"From {before.as_of} (register {before.sha256[:8]}) to {after.as_of} (register {after.sha256[:8]}):")
    found = changes.changes(before, after)
    if found.empty:
        click.echo("Nothing changed.")
    for kind, rows in found.groupby("change", sort=False):
        click.echo(f"{_WORDS[str(kind)]}: {count_text(rows['key'].nunique(), 'item')}")
        for line in _lines(rows.head(_SHOWN)):
            click.echo(f"  {line}")
        if len(rows) > _SHOWN:
            click.echo(f"  and {len(rows) - _SHOWN} more; --to FILE writes them all")
    if target:
        _write(found, target)
        click.echo(f"Wrote {target}: {count_text(len(found), 'change')}.")


@click.command()
@click.argument("snapshot", required=False)
@REGISTER_OPTION
def restore(snapshot: str | None, folder: Path) -> None:
    """
    Make an earlier snapshot the current one again; without a name, list them.

    Nothing is deleted: the same command with the other name brings the newer one back.

    \b
    Examples:
      citytools restore
      citytools restore previous
      citytools restore 20261123T090000Z-3f9a12c7
    """  # noqa: D301 - click's mark for lines to be kept as they are
    if snapshot:
        found = restore_snapshot(folder, snapshot)
        click.echo(f"The register in {folder} is now {found.name}.")
    for one in snapshots_of(folder):
        known = f"known on {one.known_on}" if one.known_on else "nothing added, or damaged"
        click.echo(f"{'*' if one.is_current else ' '} {one.name}  {known}")


def _opened(text: str, folder: Path) -> Register:
    """Open what OLD or NEW names: a folder with a register, else a day, else a snapshot."""
    if (Path(text) / "current").is_file():
        return open_register(text)
    try:
        day = day_of(text)
    except DataError:
        return open_register(folder, snapshot=find_snapshot(folder, text).name)
    return open_register(folder, as_of=day)


def _lines(rows: pd.DataFrame) -> Sequence[str]:
    return [
        f"{row['borough'] if isinstance(row['borough'], str) else 'London'}, {row['name']}{_difference(row)}{_source(row)}"
        for row in rows.to_dict("records")
    ]


def _difference(row: Mapping[Any, Any]) -> str:
    if not row["column"]:
        return ""
    if row["change"] == "new":
        return f": {row['column']} {row['after'] or 'unknown'}" if row["subject"] == "contract" else ""
    return f": {row['column']} {row['before'] or 'unknown'} -> {row['after'] or 'unknown'}"


def _source(row: Mapping[Any, Any]) -> str:
    told = [str(row[name]) for name in ("file_name", "source_pointer") if isinstance(row[name], str)]
    return f" ({', '.join(told)})" if told else ""


def _write(found: pd.DataFrame, target: Path) -> None:
    if not target.parent.is_dir():
        raise DataError(
            [Issue(str(target.parent), "", "there is no such folder", "Make it, or give another with --to.")]
        )
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(found.columns)
    text = found.astype("object").where(found.notna(), "").astype("str")
    writer.writerows([inert(cell) for cell in row] for row in text.itertuples(index=False))
    write_whole(target, stream.getvalue().encode("utf-8-sig"))


COMMANDS: Sequence[click.Command] = (compare, restore)
