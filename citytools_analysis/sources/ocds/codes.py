"""Procurement vocabulary codes of a release, and whether they are of technology."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from citytools_analysis.sources.ocds.values import mapping, text

_CODE = re.compile(r"(?<!\d)\d{8}(?!\d)")
_TECHNOLOGY = ("48", "72", "302")


def procurement_codes(release: Mapping[str, Any]) -> tuple[str, ...]:
    """
    Collect the procurement vocabulary codes of a release, wherever they stand.

    Parameters
    ----------
    release
        A release: codes are read from the tender, its lots and items, the awards, the contracts and their items.

    Returns
    -------
    codes
        Eight digits each, the tender's own classification first, none twice.

    Examples
    --------
    >>> procurement_codes({"tender": {"classification": {"scheme": "CPV", "id": "48000000-8"}},
    ...                    "awards": [{"items": [{"additionalClassifications": [{"scheme": "CPV", "id": 72000000}]}]}]})
    ('48000000', '72000000')
    """
    found = list(_codes_in(mapping(release, "tender").get("classification"), "classification"))
    for part in ("tender", "awards", "contracts", "planning"):
        found += _codes_in(release.get(part), part)
    return tuple(dict.fromkeys(found))


def _codes_in(node: object, key: str) -> Iterator[str]:
    waiting = deque([(key, node)])
    while waiting:
        key, node = waiting.popleft()
        if isinstance(node, list):
            waiting += [(key, member) for member in node]
        elif isinstance(node, dict):
            scheme = text(node.get("scheme")).upper()
            if scheme.startswith("CPV") or (not scheme and "lassification" in key):
                yield from _CODE.findall(_padded(node.get("id")))
            waiting += [(name, member) for name, member in node.items() if isinstance(member, dict | list)]


def _padded(code: object) -> str:
    # Written as a number, a code of farming or energy loses its leading zero.
    return text(code).zfill(8) if isinstance(code, int) and not isinstance(code, bool) else text(code)


def is_technology(codes: tuple[str, ...]) -> bool:
    """
    Say whether any code is of software, of IT services or of computers.

    Parameters
    ----------
    codes
        Procurement vocabulary codes, eight digits.

    Returns
    -------
    technology
        Whether one begins 48, 72 or 302; a prior only, since reviewed decisions stand over it.

    Examples
    --------
    >>> is_technology(("63712400", "72000000")), is_technology(("30192000",))
    (True, False)
    """
    return any(code.startswith(_TECHNOLOGY) for code in codes)
