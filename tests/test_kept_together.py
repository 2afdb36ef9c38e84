"""What belongs together in print stays on one page: a short table with its note, what leads to it, a sheet's heading."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from handmade import code, notebook, output, png, table
from nbformat import v4

from citytools_analysis.reporting.pdf import CityToolsPdfExporter

_NOTE = '<p class="ct-note">NoteBelow</p>'
_TALLER = 30  # rows that fill more than half a page


def _pages(*cells: Any) -> list[str]:
    made = CityToolsPdfExporter().from_notebook_node(notebook(*cells), {"metadata": {"name": "borough"}})[0]
    with pypdfium2.PdfDocument(made) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _after(lines: int) -> Any:
    return v4.new_markdown_cell("\n\n".join(f"line{number}" for number in range(lines)))


def _with(pages: list[str], word: str) -> list[int]:
    return [number for number, page in enumerate(pages) if word in page]


@pytest.mark.parametrize("lines", range(30, 42, 3))
def test_a_short_table_its_note_and_the_sentence_before_it_share_a_page(lines: int) -> None:
    pages = _pages(_after(lines), v4.new_markdown_cell("LeadsToIt"), code(output(table(5, 3) + _NOTE)))
    assert len(_with(pages, "LeadsToIt") + _with(pages, "v0x1") + _with(pages, "v4x2") + _with(pages, "NoteBelow")) == 4
    assert _with(pages, "LeadsToIt") == _with(pages, "v0x1") == _with(pages, "v4x2") == _with(pages, "NoteBelow")


def test_a_table_that_fills_half_a_page_is_broken_and_begins_where_it_stands() -> None:
    pages = _pages(_after(15), code(output(table(_TALLER, 3) + _NOTE)))
    assert _with(pages, "v0x1") == [0]
    assert _with(pages, f"v{_TALLER - 1}x1") == [1]


def test_the_heading_of_a_sheet_of_its_own_size_stands_on_the_sheet() -> None:
    sheet = f'<div class="ct-sheet"><figure><img alt="a wall" src="data:image/png;base64,{png()}"></figure></div>'
    pages = _pages(_after(3), v4.new_markdown_cell("## WallHeading\n\nPrintIt"), code(output(sheet)), _after(1))
    assert "WallHeading" not in pages[0]
    assert "WallHeading" in pages[1]
    assert "PrintIt" in pages[1]
