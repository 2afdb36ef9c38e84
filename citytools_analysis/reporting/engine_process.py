"""A process that runs one notebook's cells: started from one that has imported the libraries, and ended for certain."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import tempfile
import time
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self

from nbclient.exceptions import DeadKernelError

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.engine_cells import Setting, answer
from citytools_analysis.reporting.engine_environment import notebook_environment
from citytools_analysis.reporting.engine_start import copy_context, is_of_the_pool
from citytools_analysis.reporting.job import Limits

_PATIENCE_SECONDS = 5.0
_SIGKILL = 9  # Windows has none by name


class NoAnswerError(ReportError):
    """
    A process that has not answered in time.

    Examples
    --------
    >>> str(NoAnswerError("no answer"))
    'no answer'
    """


class EndedError(DeadKernelError):
    """
    A process that has ended before it had answered.

    Parameters
    ----------
    exit_code
        As the system gives it, less than zero for a signal; None where it is not known.

    Examples
    --------
    >>> str(EndedError(3)), str(EndedError(-9)), EndedError(-9).was_killed
    ('exit code 3', 'SIGKILL', True)
    """

    def __init__(self, exit_code: int | None) -> None:
        """Say how it ended."""
        self.exit_code = exit_code
        super().__init__(_how(exit_code))

    @property
    def was_killed(self) -> bool:
        """Whether somebody else ended it, as the system does when memory runs out."""
        return self.exit_code == -_SIGKILL


class CellProcess:
    """
    The process, for as long as the `with` block lasts; whatever it has started ends with it.

    Parameters
    ----------
    folder
        Where the cells run: the notebook's folder.
    limits
        How long the start may take, and how large the process may grow.

    Examples
    --------
    >>> with CellProcess(".", Limits()) as process:
    ...     process.send("print('hello')")
    ...     [process.message(until=time.monotonic() + 60)[0]["msg_type"] for _ in range(3)]
    ['execute_input', 'stream', 'execute_reply']
    """

    def __init__(self, folder: str, limits: Limits) -> None:
        """Remember where and how; nothing is started yet."""
        self._folder, self._limits = folder, limits

    def __enter__(self) -> Self:
        """Start the process and wait until it is ready."""
        self._private = tempfile.TemporaryDirectory(prefix="ct-", ignore_cleanup_errors=True)
        context = copy_context()
        self._connection, theirs = context.Pipe()
        setting = Setting(
            self._folder, self._private.name, notebook_environment(), self._limits.memory_mb, self._limits.shown_mb
        )
        ours = self._connection if is_of_the_pool() else None
        self._process = context.Process(target=answer, args=(theirs, ours, setting), name="citytools-cells")
        try:
            self._process.start()
            theirs.close()
            until = time.monotonic() + self._limits.start
            while self.message(until=until)[0]["msg_type"] != "ready":
                pass  # what is printed before the first cell belongs to none
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def send(self, source: str) -> None:
        """
        Ask for a cell to be run.

        Parameters
        ----------
        source
            Its code.

        Raises
        ------
        EndedError
            If the process has ended.
        """
        try:
            self._connection.send(source)
        except OSError as error:
            raise self._ended() from error

    def message(self, *, until: float) -> tuple[dict[str, Any], int]:
        """
        Wait for the process's next message.

        Parameters
        ----------
        until
            When to stop waiting, by the monotonic clock.

        Returns
        -------
        message, n_bytes
            A message as Jupyter defines it, and its size.

        Raises
        ------
        NoAnswerError
            If none has come by then.
        EndedError
            If the process has ended.
        """
        came = wait([self._connection, self._process.sentinel], timeout=max(0.0, until - time.monotonic()))
        if not came:
            message = "no answer in time"
            raise NoAnswerError(message)
        if self._connection not in came and not self._connection.poll():
            raise self._ended()
        try:
            text = self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        return json.loads(text), len(text)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the process and everything it has started."""
        del kind, error, traceback
        self._connection.close()
        if self._process.pid:
            _end_group(self._process.pid)
            self._process.kill()
            self._process.join(_PATIENCE_SECONDS)
        self._private.cleanup()

    def _ended(self) -> EndedError:
        self._process.join(_PATIENCE_SECONDS)
        return EndedError(self._process.exitcode)


def _end_group(leader: int) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):  # it may not yet lead a group of its own
            os.killpg(leader, signal.SIGKILL)


def _how(exit_code: int | None) -> str:
    if exit_code is None:
        return "it closed what it answers by"
    if exit_code >= 0:
        return f"exit code {exit_code}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-exit_code).name
    return f"signal {-exit_code}"
