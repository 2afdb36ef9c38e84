"""How a verdict's reason writes days, pounds and counts."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def day_text(day: pd.Timestamp) -> str:
    """
    Write a day.

    Parameters
    ----------
    day
        The day.

    Returns
    -------
    text
        Such as `3 Sep 2026`; `a day not known` where it is missing.

    Examples
    --------
    >>> day_text(pd.Timestamp(2026, 9, 3)), day_text(pd.NaT)
    ('3 Sep 2026', 'a day not known')
    """
    return "a day not known" if pd.isna(day) else f"{day.day} {day:%b %Y}"


def pounds(amount: float) -> str:
    """
    Write an amount in whole pounds.

    Parameters
    ----------
    amount
        Pounds.

    Returns
    -------
    text
        Such as `£42,000`, or `-£300` for more credit than payment.

    Examples
    --------
    >>> pounds(42_000.4), pounds(-300), pounds(-0.2)
    ('£42,000', '-£300', '£0')
    """
    whole = round(amount)
    return f"-£{-whole:,}" if whole < 0 else f"£{whole:,}"


def times(count: int, noun: str) -> str:
    """
    Write a count with its noun.

    Parameters
    ----------
    count
        How many.
    noun
        The noun for one.

    Returns
    -------
    text
        Such as `1 payment` or `3 payments`.

    Examples
    --------
    >>> times(1, "payment"), times(3, "month")
    ('1 payment', '3 months')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def joined(words: Iterable[str]) -> str:
    """
    Join different words in order, without blanks.

    Parameters
    ----------
    words
        The words.

    Returns
    -------
    text
        Separated by semicolons.

    Examples
    --------
    >>> joined(["b", "a", "", "b"])
    'a; b'
    """
    return "; ".join(sorted({word for word in words if isinstance(word, str) and word}))
