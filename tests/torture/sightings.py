"""Where tokens come out: all of them looked for at once, in every spelling a document may give them."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from urllib.parse import unquote

from torture.tokens import FUTURE, MONEY_FROM, MONEY_TO, PAST, Canary, Mint
from torture.unpacking import Piece

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_MONTH = "(" + "|".join(_MONTHS) + ")[a-z]*"
_WORD = re.compile(r"zq[0-9a-z]{10}", re.IGNORECASE)
_CUT = re.compile(r"zq[0-9a-z]{4,9}(?=…|\.\.\.)", re.IGNORECASE)
_GAPS = re.compile("[-\\s\u200b\u00ad\u2010\u2060\ufeff\ufffe\x02]+")
_DAYS = (
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:[\s\u00a0.-]+|\s+of\s+){_MONTH}[\s\u00a0.,-]+(?P<y>\d{{4}}|'?\d\d)(?!\d)", re.IGNORECASE),
    re.compile(rf"{_MONTH}[\s\u00a0]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[\s\u00a0]+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)(?![\d.])"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|(?<!\.)\d\d)(?!\d)"),
)  # fmt: skip
_CITED = {1945, 1959}  # years of formulas, in data/reference/metrics.csv
_YEARS = "|".join(str(year) for first, last in (PAST, FUTURE) for year in range(first, last + 1) if year not in _CITED)
_YEAR = re.compile(rf"(?<![\w.,£#/+%&=-])(?:{_YEARS})(?![\w,%=+/-]|\.\d)")
_POUNDS = re.compile(r"£[\s\u00a0]?(\d[\d,]*(?:\.\d+)?)[\s\u00a0]?(bn|billion|m|million|k)?(?![a-z])", re.IGNORECASE)
_NO_DAY = datetime.max.replace(tzinfo=UTC).timestamp()
_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]{6,}(?:\.\d+)?(?!\d)|(?<![\d.])0?\.\d{5,}")
_SCALE = {"bn": 1e9, "billion": 1e9, "m": 1e6, "million": 1e6, "k": 1e3, "": 1.0}
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8,64}(?![0-9A-Za-z])")
_ENTITY = re.compile(r"&(?:#|\w+;)")
NOBODY = Canary("members", (), "some", "year or amount that only hidden cells can make", "")


def never(canary: Canary) -> bool:
    """Say that no hidden cell may be seen."""
    del canary
    return False


@dataclass(frozen=True)
class Sighting:
    """A token, or what only tokens can make, seen where it was not to be."""

    place: str
    spelling: str
    canary: Canary

    def __str__(self) -> str:
        """Say what was seen where."""
        return f"{self.place}: {self.spelling!r} is {self.canary}"


@dataclass(frozen=True)
class Lookout:
    """
    Looks for tokens.

    `is_allowed` says of a cell that it may be seen here; where any may, the bands that no shown value lies in mean nothing.
    `released` are the amounts that the edition's fixed tables tell, in words: sums over enough boroughs. `computed` are days that
    come of a shown end and the months of its options, and may by chance be a hidden cell's, too.
    """

    mint: Mint
    is_allowed: Callable[[Canary], bool] = never
    has_bands: bool = True
    released: frozenset[str] = frozenset()
    computed: frozenset[date | None] = frozenset()

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self.mint.words)

    @cached_property
    def _sorted_amounts(self) -> list[int]:
        return sorted(self.mint.pounds)

    def seen(self, pieces: Iterable[Piece]) -> Iterator[Sighting]:
        """Give each token that may not be seen, once a place."""
        for piece in pieces:
            told = set()
            for spelling, canary in self._in(piece):
                if (
                    not self.is_allowed(canary)
                    and (canary is not NOBODY or self.has_bands)
                    and (spelling, canary) not in told
                ):
                    told.add((spelling, canary))
                    yield Sighting(piece.place, spelling, canary)

    def _in(self, piece: Piece) -> Iterator[tuple[str, Canary]]:
        for text in _variants(piece):
            yield from self._words(text)
        if piece.kind == "raw":
            return
        yield from self._digests(piece.text)
        yield from self._days(piece.text, has_short=piece.kind == "words")
        yield from self._numbers(piece.text)
        if piece.kind == "words":
            yield from self._amounts(piece.text)
            yield from ((found[0], NOBODY) for found in _YEAR.finditer(piece.text))

    def _words(self, text: str) -> Iterator[tuple[str, Canary]]:
        for found in _WORD.finditer(text):
            canary = self.mint.words.get(found[0].lower())
            if canary:
                yield found[0], canary
        for found in _CUT.finditer(text):
            begun = [self.mint.words[word] for word in self._words_from(found[0].lower())]
            if begun and not any(
                map(self.is_allowed, begun)
            ):  # of several words that begin so, one may be meant that is allowed
                yield found[0], begun[0]

    def _words_from(self, start: str) -> Sequence[str]:
        first = bisect_left(self._sorted_words, start)
        return self._sorted_words[first : bisect_left(self._sorted_words, start + "\x7f")]

    def _digests(self, text: str) -> Iterator[tuple[str, Canary]]:
        for found in _HEX.finditer(text):
            canary = self.mint.digests.get(found[0])
            if canary:
                yield found[0], canary

    def _days(self, text: str, *, has_short: bool) -> Iterator[tuple[str, Canary]]:
        for number, pattern in enumerate(_DAYS):
            for found in pattern.finditer(text):
                month = _MONTHS[found[1 if number else 2][:3].lower()] if number < 2 else int(found["m"])
                day = _day(found["y"], month, found["d"], has_short=has_short)
                canary = self.mint.days.get(day) if day not in self.computed else None
                if canary:
                    yield found[0], canary

    def _numbers(self, text: str) -> Iterator[tuple[str, Canary]]:
        for found in _NUMBER.finditer(text):
            digits = found[0].replace(",", "")
            if "." in digits:
                canary = self.mint.fractions.get("0." + digits.partition(".")[2].rstrip("0"))
                if canary and float(digits) < 1:
                    yield found[0], canary
            whole = int(float(digits))
            for amount in (whole, whole // 100 if len(digits) >= 12 else 0):
                canary = self.mint.pounds.get(amount) or self.mint.counts.get(amount) or self._moment(amount, digits)
                if canary:
                    yield found[0], canary

    def _moment(self, number: int, digits: str) -> Canary | None:
        """Take a number of ten or more digits for seconds, thousandths or millionths since 1970."""
        seconds = number / {10: 1, 13: 1e3, 16: 1e6, 19: 1e9}.get(len(digits), 1e12)
        if len(digits) < 10 or seconds % 86_400 or seconds >= _NO_DAY:  # beyond it there is no day
            return None
        return self.mint.days.get(datetime.fromtimestamp(seconds, UTC).date())

    def _amounts(self, text: str) -> Iterator[tuple[str, Canary]]:
        for found in _POUNDS.finditer(text):
            if found[0] in self.released:
                continue
            scale = _SCALE[(found[2] or "").lower()]
            pounds = float(found[1].replace(",", "")) * scale
            if MONEY_FROM * 0.97 <= pounds <= MONEY_TO * 1.03:
                step = scale * 10.0 ** -len(found[1].partition(".")[2])
                first, last = (
                    bisect_left(self._sorted_amounts, pounds - step / 2),
                    bisect_right(self._sorted_amounts, pounds + step / 2),
                )
                fits = self._sorted_amounts[first:last]
                yield found[0], self.mint.pounds[fits[0]] if len(fits) == 1 else NOBODY
            elif pounds > MONEY_FROM / 4:
                yield found[0], NOBODY


def _variants(piece: Piece) -> Iterator[str]:
    """Give a text as it is, and read as a page, an address, a script or a broken line would be."""
    text = piece.text
    yield text
    if piece.kind == "raw":
        return
    if _ENTITY.search(text):
        yield html.unescape(text)
    if "%" in text:
        yield unquote(text)
    if "\\" in text:
        yield re.sub(r"\\(?:u|x)([0-9a-fA-F]{4}|[0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), text)
    yield _GAPS.sub("", text)


def _day(year: str, month: int, day: str, *, has_short: bool) -> date | None:
    number = int(year.strip("'"))
    if len(year) < 4:
        if not has_short:
            return None
        number += 1900 if PAST[0] <= 1900 + number <= PAST[1] else 2000
    try:
        return date(number, month, int(day))
    except ValueError:
        return None
