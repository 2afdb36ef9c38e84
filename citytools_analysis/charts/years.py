"""The frame of a timeline: from which day to which, a line a year, and today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import day_of, write
from citytools_analysis.charts.marks import Scale
from citytools_analysis.style import GREY, INK, RULE
from citytools_analysis.tables.words import Row

_PAST_DAYS, _LEAST_DAYS, _MOST_DAYS = 183, 761, 2192  # half a year back; two to six years ahead
_MOST_PAST_DAYS = 731


def time_scale(rows: Sequence[Row], as_of: date, *, left: float, right: float) -> Scale:
    """
    Choose from which day to which a timeline goes, so that its ends are seen and its past is short.

    Parameters
    ----------
    rows
        Rows with `end_date` and `latest_end_date`.
    as_of
        Today.
    left, right
        The edges in millimetres.

    Returns
    -------
    scale
        Half a year to two years back, and two to six years ahead.

    Examples
    --------
    >>> scale = time_scale([{"end_date": date(2027, 7, 31), "latest_end_date": None}], date(2026, 11, 23), left=0, right=9)
    >>> scale.first, scale.last
    (datetime.date(2026, 5, 24), datetime.date(2028, 12, 23))
    """
    ends = [day for row in rows if (day := day_of(row["end_date"]))]
    latest = [day for row in rows if (day := day_of(row["latest_end_date"]))]
    ahead = max((max([as_of, *ends, *latest]) - as_of).days + 61, _LEAST_DAYS)
    past = max((as_of - min([as_of, *ends])).days + 61, _PAST_DAYS)
    first = as_of - timedelta(days=min(past, _MOST_PAST_DAYS))
    return Scale(first, as_of + timedelta(days=min(ahead, _MOST_DAYS)), left, right)


def draw_years(axes: Axes, scale: Scale, *, top: float, bottom: float) -> None:
    """
    Draw a quiet line where each year begins, and its number beneath.

    Parameters
    ----------
    axes
        The sheet.
    scale
        Days to millimetres.
    top, bottom
        From where to where the lines go, in millimetres.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(60, 20)
    >>> draw_years(axes, Scale(date(2026, 6, 1), date(2028, 6, 1), 0, 60), top=2, bottom=12)
    >>> [text.get_text() for text in axes.texts]
    ['2027', '2028']
    """
    for year in range(scale.first.year + 1, scale.last.year + 1):
        x = scale(date(year, 1, 1))
        axes.plot([x, x], [top - 1, bottom], color=RULE, linewidth=0.5, zorder=0)
        write(axes, x, bottom + 2.6, str(year), color=GREY, ha="center")
    axes.plot([scale.left, scale.right], [bottom, bottom], color=INK, linewidth=0.6)


def draw_today(axes: Axes, scale: Scale, as_of: date, *, top: float, bottom: float) -> None:
    """
    Draw the line of today.

    Parameters
    ----------
    axes
        The sheet.
    scale
        Days to millimetres.
    as_of
        Today.
    top, bottom
        From where to where the line goes, in millimetres.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(60, 20)
    >>> draw_today(axes, Scale(date(2026, 1, 1), date(2028, 1, 1), 0, 60), date(2027, 1, 1), top=5, bottom=12)
    >>> axes.texts[0].get_text()
    'today'
    """
    x = scale(as_of)
    axes.plot([x, x], [top - 1, bottom], color=INK, linewidth=0.9, zorder=3)
    write(axes, x, top - 2.8, "today", ha="center")
