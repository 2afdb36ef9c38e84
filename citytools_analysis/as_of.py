"""The day a question is asked: given in words, or the latest day on which a source was obtained; never today."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.errors import DataError, Issue


def day_of(text: str | date) -> date:
    """
    Read the day a question is asked.

    Parameters
    ----------
    text
        A date, or `YYYY-MM-DD`.

    Returns
    -------
    day
        The day.

    Raises
    ------
    DataError
        If it is not a day.

    Examples
    --------
    >>> day_of("2026-11-23")
    datetime.date(2026, 11, 23)
    """
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DataError([Issue("as_of", "", f"{text!r} is not a day", "Write it as YYYY-MM-DD.")]) from None


def latest_date(sources: pd.DataFrame) -> date:
    """
    Find the latest day on which a source was obtained: the default for `as_of`.

    Parameters
    ----------
    sources
        The sources table.

    Returns
    -------
    day
        The latest `retrieved_date` of sources that are not reference tables.

    Raises
    ------
    DataError
        If nothing was ever added.

    Examples
    --------
    >>> frame = pd.DataFrame({"source_kind": ["facts"], "retrieved_date": pd.to_datetime(["2026-11-23"])})
    >>> latest_date(frame)
    datetime.date(2026, 11, 23)
    """
    dates = sources.loc[sources["source_kind"] != "reference", "retrieved_date"].dropna()
    if dates.empty:
        raise DataError([Issue("register", "", "nothing was ever added, so it has no date", "Give one with --as-of.")])
    return pd.Timestamp(dates.max()).date()
