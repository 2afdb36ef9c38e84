"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from citytools_analysis.errors import ReportError


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file in one step: a reader sees the old one or the new one, never a part.

    Parameters
    ----------
    path
        The file; its folder is made if missing.
    content
        Its bytes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "new" / "a.txt", b"text")
    ...     (Path(folder) / "new" / "a.txt").read_bytes(), len(list((Path(folder) / "new").iterdir()))
    (b'text', 1)
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error  # the part's name says nothing to anybody
    finally:
        part.unlink(missing_ok=True)


def write_within(folder: Path, path: str, content: bytes) -> None:
    """
    Write a file of one edition in its own folder; a link in it could lead into another edition's.

    Parameters
    ----------
    folder
        The folder of the edition.
    path
        Where in it.
    content
        Its bytes.

    Raises
    ------
    ReportError
        If the path leads out of the folder, as by a link.

    Examples
    --------
    >>> write_within(Path("reports/public"), "../members/a.html", b"")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.ReportError: ../members/a.html leads out of its folder by a link
    """
    if not (folder / path).parent.resolve().is_relative_to(folder.resolve()):
        message = f"{path} leads out of its folder by a link"
        raise ReportError(message)
    write_whole(folder / path, content)
