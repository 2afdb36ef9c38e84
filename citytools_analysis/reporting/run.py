"""Run one notebook by Papermill, so that it either comes back whole or says which cell stopped it and why."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from citytools_analysis.errors import ReportError, UnknownNameError
from citytools_analysis.reporting.engine import NAME, CityToolsEngine
from citytools_analysis.reporting.engine_client import TooLargeError, TooLongError
from citytools_analysis.reporting.engine_process import EndedError
from citytools_analysis.reporting.job import ENGINES, Limits
from citytools_analysis.reporting.kept import kept_notebook
from citytools_analysis.reporting.kernel import LOG_NAME, PackageKernelManager, kernel_config
from citytools_analysis.reporting.report import LISTS, Report

_INJECTED = "injected-parameters"
_LONGEST_REASON = 300
_BYTES_A_MB = 1_000_000
_KILLED = ", as the system does when memory runs out; tried twice"
papermill_engines.register(NAME, CityToolsEngine)  # also where the package is used without being installed


class NotebookFailedError(ReportError):
    """
    A notebook that stopped; `notebook` is what it had got to, `reason` says where and why.

    Parameters
    ----------
    reason
        The cell and what it raised, in one line.
    notebook
        The notebook with the outputs it had made.
    cell
        The cell, as the reason names it.

    Examples
    --------
    >>> str(NotebookFailedError("cell 3: KeyError: 'x'", nbformat.v4.new_notebook()))
    "cell 3: KeyError: 'x'"
    """

    def __init__(self, reason: str, notebook: NotebookNode, cell: str = "") -> None:
        """Keep the notebook beside the reason."""
        self.reason, self.notebook, self.cell = reason, notebook, cell
        super().__init__(reason)


def check_parameters(report: Report, values: Mapping[str, str]) -> None:
    """
    Refuse a parameter the notebook does not take, and one it takes that is not given; Papermill only warns.

    Parameters
    ----------
    report
        The report.
    values
        What it is to be run with.

    Raises
    ------
    UnknownNameError
        If a parameter does not exist in the notebook.
    ReportError
        If the notebook takes a parameter that has no value.

    Examples
    --------
    >>> from citytools_analysis.reporting.report import Parameter
    >>> report = Report("a", Path("a.ipynb"), "A", "a", "borough", (Parameter("borough", "''"),))
    >>> check_parameters(report, {"boro": "camden"})
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown parameter 'boro'. Did you mean 'borough'? See the first cell of a.ipynb.
    """
    names = [parameter.name for parameter in report.parameters]
    kind = "parameter"
    for name in values:
        if name not in names:
            raise UnknownNameError(kind, name, names, f"See the first cell of {report.path.name}.")
        if not isinstance(values[name], str):
            message = f"{name} is given to {report.path.name} as {type(values[name]).__name__}; give it as text."
            raise ReportError(message)
    missing = [name for name in names if not values.get(name) and name not in LISTS]
    if missing:
        message = f"{report.path.name} needs a value for {', '.join(missing)}."
        raise ReportError(message)


def run_notebook(
    report: Report, values: Mapping[str, str], *, limits: Limits | None = None, engine: str = ENGINES[0]
) -> NotebookNode:
    """
    Execute a notebook in a fresh process of this Python; the notebook's own file is never written.

    Parameters
    ----------
    report
        The report.
    values
        A value for each of its parameters.
    limits
        How long a cell and the start may take.
    engine
        `citytools`, or `nbclient` for a Jupyter kernel: the notebook comes out the same.

    Returns
    -------
    notebook
        The executed notebook.

    Raises
    ------
    UnknownNameError, ReportError
        As `check_parameters`; also if there is no such engine.
    NotebookFailedError
        If a cell raised, took too long, showed or held too much, or ended its process.

    Examples
    --------
    >>> run_notebook(Report("a", Path("a.ipynb"), "A", "a", None, ()), {"top": "10"})
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown parameter 'top'. See the first cell of a.ipynb.
    """
    check_parameters(report, values)
    if engine not in ENGINES:
        raise UnknownNameError("engine", engine, ENGINES)
    limits = limits or Limits()
    try:
        return _attempt(report, values, limits, engine)
    except _NotItsFaultError:
        return _attempt(report, values, limits, engine)


class _NotItsFaultError(NotebookFailedError):
    """A process that did not start, or that somebody else killed: the failures worth a second try."""


def _attempt(report: Report, values: Mapping[str, str], limits: Limits, engine: str) -> NotebookNode:
    progress = _Progress()
    with tempfile.TemporaryDirectory(prefix="ct-", ignore_cleanup_errors=True) as private:
        options = _kernel_options(limits, Path(private)) if engine != NAME else {"engine_name": NAME, "limits": limits}
        try:
            executed = _execute(report, values, progress, options)
            if engine != NAME:
                progress.check_shown(executed, limits.shown_mb)
            return with_whole_streams(executed)
        except Exception as error:
            reason = _reason(error, progress, limits, Path(private) / LOG_NAME)
            is_worth_more = progress.notebook is None or (isinstance(error, EndedError) and error.was_killed)
            failure = _NotItsFaultError if is_worth_more else NotebookFailedError
            partial = with_whole_streams(progress.notebook or nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]
            kept = kept_notebook(partial, name=report.path.name, reason=reason)
            raise failure(reason, kept, progress.place) from error


def _execute(
    report: Report, values: Mapping[str, str], progress: _Progress, options: Mapping[str, Any]
) -> NotebookNode:
    executed: NotebookNode = execute_notebook(
        str(report.path).replace("{", "{{").replace("}", "}}"),  # Papermill would fill in what stands in braces
        None,
        # A kind of text could write itself into the cell as code
        parameters={name: str.__str__(value) for name, value in values.items()},
        kernel_name="python3",
        language="python",
        progress_bar=False,
        resources={"metadata": {"path": str(report.path.parent)}},  # where Jupyter would run it
        on_notebook_start=progress.started,
        on_cell_start=progress.reached,
        **options,
    )
    return executed


def _kernel_options(limits: Limits, private: Path) -> dict[str, Any]:
    return {
        "engine_name": "nbclient",
        "start_timeout": limits.start,
        "execution_timeout": limits.cell,
        "kernel_manager_class": PackageKernelManager,
        "config": kernel_config(private),
        "shutdown_kernel": "immediate",
    }


def with_whole_streams(notebook: NotebookNode) -> NotebookNode:
    r"""
    Join what a cell printed between two displays: how a kernel cuts it up depends on how fast the computer is.

    Parameters
    ----------
    notebook
        A run notebook; it is changed.

    Returns
    -------
    notebook
        The same notebook.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> said = [v4.new_output("stream", name="stdout", text=text) for text in ("one\n", "two\n")]
    >>> [output.text for output in with_whole_streams(v4.new_notebook(cells=[v4.new_code_cell(outputs=said)])).cells[0].outputs]
    ['one\ntwo\n']
    """
    for cell in notebook.cells:
        whole: list[NotebookNode] = []
        for is_stream, group in groupby(cell.get("outputs", ()), lambda output: output.output_type == "stream"):
            outputs = list(group)
            whole += _joined(outputs) if is_stream else outputs
        if "outputs" in cell:
            cell.outputs = whole
    return notebook


def _joined(streams: list[NotebookNode]) -> list[NotebookNode]:
    named = {name: "".join(one.text for one in streams if one.name == name) for name in ("stdout", "stderr")}
    return [nbformat.v4.new_output("stream", name=name, text=text) for name, text in named.items() if text]  # type: ignore[no-untyped-call]


class _Progress:
    """The notebook a kernel is working on and the cell it has reached; Papermill gives neither back on failure."""

    def __init__(self) -> None:
        self.notebook: NotebookNode | None = None
        self.place = ""

    def started(self, notebook: NotebookNode) -> None:
        self.notebook = notebook
        self.place = "start of the notebook"

    def reached(self, cell: NotebookNode, cell_index: int) -> None:
        """Note the cell as the notebook's author counts them, with its first line."""
        before = self.notebook.cells[: cell_index + 1] if self.notebook else []
        number = sum(_INJECTED not in one.metadata.get("tags", ()) for one in before)
        first_line = next(iter(cell.source.strip().splitlines()), "")
        self.place = f"cell {number} ({first_line[:80]})"

    def check_shown(self, notebook: NotebookNode, most_mb: int) -> None:
        """Refuse what a cell has shown beyond measure; our own engine stops it on the way, a Jupyter kernel does not."""
        for index, cell in enumerate(notebook.cells):
            if len(json.dumps(cell.get("outputs", ()), ensure_ascii=False)) > most_mb * _BYTES_A_MB:
                self.reached(cell, index)
                message = f"showed more than {most_mb:,} MB"
                raise TooLargeError(message)


def _reason(error: Exception, progress: _Progress, limits: Limits, log: Path) -> str:
    if isinstance(error, PapermillExecutionError):
        what = f"{error.ename}: {error.evalue}".removesuffix(": ")
        if error.ename.endswith("MemoryError"):
            what += f" (a report may hold {limits.memory_mb:,} MB)"
    elif isinstance(error, CellTimeoutError):
        what = f"took longer than {limits.cell} seconds"
    elif isinstance(error, TooLongError | TooLargeError):
        what = str(error)
    elif isinstance(error, EndedError):
        what = f"ended the Python that ran it ({error}{_KILLED if error.was_killed else ''})"
    elif isinstance(error, DeadKernelError):
        what = "ended the Python that ran it (out of memory, or a crash)"
    else:
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.is_file() else []
        what = f"{type(error).__name__}: {said[-1] if said else error}"
    place = progress.place or "could not be started"
    return _one_line(f"{place}: {what}")


def _one_line(text: str) -> str:
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return words if len(words) <= _LONGEST_REASON else words[: _LONGEST_REASON - 1] + "…"
