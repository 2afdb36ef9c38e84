"""Sheets to use by hand: a wall sheet has a page of its own size, six cards stand on a page, boxes keep what is known."""

from __future__ import annotations

import io

import nbformat
import pikepdf
import pypdfium2
from bs4 import BeautifulSoup

from citytools_analysis import tables
from citytools_analysis.reporting.render import render
from citytools_analysis.tables.fragment import Fragment

A3, A4 = (1191, 842), (595, 842)
HOSTILE = '"><script>alert(1)</script>#panic("x")'


def run(*shown: Fragment) -> nbformat.NotebookNode:
    outputs = [nbformat.v4.new_output("display_data", data=one._repr_mimebundle_()) for one in shown]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=outputs)])


def pages(*shown: Fragment) -> list[tuple[tuple[int, int], str]]:
    content = render(run(*shown), file_format="pdf")
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        sheets = [document[number] for number in range(len(document))]
        return [
            ((round(w), round(h)), sheet.get_textpage().get_text_range())
            for sheet in sheets
            for w, h in [sheet.get_size()]
        ]


def test_a_wall_sheet_is_a3_and_the_pages_round_it_are_not() -> None:
    told = pages(
        tables.paragraph("before"), tables.wall_sheet(tables.paragraph("on the wall")), tables.paragraph("after")
    )
    assert [size for size, _ in told] == [A4, A3, A4]
    assert "on the wall" in told[1][1]
    assert "page 2 of 3" in told[1][1]


def test_six_cards_stand_on_a_page_and_the_seventh_on_the_next() -> None:
    cards = [
        tables.stack(tables.heading(f"Card {number}", level=3), tables.paragraph("words " * 20))
        for number in range(1, 8)
    ]
    words = [text for _, text in pages(tables.new_page(), tables.cards(*cards))]
    first = next(text for text in words if "Card 1" in text)
    assert "Card 6" in first
    assert "Card 7" not in first
    assert any("Card 7" in text for text in words)


def test_a_box_keeps_what_is_known_as_text_in_page_and_pdf() -> None:
    made = tables.checklist([("Ends align", HOSTILE)])
    page = BeautifulSoup(render(run(made), file_format="html"), "html.parser")
    assert not page.find_all("script")
    assert HOSTILE in page.get_text()
    [(_, words)] = pages(made)
    assert "Ends align:" in words
    assert '<script>alert(1)</script>#panic("x")' in words
    assert "[U+" not in words


def test_what_goes_out_beside_things_on_a_sheet_or_card_is_not_lost() -> None:
    table = tables.from_frame([{"a": 1}], columns=[tables.Column("a", "A")], caption="One")
    assert len(tables.wall_sheet(table).attached) == len(tables.cards(table).attached) == 1


def test_a_pdf_with_sheets_and_cards_stays_tagged() -> None:
    content = render(
        run(tables.wall_sheet(tables.paragraph("a")), tables.cards(tables.paragraph("b"))), file_format="pdf"
    )
    with pikepdf.open(io.BytesIO(content)) as document:
        assert bool(document.Root.MarkInfo.Marked)
