"""What documents are made from, as hashes: of each table, and of everything besides, so that nothing stale is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from citytools_analysis.reference import data_folder
from citytools_analysis.register import Register
from citytools_analysis.register_reads import EARLIER
from citytools_analysis.reporting.installed import folder_hash, sources_here, versions_here
from citytools_analysis.storage import content_hash


def foundations(reference_folders: Sequence[Path]) -> dict[str, str]:
    """
    Hash what every document rests on besides its data and its notebook.

    Parameters
    ----------
    reference_folders
        The folders of reference tables in use.

    Returns
    -------
    digests
        Of the package's own files (code, templates, fonts), of the reference tables, and of the versions of Python
        and of the packages it needs.

    Examples
    --------
    >>> sorted(foundations(()))
    ['library', 'reference', 'versions']
    """
    return {
        "library": _source_hash(),
        "reference": _hash([folder_hash(folder) for folder in reference_folders]),
        "versions": _hash(versions_here()),
    }


@dataclass(frozen=True)
class Basis:
    """
    What all documents of a build depend on together.

    Parameters
    ----------
    about
        What the register they open says of itself: its edition, name and notice.
    notebooks
        Folder of the notebooks.
    reference
        A folder of reference tables of the register's own, if it has one.
    rests_on
        The result of `foundations`.
    register_sha256
        Hash of the register, which documents print.
    tables
        Hash of each of its tables, and of what it was a month before as `earlier`.

    Examples
    --------
    >>> basis = Basis("public", Path("no-such-folder"), None, {})
    >>> basis.key("market", {}) is None
    True
    """

    about: str
    notebooks: Path
    reference: Path | None
    rests_on: Mapping[str, str]
    register_sha256: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def state(self) -> str:
        """What names the tables as they are now."""
        return _short(self.tables)

    def key(self, report: str, parameters: Mapping[str, str]) -> str | None:
        """Hash everything one document depends on besides tables; nothing if its notebook, or with `+` one of several, is gone."""
        try:
            notebooks = [(self.notebooks / f"{name}.ipynb").read_bytes() for name in report.split("+")]
        except OSError:
            return None
        digests = [hashlib.sha256(notebook).hexdigest() for notebook in notebooks]
        parts = {"notebook": digests, "parameters": dict(parameters), "register": self.about, **self.rests_on}
        return " ".join(f"{name}:{_short(part)}" for name, part in sorted(parts.items()))


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
    info = register.info
    before = f"{earlier.as_of} {earlier.sha256}" if earlier is not None else "none"
    return Basis(
        json.dumps([info.edition_name, info.name, info.notice]),
        notebooks,
        own,
        foundations(folders),
        register.sha256,
        {name: _short(content_hash({name: rows}, {})) for name, rows in register.all_rows.items()}
        | {EARLIER: _short(before)},
    )


def _source_hash() -> str:
    return sources_here()


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _short(content: object) -> str:
    """Sixteen figures tell apart whatever one folder of documents will ever be made from."""
    return _hash(content)[:16]
