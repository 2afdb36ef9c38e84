"""`new`: a report of one's own, as a notebook that runs before anything is changed in it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from citytools_analysis.reporting.new_report import new_report
from citytools_analysis.reporting.report import GROUPS


@click.command("new")
@click.argument("name")
@click.option(
    "--per",
    type=click.Choice([name.replace("_", "-") for name in GROUPS]),
    help="Build it for each of these; without, once about the whole.",
)
@click.option("--title", default="", metavar="TEXT", help="What readers see; the name in words.")
@click.option(
    "--notebooks",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("notebooks"),
    show_default=True,
    help="Folder of notebooks.",
)
def new(*, name: str, per: str | None, title: str, notebooks: Path) -> None:
    """
    Write a new report: a notebook that runs as it is, to be changed.

    It has a title page with one finding, one chart, one table and what they rest on. `list`, `build`, `pack` and the
    index find it by itself. The words between <!-- and --> in its markdown say where to change what; no reader
    sees them. Nothing is overwritten.

    \b
    Examples:
      citytools new print-rooms
      citytools new contract-ends --per borough --title "Which contracts end"
    """  # noqa: D301 - click's mark for lines to be kept as they are
    path = new_report(notebooks, name, group=(per or "").replace("-", "_"), title=title)
    is_here = notebooks == Path("notebooks")
    where = "" if is_here else f" --notebooks {shlex.quote(str(notebooks))}"
    click.echo(f"Wrote {path}. Build it, and open it in JupyterLab:")
    click.echo(f"  citytools build {path.stem}{where}")
    click.echo("  citytools lab" if is_here else f"  jupyter lab {shlex.quote(str(path))}")


COMMANDS: Sequence[click.Command] = (new,)
