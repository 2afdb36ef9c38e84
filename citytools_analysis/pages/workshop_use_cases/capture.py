"""The capture sheet on paper: what each borough intends, from when, and what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.metrics.held import is_held, why_held
from citytools_analysis.pages.workshop_use_cases.room import MONTHS, Room
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment, Html, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import Row, end_text

MOST = 40
INTENT_WORDS = {
    "alone": "alone",
    "share_market_engagement": "share market engagement",
    "shared_specification": "shared specification",
    "joint_contract": "joint contract",
    "undecided": "undecided",
}
BLANK = Html("&nbsp;<br>&nbsp;")
_COLUMNS = (
    Column("borough", "Borough", width=1.4),
    Column("function", "For what", width=2, missing="function unknown"),
    Column("ends", "Ends", width=1.15),
    Column("said", "Said before", width=1.5, missing="not said"),
    Column("intent", "Intent, 1 to 5", width=0.95),
    Column("start", "Earliest start", width=1.1),
    Column("blocker", "What stands in the way", width=1.7),
)
_KEY = (
    "1 alone; 2 share market engagement; 3 shared specification; 4 joint contract; 5 undecided. Earliest start is a month "
    "and a year. What stands in the way: budget, capacity, contract term, political, supplier, technical or none. An "
    "intention is no commitment."
)
_BACK = (
    "Type the answers into the capture workbook that goes with this pack, one row a line here, and give it to whoever "
    "keeps the register: citytools add puts it in, and the joint procurement report shows it the next day."
)


def capture_sheet(room: Room) -> Fragment:
    """
    Print the sheet on which the room writes what each borough intends.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a borough and function with a contract that ends within three years, soonest first, then blank rows.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> capture_sheet(NOBODY).text.splitlines()[1]
    'No contract that ends within 36 months is known here; the rows are for what the room knows.'
    """
    due = _due(room)
    shown = _fair(due)
    rows = [_row(row, room) for row in shown.to_dict("records")]
    blank = dict.fromkeys([column.name for column in _COLUMNS], BLANK) | {"borough": "Borough:"}
    blanks: list[Row] = [blank] * (3 if rows else 8)
    said = (
        f"Lines to fill: {len(rows)} of {len(due)}, one a borough and function with a contract that ends within {MONTHS} "
        "months, the next of each borough first; the blank rows are for the others."
        if rows
        else f"No contract that ends within {MONTHS} months is known here; the rows are for what the room knows."
    )
    held = (
        f" What was said before is withheld: {why_held(room.register)}." if is_held(room.register, "intentions") else ""
    )
    table = from_frame([*rows, *blanks], columns=_COLUMNS, caption="What we intend", note=_KEY)
    return stack(paragraph(strong("On paper, in the room.")), paragraph(said + held), table, paragraph(_BACK))


def _due(room: Room) -> pd.DataFrame:
    soon = ending(room.decisions, as_of=room.register.as_of, months=MONTHS)
    soon = soon.sort_values(["end_date", "borough"], kind="stable")
    return soon.drop_duplicates(["borough_id", "function_code"])


def _fair(due: pd.DataFrame) -> pd.DataFrame:
    """Keep the next of each borough, then the second of each, as far as the sheet goes; in the order of their ends."""
    turn = due.groupby("borough_id").cumcount()
    chosen = due.assign(turn=turn).sort_values(["turn", "end_date"], kind="stable").head(MOST)
    return chosen.sort_values(["borough", "end_date"], kind="stable")


def _row(row: Row, room: Room) -> Row:
    said = said_before(room)
    words = said.get((str(row["borough_id"]), str(row["function_code"])))
    return {**row, "ends": end_text(row, short=True), "said": words, "intent": BLANK, "start": BLANK, "blocker": BLANK}


def said_before(room: Room) -> dict[tuple[str, str], str]:
    """
    Give what boroughs have said they intend.

    Parameters
    ----------
    room
        The workshop.

    Returns
    -------
    said
        By borough and function, in words.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> said_before(NOBODY)
    {}
    """
    rows: Sequence[Row] = room.register.intentions.to_dict("records")
    return {
        (str(row["borough_id"]), str(row["function_code"])): INTENT_WORDS.get(str(row["intention"]), "unknown")
        for row in rows
    }
