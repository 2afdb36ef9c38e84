"""What the cells of a run notebook have shown: where they show the same again, its documents need not be drawn again."""

from __future__ import annotations

import hashlib
import json

from nbformat import NotebookNode

_REGISTER = "this register"


def shown_by(notebook: NotebookNode, register_sha256: str) -> str:
    """
    Hash what cells have shown, leaving aside the name of the register they were shown from.

    Parameters
    ----------
    notebook
        A run notebook.
    register_sha256
        Hash of the register it opened, which its cover, its foot and its list of sources print, in whole or in part.

    Returns
    -------
    digest
        Over the outputs, with what goes out beside them; the same for two registers that say the same to this notebook.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> def showing(text):
    ...     return v4.new_notebook(cells=[v4.new_code_cell(outputs=[v4.new_output("stream", text=text)])])
    >>> one, other = showing("9 contracts, register aaaaaaaa"), showing("9 contracts, register bbbbbbbb")
    >>> shown_by(one, "a" * 64) == shown_by(other, "b" * 64), shown_by(one, "a" * 64) == shown_by(other, "c" * 64)
    (True, False)
    """
    outputs = [[_without_count(output) for output in cell.get("outputs", ())] for cell in notebook.cells]
    text = json.dumps(outputs, sort_keys=True, ensure_ascii=False)
    for name in filter(None, (register_sha256, register_sha256[:8])):
        text = text.replace(name, _REGISTER)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _without_count(output: NotebookNode) -> dict[str, object]:
    return {name: value for name, value in output.items() if name != "execution_count"}
