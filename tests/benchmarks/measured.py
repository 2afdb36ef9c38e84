"""Runs a piece of work in a child process of its own, so that its memory is its own, and fits how time grows with size."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

TARGET = 1.1
_TOO_SHORT = 0.05  # seconds: below it the clock and the start-up are measured, not the work


def in_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run work in a forked child: what it tells, its `seconds`, those of the processor (`cpu`), and megabytes at its `peak`."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        begun, spent = time.perf_counter(), cpu_seconds()
        try:
            done = work()
            told = {
                "seconds": time.perf_counter() - begun,
                "cpu": cpu_seconds() - spent,
                "peak": peak_megabytes(),
            } | done
        except Exception as error:  # noqa: BLE001 - a benchmark tells of a failure and goes on
            told = {"failed": f"{type(error).__name__}: {error}"[:200]}
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return dict(json.loads(text)) if text else {"failed": "the process died, perhaps for want of memory"}


def cpu_seconds() -> float:
    """Give what this process and the children it waited for have had of the processors, whatever else the machine did."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_megabytes() -> float:
    """Give the most this process held at once."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def slope(sizes: Sequence[float], values: Sequence[float], *, least: float = _TOO_SHORT) -> float:
    """Fit log value on log size; values below the least are left out, and of fewer than two nothing is told."""
    known = [(size, value) for size, value in zip(sizes, values, strict=True) if value > least]
    if len(known) < 2:
        return float("nan")
    logs = np.log(np.array(known, dtype="float64"))
    return float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])


def steepest(sizes: Sequence[float], values: Sequence[float], *, least: float = _TOO_SHORT) -> float:
    """Give the steepest slope from one size to the next, which what is fixed hides least at the largest."""
    pairs = pairwise(zip(sizes, values, strict=True))
    steps = [slope(*zip(small, large, strict=True), least=least) for small, large in pairs]
    return max((step for step in steps if not np.isnan(step)), default=float("nan"))


def slope_text(told: float) -> str:
    """Write a slope, or that there was too little to tell it of."""
    return "too short to tell" if np.isnan(told) else f"{told:.2f}"
