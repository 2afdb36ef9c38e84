"""`make benchmark`: every part in turn, its tables as each is done, then `reports/benchmark.md`; 1 if a part failed."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE), str(_HERE.parent)]  # the parts also run as scripts of their own, and import as those do
import_module("told")
from told import Told  # noqa: E402 - only now is it found

KEPT = "CITYTOOLS_KEPT_REGISTERS"  # the folder of the registers that several parts read

REPORT = _HERE.parents[1] / "reports" / "benchmark.md"


@dataclass(frozen=True)
class Part:
    """One part: the module that measures it, and its minutes on 2 cores; a part ends what it has begun."""

    module: str
    minutes: float


@dataclass
class Ran:
    """What a part told, or why it failed, and the seconds it took."""

    part: str
    told: list[Told] = field(default_factory=list)
    failed: str = ""
    seconds: float = 0


# the largest registers go last: what they leave in the page cache slows nobody
PARTS = {
    "names": Part("time_names", 0.2),
    "workbooks": Part("time_workbooks", 1.0),
    "opportunities": Part("time_opportunities", 1.0),
    "reports": Part("time_reports", 7.0),
    "ingest": Part("time_ingest", 6.0),
    "metrics": Part("time_metrics", 6.0),
    "growth": Part("time_growth", 4.0),
    "daily-loop": Part("time_daily_loop", 1.0),
}
_ALL = sum(part.minutes for part in PARTS.values())


def main() -> int:
    """Run the parts asked for, print what they tell, and write the report if all ran."""
    parser = argparse.ArgumentParser(prog="make benchmark", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="parts; all if none is named")
    parser.add_argument("--minutes", type=float, default=_ALL, help="how long all parts take together")
    parser.add_argument("--to", type=Path, help="where to write the report; reports/benchmark.md if every part is run")
    asked = parser.parse_args()
    chosen = asked.part or list(PARTS)
    head = [*_machine(), f"Load as it began: {os.getloadavg()[0]:.1f}."]
    _say("\n".join(head))
    share = asked.minutes / sum(PARTS[part].minutes for part in chosen)
    with tempfile.TemporaryDirectory(prefix="citytools-benchmark-") as kept:
        os.environ[KEPT] = kept
        ran = [_run(part, PARTS[part].minutes * share) for part in chosen]
    head += [f"It took {sum(one.seconds for one in ran) / 60:.0f} minutes; load as it ended: {os.getloadavg()[0]:.1f}."]
    path = asked.to or (REPORT if not asked.part else None)
    if path:
        path.write_text(report(head, ran), encoding="utf-8")
        _say(f"\nWritten: {path}")
    failed = [one.part for one in ran if one.failed]
    _say(f"\nFAILED: {', '.join(failed)}" if failed else f"\nEvery part ran: {', '.join(chosen)}.")
    return 1 if failed else 0


def report(head: list[str], ran: list[Ran]) -> str:
    """Write the whole as Markdown."""
    lines = ["# Measured beside the others", "", "`make benchmark` writes this page.", *head, ""]
    for one in ran:
        lines += [told.markdown() for told in one.told]
        if one.failed:
            lines += [f"## {one.part}: FAILED", "", "```", one.failed, "```", ""]
    return "\n".join(lines)


def _run(name: str, minutes: float) -> Ran:
    began = time.monotonic()
    _say(f"\n{name}: {minutes:.1f} minutes")
    ran = Ran(name)
    try:
        with ProcessPoolExecutor(
            1, get_context("fork")
        ) as alone:  # what a part held would count as the next part's memory
            ran.told = alone.submit(_measured, PARTS[name].module, minutes).result()
    except Exception as error:  # noqa: BLE001 - the other parts are still worth having
        ran.failed = f"{type(error).__name__}: {error}"
        traceback.print_exc()
    ran.seconds = time.monotonic() - began
    for told in ran.told:
        _say("\n" + told.markdown())
    _say(f"{name}: {'FAILED after' if ran.failed else 'done in'} {ran.seconds / 60:.1f} minutes")
    return ran


def _measured(module: str, minutes: float) -> list[Told]:
    measure: Callable[[float], list[Told]] = import_module(module).measure
    return list(measure(minutes))


def _machine() -> list[str]:
    processor = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6 if hasattr(os, "sysconf") else 0
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.platform()}, {processor}, {len(os.sched_getaffinity(0))} cores,",
        f"{megabytes / 1000:.0f} GB, Python {platform.python_version()}, citytools_analysis {version('citytools-analysis')}.",
    ]


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
