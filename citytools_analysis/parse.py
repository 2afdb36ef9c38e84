"""One raw cell to one value: dates, money, numbers, yes and no. Each raises ValueError with what to write instead."""

from __future__ import annotations

import re
from datetime import date, datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_NAMED_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]([A-Za-z]+)[ \-/,]+(\d{4}|\d{2})")
_NAMED_MONTH = re.compile(r"([A-Za-z]+)[ \-/,]+(\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_SLASH_MONTH = re.compile(r"(\d{1,2})/(\d{4})")
_YEAR = re.compile(r"(\d{4})")
_MONEY = re.compile(r"£? ?(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(\.\d+)?(?: ?GBP)?")
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?")
_DAY_NUMBER = re.compile(r"[34]\d{4}(\.\d+)?")
_ROUNDED = re.compile(r"£?\s*\d+(?:[.,]\d+)?\s*(?:k|m|bn|million|thousand)", re.IGNORECASE)
_PLACEHOLDERS = {"tbc", "tbd", "tba", "n/a", "na", "unknown", "not known", "none", "-", "?", "nil"}
_TRUE, _FALSE = {"yes", "y", "true", "1", "1.0"}, {"no", "n", "false", "0", "0.0"}
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_MOST_GBP = 1e12  # more than all public spending; a slip of the keys, and beyond what the register can hold
_TOO_LARGE = "too large|Write the amount in pounds, such as 72000"

DATE_FORMATS = "Use DD/MM/YYYY or YYYY-MM-DD; MM/YYYY or YYYY if only the month or year is known"


def is_blank(raw: object) -> bool:
    """
    Tell whether a cell holds nothing.

    Parameters
    ----------
    raw
        A cell as read.

    Returns
    -------
    blank
        True for None, NaN and text of spaces.

    Examples
    --------
    >>> is_blank("  "), is_blank(float("nan")), is_blank(0)
    (True, True, False)
    """
    return raw is None or raw != raw or (isinstance(raw, str) and not raw.strip())  # noqa: PLR0124 - NaN and NaT


def text_of(raw: object) -> str:
    r"""
    Give a cell as text, without the decimals a spreadsheet adds to whole numbers.

    Parameters
    ----------
    raw
        A cell that is not blank.

    Returns
    -------
    text
        Its text, with runs of white space made one space.

    Examples
    --------
    >>> text_of(1204.0), text_of("  C-7\n b ")
    ('1204', 'C-7 b')
    """
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime) and (raw.hour, raw.minute, raw.second) == (0, 0, 0):
        return raw.date().isoformat()
    return " ".join(str(raw).split())


def parse_date(raw: object) -> tuple[date, str]:
    """
    Read a day, or a month or year where only that is given; day comes before month.

    Parameters
    ----------
    raw
        A date, or text in one of a fixed list of formats; nothing is guessed.

    Returns
    -------
    day, precision
        The day (the first of the month or year), and `day`, `month` or `year`.

    Raises
    ------
    ValueError
        If it is not a real day in a known format.

    Examples
    --------
    >>> parse_date("31/07/2027"), parse_date("March 2027")
    ((datetime.date(2027, 7, 31), 'day'), (datetime.date(2027, 3, 1), 'month'))
    """
    if isinstance(raw, date):
        return _checked(raw.year, raw.month, raw.day, raw), "day"
    text = text_of(raw)
    if text.casefold() in _PLACEHOLDERS:
        message = f"{text!r} is not a date|Leave the cell blank if it is not known"
        raise ValueError(message)
    return _day(text) or _part(text) or _refuse(text)


def _day(text: str) -> tuple[date, str] | None:
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _NUMERIC.fullmatch(text):
        day, month, year = found.groups()
    elif (found := _NAMED_DAY.fullmatch(text)) and found[2].casefold() in _MONTHS:
        day, month, year = found[1], str(_MONTHS[found[2].casefold()]), found[3]
    else:
        return None
    return _checked(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day), text), "day"


def _part(text: str) -> tuple[date, str] | None:
    if (found := _NAMED_MONTH.fullmatch(text)) and found[1].casefold() in _MONTHS:
        return _checked(int(found[2]), _MONTHS[found[1].casefold()], 1, text), "month"
    if found := _ISO_MONTH.fullmatch(text):
        return _checked(int(found[1]), int(found[2]), 1, text), "month"
    if found := _SLASH_MONTH.fullmatch(text):
        return _checked(int(found[2]), int(found[1]), 1, text), "month"
    if found := _YEAR.fullmatch(text):
        return _checked(int(found[1]), 1, 1, text), "year"
    return None


