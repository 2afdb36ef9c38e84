"""`capture`: the workbook in which a workshop's facilitator notes what boroughs say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from citytools_analysis.capture_sheet import SHEETS_OF, capture_sheet
from citytools_analysis.cli.data import REGISTER_OPTION
from citytools_analysis.errors import DataError, Issue
from citytools_analysis.reference import find_borough
from citytools_analysis.register import open_register
from citytools_analysis.writing import write_whole


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a day; write it as YYYY-MM-DD.") from None


@click.command()
@click.option(
    "--workshop",
    type=click.Choice([str(number) for number in SHEETS_OF]),
    required=True,
    help="1: use cases; 2: suppliers.",
)
@click.option(
    "--borough", "boroughs", metavar="NAME", multiple=True, help="Who is invited; all if not given. Repeat it."
)
@click.option(
    "--service-area", "areas", metavar="CODE", multiple=True, help="What it is about; all if not given. Repeat it."
)
@click.option("--name", default="", help="Name of the workshop; what was added under a name and day is replaced.")
@click.option("--held", type=_day, metavar="YYYY-MM-DD", help="Its day, if known.")
@REGISTER_OPTION
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The workbook; workshop-N.xlsx if not given.",
)
@click.option("--force", is_flag=True, help="Write over a workbook of that name.")
def capture(  # noqa: PLR0913 - one argument an option
    *,
    workshop: str,
    boroughs: Sequence[str],
    areas: Sequence[str],
    name: str,
    held: date | None,
    folder: Path,
    target: Path | None,
    force: bool,
) -> None:
    """
    Write the workbook in which a workshop's facilitator notes what boroughs say; `citytools add` reads it back.

    One row a borough and function, with what is known beside blank cells for intention, earliest start and blocker. The first
    workshop scores use cases too, the second notes problems with systems.

    \b
    Examples:
      citytools capture --workshop 1 --borough camden --borough brent --service-area REV
      citytools capture --workshop 2 --service-area PLN --held 2027-03-04 --to planning.xlsx --register data/sample
    """  # noqa: D301 - click's mark for lines to be kept as they are
    register = open_register(folder)
    path = target or Path(f"workshop-{workshop}.xlsx")
    if path.exists() and not force:
        mend = "Give another name with --to, or write over it with --force."
        raise DataError([Issue(str(path), "", "there is a workbook of this name, perhaps already filled in", mend)])
    if not path.parent.is_dir():
        raise DataError([Issue(str(path.parent), "", "there is no such folder", "Make it, or give another with --to.")])
    who = [find_borough(register.reference, text) or text for text in boroughs]
    sheet = capture_sheet(register, workshop=int(workshop), boroughs=who, areas=areas, name=name, held_on=held)
    write_whole(path, sheet.content)
    rows = ", ".join(f"{name} {count}" for name, count in sheet.n_rows.items())
    click.echo(f"Wrote {path}. Rows: {rows}. Fill in the yellow cells, then: citytools add {path}")


COMMANDS: Sequence[click.Command] = (capture,)
