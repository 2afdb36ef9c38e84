"""How processes start: copied from one that has imported the libraries, where the system can; afresh where not."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from citytools_analysis.reporting.engine_environment import notebook_environment

_PRELOADED = "citytools_analysis.reporting.engine_preload"
# The same hash seed gives sets the same order in every process, so that the same input gives the same bytes.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
SILENT = "CITYTOOLS_SILENT"  # says to the process that is started that it must print nothing
OWN_PATH: list[str] = []  # where Python itself looks for modules, without what the user's process has added
_state = {"is_of_the_pool": False}


def start_context(preload: Sequence[str] = (_PRELOADED,)) -> Any:
    """
    Give what starts processes; where the system can, one that imports the libraries once is running from now on.

    Parameters
    ----------
    preload
        The modules it imports, unless it is running already.

    Returns
    -------
    context
        A `multiprocessing` context; its processes share nothing with this one.

    Examples
    --------
    >>> start_context().get_start_method() in {"forkserver", "spawn"}
    True
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        os.environ.update(ENVIRONMENT)  # for the processes that are started afresh from now on
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415 - Windows has none

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    resource_tracker.ensure_running()  # it lets interrupts through again
    with _environment(notebook_environment() | ENVIRONMENT | {SILENT: "1"}), _no_interrupts():
        forkserver.ensure_running()
    return context


def copy_context() -> Any:
    """
    Give what starts processes that may be copies of this one, where this one holds nothing but libraries.

    Returns
    -------
    context
        A `multiprocessing` context: a process of the pool runs no thread of Python and can be copied as it is.

    Examples
    --------
    >>> copy_context() is start_context()
    True
    """
    return multiprocessing.get_context("fork") if is_of_the_pool() else start_context()


def is_starter_running() -> bool:
    """
    Tell whether the process that the others are started from has been started.

    Returns
    -------
    is_starter_running
        Never where the system has none.

    Examples
    --------
    >>> context = start_context()
    >>> is_starter_running() == (context.get_start_method() == "forkserver")
    True
    """
    return _starter_pid() is not None


def end_starter() -> None:
    """
    End the process that the others are started from, where it runs, rather than let it import for a program that ends.

    Examples
    --------
    >>> callable(end_starter)
    True
    """
    pid = _starter_pid()
    if pid:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def mark_as_of_the_pool() -> None:
    """
    Say that this process was started by the pool to make documents, and may be copied where the system can.

    Examples
    --------
    >>> callable(mark_as_of_the_pool)
    True
    """
    _state["is_of_the_pool"] = "forkserver" in multiprocessing.get_all_start_methods()


def is_of_the_pool() -> bool:
    """
    Tell whether this process may be copied.

    Returns
    -------
    is_of_the_pool
        False in every process of a user.

    Examples
    --------
    >>> is_of_the_pool()
    False
    """
    return _state["is_of_the_pool"]


def _starter_pid() -> int | None:
    starter: Any = sys.modules.get("multiprocessing.forkserver")
    return getattr(starter and starter._forkserver, "_forkserver_pid", None)  # noqa: SLF001 - Python gives no other way


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Keep the terminal's interrupts from what is started here: it would print where it was, and its parent ends it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Have only these values, for as long as a process is started that is given what this one has."""
    before = dict(os.environ)
    _become(values)
    try:
        yield
    finally:
        _become(before)


def _become(values: dict[str, str]) -> None:
    for name in os.environ.keys() - values.keys():
        del os.environ[name]
    os.environ.update({name: value for name, value in values.items() if os.environ.get(name) != value})
