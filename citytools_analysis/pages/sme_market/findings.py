"""The sentences of the page for small suppliers, each true whatever is known."""

from __future__ import annotations

from datetime import date

from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.words import number_word, sentence_start


def ending_finding(n_ending: int, *, n_contracts: int, until: date, n_undated: int) -> str:
    """
    Say how many published contracts come to an end by a day.

    Parameters
    ----------
    n_ending
        Contracts whose end is known and falls by the day.
    n_contracts
        Contracts in force.
    until
        The day.
    n_undated
        Contracts of which no end is published.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> ending_finding(2, n_contracts=15, until=date(2027, 11, 23), n_undated=1)
    'Two of 15 contracts known come to an end by 23 Nov 2027; of one no end is published.'
    >>> ending_finding(0, n_contracts=0, until=date(2027, 11, 23), n_undated=0)
    'No contract is known, so nothing can be said about what comes up for renewal.'
    """
    if not n_contracts:
        return "No contract is known, so nothing can be said about what comes up for renewal."
    every = "contract" if n_contracts == 1 else "contracts"
    verb = "comes" if n_ending < 2 else "come"
    count = sentence_start(number_word(n_ending)) if n_ending else "None"
    rest = f"; of {number_word(n_undated)} no end is published" if n_undated else ""
    return f"{count} of {n_contracts} {every} known {verb} to an end by {date_text(until)}{rest}."


def area_finding(n_ending: int, n_past: int, n_rolling: int, n_undated: int, n_without: int) -> str:
    """
    Say what comes up in one service area.

    Parameters
    ----------
    n_ending
        Contracts that end within 36 months.
    n_past, n_rolling, n_undated
        Contracts past their end and still in use, without a fixed end, and without a published end.
    n_without
        Places whose supplier is known and whose contract is not published.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> area_finding(4, 1, 0, 2, 0)
    'Four contracts end within 36 months. One is past its end and still in use; two have no published end.'
    >>> area_finding(0, 0, 0, 0, 3)
    'No contract is known to end within 36 months. In three more cases the supplier is known and no contract is published.'
    """
    ends = {0: "No contract is known to end", 1: "One contract ends"}
    first = ends.get(n_ending, f"{sentence_start(number_word(n_ending))} contracts end") + " within 36 months."
    one_or_many = [
        (n_past, "is past its end and still in use", "are past their end and still in use"),
        (n_rolling, "rolls on without a fixed end", "roll on without a fixed end"),
        (n_undated, "has no published end", "have no published end"),
    ]
    parts = [f"{number_word(n)} {one if n == 1 else many}" for n, one, many in one_or_many if n]
    second = f" {sentence_start('; '.join(parts))}." if parts else ""
    cases = "case" if n_without == 1 else "cases"
    third = f" In {number_word(n_without)} more {cases} the supplier is known and no contract is published."
    return first + second + (third if n_without else "")


def settled_finding(most: tuple[str, float], least: tuple[str, float], *, n_areas: int, n_of: int) -> str:
    """
    Say where supply is most and least concentrated.

    Parameters
    ----------
    most, least
        The service area and its number of equal suppliers.
    n_areas
        Areas of which enough is known.
    n_of
        Areas there are.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> settled_finding(("Finance", 2.2), ("Housing", 4.8), n_areas=13, n_of=14)
    'Supply is most concentrated in Finance, as if 2.2 suppliers of one size shared it, and least in Housing, as if 4.8 did; enough is known of 13 of 14 service areas.'
    >>> settled_finding(("Finance", 2.2), ("Finance", 2.2), n_areas=1, n_of=14)
    'Enough is known of one of 14 service areas: in Finance it is as if 2.2 suppliers of one size shared the work.'
    >>> settled_finding(("", 0), ("", 0), n_areas=0, n_of=14)
    'Of no service area enough is known to say how concentrated supply is.'
    """
    if not n_areas:
        return "Of no service area enough is known to say how concentrated supply is."
    if n_areas == 1:
        return (
            f"Enough is known of one of {n_of} service areas: in {most[0]} it is as if {most[1]:.1f} suppliers of one "
            "size shared the work."
        )
    return (
        f"Supply is most concentrated in {most[0]}, as if {most[1]:.1f} suppliers of one size shared it, and least in "
        f"{least[0]}, as if {least[1]:.1f} did; enough is known of {n_areas} of {n_of} service areas."
    )


def buyers_finding(n_boroughs: int, n_small: int, *, n_said: int, n_contracts: int) -> str:
    """
    Say how many boroughs are known to buy from small suppliers, and how many contracts do not say.

    Parameters
    ----------
    n_boroughs
        Boroughs with a contract flagged as a small supplier's.
    n_small
        Such contracts.
    n_said
        Contracts that say whether their supplier is small.
    n_contracts
        Contracts in force.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> buyers_finding(2, 4, n_said=15, n_contracts=15)
    'Two boroughs are known to buy from a small or medium-sized supplier, by four contracts; all 15 contracts say which it is.'
    >>> buyers_finding(0, 0, n_said=0, n_contracts=271)
    'None of 271 contracts says whether its supplier is small, so it is not known which boroughs buy from small firms.'
    """
    if not n_contracts:
        return "No contract is known, so it is not known which boroughs buy from small firms."
    if not n_said:
        subject = f"None of {n_contracts} contracts says" if n_contracts > 1 else "The one contract known does not say"
        return f"{subject} whether its supplier is small, so it is not known which boroughs buy from small firms."
    every = f"all {n_contracts} contracts say which it is"
    some = f"{n_contracts - n_said} of {count_text(n_contracts, 'contract')} do not say"
    basis = every if n_said == n_contracts else some
    if not n_small:
        return f"No contract is known to be with a small or medium-sized supplier; {basis}."
    who = "One borough is" if n_boroughs == 1 else f"{sentence_start(number_word(n_boroughs))} boroughs are"
    by = f"{number_word(n_small)} contract" + ("" if n_small == 1 else "s")
    return f"{who} known to buy from a small or medium-sized supplier, by {by}; {basis}."
