"""
A sheet to draw on in millimetres from its top left corner, with the report's fonts.

Charts are drawn at the size they are printed, so that 8 points in a chart are 8 points on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle

from citytools_analysis.brand.spoken import spoken
from citytools_analysis.style import FONT, INK
from citytools_analysis.tables.fragment import clean_text

TEXT_POINTS = 8.0
TILE_POINTS = 7.5
MM_PER_POINT = 25.4 / 72

_FALLBACK = "DejaVu Sans"
_SETTINGS: Any = {
    "font.family": [FONT, _FALLBACK],
    "hatch.linewidth": 0.7,
    "text.parse_math": False,
    "axes.unicode_minus": True,
}


@cache
def _charmap() -> frozenset[int]:
    folder = Path(__file__).parents[1] / "fonts"
    own = sorted(folder.glob("OpenSans-*.ttf"))
    for path in own:
        font_manager.fontManager.addfont(path)
    fallback = font_manager.findfont(_FALLBACK)
    paths = [*(path for path in own if path.stem.endswith("Regular")), Path(fallback)]
    return frozenset(code for path in paths for code in FT2Font(str(path)).get_charmap())


@cache
def _face(*, bold: bool) -> FT2Font:
    """Open the font a line is measured with: outlines would tell the same width a hundred times slower."""
    _charmap()
    weight = "bold" if bold else "normal"
    families = [font_manager.FontProperties(family=name, weight=weight) for name in (FONT, _FALLBACK)]
    return font_manager.get_font([font_manager.findfont(family) for family in families])


def house_settings() -> Any:  # Matplotlib's own type names every setting there is
    """
    Give the settings under which charts are drawn, whose fonts are known from then on.

    Returns
    -------
    settings
        Of Matplotlib, by name.

    Examples
    --------
    >>> house_settings()["font.family"][0]
    'Open Sans'
    """
    _charmap()
    return dict(_SETTINGS)


@contextmanager
def house_style() -> Iterator[None]:
    """
    Draw and save in the report's fonts; the caller's settings come back afterwards.

    Yields
    ------
    None
        Nothing; the settings hold inside the block.

    Examples
    --------
    >>> with house_style():
    ...     mpl.rcParams["font.family"][0]
    'Open Sans'
    """
    with mpl.rc_context(house_settings()):
        yield


def sheet(width_mm: float, height_mm: float) -> tuple[Figure, Axes]:
    """
    Open a blank sheet whose units are millimetres, y counted downwards.

    Parameters
    ----------
    width_mm, height_mm
        Printed size.

    Returns
    -------
    figure, axes
        A figure that no pyplot knows of, and axes that fill it.

    Examples
    --------
    >>> figure, axes = sheet(100, 50)
    >>> [float(round(25.4 * inches)) for inches in figure.get_size_inches()], bool(axes.yaxis_inverted())
    ([100.0, 50.0], True)
    """
    figure = Figure(figsize=(width_mm / 25.4, height_mm / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width_mm)
    axes.set_ylim(height_mm, 0)
    axes.set_axis_off()
    return figure, axes


def write(axes: Axes, x: float, y: float, text: object, **how: Any) -> None:
    """
    Write text on the sheet as it stands: never as mathematics, never with a character the fonts lack.

    Parameters
    ----------
    axes
        The sheet.
    x, y
        Place in millimetres.
    text
        What to write.
    **how
        Options of matplotlib's text; size 8 points, ink, centred vertically unless given.

    Examples
    --------
    >>> _, axes = sheet(50, 10)
    >>> write(axes, 1, 5, "$x_1$ costs $5")
    >>> axes.texts[0].get_text()
    '$x_1$ costs $5'
    """
    options: dict[str, Any] = {"size": TEXT_POINTS, "color": INK, "va": "center", "parse_math": False} | how
    axes.text(x, y, printable(text), **options)


def bar(axes: Axes, left: float, right: float, top: float, height: float, **look: Any) -> None:
    """
    Draw a bar from one millimetre to another.

    Parameters
    ----------
    axes
        The sheet.
    left, right
        Where it starts and ends.
    top, height
        Where it lies and how thick it is.
    **look
        Options of matplotlib's rectangle.

    Examples
    --------
    >>> _, axes = sheet(50, 10)
    >>> bar(axes, 5, 20, 2, 3, facecolor="black")
    >>> axes.patches[0].get_width()
    15
    """
    axes.add_patch(Rectangle((left, top), right - left, height, **look))


def printable(text: object) -> str:
    """
    Keep the characters the fonts have, and show a question mark for each of the others.

    Parameters
    ----------
    text
        Untrusted text.

    Returns
    -------
    printable
        One line.

    Examples
    --------
    >>> printable("Café 機")
    'Café ?'
    """
    known = _charmap()
    return "".join(letter if ord(letter) in known else "?" for letter in spoken(clean_text(text)))


def width_of(text: str, *, size: float = TEXT_POINTS, bold: bool = False) -> float:
    """
    Measure a line of text.

    Parameters
    ----------
    text
        The line, in characters the fonts have.
    size
        Size in points.
    bold
        Whether it is set in bold.

    Returns
    -------
    width_mm
        Its width in millimetres.

    Examples
    --------
    >>> width_of("wide") > width_of("wi") > 0 == width_of(" ")
    True
    """
    if not text.strip():
        return 0.0
    face = _face(bold=bold)
    face.set_size(size, 72)
    face.set_text(text)
    return float(face.get_width_height()[0]) / 64 * MM_PER_POINT


def fitted(text: object, width_mm: float, *, size: float = TEXT_POINTS, bold: bool = False) -> str:
    """
    Shorten text to a width, with an ellipsis where something was left out.

    Parameters
    ----------
    text
        Untrusted text.
    width_mm
        Room there is, in millimetres.
    size
        Size in points.
    bold
        Whether it is set in bold.

    Returns
    -------
    text
        The text, or as much of it as fits.

    Examples
    --------
    >>> fitted("Planning", 50), fitted("Planning applications and building control", 20)[-1]
    ('Planning', '…')
    """
    whole = printable(text)
    if width_of(whole, size=size, bold=bold) <= width_mm:
        return whole
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        short = whole[:middle].rstrip(" ,·(") + "…"
        low, high = (middle, high) if width_of(short, size=size, bold=bold) <= width_mm else (low, middle - 1)
    return whole[:low].rstrip(" ,·(") + "…"


def day_of(value: object) -> date | None:
    """
    Give a cell of a date column as a day.

    Parameters
    ----------
    value
        A timestamp, a date, or nothing.

    Returns
    -------
    day
        The day, or None when it is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> day_of(pd.Timestamp("2027-07-31")), day_of(pd.NaT)
    (datetime.date(2027, 7, 31), None)
    """
    if not isinstance(value, date) or value != value:  # noqa: PLR0124 - NaT is unequal to itself
        return None
    return date(value.year, value.month, value.day)
