"""Dask's scheduler as a build meets it: whether it is there, and whether its workers would make the same documents."""

from __future__ import annotations

import importlib.util
import logging
import re
import threading
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import metadata
from typing import Any

from citytools_analysis.errors import ReportError, WrongUsageError
from citytools_analysis.reporting.installed import PACKAGE, package_version
from citytools_analysis.reporting.schedule_worker import end_there, made_with

_INSTALL = (
    "--scheduler needs Dask, which is not installed here. Install it with: pip install 'citytools_analysis[dask]'"
)
_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):[0-9]{1,5}")
PATIENCE = {"answer": 6.0, "worker": 5.0, "parting": 0.6}  # seconds
_SHOWN = 4
_LOUD = {"asyncio", "distributed", "tornado"}
_QUIET = {
    "distributed.admin.large-graph-warning-threshold": "1TB",  # the register is sent once, on purpose
    "distributed.comm.timeouts.connect": "6s",
    "distributed.client.preload": [],
}


def refuse_address(address: str) -> None:
    """
    Refuse what cannot be a scheduler's address, and any where Dask is not installed.

    Parameters
    ----------
    address
        What was written.

    Raises
    ------
    WrongUsageError
        If so; the message says how it is written, or how Dask is installed.

    Examples
    --------
    >>> refuse_address("tcp://10.0.0.7:8786")
    >>> refuse_address("10.0.0.7")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.WrongUsageError: '10.0.0.7' is no address of a scheduler; write it as tcp://host:8786.
    """
    if not _ADDRESS.fullmatch(address):
        message = f"{address!r} is no address of a scheduler; write it as tcp://host:8786."
        raise WrongUsageError(message)
    if not all(importlib.util.find_spec(name) for name in ("dask", "distributed")):
        raise WrongUsageError(_INSTALL)


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """
    Be a client of a scheduler.

    Parameters
    ----------
    address
        Its address.

    Yields
    ------
    client
        A `distributed.Client`.

    Raises
    ------
    WrongUsageError
        As `refuse_address`.
    ReportError
        If nobody answers there.

    Examples
    --------
    >>> with connected("10.0.0.7"):
    ...     pass
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.WrongUsageError: '10.0.0.7' is no address of a scheduler; write it as tcp://host:8786.
    """
    refuse_address(address)
    import dask  # noqa: PLC0415 - an optional package
    import distributed  # noqa: PLC0415 - as above

    with ExitStack() as at_the_end:
        at_the_end.enter_context(_silent())
        at_the_end.enter_context(dask.config.set(_QUIET))
        at_the_end.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore", distributed.versions.VersionMismatchWarning)  # ours says which versions matter
        try:
            client: Any = distributed.Client(  # type: ignore[no-untyped-call]
                address, timeout=PATIENCE["answer"], set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            message = (
                f"No scheduler answers at {address}. Is it running (dask scheduler), and can this computer reach it?"
            )
            raise ReportError(message) from error
        at_the_end.callback(_within_patience, client.close, PATIENCE["parting"])
        yield client


def refuse_scheduler(address: str | None) -> None:
    """
    Refuse a scheduler that does not answer, has no workers, or has workers that would make other documents.

    Parameters
    ----------
    address
        Its address; nothing where a build is not shared out.

    Raises
    ------
    ReportError
        If so; nothing has been started.

    Examples
    --------
    >>> refuse_scheduler(None)
    """
    if not address:
        return
    with connected(address) as client:
        until = time.monotonic() + PATIENCE["worker"]
        while not (workers := client.nthreads()) and time.monotonic() < until:
            time.sleep(0.1)
        if not workers:
            message = f"The scheduler at {address} has no workers. Start one with: dask worker {address}"
            raise ReportError(message)
        differences = [*_lacking_there(client, address), *differing(client, list(workers)).values()]
        if differences:
            raise ReportError("\n".join(differences))


def differing(client: Any, workers: Sequence[str]) -> dict[str, str]:
    """
    Say of workers that would make other documents than this computer, what differs.

    Parameters
    ----------
    client
        A client of their scheduler.
    workers
        Their addresses.

    Returns
    -------
    differences
        A sentence by address; those that agree are not in it.

    Examples
    --------
    >>> differing(None, [])
    {}
    """
    if not workers:
        return {}
    versions = client.run(metadata.version, PACKAGE, workers=list(workers), on_error="return")
    lacking = {name for name, version in versions.items() if isinstance(version, metadata.PackageNotFoundError)}
    told = {name: f"The worker {name} does not have {PACKAGE}. Install {package_version()} there." for name in lacking}
    others = [name for name in versions if name not in told]
    theirs = client.run(made_with, workers=others, on_error="return") if others else {}
    return told | {name: words for name, their in theirs.items() if (words := _compared(name, their))}


def cancel(client: Any, futures: Sequence[Any]) -> None:
    """
    Have futures forgotten, without waiting long for a scheduler that does not answer.

    Parameters
    ----------
    client
        A client of the scheduler.
    futures
        What to forget.

    Examples
    --------
    >>> cancel(None, [])
    """
    if futures and client.status == "running":
        _within_patience(client.cancel, list(futures), force=True)


def end_build(client: Any, build: str) -> None:
    """
    End a build on every worker, without waiting long for those that do not answer.

    Parameters
    ----------
    client
        A client of their scheduler.
    build
        The build.

    Examples
    --------
    >>> callable(end_build)
    True
    """
    if client.status == "running":
        _within_patience(client.run, end_there, build, on_error="ignore")


def _lacking_there(client: Any, address: str) -> list[str]:
    """Say that the scheduler has no package of ours: it looks into what it passes on."""
    try:
        client.run_on_scheduler(metadata.version, PACKAGE)
    except metadata.PackageNotFoundError:
        return [f"The scheduler at {address} does not have {PACKAGE}. Install {package_version()} there."]
    return []


def _compared(worker: str, theirs: Mapping[str, str] | Exception) -> str:
    if isinstance(theirs, Exception):
        return f"The worker {worker} cannot use its {PACKAGE} ({type(theirs).__name__}: {theirs})."
    ours = made_with()
    differ = [name for name in ours if ours[name] != theirs.get(name, "")]
    if not differ:
        return ""
    names = list(dict.fromkeys([PACKAGE, *differ]))[:_SHOWN]
    pairs = [", ".join(f"{name} {side.get(name) or 'none'}" for name in names) for side in (theirs, ours)]
    return (
        f"The worker {worker} has {pairs[0]}; this computer has {pairs[1]}. Install the same there, and start it again."
    )


def _within_patience(work: Any, *arguments: Any, **options: Any) -> None:
    """Do something that may wait for others, but not for long, and whatever becomes of it."""

    def do() -> None:
        with suppress(Exception):
            work(*arguments, **options)

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(PATIENCE["parting"])


@contextmanager
def _silent() -> Iterator[None]:
    """Say what goes wrong in our own words only."""
    every = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    loud = [logger for logger in every if logger.name.partition(".")[0] in _LOUD and not logger.disabled]
    for logger in loud:
        logger.disabled = True
    try:
        yield
    finally:
        for logger in loud:
            logger.disabled = False
