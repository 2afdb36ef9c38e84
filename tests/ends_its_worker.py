"""What Dask workers do in `tests/test_scheduler.py` in place of documents: die of some jobs, or never come to an end."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from citytools_analysis.reporting import schedule_worker
from citytools_analysis.reporting.job import Job, Outcome
from citytools_analysis.reporting.schedule_worker import Made


def make_or_end_the_worker(job: Job, bundle: bytes, build: str) -> Made:
    """Stand in for `make_there`: one job ends every worker, one the first it comes to."""
    assert bundle
    assert build
    deaths = Path(job.values["deaths"])
    known = deaths.read_text() if deaths.exists() else ""
    if job.id == "ends" or (job.id == "ends once" and job.id not in known):
        with deaths.open("a") as log:
            log.write(f"{job.id}\n")
        os.kill(os.getpid(), signal.SIGKILL)
    return Made(Outcome(seconds=1.0), {f"{job.id}.html": job.id.encode()})


class EndlessHost:
    """Stands in for the process on a worker: its report never comes to an end."""

    is_alive = False

    def __init__(self, private: Path) -> None:
        self._private, self._is_over = private, threading.Event()

    def make(self, job: Job) -> None:
        """Work until ended, and say so where the test looks."""
        (Path(job.values["told"]) / "started").write_text(str(self._private))
        self._is_over.wait(60)
        (Path(job.values["told"]) / "ended").touch()

    def end(self) -> None:
        """End the work."""
        self._is_over.set()


def make_without_end(job: Job, bundle: bytes, build: str) -> Made:
    """Do what `make_there` does, with such a process."""
    schedule_worker.Host = EndlessHost  # type: ignore[assignment,misc]  # on the worker, where nothing else is tested
    return schedule_worker.make_there(job, bundle, build)
