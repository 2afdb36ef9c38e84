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
_TELEPHONE = re.compile(r"(?<![\w.-])(?:\+44\s?|0)(?:\d[\s-]?){9,10}(?![\w-])")
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
        The same without the fields that hold a person's name or address, and with e-mail addresses and telephone
        numbers inside sentences blotted out.

    Examples
    --------
    >>> without_persons({"name": "A Ltd", "contactPoint": {"name": "Jo"}, "note": "Write to jo@a.example or 020 7946 0000."})
    {'name': 'A Ltd', 'note': 'Write to [removed] or [removed].'}
    """
    if depth > _DEEPEST:
        return None
    if isinstance(node, Mapping):
        kept = ((key, value) for key, value in node.items() if key not in _PRIVATE)
        return {key: without_persons(value, depth=depth + 1) for key, value in kept}
    if isinstance(node, list):
        return [without_persons(member, depth=depth + 1) for member in node]
    return _TELEPHONE.sub("[removed]", _EMAIL.sub("[removed]", node)) if isinstance(node, str) else node


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
