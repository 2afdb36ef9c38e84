"""Calendar arithmetic on columns of days: months kept whole, dates known to a month or year kept as intervals."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

MONTH_DAYS = 365.25 / 12  # mean length, for the part of a month beyond whole ones
LAST_DAY = np.datetime64("9999-12-31", "D")
_CODES: dict[str, Literal["M", "Y"]] = {"year": "Y", "month": "M"}


def as_days(column: pd.Series) -> pd.Series:
    """
    Read a column as days, whatever it is held as.

    Parameters
    ----------
    column
        Dates, timestamps or ISO text; missing stays missing.

    Returns
    -------
    days
        `datetime64[s]`, NaT where missing.

    Examples
    --------
    >>> as_days(pd.Series(["2027-04-15", None], dtype=object)).dt.strftime("%d/%m/%Y").tolist()
    ['15/04/2027', nan]
    """
    return pd.to_datetime(column).astype("datetime64[s]").dt.normalize()


def add_months(days: pd.Series, months: pd.Series | float) -> pd.Series:
    """
    Move days by calendar months, as `pandas.DateOffset` does, but with a number of months for each row.

    Parameters
    ----------
    days
        The days.
    months
        How many months, negative for back; a part of a month counts as that part of a mean month of 30.4 days.

    Returns
    -------
    moved
        `datetime64[s]`: 31 January and one month is the last day of February; missing where either is missing. No day
        lies beyond 31 December 9999, the last that a calendar can name.

    Examples
    --------
    >>> add_months(pd.Series(pd.to_datetime(["2027-01-31", "2027-04-15"])), 1).dt.strftime("%d %b").tolist()
    ['28 Feb', '15 May']
    """
    start = as_days(days)
    number = pd.Series(months, index=start.index, dtype="float64").to_numpy()
    known = start.notna().to_numpy() & ~np.isnan(number)
    origin = start.to_numpy().astype("datetime64[D]")[known]
    whole = np.trunc(number[known]).astype("int64")
    rest = np.rint((number[known] - whole) * MONTH_DAYS).astype("int64")
    month = origin.astype("datetime64[M]")
    day_in_month = (origin - month.astype("datetime64[D]")).astype("int64")
    target = month + whole.astype("timedelta64[M]")
    following = (target + np.timedelta64(1, "M")).astype("datetime64[D]")
    last = (following - target.astype("datetime64[D]")).astype("int64") - 1
    days_on = target.astype("datetime64[D]") + (np.minimum(day_in_month, last) + rest).astype("timedelta64[D]")
    moved = np.full(len(start), np.datetime64("NaT", "D"), dtype="datetime64[D]")
    moved[known] = np.minimum(days_on, LAST_DAY)
    return pd.Series(moved.astype("datetime64[s]"), index=start.index)


def first_day(days: pd.Series, precision: pd.Series) -> pd.Series:
    """
    Give the earliest day a date can be, by how precisely it is known.

    Parameters
    ----------
    days
        The dates, any day inside the month or year meant.
    precision
        `day`, `month` or `year`; missing means `day`.

    Returns
    -------
    earliest
        `datetime64[s]`: the conservative side for a deadline.

    Examples
    --------
    >>> first_day(pd.Series(pd.to_datetime(["2027-03-31"])), pd.Series(["month"])).dt.strftime("%d %b %Y").item()
    '01 Mar 2027'
    """
    return _edge(days, precision, last=False)


def last_day(days: pd.Series, precision: pd.Series) -> pd.Series:
    """
    Give the latest day a date can be, by how precisely it is known.

    Parameters
    ----------
    days
        The dates, any day inside the month or year meant.
    precision
        `day`, `month` or `year`; missing means `day`.

    Returns
    -------
    latest
        `datetime64[s]`.

    Examples
    --------
    >>> last_day(pd.Series(pd.to_datetime(["2027-03-01"])), pd.Series(["year"])).dt.strftime("%d %b %Y").item()
    '31 Dec 2027'
    """
    return _edge(days, precision, last=True)


def days_until(days: pd.Series, on: date) -> pd.Series:
    """
    Count the days from one day to each of a column.

    Parameters
    ----------
    days
        The days.
    on
        The day to count from.

    Returns
    -------
    count
        `Int64`, in days; negative for the past, missing where the day is.

    Examples
    --------
    >>> days_until(pd.Series(pd.to_datetime(["2027-04-15"])), date(2026, 11, 23)).tolist()
    [143]
    """
    return (as_days(days) - pd.Timestamp(on)).dt.days.astype("Int64")


def _edge(days: pd.Series, precision: pd.Series, *, last: bool) -> pd.Series:
    start = as_days(days)
    held: npt.NDArray[np.datetime64] = start.to_numpy().astype("datetime64[D]")
    for word, code in _CODES.items():
        is_coarse = precision.eq(word).fillna(value=False).to_numpy(dtype=bool)
        period = held.astype(f"datetime64[{code}]")
        following = (period + np.timedelta64(1, code)).astype("datetime64[D]")
        edge = following - np.timedelta64(1, "D") if last else period.astype("datetime64[D]")
        held = np.where(is_coarse, edge, held)
    return pd.Series(held.astype("datetime64[s]"), index=start.index)
