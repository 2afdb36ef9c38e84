"""How it was bought: the procedure, whether directly, and whether it is a framework or called off from one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from citytools_analysis.sources.ocds.values import mapping, members, text

_MARKETS = ("UK13", "UK14", "UK15", "UK16")
_DIRECT = re.compile(
    r"direct(?:ly)? award|without (?:prior publication|competition|a call for competition)|single tender|single source",
    re.IGNORECASE,
)
_COMPETED = re.compile(r"(?<!without )\bcompet|quotation|mini-?comp", re.IGNORECASE)
_CALL_OFF = re.compile(
    r"call(?:ed)?[ -]?off (?:from|under)|award under (?:a |the )?framework|further competition|mini[- ]?competition"
    r"|direct award (?:from|under|via)|(?:under|via|through|from) (?:the |a |an )?[\w\s./&'-]{0,60}framework",
    re.IGNORECASE,
)
_FRAMEWORK = re.compile(
    r"\bframework (?:agreement|contract)s?\b|\bframework\s*(?:$|[-:,(\u2013]|lot\b|for\b|award\b)|\bdynamic (?:purchasing system|market)s?\b"
    r"|\bDPS\b|\bapproved (?:supplier )?list\b",
    re.IGNORECASE,
)
# Old notices say it in their description only
_SETS_ONE_UP = re.compile(
    r"\b(?:creat\w+|establish\w*|set(?:ting)? up|put(?:ting)? in place|has awarded|to award|appoint\w* to)\s+(?:a|an|the|this)\s+"
    r"(?:[\w-]+\s+){0,4}framework\b(?! under)|\bthis framework (?:agreement )?(?:will|is|shall|provides)\b",
    re.IGNORECASE,
)
_NAMED_FRAMEWORK = re.compile(
    r"\bRM\s?\d{3,4}(?:\.\d+)?\b|\bG-?Cloud\s?\d{1,2}\b|\b[A-Z]{2,6} [\w./-]{1,20} [Ff]ramework\b"
)


def procedure(tender: Mapping[str, Any]) -> str | None:
    """
    Give the procedure as published.

    Parameters
    ----------
    tender
        The tender.

    Returns
    -------
    words
        The details, else the method's code; `Other - ` without more is nothing.

    Examples
    --------
    >>> procedure({"procurementMethodDetails": "Other - ", "procurementMethod": None}), procedure({"procurementMethod": "open"})
    (None, 'open')
    """
    details = text(tender.get("procurementMethodDetails")).removesuffix(" -")
    return ("" if details == "Other" else details) or text(tender.get("procurementMethod")) or None


def direct_award(tender: Mapping[str, Any], kind: str) -> str | None:
    """
    Say whether it was awarded without competition.

    Parameters
    ----------
    tender
        The tender.
    kind
        Type of the notice.

    Returns
    -------
    answer
        `yes` for a UK5, a direct method or words such as direct award; a limited method too, unless its words speak of
        competition or quotations. `no` where there was a competition. Nothing when unknown, as for most call-offs.

    Examples
    --------
    >>> direct_award({"procurementMethod": "limited", "procurementMethodDetails": "Competitive quotation"}, "award")
    'no'
    >>> direct_award({"procurementMethod": "selective", "procurementMethodDetails": "Call-off from a framework agreement"}, "award")
    """
    method, details = text(tender.get("procurementMethod")), text(tender.get("procurementMethodDetails"))
    if kind == "UK5" or _DIRECT.search(details) or method == "direct" or tender.get("competitive") is False:
        return "yes"
    if tender.get("competitive") is True or _COMPETED.search(details):
        return "no"
    if method == "limited":
        return "yes"
    return "no" if method in {"open", "selective"} and not _CALL_OFF.search(details) else None


def is_call_off(tender: Mapping[str, Any]) -> bool:
    """
    Say whether it was bought under somebody's framework or dynamic market.

    Parameters
    ----------
    tender
        The tender.

    Returns
    -------
    called_off
        Whether its procedure or title says so.

    Examples
    --------
    >>> is_call_off({"procurementMethodDetails": "Call-off from a framework agreement"}), is_call_off({"title": "Licences"})
    (True, False)
    """
    return any(_CALL_OFF.search(text(tender.get(key))) for key in ("procurementMethodDetails", "title"))


def is_framework(tender: Mapping[str, Any], part: Mapping[str, Any], kind: str) -> bool:
    """
    Say whether what was agreed is a framework or dynamic market itself: a ceiling, never a contract.

    Parameters
    ----------
    tender
        The tender: its techniques, its lots' techniques, its procedure, its title and its description are looked at.
    part
        The award or contract: its title, its description and those of its documents are looked at.
    kind
        Type of the notice.

    Returns
    -------
    framework
        Never true of a call-off; true for techniques that say so, notices of dynamic markets, titles that say so, and
        descriptions that tell of setting one up.

    Examples
    --------
    >>> is_framework({"techniques": {"hasFrameworkAgreement": True}}, {}, "UK7")
    True
    >>> is_framework({"title": "Laptops framework", "procurementMethodDetails": "Call-off from a framework agreement"}, {}, "award")
    False
    >>> is_framework({"title": "Dictation", "description": "We are looking to create a Framework Agreement."}, {}, "award")
    True
    """
    if kind in _MARKETS:
        return True
    if is_call_off(tender):
        return False
    for node in (tender, *(lot for _, lot in members(dict(tender), "lots"))):
        used = mapping(dict(node), "techniques")
        if any(used.get(key) is True for key in ("hasFrameworkAgreement", "hasDynamicPurchasingSystem")):
            return True
    titles = [text(node.get("title")) for node in (tender, part)]
    titles += [text(one.get("description")) for _, one in members(dict(part), "documents")]
    described = [text(node.get("description")) for node in (tender, part)]
    return any(_FRAMEWORK.search(words) for words in titles) or any(
        _SETS_ONE_UP.search(words) and not _CALL_OFF.search(words) for words in described
    )


def framework_name(release: Mapping[str, Any], tender: Mapping[str, Any], words: str) -> str | None:
    """
    Name the framework that was called off from.

    Parameters
    ----------
    release
        The release: its related processes are looked at.
    tender
        The tender.
    words
        Titles and descriptions of the notice.

    Returns
    -------
    name
        Its title or identifier as related, else a framework's number or name in the words; nothing unless it is a call-off.

    Examples
    --------
    >>> framework_name({}, {"procurementMethodDetails": "Call-off from a framework agreement"}, "Licences under RM6259.")
    'RM6259'
    """
    for node in (dict(release), dict(tender)):
        for _, related in members(node, "relatedProcesses"):
            kinds = related.get("relationship")
            if isinstance(kinds, list) and any(text(kind).startswith("framework") for kind in kinds):
                return text(related.get("title")) or text(related.get("identifier")) or None
    named = _NAMED_FRAMEWORK.search(words) if is_call_off(tender) else None
    return named[0] if named else None
