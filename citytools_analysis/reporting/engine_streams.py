"""What cells print: Python's streams, and what libraries and commands write past them, in the order it was written."""

from __future__ import annotations

import io
import os
import tempfile
from typing import Any

_BYTES_A_MB = 1_000_000


class CellStream(io.TextIOBase):
    r"""
    A standard stream that goes to a file until it is told as a message.

    Parameters
    ----------
    name
        `stdout` or `stderr`.
    descriptor
        The process's own stream of that kind, which goes to the file, too.
    session
        Sends the message.
    most_mb
        What is printed beyond this between two messages is dropped.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> said = []
    >>> session = SimpleNamespace(send=lambda *message: said.append(message[2]["text"]))
    >>> stream = CellStream("stdout", None, session, most_mb=1)
    >>> print("hello", file=stream, flush=True)
    >>> said
    ['hello\n']
    >>> stream.close()
    """

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, descriptor: int | None, session: Any, *, most_mb: int) -> None:
        """Open the file and let the process's own stream go there."""
        super().__init__()
        self.name, self._session, self._most = name, session, most_mb * _BYTES_A_MB
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open for the life of the process
        if descriptor is not None:
            os.dup2(self._file.fileno(), descriptor)
        os.set_inheritable(self._file.fileno(), False)
        self._line: list[str] = []
        self._n_written = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def isatty(self) -> bool:
        """Say that nobody is looking."""
        return False

    def fileno(self) -> int:
        """Give where commands can write to."""
        return self._file.fileno()

    def write(self, text: str, /) -> int:
        """
        Keep text; each line goes to the file at once, so that it stands before what a command then writes.

        Parameters
        ----------
        text
            The text.

        Returns
        -------
        n
            How many characters.
        """
        if not isinstance(text, str):
            message = f"write() argument must be str, not {type(text)}"
            raise TypeError(message)
        self._line.append(text)
        if "\n" in text:
            self._put()
        return len(text)

    def flush(self) -> None:
        """Send what has been written since last time."""
        self._put()
        n_bytes = os.fstat(self._file.fileno()).st_size
        if not n_bytes:
            return
        written = _start_of(self._file.fileno(), min(n_bytes, self._most))
        os.ftruncate(self._file.fileno(), 0)
        os.lseek(self._file.fileno(), 0, os.SEEK_SET)
        self._n_written = 0
        self._session.send(None, "stream", {"name": self.name, "text": written.decode("utf-8", "replace")})

    def close(self) -> None:
        """Send the rest, and close the file."""
        if not self.closed:
            super().close()
            self._file.close()

    def _put(self) -> None:
        text, self._line = "".join(self._line), []
        if self._n_written > self._most:
            return
        content = text.encode("utf-8", "replace")
        self._n_written += len(content)
        self._file.write(content)


def _start_of(descriptor: int, n_bytes: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, n_bytes, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)  # Windows
    return os.read(descriptor, n_bytes)
