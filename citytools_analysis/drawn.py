"""A figure as the picture a page shows: in lines, which print sharply at any size, unless dots take less room."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from html import escape
from typing import Any

_DOTS_PER_INCH = 200  # twice a screen's, and crisp in print at the size drawn
_CSS_PIXELS_PER_INCH = 96
_LARGE_BYTES = 120_000  # no chart of ours is larger in lines; a cloud of points can be
_COMMENT = re.compile(rb"<!--.*?-->\n?", re.DOTALL)
_SETTINGS: Any = {"svg.hashsalt": "citytools", "svg.fonttype": "path"}


@dataclass(frozen=True)
class Picture:
    """
    A picture's bytes.

    Parameters
    ----------
    mime
        `image/svg+xml` or `image/png`.
    content
        The bytes.

    Examples
    --------
    >>> Picture("image/png", b"dots").address
    'data:image/png;base64,ZG90cw=='
    """

    mime: str
    content: bytes

    @property
    def address(self) -> str:
        """The picture as an address that needs no file."""
        return f"data:{self.mime};base64,{base64.b64encode(self.content).decode('ascii')}"


def drawn(figure: Any) -> Picture:
    """
    Draw a figure once, in its own size, without laying it out again.

    Parameters
    ----------
    figure
        A Matplotlib figure.

    Returns
    -------
    picture
        The same figure always gives the same bytes. What is large in lines is drawn in dots too, and the smaller is kept.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> drawn(Figure(figsize=(1, 1))).mime
    'image/svg+xml'
    """
    import matplotlib as mpl  # noqa: PLC0415 - whoever has a figure has imported it; a notebook without one need not

    with mpl.rc_context(_SETTINGS):
        # Matplotlib repeats every text in a comment, where one with a control character would spoil the whole picture.
        lines = _COMMENT.sub(b"", _saved(figure, "svg", {"Date": None, "Creator": None, "Format": None, "Type": None}))
        if len(lines) <= _LARGE_BYTES:
            return Picture("image/svg+xml", lines)
        dots = _saved(figure, "png", {"Software": None})
    return Picture("image/png", dots) if len(dots) < len(lines) else Picture("image/svg+xml", lines)


def image(figure: Any, *, alt: str) -> str:
    """
    Write a figure as an image of a page.

    Parameters
    ----------
    figure
        A Matplotlib figure.
    alt
        What it says, in words.

    Returns
    -------
    html
        An `img` as wide as the figure is printed.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> image(Figure(figsize=(1, 1)), alt="1 < 2").rpartition(" alt=")[2]
    '"1 &lt; 2" width="96">'
    """
    width = round(figure.get_size_inches()[0] * _CSS_PIXELS_PER_INCH)
    return f'<img src="{drawn(figure).address}" alt="{escape(alt)}" width="{width}">'


def _saved(figure: Any, file_format: str, metadata: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=file_format, dpi=_DOTS_PER_INCH, metadata=metadata)
    return buffer.getvalue()
