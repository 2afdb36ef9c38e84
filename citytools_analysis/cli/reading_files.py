"""Who reads the files that are added: this process, some of this computer, or the workers of a scheduler."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from tqdm import tqdm

from citytools_analysis.checked_files import Workers, told_here
from citytools_analysis.reporting.schedule_client import connected, refuse_scheduler

_WORTH_IT = 64 << 20  # bytes from which on several processes are sooner done than started
_A_MEGABYTE = 1_000_000
Told = tuple[int, int, int, int]


@contextmanager
def workers_for(files: Sequence[Path], *, jobs: int | None, scheduler: str | None) -> Iterator[Workers | None]:
    """
    Have somebody ready to read files.

    Parameters
    ----------
    files
        The files.
    jobs
        How many processes; as many as there are processors where the files are large, if not given.
    scheduler
        Address of a Dask scheduler, whose workers then read them.

    Yields
    ------
    workers
        None where this process does.

    Examples
    --------
    >>> with workers_for([], jobs=None, scheduler=None) as workers:
    ...     print(workers)
    None
    """
    n_bytes = sum(path.stat().st_size for path in files if path.is_file())
    progress = _Progress(files, is_shown=n_bytes > _WORTH_IT and sys.stderr.isatty())
    n_jobs = min(jobs or ((os.cpu_count() or 1) if n_bytes > _WORTH_IT else 1), len(files))
    try:
        if scheduler:
            yield from _elsewhere(scheduler, progress)
        elif n_jobs > 1:
            yield from _processes(n_jobs, progress)
        else:
            told_here.append(progress.tell)
            yield None
    finally:
        told_here.clear()
        progress.close()


class _Progress:
    """How far each file is, on one line of the terminal."""

    def __init__(self, files: Sequence[Path], *, is_shown: bool) -> None:
        self._files, self._read = files, [0] * len(files)
        n_bytes = [path.stat().st_size if path.is_file() else 0 for path in files]
        self._bar = tqdm(total=sum(n_bytes) / _A_MEGABYTE, unit=" MB", disable=not is_shown, leave=False)

    def tell(self, number: int, n_bytes: int, n_of: int, n_releases: int) -> None:
        self._bar.set_description(f"{self._files[number].name}, {n_releases:,} releases", refresh=False)
        self._bar.set_postfix_str(f"{n_bytes // _A_MEGABYTE:,} of {n_of // _A_MEGABYTE:,} MB", refresh=False)
        self._bar.update((n_bytes - self._read[number]) / _A_MEGABYTE)
        self._read[number] = n_bytes

    def refresh(self) -> None:
        self._bar.refresh()

    def close(self) -> None:
        self._bar.close()


def _processes(n_jobs: int, progress: _Progress) -> Iterator[Workers]:
    context = multiprocessing.get_context("spawn")  # a fork would copy threads of the libraries' own
    queue: SimpleQueue[Told] = context.SimpleQueue()

    def look() -> None:
        while not queue.empty():
            progress.tell(*queue.get())

    executor = ProcessPoolExecutor(n_jobs, mp_context=context, initializer=_begin, initargs=(queue,))
    try:
        yield Workers(executor, n_jobs, look=look)
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _begin(queue: SimpleQueue[Told]) -> None:
    """Leave interrupts to the parent, and tell it how far one is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told_here.append(lambda *told: queue.put(told))


def _elsewhere(scheduler: str, progress: _Progress) -> Iterator[Workers]:
    refuse_scheduler(scheduler)
    with connected(scheduler) as client:
        n_threads = sum(client.nthreads().values())
        yield Workers(client.get_executor(pure=False), n_threads + 1, is_elsewhere=True, look=progress.refresh)
