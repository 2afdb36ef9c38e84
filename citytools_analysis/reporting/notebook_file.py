"""A notebook's file, read as what it is: JSON of anybody's, looked at before anything relies on its shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from citytools_analysis.errors import DataError, Issue

_MOST_BYTES = 20 << 20  # a notebook without outputs takes a few kilobytes
_KINDS = ("code", "markdown", "raw")
_LISTS = ("editions", "besides", "packs")  # what its own part of the metadata may list


def notebook_content(path: Path) -> dict[str, Any]:
    """
    Read a notebook.

    Parameters
    ----------
    path
        The notebook.

    Returns
    -------
    content
        What it holds, every part that is read of the kind that Jupyter writes.

    Raises
    ------
    DataError
        If it cannot be read, is too large, or is no notebook.

    Examples
    --------
    >>> notebook_content(Path("missing.ipynb"))
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.DataError: 1 problem found:
      missing.ipynb: not a readable notebook (No such file or directory). Save it again in Jupyter.
    """
    try:
        is_large = path.stat().st_size > _MOST_BYTES
        notebook = {} if is_large else json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise notebook_fault(path, f"not a readable notebook ({why})", "Save it again in Jupyter.") from error
    if is_large:
        raise notebook_fault(path, f"it is larger than {_MOST_BYTES >> 20} megabytes", "Save it without its outputs.")
    if not _is_notebook(notebook):
        raise notebook_fault(path, "not a notebook of version 4", "Save it again in Jupyter.")
    found: dict[str, Any] = notebook
    return found


def notebook_fault(path: Path, what: str, mend: str) -> DataError:
    """
    Say what is wrong with a notebook.

    Parameters
    ----------
    path
        The notebook.
    what, mend
        What is wrong, and what to do.

    Returns
    -------
    error
        To be raised.

    Examples
    --------
    >>> print(notebook_fault(Path("a.ipynb"), "it is empty", "Write it.").issues[0])
    a.ipynb: it is empty. Write it.
    """
    return DataError([Issue(path.name, "", what, mend, "notebook")])


def cell_text(cell: dict[str, Any]) -> str:
    r"""
    Give the text of a cell, which may stand in lines.

    Parameters
    ----------
    cell
        A cell of a notebook.

    Returns
    -------
    text
        All of it.

    Examples
    --------
    >>> cell_text({"source": ["a\n", "b"]})
    'a\nb'
    """
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _is_notebook(notebook: object) -> bool:
    """Look whether everything that is read of a notebook is of the kind that Jupyter writes."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        return False
    about = notebook.get("metadata", {})
    own = about.get("citytools", {}) if isinstance(about, dict) else None
    is_own = isinstance(own, dict) and all(isinstance(own.get(key, []), list) for key in _LISTS)
    order = own.get("order", 0) if isinstance(own, dict) else None
    return is_own and isinstance(order, int) and all(map(_is_cell, notebook["cells"]))


def _is_cell(cell: object) -> bool:
    metadata = cell.get("metadata", {}) if isinstance(cell, dict) else None
    if not isinstance(cell, dict) or not isinstance(metadata, dict) or not isinstance(metadata.get("tags", []), list):
        return False
    source = cell.get("source", "")
    if cell.get("cell_type") not in _KINDS:
        return False
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))
