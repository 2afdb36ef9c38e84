"""
Names reduced to what tells them apart (metrics.md, section 12): no case, accents, punctuation or legal form.

Only what says how a firm is constituted counts as a legal form: Limited, plc, LLP, CIC, GmbH and the like. `Group`,
`Holdings`, `Services` and `Solutions` are part of a name, since a group and its members are different firms. Digits
and short words are never dropped (8x8, G4S, Unit4), and a name is never reduced to nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

TRUNCATED_AT = 20  # characters at which some finance systems cut off a name

_ANYWHERE = {"ltd", "limited", "plc", "llp"}
_AT_THE_END = _ANYWHERE | {
    "bv", "ccc", "cic", "cio", "corp", "cyf", "cyfyngedig", "gmbh", "inc", "incorporated", "llc", "lp", "nv", "oy", "pbc",
    "pty", "sarl", "uk",
}  # fmt: skip
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_TRADING_AS = re.compile(r"\b(?:t\s*/\s*a|t\.a\.|trading\s+as)\b\.?", re.IGNORECASE)
_NOT_THE_NAME = re.compile(
    r"\b(?:t\s*/\s*a|t\.a\.|trading\s+as|formerly(?:\s+known\s+as)?|previously(?:\s+known\s+as)?|now\s+known\s+as)\b[\s.:]*|\(\s*ex[\s-]",
    re.IGNORECASE,
)
_LAST_BRACKETS = re.compile(r"(?P<name>.+?)\s*\((?P<letters>[A-Za-z]{2,6})\)\s*")
_LONGEST_FORM = 3  # single letters in a row: P.L.C.


def normalise_name(text: str) -> str:
    """
    Reduce a name to what tells it apart; a text with any mark in it is never reduced to nothing.

    Parameters
    ----------
    text
        A name as written, also with HTML entities, even doubly escaped.

    Returns
    -------
    name
        Lower case, without accents, punctuation, `the`, legal forms (Ltd, plc, LLP, CIC, GmbH...) and a last UK.

    Examples
    --------
    >>> normalise_name("THE LONDON BOROUGH OF HAVERING"), normalise_name("8x8 UK Limited")
    ('london borough of havering', '8x8')
    >>> normalise_name("Northgate Public Services (U.K.) Ltd."), normalise_name("B&amp;amp;E  Boys, PLC")
    ('northgate public services', 'b and e boys')
    >>> normalise_name("Limited"), normalise_name("NPS Group Ltd")
    ('limited', 'nps group')
    """
    return _normalised(text)


@lru_cache(maxsize=65_536)
def _normalised(text: str) -> str:
    plain = _plain(_TRADING_AS.sub(" ", unescaped(text)))
    words = re.sub(r"[^\w]|_", " ", plain).split()
    kept = [word for place, word in enumerate(words) if word != "the" and (not place or word not in _ANYWHERE)]
    return " ".join(_without_end(kept) or words) or text.strip()


def unescaped(text: str) -> str:
    """
    Undo HTML escapes, as often as they were applied.

    Parameters
    ----------
    text
        Such as `B&amp;amp;E`.

    Returns
    -------
    text
        The text that was meant.

    Examples
    --------
    >>> unescaped("Smith &amp;amp; Sons"), unescaped("Marks & Spencer")
    ('Smith & Sons', 'Marks & Spencer')
    """
    for _ in range(4):
        if (once := html.unescape(text)) == text:
            break
        text = once
    return text


def registered_part(text: str) -> str:
    """
    Give the part of a name that names the firm itself: what stands before `trading as`, `formerly` or its own initials.

    Parameters
    ----------
    text
        A name as written.

    Returns
    -------
    name
        That part; the whole text where there is no such word, or nothing before it.

    Examples
    --------
    >>> registered_part("Civica UK Ltd t/a Civica Election Services"), registered_part("Idox (formerly Tascomi)")
    ('Civica UK Ltd', 'Idox')
    >>> registered_part("Trading As Usual"), registered_part("Northgate Public Services (NPS)")
    ('Trading As Usual', 'Northgate Public Services')
    """
    plain = unescaped(text)
    first = _NOT_THE_NAME.split(plain, maxsplit=1)[0].strip(" (,;-[/") or plain
    found = _LAST_BRACKETS.fullmatch(first)
    initials = "".join(word[0] for word in re.findall(r"\w+", found["name"])).casefold() if found else ""
    return found["name"] if found and initials == found["letters"].casefold() else first


def is_cut_off(text: str) -> bool:
    """
    Tell whether a name may have been cut off by the system it was typed into.

    Parameters
    ----------
    text
        A name as written.

    Returns
    -------
    is_cut_off
        Whether it is exactly as long as such a system allows.

    Examples
    --------
    >>> is_cut_off("NORTHGATE PUBLIC SER"), is_cut_off("Northgate Public")
    (True, False)
    """
    return len(" ".join(unescaped(text).split())) == TRUNCATED_AT


def cut_off_names(text: str) -> set[str]:
    """
    Give a name as systems that cut it off would show it, with and without its usual legal forms.

    Parameters
    ----------
    text
        A whole name.

    Returns
    -------
    names
        The normalised beginnings; none of a name that is short enough.

    Examples
    --------
    >>> sorted(cut_off_names("Computacenter"))
    ['computacenter limite', 'computacenter uk l', 'computacenter uk lim']
    """
    whole = " ".join(unescaped(text).split())
    endings = ("", " Limited", " Ltd", " plc", " UK Limited", " UK Ltd", " (UK) Limited", " (UK) Ltd")
    longer = [whole + ending for ending in endings if len(whole + ending) > TRUNCATED_AT]
    cut = {name[:TRUNCATED_AT] for name in longer}
    return {normalise_name(name) for name in cut} - {normalise_name(whole)}


def _plain(text: str) -> str:
    """Give the text without case, accents and apostrophes; twice, since folding case can bring out a new accent."""
    for _ in range(2):
        marks = unicodedata.normalize("NFKD", text)
        text = "".join(mark for mark in marks if not unicodedata.combining(mark)).casefold()
    return _APOSTROPHES.sub("", text).replace("&", " and ")


def _without_end(words: Sequence[str]) -> list[str]:
    """Take legal forms off the end, also those written as single letters, as long as a word remains."""
    kept = list(words)
    while True:
        sizes = (size for size in range(1, _LONGEST_FORM + 1) if size < len(kept) and _is_form(kept[-size:]))
        size = next(sizes, 0)
        if not size:
            return kept
        kept = kept[:-size]


def _is_form(words: Sequence[str]) -> bool:
    spelt = len(words) == 1 or all(len(word) == 1 for word in words)
    return spelt and "".join(words) in _AT_THE_END
