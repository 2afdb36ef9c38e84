"""How long is left until a purchase has to begin, by contract and by class."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.days import MONTH_DAYS, days_until
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.renewals.lead_times import BASE, LeadTimes, with_deadlines
from citytools_analysis.metrics.renewals.urgency import CLASSES, urgency
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

RUNWAY_CONTRACT_COLUMNS = (
    "contract_id", "title", "borough_id", "borough", "function_code", "function", "area_code", "area", "criticality",
    "end_state", "end_date", "end_date_precision", "reprocure_by_date", "runway_class", "annual_value_gbp", *ENVELOPE,
)  # fmt: skip
RUNWAY_COLUMNS = ("runway_class", "n_contracts", "n_boroughs", "n_valued", "annual_value_gbp", *ENVELOPE)
_REASONS = {"rolling": "rolling: there is no end to count back from", "unknown": "the end is not known"}


def runway_by_contract(register: Register, *, lead_times: LeadTimes = BASE, on: date | None = None) -> pd.DataFrame:
    """
    Give the months left until the purchase that replaces each contract has to begin (M33).

    Parameters
    ----------
    register
        The register.
    lead_times
        How long it takes to buy and move.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    runway
        One row a contract that has not ended, the columns of `RUNWAY_CONTRACT_COLUMNS`, the least time first. `value` is
        `(reprocure_by_date - on) / 30.44`, in months, below zero once the day has passed; withheld for a rolling
        contract and an unknown end. `runway_class` is one of `CLASSES`, by calendar months, the last day included; an
        expired contract that is still in use is a class of its own.

    Notes
    -----
    metrics.md, section 3. `expired_in_use` does not mean that there is no contract: many run on by agreement.

    Examples
    --------
    >>> runway_by_contract(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    terms = contract_terms(register, on=on)
    told = with_deadlines(terms[terms["standing"] != "ended"], lead_times)
    months = days_until(told["reprocure_by_date"], day).astype("float64") / MONTH_DAYS
    told = enveloped(
        told.assign(value=months, n=months.notna().astype("int64"), n_of=1, runway_class=urgency(told["reprocure_by_date"], told["standing"], day)),
        unit="months", interval_kind="none: see renewals.scenarios", basis="the contract's committed end", as_of=day,
        is_withheld=months.isna(), reason=told["standing"].map(_REASONS).fillna(""),
    )  # fmt: skip
    told = with_names(told, register).sort_values(
        "value", kind="stable", na_position="last"
    )  # then by id, as they come
    return told[list(RUNWAY_CONTRACT_COLUMNS)].reset_index(drop=True)


def runway(register: Register, *, lead_times: LeadTimes = BASE, on: date | None = None) -> pd.DataFrame:
    """
    Count contracts by how long is left until a purchase has to begin (M33).

    Parameters
    ----------
    register
        The register.
    lead_times
        How long it takes to buy and move.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    runway
        One row a class of `CLASSES`, in that order, also where none is in it; the columns of `RUNWAY_COLUMNS`. `value`
        is `n_contracts`, of the `n_of` that have not ended, of which the standing of `n` is known; the unknown ones
        could raise a class to `bound_high`. `n_boroughs` counts lead buyers. `annual_value_gbp` adds up the `n_valued`
        known ones, in pounds a year, missing where there are contracts and none has a value.

    Notes
    -----
    metrics.md, section 3. A contract is classed by the day a replacement has to begin, also where it may be extended:
    `renewals.decisions` says what to do.

    Examples
    --------
    >>> runway(Register.from_tables({}, as_of=date(2026, 11, 23)))["n_contracts"].tolist()
    [0, 0, 0, 0, 0, 0, 0, 0]
    """
    day = on or register.as_of
    rows = runway_by_contract(register, lead_times=lead_times, on=on)
    groups = rows.groupby("runway_class")
    told = pd.DataFrame({
        "n_contracts": groups.size(), "n_boroughs": groups["borough_id"].nunique(),
        "n_valued": groups["annual_value_gbp"].count(), "annual_value_gbp": groups["annual_value_gbp"].sum(),
    }).reindex(list(CLASSES), fill_value=0).rename_axis("runway_class").reset_index()  # fmt: skip
    count = told["n_contracts"].astype("float64")
    is_unknown = told["runway_class"] == "unknown"
    n_unknown, total = count[is_unknown].sum(), count.sum()
    told = enveloped(
        told.assign(value=count, n=total - n_unknown, n_of=total), unit="contracts", interval_kind="none: a count",
        basis="contracts", as_of=day, bound_low=count, bound_high=count.where(is_unknown, count + n_unknown),
    )  # fmt: skip
    counts = {name: told[name].astype("Int64") for name in ("n_contracts", "n_boroughs", "n_valued")}
    value = told["annual_value_gbp"].astype("float64").mask((count > 0) & (told["n_valued"] == 0))
    return told.assign(annual_value_gbp=value, **counts)[list(RUNWAY_COLUMNS)]
