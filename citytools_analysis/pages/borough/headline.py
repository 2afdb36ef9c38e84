"""The one sentence a report opens with: what a borough has to decide, by when, and whether others could join."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.borough.reach import Reach
from citytools_analysis.tables.words import joined, number_word, sentence_start


def headline(
    decisions: pd.DataFrame, reach: Reach, *, borough: str, n_systems: int, is_held_in_part: bool = False
) -> str:
    """
    Say in one sentence what a borough has to decide, by when, and whether others could join.

    Parameters
    ----------
    decisions
        The borough's contracts, as `renewals.decisions` gives: `urgency`, `act_by_date`.
    reach
        In how many functions others could join.
    borough
        Its name.
    n_systems
        Systems known to be in use.
    is_held_in_part
        Whether the borough has answered and this edition may not hold all of it: then what is here is published, and
        what is missing is not unknown.

    Returns
    -------
    sentence
        The finding, with how many contracts it is of.

    Examples
    --------
    >>> decisions = pd.DataFrame({"urgency": ["within_6_months", "overdue"],
    ...     "act_by_date": pd.to_datetime(["2027-03-31", "2025-04-15"])})
    >>> headline(decisions, Reach(1, 0, 2, 3), borough="Camden", n_systems=2)
    'One of 2 known contracts needs a decision by March 2027 and one is overdue; other boroughs could join in one function.'
    """
    if decisions.empty:
        return _no_contract(borough, n_systems, is_held_in_part=is_held_in_part)
    known = "published" if is_held_in_part else "known"
    clauses = _urgent(decisions, known)
    told = joined(clauses) if clauses else _calm(decisions, known)
    return sentence_start(told) + _joint(reach) + "."


def _urgent(decisions: pd.DataFrame, known: str) -> list[str]:
    counts = decisions["urgency"].value_counts()
    last = decisions.loc[decisions["urgency"] == "within_6_months", "act_by_date"].max()
    by = "" if pd.isna(last) else f" by {last:%B %Y}"
    verbs = {
        "within_6_months": (f"needs a decision{by}", f"need a decision{by}"),
        "overdue": ("is overdue", "are overdue"),
        "expired_in_use": ("has expired in use", "have expired in use"),
    }
    clauses: list[str] = []
    for urgency, (one, more) in verbs.items():
        n = int(counts.get(urgency, 0))
        if n:
            who = number_word(n) if clauses else _of_all(n, len(decisions), known)
            clauses.append(f"{who} {one if n == 1 else more}")
    return clauses


def _of_all(n: int, n_all: int, known: str) -> str:
    return f"the one {known} contract" if n_all == 1 else f"{number_word(n)} of {n_all} {known} contracts"


def _calm(decisions: pd.DataFrame, known: str) -> str:
    ahead = decisions["act_by_date"].dropna()
    if ahead.empty:
        every = f"the one {known} contract" if len(decisions) == 1 else f"any of {len(decisions)} {known} contracts"
        return f"no day to decide by is known for {every}"
    kind = "contract" if known == "known" else f"{known} contract"
    if len(ahead) == 1:
        return f"the one {kind} with a known end needs no decision before {ahead.min():%B %Y}"
    return f"none of {len(ahead)} {kind}s with a known end needs a decision before {ahead.min():%B %Y}"


def _joint(reach: Reach) -> str:
    if not reach.n:
        return ""
    n = reach.n_firm or reach.n_extending
    how = "" if reach.n_firm else " by extending"
    return f"; other boroughs could join in {number_word(n)} {'function' if n == 1 else 'functions'}{how}"


def _no_contract(borough: str, n_systems: int, *, is_held_in_part: bool) -> str:
    held = f"{borough} has answered, but what this edition may show of it names no"
    if not n_systems:
        return f"{held} system." if is_held_in_part else f"Nothing is known yet about the technology {borough} runs."
    told = f"{sentence_start(number_word(n_systems))} {'system is' if n_systems == 1 else 'systems are'}"
    return f"{told} {'published' if is_held_in_part else 'known'}, but no contract to plan by."
