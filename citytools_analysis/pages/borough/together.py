"""Which opportunity a contract belongs to, and who stands where round it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

IN_WINDOW = "in window"
BY_EXTENDING = "by extending"
UNDATED = "would join if dated"
LATE = "too late for this round"
BEYOND = "starts beyond the 36 months looked at"
OTHER_WINDOW = "another window"
_ORDER = {name: rank for rank, name in enumerate((IN_WINDOW, BY_EXTENDING, OTHER_WINDOW, UNDATED, LATE))}
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Found(Protocol):
    """What `opportunities.find` gives: three frames."""

    @property
    def sets(self) -> pd.DataFrame:
        """One row an opportunity."""
        ...

    @property
    def members(self) -> pd.DataFrame:
        """One row a contract in an opportunity."""
        ...

    @property
    def left_out(self) -> pd.DataFrame:
        """One row a contract that cannot join, and why."""
        ...


def best_set(found: Found, contract_id: str, borough_id: str, *, function_code: str = "") -> str | None:
    """
    Choose the opportunity to show for a contract: the one with most boroughs, then the earliest.

    Parameters
    ----------
    found
        What `opportunities.find` gives.
    contract_id
        The contract.
    borough_id
        The borough that asks.
    function_code
        Only opportunities for this function; all the contract's functions if not given.

    Returns
    -------
    opportunity_id
        The opportunity, or None where the contract is in none.

    Examples
    --------
    >>> from citytools_analysis.pages.borough.examples import FOUND
    >>> best_set(FOUND, "c2", "camden"), best_set(FOUND, "c9", "camden")
    ('o1', None)
    """
    rounds = _rounds(found)
    mine = rounds.of_contract.get((contract_id, borough_id), ())
    fit = [one for one in mine if not function_code or rounds.functions[one] == function_code]
    return min(fit, key=rounds.places.__getitem__, default=None)


def standing(found: Found, opportunity_id: str, borough_id: str) -> pd.DataFrame:
    """
    Say where every other borough stands round an opportunity of one borough.

    Parameters
    ----------
    found
        What `opportunities.find` gives.
    opportunity_id
        The opportunity.
    borough_id
        The borough that asks; it is left out.

    Returns
    -------
    standing
        One row a borough, sorted: `borough_id`, `standing` (in window, by extending, would join if dated, too late for
        this round, another window); a borough with several contracts stands where it stands best.

    Examples
    --------
    >>> from citytools_analysis.pages.borough.examples import FOUND
    >>> standing(FOUND, "o1", "camden")["standing"].tolist()
    ['in window', 'by extending', 'would join if dated']
    """
    rounds = _rounds(found)
    function_code = rounds.functions[opportunity_id]
    inside = rounds.members.get(opportunity_id, ())
    told = [
        *((who, IN_WINDOW) for who, is_extending in inside if not is_extending),
        *((who, BY_EXTENDING) for who, is_extending in inside if is_extending),
        *rounds.left_out.get(function_code, ()),
        *((who, OTHER_WINDOW) for who in rounds.elsewhere.get(function_code, ())),
    ]
    told = sorted(told, key=lambda one: (_ORDER.get(one[1], len(_ORDER)), one[0]))
    best = {who: where for who, where in reversed(told) if who != borough_id}
    rows = sorted(best.items(), key=lambda one: (_ORDER.get(one[1], len(_ORDER)), one[0]))
    return pd.DataFrame(rows, columns=["borough_id", "standing"]).astype({"borough_id": "str", "standing": "str"})


@dataclass(frozen=True)
class _Rounds:
    """All opportunities as dictionaries: a report asks for dozens, and searching frames for each took half its time."""

    functions: dict[str, str]
    places: dict[str, int]
    of_contract: dict[tuple[str, str], list[str]]
    members: dict[str, list[tuple[str, bool]]]
    elsewhere: dict[str, list[str]]
    left_out: dict[str, list[tuple[str, str]]]


_known: WeakKeyDictionary[Found, _Rounds] = WeakKeyDictionary()


def _rounds(found: Found) -> _Rounds:
    if found not in _known:
        _known[found] = _made(found)
    return _known[found]


def _made(found: Found) -> _Rounds:
    sets = found.sets
    functions = dict(zip(sets["opportunity_id"], sets["function_code"], strict=True))
    order = sets.sort_values(["n_boroughs", "window_start_date"], ascending=[False, True], kind="stable")
    places = {one: place for place, one in enumerate(order["opportunity_id"])}
    members = found.members
    extending = members["is_by_extending"].astype("boolean").fillna(value=False)
    rows = list(zip(members["opportunity_id"], members["borough_id"], members["contract_id"], extending, strict=True))
    left = found.left_out
    return _Rounds(
        functions, places,
        of_contract=_grouped(((contract, who), one) for one, who, contract, _ in rows),
        members=_grouped((one, (who, bool(is_extending))) for one, who, _, is_extending in rows),
        elsewhere=_grouped((functions[one], who) for one, who, _, _ in rows),
        left_out=_grouped(
            (function, (who, why)) for function, who, why in zip(left["function_code"], left["borough_id"], left["reason"], strict=True)
        ),
    )  # fmt: skip


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, list[_Value]]:
    groups: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
