"""
What a build made and from what: `manifest.json`, the same bytes whenever the same things were made.

How long each report took is kept apart, in `durations.json`, because it is never the same twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from citytools_analysis.writing import write_whole

SCHEMA_VERSION = 1
MANIFEST_NAME = "manifest.json"
DURATIONS_NAME = "durations.json"
CAPTURE = "capture"  # a workshop's workbook to fill in, which no exporter makes
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
        Where it failed: `run`, `html`, `pdf` or `process`.
    reason
        Why it failed or is stale.
    files
        The documents, by path.
    notebook
        The notebook that failed, kept to be opened.
    key
        Hash of everything the documents depend on.

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
    reason: str = ""
    files: tuple[FileRecord, ...] = ()
    notebook: str = ""
    key: str = ""

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
    content = asdict(manifest) | {"schema_version": SCHEMA_VERSION}
    content["reports"] = [asdict(entry) for entry in sorted(manifest.reports, key=lambda entry: entry.id)]
    write_whole(folder / MANIFEST_NAME, _json_bytes(content))
    if durations:
        seconds = read_durations(folder) | {name: round(value, 2) for name, value in durations.items()}
        write_whole(folder / DURATIONS_NAME, _json_bytes(seconds))
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
        reports = [Entry(**entry | {"files": _files(entry["files"])}) for entry in content.pop("reports")]
        inputs = tuple(content.pop("inputs"))
        return Manifest(**content, inputs=inputs, reports=tuple(reports))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def read_durations(folder: Path) -> dict[str, float]:
    """
    Read how long each report took when it was last built.

    Parameters
    ----------
    folder
        The folder of the documents.

    Returns
    -------
    durations
        Seconds by report id.

    Examples
    --------
    >>> read_durations(Path("no-such-folder"))
    {}
    """
    try:
        return {str(name): float(value) for name, value in json.loads((folder / DURATIONS_NAME).read_bytes()).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _files(records: list[dict[str, Any]]) -> tuple[FileRecord, ...]:
    files = tuple(FileRecord(**record) for record in records)
    if any(Path(file.path).is_absolute() or ".." in Path(file.path).parts for file in files):
        message = "a manifest names files of its own folder only"
        raise ValueError(message)
    return files


def _json_bytes(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")
