"""The sentences of the second workshop, each true whatever is known."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.style import count_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def opening_finding(n_boroughs: int, *, n_suppliers: int, shared: Sequence[str], n_shared: int) -> str:
    """
    Say how many suppliers the room has, and which of them most boroughs share.

    Parameters
    ----------
    n_boroughs
        Boroughs in the room.
    n_suppliers
        Suppliers known to serve any of them.
    shared
        Names of those that serve most boroughs here.
    n_shared
        How many boroughs each of these serves.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> opening_finding(0, n_suppliers=0, shared=[], n_shared=0)
    'No supplier is known in this room, so it begins with what the boroughs bring.'
    >>> opening_finding(9, n_suppliers=12, shared=["Alder", "Cypress"], n_shared=7)
    '12 suppliers are known in this room of 9 boroughs; Alder and Cypress each serve seven of them.'
    >>> opening_finding(9, n_suppliers=2, shared=["Alder", "Cypress"], n_shared=1)
    'Two suppliers are known in this room of 9 boroughs; no two boroughs are known to share one.'
    """
    if not n_suppliers:
        return "No supplier is known in this room, so it begins with what the boroughs bring."
    verb = "supplier is" if n_suppliers == 1 else "suppliers are"
    start = (
        f"{sentence_start(number_word(n_suppliers))} {verb} known in this room of {count_text(n_boroughs, 'borough')}"
    )
    if n_boroughs == 1:
        return f"{start}; nobody is here to compare with."
    if n_shared < 2:
        return f"{start}; no two boroughs are known to share one."
    serve = "serves" if len(shared) == 1 else "each serve"
    return f"{start}; {joined(shared, most=3)} {serve} {number_word(n_shared)} of them."


def dimension_finding(worst: str, n_dissatisfied: int, n: int) -> str:
    """
    Say with what most votes of the room are dissatisfied, without a full stop.

    Parameters
    ----------
    worst
        The dimension in words.
    n_dissatisfied, n
        Its votes of 1 or 2, of all.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> dimension_finding("access to own data", 7, 12)
    'The room is least satisfied with access to own data: 7 of 12 votes are dissatisfied'
    >>> dimension_finding("support", 0, 12)
    'No vote of the room is dissatisfied with any of what was rated'
    """
    if not n_dissatisfied:
        return "No vote of the room is dissatisfied with any of what was rated"
    return f"The room is least satisfied with {worst}: {n_dissatisfied} of {count_text(n, 'vote is', 'votes are')} dissatisfied"


def agreement_finding(n_agreed: int, n_split: int, *, n_told: int, n_withheld: int) -> str:
    """
    Say on how many functions the room agrees, on how many it differs, and how many cannot be told.

    Parameters
    ----------
    n_agreed, n_split
        Functions on which the room agrees and is divided.
    n_told, n_withheld
        Functions with figures, and those withheld.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> agreement_finding(2, 1, n_told=5, n_withheld=7)
    'Of 5 functions that can be told, the room agrees on two and is divided on one; 7 more are withheld.'
    >>> agreement_finding(0, 0, n_told=0, n_withheld=7)
    'No function can be told: all 7 that were rated here are withheld.'
    >>> agreement_finding(0, 0, n_told=0, n_withheld=0)
    'Nobody in this room has rated a system in the last 18 months.'
    """
    if not n_told and not n_withheld:
        return "Nobody in this room has rated a system in the last 18 months."
    if not n_told:
        every = f"all {n_withheld} that were rated here are" if n_withheld > 1 else "the one that was rated here is"
        return f"No function can be told: {every} withheld."
    agreed, split = number_word(n_agreed) if n_agreed else "none", number_word(n_split) if n_split else "none"
    rest = f"; {count_text(n_withheld, 'more is', 'more are')} withheld" if n_withheld else ""
    of = "1 function" if n_told == 1 else f"{n_told} functions"
    return f"Of {of} that can be told, the room agrees on {agreed} and is divided on {split}{rest}."


def problems_finding(names: Sequence[str], *, n_withheld: int) -> str:
    """
    Say which problems several boroughs report with one supplier.

    Parameters
    ----------
    names
        Each problem with its supplier, those most report first.
    n_withheld
        How many more are withheld.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> problems_finding(["price rises (Alder)"], n_withheld=2)
    'One problem is reported by enough boroughs to tell: price rises (Alder). 2 more are shared by too few.'
    >>> problems_finding([], n_withheld=0)
    'No problem is known that two boroughs report with one supplier used here.'
    """
    if not names and not n_withheld:
        return "No problem is known that two boroughs report with one supplier used here."
    more = f"{count_text(n_withheld, 'more is', 'more are')} shared by too few." if n_withheld else ""
    if not names:
        return f"No problem can be told: {count_text(n_withheld, 'is', 'are')} shared by too few boroughs."
    verb = "problem is" if len(names) == 1 else "problems are"
    start = f"{sentence_start(number_word(len(names)))} {verb} reported by enough boroughs to tell"
    return f"{start}: {joined(names, most=3)}. {more}".strip()


def worth_finding(n_before: int, n_after: int, *, months: int) -> str:
    """
    Say how many more intentions the room has stated, without a full stop.

    Parameters
    ----------
    n_before, n_after
        Pairs of borough and function with a stated intention, then and now.
    months
        How long ago then was.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> worth_finding(3, 9, months=12), worth_finding(0, 0, months=12)
    ('Intentions stated rose from 3 to 9 in 12 months', 'No borough here has stated what it intends')
    """
    if not n_after:
        return "No borough here has stated what it intends"
    verb = "rose" if n_after > n_before else "stayed"
    return (
        f"Intentions stated {verb} from {n_before} to {n_after} in {months} months"
        if n_after > n_before
        else (f"Intentions stated stayed at {n_after} over {months} months")
    )
