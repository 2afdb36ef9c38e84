"""`lab`: JupyterLab for an analyst, with the register loaded and the house style on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from citytools_analysis.cli.options import day
from citytools_analysis.register import open_register
from citytools_analysis.register_words import line
from citytools_analysis.reporting.lab import registered, run_lab

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("lab")
@click.option(
    "--register", "register_folder", type=_FOLDER, help="Folder of the register; data/register in the working folder."
)
@click.option("--as-of", callback=day, metavar="DATE", help="The day it is about; the latest a source was obtained.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path(), help="The working folder; this one.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the address; 8888, or the next that is free.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[-- OPTION...]")
def lab(  # noqa: PLR0913 - the options, one each
    *,
    register_folder: Path | None,
    as_of: str | None,
    folder: Path,
    port: int | None,
    no_browser: bool,
    options: tuple[str, ...],
) -> None:
    """
    Open JupyterLab with the register loaded and the house style on.

    Every new notebook and console has `ct`, the library, and `data`, the register: the first two cells of a report are then
    run already. Tables and charts look as they will in print, and what goes wrong on purpose is one line that says how to
    mend it. Your own Jupyter and IPython settings hold and are not written to. Ctrl-C ends it and its kernels.

    What follows -- is given to `jupyter lab` as it is.

    \b
    Examples:
      citytools lab
      citytools lab --register data/sample --as-of 2026-11-23
      citytools lab --no-browser --port 9000
      citytools lab -- --ServerApp.shutdown_no_activity_timeout=3600
    """  # noqa: D301 - click's mark for lines to be kept as they are
    register = registered(folder, register_folder)
    click.echo(f"Read {line(open_register(register, as_of=as_of))}")
    click.echo(f"JupyterLab opens in {folder.resolve()}; each notebook and console has `ct` and `data`.")
    given = [*(["--no-browser"] if no_browser else []), *([f"--ServerApp.port={port}"] if port else []), *options]
    run_lab(
        folder,
        register=register,
        as_of=as_of,
        options=given,
        tell=lambda address: click.echo(f"{address}\nCtrl-C ends it."),
    )
    click.echo("Ended.")


COMMANDS: Sequence[click.Command] = (lab,)
