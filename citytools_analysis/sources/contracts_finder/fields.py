"""One set of names for what Contracts Finder calls differently in each of its shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from citytools_analysis.sources.ocds.values import number, text

# Without capitals, spaces and underscores `organisationName`, `OrganisationName` and `Organisation Name` are one.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "noticeid"),
    "ocid": ("ocid",),
    "reference": ("noticeidentifier", "identifier"),
    "kind": ("noticetype", "type"),
    "status": ("noticestatus", "status"),
    "buyer": ("organisationname", "organisation"),
    "title": ("title",),
    "description": ("description",),
    "published": ("publisheddate",),
    "deadline": ("deadlinedate", "closingdate"),
    "codes": ("cpvcodes", "cpvcodesextended"),
    "low": ("valuelow",),
    "high": ("valuehigh",),
    "start": ("start", "startdate"),
    "end": ("end", "enddate"),
    "contract_start": ("contractstartdate",),
    "contract_end": ("contractenddate",),
    "awarded_on": ("awardeddate",),
    "awarded_value": ("awardedvalue",),
    "supplier": ("awardedsupplier",),
    "suppliers": ("suppliernameaddressreftyperefnumberissmeisvcse",),
    "is_sme": ("awardedtosme",),
    "is_vcse": ("awardedtovcse", "awardedtovcso"),
    "procedure": ("proceduretype", "ojeuproceduretype"),
    "other_procedure": ("proceduretypeother",),
    "is_framework": ("isframeworkagreement",),
    "may_extend": ("isextensionpossible",),
    "withdrawn": ("withdrawndate",),
}
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T](\d{1,2}:\d{2})(?::\d{2})?)?")
_ANSWERS = {"true": True, "yes": True, "false": False, "no": False}


def fields_of(node: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give what a notice says under one set of names.

    Parameters
    ----------
    node
        A notice: an object of the REST service, or a row of a CSV export by its headings.

    Returns
    -------
    told
        What is not blank, as found; what has no name here, such as contacts, postcodes and addresses, is not taken.

    Examples
    --------
    >>> fields_of({"Organisation Name": "Merton", "Contact Email": "jo@merton.example", "Status": ""})
    {'buyer': 'Merton'}
    """
    plain = {squeezed(key): value for key, value in node.items() if value not in (None, "", [], {})}
    told = ((name, next((plain[one] for one in names if one in plain), None)) for name, names in _NAMES.items())
    return {name: value for name, value in told if value is not None}


def squeezed(words: object) -> str:
    """
    Reduce a name to its small letters and digits.

    Parameters
    ----------
    words
        A heading, a key or a code.

    Returns
    -------
    plain
        The name without capitals, spaces and signs.

    Examples
    --------
    >>> squeezed("Cpv Codes"), squeezed("cpv_codes")
    ('cpvcodes', 'cpvcodes')
    """
    return re.sub(r"[^a-z0-9]", "", text(words).casefold())


def iso_day(value: object) -> str:
    """
    Write a day first date as ISO, and leave every other as it is.

    Parameters
    ----------
    value
        A date or time as published.

    Returns
    -------
    moment
        ISO where it can be told; the words themselves where not, so that the fault is reported where they are used.

    Examples
    --------
    >>> iso_day("05/11/2020 12:00"), iso_day("2020-11-20 15:47:56Z"), iso_day("soon")
    ('2020-11-05T12:00', '2020-11-20 15:47:56Z', 'soon')
    """
    written = text(value)
    if found := _DAY_FIRST.fullmatch(written):
        try:
            moment = datetime.strptime(f"{found[1]}/{found[2]}/{found[3]} {found[4] or '00:00'}", "%d/%m/%Y %H:%M")  # noqa: DTZ007
        except ValueError:
            return written
        return f"{moment:%Y-%m-%dT%H:%M}" if found[4] else f"{moment:%Y-%m-%d}"
    return written


def money(value: object) -> dict[str, Any]:
    """
    Write an amount as an OCDS value.

    Parameters
    ----------
    value
        A number, or text such as `£25,000.00`.

    Returns
    -------
    value
        With its currency, which is always pounds; an empty object for nothing and for 0, which is how the service
        writes that no amount was told.

    Examples
    --------
    >>> money("£25,000.00"), money(0)
    ({'amount': 25000.0, 'currency': 'GBP'}, {})
    """
    amount = number(value.replace("£", "") if isinstance(value, str) else value)
    return {"amount": amount, "currency": "GBP"} if amount else {}


def answer(value: object) -> bool | None:
    """
    Read yes or no.

    Parameters
    ----------
    value
        A truth value or a word.

    Returns
    -------
    answer
        Nothing when it is neither.

    Examples
    --------
    >>> answer(True), answer("No"), answer("perhaps")
    (True, False, None)
    """
    return value if isinstance(value, bool) else _ANSWERS.get(text(value).casefold())
