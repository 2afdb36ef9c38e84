"""Safe ways into JSON of any shape: a wrong type is as good as absent, and text is plain."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,32});")


def mapping(node: object, *path: str) -> dict[str, Any]:
    """
    Follow keys to an object.

    Parameters
    ----------
    node
        Any JSON value.
    *path
        Keys, outermost first; none gives the node itself.

    Returns
    -------
    found
        The object there, or an empty one.

    Examples
    --------
    >>> mapping({"tender": {"value": {"amount": 5}}}, "tender", "value"), mapping({"buyer": []}, "buyer")
    ({'amount': 5}, {})
    """
    for key in path:
        node = (
            node.get(key) if isinstance(node, dict | Mapping) else None
        )  # a dict is told at once, a Mapping is asked for
    return dict(node) if isinstance(node, dict | Mapping) else {}


def members(node: object, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """
    Go through the objects of a list.

    Parameters
    ----------
    node
        Any JSON value.
    key
        Key under which the list should stand.

    Yields
    ------
    position, member
        Place in the list and the object; members that are not objects are passed over.

    Examples
    --------
    >>> list(members({"awards": [None, {"id": 1}]}, "awards"))
    [(1, {'id': 1})]
    """
    held = node.get(key) if isinstance(node, dict | Mapping) else None
    for position, member in enumerate(held if isinstance(held, list) else []):
        if isinstance(member, dict):
            yield position, member


def text(value: object) -> str:
    r"""
    Give text as a person would read it: entities undone until none is left, white space folded.

    Parameters
    ----------
    value
        Any JSON value; a number becomes its digits, anything else nothing.

    Returns
    -------
    plain
        The text, not safe to print as HTML: it is untrusted and stays text.

    Examples
    --------
    >>> text("B&amp;amp;E  Boys&#039;\n Ltd"), text(0), text(None), text([])
    ("B&E Boys' Ltd", '0', '', '')
    """
    if not isinstance(value, str):
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
    for _ in range(5 if "&" in value else 0):
        undone = _ENTITY.sub(lambda found: html.unescape(found[0]), value)
        if undone == value:
            break
        value = undone
    return " ".join(value.split())


def number(value: object) -> float | None:
    """
    Give a finite number, or nothing.

    Parameters
    ----------
    value
        Any JSON value; text of digits with commas is read.

    Returns
    -------
    amount
        The number.

    Examples
    --------
    >>> number(12), number("1,250.50"), number("about 5"), number(True)
    (12.0, 1250.5, None, None)
    """
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d[\d,]*(?:\.\d+)?\s*", value):
        value = float(value.replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None
