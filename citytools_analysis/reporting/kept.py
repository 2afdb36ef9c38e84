"""The notebook that is kept of a report that failed: as far as it got, why it stopped, and never larger than can be opened."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode
from papermill.execute import remove_error_markers

_MOST_PRINTED = 100_000  # letters a cell, and as many again from its end


def kept_notebook(notebook: NotebookNode, *, name: str, reason: str) -> NotebookNode:
    """
    Copy a notebook as far as it got, with the reason as its first cell.

    Parameters
    ----------
    notebook
        The notebook; it is changed.
    name
        Its name.
    reason
        Where and why it stopped.

    Returns
    -------
    kept
        A notebook to be opened: of what a cell printed at great length, the beginning and the end.

    Examples
    --------
    >>> kept_notebook(nbformat.v4.new_notebook(), name="a.ipynb", reason="cell 3: KeyError: 'x'").cells[0].source
    "**a.ipynb stopped at** `cell 3: KeyError: 'x'`"
    """
    partial = remove_error_markers(notebook)
    quoted = reason.replace("`", "'")
    note = nbformat.v4.new_markdown_cell(f"**{name} stopped at** `{quoted}`", id="why-it-stopped")  # type: ignore[no-untyped-call]
    return NotebookNode(partial | {"cells": [note, *map(_shortened, partial.cells)]})  # type: ignore[no-untyped-call]


def _shortened(cell: NotebookNode) -> NotebookNode:
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and len(output.text) > 2 * _MOST_PRINTED:
            left_out = len(output.text) - 2 * _MOST_PRINTED
            output.text = (
                f"{output.text[:_MOST_PRINTED]}\n[{left_out:,} letters left out]\n{output.text[-_MOST_PRINTED:]}"
            )
    return cell
