"""
Bend everything that is read, and write hostile text with everything that writes, until something breaks.

A crash is anything raised that is not in the package's own words; an oracle is broken where what was written acts, leads
out, or lost what it was given. Each family takes its turn for as long as there is time; the same seed bends the same.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fuzz_readers import ARGUMENTS
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from torture import fuzzed_readers as readers
from torture import fuzzed_renderers as renderers
from torture.figures import Figure

_PACKAGE = "citytools_analysis"


@dataclass(frozen=True)
class Family:
    """One reader or renderer: what it is called, what is drawn for it, what is done with it, how often in a round."""

    name: str
    drawn: Mapping[str, st.SearchStrategy[Any]]
    take: Callable[..., None]
    in_a_round: int


@dataclass
class Tally:
    """What the fuzzing of one family gave."""

    n_inputs: int = 0
    crashes: dict[str, int] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)


FAMILIES: Sequence[Family] = (
    Family("files handed in", ARGUMENTS, readers.take_file, 60),
    Family("register folders", readers.BENT, readers.take_register, 20),
    Family("reviewed tables, corrections and decisions", readers.BENT, readers.take_reference, 30),
    Family("manifests", readers.BENT, readers.take_reports, 60),
    Family("notebooks", readers.BENT, readers.take_notebook, 60),
    Family("HTML pages", renderers.ONE, renderers.page_of, 20),
    Family("PDF by Typst", renderers.ONE, renderers.pdf_of, 6),
    Family("slides", renderers.ONE, renderers.slides_of, 4),
    Family("XLSX annexes", renderers.ONE, renderers.workbook_of, 25),
    Family("CSV lists", renderers.ONE, renderers.table_of, 60),
    Family("ICS calendars", renderers.ONE, renderers.calendar_of, 60),
    Family("charts and their words", {"text": renderers.NAMES}, renderers.chart_of, 6),
    Family("the index of documents", renderers.ONE, renderers.index_of, 10),
    Family("dashboards", {"names": st.lists(renderers.NAMES, min_size=1, max_size=5)}, renderers.dashboard_of, 2),
    Family("file names", renderers.ONE, renderers.name_of, 150),
    Family("notebook parameters", renderers.ONE, renderers.parameter_of, 80),
    Family("addresses", renderers.ONE, renderers.address_of, 80),
    Family("mark-up through the allow-list", {"names": renderers.TAGS}, renderers.markup_of, 80),
)


def run_round(family: Family, tally: Tally, *, draw: int, share: float = 1.0) -> None:
    """Draw inputs for one family once round; what breaks ends the round, and is counted by what it was."""

    def counted(**drawn: Any) -> None:
        tally.n_inputs += 1
        family.take(**drawn)

    quiet = settings(
        max_examples=max(1, round(family.in_a_round * share)), deadline=None, database=None, report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    try:
        seed(draw)(quiet(given(**family.drawn)(counted)))()
    except renderers.BrokenOracleError as error:
        tally.broken[str(error)] = tally.broken.get(str(error), 0) + 1
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a crash, and the others go on
        words = _words(error)
        tally.crashes[words] = tally.crashes.get(words, 0) + 1


def _words(error: Exception) -> str:
    """Say what was raised and where in the package, so that the same crash is told once."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if _PACKAGE in one.filename] or [
        *traceback.extract_tb(error.__traceback__)
    ]
    where = f"{frames[-1].filename.rpartition(_PACKAGE)[2].lstrip('/')}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} at {where}: {' '.join(str(error).split())[:100]}"


def fuzz(families: Sequence[Family], *, minutes: float, draw: int, share: float = 1.0) -> dict[str, Tally]:
    """Give each family its turn, at least once, until the time is up."""
    tallies = {family.name: Tally() for family in families}
    until, n_rounds = time.monotonic() + minutes * 60, 0
    try:
        while not n_rounds or time.monotonic() < until:
            for family in families:
                if not n_rounds or time.monotonic() < until:
                    run_round(family, tallies[family.name], draw=draw * 1_000_003 + n_rounds, share=share)
            n_rounds += 1
    finally:
        readers.forget_kept()
    return tallies


def figures_of(tallies: Mapping[str, Tally]) -> list[Figure]:
    """Say how much was tried, family by family, and what was found."""
    crashes = {f"{name}: {words}": n for name, tally in tallies.items() for words, n in tally.crashes.items()}
    broken = {f"{name}: {words}": n for name, tally in tallies.items() for words, n in tally.broken.items()}
    inputs = [Figure(f"inputs fuzzed, {name}", tally.n_inputs) for name, tally in tallies.items()]
    return [
        *inputs,
        Figure("inputs fuzzed", sum(tally.n_inputs for tally in tallies.values())),
        Figure("crashes found", len(crashes), must_be_zero=True, detail="; ".join(crashes)[:2000]),
        Figure("oracles broken", len(broken), must_be_zero=True, detail="; ".join(broken)[:2000]),
    ]


def measure(*, minutes: float, seed: int) -> list[Figure]:
    """
    Fuzz every reader and every renderer.

    Parameters
    ----------
    minutes
        For how long; each family has at least one turn.
    seed
        Which inputs are drawn.

    Returns
    -------
    figures
        Inputs by family, crashes and broken oracles.
    """
    return figures_of(fuzz(FAMILIES, minutes=minutes, draw=seed))


if __name__ == "__main__":
    found = measure(
        minutes=float(sys.argv[1]) if len(sys.argv) > 1 else 5.0, seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1
    )
    for figure in found:
        print(figure.what, figure.value, figure.detail)  # noqa: T201 - a command of a developer's
    sys.exit(any(figure.is_bad for figure in found))
