"""What the register holds for each use case, in one sentence a kind of evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from citytools_analysis.metrics import opportunities, satisfaction
from citytools_analysis.metrics.challenges import shared_problems
from citytools_analysis.metrics.held import is_held, why_held
from citytools_analysis.pages.workshop_use_cases.room import Room
from citytools_analysis.style import count_text

_UNTOLD = ("unknown", "withheld", "not_applicable")


def evidence(room: Room, key: str) -> str:
    """
    Say what the register holds for a use case.

    Parameters
    ----------
    room
        The workshop.
    key
        The kind of evidence, as the reviewed table names it.

    Returns
    -------
    sentence
        How much of it there is, of how many, of how many boroughs.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> evidence(NOBODY, "ends"), evidence(NOBODY, "weather")
    ('Ends: no contract is known here.', 'Nobody has said yet how to count what is held for this.')
    """
    told = _TELLERS.get(key)
    return told(room) if told else "Nobody has said yet how to count what is held for this."


def _boroughs(rows: pd.DataFrame) -> str:
    return count_text(int(rows["borough_id"].nunique()), "borough")


def _ends(room: Room) -> str:
    contracts = room.contracts
    if contracts.empty:
        return "Ends: no contract is known here."
    n_known = int(contracts["end_state"].isin(["known", "rolling"]).sum())
    verb = "has" if n_known == 1 else "have"
    return f"Ends: {n_known} of {count_text(len(contracts), 'contract')} {verb} a known end or roll on, of {_boroughs(room.decisions)}."


def _peers(room: Room) -> str:
    told = room.uses[~room.uses["system_state"].isin(_UNTOLD)]
    if told.empty:
        return "Systems: nobody here has said what it runs."
    n_since = int(told["in_use_from_date"].notna().sum())
    return f"Systems: {count_text(len(told), 'use')} known, of {_boroughs(told)}; since when, of {n_since}."


def _opportunities(room: Room) -> str:
    found = opportunities.find(room.register)
    sets = found.sets[found.sets["function_code"].isin(room.functions["function_code"])]
    members = opportunities.members_of(found, sets["opportunity_id"])
    inside = members[members["borough_id"].isin(room.borough_ids)].groupby("opportunity_id")["borough_id"].nunique()
    shared = sets[sets["opportunity_id"].isin(inside[inside >= 2].index)]
    if shared.empty:
        return "Windows: no two boroughs here are known to share one."
    n = count_text(shared["function_code"].nunique(), "function")
    return f"Windows: for {n} of {len(room.functions)} two or more boroughs here could start anew together."


def _routes(room: Room) -> str:
    every = room.register.contracts
    own = every[every["contract_id"].isin(room.contracts["contract_id"])]
    if own.empty:
        return "Routes: no contract is known here."
    named = int(own["procedure"].notna().sum())
    return f"Routes: the procedure of {named} of {count_text(len(own), 'contract')} is known, the framework of {int(own['framework'].notna().sum())}."


def _ratings(room: Room) -> str:
    if is_held(room.register, "ratings"):
        return f"Ratings: withheld, {why_held(room.register)}."
    rows = room.register.ratings
    own = rows[rows["borough_id"].isin(room.borough_ids) & rows["system_id"].isin(room.uses["system_id"])]
    if own.empty:
        return "Ratings: nobody here has rated a system."
    summed = satisfaction.summary(room.register)
    summed = summed[summed["system_id"].isin(room.uses["system_id"])]
    told = int((~summed["is_withheld"]).sum())
    return f"Ratings: {count_text(len(own), 'score')} of {_boroughs(own)}; of {told} of {count_text(len(summed), 'system')} enough to tell."


def _prices(room: Room) -> str:
    contracts = room.contracts
    if contracts.empty:
        return "Prices: no contract is known here."
    n = int(contracts["annual_value_gbp"].notna().sum())
    return f"Prices: a yearly value is known of {n} of {count_text(len(contracts), 'contract')}, of {_boroughs(room.decisions)}."


def _coverage(room: Room) -> str:
    if not room.borough_ids:
        return "Sources: no borough is in the room."
    verb = "has" if len(room.answered) == 1 else "have"
    return f"Sources: {len(room.answered)} of {count_text(len(room.borough_ids), 'borough')} here {verb} sent a return."


def _challenges(room: Room) -> str:
    if is_held(room.register, "challenges"):
        return f"Problems: withheld, {why_held(room.register)}."
    rows = room.register.challenges
    own = rows[rows["borough_id"].isin(room.borough_ids) & rows["system_id"].isin(room.uses["system_id"])]
    if own.empty:
        return "Problems: nobody here has reported one."
    shared = shared_problems(room.register, "supplier")
    told = int((~shared["is_withheld"]).sum())
    return (
        f"Problems: {count_text(len(own), 'report')} of {_boroughs(own)}; in London {len(shared)} are shared with one "
        f"supplier, enough to tell {told}."
    )


def _concentration(room: Room) -> str:
    known = room.uses[room.uses["supplier_id"].notna()]
    if known.empty:
        return "Suppliers: none is known here."
    n_functions = known["function_code"].nunique()
    n = count_text(known["supplier_id"].nunique(), "supplier")
    return f"Suppliers: {n} known, for {n_functions} of {count_text(len(room.functions), 'function')}, of {_boroughs(known)}."


def _skills(room: Room) -> str:
    if is_held(room.register, "skills"):
        return f"Skills: withheld, {why_held(room.register)}."
    own = room.register.skills
    own = own[own["borough_id"].isin(room.borough_ids)]
    if own.empty:
        return "Skills: nobody here has said what it can do."
    n = int(own["will_share"].eq(other=True).fillna(value=False).sum())
    return f"Skills: {count_text(len(own), 'answer')} of {_boroughs(own)}; {n} may be asked for."


_TELLERS: Mapping[str, Callable[[Room], str]] = {
    "ends": _ends,
    "peers": _peers,
    "opportunities": _opportunities,
    "routes": _routes,
    "ratings": _ratings,
    "prices": _prices,
    "coverage": _coverage,
    "challenges": _challenges,
    "concentration": _concentration,
    "skills": _skills,
}
KEYS = tuple(_TELLERS)
