"""What is installed on this computer, as far as documents show it: versions and our own sources; light to import."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

PACKAGE = "citytools-analysis"
_SOURCE_FOLDER = Path(__file__).parents[1]
_BESIDES = ("ipython", "nbclient", "pillow")  # drawn in by our dependencies, and visible in the documents


def package_version() -> str:
    """
    Give the version of this package.

    Returns
    -------
    version
        As installed; `0` where it runs from a folder that was never installed.

    Examples
    --------
    >>> package_version().split(".")[0]
    '0'
    """
    return _versions((PACKAGE,))[PACKAGE] or "0"


def versions_here() -> dict[str, str]:
    """
    Give the versions of Python and of the packages this one needs; what only some have, as Dask, draws nothing.

    Returns
    -------
    versions
        By name.

    Examples
    --------
    >>> versions_here()["python"] == platform.python_version(), "distributed" in versions_here()
    (True, False)
    """
    required = metadata.requires(PACKAGE) or [] if _versions((PACKAGE,))[PACKAGE] else []
    needed = [line for line in required if "extra ==" not in line]
    names = sorted({match[0].lower() for line in needed if (match := re.match(r"[A-Za-z0-9_.-]+", line))})
    return _versions((*names, *_BESIDES)) | {"python": platform.python_version()}


@cache
def sources_here() -> str:
    """
    Hash the package's own files: code, templates, fonts.

    Returns
    -------
    digest
        The same wherever the same version lies unchanged.

    Examples
    --------
    >>> len(sources_here())
    64
    """
    return folder_hash(_SOURCE_FOLDER, leave_out=("__pycache__", "_data"))


def folder_hash(folder: Path, *, leave_out: Sequence[str] = ("__pycache__",)) -> str:
    """
    Hash the files of a folder, with their names.

    Parameters
    ----------
    folder
        The folder.
    leave_out
        Names of folders in it that do not count.

    Returns
    -------
    digest
        The same for the same files, wherever they are.

    Examples
    --------
    >>> folder_hash(Path("no-such-folder")) == folder_hash(Path("nor-this"))
    True
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not set(relative.parts) & set(leave_out):
            digest.update(f"{relative.as_posix()}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _versions(names: Sequence[str]) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found
