"""
The sentences that open a report's sections and charts, each computed from the frame it speaks of.

A sentence says what it counts; where nothing is known it says that, and never `none`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from citytools_analysis.metrics.days import first_day, last_day
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.reach import Reach
from citytools_analysis.tables.words import joined, number_word, sentence_start


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


def estate_finding(in_use: pd.DataFrame, *, n_functions: int) -> str:
    """
    Say how many systems are known for how many functions, and who supplies most of them.

    Parameters
    ----------
    in_use
        The borough's rows of `adoption.in_use`: `function_code`, `system_state`, `system_id`, `supplier`.
    n_functions
        Functions there are.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> in_use = pd.DataFrame({"function_code": ["REV01", "HSG01"], "system_state": ["known", "known"],
    ...     "system_id": ["aldwych", "aldwych"], "supplier": ["Strand", "Strand"]})
    >>> estate_finding(in_use, n_functions=90)
    'One system is known, for 2 of 90 functions. Strand supplies it.'
    """
    told = in_use[~in_use["system_state"].isin(["unknown", "withheld"])]
    known = told[told["system_state"] == "known"]
    n_known = int(told["function_code"].nunique())
    n_systems = int(known["system_id"].nunique())
    if not n_known:
        return f"No system is known for any of {n_functions} functions."
    verb = "system is" if n_systems == 1 else "systems are"
    first = f"{sentence_start(number_word(n_systems))} {verb} known, for {n_known} of {n_functions} functions."
    by_supplier = known.groupby("supplier")["system_id"].nunique().sort_index()
    if by_supplier.empty:
        return first
    if n_systems == 1:
        return f"{first} {by_supplier.index[0]} supplies it."
    top = int(by_supplier.max())
    names = list(by_supplier[by_supplier == top].index)
    if top < 2:
        return f"{first} No supplier is known to make more than one of them."
    return f"{first} {joined(names, most=2)} {'supplies' if len(names) == 1 else 'each supply'} {number_word(top)} of them."


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


def peers_finding(peers: pd.DataFrame) -> str:
    """
    Say for how many systems another user is known, and which one most boroughs share.

    Parameters
    ----------
    peers
        As `adoption.peers` gives: `system_id`, `system`, `peer_borough_id`.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> peers = pd.DataFrame({"system_id": ["m", "m"], "system": ["Mapleway"] * 2, "peer_borough_id": ["brent", "ealing"]})
    >>> peers_finding(peers)
    'One system has another known user; the most shared is Mapleway, with 2 other boroughs.'
    """
    if peers.empty:
        return "No other borough is known to run the same systems."
    users = peers.groupby(["system_id", "system"])["peer_borough_id"].nunique()
    n, top = len(users), int(users.max())
    verb = "system has another known user" if n == 1 else "systems have another known user"
    name = users[users == top].index[0][1]
    others = count_text(top, "other borough")
    return f"{sentence_start(number_word(n))} {verb}; the most shared is {name}, with {others}."


def opportunities_finding(sets: pd.DataFrame, reach: Reach, *, n_would_join: int) -> str:
    """
    Say in how many functions others could join, how many need an option, and how many contracts would join if dated.

    Parameters
    ----------
    sets
        Opportunities the borough is in: `function`, `n_boroughs`.
    reach
        In how many functions others could join.
    n_would_join
        Contracts of other boroughs for those functions whose end is not known.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> sets = pd.DataFrame({"function": ["Housing", "Planning"], "n_boroughs": [5, 2]})
    >>> opportunities_finding(sets, Reach(1, 1, 9, 4), n_would_join=3)
    'In two of 9 functions with a contract others could join, at most 4 boroughs at once: Housing and Planning. In one of them somebody would have to extend. Three more contracts would join if dated.'
    """
    if sets.empty:
        return "No function of this borough shares a window with another borough's, as far as ends are known."
    ordered = sets.sort_values("n_boroughs", ascending=False, kind="stable")["function"].dropna()
    names: Sequence[str] = list(dict.fromkeys(ordered))
    every = count_text(reach.n_with_contract, "function")
    most = count_text(reach.most, "borough")
    parts = [
        f"In {number_word(reach.n)} of {every} with a contract others could join, at most {most} at once: {joined(names, most=3)}."
    ]
    if reach.n_extending:
        those = "all" if not reach.n_firm else number_word(reach.n_extending)
        parts.append(f"In {those} of them somebody would have to extend.")
    if n_would_join:
        noun = "contract" if n_would_join == 1 else "contracts"
        parts.append(f"{sentence_start(number_word(n_would_join))} more {noun} would join if dated.")
    return " ".join(parts)
