"""A notice as the OCDS release it might have been."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from citytools_analysis.sources.contracts_finder.awards import Award, awards_of
from citytools_analysis.sources.contracts_finder.fields import answer, iso_day, money, squeezed
from citytools_analysis.sources.contracts_finder.procedures import procedure_of
from citytools_analysis.sources.ocds.values import mapping, text

_CODE = re.compile(r"(?<!\d)\d{8}(?!\d)")
# A place of work may be somebody's home.
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? +\d[A-Z]{2}\b")
_EARLY = {"pipeline", "preprocurement", "futureopportunity", "earlyengagement"}
_TENDER_STATUS = {"open": "active", "awarded": "complete"}


def release_of(told: Mapping[str, Any], details: Sequence[tuple[int, Mapping[str, Any]]] = ()) -> dict[str, Any]:
    """
    Write a notice as an OCDS release.

    Parameters
    ----------
    told
        The notice by the names of `fields`.
    details
        Award details of a full notice with their positions.

    Returns
    -------
    release
        Of these fields alone, so that no contact and no address passes; postcodes within sentences are blotted out. Each award has a `place`, which OCDS does not
        know: where it stands in the notice. An empty object for a notice that tells nothing.

    Examples
    --------
    >>> said = {"id": "69eb20f9-3534-4eba-a223-4cedc2330e41", "buyer": "Merton", "low": 49000, "high": 0}
    >>> release = release_of(said | {"status": "Awarded", "awarded_value": 48000, "codes": "48000000 72000000"})
    >>> release["tender"]["value"]["amount"], release["awards"][0]["value"]["amount"], release["tag"]
    (49000.0, 48000.0, ['award'])
    """
    if not told:
        return {}
    process, awards = process_of(told), awards_of(told, details)
    is_withdrawn = bool(told.get("withdrawn")) or squeezed(told.get("status")) in {"withdrawn", "cancelled"}
    buyer = text(mapping(told.get("buyer")).get("name")) or text(told.get("buyer"))
    release = {
        "ocid": process,
        "id": text(told.get("id")) or text(told.get("reference")),
        "date": iso_day(told.get("published")),
        "tag": [_tag(told, is_awarded=bool(awards), is_withdrawn=is_withdrawn)],
        "buyer": {"name": buyer} if buyer else {},
        "parties": [party for award in awards for party in award.suppliers],
        "tender": _tender(told, details, is_withdrawn=is_withdrawn),
        "awards": [_award(f"{process}-{n}", one, told, is_withdrawn) for n, one in enumerate(awards, start=1)],
    }
    return {key: value for key, value in release.items() if value}


def process_of(told: Mapping[str, Any]) -> str:
    """
    Make the identifier under which a notice's contracts are known.

    Contracts Finder gives a notice's OCDS process an identifier of its own, which its other shapes do not tell; what
    is made here is never that of the service.

    Parameters
    ----------
    told
        The notice by the names of `fields`.

    Returns
    -------
    process
        The published process where it is told, else one made of the notice's id, else of the buyer's own number, as
        in exports that give no id; blank where there is neither.

    Examples
    --------
    >>> process_of({"id": "69eb20f9-3534-4eba-a223-4cedc2330e41"}), process_of({"reference": "DN 441656"})
    ('ocds-b5fd17-69eb20f9-3534-4eba-a223-4cedc2330e41', 'contracts-finder-DN 441656')
    """
    if ocid := text(told.get("ocid")):
        return ocid
    if notice := text(told.get("id")).casefold():
        return f"ocds-b5fd17-{notice}"
    return f"contracts-finder-{text(told['reference'])}" if text(told.get("reference")) else ""


def _tag(told: Mapping[str, Any], *, is_awarded: bool, is_withdrawn: bool) -> str:
    stage = "award" if is_awarded else "planning" if squeezed(told.get("kind")) in _EARLY else "tender"
    return f"{stage}Cancellation" if is_withdrawn else stage


def _tender(
    told: Mapping[str, Any], details: Sequence[tuple[int, Mapping[str, Any]]], *, is_withdrawn: bool
) -> dict[str, Any]:
    codes = [{"scheme": "CPV", "id": code} for code in _codes(told.get("codes"))]
    low, high = money(told.get("low")), money(told.get("high"))
    period = {"startDate": iso_day(told.get("start")), "endDate": iso_day(told.get("end"))}
    tender = {
        "id": text(told.get("reference")),
        "title": _without_postcodes(told.get("title")),
        "description": _without_postcodes(told.get("description")),
        "status": "withdrawn" if is_withdrawn else _TENDER_STATUS.get(squeezed(told.get("status"))),
        "classification": codes[0] if codes else {},
        "additionalClassifications": codes[1:],
        "value": high or low,
        "minValue": low if high and low != high else {},
        "tenderPeriod": {"endDate": iso_day(told.get("deadline"))} if told.get("deadline") else {},
        "contractPeriod": {key: day for key, day in period.items() if day},
        "techniques": {"hasFrameworkAgreement": True} if answer(told.get("is_framework")) else {},
    }
    return {key: value for key, value in tender.items() if value} | _procedure(told, details)


def _without_postcodes(words: object) -> str:
    return _POSTCODE.sub("[removed]", words) if isinstance(words, str) else text(words)


def _procedure(told: Mapping[str, Any], details: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[str, str]:
    # What the awards say of how they were made is later knowledge than what the notice had planned.
    said = [(one.get("awardedProcedureType"), one.get("awardedProcedureTypeOther")) for _, one in details]
    said.append((told.get("procedure"), told.get("other_procedure")))
    return next((found for code, other in said if (found := procedure_of(code, other))), {})


def _codes(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    words = (text(one.get("code")) if isinstance(one, dict) else _padded(one) for one in listed)
    return list(dict.fromkeys(code for one in words for code in _CODE.findall(one)))


def _padded(code: object) -> str:
    # Written as a number, a code of farming or energy loses its leading zero.
    return text(code).zfill(8) if isinstance(code, int) and not isinstance(code, bool) else text(code)


def _award(identity: str, award: Award, told: Mapping[str, Any], is_withdrawn: bool) -> dict[str, Any]:  # noqa: FBT001
    named = [{key: party[key] for key in ("name", "x_awardValue") if key in party} for party in award.suppliers]
    said = {"id": identity, "status": "cancelled" if is_withdrawn else "active", "place": award.place}
    extends = {"hasRenewal": True} if answer(told.get("may_extend")) else {}
    return said | dict(award.terms) | ({"suppliers": named} if named else {}) | extends
