"""`init`: a working folder from an installed package or a checkout."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from citytools_analysis.reporting.working_folder import lay_out
from citytools_analysis.style import count_text


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(*, folder: Path) -> None:
    """
    Lay out a working folder: notebooks, reference tables, and an invented register to try them on.

    The register is in data/register, where every command looks for it, and in data/sample with the files it was made
    of. For data of your own remove data/register and add your files, or name another folder with --register. A
    folder that holds notebooks or data is refused.

    \b
    Examples:
      citytools init demo && cd demo && citytools build
      citytools init .
    """  # noqa: D301 - click's mark for lines to be kept as they are
    made = lay_out(folder)
    reports = count_text(len(list((made / "notebooks").glob("*.ipynb"))), "report")
    tables = count_text(len(list((made / "data" / "reference").glob("*.csv"))), "table")
    click.echo(f"Laid out {made}:")
    click.echo(f"  notebooks/       {reports}; edit them, or add one with 'citytools new NAME'")
    click.echo(f"  data/reference/  {tables} to read; a copy in data/register/reference stands in for ours")
    click.echo("  data/sample/     an invented London: its returns and notices, and the register made of them")
    click.echo("  data/register/   a copy of that register; remove it before you add files of your own")
    click.echo("  .gitignore       keeps what is built, and the register but its reviewed tables, out of git")
    click.echo(
        "  .gitattributes, .pre-commit-config.yaml  keep notebooks readable in git; each says how, in its first lines"
    )
    click.echo("Next:")
    if folder != Path():
        click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo("  citytools build")


COMMANDS: Sequence[click.Command] = (init,)
