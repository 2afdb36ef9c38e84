"""`build --watch`: builds again after each edit, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.reporting.catalogue import notebooks_folder
from citytools_analysis.reporting.plan import destination
from citytools_analysis.reporting.watch import watch


def watch_reports(options: Mapping[str, Any], *, as_of: str, left_out: Mapping[str, object]) -> None:
    """
    Watch until interrupted.

    Parameters
    ----------
    options
        The options of `build`.
    as_of
        The day of the first build.
    left_out
        Options that have no meaning here, by name.

    Raises
    ------
    click.UsageError
        If one of those was given.
    WrongUsageError
        If the first build says that what was asked for does not exist.

    Examples
    --------
    >>> watch_reports({}, as_of="2026-11-23", left_out={"--json": True})
    Traceback (most recent call last):
    ...
    click.exceptions.UsageError: --watch goes without --json.
    """
    given = [name for name, value in left_out.items() if value]
    if given:
        message = f"--watch goes without {', '.join(given)}."
        raise click.UsageError(message)
    notebooks = notebooks_folder(options["notebooks"])
    edition = RegisterInfo(edition=options["edition"], viewer=options["viewer"]).edition_name
    folder = destination(options["output"], edition=edition, as_of=as_of)
    try:
        watch(options, notebooks=notebooks, register=Path(options["register_folder"]), folder=folder, tell=click.echo)
    except KeyboardInterrupt:
        click.echo("Ended.")
