"""The sentences of a system's briefing, each true whatever is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from citytools_analysis.style import count_text
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.words import joined, number_word, sentence_start

_MONTHS = 18


def users_finding(name: str, boroughs: Sequence[str], *, n_told: int) -> str:
    """
    Say how many boroughs are known to run a system, of how many of which it is known.

    Parameters
    ----------
    name
        The system.
    boroughs
        Names of its users.
    n_told
        Boroughs of which it is known what they run for what the system does.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> users_finding("Mapleway", ["Brent"], n_told=4)
    'Brent is the only borough known to run Mapleway, of 4 whose system for the same work is known.'
    >>> users_finding("Mapleway", [], n_told=0)
    'No borough is known to run Mapleway.'
    """
    if not boroughs:
        return f"No borough is known to run {name}."
    basis = (
        f"of {count_text(n_told, 'borough') if len(boroughs) > 1 else n_told} whose system for the same work is known"
    )
    if len(boroughs) == 1:
        return f"{boroughs[0]} is the only borough known to run {name}, {basis}."
    return f"{sentence_start(number_word(len(boroughs)))} boroughs are known to run {name}, {basis}."


def ends_finding(decisions: pd.DataFrame, *, as_of: date) -> str:
    """
    Say how many contracts for a system end soon, and for how many no end is known.

    Parameters
    ----------
    decisions
        One row a borough served and contract: `contract_id`, `end_state`, `end_date`.
    as_of
        Today.

    Returns
    -------
    sentence
        The finding; a contract that serves several boroughs counts once.

    Examples
    --------
    >>> ends_finding(pd.DataFrame({"contract_id": [], "end_state": [], "end_date": []}), as_of=date(2026, 11, 23))
    'No contract for it is known, so nothing can be said about when it ends.'
    """
    contracts = decisions.drop_duplicates("contract_id")
    if contracts.empty:
        return "No contract for it is known, so nothing can be said about when it ends."
    soon = len(ending(contracts, as_of=as_of, months=_MONTHS))
    unknown = int((contracts["end_state"] == "unknown").sum())
    every = count_text(len(contracts), "known contract")
    verb = "ends" if soon == 1 else "end"
    first = f"{sentence_start(number_word(soon))} of {every} for it {verb} within {_MONTHS} months"
    return f"{first}; the end of {number_word(unknown)} is not known." if unknown else f"{first}."


def moves_finding(n_joined: int, n_left: int, *, years: int) -> str:
    """
    Say how many boroughs were seen to join or leave a system.

    Parameters
    ----------
    n_joined, n_left
        Boroughs seen to move to it and away from it.
    years
        How far back.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> moves_finding(1, 0, years=3), moves_finding(0, 0, years=3)
    ('In the last 3 years one borough was seen to move to it, none away from it.', 'In the last 3 years no borough was seen to move to it or away from it; a move is seen only where both systems were reported.')
    """
    if not n_joined and not n_left:
        return (
            f"In the last {years} years no borough was seen to move to it or away from it; a move is seen only where both "
            "systems were reported."
        )
    joined_words = count_words(n_joined)
    left = "none" if not n_left else number_word(n_left)
    return f"In the last {years} years {joined_words} seen to move to it, {left} away from it."


def count_words(count: int) -> str:
    """
    Write a number of boroughs with its verb.

    Parameters
    ----------
    count
        How many.

    Returns
    -------
    words
        Such as `two boroughs were`.

    Examples
    --------
    >>> count_words(0), count_words(1)
    ('no borough was', 'one borough was')
    """
    return f"{number_word(count)} {'borough was' if count < 2 else 'boroughs were'}"


def window_finding(n_together: int, *, names: Sequence[str]) -> str:
    """
    Say how many of a system's users could start anew together.

    Parameters
    ----------
    n_together
        How many, with and without using an option.
    names
        Who they are.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> window_finding(0, names=[])
    'No two of its users are known to share a window in which both could start anew.'
    >>> window_finding(2, names=["Brent", "Ealing"])
    'Two of its users could start anew together: Brent and Ealing.'
    """
    if n_together < 2:
        return "No two of its users are known to share a window in which both could start anew."
    who = joined(names, most=6)
    return f"{sentence_start(number_word(n_together))} of its users could start anew together: {who}."
