"""
Which boroughs could buy together: contracts for one function whose feasible start windows share a day.

Windows come from contract rights, not from a tolerance round the end dates (metrics.md, 5.1 to 5.3). Nothing here says
that a joint procurement is lawful or worth it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.days import add_months
from citytools_analysis.metrics.deciders import decision_makers
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.metrics.windows import maximal_sets
from citytools_analysis.register import Register

PROCURE_MONTHS = 12  # shortest time to buy together (metrics.md, 5.2)
HORIZON_MONTHS = 36

WOULD_JOIN = "would join if dated"
TOO_LATE = "too late for this round"
NO_FUNCTION = "function not known"
BEYOND = "starts beyond the 36 months looked at"

SET_COLUMNS = (
    "opportunity_id", "function_code", "function", "n_boroughs", "n_decision_makers", "borough_ids",
    "window_start_date", "window_end_date", "annual_value_gbp", "n_valued", "n_would_join_if_dated", "n_too_late",
)  # fmt: skip
MEMBER_COLUMNS = (
    "opportunity_id", "borough_id", "borough", "contract_id", "system", "supplier", "start_window_date",
    "end_window_date", "end_date", "latest_end_date", "is_by_extending",
)  # fmt: skip
LEFT_OUT_COLUMNS = ("function_code", "borough_id", "contract_id", "reason")


@dataclass(frozen=True)
class Opportunities:
    """
    Boroughs that could buy together, and those that could not.

    Parameters
    ----------
    sets
        One row a set of boroughs for one function, with the columns of `SET_COLUMNS`.
    members
        One row a set, borough and contract, with the columns of `MEMBER_COLUMNS`.
    left_out
        One row a function, borough and contract that is in no window, with the `reason`.

    Examples
    --------
    >>> find(Register.from_tables({}, as_of=date(2026, 11, 23))).sets.empty
    True
    """

    sets: pd.DataFrame
    members: pd.DataFrame
    left_out: pd.DataFrame


def find(
    register: Register,
    *,
    min_boroughs: int = 2,
    bridge_months: float = 0,
    with_options: bool = True,
    on: date | None = None,
) -> Opportunities:
    """
    Find every largest set of boroughs that could start a new contract for a function on one day.

    Parameters
    ----------
    register
        The register.
    min_boroughs
        Fewest decision-makers in a set; boroughs that share a service are one, and so are those of a joint contract,
        for whom its lead buyer decides.
    bridge_months
        Months by which every contract could be bridged beyond its latest end.
    with_options
        Whether unused options may carry a contract further; without them, who could meet with nobody extending.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    opportunities
        A contract's window runs from the later of its earliest exit (committed end, or a break before it) and 12 months
        from `on`, to its latest end with every option and the bridge. A rolling or expired contract: from 12 months (or
        its notice, if longer) to 36 months from `on`. A date known to a month or year counts as its whole interval.
        Windows that begin beyond 36 months are left out, as are those that end before they begin, unknown ends and
        unknown functions; `left_out` names each.

        `sets` are sorted by decision-makers, boroughs (most first), start and function. `window_start_date` to
        `window_end_date` is what all members share; `annual_value_gbp` sums the members' known yearly values by their
        allocations, `n_valued` counts those contracts; `n_would_join_if_dated` and `n_too_late` count boroughs outside
        the set that were left out for the function. `is_by_extending`: the member's committed end is before the shared
        window, so it reaches it only by an option (or by the bridge).

    Examples
    --------
    >>> find(Register.from_tables({}, as_of=date(2026, 11, 23))).left_out.columns.tolist()
    ['function_code', 'borough_id', 'contract_id', 'reason']
    """
    day = pd.Timestamp(on or register.as_of)
    terms = contract_terms(register, on=on)
    if not with_options:
        terms = terms.assign(latest_end_date=terms["last_end_date"])
    rows = _candidates(register, _with_window(terms, day, bridge_months), on)
    left_out = rows[rows["reason"].notna()].sort_values(["function_code", "borough_id", "contract_id"])
    inside = rows[rows["reason"].isna()].sort_values(["function_code", "contract_id", "borough_id"])
    members = _members(inside.reset_index(drop=True), min_boroughs)
    sets = with_names(_sets(members, left_out), register)
    order = ["n_decision_makers", "n_boroughs", "window_start_date", "function_code", "opportunity_id"]
    sets = sets.sort_values(order, ascending=[False, False, True, True, True])
    members = with_names(members, register).sort_values(["opportunity_id", "borough_id", "contract_id"])
    return Opportunities(
        sets[list(SET_COLUMNS)].reset_index(drop=True),
        members[list(MEMBER_COLUMNS)].reset_index(drop=True),
        left_out[list(LEFT_OUT_COLUMNS)].reset_index(drop=True),
    )


def for_borough(found: Opportunities, borough_id: str) -> Opportunities:
    """
    Keep the sets that a borough is in.

    Parameters
    ----------
    found
        What `find` gave.
    borough_id
        The borough.

    Returns
    -------
    opportunities
        Its sets with all their members, and its own contracts that were left out.

    Examples
    --------
    >>> found = find(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> for_borough(found, "camden").sets.empty
    True
    """
    mine = found.members.loc[found.members["borough_id"] == borough_id, "opportunity_id"]
    return Opportunities(
        found.sets[found.sets["opportunity_id"].isin(mine)].reset_index(drop=True),
        found.members[found.members["opportunity_id"].isin(mine)].reset_index(drop=True),
        found.left_out[found.left_out["borough_id"] == borough_id].reset_index(drop=True),
    )


def _candidates(register: Register, terms: pd.DataFrame, on: date | None) -> pd.DataFrame:
    terms = terms[terms["standing"] != "ended"].drop(columns=["function_code", "system_id"])
    terms = terms.rename(columns={"borough_id": "lead_borough_id"})
    served = parties(register).sort_values("weight", ascending=False, na_position="last")
    key = ["contract_id", "borough_id", "function_code"]
    weights = served.groupby(key, dropna=False)["weight"].sum(min_count=1)
    served = served.drop_duplicates(key).drop(columns="weight").join(weights, on=key)
    rows = served.merge(terms, on="contract_id")
    makers = decision_makers(register, on=on)
    rows = rows.assign(
        decision_maker=rows["lead_borough_id"].map(makers).fillna(rows["lead_borough_id"]),
        part_gbp=rows["annual_value_gbp"] * rows["weight"],
    )
    unknown = rows["function_code"].isna()
    return rows.assign(reason=rows["window_reason"].mask(unknown, NO_FUNCTION))


def _with_window(terms: pd.DataFrame, day: pd.Timestamp, bridge_months: float) -> pd.DataFrame:
    soonest, horizon = day + pd.DateOffset(months=PROCURE_MONTHS), day + pd.DateOffset(months=HORIZON_MONTHS)
    is_open = terms["standing"].isin(["rolling", "expired_in_use"])
    notice = terms["notice_months"].where(terms["standing"] == "rolling").fillna(0.0)
    free = add_months(pd.Series(day, index=terms.index, dtype="datetime64[s]"), notice)
    start = terms["earliest_exit_date"].where(~is_open, free)
    start = start.where(~(start < soonest), soonest)
    end = add_months(terms["latest_end_date"], bridge_months).where(~is_open, horizon)
    unknown = terms["standing"].eq("unknown")
    reasons = np.select([unknown, end < start, start > horizon], [WOULD_JOIN, TOO_LATE, BEYOND], "")
    reason = pd.Series(reasons, index=terms.index, dtype="object")
    return terms.assign(
        start_window_date=start.mask(unknown),
        end_window_date=end.mask(unknown),
        window_reason=reason.where(reason != "", None).astype("str"),
    )


def _members(inside: pd.DataFrame, min_boroughs: int) -> pd.DataFrame:
    starts, ends = inside["start_window_date"].to_numpy(), inside["end_window_date"].to_numpy()
    found = [
        rows[list(positions)]
        for rows in map(np.asarray, inside.groupby("function_code").indices.values())
        for positions in maximal_sets(starts[rows].tolist(), ends[rows].tolist())
    ]
    sizes = [len(rows) for rows in found]
    members = inside.take(np.concatenate([np.empty(0, dtype=np.int64), *found]))
    members = members.assign(place=np.repeat(np.arange(len(found)), sizes))
    deciders = members.groupby("place")["decision_maker"].transform("nunique")
    members = members[deciders >= min_boroughs]
    shared = members.groupby("place")
    start = shared["start_window_date"].transform("max")
    return members.assign(
        opportunity_id=_names(members),
        window_start_date=start,
        window_end_date=shared["end_window_date"].transform("min"),
        is_by_extending=(members["standing"].eq("live") & (members["last_end_date"] < start)).astype("boolean"),
    ).reset_index(drop=True)


def _names(members: pd.DataFrame) -> pd.Series:
    signs = members["function_code"] + "|" + members["contract_id"] + "/" + members["borough_id"]
    texts = {place: "|".join(sorted(own)) for place, own in signs.groupby(members["place"])}
    ids = {
        place: f"{text[: text.index('|')]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        for place, text in texts.items()
    }
    return members["place"].map(ids).astype("str")


def _sets(members: pd.DataFrame, left_out: pd.DataFrame) -> pd.DataFrame:
    valued = members["contract_id"].where(members["part_gbp"].notna())
    sets = (
        members.assign(valued=valued)
        .groupby(["opportunity_id", "function_code"], as_index=False)
        .agg(
            n_boroughs=("borough_id", "nunique"),
            n_decision_makers=("decision_maker", "nunique"),
            window_start_date=("window_start_date", "first"),
            window_end_date=("window_end_date", "first"),
            n_valued=("valued", "nunique"),
        )
    )
    value = members.groupby("opportunity_id")["part_gbp"].sum(min_count=1)
    ids = {name: "|".join(sorted(set(own))) for name, own in members.groupby("opportunity_id")["borough_id"]}
    sets = sets.assign(borough_ids=sets["opportunity_id"].map(ids).astype("str"))
    return sets.assign(
        annual_value_gbp=sets["opportunity_id"].map(value).astype("float64"),
        n_would_join_if_dated=_outside(sets, left_out, WOULD_JOIN),
        n_too_late=_outside(sets, left_out, TOO_LATE),
    )


def _outside(sets: pd.DataFrame, left_out: pd.DataFrame, reason: str) -> pd.Series:
    chosen = left_out[left_out["reason"] == reason]
    by_function = {str(code): set(ids) for code, ids in chosen.groupby("function_code")["borough_id"]}
    pairs = zip(sets["function_code"], sets["borough_ids"], strict=True)
    counts = [len(by_function.get(code, set()) - set(ids.split("|"))) for code, ids in pairs]
    return pd.Series(counts, index=sets.index, dtype="Int64")
