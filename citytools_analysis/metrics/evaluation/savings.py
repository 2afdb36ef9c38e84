"""What was saved and owed to the tools: only with a counterfactual and a share of the credit that were fixed beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.assumptions import assumed
from citytools_analysis.metrics.discounting import present_value_of_a_pound_a_year
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.evaluation.logs import last_year, log_of, why_empty
from citytools_analysis.metrics.held import held_frame
from citytools_analysis.metrics.resources.costs import annual_cost
from citytools_analysis.register import Register

MIN_PUBLIC_BOROUGHS = 5
ATTRIBUTIONS = (0.0, 0.25, 0.5, 1.0)
_LOW, _BASE, _HIGH, _ACTUAL = (
    "counterfactual_low_annual_gbp", "counterfactual_annual_gbp", "counterfactual_high_annual_gbp", "actual_annual_gbp",
)  # fmt: skip
_MONEY = [_LOW, _BASE, _HIGH, _ACTUAL, "contract_years", "attribution"]
DECISION_COLUMNS = (
    "decision_id", "decision", "borough_ids", "outcome_date", "attribution", "baseline_gbp", "actual_gbp",
    "saving_low_gbp", "saving_gbp", "saving_high_gbp", "is_audited", "is_counted", "reason",
)  # fmt: skip
SAVING_COLUMNS = ("measure", "scenario", "assumption_ids", "n_audited", *ENVELOPE)
BASELINE, ACTUAL, GROSS, ATTRIBUTED, AUDITED, COST, NET = (
    "baseline", "actual", "gross saving", "attributed saving", "attributed saving, audited", "yearly cost", "net saving",
)  # fmt: skip
NOT_PUBLIC_ROWS = "single decisions are members' data: only their sum is published"
CASES = "counterfactual and cost at their low or high; no confidence interval"


def saving_decisions(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the decisions whose outcome fell in the last 12 months, and whether their saving counts (M114).

    Parameters
    ----------
    register
        The register, with its `decision_log`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    decisions
        One row a decision, by day of outcome, with the columns of `DECISION_COLUMNS`; money in pounds at present value
        over the contract's years, before attribution. It counts only if its counterfactual, price and years are known,
        the baseline was fixed and the attribution agreed before the outcome; else `reason` says what is missing. In a
        public edition the frame is withheld.

    Raises
    ------
    ValueError
        If a price is negative or not finite, or an attribution is not 1, 0.5, 0.25 or 0.

    Examples
    --------
    >>> saving_decisions(Register.from_tables({}, as_of=date(2026, 11, 23))).columns[-1]
    'reason'
    """
    if register.info.edition == "public":
        return held_frame(DECISION_COLUMNS, register, reason=NOT_PUBLIC_ROWS)
    return _decisions(register, on or register.as_of)


def attributed_saving(register: Register, *, scenario: str = "core", on: date | None = None) -> pd.DataFrame:
    """
    Sum what was saved over the last 12 months and is owed to the tools, and take their cost off (M114).

    Parameters
    ----------
    register
        The register, with its `decision_log` and the assumptions of the cost.
    scenario
        Whose yearly cost is taken off: `lean`, `core` or `enhanced`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    saving
        Columns of `SAVING_COLUMNS`, in pounds, one row a measure: `baseline` (what would have been paid), `actual`,
        `gross saving` (their difference), `attributed saving` (each times its share of the credit), the audited part of
        it, `yearly cost` (borough time included) and `net saving`:
        `sum (counterfactual - actual) x attribution x annuity - cost` (metrics.md, 9; HMT Green and Magenta Books), the
        annuity at the real discount rate, each year at its end as in M42. `lower` and `upper` take the counterfactual and
        the cost at their low or high; where a low or high is not logged, the central one stands. `n` of `n_of` decisions
        with an outcome count; `reason` tells how many do not. A loss counts as a loss.

        Withheld where nothing counts, and in a public edition where fewer than 5 boroughs stand behind the sum. Not to
        be read from the gross alone, nor where there is no counterfactual: a low price is not yet a saving.

    Raises
    ------
    ValueError
        If a price is negative or not finite, or an attribution is not 1, 0.5, 0.25 or 0.

    Examples
    --------
    >>> told = attributed_saving(Register.from_tables({}, as_of=date(2026, 11, 23))).set_index("measure")
    >>> told.loc[["yearly cost", "net saving"], "reason"].tolist()
    ['', 'decision_log is empty: nothing was logged, which is not none']
    """
    day = on or register.as_of
    decisions = _decisions(register, day)
    counted = decisions[decisions["is_counted"]]
    costs = annual_cost(register, scenario=scenario, on=on)
    total = costs[costs["item"] == "total"]
    money = [total[name].item() for name in ("lower", "value", "upper")]
    frame = pd.DataFrame(_sums(counted, money), columns=["measure", "lower", "value", "upper"])
    reason = _why_withheld(register, decisions, counted)
    is_withheld = frame["measure"].ne(COST) & bool(reason)
    left = len(decisions) - len(counted)
    beside = f"{left} of {len(decisions)} decisions are left out: saving_decisions says why" if left else ""
    told = enveloped(
        frame.assign(scenario=scenario, assumption_ids=f"{total['assumption_ids'].item()}|discount_rate",
                     n_audited=pd.Series(int(counted["is_audited"].sum()), index=frame.index, dtype="Int64").mask(is_withheld)),
        unit="pounds at present value", n=float(len(counted)), n_of=float(len(decisions)), interval_kind=CASES,
        basis="decisions with an outcome in the last 12 months", as_of=day, is_withheld=is_withheld,
        reason=pd.Series(reason or beside, index=frame.index).mask(frame["measure"] == COST, ""),
    )  # fmt: skip
    return told[list(SAVING_COLUMNS)]


