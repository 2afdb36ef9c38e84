"""Two tile maps any report may show: who uses a system, and about whom anything is known."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.tilemap import DASHED, HATCHED_TEAL, SOLID_GREY, SOLID_TEAL, UNKNOWN_STATE, tile_map
from citytools_analysis.reference import Reference
from citytools_analysis.style import count_text
from citytools_analysis.tables.words import number_word, sentence_start

_COVERAGE_LOOKS = {
    "return received": SOLID_TEAL,
    "public facts only": HATCHED_TEAL,
    "held for members": SOLID_GREY,
    "nothing known": DASHED,
}


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
