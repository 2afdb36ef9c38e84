"""
Times the resolver of supplier names beside RapidFuzz on all pairs with a threshold, and beside exact match, and scores all three.

    PYTHONPATH=tests python tests/benchmarks/time_names.py

The labels are those of `tests/names`; everybody is given the same reviewed names, and the same judge says what is right.
"""

from __future__ import annotations

import csv
import platform
import sys
import time
from collections.abc import Callable, Mapping
from importlib import metadata
from statistics import median

import numpy as np
from rapidfuzz import fuzz, process, utils
from score_names import FOLDER, Score, Scored, judged, score, scored
from told import Told, spread

from citytools_analysis.reference import load_reference

TIMES = 5
LIKENESSES = (("WRatio", 80), ("WRatio", 90), ("WRatio", 95), ("token_set_ratio", 90))
_ALIKE = (
    "Everybody reads the mentions and is judged within the time; the resolver also reads its reference tables, and the "
    "identifiers and context that stand beside a mention. It asks a person where it is not sure: those are its missed."
)
Taken = list[str]  # for each mention the supplier it was taken for, or nothing


def measure(minutes: float) -> list[Told]:
    """Measure; it takes seconds, whatever the minutes, and fewer runs are made only where there are none."""
    rows, labels = _mentions(), _names()
    texts = [row["mention"] for row in rows]
    times = TIMES if minutes > 0 else 1
    ways: dict[str, Callable[[], list[Scored]]] = {"the resolver": scored}
    for likeness, least in LIKENESSES:
        name = f"RapidFuzz {likeness}, all pairs, best of at least {least}"
        ways[name] = lambda likeness=likeness, least=least: _judged(rows, _by_likeness(texts, labels, likeness, least))  # type: ignore[misc]
    ways["exact match, case folded"] = lambda: _judged(rows, _by_exact_match(texts, labels))
    table, ours = [], 0.0
    for name, work in ways.items():
        seconds, found = _timed(work, times)
        ours = ours or median(seconds)
        table.append([name, spread(seconds), f"{median(seconds) / ours:.2f}", *_cells(score(found))])
    return [_told(table, len(rows), len(labels))]


def _mentions() -> list[dict[str, str]]:
    with (FOLDER / "mentions.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _names() -> dict[str, str]:
    """Give each reviewed name with its supplier: names and aliases, but for those that stand for several."""
    reference = load_reference()
    aliases = reference.supplier_aliases
    clear = aliases[~aliases["is_ambiguous"].astype(str).str.casefold().isin(["yes", "true"])]
    whole = dict(zip(reference.suppliers["supplier"], reference.suppliers["supplier_id"], strict=True))
    return whole | dict(zip(clear["alias"], clear["supplier_id"], strict=True))


def _timed(work: Callable[[], list[Scored]], times: int) -> tuple[list[float], list[Scored]]:
    seconds, found = [], []
    for _ in range(times):
        begun = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - begun)
    return seconds, found


def _by_likeness(texts: list[str], labels: Mapping[str, str], likeness: str, least: int) -> Taken:
    names, ids = list(labels), list(labels.values())
    alike = process.cdist(
        texts, names, scorer=getattr(fuzz, likeness), processor=utils.default_process, score_cutoff=least, workers=-1
    )
    best = np.asarray(alike).argmax(axis=1)
    return [ids[at] if alike[row, at] >= least else "" for row, at in enumerate(best)]


def _by_exact_match(texts: list[str], labels: Mapping[str, str]) -> Taken:
    folded = {name.casefold().strip(): which for name, which in labels.items()}
    return [folded.get(text.casefold().strip(), "") for text in texts]


def _judged(rows: list[dict[str, str]], taken: Taken) -> list[Scored]:
    return judged(
        [Scored(row["mention"], row["entity"], row["half"], which, "") for row, which in zip(rows, taken, strict=True)]
    )


def _cells(told: Score) -> list[str]:
    return [
        f"{told.precision:.3f}",
        f"{told.recall:.3f}",
        f"{told.n_found} of {told.n_reviewed}",
        f"{told.n_reviewed - told.n_found}",
        f"{told.n_wrong} of {told.n_accepted}",
    ]


def _told(table: list[list[str]], n_mentions: int, n_names: int) -> Told:
    return Told(
        job=f"Supplier names: {n_mentions} labelled mentions against {n_names} reviewed names",
        columns=["way", "seconds", "ratio", "precision", "recall", "found", "missed", "wrong of accepted"],
        rows=table,
        notes=[
            _ALIKE,
            "The labels are a language model's, made before any result was seen (tests/names/README.md).",
        ],
        versions={"python": platform.python_version()}
        | {name: metadata.version(name) for name in ("citytools-analysis", "rapidfuzz", "numpy")},
        commands=["PYTHONPATH=tests python tests/benchmarks/time_names.py"],
    )


if __name__ == "__main__":
    for one in measure(0.5):
        sys.stdout.write(one.markdown())
