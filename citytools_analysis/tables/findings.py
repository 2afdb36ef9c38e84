"""
The sentences that open a report's sections and charts, each computed from the frame it speaks of.

A sentence says what it counts; where nothing is known it says that, and never `none`.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.days import first_day, last_day
from citytools_analysis.style import date_text
from citytools_analysis.tables.words import number_word, sentence_start


def timeline_finding(placed: pd.DataFrame, *, as_of: date) -> str:
    """
    Say how many decision dates have passed and when the next one is.

    Parameters
    ----------
    placed
        Contracts with a known end or rolling on: `act_by_date`.
    as_of
        Today.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> placed = pd.DataFrame({"act_by_date": pd.to_datetime(["2026-01-31", "2026-12-31", None])})
    >>> timeline_finding(placed, as_of=date(2026, 11, 23))
    'One decision date has passed; the next is 31 Dec 2026'
    """
    days = placed["act_by_date"].dropna()
    passed, ahead = days[days < pd.Timestamp(as_of)], days[days >= pd.Timestamp(as_of)]
    following = f"the next is {date_text(ahead.min())}" if len(ahead) else "none is known to lie ahead"
    if passed.empty:
        return f"The next decision date is {date_text(ahead.min())}" if len(ahead) else "No decision date is known"
    verb = "date has" if len(passed) == 1 else "dates have"
    return f"{sentence_start(number_word(len(passed)))} decision {verb} passed; {following}"


def ends_finding(decisions: pd.DataFrame, *, as_of: date) -> str:
    """
    Say how many contracts end within eighteen months, and for how many no end is known or what came after it is not.

    Parameters
    ----------
    decisions
        The borough's contracts: `end_state`, `end_date` and perhaps `end_date_precision`.
    as_of
        Today.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> decisions = pd.DataFrame({"end_state": ["known", "unknown"], "end_date": pd.to_datetime(["2027-07-31", None])})
    >>> ends_finding(decisions, as_of=date(2026, 11, 23))
    'One of 2 known contracts ends by 23 May 2028; one has no known end.'
    """
    if decisions.empty:
        return "No contract is known, so nothing can be said about when things end."
    last = pd.Timestamp(as_of) + pd.DateOffset(months=18)
    soon = len(ending(decisions, as_of=as_of))
    is_dated = decisions["end_state"].isin(["known", "rolling"])
    n_past = int((~is_dated & decisions["end_date"].notna()).sum())
    unknown = int((~is_dated).sum()) - n_past
    verb = "ends" if soon in {0, 1} else "end"
    every = "contract" if len(decisions) == 1 else "contracts"
    first = f"{sentence_start(number_word(soon)) if soon else 'None'} of {len(decisions)} known {every} {verb} by {date_text(last)}"
    rest = [f"{number_word(unknown)} {'has' if unknown == 1 else 'have'} no known end"] if unknown else []
    rest += [f"of {number_word(n_past)} the end has passed and it is not known whether it runs on"] if n_past else []
    return "; ".join([first, *rest]) + "."


def ending(decisions: pd.DataFrame, *, as_of: date, months: int = 18) -> pd.DataFrame:
    """
    Keep the contracts whose known end lies ahead and could fall within some months.

    Parameters
    ----------
    decisions
        Contracts: `end_state`, `end_date`, and perhaps `end_date_precision`.
    as_of
        Today; what ends today counts.
    months
        Calendar months, the last day included.

    Returns
    -------
    ending
        Those rows. An end known to a month or year counts from its first day and has passed only after its last.

    Examples
    --------
    >>> frame = pd.DataFrame({"end_state": ["known"], "end_date": pd.to_datetime(["2026-11-01"]), "end_date_precision": ["month"]})
    >>> len(ending(frame, as_of=date(2026, 11, 23)))
    1
    """
    precision = decisions.get("end_date_precision", pd.Series("day", index=decisions.index))
    first, last = first_day(decisions["end_date"], precision), last_day(decisions["end_date"], precision)
    today = pd.Timestamp(as_of)
    is_near = (last >= today) & (first <= today + pd.DateOffset(months=months))
    return decisions[decisions["end_state"].eq("known") & is_near]
