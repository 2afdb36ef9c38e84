"""Work shared out to processes, so that one that fails, or dies, never takes the others with it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from citytools_analysis.reporting.engine_start import copy_context, mark_as_of_the_pool

_PATIENCE_SECONDS = 0.4
_LOOK_EVERY_SECONDS = 1.0
Item = TypeVar("Item")
Result = TypeVar("Result")


def each_result(
    work: Callable[[Item], Result], items: Sequence[Item], *, jobs: int, private: Path
) -> Generator[tuple[Item, Result | None], None, None]:
    """
    Do the work for every item in processes of their own, and give results as they come.

    Parameters
    ----------
    work
        A function of a module; it should return what went wrong rather than raise.
    items
        What to do it for.
    jobs
        How many processes.
    private
        Folder for the processes' temporary files.

    Yields
    ------
    item, result
        In the order they finish. The result is None where the process died, twice, with that item alone in it.

    Examples
    --------
    >>> sorted(each_result(abs, [-2, 1], jobs=1, private=Path(tempfile.gettempdir())))
    [(-2, 2), (1, 1)]
    """
    waiting = deque(items)
    while waiting:
        suspects: list[Item] = []
        yield from _until_broken(work, waiting, suspects, jobs=min(jobs, len(waiting)), private=private)
        for item in suspects:
            alone, again = deque([item]), list[Item]()
            yield from _until_broken(work, alone, again, jobs=1, private=private)
            yield from ((lost, None) for lost in again)


def _until_broken(
    work: Callable[[Item], Result], waiting: deque[Item], suspects: list[Item], *, jobs: int, private: Path
) -> Iterator[tuple[Item, Result]]:
    """Work down the queue; when a process dies, leave the items that were in hand in `suspects`."""
    with _executor(jobs, private) as executor:
        in_hand: dict[Future[Result], Item] = {}
        while waiting or in_hand:
            try:
                while waiting and len(in_hand) < jobs:
                    in_hand[executor.submit(work, waiting[0])] = waiting[0]
                    waiting.popleft()
                finished, _ = wait(in_hand, return_when=FIRST_COMPLETED)
                for future in finished:
                    result = future.result()
                    yield in_hand.pop(future), result
            except BrokenProcessPool:
                suspects += in_hand.values()
                return


@contextmanager
def _executor(jobs: int, private: Path) -> Iterator[ProcessPoolExecutor]:
    # Children come from a process that has only imported libraries: a fork of this one would copy threads and sockets.
    # They are never retired, because retiring them hangs on Python 3.11 (cpython #115634), and need not be: what is
    # particular to a report runs in a process of its own.
    before = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(jobs, mp_context=copy_context(), initializer=quieten, initargs=(str(private),))
    try:
        yield executor
        executor.shutdown()
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        _end(set(multiprocessing.active_children()) - before)
        raise


def _end(processes: Collection[BaseProcess]) -> None:
    """Ask processes to end, and make those that do not: on a busy machine one was seen to go on."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + _PATIENCE_SECONDS
    for process in processes:
        process.join(timeout=max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()


def _end_with_children(*_: object) -> None:
    for process in multiprocessing.active_children():
        process.kill()
    os._exit(1)


def _end_if_alone(above: int, *_: object) -> None:
    """End where nobody is left to take a result: the process above may be one that only starts processes, and go on."""
    parent = multiprocessing.parent_process()
    if os.getppid() != above or (parent is not None and not parent.is_alive()):
        _end_with_children()


def quieten(private: str) -> None:
    """
    Leave interrupts to the parent, keep temporary files where it tidies up, and print nothing of the machinery.

    A parent that is killed cannot tell its processes to end: each looks whether it has been left alone.

    Parameters
    ----------
    private
        Folder for temporary files.

    Examples
    --------
    >>> callable(quieten)
    True
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_with_children)
    mark_as_of_the_pool()
    tempfile.tempdir = private
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, partial(_end_if_alone, os.getppid()))
        signal.setitimer(signal.ITIMER_REAL, _LOOK_EVERY_SECONDS, _LOOK_EVERY_SECONDS)
    for name in ("papermill", "traitlets", "nbconvert", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
