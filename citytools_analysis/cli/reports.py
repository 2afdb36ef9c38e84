"""`list` and `doctor`: what there is to build, and whether this computer can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from citytools_analysis.cli.options import NOTEBOOKS, OUTPUT, REGISTER
from citytools_analysis.cli.registers import open_or_new
from citytools_analysis.register import Register
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.doctor import examine
from citytools_analysis.style import count_text, date_text


@click.command("list")
@NOTEBOOKS
@REGISTER
@click.option("--sources", is_flag=True, help="List the sources of the register instead.")
def list_reports(*, notebooks: Path | None, register_folder: Path, sources: bool) -> None:
    """
    List the reports and what each takes, or the sources of the register.

    \b
    Examples:
      citytools list
      citytools list --sources --register data/sample
    """  # noqa: D301 - click's mark for lines to be kept as they are
    if sources:
        _print_sources(open_or_new(register_folder, date.max, must_exist=True))
        return
    folder = notebooks_folder(notebooks)
    click.echo(f"Reports in {folder}:")
    for report in find_reports(folder):
        times = f"once for each {report.group.replace('_', ' ')}" if report.group else "once"
        click.echo(f"\n{report.name}: {report.title}, built {times}")
        for parameter in report.parameters:
            click.echo(f"    {parameter.name:<14}{parameter.help}".rstrip())


@click.command("doctor")
@REGISTER
@OUTPUT
@NOTEBOOKS
def doctor(*, register_folder: Path, output: Path, notebooks: Path | None) -> None:
    """
    Say what is missing on this computer, and the command that mends it.

    \b
    Examples:
      citytools doctor
      citytools doctor --register data/sample --output /srv/reports
    """  # noqa: D301 - click's mark for lines to be kept as they are
    n_missing = 0
    for check in examine(register_folder, output=output, notebooks=notebooks):
        click.echo(str(check))
        n_missing += check.is_needed and not check.is_ok
    click.echo("Everything is in place." if not n_missing else f"{count_text(n_missing, 'thing')} missing.")
    if n_missing:
        raise click.exceptions.Exit(1)


def _print_sources(register: Register) -> None:
    if register.sources.empty:
        click.echo("No sources: everything that was added has been removed.")
    for source in register.sources.to_dict("records"):
        obtained = date_text(source["retrieved_date"])
        click.echo(f"{source['source_name']}: {source['source_kind']}, {source['file_name']}, obtained {obtained}")


COMMANDS: Sequence[click.Command] = (list_reports, doctor)
