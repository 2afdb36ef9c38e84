"""
The sentences that open a report and its sections, each computed from the frame it speaks of.

A sentence says what it counts; where nothing is known it says that, and never `none`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def headline(decisions: pd.DataFrame, members: pd.DataFrame, *, borough: str, n_systems: int) -> str:
    """
    Say in one sentence what a borough has to decide, by when, and whether others could join.

    Parameters
    ----------
    decisions
        The borough's contracts, as `renewals.decisions` gives: `contract_id`, `urgency`, `act_by_date`.
    members
        Members of the opportunities the borough is in: `contract_id`.
    borough
        Its name.
    n_systems
        Systems known to be in use.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> decisions = pd.DataFrame({"contract_id": ["a", "b"], "urgency": ["within_6_months", "overdue"],
    ...     "act_by_date": pd.to_datetime(["2027-03-31", "2025-04-15"])})
    >>> headline(decisions, pd.DataFrame({"contract_id": ["b", "z"]}), borough="Camden", n_systems=2)
    'One contract needs a decision by March 2027, one is overdue, and one could be bought with others.'
    """
    clauses = _urgent(decisions)
    n_joint = int(decisions["contract_id"].isin(members["contract_id"]).sum())
    if n_joint and clauses:
        clauses.append(f"{number_word(n_joint)} could be bought with others")
    if not clauses:
        return _calm(decisions, n_joint, borough, n_systems)
    last = f", and {clauses[-1]}" if len(clauses) > 1 else ""
    return sentence_start(", ".join(clauses[:-1] or clauses) + last) + "."


def _urgent(decisions: pd.DataFrame) -> list[str]:
    counts = decisions["urgency"].value_counts()
    soon, overdue, expired = (int(counts.get(name, 0)) for name in ("within_6_months", "overdue", "expired_in_use"))
    clauses: list[str] = []
    if soon:
        last = decisions.loc[decisions["urgency"] == "within_6_months", "act_by_date"].max()
        verb = "needs" if soon == 1 else "need"
        clauses.append(f"{_contracts(soon)} {verb} a decision by {last:%B %Y}")
    if overdue:
        noun = number_word(overdue) if clauses else _contracts(overdue)
        clauses.append(f"{noun} {'is' if overdue == 1 else 'are'} overdue")
    if expired:
        noun = number_word(expired) if clauses else _contracts(expired)
        clauses.append(f"{noun} {'has expired in use' if expired == 1 else 'have expired in use'}")
    return clauses


def _contracts(count: int) -> str:
    return f"{number_word(count)} {'contract' if count == 1 else 'contracts'}"


def _calm(decisions: pd.DataFrame, n_joint: int, borough: str, n_systems: int) -> str:
    if decisions.empty:
        if not n_systems:
            return f"Nothing is known yet about the technology {borough} runs."
        return f"{sentence_start(number_word(n_systems))} {'system is' if n_systems == 1 else 'systems are'} known, but no contract to plan by."
    ahead = decisions["act_by_date"].min()
    if pd.isna(ahead):
        return f"No day to decide by is known for {'the one contract' if len(decisions) == 1 else f'any of {len(decisions)} contracts'}."
    joint = f"; {number_word(n_joint)} could be bought with others" if n_joint else ""
    return f"No contract with a known end needs a decision before {ahead:%B %Y}{joint}."


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
    Say how many contracts end within eighteen months, and for how many no end is known.

    Parameters
    ----------
    decisions
        The borough's contracts: `end_state`, `end_date`.
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
    'One of 2 contracts ends by May 2028; one has no known end.'
    """
    if decisions.empty:
        return "No contract is known, so nothing can be said about when things end."
    last = pd.Timestamp(as_of) + pd.DateOffset(months=18)
    ends = decisions["end_date"]
    soon = int(((ends >= pd.Timestamp(as_of)) & (ends <= last)).sum())
    unknown = int((decisions["end_state"] == "unknown").sum())
    verb = "ends" if soon in {0, 1} else "end"
    first = "None" if soon == 0 else sentence_start(number_word(soon))
    rest = f"; {number_word(unknown)} {'has' if unknown == 1 else 'have'} no known end" if unknown else ""
    return f"{first} of {count_text(len(decisions), 'contract')} {verb} by {last:%B %Y}{rest}."


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


def opportunities_finding(sets: pd.DataFrame, *, n_would_join: int) -> str:
    """
    Say how many functions could be bought with others, and how many more boroughs would join if dated.

    Parameters
    ----------
    sets
        Opportunities the borough is in: `function`, `n_boroughs`.
    n_would_join
        Contracts of other boroughs for those functions whose end is not known.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> sets = pd.DataFrame({"function": ["Housing", "Planning"], "n_boroughs": [5, 2]})
    >>> opportunities_finding(sets, n_would_join=3)
    'Two functions could be bought with others: Housing and Planning. Three more contracts would join if dated.'
    """
    if sets.empty:
        return "No function of this borough shares a window with another borough's, as far as ends are known."
    functions: Sequence[str] = list(
        dict.fromkeys(sets.sort_values("n_boroughs", ascending=False, kind="stable")["function"].dropna())
    )
    verb = "function" if len(functions) == 1 else "functions"
    first = f"{sentence_start(number_word(len(functions)))} {verb} could be bought with others: {joined(functions, most=3)}."
    if not n_would_join:
        return first
    noun = "contract" if n_would_join == 1 else "contracts"
    return f"{first} {sentence_start(number_word(n_would_join))} more {noun} would join if dated."
