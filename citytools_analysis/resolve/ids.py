"""Ids made of a source's own keys, and cells that hold several names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def stable_id(*parts: object) -> str:
    """
    Make an id of a source's own key, the same in every run and on every machine.

    Parameters
    ----------
    parts
        What names the thing; None counts as blank.

    Returns
    -------
    id
        16 hexadecimal digits.

    Examples
    --------
    >>> stable_id("camden", "C-7") == stable_id("camden", "C-7"), len(stable_id("a"))
    (True, 16)
    """
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def split_list(text: str | None) -> Sequence[str]:
    """
    Split a cell that holds several names.

    Parameters
    ----------
    text
        Names separated by semicolons, or None.

    Returns
    -------
    names
        The names, without blanks.

    Examples
    --------
    >>> split_list("REV01; REV02;")
    ['REV01', 'REV02']
    """
    return [part.strip() for part in (text or "").split(";") if part.strip()]
