"""`build`: every report that is missing or out of date. What makes them is imported while their processes import it, too."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import click

from citytools_analysis.cli.options import ENGINE, FOR, NOTEBOOKS, OUTPUT, REGISTER, SCHEDULER, WATCH, day
from citytools_analysis.reporting.early_start import started_early
from citytools_analysis.reporting.job import FORMATS, Limits
from citytools_analysis.schema import EDITIONS


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
def build_reports(**asked: Any) -> None:
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
    is_made_here = not asked["scheduler"] and not asked["is_watching"]
    places = {name: asked[name] for name in ("output", "edition", "register_folder", "notebooks")}
    with started_early(**places, force=asked["force"]) if is_made_here else nullcontext():
        from citytools_analysis.cli.building import build_as_asked  # noqa: PLC0415 - a third of a second to import

        build_as_asked(asked)


COMMANDS: Sequence[click.Command] = (build_reports,)
