"""`releases`: what earlier releases of a register told, which later ones are held against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from citytools_analysis.cli.data import REGISTER_OPTION
from citytools_analysis.disclosure.ledger import Release, forget_release, read_releases
from citytools_analysis.style import count_text


@click.command()
@click.option("--forget", "name", metavar="RELEASE", help="Forget a draft that nobody outside was given.")
@REGISTER_OPTION
def releases(name: str | None, folder: Path) -> None:
    """
    List what earlier releases told in figures, which later ones are held against.

    Every public or one-borough edition that is built is kept as a release, for what is built may be handed on: a figure
    that fewer than six boroughs have changed since is told again as it was. Forget only what was never handed on.

    \b
    Examples:
      citytools releases
      citytools releases --forget 2026-11-23-3f9a12c7
    """  # noqa: D301 - click's mark for lines to be kept as they are
    if name:
        forget_release(folder, name)
        click.echo(f"Forgot {name}: later releases are no longer held against it.")
    found = read_releases(folder)
    for one in found:
        click.echo(f"{one.id}  {_words(one)}")
    if not found:
        click.echo(f"Nothing told by a release of {folder} is kept.")


def _words(release: Release) -> str:
    new = count_text(len(release.told.rows), "row")
    return f"as of {release.as_of}: {new} told, {len(release.stands)} as an earlier one told them"


COMMANDS: Sequence[click.Command] = (releases,)
