"""One notebook, run or made into files, in a process of its own: what a build and a pack share out."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from citytools_analysis.errors import CityToolsError, ReportError
from citytools_analysis.one_writer import AT_WORK
from citytools_analysis.reporting.engine_client import READS
from citytools_analysis.reporting.engine_registers import read_ahead
from citytools_analysis.reporting.job import ENGINES, Job, Outcome, Ran
from citytools_analysis.reporting.manifest import FileRecord, ending
from citytools_analysis.reporting.render import render
from citytools_analysis.reporting.run import NotebookFailedError, run_notebook
from citytools_analysis.reporting.shown import shown_by
from citytools_analysis.tables.fragment import DOCUMENT_MIME
from citytools_analysis.writing import write_within


def make_document(job: Job) -> Outcome:
    """
    Run a notebook and write its documents; what goes wrong is told, never raised.

    Parameters
    ----------
    job
        What to make.

    Returns
    -------
    outcome
        All documents, or the stage and reason of the failure with the notebook kept beside them.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reporting.report import Report
    >>> report = Report("a", Path("missing.ipynb"), "A", "a", None, ())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     make_document(Job("a", report, {"top": "1"}, "public", Path(folder), "london/a/a", ("html",))).stage
    'run'
    """
    started = time.perf_counter()
    outcome = _made(job)
    return replace(outcome, seconds=time.perf_counter() - started)


def run_part(job: Job) -> Ran:
    """
    Run a notebook that will be bound into a pack; what goes wrong is told, never raised.

    Parameters
    ----------
    job
        What to run; no document is written.

    Returns
    -------
    ran
        The notebook as it was run, or where and why it failed.

    Examples
    --------
    >>> from citytools_analysis.reporting.report import Report
    >>> report = Report("a", Path("missing.ipynb"), "A", "a", None, ())
    >>> run_part(Job("a", report, {"top": "1"}, "public", Path("/dev/null/no"), "a", ())).failure.reason
    "Unknown parameter 'top'. See the first cell of missing.ipynb. (its notebook could not be kept: ..."
    """
    started = time.perf_counter()
    notebook, stage = nbformat.v4.new_notebook(), "run"  # type: ignore[no-untyped-call]
    try:
        if job.engine == ENGINES[0]:
            read_ahead(job.values)
        notebook = run_notebook(job.report, job.values, limits=job.limits, engine=job.engine)
        _check_about(notebook, job)
    except NotebookFailedError as error:
        return Ran(failure=_kept(job, stage, error.reason, error.notebook, error.cell))
    except Exception as error:  # noqa: BLE001 - one report's failure, whatever it is, must not stop the others
        return Ran(failure=_kept(job, stage, _reason(error), notebook))
    return Ran(nbformat.writes(notebook), seconds=time.perf_counter() - started)  # type: ignore[no-untyped-call]


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return ": ".join((*([Path(error.filename).name] if error.filename else []), error.strerror))
    reason = str(error) if isinstance(error, CityToolsError) else f"{type(error).__name__}: {error}"
    return " ".join(reason.split())[:300]


def _made(job: Job) -> Outcome:
    before = _places(job)
    outcome = _tried(job, before)
    return replace(outcome, is_disturbed=bool(outcome.reason) and _places(job) != before)


def _tried(job: Job, before: tuple[bool, bool]) -> Outcome:
    stage, notebook = "run", nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    documents: dict[str, bytes] = {}
    try:
        if job.engine == ENGINES[0]:
            read_ahead(job.values)
        notebook = run_notebook(job.report, job.values, limits=job.limits, engine=job.engine)
        _check_about(notebook, job)
        _check_places(job, before)
        known = Outcome(reads=_reads(notebook), shown=shown_by(notebook, job.register_sha256))
        if known.shown == job.shown:
            return replace(known, is_same=True)
        name, resources = Path(job.stem).name, dict[str, Any]()
        for stage in job.formats:
            drawn = render(notebook, file_format=stage, name=name, resources=resources)
            documents[f"{job.stem}.{ending(stage)}"] = drawn
        stage = "write"
        for path, content in documents.items():
            write_within(job.folder, path, content)
    except NotebookFailedError as error:
        return _kept(job, stage, error.reason, error.notebook, error.cell)
    except Exception as error:  # noqa: BLE001 - one report's failure, whatever it is, must not stop the others
        return _kept(job, stage, _reason(error), notebook)
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in documents.items()}
    return replace(
        known, files=tuple(FileRecord(path, digests[path], len(documents[path])) for path in sorted(documents))
    )


def _reads(notebook: NotebookNode) -> tuple[str, ...] | None:
    """Take out which tables the cells read: not known if a kernel ran them, or if they opened no register of ours."""
    names = notebook.metadata.pop(READS, None)
    return tuple(names) if names else None


def _places(job: Job) -> tuple[bool, bool]:
    """Look whether what all documents of a build share is there: the folder they go to, as it was, and the register."""
    return (job.folder / AT_WORK).exists(), Path(job.values.get("register", "")).exists()


def _check_places(job: Job, before: tuple[bool, bool]) -> None:
    if _places(job) != before:
        message = "the folder of the documents, or the register, was deleted while its cells ran"
        raise ReportError(message)


def _kept(job: Job, stage: str, reason: str, notebook: NotebookNode, cell: str = "") -> Outcome:
    reason = _without_home(reason)
    try:
        text = _without_home(nbformat.writes(notebook))  # type: ignore[no-untyped-call]
        write_within(job.folder, job.failed_notebook, text.encode("utf-8", "replace"))
    except (OSError, ValueError, ReportError) as error:
        why = f"{reason} (its notebook could not be kept: {_reason(error)})"
        return Outcome(stage=stage, cell=cell, reason=_without_home(why))
    return Outcome(stage=stage, cell=cell, reason=reason, notebook=job.failed_notebook)


def _without_home(text: str) -> str:
    """Leave out whose computer it was: what failed is kept beside the documents, and a home folder bears a name."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _check_about(notebook: NotebookNode, job: Job) -> None:
    """Refuse a document that says it is of another day, edition or subject than was asked for."""
    wanted = {"as_of": job.values["as_of"], "edition": job.edition, "subject": job.subject}
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    for about in (output["data"][DOCUMENT_MIME] for output in outputs if DOCUMENT_MIME in output.get("data", {})):
        for name, value in wanted.items():
            if value and about.get(name, value) != value:
                message = f"the document says its {name} is {about[name]!r}, but {value!r} was asked for"
                raise ReportError(message)
