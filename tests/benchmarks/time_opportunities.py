"""
Times `ct.opportunities.find` beside all pairs in pandas, at several sizes, and compares the sets both find.

    PYTHONPATH=tests python tests/benchmarks/time_opportunities.py

The registers are invented and seeded. All pairs is given the windows ready made and finds only who is in which set, as
the sweep does that `find` is made of; `find` works out the windows too, and the names and figures of each set.
"""

from __future__ import annotations

import platform
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from statistics import median
from typing import TypeVar

import pandas as pd
from big_register import AS_OF, big_register
from told import Told, spread

from citytools_analysis.metrics.opportunities import Opportunities, find
from citytools_analysis.metrics.windows import Sweep, sweep

SIZES = (1_000, 5_000, 20_000, 100_000, 300_000)
MOST_PAIRS = 30_000_000
TIMES = 3
_ALIKE = (
    "All pairs is given the windows ready made, as the sweep is; `find` also settles which source is believed, works out "
    "the windows, and gives each set its names and figures."
)
_COLUMNS = (
    "register", "sets", "find: seconds", "the sweep within: seconds", "all pairs in pandas: seconds", "all pairs by sweep",
    "sets compared",
)  # fmt: skip
Made = TypeVar("Made")
Sets = set[tuple[str, frozenset[int]]]  # a function, and the rows of `windows` that share a day


def measure(minutes: float) -> list[Told]:
    """Measure at the sizes that fit into about so many minutes."""
    end = time.perf_counter() + minutes * 60
    rows, notes = [], []
    for size in SIZES:
        begun = time.perf_counter()
        register = big_register(size)
        finding = [_timed(lambda: find(replace(register), on=AS_OF)) for _ in range(TIMES)]  # noqa: B023
        found = finding[0][1]
        windows = found.windows.reset_index(drop=True)
        sweeping = [_timed(lambda: _swept(windows))[0] for _ in range(TIMES)]  # noqa: B023
        rows.append([
            f"{size:,} contracts, {len(windows):,} windows", f"{len(found.sets):,}", spread([one for one, _ in finding]),
            spread(sweeping), *_beside(windows, found, median(sweeping)),
        ])  # fmt: skip
        if time.perf_counter() + 5 * (time.perf_counter() - begun) > end:
            notes = [f"Sizes above {size:,} were left out for want of time."] * (size != SIZES[-1])
            break
    return [_told(rows, notes)]


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made


def _swept(windows: pd.DataFrame) -> Sweep:
    codes = windows["function_code"].factorize()[0]
    return sweep(windows["start_window_date"].to_numpy(), windows["end_window_date"].to_numpy(), codes)


def _beside(windows: pd.DataFrame, found: Opportunities, ours: float) -> list[str]:
    n_pairs = int((windows.groupby("function_code").size() ** 2).sum())
    if n_pairs > MOST_PAIRS:
        return ["", "", f"not tried: {n_pairs:,} pairs"]
    seconds, theirs = _timed(lambda: all_pairs(windows))
    own = _own_sets(found, windows)
    said = "the same sets" if own == theirs else f"{len(theirs - own):,} sets missed, {len(own - theirs):,} invented"
    return [spread([seconds]), f"{seconds / ours:.0f}", said]


def all_pairs(windows: pd.DataFrame) -> Sets:
    """Cross every window with every other of its function, and keep the largest sets of two decision-makers or more."""
    rows = windows[["function_code", "decision_maker", "start_window_date", "end_window_date"]].reset_index()
    return {(str(code), one) for code, own in rows.groupby("function_code") for one in _largest(own)}


def _largest(rows: pd.DataFrame) -> set[frozenset[int]]:
    pairs = rows.merge(rows, how="cross", suffixes=("", "_other"))
    is_there = (pairs["start_window_date_other"] <= pairs["start_window_date"]) & (
        pairs["end_window_date_other"] >= pairs["start_window_date"]
    )
    at_starts = pairs[is_there].groupby("index")
    found = at_starts["index_other"].agg(frozenset)
    sets = set(found[at_starts["decision_maker_other"].nunique() >= 2])
    return {one for one in sets if not any(one < another for another in sets)}


def _own_sets(found: Opportunities, windows: pd.DataFrame) -> Sets:
    numbers, members = set(found.numbers.tolist()), defaultdict(list)
    for row, first, last in zip(windows.index, windows["first_set"], windows["last_set"], strict=True):
        for number in range(int(first), int(last) + 1):
            members[number].append(row)
    codes = windows["function_code"]
    return {(codes[rows[0]], frozenset(rows)) for number, rows in members.items() if number in numbers}


def _told(rows: list[list[str]], notes: list[str]) -> Told:
    return Told(
        job="Opportunities: boroughs that could buy together",
        columns=list(_COLUMNS),
        rows=rows,
        notes=[
            _ALIKE,
            f"All pairs is not tried above {MOST_PAIRS:,} pairs.",
            *notes,
        ],
        versions={"python": platform.python_version()}
        | {name: metadata.version(name) for name in ("citytools-analysis", "pandas", "numpy")},
        commands=["PYTHONPATH=tests python tests/benchmarks/time_opportunities.py"],
    )


if __name__ == "__main__":
    for one in measure(1.5):
        sys.stdout.write(one.markdown())
