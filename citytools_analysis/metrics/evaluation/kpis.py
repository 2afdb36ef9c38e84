"""What the tools are measured by, and whether a measured figure meets its target, misses it, or cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.reference_tables import SHAPES
from citytools_analysis.register import Register

MET, NOT_MET, CANNOT_TELL, NO_TARGET = "met", "not met", "cannot be told", "no target set"
OPEN = "what is not known could still decide it"
_WORDS = ("metric_id", "criterion", "what", "unit", "log")
KPI_COLUMNS = (
    "metric_id", "criterion", "kpi", "what", "target_year_1", "target_year_2", "state_year_1", "state_year_2", "log",
    "evidence_rule", *ENVELOPE,
)  # fmt: skip
Row = dict[str, Any]
# What each is: metric, criterion, what is counted, unit, and where the evidence stands.
KPIS: Mapping[str, tuple[str, int, str, str, str]] = {
    "uptime": ("M110", 1, "minutes the service was up, last full quarter", "share", "service_log"),
    "pipeline_success": ("M110", 1, "runs of the pipeline that succeeded, last full quarter", "share", "service_log"),
    "accessibility": ("M110", 1, "accessibility checks passed, latest of the last 12 months", "share", "service_log"),
    "boroughs_answered": ("M110", 1, "boroughs that sent a return", "boroughs", "register"),
    "critical_ends_known": (
        "M110", 1, "places with a function of criticality 1 whose contract end is known", "share", "register",
    ),
    "verification_age": ("M110", 1, "median age of verification of contracts", "days", "register"),
    "active_boroughs": ("M111", 2, "boroughs with 2 or more active staff, last full quarter", "boroughs", "service_log"),
    "decisions": ("M111", 2, "documented decisions that cite the tools, last 12 months", "decisions", "decision_log"),
    "decisions_self_reported": (
        "M111", 2, "decisions said to have used the tools, without a paper, last 12 months", "decisions", "decision_log",
    ),
    "appraised_in_time": (
        "M111", 2, "contracts of criticality 1 ending within 12 months whose options were appraised 12 months before",
        "share", "decision_log",
    ),
    "engagement_events": ("M112", 3, "market-engagement events and UK2 notices that used the data, last 12 months",
                          "events", "supplier_actions"),
    "challenges_answered": ("M112", 3, "collective challenges of the last 12 months answered within 60 days", "share",
                            "supplier_actions"),
    "smes_registered": ("M112", 3, "small suppliers that registered, last 12 months", "suppliers", "supplier_actions"),
    "joint_notices": ("M113", 4, "joint purchases noticed, last 12 months", "notices", "joint_stages"),
    "joint_awards": ("M113", 4, "joint purchases awarded, last 12 months", "awards", "joint_stages"),
    "net_saving": ("M114", 4, "attributed saving after the yearly cost, last 12 months", "pounds at present value",
                   "decision_log"),
    "audited_savings": ("M114", 4, "savings audited, last 12 months", "decisions", "decision_log"),
}  # fmt: skip


def kpi_frame(rows: Sequence[Row], register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Put words, targets and states beside measured figures.

    Parameters
    ----------
    rows
        One a KPI: its name as `kpi`, and parts of the envelope. A row without a `value` is withheld for its `reason`.
    register
        The register, whose reference tables hold the targets.
    on
        The day the figures are about; the register's `as_of` if not given.

    Returns
    -------
    kpis
        Columns of `KPI_COLUMNS`. A state is `met` or `not met` only if neither end of the bounds would change it, else
        `cannot be told`; `no target set` where there is none.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> kpi_frame([{"kpi": "boroughs_answered", "value": 26}], register)[["state_year_1", "state_year_2"]].values.tolist()
    [['met', 'not met']]
    """
    measured = pd.DataFrame(list(rows)).reindex(columns=["kpi", *ENVELOPE])
    figures = ["value", "n", "n_of", "lower", "upper", "bound_low", "bound_high"]
    measured = measured.astype(dict.fromkeys(figures, "float64"))
    words = pd.DataFrame([KPIS[name] for name in measured["kpi"]], columns=list(_WORDS))
    is_withheld = measured["value"].isna()
    frame = measured.drop(columns=["unit", "coverage", "is_withheld"]).assign(**words).merge(
        _targets(register), on="kpi", how="left",
    )  # fmt: skip
    texts = frame[["interval_kind", "basis", "reason", "evidence_rule"]].astype("object")
    frame = frame.assign(**texts.where(texts.notna(), "").astype("str"))
    states = {f"state_year_{year}": _states(frame, frame[f"target_year_{year}"]) for year in (1, 2)}
    is_open = ~is_withheld & (states["state_year_1"] == CANNOT_TELL)
    reason = frame["reason"].mask(is_open & frame["reason"].eq(""), OPEN)
    told = enveloped(frame.assign(**states), is_withheld=is_withheld, reason=reason, as_of=on or register.as_of)
    return told[list(KPI_COLUMNS)]


def _targets(register: Register) -> pd.DataFrame:
    table = register.reference.evaluation_targets.reindex(columns=SHAPES["evaluation_targets"].names)
    return table[["kpi", "target_year_1", "target_year_2", "direction", "evidence_rule"]].drop_duplicates("kpi").astype(
        {"kpi": "object", "target_year_1": "float64", "target_year_2": "float64"}
    )  # fmt: skip


def _states(frame: pd.DataFrame, target: pd.Series) -> pd.Series:
    is_bounded = frame["bound_low"].notna()
    low = frame["bound_low"].fillna(frame["value"]).to_numpy(dtype="float64")
    high = frame["bound_high"].fillna(frame["value"].mask(is_bounded, np.inf)).to_numpy(dtype="float64")
    wanted, is_most = target.to_numpy(dtype="float64"), frame["direction"].eq("at_most").to_numpy(dtype=bool)
    slack = 1e-9 * np.maximum(1, np.abs(wanted))
    meets = np.where(is_most, high <= wanted + slack, low >= wanted - slack)
    misses = np.where(is_most, low > wanted + slack, high < wanted - slack)
    cases = [np.isnan(wanted), np.isnan(low), meets, misses]
    return pd.Series(
        np.select(cases, [NO_TARGET, CANNOT_TELL, MET, NOT_MET], CANNOT_TELL), index=frame.index, dtype="str"
    )
