"""Fourth criterion: do boroughs buy together? From what was surfaced to what was awarded; surfaced is never success."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, wilson
from citytools_analysis.metrics.evaluation.kpis import Row, kpi_frame
from citytools_analysis.metrics.evaluation.ladder import STAGES, ladder
from citytools_analysis.metrics.evaluation.logs import last_year, log_of, why_empty
from citytools_analysis.register import Register

REACHED, CONVERSION, LEAD_TIME, TOGETHER = "reached", "conversion", "lead time", "boroughs per award"
MIN_FOR_INTERVAL = 6  # below it the least and greatest value cover less than 95% (metrics.md, 1.4)
FUNNEL_COLUMNS = (
    "measure", "from_stage", "stage", "is_success", "n_open", "n_dropped", *ENVELOPE,
)  # fmt: skip
_LAST = len(STAGES) - 1
Figure = dict[str, Any]


def funnel(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Tell how many joint purchases reached each stage, how many went on, and how long it took (M113).

    Parameters
    ----------
    register
        The register, with its `joint_stages`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    funnel
        Columns of `FUNNEL_COLUMNS` (metrics.md, 9), by `measure`:

        * `reached`: joint purchases that came to a stage or beyond it: a stage that the log skips counts as reached.
        * `conversion`: the share (0 to 1) of those at `from_stage` that reached `stage`, with Wilson's 95% interval
          (Wilson 1927), from each stage to the next and from the first to the last. `n_open` at `from_stage` or beyond
          are neither there yet nor dropped, and count as not converted; `bound_high` is the share if all of them were.
        * `lead time`: median days from surfaced to awarded, of those awarded, with the exact order-statistic 95%
          interval from 6 on; those still open may take longer.
        * `boroughs per award`: the median number of boroughs, with the same interval.

        `is_success` is true of awards alone. Not to be read from its top: a surfaced set is a calculation, and no success.

    Raises
    ------
    ValueError
        If a later stage was reached on an earlier day.

    Examples
    --------
    >>> told = funnel(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> len(told), told["is_withheld"].all().item(), told["reason"].unique().tolist()
    (12, True, ['joint_stages is empty: nothing was logged, which is not none'])
    """
    rungs = ladder(register, on=on)
    reason = (
        why_empty(register, "joint_stages")
        if log_of(register, "joint_stages").empty
        else "nothing was surfaced by that day"
    )
    rows = [*_reached(rungs), *_conversions(rungs), _lead_time(rungs), _together(rungs)]
    frame = pd.DataFrame(rows).reindex(columns=list(dict.fromkeys([*rows[0], *FUNNEL_COLUMNS])))
    figures = ["value", "n", "n_of", "lower", "upper", "bound_low", "bound_high"]
    frame = frame.astype(dict.fromkeys(figures, "float64") | dict.fromkeys(["n_open", "n_dropped"], "Int64"))
    is_withheld = frame["value"].isna() | rungs.empty
    told = enveloped(
        frame.drop(columns=["coverage", "as_of", "is_withheld"]).assign(
            interval_kind=_words(frame["interval_kind"]), from_stage=_words(frame["from_stage"]),
            is_success=frame["is_success"].astype("bool"), basis="joint purchases in the log",
        ),
        as_of=on or register.as_of, is_withheld=is_withheld,
        reason=reason if rungs.empty else _words(frame["reason"]),
    )  # fmt: skip
    return told[list(FUNNEL_COLUMNS)]


