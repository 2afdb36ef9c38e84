"""A value with its interval (thick line) and its bounds (thin line with ends): two things that are never merged."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import MM_PER_POINT, fitted, width_of, write
from citytools_analysis.charts.numbers import NumberScale, number_of
from citytools_analysis.style import GREY, NAVY, TEAL
from citytools_analysis.tables.fragment import clean_text, is_missing
from citytools_analysis.tables.words import Row

INTERVAL, BOUNDS = "95% interval", "bounds: whatever the others would say"
_KEY_ORDER = (INTERVAL, BOUNDS)
_HOLLOW, _TICK_MM = "hollow: ", 0.9


def draw_value(axes: Axes, scale: NumberScale, row: Row, y: float, *, is_own: bool = False) -> set[str]:
    """
    Draw one value with its interval and its bounds, as far as there are any.

    Parameters
    ----------
    axes
        The sheet.
    scale
        Numbers to millimetres.
    row
        `value`, and perhaps `lower`, `upper`, `bound_low`, `bound_high`; a `reason` to read it with care makes it hollow.
    y
        Middle of the row in millimetres.
    is_own
        Whether it is the reader's own: a navy diamond instead of a teal dot.

    Returns
    -------
    marks
        Which marks were used, for the key.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(60, 10)
    >>> row = {"value": 5.0, "lower": 4.0, "upper": 6.0, "bound_low": None, "bound_high": None}
    >>> draw_value(axes, NumberScale(0, 10, 10, 50, 5), row, 5)
    {'95% interval'}
    """
    colour, marks = NAVY if is_own else TEAL, set[str]()
    bounds, interval = (_ends(row, *names) for names in (("bound_low", "bound_high"), ("lower", "upper")))
    if bounds:
        _line_with_ends(axes, scale(bounds[0]), scale(bounds[1]), y)
        marks.add(BOUNDS)
    if interval:
        axes.plot([scale(end) for end in interval], [y, y], solid_capstyle="butt", **_thick(colour))
        marks.add(INTERVAL)
    value = number_of(row.get("value"))
    if value is not None:
        care = care_of(row)
        draw_dot(axes, scale(value), y, colour=colour, is_diamond=is_own, is_hollow=bool(care))
        marks |= {f"{_HOLLOW}{care}"} if care else set()
    return marks


def care_of(row: Row) -> str:
    """
    Give what makes a value that is drawn uncertain.

    Parameters
    ----------
    row
        One row of a frame, perhaps with `reason`.

    Returns
    -------
    words
        Such as `very uncertain: fewer than 5 boroughs`, or nothing.

    Examples
    --------
    >>> care_of({"value": 1.0, "reason": "very uncertain: fewer than 5 boroughs"}), care_of({"value": 1.0})
    ('very uncertain: fewer than 5 boroughs', '')
    """
    return "" if is_missing(row.get("reason")) else clean_text(row["reason"])


def _ends(row: Row, low: str, high: str) -> tuple[float, float] | None:
    ends = number_of(row.get(low)), number_of(row.get(high))
    return None if ends[0] is None or ends[1] is None or ends[0] == ends[1] else (ends[0], ends[1])


def _thick(colour: str) -> dict[str, Any]:
    return {"color": colour, "linewidth": 1.1 / MM_PER_POINT, "zorder": 3}


def _line_with_ends(axes: Axes, left: float, right: float, y: float) -> None:
    axes.plot([left, right], [y, y], color=GREY, linewidth=0.8, zorder=2)
    for x in (left, right):
        axes.plot([x, x], [y - _TICK_MM, y + _TICK_MM], color=GREY, linewidth=0.8, zorder=2)


def draw_dot(  # noqa: PLR0913 - where, and how it looks
    axes: Axes, x: float, y: float, *, colour: str = TEAL, is_diamond: bool = False, is_hollow: bool = False,
    size_mm: float = 2.4,
) -> None:  # fmt: skip
    """
    Draw a dot with a white rim, a diamond, or a hollow dot.

    Parameters
    ----------
    axes
        The sheet.
    x, y
        Its middle in millimetres.
    colour
        Its colour.
    is_diamond
        Whether it has corners.
    is_hollow
        Whether only its rim is drawn.
    size_mm
        How wide it is.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(60, 10)
    >>> draw_dot(axes, 30, 5, is_diamond=True)
    >>> axes.lines[0].get_marker()
    'D'
    """
    points = size_mm / MM_PER_POINT * (0.85 if is_diamond else 1)
    rim = {"markerfacecolor": "white", "markeredgecolor": colour, "markeredgewidth": 1.3}
    full = {"markerfacecolor": colour, "markeredgecolor": "white", "markeredgewidth": 0.7}
    marker = "D" if is_diamond else "o"
    axes.plot([x], [y], marker=marker, markersize=points, zorder=4, **(rim if is_hollow else full))  # type: ignore[arg-type]


def draw_interval_key(axes: Axes, marks: set[str], *, y: float) -> None:
    """
    Explain the marks that were used, each drawn beside its words.

    Parameters
    ----------
    axes
        The sheet.
    marks
        What `draw_value` gave back.
    y
        Middle of the line in millimetres.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(160, 10)
    >>> draw_interval_key(axes, {BOUNDS, INTERVAL}, y=5)
    >>> [text.get_text() for text in axes.texts]
    ['95% interval', 'bounds: whatever the others would say']
    """
    x = 1.5
    hollow = sorted(name for name in marks if name.startswith(_HOLLOW))
    told = hollow if len(hollow) < 2 else [f"{_HOLLOW}uncertain, the annex says why"]
    for name in [*(name for name in _KEY_ORDER if name in marks), *told]:
        if name == INTERVAL:
            axes.plot([x - 1, x + 5], [y, y], solid_capstyle="butt", **_thick(TEAL))
        elif name == BOUNDS:
            _line_with_ends(axes, x - 1, x + 5, y)
        if name != BOUNDS:
            draw_dot(axes, x + 2, y, is_hollow=name in told)
        words = fitted(name, axes.get_xlim()[1] - x - 6.2)
        write(axes, x + 6.2, y, words, color=GREY)
        x += 12 + width_of(words)
