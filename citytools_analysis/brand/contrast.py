"""Whether a colour can be read on the grounds where it is used (WCAG 2.2 AA, 1.4.3 and 1.4.11), and the nearest that can."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citytools_analysis import style

_STEPS = 500
_TEXT, _MARKS = 4.5, 3.0


@dataclass(frozen=True)
class Pair:
    """
    A colour that must be told from the brand's.

    Parameters
    ----------
    other
        The other colour.
    least
        The contrast there must be between them.
    use
        Where the two meet.

    Examples
    --------
    >>> Pair("#ffffff", 4.5, "text on white").least
    4.5
    """

    other: str
    least: float
    use: str


_AS_TEXT = (Pair("#FFFFFF", _TEXT, "text on white"), Pair(style.PALE, _TEXT, "text on pale bands"))
USES: Mapping[str, tuple[Pair, ...]] = {
    "main": _AS_TEXT,  # white words on it are the same pair as it on white
    "second": (Pair("#FFFFFF", _MARKS, "marks on white"), Pair(style.INK, _TEXT, "words on filled tiles")),
    "notice": _AS_TEXT,
}


def ratio(one: str, other: str) -> float:
    """
    Give the contrast of two colours.

    Parameters
    ----------
    one, other
        As `#rrggbb`.

    Returns
    -------
    contrast
        From 1 to 21, as WCAG 2.2 defines it.

    Examples
    --------
    >>> round(ratio("#000000", "#FFFFFF")), round(ratio("#767676", "#FFFFFF"), 2)
    (21, 4.54)
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def unreadable(colour: str, pairs: Sequence[Pair]) -> list[Pair]:
    """
    Find where a colour cannot be read.

    Parameters
    ----------
    colour
        As `#rrggbb`.
    pairs
        What it must be told from.

    Returns
    -------
    pairs
        Those it is too near to.

    Examples
    --------
    >>> [pair.use for pair in unreadable("#999999", USES["main"])]
    ['text on white', 'text on pale bands']
    """
    return [pair for pair in pairs if ratio(colour, pair.other) < pair.least]


def nearest_that_passes(colour: str, pairs: Sequence[Pair]) -> str:
    """
    Make a colour lighter or darker until it can be read, no more than it must.

    Parameters
    ----------
    colour
        As `#rrggbb`.
    pairs
        What it must be told from.

    Returns
    -------
    colour
        Of the same hue; blank where no lightness will do.

    Examples
    --------
    >>> nearest_that_passes("#8FC1E3", USES["main"]), nearest_that_passes("#12436D", USES["main"])
    ('#2A76A9', '#12436D')
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    steps = sorted((place / _STEPS for place in range(_STEPS + 1)), key=lambda light: abs(light - lightness))
    tried = (colour.upper(), *(_hex(colorsys.hls_to_rgb(hue, light, saturation)) for light in steps))
    return next((one for one in tried if not unreadable(one, pairs)), "")


def tint(colour: str) -> str:
    """
    Thin a colour out to a ground that ink can be read on.

    Parameters
    ----------
    colour
        As `#rrggbb`.

    Returns
    -------
    tint
        Mostly white.

    Examples
    --------
    >>> tint("#28A197")
    '#D8EEEC'
    """
    return _hex(tuple(1 - (1 - part) * 0.18 for part in _parts(colour)))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hex(parts: Sequence[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
