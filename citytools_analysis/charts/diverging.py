"""Answers from dissatisfied to satisfied as bars to both sides of a middle line, each count printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import TILE_POINTS, bar, house_style, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.looks import RATING_3, RATING_5
from citytools_analysis.charts.numbers import number_of
from citytools_analysis.charts.rows import RowLayout, draw_beside, draw_heads, draw_instead, draw_label, laid_out
from citytools_analysis.charts.told import MEND, columns_of, left_out, nothing_to_draw, spoken, why_not
from citytools_analysis.style import GREY, INK
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import Row, value_of

COUNTS_3 = {"n_dissatisfied": "dissatisfied", "n_neutral": "neutral", "n_satisfied": "satisfied"}
COUNTS_5 = dict(zip((f"n_{score}" for score in range(1, 6)), RATING_5, strict=True))
_BAR_MM, _KEY_MM, _OUTSIDE_MM = 4.4, 6.4, 4.5


def diverging_bars(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    label: str = "label",
    what: str = "answers",
    limit: int = 33,
    mend: str = MEND,
    width_mm: float = 172.0,
) -> Chart | Fragment:
    """
    Draw how many are dissatisfied, neutral and satisfied; every bar has the same length, so that shares compare.

    Parameters
    ----------
    frame
        One row a thing, in the order shown: the label and `n_dissatisfied`, `n_neutral`, `n_satisfied`, or the five
        classes `n_1` to `n_5`; perhaps `is_withheld` and `reason`.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    label
        Column of the names.
    what
        What the counts count.
    limit
        At most so many rows; the others are counted aloud.
    mend
        What would fill it, where nothing can be drawn.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The bars, or a callout where no count is known.

    Raises
    ------
    ValueError
        If the frame has the counts of neither three nor five classes.

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["Mapleway"], "n_dissatisfied": [4], "n_neutral": [2], "n_satisfied": [6]})
    >>> diverging_bars(frame, title="Opinion is divided", note="As of 23 Nov 2026.").alt
    'Diverging bars of answers, 1 row. Mapleway: 4 dissatisfied, 2 neutral, 6 satisfied of 12. Opinion is divided. The table is in the annex.'
    """
    classes = _classes(frame)
    listed = columns_of(frame, label, *classes)
    every = [{**row, "value": _total(row, classes)} for row in listed.to_dict("records")]
    rows = every[: max(limit, 1)]
    if all(_words(row) for row in rows):
        return nothing_to_draw(what, every, mend=mend)
    counts = ["" if _words(row) else f"{row['value']:,.0f}" for row in rows]
    with house_style():
        layout = laid_out([value_of(row, label) for row in rows], width_mm=width_mm, top=5.6, beside=counts)
        figure, axes = sheet(width_mm, layout.bottom + _KEY_MM)
        middle, per_share = _scale(rows, classes, layout)
        draw_heads(axes, layout, left="more dissatisfied", right="more satisfied", beside="n")
        for position, row in enumerate(rows):
            draw_label(axes, layout, position, value_of(row, label))
            if words := _words(row):
                draw_instead(axes, layout, position, words)
                continue
            _draw_bars(axes, layout.middle(position), _segments(row, classes, middle, per_share), classes)
            draw_beside(axes, layout, position, counts[position])
        axes.plot([middle, middle], [layout.top - 0.6, layout.bottom], color=INK, linewidth=0.7, zorder=0)
        _draw_key(axes, classes, y=layout.bottom + 3.4)
    beyond = left_out(n_beyond=len(every) - len(rows))
    head = f"Diverging bars of {what}, {len(rows)} row{'s' * (len(rows) != 1)}"
    told = "; ".join(_in_words(row, label, classes) for row in rows)
    return Chart(figure, spoken(head, told, beyond, title), title, f"{note} {beyond}".strip(), data=listed)


def _classes(frame: pd.DataFrame) -> Mapping[str, str]:
    found = next((names for names in (COUNTS_3, COUNTS_5) if set(names) <= set(frame.columns)), None)
    if found is None:
        message = f"the bars want the columns {', '.join(COUNTS_3)}, or {', '.join(COUNTS_5)}"
        raise ValueError(message)
    return found


def _total(row: Row, classes: Mapping[str, str]) -> float | None:
    counts = [number_of(row[name]) for name in classes]
    return None if None in counts else sum(count for count in counts if count is not None)


def _words(row: Row) -> str:
    return why_not(row, "value") or ("" if row["value"] else "nobody answered")


def _before_middle(row: Row, classes: Mapping[str, str]) -> float:
    """Give the share that lies left of the middle line: all that is worse than neutral, and half of the neutral."""
    counts = [float(row[name]) for name in classes]
    half = len(counts) // 2
    return (sum(counts[:half]) + counts[half] / 2) / float(row["value"])


def _scale(rows: Sequence[Row], classes: Mapping[str, str], layout: RowLayout) -> tuple[float, float]:
    shares = [_before_middle(row, classes) for row in rows if not _words(row)]
    left, right = max(shares), max(1 - share for share in shares)
    room = layout.right - layout.left - 2 * _OUTSIDE_MM
    per_share = room / (left + right)
    return layout.left + _OUTSIDE_MM + left * per_share, per_share


def _segments(row: Row, classes: Mapping[str, str], middle: float, per_share: float) -> list[tuple[float, float, int]]:
    x = middle - _before_middle(row, classes) * per_share
    segments = []
    for name in classes:
        wide = float(row[name]) / float(row["value"]) * per_share
        segments.append((x, x + wide, int(row[name])))
        x += wide
    return segments


def _draw_bars(axes: Axes, y: float, segments: Sequence[tuple[float, float, int]], classes: Mapping[str, str]) -> None:
    looks = RATING_3 if len(classes) == 3 else RATING_5
    filled = [number for number, (*_, count) in enumerate(segments) if count]
    for number, (name, (left, right, count)) in enumerate(zip(classes.values(), segments, strict=True)):
        if not count:
            continue
        fill, ink = looks[name]
        bar(axes, left, right, y - _BAR_MM / 2, _BAR_MM, facecolor=fill, edgecolor="white", linewidth=0.8)
        words = f"{count:,}"
        if width_of(words, size=TILE_POINTS) + 1 <= right - left:
            write(axes, (left + right) / 2, y, words, color=ink, ha="center", size=TILE_POINTS, zorder=6)
        elif number == filled[0]:
            write(axes, left - 0.6, y, words, ha="right", size=TILE_POINTS)
        elif number == filled[-1]:
            write(axes, right + 0.6, y, words, size=TILE_POINTS)


def _draw_key(axes: Axes, classes: Mapping[str, str], *, y: float) -> None:
    x = 0.5
    for name, (fill, _) in (RATING_3 if len(classes) == 3 else RATING_5).items():
        bar(axes, x, x + 4.2, y - 1.4, 2.8, facecolor=fill, edgecolor="white", linewidth=0.6)
        write(axes, x + 5.2, y, name, color=GREY)
        x += 9.5 + width_of(name)


def _in_words(row: Row, label: str, classes: Mapping[str, str]) -> str:
    if words := _words(row):
        return f"{value_of(row, label)}: {words}"
    parts = ", ".join(f"{row[name]:.0f} {words}" for name, words in classes.items())
    return f"{value_of(row, label)}: {parts} of {row['value']:,.0f}"
