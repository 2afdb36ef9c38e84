"""The wall sheet of a workshop: boroughs down, quarters across, and room to write what each intends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import bar, day_of, fitted, house_style, printable, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.marks import Scale, draw_act_by, draw_key, draw_term
from citytools_analysis.charts.told import columns_of, nothing_to_draw, spoken
from citytools_analysis.charts.wrap import wrapped
from citytools_analysis.style import DARK_ORANGE, GREY, INK, NAVY, PALE, RULE, count_text, date_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import Row, end_text, later_text, system_of, value_of

ROWS_A_SHEET = 20
_TITLE_POINTS, _HEAD_POINTS, _WORD_POINTS = 32.0, 17.0, 14.0
_TITLE_MM, _HEADS_MM, _FOOT_MM, _TALLEST_ROW_MM, _A3_MM = 13.5, 17.0, 17.0, 15.0, 273.0
_NAMES_SHARE, _WRITING_SHARE, _QUARTERS = 0.235, 0.25, 12
_LINE_MM, _CLEAR_MM, _BEYOND_MM = 5.6, 5.0, 32.0
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
_DATES = ("start_date", "end_state", "end_date", "latest_end_date", "act_by_date", "notice_months")


@dataclass(frozen=True)
class _Wall:
    """Where everything stands on one sheet, in millimetres."""

    scale: Scale
    width_mm: float
    top: float
    row_mm: float
    n_rows: int
    as_of: date

    @property
    def bottom(self) -> float:
        return self.top + self.row_mm * self.n_rows

    @property
    def thickness(self) -> float:
        return min(self.row_mm * 0.7, 8.0)


def wall_timeline(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    as_of: date,
    title: str,
    note: str = "",
    label: str = "borough",
    width_mm: float = 396.0,
    height_mm: float | None = None,
) -> list[Chart | Fragment]:
    """
    Draw three years of contracts to hang on a wall, with blank columns for what each borough intends.

    Parameters
    ----------
    frame
        One row a contract, in the order shown: the label, `system`, `end_state`, `end_date`, `latest_end_date`, and
        perhaps `supplier`, `start_date`, `act_by_date`, `notice_months`, `end_date_precision`. A row whose end is not
        known keeps its place and says so.
    as_of
        Today, for the line and the first quarter.
    title
        The finding, without a full stop; written on the sheet.
    note
        Measure, coverage and date; written under the rows.
    label
        Column of the names.
    width_mm, height_mm
        Printed size; A3 landscape within its margins unless given.

    Returns
    -------
    sheets
        A chart for each 20 rows at most; one callout where there is no row at all.

    Examples
    --------
    >>> from citytools_analysis.charts.examples import DECISIONS
    >>> sheets = wall_timeline(DECISIONS, as_of=date(2026, 11, 23), label="function", title="Five to talk about")
    >>> sheets[0].title, len(sheets)
    ('Five to talk about', 1)
    """
    listed = columns_of(frame, label, "system", "system_state", "supplier", *_DATES, "end_date_precision").assign(
        **{name: frame[name].to_numpy() if name in frame else None for name in _DATES}
    )
    rows = listed.to_dict("records")
    if not rows:
        return [nothing_to_draw("the contracts of these boroughs", mend="A contract with its end would fill a row.")]
    n_sheets = math.ceil(len(rows) / ROWS_A_SHEET)
    size = math.ceil(len(rows) / n_sheets)
    sheets: list[Chart | Fragment] = []
    for number in range(n_sheets):
        part = slice(number * size, (number + 1) * size)
        named = title if n_sheets == 1 else f"{title} ({number + 1} of {n_sheets})"
        words = (named, note, label)
        sheets.append(_one_sheet(rows[part], listed.iloc[part], words, as_of, (width_mm, height_mm or _A3_MM)))
    return sheets


def _one_sheet(
    rows: Sequence[Row], data: pd.DataFrame, words: tuple[str, str, str], as_of: date, size: tuple[float, float]
) -> Chart:
    (title, note, label), (width_mm, height_mm) = words, size
    with house_style():
        lines = wrapped(title, width_mm, size=_TITLE_POINTS, bold=True)
        top = _TITLE_MM * len(lines) + _HEADS_MM + 2
        row_mm = min((height_mm - top - _FOOT_MM) / len(rows), _TALLEST_ROW_MM)
        figure, axes = sheet(width_mm, top + row_mm * len(rows) + _FOOT_MM)
        for number, line in enumerate(lines):
            write(axes, 0, _TITLE_MM * (number + 0.5), line, size=_TITLE_POINTS, weight="bold", color=NAVY)
        wall = _Wall(_three_years(as_of, width_mm), width_mm, top, row_mm, len(rows), as_of)
        _draw_heads(axes, wall)
        _draw_columns(axes, wall)
        marks = set[str]().union(*(_draw_row(axes, wall, row, n, label) for n, row in enumerate(rows)))
        draw_key(axes, marks, y=wall.bottom + 6, size=_WORD_POINTS)
        under = f"{note} As of {date_text(as_of)}.".strip() if date_text(as_of) not in note else note
        write(axes, 0, wall.bottom + 13, fitted(under, width_mm, size=_WORD_POINTS), size=_WORD_POINTS, color=GREY)
    head = f"Wall sheet of {count_text(len(rows), 'contract')}, three years from {date_text(wall.scale.first)}"
    told = "; ".join(_in_words(row, label) for row in rows)
    blank = "Two blank columns at the right, intent and blocker, are to be written in"
    alt = spoken(head, told, blank, title)
    return Chart(figure, alt, title, note, data=data.reset_index(drop=True), is_titled=True)


def _three_years(as_of: date, width_mm: float) -> Scale:
    month = (as_of.month - 1) // 3 * 3 + 1
    first, last = date(as_of.year, month, 1), date(as_of.year + _QUARTERS // 4, month, 1)
    return Scale(first, last, width_mm * _NAMES_SHARE, width_mm * (1 - _WRITING_SHARE))


def _quarters(scale: Scale) -> list[date]:
    months = [scale.first.month - 1 + 3 * number for number in range(_QUARTERS)]
    return [date(scale.first.year + month // 12, month % 12 + 1, 1) for month in months]


def _writing(wall: _Wall) -> tuple[float, float]:
    """Give the left edges of the two blank columns."""
    left = wall.scale.right + 7
    return left, left + (wall.width_mm - left) * 0.56


def _draw_heads(axes: Axes, wall: _Wall) -> None:
    years = set[int]()
    for quarter in _quarters(wall.scale):
        x = wall.scale(quarter)
        if quarter.year not in years:
            write(axes, x + 1, wall.top - 13, str(quarter.year), size=_HEAD_POINTS, weight="bold")
            years.add(quarter.year)
        write(axes, x + 1, wall.top - 5.5, f"{quarter:%b}", size=_WORD_POINTS, color=GREY)
    for x, words in zip(_writing(wall), ("Intent", "Blocker"), strict=True):
        write(axes, x + 1.5, wall.top - 5.5, words, size=_HEAD_POINTS, weight="bold")


def _draw_columns(axes: Axes, wall: _Wall) -> None:
    for number in range(wall.n_rows):
        if number % 2:
            bar(axes, 0, wall.scale.right + 3, wall.top + wall.row_mm * number, wall.row_mm, facecolor=PALE, zorder=-2)
    for quarter in _quarters(wall.scale):
        x, is_year = wall.scale(quarter), quarter.month == 1
        axes.plot([x, x], [wall.top - 2, wall.bottom], color=RULE, linewidth=1.6 if is_year else 0.7, zorder=-1)
    edges = (*_writing(wall), wall.width_mm - 0.4)
    for x in edges:
        axes.plot([x, x], [wall.top, wall.bottom], color=GREY, linewidth=0.8)
    for number in range(wall.n_rows + 1):
        y = wall.top + wall.row_mm * number
        axes.plot([edges[0], edges[-1]], [y, y], color=GREY, linewidth=0.8)
    x = wall.scale(wall.as_of)
    axes.plot([x, x], [wall.top - 2, wall.bottom], color=INK, linewidth=1.6, linestyle=(0, (5, 2)), zorder=3)
    write(axes, 0, wall.top - 5.5, f"dashed: today, {date_text(wall.as_of)}", size=_WORD_POINTS, color=GREY)


def _draw_row(axes: Axes, wall: _Wall, row: Row, position: int, label: str) -> set[str]:
    middle = wall.top + wall.row_mm * (position + 0.5)
    most = 2 if wall.row_mm >= 2 * _LINE_MM else 1
    lines = wrapped(value_of(row, label), wall.scale.left - 2, most=most, size=_WORD_POINTS, bold=True)
    for number, line in enumerate(lines):
        y = middle + (number - (len(lines) - 1) / 2) * _LINE_MM
        write(axes, 0, y, line, size=_WORD_POINTS, weight="bold")
    if row["end_state"] not in {"known", "rolling"} or (
        row["end_state"] == "known" and day_of(row["end_date"]) is None
    ):
        left, state = wall.scale(wall.as_of), f": end {end_text(row)}"
        room = wall.scale.right - left - 3 - width_of(state, size=_WORD_POINTS)
        words = f"{fitted(system_of(row), room, size=_WORD_POINTS)}{state}"
        write(axes, left + 2, middle, words, size=_WORD_POINTS, color=GREY, bbox=_PAPER)
        return set()
    top, large = middle - wall.thickness / 2, {"thickness": wall.thickness, "size": _WORD_POINTS}
    marks = draw_term(axes, wall.scale, row, top=top, as_of=wall.as_of, **large)
    act_by = day_of(row["act_by_date"])
    is_passed = act_by is not None and act_by < wall.scale.first
    if act_by is not None and not is_passed and act_by <= wall.scale.last:
        marks |= draw_act_by(axes, wall.scale, act_by, top=top, **large)
    late = f", act-by day passed {date_text(act_by, precision='month')}" if is_passed else ""
    _write_system(axes, wall, row, middle, (system_of(row), late))
    return marks


def _write_system(axes: Axes, wall: _Wall, row: Row, middle: float, words: tuple[str, str]) -> None:
    """Write the system in the first space that holds it: on its bar, after it, over its option; else in the widest."""
    system, late = map(printable, words)
    whole = f"{system}{late}"
    needed = width_of(whole, size=_WORD_POINTS) + _CLEAR_MM
    spaces = _spaces(wall, row)
    start, end, place = next(
        (space for space in spaces if space[1] - space[0] >= needed), max(spaces, key=lambda space: space[1] - space[0])
    )
    colour = "white" if place == "on" else DARK_ORANGE if late else INK if place == "after" else NAVY
    room = max(end - start - _CLEAR_MM, 10)
    left = room - width_of(late, size=_WORD_POINTS)  # of the two the name is cut: the day is what the row is about
    text = f"{fitted(system, left, size=_WORD_POINTS)}{late}" if left > 0 else fitted(whole, room, size=_WORD_POINTS)
    box = _PAPER if place == "option" else None
    write(axes, start + _CLEAR_MM / 2, middle, text, size=_WORD_POINTS, color=colour, zorder=6, bbox=box)


def _spaces(wall: _Wall, row: Row) -> list[tuple[float, float, str]]:
    """List where on a row words can stand without covering the day to act by: from, to, and what lies there."""
    scale, end, latest = wall.scale, day_of(row["end_date"]), day_of(row["latest_end_date"])
    today, marker = scale(wall.as_of), day_of(row["act_by_date"])
    left = max(scale(day_of(row["start_date"]) or scale.first), today)
    if end is None:
        return [(left, scale.right - width_of(end_text(row), size=_WORD_POINTS) - _CLEAR_MM, "rolling")]
    committed, drawn = scale(end), max(scale(latest or end), scale(end), today)
    kept = committed - _BEYOND_MM * (end > scale.last)  # where the bar says how far beyond the sheet it goes
    spaces = [(left, kept, "on"), (drawn + 1, scale.right, "after")]
    if marker and left <= scale(marker) <= committed:
        half = wall.thickness * 0.55
        spaces[:1] = [(left, scale(marker) - half, "on"), (scale(marker) + half, kept, "on")]
    return [*spaces, (max(committed, left), drawn - _BEYOND_MM * ((latest or end) > scale.last), "option")]


def _in_words(row: Row, label: str) -> str:
    end, later = end_text(row), later_text(row)
    latest = "" if later in {"unknown", "no fixed end", end} else f", at the latest {later}"
    verb = "" if row["end_state"] == "rolling" else "ends " if day_of(row["end_date"]) else "end "
    return f"{value_of(row, label)}, {system_of(row)}: {verb}{end}{latest}"
