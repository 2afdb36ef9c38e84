"""Whether a document would come out the same: one hash over everything it depends on, so that nothing stale is kept."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from citytools_analysis.reference import data_folder
from citytools_analysis.register import Register
from citytools_analysis.reporting.manifest import Entry

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


def foundations(reference_folders: Sequence[Path]) -> str:
    """
    Hash what every document rests on besides its data and its notebook.

    Parameters
    ----------
    reference_folders
        The folders of reference tables in use.

    Returns
    -------
    digest
        Over the package's own files (code, templates, fonts), the reference tables, and the versions of Python
        and of the packages it needs.

    Examples
    --------
    >>> foundations(()) == foundations(())
    True
    """
    parts = [_source_hash(), *(_folder_hash(folder) for folder in reference_folders)]
    required = metadata.requires(PACKAGE) or [] if _versions((PACKAGE,))[PACKAGE] else []
    names = sorted({match[0].lower() for line in required if (match := re.match(r"[A-Za-z0-9_.-]+", line))})
    versions = _versions((*names, *_BESIDES)) | {"python": platform.python_version()}
    return hashlib.sha256(json.dumps([parts, versions], sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Basis:
    """
    What all documents of a build depend on together.

    Parameters
    ----------
    edition_register
        Edition and hash of the register they open.
    notebooks
        Folder of the notebooks.
    reference
        A folder of reference tables of the register's own, if it has one.
    rests_on
        The result of `foundations`.

    Examples
    --------
    >>> basis = Basis("public ab12", Path("no-such-folder"), None, "")
    >>> basis.key("market", {}) is None
    True
    """

    edition_register: str
    notebooks: Path
    reference: Path | None
    rests_on: str

    def key(self, report: str, parameters: Mapping[str, str]) -> str | None:
        """Hash everything one document depends on; nothing if its notebook, or with `+` between them one of several, is gone."""
        try:
            notebooks = [(self.notebooks / f"{name}.ipynb").read_bytes() for name in report.split("+")]
        except OSError:
            return None
        digests = ",".join(hashlib.sha256(notebook).hexdigest() for notebook in notebooks)
        parts = [digests, dict(parameters), self.edition_register, self.rests_on]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def basis_of(register: Register, notebooks: Path, reference: Path, earlier: Register | None = None) -> Basis:
    """
    Say what documents of a register are made from.

    Parameters
    ----------
    register
        The edition's register.
    notebooks
        Folder of the notebooks.
    reference
        Where the register's own reference tables would be.
    earlier
        The edition's register as it stood a month before.

    Returns
    -------
    basis
        What is hashed to tell whether a document would come out the same.

    Examples
    --------
    >>> from datetime import date
    >>> basis_of(Register.from_tables({}, as_of=date(2026, 11, 23)), Path("none"), Path("none")).reference is None
    True
    """
    own = reference if reference.is_dir() else None
    folders = [data_folder() / "reference", *([own] if own else [])]
    before = f" since {earlier.as_of} {earlier.sha256}" if earlier is not None else ""
    return Basis(f"{register.info.edition} {register.sha256}{before}", notebooks, own, foundations(folders))


def is_fresh(entry: Entry | None, key: str | None, *, folder: Path, formats: Sequence[str]) -> bool:
    """
    Tell whether the documents of an earlier build can stay.

    Parameters
    ----------
    entry
        What the manifest says of them.
    key
        What they would be built from now.
    folder
        The folder of the manifest.
    formats
        The formats wanted.

    Returns
    -------
    fresh
        True if they were made from the same things, are all there, and still have the bytes that were written.

    Examples
    --------
    >>> is_fresh(None, "", folder=Path(), formats=("html",))
    False
    """
    if entry is None or entry.is_failed or entry.key != key:
        return False
    files = [entry.file(file_format) for file_format in formats]
    return all(file is not None and file.is_intact(folder) for file in files)


@cache
def _source_hash() -> str:
    return _folder_hash(_SOURCE_FOLDER, leave_out=("__pycache__", "_data"))


def _folder_hash(folder: Path, *, leave_out: Sequence[str] = ("__pycache__",)) -> str:
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
