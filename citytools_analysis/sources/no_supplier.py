"""Words that stand where a supplier's name should, in notices and registers alike."""

from __future__ import annotations

import re

_NO_SUPPLIER = re.compile(
    r"(?:not (?:yet )?awarded|no (?:award|suppliers?|bids?)|multiple (?:suppliers|providers|awards|contractors)|redacted|withheld"
    r"|confidential|undisclosed|(?:please )?see (?:the )?attach|as attached)\b.*|.*\bsee attached\b.*"
    r"|(?:various|several|multiple)(?: suppliers| providers| contractors)?|not (?:applicable|disclosed|stated|known|specified)"
    r"|unknown(?: supplier)?|to be confirmed|n/?a|tb[acd]|none|nil|suppliers?|[\W\d_]*",
    re.IGNORECASE,
)


def is_no_supplier(name: str) -> bool:
    """
    Tell whether words in a supplier's place name no supplier.

    Parameters
    ----------
    name
        The words.

    Returns
    -------
    is_none
        Whether they name none; a name that only begins like such words does name one.

    Examples
    --------
    >>> [is_no_supplier(name) for name in ("NOT AWARDED TO SUPPLIER", "Multiple suppliers - see attached", "Nilfisk Ltd")]
    [True, True, False]
    """
    return _NO_SUPPLIER.fullmatch(name) is not None
