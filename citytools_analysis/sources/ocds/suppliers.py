"""Who was awarded an agreement; words that stand where a name should are no supplier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from citytools_analysis.sources.ocds.values import members, text

_NO_SUPPLIER = re.compile(
    r"(?:not (?:yet )?awarded|no (?:award|suppliers?|bids?)|multiple (?:suppliers|providers|awards)|redacted|withheld"
    r"|confidential|undisclosed|(?:please )?see (?:the )?attach|as attached)\b.*|.*\bsee attached\b.*"
    r"|(?:various|several|multiple)(?: suppliers| providers)?|not (?:applicable|disclosed|stated|known|specified)"
    r"|unknown(?: supplier)?|to be confirmed|n/?a|tb[acd]|none|nil|suppliers?|[\W\d_]*",
    re.IGNORECASE,
)


def supplier_names(release: Mapping[str, Any], *parts: Mapping[str, Any]) -> tuple[str, ...]:
    """
    Name the suppliers of an agreement.

    Parameters
    ----------
    release
        The release, whose parties name those that are only referred to.
    *parts
        The contract and its award; the first that lists suppliers counts.

    Returns
    -------
    names
        Each once; words that stand where a supplier should, such as `NOT AWARDED TO SUPPLIER`, are not names.

    Examples
    --------
    >>> supplier_names({}, {"suppliers": [{"id": 0, "name": "A&amp;B Ltd"}, {"id": 0, "name": "REDACTED UNDER DP ACT"}]})
    ('A&B Ltd',)
    """
    parties = [party for _, party in members(dict(release), "parties")]
    for part in parts:
        listed = [one for _, one in members(dict(part), "suppliers")]
        if listed:
            names = (text(one.get("name")) or _party_name(parties, one) for one in listed)
            return tuple(dict.fromkeys(name for name in names if not _NO_SUPPLIER.fullmatch(name)))
    return ()


def _party_name(parties: list[dict[str, Any]], reference: Mapping[str, Any]) -> str:
    same = [party for party in parties if text(party.get("id")) == text(reference.get("id")) != ""]
    return text(same[0].get("name")) if len(same) == 1 else ""
