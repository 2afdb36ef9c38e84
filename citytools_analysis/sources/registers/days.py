"""Days of a register as the cleaner reads them; what is no day gives a word on why."""

from __future__ import annotations

import re
from datetime import date, datetime

from citytools_analysis.sources.registers.values import UnreadableError, text_of

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]([A-Za-z]{3,9})[ \-/,]+(\d{4}|\d{2})")
_PART = re.compile(r"[A-Za-z]{3,9}[ \-/,]+\d{4}|\d{4}-\d{1,2}|\d{1,2}/\d{4}|(?:19[7-9]|20\d)\d")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ROLLING = re.compile(
    r"(?:rolling|ongoing|on-going|open[- ]ended|continuous|perpetual|until terminated|indefinite)\b.*", re.IGNORECASE
)


def day_of(cell: object) -> object:
    """
    Give a day as the cleaner reads it.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    day
        A date, or text of a day, month or year; None for a blank.

    Raises
    ------
    UnreadableError
        If it is not a real day, or has the month first.

    Examples
    --------
    >>> day_of("05/10/23"), day_of("2020-04-01T00:00:00"), day_of("TBC")
    ('05/10/23', '2020-04-01T00:00:00', None)
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _real(cell.year, cell.month, cell.day, cell.isoformat(), cell)
    text = text_of(cell)
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        return _real(int(found[1]), int(found[2]), int(found[3]), text, text)
    if found := _NUMERIC.fullmatch(text):
        return _real(_year(found[3]), int(found[2]), int(found[1]), text, text)
    if (found := _NAMED.fullmatch(text)) and found[2][:3].casefold() in _MONTHS:
        return _real(_year(found[3]), _MONTHS.index(found[2][:3].casefold()) + 1, int(found[1]), text, text)
    if _PART.fullmatch(text):
        return text
    raise UnreadableError(f"{text[:60]!r} is not a date that can be read")


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _real(year: int, month: int, day: int, text: str, value: object) -> object:
    try:
        date(year, month, day)
    except ValueError:
        raise UnreadableError(f"{text!r} is not a real date") from None
    if not 1970 <= year <= 2100:
        raise UnreadableError(f"{text!r} has the year {year}, which cannot be meant")
    return value


def is_rolling(cell: object) -> bool:
    """
    Tell whether the end of a contract is said to be open.

    Parameters
    ----------
    cell
        A cell of an end date.

    Returns
    -------
    is_rolling
        Whether it says so.

    Examples
    --------
    >>> is_rolling("Ongoing"), is_rolling("31/03/2027")
    (True, False)
    """
    return bool(_ROLLING.fullmatch(text_of(cell)))
