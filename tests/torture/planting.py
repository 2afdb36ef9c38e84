"""Leaks put into built output by hand, one in each kind of container, each of which the search must find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook

from citytools_analysis.reporting.dashboard.packing import packed
from torture.containers import CARRIERS, drawn, page, parquet, picture_tag, saved
from torture.sightings import NOBODY
from torture.tokens import Canary, Mint


@dataclass(frozen=True)
class Plant:
    """One leak: the file it is in, how it got there, and the cell that must be named."""

    path: Path
    how: str
    canary: Canary


@dataclass(frozen=True)
class Seeds:
    """Tokens to plant, one of each kind at a time, none twice."""

    words: Iterator[tuple[str, Canary]]
    days: Iterator[tuple[date, Canary]]
    pounds: Iterator[tuple[int, Canary]]

    @classmethod
    def of(cls, mint: Mint, is_wanted: Callable[[Canary], bool]) -> Seeds:
        """Take those of cells that may not be seen here."""
        kinds = (mint.words, mint.days, mint.pounds)
        return cls(*(iter([pair for pair in kind.items() if is_wanted(pair[1])]) for kind in kinds))


def plant(folder: Path, seeds: Seeds) -> list[Plant]:
    """Write a folder of files with a leak each."""
    folder.mkdir(parents=True)
    planted = []
    for kind in (_in_words, _in_days, _in_amounts):
        for how, (name, content, canary) in kind(seeds):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            planted.append(Plant(path, how, canary))
    return planted


Leak = tuple[str, tuple[str, bytes, Canary]]


def _in_words(seeds: Seeds) -> Iterator[Leak]:
    for number, (how, (ending, make)) in enumerate(CARRIERS.items()):
        word, canary = next(seeds.words)
        yield how, (f"{number:02d}.{ending}", make(word), canary)
    word, canary = next(seeds.words)
    yield "the name of a file", (f"about-{word.upper()}.txt", b"nothing", canary)
    word, canary = next(seeds.words)
    yield "the name of a folder", (f"{word}/a.txt", b"nothing more", canary)


def _in_days(seeds: Seeds) -> Iterator[Leak]:
    spelled: Mapping[str, Callable[[date], str]] = {
        "as on a page": lambda day: f"until {day.day} {day:%b %Y}.", "in full": lambda day: f"{day:%A} {day.day}th {day:%B %Y}",
        "with two figures of the year": lambda day: f"({day.day} {day:%b} {day:%y})", "with a stroke": lambda day: f"{day:%d/%m/%Y}",
        "in a calendar": lambda day: f"BEGIN:VCALENDAR\r\nDTSTART;VALUE=DA\r\n TE:{day:%Y}\r\n {day:%m%d}\r\n", "with a time": lambda day: f"{day}T00:00:00",
        "in seconds": lambda day: str(int(pd.Timestamp(day).timestamp())) if day.year > 2069 else f"{day}",
        "American": lambda day: f"{day:%B} {day.day}, {day.year}", "broken over two lines": lambda day: f"{day.day} {day:%b}\n{day.year}",
    }  # fmt: skip
    for number, (how, spell) in enumerate(spelled.items()):
        day, canary = next(seeds.days)
        yield f"a day {how}", (f"day-{number}.txt", spell(day).encode(), canary)
    day, canary = next(seeds.days)
    book = Workbook()
    book.worksheets[0].append([day])
    yield "a day in a cell", ("day.xlsx", saved(book), canary)
    day, canary = next(seeds.days)
    numbers = np.array([20_000, (day - date(1970, 1, 1)).days], dtype=np.int32)
    yield (
        "a day in a packed column",
        ("days.html", page(f'<script id="lines-data">{packed({}, {"use.seen_date": numbers})}</script>'), canary),
    )
    day, canary = next(seeds.days)
    yield "a day in Parquet", ("days.parquet", parquet(pd.DataFrame({"day": pd.to_datetime([day])})), canary)
    day, canary = next(seeds.days)
    yield "a day in UTF-16", ("day.log", f"until {day:%d/%m/%Y}".encode("utf-16"), canary)
    day, _ = next(seeds.days)
    yield (
        "a month that only hidden cells speak of",
        ("month.txt", f"three contracts end in {day:%b %Y}".encode(), NOBODY),
    )


def _in_amounts(seeds: Seeds) -> Iterator[Leak]:
    spelled: Mapping[str, Callable[[int], str]] = {
        "as on a page": lambda pounds: f"about £{pounds / 1e6:.1f}m a year", "with commas": lambda pounds: f"£{pounds:,}",
        "in pence": lambda pounds: f"{pounds * 100}", "as a float": lambda pounds: f'{{"annual": {float(pounds)}}}',
    }  # fmt: skip
    for number, (how, spell) in enumerate(spelled.items()):
        pounds, canary = next(seeds.pounds)
        yield f"an amount {how}", (f"amount-{number}.txt", spell(pounds).encode(), canary)
    pounds, canary = next(seeds.pounds)
    values = np.array([1.5, float(pounds)])
    yield (
        "an amount in a packed column",
        ("amounts.html", page(f'<p id="x-data">{packed({}, {"contract.annual": values})}</p>'), canary),
    )
    pounds, canary = next(seeds.pounds)
    told = f"£{pounds / 1e6:.1f}m"
    yield "an amount drawn as outlines", ("drawn.html", page(picture_tag(drawn(told))), canary)
    pounds, _ = next(seeds.pounds)
    yield "an amount in two figures", ("sum.txt", f"in all £{float(f'{pounds:.1e}') / 1e9:.1f}bn".encode(), NOBODY)
