"""The sentences of the report on data quality, each true whatever is known."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.style import count_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def known_finding(n_returns: int, n_facts: int, n_nothing: int) -> str:
    """
    Say of how many boroughs something is known, and from whom.

    Parameters
    ----------
    n_returns
        Boroughs that have sent a return.
    n_facts
        Further boroughs of which only public facts are known.
    n_nothing
        Boroughs of which nothing is known.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> known_finding(22, 11, 0)
    '22 of 33 boroughs have sent a return; of 11 only public facts are known.'
    >>> known_finding(0, 0, 33)
    'Nothing is known of any of 33 boroughs: no data is not the same as not used.'
    """
    n = n_returns + n_facts + n_nothing
    if n_nothing == n:
        return f"Nothing is known of any of {n} boroughs: no data is not the same as not used."
    sent = "has" if n_returns < 2 else "have"
    count = sentence_start(number_word(n_returns)) if n_returns else "None"
    first = f"{count} of {n} boroughs {sent} sent a return"
    facts = [f"of {number_word(n_facts)} only public facts are known"] if n_facts else []
    nothing = [f"of {number_word(n_nothing)} nothing is known"] if n_nothing else []
    return "; ".join([first, *facts, *nothing]) + "."


def chase_finding(n_without: int, n_gaps: int, n_boroughs: int) -> str:
    """
    Say how many boroughs are to be asked for a return, and how many for what theirs leaves open.

    Parameters
    ----------
    n_without
        Boroughs that have sent no return.
    n_gaps
        Boroughs that have sent one with something left to say.
    n_boroughs
        All boroughs.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> chase_finding(11, 22, 33)
    'Ask 11 boroughs for their first return, and 22 for what theirs leaves open.'
    >>> chase_finding(0, 0, 33)
    'None of 33 boroughs has anything left to be asked.'
    """
    if not n_without and not n_gaps:
        return f"None of {n_boroughs} boroughs has anything left to be asked."
    first = f"{_boroughs(n_without)} for {'its' if n_without == 1 else 'their'} first return" if n_without else ""
    rest = f"{_boroughs(n_gaps, is_second=bool(first))} for what theirs leaves open" if n_gaps else ""
    return f"Ask {', and '.join(part for part in (first, rest) if part)}."


def _boroughs(count: int, *, is_second: bool = False) -> str:
    if is_second:
        return number_word(count)
    return f"{number_word(count)} {'borough' if count == 1 else 'boroughs'}"


def rules_finding(n_broken: int, n_tested: int, n_rules: int) -> str:
    """
    Say how often a rule that records should keep is broken.

    Parameters
    ----------
    n_broken
        Times a record breaks a rule.
    n_tested
        Times a rule applies to a record.
    n_rules
        How many rules apply to any record.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> rules_finding(2, 120, 8)
    'Two of 120 tests fail, over the 8 rules that apply to any record.'
    >>> rules_finding(0, 120, 8), rules_finding(0, 0, 0)
    ('None of 120 tests fails, over the 8 rules that apply to any record.', 'No rule applies to any record, so nothing can be tested.')
    """
    if not n_tested:
        return "No rule applies to any record, so nothing can be tested."
    over = "over the one rule that applies" if n_rules == 1 else f"over the {n_rules} rules that apply"
    count = sentence_start(number_word(n_broken)) if n_broken else "None"
    return f"{count} of {n_tested:,} test{'s' * (n_tested != 1)} {'fails' if n_broken < 2 else 'fail'}, {over} to any record."


def conflicts_finding(n_matched: int, n_apart: int, boroughs: Sequence[str]) -> str:
    """
    Say how often a borough's own answer and what is published of a contract differ.

    Parameters
    ----------
    n_matched
        Contracts of which both tell.
    n_apart
        Those of them of which the two say different things.
    boroughs
        Names of their boroughs.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> conflicts_finding(3, 0, []), conflicts_finding(0, 0, [])
    ('Of 3 contracts a return and a published source tell; they differ on none where they can be compared.', 'No contract is known from both a return and a published source, so nothing can be compared.')
    >>> conflicts_finding(3, 1, ["Brent"])
    'Of 3 contracts a return and a published source tell; they differ on one, in Brent.'
    """
    if not n_matched:
        return "No contract is known from both a return and a published source, so nothing can be compared."
    first = f"Of {count_text(n_matched, 'contract')} a return and a published source tell"
    if not n_apart:
        return f"{first}; they differ on none where they can be compared."
    return f"{first}; they differ on {number_word(n_apart)}, in {joined(boroughs, most=4)}."


def age_finding(days: float | None, n: int) -> str:
    """
    Say how old half of what is known of contracts is.

    Parameters
    ----------
    days
        The median age in days; None where no contract has a day.
    n
        Contracts with a day.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> age_finding(120.0, 400)
    'Half of the 400 contracts that say when they were last confirmed were confirmed within 120 days.'
    >>> age_finding(None, 0), age_finding(30.0, 1)
    ('No contract says on which day it was last confirmed.', 'The one contract that says when it was last confirmed was confirmed 30 days ago.')
    """
    if days is None or not n:
        return "No contract says on which day it was last confirmed."
    if n == 1:
        return f"The one contract that says when it was last confirmed was confirmed {_days(days)} ago."
    return f"Half of the {n} contracts that say when they were last confirmed were confirmed within {_days(days)}."


def _days(count: float) -> str:
    return "1 day" if round(count) == 1 else f"{count:,.0f} days"


def sources_finding(counts: Sequence[tuple[str, int]], n_boroughs: int) -> str:
    """
    Say how many boroughs each kind of source tells of.

    Parameters
    ----------
    counts
        Name of a kind of source and how many boroughs it tells of.
    n_boroughs
        All boroughs.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> sources_finding([("returns", 22), ("notices", 14), ("spend", 0)], 33)
    'Of 33 boroughs, returns tell of 22, notices of 14; no spend is held'
    >>> sources_finding([("returns", 0)], 33)
    'No kind of source tells of any of 33 boroughs'
    """
    held = [f"{name} {'tell of' if not place else 'of'} {n}" for place, (name, n) in enumerate(
        [one for one in counts if one[1]])]  # fmt: skip
    if not held:
        return f"No kind of source tells of any of {n_boroughs} boroughs"
    none = [name for name, n in counts if not n]
    no = " or ".join(part for part in (", ".join(none[:-1]), *none[-1:]) if part)
    rest = f"; no {no} {'is' if len(none) == 1 else 'are'} held" if none else ""
    return f"Of {n_boroughs} boroughs, {', '.join(held)}{rest}"
