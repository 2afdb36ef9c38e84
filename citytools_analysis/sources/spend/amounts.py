"""Amounts as published in spend files, credit notes below zero, and the month that a name or title states."""

from __future__ import annotations

import math
import re

_BEFORE = "+-\N{MINUS SIGN}\N{EN DASH}"
_SIGNS = "£$\N{FULLWIDTH POUND SIGN}"
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+")
_MOST_GBP = 1e12  # more than all public spending: a slip, and beyond what the register can hold
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERED = re.compile(r"(?<!\d)(20\d\d)[-_ .]?(0[1-9]|1[0-2])(?!\d)")
_NAMED = re.compile(
    rf"(?<![a-z])({'|'.join(_MONTHS)})[a-z]*[-_ .,']*(20\d\d|\d\d)(?!\d)",
    re.IGNORECASE,
)


def amount_of(cell: object) -> float | None:
    """
    Read an amount of a payment.

    Parameters
    ----------
    cell
        A number, or text with a pound sign, thousands commas, and a minus or brackets for a credit note.

    Returns
    -------
    amount
        Pounds, below zero for a credit note; None where no amount can be read.

    Examples
    --------
    >>> amount_of(" 3,562.12 "), amount_of("£1,234.00"), amount_of("(978)"), amount_of("1,204.50-"), amount_of("-£12")
    (3562.12, 1234.0, -978.0, -1204.5, -12.0)
    >>> amount_of("1.234,00"), amount_of("REDACTED"), amount_of(None), amount_of(True)
    (None, None, None, None)
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _within_reason(float(cell))
    text = str(cell or "").replace("\N{NO-BREAK SPACE}", " ").strip()
    is_credit = text.startswith("(") and text.endswith(")")
    text = text.strip("() ") if is_credit else text
    digits = text.strip(f"{_BEFORE}{_SIGNS} ")
    marks = text.replace(digits, "", 1) if digits else text
    n_minus = sum(mark in _BEFORE[1:] for mark in marks)
    if not _PLAIN.fullmatch(digits) or n_minus > 1:
        return None
    amount = float(digits.replace(",", ""))
    return _within_reason(-amount if is_credit or n_minus else amount)


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
    >>> month_of("payments 2011-12.csv"), month_of("Jan 2023 to Mar 2023"), month_of("Q1 2025-26")
    (None, None, None)
    """
    found = {(int(month), int(year)) for year, month in _NUMBERED.findall(text)}
    named = [(_MONTHS.index(name.casefold()) + 1, int(year)) for name, year in _NAMED.findall(text)]
    found |= {(month, year if year > 99 else 2000 + year) for month, year in named}
    if len(found) != 1:
        return None
    month, year = found.pop()
    is_financial_year = not named and month == (year + 1) % 100
    return None if is_financial_year else f"{month:02}/{year}"


def _within_reason(amount: float) -> float | None:
    return amount if math.isfinite(amount) and abs(amount) < _MOST_GBP else None
