"""Two numbers a thing, each point named where its name fits: an association to look at, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import TILE_POINTS, fitted, house_style, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.intervals import draw_dot
from citytools_analysis.charts.numbers import NumberScale, ValueText, number_scale, number_text
from citytools_analysis.charts.told import MEND, columns_of, left_out, nothing_to_draw, spoken, why_not
from citytools_analysis.charts.wrap import wrapped
from citytools_analysis.style import GREY, INK, NAVY, RULE, TEAL
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import value_of

_TOP, _FOOT, _DOT_MM, _LINE_MM, _NAME_MM = 6.0, 9.5, 2.2, 3.0, 34.0
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.1}
Box = tuple[float, float, float, float]  # left, top, right, bottom in millimetres


@dataclass
class _Room:
    """What is taken on the sheet, so that no name stands on another or on a point."""

    edges: Box
    taken: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> bool:
        """Take a place if it is free."""
        left, top, right, bottom = self.edges
        is_inside = left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom
        if not is_inside or any(_meet(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        return True


def scatter(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    x_words: str,
    y_words: str,
    x: str = "x",
    y: str = "y",
    label: str = "label",
    own: str = "",
    x_text: ValueText = number_text,
    y_text: ValueText = number_text,
    is_named: bool = True,
    mend: str = MEND,
    width_mm: float = 172.0,
    height_mm: float = 92.0,
) -> Chart | Fragment:
    """
    Draw a point a thing by two of its numbers.

    Parameters
    ----------
    frame
        One row a thing: the two numbers, the label, and perhaps `is_withheld`, `reason`.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date; say here that it is an association only.
    x_words, y_words
        What the two numbers are; the upright one is written above the plot, level.
    x, y, label
        Columns.
    own
        The name that is the reader's own: a navy diamond, named whatever the room.
    x_text, y_text
        How the numbers are written.
    is_named
        Whether the points are named, and the names go to the annex.
    mend
        What would fill it, where nothing can be drawn.
    width_mm, height_mm
        Printed size.

    Returns
    -------
    chart
        The points, or a callout where none can be drawn. Points that are withheld or unknown are counted in the note.

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["Planning", "Housing"], "x": [2.0, 4.0], "y": [10.0, 25.0]})
    >>> scatter(frame, title="No pattern", note="Association only.", x_words="suppliers", y_words="net satisfaction").alt
    'Scatter of 2 points: suppliers across, from 2 to 4; net satisfaction upwards, from 10 to 25. No pattern. The table is in the annex.'
    """
    listed = columns_of(frame, *([label] if is_named else []), x, y)
    every = listed.to_dict("records")
    rows = [row for row in every if not why_not(row, x, y)]
    if not rows:
        return nothing_to_draw(f"{x_words} and {y_words}", [{**row, "value": None} for row in every], mend=mend)
    ups = [float(row[y]) for row in rows]
    with house_style():
        figure, axes = sheet(width_mm, height_mm)
        bottom = height_mm - _FOOT
        up = number_scale(ups, left=bottom - 2, right=_TOP + 2, least_mm=12)
        left = max(width_of(y_text(step)) for step in up.steps) + 3
        across = number_scale([row[x] for row in rows], left=left + 2, right=width_mm - 4)
        _draw_grid(axes, (across, up), (x_text, y_text), (left, bottom, width_mm))
        write(axes, 0, 2.2, fitted(y_words, width_mm), color=GREY)
        write(axes, width_mm - 1, height_mm - 2.2, fitted(x_words, width_mm), color=GREY, ha="right")
        places = [(across(float(row[x])), up(float(row[y]))) for row in rows]
        names = [value_of(row, label) if is_named else "" for row in rows]
        n_named = _draw_points(axes, places, names, _Room((left, _TOP - 1, width_mm, bottom)), own)
    withheld = sum(why_not(row, x, y).startswith("withheld") for row in every)
    hidden = left_out(n_withheld=withheld, n_unknown=len(every) - len(rows) - withheld)
    unnamed = f"{len(rows) - n_named} of {len(rows)} points have no room for a name." if 0 < n_named < len(rows) else ""
    spans = [_span([float(row[name]) for row in rows], text) for name, text in ((x, x_text), (y, y_text))]
    head = f"Scatter of {len(rows)} point{'s' * (len(rows) != 1)}: {x_words} across, {spans[0]}; {y_words} upwards, {spans[1]}"
    return Chart(
        figure, spoken(head, hidden, title), title, " ".join(filter(None, (note, hidden, unnamed))), data=listed
    )


def _span(values: Sequence[float], text: ValueText) -> str:
    low, high = text(min(values)), text(max(values))
    return f"all at {low}" if low == high else f"from {low} to {high}"


def _draw_grid(
    axes: Axes,
    scales: tuple[NumberScale, NumberScale],
    texts: tuple[ValueText, ValueText],
    edges: tuple[float, float, float],
) -> None:
    (across, up), (left, bottom, width_mm) = scales, edges
    for step in up.steps:
        is_nought = step == 0
        colour, wide = (GREY, 0.9) if is_nought else (RULE, 0.5)
        axes.plot([left, width_mm - 1], [up(step)] * 2, color=colour, linewidth=wide, zorder=0)
        write(axes, left - 1.5, up(step), texts[1](step), color=GREY, ha="right")
    for step in across.steps:
        axes.plot([across(step)] * 2, [bottom, bottom + 1], color=GREY, linewidth=0.6)
        write(axes, across(step), bottom + 3.2, texts[0](step), color=GREY, ha="center")
    axes.plot([left, width_mm - 1], [bottom, bottom], color=INK, linewidth=0.6)


def _draw_points(axes: Axes, places: Sequence[tuple[float, float]], names: Sequence[str], room: _Room, own: str) -> int:
    half = _DOT_MM / 2
    room.taken += [(px - half, py - half, px + half, py + half) for px, py in places]
    order = sorted(range(len(places)), key=lambda number: names[number] != own)
    n_named = 0
    for number in order:
        (px, py), is_own = places[number], bool(own) and names[number] == own
        draw_dot(axes, px, py, colour=NAVY if is_own else TEAL, is_diamond=is_own, size_mm=_DOT_MM + 0.5 * is_own)
        n_named += bool(names[number]) and _name_point(axes, (px, py), names[number], room, is_own=is_own)
    return n_named


def _name_point(axes: Axes, place: tuple[float, float], name: str, room: _Room, *, is_own: bool) -> bool:
    tried = [
        wrapped(name, wide, most=lines, size=TILE_POINTS, bold=is_own) for wide, lines in ((_NAME_MM, 2), (24.0, 3))
    ]
    for lines in tried if is_own else tried[:1]:
        wide = max(width_of(line, size=TILE_POINTS, bold=is_own) for line in lines)
        for left, top in _around(place, wide, _LINE_MM * len(lines)):
            if room.take((left, top, left + wide, top + _LINE_MM * len(lines))):
                _write_name(axes, (left, top), lines, is_own=is_own)
                return True
    if is_own:
        left, top, right, _ = room.edges
        wide = max(width_of(line, size=TILE_POINTS, bold=True) for line in tried[0])
        x = min(max(place[0] - wide / 2, left), right - wide)
        _write_name(axes, (x, max(place[1] - _DOT_MM - _LINE_MM * len(tried[0]), top)), tried[0], is_own=True)
    return is_own


def _write_name(axes: Axes, corner: tuple[float, float], lines: Sequence[str], *, is_own: bool) -> None:
    look = {"color": NAVY, "weight": "bold"} if is_own else {"color": INK}
    for number, line in enumerate(lines):
        y = corner[1] + _LINE_MM * (number + 0.5)
        write(axes, corner[0], y, line, size=TILE_POINTS, bbox=_PAPER, zorder=1, **look)


def _around(place: tuple[float, float], wide: float, tall: float) -> list[tuple[float, float]]:
    (px, py), away = place, _DOT_MM / 2 + 0.5
    upright = (py - tall / 2, py - tall - away * 0.4, py + away * 0.4)
    beside = [(px + away, top) for top in upright] + [(px - away - wide, top) for top in upright]
    lefts = (px - wide / 2, px - wide + away, px - away)
    return [*beside, *((left, top) for left in lefts for top in (py - away - tall, py + away))]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
