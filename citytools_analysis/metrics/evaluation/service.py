"""First criterion: is the service up, and does it hold what it must?"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.answered import boroughs_answered
from citytools_analysis.metrics.coverage import named_systems
from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.envelope import manski
from citytools_analysis.metrics.evaluation.kpis import Row, kpi_frame
from citytools_analysis.metrics.evaluation.logs import EMPTY_SERVICE_LOG, last_quarter, last_year, log_of
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

QUARTER_MONTHS = 3
_PLACE = ["borough_id", "function_code"]
_BY_MONTH = {"uptime": "uptime_minutes", "pipeline_success": "pipeline_runs"}
_ACCESSIBLE = "accessibility_checks"


def service_level(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Tell whether the service is up and holds what it must (M110, first criterion).

    Parameters
    ----------
    register
        The register, with its `service_log`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    kpis
        Six rows with the columns of `KPI_COLUMNS` (metrics.md, 9). `uptime` and `pipeline_success` sum the months logged
        in the last full quarter, `n` of 3; the bounds are what a month that was not logged could make of it.
        `accessibility` is the latest round of checks. `boroughs_answered` counts returns, not boroughs of whom some
        public fact is known. `critical_ends_known` is a share of places, a borough and a function of criticality 1
        with a contract or a bought system in use: the end is known if it is dated, rolling, or does not apply; a system
        with no contract has no known end; withheld ones are in the bounds only. `verification_age` is the median of days
        since contracts that have not ended were confirmed; those without a day are in the bounds only.

        All are exact counts of what is held, without sampling interval. Not to be read from a launch: that pages can be
        opened says nothing of uptime.

    Raises
    ------
    ValueError
        If a row of the log counts more successes than tries.

    Examples
    --------
    >>> told = service_level(Register.from_tables({}, as_of=date(2026, 11, 23))).set_index("kpi")
    >>> told["state_year_1"][["uptime", "boroughs_answered"]].tolist()
    ['cannot be told', 'not met']
    """
    day = on or register.as_of
    log = log_of(register, "service_log")
    answered = boroughs_answered(register) & set(register.boroughs["borough_id"])
    boroughs = {"n": len(register.boroughs), "n_of": len(register.boroughs), "basis": "returns in the register"}
    rows: list[Row] = [{"kpi": kpi} | _by_month(log, measure, day) for kpi, measure in _BY_MONTH.items()]
    rows.append({"kpi": "accessibility"} | _latest(log, day))
    rows.append({"kpi": "boroughs_answered", "value": len(answered)} | boroughs)
    terms = contract_terms(register, on=on)
    rows.append({"kpi": "critical_ends_known"} | _ends(_places(register, terms, on)))
    rows.append({"kpi": "verification_age"} | _age(terms, day))
    return kpi_frame(rows, register, on=on)


