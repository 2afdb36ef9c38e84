"""The marks of a timeline: what is committed, what an option adds, what ran out, what rolls on, when to act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from citytools_analysis.charts.canvas import TEXT_POINTS, TILE_POINTS, bar, day_of, fitted, width_of, write
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


def draw_term(  # noqa: PLR0913 - where, what, and how large
    axes: Axes,
    scale: Scale,
    row: Row,
    *,
    top: float,
    as_of: date,
    thickness: float = THICKNESS,
    size: float = TILE_POINTS,
) -> set[str]:
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
    thickness
        Of the bar, in millimetres.
    size
        Of words on it, in points.

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
        _draw_rolling(axes, scale, row, (left, top, thickness, size))
        return {"rolling"}
    bar(axes, left, scale(end), top, thickness, **LOOKS["committed"])
    if end < as_of:
        bar(axes, scale(end), scale(as_of), top, thickness, **LOOKS["expired, in use"])
        return {"committed", "expired, in use"}
    if latest is None or latest <= end:
        _draw_beyond(axes, scale, end, top + thickness / 2, size)
        return {"committed"}
    bar(axes, scale(end), scale(latest), top, thickness, **LOOKS["option"])
    _draw_beyond(axes, scale, latest, top + thickness / 2, size)
    return {"committed", "option"}


def _draw_rolling(axes: Axes, scale: Scale, row: Row, place: tuple[float, float, float, float]) -> None:
    left, top, thickness, size = place
    point, middle, bottom = scale.right + 2, top + thickness / 2, top + thickness
    edge = [(left, top), (scale.right, top), (point, middle), (scale.right, bottom), (left, bottom)]
    axes.add_patch(Polygon(edge, closed=True, **LOOKS["rolling"]))
    words = fitted(end_text(row), scale.right - left - 2, size=size)
    write(axes, scale.right - 0.5, middle, words, size=size, ha="right", color=NAVY)


def _draw_beyond(axes: Axes, scale: Scale, day: date, middle: float, size: float) -> None:
    if day > scale.last:
        words = f"to {date_text(day, precision='month')}"
        _on_bar(axes, scale.right - 0.8, middle, words, ha="right", color=NAVY, paper="white", size=size)


def draw_act_by(  # noqa: PLR0913 - where, what, and how large
    axes: Axes,
    scale: Scale,
    act_by: date | None,
    *,
    top: float,
    clear: float = 0.0,
    thickness: float = THICKNESS,
    size: float = TILE_POINTS,
) -> set[str]:
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
    thickness
        Of the bar, in millimetres; the marker grows with it.
    size
        Of words, in points.

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
    middle, grown = top + thickness / 2, thickness / THICKNESS
    if act_by >= scale.first:
        _triangle(axes, scale(act_by), middle, grown)
        return {_ACT_BY}
    x, beyond = scale.left + 0.5, 2.6 * grown
    corners = [(x, middle), (x + beyond, middle - 1.5 * grown), (x + beyond, middle + 1.5 * grown)]
    axes.add_patch(Polygon(corners, facecolor=ORANGE, edgecolor="white", linewidth=0.6, zorder=5))
    words = f"passed {date_text(act_by, precision='month')}"
    room = clear + 1.2 + width_of(words, size=size) < scale.right + 3
    left = max(clear + 1.2, x + beyond + 0.8) if room else x + beyond + 0.8
    _on_bar(axes, left, middle, words, ha="left", color=DARK_ORANGE, paper="white", size=size)
    return {_ACT_BY}


def _triangle(axes: Axes, x: float, middle: float, grown: float = 1.0) -> None:
    wide, tall = 1.7 * grown, 1.5 * grown
    corners = [(x - wide, middle - tall), (x + wide, middle - tall), (x, middle + wide)]
    axes.add_patch(Polygon(corners, facecolor=ORANGE, edgecolor="white", linewidth=0.6, zorder=5))


def _on_bar(axes: Axes, x: float, middle: float, words: str, **look: Any) -> None:
    box = {"facecolor": look.pop("paper"), "edgecolor": "none", "pad": 0.5}
    write(axes, x, middle, words, bbox=box, zorder=4, **look)


def draw_key(axes: Axes, marks: set[str], *, y: float, size: float = TEXT_POINTS) -> None:
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
    size
        Of the words, in points; the marks grow with it.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(60, 10)
    >>> draw_key(axes, {"option", "committed"}, y=5)
    >>> [text.get_text() for text in axes.texts]
    ['committed', 'option']
    """
    x, grown = 0.5, size / TEXT_POINTS
    for name in (name for name in _ORDER if name in marks):
        if name == _ACT_BY:
            _triangle(axes, x + 1.7 * grown, y, grown)
        else:
            bar(axes, x, x + 4 * grown, y - 1.3 * grown, 2.6 * grown, **LOOKS[name])
        shift = (4.2 if name == _ACT_BY else 5.0) * grown
        write(axes, x + shift, y, name, color=GREY, size=size)
        x += shift + width_of(name, size=size) + 3.5 * grown
