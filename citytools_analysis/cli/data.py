"""`check`, `add` and `remove`: files in and out of a register."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
from tqdm import tqdm

from citytools_analysis.annotate import annotated_copy
from citytools_analysis.check import check_file
from citytools_analysis.cli.options import address_or_none
from citytools_analysis.cli.outcome import print_addition, print_changes, print_reading, print_warnings, save
from citytools_analysis.cli.reading_files import workers_for
from citytools_analysis.cli.registers import open_or_new, reference_of
from citytools_analysis.errors import DataError, Issue, describe
from citytools_analysis.ingest import add_files, remove_source
from citytools_analysis.prefill import write_template
from citytools_analysis.records import Known, known_records
from citytools_analysis.reference import find_borough
from citytools_analysis.register import open_register
from citytools_analysis.resolve import Names
from citytools_analysis.sources.opening import KINDS

_MANY = 10  # files, from which on a bar tells how far it is
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
_BOROUGH = click.option(
    "--borough", metavar="NAME", help="Whose register or spend file it is, where the file does not say so."
)
_NOBODY_HERE_CAN_MEND = {"ocds", "contracts_finder"}


@click.command()
@_FILES
@REGISTER_OPTION
@_KIND
@_BOROUGH
def check(files: tuple[Path, ...], folder: Path, kind: str | None, borough: str | None) -> None:
    """
    Check files without adding them: every problem with its sheet and cell, and what would be kept.

    It reads every kind that `citytools add` reads. Beside a workbook with problems a copy is written in which the cells are
    marked (NAME-problems.xlsx); beside a CSV, XLS or ODS file a list of them (NAME-problems.csv). Notices are published by
    others, so their problems are told and not marked. A file without problems leaves nothing behind.

    \b
    Examples:
      citytools check camden.xlsx                               # a borough's return
      citytools check register.xlsx --borough camden            # a contract register
      citytools check spend-2026-10.csv --borough camden        # payments over £500
      citytools check returns/*.xlsx --register data/register
    """  # noqa: D301 - click's mark for lines to be kept as they are
    names, known = Names(reference_of(folder)), _known(folder)
    failed = False
    for path in files:
        assembly, issues = check_file(path, names=names, kind=kind, borough=borough, known=known)
        reading = assembly.cleaned.reading
        print_reading(reading)
        errors = [issue for issue in issues if issue.level == "error"]
        if errors:
            click.echo(describe(errors))
        print_warnings([issue for issue in issues if issue.level != "error"])
        if issues and reading.sha256 and reading.kind not in _NOBODY_HERE_CAN_MEND:
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
        copy = annotated_copy(path, issues)
        click.echo(f"  {'listed' if copy.suffix == '.csv' else 'marked'} in {copy}")
    except OSError as fault:
        click.echo(f"  no marked copy: {path.parent} cannot be written ({fault.strerror})")


@click.command()
@_FILES
@REGISTER_OPTION
@_KIND
@_BOROUGH
@click.option("--retrieved", metavar="YYYY-MM-DD", help="Day the files were obtained; today if not given.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many files are read at once; by their size if not given.")
@click.option(
    "--scheduler",
    callback=lambda _, __, text: address_or_none(text),
    metavar="ADDRESS",
    help="Let the workers of this Dask scheduler read, tcp://host:8786.",
)
def add(  # noqa: PLR0913, PLR0917 - one argument an option
    files: tuple[Path, ...],
    folder: Path,
    kind: str | None,
    borough: str | None,
    retrieved: str | None,
    jobs: int | None,
    scheduler: str | None,
    *,
    dry_run: bool,
) -> None:
    """
    Add files to the register, all of them or none.

    The same file again changes nothing; a newer file of the same borough or name replaces the older one. What a file is, is
    found from what is in it; --kind overrules that. Large files are read by several processes at once; with --scheduler by the
    workers of a Dask scheduler, which are sent files up to 64 MB and look for larger ones at the same path.

    \b
    Kinds:
      return            a borough's workbook, from `citytools template`
      capture           what boroughs said in a workshop, from `citytools capture`
      register          a council's contract register: CSV, XLSX, XLS or ODS
      ocds              notices of Find a Tender and Contracts Finder, as JSON
      contracts_finder  Contracts Finder's own shapes: search, notice, CSV export
      spend             payments over £500: CSV or workbook
      framework_sales   what suppliers sold under a framework, such as G-Cloud
      facts             rows that each name their public address and day

    \b
    Examples:
      citytools add camden.xlsx --dry-run
      citytools add contracts-register.ods --borough camden
      citytools add data/notices/find-a-tender/2026-01-01_2026-03-31/*.json.gz
      citytools add spend-2026-10.csv --borough camden
      citytools add data/london/systems.csv data/london/contracts.csv
    """  # noqa: D301 - click's mark for lines to be kept as they are
    day = _retrieved(retrieved)
    before = open_or_new(folder, day)
    is_quick = len(files) < _MANY or not sys.stderr.isatty()
    with (
        workers_for(files, jobs=jobs, scheduler=scheduler) as workers,
        tqdm(files, desc="reading", unit=" files", disable=is_quick or workers is not None, leave=False) as paths,
    ):
        after, additions = add_files(before, paths, retrieved=day, kind=kind, borough=borough, workers=workers)
    for addition in additions:
        print_addition(addition)
    print_changes(before, replace(after, as_of=max(day, before.as_of)))
    save(before, after, folder, dry_run=dry_run)


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
    print_changes(before, after)
    save(before, after, folder, dry_run=dry_run)


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


COMMANDS: Sequence[click.Command] = (check, add, remove, template)
