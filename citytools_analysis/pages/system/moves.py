"""Who left a system or joined it, as far as both systems were reported, and where to ask them how it went."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics import adoption
from citytools_analysis.metrics.held import is_held
from citytools_analysis.pages.system.findings import moves_finding
from citytools_analysis.pages.system.subject import System
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import Row

_YEARS = 3
_COLUMNS = (
    Column("borough", "Borough", width=1.4),
    Column("direction", "What happened", width=1),
    Column("other", "Other system", width=1.6),
    Column("ended", "Old until", width=1.2),
    Column("began", "New since", width=1.2),
)
_MAILBOX = Column("mailbox", "Write to", width=1.6, missing="no mailbox given")


def recent_moves(system: System) -> pd.DataFrame:
    """
    List the moves to a system and away from it that were seen in the last three years.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    moves
        The columns of `adoption.replacements` and `direction` (`moved to it` or `moved away`), `other` (the other
        system) and `borough`, the latest first. A move begun earlier than that is none, whenever it was seen.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> len(recent_moves(UNUSED))
    0
    """
    every = adoption.replacements(system.register)
    since = pd.Timestamp(system.register.as_of) - pd.DateOffset(years=_YEARS)
    day = every["began_date"].fillna(every["first_seen_date"])
    recent = every.assign(day=day)[day >= since]
    joined, left = (recent[recent[name] == system.name] for name in ("to_system", "from_system"))
    rows = pd.concat([
        joined.assign(direction="moved to it", other=joined["from_system"]),
        left.assign(direction="moved away", other=left["to_system"]),
    ])  # fmt: skip
    rows = rows.assign(borough=rows["borough_id"].map(system.names))
    return rows.sort_values(["day", "borough_id"], ascending=[False, True], kind="stable")


def moves(system: System) -> Fragment:
    """
    List the boroughs seen to leave a system or join it in the last three years: those who can tell how it went.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a move, the latest first; for members with the role mailbox to write to.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> moves(UNUSED).text[:60]
    'In the last 3 years no borough was seen to move to it or awa'
    """
    rows = recent_moves(system)
    n_joined, n_left = (
        rows.loc[rows["direction"] == way, "borough_id"].nunique() for way in ("moved to it", "moved away")
    )
    finding = paragraph(moves_finding(n_joined, n_left, years=_YEARS))
    if rows.empty:
        return finding
    mailboxes = system.register.contacts.drop_duplicates("borough_id").set_index("borough_id")["mailbox"]
    rows = rows.assign(mailbox=rows["borough_id"].map(mailboxes))
    told = [_told(row) for row in rows.to_dict("records")]
    columns = _COLUMNS if is_held(system.register, "contacts") else (*_COLUMNS, _MAILBOX)
    caption = f"{count_text(len(rows), 'move')} seen, the latest first"
    return stack(finding, from_frame(told, columns=columns, caption=caption))


def _told(row: Row) -> Row:
    ended = _day(row, "ended_date", seen="last_seen_date", words="last seen")
    return {**row, "ended": ended, "began": _day(row, "began_date", seen="first_seen_date", words="seen by")}


def _day(row: Row, name: str, *, seen: str, words: str) -> str:
    """Write the day that was told, or the day of the sighting as what it is."""
    day: date | None = row[name]
    if is_missing(day):
        return f"{words} {date_text(row[seen], short=True)}"
    precision = row[f"{name}_precision"]
    return date_text(day, precision="day" if is_missing(precision) else str(precision))
