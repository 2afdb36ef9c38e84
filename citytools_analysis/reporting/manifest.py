"""
What a build made and from what: `manifest.json`, the same bytes whenever the same things were made.

How long each report took is kept apart, in `durations.json`, because it is never the same twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from citytools_analysis.reporting.durations import add_durations, json_bytes
from citytools_analysis.writing import write_whole

SCHEMA_VERSION = 1
MANIFEST_NAME = "manifest.json"
CAPTURE = "capture"  # a workshop's workbook to fill in, which no exporter makes
SHOWS_THE_SAME = "ran again, shows the same"
_NO_REPORTS = b'\n "reports": []'
_ENDINGS = {"slides": "slides.html", CAPTURE: "to-fill-in.xlsx"}


@dataclass(frozen=True, order=True)
class FileRecord:
    """
    One file that was written.

    Parameters
    ----------
    path
        Where, from the folder of the manifest, with `/`.
    sha256
        Hash of its bytes.
    n_bytes
        Its size.

    Examples
    --------
    >>> FileRecord("borough/camden/a.pdf", "ab12", 3).path
    'borough/camden/a.pdf'
    """

    path: str
    sha256: str
    n_bytes: int = 0

    def is_intact(self, folder: Path) -> bool:
        """Whether the file is there with the very bytes that were written."""
        try:
            return hashlib.sha256((folder / self.path).read_bytes()).hexdigest() == self.sha256
        except OSError:
            return False


@dataclass(frozen=True, order=True)
class Entry:
    """
    One report of the manifest.

    Parameters
    ----------
    id
        Report and subject: `borough_report/camden`.
    report, title
        The notebook's name and title.
    group, subject, label
        What it is about: `borough`, `camden`, `Camden`; `london` and empty for a report about the whole.
    parameters
        What the notebook was given, without the folder of the register.
    status
        `built`, `unchanged`, `failed`, or `stale`: made by an earlier build from something else, and not asked for.
    stage
        Where it failed: `run`, `html`, `pdf`, `write`, `process`, or `notebook`: its file is no report.
    cell
        The cell that stopped it, as its reason names it.
    reason
        Why it was built, was not, failed or is stale.
    files
        The documents, by path.
    notebook
        The notebook that failed, kept to be opened.
    key
        Hashes of what the documents depend on besides the register's tables.
    reads
        The tables its cells read.
    state
        The state of the register's tables, as named in the manifest, in which they say what the documents show.
    shown
        Hash of what its cells showed when the documents were drawn.
    register_sha256
        Hash of the register they were drawn from, which they print; a later one may show the same.

    Examples
    --------
    >>> Entry("market", "market", "The market", "london", "", "London", {}, "built").is_failed
    False
    """

    id: str
    report: str
    title: str
    group: str
    subject: str
    label: str
    parameters: Mapping[str, str]
    status: str
    stage: str = ""
    cell: str = ""
    reason: str = ""
    files: tuple[FileRecord, ...] = ()
    notebook: str = ""
    key: str = ""
    reads: tuple[str, ...] = ()
    state: str = ""
    shown: str = ""
    register_sha256: str = ""

    @cached_property
    def text(self) -> bytes:
        """The entry as the manifest holds it: a build of thousands writes it again for each, and must not lay it out again."""
        return json_bytes(asdict(self)).rstrip().replace(b"\n", b"\n  ")

    @property
    def has_run_again(self) -> bool:
        """Whether its cells were run again and the documents stayed, because they still show that."""
        return self.status == "unchanged" and self.reason.endswith(SHOWS_THE_SAME)

    @property
    def is_failed(self) -> bool:
        """Whether there is no document because something went wrong."""
        return self.status == "failed"

    def file(self, file_format: str) -> FileRecord | None:
        """Give the document of a format, if it was made."""
        wanted = ending(file_format)
        return next((file for file in self.files if Path(file.path).name.partition(".")[2] == wanted), None)


def ending(file_format: str) -> str:
    """
    Give how the names of a format's files end.

    Parameters
    ----------
    file_format
        `html`, `pdf`, `xlsx`, `ics`, `slides`, or `capture`: the workbook to fill in of a workshop's pack.

    Returns
    -------
    ending
        What stands after the first dot.

    Examples
    --------
    >>> ending("pdf"), ending("slides")
    ('pdf', 'slides.html')
    """
    return _ENDINGS.get(file_format, file_format)


@dataclass(frozen=True)
class Manifest:
    """
    Everything a folder of documents holds, and what they were made from.

    Parameters
    ----------
    as_of, edition, notice
        The day the documents are about, who may read them, and the words every page carries (sample data).
    register_sha256
        Hash of the edition's register.
    package_version
        Version of this package.
    inputs
        The sources: name, file and sha256.
    reports
        One entry a report and subject, by id.
    tables
        Hash of each table of the register in each state that an entry names.

    Examples
    --------
    >>> Manifest("2026-11-23", "public", "", "ab12", "0.1.0").reports
    ()
    """

    as_of: str
    edition: str
    notice: str
    register_sha256: str
    package_version: str
    inputs: tuple[Mapping[str, Any], ...] = ()
    reports: tuple[Entry, ...] = ()
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def by_id(self) -> dict[str, Entry]:
        """The entries by id."""
        return {entry.id: entry for entry in self.reports}


def write_manifest(folder: Path, manifest: Manifest, durations: Mapping[str, float] | None = None) -> Path:
    """
    Write the manifest, sorted, and beside it how long things took.

    Parameters
    ----------
    folder
        The folder of the documents.
    manifest
        What it holds.
    durations
        Seconds by report id; those of earlier builds are kept.

    Returns
    -------
    path
        The manifest.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_manifest(Path(folder), Manifest("2026-11-23", "public", "", "ab12", "0.1.0"))
    ...     read_manifest(Path(folder)).edition
    'public'
    """
    entries = [entry.text for entry in sorted(manifest.reports, key=lambda entry: entry.id)]
    about = json_bytes(asdict(replace(manifest, reports=())) | {"schema_version": SCHEMA_VERSION})
    told = b'\n "reports": [\n  ' + b",\n  ".join(entries) + b"\n ]" if entries else _NO_REPORTS
    write_whole(folder / MANIFEST_NAME, about.replace(_NO_REPORTS, told, 1))
    if durations:
        add_durations(folder, durations)
    return folder / MANIFEST_NAME


def read_manifest(folder: Path) -> Manifest | None:
    """
    Read what an earlier build made.

    Parameters
    ----------
    folder
        The folder of the documents.

    Returns
    -------
    manifest
        Nothing if there is none, or if it was damaged or written by another version: then everything is built again.

    Examples
    --------
    >>> read_manifest(Path("no-such-folder")) is None
    True
    """
    try:
        content = json.loads((folder / MANIFEST_NAME).read_bytes())
        if content.pop("schema_version") != SCHEMA_VERSION:
            return None
        reports = [_entry(told) for told in content.pop("reports")]
        inputs, tables = tuple(content.pop("inputs")), content.pop("tables", {})
        hashes = {str(state): dict(of_one.items()) for state, of_one in tables.items()}
        return Manifest(**content, inputs=inputs, reports=tuple(reports), tables=hashes)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _entry(told: dict[str, Any]) -> Entry:
    words = {name: str(told.get(name, "")) for name in ("key", "state", "shown")}
    return Entry(**told | words | {"files": _files(told["files"]), "reads": tuple(map(str, told.get("reads", ())))})


def _files(records: list[dict[str, Any]]) -> tuple[FileRecord, ...]:
    files = tuple(FileRecord(**record) for record in records)
    if any(Path(file.path).is_absolute() or ".." in Path(file.path).parts for file in files):
        message = "a manifest names files of its own folder only"
        raise ValueError(message)
    return files
