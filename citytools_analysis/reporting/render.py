"""Executed notebook to documents: one exporter a format, kept for the life of the process."""

from __future__ import annotations

from functools import cache
from typing import Any

from nbconvert.exporters import get_exporter
from nbformat import NotebookNode

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.reporting.job import FORMATS


def render(
    notebook: NotebookNode, *, file_format: str, name: str = "report", resources: dict[str, Any] | None = None
) -> bytes:
    """
    Turn an executed notebook into a document.

    Parameters
    ----------
    notebook
        An executed notebook; it is not changed.
    file_format
        `html` or `pdf`.
    name
        What the document is called where it does not say so itself.
    resources
        What nbconvert knows of the notebook, added to: given again for its next format, the notebook is read once.

    Returns
    -------
    document
        The bytes of the file.

    Raises
    ------
    UnknownNameError
        If there is no such format.

    Examples
    --------
    >>> import nbformat
    >>> render(nbformat.v4.new_notebook(), file_format="docx")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown format 'docx'.
    """
    known: dict[str, Any] = {} if resources is None else resources
    known.setdefault("metadata", {"name": name})
    body, told = exporter(file_format).from_notebook_node(notebook, resources=known)
    known.update(told)
    return body.encode("utf-8") if isinstance(body, str) else bytes(body)


@cache
def exporter(file_format: str) -> Any:
    """
    Give the exporter of a format, made once a process.

    Parameters
    ----------
    file_format
        `html` or `pdf`.

    Returns
    -------
    exporter
        An nbconvert exporter.

    Raises
    ------
    UnknownNameError
        If there is no such format.

    Examples
    --------
    >>> exporter("html") is exporter("html")
    True
    """
    kind = "format"
    if file_format not in FORMATS:
        raise UnknownNameError(kind, file_format, list(FORMATS))
    # Our exporters change nothing before they draw: checking the notebook once says as much as ten times.
    return get_exporter(FORMATS[file_format])(optimistic_validation=True)  # type: ignore[no-untyped-call]
