"""What an agreement is said to be worth, and what that value covers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citytools_analysis.sources.ocds.overlay import is_placeholder
from citytools_analysis.sources.ocds.values import number, text

_WORTH = r"(?:values?|cost|price|sum|total|figure|budget|£\s?[\d,.]+)"
_COVERS = re.compile(
    _WORTH + r"[^.]{0,100}\b(?:includ\w+|inclusive of|based on)\b[^.]{0,80}\b(?:extensions?|options?)\b", re.IGNORECASE
)
_COVERS_NOT = re.compile(
    _WORTH + r"[^.]{0,100}\b(?:exclud\w+|exclusive of|not includ\w+|without)\b[^.]{0,80}\b(?:extensions?|options?)\b",
    re.IGNORECASE,
)
# Without one of each nothing is said of what is covered, which is soon seen
_OF_OPTIONS = re.compile(r"extension|option", re.IGNORECASE)
_OF_COVER = re.compile(r"includ|inclusive of|based on|exclud|exclusive of|without", re.IGNORECASE)
_WITH_VAT = re.compile(r"\binc(?:l|luding|lusive of)?\.?\s*(?:of\s+)?VAT\b|\bVAT inclusive\b", re.IGNORECASE)


@dataclass(frozen=True)
class Worth:
    """
    What an agreement is said to be worth.

    Parameters
    ----------
    amount
        Pounds; nothing when not told, a placeholder, or in another currency.
    vat_basis
        `ex`, or `inc` when only the gross amount is told.
    fault
        Why a published amount is not used.

    Examples
    --------
    >>> Worth(37500.0, "ex").fault
    ''
    """

    amount: float | None
    vat_basis: str | None = None
    fault: str = ""


def read_worth(*nodes: Mapping[str, Any]) -> Worth:
    """
    Read a value from the first of several objects that tells one.

    Parameters
    ----------
    *nodes
        OCDS Value objects, the most certain first.

    Returns
    -------
    worth
        The net amount, else the gross one; 0, 0.01 and 1 are placeholders and so unknown, as is a negative amount.

    Examples
    --------
    >>> read_worth({"amount": 0.01, "currency": "GBP"}, {"amountGross": 1200, "currency": "GBP"})
    Worth(amount=1200.0, vat_basis='inc', fault='')
    >>> read_worth({"amount": 500, "currency": "EUR"}).fault
    'the value is in EUR, not in pounds'
    """
    fault = ""
    for node in nodes:
        for key, basis in (("amount", "ex"), ("amountGross", "inc")):
            amount = number(node.get(key))
            if amount is None or is_placeholder(key, amount):
                continue
            currency = text(node.get("currency")).upper()
            if currency == "GBP":
                return Worth(amount, basis)
            fault = fault or f"the value is in {currency or 'no stated currency'}, not in pounds"
    return Worth(None, None, fault)


def vat_basis(worth: Worth, words: str) -> str | None:
    """
    Say whether a value includes VAT.

    Parameters
    ----------
    worth
        The value.
    words
        Titles and descriptions of the notice.

    Returns
    -------
    basis
        `inc` for a gross amount, `ex` for a net one, `unknown` where the words speak of an amount with VAT and the
        value does not tell the two apart; nothing without a value.

    Examples
    --------
    >>> vat_basis(Worth(100.0, "ex"), "worth £120 including VAT")
    'unknown'
    """
    return "unknown" if worth.vat_basis == "ex" and _WITH_VAT.search(words) else worth.vat_basis


def value_basis(words: str, *, is_framework: bool, is_new_law: bool, may_extend: bool) -> str:
    """
    Say what a published value covers (metrics.md, 1.3 and 17: a ceiling or an unknown basis is never made annual).

    Parameters
    ----------
    words
        Titles and descriptions of the notice.
    is_framework
        Whether the agreement is a framework or a dynamic market.
    is_new_law
        Whether the Procurement Act 2023 applies: its Schedule 3 makes the value the most that may be paid, with every
        option to extend or renew used.
    may_extend
        Whether the notice tells of options.

    Returns
    -------
    basis
        `ceiling` for a framework; what the words say where they say it; under the Act `max_incl_options`, or
        `committed_term` where there is no option to include; else `unknown`, since neither service asks.

    Examples
    --------
    >>> value_basis("Total value £90,000 includes the optional extension", is_framework=False, is_new_law=False, may_extend=True)
    'max_incl_options'
    >>> value_basis("Licences", is_framework=False, is_new_law=False, may_extend=False)
    'unknown'
    """
    if is_framework:
        return "ceiling"
    if _OF_OPTIONS.search(words) and _OF_COVER.search(words):
        if _COVERS_NOT.search(words):
            return "committed_term"
        if _COVERS.search(words):
            return "max_incl_options"
    if is_new_law:
        return "max_incl_options" if may_extend else "committed_term"
    return "unknown"
