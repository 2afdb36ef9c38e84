"""The sentences of the document on joint procurement, each true whatever is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def first_of(n: int, n_of: int, noun: str, rest: str) -> str:
    """
    Write the caption of a table that shows the first of its rows.

    Parameters
    ----------
    n, n_of
        Rows shown, and all.
    noun
        What a row is.
    rest
        What they have in common and their order.

    Returns
    -------
    caption
        Such as `The first 10 of 78 functions with a shared start`.

    Examples
    --------
    >>> first_of(10, 78, "function", "with a shared start"), first_of(1, 1, "function", "with a shared start")
    ('The first 10 of 78 functions with a shared start', '1 function with a shared start')
    """
    every = f"{count_text(n_of, noun)} {rest}"
    return f"The first {n} of {every}" if n < n_of else every


def public_finding(n_shown: int, n_withheld: int) -> str:
    """
    Say for how many functions three or more boroughs could start together, where nobody may be named.

    Parameters
    ----------
    n_shown, n_withheld
        Functions with a group of three or more that decide alone, and with smaller ones only.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> public_finding(0, 0)
    'No two boroughs are known to share a time at which both could start a new contract for the same work.'
    >>> public_finding(4, 2)
    'For four functions three or more boroughs could start a new contract together; of two more the groups are too small to show.'
    """
    if not n_shown and not n_withheld:
        return opportunities_finding(0)
    first = (
        f"For {number_word(n_shown)} {'function' if n_shown == 1 else 'functions'} three or more boroughs could start"
    )
    more = (
        f"; of {number_word(n_withheld)}{' more' if n_shown else ''} the groups are too small to show"
        if n_withheld
        else ""
    )
    return f"{first} a new contract together{more}."


def opportunities_finding(n_functions: int, first: str = "", n_boroughs: int = 0) -> str:
    """
    Say for how many functions boroughs could start anew together, and which stands first.

    Parameters
    ----------
    n_functions
        Functions with a window that at least two decision-makers share.
    first
        Name of the function that stands first; empty where nothing is ranked.
    n_boroughs
        Boroughs that could start it together.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> opportunities_finding(0)
    'No two boroughs are known to share a time at which both could start a new contract for the same work.'
    >>> opportunities_finding(3, "Cashless parking", 4)
    'For three functions boroughs could start a new contract together; first stands Cashless parking, with four boroughs.'
    """
    if not n_functions:
        return "No two boroughs are known to share a time at which both could start a new contract for the same work."
    many = f"For {number_word(n_functions)} {'function' if n_functions == 1 else 'functions'}"
    opened = f"{many} boroughs could start a new contract together"
    if not first:
        return f"{opened}."
    return f"{opened}; first stands {first}, with {number_word(n_boroughs)} boroughs."


def start_words(first: date, last: date, *, short: bool = False) -> str:
    """
    Write a shared window.

    Parameters
    ----------
    first, last
        First and last day on which all could start.
    short
        Two-digit years, for tight tables.

    Returns
    -------
    words
        Such as `31 Jul 2028` or `1 to 31 Dec 2028`.

    Examples
    --------
    >>> start_words(date(2028, 7, 31), date(2028, 7, 31)), start_words(date(2028, 7, 1), date(2028, 9, 30))
    ('31 Jul 2028', '1 Jul 2028 to 30 Sep 2028')
    """
    begin, end = (date_text(day, short=short) for day in (first, last))
    return begin if begin == end else f"{begin} to {end}"


def leverage_finding(groups: pd.DataFrame) -> str:
    """
    Say how many suppliers several boroughs depend on for several functions.

    Parameters
    ----------
    groups
        As `opportunities.leverage` gives: `group`, `n_boroughs`, `n_functions`.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> leverage_finding(pd.DataFrame({"group": ["Aldwych"], "n_boroughs": [7], "n_functions": [3]}))
    'One supplier serves two or more boroughs for two or more functions: Aldwych, with seven boroughs and three functions.'
    """
    if groups.empty:
        return "No supplier is known to serve two or more boroughs for two or more functions."
    first = groups.iloc[0]
    n, verb = len(groups), "supplier serves" if len(groups) == 1 else "suppliers serve"
    lead = ": " if n == 1 else "; most widely used is "
    boroughs, functions = number_word(int(first["n_boroughs"])), number_word(int(first["n_functions"]))
    return (
        f"{sentence_start(number_word(n))} {verb} two or more boroughs for two or more functions{lead}"
        f"{first['group']}, with {boroughs} boroughs and {functions} functions."
    )


def bridging_finding(panel: pd.DataFrame) -> str:
    """
    Say how much the groups of boroughs would change if contracts were bridged by a year.

    Parameters
    ----------
    panel
        As `opportunities.sensitivity` gives: `bridge_months`, `n_boroughs`, `value`.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> panel = pd.DataFrame({"bridge_months": [0, 12], "n_sets": [4, 2], "n_boroughs": [6, 6], "value": [1.0, 0.725]})
    >>> bridging_finding(panel)
    'Bridging every contract by 12 months would bring no further borough into a group; on average a group would keep 72% of its members in common with its nearest like.'
    """
    plain = panel[panel["bridge_months"] == 0]
    longer = panel[panel["bridge_months"] == 12]
    if plain.empty or longer.empty or not int(plain["n_sets"].iloc[0]):
        return "There is no group of boroughs that a bridge could change."
    more = int(longer["n_boroughs"].iloc[0]) - int(plain["n_boroughs"].iloc[0])
    what = f"{number_word(more) if more > 0 else 'no'} further {'boroughs' if more > 1 else 'borough'}"
    alike = f"{longer['value'].iloc[0]:.0%}"
    return (
        f"Bridging every contract by 12 months would bring {what} into a group; on average a group would keep {alike} "
        "of its members in common with its nearest like."
    )


def narrowed_words(boroughs: Sequence[str], areas: Sequence[str]) -> str:
    """
    Say what a document is narrowed to.

    Parameters
    ----------
    boroughs, areas
        Names.

    Returns
    -------
    words
        Such as `Only opportunities for Housing and homelessness with Brent or Camden in them.`; empty where it is about
        all.

    Examples
    --------
    >>> narrowed_words([], ["Housing and homelessness"]), narrowed_words([], [])
    ('Only opportunities for Housing and homelessness.', '')
    """
    if not boroughs and not areas:
        return ""
    what = f" for {joined(areas)}" if areas else ""
    who = f" with {' or '.join(boroughs)} among the boroughs" if boroughs else ""
    return f"Only opportunities{what}{who}."
