"""Which releases are London's: their buyers, and the reviewed decisions over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from citytools_analysis.reference import Reference, find_borough
from citytools_analysis.sources.ocds.values import mapping, members, text

Decision = Mapping[str, str]
_MOST_KEPT, _LONG = 20_000, 300  # parties looked at once, and letters of a name

# Names of e-tendering services that stand in the buyer's place on Contracts Finder
_PORTALS = re.compile(
    r"^(?:the )?(?:due ?north|in-?tend|eu[- ]?supply|bip solutions|proactis|procontract|delta e-?sourcing|jaggaer"
    r"|bravosolution|mercell|atamis|panacea|my ?tenders|multiquote|wax digital|sell2wales|supply ?hub|millstream|adb \(uk\)|sourcedogg)(?!\w)",
    re.IGNORECASE,
)


class Placed(NamedTuple):
    """
    Where one release belongs.

    Parameters
    ----------
    borough_ids
        London buyers, the lead first; empty when it is left out.
    buyer
        The buyer's name as published.
    buyer_identifier
        Scheme and id of the lead buyer.
    reason
        Why it is left out, as a short code.
    decision
        The reviewed decision that applies, if one does.

    Examples
    --------
    >>> Placed(("merton",), "London Borough of Merton").reason
    ''
    """

    borough_ids: tuple[str, ...]
    buyer: str
    buyer_identifier: str = ""
    reason: str = ""
    decision: Decision | None = None


def decisions_of(reference: Reference) -> dict[str, list[Decision]]:
    """
    Index the reviewed decisions by process.

    Parameters
    ----------
    reference
        The reference; its `notice_decisions` is read.

    Returns
    -------
    decisions
        By ocid, the decisions as text, blanks as empty text.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> isinstance(decisions_of(load_reference()), dict)
    True
    """
    found: dict[str, list[Decision]] = {}
    for row in reference.notice_decisions.to_dict("records"):
        decision = {str(key): "" if value is None or pd.isna(value) else str(value) for key, value in row.items()}
        found.setdefault(decision.get("ocid", ""), []).append(decision)
    return found


def placing(reference: Reference) -> Callable[[Mapping[str, Any]], Placed]:
    """
    Prepare the test of where releases belong.

    A decision applies where its borough is blank or is the buyer found, or where no buyer was found: one ocid is
    reused by several buyers, so a decision about one borough says nothing about another's release.

    Parameters
    ----------
    reference
        Boroughs with their aliases, and the reviewed decisions.

    Returns
    -------
    place
        From a release to where it belongs.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> place = placing(load_reference())
    >>> place({"ocid": "ocds-1", "buyer": {"name": "Leeds City Council"}}).reason
    'not_london'
    """
    decisions = decisions_of(reference)

    describe = _describing(reference)

    def place(release: Mapping[str, Any]) -> Placed:
        parties = _buyers(release, describe)
        boroughs = tuple(dict.fromkeys(one.borough_id for one in parties if one.borough_id))
        lead = next((one for one in parties if one.borough_id), next(iter(parties), _NOBODY))
        decision = _decision(decisions.get(text(release.get("ocid")), []), boroughs)
        boroughs = _decided(boroughs, decision)
        reason = _reason(release, parties, boroughs, decision)
        return Placed(() if reason else boroughs, lead.name, lead.identifier, reason, decision)

    return place


class _Party(NamedTuple):
    """What of a party tells whether it is one of ours."""

    borough_id: str | None
    name: str
    identifier: str
    is_portal: bool


_NOBODY = _Party(None, "", "", is_portal=False)


def _describing(reference: Reference) -> Callable[[Mapping[str, Any]], _Party]:
    """Prepare the look at a party; the same few thousand buyers come again and again."""

    def look(party: Mapping[str, Any]) -> _Party:
        boroughs = (find_borough(reference, words) for words in _names(party) if words)
        borough_id, name = next(filter(None, boroughs), None), _name(party)
        return _Party(borough_id, name, next(_identifiers(party), ""), bool(_PORTALS.match(name)))

    @lru_cache(_MOST_KEPT)
    def look_again(*told: str | None) -> _Party:
        own, name, scheme, number, legal_name = told
        identifier = {"scheme": scheme, "id": number, "legalName": legal_name}
        return look({"id": own, "name": name, "identifier": identifier})

    def describe(party: Mapping[str, Any]) -> _Party:
        identifier = party.get("identifier")
        if party.get("additionalIdentifiers") or not isinstance(identifier, dict | None):
            return look(party)
        identifier = identifier or {}
        told = (party.get("id"), party.get("name"), identifier.get("scheme"), identifier.get("id"),
                identifier.get("legalName"))  # fmt: skip
        for one in told:
            if one is not None and (type(one) is not str or len(one) >= _LONG):  # 1 is not True is not 1.0
                return look(party)
        return look_again(*told)

    return describe


def _decided(boroughs: tuple[str, ...], decision: Decision | None) -> tuple[str, ...]:
    """Put a notice where a person has put it."""
    if decision and decision["decision"] == "move":
        return (decision["to_borough_id"], *(name for name in boroughs[1:] if name != decision["to_borough_id"]))
    if not boroughs and decision and decision["decision"] == "keep" and decision["borough_id"]:
        return (decision["borough_id"],)
    return boroughs


def _reason(
    release: Mapping[str, Any], parties: list[_Party], boroughs: tuple[str, ...], decision: Decision | None
) -> str:
    if not text(release.get("ocid")):
        return "no_ocid" if release else "not_a_release"
    if decision and decision["decision"] == "leave_out":
        return "reviewed_exclusion"
    if boroughs:
        return ""
    if not any(party.name or party.identifier for party in parties):
        return "no_buyer"
    return "portal_as_buyer" if all(party.is_portal for party in parties) else "not_london"


def _decision(decisions: list[Decision], boroughs: tuple[str, ...]) -> Decision | None:
    named = [one for one in decisions if one["borough_id"] and (one["borough_id"] in boroughs or not boroughs)]
    general = [one for one in decisions if not one["borough_id"]]
    return next(iter(named + general), None)


def _buyers(release: Mapping[str, Any], describe: Callable[[Mapping[str, Any]], _Party]) -> list[_Party]:
    """Describe the buyers; where only portals or nobody stand there, also the entities for whom it is procured."""
    parties = [party for _, party in members(release, "parties")]
    jointly = [one for one in parties if "buyer" in _roles(one)]
    found = [describe(one) for one in jointly]
    buyer = mapping(release, "buyer")
    named = [*found, describe(buyer)]
    if buyer:
        # In OCDS 1.0 every id is 0, and 1.1 repeats ids: only an id that one buyer bears leads to a party.
        identity = text(buyer.get("id"))
        same = [one for one in jointly if text(one.get("id")) == identity]
        told = {key: value for key, value in buyer.items() if value}
        found.insert(0, describe(same[0] | told) if len(same) == 1 else named[-1])
    if all(party.is_portal or not party.name for party in named):
        entity = mapping(release, "tender", "procuringEntity")
        found += [describe(one) for one in parties if "procuringEntity" in _roles(one)]
        found += [describe(entity)] if entity else []
    return found


def _roles(party: Mapping[str, Any]) -> list[Any]:
    roles = party.get("roles")
    return roles if isinstance(roles, list) else []


def _name(party: Mapping[str, Any]) -> str:
    return text(party.get("name")) or text(mapping(party, "identifier").get("legalName"))


def _names(party: Mapping[str, Any]) -> Iterator[str]:
    yield from _identifiers(party)
    yield text(party.get("name"))
    yield text(mapping(party, "identifier").get("legalName"))


def _identifiers(party: Mapping[str, Any]) -> Iterator[str]:
    listed = [mapping(party, "identifier"), *(one for _, one in members(party, "additionalIdentifiers"))]
    own = text(party.get("id"))
    if own.startswith("GB-"):
        yield own
    yield from (
        f"{text(one.get('scheme'))}-{text(one.get('id'))}" for one in listed if one.get("scheme") and one.get("id")
    )
