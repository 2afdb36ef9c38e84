"""The look that the pages beside the documents share: the index, and the pages that go with the dashboard."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from citytools_analysis import style
from citytools_analysis.editions import edition_words

_FONTS = Path(__file__).parents[1] / "fonts"
_TEMPLATES = Path(__file__).parent / "templates"
_WEIGHTS = {"Regular": 400, "Bold": 700}


@cache
def style_sheet() -> Markup:
    """
    Give the style sheet, with its fonts inside it, so that a page needs no other file.

    Returns
    -------
    css
        What stands inside a `style` element.

    Examples
    --------
    >>> "--navy: #12436D" in style_sheet()
    True
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    fonts = [(weight, _font(name)) for name, weight in _WEIGHTS.items()]
    return Markup(environment.get_template("page.css.j2").render(fonts=fonts, style=style))  # noqa: S704 - our own


def _font(name: str) -> Markup:
    return Markup(base64.b64encode((_FONTS / f"OpenSans-{name}.woff2").read_bytes()).decode("ascii"))  # noqa: S704 - base64 of our own file


def edition_mark(edition: str) -> str:
    """
    Name an edition as a reader knows it.

    Parameters
    ----------
    edition
        Its name, as manifests and `RegisterInfo.edition_name` have it.

    Returns
    -------
    mark
        Such as `Public edition`.

    Examples
    --------
    >>> edition_mark("public")
    'Public edition'
    """
    words = edition_words(edition)
    return words[:1].upper() + words[1:]