def _checked(year: int, month: int, day: int, raw: object) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        message = f"{text_of(raw)!r} is not a real date|{DATE_FORMATS}"
        raise ValueError(message) from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        message = f"{text_of(raw)!r} has the year {year}, which cannot be meant|{DATE_FORMATS}"
        raise ValueError(message)
    return found


def _refuse(text: str) -> tuple[date, str]:
    if _DAY_NUMBER.fullmatch(text):
        message = f"{text!r} is not a date but the number a spreadsheet keeps for one|Format the cell as a date, or write DD/MM/YYYY"
        raise ValueError(message)
    message = f"{text!r} is not a date|{DATE_FORMATS}"
    raise ValueError(message)


def day_order(raw: object) -> str:
    """
    Tell which order a numeric date must be in: day first, month first, or either.

    Parameters
    ----------
    raw
        A cell.

    Returns
    -------
    order
        `day`, `month`, or nothing when it could be either or is no numeric date.

    Examples
    --------
    >>> day_order("25/12/2026"), day_order("12/25/2026"), day_order("03/04/2026")
    ('day', 'month', '')
    """
    found = _NUMERIC.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if not found:
        return ""
    first, second = int(found[1]), int(found[2])
    return "day" if first > 12 >= second else "month" if second > 12 >= first else ""


def parse_money(raw: object) -> float:
    """
    Read an amount of pounds, to the penny and not negative.

    Parameters
    ----------
    raw
        A number, or text of digits with an optional pound sign and thousands commas.

    Returns
    -------
    amount
        Pounds.

    Raises
    ------
    ValueError
        If it is rounded (`£1.2m`), negative (`(978)`), a range, or not an amount.

    Examples
    --------
    >>> parse_money("£1,234.50"), parse_money(" 3,562.12 "), parse_money(72000)
    (1234.5, 3562.12, 72000.0)
    """
    if isinstance(raw, bool):
        message = f"{raw!r} is not an amount|Write pounds as digits, such as 72000"
        raise ValueError(message)  # noqa: TRY004 - a bad cell is a bad value
    if isinstance(raw, int | float):
        return _within_reason(float(raw), text_of(raw))
    text = text_of(raw)
    if found := _MONEY.fullmatch(text):
        return _within_reason(float(found[1].replace(",", "").replace(" ", "") + (found[2] or "")), text)
    message = f"{text!r} {_money_fault(text)}"
    raise ValueError(message)


def _money_fault(text: str) -> str:
    if text.casefold() in _PLACEHOLDERS:
        return "is not an amount|Leave the cell blank if it is not known"
    if _ROUNDED.fullmatch(text):
        return "is rounded|Write the whole amount in pounds, such as 1200000"
    if text.replace("£", "").lstrip().startswith(("(", "-", "\N{MINUS SIGN}")):
        return "is negative|A contract value cannot be below zero"
    return "is not an amount|Write pounds as digits, such as 72000 or £72,000.00"


def _within_reason(amount: float, text: str) -> float:
    if 0 <= amount < _MOST_GBP:
        return amount
    fault = "negative|A contract value cannot be below zero" if amount < 0 else _TOO_LARGE
    message = f"{text[:40]!r} is {fault}"
    raise ValueError(message)


def parse_number(raw: object) -> float:
    """
    Read a plain number.

    Parameters
    ----------
    raw
        A number or its text, with an optional unit of months.

    Returns
    -------
    number
        The number.

    Raises
    ------
    ValueError
        If it is not a number.

    Examples
    --------
    >>> parse_number("12"), parse_number("6 months")
    (12.0, 6.0)
    """
    text = text_of(raw).casefold().removesuffix("months").removesuffix("month").strip()
    if not _NUMBER.fullmatch(text):
        message = f"{text_of(raw)!r} is not a number|Write digits only"
        raise ValueError(message)
    return float(text)


def parse_boolean(raw: object) -> bool:
    """
    Read yes or no.

    Parameters
    ----------
    raw
        A boolean, or yes, no, y, n, true, false, 1 or 0.

    Returns
    -------
    answer
        Whether it says yes.

    Raises
    ------
    ValueError
        If it says neither.

    Examples
    --------
    >>> parse_boolean("Yes"), parse_boolean("n")
    (True, False)
    """
    text = text_of(raw).casefold()
    if text in _TRUE | _FALSE:
        return text in _TRUE
    message = f"{text_of(raw)!r} is neither yes nor no|Write yes or no, or leave the cell blank"
    raise ValueError(message)
