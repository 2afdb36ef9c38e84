"""Who was awarded a contract, in the three ways in which Contracts Finder writes it; addresses and contacts are not taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from citytools_analysis.sources.contracts_finder.fields import answer
from citytools_analysis.sources.ocds.values import text

# Names are joined by bare commas; one with a space after it, or between digits, belongs to a name.
_BETWEEN_NAMES = re.compile(r"(?<!\d),(?=\S)|,(?=[^\s\d])")
_SCHEMES = {"COMPANIES_HOUSE": "GB-COH", "CHARITY_COMMISSION": "GB-CHC", "CHARITY": "GB-CHC"}


def listed_suppliers(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """
    Name the suppliers of a search result or of a CSV row.

    Parameters
    ----------
    told
        The notice by the names of `fields`.

    Returns
    -------
    suppliers
        A party each. What is told of small firms and social enterprises is kept where there is one supplier, since
        beside several it does not say of which.

    Examples
    --------
    >>> [one["name"] for one in listed_suppliers({"supplier": "Dunsters Farm Ltd,Knight, Kavanagh &amp; Page"})]
    ['Dunsters Farm Ltd', 'Knight, Kavanagh & Page']
    >>> listed_suppliers({"suppliers": "[A Ltd|1 High Street|COMPANIES_HOUSE|01234567|Yes|No]"})[0]["identifier"]
    {'scheme': 'GB-COH', 'id': '01234567'}
    """
    if packed := text(told.get("suppliers")):
        cells = ([*block.split("|"), *[""] * 6][:6] for block in packed.strip("[]").split("]["))
        return [_party(cell[0], cell[2], cell[3], cell[4], cell[5]) for cell in cells if cell[0].strip()]
    names = [name.strip() for name in _BETWEEN_NAMES.split(text(told.get("supplier"))) if name.strip()]
    size = (told.get("is_sme"), told.get("is_vcse")) if len(names) == 1 else (None, None)
    return [_party(name, "", "", *size) for name in names]


def detailed_supplier(detail: Mapping[str, Any]) -> dict[str, Any]:
    """
    Name the supplier of one award detail of a full notice.

    Parameters
    ----------
    detail
        The award detail as published.

    Returns
    -------
    supplier
        A party, or an empty object where no name is given.

    Examples
    --------
    >>> detailed_supplier({"supplierName": "A Ltd", "supplierAddress": "1 High Street", "awardedToSME": True})
    {'name': 'A Ltd', 'roles': ['supplier'], 'details': {'scale': 'sme'}}
    """
    size = (detail.get("awardedToSME"), detail.get("awardedToVCSO"))
    name = text(detail.get("supplierName"))
    return _party(name, detail.get("referenceType"), detail.get("reference"), *size) if name else {}


def _party(name: str, kind: object, number: object, is_sme: object, is_vcse: object) -> dict[str, Any]:
    party: dict[str, Any] = {"name": name.strip(), "roles": ["supplier"]}
    scheme = _SCHEMES.get(text(kind).upper().replace(" ", "_"))
    if scheme and text(number):
        party["identifier"] = {"scheme": scheme, "id": text(number)}
    sme, vcse = answer(is_sme), answer(is_vcse)
    # As the OCDS service writes it: a supplier that is not small or medium-sized is large.
    details = {"scale": None if sme is None else "sme" if sme else "large", "vcse": vcse}
    known = {key: value for key, value in details.items() if value is not None}
    return party | ({"details": known} if known else {})
