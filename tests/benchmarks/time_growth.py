"""
How time and memory grow with boroughs, contracts, suppliers and reports: slopes on a log-log scale, and a chart of them.

    PYTHONPATH=tests python tests/benchmarks/time_growth.py [--minutes 4] [--chart reports/gallery/growth.svg]

A slope of 1 is linear, and of less than 1 means that what is fixed, as the start of Python, still weighs. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from benchmarks.big_register import big_register
from benchmarks.growth_chart import alt_text, draw
from benchmarks.measured import TARGET, in_child, slope, slope_text, steepest
from benchmarks.memory_held import many_reports
from benchmarks.told import Told
from benchmarks.written_register import kept_register
from metric_calls import call_of, function

from citytools_analysis.register import Register, open_register
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import typed

ROOT = Path(__file__).parents[2]
CHART = ROOT / "reports" / "gallery" / "growth.svg"
AS_OF = "2026-11-23"
CONTRACTS_A_BOROUGH, CONTRACTS = 250, 50_000
METRICS = ("adoption.shares", "renewals.calendar", "concentration.summary", "market.incumbents")
ALWAYS = 100_000  # contracts: up to here, whatever the time
SHORT_OF_TIME = 4.0  # minutes, below which the largest sizes are left out


@dataclass
class Growth:
    """What was measured against one quantity: its sizes, and seconds and megabytes at each."""

    against: str
    work: str
    sizes: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def take(self, size: int, work: Callable[[], dict[str, Any]]) -> None:
        """Measure one size in a child process."""
        told = in_child(work)
        if "failed" in told:
            self.failed.append(f"{size:,} {self.against}: {told['failed']}")
            return
        self.sizes.append(size)
        self.seconds.append(float(told["seconds"]))
        self.cpu.append(float(told["cpu"]))
        self.megabytes.append(float(told.get("held", told["peak"])))
        sys.stdout.write(f"{size:>9,} {self.against}: {self.seconds[-1]:.2f} s, {self.megabytes[-1]:,.0f} MB at most\n")
        sys.stdout.flush()


def measure(minutes: float, *, chart: Path | None = CHART) -> list[Told]:
    """Measure in about so many minutes, draw the chart, and tell the slopes."""
    for name in METRICS:  # so that no child pays for an import
        function(name)
    end = time.perf_counter() + minutes * 60
    is_short = minutes < SHORT_OF_TIME
    boroughs = Growth("boroughs", f"open, read and four metrics, {CONTRACTS_A_BOROUGH} contracts a borough")
    suppliers = Growth("suppliers", f"four metrics of {CONTRACTS:,} contracts")
    reports = Growth("reports", "one-table reports as HTML, two processes")
    contracts = Growth("contracts", "open, read and four metrics, 400 boroughs")
    for size in (33, 66, 132, 264, 400):
        path = kept_register(size * CONTRACTS_A_BOROUGH, n_boroughs=size)
        boroughs.take(size, lambda: _through(open_register(path, as_of=AS_OF)))  # noqa: B023 - called at once
    for size in (100, 1_000, 10_000) if is_short else (100, 300, 1_000, 3_000, 10_000, 30_000):
        made = _with_suppliers(size)
        suppliers.take(size, lambda: _through(made))  # noqa: B023
    for size in (10, 40, 160) if is_short else (20, 80, 320):
        reports.take(size, lambda: _reports(size))  # noqa: B023
    for size in (1_000, 10_000, 100_000, 1_000_000, 5_000_000):
        if size > ALWAYS and size * _seconds_a_contract(contracts) > end - time.perf_counter():
            contracts.failed.append(f"{size:,} contracts: left out for want of time")
            continue
        path = kept_register(size)
        contracts.take(size, lambda: _through(open_register(path, as_of=AS_OF)))  # noqa: B023
    return [_told([boroughs, contracts, suppliers, reports], minutes, chart)]


def _seconds_a_contract(growth: Growth) -> float:
    """Foretell from the size before: reading and as much again for writing the register."""
    return 2 * growth.seconds[-1] / growth.sizes[-1] if growth.sizes else 0.0


def _through(register: Register) -> dict[str, Any]:
    for name in METRICS:
        call_of(name)(register)
    return {"contracts": len(register.contracts)}


def _with_suppliers(n_suppliers: int) -> Register:
    made = big_register(CONTRACTS)
    draw_of = np.random.default_rng(n_suppliers)
    numbers = pd.Series(np.arange(n_suppliers)).astype("str")
    suppliers = pd.DataFrame({
        "supplier_id": "supplier-" + numbers, "supplier": "Supplier " + numbers, "supplier_kind": "company",
        "is_reviewed": True, "source_id": "s-register", "source_pointer": "line 2",
    })  # fmt: skip
    contracts = made.all_rows["contracts"]
    theirs = suppliers["supplier_id"].iloc[draw_of.integers(0, n_suppliers, len(contracts))].to_numpy()
    tables = {
        **made.all_rows, "suppliers": typed(suppliers, TABLES["suppliers"]), "contracts": contracts.assign(supplier_id=theirs),
    }  # fmt: skip
    return Register(tables, made.as_of, made.reference, made.info, sha256=f"{made.sha256}-{n_suppliers}")


def _reports(n_reports: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        sample = ROOT / "data" / "sample"
        seconds, held = many_reports(Path(folder), sample, as_of=AS_OF, processes=2, n_reports=n_reports)
    return {"held": max(held), "cpu": seconds}  # by the clock: what a fork server's workers spend is told to nobody


def _told(growths: Sequence[Growth], minutes: float, chart: Path | None) -> Told:
    rows, above = [], []
    for one in growths:
        time_slope, memory_slope = slope(one.sizes, one.cpu), slope(one.sizes, one.megabytes)
        span = f"{one.sizes[0]:,} to {one.sizes[-1]:,} {one.against}" if one.sizes else one.against
        seconds, cpu, held = (_ends(values) for values in (one.seconds, one.cpu, one.megabytes))
        most = steepest(one.sizes, one.cpu)
        rows.append(
            [span, one.work, seconds, cpu, slope_text(time_slope), slope_text(most), held, slope_text(memory_slope)]
        )
        above += [f"{one.against} {told:.2f}" for told in (time_slope, memory_slope) if told > TARGET]
    met = f"met: none is above {TARGET}" if not above else f"missed: {'; '.join(above)}"
    drawn = [f"Chart: {draw(growths, chart).name}. Its words: {alt_text(growths)}"] if chart else []
    return Told(
        job="Growth: time and memory",
        columns=["against", "work", "seconds", "of processor", "slope", "steepest", "MB held at most", "slope"],
        rows=rows,
        targets=[f"Slopes at most {TARGET}: {met}."],
        notes=[
            "One run each, in a child process of its own; slopes of processor seconds, of reports of those of the clock.",
            f"Load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
            *(f"Not measured: {text}." for one in growths for text in one.failed),
            *drawn,
        ],
        versions={"python": platform.python_version(), "pandas": pd.__version__, "pyarrow": pa.__version__},
        commands=[f"PYTHONPATH=tests python tests/benchmarks/time_growth.py --minutes {minutes:g}"],
    )


def _ends(values: Sequence[float]) -> str:
    return f"{values[0]:,.1f} to {values[-1]:,.1f}" if values else "-"


def main(arguments: list[str]) -> int:
    """Print the slopes and draw the chart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--chart", type=Path, default=CHART)
    chosen = parser.parse_args(arguments)
    for told in measure(chosen.minutes, chart=chosen.chart):
        sys.stdout.write("\n" + told.markdown())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
