"""What a reader sees on a page: nothing orphaned at its foot, no word or day torn apart, no finding said twice."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from handmade import code, notebook, output, png, table
from nbformat import v4

from citytools_analysis.reporting.html import CityToolsHtmlExporter
from citytools_analysis.reporting.pdf import CityToolsPdfExporter
from citytools_analysis.reporting.tree import parse
from citytools_analysis.reporting.typst_inline import Setting
from citytools_analysis.reporting.typst_table import typst_table
from citytools_analysis.reporting.typst_text import width
from citytools_analysis.tables.frame import Column, from_frame

_RESOURCES = {"metadata": {"name": "borough"}}
_FILL, _ROWS = range(33, 40), 30


def pages_of(given: Any) -> list[str]:
    made = CityToolsPdfExporter().from_notebook_node(given, _RESOURCES)[0]
    with pypdfium2.PdfDocument(made) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def lines_of(html: str) -> BeautifulSoup:
    page, _ = CityToolsHtmlExporter().from_notebook_node(
        notebook(v4.new_markdown_cell("# A"), code(output(html))), _RESOURCES
    )
    return BeautifulSoup(page, "html.parser")


@pytest.fixture(scope="module")
def filled() -> list[str]:
    """Give the pages of sections that each begin a line lower than the one before, a long table in each."""
    cells: list[Any] = [v4.new_markdown_cell("# A")]
    for number in _FILL:
        rows = [{"name": f"row{place}of{number}x", "b": "b"} for place in range(_ROWS)]
        made = from_frame(rows, columns=(Column("name", "Name"), Column("b", "B")), caption=f"caption{number}x")
        filler = "\n\n".join(["filler"] * number)
        cells += [
            v4.new_markdown_cell(f"<div class='ct-page-break'></div>\n\n{filler}\n\n## heading{number}x"),
            code(output(made.html)),
        ]
    return pages_of(notebook(*cells))


@pytest.mark.parametrize("number", _FILL)
def test_a_long_table_begins_with_some_of_its_rows_below_its_heading(filled: list[str], number: int) -> None:
    [page] = [page for page in filled if f"heading{number}x" in page and f"caption{number}x" in page]
    assert sum(f"row{place}of{number}x" in page for place in range(_ROWS)) >= 3


def test_every_row_of_such_a_table_is_there_once(filled: list[str]) -> None:
    whole = "\n".join(filled)
    assert all(whole.count(f"row{place}of{number}x") == 1 for number in _FILL for place in range(_ROWS))


def test_a_column_is_never_narrower_than_a_word_of_its_header() -> None:
    rows = [{"a": "some words that could be broken anywhere " * 2, "b": 1, "c": "Wandsworth"}]
    columns = (Column("a", "A", width=9), Column("b", "Extending", "number", width=0.4), Column("c", "C", width=0.4))
    [made] = [node for node in parse(from_frame(rows, columns=columns, caption="C").html) if not isinstance(node, str)]
    drawn = typst_table(made, Setting()).code
    widths = [float(part) for part in re.findall(r"([\d.]+)pt", drawn.partition(", (")[2].partition(")")[0])]
    assert sum(widths) == pytest.approx(493.0, abs=0.5)
    assert widths[1] - 8 >= width("Extending") * 8.5
    assert widths[2] - 8 >= width("Wandsworth") * 8.5


def test_days_and_amounts_below_zero_stay_on_a_line_of_the_page_and_read_as_before() -> None:
    words = "passed 31 Mar 26, replace; worth -£2,981 (-£38k to £31k)".replace("-", "\N{MINUS SIGN}")
    page = lines_of(f"<p>{words}</p>")
    kept = [span.get_text().replace("\N{MINUS SIGN}", "-") for span in page.select(".ct-kept")]
    assert kept == ["31 Mar 26,", "-£2,981", "(-£38k"]
    assert words in page.get_text()


def test_columns_share_the_width_of_the_screen_as_that_of_the_page() -> None:
    made = from_frame([{"a": "1", "b": "2"}], columns=(Column("a", "A", width=3), Column("b", "B")), caption="C")
    shared = lines_of(made.html).select("table > colgroup > col")
    assert [col["style"] for col in shared] == ["width: 75.0%", "width: 25.0%"]
    assert not lines_of(table(2, 2)).select("colgroup")


def test_a_picture_that_bears_its_title_is_not_given_it_again_in_print() -> None:
    picture = (
        f'<figcaption>the finding</figcaption><img src="data:image/png;base64,{png()}" alt="a" width="90"></figure>'
    )
    for classes, n in (("ct-figure", 1), ("ct-figure ct-titled", 0)):
        figure = f'<figure class="{classes}">{picture}'
        assert "".join(pages_of(notebook(v4.new_markdown_cell("# A"), code(output(figure))))).count("the finding") == n
        assert "the finding" in lines_of(figure).get_text()


def test_a_short_contents_list_is_not_broken() -> None:
    filler = "\n\n".join(["filler"] * 31)
    headings = [v4.new_markdown_cell(f"## Section {number}") for number in range(9)]
    nav = code(output('<nav class="ct-contents"></nav>'))
    pages = pages_of(notebook(v4.new_markdown_cell(f"# A\n\n{filler}"), nav, *headings))
    [listed] = [page for page in pages if "Contents" in page]
    assert len(re.findall(r"Section \d", listed.partition("Contents")[2])) >= 9
