"""Who should be in the room: three roles a borough, what each has confirmed, and what it still lacks."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.workshop_use_cases.findings import room_finding
from citytools_analysis.pages.workshop_use_cases.room import MONTHS, Room
from citytools_analysis.style import count_text
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import joined

_COLUMNS = (
    Column("borough", "Borough", width=1.7),
    Column("why", f"Its contracts that end within {MONTHS} months", width=1.7),
    Column("act_by_date", "Next day to act", "short_date", width=1.1, missing="none known"),
    Column("returned", "Return, true up to", "short_date", width=1.1, missing="no return"),
    Column("lacks", "Missing before the day", width=2.8),
    Column("digital", "Head of digital (CIO)", width=1, missing=" "),
    Column("service", "Service lead", width=1, missing=" "),
    Column("procurement", "Procurement", width=1, missing=" "),
)
_NOTE = (
    "Write a name in each of the last three columns. A borough without a return is known from published facts alone; "
    "its contracts may be more than these."
)


def attendees(room: Room) -> Fragment:
    """
    List who should be in the room, and what each borough has confirmed and still lacks.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a borough, with three roles to fill in, and where to write to; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> attendees(NOBODY).text
    'Nothing is known of any borough for all service areas, so nobody can be named to invite. Name the boroughs, or add a return.'
    """
    if not room.borough_ids:
        return notice(
            f"Nothing is known of any borough for {room.about}, so nobody can be named to invite. "
            "Name the boroughs, or add a return."
        )
    rows = pd.DataFrame([_row(room, borough_id) for borough_id in room.borough_ids])
    caption = f"{count_text(len(rows), 'borough')} to invite, three roles each"
    finding = room_finding(len(rows), n_returned=len(room.answered), about=room.about)
    table = from_frame(rows, columns=_COLUMNS, caption=caption, note=f"{_NOTE} {_mailboxes(room)}")
    return stack(paragraph(finding), table)


def _row(room: Room, borough_id: str) -> dict[str, object]:
    own = room.decisions[room.decisions["borough_id"] == borough_id]
    ahead = own.loc[own["act_by_date"] >= pd.Timestamp(room.register.as_of), "act_by_date"]
    n_soon = len(ending(own, as_of=room.register.as_of, months=MONTHS))
    return {
        "borough": room.names[borough_id],
        "why": f"{n_soon} of {len(own)}" if len(own) else "no contract known",
        "act_by_date": ahead.min(),
        "returned": _returned(room, borough_id),
        "lacks": "; ".join(lacking(room, borough_id)) or "nothing we asked for",
    }


def _returned(room: Room, borough_id: str) -> pd.Timestamp:
    sources = room.register.sources
    own = sources[sources["source_kind"].eq("return") & sources["borough_id"].eq(borough_id)]
    return pd.to_datetime(own["confirmed_date"]).max()


def lacking(room: Room, borough_id: str) -> list[str]:
    """
    Say what a borough should bring before the workshop.

    Parameters
    ----------
    room
        The workshop.
    borough_id
        The borough.

    Returns
    -------
    missing
        A few words each: systems, ends, intentions, ratings.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import PAIR
    >>> lacking(PAIR, "brent")
    ['what it runs', 'its contracts', 'what it intends', 'its ratings']
    """
    register = room.register
    own = room.decisions[room.decisions["borough_id"] == borough_id]
    uses = room.uses[room.uses["borough_id"].eq(borough_id) & ~room.uses["system_state"].isin(["unknown", "withheld"])]
    n_open = int((~own["end_state"].isin(["known", "rolling", "not_applicable"])).sum())
    said = register.intentions
    said = said[said["borough_id"].eq(borough_id) & said["function_code"].isin(room.functions["function_code"])]
    is_rated = register.ratings["borough_id"].eq(borough_id) & register.ratings["system_id"].isin(uses["system_id"])
    found = [
        "what it runs" if uses.empty else "",
        "its contracts" if own.empty else f"{n_open} of {count_text(len(own), 'end')}" if n_open else "",
        "what it intends" if said.empty else "",
        "its ratings" if not is_rated.any() else "",
    ]
    return [words for words in found if words]


def _mailboxes(room: Room) -> str:
    contacts = room.register.contacts
    known = {row["borough_id"]: row["mailbox"] for row in contacts.to_dict("records") if not is_missing(row["mailbox"])}
    written = [str(known[key]) for key in room.borough_ids if key in known]
    rest = [name for key, name in room.names.items() if key not in known]
    if not written:
        return "No role mailbox is held of any of them."
    more = f" No role mailbox is held of {joined(rest, most=40)}." if rest else ""
    return f"Write to: {'; '.join(written)}.{more}"
