"""The awards of a notice: one for each set of terms, with all the suppliers that share them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from citytools_analysis.sources.contracts_finder.fields import iso_day, money, squeezed
from citytools_analysis.sources.contracts_finder.suppliers import detailed_supplier, listed_suppliers

_TERMS = ("value", "startDate", "endDate", "awardedDate")


@dataclass(frozen=True)
class Award:
    """
    One award of a notice.

    Parameters
    ----------
    place
        Where it stands within the notice: a JSON pointer, blank for the notice itself.
    terms
        Date, value and period as an OCDS award has them; what is not told is not there.
    suppliers
        A party each.

    Examples
    --------
    >>> Award("/awards/0", {}, ()).place
    '/awards/0'
    """

    place: str
    terms: Mapping[str, Any]
    suppliers: Sequence[Mapping[str, Any]]


def awards_of(told: Mapping[str, Any], details: Sequence[tuple[int, Mapping[str, Any]]]) -> list[Award]:
    """
    Find the awards of a notice.

    Parameters
    ----------
    told
        The notice by the names of `fields`.
    details
        Award details of a full notice with their positions. Several name the suppliers of one award, as the service's
        documentation says, so those of the same value and dates are one.

    Returns
    -------
    awards
        Of a search result or a CSV row at most one: its period is that of the notice, which names no other.

    Examples
    --------
    >>> awards = awards_of({}, [(0, {"value": 9, "supplierName": "A"}), (1, {"value": 9, "supplierName": "B"})])
    >>> [(one.place, [party["name"] for party in one.suppliers]) for one in awards]
    [('/awards/0', ['A', 'B'])]
    >>> awards_of({"status": "Closed", "awarded_value": 0, "high": 40000}, [])
    []
    """
    if details:
        groups: dict[tuple[str, ...], list[tuple[int, Mapping[str, Any]]]] = {}
        for position, detail in details:
            groups.setdefault(tuple(str(detail.get(key)) for key in _TERMS), []).append((position, detail))
        return [_detailed(group) for group in groups.values()]
    suppliers, worth = listed_suppliers(told), money(told.get("awarded_value"))
    if not (squeezed(told.get("status")) == "awarded" or suppliers or worth or told.get("awarded_on")):
        return []
    start, end = (told.get(f"contract_{edge}") or told.get(edge) for edge in ("start", "end"))
    return [Award("", _terms(told.get("awarded_on"), worth, start, end), suppliers)]


def _detailed(group: Sequence[tuple[int, Mapping[str, Any]]]) -> Award:
    position, first = group[0]
    named = [_with_amount(detail) for _, detail in group]
    worth = money(first.get("value"))
    if not worth and len(group) == 1:
        worth = money(first.get("supplierAwardedValue"))
    terms = _terms(first.get("awardedDate"), worth, first.get("startDate"), first.get("endDate"))
    return Award(f"/awards/{position}", terms, [party for party in named if party])


def _with_amount(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Put what a supplier was awarded where the service's own OCDS 1.0 has it."""
    party, amount = detailed_supplier(detail), money(detail.get("supplierAwardedValue"))
    return party | ({"x_awardValue": amount} if party and amount else {})


def _terms(awarded_on: object, worth: Mapping[str, Any], start: object, end: object) -> dict[str, Any]:
    period = {"startDate": iso_day(start), "endDate": iso_day(end)}
    terms = {
        "date": iso_day(awarded_on),
        "value": worth,
        "contractPeriod": {key: day for key, day in period.items() if day},
    }
    return {key: value for key, value in terms.items() if value}
