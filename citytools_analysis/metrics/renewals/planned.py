"""The same deadlines under short, usual and long lead times, and what using the options would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.days import add_months, days_until
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.renewals.lead_times import SCENARIOS, LeadTimes, with_deadlines
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

SCENARIO_COLUMNS = (
    "contract_id", "title", "borough_id", "borough", "function_code", "function", "criticality", "scenario",
    "lead_months", "lead_time_basis", "notice_basis", "end_state", "end_date", "end_date_precision",
    "counts_back_from_date", "extend_by_date", "reprocure_by_date", "exit_plan_by_date", "notice_by_date",
    "deadline_date", "deadline_basis", "reprocure_by_if_options_used_date", *ENVELOPE,
)  # fmt: skip
_REASONS = {"rolling": "rolling: there is no end to count back from", "unknown": "the end is not known"}


def scenarios(
    register: Register, *, lead_times: Mapping[str, LeadTimes] = SCENARIOS, on: date | None = None
) -> pd.DataFrame:
    """
    Give the days by which to act on each contract, under several assumptions of how long things take (M32).

    Parameters
    ----------
    register
        The register.
    lead_times
        Lead times by name of scenario; low, base and high ones of ours if not given: 18, 24 or 30 months for criticality
        1, 12, 15 or 18 for 2, and 6, 9 or 12 for 3.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    scenarios
        One row a contract that has not ended and a scenario, the columns of `SCENARIO_COLUMNS`, by contract and in the
        order of `lead_times`. Every day counts back from `counts_back_from_date`, the first day on which the committed
        end can fall, never from the latest end: `reprocure_by_date` by `lead_months`, `extend_by_date` by the option's
        notice and governance, `exit_plan_by_date`, and `notice_by_date` by the contract's own notice. `deadline_date`
        is the earlier of `reprocure_by_date` and `notice_by_date`; where it is the notice, the contract may renew
        itself after that day. `reprocure_by_if_options_used_date` is what `reprocure_by_date` would become, were every
        option used: a comparison, not a plan. `value` is the days from `on` to `reprocure_by_date`, below zero once it
        has passed; `lower` and `upper` are its least and greatest among the scenarios.

    Raises
    ------
    ValueError
        If there is no scenario.

    Notes
    -----
    metrics.md, section 3. Planning defaults, not law: a day that has passed says that there may be too little time for a
    competition, never that a contract was broken.

    Examples
    --------
    >>> scenarios(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if not lead_times:
        message = "There is no scenario; give lead times by name, such as {'base': LeadTimes()}."
        raise ValueError(message)
    day = on or register.as_of
    terms = contract_terms(register, on=on)
    terms = terms[terms["standing"] != "ended"].reset_index(drop=True)
    terms = with_names(terms, register)
    frames = [_scenario(terms, name, times) for name, times in lead_times.items()]
    told = _with_runway(pd.concat(frames), day)
    n = len(frames)
    return told.iloc[np.arange(len(told)).reshape(n, -1).T.ravel()].reset_index(drop=True)


def _scenario(terms: pd.DataFrame, name: str, times: LeadTimes) -> pd.DataFrame:
    told = with_deadlines(terms, times)
    reprocure, notice = told["reprocure_by_date"], told["notice_by_date"]
    is_notice = (notice < reprocure).fillna(value=False)
    words = np.where(is_notice, "notice, after which it may renew itself", "time to buy and move")
    told = told.assign(
        scenario=name,
        counts_back_from_date=told["decided_end_date"],
        deadline_date=reprocure.where(~is_notice, notice),
        deadline_basis=pd.Series(words, index=told.index).where(reprocure.notna(), None).astype("str"),
        reprocure_by_if_options_used_date=add_months(
            told["latest_end_date"].where(told["extend_by_date"].notna()), -told["lead_months"]
        ),
    )
    return told[[*(column for column in SCENARIO_COLUMNS if column not in ENVELOPE), "standing"]]


def _with_runway(told: pd.DataFrame, day: date) -> pd.DataFrame:
    runway = days_until(told["reprocure_by_date"], day).astype("float64")
    of_contract = runway.groupby(level=0)
    is_dated = runway.notna()
    told = enveloped(
        told.assign(value=runway, n=is_dated.astype("int64"), n_of=1),
        unit="days", lower=of_contract.transform("min"), upper=of_contract.transform("max"),
        interval_kind="least and greatest of the scenarios", basis="the contract's committed end", as_of=day,
        is_withheld=~is_dated, reason=told["standing"].map(_REASONS).where(~is_dated, "").fillna(""),
    )  # fmt: skip
    return told[list(SCENARIO_COLUMNS)]
