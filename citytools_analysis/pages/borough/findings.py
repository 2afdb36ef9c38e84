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


def compared_finding(name: str, n_more: int, n_same: int, n_fewer: int, *, n_areas: int) -> str:
    """
    Say in how many service areas a borough runs more, as many or fewer systems than the middle one of the others.

    Parameters
    ----------
    name
        The borough.
    n_more, n_same, n_fewer
        Service areas in which it is known to run more, as many and fewer.
    n_areas
        All service areas.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> compared_finding("Camden", 9, 3, 1, n_areas=14)
    'Of 14 service areas Camden is known to run more systems than the middle borough in nine, as many in three and fewer in one; in one it cannot be told.'
    >>> compared_finding("Camden", 0, 0, 0, n_areas=14)
    'In none of 14 service areas is enough known to compare the systems of Camden with those of others.'
    """
    n_open = n_areas - n_more - n_same - n_fewer
    if n_open == n_areas:
        return (
            f"In none of {n_areas} service areas is enough known to compare the systems of {name} with those of others."
        )
    words = [number_word(count) if count else "none" for count in (n_more, n_same, n_fewer)]
    rest = f"; in {number_word(n_open)} it cannot be told" if n_open else ""
    return (
        f"Of {n_areas} service areas {name} is known to run more systems than the middle borough in {words[0]}, as many in {words[1]} "
        f"and fewer in {words[2]}{rest}."
    )


def publication_finding(n: int, n_published: int, *, n_due: int, n_noticed: int) -> str:
    """
    Say how many of a borough's contracts a published source tells of, and how many have the notice that is due.

    Parameters
    ----------
    n
        Its contracts, at least one.
    n_published
        Those of which a published source tells.
    n_due
        Those for which a contract details notice is due.
    n_noticed
        Those of them with one.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> publication_finding(56, 3, n_due=2, n_noticed=1)
    'A published source read here tells of 3 of 56 contracts; of two that want a contract details notice one has it.'
    >>> publication_finding(1, 0, n_due=0, n_noticed=0)
    'A published source read here tells of 0 of 1 contract; none is known to want a contract details notice.'
    """
    first = f"A published source read here tells of {n_published} of {count_text(n, 'contract')}"
    if not n_due:
        return f"{first}; none is known to want a contract details notice."
    has = f"{number_word(n_noticed) if n_noticed else 'none'} {'has' if n_noticed < 2 else 'have'} it"
    return f"{first}; of {number_word(n_due)} that {'wants' if n_due == 1 else 'want'} a contract details notice {has}."


def risks_finding(n: int, *, n_passed: int, n_open: int, n_late: int, n_days: int) -> str:
    """
    Say for how many contracts the day to act has passed, and of how many the end is not known or has passed.

    Parameters
    ----------
    n
        Contracts known.
    n_passed
        Those whose end has passed and of which it is not known whether they run on.
    n_open
        Those with no known end.
    n_late
        Those whose day to act by has passed.
    n_days
        Those with a day to act by.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> risks_finding(56, n_passed=1, n_open=9, n_late=12, n_days=46)
    'Of 56 known contracts 46 have a day to act by, which has passed for 12; nine have no known end, and the end of one has passed with its use not known.'
    >>> risks_finding(2, n_passed=0, n_open=2, n_late=0, n_days=0), risks_finding(0, n_passed=0, n_open=0, n_late=0, n_days=0)
    ('Of 2 known contracts none has a known day to act by; two have no known end.', 'No contract is known, so which ends are near cannot be said.')
    """
    if not n:
        return "No contract is known, so which ends are near cannot be said."
    verb, late = "has" if n_days == 1 else "have", number_word(n_late) if n_late else "none"
    days = (
        f"{number_word(n_days)} {verb} a day to act by, which has passed for {late}"
        if n_days
        else "none has a known day to act by"
    )
    parts = [f"{number_word(n_open)} {'has' if n_open == 1 else 'have'} no known end"] if n_open else []
    if n_passed:
        parts.append(f"the end of {number_word(n_passed)} has passed with its use not known")
    rest = ", and ".join(parts) or "every one has an end ahead or rolls on"
    return f"Of {count_text(n, 'known contract')} {days}; {rest}."
