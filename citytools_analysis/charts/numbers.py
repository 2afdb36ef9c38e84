"""A scale of numbers across a sheet, with round steps, and how numbers on it are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import fitted, width_of, write
from citytools_analysis.style import GREY, RULE, money_text
from citytools_analysis.tables.fragment import is_missing

ValueText = Callable[[float], str]
AXIS_MM = 8.6  # room under the plot for the steps and the unit
_ROUND = (1.0, 2.0, 5.0, 10.0, 20.0)  # no 2.5: on an axis it would be written with the half cut off
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class NumberScale:
    """
    Numbers to millimetres; a number outside is drawn at the edge it lies beyond.

    Parameters
    ----------
    low, high
        Numbers at the two edges.
    left, right
        The edges in millimetres; right may lie before left, where numbers grow upwards.
    step
        How far the round numbers on it lie apart.

    Examples
    --------
    >>> scale = NumberScale(0, 10, 20, 40, 5)
    >>> scale(5), scale(99), scale.steps
    (30.0, 40.0, [0, 5, 10])
    """

    low: float
    high: float
    left: float
    right: float
    step: float

    def __call__(self, value: float) -> float:
        """Give the place of a number."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    @property
    def steps(self) -> list[float]:
        """The round numbers on it."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + self.step * number, 10) for number in range(count + 1)]


def number_of(value: object) -> float | None:
    """
    Give a cell as a number that can be drawn.

    Parameters
    ----------
    value
        A number, or nothing.

    Returns
    -------
    number
        The number; None where it is missing or not finite.

    Examples
    --------
    >>> number_of(3), number_of(float("inf")), number_of(None)
    (3.0, None, None)
    """
    number = math.nan if is_missing(value) else float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None


def number_scale(
    values: Iterable[object], *, left: float, right: float, least_mm: float = 16.0, has_zero: bool = False
) -> NumberScale:
    """
    Choose a scale that holds every number, from one round number to another.

    Parameters
    ----------
    values
        The numbers; missing ones are passed over.
    left, right
        The edges in millimetres.
    least_mm
        How far the steps lie apart at least.
    has_zero
        Whether nought is on it, whatever the numbers.

    Returns
    -------
    scale
        The scale; nought to one where there is no number.

    Examples
    --------
    >>> scale = number_scale([3.2, 7.9, None], left=0, right=60)
    >>> scale.low, scale.high, scale.step
    (2.0, 8.0, 2.0)
    """
    known = [number for value in values if (number := number_of(value)) is not None] + [0.0] * has_zero
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if low == high:
        low, high = (low, high + 1) if low == 0 else (low - abs(low) / 2, high + abs(high) / 2)
    most = max(int(abs(right - left) / least_mm), 1)
    magnitude = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (share * magnitude for share in _ROUND):
        first, last = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        if (last - first) / step <= most + 1e-9:
            break
    return NumberScale(first, last, left, right, step)


def number_text(value: float) -> str:
    """
    Write a number in as few figures as tell it.

    Parameters
    ----------
    value
        The number.

    Returns
    -------
    text
        Such as `12`, `3.4`, `0.25` or a number with a minus sign.

    Examples
    --------
    >>> number_text(12.0), number_text(3.42), number_text(0.254), number_text(12_300.4)
    ('12', '3.4', '0.25', '12,300')
    """
    size = abs(value)
    if round(size, 2) == round(size) or size >= 100:
        text = f"{size:,.0f}"
    else:
        text = f"{size:.1f}".removesuffix(".0") if size >= 1 else f"{size:.2f}".rstrip("0")
    return f"{_MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def share_text(value: float) -> str:
    """
    Write a share as a percentage.

    Parameters
    ----------
    value
        Share, 0 to 1.

    Returns
    -------
    text
        Such as `43%`; `under 1%` where rounding would say none.

    Examples
    --------
    >>> share_text(0.432), share_text(0.001), share_text(0.0), share_text(0.999)
    ('43%', 'under 1%', '0%', 'over 99%')
    """
    if 0 < value < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= value < 1 else f"{value * 100:.0f}%"


def pounds_text(value: float) -> str:
    """
    Write pounds in few figures, a loss with a minus sign.

    Parameters
    ----------
    value
        Pounds.

    Returns
    -------
    text
        Such as `£410k`; with its pence under £10.

    Examples
    --------
    >>> pounds_text(410_200), pounds_text(-2_981.4) == "\N{MINUS SIGN}£2,981", pounds_text(0.432)
    ('£410k', True, '£0.43')
    """
    size = abs(value)
    if 0 < size < 0.005:
        return "under 1p"
    text = money_text(size) if size >= 10 or size == round(size) else f"£{size:.2f}"
    return f"{_MINUS if value < 0 else ''}{text}"


def draw_axis(  # noqa: PLR0913 - where, what, and how it is written
    axes: Axes, scale: NumberScale, *, top: float, bottom: float, value_text: ValueText, unit: str
) -> None:
    """
    Draw the steps of a scale as quiet lines, with their numbers and the unit beneath.

    Parameters
    ----------
    axes
        The sheet.
    scale
        The scale.
    top, bottom
        From where to where the lines go, in millimetres.
    value_text
        How a number is written.
    unit
        What the numbers are.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(80, 20)
    >>> draw_axis(axes, NumberScale(0, 10, 10, 70, 5), top=2, bottom=10, value_text=number_text, unit="suppliers")
    >>> [text.get_text() for text in axes.texts]
    ['0', '5', '10', 'suppliers']
    """
    clear = -math.inf
    for step in scale.steps:
        x, words = scale(step), value_text(step)
        is_nought = step == 0 > scale.low
        colour, wide = (GREY, 0.9) if is_nought else (RULE, 0.5)
        axes.plot([x, x], [top, bottom], color=colour, linewidth=wide, zorder=0)
        half = width_of(words) / 2
        if x - half > clear:
            write(axes, x, bottom + 2.6, words, color=GREY, ha="center")
            clear = x + half + 1.5
    room = scale.right - scale.left + 20
    write(axes, scale.right, bottom + 6.4, fitted(unit, room), color=GREY, ha="right")
