"""Several run notebooks bound into one, which the exporters draw as one document: one cover, one contents, pages numbered through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import nbformat
from nbformat import NotebookNode

from citytools_analysis.reporting.outputs import PART, about_document
from citytools_analysis.tables.fragment import ATTACHED_MIME, Fragment


def bind(opening: Sequence[Fragment], parts: Sequence[NotebookNode]) -> NotebookNode:
    """
    Bind run notebooks into one.

    Parameters
    ----------
    opening
        What stands before them; the first is the title header with the document's metadata.
    parts
        Run notebooks; they are not changed.

    Returns
    -------
    notebook
        A run notebook: the opening, then each part's cells, marked so that headings stand one level lower and parts start
        on a new page. The rows behind tables bear the title of the part they come from.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> bound = bind([Fragment("<p>a</p>")], [v4.new_notebook(cells=[v4.new_markdown_cell("# Camden", id="x")])])
    >>> [cell.id for cell in bound.cells]
    ['opening-1', 'part-1-x']
    """
    cells = [_opening_cell(shown, number) for number, shown in enumerate(opening, start=1)]
    for number, part in enumerate(parts, start=1):
        title = str(about_document(part).get("title") or "")
        cells += [_part_cell(cell, number, title) for cell in part.cells]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return NotebookNode(nbformat.v4.new_notebook(cells=cells, metadata=metadata))  # type: ignore[no-untyped-call]


def _opening_cell(shown: Fragment, number: int) -> NotebookNode:
    output = nbformat.v4.new_output("display_data", data=shown._repr_mimebundle_())  # type: ignore[no-untyped-call]
    return NotebookNode(nbformat.v4.new_code_cell(id=f"opening-{number}", outputs=[output]))  # type: ignore[no-untyped-call]


def _part_cell(cell: NotebookNode, number: int, title: str) -> NotebookNode:
    bound = deepcopy(cell)
    bound.id, bound.metadata[PART] = f"part-{number}-{cell.get('id', 'cell')}"[:64], True
    for output in bound.get("outputs", ()):
        rows = output.get("data", {}).get(ATTACHED_MIME)
        if rows and title:
            output["data"][ATTACHED_MIME] = [_of_part(one, title) for one in rows]
    return bound


def _of_part(one: Mapping[str, Any], title: str) -> dict[str, Any]:
    return {**one, "title": f"{title}: {one['title']}"} if one["kind"] == "rows" else dict(one)
