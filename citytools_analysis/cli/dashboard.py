"""`dashboard`: the page on which people ask their own questions, without a server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from citytools_analysis.cli.options import FOR, OUTPUT, REGISTER, day
from citytools_analysis.editions import edition_words
from citytools_analysis.reporting.dashboard.write import write_dashboard
from citytools_analysis.schema import EDITIONS


@click.command("dashboard")
@click.option("--edition", type=click.Choice(EDITIONS), default="public", show_default=True, help="Who may read it.")
@FOR
@click.option("--as-of", callback=day, metavar="DATE", help="The day it is about; the latest a source was obtained.")
@REGISTER
@OUTPUT
def dashboard(*, edition: str, viewer: str, as_of: str | None, register_folder: Path, output: Path) -> None:
    """
    Write the dashboard: one file to explore in a browser, from a folder or any static host, with no server.

    Beside it come a page that explains the data and an accessibility statement, and the index links to them. The page
    fetches nothing; it holds the edition's rows and no others.

    \b
    Examples:
      citytools dashboard
      citytools dashboard --edition members --output private  # for the boroughs themselves
      citytools dashboard --edition members --for camden --output for_camden  # for one of them alone
      citytools dashboard --register data/sample --as-of 2026-11-23

    \b
    Files:       OUTPUT/EDITION/AS_OF/dashboard.html, explained.html, accessibility.html, index.html
    Exit codes:  0 done, 1 the data cannot be used or the folder not written, 2 wrong usage
    """  # noqa: D301 - click's mark for lines to be kept as they are
    written = write_dashboard(register_folder, edition=edition, viewer=viewer, as_of=as_of, output=output)
    why = "" if as_of else ", the latest day a source was obtained"
    click.echo(
        f"Read {register_folder}: the {edition_words(written.folder.parent.name)} as of {written.folder.name}{why}."
    )
    for path in written.files:
        click.echo(f"Wrote {path} ({path.stat().st_size / 1e3:,.0f} kB)")


COMMANDS: Sequence[click.Command] = (dashboard,)
