"""Which routes to market boroughs use, which frameworks, and how many contracts are small (domain.md, section 5, S2 and S4)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, effective_size, enveloped, manski, wilson
from citytools_analysis.metrics.market.awarded import with_route
from citytools_analysis.metrics.market.groupings import GROUP_COLUMNS, By, with_cut
from citytools_analysis.metrics.market.routes import UNKNOWN
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.normalise import normalise_name
from citytools_analysis.register import Register

SMALL_N = 8  # below this a share is marked very uncertain (metrics.md, 1.4)
ROUTE_COLUMNS = (*GROUP_COLUMNS, "route", "n_contracts", "n_unknown", *ENVELOPE)
FRAMEWORK_COLUMNS = (
    *GROUP_COLUMNS, "framework", "n_call_offs", "n_boroughs", "latest_start_date", "framework_end_date",
)  # fmt: skip


def routes_to_market(register: Register, *, by: By = "area", on: date | None = None) -> pd.DataFrame:
    """
    Give the share of contracts bought by each route.

    Share = contracts by the route / contracts whose route is known. A direct award is lawful where the rules allow it,
    and is not to be read as a fault; a framework's call-off may or may not have been competed.

    Parameters
    ----------
    register
        The register. Contracts that have not ended count, frameworks never; a joint contract counts once.
    by
        `area`, `function` or `all`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    shares
        One row a part of the market and route, with the columns of `ROUTE_COLUMNS`: `n_contracts` by that route,
        `n_unknown` of no known route, and the envelope: `n` contracts have a known route of `n_of`; Wilson's interval
        with the finite-population size; the bounds are what the unknown ones could make of it. Where no route is known
        the only row is `unknown`, withheld.

    Raises
    ------
    UnknownNameError
        If there is no such cut.

    Examples
    --------
    >>> routes_to_market(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    rows = with_cut(_in_force(register, on), register, by)
    counts = rows.groupby([*GROUP_COLUMNS, "route"], as_index=False).agg(n_contracts=("contract_id", "size"))
    told = _with_totals(counts, counts["route"].eq(UNKNOWN))
    told = told[told["route"].ne(UNKNOWN) | told["n"].eq(0)]
    told = _as_shares(told, unit="share of contracts", day=on or register.as_of, why="no route is known")
    told = told.sort_values([*GROUP_COLUMNS, "n_contracts", "route"], ascending=[True, True, False, True])
    return told[list(ROUTE_COLUMNS)].reset_index(drop=True)


def frameworks_used(register: Register, *, by: By = "area", on: date | None = None) -> pd.DataFrame:
    """
    List the frameworks that contracts in force were called off from.

    Parameters
    ----------
    register
        The register. Contracts that have not ended count; the framework itself is no contract.
    by
        `area`, `function` or `all`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    frameworks
        One row a part of the market and framework, most used first, with the columns of `FRAMEWORK_COLUMNS`: contracts
        called off, different lead boroughs, the start of the latest, and the framework's own end where the register
        holds a framework of that title. It bounds new call-offs only: a call-off may outlive it.

    Raises
    ------
    UnknownNameError
        If there is no such cut.

    Examples
    --------
    >>> frameworks_used(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    rows = with_cut(_in_force(register, on), register, by)
    told = rows.dropna(subset=["framework"]).groupby([*GROUP_COLUMNS, "framework"], as_index=False).agg(
        n_call_offs=("contract_id", "size"), n_boroughs=("borough_id", "nunique"), latest_start_date=("start_date", "max")
    )  # fmt: skip
    names = {name: normalise_name(name) for name in told["framework"].unique()}
    ends = told["framework"].map(names).map(_framework_ends(register, set(names.values())))
    told = told.assign(framework_end_date=pd.to_datetime(ends).astype("datetime64[s]"))
    told = told.astype({"n_call_offs": "Int64", "n_boroughs": "Int64"})
    order = [*GROUP_COLUMNS, "n_call_offs", "framework"]
    return told.sort_values(order, ascending=[True, True, False, True])[list(FRAMEWORK_COLUMNS)].reset_index(drop=True)


def _in_force(register: Register, on: date | None) -> pd.DataFrame:
    terms = contract_terms(register, on=on)
    return with_route(terms[terms["standing"] != "ended"], register, on=on)


def _framework_ends(register: Register, names: set[str]) -> dict[str, pd.Timestamp]:
    rows = register.contracts
    rows = rows[rows["is_framework"].fillna(value=False).astype("bool")].dropna(subset=["title", "end_date"])
    titles = {title: normalise_name(title) for title in rows["title"].unique()}
    rows = rows.assign(name=rows["title"].map(titles))
    return {str(name): day for name, day in rows.groupby("name")["end_date"].max().items() if name in names}


def _with_totals(counts: pd.DataFrame, is_unknown: pd.Series) -> pd.DataFrame:
    unknown = counts["n_contracts"].where(is_unknown, 0).groupby(counts["group_code"]).sum()
    every = counts.groupby("group_code")["n_contracts"].sum()
    told = counts.assign(n_unknown=counts["group_code"].map(unknown), n_of=counts["group_code"].map(every))
    told = told.assign(n=told["n_of"] - told["n_unknown"])
    return told.astype(dict.fromkeys(("n_contracts", "n_unknown", "n", "n_of"), "Int64"))


def _as_shares(told: pd.DataFrame, *, unit: str, day: date, why: str) -> pd.DataFrame:
    n, n_of, count = (told[name].to_numpy(dtype="float64") for name in ("n", "n_of", "n_contracts"))
    share = np.divide(count, n, out=np.full(len(told), np.nan), where=n > 0)
    lower, upper = wilson(share, effective_size(n, n_of))
    low, high = manski(share, n, n_of)
    few = f"very uncertain: fewer than {SMALL_N} contracts are known"
    return enveloped(
        told, value=share, unit=unit, lower=np.where(n >= n_of, share, lower), upper=np.where(n >= n_of, share, upper),
        interval_kind=np.where(n >= n_of, "none: all are known", "Wilson 95%, finite population"), bound_low=low,
        bound_high=high, basis="contracts", as_of=day, is_withheld=n == 0,
        reason=np.select([n == 0, n < SMALL_N], [why, few], ""),
    )  # fmt: skip
