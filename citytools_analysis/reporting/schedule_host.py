"""
A process of the pool on a worker of Dask's: it imports the libraries once, and each report runs in a copy of it.

A process of its own, because a worker of Dask's runs threads and may not be copied; started by its command line,
because Dask's workers may not start one by `multiprocessing`. It ends when the worker does.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from citytools_analysis.reporting.engine_environment import notebook_environment
from citytools_analysis.reporting.engine_start import ENVIRONMENT, SILENT
from citytools_analysis.reporting.job import Job, Outcome, make
from citytools_analysis.reporting.pool import quieten

_PRELOADED = "citytools_analysis.reporting.engine_preload"
_PACKAGE_AT = str(Path(__file__).parents[2])


class Host:
    """
    The worker's side: sends a job, waits for what became of it.

    Parameters
    ----------
    private
        Folder for the process's temporary files.

    Examples
    --------
    >>> host = Host(Path())
    >>> host.end()
    >>> host.make(None) is None
    True
    """

    def __init__(self, private: Path) -> None:
        """Start the process; it imports while the first job is on its way."""
        path = os.pathsep.join(part for part in (_PACKAGE_AT, os.environ.get("PYTHONPATH", "")) if part)
        self._process = subprocess.Popen(  # noqa: S603 - this Python, this module
            [sys.executable, "-P", "-m", __name__, str(private)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=notebook_environment() | ENVIRONMENT | {"PYTHONPATH": path},
        )

    def make(self, job: Job) -> Outcome | None:
        """Have a document made; nothing comes of it if the process dies."""
        asked, told = self._process.stdin, self._process.stdout
        assert asked and told  # noqa: S101, PT018 - pipes, as asked for
        try:
            pickle.dump(job, asked)
            asked.flush()
            outcome: Outcome = pickle.load(told)  # noqa: S301 - from a process of our own
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self.end()
            return None
        return outcome

    @property
    def is_alive(self) -> bool:
        """Whether it can do another job."""
        return self._process.poll() is None

    def end(self) -> None:
        """End the process; the notebook it runs ends with it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # pipes, as asked for


def serve(private: str) -> None:
    """
    Do jobs until the worker goes away; the process's own work.

    Parameters
    ----------
    private
        Folder for temporary files.

    Examples
    --------
    >>> callable(serve)
    True
    """
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.environ[SILENT] = "1"
    importlib.import_module(_PRELOADED)
    quieten(private)
    _end_with_worker(asked)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            job: Job = pickle.load(asked)  # noqa: S301 - from the worker that started this process
            pickle.dump(make(job), told)
            told.flush()


def _end_with_worker(asked: Any) -> None:
    """Be told when the worker is gone, also in the middle of a report: nobody would take the document."""
    if not hasattr(signal, "SIGIO"):
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    pipe = asked.fileno()
    hung_up = select.poll()
    hung_up.register(pipe, 0)

    def look(*_: object) -> None:
        if any(event & select.POLLHUP for _, event in hung_up.poll(0)):
            os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGIO, look)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)


if __name__ == "__main__":
    serve(sys.argv[1])
