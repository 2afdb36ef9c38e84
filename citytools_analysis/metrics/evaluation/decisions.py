"""Second criterion: were the tools used where contracts are decided?"""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.days import add_months
from citytools_analysis.metrics.evaluation.kpis import Row, kpi_frame
from citytools_analysis.metrics.evaluation.logs import last_quarter, last_year, log_of, why_empty
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

DOCUMENTED = ("committee_paper", "decision_record")
MIN_STAFF = 2
APPRAISAL_MONTHS = 12
_APPRAISAL = "options_appraisal"


def decision_use(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Tell whether the tools were used where contracts are decided (M111, second criterion).

    Parameters
    ----------
    register
        The register, with its `decision_log` and `service_log`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    kpis
        Four rows with the columns of `KPI_COLUMNS` (metrics.md, 9). `decisions` counts those of the last 12 months that a
        committee paper or decision record shows, appraisals apart; `decisions_self_reported` those that only somebody
        says. `active_boroughs` counts boroughs with 2 or more active staff in the last full quarter; the bounds are what
        the boroughs that were not logged could add. `appraised_in_time`: of the contracts for functions of criticality
        1 that end within 12 months, the share whose options appraisal is in the log, by contract, 12 months or more
        before the end. A joint decision counts once. Not to be read from page views: a page seen is no decision.

    Examples
    --------
    >>> told = decision_use(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told["state_year_1"].unique().tolist()
    ['cannot be told', 'no target set']
    """
    day = on or register.as_of
    log = log_of(register, "decision_log")
    rows: list[Row] = [
        {"kpi": "active_boroughs"} | _active(register, day),
        *_counted(register, log, day),
        {"kpi": "appraised_in_time"} | _appraised(register, log, day),
    ]
    return kpi_frame(rows, register, on=on)


def _counted(register: Register, log: pd.DataFrame, day: date) -> list[Row]:
    names = ("decisions", "decisions_self_reported")
    if log.empty:
        return [{"kpi": name, "reason": why_empty(register, "decision_log")} for name in names]
    recent = log[log["decided_date"].between(*last_year(day)) & log["decision_kind"].ne(_APPRAISAL)]
    shown = int(recent["evidence_kind"].isin(DOCUMENTED).sum())
    counts = dict(zip(names, (shown, len(recent) - shown), strict=True))
    basis = {"n_of": len(recent), "basis": "decisions logged in the last 12 months"}
    return [{"kpi": name, "value": count, "n": count} | basis for name, count in counts.items()]


def _active(register: Register, day: date) -> Row:
    log, boroughs = log_of(register, "service_log"), register.boroughs["borough_id"]
    start, end = last_quarter(day)
    rows = log[log["measure"].eq("active_staff") & log["period_start_date"].between(start, end)]
    staff = rows[rows["borough_id"].isin(boroughs)].groupby("borough_id")["n_good"].max()
    if staff.empty:
        span = f"{start:%B} to {end:%B %Y}"
        return {
            "reason": why_empty(register, "service_log") if log.empty else f"service_log has no active_staff of {span}"
        }
    active, silent = int((staff >= MIN_STAFF).sum()), len(boroughs) - len(staff)
    bounds = {"bound_low": active, "bound_high": active + silent}
    return {"value": active, "n": len(staff), "n_of": len(boroughs), "basis": "boroughs logged"} | bounds


def _appraised(register: Register, log: pd.DataFrame, day: date) -> Row:
    appraisals = log[log["decision_kind"].eq(_APPRAISAL) & log["contract_id"].notna()]
    if appraisals.empty:
        return {
            "reason": why_empty(register, "decision_log")
            if log.empty
            else "decision_log has no options appraisal of a contract"
        }
    terms = contract_terms(register, on=day)
    deadline = add_months(terms["first_end_date"], -APPRAISAL_MONTHS)
    due = terms[
        terms["standing"].eq("live") & (deadline < pd.Timestamp(day)) & terms["criticality"].eq(1).fillna(value=False)
    ]
    if due.empty:
        return {"n": 0, "reason": "no contract of criticality 1 ends within 12 months"}
    ids = appraisals["contract_id"].astype("object").replace(dict(register.same_contracts))
    first = appraisals.groupby(ids)["decided_date"].min()
    appraised = due["contract_id"].map(first) <= deadline[due.index]
    return {
        "value": float(appraised.mean()),
        "n": len(due),
        "n_of": len(due),
        "basis": "contracts ending within 12 months",
    }
