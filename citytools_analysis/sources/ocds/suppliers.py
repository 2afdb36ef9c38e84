"""Who was awarded an agreement; words that stand where a name should are no supplier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citytools_analysis.sources.no_supplier import is_no_supplier
from citytools_analysis.sources.ocds.values import mapping, members, text


def supplier_names(release: Mapping[str, Any], *parts: Mapping[str, Any]) -> tuple[str, ...]:
    """
    Name the suppliers of an agreement.

    Parameters
    ----------
    release
        The release, whose parties name those that are only referred to.
    *parts
        The contract and its award; the first that lists suppliers counts.

    Returns
    -------
    names
        Each once; words that stand where a supplier should, such as `NOT AWARDED TO SUPPLIER`, are not names.

    Examples
    --------
    >>> supplier_names({}, {"suppliers": [{"id": 0, "name": "A&amp;B Ltd"}, {"id": 0, "name": "REDACTED UNDER DP ACT"}]})
    ('A&B Ltd',)
    """
    return tuple(dict.fromkeys(name for name, _ in listed_suppliers(release, *parts)))


def listed_suppliers(release: Mapping[str, Any], *parts: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """
    List the suppliers of an agreement as they are published.

    Parameters
    ----------
    release
        The release, whose parties name those that are only referred to.
    *parts
        The contract and its award; the first that lists suppliers counts.

    Returns
    -------
    suppliers
        Name and fields of each that has a name, in their order; the same one may be listed twice.

    Examples
    --------
    >>> listed_suppliers({}, {"suppliers": [{"id": 0, "name": "A Ltd"}, {"id": 0, "name": "TBC"}]})
    [('A Ltd', {'id': 0, 'name': 'A Ltd'})]
    """
    parties = [party for _, party in members(dict(release), "parties")]
    for part in parts:
        listed = [one for _, one in members(dict(part), "suppliers")]
        if listed:
            named = ((text(one.get("name")) or _party_name(parties, one), one) for one in listed)
            return [(name, one) for name, one in named if not is_no_supplier(name)]
    return []


def supplier_party(release: Mapping[str, Any], name: str) -> dict[str, Any]:
    """
    Find the party that a supplier is.

    Parameters
    ----------
    release
        The release.
    name
        The supplier's name as `supplier_names` gives it.

    Returns
    -------
    party
        The one party of that name in a supplier's role; an empty object where there is none or several.

    Examples
    --------
    >>> said = {"parties": [{"name": "A Ltd", "roles": ["supplier"], "details": {"scale": "sme"}}]}
    >>> supplier_party(said, "A Ltd")["details"]
    {'scale': 'sme'}
    """
    parties = [party for _, party in members(dict(release), "parties")]
    same = [one for one in parties if text(one.get("name")) == name and "supplier" in roles_of(one)]
    return same[0] if len(same) == 1 and name else {}


def roles_of(party: Mapping[str, Any]) -> tuple[str, ...]:
    """
    Give the roles of a party.

    Parameters
    ----------
    party
        The party.

    Returns
    -------
    roles
        Codes as published; none where they are not a list.

    Examples
    --------
    >>> roles_of({"roles": ["supplier", "tenderer"]}), roles_of({"roles": 7})
    (('supplier', 'tenderer'), ())
    """
    listed = party.get("roles")
    return tuple(map(text, listed)) if isinstance(listed, list) else ()


def identifiers_of(party: Mapping[str, Any]) -> tuple[str, ...]:
    """
    Give the identifiers of a party.

    Parameters
    ----------
    party
        The party.

    Returns
    -------
    identifiers
        Scheme and number each, such as `GB-COH-00968498`, the main one first, none twice.

    Examples
    --------
    >>> identifiers_of({"id": "GB-CFS-1", "identifier": {"scheme": "GB-COH", "id": "00968498"}, "additionalIdentifiers": [{}]})
    ('GB-COH-00968498', 'GB-CFS-1')
    """
    listed = [mapping(dict(party), "identifier"), *(one for _, one in members(dict(party), "additionalIdentifiers"))]
    found = [
        f"{text(one.get('scheme'))}-{text(one.get('id'))}" for one in listed if one.get("scheme") and one.get("id")
    ]
    own = text(party.get("id"))
    return tuple(dict.fromkeys([*found, *([own] if own.startswith("GB-") else [])]))


def size_of(party: Mapping[str, Any]) -> dict[str, str | None]:
    """
    Say whether a supplier is small or medium-sized, and whether it is a social enterprise.

    Parameters
    ----------
    party
        The party.

    Returns
    -------
    answers
        `sme_supplier` and `vcse_supplier`: yes, no, or nothing when it is not told.

    Examples
    --------
    >>> size_of({"details": {"scale": "large", "vcse": False}}), size_of({})
    ({'sme_supplier': 'no', 'vcse_supplier': 'no'}, {'sme_supplier': None, 'vcse_supplier': None})
    """
    details = mapping(dict(party), "details")
    answers: dict[object, str] = {True: "yes", False: "no", "sme": "yes", "micro": "yes", "small": "yes",
                                  "medium": "yes", "large": "no"}  # fmt: skip
    vcse = details.get("vcse")
    return {
        "sme_supplier": answers.get(text(details.get("scale"))),
        "vcse_supplier": answers[vcse] if isinstance(vcse, bool) else None,
    }


def _party_name(parties: list[dict[str, Any]], reference: Mapping[str, Any]) -> str:
    same = [party for party in parties if text(party.get("id")) == text(reference.get("id")) != ""]
    return text(same[0].get("name")) if len(same) == 1 else ""
