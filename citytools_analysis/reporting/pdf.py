"""The `citytools-pdf` exporter: a run notebook as an accessible PDF, set by Typst; no browser, no LaTeX."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters import Exporter

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.counted import check_source
from citytools_analysis.reporting.document import Document, document_of, notebook_name
from citytools_analysis.reporting.typst_markup import typst_source

STANDARDS = ("ua-1", "a-2a")
_UNDATED = ("ua-1",)  # PDF/A asks for a date, and an invented one would be worse than none


class CityToolsPdfExporter(Exporter):
    """
    Exports a run notebook as PDF: tagged (PDF/UA-1), fit for archives (PDF/A-2a), the same bytes every time.

    Examples
    --------
    >>> CityToolsPdfExporter().file_extension
    '.pdf'
    """

    export_from_notebook = "City Tools PDF"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # nbconvert writes bytes as they are
        self, nb: Any, resources: Any = None, **kwargs: Any
    ) -> tuple[bytes, Any]:
        """
        Draw a notebook.

        Parameters
        ----------
        nb
            The run notebook.
        resources
            What nbconvert knows of it; its name is used in messages.
        **kwargs
            Passed on to nbconvert.

        Returns
        -------
        pdf, resources
            The file's bytes, and the resources as nbconvert wants them.

        Raises
        ------
        ReportError
            If a cell failed, an image has no alternative text, or Typst refuses the page.

        Examples
        --------
        >>> import nbformat.v4 as v4
        >>> pdf, _ = CityToolsPdfExporter().from_notebook_node(v4.new_notebook(cells=[v4.new_markdown_cell("# Camden")]))
        >>> pdf[:5]
        b'%PDF-'
        """
        run, resources = super().from_notebook_node(nb, resources, **kwargs)
        return pdf_bytes(document_of(run, resources), name=notebook_name(resources)), resources


def pdf_bytes(document: Document, *, name: str) -> bytes:
    """
    Set a document as PDF.

    Parameters
    ----------
    document
        The document.
    name
        Name of the notebook, for messages.

    Returns
    -------
    pdf
        The file's bytes; they depend on nothing but the document.

    Raises
    ------
    ReportError
        If Typst refuses the document.

    Examples
    --------
    >>> pdf_bytes(Document(title="A", fragments=("<header><p>x</p><h1>A</h1></header>",)), name="a.ipynb")[:5]
    b'%PDF-'
    """
    source = typst_source(document)
    check_source(document, source.body, name=name)
    stamp = datetime.combine(document.day, time(), UTC) if document.day else datetime.fromtimestamp(0, UTC)
    standards: list[Any] = list(STANDARDS if document.day else _UNDATED)
    # Typst reads images from files only: its in-memory projects hold text.
    with tempfile.TemporaryDirectory(prefix="citytools-") as folder:
        root = Path(folder)
        for file, content in {"main.typ": source.text.encode(), **source.images}.items():
            (root / file).write_bytes(content)
        try:
            pdf, warnings = typst.compile_with_warnings(
                root / "main.typ", root=root, font_paths=_fonts(), pdf_standards=standards, timestamp=stamp
            )
        except RuntimeError as error:  # TypstError is one
            raise ReportError(_refusal(name, str(error))) from error
    lost = [str(warning) for warning in warnings if "ignored" in str(warning)]
    if lost:  # Typst leaves out what may not stand in its place, and only warns
        raise ReportError(_refusal(name, lost[0]))
    return bytes(pdf)


def _refusal(name: str, reason: str) -> str:
    return f"{name} could not be set as PDF: {next(iter(reason.strip().splitlines()), 'Typst gave no reason')}"


@cache
def _fonts() -> typst.Fonts:
    folder = str(files("citytools_analysis").joinpath("fonts"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
