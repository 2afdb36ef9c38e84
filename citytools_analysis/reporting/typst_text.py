"""
Text for Typst: always a string literal, so that nothing in it is ever markup or code.

Open Sans lacks some letters and signs; what it cannot draw is written as `[U+4E2D]`, as PDF/UA refuses an empty box.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What all four faces of Open Sans in `fonts/` hold; a test compares it with the files.
_FACES = (
    "\x20-\x7e\xa0-\u017f\u0192\u01a0\u01a1\u01af\u01b0\u01fa-\u01ff\u0218-\u021b\u0237\u02c6\u02c7\u02d8-\u02dd"
    "\u0300\u0301\u0303\u0309\u0323\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u0486\u0488-\u0513\u1e80-\u1e85"
    "\u1ea0-\u1ef9\u2000-\u200b\u2013-\u2015\u2017-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u2070"
    "\u2074-\u2079\u207f\u20ab\u20ac\u2116\u2122\u2126\u215b-\u215e\u2202\u220f\u2211\u2212\u221a\u221e\u222b\u2248"
    "\u2260\u2264\u2265\u25ca\ufffd"
)
# Signs that Typst's own DejaVu Sans Mono draws.
_SIGNS = "\u2190-\u2193\u25a0\u25a1\u25b2\u25b6\u25bc\u25c0\u25c6\u25cb\u25cf\u2605\u2606\u2713\u2717"
_UNDRAWN = re.compile(f"[^\n\t{_FACES}{_SIGNS}]")
_DROPPED = re.compile("[\u200c\u200d\ufe00-\ufe0f]")  # joiners and variation selectors have no look of their own
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f]')
ZERO_WIDTH_SPACE = "\u200b"

_NARROW, _WIDE = frozenset("ijlftrI.,:;'|!()[]-/ "), frozenset("mwMWGOQ%@&—")


def literal(text: str) -> str:
    r"""
    Write a text as a Typst string literal.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    code
        The literal, quotes included.

    Examples
    --------
    >>> print(literal('#import "x"; $y$ \\ *z*'))
    "#import \"x\"; $y$ \\ *z*"
    """
    return '"' + _SPECIAL.sub(lambda found: _ESCAPES.get(found.group(), f"\\u{{{ord(found.group()):x}}}"), text) + '"'


def drawable(text: str) -> str:
    r"""
    Keep what the fonts of the reports can draw; write the rest as code points.

    Parameters
    ----------
    text
        Any text without lone surrogates.

    Returns
    -------
    text
        The same, composed (NFC), with `[U+4E2D]` for a letter that no face holds.

    Examples
    --------
    >>> drawable("Café ▼ \u4e2d"), drawable("e\u0308")
    ('Café ▼ [U+4E2D]', 'ë')
    """
    if text.isascii():
        return _UNDRAWN.sub(_code_point, text)
    composed = unicodedata.normalize("NFC", _DROPPED.sub("", text))
    return _UNDRAWN.sub(_code_point, composed)


def says_something(text: str) -> bool:
    r"""
    Tell whether a reader sees anything of a text.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    says_something
        False where there are only spaces, or signs without a look of their own.

    Examples
    --------
    >>> says_something("a"), says_something("\u200b \ufe0f")
    (True, False)
    """
    return bool(drawable(text).replace(ZERO_WIDTH_SPACE, "").strip())


def breakable(text: str, *, longest: float) -> str:
    r"""
    Let words that are too long for their place break anywhere.

    Parameters
    ----------
    text
        Any text.
    longest
        Width of the place, in ems.

    Returns
    -------
    text
        The same, with zero-width spaces between the letters of words wider than the place.

    Examples
    --------
    >>> breakable("ab abcdefgh", longest=3).replace("\u200b", "|")
    'ab a|b|c|d|e|f|g|h'
    """
    if not any(len(word) * 0.95 > longest and width(word) > longest for word in text.split()):
        return text
    words = re.split(r"(\s+)", text)
    return "".join(ZERO_WIDTH_SPACE.join(word) if width(word) > longest else word for word in words)


def width(text: str) -> float:
    """
    Estimate how wide a text is drawn, a little on the safe side.

    Parameters
    ----------
    text
        One line.

    Returns
    -------
    width
        In ems of Open Sans, bold allowed for.

    Examples
    --------
    >>> round(width("31 Jul 2027"), 2), width("MW") > width("ij")
    (5.98, True)
    """
    return sum(_letter_width(letter) for letter in text)


@lru_cache(maxsize=4096)
def _letter_width(letter: str) -> float:
    if letter in _NARROW:
        return 0.36
    if letter in _WIDE:
        return 0.96
    if letter.isupper():
        return 0.7
    return 0.6 if ord(letter) < 0x2E80 else 1.0


def _code_point(found: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", found.group())
    if not _UNDRAWN.search(plain):
        return plain
    return f"[U+{ord(found.group()):04X}]"
