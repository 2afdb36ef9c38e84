"""The tile maps of a report: who could join, who uses a system, about whom anything is known."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.tilemap import (
    DASHED,
    HATCHED_TEAL,
    OUTLINED_TEAL,
    SOLID_GREY,
    SOLID_NAVY,
    SOLID_TEAL,
    UNKNOWN_STATE,
    tile_map,
)
from citytools_analysis.metrics import coverage
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.reference import Reference
from citytools_analysis.register import Register
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.borough import Borough
from citytools_analysis.tables.together import (
    BY_EXTENDING,
    IN_WINDOW,
    UNDATED,
    best_set,
    standing,
)
from citytools_analysis.tables.words import number_word, sentence_start

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
_COVERAGE_LOOKS = {
    "return received": SOLID_TEAL,
    "public facts only": HATCHED_TEAL,
    "held for members": SOLID_GREY,
    "nothing known": DASHED,
}


def window_map(borough: Borough, *, width_mm: float = 66.0) -> Chart:
    """
    Draw who could join the most urgent purchase of a borough that others could join.

    Parameters
    ----------
    borough
        The borough, as `tables.about` gives it.
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
    >>> from citytools_analysis.tables.borough import about
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


def usage_map(
    in_use: pd.DataFrame, reference: Reference, *, system_id: str, borough_id: str = "", width_mm: float = 172.0
) -> Chart:
    """
    Draw who uses a system, and who is known to use another for the same function.

    Parameters
    ----------
    in_use
        As `adoption.in_use` gives: `borough_id`, `function_code`, `system_state`, `system_id`, `system`.
    reference
        For the tiles and the names.
    system_id
        The system.
    borough_id
        The reader's own borough, ringed.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The map; a borough whose system is not known is never shown as one that uses another.

    Examples
    --------
    >>> from citytools_analysis.charts.examples import IN_USE
    >>> from citytools_analysis.reference import load_reference
    >>> usage_map(IN_USE, load_reference(), system_id="fleetside-homes", borough_id="camden").title
    'Fleetside Homes: two boroughs are known to use it'
    """
    rows = in_use[in_use["system_id"] == system_id]
    users = rows["borough_id"].unique()
    told = in_use[in_use["function_code"].isin(rows["function_code"])]
    told = told[~told["system_state"].isin(["unknown", "withheld"]) & ~told["borough_id"].isin(users)]
    states = pd.DataFrame(
        {
            "borough_id": [*users, *told["borough_id"].unique()],
            "state": ["uses it"] * len(users) + ["uses another"] * told["borough_id"].nunique(),
        }
    )
    named = rows["system"].dropna()
    system = str(named.iloc[0]) if len(named) else system_id
    verb = "borough is" if len(users) == 1 else "boroughs are"
    title = f"{system}: {number_word(len(users))} {verb} known to use it"
    note = f"{count_text(len(states), 'borough')} known of {len(reference.tile_grid)}" + (
        "; you are ringed." if borough_id else "."
    )
    looks = {"uses it": SOLID_TEAL, "uses another": SOLID_GREY}
    return tile_map(
        states, reference, title=sentence_start(title), looks=looks, note=note, own=borough_id, width_mm=width_mm,
        table="The table of who else runs it names them.",
    )  # fmt: skip


def coverage_map(known: pd.DataFrame, reference: Reference, *, borough_id: str = "", width_mm: float = 172.0) -> Chart:
    """
    Draw what the register holds of each borough.

    Parameters
    ----------
    known
        As `coverage.by_borough` gives: `borough_id`, `status`, `n_systems`.
    reference
        For the tiles and the names.
    borough_id
        The reader's own borough, ringed.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The map.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> known = pd.DataFrame({"borough_id": ["camden"], "status": ["return received"]})
    >>> coverage_map(known, load_reference(), borough_id="camden").title
    'Something is known of 1 of 33 boroughs'
    """
    states = known[["borough_id", "status"]].rename(columns={"status": "state"})
    n_known = int((~states["state"].isin(["nothing known", UNKNOWN_STATE])).sum())
    return tile_map(
        states.assign(state=states["state"].where(states["state"].isin(list(_COVERAGE_LOOKS)), UNKNOWN_STATE)),
        reference,
        title=f"Something is known of {n_known} of {len(reference.tile_grid)} boroughs",
        looks=_COVERAGE_LOOKS,
        note="What the register holds of each" + ("; you are ringed." if borough_id else "."),
        own=borough_id,
        width_mm=width_mm,
        table="The table beside it names them.",
    )
