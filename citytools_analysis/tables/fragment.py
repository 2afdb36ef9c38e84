"""A piece of a report: HTML whose every word was escaped, with what the document says of itself where it opens one."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

DOCUMENT_MIME = "application/vnd.citytools.document+json"
ATTACHED_MIME = "application/vnd.citytools.attached+json"

Attachment = Mapping[str, Any]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_BLOCK_END = re.compile(r"</(?:p|li|h\d|tr|caption|figcaption|dt|dd|div)>|<br>")
_TAG = re.compile(r"<[^>]*>")


class Visible(Protocol):
    """Anything a report can show: charts and fragments alike."""

    @property
    def html(self) -> str:
        """The HTML of it, escaped."""
        ...

    @property
    def attached(self) -> tuple[Attachment, ...]:
        """What goes out beside the document."""
        ...


class Html(str):
    """
    Text that is HTML already, made by this package from escaped parts.

    Examples
    --------
    >>> escape(Html("<em>kept</em>"))
    '<em>kept</em>'
    """

    __slots__ = ()


@dataclass(frozen=True)
class Fragment:
    """
    A piece of a report.

    Parameters
    ----------
    html
        Its HTML; every value in it escaped.
    document
        Metadata of the whole document, on the one fragment that opens it.
    attached
        What goes out beside the document, by media type: rows for the annex, a calendar.

    Examples
    --------
    >>> Fragment("<p>Two &amp; three</p>")._repr_mimebundle_()["text/plain"]
    'Two & three'
    """

    html: str
    document: Mapping[str, str] | None = None
    attached: tuple[Attachment, ...] = ()

    @property
    def text(self) -> str:
        """The words alone, one line a block."""
        return plain_words(self.html)

    def _repr_mimebundle_(
        self, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """Give notebooks the HTML, its words, and the document metadata where there is some."""
        del include, exclude
        bundle: dict[str, Any] = {"text/html": self.html, "text/plain": self.text}
        bundle |= {ATTACHED_MIME: [dict(one) for one in self.attached]} if self.attached else {}
        return bundle | ({DOCUMENT_MIME: dict(self.document)} if self.document else {})


def plain_words(markup: str) -> str:
    r"""
    Give the words of HTML of ours, one line a block.

    Parameters
    ----------
    markup
        The HTML.

    Returns
    -------
    words
        What it says, without tags.

    Examples
    --------
    >>> plain_words("<p>Two &amp; <em>three</em></p><p>four</p>")
    'Two & three\nfour'
    """
    words = _TAG.sub(" ", _BLOCK_END.sub("\n", markup))
    lines = (" ".join(html.unescape(line).split()) for line in words.splitlines())
    return "\n".join(line for line in lines if line)


def is_missing(value: object) -> bool:
    """
    Tell whether a cell holds nothing known.

    Parameters
    ----------
    value
        Any cell of a frame.

    Returns
    -------
    missing
        True for None, NaN, NaT, NA and blank text.

    Examples
    --------
    >>> import pandas as pd
    >>> is_missing(pd.NA), is_missing(" "), is_missing(0), is_missing(np.bool_(False))
    (True, True, False, False)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    unequal = value != value  # noqa: PLR0124 - NaN and NaT are unequal to themselves; NA gives NA
    return bool(unequal) if isinstance(unequal, bool | np.bool_) else True


def escape(value: object) -> Html:
    """
    Turn untrusted text into HTML that shows it and does nothing else.

    Parameters
    ----------
    value
        Text, or `Html` which is kept as it is.

    Returns
    -------
    escaped
        Spaces collapsed; control characters and marks that turn the writing direction taken out.

    Examples
    --------
    >>> escape('<script>"Mosaic" & co</script>')
    '&lt;script&gt;&quot;Mosaic&quot; &amp; co&lt;/script&gt;'
    """
    if isinstance(value, Html):
        return value
    return Html(html.escape(clean_text(value)))


def clean_text(value: object) -> str:
    r"""
    Make untrusted text one plain line.

    Parameters
    ----------
    value
        Anything; it is turned to text.

    Returns
    -------
    text
        No control characters, no marks that turn the writing direction, single spaces.

    Examples
    --------
    >>> clean_text("Lark\u202espur  Care\n")
    'Larkspur Care'
    """
    return " ".join(_CONTROL.sub("", str(value)).split())


def classed(value: object, name: str) -> Html:
    """
    Wrap text in a span of one of the report's classes.

    Parameters
    ----------
    value
        The text, escaped here.
    name
        Such as `ct-overdue` or `ct-unknown`.

    Returns
    -------
    span
        The span.

    Examples
    --------
    >>> classed("passed", "ct-overdue")
    '<span class="ct-overdue">passed</span>'
    """
    return Html(f'<span class="{name}">{escape(value)}</span>')


def paragraph(*parts: object) -> Fragment:
    """
    Make a paragraph of parts, each escaped unless it is `Html`.

    Parameters
    ----------
    *parts
        Text and `Html`, joined by single spaces.

    Returns
    -------
    fragment
        The paragraph.

    Examples
    --------
    >>> paragraph("Ends", strong("31 Jul 2027")).html
    '<p>Ends <strong>31 Jul 2027</strong></p>'
    """
    return Fragment(f"<p>{' '.join(escape(part) for part in parts)}</p>")


def strong(value: object) -> Html:
    """
    Make text stand out.

    Parameters
    ----------
    value
        The text, escaped here.

    Returns
    -------
    html
        The text in `strong`.

    Examples
    --------
    >>> strong("R&B")
    '<strong>R&amp;B</strong>'
    """
    return Html(f"<strong>{escape(value)}</strong>")


def link(address: object, words: object, *, otherwise: object = "") -> Html:
    """
    Link words to a web address, or show other words where there is no safe address.

    Parameters
    ----------
    address
        Where it leads; only http and https are linked.
    words
        What to show as the link.
    otherwise
        What to show without an address.

    Returns
    -------
    html
        An anchor, or the escaped words.

    Examples
    --------
    >>> link("javascript:alert(1)", "notice", otherwise="not published")
    'not published'
    >>> link("https://example.org/a?b=1&c=2", "notice")
    '<a href="https://example.org/a?b=1&amp;c=2">notice</a>'
    """
    target = "" if is_missing(address) else clean_text(address)
    if not re.match(r"https?://[^\s/]", target, re.IGNORECASE):
        return escape(otherwise)
    return Html(f'<a href="{escape(target)}">{escape(words)}</a>')
