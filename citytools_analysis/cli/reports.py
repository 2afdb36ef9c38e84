"""`build`, `list` and `doctor`: the reports, what there is to build, and whether this computer can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from citytools_analysis.cli.options import ENGINE, NOTEBOOKS, OUTPUT, REGISTER, Told, day, named
from citytools_analysis.cli.registers import open_or_new
from citytools_analysis.disclosure import EDITIONS
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.build import BuildResult, build
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.doctor import examine
from citytools_analysis.reporting.job import FORMATS
from citytools_analysis.reporting.manifest import Entry
from citytools_analysis.style import count_text, date_text


def _formats(context: click.Context, parameter: click.Parameter, text: str) -> tuple[str, ...]:
    del context, parameter
    return tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))


@click.command("build")
@click.argument("reports", nargs=-1, metavar="[REPORT]...")
@click.option("--borough", "boroughs", multiple=True, metavar="ID", help="A borough, by id or name; may be repeated.")
@click.option("--supplier", "suppliers", multiple=True, metavar="ID", help="A supplier, by id or name.")
@click.option("--system", "systems", multiple=True, metavar="ID", help="A system, by id or name.")
@click.option("--service-area", "service_areas", multiple=True, metavar="CODE", help="A service area, by code or name.")
@click.option(
    "--assume", "assumptions", multiple=True, metavar="NAME=VALUE", help="An assumption, or NAME=LOW/CENTRAL/HIGH."
)
@click.option("--edition", type=click.Choice(EDITIONS), default="public", show_default=True, help="Who may read it.")
@click.option("--as-of", callback=day, metavar="DATE", help="The day it is about; the latest a source was obtained.")
@REGISTER
@OUTPUT
@click.option(
    "--formats", callback=_formats, default=",".join(FORMATS), show_default=True, help="Which files, by commas."
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at once; one a processor.")
@ENGINE
@click.option("--only-failed", is_flag=True, help="Build only what failed last time.")
@click.option("--force", is_flag=True, help="Build also what is unchanged.")
@click.option("--quiet", is_flag=True, help="Print only what failed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a report, for another program.")
@NOTEBOOKS
def build_reports(  # noqa: PLR0913 - the options, one each
    *,
    reports: tuple[str, ...],
    boroughs: tuple[str, ...],
    suppliers: tuple[str, ...],
    systems: tuple[str, ...],
    service_areas: tuple[str, ...],
    assumptions: tuple[str, ...],
    edition: str,
    as_of: str | None,
    register_folder: Path,
    output: Path,
    formats: tuple[str, ...],
    jobs: int | None,
    engine: str,
    only_failed: bool,
    force: bool,
    quiet: bool,
    as_json: bool,
    notebooks: Path | None,
) -> None:
    """
    Build what is missing or out of date, and an index of it.

    Without REPORT every notebook is built, for everyone it is about: suppliers and systems that at least two boroughs
    use, any other by name. A report that would come out the same is left alone; one that fails never stops the others,
    and its old files are removed. A report about the whole that takes a list is narrowed to the boroughs or service
    areas named with it.

    \b
    Examples:
      citytools build                                     # everything that is out of date
      citytools build borough_report --borough camden     # one report, one borough
      citytools build system_briefing --system mosaic     # one system
      citytools build --edition members --output private  # for the boroughs themselves
      citytools build --only-failed                       # after mending what went wrong

    \b
    Files:       OUTPUT/EDITION/AS_OF/borough/camden/camden-technology-report.html
    Exit codes:  0 done, 1 a report failed or the data cannot be used, 2 wrong usage
    """  # noqa: D301 - click's mark for lines to be kept as they are
    register = open_register(register_folder, as_of=as_of)
    if not quiet and not as_json:
        click.echo(_what_was_read(register, register_folder, is_default=as_of is None))
    with Told(is_quiet=quiet, is_json=as_json) as told:
        result = build(
            register_folder,
            reports=reports,
            subjects=named(borough=boroughs, supplier=suppliers, system=systems, service_area=service_areas),
            assumptions=assumptions,
            edition=edition,
            as_of=as_of,
            output=output,
            formats=formats,
            jobs=jobs,
            engine=engine,
            only_failed=only_failed,
            force=force,
            notebooks=notebooks,
            progress=told,
        )
    _print_failures(result)
    if not quiet and not as_json:
        click.echo(_what_was_made(result))
    if result.failed:
        raise click.exceptions.Exit(1)


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
        n_missing += not check.is_ok
    click.echo("Everything is in place." if not n_missing else f"{count_text(n_missing, 'thing')} missing.")
    if n_missing:
        raise click.exceptions.Exit(1)


def _what_was_read(register: Register, folder: Path, *, is_default: bool) -> str:
    why = ", the latest day a source was obtained" if is_default else ""
    notice = f" ({register.info.notice})" if register.info.notice else ""
    sources = count_text(len(register.sources), "source")
    return f"Read {folder}: {register.info.name}{notice}, {sources}, as of {date_text(register.as_of)}{why}."


def _print_failures(result: BuildResult) -> None:
    """Tell on stderr who has no report, at which stage it failed, why, and where the notebook is."""
    if not result.failed:
        return
    rows = [("About", "Stage", "Reason", "File"), *(_failure(entry, result.folder) for entry in result.failed)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    click.echo("", err=True)
    for about, stage, reason, file in rows:
        click.echo(f"{about:<{widths[0]}}  {stage:<{widths[1]}}  {reason}  {file}".rstrip(), err=True)


def _failure(entry: Entry, folder: Path) -> tuple[str, str, str, str]:
    return entry.label, entry.stage, entry.reason, str(folder / entry.notebook) if entry.notebook else ""


def _what_was_made(result: BuildResult) -> str:
    states = Counter(entry.status for entry in result.entries)
    told = ", ".join(f"{states[state]:,} {state}" for state in ("built", "unchanged", "failed") if states[state])
    total = count_text(len(result.entries), "report")
    register = f"{result.manifest.edition} edition, register {result.manifest.register_sha256[:8]}"
    return f"{total}: {told or 'nothing to do'} ({register}).\nWrote {result.index}"


def _print_sources(register: Register) -> None:
    if register.sources.empty:
        click.echo("No sources: everything that was added has been removed.")
    for source in register.sources.to_dict("records"):
        obtained = date_text(source["retrieved_date"])
        click.echo(f"{source['source_name']}: {source['source_kind']}, {source['file_name']}, obtained {obtained}")


COMMANDS: Sequence[click.Command] = (build_reports, list_reports, doctor)
