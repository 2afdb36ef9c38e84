"""`check`, `add` and `remove`: files in and out of a register."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
import pandas as pd

from citytools_analysis.annotate import annotated_copy
from citytools_analysis.check import check_file
from citytools_analysis.cli.registers import open_or_new, reference_of
from citytools_analysis.compare import changes
from citytools_analysis.errors import DataError, Issue, describe
from citytools_analysis.ingest import Addition, add_files, remove_source
from citytools_analysis.prefill import write_template
from citytools_analysis.records import Known, known_records
from citytools_analysis.reference import find_borough
from citytools_analysis.register import Register, open_register
from citytools_analysis.resolve import Names
from citytools_analysis.sources.opening import KINDS
from citytools_analysis.style import count_text

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
REGISTER_OPTION = click.option(
    "--register",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/register"),
    show_default=True,
    help="Folder of the register.",
)
_KIND = click.option("--kind", metavar="|".join(KINDS), help="Kind of source; found from each file if not given.")
_BOROUGH = click.option("--borough", metavar="NAME", help="Whose register or spend file it is, if it does not say so.")
_SHOWN = 12


@click.command()
@_FILES
@REGISTER_OPTION
@_KIND
@_BOROUGH
def check(files: tuple[Path, ...], folder: Path, kind: str | None, borough: str | None) -> None:
    """
    Check files without adding them: every problem with its sheet and cell.

    For each file with problems a copy is written beside it (NAME-problems.xlsx) in which the bad cells are marked.

    \b
    Examples:
      citytools check camden.xlsx
      citytools check returns/*.xlsx --register data/register
    """  # noqa: D301 - click's mark for lines to be kept as they are
    names, known = Names(reference_of(folder)), _known(folder)
    failed = False
    for path in files:
        assembly, issues = check_file(path, names=names, kind=kind, borough=borough, known=known)
        reading = assembly.cleaned.reading
        read = f"{reading.kind}, {count_text(reading.n_read, 'record')} read" if reading.sha256 else "not read"
        click.echo(f"{reading.file_name}: {read}")
        errors = [issue for issue in issues if issue.level == "error"]
        if errors:
            click.echo(describe(errors))
        _print_warnings([issue for issue in issues if issue.level != "error"])
        if issues and reading.sha256 and reading.kind in {"facts", "return"}:
            _mark(path, issues)
        failed = failed or bool(errors)
    if failed:
        raise click.exceptions.Exit(1)
    click.echo("No errors.")


def _known(folder: Path) -> Known | None:
    """Give the records of the register, if there is one to check a return against."""
    return known_records(open_register(folder).all_rows) if (folder / "current").is_file() else None


def _mark(path: Path, issues: Sequence[Issue]) -> None:
    """Write the marked copy; where that cannot be, say so and go on, since the problems themselves were told."""
    try:
        click.echo(f"  marked in {annotated_copy(path, issues)}")
    except OSError as fault:
        click.echo(f"  no marked copy: {path.parent} cannot be written ({fault.strerror})")


def _print_warnings(warnings: Sequence[Issue]) -> None:
    if warnings:
        click.echo(describe(warnings).replace("found:", "to note:", 1))


@click.command()
@_FILES
@REGISTER_OPTION
@_KIND
@_BOROUGH
@click.option("--retrieved", metavar="YYYY-MM-DD", help="Day the files were obtained; today if not given.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
def add(  # noqa: PLR0913 - one argument an option
    files: tuple[Path, ...],
    folder: Path,
    kind: str | None,
    borough: str | None,
    retrieved: str | None,
    *,
    dry_run: bool,
) -> None:
    """
    Add files to the register, all of them or none.

    The same file again changes nothing; a newer file of the same borough or name replaces the older one.

    \b
    Examples:
      citytools add data/london/systems.csv data/london/contracts.csv
      citytools add camden.xlsx --dry-run
      citytools add notices/*.json --kind ocds
    """  # noqa: D301 - click's mark for lines to be kept as they are
    day = _retrieved(retrieved)
    before = open_or_new(folder, day)
    after, additions = add_files(before, files, retrieved=day, kind=kind, borough=borough)
    for addition in additions:
        _print_addition(addition)
    _print_changes(before, replace(after, as_of=max(day, before.as_of), _views={}))
    _save(before, after, folder, dry_run=dry_run)


@click.command()
@click.argument("source")
@REGISTER_OPTION
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
def remove(source: str, folder: Path, *, dry_run: bool) -> None:
    """
    Take a source and all its rows out of the register; `citytools list --sources` names them.

    \b
    Examples:
      citytools remove return:camden
      citytools remove camden.xlsx --dry-run
    """  # noqa: D301 - click's mark for lines to be kept as they are
    before = open_or_new(folder, _retrieved(None), must_exist=True)
    after = remove_source(before, source)
    _print_changes(before, after)
    _save(before, after, folder, dry_run=dry_run)


@click.command()
@click.argument("borough")
@REGISTER_OPTION
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="The workbook; BOROUGH.xlsx if not given."
)
@click.option("--force", is_flag=True, help="Write over a workbook of that name.")
def template(borough: str, folder: Path, target: Path | None, *, force: bool) -> None:
    """
    Write a borough's return workbook, filled with what is known, to confirm or correct.

    \b
    Examples:
      citytools template camden
      citytools template camden --to returns/camden.xlsx --register data/sample
    """  # noqa: D301 - click's mark for lines to be kept as they are
    register = open_or_new(folder, _retrieved(None))
    borough_id = find_borough(register.reference, borough) or borough
    path = target or Path(f"{borough_id}.xlsx")
    if path.exists() and not force:
        mend = "Give another name with --to, or write over it with --force."
        raise DataError([Issue(str(path), "", "there is a workbook of this name, perhaps already filled in", mend)])
    if not path.parent.is_dir():
        raise DataError([Issue(str(path.parent), "", "there is no such folder", "Make it, or give another with --to.")])
    counts = write_template(register, borough_id, path)
    if not (folder / "current").exists():
        click.echo(f"There is no register in {folder}, so the workbook is blank.")
    filled = ", ".join(f"{name} {count}" for name, count in counts.items())
    click.echo(
        f"Wrote {path}. Rows filled in: {filled}. Correct it, date it on the About sheet, then: citytools add {path}"
    )


def _retrieved(text: str | None) -> date:
    """Read the clock, here only: a person who adds a file today means today."""
    today = datetime.now(tz=UTC).date()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a day; write it as YYYY-MM-DD.", param_hint="--retrieved") from None
    if day > today + timedelta(days=1):  # it may be tomorrow already in another time zone
        raise click.BadParameter(f"{text!r} has not come yet.", param_hint="--retrieved")
    return day


def _print_addition(addition: Addition) -> None:
    reading = addition.reading
    click.echo(
        f"{reading.file_name}: {addition.status}; {reading.n_read} read, {reading.n_kept} kept,"
        f" {len(reading.left_out)} left out, {len(reading.quarantined)} in quarantine"
    )
    for reason, count in sorted(Counter(out.reason for out in reading.left_out).items()):
        click.echo(f"    left out, {reason.replace('_', ' ')}: {count}")
    for reason, count in sorted(Counter(one.reason for one in reading.quarantined).items()):
        click.echo(f"    in quarantine, {reason.replace('_', ' ')}: {count}")
    _print_warnings(addition.warnings)


def _print_changes(before: Register, after: Register) -> None:
    found = changes(before, after)
    if found.empty:
        click.echo("Nothing changes.")
        return
    click.echo("What changes:")
    for (table, change), rows in found.groupby(["table", "change"], sort=True):
        noun = "cell" if change == "changed" else "row"
        click.echo(f"  {table}: {count_text(len(rows), noun)} {change}")
    _print_cells(found[(found["change"] == "changed") & (found["table"] != "sources")], after)


def _print_cells(cells: pd.DataFrame, after: Register) -> None:
    titles = dict(zip(after.contracts["contract_id"], after.contracts["title"], strict=True))
    for row in cells.head(_SHOWN).to_dict("records"):
        name = titles.get(row["key"], row["key"])
        click.echo(f"    {name}: {row['column']} {row['before'] or 'unknown'} -> {row['after'] or 'unknown'}")
    if len(cells) > _SHOWN:
        click.echo(f"    and {len(cells) - _SHOWN} more")


def _save(before: Register, after: Register, folder: Path, *, dry_run: bool) -> None:
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


COMMANDS: Sequence[click.Command] = (check, add, remove, template)
