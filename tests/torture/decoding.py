"""What a format writes in its own way, read: strings of a PDF, leaves of JSON, base64, days as numbers, letters drawn."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

import citytools_analysis

FONTS = Path(citytools_analysis.__file__).parent / "fonts"
_PDF_TEXT = re.compile(rb"<([0-9a-fA-F\s]{8,})>|\(((?:\\.|[^()\\])+)\)", re.DOTALL)
_PDF_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_GLYPH = re.compile(r'<g id="text_\d+"|href="#(OpenSans[A-Za-z-]*?)-([0-9a-f]+)"')
_EPOCH = date(1970, 1, 1)
_FAR_DAYS = range(-12_100, -30), range(36_525, 47_500)  # 1937 to 1969, 2070 to 2099: no count is as high


class Number(str):
    """A number of JSON, as it is written."""

    __slots__ = ()


def pdf_strings(content: bytes) -> str:
    """Give the strings of an unpacked PDF, a line each."""
    return "\n".join(filter(None, (_pdf_string(found) for found in _PDF_TEXT.finditer(content))))


def letters_drawn(svg: str) -> str:
    """Read the letters that a picture draws as outlines, by the names of its glyphs."""
    return "".join(
        " | " if found[1] is None else _glyphs().get((found[1], int(found[2], 16)), "?")
        for found in _GLYPH.finditer(svg)
    )


def _pdf_string(found: re.Match[bytes]) -> str:
    if found[1] is not None:
        digits = re.sub(rb"\s", b"", found[1])
        raw = binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        return raw.decode("utf-16", "replace") if raw[:2] == b"\xfe\xff" else ""  # others are glyphs, read by page
    raw = _PDF_ESCAPE.sub(lambda one: bytes([int(one[1], 8) % 256]) if one[1].isdigit() else one[1], found[2])
    return raw.decode("utf-16", "replace") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1")


def leaves(node: Any) -> Iterator[str]:
    """Give the keys and values of parsed JSON; lines of one text, as notebooks keep them, together too."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from leaves(value)
    elif isinstance(node, list):
        if len(node) > 1 and all(isinstance(one, str) for one in node):
            yield "".join(node)
        for one in node:
            yield from leaves(one)
    elif isinstance(node, (str, float, int)):
        yield node if isinstance(node, str) else str(node)


def from_base64(text: str) -> bytes:
    """Decode base64 of either alphabet, with or without its padding."""
    text = text.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(text[: len(text) - (len(text) % 4 == 1)] + "===")


def far_day(number: int) -> str:
    """Give the day that a count of days since 1970 stands for, where it can be no other count."""
    return (_EPOCH + timedelta(days=number)).isoformat() if any(number in days for days in _FAR_DAYS) else ""


@cache
def _glyphs() -> dict[tuple[str, int], str]:
    told = {}
    for path in FONTS.glob("*.ttf"):
        with TTFont(path) as font:
            family = font["name"].getDebugName(6)
            told |= {(family, font.getGlyphID(glyph)): chr(code) for code, glyph in font.getBestCmap().items()}
    return told
