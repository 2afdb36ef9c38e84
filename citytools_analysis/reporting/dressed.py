"""A page in a brand's colours, with its logo at the head and its contact at the foot; the policy still lets nothing else in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from citytools_analysis.brand import Brand, Voice
from citytools_analysis.register import Register
from citytools_analysis.register_voice import voice_of
from citytools_analysis.reporting.policy_hash import policy_hash

_HEAD = re.compile(r'<p class="(?:ct-kicker|mark)">')
_INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)
_POLICY = "default-src 'none'; "
_IMAGES = "img-src data:; "
_NOT_WORDS = {"brand", "kind", "kinds", "id", "edition", "as_of", "day", "register"}
_SCRIPT = Path(__file__).parent / "templates" / "spoken.js"


def dressed(html: str, register: Register) -> str:
    """
    Dress a page of ours that is not a document: words, colours, logo and contact.

    Parameters
    ----------
    html
        The page.
    register
        The register it tells of; where that has no brand, the page stays as it is.

    Returns
    -------
    html
        The page.

    Examples
    --------
    >>> from datetime import date
    >>> dressed("<p>London</p>", Register.from_tables({}, as_of=date(2026, 11, 23)))
    '<p>London</p>'
    """
    voice = voice_of(register)
    return in_colours(voice.html(html), voice) if voice else html


def in_colours(html: str, voice: Voice) -> str:
    """
    Put a brand's colours, logo and contact on a page that speaks its words already.

    Parameters
    ----------
    html
        The page.
    voice
        The brand's.

    Returns
    -------
    html
        The page, whose policy names the hash of each style that was painted.

    Examples
    --------
    >>> in_colours("<footer></footer>", Voice(Brand("Digital Office", "DO", "Avon", contact="do@avon.example")))
    '<footer><p>Digital Office. Contact: do@avon.example</p></footer>'
    """
    for kind, content in _INLINE.findall(html):
        painted = voice.painted(content)
        if painted != content:
            html = html.replace(f"<{kind}>{content}</{kind}>", f"<{kind}>{painted}</{kind}>")
            html = html.replace(policy_hash(content), policy_hash(painted))
    brand = voice.brand
    if brand.logo:
        html = _HEAD.sub(lambda found: f"{_logo(brand)}{found.group()}", html, count=1)
        html = html if "img-src" in html else html.replace(_POLICY, _POLICY + _IMAGES, 1)
    return html.replace("</footer>", f"<p>{escape(told(brand))}</p></footer>", 1)


def speaking(html: str, voice: Voice) -> str:
    r"""
    Let what a page's script writes be said in a brand's words, too.

    Parameters
    ----------
    html
        The page, dressed.
    voice
        The brand's.

    Returns
    -------
    html
        The page with a second script, which its policy lets through.

    Examples
    --------
    >>> page = "<meta content=\"script-src 'sha256-A'\"><script>1</script></body>"
    >>> speaking(page, Voice(Brand("Digital Office", "DO", "Avon"))).count("<script>")
    2
    """
    script = _SCRIPT.read_text("utf-8").strip().replace('"VOICE"', voice.for_script)
    html = html.replace("script-src ", f"script-src '{policy_hash(script)}' ", 1)
    first = html.rindex("<script>")  # before the page's own, so that its first words are heard
    return f"{html[:first]}<script>{script}</script>\n{html[first:]}"


def told(brand: Brand) -> str:
    """
    Say who answers for a document.

    Parameters
    ----------
    brand
        The brand.

    Returns
    -------
    words
        The organisation, and how to reach it.

    Examples
    --------
    >>> told(Brand("Digital Office", "DO", "Avon", contact="do@avon.example"))
    'Digital Office. Contact: do@avon.example'
    """
    return f"{brand.name}. Contact: {brand.contact}" if brand.contact else brand.name


def spoken_by(voice: Voice, told_of: Any) -> Any:
    """
    Say every text of what goes out beside a document as a brand does.

    Parameters
    ----------
    voice
        The brand's.
    told_of
        Lists and mappings of texts and numbers; the brand it carries and the kinds of its columns stay.

    Returns
    -------
    told_of
        Of the same shape.

    Examples
    --------
    >>> spoken_by(Voice(Brand("Digital Office", "DO", "Avon")), {"rows": [["3 boroughs", 3]]})
    {'rows': [['3 authorities', 3]]}
    """
    if isinstance(told_of, str):
        return voice.text(told_of)
    if isinstance(told_of, Mapping):
        return {key: value if key in _NOT_WORDS else spoken_by(voice, value) for key, value in told_of.items()}
    return [spoken_by(voice, one) for one in told_of] if isinstance(told_of, list | tuple) else told_of


def _logo(brand: Brand) -> str:
    return f'<img src="{brand.logo}" alt="{escape(brand.logo_text)}" height="56">'
