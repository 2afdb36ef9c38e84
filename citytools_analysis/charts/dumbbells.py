"""Two values a row, before and after: a hollow dot, a full one, and the line between them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import house_style, sheet, width_of, write
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
from citytools_analysis.charts.told import MEND, columns_of, is_withheld, left_out, nothing_to_draw, spoken, why_not
from citytools_analysis.style import GREY, NAVY, TEAL
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.words import Row, value_of

_KEY_MM, _DOT_MM, _CLEAR_MM = 6.0, 2.6, 2.0


def dumbbell(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    unit: str,
    label: str = "label",
    before_words: str = "before",
    after_words: str = "after",
    value_text: ValueText = number_text,
    limit: int = 33,
    mend: str = MEND,
    width_mm: float = 172.0,
) -> Chart | Fragment:
    """
    Draw how values changed: hollow before, full after.

    Parameters
    ----------
    frame
        One row a thing, in the order shown: the label, `before`, `after`, and perhaps `n`, `is_withheld`, `reason`.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date; say here that both sides are of the same boroughs.
    unit
        What the values are.
    label
        Column of the names.
    before_words, after_words
        What the two sides are, such as the dates of two waves.
    value_text
        How a value is written.
    limit
        At most so many rows; the others are counted aloud.
    mend
        What would fill it, where nothing can be drawn.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The pairs; where one side is unknown the row says so beside the other. A callout where no value is known.

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["Mapleway", "Fleetside"], "before": [10, 20], "after": [25, 5], "n": [7, 6]})
    >>> dumbbell(frame, title="One rose and one fell", note="As of 23 Nov 2026.", unit="net satisfaction").alt
    'Pairs of dots of 2 rows, net satisfaction, before and after. Mapleway: 10 to 25; Fleetside: 20 to 5. One rose and one fell. The table is in the annex.'
    """
    listed = columns_of(frame, label, "before", "after", "n")
    every = listed.to_dict("records")
    rows = every[: max(limit, 1)]
    if all(_hidden(row) for row in rows):
        return nothing_to_draw(unit, [{**row, "value": None} for row in every], mend=mend)
    counts = ["" if _hidden(row) or is_missing(row.get("n")) else f"{row['n']:,.0f}" for row in rows]
    with house_style():
        layout = laid_out([value_of(row, label) for row in rows], width_mm=width_mm, top=5.4, beside=counts)
        figure, axes = sheet(width_mm, layout.bottom + AXIS_MM + _KEY_MM)
        scale = _scale(rows, layout, value_text)
        draw_axis(axes, scale, top=layout.top - 0.6, bottom=layout.bottom, value_text=value_text, unit=unit)
        draw_heads(axes, layout, beside="n" if any(counts) else "")
        for position, row in enumerate(rows):
            draw_label(axes, layout, position, value_of(row, label))
            draw_beside(axes, layout, position, counts[position])
            _draw_pair(axes, layout, scale, (position, row), ((before_words, after_words), value_text))
        _draw_key(axes, before_words, after_words, y=layout.bottom + AXIS_MM + 2.4)
    beyond = left_out(n_beyond=len(every) - len(rows))
    head = f"Pairs of dots of {len(rows)} row{'s' * (len(rows) != 1)}, {unit}, {before_words} and {after_words}"
    told = "; ".join(_in_words(row, label, value_text) for row in rows)
    return Chart(figure, spoken(head, told, beyond, title), title, f"{note} {beyond}".strip(), data=listed)


def _hidden(row: Row) -> str:
    """Say why neither side can be drawn."""
    if is_withheld(row) or all(number_of(row.get(name)) is None for name in ("before", "after")):
        return why_not(row, "before", "after")
    return ""


def _scale(rows: Sequence[Row], layout: RowLayout, value_text: ValueText) -> NumberScale:
    values = [number_of(row.get(name)) for row in rows if not _hidden(row) for name in ("before", "after")]
    room = max(width_of(value_text(value)) for value in values if value is not None) + _CLEAR_MM
    return number_scale(values, left=layout.left + room, right=layout.right - room)


def _draw_pair(
    axes: Axes,
    layout: RowLayout,
    scale: NumberScale,
    row_at: tuple[int, Row],
    words: tuple[tuple[str, str], ValueText],
) -> None:
    (position, row), (sides, value_text) = row_at, words
    if reason := _hidden(row):
        draw_instead(axes, layout, position, reason)
        return
    y, values = layout.middle(position), [number_of(row.get(name)) for name in ("before", "after")]
    known = [value for value in values if value is not None]
    axes.plot([scale(value) for value in known], [y] * len(known), color=GREY, linewidth=1.3, zorder=2)
    for is_after, value in enumerate(values):
        if value is not None:
            draw_dot(axes, scale(value), y, colour=NAVY if is_after else TEAL, is_hollow=not is_after, size_mm=_DOT_MM)
    if len(known) == 1:
        missing = sides[values.index(None)]
        words_beside = f"{value_text(known[0])}; {missing} unknown"
        is_far = scale(known[0]) + _CLEAR_MM + width_of(words_beside) > layout.right
        _write_value(axes, scale(known[0]), y, words_beside, is_left=is_far)
        return
    for value, other in ((known[0], known[1]), (known[1], known[0])):
        if value != other or value is known[1]:
            _write_value(axes, scale(value), y, value_text(value), is_left=value < other)


def _write_value(axes: Axes, x: float, y: float, words: str, *, is_left: bool) -> None:
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
    away = -_CLEAR_MM if is_left else _CLEAR_MM
    write(axes, x + away, y, words, color=GREY, ha="right" if is_left else "left", bbox=box, zorder=1)


def _draw_key(axes: Axes, before_words: str, after_words: str, *, y: float) -> None:
    draw_dot(axes, 1.5, y, colour=TEAL, is_hollow=True, size_mm=_DOT_MM)
    write(axes, 3.8, y, before_words, color=GREY)
    x = 10 + width_of(before_words)
    draw_dot(axes, x, y, colour=NAVY, size_mm=_DOT_MM)
    write(axes, x + 2.3, y, after_words, color=GREY)


def _in_words(row: Row, label: str, value_text: ValueText) -> str:
    if words := _hidden(row):
        return f"{value_of(row, label)}: {words}"
    sides = [number_of(row.get(name)) for name in ("before", "after")]
    told = " to ".join("unknown" if side is None else value_text(side) for side in sides)
    return f"{value_of(row, label)}: {told}"
