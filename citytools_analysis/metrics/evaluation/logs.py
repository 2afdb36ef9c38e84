"""The logs of what was done with the tools, each row once, and the spans of time that a figure looks at."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.held import MEMBERS_LOGS, why_held
from citytools_analysis.reference_tables import SHAPES
from citytools_analysis.register import Register

_EMPTY = "is empty: nothing was logged, which is not none"
EMPTY_SERVICE_LOG = f"service_log {_EMPTY}"
Span = tuple[pd.Timestamp, pd.Timestamp]


def log_of(register: Register, name: str) -> pd.DataFrame:
    """
    Give a log of the register's reference tables, each row once.

    Parameters
    ----------
    register
        The register.
    name
        `decision_log`, `joint_stages`, `service_log` or `supplier_actions`.

    Returns
    -------
    log
        The table's columns, its days as `datetime64[s]`. The edition for one borough holds only the rows that name it,
        of which no figure about all may be made: there a log that names boroughs is empty.

    Examples
    --------
    >>> log_of(Register.from_tables({}, as_of=date(2026, 11, 23)), "joint_stages").empty
    True
    """
    shape = SHAPES[name]
    held: pd.DataFrame = getattr(register.reference, name)
    held = held.iloc[:0] if register.info.viewer and name in MEMBERS_LOGS else held
    table = held.reindex(columns=shape.names).drop_duplicates(shape.key.split())
    days = {column: as_days(table[column]) for column in shape.dates.split()}
    return table.assign(**days).reset_index(drop=True)


def why_empty(register: Register, name: str) -> str:
    """
    Say why nothing can be told from a log that holds nothing.

    Parameters
    ----------
    register
        The register: a public edition holds no log that names boroughs or prices.
    name
        The log.

    Returns
    -------
    reason
        In words.

    Examples
    --------
    >>> why_empty(Register.from_tables({}, as_of=date(2026, 11, 23)), "decision_log")
    'decision_log is empty: nothing was logged, which is not none'
    """
    if (register.info.edition == "public" or register.info.viewer) and name in MEMBERS_LOGS:
        return why_held(register)
    return f"{name} {_EMPTY}"


def last_quarter(day: date) -> Span:
    """
    Give the last calendar quarter that was over on a day.

    Parameters
    ----------
    day
        The day; the last day of a quarter counts as its end.

    Returns
    -------
    span
        Its first and last day.

    Examples
    --------
    >>> [f"{end:%Y-%m-%d}" for end in last_quarter(date(2026, 11, 23))]
    ['2026-07-01', '2026-09-30']
    >>> [f"{end:%Y-%m-%d}" for end in last_quarter(date(2026, 12, 31))]
    ['2026-10-01', '2026-12-31']
    """
    quarter = pd.Period(day, freq="Q")
    if quarter.end_time.date() != day:
        quarter -= 1
    return quarter.start_time, quarter.end_time.normalize()


def last_year(day: date) -> Span:
    """
    Give the twelve months that end on a day.

    Parameters
    ----------
    day
        The day.

    Returns
    -------
    span
        First and last day.

    Examples
    --------
    >>> [f"{end:%Y-%m-%d}" for end in last_year(date(2026, 11, 23))]
    ['2025-11-24', '2026-11-23']
    """
    end = pd.Timestamp(day)
    return end - pd.DateOffset(years=1) + pd.DateOffset(days=1), end