def critical_places(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the places where a contract end matters most, and whether it is known.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    places
        One row a borough and function of criticality 1 that a contract serves or in which a bought system is in use:
        `borough_id`, `function_code`, and `end_is` of `known`, `withheld` or `unknown`; of several contracts the best.

    Examples
    --------
    >>> critical_places(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()
    ['borough_id', 'function_code', 'end_is']
    """
    return _places(register, contract_terms(register, on=on), on)


def _places(register: Register, terms: pd.DataFrame, on: date | None) -> pd.DataFrame:
    functions = register.functions
    critical = functions.loc[functions["criticality"].eq(1).fillna(value=False), "function_code"]
    terms = terms.loc[terms["standing"] != "ended", ["contract_id", "standing", "end_state"]]
    served = parties(register)[["contract_id", *_PLACE]].dropna().merge(terms, on="contract_id")
    is_known = served["standing"].ne("unknown") | served["end_state"].eq("not_applicable")
    rank = np.select(
        [is_known.to_numpy(dtype=bool), served["end_state"].eq("withheld").to_numpy(dtype=bool)], [0, 1], 2
    )
    uses = named_systems(in_use(register, on=on), register)[_PLACE].assign(rank=2)
    places = pd.concat([served[_PLACE].assign(rank=rank), uses], ignore_index=True)
    best = places[places["function_code"].isin(critical)].groupby(_PLACE, as_index=False)["rank"].min()
    words = best["rank"].map({0: "known", 1: "withheld", 2: "unknown"}).astype("str")
    told: pd.DataFrame = best[_PLACE].assign(end_is=words)
    return told


def _by_month(log: pd.DataFrame, measure: str, day: date) -> Row:
    start, end = last_quarter(day)
    rows = log[log["measure"].eq(measure) & log["period_start_date"].between(start, end)]
    span = f"{start:%B} to {end:%B %Y}"
    if rows.empty or not (tries := _tries(rows)):
        reason = EMPTY_SERVICE_LOG if log.empty else f"service_log has no {measure} of {span}"
        return {"n": 0, "n_of": QUARTER_MONTHS, "reason": reason}
    months = rows["period_start_date"].dt.month.nunique()
    share = float(rows["n_good"].sum()) / tries
    low, high = manski(share, months, QUARTER_MONTHS)
    told = {"value": share, "n": months, "n_of": QUARTER_MONTHS, "bound_low": float(low), "bound_high": float(high)}
    return told | {"basis": f"months logged, {span}"}


def _latest(log: pd.DataFrame, day: date) -> Row:
    rows = log[log["measure"].eq(_ACCESSIBLE) & log["period_start_date"].between(*last_year(day))]
    rows = rows[rows["period_start_date"] == rows["period_start_date"].max()]
    if rows.empty or not (tries := _tries(rows)):
        return {"reason": EMPTY_SERVICE_LOG if log.empty else f"service_log has no {_ACCESSIBLE} of the last 12 months"}
    return {
        "value": float(rows["n_good"].sum()) / tries,
        "n": tries,
        "n_of": tries,
        "basis": "checks of the latest round",
    }


def _tries(rows: pd.DataFrame) -> float:
    good, tries = rows["n_good"].astype("float64"), rows["n_of"].astype("float64")
    if (wrong := ~((good >= 0) & (good <= tries))).any():
        row = rows[wrong].iloc[0]
        what = f"service_log, {row['measure']} of {row['period_start_date']:%Y-%m-%d}: {row['n_good']} of {row['n_of']}"
        raise ValueError(f"{what}. Write how many succeeded, and of how many: no fewer.")
    return float(tries.sum())


def _ends(places: pd.DataFrame) -> Row:
    counts = places["end_is"].value_counts()
    known, judged = int(counts.get("known", 0)), int(counts.get("known", 0) + counts.get("unknown", 0))
    if not judged:
        return {"n": 0, "n_of": len(places), "reason": "no place with a function of criticality 1 can be judged"}
    low, high = manski(known / judged, judged, len(places))
    bounds = {"bound_low": float(low), "bound_high": float(high)}
    return {"value": known / judged, "n": judged, "n_of": len(places), "basis": "boroughs and functions"} | bounds


def _age(terms: pd.DataFrame, day: date) -> Row:
    confirmed = as_days(terms.loc[terms["standing"] != "ended", "confirmed_date"])
    ages = (pd.Timestamp(day) - confirmed).dt.days.astype("float64").clip(lower=0)
    known = ages.dropna()
    if known.empty:
        return {"n": 0, "n_of": len(ages), "reason": "no contract says on which day it was confirmed"}
    if len(known) == len(ages):
        return {
            "value": float(known.median()),
            "n": len(ages),
            "n_of": len(ages),
            "basis": "contracts that have not ended",
        }
    low, high = float(ages.fillna(0.0).median()), float(np.median(ages.fillna(np.inf)))
    told = {"value": float(known.median()), "n": len(known), "n_of": len(ages), "bound_low": low}
    return told | {"bound_high": high if np.isfinite(high) else np.nan, "basis": "contracts that have not ended"}
