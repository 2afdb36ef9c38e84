"""
Time and peak memory of every metric of the catalogue, by size of register: `make benchmark`.

    PYTHONPATH=tests python tests/benchmarks/time_metrics.py [--sizes 10000 100000 1000000] [--only adoption] [--boroughs 400]

Each metric runs in a child process of its own, from a register whose tables have been read, so that its memory is its own.
The slope is of log time on log contracts: 1 is linear. The target is at most 1.1, and no assertion is made.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from itertools import pairwise

import numpy as np
from big_register import big_register
from metric_calls import call_of, every_metric, function

from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES

SIZES = [10_000, 100_000, 1_000_000]
TARGET = 1.1


def measured(name: str, register: Register) -> dict[str, float | str]:
    """Run one metric in a child process: its seconds and the memory it added, in megabytes."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        before, begun = _megabytes(), time.perf_counter()
        try:
            call_of(name)(register)
            told: dict[str, float | str] = {"seconds": time.perf_counter() - begun, "megabytes": _megabytes() - before}
        except Exception as error:  # noqa: BLE001 - a benchmark tells of a failure and goes on
            told = {"failed": f"{type(error).__name__}: {error}"[:200]}
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return dict(json.loads(text)) if text else {"failed": "the process died, perhaps for want of memory"}


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def slope(sizes: list[int], seconds: list[float]) -> float:
    """Fit log seconds on log contracts; of times below a hundredth of a second nothing is told."""
    known = [(size, spent) for size, spent in zip(sizes, seconds, strict=True) if spent > 0.01]
    if len(known) < 2:
        return float("nan")
    return float(np.polyfit(*np.log(np.array(known)).T, 1)[0])


def main(arguments: list[str]) -> int:
    """Print one line a metric: seconds at each size, the slope, and the memory added at the largest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--boroughs", type=int, default=400)
    parser.add_argument("--only", default="", help="words that a metric's name must begin with")
    chosen = parser.parse_args(arguments)
    names = [name for name in every_metric() if name.startswith(chosen.only)]
    for name in names:  # so that no child pays for an import
        function(name)
    found: dict[str, list[dict[str, float | str]]] = {name: [] for name in names}
    for size in chosen.sizes:
        register = _read_through(big_register(size, n_boroughs=chosen.boroughs))
        for name in names:
            found[name].append(measured(name, register))
        del register
    sys.stdout.write(f"\n{'metric':<44}{''.join(f'{size:>12,}' for size in chosen.sizes)}   slope   steepest     MB\n")
    for name, rows in found.items():
        _print(name, rows, chosen.sizes)
    return 0


def _read_through(register: Register) -> Register:
    begun = time.perf_counter()
    for name in TABLES:
        register.table(name)
    n = len(register.contracts)
    sys.stdout.write(
        f"{n:,} contracts: tables merged in {time.perf_counter() - begun:.1f} s, {_megabytes():,.0f} MB in all\n"
    )
    sys.stdout.flush()
    return register


def _print(name: str, rows: list[dict[str, float | str]], sizes: list[int]) -> None:
    if wrong := [str(row["failed"]) for row in rows if "failed" in row]:
        sys.stdout.write(f"{name:<44} failed: {wrong[0]}\n")
        return
    seconds = [float(row["seconds"]) for row in rows]
    points = list(zip(sizes, seconds, strict=True))
    steps = [slope([small[0], large[0]], [small[1], large[1]]) for small, large in pairwise(points)]
    steepest = max((step for step in steps if step == step), default=float("nan"))  # noqa: PLR0124 - NaN is left out
    mark = "" if not slope(sizes, seconds) > TARGET else f"  above {TARGET}"
    times = "".join(f"{spent:>11.2f}s" for spent in seconds)
    sys.stdout.write(
        f"{name:<44}{times}{slope(sizes, seconds):>8.2f}{steepest:>11.2f}{float(rows[-1]['megabytes']):>8,.0f}{mark}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
