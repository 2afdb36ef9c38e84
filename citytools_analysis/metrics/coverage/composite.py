"""One figure for how good a borough's data is, of which one zero shows (metrics.md, 7)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.coverage.age import dated_records
from citytools_analysis.metrics.coverage.agreeing import agreement
from citytools_analysis.metrics.coverage.filled import completeness
from citytools_analysis.metrics.coverage.rules import ALL_RULES, validity
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

PARTS = ("completeness", "freshness", "validity", "agreement")
QUALITY_COLUMNS = ("borough_id", "borough", *PARTS, *ENVELOPE)
_NEEDED = PARTS[:3]  # agreement needs 20 matched contracts, which few boroughs have


def quality(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give each borough's quality of data as the geometric mean of its parts.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    quality
        One row a borough with the columns of `QUALITY_COLUMNS`: `completeness` (required fields filled in, over all
        records), `freshness` (mean decay over its dated records), `validity` (rules passed), `agreement` (of end dates
        and values with what is published), each 0 to 1 or missing; `value` is the geometric mean of those known, `n` of
        4; the bounds say what an unknown agreement could do. Withheld where one of the first three is not known.

    Notes
    -----
    Composite = geometric mean, so that one zero shows (metrics.md, 7). For finding whom to help, never for a league
    table: a borough that invents dates does well.

    Examples
    --------
    >>> quality(Register.from_tables({}, as_of=date(2026, 11, 23)))["reason"].unique().tolist()
    ['not known: freshness, validity']
    """
    day = on or register.as_of
    ids = register.boroughs["borough_id"]
    parts = pd.DataFrame({
        "completeness": _pooled(completeness(register, on=day), "n_complete", "n_asked"),
        "freshness": dated_records(register, on=day).groupby("borough_id")["freshness"].mean(),
        "validity": _pooled(_every_rule(register, day), "n_passed", "n"),
        "agreement": _pooled(_sure(agreement(register)), "n_agree", "n"),
    }).reindex(ids).rename_axis("borough_id").astype("float64")  # fmt: skip
    known = parts.notna()
    n, n_of = known.sum(axis=1), len(PARTS)
    product = parts.prod(axis=1, skipna=True)
    why = pd.Series("", index=known.index, dtype="object")
    for name in _NEEDED:
        why = why + np.where(known[name], "", f"{name}, ")
    is_short = ~known[list(_NEEDED)].all(axis=1)
    told = enveloped(
        parts.reset_index(), value=(product ** (1 / n.clip(lower=1))).to_numpy(), unit="0 to 1", n=n.to_numpy(), n_of=n_of,
        bound_low=product.where(n == n_of, 0.0).pow(1 / n_of).to_numpy(), bound_high=product.pow(1 / n_of).to_numpy(),
        interval_kind="none", basis="parts of quality that are known", as_of=day, is_withheld=is_short.to_numpy(),
        reason=np.where(is_short, "not known: " + why.str.removesuffix(", "), ""),
    )  # fmt: skip
    return with_names(told, register)[list(QUALITY_COLUMNS)].reset_index(drop=True)


def _pooled(rows: pd.DataFrame, part: str, whole: str) -> pd.Series:
    sums = rows.dropna(subset=["borough_id"]).groupby("borough_id")[[part, whole]].sum().astype("float64")
    return sums[part] / sums[whole].where(sums[whole] > 0)


def _every_rule(register: Register, day: date) -> pd.DataFrame:
    rows = validity(register, on=day)
    return rows[rows["rule"] == ALL_RULES].fillna({"n": 0})


def _sure(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows["is_withheld"]]
