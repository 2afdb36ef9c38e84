"""What a notebook's cells show: markdown and outputs as HTML of unknown trust; inputs are never shown."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from citytools_analysis.errors import ReportError
from citytools_analysis.tables.fragment import ATTACHED_MIME, DOCUMENT_MIME

PART = "citytools_part"  # in the metadata of a cell of one of several notebooks bound together
_ANSI = "\x1b"


@dataclass(frozen=True)
class Piece:
    """
    One visible thing of a notebook, and where it stands.

    Parameters
    ----------
    place
        Notebook, cell number and first line of the cell, for messages.
    html
        The thing as HTML, not yet to be trusted.
    metadata
        What the display object says about the whole document; mostly nothing.
    is_part
        Whether it comes from one of several documents bound together: its headings then stand one level lower.

    Examples
    --------
    >>> Piece("camden.ipynb, cell 2", "<p>Hello</p>").metadata
    {}
    """

    place: str
    html: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    is_part: bool = False


def pieces(notebook: Mapping[str, Any], *, name: str) -> Iterator[Piece]:
    r"""
    Go through what a run notebook shows, in order.

    Parameters
    ----------
    notebook
        A notebook of format 4, with its outputs.
    name
        Its name, for messages.

    Yields
    ------
    piece
        Each markdown cell and each visible output.

    Raises
    ------
    ReportError
        If a cell ended in an error.

    Examples
    --------
    >>> import nbformat.v4 as v4
    >>> [piece.html for piece in pieces(v4.new_notebook(cells=[v4.new_markdown_cell("## Hi")]), name="a.ipynb")]
    ['<h2>Hi</h2>\n']
    """
    for number, cell in enumerate(notebook["cells"], start=1):
        place = f"{name}, cell {number}{_first_line(cell)}"
        is_part = bool(cell.get("metadata", {}).get(PART))
        if cell["cell_type"] == "markdown":
            yield Piece(place, _markdown(cell), is_part=is_part)
        elif cell["cell_type"] == "code":
            yield from (replace(piece, is_part=is_part) for piece in _shown(cell, place))


def about_document(notebook: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Give what a run notebook says of the whole document.

    Parameters
    ----------
    notebook
        A run notebook.

    Returns
    -------
    about
        `title`, `as_of`, `edition` and so on, of the first output that says; empty where none does.

    Examples
    --------
    >>> about_document({"cells": []})
    {}
    """
    return next((about for data in _bundles(notebook) if (about := _document_metadata(data))), {})


def attached_to(notebook: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """
    Give what goes out beside a run notebook's document.

    Parameters
    ----------
    notebook
        A run notebook.
    kind
        `rows` or `calendar`.

    Returns
    -------
    attached
        In the order of the document.

    Examples
    --------
    >>> attached_to({"cells": []}, "rows")
    []
    """
    return [one for data in _bundles(notebook) for one in data.get(ATTACHED_MIME, ()) if one["kind"] == kind]


def _bundles(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (output["data"] for cell in notebook["cells"] for output in cell.get("outputs", ()) if "data" in output)


def _shown(cell: Mapping[str, Any], place: str) -> Iterator[Piece]:
    for output in cell.get("outputs", []):
        kind = output["output_type"]
        if kind == "error":
            message = f"{place} stopped: {output.get('ename', 'Error')}: {output.get('evalue', '')}"
            raise ReportError(message)
        if kind == "stream" and output.get("name") == "stdout":
            yield Piece(place, _plain(output["text"]))
        elif kind in {"display_data", "execute_result"}:
            yield Piece(place, _output_html(output), _document_metadata(output["data"]))


def _output_html(output: Mapping[str, Any]) -> str:
    data = output["data"]
    if "text/html" in data:
        return _joined(data["text/html"])
    for mime in ("image/svg+xml", "image/png", "image/jpeg"):
        if mime in data:
            return _image(mime, _joined(data[mime]), output.get("metadata", {}))
    if "text/markdown" in data:
        return _rendered(_joined(data["text/markdown"]), {})
    plain = _joined(data.get("text/plain", ""))
    return "" if plain.strip() in {"", "None"} else _plain(plain)


def _image(mime: str, content: str, metadata: Mapping[str, Any]) -> str:
    ours = metadata.get(mime) if isinstance(metadata.get(mime), Mapping) else {}
    alt = (ours or {}).get("alt") or metadata.get("alt") or ""
    width = (ours or {}).get("width") or metadata.get("width")
    body = base64.b64encode(content.encode()).decode() if mime == "image/svg+xml" else "".join(content.split())
    size = f' width="{int(width)}"' if isinstance(width, int | float) else ""
    return f'<figure class="ct-figure"><img src="data:{mime};base64,{body}" alt="{escape(str(alt))}"{size}></figure>'


def _document_metadata(data: Mapping[str, Any]) -> Mapping[str, Any]:
    found = data.get(DOCUMENT_MIME, {})
    read = json.loads(_joined(found)) if isinstance(found, str | list) else found
    return read if isinstance(read, Mapping) else {}


def _markdown(cell: Mapping[str, Any]) -> str:
    return _rendered(_joined(cell["source"]), cell.get("attachments", {}))


def _rendered(source: str, attachments: Mapping[str, Any]) -> str:
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True, attachments=dict(attachments))
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _plain(text: str | list[str]) -> str:
    return f"<pre>{escape(_joined(text).replace(_ANSI, ''))}</pre>"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _first_line(cell: Mapping[str, Any]) -> str:
    lines = [line.strip() for line in _joined(cell["source"]).splitlines() if line.strip()]
    return f" ({lines[0][:60]})" if lines else ""
