"""The marks of a timeline: what is committed, what an option adds, what ran out, what rolls on, when to act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from citytools_analysis.charts.canvas import TILE_POINTS, bar, day_of, fitted, width_of, write
from citytools_analysis.style import DARK_ORANGE, GREY, NAVY, ORANGE, TEAL, date_text
from citytools_analysis.tables.words import Row, end_text

THICKNESS = 3.2  # millimetres

LOOKS: dict[str, dict[str, Any]] = {
    "committed": {"facecolor": NAVY, "edgecolor": NAVY, "linewidth": 0.6},
    "option": {"facecolor": "white", "edgecolor": TEAL, "hatch": "//////", "linewidth": 0.8},
    "expired, in use": {"facecolor": "white", "edgecolor": DARK_ORANGE, "linewidth": 1.0, "linestyle": (0, (2, 1.4))},
    "rolling": {"facecolor": "white", "edgecolor": NAVY, "linewidth": 0.9},
}
_ACT_BY = "act by"
_ORDER = (*LOOKS, _ACT_BY)


@dataclass(frozen=True)
class Scale:
    """
    Days to millimetres; days outside are drawn at the edge they lie beyond.

    Parameters
    ----------
    first, last
        Days at the left and right edge.
    left, right
        The edges in millimetres.

    Examples
    --------
    >>> scale = Scale(date(2026, 1, 1), date(2028, 1, 1), 10, 20)
    >>> scale(date(2027, 1, 1)), scale(date(2035, 1, 1))
    (15.0, 20.0)
    """

    first: date
    last: date
    left: float
    right: float

    def __call__(self, day: date) -> float:
        """Give the place of a day."""
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


def draw_term(axes: Axes, scale: Scale, row: Row, *, top: float, as_of: date) -> set[str]:
    """
    Draw the bar of one contract.

    Parameters
    ----------
    axes
        The sheet.
    scale
        Days to millimetres.
    row
        One row of `renewals.decisions`.
    top
        Upper edge of the bar in millimetres.
    as_of
        Today: how far an expired contract has run on.

    Returns
    -------
    marks
        Which marks were used, for the key.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(60, 10)
    >>> row = {"end_state": "known", "end_date": date(2027, 7, 31), "latest_end_date": date(2029, 7, 31)}
    >>> sorted(draw_term(axes, Scale(date(2026, 1, 1), date(2030, 1, 1), 0, 60), row, top=2, as_of=date(2026, 11, 23)))
    ['committed', 'option']
    """
    start, end, latest = (day_of(row.get(name)) for name in ("start_date", "end_date", "latest_end_date"))
    left = scale(start or scale.first)
    if end is None:
        _draw_rolling(axes, scale, row, left, top)
        return {"rolling"}
    bar(axes, left, scale(end), top, THICKNESS, **LOOKS["committed"])
    if end < as_of:
        bar(axes, scale(end), scale(as_of), top, THICKNESS, **LOOKS["expired, in use"])
        return {"committed", "expired, in use"}
    if latest is None or latest <= end:
        _draw_beyond(axes, scale, end, top)
        return {"committed"}
    bar(axes, scale(end), scale(latest), top, THICKNESS, **LOOKS["option"])
    _draw_beyond(axes, scale, latest, top)
    return {"committed", "option"}


def _draw_rolling(axes: Axes, scale: Scale, row: Row, left: float, top: float) -> None:
    point, middle = scale.right + 2, top + THICKNESS / 2
    edge = [(left, top), (scale.right, top), (point, middle), (scale.right, top + THICKNESS), (left, top + THICKNESS)]
    axes.add_patch(Polygon(edge, closed=True, **LOOKS["rolling"]))
    words = fitted(end_text(row), scale.right - left - 2, size=TILE_POINTS)
    write(axes, scale.right - 0.5, middle, words, size=TILE_POINTS, ha="right", color=NAVY)


def _draw_beyond(axes: Axes, scale: Scale, day: date, top: float) -> None:
    if day > scale.last:
        words = f"to {date_text(day, precision='month')}"
        _on_bar(axes, scale.right - 0.8, top, words, ha="right", color=NAVY, paper="white")


def draw_act_by(axes: Axes, scale: Scale, act_by: date | None, *, top: float, clear: float = 0.0) -> set[str]:
    """
    Mark the last day to act; a day left of the picture becomes an arrow to the left with its month.

    Parameters
    ----------
    axes
        The sheet.
    scale
        Days to millimetres.
    act_by
        The day, or None where there is none.
    top
        Upper edge of the bar in millimetres.
    clear
        From where on the row is empty, in millimetres: words that do not fit on the bar stand there.

    Returns
    -------
    marks
        Which marks were used, for the key.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(60, 10)
    >>> _ = draw_act_by(axes, Scale(date(2026, 1, 1), date(2030, 1, 1), 0, 60), date(2025, 4, 15), top=2)
    >>> axes.texts[0].get_text()
    'passed Apr 2025'
    """
    if act_by is None:
        return set()
    middle = top + THICKNESS / 2
    if act_by >= scale.first:
        _triangle(axes, scale(act_by), middle)
        return {_ACT_BY}
    x = scale.left + 0.5
    corners = [(x, middle), (x + 2.6, middle - 1.5), (x + 2.6, middle + 1.5)]
    axes.add_patch(Polygon(corners, facecolor=ORANGE, edgecolor="white", linewidth=0.6, zorder=5))
    words = f"passed {date_text(act_by, precision='month')}"
    room = clear + 1.2 + width_of(words, size=TILE_POINTS) < scale.right + 3
    left = max(clear + 1.2, x + 3.4) if room else x + 3.4
    _on_bar(axes, left, top, words, ha="left", color=DARK_ORANGE, paper="white")
    return {_ACT_BY}


def _triangle(axes: Axes, x: float, middle: float) -> None:
    corners = [(x - 1.7, middle - 1.5), (x + 1.7, middle - 1.5), (x, middle + 1.7)]
    axes.add_patch(Polygon(corners, facecolor=ORANGE, edgecolor="white", linewidth=0.6, zorder=5))


def _on_bar(axes: Axes, x: float, top: float, words: str, **look: Any) -> None:
    box = {"facecolor": look.pop("paper"), "edgecolor": "none", "pad": 0.5}
    write(axes, x, top + THICKNESS / 2, words, size=TILE_POINTS, bbox=box, zorder=4, **look)


def draw_key(axes: Axes, marks: set[str], *, y: float) -> None:
    """
    Explain the marks that were used, each drawn beside its word.

    Parameters
    ----------
    axes
        The sheet.
    marks
        What `draw_term` and `draw_act_by` gave back.
    y
        Middle of the line in millimetres.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(60, 10)
    >>> draw_key(axes, {"option", "committed"}, y=5)
    >>> [text.get_text() for text in axes.texts]
    ['committed', 'option']
    """
    x = 0.5
    for name in (name for name in _ORDER if name in marks):
        if name == _ACT_BY:
            _triangle(axes, x + 1.7, y)
        else:
            bar(axes, x, x + 4, y - 1.3, 2.6, **LOOKS[name])
        shift = 4.2 if name == _ACT_BY else 5.0
        write(axes, x + shift, y, name, color=GREY)
        x += shift + width_of(name) + 3.5
