"""Colours, fonts, and how dates, money and counts are written; the one place that says so."""

from __future__ import annotations

from datetime import date

NAVY = "#12436D"  # structure and the reader's own borough
TEAL = "#28A197"  # other boroughs
ORANGE = "#F46A25"  # the one thing to notice
DARK_ORANGE = "#B5470F"  # the same in text: 5.3:1 on white
INK = "#1F2933"  # body text
GREY = "#5B6670"  # secondary text: 5.9:1 on white
RULE = "#C9D1D9"  # rules and tile edges
PALE = "#F3F5F7"  # bands and unknown tiles

FONT = "Open Sans"
UNKNOWN = "unknown"


def date_text(day: date | None, *, precision: str = "day", short: bool = False) -> str:
    """
    Write a day as people read it, no more precisely than it is known.

    Parameters
    ----------
    day
        The day, or nothing.
    precision
        `day`, `month` or `year`.
    short
        Two-digit year, for tight tables.

    Returns
    -------
    text
        Such as `31 Jul 2027`, `Jul 2027`, `2027` or `unknown`.

    Examples
    --------
    >>> date_text(date(2027, 7, 31)), date_text(date(2027, 7, 1), precision="month"), date_text(None)
    ('31 Jul 2027', 'Jul 2027', 'unknown')
    """
    if day is None or day != day:  # noqa: PLR0124 - NaT is the only day unequal to itself
        return UNKNOWN
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[day.month - 1]
    year = f"{day.year % 100:02d}" if short else f"{day.year:04d}"
    return {"year": f"{day.year:04d}", "month": f"{month} {year}"}.get(precision, f"{day.day} {month} {year}")


def money_text(gbp: float | None) -> str:
    """
    Write pounds in few figures, for text and summary tables.

    Parameters
    ----------
    gbp
        Pounds, or nothing.

    Returns
    -------
    text
        Such as `£410k`, `£2.1m`, `£950` or `unknown`.

    Examples
    --------
    >>> money_text(410_200), money_text(2_140_000), money_text(950), money_text(None)
    ('£410k', '£2.1m', '£950', 'unknown')
    """
    if gbp is None or gbp != gbp:  # noqa: PLR0124 - NaN is the only number unequal to itself
        return UNKNOWN
    if gbp >= 999_500:
        return f"£{gbp / 1e6:.1f}m"
    return f"£{gbp / 1e3:.0f}k" if gbp >= 9_950 else f"£{gbp:,.0f}"


def count_text(count: int, singular: str, plural: str = "") -> str:
    """
    Write a count with its noun.

    Parameters
    ----------
    count
        How many.
    singular, plural
        The noun for one and for other numbers; the plural defaults to the singular with an s.

    Returns
    -------
    text
        Such as `1 contract` or `12 contracts`.

    Examples
    --------
    >>> count_text(1, "contract"), count_text(0, "contract"), count_text(2, "borough")
    ('1 contract', '0 contracts', '2 boroughs')
    """
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"
