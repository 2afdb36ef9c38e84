"""What a worker of Dask's does for a build: lays out what it is sent, once, and makes documents that it sends back."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from citytools_analysis.reporting.installed import PACKAGE, package_version, sources_here, versions_here
from citytools_analysis.reporting.job import Job, Outcome
from citytools_analysis.reporting.schedule_bundle import at, unpack
from citytools_analysis.reporting.schedule_host import Host

DIED = "the process that made it ended (out of memory, or a crash)"
SOURCES = "citytools_analysis sources"


@dataclass(frozen=True)
class Made:
    """
    What a worker sends back.

    Parameters
    ----------
    outcome
        What became of the job.
    documents
        The files it wrote, by path in the folder of the manifest.

    Examples
    --------
    >>> Made(Outcome(), {"a.html": b"<h1>"}).outcome.files
    ()
    """

    outcome: Outcome
    documents: Mapping[str, bytes]


@dataclass
class _Place:
    """Where one build is at work on this worker, and its processes."""

    folder: Path
    is_open: bool = True
    idle: list[Host] = field(default_factory=list)
    every: list[Host] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def host(self) -> Iterator[Host | None]:
        """Lend a process that nobody else uses meanwhile; none once the build is over."""
        with self.lock:
            host = self.idle.pop() if self.is_open and self.idle else None
            if host is None and self.is_open:
                host = Host(self.folder)
                self.every.append(host)
        try:
            yield host
        finally:
            with self.lock:
                if host is not None and host.is_alive:
                    self.idle.append(host)

    def close(self) -> None:
        with self.lock:
            self.is_open = False
            for host in self.every:
                host.end()
        shutil.rmtree(self.folder, ignore_errors=True)


_places: dict[str, _Place] = {}
_opening = threading.Lock()


def made_with() -> dict[str, str]:
    """
    Say with what this worker would make documents.

    Returns
    -------
    versions
        Of Python, of the packages and, as a hash, of our own sources.

    Examples
    --------
    >>> len(made_with()[SOURCES])
    8
    """
    return {PACKAGE: package_version(), SOURCES: sources_here()[:8], **versions_here()}


def make_there(job: Job, bundle: bytes, build: str, local: str = "") -> Made:
    """
    Make a document on this worker.

    Parameters
    ----------
    job
        What to make, without places.
    bundle
        The register and the notebooks; laid out by the first job of a build that comes here.
    build
        What tells this build from others.
    local
        Folder for it; the worker's own if not given.

    Returns
    -------
    made
        What became of it, and the files.

    Examples
    --------
    >>> callable(make_there)
    True
    """
    place = _opened(build, bundle, local)
    with tempfile.TemporaryDirectory(dir=place.folder, ignore_cleanup_errors=True) as name:
        output = Path(name)
        here = at(job, place.folder, output)
        outcome = _tried(here, place) or _tried(here, place) or Outcome(stage="process", reason=DIED)
        files = sorted(path for path in output.rglob("*") if path.is_file())
        return Made(outcome, {path.relative_to(output).as_posix(): path.read_bytes() for path in files})


def end_there(build: str) -> None:
    """
    End what a build does on this worker, and take away what it was sent.

    Parameters
    ----------
    build
        The build.

    Examples
    --------
    >>> end_there("no such build")
    """
    with _opening:
        place = _places.pop(build, None)
    if place:
        place.close()


def _tried(job: Job, place: _Place) -> Outcome | None:
    with place.host() as host:
        return host.make(job) if host else None


def _opened(build: str, bundle: bytes, local: str) -> _Place:
    with _opening:
        if build not in _places:
            folder = Path(local or _local_directory()) / f"citytools-{build}"
            shutil.rmtree(folder, ignore_errors=True)
            unpack(bundle, folder)
            _places[build] = _Place(folder)
        return _places[build]


def _local_directory() -> str:
    from distributed import get_worker  # noqa: PLC0415 - only there where Dask is

    return str(get_worker().local_directory)
