"""
Time and memory of a register of up to 5,000,000 contracts: open, filter, each table, and the metrics of the catalogue.

    PYTHONPATH=tests python tests/benchmarks/time_metrics.py [--minutes 6] [--every] [--only adoption] [--sizes 50000 500000]

Each register is written to Parquet piece by piece and opened in a child process; each metric runs in a child of that one.
The slope is of log processor time on log contracts: 1 is linear, and what else the machine does weighs little. The target is at most 1.1, and no assertion is made.
Without `--every`, a dozen telling metrics; what the minutes do not reach is left out, and named.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from benchmarks.measured import TARGET, cpu_seconds, in_child, peak_megabytes, slope, slope_text, steepest
from benchmarks.told import Told
from benchmarks.written_register import kept_register
from metric_calls import call_of, every_metric, function

from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.allocations import main_functions, parties
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register, open_register
from citytools_analysis.schema import TABLES
from citytools_analysis.selection import for_borough

AS_OF, N_BOROUGHS = "2026-11-23", 400
LARGEST = {5.0: 5_000_000, 2.0: 1_000_000, 0.0: 200_000}  # by the least minutes it needs
TELLING = (
    "adoption.shares", "satisfaction.summary", "market.incumbents", "concentration.summary", "market.awards",
    "renewals.profile", "renewals.calendar", "coverage.by_borough", "lock_in.tenure", "coverage.quality",
    "opportunities.find", "prices.dispersion",
)  # fmt: skip
MADE_ONCE: tuple[Callable[[Register], object], ...] = (contract_terms, parties, main_functions, in_use)
_FILTERED = ["contract_id", "borough_id", "partner_borough_ids", "title", "end_date", "value_gbp"]
_SLOWEST = ("contracts", "options", "allocations", "deployments", "spend", "notices")
_WRITE = "write the register, piece by piece"
_LEFT_OUT = "left out for want of time"
Found = dict[str, dict[int, dict[str, Any]]]  # by what was done, by contracts


def measure(minutes: float, *, names: Sequence[str] = TELLING, sizes: Sequence[int] = ()) -> list[Told]:
    """Measure in about so many minutes; with fewer than five the largest register is smaller, which the notes say."""
    end = time.perf_counter() + minutes * 60
    largest = next(size for least, size in LARGEST.items() if minutes >= least)
    chosen = list(sizes) or [largest // 25, largest // 5, largest]
    found: Found = {}
    for name in names:  # so that no child pays for an import
        function(name)
    for size in chosen:
        begun = time.perf_counter()
        if begun + sum(_grown(by_size, size) for what, by_size in found.items() if what not in names) > end:
            for by_size in found.values():
                by_size[size] = {"left_out": _LEFT_OUT}
            continue
        path = kept_register(size, n_boroughs=N_BOROUGHS)
        found.setdefault(_WRITE, {})[size] = {"seconds": time.perf_counter() - begun}
        expected = {name: _grown(found.get(name, {}), size) for name in names}
        opened = in_child(lambda: _of_register(path, size, expected, end))  # noqa: B023 - called at once
        for what, told in opened.get("found", {"open and read": opened}).items():
            found.setdefault(what, {})[size] = told
    found.pop(_WRITE, None)
    return [_told(found, chosen, minutes)]


def _grown(before: dict[int, dict[str, Any]], size: int) -> float:
    """Foretell the seconds a metric will take, from the size before."""
    known = [told["seconds"] * size / smaller for smaller, told in before.items() if "seconds" in told]
    return float(known[-1]) if known else 0.0


def _of_register(path: Path, size: int, expected: Mapping[str, float], end: float) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}

    def keep(what: str, told: dict[str, Any]) -> None:
        found[what] = told
        words = told.get("failed") or told.get("left_out") or f"{told['seconds']:.2f} s, {told['peak']:,.0f} MB at most"
        sys.stdout.write(f"{size:>9,} contracts: {what}: {words}\n")
        sys.stdout.flush()

    keep("open", _timed(lambda: open_register(path, as_of=AS_OF)))
    keep("filter: one authority's contracts, six columns read", in_child(lambda: _filtered(path, _FILTERED)))
    register = open_register(path, as_of=AS_OF)
    for name in _SLOWEST:
        keep(f"table {name}, one row a key", _timed(lambda: register.table(name)))  # noqa: B023 - called at once
    for name in TABLES:
        register.table(name)
    keep("filter: one authority's contracts, once read", in_child(lambda: _count(register)))
    for make in MADE_ONCE:  # most metrics rest on these, which a register remembers: an analyst waits for them once
        keep(f"made once for all metrics: {make.__name__}", _timed(lambda: make(register)))  # noqa: B023
    for name, seconds in expected.items():
        has_time = time.perf_counter() + seconds < end
        keep(name, in_child(lambda: _called(name, register)) if has_time else {"left_out": _LEFT_OUT})  # noqa: B023
    return {"found": found}


def _called(name: str, register: Register) -> dict[str, Any]:
    call_of(name)(register)
    return {}


def _count(register: Register) -> dict[str, Any]:
    return {"rows": len(for_borough(register.contracts, "camden"))}


def _filtered(path: Path, columns: Sequence[str]) -> dict[str, Any]:
    contracts = open_register(path, as_of=AS_OF).table("contracts", columns=columns)
    return {"rows": len(for_borough(contracts, "camden"))}


def _timed(work: Callable[[], object]) -> dict[str, Any]:
    begun, spent = time.perf_counter(), cpu_seconds()
    work()
    return {"seconds": time.perf_counter() - begun, "cpu": cpu_seconds() - spent, "peak": peak_megabytes()}


def _told(found: Found, sizes: Sequence[int], minutes: float) -> Told:
    rows, above = [], []
    absent: dict[str, list[str]] = {}
    for what, by_size in found.items():
        seconds = {size: float(told["seconds"]) for size, told in by_size.items() if "seconds" in told}
        spent = {size: float(by_size[size]["cpu"]) for size in seconds}
        grown = slope(list(spent), list(spent.values()))
        peak = next((f"{by_size[size]['peak']:,.0f}" for size in reversed(sizes) if size in seconds), "")
        cells = [f"{seconds[size]:.2f} ({spent[size]:.2f})" if size in seconds else "-" for size in sizes]
        most = steepest(list(spent), list(spent.values()))
        rows.append([what, *cells, slope_text(grown), slope_text(most), peak])
        above += [f"{what} {grown:.2f}"] if grown > TARGET else []
        for size, told in by_size.items():
            if why := told.get("failed") or told.get("left_out"):
                absent.setdefault(f"{size:,} contracts, {why}", []).append(what)
    reached = max(
        (size for by_size in found.values() for size, told in by_size.items() if "seconds" in told), default=0
    )
    held = f"met up to {reached:,} contracts" if not above else f"missed by {len(above)}: {'; '.join(above)}"
    met = f"{held}{'' if not absent else ', of what was measured'}"
    short = f" (5,000,000 need five minutes or more; {minutes:g} were given)" if minutes < max(LARGEST) else ""
    return Told(
        job=f"Register at scale: {sizes[-1]:,} contracts, {N_BOROUGHS} authorities",
        columns=[
            "work",
            *(f"{size:,}: seconds (of processor)" for size in sizes),
            "slope",
            "steepest",
            f"MB held at most, at {sizes[-1]:,}",
        ],
        rows=rows,
        targets=[f"Slopes at most {TARGET}, of processor seconds on contracts, log on log: {met}."],
        notes=[
            f"Invented and seeded; 5 % of the contracts are told by two sources, half of those under two ids{short}.",
            "One run each; MB are those of the whole process, the register among them. Metrics find the frames made once, as the second metric of a session does.",
            f"Load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
            *(f"Not measured: {why}: {', '.join(names)}." for why, names in absent.items()),
        ],
        versions={"python": platform.python_version(), "pandas": pd.__version__, "pyarrow": pa.__version__},
        commands=[f"PYTHONPATH=tests python tests/benchmarks/time_metrics.py --minutes {minutes:g}"],
    )


def main(arguments: list[str]) -> int:
    """Print the table of what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--sizes", nargs="+", type=int, default=[])
    parser.add_argument("--every", action="store_true", help="every metric, however long it takes")
    parser.add_argument("--only", default="", help="words that a metric's name must begin with")
    chosen = parser.parse_args(arguments)
    names = (
        [name for name in every_metric() if name.startswith(chosen.only)] if chosen.every or chosen.only else TELLING
    )
    minutes = chosen.minutes if not chosen.every else 24 * 60
    for told in measure(minutes, names=names, sizes=chosen.sizes):
        sys.stdout.write("\n" + told.markdown())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
