"""Jobs shared out to Dask's workers: documents come back as bytes and are written here, and a lost worker loses nothing."""

from __future__ import annotations

import queue
import secrets
import time
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.job import Job, Outcome
from citytools_analysis.reporting.schedule_bundle import nowhere, pack
from citytools_analysis.reporting.schedule_client import cancel, connected, differing, end_build
from citytools_analysis.reporting.schedule_worker import Made, make_there
from citytools_analysis.writing import write_within

_LOOK_EVERY_SECONDS = 0.5
_PATIENCE_SECONDS = 20.0  # for a worker to come, once all are gone
_TRIES = 2


def each_made(
    jobs: Sequence[Job], *, scheduler: str, at_once: int | None, private: Path
) -> Generator[tuple[Job, Outcome | None], None, None]:
    """
    Have documents made by a scheduler's workers, write them, and give what became of each as they come.

    Parameters
    ----------
    jobs
        What to make.
    scheduler
        The scheduler's address.
    at_once
        How many at once at most; as many as the workers have threads if not given.
    private
        The folder of `private_register`: workers are sent this register and the notebooks, nothing else.

    Yields
    ------
    job, outcome
        In the order they finish. A job whose worker was lost is given to another once.

    Raises
    ------
    ReportError
        If the scheduler is lost, or no worker is left.

    Examples
    --------
    >>> list(each_made([], scheduler="tcp://127.0.0.1:8786", at_once=None, private=Path()))
    []
    """
    if not jobs:
        return
    with connected(scheduler) as client:
        sharing = _Sharing(client, scheduler, at_once, deque(jobs))
        bundle = pack(private, {job.report.path for job in jobs})
        sharing.bundle = client.submit(bytes, bundle, key=f"citytools-register-{sharing.build}", pure=False)
        try:
            for job, made in sharing.results():
                yield job, received(job, made)
        finally:
            cancel(client, [*(hand.future for hand in sharing.in_hand.values()), sharing.bundle])
            end_build(client, sharing.build)


def received(job: Job, made: Made) -> Outcome:
    """
    Write what a worker has sent back, as a process here would have.

    Parameters
    ----------
    job
        The job, with the places of this computer.
    made
        What became of it.

    Returns
    -------
    outcome
        The same, unless it could not be written.

    Examples
    --------
    >>> from citytools_analysis.reporting.report import Report
    >>> job = Job("a", Report("a", Path("a.ipynb"), "A", "a", None, ()), {}, "public", Path("/dev/null"), "a", ("html",))
    >>> received(job, Made(Outcome(), {"a.html": b""})).stage
    'write'
    """
    try:
        for path, content in sorted(made.documents.items()):
            write_within(job.folder, path, content)
    except (OSError, ReportError) as error:
        return Outcome(stage="write", reason=str(error), seconds=made.outcome.seconds)
    return made.outcome


@dataclass(frozen=True)
class _Hand:
    """One job that is being done: by whom."""

    job: Job
    worker: str
    future: Any


@dataclass
class _Sharing:
    """
    Who does what.

    Each job goes to a worker by name, so that it is known here which are lost with it: Dask itself would give a job
    that ends its workers to one after the other.
    """

    client: Any
    address: str
    at_once: int | None
    waiting: deque[Job]
    bundle: Any = None
    build: str = field(default_factory=lambda: secrets.token_hex(8))
    in_hand: dict[str, _Hand] = field(default_factory=dict)
    losses: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    warm: set[str] = field(default_factory=set)  # those that have imported the libraries
    done: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    seen: float = field(default_factory=time.monotonic)

    def results(self) -> Iterator[tuple[Job, Made]]:
        while self.waiting or self.in_hand:
            workers = self._workers()
            for key in [key for key, hand in self.in_hand.items() if hand.worker not in workers]:
                yield from self._lost(key)
            self._give_out(workers)
            try:
                key = self.done.get(timeout=_LOOK_EVERY_SECONDS)
            except queue.Empty:
                continue
            if key in self.in_hand:
                yield from self._finished(key)

    def _workers(self) -> dict[str, int]:
        """Give the workers that would make the same documents, and how many each can make at once."""
        try:
            every = dict(self.client.nthreads()) if self.client.status == "running" else None
        except (OSError, TimeoutError):
            every = None
        if every is None:
            message = f"The scheduler at {self.address} was lost. What was made is kept; build again for the others."
            raise ReportError(message)
        self.refused |= set(differing(self.client, [name for name in every if name not in self.known]))
        self.known |= set(every)
        usable = {name: threads for name, threads in every.items() if name not in self.refused}
        now = time.monotonic()
        self.seen = now if usable else self.seen
        if now - self.seen > _PATIENCE_SECONDS:
            message = f"The scheduler at {self.address} has no workers left. What was made is kept; build again for the others."
            raise ReportError(message)
        return usable

    def _give_out(self, workers: dict[str, int]) -> None:
        busy = Counter(hand.worker for hand in self.in_hand.values())
        most = self.at_once or sum(workers.values())
        while self.waiting and len(self.in_hand) < most:
            worker = min(
                workers, key=lambda name: (busy[name] / workers[name], name not in self.warm, name), default=None
            )
            if worker is None or busy[worker] >= workers[worker]:
                return
            self._give(self.waiting.popleft(), worker)
            busy[worker] += 1

    def _give(self, job: Job, worker: str) -> None:
        key = f"citytools-{self.build}-{job.id}-{self.losses[job.id]}"
        future = self.client.submit(
            make_there, nowhere(job), self.bundle, self.build,
            key=key, workers=[worker], allow_other_workers=False, pure=False,
        )  # fmt: skip
        self.in_hand[key] = _Hand(job, worker, future)
        self.warm.add(worker)
        future.add_done_callback(partial(_put, self.done, key))

    def _finished(self, key: str) -> Iterator[tuple[Job, Made]]:
        from distributed import KilledWorker  # noqa: PLC0415 - an optional package

        hand = self.in_hand[key]
        try:
            made: Made = hand.future.result(timeout=_PATIENCE_SECONDS)
        except (OSError, TimeoutError, KilledWorker):
            yield from self._lost(key)
        except Exception as error:  # noqa: BLE001 - what a worker could not do is told, and stops no other
            if hand.future.cancelled():
                yield from self._lost(key)
                return
            del self.in_hand[key]
            yield (
                hand.job,
                Made(Outcome(stage="process", reason=f"worker {hand.worker}: {type(error).__name__}: {error}"), {}),
            )
        else:
            del self.in_hand[key]
            yield hand.job, made

    def _lost(self, key: str) -> Iterator[tuple[Job, Made]]:
        """Let another worker do what was in hand, once."""
        hand = self.in_hand.pop(key)
        cancel(self.client, [hand.future])
        self.losses[hand.job.id] += 1
        if self.losses[hand.job.id] < _TRIES:
            self.waiting.appendleft(hand.job)
            return
        reason = f"the worker that made it was lost, and so was a second one ({hand.worker})"
        yield hand.job, Made(Outcome(stage="process", reason=reason), {})


def _put(done: queue.SimpleQueue[str], key: str, _: Any) -> None:
    done.put(key)
