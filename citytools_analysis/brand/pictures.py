"""Pictures inside a page, painted anew."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

_DRAWN = re.compile(r"(data:image/svg\+xml;base64,)([A-Za-z0-9+/=]+)")


def repainted(tag: str, paint: Callable[[str], str]) -> str:
    """
    Paint the drawing that a tag shows.

    Parameters
    ----------
    tag
        A tag; one that shows no drawing in lines comes back as it is.
    paint
        Puts colours in the place of others.

    Returns
    -------
    tag
        With the drawing painted.

    Examples
    --------
    >>> repainted('<img src="data:image/svg+xml;base64,YQ==">', str.upper)
    '<img src="data:image/svg+xml;base64,QQ==">'
    """

    def painted(found: re.Match[str]) -> str:
        drawing = paint(base64.b64decode(found[2]).decode("utf-8"))
        return found[1] + base64.b64encode(drawing.encode("utf-8")).decode("ascii")

    return _DRAWN.sub(painted, tag) if "data:image/svg" in tag else tag
