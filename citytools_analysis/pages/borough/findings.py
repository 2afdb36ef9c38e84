"""
The sentences that open a report's sections and charts, each computed from the frame it speaks of.

A sentence says what it counts; where nothing is known it says that, and never `none`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.pages.borough.reach import Reach
from citytools_analysis.style import count_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


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
