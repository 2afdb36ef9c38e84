"""The engine's side of a run: sends each cell to its process and keeps what comes back exactly as nbclient would."""

from __future__ import annotations

import os
import time
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.engine_cells import BYTES_A_MB, TOO_LARGE
from citytools_analysis.reporting.engine_process import CellProcess, NoAnswerError
from citytools_analysis.reporting.job import Limits

READS = "citytools_reads"  # where a run notebook says which tables its cells read
_HOOKS = ("on_notebook_start", "on_cell_start", "resources")


class TooLongError(ReportError):
    """
    A report whose cells together took too long.

    Examples
    --------
    >>> str(TooLongError("took longer than 1800 seconds in all"))
    'took longer than 1800 seconds in all'
    """


class TooLargeError(ReportError):
    """
    A cell that showed more than a document can hold.

    Examples
    --------
    >>> str(TooLargeError("showed more than 50 MB"))
    'showed more than 50 MB'
    """


class CellClient(PapermillNotebookClient):  # type: ignore[misc]
    """
    nbclient without a kernel: the same notebook comes out, by the same code, from the messages of a process of ours.

    Parameters
    ----------
    manager
        Papermill's account of the run.
    limits
        How long and how large things may get.
    **traits
        nbclient's own settings.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> from papermill.engines import NotebookExecutionManager
    >>> manager = NotebookExecutionManager(v4.new_notebook(), progress_bar=False)
    >>> CellClient(manager, Limits(cell=5)).limits.cell
    5
    """

    def __init__(self, manager: Any, limits: Limits, **traits: Any) -> None:
        """Keep the limits beside nbclient's settings."""
        super().__init__(manager, timeout=limits.cell, record_timing=False, **traits)
        self.limits = limits
        self._process: CellProcess | None = None
        self._reads: list[str] = []
        self._ends_at = 0.0

    def execute(self, **options: Any) -> NotebookNode:
        """
        Run every cell, up to the first that fails.

        Parameters
        ----------
        **options
            Not used; nbclient's own method has some.

        Returns
        -------
        notebook
            The notebook with its outputs.
        """
        del options
        self.reset_execution_trackers()
        folder = self.resources.get("metadata", {}).get("path") or os.getcwd()  # noqa: PTH109 - as Jupyter does
        with CellProcess(folder, self.limits) as self._process:
            if self.on_notebook_start:
                self.on_notebook_start(notebook=self.nb)
            self._ends_at = time.monotonic() + self.limits.report
            self.papermill_execute_cells()
        self.nb.metadata |= {"language_info": dict(IPythonKernel.language_info), READS: self._reads}
        self.set_widgets_metadata()
        run: NotebookNode = self.nb
        return run

    def execute_cell(self, cell: NotebookNode, cell_index: int, **options: Any) -> NotebookNode:
        """
        Run one cell.

        Parameters
        ----------
        cell
            The cell; its outputs are replaced.
        cell_index
            Which it is.
        **options
            Not used; nbclient's own method has some.

        Returns
        -------
        cell
            The cell.

        Raises
        ------
        CellExecutionError, CellTimeoutError, DeadKernelError
            As nbclient's own.
        TooLongError, TooLargeError
            If the report as a whole takes too long, or a cell shows too much.
        """
        del options
        if self.on_cell_start:
            self.on_cell_start(cell=cell, cell_index=cell_index)
        is_skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or is_skipped:
            return cell
        cell.outputs = []
        self.clear_before_next_output = False
        reply = self._reply(cell, cell_index)
        run_sync(self._check_raise_for_error)(cell, cell_index, {"content": reply})
        self.nb.cells[cell_index] = cell
        return cell

    def _reply(self, cell: NotebookNode, cell_index: int) -> dict[str, Any]:
        """Keep what a cell shows until the process says how it ended."""
        assert self._process  # noqa: S101 - `execute` has started it
        n_bytes, most = 0, self.limits.shown_mb * BYTES_A_MB
        cell_ends_at = time.monotonic() + self.limits.cell
        self._process.send(cell.source)
        try:
            while True:
                message, size = self._process.message(until=min(cell_ends_at, self._ends_at))
                if message["msg_type"] == TOO_LARGE:
                    raise self._too_large()
                if message["msg_type"] == "execute_reply":
                    self._reads = message["content"]["reads"]
                    return dict(message["content"])
                n_bytes += size
                if n_bytes > most:
                    raise self._too_large()
                self.process_message(message, cell, cell_index)
        except NoAnswerError as error:
            raise self._late(cell, is_cell=cell_ends_at <= self._ends_at) from error

    def _too_large(self) -> TooLargeError:
        return TooLargeError(f"showed more than {self.limits.shown_mb:,} MB")

    def _late(self, cell: NotebookNode, *, is_cell: bool) -> Exception:
        if is_cell:
            return CellTimeoutError.error_from_timeout_and_cell("Cell took too long", self.limits.cell, cell)
        message = f"the report took longer than {self.limits.report:,} seconds in all"
        return TooLongError(message)


class ManagedEngine(Engine):  # type: ignore[misc]
    """
    Papermill's own way of running a notebook, with our client.

    Examples
    --------
    >>> issubclass(ManagedEngine, Engine)
    True
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> NotebookNode:
        """
        Run a notebook under Papermill's management.

        Parameters
        ----------
        nb_man
            Papermill's account of the run.
        kernel_name
            Not used.
        **options
            What Papermill passes on: the hooks, `limits`, and its command line's timeouts.

        Returns
        -------
        notebook
            The notebook with its outputs.
        """
        del kernel_name
        limits = options.get("limits") or Limits(
            cell=options.get("execution_timeout") or Limits().cell, start=options.get("start_timeout") or Limits().start
        )
        traits = {name: options[name] for name in _HOOKS if options.get(name)}
        return CellClient(nb_man, limits, **traits).execute()


def execute(notebook: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
    """
    Run a notebook for Papermill.

    Parameters
    ----------
    notebook
        The notebook, with its parameters.
    kernel_name
        Not used: it is always this Python.
    **options
        As Papermill gives them to an engine.

    Returns
    -------
    notebook
        The notebook with its outputs.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> notebook = v4.new_notebook(cells=[v4.new_code_cell("6 * 7")], metadata={"papermill": {}})
    >>> execute(notebook, "python3", progress_bar=False).cells[0].outputs[0]["data"]
    {'text/plain': '42'}
    """
    run: NotebookNode = ManagedEngine.execute_notebook(notebook, kernel_name, **options)
    return run
