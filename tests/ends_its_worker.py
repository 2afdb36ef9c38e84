"""What Dask workers do in `tests/test_scheduler.py` in place of documents: die of some jobs, or never come to an end."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from pathlib import Path

from citytools_analysis.checked_files import Checked, Question, answer_there
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


def _end_the_worker_once(deaths: Path) -> None:
    """Kill this worker in the middle of its work, unless one was killed before."""
    try:
        deaths.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def make_after_a_death(job: Job, bundle: bytes, build: str) -> Made:
    """Do what `make_there` does, but kill the worker that has made Camden's document before it can send it back."""
    made = schedule_worker.make_there(job, bundle, build)
    if "camden" in job.id:
        _end_the_worker_once(Path(tempfile.gettempdir()) / f"citytools-ended-{build}")
    return made


def answer_after_a_death(question: Question) -> Checked:
    """Do what `answer_there` does, but kill the worker that has read the second file before it can send it back."""
    answer = answer_there(question)
    if question.number == 1:
        _end_the_worker_once(question.path.parent / "ended")
    return answer
