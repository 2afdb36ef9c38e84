"""
What becomes of one line of a spend file: a row, a payment kept aside, or a reason to leave it out.

What is left out is told by its place and reason only: its supplier may be a person, and is never copied.
"""

from __future__ import annotations

import re

from citytools_analysis.normalise import registered_part
from citytools_analysis.reference import Reference, find_borough
from citytools_analysis.resolve import Mention, Names
from citytools_analysis.sources.reading import LeftOut
from citytools_analysis.sources.registers.values import prose_of
from citytools_analysis.sources.spend.amounts import amount_of, is_placeholder
from citytools_analysis.sources.spend.days import may_be_month_first, paid_on
from citytools_analysis.sources.spend.lines import FREE_TEXT, MONTH_FIRST, SLIPPED, Line, Outcome, Row, kept_aside

_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall|report|final|net|gross|monthly|page)[\s-]*)?totals?"
    r"(?:\s+(?:spend|paid|payments?|amount|expenditure|net|gross))*(?:\s+for\s.+)?\s*:?",
    re.IGNORECASE,
)
_COMPANY_NUMBER = re.compile(r"(?=.*\d)[A-Za-z0-9]{4,10}")


def sort_line(line: Line, *, reference: Reference, names: Names) -> Outcome:
    """
    Say what becomes of a line.

    Parameters
    ----------
    line
        The line; its field `borough` says who paid.
    reference
        The reviewed tables.
    names
        The reviewed names: only a supplier that stands in them is ever taken out of a file that names thousands of people.

    Returns
    -------
    outcome
        Raw fields of the spend sheet with the place columns; or the reason why it is left out or kept aside.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> reference = load_reference()
    >>> fields = {"borough": "Lambeth", "supplier": "Mrs A Neighbour", "amount_gbp": "510.00"}
    >>> sort_line(Line("line 7", fields), reference=reference, names=Names(reference))
    LeftOut(pointer='line 7', reason='not_a_known_supplier', what='', record='')
    """
    supplier, body = line.text("supplier"), line.text("borough")
    if reason := _no_payment(line):
        return LeftOut(line.pointer, reason)
    if not find_borough(reference, body):
        return LeftOut(line.pointer, "not_london" if body else "no_buyer")
    named = names.supplier(Mention(supplier))
    if not named.is_reviewed:
        is_unclear = named.matched_by == "ambiguous"
        return LeftOut(line.pointer, "ambiguous_supplier" if is_unclear else "not_a_known_supplier")
    row = {**line.fields, **_as_published(line), "supplier": _firm(supplier, names)}
    amount = amount_of(row.get("amount_gbp"))
    if amount is not None and is_placeholder(amount):
        return LeftOut(line.pointer, "placeholder_amount")
    if reason := _unreadable(row, amount):
        return kept_aside(line.pointer, reason, row)
    return {**_row(row, amount), **line.place}


def _firm(text: str, names: Names) -> str:
    """Keep of `a firm, trading as somebody` the firm: what follows may be a person."""
    part = registered_part(text)
    return part if names.supplier(Mention(part)).is_reviewed else text


def is_total(text: object) -> bool:
    """
    Tell whether a cell labels a sum of other lines.

    Parameters
    ----------
    text
        A cell.

    Returns
    -------
    is_total
        Whether it does; a firm whose name begins with Total does not.

    Examples
    --------
    >>> is_total("Grand Total"), is_total("TOTAL HYGIENE LTD"), is_total("Total for April 2024")
    (True, False, True)
    """
    return isinstance(text, str) and _TOTAL.fullmatch(text.strip()) is not None


def _no_payment(line: Line) -> str:
    """Give the reason why a line is no payment; nothing if it is one."""
    supplier = line.text("supplier")
    if is_total(supplier) or (not supplier and any(map(is_total, line.cells))):
        return "total_row"
    if supplier:
        return ""
    return "no_supplier" if line.text("amount_gbp") else "no_payment"


def _unreadable(row: Row, amount: float | None) -> str:
    """Give the reason why a payment cannot be placed; nothing if it can."""
    if row.get(SLIPPED):
        return SLIPPED
    if amount is None:
        return "unreadable_amount"
    day = row.get("paid_on")
    if row.get(MONTH_FIRST) and may_be_month_first(day):
        return "unclear_date"
    return "unreadable_date" if day is not None and paid_on(day) is None else ""


def _as_published(line: Line) -> Row:
    """Give the columns of free words without mailboxes, telephone numbers and errors of formulas."""
    return {name: prose_of(line.fields[name]) or None for name in FREE_TEXT if name in line.fields}


def _row(fields: Row, amount: float | None) -> Row:
    number = str(fields.get("company_number") or "").replace(" ", "")
    return {
        **fields,
        "supplier_identifier": f"GB-COH-{number}" if _COMPANY_NUMBER.fullmatch(number) else None,
        "spend_kind": "payment",
        "paid_on": paid_on(fields.get("paid_on")),
        "amount_gbp": amount,
    }
