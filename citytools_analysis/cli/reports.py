"""`build`, `list` and `doctor`: the reports, what there is to build, and whether this computer can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from citytools_analysis.cli.build_summary import print_failures, what_was_made
from citytools_analysis.cli.options import ENGINE, FOR, NOTEBOOKS, OUTPUT, REGISTER, SCHEDULER, Told, day, named
from citytools_analysis.cli.registers import open_or_new
from citytools_analysis.cli.watching import WATCH, watch_reports
from citytools_analysis.disclosure import EDITIONS, edition_info
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.build import build
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.doctor import examine
from citytools_analysis.reporting.job import FORMATS, Limits
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
@FOR
@click.option("--as-of", callback=day, metavar="DATE", help="The day it is about; the latest a source was obtained.")
@REGISTER
@OUTPUT
@click.option(
    "--formats", callback=_formats, default=",".join(FORMATS), show_default=True, help="Which files, by commas."
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at once; one a processor.")
@ENGINE
@SCHEDULER
@click.option(
    "--time-limit", type=click.IntRange(min=1), metavar="SECONDS",
    help=f"For one report; {Limits().report:,}, of which {Limits().cell} a cell.",
)  # fmt: skip
@click.option(
    "--memory-limit", type=click.IntRange(min=100), metavar="MB",
    help=f"What one report may hold besides the libraries, where the system can hold it to that; {Limits().memory_mb:,}.",
)  # fmt: skip
@click.option("--only-failed", is_flag=True, help="Build only what failed last time.")
@click.option("--force", is_flag=True, help="Build also what is unchanged.")
@click.option("--quiet", is_flag=True, help="Print only what failed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a report, for another program.")
@WATCH
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
    viewer: str,
    as_of: str | None,
    register_folder: Path,
    output: Path,
    formats: tuple[str, ...],
    jobs: int | None,
    engine: str,
    scheduler: str | None,
    time_limit: int | None,
    memory_limit: int | None,
    only_failed: bool,
    force: bool,
    quiet: bool,
    as_json: bool,
    is_watching: bool,
    notebooks: Path | None,
) -> None:
    """
    Build what is missing or out of date, and an index of it.

    Without REPORT every notebook is built, for everyone it is about: suppliers and systems that at least two boroughs
    use, any other by name. A report that would come out the same is left alone; one that fails never stops the others,
    and its old files are removed; a notebook that is no report fails by name. A report about the whole that takes a list is narrowed to the boroughs or service
    areas named with it.

    With --scheduler the workers of a Dask scheduler build (pip install 'citytools_analysis[dask]' here and there;
    'dask scheduler', then 'dask worker tcp://host:8786 --nworkers 4 --nthreads 1' on each machine). They are sent the
    edition's register, its reference tables and the notebooks asked for, over a network that should be your own: tcp://
    is not encrypted. They need the same versions as this computer.

    With --watch documents are built again after each edit of a notebook, of the library, of a reference table or of
    the register, and served to this computer's browser, which is told to reload; what fails is shown on the page.
    Ctrl-C ends it. The files written have no script in them.

    \b
    Examples:
      citytools build                                     # everything that is out of date
      citytools build borough_report --borough camden     # one report, one borough
      citytools build system_briefing --system mosaic     # one system
      citytools build --edition members --output private  # for the boroughs themselves
      citytools build --edition members --for camden --output for_camden  # for one of them alone
      citytools build --only-failed                       # after mending what went wrong
      citytools build --scheduler tcp://host:8786         # on other machines
      citytools build borough_report --borough camden --watch  # while writing it

    \b
    Files:       OUTPUT/EDITION/AS_OF/borough/camden/camden-technology-report.html
    Exit codes:  0 done, 1 a report failed or the data cannot be used, 2 wrong usage
    """  # noqa: D301 - click's mark for lines to be kept as they are
    register = open_register(register_folder, as_of=as_of)
    if not quiet and not as_json:
        click.echo(_what_was_read(register, register_folder, is_default=as_of is None))
    options: dict[str, Any] = {
        "reports": reports,
        "subjects": named(borough=boroughs, supplier=suppliers, system=systems, service_area=service_areas),
        "assumptions": assumptions,
        "edition": edition,
        "viewer": edition_info(register, edition=edition, viewer=viewer).viewer,
        "as_of": as_of,
        "output": output,
        "formats": formats,
        "jobs": jobs,
        "engine": engine,
        "force": force,
        "notebooks": notebooks,
    }
    if is_watching:
        given: dict[str, object] = {"--scheduler": scheduler, "--only-failed": only_failed, "--quiet": quiet}
        given |= {"--json": as_json, "--time-limit": time_limit, "--memory-limit": memory_limit}
        watch_reports(options | {"register_folder": register_folder}, as_of=register.as_of.isoformat(), left_out=given)
        return
    options |= {"scheduler": scheduler, "only_failed": only_failed, "limits": _limits(time_limit, memory_limit)}
    with Told(is_quiet=quiet, is_json=as_json) as told:
        result = build(register_folder, progress=told, **options)
    print_failures(result)
    if not quiet and not as_json:
        click.echo(what_was_made(result))
    if result.failed or result.unwritten:
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
        n_missing += check.is_needed and not check.is_ok
    click.echo("Everything is in place." if not n_missing else f"{count_text(n_missing, 'thing')} missing.")
    if n_missing:
        raise click.exceptions.Exit(1)


def _limits(seconds: int | None, memory_mb: int | None) -> Limits:
    limits = Limits(memory_mb=memory_mb or Limits().memory_mb)
    return replace(limits, cell=seconds, report=seconds) if seconds else limits


def _what_was_read(register: Register, folder: Path, *, is_default: bool) -> str:
    why = ", the latest day a source was obtained" if is_default else ""
    notice = f" ({register.info.notice})" if register.info.notice else ""
    sources = count_text(len(register.sources), "source")
    name = register.reference.brand.sign if register.reference.brand else register.info.name
    return f"Read {folder}: {name}{notice}, {sources}, as of {date_text(register.as_of)}{why}."


def _print_sources(register: Register) -> None:
    if register.sources.empty:
        click.echo("No sources: everything that was added has been removed.")
    for source in register.sources.to_dict("records"):
        obtained = date_text(source["retrieved_date"])
        click.echo(f"{source['source_name']}: {source['source_kind']}, {source['file_name']}, obtained {obtained}")


COMMANDS: Sequence[click.Command] = (build_reports, list_reports, doctor)
