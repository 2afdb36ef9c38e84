"""`resolve`: names that nobody has decided on, with what each may stand for, and the decisions of a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import click
import pandas as pd

from citytools_analysis.annotate import inert
from citytools_analysis.cli.data import REGISTER_OPTION
from citytools_analysis.cli.outcome import print_changes, save
from citytools_analysis.cli.registers import open_or_new
from citytools_analysis.errors import DataError, Issue
from citytools_analysis.ingest import resolve_again
from citytools_analysis.name_decisions import decisions_csv, read_decisions, with_decisions
from citytools_analysis.register import Register
from citytools_analysis.style import count_text
from citytools_analysis.undecided import undecided
from citytools_analysis.writing import write_whole

_KINDS = {"suppliers": "supplier", "systems": "system", "buyers": "buyer"}
_SHOWN = 20
_WHY = {"not_known": "not known", "ambiguous": "stands for several", "conflict": "name and number disagree"}
_TO_FILL_IN = ("kind", "raw_name", "decision", "canonical", "context", "decided_by", "decided_on", "reason")
_TO_READ = ("suggestions", "n_rows", "n_boroughs", "seen_in")


@click.command()
@click.argument("what", type=click.Choice(list(_KINDS)), default="suppliers")
@REGISTER_OPTION
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write the list as a CSV file to fill in."
)
@click.option(
    "--apply",
    "decided",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take the decisions of a filled-in file.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Resolve all names, and what waits in quarantine, by the reference tables as they are.",
)
@click.option("--dry-run", is_flag=True, help="With --apply or --again: show what would change; write nothing.")
def resolve(  # noqa: PLR0913 - one argument an option
    what: str, folder: Path, target: Path | None, decided: Path | None, *, again: bool, dry_run: bool
) -> None:
    """
    List names that nobody has decided on, each with what it may stand for; nothing is ever matched by likeness alone.

    In the file that --to writes, fill in `decision` (same, different or unsure), for same the id in `canonical`, and who
    decided (a role), on which day (YYYY-MM-DD) and why. Rows left blank stay open. `context` holds words that must stand
    beside a name that means several firms.

    \b
    Examples:
      citytools resolve suppliers
      citytools resolve suppliers --to names.csv
      citytools resolve --apply names.csv --dry-run
      citytools resolve --apply names.csv
      citytools resolve --again      # after a reviewed table was edited by hand
    """  # noqa: D301 - click's mark for lines to be kept as they are
    today = datetime.now(tz=UTC).date()
    register = open_or_new(folder, today, must_exist=True)
    if decided:
        _apply(register, decided, folder, today, dry_run=dry_run)
        return
    if again:
        after, n_placed = resolve_again(register, retrieved=today)
        _tell_and_save(register, after, n_placed, folder, dry_run=dry_run)
        return
    names = undecided(register, kind=_KINDS[what])
    if target:
        _write(names, target)
        click.echo(
            f"Wrote {target}: {count_text(len(names), 'name')} to decide on. Then: citytools resolve --apply {target}"
        )
        return
    _print(names, what)


def _print(names: pd.DataFrame, what: str) -> None:
    if names.empty:
        click.echo(f"No names of {what} are open.")
        return
    click.echo(
        f"{count_text(len(names), 'name')} of {what} to decide on, first those like a reviewed name, then the most used:"
    )
    for row in names.head(_SHOWN).to_dict("records"):
        where = f"{count_text(row['n_rows'], 'row')} of {count_text(row['n_boroughs'], 'borough')}"
        click.echo(f"  {row['raw_name']}: {_WHY[row['matched_by']]}; {where}; first in {row['seen_in']}")
        click.echo(f"      perhaps {row['suggestions']}" if row["suggestions"] else "      like no reviewed name")
    if len(names) > _SHOWN:
        click.echo(f"  and {len(names) - _SHOWN} more; write them all with --to FILE")


def _write(names: pd.DataFrame, target: Path) -> None:
    if target.exists():
        mend = "Give another name, or apply that one first."
        raise DataError([Issue(str(target), "", "there is a file of this name, perhaps already filled in", mend)])
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*_TO_FILL_IN, *_TO_READ], restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({str(key): inert(str(value)) for key, value in row.items()} for row in names.to_dict("records"))
    write_whole(target, stream.getvalue().encode("utf-8-sig"))


def _apply(register: Register, path: Path, folder: Path, today: date, *, dry_run: bool) -> None:
    decided = read_decisions(path, register.reference)
    if decided.empty:
        click.echo(f"{path.name}: no row of it is decided. Fill in the column decision.")
        return
    merged = with_decisions(register.reference, decided)
    after, n_placed = resolve_again(
        replace(register, reference=replace(register.reference, name_decisions=merged)), retrieved=today
    )
    counts = decided["decision"].value_counts().to_dict()
    said = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    click.echo(f"{path.name}: {count_text(len(decided), 'decision')} ({said}).")
    if (decided["kind"].eq("buyer") & decided["decision"].eq("same")).any():
        click.echo(
            "What was left out for its buyer comes in with its file: citytools remove FILE, then citytools add FILE."
        )
    if not dry_run:
        own = folder / "reference" / "name_decisions.csv"
        write_whole(own, decisions_csv(merged).encode())
        click.echo(f"Wrote {own}.")
    _tell_and_save(register, after, n_placed, folder, dry_run=dry_run)


def _tell_and_save(register: Register, after: Register, n_placed: int, folder: Path, *, dry_run: bool) -> None:
    if n_placed:
        click.echo(f"{count_text(n_placed, 'record')} left the quarantine.")
    print_changes(register, after)
    save(register, after, folder, dry_run=dry_run)


COMMANDS: Sequence[click.Command] = (resolve,)
