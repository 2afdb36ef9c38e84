"""Who left a system or joined it, as far as both systems were reported."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import adoption
from citytools_analysis.pages.system.findings import moves_finding
from citytools_analysis.pages.system.subject import System
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack

_YEARS = 3
_COLUMNS = (
    Column("borough", "Borough", width=1.6),
    Column("direction", "What happened", width=1.2),
    Column("other", "Other system", width=2),
    Column("last_seen_date", "Old last seen", "date", width=1.2),
    Column("first_seen_date", "New first seen", "date", width=1.2),
)


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
        The finding, then one row a move, the latest first.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> moves(UNUSED).text[:60]
    'In the last 3 years no borough was seen to move to it or awa'
    """
    every = adoption.replacements(system.register)
    since = pd.Timestamp(system.register.as_of) - pd.DateOffset(years=_YEARS)
    recent = every[pd.to_datetime(every["first_seen_date"]) >= since]
    joined, left = (recent[recent[name] == system.name] for name in ("to_system", "from_system"))
    finding = moves_finding(joined["borough_id"].nunique(), left["borough_id"].nunique(), years=_YEARS)
    rows = pd.concat([
        joined.assign(direction="moved to it", other=joined["from_system"]),
        left.assign(direction="moved away", other=left["to_system"]),
    ])  # fmt: skip
    if rows.empty:
        return paragraph(finding)
    rows = rows.assign(borough=rows["borough_id"].map(system.names))
    rows = rows.sort_values(["first_seen_date", "borough_id"], ascending=[False, True], kind="stable")
    caption = f"{count_text(len(rows), 'move')} seen, the latest first"
    return stack(paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption))
