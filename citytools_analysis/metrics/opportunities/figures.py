"""The figures of every set at once: who is in it, what it is worth a year, and a name that its members alone decide."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.opportunities.candidates import TOO_LATE, WOULD_JOIN
from citytools_analysis.metrics.opportunities.tallies import counts, member_hashes, runs, sums
from citytools_analysis.metrics.windows import Sweep, sweep


def ranged(inside: pd.DataFrame, key: str) -> tuple[pd.DataFrame, Sweep]:
    """
    Sweep rows that have a window.

    Parameters
    ----------
    inside
        Rows of `with_windows` that have one.
    key
        Column of the function or system.

    Returns
    -------
    inside, swept
        A copy with `group`, `first_set` and `last_set`, and what the sweep found.

    Examples
    --------
    >>> days = pd.to_datetime(["2027-01-31", "2027-02-28"])
    >>> rows = pd.DataFrame({"function_code": "PLN01", "start_window_date": days, "end_window_date": days[::-1].max()})
    >>> ranged(rows, "function_code")[0]["last_set"].tolist()
    [0, 0]
    """
    group = pd.factorize(inside[key], sort=True)[0].astype("int64")
    swept = sweep(_days(inside["start_window_date"]), _days(inside["end_window_date"]), group)
    return inside.assign(group=group, first_set=swept.first, last_set=swept.last), swept


def set_figures(inside: pd.DataFrame, swept: Sweep, left_out: pd.DataFrame, key: str) -> pd.DataFrame:
    """
    Count and sum what is in each set, members not written out.

    Parameters
    ----------
    inside, swept
        As `ranged` gives.
    left_out
        Rows of `with_windows` that have no window.
    key
        Column of the function or system.

    Returns
    -------
    sets
        One row a set, numbered as in the sweep, with the figures that `find` describes.

    Examples
    --------
    >>> days = pd.to_datetime(["2027-01-31", "2027-02-28"])
    >>> rows = pd.DataFrame({"function_code": "PLN01", "contract_id": ["a", "b"], "borough_id": ["brent", "camden"],
    ...     "decision_maker": ["brent", "camden"], "part_gbp": [1.0, None], "start_window_date": days,
    ...     "end_window_date": days.max()})
    >>> none = pd.DataFrame(columns=["function_code", "borough_id", "reason"])
    >>> set_figures(*ranged(rows, "function_code"), none, "function_code")[["n_boroughs", "n_valued"]].to_numpy().tolist()
    [[2, 1]]
    """
    n_sets, first, last = len(swept.group), swept.first, swept.last
    is_valued = inside["part_gbp"].notna()
    once = ~inside.duplicated([key, "contract_id"])
    valued = inside[is_valued].drop_duplicates([key, "contract_id"])
    n_valued = counts(valued["first_set"].to_numpy(), valued["last_set"].to_numpy(), n_sets)
    value = pd.Series(sums(first, last, inside["part_gbp"], n_sets)).round(2)
    outside = {name: _n_outside(inside, swept, left_out[left_out["reason"] == reason], key)
               for name, reason in (("n_would_join_if_dated", WOULD_JOIN), ("n_too_late", TOO_LATE))}  # fmt: skip
    codes = inside[key].iloc[swept.opener].reset_index(drop=True)
    hashes = member_hashes(first, last, inside[[key, "contract_id", "borough_id"]], n_sets)
    short = (hashes ^ (hashes >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    names = [f"{code}-{own:08x}" for code, own in zip(codes, short.tolist(), strict=True)]
    return pd.DataFrame({
        "opportunity_id": pd.Series(names, dtype="str"), key: codes,
        "n_boroughs": _n_holders(inside, inside["borough_id"], n_sets),
        "n_decision_makers": _n_holders(inside, inside["decision_maker"], n_sets),
        "n_contracts": counts(first[once], last[once], n_sets),
        "window_start_date": inside["start_window_date"].iloc[swept.opener].array,
        "window_end_date": inside["end_window_date"].iloc[swept.closer].array,
        "annual_value_gbp": value.where(n_valued > 0).astype("float64"), "n_valued": n_valued, **outside,
    })  # fmt: skip


def _n_holders(rows: pd.DataFrame, holders: pd.Series, n_sets: int) -> npt.NDArray[np.int64]:
    key = pd.factorize(holders)[0].astype("int64")
    found = runs(key, rows["first_set"].to_numpy(), rows["last_set"].to_numpy())
    return counts(found.first, found.last, n_sets)


def _n_outside(inside: pd.DataFrame, swept: Sweep, left_out: pd.DataFrame, key: str) -> pd.Series:
    """Count the boroughs left out for a set's function that are not in the set."""
    pairs = left_out[[key, "borough_id"]].dropna().drop_duplicates()
    also = inside[pd.MultiIndex.from_frame(inside[[key, "borough_id"]]).isin(pd.MultiIndex.from_frame(pairs))]
    n_of = pairs.groupby(key).size().reindex(inside[key].iloc[swept.opener]).fillna(0).to_numpy(dtype=np.int64)
    return pd.Series(n_of - _n_holders(also, also["borough_id"], len(swept.group)), dtype="Int64")


def _days(column: pd.Series) -> npt.NDArray[np.int64]:
    return column.to_numpy().astype("datetime64[D]").astype(np.int64)
