"""A notebook read as a document: sanitised, mended, or refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import ABOUT, code, notebook, output, png, report
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import v4

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.document import read_document
from citytools_analysis.reporting.sanitise import clean
from citytools_analysis.reporting.tree import elements, parse


def _html(*cells: Any) -> str:
    return "".join(read_document(notebook(*cells), name="a.ipynb").fragments)


def test_metadata_come_from_the_document_display() -> None:
    document = read_document(report())
    assert {key: getattr(document, key) for key in ABOUT} == ABOUT
    assert (document.n_figures, document.n_tables) == (1, 2)
    assert document.foot() == (
        "as of 23 Nov 2026",
        "register 3f9a12c7",
        "members\N{RIGHT SINGLE QUOTATION MARK} edition",
    )


def test_inputs_and_warnings_are_never_shown_but_prints_are() -> None:
    html = "".join(read_document(report()).fragments)
    assert "secret_call" not in html
    assert "a warning nobody needs" not in html
    assert "<pre>printed by an analyst</pre>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">a</p>',
        '<a href="javascript:alert(1)">a</a>',
        '<img src="https://evil.example/a.png" alt="a">',
        '<img src="data:text/html;base64,AAAA" alt="a">',
        '<p style="background:url(https://evil.example)">a</p>',
        "<style>p{}</style><link rel=stylesheet href=x><iframe src=x></iframe><svg onload=x><script>1</script></svg>",
        '<a href="data:text/html,<script>1</script>">a</a>',
    ],
)
@pytest.mark.parametrize("kind", ["markdown", "output"])
def test_nothing_that_runs_or_calls_out_survives(hostile: str, kind: str) -> None:
    html = _html(v4.new_markdown_cell(hostile) if kind == "markdown" else code(output(hostile)))
    for trace in (
        "<script",
        "onclick",
        "onload",
        "javascript:",
        "evil.example",
        "style=",
        "<style",
        "<iframe",
        "data:text",
    ):
        assert trace not in html


@given(st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_out_as_safe_html(text: str) -> None:
    again = clean(clean(text))
    assert {element.tag for element in elements(parse(again))}.isdisjoint({"script", "style", "iframe", "svg"})
    again.encode("utf-8")


def test_only_our_classes_are_kept() -> None:
    assert clean('<p class="ct-note danger" data-x="1">a</p>') == '<p class="ct-note">a</p>'


def test_there_is_one_h1_and_no_level_is_skipped() -> None:
    document = read_document(notebook(v4.new_markdown_cell("# One\n\n#### Deep\n\n# Two\n\n### Below\n\n### Below")))
    tags = [element.tag for html in document.fragments for element in elements(parse(html)) if element.tag[0] == "h"]
    assert tags == ["header", "h1", "h2", "h2", "h3", "h3"]
    assert [heading.anchor for heading in document.headings] == ["deep", "two", "below", "below-2"]


def test_without_any_h1_the_notebook_name_is_the_title() -> None:
    assert read_document(notebook(v4.new_markdown_cell("text")), name="briefing.ipynb").title == "briefing"


def test_tables_are_given_scope_and_the_caption_of_their_section() -> None:
    html = _html(
        v4.new_markdown_cell("## Prices"),
        code(output("<table><tr><th>a</th><th>b</th></tr><tr><th>x</th><td>1</td></tr></table>")),
    )
    assert "<caption>Prices</caption>" in html
    assert html.count('<th scope="col">') == 2
    assert '<th scope="row">x</th>' in html
    assert "<thead><tr>" in html


def test_links_follow_the_headings_new_ids() -> None:
    assert '<a href="#who-to-call"' in _html(v4.new_markdown_cell("[go](#Who-to-call)\n\n## Who to call"))


def test_alternative_text_is_taken_from_the_outputs_metadata() -> None:
    for metadata in ({"image/png": {"alt": "Ends & more"}}, {"alt": "Ends & more"}):
        shown = v4.new_output("display_data", data={"image/png": png()}, metadata=metadata)
        assert 'alt="Ends &amp; more"' in _html(code(shown))


def test_an_image_without_alternative_text_is_refused_by_cell() -> None:
    shown = v4.new_output("display_data", data={"image/png": png()})
    with pytest.raises(
        ReportError, match=r"a\.ipynb, cell 2 \(plot_it\(\)\) shows an image without.*title and axis labels"
    ):
        _html(v4.new_markdown_cell("text"), code(shown, source="plot_it()"))


def test_a_failed_cell_is_refused_by_name() -> None:
    failed = v4.new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    with pytest.raises(ReportError, match=r"a\.ipynb, cell 1 \(frame\['x'\]\) stopped: KeyError: 'x'"):
        _html(code(failed, source="\nframe['x']"))


def test_plain_results_are_shown_as_written_and_latex_is_ignored() -> None:
    plain = v4.new_output("execute_result", data={"text/plain": "1 < 2", "text/latex": "$1$"}, execution_count=1)
    nothing = v4.new_output("execute_result", data={"text/plain": "None"}, execution_count=1)
    html = _html(code(plain, nothing))
    assert "<pre>1 &lt; 2</pre>" in html
    assert "None" not in html
    assert "$" not in html


def test_vector_images_are_kept_as_data() -> None:
    shown = v4.new_output(
        "display_data", data={"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}, metadata={"alt": "A line"}
    )
    assert 'src="data:image/svg+xml;base64,' in _html(code(shown))


def test_reading_leaves_the_notebook_as_it_was() -> None:
    given_notebook = report()
    before = str(given_notebook)
    read_document(given_notebook)
    assert str(given_notebook) == before
