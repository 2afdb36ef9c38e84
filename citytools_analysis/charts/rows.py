"""Rows under one another, a name at the left of each and a count at its right: the frame of most charts here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from citytools_analysis.charts.canvas import TEXT_POINTS, fitted, printable, width_of, write
from citytools_analysis.charts.wrap import wrapped
from citytools_analysis.style import GREY, INK, NAVY, PALE

_MOST_SHARE, _GAP, _LINE_MM = 0.42, 3.0, 3.4
_EDGE = 3.0  # millimetres kept free at the right, for half of the last number on the axis


@dataclass(frozen=True)
class RowLayout:
    """
    Where the rows of a chart stand, in millimetres.

    Parameters
    ----------
    width_mm
        Width of the sheet.
    left, right
        Where the plot begins and ends; names stand left of it, counts right of it.
    top
        Upper edge of the first row.
    row_mm
        Height of a row.
    n_rows
        How many there are.

    Examples
    --------
    >>> layout = RowLayout(172, 60, 160, 5, 6, 10)
    >>> layout.middle(0), layout.bottom
    (8.0, 65)
    """

    width_mm: float
    left: float
    right: float
    top: float
    row_mm: float
    n_rows: int

    @property
    def bottom(self) -> float:
        """Lower edge of the last row."""
        return self.top + self.row_mm * self.n_rows

    def middle(self, position: int) -> float:
        """Give the middle of a row."""
        return self.top + self.row_mm * (position + 0.5)


def laid_out(
    labels: Sequence[str], *, width_mm: float, top: float = 2.0, row_mm: float = 5.6, beside: Sequence[str] = ()
) -> RowLayout:
    """
    Give names the room they need, up to two fifths of the sheet, and counts theirs.

    Parameters
    ----------
    labels
        The names.
    width_mm
        Width of the sheet.
    top
        Upper edge of the first row.
    row_mm
        Height of a row; more where a name takes two lines.
    beside
        What stands at the right of the rows.

    Returns
    -------
    layout
        The layout.

    Examples
    --------
    >>> short, long = (laid_out([name], width_mm=172) for name in ("Telephony", "Telephony " * 8))
    >>> short.left < long.left, short.row_mm < long.row_mm
    (True, True)
    """
    most = width_mm * _MOST_SHARE
    widest = max((width_of(printable(label), bold=True) for label in labels), default=0.0)
    counts = max((width_of(printable(words), bold=True) for words in beside), default=0.0)
    right = width_mm - (counts + _GAP + 1 if counts else _EDGE)
    tall = max(row_mm, 2 * _LINE_MM + 0.8) if widest > most else row_mm
    return RowLayout(width_mm, min(widest, most) + _GAP, right, top, tall, len(labels))


def draw_label(axes: Axes, layout: RowLayout, position: int, label: object, *, is_own: bool = False) -> None:
    """
    Write the name of a row; the reader's own stands in bold on a pale band.

    Parameters
    ----------
    axes
        The sheet.
    layout
        Where the rows stand.
    position
        Which row, from 0.
    label
        Untrusted text.
    is_own
        Whether it is the reader's own.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(100, 20)
    >>> draw_label(axes, laid_out(["Planning"], width_mm=100), 0, "Planning")
    >>> axes.texts[0].get_text()
    'Planning'
    """
    middle = layout.middle(position)
    if is_own:
        axes.axhspan(middle - layout.row_mm / 2, middle + layout.row_mm / 2, color=PALE, zorder=-1)
    lines = wrapped(label, layout.left - _GAP, bold=is_own)
    look = {"color": NAVY, "weight": "bold"} if is_own else {"color": INK}
    for number, line in enumerate(lines):
        write(axes, 0, middle + (number - (len(lines) - 1) / 2) * _LINE_MM, line, **look)


def draw_instead(axes: Axes, layout: RowLayout, position: int, words: str) -> None:
    """
    Write in a row why nothing is drawn there.

    Parameters
    ----------
    axes
        The sheet.
    layout
        Where the rows stand.
    position
        Which row, from 0.
    words
        Such as `withheld: fewer than 5 decision-makers`.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(100, 20)
    >>> draw_instead(axes, laid_out(["Planning"], width_mm=100), 0, "unknown")
    >>> axes.texts[0].get_text(), axes.texts[0].get_style()
    ('unknown', 'normal')
    """
    room = layout.right - layout.left
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    write(axes, layout.left + 2.0, layout.middle(position), fitted(words, room - 2), color=GREY, bbox=box)


def draw_beside(axes: Axes, layout: RowLayout, position: int, words: str) -> None:
    """
    Write a count at the right of a row.

    Parameters
    ----------
    axes
        The sheet.
    layout
        Where the rows stand.
    position
        Which row, from 0.
    words
        The count.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(100, 20)
    >>> draw_beside(axes, laid_out(["Planning"], width_mm=100, beside=["n"]), 0, "12")
    >>> axes.texts[0].get_ha()
    'right'
    """
    write(axes, layout.width_mm - 0.5, layout.middle(position), words, color=GREY, ha="right", size=TEXT_POINTS)


def draw_heads(axes: Axes, layout: RowLayout, *, left: str = "", right: str = "", beside: str = "") -> None:
    """
    Write what lies at the left and right of the plot, and what the counts are, above the rows.

    Parameters
    ----------
    axes
        The sheet.
    layout
        Where the rows stand.
    left, right
        Words above the two ends of the plot.
    beside
        Head of the counts.

    Examples
    --------
    >>> from citytools_analysis.charts.canvas import sheet
    >>> _, axes = sheet(100, 20)
    >>> draw_heads(axes, laid_out(["Planning"], width_mm=100, top=6), left="worse", right="better", beside="n")
    >>> [text.get_text() for text in axes.texts]
    ['worse', 'better', 'n']
    """
    y = layout.top - 2.6
    for x, words, ha in ((layout.left, left, "left"), (layout.right, right, "right")):
        if words:
            write(axes, x, y, words, color=GREY, ha=ha)
    if beside:
        write(axes, layout.width_mm - 0.5, y, beside, color=GREY, ha="right")
