"""The sentences of a system's briefing, each true whatever is known."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.style import count_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


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
    verb = "borough was" if n_joined < 2 else "boroughs were"
    left = number_word(n_left) if n_left else "none"
    return f"In the last {years} years {number_word(n_joined)} {verb} seen to move to it, {left} away from it."


def window_finding(names: Sequence[str]) -> str:
    """
    Say how many of a system's users could start anew together.

    Parameters
    ----------
    names
        Who they are, with and without using an option.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> window_finding([])
    'No two of its users are known to share a window in which both could start anew.'
    >>> window_finding(["Brent", "Ealing"])
    'Two of its users could start anew together: Brent and Ealing.'
    """
    if len(names) < 2:
        return "No two of its users are known to share a window in which both could start anew."
    who = joined(names, most=6)
    return f"{sentence_start(number_word(len(names)))} of its users could start anew together: {who}."
