"""The PDF report: tagged, whole, the same every time, and no text is ever markup."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from handmade import SHOWN, code, notebook, output, png, report, table
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import v4

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting import typst_text
from citytools_analysis.reporting.document import Document
from citytools_analysis.reporting.pdf import CityToolsPdfExporter, pdf_bytes
from citytools_analysis.reporting.typst_markup import TypstSource


def _pdf(given_notebook: Any) -> bytes:
    return CityToolsPdfExporter().from_notebook_node(given_notebook, {"metadata": {"name": "borough"}})[0]


def _pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded().replace("\u200b", "") for page in document]


def _sizes(pdf: bytes) -> list[tuple[float, float]]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_size() for page in document]


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return _pdf(report())


@pytest.fixture(scope="module")
def text(pdf: bytes) -> str:
    return "\n".join(_pages(pdf))


def test_the_file_is_tagged_named_and_bookmarked(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root = opened.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en-GB"
        assert str(opened.docinfo["/Title"]) == "Camden"
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261123")
        assert b"pdfuaid" in root.Metadata.read_bytes()
        with opened.open_outline() as outline:
            assert [item.title for item in outline.root[0].children] == ["Decide next", "Suppliers"]
        tags = [(str(node.S), str(node.get("/Alt", ""))) for node in _structure(root.StructTreeRoot)]
    assert ("/Figure", "Seven contracts by end.") in tags
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Caption", "/Link"} <= {tag for tag, _ in tags}


def _structure(node: Any) -> Iterator[Any]:
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        below = node.get("/K")
        for child in below if isinstance(below, pikepdf.Array) else [below]:
            yield from _structure(child)


def test_hostile_names_are_text(text: str) -> None:
    for name in SHOWN:
        assert _flat(name) in _flat(text)


def test_every_page_says_what_it_rests_on(pdf: bytes) -> None:
    pages = _pages(pdf)
    for number, page in enumerate(pages, start=1):
        foot = " ".join(page.split())
        for part in (
            "as of 23 Nov 2026",
            "register 3f9a12c7",
            "invented sample data",
            f"page {number} of {len(pages)}",
        ):
            assert part in foot
        assert "edition" in foot
    assert pages[1].split()[0] == "Camden"


def test_inputs_and_warnings_are_left_out_and_prints_are_in(text: str) -> None:
    assert "secret_call" not in text
    assert "nobody needs" not in text
    assert "printed by an analyst" in text


def test_a_long_table_is_whole_and_repeats_its_header() -> None:
    pages = _pages(_pdf(notebook(code(output(table(300, 5))))))
    assert "v299x4" in pages[-1]
    assert len(pages) > 3
    assert all("Head0" in page and "Head4" in page for page in pages)
    assert sum(page.count("name") for page in pages) == 300


def test_a_wide_table_turns_its_pages_and_keeps_its_last_column() -> None:
    given_notebook = notebook(
        v4.new_markdown_cell("# A\n\nupright"),
        v4.new_markdown_cell("## Wide"),
        code(output(table(3, 12))),
        v4.new_markdown_cell("## After"),
    )
    made = _pdf(given_notebook)
    turned = [width > height for width, height in _sizes(made)]
    assert turned == [False, True, False]
    pages = _pages(made)
    assert "v2x11" in pages[1]
    assert "Wide" in pages[1]
    assert "After" in pages[2]


def test_nothing_is_drawn_outside_the_page() -> None:
    long = "https://example.org/" + "averylongword" * 12
    html = table(2, 4).replace("v1x1", long).replace("v1x2", "x" * 90)
    with pypdfium2.PdfDocument(_pdf(notebook(code(output(html))))) as document:
        for page in document:
            words = page.get_textpage()
            edge = page.get_width() - 40
            assert all(
                words.get_charbox(at)[2] <= edge
                for at in range(words.count_chars())
                if words.get_text_range(at, 1).strip()
            )
            assert _flat(long) in _flat(words.get_text_bounded().replace("\u200b", ""))


def test_a_row_taller_than_a_page_is_split_and_not_lost() -> None:
    html = f"<table><tbody><tr><td>{'many words ' * 1500}</td><td>last</td></tr><tr><td>end</td><td>z</td></tr></tbody></table>"
    text = "".join(_pages(_pdf(notebook(code(output(html))))))
    assert text.count("many") == 1500
    assert "end" in text


def test_cells_across_rows_and_columns_keep_their_places() -> None:
    html = (
        '<table><thead><tr><th colspan="2">both</th></tr><tr><th>a</th><th>b</th></tr></thead>'
        '<tbody><tr><td rowspan="2">tall</td><td>1</td></tr><tr><td>2</td></tr><tr><td>short</td></tr></tbody></table>'
    )
    text = "".join(_pages(_pdf(notebook(code(output(html))))))
    for word in ("both", "tall", "short"):
        assert word in text


def test_an_image_without_alternative_text_is_refused() -> None:
    shown = v4.new_output("display_data", data={"image/png": png()})
    with pytest.raises(ReportError, match=r"borough\.ipynb, cell 1"):
        _pdf(notebook(code(shown)))


def test_what_typst_refuses_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "citytools_analysis.reporting.pdf.typst_source", lambda _document: TypstSource("#panic()", "", {})
    )
    with pytest.raises(ReportError, match=r"^a\.ipynb could not be set as PDF: panicked$"):
        pdf_bytes(Document(title="A"), name="a.ipynb")


def test_a_broken_image_is_told() -> None:
    html = '<img src="data:image/png;base64,AAAA" alt="nothing">'
    with pytest.raises(ReportError, match=r"borough\.ipynb could not be set as PDF: failed to decode image"):
        _pdf(notebook(code(output(html))))


def test_images_in_text_lists_and_cells_are_drawn() -> None:
    image = f'<img src="data:image/png;base64,{png()}" alt="A line" width="200">'
    html = f"<p>a {image}</p><ul><li>{image}</li></ul><table><tr><td>{image}</td></tr></table><h2>b {image}</h2>{image}"
    with pikepdf.open(io.BytesIO(_pdf(notebook(code(output(html)))))) as opened:
        alts = [str(node.Alt) for node in _structure(opened.Root.StructTreeRoot) if "/Alt" in node]
    assert alts.count("A line") == 5


def test_the_same_notebook_gives_the_same_bytes(pdf: bytes) -> None:
    assert _pdf(report()) == pdf


def test_the_letters_said_to_be_drawable_are_in_every_face() -> None:
    faces = [
        TTFont(f"citytools_analysis/fonts/OpenSans-{face}.ttf").getBestCmap()
        for face in ("Regular", "Semibold", "Bold", "Italic")
    ]
    drawn = [chr(code) for code in range(0x20, 0x10000) if re.match(f"[{typst_text._FACES}]", chr(code))]  # noqa: SLF001
    assert [letter for letter in drawn if not all(ord(letter) in face for face in faces)] == []


def test_every_drawable_sign_can_be_set() -> None:
    signs = [chr(code) for code in range(0x2000, 0x2FFF) if re.match(f"[{typst_text._SIGNS}]", chr(code))]  # noqa: SLF001
    html = f"<p>{' '.join(signs)} <strong>{' '.join(signs)}</strong> <em>{' '.join(signs)}</em></p>"
    assert _pdf(notebook(code(output(html)))).startswith(b"%PDF")


@given(st.text(max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_name_can_be_set(name: str) -> None:
    fragment = f"<header><p>k</p><h1>{'a'}</h1></header>"
    cell = name.replace("&", "&amp;").replace("<", "&lt;")
    document = Document(title=name or "a", as_of="2026-01-01", fragments=(fragment, f"<p>{cell}</p>"))
    assert pdf_bytes(document, name="a.ipynb").startswith(b"%PDF")


def test_nbconvert_finds_the_exporters(tmp_path: Path) -> None:
    path = tmp_path / "borough.ipynb"
    path.write_text(json.dumps(report()), encoding="ascii")
    for name, suffix, start in (("citytools-pdf", ".pdf", b"%PDF-"), ("citytools-html", ".html", b"<!DOCTYPE html>")):
        command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", name, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        assert path.with_suffix(suffix).read_bytes().startswith(start)
