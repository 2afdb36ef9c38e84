"""What `build` tells at the end: what failed, where, why and what was kept of it; and how many of what were made."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from citytools_analysis.reporting.manifest import Entry
from citytools_analysis.reporting.progress import BuildResult
from citytools_analysis.style import count_text

_HEADINGS = ("Report", "About", "Where", "Reason", "Notebook")
_NARROWEST = 40  # letters for a reason on a terminal


def print_failures(result: BuildResult) -> None:
    """
    Tell on stderr who has no report, at which cell or stage it failed, why, and where the notebook is.

    Parameters
    ----------
    result
        A build.

    Examples
    --------
    >>> from citytools_analysis.reporting.manifest import Manifest
    >>> print_failures(BuildResult(Path("out"), Path("out/index.html"), Manifest("2026-11-23", "public", "", "", "0"), ()))
    """
    if result.failed:
        rows = [_HEADINGS, *(_row(entry, result.folder) for entry in result.failed)]
        width = shutil.get_terminal_size().columns if sys.stderr.isatty() else 0
        click.echo("\n" + "\n".join(failure_lines(rows, width=width)), err=True)
    if result.unwritten:
        click.echo(f"\n{result.unwritten}. Make room or mend it, and build again.", err=True)


def failure_lines(rows: Sequence[Sequence[str]], *, width: int = 0) -> list[str]:
    r"""
    Lay out the table of failures.

    Parameters
    ----------
    rows
        Report, about whom, where, reason and notebook of each; the headings first.
    width
        Letters a line on a terminal: reasons are broken, and the notebook stands below its reason. 0: a line each.

    Returns
    -------
    lines
        Without line ends.

    Examples
    --------
    >>> rows = [("Report", "About", "Where", "Reason", "Notebook"), ("Market", "London", "cell 3", "KeyError: 'x'", "a.ipynb")]
    >>> print("\n".join(failure_lines(rows)))
    Report  About   Where   Reason  Notebook
    Market  London  cell 3  KeyError: 'x'  a.ipynb
    """
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = []
    for row in rows:
        told = "".join(f"{cell:<{size}}  " for cell, size in zip(row, widths, strict=False))
        if not width:
            lines.append(f"{told}{row[3]}  {row[4]}".rstrip())
            continue
        room = max(_NARROWEST, width - len(told) - 1)
        reason = [*textwrap.wrap(row[3], room), *([row[4]] if row[4] and row[4] != _HEADINGS[4] else [])]
        lines += [f"{told if number == 0 else ' ' * len(told)}{part}".rstrip() for number, part in enumerate(reason)]
    return lines


def what_was_made(result: BuildResult) -> str:
    """
    Count what a build made.

    Parameters
    ----------
    result
        A build.

    Returns
    -------
    words
        With the edition, the register and the index.

    Examples
    --------
    >>> from citytools_analysis.reporting.manifest import Manifest
    >>> manifest = Manifest("2026-11-23", "public", "", "ab12", "0")
    >>> print(what_was_made(BuildResult(Path("out"), Path("out/index.html"), manifest, ())))
    0 reports: nothing to do (public edition, register ab12).
    Wrote out/index.html
    """
    states = Counter("run again and the same" if entry.has_run_again else entry.status for entry in result.entries)
    order = ("built", "run again and the same", "unchanged", "failed")
    told = ", ".join(f"{states[state]:,} {state}" for state in order if states[state])
    total = count_text(len(result.entries), "report")
    register = f"{result.manifest.edition} edition, register {result.manifest.register_sha256[:8]}"
    wrote = "" if result.unwritten else f"\nWrote {result.index}"
    return f"{total}: {told or 'nothing to do'} ({register}).{wrote}"


def _row(entry: Entry, folder: Path) -> tuple[str, str, str, str, str]:
    where = entry.cell.partition(" (")[0] or entry.stage
    kept = str(folder / entry.notebook) if entry.notebook else ""
    return entry.title, entry.label, where, entry.reason.removeprefix(f"{where} "), kept
