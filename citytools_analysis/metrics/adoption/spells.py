"""The life of each product with a borough: when it began, when it ended or was last seen, and whether another took over."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.days import as_days, first_day, last_day
from citytools_analysis.register import Register

YEAR_DAYS = 365.25
_PLACE = ["borough_id", "function_code"]
_PRODUCT = [*_PLACE, "system_id"]
_SLOT = [*_PLACE, "slot"]


def spells(register: Register, *, since: date | None, on: date) -> pd.DataFrame:
    """
    List the lives of named products.

    Parameters
    ----------
    register
        The register.
    since
        Time before this day is not counted as at risk; all is if None.
    on
        The last day looked at.

    Returns
    -------
    spells
        One row a borough, function and product that was in use before `on`: `entry_date`, its first day or the day it was
        first seen; `exit_date`, its last day, or the day it was last seen if it has none; `is_switch`, 1 where it ended
        and a product that began later went on, once for each such product; `tenure_years`, missing unless the first day
        is known; `years_at_risk`, in which no day of a borough and function counts twice.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> spells(Register.from_tables({}, as_of=day), since=None, on=day).empty
    True
    """
    lives = _lives(_dated(register.deployments, pd.Timestamp(on)))
    lives = lives[
        lives["exit_date"].notna() & lives["entry_date"].notna() & (lives["entry_date"] <= lives["exit_date"])
    ]
    lives = lives.sort_values([*_PLACE, "entry_date", "exit_date", "system_id"]).reset_index(drop=True)
    begin = pd.Timestamp(since) if since else pd.Timestamp.min
    is_switch = _is_switch(lives) & (lives["exit_date"] >= begin)
    tenure = ((lives["exit_date"] - lives["begun_date"]).dt.days / YEAR_DAYS).astype("float64")
    return lives.assign(
        is_switch=is_switch.astype("int64"), tenure_years=tenure, years_at_risk=_years_at_risk(lives, since)
    )


def _dated(deployments: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Give each row of a named product its first day, last day and the day it was last seen, as far as known."""
    is_named = deployments["system_state"].eq("known") & deployments["system_id"].notna()
    rows = deployments[is_named & deployments["function_code"].notna()]
    begun = _middle(rows["in_use_from_date"], rows["in_use_from_date_precision"])
    seen = as_days(rows["seen_date"]).fillna(as_days(rows["confirmed_date"]))
    stated = _middle(rows["in_use_to_date"], rows["in_use_to_date_precision"])
    has_ended = last_day(rows["in_use_to_date"], rows["in_use_to_date_precision"]) < day
    rows = rows.assign(begun_date=begun, entry_date=begun.fillna(seen), seen=seen)
    ended = stated.where(has_ended).fillna(_replaced_on(rows))
    rows = rows.assign(ended=ended.where(ended <= day), seen=seen.where(~(seen > day), day))
    return rows[rows["entry_date"] <= day]


def _replaced_on(rows: pd.DataFrame) -> pd.Series:
    """Give the day on which another product was first seen, or began, in the same slot."""
    slotted = rows[rows["slot"].notna() & rows["seen"].notna()].sort_values([*_SLOT, "seen", "system_id"])
    after = slotted.groupby(_SLOT)[["system_id", "seen", "entry_date"]].shift(-1)
    is_other = after["system_id"].notna() & (after["system_id"] != slotted["system_id"])
    is_other &= after["seen"] > slotted["seen"]
    begins = after["entry_date"].where(after["entry_date"] >= slotted["seen"], after["seen"])
    return begins.where(is_other).reindex(rows.index)


def _lives(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of one product with one borough together: it has ended when all of them have."""
    lives = rows.assign(is_open=rows["ended"].isna().astype("int64")).groupby(_PRODUCT, as_index=False).agg(
        begun_date=("begun_date", "min"), entry_date=("entry_date", "min"), ended=("ended", "max"),
        seen=("seen", "max"), is_open=("is_open", "max"),
    )  # fmt: skip
    has_ended = lives["is_open"].eq(0)
    seen = lives["seen"].where(lives["seen"] >= lives["entry_date"], lives["entry_date"]).where(lives["seen"].notna())
    is_first = lives["begun_date"] <= lives["entry_date"]
    return lives.assign(
        has_ended=has_ended,
        exit_date=lives["ended"].where(has_ended, seen),
        begun_date=lives["begun_date"].where(is_first),
    )


def _is_switch(lives: pd.DataFrame) -> pd.Series:
    """Say which ended products gave way to a later one that went on; several that gave way to one count once."""
    keys = [*_PLACE, "system_id", "entry_date", "exit_date", "has_ended"]
    ended = lives.loc[lives["has_ended"], keys].assign(row=lives.index[lives["has_ended"]])
    pairs = ended.merge(lives[keys], on=_PLACE, suffixes=("", "_new"))
    goes_on = ~pairs["has_ended_new"] | (pairs["exit_date_new"] > pairs["exit_date"])
    pairs = pairs[(pairs["entry_date_new"] > pairs["entry_date"]) & goes_on]
    first = pairs.sort_values(["row", "entry_date_new", "system_id_new"]).drop_duplicates("row")
    once = first.sort_values("exit_date").drop_duplicates([*_PLACE, "system_id_new"], keep="last")
    return pd.Series(lives.index.isin(once["row"]), index=lives.index)


def _years_at_risk(lives: pd.DataFrame, since: date | None) -> pd.Series:
    """Give the years each life adds to those of its borough and function, in which no day counts twice."""
    entry = lives["entry_date"]
    entry = entry.where(entry >= pd.Timestamp(since), pd.Timestamp(since)) if since else entry
    covered = lives.groupby(_PLACE)["exit_date"].cummax().groupby([lives[name] for name in _PLACE]).shift()
    begin = entry.where(~(covered > entry), covered)
    days = (lives["exit_date"] - begin).dt.days.clip(lower=0)
    return pd.Series(np.asarray(days, dtype=float) / YEAR_DAYS, index=lives.index)


def _middle(days: pd.Series, precision: pd.Series) -> pd.Series:
    first, last = first_day(days, precision), last_day(days, precision)
    return (first + (last - first) / 2).dt.floor("D")
