"""The wall sheet of a workshop: what ends when, with options, and room to write what each intends."""

from __future__ import annotations

import math

import pandas as pd

from citytools_analysis.charts.wall import wall_timeline
from citytools_analysis.pages.workshop_use_cases.findings import wall_finding
from citytools_analysis.pages.workshop_use_cases.room import MONTHS, Room
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.sheets import wall_sheet

MOST = 45  # three sheets; more do not fit on a wall that a group stands before
_ROWS, _TALL_MM = 15, 225.0  # the PDF prints no picture taller; fifteen rows leave two lines for a name
_NOTE = "Solid: committed. Hatched: options nobody has used. One row a borough and contract."
_OPEN = ("unknown", "withheld")


def wall(room: Room) -> Fragment:
    """
    Put on A3 sheets what ends within three years, what can still be decided first, then what has no known end.

    Parameters
    ----------
    room
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then at most three sheets of fifteen rows; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> wall(NOBODY).text
    'No contract of the boroughs in this room is known, so there is nothing to hang on the wall. Use the capture sheet.'
    """
    if room.decisions.empty:
        return notice(
            "No contract of the boroughs in this room is known, so there is nothing to hang on the wall. Use the capture sheet."
        )
    rows = wall_rows(room)
    if rows.empty:
        return notice(
            f"No contract here is known to end within {MONTHS} months, and none runs on without an end that is known."
        )
    shown = rows.head(MOST)
    n_unknown = int(room.contracts["end_state"].isin(_OPEN).sum())
    title = wall_finding(shown["contract_id"].nunique(), len(room.contracts), n_unknown=n_unknown)
    return stack(paragraph(f"{title}."), _sheets(shown, title, room))


def _sheets(rows: pd.DataFrame, title: str, room: Room) -> Fragment:
    n_sheets = math.ceil(len(rows) / _ROWS)
    size = math.ceil(len(rows) / n_sheets)
    named = [f"{title} ({number + 1} of {n_sheets})" if n_sheets > 1 else title for number in range(n_sheets)]
    drawn = [
        wall_timeline(
            rows.iloc[number * size : (number + 1) * size], as_of=room.register.as_of, title=words, note=_NOTE,
            label="place", height_mm=_TALL_MM,
        )
        for number, words in enumerate(named)
    ]  # fmt: skip
    return stack(*(wall_sheet(sheet) for sheets in drawn for sheet in sheets))


def wall_rows(room: Room) -> pd.DataFrame:
    """
    Choose the rows of the wall sheet.

    Parameters
    ----------
    room
        The workshop.

    Returns
    -------
    rows
        Contracts that end within three years: those whose day to act lies ahead, soonest first, then those whose day has
        passed; then rolling ones, then those with no known end. Their `place` is the borough, and what for where the room is
        about several functions.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_use_cases.examples import NOBODY
    >>> wall_rows(NOBODY).empty
    True
    """
    every = room.decisions
    today = pd.Timestamp(room.register.as_of)
    soon = ending(every, as_of=room.register.as_of, months=MONTHS)
    soon = soon.assign(is_late=soon["act_by_date"] < today).sort_values(
        ["is_late", "act_by_date", "end_date", "borough"], kind="stable"
    )
    rest = [
        every[every["end_state"].isin(states)].sort_values("borough", kind="stable") for states in (["rolling"], _OPEN)
    ]
    rows = pd.concat([soon, *rest], ignore_index=True)
    is_one = rows["function_code"].nunique() < 2
    places = [_place(row["borough"], row["function"], is_one=is_one) for row in rows.to_dict("records")]
    return rows.assign(place=pd.Series(places, index=rows.index, dtype="str"))


def _place(borough: str, function: object, *, is_one: bool) -> str:
    return borough if is_one or is_missing(function) else f"{borough}: {function}"
