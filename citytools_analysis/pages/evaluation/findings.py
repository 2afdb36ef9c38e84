"""The sentences of the evaluation, each true whatever the logs hold."""

from __future__ import annotations

from collections.abc import Mapping

from citytools_analysis.charts.numbers import pounds_text
from citytools_analysis.style import count_text
from citytools_analysis.tables.words import joined, number_word, sentence_start

UNTOLD = "cannot be told"
HELD = "is members' data and not shown in this edition"


def targets_finding(states: Mapping[str, int]) -> str:
    """
    Say how many targets of the first year are met, missed, or cannot be told.

    Parameters
    ----------
    states
        How many are `met`, `not met`, `cannot be told` and `withheld` from this edition.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> targets_finding({"met": 5, "not met": 5, "cannot be told": 1})
    'Of 11 targets proposed for the first year, five are met, five are not and one cannot be told.'
    >>> targets_finding({"cannot be told": 7, "withheld": 4})
    'Of 11 targets proposed for the first year, none is met, seven cannot be told and four are not shown in this edition.'
    """
    total = sum(states.values())
    if not total:
        return "No target is set for the first year."
    met, missed, untold, held = (states.get(name, 0) for name in ("met", "not met", "cannot be told", "withheld"))
    parts = [_are(met, "met") if met else "none is met"]
    parts += [f"{number_word(missed)} {'is' if missed == 1 else 'are'} not"] if missed else []
    parts += [f"{number_word(untold)} cannot be told"] if untold else []
    parts += [f"{_are(held, 'not shown in this edition')}"] if held else []
    return f"Of {count_text(total, 'target')} proposed for the first year, {joined(parts)}."


def _are(count: int, words: str) -> str:
    return f"{number_word(count)} {'is' if count == 1 else 'are'} {words}"


def service_finding(uptime: str, answered: int, n_boroughs: int, *, span: str = "") -> str:
    """
    Say whether the service was up, and how many boroughs have answered.

    Parameters
    ----------
    uptime
        Share of the minutes logged, in words; empty where nothing is logged.
    answered, n_boroughs
        Boroughs that sent a return, of how many.
    span
        Which months were logged.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> service_finding("99.85%", 22, 33, span="3 of 3 months logged")
    'In the last full quarter the service was up 99.85% of the time (3 of 3 months logged); 22 of 33 authorities have sent a return.'
    >>> service_finding("", 0, 33)
    'Whether the service was up in the last full quarter cannot be told; no authority of 33 has sent a return.'
    """
    has = "has" if answered == 1 else "have"
    sent = f"{answered} of {n_boroughs} authorities {has}" if answered else f"no authority of {n_boroughs} has"
    if not uptime:
        return f"Whether the service was up in the last full quarter cannot be told; {sent} sent a return."
    return f"In the last full quarter the service was up {uptime} of the time ({span}); {sent} sent a return."


def use_finding(documented: int | None, said: int | None, *, is_held: bool = False) -> str:
    """
    Say how many decisions used the tools, with a paper that shows it and without.

    Parameters
    ----------
    documented, said
        Decisions of the last 12 months that a paper shows, and that only somebody says; None where it cannot be told.
    is_held
        Whether the edition leaves it out.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> use_finding(8, 1)
    'Eight decisions of the last 12 months cite the tools in a paper or record; one more is only said to have used them.'
    >>> use_finding(None, None)
    'How many decisions used the tools cannot be told.'
    """
    if documented is None:
        return f"How many decisions used the tools {HELD if is_held else UNTOLD}."
    cites = "decision of the last 12 months cites" if documented == 1 else "decisions of the last 12 months cite"
    shown = f"{sentence_start(number_word(documented))} {cites} the tools in a paper or record"
    if not said:
        return f"{shown}."
    verb = "is" if said == 1 else "are"
    return f"{shown}; {number_word(said)} more {verb} only said to have used them."


def suppliers_finding(events: int | None, answered: str, *, is_held: bool = False) -> str:
    """
    Say how often the data were used towards suppliers, and whether they answered.

    Parameters
    ----------
    events
        Market-engagement events and preliminary notices; None where it cannot be told.
    answered
        Share of the challenges that were due that suppliers answered in time, in words; empty where none was due.
    is_held
        Whether the edition leaves it out.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> suppliers_finding(4, "50%")
    'The data were used at four events or in notices to the market in the last 12 months; 50% of the collective challenges that were due were answered within 60 days.'
    >>> suppliers_finding(None, "")
    'Whether the data were used towards suppliers cannot be told.'
    """
    if events is None:
        return f"Whether the data were used towards suppliers {HELD if is_held else UNTOLD}."
    at = "one event or in one notice" if events == 1 else f"{number_word(events)} events or in notices"
    used = f"The data were used at {at} to the market in the last 12 months"
    if not answered:
        return f"{used}; whether suppliers answer collective challenges in time cannot be told yet."
    return f"{used}; {answered} of the collective challenges that were due were answered within 60 days."


def funnel_finding(surfaced: int, awarded: int, *, n_open: int, n_dropped: int) -> str:
    """
    Say how many joint purchases were surfaced and what became of them.

    Parameters
    ----------
    surfaced, awarded, n_open, n_dropped
        How many.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> funnel_finding(9, 2, n_open=4, n_dropped=3)
    'Of nine joint purchases surfaced, two were awarded, four are open and three were dropped'
    >>> funnel_finding(1, 0, n_open=1, n_dropped=0)
    'Of one joint purchase surfaced, none was awarded and one is open'
    """
    what = "joint purchase" if surfaced == 1 else "joint purchases"
    parts = [f"{number_word(awarded) if awarded else 'none'} {'were' if awarded > 1 else 'was'} awarded"]
    parts += [_are(n_open, "open")] if n_open else []
    parts += [f"{number_word(n_dropped)} {'was' if n_dropped == 1 else 'were'} dropped"] if n_dropped else []
    return f"Of {number_word(surfaced)} {what} surfaced, {joined(parts)}"


def saving_finding(owed: tuple[float, float, float], net: tuple[float, float, float], *, n: int, n_of: int) -> str:
    """
    Say what was saved and is owed to the tools, and what is left once their cost is taken off.

    Parameters
    ----------
    owed, net
        Low, central and high, in pounds.
    n, n_of
        Decisions that count, of those with an outcome in the last 12 months.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> saving_finding((24e3, 124e3, 215e3), (-203e3, -47e3, 75e3), n=6, n_of=8).replace(chr(0x2212), "-")
    'Of 8 decisions with an outcome in the last 12 months 6 count: £124k of what they saved is owed to the tools (£24k to £215k). With the yearly cost taken off, the net is a loss of £47k (-£203k to £75k).'
    """
    low, central, high = (pounds_text(one) for one in owed)
    net_low, net_high = pounds_text(net[0]), pounds_text(net[2])
    kind = "a loss" if net[1] < 0 else "a gain"
    count = "count" if n != 1 else "counts"
    return (
        f"Of {count_text(n_of, 'decision')} with an outcome in the last 12 months {n} {count}: {central} of what they saved "
        f"is owed to the tools ({low} to {high}). With the yearly cost taken off, the net is {kind} of "
        f"{pounds_text(abs(net[1]))} ({net_low} to {net_high})."
    )
