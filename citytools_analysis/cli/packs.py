"""`pack`: several reports bound into one document, for a workshop, a borough or a procurement team."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from citytools_analysis.cli.options import ENGINE, FOR, NOTEBOOKS, OUTPUT, REGISTER, Told, day, named
from citytools_analysis.reporting.pack import make_pack
from citytools_analysis.schema import EDITIONS


@click.command("pack")
@click.argument("name", metavar="borough|procurement|workshop-1|workshop-2")
@click.option("--borough", "boroughs", multiple=True, metavar="ID", help="For this borough; may be repeated.")
@click.option("--service-area", "service_areas", multiple=True, metavar="CODE", help="About this service area.")
@click.option("--supplier", "suppliers", multiple=True, metavar="ID", help="With a briefing on this supplier.")
@click.option("--system", "systems", multiple=True, metavar="ID", help="With a briefing on this system.")
@click.option("--assume", "assumptions", multiple=True, metavar="NAME=VALUE", help="An assumption, as of 'build'.")
@click.option("--edition", type=click.Choice(EDITIONS), default="members", show_default=True, help="Who may read it.")
@FOR
@click.option("--as-of", callback=day, metavar="DATE", help="The day it is about; the latest a source was obtained.")
@REGISTER
@OUTPUT
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at once; one a processor.")
@ENGINE
@click.option("--quiet", is_flag=True, help="Print only what failed.")
@NOTEBOOKS
def make(  # noqa: PLR0913 - the options, one each
    *,
    name: str,
    boroughs: tuple[str, ...],
    service_areas: tuple[str, ...],
    suppliers: tuple[str, ...],
    systems: tuple[str, ...],
    assumptions: tuple[str, ...],
    edition: str,
    viewer: str,
    as_of: str | None,
    register_folder: Path,
    output: Path,
    jobs: int | None,
    engine: str,
    quiet: bool,
    notebooks: Path | None,
) -> None:
    """
    Bind reports into one document with a cover, contents and page numbers, with its workbook and its slides.

    A report goes into the packs that its notebook's metadata names. Without --borough a workshop is for everyone.
    The second workshop has briefings on the suppliers that most of its boroughs use, unless some are named.
    With a workshop's pack comes the workbook to fill in there; 'citytools add' reads it back, and the next pack starts from it.

    \b
    Examples:
      citytools pack workshop-1 --borough camden --borough islington --service-area HSG
      citytools pack workshop-2 --borough camden --borough islington
      citytools pack borough --borough camden
      citytools pack borough --for camden --output for_camden  # of what Camden alone may read
      citytools pack procurement --service-area HSG --assume extension_uplift=0.1

    \b
    Files:       OUTPUT/EDITION/AS_OF/packs/workshop-1/workshop-1-pack.pdf, .html, .xlsx, .slides.html
                 and .to-fill-in.xlsx
    Exit codes:  0 done, 1 a report failed (nothing of the pack is left) or the data cannot be used, 2 wrong usage
    """  # noqa: D301 - click's mark for lines to be kept as they are
    with Told(is_quiet=quiet, again="starts the pack again") as told:
        result = make_pack(
            register_folder,
            name,
            subjects=named(borough=boroughs, service_area=service_areas, supplier=suppliers, system=systems),
            assumptions=assumptions,
            edition=edition,
            viewer=viewer,
            as_of=as_of,
            output=output,
            jobs=jobs,
            engine=engine,
            notebooks=notebooks,
            progress=told,
        )
    if result.entry.is_failed:
        click.echo(f"The pack was not made. {result.entry.reason}", err=True)
        for label, outcome in result.failed:
            click.echo(f"  {label}: {outcome.stage}: {outcome.reason}  {outcome.notebook}".rstrip(), err=True)
        raise click.exceptions.Exit(1)
    if not quiet:
        click.echo("\n".join(f"Wrote {result.folder / file.path}" for file in result.entry.files))


COMMANDS: Sequence[click.Command] = (make,)
