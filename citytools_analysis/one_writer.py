"""One writer at a time: what adds to a register waits for its turn, and a second build into a folder is told of the first."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from citytools_analysis.errors import ReportError

AT_WORK = ".at-work.json"  # who holds the folder; it counts only for as long as the system knows of the lock


class AtWorkError(ReportError):
    """
    A folder that another process is writing to.

    Examples
    --------
    >>> str(AtWorkError("another build is at work"))
    'another build is at work'
    """


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """
    Hold a folder for oneself while writing to it; the system lets go of it when the process ends, however it ends.

    Parameters
    ----------
    folder
        The folder, which exists.

    Yields
    ------
    nothing
        Once no other process holds the folder. Where the file system knows no locks, at once.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name, one_writer(Path(name)):
    ...     sorted(Path(name).glob("*.parquet"))
    []
    """
    handle = _opened(folder)
    try:
        with suppress(OSError):
            _wait(handle)
        yield
    finally:
        os.close(handle)


@contextmanager
def the_only_writer(folder: Path) -> Iterator[None]:
    """
    Hold a folder for oneself while writing to it, or say who does; for work that is too long to wait for.

    Parameters
    ----------
    folder
        The folder; it is made if missing.

    Yields
    ------
    nothing
        The folder says in `.at-work.json` who holds it. What a writer that died has left half-written is gone.

    Raises
    ------
    AtWorkError
        If another process holds it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name, the_only_writer(Path(name)), the_only_writer(Path(name)):
    ...     pass
    Traceback (most recent call last):
    ...
    citytools_analysis.one_writer.AtWorkError: Another build or pack is writing to ... (process ..., since ... UTC). Wait for it, or stop it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = _opened(folder)
    try:
        _take(handle, folder)
        for part in folder.rglob(".*.part"):
            with suppress(OSError):  # nobody may write there, which whatever is written will say
                part.unlink(missing_ok=True)
        say_at_work(folder)
        try:
            yield
        finally:
            with suppress(OSError):
                (folder / AT_WORK).unlink(missing_ok=True)
    finally:
        os.close(handle)


def is_held(folder: Path) -> bool:
    """
    Tell whether a process holds a folder; where the file system knows no locks, one always may.

    Parameters
    ----------
    folder
        The folder, which exists.

    Returns
    -------
    is_held
        False only where it is certain.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     with one_writer(Path(name)):
    ...         is_held(Path(name))
    ...     is_held(Path(name))
    True
    False
    """
    handle = _opened(folder)
    try:
        _try(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def say_at_work(folder: Path) -> None:
    """
    Say in a folder that this process holds it, again where what said so was deleted.

    Parameters
    ----------
    folder
        The folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     say_at_work(Path(name))
    ...     (Path(name) / AT_WORK).exists()
    True
    """
    with suppress(OSError):  # a disk that is full has no room for it, and the lock is what counts
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / AT_WORK).exists():
            who = {"process": os.getpid(), "computer": socket.gethostname()}
            (folder / AT_WORK).write_text(json.dumps(who), encoding="utf-8")


def _take(handle: int, folder: Path) -> None:
    try:
        _try(handle)
    except (BlockingIOError, PermissionError):
        message = f"Another build or pack is writing to {folder}{_who(folder)}. Wait for it, or stop it."
        raise AtWorkError(message) from None
    except OSError:
        return  # a file system that knows no locks


def _who(folder: Path) -> str:
    try:
        told = json.loads((folder / AT_WORK).read_text(encoding="utf-8"))
        since = datetime.fromtimestamp((folder / AT_WORK).stat().st_mtime, tz=UTC)
        where = "" if told["computer"] == socket.gethostname() else f" on {told['computer']}"
        return f" (process {told['process']}{where}, since {since:%d %b %Y, %H:%M:%S} UTC)"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


if sys.platform == "win32":
    import msvcrt

    def _opened(folder: Path) -> int:
        return os.open(folder / ".lock", os.O_RDWR | os.O_CREAT)

    def _wait(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

    def _try(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _wait(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _try(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
