"""A whole page beside the dashboard that needs no script: its head, look, links to the other pages, and foot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from citytools_analysis import style
from citytools_analysis.register import Register
from citytools_analysis.reporting import page_look
from citytools_analysis.reporting.dressed import dressed
from citytools_analysis.reporting.policy_hash import policy_hash
from citytools_analysis.tables.fragment import Fragment, escape

DASHBOARD_NAME, INDEX_NAME = "dashboard.html", "index.html"
EXPLAINED_NAME, STATEMENT_NAME = "explained.html", "accessibility.html"
PAGES = (
    (DASHBOARD_NAME, "Dashboard"),
    (INDEX_NAME, "All documents"),
    (EXPLAINED_NAME, "What the data is"),
    (STATEMENT_NAME, "Accessibility"),
)
_TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True)
class Section:
    """
    A part of a page under a heading of its own.

    Parameters
    ----------
    anchor
        Its name in an address.
    heading
        Its heading.
    parts
        What stands under it, in order.

    Examples
    --------
    >>> Section("who", "Who & what", (Fragment("<p>a</p>"),)).html
    '<section aria-labelledby="who"><h2 id="who">Who &amp; what</h2><p>a</p></section>'
    """

    anchor: str
    heading: str
    parts: tuple[Fragment, ...]

    @property
    def html(self) -> str:
        """The section; every value in it is escaped."""
        inside = "".join(part.html for part in self.parts)
        title = f'<h2 id="{self.anchor}">{escape(self.heading)}</h2>'
        return f'<section aria-labelledby="{self.anchor}">{title}{inside}</section>'


def plain_page(register: Register, *, name: str, title: str, finding: str, sections: Iterable[Section]) -> str:
    """
    Lay out a page; it runs no script and refers to nothing outside its folder but by links.

    Parameters
    ----------
    register
        The edition's register: its name, day, edition, hash and notice.
    name
        File name of the page, which is not linked to itself.
    title
        Its only first heading.
    finding
        One sentence that says what the page says.
    sections
        Its parts.

    Returns
    -------
    html
        One self-contained page.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> html = plain_page(register, name="explained.html", title="A < B", finding="None.", sections=())
    >>> "<h1>A &lt; B</h1>" in html, "<script" in html
    (True, False)
    """
    parts, info = tuple(sections), register.info
    html = _environment().get_template("plain_page.html.j2").render(
        here=name,
        pages=PAGES,
        title=title,
        finding=finding,
        contents=[(part.anchor, part.heading) for part in parts],
        body=Markup("\n".join(part.html for part in parts)),  # noqa: S704 - fragments escape what they hold
        register_name=info.name,
        edition_mark=edition_mark(register),
        notice=info.notice,
        notice_words=notice_words(register),
        as_of=style.date_text(register.as_of),
        register_sha256=register.sha256,
        package_version=version("citytools-analysis"),
        style_sheet=Markup(style_sheet()),  # noqa: S704 - our own
        style_hash=style_hash(),
    )  # fmt: skip
    return dressed(html, register)


def edition_mark(register: Register) -> str:
    """
    Name an edition as a reader knows it.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    mark
        Such as `Public edition`.

    Examples
    --------
    >>> from datetime import date
    >>> edition_mark(Register.from_tables({}, as_of=date(2026, 11, 23)))
    'Full register, not for release'
    """
    return page_look.edition_mark(register.info.edition_name)


def notice_words(register: Register) -> str:
    """
    Write the notice of a register as a sentence.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    sentence
        Such as `The data is invented sample data.`; blank for real data.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register_info import RegisterInfo
    >>> info = RegisterInfo(notice="invented sample data")
    >>> notice_words(Register.from_tables({}, as_of=date(2026, 11, 23), info=info))
    'The data is invented sample data.'
    """
    notice = register.info.notice
    if not notice:
        return ""
    return f"The data is {notice[:1].lower()}{notice[1:].rstrip('.')}."


@cache
def style_sheet() -> str:
    """
    Give the look of the index with what tables and answers need besides.

    Returns
    -------
    css
        What stands inside the page's `style` element.

    Examples
    --------
    >>> ".answer-unknown" in style_sheet(), "</" in style_sheet()
    (True, False)
    """
    return f"{page_look.style_sheet()}{(_TEMPLATES / 'plain_page.css').read_text('utf-8')}"


@cache
def style_hash() -> str:
    """
    Give the hash by which a page's security policy lets the style sheet through, and no other.

    Returns
    -------
    source
        As a `style-src` names it.

    Examples
    --------
    >>> style_hash().partition("-")[0]
    'sha256'
    """
    return policy_hash(style_sheet())


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
