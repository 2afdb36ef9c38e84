"""
Lengths and options to extend, read from sentences.

Each length in a sentence is the committed term or an option by the words around it. What is read here is marked as
parsed wherever it goes, and a text with two readings gives none. The words themselves are always kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "twenty": 20, "twenty four": 24, "thirty six": 36,
    "forty eight": 48, "sixty": 60,
}  # fmt: skip
_WORDS = "|".join(sorted((word.replace(" ", "[ -]") for word in _NUMBERS), key=len, reverse=True))
_N = rf"(?:\d{{1,3}}|{_WORDS})"
_UNIT = r"(?P<unit>years?|yrs?|months?|mths?)\b"
_LENGTH = re.compile(
    rf"(?<![\w/.,\u00a3-])(?P<n>{_N})(?:\s*\(\s*\d{{1,3}}\s*\))?[\s-]*(?:calendar[\s-]+)?{_UNIT}", re.IGNORECASE
)
_SUM = re.compile(
    r"(?<![\w/.,-])\d{1,2}(?:\s*(?:years?|yrs?|months?|mths?))?(?:\s*\+\s*\d{1,2}(?:[\s-]*(?:years?|yrs?|months?|mths?)\b)?)+(?![\d/])",
    re.IGNORECASE,
)
_PART = re.compile(r"(\d{1,2})[\s-]*(years?|yrs?|months?|mths?)?", re.IGNORECASE)
_NOUN = r"(?:options?|extensions?|periods?|terms?|renewals?)"
_TIMES = re.compile(
    rf"(?<![\w/.])(?P<n>{_N})(?:\s*\(\s*\d{{1,2}}\s*\))?\s*(?P<what>x|\u00d7|(?:(?:further|additional|optional|separate|possible"
    rf"|successive|one)\s+)*(?:(?:extension|option)\s+)?{_NOUN}(?:\s+to\s+(?:extend|renew))?,?(?:\s+each)?(?:\s+(?:of|for|by))?"
    r"(?:\s+up\s+to)?|(?:(?:further|additional|optional|possible)\s+)*)\s*$",
    re.IGNORECASE,
)  # fmt: skip
_IS_OPTION = re.compile(
    r"option|extend|extension|renew|further|additional(?! information| details)|\bplus\b|followed by|\+", re.IGNORECASE
)
_IS_OPTION_AFTER = re.compile(r"[\s,)(-]*(?:optional\s+)?(?:options?|extensions?|renewals?)\b", re.IGNORECASE)
_NOT_CERTAIN = re.compile(
    r"option|\bmay\b|\bcan\b|possib|right to|ability|available|extendable|\bplus\b|\+|provision (?:to|for)|extensions\b|up to|\bx\b",
    re.IGNORECASE,
)
_IN_STEPS = re.compile(r"[\s-]*(?:increment|interval|step|notice)", re.IGNORECASE)
_IN_TOTAL = re.compile(
    r"\b(?:total|overall|aggregate|including|inclusive|maximum (?:term|duration|period|of)|in all)\b", re.IGNORECASE
)
_TOTAL_AFTER = re.compile(r"[\s,)]*(?:in total|in all|overall|in aggregate|total)\b", re.IGNORECASE)
_IS_RANGE = re.compile(r"\d\s*(?:-|to)\s*$")
_ALONE = re.compile(r"[\W\d]*(?:[a-z]+\s+)?(?:further |optional |extension )*periods? (?:of|for)\b", re.IGNORECASE)
_LONGEST, _MOST = 240, 6


@dataclass(frozen=True)
class Terms:
    """
    What a text says of the length of an agreement.

    Parameters
    ----------
    base_months
        Months to its committed end; None where it does not say.
    option_months
        Months of each option to extend, in order.
    text
        The words it was read from.

    Examples
    --------
    >>> Terms(36, (12, 12), "3+1+1 years").option_months
    (12, 12)
    """

    base_months: int | None
    option_months: tuple[int, ...]
    text: str


def parse_terms(text: str) -> Terms | None:
    """
    Read the length and the options to extend that a text speaks of.

    Parameters
    ----------
    text
        A title, a description or an extension cell.

    Returns
    -------
    terms
        What it says; None where it says nothing, or where two readings contradict each other.

    Examples
    --------
    >>> parse_terms("36 months with two 12-month options")
    Terms(base_months=36, option_months=(12, 12), text='36 months with two 12-month options')
    >>> parse_terms("3+2 years").option_months, parse_terms("2 periods of 24 months").option_months
    ((24,), (24, 24))
    >>> parse_terms("May be extended") is None, parse_terms("Extension of the contract by 12 months") is None
    (True, True)
    """
    plain = " ".join(text.replace("\u2013", "-").replace("\u2010", "-").split())
    bases, options = set[int](), set[tuple[int, ...]]()
    for sentence in re.split(r"(?<=[.;!?])\s+", plain):
        found = _read(sentence)
        bases |= {base for base in found.bases if base}
        options |= {found.options} if found.options else set()
        if not found.is_clear:
            return None
    if len(options) != 1:
        return None
    return Terms(bases.pop() if len(bases) == 1 else None, options.pop(), _shown(plain))


@dataclass(frozen=True)
class _Sentence:
    bases: tuple[int, ...] = ()
    options: tuple[int, ...] = ()
    is_clear: bool = True


@dataclass(frozen=True)
class _Length:
    """Months, at a place; a sum such as 3+2 holds its parts."""

    parts: tuple[int, ...]
    start: int
    end: int
    has_unit: bool = True


def _read(sentence: str) -> _Sentence:
    lengths = _with_details(sentence, list(_lengths(sentence)))
    bases, options, before = list[int](), list[int](), 0
    is_uncertain = bool(_NOT_CERTAIN.search(sentence) or _ALONE.match(sentence))
    for one, following in pairwise([*lengths, None]):
        if one is None:
            break
        gap, after = sentence[before : one.start], sentence[one.end : following.start if following else len(sentence)]
        before = one.end
        if _IN_STEPS.match(after) or _IS_RANGE.search(gap):
            return _Sentence(is_clear=False)
        if _TOTAL_AFTER.match(after) or (_IN_TOTAL.search(gap) and "further" not in gap.casefold()):
            continue  # the length with all options used is neither
        times = _times(gap, after)
        is_option = bool(times > 1 or _IS_OPTION.search(gap) or _IS_OPTION_AFTER.match(after))
        base, own = ((), one.parts) if is_option else (one.parts[:1], one.parts[1:])
        bases += base
        options += own * times
    return _Sentence(tuple(bases), tuple(options) if is_uncertain and len(options) <= _MOST else ())


def _lengths(sentence: str) -> Iterator[_Length]:
    """Go through the lengths of a sentence; a sum counts as one."""
    sums = list(_SUM.finditer(sentence))
    for match in sums:
        parts = _PART.findall(match[0])
        units = [unit for _, unit in parts]
        following = re.match(r"[\s)-]*(years?|yrs?|months?|mths?)\b", sentence[match.end() :], re.IGNORECASE)
        units[-1] = units[-1] or (following[1] if following else "")
        for place in range(len(units) - 2, -1, -1):
            units[place] = units[place] or units[place + 1]
        end = match.end() + (following.end() if following and not parts[-1][1] else 0)
        months = tuple(_months(number, unit or "years") for (number, _), unit in zip(parts, units, strict=True))
        yield _Length(months, match.start(), end, has_unit=all(units))
    spans = [(match.start(), match.end()) for match in sums]
    for match in _LENGTH.finditer(sentence):
        if not any(start <= match.start() <= end for start, end in spans):
            yield _Length((_months(match["n"], match["unit"]),), match.start(), match.end())


def _with_details(sentence: str, lengths: list[_Length]) -> list[_Length]:
    """Put a sum without a unit, as in `four years (2+1+1)`, in the place of the length it adds up to; drop any other."""
    ordered = sorted((one for one in lengths if all(one.parts)), key=lambda one: one.start)
    kept: list[_Length] = []
    for one in ordered:
        if one.has_unit:
            kept.append(one)
        elif kept and sum(kept[-1].parts) == sum(one.parts) and not sentence[kept[-1].end : one.start].strip(" ("):
            kept[-1] = _Length(one.parts, kept[-1].start, one.end)
    return kept


def _times(gap: str, after: str) -> int:
    """Say how often a length comes: `two periods of`, `2 x`, `two 12-month options`, `12 months twice`."""
    if re.search(r"\btwice\b", after[:40], re.IGNORECASE):
        return 2
    match = _TIMES.search(gap)
    if not match or not (match["what"].strip() or _IS_OPTION_AFTER.match(after)):
        return 1
    return _number(match["n"])


def _months(number: str, unit: str) -> int:
    months = _number(number) * (12 if unit.casefold().startswith("y") else 1)
    return months if 0 < months <= _LONGEST else 0


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text.casefold().replace("-", " ")]


def _shown(text: str) -> str:
    return text if len(text) <= 200 else text[:199].rstrip() + "\u2026"
