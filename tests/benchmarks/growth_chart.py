"""Draws how time and memory grow: a panel for each quantity, both axes logarithmic, with a line of slope 1 beside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from benchmarks.measured import slope, slope_text
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from citytools_analysis.charts.canvas import TEXT_POINTS, house_style
from citytools_analysis.style import GREY, INK, NAVY, RULE, TEAL

if TYPE_CHECKING:
    from benchmarks.time_growth import Growth

_INCHES = (7.1, 4.2)
_ROWS = (("cpu", NAVY, "o"), ("megabytes", TEAL, "s"))


def draw(growths: Sequence[Growth], path: Path) -> Path:
    """Draw the chart and write it; the same figures give the same bytes."""
    with house_style(), mpl.rc_context({"svg.hashsalt": "growth", "font.size": TEXT_POINTS}):
        figure = Figure(figsize=_INCHES, facecolor="white")
        figure.subplots_adjust(left=0.09, right=0.985, top=0.92, bottom=0.12, wspace=0.42, hspace=0.14)
        panels = figure.subplots(2, len(growths), sharex="col")
        for place, growth in enumerate(growths):
            for row, (name, colour, marker) in enumerate(_ROWS):
                _panel(panels[row][place], growth.sizes, getattr(growth, name), colour, marker)
            panels[0][place].set_title(growth.against, size=TEXT_POINTS, weight="bold", color=INK)
        panels[0][0].set_ylabel("processor seconds", color=INK)
        panels[1][0].set_ylabel("megabytes held", color=INK)
        figure.text(
            0.985, 0.012, "Both axes are logarithmic; the dashed line has slope 1.", ha="right", size=7, color=GREY
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Date": None, "Title": alt_text(growths)})
    return path


def alt_text(growths: Sequence[Growth]) -> str:
    """Say what the chart shows, for those who do not see it."""
    said = [
        f"{one.against} from {one.sizes[0]:,} to {one.sizes[-1]:,}, time {slope_text(slope(one.sizes, one.cpu))} "
        f"and memory {slope_text(slope(one.sizes, one.megabytes))}"
        for one in growths
        if one.sizes
    ]
    return f"Slopes of processor time and memory, where 1 is linear: {'; '.join(said)}."


def _panel(axes: Axes, sizes: Sequence[int], values: Sequence[float], colour: str, marker: str) -> None:
    axes.set(xscale="log", yscale="log")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=7, colors=GREY)
    axes.minorticks_off()
    if sizes:
        axes.plot(sizes, values, color=colour, marker=marker, markersize=4, linewidth=1.5)
        axes.plot(
            [sizes[0], sizes[-1]], [values[0], values[0] * sizes[-1] / sizes[0]], color=RULE, linestyle="--", zorder=0
        )
        axes.set_ylim(min(values) / 2, max(values) * 3)
        axes.set_xticks([sizes[0], sizes[-1]], [_short(sizes[0]), _short(sizes[-1])])
        ends = [min(values), max(values)] if max(values) > 1.3 * min(values) else [max(values)]
        axes.set_yticks(ends, [_short(value) for value in ends])
        told = f"slope {slope_text(slope(sizes, values))}"
        axes.text(0.05, 0.97, told, transform=axes.transAxes, va="top", color=INK, size=TEXT_POINTS)


def _short(value: float) -> str:
    """Write a number as a tick has room for, such as 5m."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g}m"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
