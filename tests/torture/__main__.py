"""`make torture`: every part in turn, a line as each is done, then the figures; 1 if one that must be nothing is not."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version

from torture.figures import Figure

# minutes of each part on 2 cores; a part ends what it has begun, and 2,000 reports ask for 7.5
PARTS = {"fuzzing": 4.0, "canary_bytes": 8.0, "attacked": 2.0, "faults": 5.0, "load": 7.5}
_ALL = sum(PARTS.values())


def main() -> int:
    """Run the parts asked for and print what they measured."""
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="parts; all if none is named")
    parser.add_argument("--minutes", type=float, default=_ALL, help="how long all parts take together")
    parser.add_argument("--seed", type=int, default=20261126, help="the same seed tries the same things")
    asked = parser.parse_args()
    parts = asked.part or list(PARTS)
    _say(
        f"citytools_analysis {version('citytools-analysis')}, Python {platform.python_version()}, {platform.platform()}"
    )
    _say(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, seed {asked.seed}\n")
    share = asked.minutes / sum(PARTS[part] for part in parts)
    figures = {part: _measured(part, PARTS[part] * share, asked.seed) for part in parts}
    _say("")
    for line in _table(figures):
        _say(line)
    bad = [one for each in figures.values() for one in each if one.is_bad]
    _say(f"\n{len(bad)} of the figures that must be 0 are not." if bad else "\nEvery figure that must be 0 is.")
    return 1 if bad else 0


def _measured(part: str, minutes: float, seed: int) -> list[Figure]:
    began = time.monotonic()
    _say(f"{part}: {minutes:.1f} minutes")
    measure: Callable[..., list[Figure]] = import_module(f"torture.{part}").measure
    found = measure(minutes=minutes, seed=seed)
    seconds = Figure("seconds", round(time.monotonic() - began))
    for line in _table({part: [*found, seconds]}):
        _say(line)
    return [*found, seconds]


def _table(figures: dict[str, list[Figure]]) -> Iterator[str]:
    for part, each in figures.items():
        for one in each:
            value = (
                f"{one.value:,}"
                if isinstance(one.value, int)
                else f"{one.value:,.1f}"
                if isinstance(one.value, float)
                else one.value
            )
            mark = " (must be 0)" if one.must_be_zero else ""
            detail = f"  {one.detail}" if one.detail else ""
            yield f"  {part:12}  {one.what:52}{value:>14}{mark:12}{detail}"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
