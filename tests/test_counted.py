"""What cells made is counted again in what came out; a figure or table that is lost stops the report."""

from __future__ import annotations

import nbformat
import pytest
from nbformat import NotebookNode

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting import html, pdf
from citytools_analysis.reporting.counted import check_page, check_source
from citytools_analysis.reporting.document import Document
from citytools_analysis.reporting.render import render

PICTURE = '<figure class="ct-figure"><img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" alt="a dot"></figure>'
TABLE = "<table><caption>data-table( picture( &lt;img &lt;table</caption><tbody><tr><td>1</td></tr></tbody></table>"


def notebook(*shown: str) -> NotebookNode:
    outputs = [nbformat.v4.new_output("display_data", data={"text/html": one}) for one in shown]
    return NotebookNode(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(id="x", outputs=outputs)]))


@pytest.mark.parametrize("file_format", ["html", "pdf"])
def test_words_that_look_like_code_are_not_counted(file_format: str) -> None:
    assert render(notebook(PICTURE, TABLE, TABLE), file_format=file_format)


def test_a_table_lost_on_the_way_to_the_page_stops_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = html.page_fragments
    monkeypatch.setattr(html, "page_fragments", lambda document: whole(document)[:-1])
    with pytest.raises(ReportError, match="made 1 figure and 2 tables, but its page holds 1 and 1"):
        html.CityToolsHtmlExporter().from_notebook_node(notebook(PICTURE, TABLE, TABLE))


def test_a_figure_lost_on_the_way_to_the_pdf_stops_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pdf.typst_source

    def without_pictures(document: Document) -> object:
        source = whole(document)
        return type(source)(source.text, source.body.replace("picture(", "nothing("), source.images)

    monkeypatch.setattr(pdf, "typst_source", without_pictures)
    with pytest.raises(ReportError, match="made 1 figure and 0 tables, but its PDF was to hold 0 and 0"):
        pdf.CityToolsPdfExporter().from_notebook_node(notebook(PICTURE))


def test_more_than_was_made_is_refused_as_well() -> None:
    with pytest.raises(ReportError):
        check_page(Document(title="A"), "<table>", name="a.ipynb")
    with pytest.raises(ReportError):
        check_source(Document(title="A"), "picture(x)", name="a.ipynb")
