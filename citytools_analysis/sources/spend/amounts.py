"""Amounts as published in spend files, credit notes below zero."""

from __future__ import annotations

import math
import re

_BEFORE = "+-\N{MINUS SIGN}\N{EN DASH}"
# What a pound sign turns into on its way through other encodings; a dollar is no pound.
_POUND = re.compile(
    "\N{LATIN CAPITAL LETTER A WITH CIRCUMFLEX}?[£\N{FULLWIDTH POUND SIGN}]|\N{REPLACEMENT CHARACTER}"
    "|\N{LATIN SMALL LIGATURE OE}|PS|GBP",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\s*CR\.?$", re.IGNORECASE)
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+", re.ASCII)
_MOST_GBP = 1e12  # more than all public spending: a slip, and beyond what the register can hold
_PLACEHOLDERS = (0.0, 0.01)


def amount_of(cell: object) -> float | None:
    """
    Read an amount of a payment.

    Parameters
    ----------
    cell
        A number, or text with a pound sign, thousands commas, and a minus, brackets or CR for a credit note.

    Returns
    -------
    amount
        Pounds, below zero for a credit note; None where no amount can be read.

    Examples
    --------
    >>> amount_of(" 3,562.12 "), amount_of("£1,234.00"), amount_of("(978)"), amount_of("1,204.50-"), amount_of("-£12")
    (3562.12, 1234.0, -978.0, -1204.5, -12.0)
    >>> amount_of("1.234,00"), amount_of("REDACTED"), amount_of("$5"), amount_of(None), amount_of(True)
    (None, None, None, None, None)
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _within_reason(float(cell)) if abs(cell) < _MOST_GBP else None
    plain = _POUND.sub("", str("" if cell is None else cell).replace("\N{NO-BREAK SPACE}", " "), count=1).strip()
    text = _CREDIT.sub("", plain)
    is_bracketed = text.startswith("(") and text.endswith(")")
    text = text[1:-1].strip() if is_bracketed else text
    digits = text.strip(f"{_BEFORE} ")
    marks = text.replace(digits, "", 1) if digits else text
    n_minus = sum(mark in _BEFORE[1:] for mark in marks)
    n_signs = n_minus + is_bracketed + (text != plain and not is_bracketed)
    if not _PLAIN.fullmatch(digits) or n_signs > 1 or len(marks.strip()) > 1:
        return None
    amount = float(digits.replace(",", ""))
    return _within_reason(-amount if n_signs else amount)


def is_placeholder(amount: float) -> bool:
    """
    Tell whether an amount stands where none is known, or nothing was paid.

    Parameters
    ----------
    amount
        Pounds.

    Returns
    -------
    is_placeholder
        Whether it is 0 or 0.01: unknown is never zero.

    Examples
    --------
    >>> is_placeholder(0.01), is_placeholder(-0.5)
    (True, False)
    """
    return abs(amount) in _PLACEHOLDERS


def _within_reason(amount: float) -> float | None:
    return amount if math.isfinite(amount) and abs(amount) < _MOST_GBP else None
