"""The top of any document: its name, the one sentence that is its finding, and at most five figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citytools_analysis.brand.spoken import speak
from citytools_analysis.register import Register
from citytools_analysis.register_voice import voice_of
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.fragment import Fragment, Html, classed, escape

KICKER = "City Tools: London"


@dataclass(frozen=True)
class Figure:
    """
    One of the few figures at the top of a document.

    Parameters
    ----------
    label
        What it counts.
    value
        The figure in words and digits; `unknown` where it is not known, never 0.
    basis
        Of how many, and what is not in it.

    Examples
    --------
    >>> Figure("boroughs that use it", "9", "of 22 known").value
    '9'
    """

    label: str
    value: str
    basis: str


def cover(register: Register, *, name: str, finding: str, report: str, subject: str = "") -> Fragment:
    """
    Open a document with its finding, and say what the document is.

    Parameters
    ----------
    register
        The register: its day, edition, hash and notice go on every page.
    name
        What the document is about, as its one large heading.
    finding
        The one sentence, from a tested function.
    report
        Name of the kind of document, for the file's properties.
    subject
        Name of the borough, supplier, system or service area; empty for a document about the whole.

    Returns
    -------
    fragment
        The title header; it carries the document's metadata.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> finding = "Nobody is known to use it."
    >>> opened = cover(register, name="Larkspur", finding=finding, report="Supplier briefing", subject="Larkspur")
    >>> opened.document["title"], opened.text.splitlines()[-1]
    ('Larkspur: supplier briefing', 'Nobody is known to use it.')
    """
    voice = voice_of(register)
    speak(voice)
    html = (
        f'<header class="ct-title"><p class="ct-kicker">{escape(KICKER)}</p><h1>{escape(name)}</h1>'
        f'<p class="ct-finding">{escape(finding)}</p></header>'
    )
    about = {
        "title": f"{name}: {report[:1].lower()}{report[1:]}" if subject else report,
        "as_of": register.as_of.isoformat(),
        "edition": register.info.edition_name,
        "register": register.sha256[:8],
        "notice": register.info.notice,
        "subject": subject,
        "language": "en-GB",
        "description": finding,
    }
    return Fragment(html, about | ({"brand": voice.as_json} if voice else {}))


def figures(*shown: Figure) -> Fragment:
    """
    Show the few figures of a document, each with what it counts and its coverage.

    Parameters
    ----------
    *shown
        At most five.

    Returns
    -------
    fragment
        The figures.

    Examples
    --------
    >>> figures(Figure("boroughs that use it", "9", "of 22 known")).text.splitlines()
    ['boroughs that use it', '9', 'of 22 known']
    """
    items = "".join(
        f'<div><dt>{escape(one.label)}</dt><dd class="ct-value">{_value(one.value)}</dd>'
        f'<dd class="ct-basis">{escape(one.basis)}</dd></div>'
        for one in _few(shown)
    )
    return Fragment(f'<dl class="ct-key-figures">{items}</dl>')


def _value(words: str) -> Html:
    return classed(words, "ct-unknown") if words in {UNKNOWN, "withheld"} else escape(words)


def _few(shown: Sequence[Figure]) -> Sequence[Figure]:
    if len(shown) > 5:
        message = f"a page opens with at most five figures, not {len(shown)}"
        raise ValueError(message)
    return shown
