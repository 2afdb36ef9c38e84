"""The sentences of the resource and funding plan, each true whatever the assumptions are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.charts.numbers import pounds_text, share_text
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def payback_finding(net: float, *, scenario: str = "core") -> str:
    """
    Say whether a scenario pays for itself on its effect on price alone.

    Parameters
    ----------
    net
        What a paying borough gains a year, in pounds, at the central assumptions; a loss below zero.
    scenario
        Its name.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> payback_finding(-2_981.14)
    'On its effect on price alone the core scenario does not pay for itself: at the central assumptions a paying borough is £2,981 a year worse off.'
    >>> payback_finding(120.4)
    'On its effect on price alone the core scenario pays for itself: at the central assumptions a paying borough is £120 a year better off.'
    """
    if abs(net) < 0.5:
        return f"On its effect on price alone the {scenario} scenario just covers its cost at the central assumptions."
    pays, way = ("pays", "better") if net > 0 else ("does not pay", "worse")
    return (
        f"On its effect on price alone the {scenario} scenario {pays} for itself: at the central assumptions a paying "
        f"borough is £{abs(net):,.0f} a year {way} off."
    )


def cost_finding(total: float, programme: float, time: float, *, n_boroughs: int) -> str:
    """
    Say what the core scenario costs, and how much of it is the boroughs' own time.

    Parameters
    ----------
    total, programme, time
        Pounds a year.
    n_boroughs
        Authorities that give time.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> cost_finding(170_720, 146_960, 23_760, n_boroughs=33)
    'The core scenario costs £171k a year: £147k to run the tools and £24k of the own time of 33 authorities.'
    """
    own = count_text(n_boroughs, "authority", "authorities")
    return (
        f"The core scenario costs {pounds_text(total)} a year: {pounds_text(programme)} to run the tools and "
        f"{pounds_text(time)} of the own time of {own}."
    )


def price_finding(prices: Sequence[tuple[int, float]]) -> str:
    """
    Say what each payer would pay in equal shares, by how many pay.

    Parameters
    ----------
    prices
        Number of payers and the price in pounds a year, the most payers first.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> price_finding([(33, 4_453.33), (27, 5_442.96), (18, 8_164.44)])
    'In equal shares each would pay £4,453 a year if 33 pay, £5,443 if 27 pay and £8,164 if 18 pay.'
    >>> price_finding([])
    'What each would pay cannot be told.'
    """
    if not prices:
        return "What each would pay cannot be told."
    (n, first), *others = prices
    told = [f"£{first:,.0f} a year if {n} pay", *(f"£{price:,.0f} if {n} pay" for n, price in others)]
    return f"In equal shares each would pay {joined(told)}."


def rate_finding(needed: float, influenced: float, chance: float, saved: float) -> str:
    """
    Hold the saving that would pay for the tools against the saving that is assumed.

    Parameters
    ----------
    needed
        Share of the yearly value influenced that must be saved.
    influenced
        That value, in pounds a year.
    chance, saved
        The assumed chance that a purchase goes ahead, and what it then saves, as a share.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> rate_finding(0.01707, 10e6, 0.35, 0.03)
    'To pay for itself, boroughs included, 1.71% of the £10.0m a year influenced must be saved. The assumptions expect 1.05%: 35% of what could be bought together goes ahead, and saves 3.0%. That is less than what is needed.'
    """
    expected = chance * saved
    verdict = "less than" if expected < needed else "no less than"
    return (
        f"To pay for itself, boroughs included, {needed:.2%} of the {pounds_text(influenced)} a year influenced must be "
        f"saved. The assumptions expect {expected:.2%}: {share_text(chance)} of what could be bought together goes ahead, "
        f"and saves {saved:.1%}. That is {verdict} what is needed."
    )


def purchases_finding(needed: float | None, low: float | None, high: float | None, *, market: str) -> str:
    """
    Say how many joint purchases a year would pay for the core scenario.

    Parameters
    ----------
    needed
        How many, at the central assumptions; None where no number pays.
    low, high
        The same at the most and the least favourable settings; None where no number pays.
    market
        What is bought in, in words.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> purchases_finding(1.92, 0.86, 9.48, market="3 to 5 suppliers")
    'In a market of 3 to 5 suppliers 1.9 joint purchases a year would pay for the core scenario; 0.9 to 9.5 at low and high.'
    >>> purchases_finding(1.92, 0.86, None, market="3 to 5 suppliers")
    'In a market of 3 to 5 suppliers 1.9 joint purchases a year would pay for the core scenario; at the least favourable setting no number would.'
    >>> purchases_finding(None, None, None, market="3 to 5 suppliers")
    'In a market of 3 to 5 suppliers no number of joint purchases would pay for the core scenario.'
    """
    if needed is None:
        return f"In a market of {market} no number of joint purchases would pay for the core scenario."
    noun = "purchase" if f"{needed:.1f}" == "1.0" else "purchases"
    first = f"In a market of {market} {needed:.1f} joint {noun} a year would pay for the core scenario"
    if low is None or high is None:
        return f"{first}; at the least favourable setting no number would."
    return f"{first}; {low:.1f} to {high:.1f} at low and high."


def bands_finding(equal: float, least: float, most: float, *, n_payers: int) -> str:
    """
    Say what the smallest and the largest payer would pay, if they paid by band.

    Parameters
    ----------
    equal
        The price in equal shares, in pounds a year.
    least, most
        The prices of the lowest and the highest band.
    n_payers
        How many pay.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> bands_finding(5_442.96, 4_050.6, 6_751.1, n_payers=27)
    'If 27 pay, each pays £5,443 a year in equal shares, or £4,051 to £6,751 by band.'
    """
    return (
        f"If {n_payers} pay, each pays £{equal:,.0f} a year in equal shares, or £{least:,.0f} to £{most:,.0f} by band."
    )


def drivers_finding(tornado: pd.DataFrame) -> str:
    """
    Say how many assumptions could each alone turn a loss into a gain, or a gain into a loss.

    Parameters
    ----------
    tornado
        As `resources.tornado` gives.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> drivers_finding(pd.DataFrame({"value": [-5.0, -5.0], "lower": [-9.0, -6.0], "upper": [2.0, -1.0]}))
    'One of 2 assumptions could alone turn the loss into a gain'
    """
    value = float(tornado["value"].iloc[0])
    turned = tornado["upper"].gt(0) if value < 0 else tornado["lower"].lt(0)
    n, words = int(turned.sum()), "the loss into a gain" if value < 0 else "the gain into a loss"
    if not n:
        return f"None of {len(tornado)} assumptions could alone turn {words}"
    each = "could alone" if n == 1 else "could each alone"
    return f"{sentence_start(number_word(n))} of {len(tornado)} assumptions {each} turn {words}"


def decay_finding(decay: pd.DataFrame) -> str:
    """
    Say how many contract ends would still be verified a year after the money ends.

    Parameters
    ----------
    decay
        Rows of `resources.no_renewal_decay` about the share still verified.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> day = pd.Timestamp("2026-11-23")
    >>> rows = {"month": [0, 12], "day_date": [day, day.replace(year=2027)], "value": [0.8, 0.4], "n": 13, "n_of": 13}
    >>> decay_finding(pd.DataFrame(rows))
    'If nothing is confirmed after 23 Nov 2026, 40% of the 13 contract ends known today would still be verified on 23 Nov 2027; today it is 80%.'
    """
    known = {row["month"]: row for row in decay[decay["value"].notna()].to_dict("records")}
    if not {0, 12} <= set(known):
        return (
            "No contract end is known with the day on which it was confirmed, so what would go stale cannot be told; "
            "that is not to say that nothing would."
        )
    now, later = known[0], known[12]
    n, n_of = int(now["n"]), int(now["n_of"])
    ends = f"the {count_text(n, 'contract end')} known today" if n > 1 else "the one contract end known today"
    part = "" if n == n_of else f" with a day of confirmation (of {n_of})"
    return (
        f"If nothing is confirmed after {date_text(now['day_date'])}, {share_text(later['value'])} of {ends}{part} "
        f"would still be verified on {date_text(later['day_date'])}; today it is {share_text(now['value'])}."
    )


def given_finding(names: Sequence[str]) -> str:
    """
    Say which assumptions were given for this document in place of the reviewed ones.

    Parameters
    ----------
    names
        Their ids.

    Returns
    -------
    sentence
        The finding; it says so too where none was given.

    Examples
    --------
    >>> given_finding([])
    'Every figure rests on the reviewed assumptions; none was changed for this document.'
    >>> given_finding(["steward_rate"])
    'One assumption was changed for this document: steward_rate. All others are the reviewed ones.'
    """
    if not names:
        return "Every figure rests on the reviewed assumptions; none was changed for this document."
    verb = "assumption was" if len(names) == 1 else "assumptions were"
    return (
        f"{sentence_start(number_word(len(names)))} {verb} changed for this document: {joined(names)}. All others are "
        "the reviewed ones."
    )
