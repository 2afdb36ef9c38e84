"""Boroughs by name in a cell, where some names have an "and" of their own."""

from __future__ import annotations

from collections.abc import Iterable

MOST_NAMES = 40


def boroughs_named(names: Iterable[str]) -> str:
    """
    List boroughs by their names.

    Parameters
    ----------
    names
        The names, in any order.

    Returns
    -------
    text
        In the order of the alphabet with commas between, for an "and" would be read as part of a name; at most 40, the others counted.

    Examples
    --------
    >>> boroughs_named(["Westminster", "Kensington and Chelsea"])
    'Kensington and Chelsea, Westminster'
    """
    told = sorted(names)
    more = [f"{len(told) - MOST_NAMES} more"] if len(told) > MOST_NAMES else []
    return ", ".join([*told[:MOST_NAMES], *more])
