"""Published times to calendar days in London, and durations added to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from citytools_analysis.sources.ocds.values import text

_LONDON = ZoneInfo("Europe/London")
_DAY_EDGES = ("00:00", "23:59")
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_BEFORE_ALL = datetime(1, 1, 2, tzinfo=UTC)


def calendar_day(value: object) -> date | None:
    """
    Give the calendar day in London that a published time stands for.

    A time of 00:00 or 23:59 is the edge of the day that is written, whatever its offset says: notices publish an end
    of `2028-05-18T23:59:59Z` in summer for 18 May. Any other time is carried over to London.

    Parameters
    ----------
    value
        An ISO date or time, or nothing.

    Returns
    -------
    day
        The day; nothing when nothing was published.

    Raises
    ------
    ValueError
        If it is not a date, or its year is a placeholder such as 0001 or 9999.

    Examples
    --------
    >>> calendar_day("2028-05-18T23:59:59Z").isoformat(), calendar_day("2023-03-31T23:00:00Z").isoformat()
    ('2028-05-18', '2023-04-01')
    """
    written = text(value)
    if not written:
        if value in (None, "", [], {}):
            return None
        raise ValueError(f"{type(value).__name__} is not a date")
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is not None and f"{moment:%H:%M}" not in _DAY_EDGES and 1 < moment.year < 9999:
        moment = moment.astimezone(_LONDON)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"{written!r} is a placeholder, not a date")
    return moment.date()


def day_text(value: object) -> str | None:
    """
    Give the calendar day in London as ISO text, or nothing when it is absent or no date.

    Parameters
    ----------
    value
        An ISO date or time, or nothing.

    Returns
    -------
    day
        YYYY-MM-DD.

    Examples
    --------
    >>> day_text("2025-01-23T22:10:19Z"), day_text("soon"), day_text(None)
    ('2025-01-23', None, None)
    """
    try:
        day = calendar_day(value)
    except ValueError:
        return None
    return day.isoformat() if day else None


def instant(value: object) -> datetime:
    """
    Give a published time as a point in time, to put releases in order.

    Parameters
    ----------
    value
        An ISO date or time; one without an offset is London's.

    Returns
    -------
    moment
        With an offset; what is no time comes before all others.

    Examples
    --------
    >>> instant("2026-09-03T17:09:51+01:00") < instant("2026-09-03T16:30:00Z")
    True
    """
    try:
        moment = datetime.fromisoformat(text(value))
    except ValueError:
        return _BEFORE_ALL
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return _BEFORE_ALL
    return moment if moment.tzinfo else moment.replace(tzinfo=_LONDON)


def later(day: date, *, days: float = 0, months: float = 0) -> date | None:
    """
    Add a duration to a day; whole months keep the day of the month where it exists.

    Parameters
    ----------
    day
        Where it begins.
    days, months
        The duration; parts of a day or month are dropped.

    Returns
    -------
    end
        The day, or nothing when it lies beyond the calendar.

    Examples
    --------
    >>> later(date(2025, 1, 31), months=1).isoformat(), later(date(2025, 1, 1), days=365).isoformat()
    ('2025-02-28', '2026-01-01')
    """
    if not 0 <= days <= 40_000 or not 0 <= months <= 1_200:
        return None
    years, month = divmod(day.month - 1 + int(months), 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last)) + timedelta(days=int(days))
        except (ValueError, OverflowError):
            continue
    return None
