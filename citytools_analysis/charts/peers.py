"""When each borough's contract ends, beside the window they could share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import bar, day_of, fitted, house_style, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.marks import THICKNESS, Scale, draw_act_by, draw_key, draw_term
from citytools_analysis.charts.rows import RowLayout, draw_label, laid_out
from citytools_analysis.charts.told import columns_of, left_out, names_of, nothing_to_draw, spoken
from citytools_analysis.charts.wrap import wrapped
from citytools_analysis.charts.years import draw_today, draw_years, time_scale
from citytools_analysis.style import DARK_ORANGE, GREY, count_text, date_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import Row, end_text, later_text, value_of

_BAND = "#E3E9EF"
_TOP, _BAND_TOP, _YEARS_MM, _KEY_MM, _LINE_MM, _UNPLACED_LINES = 5.0, 9.2, 5.5, 5.0, 3.6, 4
_MEND = "An end date for each contract would place it here."
_DATES = ("start_date", "end_state", "end_date", "latest_end_date", "act_by_date", "notice_months")


def peer_timeline(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    as_of: date,
    title: str,
    note: str,
    label: str = "borough",
    detail: str = "",
    window_start: date | None = None,
    window_end: date | None = None,
    own: str = "",
    limit: int = 33,
    width_mm: float = 172.0,
) -> Chart | Fragment:
    """
    Draw the contract of each borough in time: what is committed, what an option adds, and the day to act by.

    Parameters
    ----------
    frame
        One row a contract: the label, `end_state`, `end_date`, `latest_end_date`, and perhaps `start_date`,
        `act_by_date`, `notice_months`, `end_date_precision`.
    as_of
        Today, for the line.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    label
        Column of the names: of boroughs, or of anything else with an end.
    detail
        Column of a second thing to say of each row, such as the system.
    window_start, window_end
        The window all could share, drawn as a pale band where both are given.
    own
        The name that is the reader's own.
    limit
        At most so many rows, those to act on soonest; the others are counted aloud.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The timeline, sorted by the day to act by, with those whose end is not known listed under it; or a callout.

    Examples
    --------
    >>> from citytools_analysis.charts.examples import DECISIONS
    >>> chart = peer_timeline(DECISIONS, as_of=date(2026, 11, 23), label="system", title="Two could buy together",
    ...     note="As of 23 Nov 2026.", window_start=date(2027, 4, 1), window_end=date(2027, 9, 30))
    >>> chart.alt.split(". ")[1]
    'The shared window is 1 Apr 2027 to 30 Sep 2027'
    """
    listed = columns_of(frame, label, detail, *_DATES, "end_date_precision").assign(
        **{name: frame[name].to_numpy() if name in frame else None for name in _DATES}
    )
    is_placed = listed["end_state"].isin(["known", "rolling"]) & (
        listed["end_date"].notna() | (listed["end_state"] == "rolling")
    )
    placed = listed[is_placed].sort_values("act_by_date", na_position="last", kind="stable").to_dict("records")
    rows, rest = placed[: max(limit, 1)], listed[~is_placed].to_dict("records")
    if not rows:
        return nothing_to_draw("the ends of these contracts", [{"reason": None}] * len(rest), mend=_MEND)
    window = None if window_start is None or window_end is None else (window_start, window_end)
    unplaced = _unplaced(rest, label)
    with house_style():
        names = [_name(row, label, detail) for row in rows]
        lines = [line for words in unplaced for line in wrapped(words, width_mm, most=_UNPLACED_LINES)]
        layout = laid_out(names, width_mm=width_mm, top=_BAND_TOP if window else _TOP, row_mm=5.8)
        foot = layout.bottom + _YEARS_MM + _KEY_MM
        figure, axes = sheet(width_mm, foot + _LINE_MM * len(lines) + 1.0)
        scale = time_scale([*rows, *_window_rows(window)], as_of, left=layout.left, right=width_mm - 3)
        if window:
            _draw_band(axes, scale, window, layout)
        draw_years(axes, scale, top=layout.top, bottom=layout.bottom)
        marks = set[str]()
        for position, row in enumerate(rows):
            draw_label(axes, layout, position, names[position], is_own=bool(own) and value_of(row, label) == own)
            marks |= _draw_term(axes, layout, scale, (position, row), as_of)
        draw_today(axes, scale, as_of, top=layout.top, bottom=layout.bottom)
        draw_key(axes, marks, y=layout.bottom + _YEARS_MM + _KEY_MM / 2)
        for number, line in enumerate(lines):
            write(axes, 0.5, foot + _LINE_MM * (number + 0.5), line, color=GREY)
    beyond = left_out(n_beyond=len(placed) - len(rows))
    head = f"Timeline of {count_text(len(rows), 'contract')} as of {date_text(as_of)}"
    shared = f"The shared window is {date_text(window[0])} to {date_text(window[1])}" if window else ""
    told = "; ".join(_in_words(row, names[position]) for position, row in enumerate(rows))
    alt = spoken(head, shared, told, *unplaced, beyond, title)
    return Chart(figure, alt, title, f"{note} {beyond}".strip(), data=listed)


def _name(row: Row, label: str, detail: str) -> str:
    return f"{value_of(row, label)}, {value_of(row, detail)}" if detail else value_of(row, label)


def _window_rows(window: tuple[date, date] | None) -> list[Row]:
    return [{"end_date": window[0], "latest_end_date": window[1]}] if window else []


def _unplaced(rest: Sequence[Row], label: str) -> list[str]:
    """Say whose end cannot be placed, and why, one line a reason."""
    reasons = dict.fromkeys(end_text(row) for row in rest)
    grouped = {reason: [row for row in rest if end_text(row) == reason] for reason in reasons}
    return [
        f"End {reason} ({count_text(len(group), 'contract')}): {names_of(group, label, most=12)}"
        for reason, group in grouped.items()
    ]


def _draw_band(axes: Axes, scale: Scale, window: tuple[date, date], layout: RowLayout) -> None:
    left, right = (scale(day) for day in window)
    bar(
        axes, left, max(right, left + 0.6), layout.top - 1, layout.bottom - layout.top + 1, facecolor=_BAND, zorder=-0.5
    )
    for x in (left, right):
        axes.plot(
            [x, x], [layout.top - 1, layout.bottom], color=DARK_ORANGE, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1
        )
    words = f"shared window {date_text(window[0])} \N{EN DASH} {date_text(window[1])}"
    half = width_of(words, bold=True) / 2
    middle = min(max((left + right) / 2, half), layout.width_mm - half)
    write(axes, middle, 2.2, fitted(words, layout.width_mm, bold=True), color=DARK_ORANGE, weight="bold", ha="center")


def _draw_term(axes: Axes, layout: RowLayout, scale: Scale, row_at: tuple[int, Row], as_of: date) -> set[str]:
    position, row = row_at
    top = layout.middle(position) - THICKNESS / 2
    marks = draw_term(axes, scale, row, top=top, as_of=as_of)
    drawn = [day for name in ("end_date", "latest_end_date") if (day := day_of(row[name]))]
    clear = max(scale(max([as_of, *drawn])), scale.left) + 0.5
    return marks | draw_act_by(axes, scale, day_of(row["act_by_date"]), top=top, clear=clear)


def _in_words(row: Row, name: str) -> str:
    act_by, end, later = day_of(row["act_by_date"]), end_text(row), later_text(row)
    latest = "" if later in {"unknown", "no fixed end", end} else f", at the latest {later}"
    when = f", act by {date_text(act_by)}" if act_by else ""
    return f"{name}: ends {end}{latest}{when}" if row["end_state"] != "rolling" else f"{name}: {end}{when}"
