"""Days and months of payments: in a cell, and as the name of a file or a title states one month for all of them."""

from __future__ import annotations

import re
from datetime import date, datetime

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NAMES = {name[:length]: place for place, name in enumerate(_MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_NUMBERED = re.compile(r"(?<!\d)(20\d\d)[-_ .]?(0[1-9]|1[0-2])(?!\d)")
_NAMED = re.compile(
    r"(?<![a-z])([a-z]{3,9})[-_ .,']*(20\d\d|\d\d)(?!\d|(?:st|nd|rd|th)\b|[-_ .,]+20\d\d)", re.IGNORECASE
)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?|[a-z]{1,2})?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_NAMED_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]([a-z]{3,9})[ \-/,]+(\d{4}|\d{2})", re.IGNORECASE)
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})|(?P<first>\d{1,2})/(?P<last>\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1970, 2100


def paid_on(cell: object) -> date | str | None:
    """
    Read the day of a payment; day comes before month.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    day
        The day, `MM/YYYY` where only the month is given, or `YYYY`; None where none can be read.

    Examples
    --------
    >>> paid_on("05/10/23"), paid_on("26-Jun-23"), paid_on("2012-10-01l")
    (datetime.date(2023, 10, 5), datetime.date(2023, 6, 26), datetime.date(2012, 10, 1))
    >>> paid_on("April 2021"), paid_on("2021"), paid_on("31/02/2024"), paid_on("04/25/2024"), paid_on(45012)
    ('04/2021', '2021', None, None, None)
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _real(cell.year, cell.month, cell.day)
    text = " ".join(str("" if cell is None else cell).split())
    if found := _ISO_DAY.fullmatch(text):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.fullmatch(text):
        return _real(_year(found[3]), int(found[2]), int(found[1]))
    if found := _NAMED_DAY.fullmatch(text):
        return _real(_year(found[3]), _NAMES.get(found[2].casefold(), 0), int(found[1]))
    return _part(text)


def is_month_first(cell: object) -> bool:
    """
    Tell whether a cell can only be a day that is written with the month first.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    is_month_first
        Whether it is.

    Examples
    --------
    >>> is_month_first("04/25/2024"), is_month_first("25/04/2024"), is_month_first("04/05/2024")
    (True, False, False)
    """
    found = _numbered_day(cell)
    return found is not None and found[0] <= 12 < found[1] <= 31


def may_be_month_first(cell: object) -> bool:
    """
    Tell whether the month might come first in a cell: it is a day that reads either way, or not in numbers alone.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    may_be
        Whether it might.

    Examples
    --------
    >>> may_be_month_first("04/05/2024"), may_be_month_first("04/04/2024"), may_be_month_first("26-Jun-23")
    (True, False, False)
    """
    found = _numbered_day(cell)
    return found is not None and found[0] <= 12 and found[0] != found[1]


def month_of(text: str) -> str | None:
    """
    Find the one month that a file's name, a sheet's title or a line above a table states.

    Parameters
    ----------
    text
        Such as `2011-04-payments.csv` or `April 2021`.

    Returns
    -------
    month
        MM/YYYY; None where no month stands there, several do, or what stands there may be a financial year.

    Examples
    --------
    >>> month_of("2011-04-payments.csv"), month_of("October-23.csv"), month_of("Payments in Sept 2022")
    ('04/2011', '10/2023', '09/2022')
    >>> month_of("payments 2011-12.csv"), month_of("Jan 2023 to Mar 2023"), month_of("Marketing 2023")
    (None, None, None)
    """
    found = {(int(month), int(year)) for year, month in _NUMBERED.findall(text)}
    named = [(_NAMES.get(name.casefold(), 0), _year(year)) for name, year in _NAMED.findall(text)]
    named = [(month, year) for month, year in named if month]
    found |= set(named)
    if len(found) != 1:
        return None
    month, year = found.pop()
    is_financial_year = not named and month == (year + 1) % 100
    return None if is_financial_year else f"{month:02}/{year}"


def is_month_name(word: str) -> bool:
    """
    Tell whether a word is the name of a month, whole or shortened.

    Parameters
    ----------
    word
        A word.

    Returns
    -------
    is_month_name
        Whether it is.

    Examples
    --------
    >>> is_month_name("Sept"), is_month_name("Marketing")
    (True, False)
    """
    return word.casefold() in _NAMES


def _part(text: str) -> str | None:
    if found := _MONTH.fullmatch(text):
        year, month = int(found["year"] or found["last"]), int(found["month"] or found["first"])
        return f"{month:02}/{year}" if _real(year, month, 1) else None
    if re.fullmatch(r"\d{4}", text):
        return text if _real(int(text), 1, 1) else None
    return month_of(text) if re.fullmatch(r"[A-Za-z]{3,9}[ \-/,']+(?:\d{4}|\d\d)", text) else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _numbered_day(cell: object) -> tuple[int, int] | None:
    found = _DAY.fullmatch(" ".join(cell.split())) if isinstance(cell, str) else None
    return (int(found[1]), int(found[2])) if found else None
