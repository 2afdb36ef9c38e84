"""Later fields over earlier ones: what a later release does not mention, it does not change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citytools_analysis.sources.ocds.values import mapping, members, number, text

# Services ask for an amount and are given one of these when there is none to tell
_PLACEHOLDER = 1.0
_DEPTH = 4


def identified(release: Mapping[str, Any], key: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """
    Go through the awards or contracts of a release with an id each.

    Parameters
    ----------
    release
        The release.
    key
        `awards` or `contracts`.

    Yields
    ------
    identity, position, node
        The id, made unique within the release where it is missing or repeated; the place in the list; the object.

    Examples
    --------
    >>> [identity for identity, _, _ in identified({"awards": [{"id": 0}, {"id": 0}, {}]}, "awards")]
    ['0', '0-2', '3']
    """
    seen: set[str] = set()
    for position, node in members(dict(release), key):
        identity = text(node.get("id")) or str(position + 1)
        while identity in seen:
            identity = f"{identity}-{position + 1}"
        seen.add(identity)
        yield identity, position, node


def amended(before: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
    """
    Apply the signed amendments of a contract, oldest first.

    Parameters
    ----------
    before
        The contract as known until then.
    node
        The contract as a release states it, with its `amendments`; proposed ones are not signed and change nothing.

    Returns
    -------
    stated
        The contract with the period, value and suppliers it now has.

    Examples
    --------
    >>> change = {"date": "2026-01-01", "suppliersRemoved": [{"name": "A"}], "suppliersAdded": [{"name": "B"}]}
    >>> amended({"suppliers": [{"name": "A"}]}, {"id": "1", "amendments": [change]})["suppliers"]
    [{'name': 'B'}]
    """
    stated = dict(node)
    signed = sorted((one for _, one in members(stated, "amendments")), key=lambda one: text(one.get("date")))
    for amendment in signed:
        told: dict[str, Any] = {key: amendment[key] for key in ("period", "value", "hasRenewal") if key in amendment}
        stated = overlay(stated, told)
        gone = {text(one.get("name")) for _, one in members(amendment, "suppliersRemoved")}
        come = [one for _, one in members(amendment, "suppliersAdded")]
        if gone or come:
            held = [one for _, one in members(overlay(before, stated), "suppliers")]
            stated["suppliers"] = [one for one in held if text(one.get("name")) not in gone] + come
    return stated


def overlay(before: Mapping[str, Any], after: Mapping[str, Any], *, depth: int = _DEPTH) -> dict[str, Any]:
    """
    Lay later fields over earlier ones, blanks and placeholders aside.

    Parameters
    ----------
    before, after
        Objects; neither is changed.
    depth
        How many levels of objects are joined field by field before the later one replaces the earlier whole.

    Returns
    -------
    joined
        A new object.

    Examples
    --------
    >>> overlay({"value": {"amount": 900}, "title": "A"}, {"value": {"amount": 0.01}, "title": None, "status": "active"})
    {'value': {'amount': 900}, 'title': 'A', 'status': 'active'}
    """
    joined = dict(before)
    for key, value in after.items():
        held = joined.get(key)
        if value is None or value in ("", [], {}) or (held is not None and is_placeholder(key, value)):
            continue
        both = isinstance(held, dict) and isinstance(value, dict) and depth > 0
        joined[key] = overlay(mapping(held), mapping(value), depth=depth - 1) if both else value
    return joined


def is_placeholder(key: str, value: object) -> bool:
    """
    Say whether an amount only fills a required box.

    Parameters
    ----------
    key
        Name of the field.
    value
        Its value.

    Returns
    -------
    placeholder
        Whether it is an amount of a pound or less, as 0, 0.01 and 1 are published for values not told.

    Examples
    --------
    >>> is_placeholder("amount", 0.01), is_placeholder("amount", 37500), is_placeholder("id", 0)
    (True, False, False)
    """
    if key not in {"amount", "amountGross"}:
        return False
    amount = number(value)
    return amount is not None and amount <= _PLACEHOLDER
