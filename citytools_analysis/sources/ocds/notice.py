"""What kind of notice a release is: its type, its address, and the law it was published under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from citytools_analysis.sources.ocds.days import day_text
from citytools_analysis.sources.ocds.releases import Found
from citytools_analysis.sources.ocds.values import mapping, members, text

NEW_LAW_BEGAN = "2025-02-24"
_UK_TYPE = re.compile(r"UK(?:[1-9]|1[0-7])")
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_FINDER_ID = re.compile(rf"({_UUID})(?:-\d+)?")
_TENDER_ID = re.compile(r"\d{6}-\d{4}")
_ADDRESS = re.compile(
    rf"https://www\.(?:contractsfinder\.service\.gov\.uk/Notice/{_UUID}|find-tender\.service\.gov\.uk/Notice/\d{{6}}-\d{{4}})"
)
_PACKAGE = re.compile(rf"https://www\.contractsfinder\.service\.gov\.uk/Published/Notice/releases/({_UUID})\.json")
_FINDER, _TENDER = (
    "https://www.contractsfinder.service.gov.uk/Notice/",
    "https://www.find-tender.service.gov.uk/Notice/",
)


def notice_type(release: Mapping[str, Any]) -> str:
    """
    Say which notice a release is.

    Parameters
    ----------
    release
        The release.

    Returns
    -------
    kind
        UK1 to UK17 as the notice's own document or tender says; else the stage: planning, tender, award, contract, or
        the tag that changes one of these; `unknown` when nothing tells.

    Examples
    --------
    >>> notice_type({"contracts": [{"documents": [{"noticeType": "UK7"}]}]}), notice_type({"tag": ["awardUpdate"]})
    ('UK7', 'awardUpdate')
    """
    own = [one for one in _documents(release) if text(one.get("id")) == text(release.get("id"))]
    said = [text(one.get("noticeType")) for one in [*own, *_documents(release)]]
    said.append(text(mapping(release, "tender").get("noticeType")))
    stages = ("contracts", "awards", "tender", "planning")
    held = next((stage.rstrip("s") for stage in stages if release.get(stage)), "unknown")
    tags = [text(tag) for tag in release["tag"]] if isinstance(release.get("tag"), list) else []
    tag = next((tag for tag in tags if tag), held)
    # Releases upgraded from OCDS 1.0 are tagged as tenders although they hold awards.
    stage = held if tag == "tender" and held == "award" else tag
    return next((kind for kind in said if _UK_TYPE.fullmatch(kind)), stage)


def _documents(release: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    whole = dict(release)
    for part in (mapping(whole, "planning"), mapping(whole, "tender"), whole):
        yield from (document for _, document in members(part, "documents"))
    for key in ("awards", "contracts"):
        for _, part in members(whole, key):
            yield from (document for _, document in members(part, "documents"))
            yield from (document for _, document in members(mapping(part, "implementation"), "documents"))


def notice_address(found: Found) -> str | None:
    """
    Give the public address of a notice.

    Parameters
    ----------
    found
        The release with the address of its package.

    Returns
    -------
    address
        On Contracts Finder or Find a Tender; nothing when no id of theirs is told.

    Examples
    --------
    >>> notice_address(Found("", {"id": "028961-2025"}))
    'https://www.find-tender.service.gov.uk/Notice/028961-2025'
    """
    identity = text(found.release.get("id"))
    if _TENDER_ID.fullmatch(identity):
        return _TENDER + identity
    if named := _FINDER_ID.fullmatch(identity):
        return _FINDER + named[1]
    told = (text(one.get("url")) for one in _documents(found.release))
    if address := next((one for one in told if _ADDRESS.fullmatch(one)), None):
        return address
    package = _PACKAGE.fullmatch(found.uri)
    return _FINDER + package[1] if package else None


def is_new_law(release: Mapping[str, Any]) -> bool:
    """
    Say whether the Procurement Act 2023 applies.

    Parameters
    ----------
    release
        The release.

    Returns
    -------
    new
        Whether the notice is one of the Act's (UK1 to UK17) or names the Act as its legal basis.

    Examples
    --------
    >>> is_new_law({"tender": {"legalBasis": {"id": "2023/54", "scheme": "UKPGA"}}}), is_new_law({"tag": ["award"]})
    (True, False)
    """
    basis = text(mapping(release, "tender", "legalBasis").get("id"))
    return basis == "2023/54" or bool(_UK_TYPE.fullmatch(notice_type(release)))


def procurement_began(releases: tuple[Mapping[str, Any], ...], tender: Mapping[str, Any]) -> str | None:
    """
    Give the day on which the procurement began, which decides the law that applies.

    Parameters
    ----------
    releases
        The releases of the process, oldest first.
    tender
        The tender as they tell it together.

    Returns
    -------
    day
        The first day a tender notice is known to have been published. Under the Procurement Act 2023 with no tender
        notice: the first release's day, since it began on or before it and not before 24 February 2025. Else unknown.

    Examples
    --------
    >>> procurement_began(({"date": "2025-06-01T19:08:07+01:00"},), {"legalBasis": {"id": "2023/54"}})
    '2025-06-01'
    """
    days = [day_text(tender.get("datePublished"))]
    days += [
        day_text(one.get("datePublished"))
        for one in _documents({"tender": tender})
        if text(one.get("documentType")) == "tenderNotice"
    ]
    days += [day_text(one.get("date")) for one in releases if notice_type(one) in {"tender", "UK4"}]
    known = min((day for day in days if day), default=None)
    if not any(is_new_law(one) for one in (*releases, {"tender": tender})):
        return known
    first = known or next((day for one in releases if (day := day_text(one.get("date")))), NEW_LAW_BEGAN)
    return max(first, NEW_LAW_BEGAN)
