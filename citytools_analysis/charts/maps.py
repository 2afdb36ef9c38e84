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
from citytools_analysis.reference import Reference
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import is_missing
from citytools_analysis.tables.together import BY_EXTENDING, IN_WINDOW, LATE, OTHER_WINDOW, UNDATED, Found, best_set, standing
from citytools_analysis.tables.words import number_word, sentence_start

_OWN = "you"
_WINDOW_WORDS = {
    IN_WINDOW: "in your window",
    BY_EXTENDING: "could join by extending",
    UNDATED: "would join if dated",
    LATE: "another time",
    OTHER_WINDOW: "another time",
}
_WINDOW_LOOKS = {
    _OWN: SOLID_NAVY,
    "in your window": SOLID_TEAL,
    "could join by extending": HATCHED_TEAL,
    "would join if dated": OUTLINED_TEAL,
    "another time": SOLID_GREY,
}
_COVERAGE_LOOKS = {
    "return received": SOLID_TEAL,
    "public facts only": HATCHED_TEAL,
    "held for members": SOLID_GREY,
    "nothing known": DASHED,
}


def window_map(
    found: Found,
    decisions: pd.DataFrame,
    in_use: pd.DataFrame,
    reference: Reference,
    *,
    borough_id: str,
    width_mm: float = 66.0,
) -> Chart:
    """
    Draw who could join the most urgent purchase of a borough that others could join.

    Parameters
    ----------
    found
        All opportunities, as `opportunities.find` gives.
    decisions
        The borough's contracts, soonest to act on first: `contract_id`, `system_id`.
    in_use
        All systems in use, as `adoption.in_use` gives.
    reference
        For the tiles and the names.
    borough_id
        The borough.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The map; where no purchase can be shared, who uses the borough's most urgent system, or else what is known
        of whom.

    Examples
    --------
    >>> from citytools_analysis.charts.examples import DECISIONS, IN_USE
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.tables.examples import FOUND
    >>> window_map(FOUND, DECISIONS, IN_USE, load_reference(), borough_id="camden").title
    'Housing management: two boroughs could join'
    """
    chosen = next((best for key in decisions["contract_id"] if (best := best_set(found, key, borough_id))), None)
    if chosen is None:
        return _instead(decisions, in_use, reference, borough_id, width_mm)
    others = standing(found, chosen, borough_id)
    states = others.assign(state=others["standing"].map(_WINDOW_WORDS))[["borough_id", "state"]]
    states = pd.concat([states, pd.DataFrame({"borough_id": [borough_id], "state": [_OWN]})], ignore_index=True)
    one = found.sets[found.sets["opportunity_id"] == chosen].iloc[0]
    n = int(others["standing"].isin([IN_WINDOW, BY_EXTENDING]).sum())
    note = f"Start between {date_text(one['window_start_date'])} and {date_text(one['window_end_date'])}."
    title = f"{one['function']}: {number_word(n)} {'borough' if n == 1 else 'boroughs'} could join"
    table = "The table of chances to buy together gives their dates."
    return tile_map(states, reference, title=title, looks=_WINDOW_LOOKS, note=note, width_mm=width_mm, table=table)


def _instead(
    decisions: pd.DataFrame, in_use: pd.DataFrame, reference: Reference, borough_id: str, width_mm: float
) -> Chart:
    mine = in_use.loc[in_use["borough_id"] == borough_id, "system_id"].dropna()
    urgent = decisions["system_id"].dropna() if "system_id" in decisions else decisions["contract_id"].head(0)
    users = in_use.groupby("system_id")["borough_id"].nunique()
    by_users = mine.drop_duplicates().sort_values(key=lambda ids: -ids.map(users).fillna(0), kind="stable")
    wanted = [*urgent, *by_users]
    if wanted:
        return usage_map(in_use, reference, system_id=str(wanted[0]), borough_id=borough_id, width_mm=width_mm)
    known = in_use.groupby("borough_id").size()
    status = pd.DataFrame({"borough_id": known.index, "state": "something known"})
    return tile_map(
        status,
        reference,
        title=f"Something is known of {len(known)} of {len(reference.tile_grid)} boroughs",
        looks={"something known": SOLID_TEAL, UNKNOWN_STATE: DASHED},
        note="You are ringed.",
        own=borough_id,
        width_mm=width_mm,
        table="The table of neighbours says what they run.",
    )


def usage_map(
    in_use: pd.DataFrame, reference: Reference, *, system_id: str, borough_id: str = "", width_mm: float = 168.0
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
    note = f"{count_text(len(states), 'borough')} known of {len(reference.tile_grid)}" + ("; you are ringed." if borough_id else ".")
    looks = {"uses it": SOLID_TEAL, "uses another": SOLID_GREY}
    return tile_map(
        states, reference, title=sentence_start(title), looks=looks, note=note, own=borough_id, width_mm=width_mm,
        table="The table of who else runs it names them.",
    )  # fmt: skip


def coverage_map(
    coverage: pd.DataFrame, reference: Reference, *, borough_id: str = "", width_mm: float = 168.0
) -> Chart:
    """
    Draw what the register holds of each borough.

    Parameters
    ----------
    coverage
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
    >>> coverage = pd.DataFrame({"borough_id": ["camden"], "status": ["return received"]})
    >>> coverage_map(coverage, load_reference(), borough_id="camden").title
    'Something is known of 1 of 33 boroughs'
    """
    states = coverage[["borough_id", "status"]].rename(columns={"status": "state"})
    known = states[~states["state"].isin(["nothing known", UNKNOWN_STATE]) & ~states["state"].map(is_missing)]
    return tile_map(
        states.assign(state=states["state"].where(states["state"].isin(list(_COVERAGE_LOOKS)), UNKNOWN_STATE)),
        reference,
        title=f"Something is known of {len(known)} of {len(reference.tile_grid)} boroughs",
        looks=_COVERAGE_LOOKS,
        note="What the register holds of each" + ("; you are ringed." if borough_id else "."),
        own=borough_id,
        width_mm=width_mm,
        table="The table beside it names them.",
    )
