"""Which opportunity a contract belongs to, and who stands where round it."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

IN_WINDOW = "in window"
BY_EXTENDING = "by extending"
UNDATED = "would join if dated"
LATE = "too late for this round"
BEYOND = "starts beyond the 36 months looked at"
OTHER_WINDOW = "another window"


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
    members = found.members
    mine = members.loc[
        (members["contract_id"] == contract_id) & (members["borough_id"] == borough_id), "opportunity_id"
    ]
    sets = found.sets[found.sets["opportunity_id"].isin(mine)]
    sets = sets[sets["function_code"] == function_code] if function_code else sets
    if sets.empty:
        return None
    order = sets.sort_values(["n_boroughs", "window_start_date"], ascending=[False, True], kind="stable")
    return str(order["opportunity_id"].iloc[0])


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
    function_code = found.sets.loc[found.sets["opportunity_id"] == opportunity_id, "function_code"].iloc[0]
    inside = found.members[found.members["opportunity_id"] == opportunity_id]
    same = found.sets.loc[found.sets["function_code"] == function_code, "opportunity_id"]
    elsewhere = found.members[found.members["opportunity_id"].isin(same)]
    outside = found.left_out[found.left_out["function_code"] == function_code]
    extending = inside["is_by_extending"].astype("boolean").fillna(value=False)
    told = [
        inside[~extending][["borough_id"]].assign(standing=IN_WINDOW),
        inside[extending][["borough_id"]].assign(standing=BY_EXTENDING),
        outside[["borough_id", "reason"]].rename(columns={"reason": "standing"}),
        elsewhere[["borough_id"]].assign(standing=OTHER_WINDOW),
    ]
    order = {name: rank for rank, name in enumerate((IN_WINDOW, BY_EXTENDING, OTHER_WINDOW, UNDATED, LATE))}
    rows = pd.concat(told, ignore_index=True)
    rows = rows[rows["borough_id"] != borough_id]
    rows = rows.assign(rank=rows["standing"].map(order).fillna(len(order))).sort_values(["rank", "borough_id"])
    best: pd.DataFrame = rows.drop_duplicates("borough_id")[["borough_id", "standing"]]
    return best.reset_index(drop=True)
