"""The top of the first workshop's pack: the finding, five figures, who is in the room, and what it rests on."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.tilemap import DASHED, HATCHED_TEAL, SOLID_TEAL, tile_map
from citytools_analysis.pages.workshop_use_cases.findings import map_finding, opening_finding
from citytools_analysis.pages.workshop_use_cases.room import MONTHS, Room
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.provenance import rests_on as sources_used

NAME = "Workshop 1: use cases"
_RETURNED, _SILENT, _OUTSIDE = "in the room, return held", "in the room, no return", "not in the room"
_LOOKS = {_RETURNED: SOLID_TEAL, _SILENT: HATCHED_TEAL, _OUTSIDE: DASHED}
_TABLES = ("intentions", "scores", "skills", "ratings", "challenges")


def title(room: Room) -> Fragment:
    """
    Open the pack of the first workshop with its finding.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> title(NOBODY).text.splitlines()[-1]
    '13 use cases wait to be scored; nothing is known yet of any borough.'
    """
    finding = opening_finding(
        len(room.register.reference.use_cases), n_boroughs=len(room.borough_ids), n_returned=len(room.answered)
    )
    return cover(room.register, name=NAME, finding=finding, report=NAME)


def key_figures(room: Room) -> Fragment:
    """
    Give the figures of the room, each with its coverage.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        Boroughs in the room; returns; contracts with a known end; those that end within three years; use cases scored.
        What is not known is `unknown`, never 0.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> key_figures(NOBODY).text.splitlines()[:3]
    ['boroughs in the room', '0', 'for all service areas']
    """
    contracts = room.contracts
    known = contracts[contracts["end_state"] == "known"]
    n_soon = len(ending(contracts, as_of=room.register.as_of, months=MONTHS))
    n_inside = len(room.borough_ids)
    return figures(
        Figure("boroughs in the room", str(n_inside), f"for {room.about}"),
        Figure("have sent a return", str(len(room.answered)), f"of {n_inside}"),
        Figure("contracts with a known end", str(len(known)) if len(contracts) else UNKNOWN,
               f"of {len(contracts)} known" if len(contracts) else "no contract is known"),
        Figure(f"end within {MONTHS} months", str(n_soon) if len(known) else UNKNOWN, f"of {count_text(len(known), 'known end')}"),
        _scored(room),
    )  # fmt: skip


def _scored(room: Room) -> Figure:
    label, n = "use cases scored", len(room.register.reference.use_cases)
    if room.register.info.edition == "public":
        return Figure(label, "withheld", "members' data")
    scores = room.register.scores
    own = scores[scores["borough_id"].isin(room.borough_ids)]
    return Figure(label, str(own["use_case_id"].nunique()), f"of {n}")


def map_of_room(room: Room, *, width_mm: float = 110.0) -> Chart | Fragment:
    """
    Draw who is in the room, and who of them has confirmed its data.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The map; a callout where nobody is in the room.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY, PAIR
    >>> map_of_room(NOBODY).text
    'No borough is in the room, so there is no map of it.'
    >>> map_of_room(PAIR).title
    'None of 2 boroughs in the room has sent a return'
    """
    if not room.borough_ids:
        return notice("No borough is in the room, so there is no map of it.")
    rows = room.register.boroughs[["borough_id"]]
    inside, returned = rows["borough_id"].isin(room.borough_ids), rows["borough_id"].isin(room.answered)
    state = inside.map({True: _SILENT, False: _OUTSIDE}).mask(inside & returned, _RETURNED)
    return tile_map(
        rows.assign(state=state), room.register.reference, looks=_LOOKS, width_mm=width_mm,
        title=map_finding(len(room.borough_ids), n_returned=len(room.answered)),
        note=f"Returns held on {date_text(room.register.as_of)}.", table="The table of who should be in the room names them.",
    )  # fmt: skip


def rests_on(room: Room) -> Fragment:
    """
    Say which sources the pack's rows come from.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        The register with its hash and edition, and one row a source; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> rests_on(NOBODY).text.splitlines()[-1]
    'No source says anything about this room.'
    """
    own = [room.uses["source_id"], room.contracts["source_id"]]
    for name in _TABLES:
        rows = room.register.table(name)
        own.append(rows.loc[rows["borough_id"].isin(room.borough_ids), "source_id"])
    return sources_used(room.register, pd.concat(own, ignore_index=True).dropna(), about="this room")
