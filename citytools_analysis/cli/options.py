"""Options that several commands take, and how they tell what is done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from citytools_analysis.reporting.build import Progress
from citytools_analysis.reporting.job import ENGINES

_FOLDER = click.Path(path_type=Path, file_okay=False)
REGISTER = click.option(
    "--register",
    "register_folder",
    type=_FOLDER,
    default=Path("data/register"),
    show_default=True,
    help="Folder of the register.",
)
NOTEBOOKS = click.option(
    "--notebooks", type=_FOLDER, help="Folder of notebooks; 'notebooks' here, else those of the package."
)
OUTPUT = click.option(
    "--output", type=_FOLDER, default=Path("reports"), show_default=True, help="Folder for all editions."
)
ENGINE = click.option(
    "--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True, help="What runs notebooks' cells."
)


def day(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """
    Read a day, as a callback of an option.

    Parameters
    ----------
    context, parameter
        As click gives them.
    text
        What was written.

    Returns
    -------
    day
        `YYYY-MM-DD`, or nothing where nothing was given.

    Raises
    ------
    click.BadParameter
        If it is no day.

    Examples
    --------
    >>> day(None, None, "20261123")
    '2026-11-23'
    """
    del context, parameter
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        message = f"{text!r} is not a day; write it as YYYY-MM-DD."
        raise click.BadParameter(message) from None


def named(**subjects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """
    Keep the groups in which somebody was named.

    Parameters
    ----------
    **subjects
        Names or ids by group.

    Returns
    -------
    named
        Without the groups that are empty.

    Examples
    --------
    >>> named(borough=("camden",), supplier=())
    {'borough': ('camden',)}
    """
    return {group: names for group, names in subjects.items() if names}


def print_progress(progress: Progress) -> None:
    """
    Print one line a report, as it is done with.

    Parameters
    ----------
    progress
        The report.

    Examples
    --------
    >>> from citytools_analysis.reporting.manifest import Entry
    >>> entry = Entry("b/camden", "b", "Technology report", "borough", "camden", "Camden", {}, "built")
    >>> print_progress(Progress(1, 2, entry, 0.5))
    [1/2] Camden  built  0.5 s
    """
    click.echo(str(progress))
