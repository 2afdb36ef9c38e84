"""Between which figures an assumption can lie at all, by its unit: no chance above 1, no time that is not above 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class _Range:
    least: float
    most: float
    words: str
    is_above: bool = False  # the least itself is none: it would divide by zero, or be no time and nobody at all


_SHARE = _Range(0, 1, "from 0 to 1")
_ABOVE = _Range(0, inf, "above 0", is_above=True)
_NOT_BELOW = _Range(0, inf, "0 or more")
_BY_UNIT = {
    "authorities": _ABOVE,
    "boroughs": _ABOVE,
    "days": _ABOVE,
    "per year": _SHARE,
    "pounds a day": _NOT_BELOW,
    "pounds a decision-maker": _NOT_BELOW,
    "pounds a procurement": _NOT_BELOW,
    "pounds a year": _NOT_BELOW,
    "pounds an hour": _NOT_BELOW,
    "opportunities": _ABOVE,
    "probability": _SHARE,
    "ratio": _ABOVE,
    "residents": _ABOVE,
    "share of cost": _NOT_BELOW,
    "share of the committed value left": _SHARE,
    "share of the value extended": _NOT_BELOW,
    "share of yearly value": _Range(-1, 1, "from -1 to 1"),
    "sponsors": _NOT_BELOW,
    "years": _ABOVE,
}
_BY_ID = {"influenced_annual_value": _ABOVE, "london_technology_spend": _ABOVE}  # what sums are held against


def out_of_range(assumption_id: str, unit: str, figures: Sequence[float]) -> str:
    """
    Say between which figures an assumption can lie, if one of those given cannot be.

    Parameters
    ----------
    assumption_id, unit
        The assumption, as in `data/reference/assumptions.csv`.
    figures
        What was given.

    Returns
    -------
    words
        Such as `from 0 to 1`; nothing where every figure can be, or the unit has no limits.

    Examples
    --------
    >>> out_of_range("go_ahead_chance", "probability", [0.1, 0.5, 7.0])
    'from 0 to 1'
    >>> out_of_range("net_benefit_commodity", "pounds over the contract", [-5.0])
    ''
    """
    allowed = _BY_ID.get(assumption_id) or _BY_UNIT.get(unit)
    if allowed is None:
        return ""
    is_in = (
        allowed.least <= one <= allowed.most and not (allowed.is_above and one == allowed.least) for one in figures
    )
    return "" if all(is_in) else allowed.words
