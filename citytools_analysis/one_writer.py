"""One writer at a time: two commands that add to one register wait for each other instead of losing what one added."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


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


if sys.platform == "win32":
    import msvcrt

    def _opened(folder: Path) -> int:
        return os.open(folder / ".lock", os.O_RDWR | os.O_CREAT)

    def _wait(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _wait(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
