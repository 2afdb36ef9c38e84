"""The title of a pack, and the steps to take with it."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.register import Register
from citytools_analysis.tables.cover import cover
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.layout import heading, stack
from citytools_analysis.tables.sheets import checklist


def opening(register: Register, *, name: str, finding: str) -> Fragment:
    """
    Open a pack with its name and what it holds.

    Parameters
    ----------
    register
        The edition's register: its day, edition, hash and notice go on every page.
    name
        The pack's title.
    finding
        What it holds, for whom.

    Returns
    -------
    fragment
        The title header with the pack's metadata.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> opening(register, name="Procurement pack", finding="One document for Camden.").document["title"]
    'Procurement pack'
    """
    return cover(register, name=name, finding=finding, report=name)


def steps(todo: Sequence[tuple[str, str]]) -> Fragment:
    """
    List what to do with a pack, as boxes to tick.

    Parameters
    ----------
    todo
        When, and what.

    Returns
    -------
    fragment
        A section; nothing where there is nothing to do.

    Examples
    --------
    >>> steps([("The day before", "print the wall sheet at A3")]).text.splitlines()
    ['What to do with it', 'The day before: print the wall sheet at A3']
    """
    return stack(heading("What to do with it"), checklist(todo)) if todo else Fragment("")
