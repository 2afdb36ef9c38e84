"""
The process that makes one build of a watch, with the library as it is on disk when it starts.

It is light to import: everything else of the library is imported once it runs, and anew, whatever it was copied from.
Only plain values go to the process that watches, whose own library may be older.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_PACKAGE = "citytools_analysis"
_USAGE = {"UnknownNameError", "WrongUsageError"}
_LARGEST = 300  # letters of a reason


def stand_by(connection: Connection, options: Mapping[str, Any], silent: str) -> None:
    """
    Import the library, make everything ready, wait for the word, build once, and tell how it went.

    Parameters
    ----------
    connection
        Where the word comes from, and where what is told goes.
    options
        The options of `build`.
    silent
        The environment variable that keeps this process from printing.

    Examples
    --------
    >>> callable(stand_by)
    True
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that watches ends this one
    signal.signal(signal.SIGTERM, _interrupt)
    os.environ[silent] = "1"
    with contextlib.suppress(KeyboardInterrupt, EOFError, OSError):
        try:
            ready = library()
            with ready.made_ready(options, is_asked=connection.poll):
                told = ready.built({**options, **connection.recv()}, connection.send)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with what is being edited is told
            told = {"kind": "broken", "code": _exit_code(error), "reason": _reason(error)}
        connection.send(told)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def library() -> Any:
    """
    Import what builds, as it is on disk, whatever modules this process was copied with.

    Returns
    -------
    module
        `watch_ready`.

    Examples
    --------
    >>> callable(library)
    True
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == _PACKAGE and name != __name__]:
        del sys.modules[name]
    return importlib.import_module(f"{_PACKAGE}.reporting.watch_ready")


def _exit_code(error: Exception) -> int:
    return 2 if type(error).__name__ in _USAGE else 1  # by name, for their classes are newer than this module


def _reason(error: Exception) -> str:
    """Say in a line what is wrong, and where in the library if it is there."""
    if type(error).__module__ == f"{_PACKAGE}.errors":
        return str(error)
    if isinstance(error, SyntaxError):
        where, words = f"{error.filename}, line {error.lineno}", f"SyntaxError: {error.msg}"
    else:
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename != __file__]
        last = next((one for one in reversed(frames) if _PACKAGE in Path(one.filename).parts), None)
        where = f"{last.filename}, line {last.lineno}" if last else "the build"
        words = f"{type(error).__name__}: {error}"
    return " ".join(f"{where}: {words}".split())[:_LARGEST]
