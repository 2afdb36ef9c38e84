"""The sentences of the project plan, each true whatever is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def milestones_finding(n_done: int, *, n_of: int, overdue: Sequence[str], following: tuple[str, date] | None) -> str:
    """
    Say how many milestones are reached, which are overdue, and which is next.

    Parameters
    ----------
    n_done, n_of
        Milestones done, and all that were not given up.
    overdue
        What is overdue.
    following
        The next one and its day; nothing where none lies ahead.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> milestones_finding(0, n_of=12, overdue=[], following=("A sponsor is named", date(2027, 1, 29)))
    'None of 12 milestones is done and none is overdue; the next, due 29 Jan 2027: A sponsor is named.'
    >>> milestones_finding(3, n_of=12, overdue=["The baseline is fixed"], following=None)
    'Three of 12 milestones are done; one is overdue: The baseline is fixed.'
    >>> milestones_finding(0, n_of=0, overdue=[], following=None)
    'The plan has no milestone yet.'
    """
    if not n_of:
        return "The plan has no milestone yet."
    count = sentence_start(number_word(n_done)) if n_done else "None"
    every = "milestone" if n_of == 1 else "milestones"
    first = f"{count} of {n_of} {every} {'is' if n_done < 2 else 'are'} done"
    late = f"; {number_word(len(overdue))} {'is' if len(overdue) == 1 else 'are'} overdue: {joined(overdue, most=2)}"
    second = late if overdue else " and none is overdue"
    then = f"; the next, due {date_text(following[1])}: {following[0]}" if following else ""
    return f"{first}{second}{then}."


def risks_finding(n_high: int, *, n_of: int, worst: str) -> str:
    """
    Say how many risks are high, and which is highest.

    Parameters
    ----------
    n_high
        Risks whose likelihood times impact is 15 or more.
    n_of
        Risks in the plan.
    worst
        The highest of them.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> risks_finding(3, n_of=8, worst="Nobody pays for upkeep")
    'Three of 8 risks score 15 or more of 25; the highest: Nobody pays for upkeep.'
    >>> risks_finding(0, n_of=0, worst="")
    'The plan names no risk yet, which is not to say that there is none.'
    """
    if not n_of:
        return "The plan names no risk yet, which is not to say that there is none."
    count = sentence_start(number_word(n_high)) if n_high else "None"
    verb = "scores" if n_high < 2 else "score"
    return f"{count} of {count_text(n_of, 'risk')} {verb} 15 or more of 25; the highest: {worst}."


def criteria_finding(n_met: int, n_missed: int, *, n_of: int) -> str:
    """
    Say how many targets of the first year are met, missed, or cannot be told.

    Parameters
    ----------
    n_met, n_missed
        Targets met and not met, whatever is not known.
    n_of
        Targets set.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> criteria_finding(5, 4, n_of=11)
    'Of 11 targets for the first year five are met and four are not; of two it cannot be told.'
    >>> criteria_finding(0, 1, n_of=11)
    'Of 11 targets for the first year none is met and one is not; of ten it cannot be told.'
    """
    if not n_of:
        return "No target is set, so nothing can be judged."
    untold = n_of - n_met - n_missed
    targets = count_text(n_of, "target")
    met = f"{number_word(n_met) if n_met else 'none'} {'is' if n_met < 2 else 'are'} met"
    missed = f"{number_word(n_missed) if n_missed else 'none'} {'is' if n_missed < 2 else 'are'} not"
    rest = f"; of {number_word(untold)} it cannot be told" if untold else ""
    return f"Of {targets} for the first year {met} and {missed}{rest}."


def answered_finding(open_problems: Sequence[str], *, n_of: int) -> str:
    """
    Say whether every known problem has a solution in the plan.

    Parameters
    ----------
    open_problems
        Problems that no solution serves.
    n_of
        Problems in the plan.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> answered_finding([], n_of=7), answered_finding(["Ends lie apart"], n_of=7)
    ('Each of 7 known problems has a solution in the plan.', 'One of 7 known problems has no solution in the plan: Ends lie apart.')
    """
    if not n_of:
        return "The plan names no problem yet."
    if not open_problems:
        return (
            f"Each of {n_of} known problems has a solution in the plan."
            if n_of > 1
            else "The one known problem has a solution in the plan."
        )
    verb = "has" if len(open_problems) == 1 else "have"
    count = sentence_start(number_word(len(open_problems)))
    return f"{count} of {count_text(n_of, 'known problem')} {verb} no solution in the plan: {joined(open_problems, most=3)}."
