"""Slides for a room without a network: what each shows, and that nothing is fetched or run that is not ours."""

from __future__ import annotations

import base64
import hashlib
import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from citytools_analysis.reporting.document import Document
from citytools_analysis.reporting.render import render
from citytools_analysis.reporting.slides import page, slides

HEADER = '<header class="ct-title"><p class="ct-kicker">City Tools</p><h1>Workshop</h1></header>'
PICTURE = '<figure class="ct-figure"><img src="data:image/png;base64,AA==" alt="two bars"></figure>'


def table(n_rows: int) -> str:
    rows = "".join(f"<tr><td>row {number}</td></tr>" for number in range(1, n_rows + 1))
    return f"<table><caption>Ends</caption><thead><tr><th>System</th></tr></thead><tbody>{rows}</tbody></table>"


def shown(*fragments: str) -> list[str]:
    return [slide.html for slide in slides(Document(title="Workshop", fragments=(HEADER, *fragments)))]


def test_a_section_shows_its_finding_and_not_how_to_read_it() -> None:
    [_, slide] = shown("<h2>Ends</h2><p>How to read.</p>", "<p>Two end soon.</p>", table(2))
    assert "Two end soon." in slide
    assert "How to read." not in slide
    assert "row 2" in slide


@pytest.mark.parametrize(
    ("n_rows", "words"), [(7, ""), (8, "and 1 more in the document"), (30, "and 23 more in the document")]
)
def test_a_long_table_is_cut_and_says_so(n_rows: int, words: str) -> None:
    [_, slide] = shown("<h2>Ends</h2>", table(n_rows))
    assert slide.count("<tr>") == min(n_rows, 7) + 1
    assert words in slide
    assert bool(words) == ("more in the document" in slide)


def test_every_picture_has_a_slide_and_keeps_its_words() -> None:
    told = shown("<h2>Ends</h2><p>Two end.</p>", PICTURE, PICTURE, table(3))
    assert len(told) == 3
    assert all('alt="two bars"' in slide for slide in told[1:])
    assert ["Two end." in slide for slide in told] == [False, True, False]


def test_a_section_of_words_alone_has_no_slide() -> None:
    assert len(shown("<h2>If an entry is wrong</h2><p>Write to us.</p>")) == 1


def test_a_part_opens_with_its_name_and_its_figures() -> None:
    figures = '<dl class="ct-key-figures"><div><dt>ends</dt><dd class="ct-value">2</dd></div></dl>'
    told = slides(Document(title="W", fragments=(HEADER, '<header class="ct-part"><h2>Camden</h2></header>', figures)))
    assert [one.is_opening for one in told] == [True, True]
    assert "ct-value" in told[1].html


def test_only_our_two_scripts_may_run_and_nothing_is_fetched() -> None:
    html = page(Document(title="W", as_of="2026-11-23", edition="members", fragments=(HEADER, PICTURE)))
    made = BeautifulSoup(html, "html.parser")
    rule = made.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    allowed = set(re.findall(r"'sha256-([^']+)'", rule))
    scripts = [script.string.encode() for script in made.find_all("script")]
    assert {base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts} == allowed
    assert len(scripts) == 2
    assert "default-src 'none'" in rule
    assert not made.find_all(src=re.compile("^(?!data:)"))
    assert not made.find_all("link")


def test_the_notice_and_the_edition_stand_on_every_slide() -> None:
    html = page(Document(title="W", edition="members", notice="invented sample data", fragments=(HEADER,)))
    foot = BeautifulSoup(html, "html.parser").find(class_="ct-slide-foot").get_text()
    assert "invented sample data" in foot
    assert "members" in foot


def test_the_same_notebook_gives_the_same_slides() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A\n\n## B\n\n- c", id="a")])
    assert render(notebook, file_format="slides") == render(notebook, file_format="slides")
