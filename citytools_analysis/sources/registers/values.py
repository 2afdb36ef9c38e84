"""Cells of a register as the contracts sheet takes them; what cannot be read gives nothing, and a word on why."""

from __future__ import annotations

import re
from datetime import datetime

from citytools_analysis.identifiers import identifier_of as checked_identifier
from citytools_analysis.normalise import unescaped
from citytools_analysis.sources.cells import Unusable
from citytools_analysis.sources.no_supplier import is_no_supplier

_MONEY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(\.\d+)?")
_POUNDS = re.compile(r"^(?:£|\u0153|PS(?=[\s\d])|GBP)\s*|\s*(?:GBP|£)$", re.IGNORECASE)
_YEARLY = re.compile(
    r"\s*(?:per annum|per year|p\.?\s?a\.?|pa|a year|/ ?year|/ ?annum|annually|each year)\s*$", re.IGNORECASE
)
_UNKNOWN_AMOUNTS = (0.0, 0.01, 1.0)
_NOTHING = {"", "-", "--", "?", "n/a", "na", "tbc", "tbd", "tba", "nil", "none", "unknown", "not known", "to be confirmed", "not applicable",
            "null", "n.a.", "not stated", "blank"}  # fmt: skip
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!)")
_MAILBOX = re.compile(r"(?<![\w.+'-])[\w.+'-]++@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<![\w/-])(?:\+44\s?|\(?0)(?:\d[\s()-]?){9,10}(?!\d)")
_YES = {
    "yes",
    "y",
    "true",
    "sme",
    "micro",
    "small",
    "medium",
    "vcse",
    "vcs",
    "voluntary sector",
    "community sector",
    "small/medium",
    "1",
}
_NO = {"no", "n", "false", "large", "non-sme", "not sme", "neither", "0"}


class UnreadableError(ValueError):
    """
    A cell that holds something that is no value of its column; the message says what.

    Examples
    --------
    >>> str(UnreadableError("'soon' is not a date"))
    "'soon' is not a date"
    """


def is_error(cell: object) -> bool:
    """
    Tell whether a cell shows the error of a formula instead of a value.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    is_error
        Whether it does.

    Examples
    --------
    >>> is_error("#REF!"), is_error("#1 Supplier Ltd")
    (True, False)
    """
    return isinstance(cell, str) and bool(_ERROR.fullmatch(cell.strip()))


def text_of(cell: object) -> str:
    r"""
    Give a cell as text: HTML entities undone, spaces single, without mailboxes.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    text
        The text; blank for a word that says nothing, such as `N/A`.

    Examples
    --------
    >>> text_of("B&amp;amp;E\n Ltd"), text_of("TBC"), text_of("Ask jo@x.gov.uk")
    ('B&E Ltd', '', 'Ask')
    """
    if cell is None or isinstance(cell, Unusable):
        return ""
    if isinstance(cell, datetime):
        cell = cell.date()
    plain = _MAILBOX.sub(" ", unescaped(cell)) if isinstance(cell, str) else str(cell)
    text = " ".join(plain.replace("\xa0", " ").split())
    return "" if text.casefold() in _NOTHING or is_error(text) else text


def prose_of(cell: object) -> str:
    """
    Give a cell of free text, without telephone numbers either.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    text
        The text.

    Examples
    --------
    >>> prose_of("Payroll: call 020 7946 0000 for more")
    'Payroll: call for more'
    """
    return " ".join(_TELEPHONE.sub(" ", text_of(cell)).split())


def supplier_of(cell: object) -> str:
    r"""
    Give a supplier's name; words that stand where a name should are no supplier.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    name
        The name, or nothing; several, one a line, parted by semicolons.

    Examples
    --------
    >>> supplier_of("NOT AWARDED TO SUPPLIER"), supplier_of("Multiple suppliers - see attached"), supplier_of("A&amp;B Ltd\nC Ltd")
    ('', '', 'A&B Ltd; C Ltd')
    """
    lines = cell.splitlines() if isinstance(cell, str) else [cell]
    names = (text_of(line) for line in lines)
    return "; ".join(name for name in names if not is_no_supplier(name))


def amount_of(cell: object) -> tuple[float | None, str | None]:
    """
    Read an amount of pounds.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    amount, basis
        Pounds, none for a blank or a placeholder (0, 0.01 and 1); `annual` where the cell says so itself.

    Raises
    ------
    UnreadableError
        If it is rounded, negative, a range, or no amount.

    Examples
    --------
    >>> amount_of("£142,294.24 p.a."), amount_of("0.01"), amount_of("PS 3,562.12")
    ((142294.24, 'annual'), (None, None), (3562.12, None))
    """
    if isinstance(cell, bool):
        raise UnreadableError(f"{cell} is not an amount")
    text = f"{cell:.2f}" if isinstance(cell, float) else text_of(cell)
    if not text:
        return None, None
    bare = _YEARLY.sub("", text)
    found = _MONEY.fullmatch(_POUNDS.sub("", _POUNDS.sub("", bare).strip()).strip())
    if not found:
        raise UnreadableError(f"{text[:60]!r} is not an amount of pounds that can be read")
    amount = float(found[1].replace(",", "").replace(" ", "") + (found[2] or ""))
    if amount >= 1e12:
        raise UnreadableError(f"{text[:60]!r} is too large to be meant")
    return (None if amount in _UNKNOWN_AMOUNTS else amount), ("annual" if bare != text else None)


def answer_of(cell: object) -> str | None:
    """
    Read yes or no, also from the words for a firm's size.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    answer
        yes, no, or None where it is not told.

    Examples
    --------
    >>> answer_of("SME"), answer_of(False), answer_of("Not checked")
    ('yes', 'no', None)
    """
    text = text_of(cell).casefold()
    return "yes" if text in _YES else "no" if text in _NO else None


def identifier_of(scheme: str, cell: object) -> str:
    """
    Give a supplier's number with its scheme.

    Parameters
    ----------
    scheme
        `GB-COH` for a company, `GB-CHC` for a charity.
    cell
        A cell.

    Returns
    -------
    identifier
        Scheme and number, a company's padded to eight; nothing where it holds no number.

    Examples
    --------
    >>> identifier_of("GB-COH", 968498), identifier_of("GB-COH", "sc123456"), identifier_of("GB-COH", "Sole trader")
    ('GB-COH-00968498', 'GB-COH-SC123456', '')
    """
    found = checked_identifier(f"{scheme}-{text_of(cell).removesuffix('.0')}")
    return "-".join(found) if found else ""
