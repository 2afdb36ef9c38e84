"""A dot an authority and the median of its group: how far prices spread, and no name to any of them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import MM_PER_POINT, house_style, sheet, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.intervals import draw_dot
from citytools_analysis.charts.numbers import (
    AXIS_MM,
    NumberScale,
    ValueText,
    draw_axis,
    number_of,
    number_scale,
    number_text,
)
from citytools_analysis.charts.rows import RowLayout, draw_beside, draw_heads, draw_instead, draw_label, laid_out
from citytools_analysis.charts.told import MEND, columns_of, is_withheld, nothing_to_draw, spoken, why_not
from citytools_analysis.style import GREY, NAVY, TEAL
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import Row, value_of

_ROW_MM, _DOT_MM, _LANE_MM, _KEY_MM = 9.6, 1.9, 1.5, 6.0
_LANES = (0, 1, -1, 2, -2)


def strip_plot(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    unit: str,
    medians: pd.DataFrame | None = None,
    group: str = "group",
    value_text: ValueText = number_text,
    has_zero: bool = True,
    mend: str = MEND,
    width_mm: float = 172.0,
) -> Chart | Fragment:
    """
    Draw the spread of a value: one dot an authority, the median of each group and its interval.

    Parameters
    ----------
    frame
        One row an authority: the group, `value`, and perhaps `is_withheld`, `reason`. Nothing else is drawn or goes to
        the annex: no names, and the values in order of size.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    unit
        What the values are.
    medians
        One row a group, in the order shown: the group, `value`, and perhaps `lower` and `upper`, `n`, `is_withheld`,
        `reason`. A median that is withheld takes its dots with it, unless these say themselves whether they are.
        Without it the median of the dots is drawn, with no interval.
    group
        Column of the groups.
    value_text
        How a value is written.
    has_zero
        Whether nought is on the axis whatever the values.
    mend
        What would fill it, where nothing can be drawn.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The dots, or a callout where no value is known.

    Examples
    --------
    >>> frame = pd.DataFrame({"group": ["Planning"] * 3, "value": [1.0, 2.0, 6.0]})
    >>> strip_plot(frame, title="Prices differ sixfold", note="As of 23 Nov 2026.", unit="pounds a household").alt
    'Dots of 3 authorities in 1 group, pounds a household. Planning: 1 to 6, median 2. Prices differ sixfold. The table is in the annex.'
    """
    rows = _medians(frame, group) if medians is None else _given(medians, group)
    dots = {value_of(row, group): _dots(frame, group, row) for row in rows}
    drawn = [row for row in rows if dots[value_of(row, group)] or not why_not(row, "value")]
    if not drawn:
        return nothing_to_draw(unit, rows, mend=mend)
    counts = [_count(row, dots[value_of(row, group)]) for row in rows]
    with house_style():
        names = [value_of(row, group) for row in rows]
        layout = laid_out(names, width_mm=width_mm, top=5.4, row_mm=_ROW_MM, beside=counts)
        figure, axes = sheet(width_mm, layout.bottom + AXIS_MM + _KEY_MM)
        scale = _scale(rows, dots, layout, has_zero=has_zero)
        draw_axis(axes, scale, top=layout.top - 0.6, bottom=layout.bottom, value_text=value_text, unit=unit)
        draw_heads(axes, layout, beside="n")
        for position, row in enumerate(rows):
            _draw_row(axes, layout, scale, (position, row, names[position]), (dots[names[position]], counts[position]))
        _draw_key(axes, rows, y=layout.bottom + AXIS_MM + 2.4)
    n_dots = sum(len(values) for values in dots.values())
    what = f"Dots of {_counted(n_dots, 'authority', 'authorities')} in {_counted(len(rows), 'group', 'groups')}, {unit}"
    told = [_in_words(row, group, dots[value_of(row, group)], value_text) for row in rows]
    pairs = [(name, value) for name, values in dots.items() for value in values]  # by value: no order of authorities
    note = f"{note} {_no_median(rows, dots, group)}".strip()
    data = pd.DataFrame(pairs, columns=[group, "value"])
    return Chart(figure, spoken(what, "; ".join(told), title), title, note, data=data)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _medians(frame: pd.DataFrame, group: str) -> list[Row]:
    """Take the median of the dots of each group that may be shown; a group of which none may is withheld."""
    rows: list[Row] = []
    for name, own in frame.groupby(group, sort=False):
        dots, told = _shown(own.to_dict("records")), own.to_dict("records")
        held = {"is_withheld": True, "reason": told[0].get("reason")} if all(map(is_withheld, told)) else {}
        rows.append({group: name, "value": statistics.median(dots) if dots else None} | held)
    return rows


def _shown(dots: Iterable[Row]) -> list[float]:
    known = (number_of(dot.get("value")) for dot in dots if not is_withheld(dot))
    return sorted(number for number in known if number is not None)


def _dots(frame: pd.DataFrame, group: str, row: Row) -> list[float]:
    if is_withheld(row) and "is_withheld" not in frame:
        return []
    return _shown(frame[frame[group] == row[group]].to_dict("records"))


def _given(medians: pd.DataFrame, group: str) -> list[Row]:
    return [*columns_of(medians, group, "value", "lower", "upper", "n").to_dict("records")]


def _no_median(rows: Sequence[Row], dots: Mapping[str, Sequence[float]], group: str) -> str:
    """Say of which groups the dots are shown but no median, and why."""
    why = {name: why_not(row, "value") for row in rows if dots[name := value_of(row, group)]}
    return " ".join(f"No median of {name}: {words.removeprefix('withheld: ')}." for name, words in why.items() if words)


def _count(row: Row, dots: Sequence[float]) -> str:
    if is_withheld(row) and not dots:
        return ""
    n = None if is_withheld(row) else number_of(row.get("n"))
    return f"{len(dots) if n is None else n:,.0f}"


def _scale(
    rows: Sequence[Row], dots: Mapping[str, Sequence[float]], layout: RowLayout, *, has_zero: bool
) -> NumberScale:
    told = [row.get(name) for row in rows if not is_withheld(row) for name in ("value", "lower", "upper")]
    values: Iterable[Any] = [*(value for own in dots.values() for value in own), *told]
    return number_scale(values, left=layout.left + 2, right=layout.right, has_zero=has_zero)


def _draw_row(
    axes: Axes, layout: RowLayout, scale: NumberScale, place: tuple[int, Row, str], shown: tuple[Sequence[float], str]
) -> None:
    (position, row, name), (dots, count) = place, shown
    draw_label(axes, layout, position, name)
    draw_beside(axes, layout, position, count)
    words = why_not(row, "value")
    if not dots and words:
        draw_instead(axes, layout, position, words)
        return
    y = layout.middle(position)
    lanes: dict[int, float] = {}
    for x in (scale(value) for value in dots):
        lane = next((lane for lane in _LANES if lanes.get(lane, -_DOT_MM) + _DOT_MM * 0.8 <= x), 0)
        lanes[lane] = x
        draw_dot(axes, x, y + lane * _LANE_MM, size_mm=_DOT_MM)
    if not words:
        _draw_median(axes, scale, row, y)


def _draw_median(axes: Axes, scale: NumberScale, row: Row, y: float) -> None:
    ends = [number_of(row.get(name)) for name in ("lower", "upper")]
    if None not in ends:
        places = [scale(end) for end in ends if end is not None]
        axes.plot(places, [y, y], color=NAVY, linewidth=0.9 / MM_PER_POINT, solid_capstyle="butt", zorder=2, alpha=0.9)
    x = scale(float(row["value"]))
    axes.plot([x, x], [y - 3.6, y + 3.6], color=NAVY, linewidth=0.7 / MM_PER_POINT, zorder=5, solid_capstyle="butt")


def _draw_key(axes: Axes, rows: Sequence[Row], *, y: float) -> None:
    drawn = [row for row in rows if not why_not(row, "value")]
    draw_dot(axes, 1.5, y, colour=TEAL, size_mm=_DOT_MM)
    write(axes, 3.4, y, "one authority", color=GREY)
    if not drawn:
        return
    axes.plot([27, 27], [y - 1.8, y + 1.8], color=NAVY, linewidth=0.7 / MM_PER_POINT, solid_capstyle="butt")
    has_interval = any(number_of(row.get("lower")) is not None for row in drawn)
    if has_interval:
        axes.plot([24.5, 29.5], [y, y], color=NAVY, linewidth=0.9 / MM_PER_POINT, solid_capstyle="butt")
    write(axes, 30.8, y, "median and its 95% interval" if has_interval else "median", color=GREY)


def _in_words(row: Row, group: str, dots: Sequence[float], value_text: ValueText) -> str:
    name, words = value_of(row, group), why_not(row, "value")
    if words and not dots:
        return f"{name}: {words}"
    median = f"median {words or value_text(float(row['value']))}"
    ends = [value_text(end) for end in (dots[0], dots[-1])] if dots else []
    return f"{name}: " + ", ".join([" to ".join(dict.fromkeys(ends)), median] if ends else [median])