def _decisions(register: Register, day: date) -> pd.DataFrame:
    log = log_of(register, "decision_log").astype(dict.fromkeys(_MONEY, "float64"))
    log = log[log["outcome_date"].between(*last_year(day))].sort_values(["outcome_date", "decision_id"])
    _check(log)
    rate = assumed(register, "discount_rate").central
    annuity = pd.Series(present_value_of_a_pound_a_year(rate, log["contract_years"]), index=log.index)
    low, high = (log[name].fillna(log[_BASE]) for name in (_LOW, _HIGH))
    reason = _reasons(log)
    told = log.assign(
        baseline_gbp=log[_BASE] * annuity,
        actual_gbp=log[_ACTUAL] * annuity,
        saving_low_gbp=(low - log[_ACTUAL]) * annuity,
        saving_gbp=(log[_BASE] - log[_ACTUAL]) * annuity,
        saving_high_gbp=(high - log[_ACTUAL]) * annuity,
        is_audited=log["is_audited"].fillna(value=False).astype("bool"),
        is_counted=reason.eq(""),
        reason=reason,
    )
    return told[list(DECISION_COLUMNS)].reset_index(drop=True)


def _reasons(log: pd.DataFrame) -> pd.Series:
    outcome = log["outcome_date"]
    cases = {
        "no counterfactual was logged": log[_BASE].isna(),
        "the price paid is not known": log[_ACTUAL].isna(),
        "the contract's years are not known": ~(log["contract_years"] > 0),
        "the baseline was not fixed before the outcome": ~(log["baseline_date"] < outcome),
        "no attribution was agreed": log["attribution"].isna() | log["attribution_agreed_date"].isna(),
        "the attribution was not agreed before the outcome": ~(log["attribution_agreed_date"] < outcome),
    }
    words = np.select([case.to_numpy(dtype=bool) for case in cases.values()], list(cases), "")
    return pd.Series(words, index=log.index, dtype="str")


def _sums(counted: pd.DataFrame, cost: Sequence[float]) -> list[tuple[str, float, float, float]]:
    gross = counted[["saving_low_gbp", "saving_gbp", "saving_high_gbp"]]
    owed = gross.mul(counted["attribution"], axis=0)
    attributed, audited = owed.sum().tolist(), owed[counted["is_audited"]].sum().tolist()
    actual, baseline = float(counted["actual_gbp"].sum()), gross.sum() + counted["actual_gbp"].sum()
    net = [attributed[0] - cost[2], attributed[1] - cost[1], attributed[2] - cost[0]]
    sums = {
        BASELINE: baseline.tolist(), ACTUAL: [actual] * 3, GROSS: gross.sum().tolist(), ATTRIBUTED: attributed,
        AUDITED: audited, COST: list(cost), NET: net,
    }  # fmt: skip
    return [(measure, *figures) for measure, figures in sums.items()]


def _why_withheld(register: Register, decisions: pd.DataFrame, counted: pd.DataFrame) -> str:
    if log_of(register, "decision_log").empty:
        return why_empty(register, "decision_log")
    if decisions.empty:
        return "no decision in the log had its outcome in the last 12 months"
    if counted.empty:
        return f"none of {len(decisions)} decisions can be counted: saving_decisions says why"
    boroughs = counted["borough_ids"].dropna().astype("object").str.split("|").explode().nunique()
    if register.info.edition == "public" and boroughs < MIN_PUBLIC_BOROUGHS:
        return f"fewer than {MIN_PUBLIC_BOROUGHS} boroughs stand behind the sum"
    return ""


def _check(log: pd.DataFrame) -> None:
    numbers = log[_MONEY]
    wrong = (numbers.lt(0) | np.isinf(numbers)).any(axis=1) | ~(
        log["attribution"].isin(ATTRIBUTIONS) | log["attribution"].isna()
    )
    wrong |= (log[_LOW] > log[_BASE]) | (log[_HIGH] < log[_BASE])
    if wrong.any():
        name = log.loc[wrong, "decision_id"].iloc[0]
        mend = "Give finite pounds of zero or more, low to high, and an attribution of 1, 0.5, 0.25 or 0"
        raise ValueError(f"decision_log, {name!r} has a figure that cannot stand. {mend}.")
