"""A grid of states and counts: known numbers, none, unknown and withheld are four different cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import TILE_POINTS, bar, fitted, house_style, printable, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.looks import BLUES, NONE_CELL, UNKNOWN_CELL, WITHHELD_CELL
from citytools_analysis.charts.numbers import ValueText, number_of, number_text
from citytools_analysis.charts.rows import RowLayout, draw_label, laid_out
from citytools_analysis.charts.told import MEND, columns_of, left_out, nothing_to_draw, spoken
from citytools_analysis.charts.wrap import wrapped
from citytools_analysis.style import GREY, INK, RULE
from citytools_analysis.tables.fragment import Fragment, clean_text, is_missing
from citytools_analysis.tables.words import STATE_WORDS

NONE, UNKNOWN, WITHHELD, DOES_NOT_APPLY = "none", "unknown", "withheld", "not_applicable"
_STATES = (NONE, UNKNOWN, WITHHELD, DOES_NOT_APPLY)
_HEAD_LINE_MM, _KEY_MM, _ROW_MM, _GAP = 3.3, 6.4, 4.7, 0.35
_KEY_WORDS = {NONE: "none", UNKNOWN: "unknown", WITHHELD: "withheld", DOES_NOT_APPLY: "blank: does not apply"}


@dataclass(frozen=True)
class _Head:
    """The head of a column: where its middle is, its lines, and whether it stands above the others."""

    x: float
    lines: list[str]
    level: int


def heat_grid(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    unit: str,
    rows: str = "row",
    columns: str = "column",
    value: str = "value",
    state: str = "state",
    value_text: ValueText = number_text,
    own: str = "",
    limit: int = 36,
    mend: str = MEND,
    width_mm: float = 257.0,
) -> Chart | Fragment:
    """
    Draw a number for each pair of things that is known, and the state of every other.

    Parameters
    ----------
    frame
        One row a pair, rows and columns in the order shown: their names, the value, and perhaps the state (`known`,
        `none`, `unknown`, `withheld`, `not_applicable`, or another word of a state, which is written in the cell) or
        `is_withheld`. A pair without a value is unknown unless its state says otherwise; so is one that is absent.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    unit
        What the numbers are.
    rows, columns
        Columns of the frame with the names of the grid's rows and columns.
    value, state
        Columns of the frame with the numbers and the states.
    value_text
        How a number is written.
    own
        The row that is the reader's own.
    limit
        At most so many rows; the others are counted aloud.
    mend
        What would fill it, where nothing can be drawn.
    width_mm
        Printed width; 257 is a landscape page.

    Returns
    -------
    chart
        The grid, or a callout where it would be unknown all over.

    Examples
    --------
    >>> frame = pd.DataFrame({"row": ["Brent", "Brent", "Camden"], "column": ["Housing", "Planning", "Housing"],
    ...                       "value": [3, None, None], "state": ["known", "none", "withheld"]})
    >>> heat_grid(frame, title="Little is known", note="As of 23 Nov 2026.", unit="systems").alt
    'Grid of 2 rows by 2 columns, systems. Known in 1 of 4 cells, from 3 to 3; 1 none; 1 unknown; 1 withheld. Little is known. The table is in the annex.'
    """
    listed = _without_withheld(columns_of(frame, rows, columns, state, value), value, state)
    cells = {
        (clean_text(row[rows]), clean_text(row[columns])): _cell(row, value, state) for row in listed.to_dict("records")
    }
    every, across = (list(dict.fromkeys(pair[side] for pair in cells)) for side in (0, 1))
    down = every[: max(limit, 1)]
    shown = {(one, other): cells.get((one, other), UNKNOWN) for one in down for other in across}
    if all(cell in {UNKNOWN, WITHHELD, DOES_NOT_APPLY} for cell in shown.values()):
        held = WITHHELD in shown.values()
        return nothing_to_draw(
            unit, [{"is_withheld": cell == WITHHELD} for cell in shown.values()] if held else (), mend=mend
        )
    numbers = [cell for cell in shown.values() if isinstance(cell, float)]
    with house_style():
        heads = _heads(across, down, width_mm)
        top = _level_mm(heads, 0) + _level_mm(heads, 1) + 3.2
        layout = laid_out(down, width_mm=width_mm, top=top, row_mm=_ROW_MM)
        figure, axes = sheet(width_mm, layout.bottom + _KEY_MM)
        _draw_heads(axes, layout, heads)
        for position, name in enumerate(down):
            draw_label(axes, layout, position, name, is_own=bool(own) and name == own)
            _draw_cells(
                axes, layout, position, [shown[name, other] for other in across], (_breaks(numbers), value_text)
            )
        _draw_key(axes, (numbers, value_text, unit), set(map(str, shown.values())), (layout.bottom + 3.6, width_mm))
    beyond = left_out(n_beyond=len(every) - len(down))
    head = f"Grid of {len(down)} row{'s' * (len(down) != 1)} by {len(across)} column{'s' * (len(across) != 1)}, {unit}"
    told = _in_words(list(shown.values()), numbers, value_text)
    return Chart(figure, spoken(head, told, beyond, title), title, f"{note} {beyond}".strip(), data=listed)


def _without_withheld(listed: pd.DataFrame, value: str, state: str) -> pd.DataFrame:
    return listed if state not in listed else listed.assign(**{value: listed[value].mask(listed[state] == WITHHELD)})


def _cell(row: Mapping[Any, Any], value: str, state: str) -> float | str:
    told, number = row.get(state), number_of(row.get(value))
    is_withheld = not is_missing(row.get("is_withheld")) and bool(row["is_withheld"])
    if is_withheld or told == WITHHELD:
        return WITHHELD
    if not is_missing(told) and told in {NONE, UNKNOWN, DOES_NOT_APPLY}:
        return str(told)
    if number is not None:
        return number
    return UNKNOWN if is_missing(told) or told == "known" else STATE_WORDS.get(str(told), clean_text(told))


def _places(layout: RowLayout, n: int) -> list[tuple[float, float]]:
    wide = (layout.width_mm - layout.left) / n
    return [(layout.left + wide * number, layout.left + wide * (number + 1)) for number in range(n)]


def _heads(across: Sequence[str], down: Sequence[str], width_mm: float) -> list[_Head]:
    """Break the heads into lines; on two levels, each twice as wide, where a word is longer than its column is wide."""
    left = laid_out(down, width_mm=width_mm).left
    wide = (width_mm - left) / len(across)
    words = [word for name in across for word in printable(name).split(" ")]
    if len(across) < 3 or max(width_of(word) for word in words) <= wide - 1.2:
        return [_Head(left + wide * (n + 0.5), wrapped(name, wide - 1.2, most=4), 0) for n, name in enumerate(across)]
    heads = []
    for number, name in enumerate(across):
        is_last = number == len(across) - 1
        x = width_mm - 0.75 * wide if is_last else left + wide * (number + 0.5)
        lines = wrapped(name, (1.5 if is_last else 2) * wide - 2, most=4)
        heads.append(_Head(x, lines, (len(across) - number) % 2))
    return heads


def _level_mm(heads: Sequence[_Head], level: int) -> float:
    return max((len(head.lines) for head in heads if head.level == level), default=0) * _HEAD_LINE_MM


def _draw_heads(axes: Axes, layout: RowLayout, heads: Sequence[_Head]) -> None:
    lift = _level_mm(heads, 0) + 1.4
    for head, (left, right) in zip(heads, _places(layout, len(heads)), strict=True):
        base = layout.top - 2.2 - lift * head.level
        for number, line in enumerate(reversed(head.lines)):
            write(axes, head.x, base - _HEAD_LINE_MM * number, line, color=GREY, ha="center")
        if head.level:
            middle = (left + right) / 2
            axes.plot([middle, middle], [base + 1.8, layout.top], color=RULE, linewidth=0.7, zorder=0)


def _breaks(numbers: Sequence[float]) -> list[float]:
    """Cut the numbers into as many steps of equal length as there are blues."""
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 0.0)
    return [low + (high - low) * step / len(BLUES) for step in range(1, len(BLUES))]


def _blue(number: float, breaks: Sequence[float]) -> str:
    return BLUES[sum(number > edge for edge in breaks)]


def _draw_cells(
    axes: Axes, layout: RowLayout, position: int, cells: Sequence[float | str], how: tuple[Sequence[float], ValueText]
) -> None:
    breaks, value_text = how
    y, tall = layout.middle(position), layout.row_mm - 2 * _GAP
    for cell, (left, right) in zip(cells, _places(layout, len(cells)), strict=True):
        if cell == DOES_NOT_APPLY:
            continue
        words = value_text(cell) if isinstance(cell, float) else "" if cell == UNKNOWN else cell
        fill = (
            {"facecolor": _blue(cell, breaks), "edgecolor": "white", "linewidth": 0.8}
            if isinstance(cell, float)
            else None
        )
        bar(axes, left + _GAP, right - _GAP, y - tall / 2, tall, **(fill or _look(str(cell))))
        text = fitted(words, right - left - 1.2, size=TILE_POINTS)
        colour = INK if isinstance(cell, float) else GREY
        write(axes, (left + right) / 2, y, text, color=colour, ha="center", size=TILE_POINTS)


def _look(state: str) -> dict[str, Any]:
    return {UNKNOWN: UNKNOWN_CELL, WITHHELD: WITHHELD_CELL}.get(state, NONE_CELL)


def _draw_key(
    axes: Axes, ramp: tuple[Sequence[float], ValueText, str], states: set[str], place: tuple[float, float]
) -> None:
    (numbers, value_text, unit), (y, width_mm) = ramp, place
    x = 0.5
    if numbers:
        for words, fills in ((value_text(min(numbers)), BLUES), (value_text(max(numbers)), ())):
            write(axes, x, y, words, color=GREY)
            x += width_of(words) + 1.2
            for fill in fills:
                bar(axes, x, x + 5, y - 1.5, 3.0, facecolor=fill, edgecolor="white", linewidth=0.6)
                x += 5
            x += 1.2 * bool(fills)
        words = fitted(unit, width_mm * 0.4)
        write(axes, x, y, words, color=GREY)
        x += width_of(words) + 5
    for name in (name for name in _STATES if name in states):
        if name != DOES_NOT_APPLY:
            bar(axes, x, x + 5, y - 1.5, 3.0, **_look(name))
            x += 6.2
        write(axes, x, y, _KEY_WORDS[name], color=GREY)
        x += width_of(_KEY_WORDS[name]) + 5


def _in_words(cells: Sequence[float | str], numbers: Sequence[float], value_text: ValueText) -> str:
    span = f", from {value_text(min(numbers))} to {value_text(max(numbers))}" if numbers else ""
    counts = pd.Series([cell for cell in cells if isinstance(cell, str)], dtype="object").value_counts()
    others = [f"; {counts[name]} {STATE_WORDS.get(name, name).split(':')[0]}" for name in sorted(counts.index)]
    return f"Known in {len(numbers)} of {len(cells)} cells{span}{''.join(others)}"
