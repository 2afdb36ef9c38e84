"""What is asked of the process that makes one document, and what it answers; light to import, unlike the making."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from citytools_analysis.reporting.manifest import FileRecord
from citytools_analysis.reporting.report import Report
from citytools_analysis.slugs import slug

ENGINES = ("citytools", "nbclient")
FORMATS = {
    "html": "citytools-html", "pdf": "citytools-pdf", "xlsx": "citytools-xlsx", "ics": "citytools-ics",
    "slides": "citytools-slides",
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """
    How long things may take, in seconds, and how large they may get; `report` and `memory_mb` hold for our own engine only.

    Parameters
    ----------
    cell
        One cell of a notebook.
    start
        Starting a kernel; a start that fails is tried once more, a report never is.
    report
        All cells of a notebook together.
    memory_mb
        What a notebook's process may hold besides the libraries; on systems that can hold it to that (Linux).
    shown_mb
        What one cell may print and show.

    Examples
    --------
    >>> Limits().cell
    300
    """

    cell: int = 300
    start: int = 60
    report: int = 1800
    memory_mb: int = 4_000
    shown_mb: int = 10


@dataclass(frozen=True)
class Job:
    """
    What a process needs to make one document.

    Parameters
    ----------
    id
        Report and subject.
    report
        The report.
    values
        A value for each parameter of its notebook.
    edition
        The edition it must turn out to be.
    folder
        The folder of the manifest.
    stem
        Path of the documents in it, without an ending.
    formats
        The formats to make.
    subject
        Name of whom it must turn out to be about; empty for a report about the whole.
    limits
        How long things may take.
    engine
        What runs the cells: `citytools` (a process that has the libraries already) or `nbclient` (a Jupyter kernel).
    register_sha256
        Hash of the register it opens.
    shown
        What its cells showed when the documents that are there were drawn; if they show it again, those stay.

    Examples
    --------
    >>> report = Report("a", Path("a.ipynb"), "A", "a", None, ())
    >>> Job("a/camden", report, {}, "public", Path("out"), "borough/camden/camden-a", ("html",)).failed_notebook
    'failed/a-camden.ipynb'
    """

    id: str
    report: Report
    values: Mapping[str, str]
    edition: str
    folder: Path
    stem: str
    formats: tuple[str, ...]
    subject: str = ""
    limits: Limits = field(default_factory=Limits)
    engine: str = ENGINES[0]
    register_sha256: str = ""
    shown: str = ""

    @property
    def failed_notebook(self) -> str:
        """Where the notebook is kept if it fails, from the folder of the manifest."""
        return f"failed/{slug(self.id)}.ipynb"


@dataclass(frozen=True)
class Outcome:
    """
    What became of a job.

    Parameters
    ----------
    files
        The documents written: all the formats, or none.
    stage, cell, reason, notebook
        Where it failed, at which cell if it was one, why, and the notebook that was kept.
    seconds
        How long it took.
    reads
        The tables its cells read; None where that is not known, which counts as every one.
    shown
        Hash of what they showed.
    is_same
        Whether that is what the documents that are there were drawn from: then none is written.
    is_disturbed
        Whether the folder of the documents or the register was deleted while its cells ran, by them or by others.

    Examples
    --------
    >>> Outcome(stage="pdf", reason="an image has no text").files
    ()
    """

    files: tuple[FileRecord, ...] = ()
    stage: str = ""
    cell: str = ""
    reason: str = ""
    notebook: str = ""
    seconds: float = 0.0
    reads: tuple[str, ...] | None = None
    shown: str = ""
    is_same: bool = False
    is_disturbed: bool = False


@dataclass(frozen=True)
class Ran:
    """
    What became of a notebook that was to be run and not yet drawn.

    Parameters
    ----------
    notebook
        The run notebook as JSON; empty where it failed.
    failure
        Where and why it failed, if it did.
    seconds
        How long it took.

    Examples
    --------
    >>> Ran(failure=Outcome(stage="run", reason="cell 3: KeyError")).failure.stage
    'run'
    """

    notebook: str = ""
    failure: Outcome | None = None
    seconds: float = 0.0


def run(job: Job) -> Ran:
    """
    Run a notebook in this process.

    Parameters
    ----------
    job
        What to run.

    Returns
    -------
    ran
        As `worker.run_part`.

    Examples
    --------
    >>> report = Report("a", Path("a.ipynb"), "A", "a", None, ())
    >>> run(Job("a", report, {"top": "1"}, "public", Path("/dev/null/no"), "a", ())).failure.stage
    'run'
    """
    from citytools_analysis.reporting.worker import run_part  # noqa: PLC0415 - as below

    return run_part(job)


def make(job: Job) -> Outcome:
    """
    Make a document in this process.

    Parameters
    ----------
    job
        What to make.

    Returns
    -------
    outcome
        As `document.make_document`.

    Examples
    --------
    >>> report = Report("a", Path("a.ipynb"), "A", "a", None, ())
    >>> make(Job("a", report, {"top": "1"}, "public", Path("/dev/null/no"), "a", ("html",))).stage
    'run'
    """
    # Papermill and nbconvert take two seconds to import; only the processes that use them should wait for that.
    from citytools_analysis.reporting.worker import make_document  # noqa: PLC0415

    return make_document(job)
