"""How few suppliers make up how much: shares added up from the largest, with the 80% line."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import bar, fitted, house_style, sheet, width_of, write
from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.numbers import NumberScale, share_text
from citytools_analysis.charts.told import MEND, columns_of, left_out, nothing_to_draw, spoken, why_not
from citytools_analysis.style import DARK_ORANGE, GREY, INK, NAVY, RULE
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import Row, number_word, value_of

_TOP, _TALL, _FOOT, _LEFT = 4.0, 52.0, 9.0, 12.0  # millimetres
_LINE = 0.8  # the share that is marked
_LEAST_STEP, _NAMED, _WORD = 2.0, 3, 3.6


def cumulative_share(  # noqa: PLR0913 - all but the data are options by name
    frame: pd.DataFrame,
    *,
    title: str,
    note: str,
    basis: str,
    supplier: str = "supplier",
    share: str = "share",
    noun: str = "supplier",
    mend: str = MEND,
    width_mm: float = 172.0,
) -> Chart | Fragment:
    """
    Draw the shares of suppliers added up, the largest first, and at how many of them 80% is passed.

    Parameters
    ----------
    frame
        One row a supplier: the share (0 to 1) and perhaps the supplier, `rank`, `is_withheld`, `reason`; without the
        names (a public edition) the steps have none.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    basis
        What the shares are shares of, such as `boroughs that use a system for it`.
    supplier, share
        Columns of the names and the shares.
    noun
        What is counted, in the singular.
    mend
        What would fill it, where nothing can be drawn.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The steps, or a callout where no share is known; shares that do not add up to all are drawn as far as they go.

    Examples
    --------
    >>> frame = pd.DataFrame({"supplier": ["Larkspur", "Aldwych", "Mapleway"], "share": [0.6, 0.3, 0.1]})
    >>> cumulative_share(frame, title="Supply is concentrated", note="As of 23 Nov 2026.", basis="boroughs").alt
    'Cumulative steps of the shares of 3 suppliers, by boroughs. The largest has 60%; two have 80% or more. Supply is concentrated. The table is in the annex.'
    """
    listed = columns_of(frame, "rank", supplier, share)
    every = listed.to_dict("records")
    rows = sorted((row for row in every if not why_not(row, share)), key=lambda row: -float(row[share]))
    total = sum(float(row[share]) for row in rows)
    if not total:
        return nothing_to_draw(f"the shares of {noun}s", [{**row, "value": None} for row in every], mend=mend)
    sums = pd.Series([float(row[share]) for row in rows]).cumsum().clip(upper=1.0).tolist()
    with house_style():
        figure, axes = sheet(width_mm, _TOP + _TALL + _FOOT)
        scale = NumberScale(0, 1, _TOP + _TALL, _TOP, 0.2)
        _draw_frame(axes, scale, width_mm, f"{noun}s, the largest first; shares of {basis}")
        _draw_steps(axes, scale, [*zip(rows, sums, strict=True)], supplier, width_mm)
    n_hidden = len(every) - len(rows)
    hidden = left_out(n_withheld=sum(why_not(row, share).startswith("withheld") for row in every))
    n_unknown = n_hidden - sum(why_not(row, share).startswith("withheld") for row in every)
    hidden = f"{hidden} {left_out(n_unknown=n_unknown)}".strip()
    head = f"Cumulative steps of the shares of {len(rows)} {noun}{'s' * (len(rows) != 1)}, by {basis}"
    return Chart(figure, spoken(head, _reached(sums), hidden, title), title, f"{note} {hidden}".strip(), data=listed)


def _n_to_line(sums: Sequence[float]) -> int | None:
    return next((number for number, reached in enumerate(sums, start=1) if reached >= _LINE - 1e-9), None)


def _reached(sums: Sequence[float]) -> str:
    n = _n_to_line(sums)
    first = f"The largest has {share_text(sums[0])}"
    if n is None:
        return f"{first}; all of them together {share_text(sums[-1])}, less than 80%"
    return first if n == 1 else f"{first}; {number_word(n)} have 80% or more"


def _draw_frame(axes: Axes, scale: NumberScale, width_mm: float, words: str) -> None:
    for step in scale.steps:
        is_line = abs(step - _LINE) < 1e-9
        look = {"color": DARK_ORANGE, "linewidth": 1.0, "linestyle": (0, (4, 2))} if is_line else {"color": RULE}
        axes.plot([_LEFT, width_mm - 1], [scale(step)] * 2, zorder=3 if is_line else 0, **({"linewidth": 0.5} | look))
        colour, weight = (DARK_ORANGE, "bold") if is_line else (GREY, "normal")
        write(axes, _LEFT - 1.5, scale(step), share_text(step), ha="right", color=colour, weight=weight)
    write(axes, _LEFT, scale(0) + 6.6, fitted(words, width_mm - _LEFT), color=GREY)


def _draw_steps(
    axes: Axes, scale: NumberScale, steps: Sequence[tuple[Row, float]], supplier: str, width_mm: float
) -> None:
    wide = min((width_mm - _LEFT - 2) / len(steps), 16.0)
    n_line, clear = _n_to_line([reached for _, reached in steps]), 0.0
    for position, (_, reached) in enumerate(steps):
        left, y = _LEFT + position * wide, scale(reached)
        start = scale(steps[position - 1][1] if position else 0.0)
        look = {"facecolor": NAVY, "edgecolor": "white" if wide > _LEAST_STEP else NAVY, "linewidth": 0.4}
        bar(axes, left, left + wide, y, start - y, **look)
        bar(axes, left, left + wide, start, scale(0) - start, facecolor="#DDE2E7", edgecolor="none", zorder=0.5)
        words, middle = f"{position + 1}", left + wide / 2
        is_told = position in {0, len(steps) - 1} or position + 1 == n_line or wide > 5
        if is_told and middle - width_of(words) / 2 > clear:
            bold = {"color": DARK_ORANGE, "weight": "bold"} if position + 1 == n_line else {"color": GREY}
            write(axes, middle, scale(0) + 2.6, words, ha="center", **bold)
            clear = middle + width_of(words, bold=True) / 2 + 0.8
    _draw_names(axes, scale, steps, (supplier, wide, width_mm))


def _draw_names(
    axes: Axes, scale: NumberScale, steps: Sequence[tuple[Row, float]], place: tuple[str, float, float]
) -> None:
    """Name the largest few right of their steps, where nothing is drawn but the grey under later ones."""
    supplier, wide, width_mm = place
    if not steps or supplier not in steps[0][0]:
        return
    lowest = scale(0) - _WORD / 2
    for position, (row, reached) in enumerate(steps[:_NAMED]):
        start = steps[position - 1][1] if position else 0.0
        own, words = float(reached) - float(start), value_of(row, supplier)
        y = min((scale(start) + scale(reached)) / 2, lowest)
        x = _LEFT + (position + 1) * wide + 1
        if abs(scale(start) - scale(reached)) < _WORD:
            if position:
                break
            x = _clear(scale, steps, wide, y - _WORD / 2)  # below the first steps that leave its height free
            axes.plot([_LEFT + wide, x - 0.8], [y, y], color=GREY, linewidth=0.6, zorder=4)
        write(axes, x, y, fitted(f"{share_text(own)} {words}", width_mm - 1 - x), color=INK, zorder=4)


def _clear(scale: NumberScale, steps: Sequence[tuple[Row, float]], wide: float, height: float) -> float:
    """Give where the first step begins that stands wholly above a height, else the right edge of the steps."""
    beginnings = [0.0, *(reached for _, reached in steps)]
    return _LEFT + wide * next((n for n, reached in enumerate(beginnings) if scale(reached) <= height), len(steps)) + 1
