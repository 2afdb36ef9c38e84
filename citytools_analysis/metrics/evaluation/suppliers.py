"""Third criterion: do the data inform what is said to suppliers, and do they answer?"""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.evaluation.kpis import Row, kpi_frame
from citytools_analysis.metrics.evaluation.logs import last_year, log_of, why_empty
from citytools_analysis.register import Register

ANSWER_DAYS = 60
EVENTS = ("market_engagement", "preliminary_notice")


def supplier_conversations(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Tell whether the data inform what is said to suppliers, and whether they answer (M112, third criterion).

    Parameters
    ----------
    register
        The register, with its `supplier_actions`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    kpis
        Three rows with the columns of `KPI_COLUMNS` (metrics.md, 9; Procurement Act 2023, s.16 and 17), all of the last
        12 months: `engagement_events`, market-engagement events and preliminary notices (UK2) that used the data;
        `challenges_answered`, the share of collective challenges answered within 60 days, of those put 60 days ago or
        earlier (`n` of `n_of`: the others are not yet due); `smes_registered`. An answer is no remedy: what a supplier
        said is not what it did.

    Raises
    ------
    ValueError
        If a challenge was answered before it was put.

    Examples
    --------
    >>> supplier_conversations(Register.from_tables({}, as_of=date(2026, 11, 23)))["reason"].unique().tolist()
    ['supplier_actions is empty: nothing was logged, which is not none']
    """
    log, day = log_of(register, "supplier_actions"), on or register.as_of
    if log.empty:
        names = ("engagement_events", "challenges_answered", "smes_registered")
        return kpi_frame(
            [{"kpi": name, "reason": why_empty(register, "supplier_actions")} for name in names], register, on=on
        )
    recent = log[log["action_date"].between(*last_year(day))]
    events = int(recent["action_kind"].isin(EVENTS).sum())
    registered = recent[recent["action_kind"] == "sme_registered"]
    smes = int(registered["supplier_id"].fillna(registered["action_id"]).nunique())
    counted = {"basis": "actions logged in the last 12 months"}
    rows: list[Row] = [
        {"kpi": "engagement_events", "value": events, "n": events} | counted,
        {"kpi": "challenges_answered"} | _answered(recent[recent["action_kind"] == "collective_challenge"], day),
        {"kpi": "smes_registered", "value": smes, "n": smes} | counted,
    ]
    return kpi_frame(rows, register, on=on)


def _answered(asked: pd.DataFrame, day: date) -> Row:
    if len(wrong := asked[asked["answered_date"] < asked["action_date"]]):
        name = wrong["action_id"].iloc[0]
        raise ValueError(f"supplier_actions, {name!r} was answered before it was put. Check its two dates.")
    due = asked[asked["action_date"] <= pd.Timestamp(day) - pd.Timedelta(days=ANSWER_DAYS)]
    if due.empty:
        return {"n": 0, "n_of": len(asked), "reason": "no collective challenge has been with suppliers for 60 days"}
    in_time = (due["answered_date"] - due["action_date"]).dt.days <= ANSWER_DAYS
    return {
        "value": float(in_time.mean()),
        "n": len(due),
        "n_of": len(asked),
        "basis": "challenges put 60 days ago or earlier",
    }
