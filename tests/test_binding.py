"""Several documents bound into one: one title, one contents, headings a level lower, no anchor twice, rows named by their part."""

from __future__ import annotations

import io

import nbformat
import pypdfium2
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from openpyxl import load_workbook
from small_reports import small_register

from citytools_analysis import tables
from citytools_analysis.pages.pack import opening, steps
from citytools_analysis.reporting.binding import bind
from citytools_analysis.reporting.document import read_document
from citytools_analysis.reporting.render import render
from citytools_analysis.tables.fragment import Fragment

HOSTILE = '"><script>alert(1)</script>#panic("x")'


def part(name: str, *shown: Fragment) -> NotebookNode:
    """Make a run notebook of a title, a contents list, a section and what is given."""
    title = tables.cover(
        small_register(), name=name, finding=f"{name} is well.", report="Technology report", subject=name
    )
    cells = [
        _cell("title", title),
        _cell("contents", tables.contents()),
        nbformat.v4.new_markdown_cell("## Ends", id="ends"),
    ]
    return NotebookNode(
        nbformat.v4.new_notebook(cells=[*cells, *(_cell(f"cell-{n}", one) for n, one in enumerate(shown))])
    )


def _cell(name: str, shown: Fragment) -> NotebookNode:
    output = nbformat.v4.new_output("display_data", data=shown._repr_mimebundle_())
    return NotebookNode(nbformat.v4.new_code_cell(id=name, outputs=[output]))


def bound(*parts: NotebookNode) -> NotebookNode:
    cover = opening(small_register(), name="Borough pack", finding="Two documents for Brent and Camden.")
    return bind([cover, steps([("Before", "print it")]), tables.contents()], parts)


def a_table(value: str) -> Fragment:
    return tables.from_frame([{"a": value}], columns=[tables.Column("a", "System")], caption="What runs")


def test_the_pack_has_one_title_and_its_parts_are_sections_of_it() -> None:
    document = read_document(bound(part("Brent"), part("Camden")))
    assert document.title == "Borough pack"
    assert [(one.level, one.text) for one in document.headings] == [
        (2, "What to do with it"), (2, "Brent"), (3, "Ends"), (2, "Camden"), (3, "Ends"),
    ]  # fmt: skip


def test_no_anchor_stands_twice_and_every_link_of_the_contents_leads_somewhere() -> None:
    page = BeautifulSoup(render(bound(part("Brent"), part("Camden")), file_format="html"), "html.parser")
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.find_all("a", href=True) if link["href"].startswith("#")} <= set(ids)


def test_there_is_one_contents_list_and_it_names_every_part() -> None:
    page = BeautifulSoup(render(bound(part("Brent"), part("Camden")), file_format="html"), "html.parser")
    lists = page.find_all("nav", class_="ct-contents")
    assert len(lists) == 1
    assert [item.get_text() for item in lists[0].find_all("li")] == ["Brent", "Ends", "Camden", "Ends"]


def test_each_part_starts_on_a_page_of_its_own_and_pages_are_numbered_through() -> None:
    content = render(bound(part("Brent"), part("Camden")), file_format="pdf")
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        words = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    assert len(words) == 3
    assert "Brent is well." in words[1]
    assert "Camden is well." in words[2]
    assert "page 3 of 3" in words[2]


def test_the_rows_behind_a_table_bear_the_title_of_their_part() -> None:
    content = render(bound(part("Brent", a_table("=1+1")), part("Camden", a_table("x"))), file_format="xlsx")
    workbook = load_workbook(io.BytesIO(content))
    assert [workbook[name]["A1"].value for name in ("1", "2")] == [
        "Brent: technology report: What runs", "Camden: technology report: What runs",
    ]  # fmt: skip
    assert workbook["1"]["A5"].data_type == "s"


def test_the_parts_themselves_are_not_changed() -> None:
    one = part("Brent", a_table("x"))
    before = nbformat.writes(one)
    bound(one)
    assert nbformat.writes(one) == before


def test_a_hostile_name_stays_text_in_every_format() -> None:
    notebook = bound(part(HOSTILE, a_table(HOSTILE)))
    for file_format in ("html", "slides"):
        page = BeautifulSoup(render(notebook, file_format=file_format), "html.parser")
        assert HOSTILE in page.get_text()
        assert not [script for script in page.find_all("script") if "alert(1)" in script.get_text()]
    assert render(notebook, file_format="pdf")[:5] == b"%PDF-"
