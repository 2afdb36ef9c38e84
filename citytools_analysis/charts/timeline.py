"""
What ends when: one bar a contract, from what is committed to what an option could add, with the day to act by.

Solid is committed, hatched is an option nobody has used yet, the triangle is the last day to act and still finish
before the committed end. A contract with no known end cannot be placed; it is counted beside the picture instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import day_of, fitted, house_style, printable, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.marks import THICKNESS, Scale, draw_act_by, draw_key, draw_term
from citytools_analysis.charts.told import columns_of
from citytools_analysis.charts.wrap import wrapped
from citytools_analysis.charts.years import draw_today, draw_years, time_scale
from citytools_analysis.style import GREY, INK, count_text, date_text
from citytools_analysis.tables.findings import timeline_finding
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.layout import bullets, notice
from citytools_analysis.tables.words import Row, end_text, joined, later_text, system_of, value_of

_ROW, _TOP, _FOOT, _KEY = 7.8, 5.0, 5.5, 5.0  # millimetres
_COLUMNS = (
    "function", "system", "title", "start_date", "end_state", "end_date", "latest_end_date", "act_by_date",
    "notice_months",
)  # fmt: skip


def renewal_timeline(
    decisions: pd.DataFrame, *, as_of: date, limit: int = 12, width_mm: float = 172.0
) -> Chart | Fragment:
    """
    Draw when contracts end, what options could add, and the day to act by.

    Parameters
    ----------
    decisions
        One row a contract, as `renewals.decisions` gives: `function`, `system`, `title`, `start_date`, `end_state`,
        `end_date`, `latest_end_date`, `act_by_date`, `notice_months`.
    as_of
        Today, for the line.
    limit
        At most so many contracts, those to act on soonest.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The timeline with its alt text, or a callout where no end is known.

    Examples
    --------
    >>> from citytools_analysis.charts.examples import DECISIONS
    >>> renewal_timeline(DECISIONS, as_of=date(2026, 11, 23)).title
    'One decision date has passed; the next is 31 Dec 2026'
    """
    placed = decisions[decisions["end_state"].isin(["known", "rolling"])]
    shown = placed.sort_values("act_by_date", na_position="last", kind="stable").head(limit)
    if shown.empty:
        return _nothing_to_place(len(decisions))
    rows = shown.to_dict("records")
    bottom = _TOP + _ROW * len(rows)
    with house_style():
        figure, axes = sheet(width_mm, bottom + _FOOT + _KEY)
        scale = _scale(rows, as_of, width_mm)
        draw_years(axes, scale, top=_TOP, bottom=bottom)
        marks = set[str]().union(*(_draw_row(axes, scale, row, n, as_of) for n, row in enumerate(rows)))
        draw_today(axes, scale, as_of, top=_TOP, bottom=bottom)
        draw_key(axes, marks, y=bottom + _FOOT + _KEY / 2)
    coverage = _coverage(len(rows), len(placed), len(decisions))
    alt = _alt(rows, as_of, coverage)
    return Chart(
        figure,
        alt,
        timeline_finding(placed, as_of=as_of),
        f"{coverage} As of {date_text(as_of)}.",
        data=columns_of(shown, *_COLUMNS),
    )


def _nothing_to_place(n: int) -> Fragment:
    none = "The one contract has no" if n == 1 else f"None of {n} contracts has a"
    known = f"{none} known end to plan by" if n else "No contract is known"
    return notice(
        f"{known}, so nothing can be placed in time. An end date for each contract would show here:",
        bullets(
            [
                "what is committed, and what an option could add",
                "the last day to decide and still have time to buy and move",
                "what is late already",
                "which other boroughs end in the same window",
            ]
        ),
    )


def _scale(rows: Sequence[Row], as_of: date, width_mm: float) -> Scale:
    labels = max(width_of(fitted(text, width_mm)) for row in rows for text in _label(row))
    return time_scale(rows, as_of, left=min(width_mm * 0.46, labels + 2.5), right=width_mm - 3)


def _label(row: Row) -> tuple[str, str]:
    return value_of(row, "function", "title"), system_of(row)


def _name_lines(row: Row, room: float) -> tuple[str, str]:
    """Give the function and the system a line each; a function too long for one goes on in the line of the system."""
    function, system = _label(row)
    if width_of(printable(function)) <= room:
        return printable(function), fitted(system, room)
    first, second = (*wrapped(f"{function} \N{MIDDLE DOT} {system}", room), "")[:2]
    return first, second


def _draw_row(axes: Axes, scale: Scale, row: Row, position: int, as_of: date) -> set[str]:
    top, room = _TOP + _ROW * position, scale.left - 2.5
    for offset, text, colour in zip((2.1, 5.3), _name_lines(row, room), (INK, GREY), strict=True):
        write(axes, 0, top + offset, text, color=colour)
    upper = top + (_ROW - THICKNESS) / 2
    marks = draw_term(axes, scale, row, top=upper, as_of=as_of)
    drawn = [day for name in ("end_date", "latest_end_date") if (day := day_of(row[name]))]
    clear = max(scale(max([as_of, *drawn])), scale.left) + 0.5
    return marks | draw_act_by(axes, scale, day_of(row["act_by_date"]), top=upper, clear=clear)


def _coverage(n_shown: int, n_placed: int, n: int) -> str:
    every = f"{n_shown} of {n_placed}" if n_shown < n_placed else f"All {n_placed}" if n_placed > 1 else "The one"
    unknown = n - n_placed
    rest = f"; {unknown} more cannot be placed" if unknown else ""
    return f"{every} with a known end or rolling{rest}."


def _alt(rows: Sequence[Row], as_of: date, coverage: str) -> str:
    ends = {day: end_text(row) for row in rows if (day := day_of(row["end_date"]))}
    first, last = (ends[pick(ends)] for pick in (min, max)) if ends else ("", "")
    span = f"Committed ends run from {first} to {last}. " if first != last else f"The committed end is {first}. "
    span = span if ends else ""
    soonest = joined([_in_words(row) for row in rows[:3]])
    return (
        f"Timeline of {count_text(len(rows), 'contract')} as of {date_text(as_of)}. {coverage} {span}"
        f"Soonest to act on: {soonest}. The table of contracts gives every date."
    )


def _in_words(row: Row) -> str:
    act_by = day_of(row["act_by_date"])
    when = f"act by {date_text(act_by)}" if act_by else "no day to act by is known"
    later = (
        "" if later_text(row) in {"unknown", "no fixed end", end_text(row)} else f", at the latest {later_text(row)}"
    )
    return f"{value_of(row, 'function', 'title')}, {system_of(row)} ({when}; ends {end_text(row)}{later})"