def joint_purchases(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Tell whether as many joint purchases were noticed and awarded as were to be (M113, fourth criterion).

    Parameters
    ----------
    register
        The register, with its `joint_stages`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    kpis
        Two rows with the columns of `KPI_COLUMNS` (metrics.md, 9): `joint_notices` and `joint_awards`, those whose stage
        is dated in the last 12 months.

    Examples
    --------
    >>> joint_purchases(Register.from_tables({}, as_of=date(2026, 11, 23)))["state_year_1"].tolist()
    ['cannot be told', 'no target set']
    """
    names = {"joint_notices": "noticed", "joint_awards": "awarded"}
    if log_of(register, "joint_stages").empty:
        return kpi_frame(
            [{"kpi": name, "reason": why_empty(register, "joint_stages")} for name in names], register, on=on
        )
    rungs, span = ladder(register, on=on), last_year(on or register.as_of)
    counts = {name: int(rungs[stage].between(*span).sum()) for name, stage in names.items()}
    known = {"n_of": len(rungs), "basis": "joint purchases in the log"}
    rows: list[Row] = [{"kpi": name, "value": count, "n": count} | known for name, count in counts.items()]
    return kpi_frame(rows, register, on=on)


def _reached(rungs: pd.DataFrame) -> list[Figure]:
    rows: list[Figure] = []
    for place, stage in enumerate(STAGES):
        there = rungs[rungs["position"] >= place]
        open_, dropped = int(there["is_open"].sum()), int(there["is_dropped"].sum())
        count = {"value": len(there), "n": len(there), "n_of": len(rungs), "n_open": open_, "n_dropped": dropped}
        rows.append(
            {"measure": REACHED, "stage": stage, "is_success": place == _LAST, "unit": "joint purchases"} | count
        )
    return rows


def _conversions(rungs: pd.DataFrame) -> list[Figure]:
    pairs = [*pairwise(range(len(STAGES))), (0, _LAST)]
    return [_conversion(rungs, first, last) for first, last in pairs]


def _conversion(rungs: pd.DataFrame, first: int, last: int) -> Figure:
    there = rungs[rungs["position"] >= first]
    n, converted = len(there), int((there["position"] >= last).sum())
    short = there[there["position"] < last]
    open_, dropped = int(short["is_open"].sum()), int(short["is_dropped"].sum())
    told = {"measure": CONVERSION, "from_stage": STAGES[first], "stage": STAGES[last], "is_success": last == _LAST,
            "n": n, "n_of": n, "n_open": open_, "n_dropped": dropped, "unit": "share"}  # fmt: skip
    if not n:
        return told | {"reason": f"none was {STAGES[first]}"}
    lower, upper = wilson(converted / n, n)
    interval = {"lower": float(lower), "upper": float(upper), "interval_kind": "Wilson 95%"}
    return told | {"value": converted / n, "bound_low": converted / n, "bound_high": (converted + open_) / n} | interval


def _lead_time(rungs: pd.DataFrame) -> Figure:
    awarded = rungs[rungs["position"] == _LAST]
    days = (awarded["awarded"] - awarded["surfaced"]).dt.days.dropna()
    told: Figure = {
        "measure": LEAD_TIME,
        "from_stage": STAGES[0],
        "stage": STAGES[-1],
        "is_success": True,
        "unit": "days",
    }
    return told | _median(days, len(awarded))


def _together(rungs: pd.DataFrame) -> Figure:
    awarded = rungs[rungs["position"] == _LAST]
    told: Figure = {"measure": TOGETHER, "stage": STAGES[-1], "is_success": True, "unit": "boroughs"}
    return told | _median(awarded["n_boroughs"].dropna(), len(awarded))


def _median(values: pd.Series, n_of: int) -> Figure:
    known = np.sort(values.to_numpy(dtype="float64"))
    told: dict[str, Any] = {"n": len(known), "n_of": n_of}
    if not len(known):
        return told | {"reason": "none was awarded" if not n_of else "no award says when or with whom it was surfaced"}
    told |= {"value": float(np.median(known))}
    if len(known) < MIN_FOR_INTERVAL:
        return told | {"reason": f"very uncertain: no 95% interval exists below {MIN_FOR_INTERVAL} awards"}
    place = int(scipy.stats.binom.ppf(0.025, len(known), 0.5))  # the largest rank below which at most 2.5% lies
    kind = "order statistics, at least 95%"
    return told | {"lower": known[place - 1], "upper": known[-place], "interval_kind": kind}


def _words(column: pd.Series) -> pd.Series:
    texts = column.astype("object")
    return texts.where(texts.notna(), "").astype("str")
