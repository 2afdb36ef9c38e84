"""The manifest and the index of one build, kept true while it goes on; a disk that is full leaves nothing untold."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from citytools_analysis.register import Register
from citytools_analysis.reporting.ledger import manifest_of
from citytools_analysis.reporting.manifest import MANIFEST_NAME, Entry, Manifest, read_manifest, write_manifest
from citytools_analysis.reporting.site import INDEX_NAME, write_index

_DELETED = "its files were deleted as soon as they were made"


@dataclass
class Book:
    """
    What a build writes of its documents.

    Parameters
    ----------
    register
        The edition's register.
    folder
        The folder of the documents.
    entries
        By id, what is known of each before anything is built.
    tables
        Hashes of tables by state of the register.
    earlier
        The manifest as it is, if there is one: where nothing changes neither it nor the index is written again.
    unwritten
        What could not be written at the end, and why.

    Examples
    --------
    >>> from datetime import date
    >>> book = Book(Register.from_tables({}, as_of=date(2026, 11, 23)), Path("/dev/null"), {}, {})
    >>> book.close()
    >>> book.unwritten.partition(":")[0]
    'manifest.json could not be written'
    """

    register: Register
    folder: Path
    entries: dict[str, Entry]
    tables: Mapping[str, Mapping[str, str]]
    earlier: Manifest | None = None
    unwritten: str = ""
    _told: dict[str, None] = field(default_factory=dict)

    @property
    def manifest(self) -> Manifest:
        """What the folder holds."""
        return manifest_of(self.register, self.entries.values(), self.tables)

    @property
    def index(self) -> Path:
        """The page that lists it."""
        return self.folder / INDEX_NAME

    def open(self) -> None:
        """Say of all that waits to be made that it is out of date, before any of it is: a build that is killed cannot say so."""
        self.earlier = None  # the files are no longer as they were told of
        self._written()

    def note(self, entry: Entry, seconds: float) -> int:
        """
        Take in what became of a document, so that an interruption loses nothing.

        Parameters
        ----------
        entry
            The document.
        seconds
            How long it took.

        Returns
        -------
        number
            How many documents that makes; 0 if this one was told of before.
        """
        self.entries[entry.id] = entry
        if entry.status != "unchanged" or entry.has_run_again:
            with suppress(OSError):  # what cannot be written now is told at the end
                write_manifest(self.folder, self.manifest, {entry.id: seconds})
        if entry.id in self._told:
            return 0
        self._told[entry.id] = None
        return len(self._told)

    def __enter__(self) -> Self:
        """Start; nothing is written until `open`."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write both for good; where a build is interrupted before it has made anything, the index stays as it is."""
        self.close(with_index=kind is None or self.has_made)

    @property
    def has_made(self) -> bool:
        """Whether a document was made, or failed, and the index is no longer true."""
        return any(self.entries[name].status != "unchanged" for name in self._told)

    def close(self, *, with_index: bool = True) -> None:
        """
        Write both for good, and say of documents that are no longer there that they are not.

        Parameters
        ----------
        with_index
            Whether to write the index, too.
        """
        self.entries |= {name: _without(entry, self.folder) for name, entry in self.entries.items()}
        manifest = self.manifest
        if manifest == self.earlier and _is_told(self.folder, manifest):
            return
        self.unwritten = self._written(with_index=with_index)
        if self.unwritten.startswith(MANIFEST_NAME) and self._has_taken_back():
            self.unwritten = self._written(with_index=with_index)

    def _written(self, *, with_index: bool = True) -> str:
        """Write both and tell what could not be; then no index is left that calls ready what is so no more."""
        name, manifest = MANIFEST_NAME, self.manifest
        try:
            write_manifest(self.folder, manifest)
            if with_index:
                name = INDEX_NAME
                write_index(self.folder, manifest, register=self.register)
        except OSError as error:
            with suppress(OSError):
                self.index.unlink(missing_ok=True)
            return f"{name} could not be written: {os.strerror(error.errno) if error.errno else error}"
        return ""

    def _has_taken_back(self) -> bool:
        """
        Delete, newest first, what no manifest names, until there is room for one that is true of what is left.

        A document that is whole and not told of would look like one of an earlier build.
        """
        on_disk = read_manifest(self.folder)
        told = {file for entry in (on_disk.reports if on_disk else ()) for file in entry.files}
        for name in reversed(self._told):
            entry = self.entries[name]
            if told.issuperset(entry.files) and not entry.notebook:
                continue
            try:
                for path in (*(file.path for file in entry.files), *filter(None, [entry.notebook])):
                    (self.folder / path).unlink(missing_ok=True)
            except OSError:  # nobody may write there: what is left stands as it is
                return False
            self.entries[name] = _taken_back(entry, self.unwritten)
            with suppress(OSError):
                write_manifest(self.folder, self.manifest)
                return True
        return True


def is_gone(entry: Entry, folder: Path) -> bool:
    """
    Tell whether something that was made of a report is no longer there.

    Parameters
    ----------
    entry
        What the manifest says of it.
    folder
        The folder of the manifest.

    Returns
    -------
    is_gone
        True also where one file of several is missing.

    Examples
    --------
    >>> is_gone(Entry("market", "market", "The market", "london", "", "London", {}, "built"), Path())
    False
    """
    made = [*(file.path for file in entry.files), *([entry.notebook] if entry.notebook else [])]
    return not all((folder / path).exists() for path in made)


def gone(entry: Entry) -> Entry:
    """
    Say of a report that what was made of it did not stay.

    Parameters
    ----------
    entry
        What the manifest would say.

    Returns
    -------
    entry
        A failure.

    Examples
    --------
    >>> gone(Entry("market", "market", "The market", "london", "", "London", {}, "built")).status
    'failed'
    """
    return replace(entry, status="failed", stage="write", reason=_DELETED, files=(), notebook="")


def _is_told(folder: Path, manifest: Manifest) -> bool:
    """Whether the index was written after the manifest, and by this library: some document is what it would make."""
    try:
        written = [(folder / name).stat().st_mtime_ns for name in (MANIFEST_NAME, INDEX_NAME)]
    except OSError:
        return False
    return written[0] <= written[1] and any(entry.status == "unchanged" for entry in manifest.reports)


def _taken_back(entry: Entry, why: str) -> Entry:
    if entry.is_failed:
        return replace(entry, notebook="")
    reason = f"{why}; what was made of it was taken back"
    return replace(entry, status="failed", stage="write", reason=reason, files=(), notebook="")


def _without(entry: Entry, folder: Path) -> Entry:
    if not is_gone(entry, folder):
        return entry
    if entry.is_failed:
        return replace(entry, notebook="")
    there = tuple(file for file in entry.files if (folder / file.path).exists())
    return replace(entry, status="stale", reason="its files were deleted", files=there)
