"""Long names broken over a few lines, so that they stay level and whole for as long as there is room."""

from __future__ import annotations

from citytools_analysis.charts.canvas import TEXT_POINTS, fitted, printable, width_of


def wrapped(
    text: object, width_mm: float, *, most: int = 2, size: float = TEXT_POINTS, bold: bool = False
) -> list[str]:
    """
    Break text into lines; the last one takes what is left, shortened if it must be.

    Parameters
    ----------
    text
        Untrusted text.
    width_mm
        Room there is on each line, in millimetres.
    most
        At most so many lines.
    size
        Size in points.
    bold
        Whether it is set in bold.

    Returns
    -------
    lines
        One to `most` lines, none wider than the room.

    Examples
    --------
    >>> wrapped("Planning applications and building control", 38)
    ['Planning applications', 'and building control']
    """
    words = printable(text).split(" ")
    lines: list[str] = []
    while words and len(lines) < most - 1:
        taken = _that_fit(words, width_mm, size=size, bold=bold)
        lines.append(fitted(" ".join(words[:taken]), width_mm, size=size, bold=bold))
        words = words[taken:]
    return [*lines, fitted(" ".join(words), width_mm, size=size, bold=bold)] if words else lines


def _that_fit(words: list[str], width_mm: float, *, size: float, bold: bool) -> int:
    """Count the words that one line holds: at least one, however long it is."""
    taken = 1
    while taken < len(words) and width_of(" ".join(words[: taken + 1]), size=size, bold=bold) <= width_mm:
        taken += 1
    return taken
