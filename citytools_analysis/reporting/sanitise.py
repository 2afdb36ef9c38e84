"""What an output may bring to a page: an allow-list; scripts, handlers, styles and outside images never pass."""

from __future__ import annotations

import re

import nh3

from citytools_analysis.reporting.tree import HEADINGS, visible_text

TAGS = (
    HEADINGS
    | {"header", "nav", "section", "div", "p", "blockquote", "pre", "hr", "figure", "figcaption", "img"}
    | {"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"}
    | {"ul", "ol", "li", "dl", "dt", "dd"}
    | {"a", "abbr", "b", "br", "code", "del", "em", "i", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"}
)
_GONE_WITH_CONTENT = frozenset(
    {"script", "style", "template", "iframe", "object", "noscript", "title", "textarea", "select"}
)
_EVERYWHERE = frozenset({"class", "id"})
_ATTRIBUTES = {
    "*": set(_EVERYWHERE),
    "a": {"href"},
    "div": {"data-weights"},
    "img": {"alt", "src", "width"},
    "ol": {"start"},
    "table": {"data-widths"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_IMAGE = re.compile(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
_LINK = re.compile(r"(https?://|mailto:|#)\S*", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,4}(\.\d{1,3})?([ ,]+\d{1,4}(\.\d{1,3})?)*")
_VALUES = {
    "id": re.compile(r"[A-Za-z][\w.:-]*"),
    "href": _LINK,
    "src": _IMAGE,
    "width": re.compile(r"[1-9]\d{0,4}"),
    "start": re.compile(r"\d{1,6}"),
    "colspan": re.compile(r"[1-9]\d{0,2}"),
    "rowspan": re.compile(r"[1-9]\d{0,3}"),
    "scope": re.compile(r"col|row|colgroup|rowgroup"),
    "data-weights": _NUMBERS,
    "data-widths": _NUMBERS,
}


def clean(html: str) -> str:
    r"""
    Keep of an output's HTML what a report may show, and drop the rest.

    Parameters
    ----------
    html
        HTML of any origin.

    Returns
    -------
    html
        Well-formed HTML of allowed elements; classes only those that start with `ct-`; links only to the web, to
        mail and inside the page; images only as data; hidden and direction-turning characters written out.

    Examples
    --------
    >>> clean('<p class="ct-note big" onclick="x()">a<script>alert(1)</script></p>')
    '<p class="ct-note">a</p>'
    >>> clean('<img src="https://example.com/a.png" alt="a"><a href="javascript:x()">b</a>')
    '<img alt="a"><a rel="noopener noreferrer">b</a>'
    """
    return str(_CLEANER.clean(visible_text(html)))


def _kept(_tag: str, name: str, value: str) -> str | None:
    if name == "class":
        classes = [part for part in value.split() if part.startswith("ct-")]
        return " ".join(classes) or None
    pattern = _VALUES.get(name)
    stripped = value.strip()
    if pattern is None:
        return value
    return stripped if pattern.fullmatch(stripped) else None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_GONE_WITH_CONTENT),
    attributes=_ATTRIBUTES,
    attribute_filter=_kept,
    url_schemes={"http", "https", "mailto", "data"},
)
