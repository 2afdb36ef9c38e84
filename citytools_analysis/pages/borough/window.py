"""Who could join: the tile map of a borough's first page."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.maps import coverage_map, usage_map
from citytools_analysis.charts.tilemap import (
    HATCHED_TEAL,
    OUTLINED_TEAL,
    SOLID_GREY,
    SOLID_NAVY,
    SOLID_TEAL,
    tile_map,
)
from citytools_analysis.metrics import coverage
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.pages.borough.together import (
    BY_EXTENDING,
    IN_WINDOW,
    UNDATED,
    best_set,
    standing,
)
from citytools_analysis.register import Register
from citytools_analysis.style import date_text
from citytools_analysis.tables.words import number_word

_OWN, _OUTSIDE = "you", "outside it"
_WINDOW_WORDS = {
    IN_WINDOW: "in your window",
    BY_EXTENDING: "by extending",
    UNDATED: "if dated",
}
_WINDOW_LOOKS = {
    _OWN: SOLID_NAVY,
    "in your window": SOLID_TEAL,
    "by extending": HATCHED_TEAL,
    "if dated": OUTLINED_TEAL,
    _OUTSIDE: SOLID_GREY,
}
_FIRST = 6  # contracts a first page speaks of


def window_map(borough: Borough, *, width_mm: float = 66.0) -> Chart:
    """
    Draw who could join the most urgent purchase of a borough that others could join.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The map; where no purchase can be shared, who uses the borough's most urgent system, or else what is known
        of whom.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> window_map(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).title
    'Something is known of 0 of 33 boroughs'
    """
    found, borough_id = borough.found, borough.borough_id
    chosen = _widest(borough, _FIRST) or _widest(borough, len(borough.decisions))
    if chosen is None:
        return _instead(borough, width_mm)
    one = found.sets[found.sets["opportunity_id"] == chosen].iloc[0]
    others = standing(found, chosen, borough_id)
    n = int(others["standing"].isin([IN_WINDOW, BY_EXTENDING]).sum())
    start, end = (date_text(one[name], short=True) for name in ("window_start_date", "window_end_date"))
    window = f"on {start} only" if start == end else f"from {start} to {end}"
    return tile_map(
        _window_states(borough, others, str(one["function_code"])),
        borough.register.reference,
        title=f"{one['function']}: {number_word(n)} {'borough' if n == 1 else 'boroughs'} could join",
        looks=_WINDOW_LOOKS,
        note=f"A shared start could lie {window}.",
        width_mm=width_mm,
        table="The table of chances to buy together gives their dates.",
    )


def _widest(borough: Borough, first: int) -> str | None:
    """Choose, among the first contracts to act on, the opportunity with most boroughs; the sooner one on a tie."""
    found = borough.found
    keys = borough.decisions["contract_id"].head(first)
    sets = [best for key in keys if (best := best_set(found, key, borough.borough_id))]
    sizes = dict(zip(found.sets["opportunity_id"], found.sets["n_boroughs"], strict=True))
    return max(sets, key=lambda key: int(sizes[key]), default=None)


def _window_states(borough: Borough, others: pd.DataFrame, function_code: str) -> pd.DataFrame:
    uses = borough.all_uses[borough.all_uses["function_code"] == function_code]
    no_supplier = uses[uses["system_state"].isin(["in_house", "open_source", "none", "not_applicable"])]
    states = dict.fromkeys([*no_supplier["borough_id"], *_with_contract(borough.register, function_code)], _OUTSIDE)
    states |= dict(zip(others["borough_id"], others["standing"].map(_WINDOW_WORDS).fillna(_OUTSIDE), strict=True))
    states[borough.borough_id] = _OWN
    return pd.DataFrame({"borough_id": list(states), "state": list(states.values())})


def _with_contract(register: Register, function_code: str) -> list[str]:
    """List who has a contract for a function: a system known without one says nothing about when its user could join."""
    terms = contract_terms(register)
    served = parties(register)
    is_running = served["contract_id"].isin(terms.loc[terms["standing"] != "ended", "contract_id"])
    return served.loc[is_running & served["function_code"].eq(function_code), "borough_id"].tolist()


def _instead(borough: Borough, width_mm: float) -> Chart:
    uses, reference = borough.all_uses, borough.register.reference
    users = uses.groupby("system_id")["borough_id"].nunique()
    shared = users[users.index.isin(borough.uses["system_id"].dropna())].sort_values(ascending=False, kind="stable")
    wanted = [key for key in (*borough.decisions["system_id"].dropna(), *shared.index) if key in users.index]
    if wanted:
        return usage_map(uses, reference, system_id=str(wanted[0]), borough_id=borough.borough_id, width_mm=width_mm)
    return coverage_map(
        coverage.by_borough(borough.register), reference, borough_id=borough.borough_id, width_mm=width_mm
    )
