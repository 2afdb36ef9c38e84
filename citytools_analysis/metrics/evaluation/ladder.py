"""How far each joint purchase came, stage by stage: it counts at every stage up to the farthest that it reached."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.evaluation.logs import log_of
from citytools_analysis.register import Register

STAGES = ("surfaced", "qualified", "agreed", "noticed", "awarded")
DROPPED = "dropped"


def ladder(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Say how far each logged joint purchase came.

    Parameters
    ----------
    register
        The register, with its `joint_stages`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    ladder
        Indexed by `opportunity_id`: `position` of the farthest stage, from 0 (surfaced) to 4 (awarded); `is_dropped` and
        `is_open`; `n_boroughs` at its latest stage; and for each stage the day it was reached, missing where the log
        skips it. Rows without a day, or with a later one than `on`, are not seen: the evidence is a dated stage.

    Raises
    ------
    ValueError
        If a later stage was reached on an earlier day, or a stage is not one of them.

    Examples
    --------
    >>> ladder(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    log = log_of(register, "joint_stages")
    if len(wrong := log[~log["stage"].isin([*STAGES, DROPPED])]):
        raise ValueError(
            f"joint_stages has the stage {wrong['stage'].iloc[0]!r}. Use one of {', '.join(STAGES)}, {DROPPED}."
        )
    log = log[log["reached_date"] <= pd.Timestamp(on or register.as_of)]
    first = {stage: _first_days(log, stage) for stage in (*STAGES, DROPPED)}
    days = pd.DataFrame(first, index=pd.Index(sorted(set(log["opportunity_id"])), name="opportunity_id", dtype="str"))
    reached = days[list(STAGES)].notna().to_numpy()
    position = np.where(reached, np.arange(len(STAGES)), 0).max(axis=1) if len(days) else np.empty(0, dtype=int)
    is_dropped = (days[DROPPED].notna() & (position < len(STAGES) - 1)).astype("bool")
    _check_order(days)
    return days.assign(
        position=position,
        is_dropped=is_dropped,
        is_open=~is_dropped & (position < len(STAGES) - 1),
        n_boroughs=_boroughs(log).reindex(days.index),
    )


def _first_days(log: pd.DataFrame, stage: str) -> pd.Series:
    return log[log["stage"] == stage].groupby("opportunity_id")["reached_date"].min()


def _boroughs(log: pd.DataFrame) -> pd.Series:
    latest = log.sort_values("reached_date", kind="stable").drop_duplicates("opportunity_id", keep="last")
    names = latest.set_index("opportunity_id")["borough_ids"].astype("object").str.split("|").explode().dropna()
    return names.groupby(level=0).nunique()


def _check_order(days: pd.DataFrame) -> None:
    known = days[list(STAGES)].to_numpy(dtype="datetime64[s]")
    before = np.fmax.accumulate(known, axis=1)[:, :-1]  # a skipped stage does not break the order
    wrong = np.flatnonzero((known[:, 1:] < before).any(axis=1))
    if len(wrong):
        name = days.index[wrong[0]]
        raise ValueError(f"joint_stages, {name!r} reached a later stage on an earlier day. Check its dates.")
