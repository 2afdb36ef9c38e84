"""What of a release may be kept aside: everything but contact points, addresses and whatever leads to a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

_PRIVATE = {
    "contactPoint", "contactPoints", "contactName", "contactDetails", "address", "addresses", "email", "telephone",
    "faxNumber", "phone", "postcode", "persons", "beneficialOwners",
}  # fmt: skip
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# Most titles have neither, which these see at once: nine figures, blanks and brackets in a row, a number before a capital
_LIKE_A_TELEPHONE = re.compile(r"\d[\d\s()-]{8}")
_LIKE_A_HOME = re.compile(r"\d[A-Za-z]?,? [A-Z]")
_TELEPHONE = re.compile(r"(?<![\w.-])\(?(?:(?:\+44|0044)[\s-]?(?:\(0\))?|0)[\s-]?(?:\d[\s()-]{0,2}){8,9}\d(?![\w-])")
# A house by its number: works may be done in the home of somebody who is disabled.
_HOME = re.compile(
    r"\b(?<![:/])(?:(?:Flat|Apartment|Unit) \d+[A-Za-z]?,? )?\d{1,4}[A-Za-z]?(?: ?[-/&] ?\d{1,4}[A-Za-z]?)?,? (?:[A-Z][\w'.]*\s+){1,3}"
    r"(?:Street|Road|Avenue|Lane|Close|Drive|Way|Crescent|Terrace|Place|Gardens|Grove|Walk|Mews|Court|Rise|Hill|View|Rd|Ave|St(?! [A-Z][a-z]))\b"
    r"(?:,? [A-Z]{1,2}\d[A-Z\d]?(?: ?\d[A-Z]{2})?\b)?"
)
_FREE_TEXT = {"description", "rationale", "notes", "details"}
_SHORT = 120  # a lot's or measure's name written as its description
_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty|thirty)"
_TERMS = re.compile(
    rf"£|\b(?:exten\w+|options?|optional|renew\w*|annum|values?|costs?|budget|VAT|{_COUNT}[\s+)-]*(?:year|month|week)s?)\b",
    re.IGNORECASE,
)
# Said to a person, or in a letter that somebody pasted into a notice
_TO_A_PERSON = re.compile(
    r"\[removed\]|\b(?:contact(?! cent)|e-?mail|telephone|tel|mobile|attn|mrs?|ms|miss|dr|prof|professor|cllr|councillor"
    r"|hi|hello|dear|regards|thanks|liaise|spoken?|can you)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\s*[\r\n]+\s*")
_REMOVED = "[removed]"
_DEEPEST = 40


def without_persons(node: Any, *, depth: int = 0) -> Any:
    """
    Copy a JSON value without contact points and addresses.

    Parameters
    ----------
    node
        Any JSON value.
    depth
        How deep it lies; what lies deeper than 40 levels is dropped.

    Returns
    -------
    copy
        The same without the fields that hold a person's name or address, with e-mail addresses, telephone numbers and
        houses blotted out, and of descriptions only the sentences that tell of terms: they are what a notice is
        read again for, and the rest may name anybody.

    Examples
    --------
    >>> without_persons({"name": "A Ltd", "contactPoint": {"name": "Jo"}, "note": "Write to jo@a.example or 020 7946 0000."})
    {'name': 'A Ltd', 'note': 'Write to [removed] or [removed].'}
    >>> without_persons({"description": "Support for two years. To see the site, contact the manager, Jo Example."})
    {'description': 'Support for two years. [removed]'}
    """
    if depth > _DEEPEST:
        return None
    if isinstance(node, Mapping):
        kept = {key: without_persons(value, depth=depth + 1) for key, value in node.items() if key not in _PRIVATE}
        return {key: _terms_only(value) if _is_free_text(key, value) else value for key, value in kept.items()}
    if isinstance(node, list):
        return [without_persons(member, depth=depth + 1) for member in node]
    return blotted(node) if isinstance(node, str) else node


def blotted(words: str) -> str:
    """
    Blot out of a text what leads to a person: e-mail addresses, telephone numbers, houses by their number.

    Parameters
    ----------
    words
        A title or a sentence.

    Returns
    -------
    words
        The same with `[removed]` in their place.

    Examples
    --------
    >>> blotted("Adaptation works @ 7 Example Road BD2"), blotted("Ring +44 (0) 20 7946 0000")
    ('Adaptation works @ [removed]', 'Ring [removed]')
    """
    if "@" in words:
        words = _EMAIL.sub(_REMOVED, words)
    if _LIKE_A_TELEPHONE.search(words):
        words = _TELEPHONE.sub(_REMOVED, words)
    return _HOME.sub(_REMOVED, words) if _LIKE_A_HOME.search(words) else words


def kept_aside(release: Mapping[str, Any], uri: str = "") -> str:
    """
    Write a release down so that it can be read again.

    Parameters
    ----------
    release
        The release.
    uri
        Address of the package it came in, which names the notice.

    Returns
    -------
    content
        JSON text with `release` and `uri`, keys in order.

    Examples
    --------
    >>> kept_aside({"ocid": "ocds-1", "buyer": {"name": "Due North", "address": {"locality": "Leeds"}}})
    '{"release":{"buyer":{"name":"Due North"},"ocid":"ocds-1"},"uri":""}'
    """
    return orjson.dumps({"release": without_persons(release), "uri": uri}, option=orjson.OPT_SORT_KEYS).decode()


def _is_free_text(key: object, value: object) -> bool:
    return isinstance(value, str) and (key in _FREE_TEXT or str(key).endswith(("Rationale", "Description")))


def _terms_only(words: str) -> str:
    """Keep the sentences that tell of terms, and of a short text all but those that lead to a person."""
    is_short = len(words) <= _SHORT
    sentences = [one for one in _SENTENCE.split(words) if one.strip()]
    kept = [(_TERMS.search(one) or is_short) and not _TO_A_PERSON.search(one) for one in sentences]
    told = " ".join(one for one, is_kept in zip(sentences, kept, strict=True) if is_kept)
    return told if all(kept) else f"{told} {_REMOVED}".strip()
