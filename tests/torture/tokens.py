"""
A register in which every cell that an edition may hide is a value of its own, so that whatever comes out names its cell.

Words are `zq` and ten letters or digits: they outlive slugs, capitals, hyphens, entities and cut-off titles. Days lie in
years of which nothing else speaks (1937 to 1969 for what is past, 2075 to 2099 for what is to come), so that a month, a
quarter or a year of one is told from all others; amounts are two to ten thousand million pounds, a different one a cell
at five figures. Rounded to two figures they cannot be told apart: that nothing else is in that band has to do instead.

Not made tokens, because figures are counted from them or because too few values are possible: scores, levels, yes and no,
choices, months, function and borough. That these do not show is held by `test_disclosure.py`, for which the edition must
come out the same whatever stands there, and by the intruder's test, for figures.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from citytools_analysis.resolve import stable_id

PAST, FUTURE = (1937, 1969), (2075, 2099)
MONEY_FROM, MONEY_TO, MONEY_STEP = 2_000_000_000, 9_900_000_000, 200_003
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# What others are told ends early in a month: months are taken from it, and what is left must be no other cell's day.
_OF_MONTH = {True: range(2, 20), False: range(21, 32)}
TO_COME = ("end", "break", "review", "earliest_start", "in_use_to", "period_end")


@dataclass(frozen=True)
class Canary:
    """The cell a token stands in, whose it is, and who may see it."""

    tier: str
    owners: tuple[str, ...]
    table: str
    column: str
    row: str
    is_told: bool = False  # to the other boroughs

    def __str__(self) -> str:
        """Name it as a person would look it up."""
        return f"{self.table}.{self.column} of {' and '.join(self.owners) or 'all'} ({self.row}, for {self.tier})"


@dataclass
class Mint:
    """Makes tokens, each once, and remembers which cell each was made for."""

    seed: int
    words: dict[str, Canary] = field(default_factory=dict)
    days: dict[date, Canary] = field(default_factory=dict)
    pounds: dict[int, Canary] = field(default_factory=dict)
    fractions: dict[str, Canary] = field(default_factory=dict)
    counts: dict[int, Canary] = field(default_factory=dict)
    digests: dict[str, Canary] = field(default_factory=dict)
    same: dict[tuple[object, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Shuffle what there is of each kind."""
        self.chance = random.Random(self.seed)  # noqa: S311 - seeded, no secret
        self._past = _days_of(PAST, range(1, 32), self.chance)
        self._future = {is_told: _days_of(FUTURE, of_month, self.chance) for is_told, of_month in _OF_MONTH.items()}
        amounts = range(MONEY_FROM + self.seed % 1_000, MONEY_TO, MONEY_STEP)
        self._amounts = self.chance.sample(amounts, len(amounts))
        self._numbers = self.chance.sample(range(100_001, 999_999), 60_000)

    def word(self, canary: Canary) -> str:
        """Make a word of twelve letters and digits."""
        number = int.from_bytes(hashlib.sha256(f"{self.seed}/{len(self.words)}".encode()).digest()[:8], "big")
        text = "zq" + "".join(_DIGITS[number // 36**place % 36] for place in range(10))
        self.words[text] = canary
        self._note_digests(text, canary)
        return text

    def word_for(self, key: tuple[object, ...], canary: Canary) -> str:
        """Make a word for a thing that several cells name; the same word each time."""
        if key not in self.same:
            self.same[key] = self.word(canary)
        return self.same[key]

    def day(self, canary: Canary) -> date:
        """Make a day: to come where the column is of what is to come."""
        ahead = canary.column.removesuffix("_date").startswith(TO_COME)
        made = (self._future[canary.is_told] if ahead else self._past).pop()
        self.days[made] = canary
        return made

    def amount(self, canary: Canary) -> float:
        """Make an amount in whole pounds."""
        made = self._amounts.pop()
        self.pounds[made] = canary
        return float(made)

    def count(self, canary: Canary) -> int:
        """Make a whole number of eight digits."""
        made = 40_000_000 + self._numbers.pop()
        self.counts[made] = canary
        return made

    def shares(self, canaries: list[Canary]) -> list[float]:
        """Make as many shares as there are cells, of six decimals, which are one whole but for the sixth."""
        parts = [self._numbers.pop() for _ in canaries]
        made = [round(part / sum(parts), 6) for part in parts]
        for share, canary in zip(made, canaries, strict=True):
            if 0 < share < 1:
                self.fractions[f"{share:.6f}".rstrip("0")] = canary
        return made

    def digest(self, canary: Canary) -> str:
        """Make the hash of a file that nobody has."""
        made = hashlib.sha256(f"file {self.word(canary)}".encode()).hexdigest()
        self.digests |= dict.fromkeys((made, made[:16], made[:12], made[:8]), canary)
        return made

    def _note_digests(self, text: str, canary: Canary) -> None:
        """Remember the hashes of a value, for a hash of it lets whoever guesses it check the guess."""
        whole = hashlib.sha256(text.encode()).hexdigest()
        more = [hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest() for name in ("sha1", "md5")]
        self.digests |= dict.fromkeys((whole, whole[:16], whole[:8], stable_id(text), *more), canary)

    def __len__(self) -> int:
        """Count the tokens."""
        return sum(len(kind) for kind in (self.words, self.days, self.pounds, self.fractions, self.counts))

    @property
    def n_spellings(self) -> int:
        """Count the spellings that are told apart: see `sightings`."""
        kinds = (self.words, 7), (self.days, 14), (self.pounds, 9), (self.fractions, 2), (self.counts, 2)
        return sum(len(kind) * times for kind, times in kinds) + len(self.digests)


def _days_of(years: tuple[int, int], of_month: range, chance: random.Random) -> list[date]:
    first = date(years[0], 1, 1)
    every = (first + timedelta(days=number) for number in range((date(years[1], 12, 31) - first).days))
    days = [day for day in every if day.day in of_month]
    chance.shuffle(days)
    return days
