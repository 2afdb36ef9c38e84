"""Options that several commands take, and how they tell what is done."""

from __future__ import annotations

import json
import signal
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any, Self

import click
from tqdm import tqdm

from citytools_analysis.reporting.engine_start import end_starter
from citytools_analysis.reporting.job import ENGINES
from citytools_analysis.reporting.progress import Progress
from citytools_analysis.reporting.schedule_client import refuse_address

_ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
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
FOR = click.option(
    "--for",
    "viewer",
    default="",
    metavar="BOROUGH",
    help="Make the members' edition as this borough may read it: its own rows whole, others by rule.",
)
ENGINE = click.option(
    "--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True, help="What runs notebooks' cells."
)
SCHEDULER = click.option(
    "--scheduler",
    callback=lambda _, __, text: address_or_none(text),
    metavar="ADDRESS",
    help="Let the workers of this Dask scheduler build, tcp://host:8786.",
)
WATCH = click.option(
    "--watch", "is_watching", is_flag=True, help="Build again after each edit, and reload the browser."
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


def address_or_none(text: str | None) -> str | None:
    """
    Refuse what cannot be a scheduler's address.

    Parameters
    ----------
    text
        What was written, if anything.

    Returns
    -------
    address
        The same.

    Examples
    --------
    >>> address_or_none("tcp://host:8786")
    'tcp://host:8786'
    """
    if text:
        refuse_address(text)
    return text


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


class Told:
    """
    Tells of each report as it is done with: a line each, on a terminal with a bar that says how long is left, or as JSON.

    Parameters
    ----------
    is_quiet
        Whether to tell nothing.
    is_json
        Whether to print one JSON object a line, for another program.
    again
        What the same command does after an interruption, which is told in a sentence and ends the program.

    Examples
    --------
    >>> from citytools_analysis.reporting.manifest import Entry
    >>> entry = Entry("b/camden", "b", "Technology report", "borough", "camden", "Camden", {}, "built")
    >>> with Told() as told:
    ...     told(Progress(1, 2, entry, 0.5))
    [1/2] Camden, Technology report  built  0.5 s
    >>> with Told(is_json=True) as told:
    ...     told(Progress(1, 2, entry, 0.5))
    {"number": 1, "total": 2, "id": "b/camden", "about": "Camden", "status": "built", "seconds": 0.5, "stage": "", "cell": "", "reason": "", "files": [], "notebook": ""}
    """

    def __init__(self, *, is_quiet: bool = False, is_json: bool = False, again: str = "goes on from there") -> None:
        """Choose how to tell."""
        self._is_quiet, self._is_json, self._again = is_quiet, is_json, again
        self._bar: Any = None
        self._last: Progress | None = None
        self._before: dict[int, Any] = {}

    @property
    def so_far(self) -> str:
        """How many reports are done with."""
        return f"{self._last.number:,} of {self._last.total:,} reports done" if self._last else "no report done"

    def __enter__(self) -> Self:
        """Start; nothing is shown until the first report is done with. Told to end, the program tidies up as on Ctrl-C."""
        if threading.current_thread() is threading.main_thread():
            waiting = [number for number in _ENDS if signal.getsignal(number) is signal.SIG_DFL]  # nohup ignores one
            self._before = {number: signal.signal(number, signal.default_int_handler) for number in waiting}
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Take the bar away, and end an interrupted program with a word."""
        if self._bar is not None:
            self._bar.close()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            end_starter()
            click.echo(f"\nInterrupted, {self.so_far}. The same command {self._again}.", err=True)
            raise click.exceptions.Exit(1) from None

    def __call__(self, progress: Progress) -> None:
        """Tell of one report."""
        self._last = progress
        if self._is_quiet:
            return
        line = _as_json(progress) if self._is_json else str(progress)
        if self._is_json or not sys.stdout.isatty():
            click.echo(line)
            return
        if self._bar is None:
            self._bar = tqdm(total=progress.total, unit=" reports", leave=False, mininterval=0, file=sys.stdout)
        tqdm.write(line, file=sys.stdout)
        self._bar.update()


def _as_json(progress: Progress) -> str:
    entry = progress.entry
    about = {"number": progress.number, "total": progress.total, "id": entry.id, "about": entry.label}
    state = {"status": entry.status, "seconds": round(progress.seconds, 3), "stage": entry.stage, "cell": entry.cell}
    more = {"reason": entry.reason, "files": [file.path for file in entry.files], "notebook": entry.notebook}
    return json.dumps(about | state | more, ensure_ascii=False)
