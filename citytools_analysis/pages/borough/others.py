"""Who else runs a borough's systems and when theirs end, and what its neighbours run."""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.metrics.adoption import NOT_PUBLISHED
from citytools_analysis.metrics.terms import STILL_USED
from citytools_analysis.pages.borough.findings import peers_finding
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, Html, classed, escape, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, end_text, joined, later_text, system_of

_PEERS = (
    Column("what", "System", width=2.2),
    Column("function", "Function", width=2.2),
    Column("n", "Others", "number", width=1),
    Column("whom", "Who, and when theirs ends", width=6),
)
_NEIGHBOURS = (
    Column("function", "Function", width=3),
    Column("n", "Known", "number", width=0.9),
    Column("whom", "What the neighbours run", width=6),
)

_NAMED = 6  # boroughs a row; those that end first


def peers(frame: pd.DataFrame) -> Fragment:
    """
    Show who else runs each system of a borough, and when their contracts end.

    Parameters
    ----------
    frame
        As `adoption.peers` gives.

    Returns
    -------
    fragment
        The finding and one row a system and function, those with most users first; or a callout.

    Examples
    --------
    >>> frame = pd.DataFrame({"function_code": ["PLN01"], "function": ["Planning"], "system_id": ["m"], "system": ["Mapleway"],
    ...     "peer_borough_id": ["brent"], "peer_borough": ["Brent"], "peer_end_date": pd.to_datetime(["2027-07-31"]),
    ...     "peer_latest_end_date": pd.to_datetime(["2029-07-31"]), "peer_end_state": ["known"]})
    >>> print(peers(frame).text.splitlines()[-2])
    Mapleway Planning 1 Brent 31 Jul 27, latest 31 Jul 29
    """
    if frame.empty:
        return notice("No other borough is known to run the same systems. That is what is known, not what is so.")
    groups = frame.groupby(["system_id", "function_code"], sort=False)
    rows: list[dict[str, Any]] = [
        {
            "what": group["system"].iloc[0],
            "function": group["function"].iloc[0],
            "n": group["peer_borough_id"].nunique(),
            "whom": _peers(group),
        }
        for _, group in groups
    ]
    table = sorted(rows, key=lambda row: (-row["n"], str(row["what"]), str(row["function"])))
    caption = f"Other boroughs known to run the same systems: {count_text(len(table), 'system and function', 'systems and functions')}"
    is_cut = "peer_end_note" in frame and frame["peer_end_note"].eq(NOT_PUBLISHED).any()
    note = (
        "The first date is the committed end, the latest is with every option used. A borough not named may run it too."
        + (" Not published: the borough has answered, and no contract for it stands in this edition." if is_cut else "")
    )
    return stack(paragraph(peers_finding(frame)), from_frame(table, columns=_PEERS, caption=caption, note=note))


def _peers(group: pd.DataFrame) -> Html:
    named = [_peer(row) for row in group.head(_NAMED).to_dict("records")]
    rest = len(group) - len(named)
    return Html("; ".join([*named, *([escape(f"and {rest} more")] if rest else [])]))


def _peer(row: Row) -> Html:
    end, latest = end_text(row, prefix="peer_", short=True), later_text(row, prefix="peer_", short=True)
    name = f"<strong>{escape(row['peer_borough'])}</strong>"
    note = row.get("peer_end_note")
    if end == "unknown":
        why = "end not published" if note == NOT_PUBLISHED else "end unknown"
        return Html(f"{name} {classed(why, 'ct-unknown')}")
    later = f", latest {escape(latest)}" if latest not in {"unknown", "no fixed end", end} else ""
    expired = f", {classed('expired, in use', 'ct-overdue')}" if note == STILL_USED else ""
    return Html(f"{name} {escape(end)}{later}{expired}")


def neighbours(borough: Borough, *, limit: int = 12) -> Fragment:
    """
    Show what the boroughs that touch a borough run, core functions first.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.
    limit
        At most so many functions.

    Returns
    -------
    fragment
        One row a function known of a neighbour, those known of most neighbours first; or a callout.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> neighbours(about(register, "camden")).text
    'Nothing is known yet of what the neighbours of Camden run.'
    """
    register, uses = borough.register, borough.all_uses
    near = neighbour_ids(borough)
    known = uses[uses["borough_id"].isin(near) & ~uses["system_state"].isin(["unknown", "withheld", "not_applicable"])]
    if known.empty:
        return notice(f"Nothing is known yet of what the neighbours of {borough.name} run.")
    codes = known.groupby("function_code")["borough_id"].nunique().rename("n").reset_index()
    codes = codes.merge(register.functions[["function_code", "function", "criticality"]], on="function_code")
    codes = codes.sort_values(["n", "criticality", "function_code"], ascending=[False, True, True]).head(limit)
    rows = [
        {**row, "whom": _by_system(known[known["function_code"] == row["function_code"]])}
        for row in codes.to_dict("records")
    ]
    caption = f"What the {count_text(len(near), 'neighbour')} of {borough.name} run: {len(rows)} of {known['function_code'].nunique()} functions known"
    return from_frame(rows, columns=_NEIGHBOURS, caption=caption)


def neighbour_ids(borough: Borough) -> list[str]:
    """
    Name the boroughs that touch a borough, by land or across the river.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    borough_ids
        From the tile grid's neighbours.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> neighbour_ids(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "enfield"))
    ['barnet', 'haringey', 'waltham-forest']
    """
    grid = borough.register.reference.tile_grid.set_index("borough_id")
    found = [grid[name].get(borough.borough_id) for name in ("land_neighbours", "river_neighbours")]
    return [key for names in found if isinstance(names, str) for key in names.split("|") if key]


def _by_system(rows: pd.DataFrame) -> Html:
    named = rows.assign(what=[system_of(row) for row in rows.to_dict("records")])
    parts = [
        f"<strong>{escape(what)}</strong> in {escape(joined(sorted(group['borough'].unique()), most=3))}"
        for what, group in named.groupby("what", sort=True)
    ]
    return Html("; ".join(parts))
