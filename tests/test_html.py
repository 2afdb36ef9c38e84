"""The HTML report: one file, nothing outside it, everything reachable."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from handmade import SHOWN, code, notebook, png, report, table
from nbformat import v4

from citytools_analysis import style
from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.html import CityToolsHtmlExporter


def _page(given: Any) -> str:
    return CityToolsHtmlExporter().from_notebook_node(given, {"metadata": {"name": "borough"}})[0]


@pytest.fixture(scope="module")
def page() -> str:
    return _page(report())


@pytest.fixture(scope="module")
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def test_hostile_names_are_text(soup: BeautifulSoup) -> None:
    cells = [cell.get_text() for cell in soup.find_all("td")]
    for name in SHOWN:
        assert name in cells
    assert not soup.find_all("script")


def test_nothing_is_fetched(page: str, soup: BeautifulSoup) -> None:
    outside = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?\s*(?:https?:)?//[^"')\s]+""", page)
    assert outside == ['href="https://example.org/a?b=1&amp;c=2']
    assert all(image["src"].startswith("data:") for image in soup.find_all("img"))
    assert "@import" not in page
    assert soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"].startswith("default-src 'none'")


def test_the_page_has_its_landmarks_and_one_h1(soup: BeautifulSoup) -> None:
    assert soup.html["lang"] == "en-GB"
    assert soup.title.get_text().startswith("Camden")
    assert [heading.get_text() for heading in soup.find_all("h1")] == ["Camden"]
    for landmark in ("header", "nav", "main", "footer"):
        assert soup.find(landmark), landmark
    assert soup.find("a")["href"] == "#" + soup.main["id"]


def test_contents_lead_to_headings_that_are_there(soup: BeautifulSoup) -> None:
    ids = [element["id"] for element in soup.find_all(id=True)]
    links = [link["href"][1:] for link in soup.select("nav.ct-side a")]
    assert links == ["decide-next", "who-to-call", "suppliers"]
    assert set(links) <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_printed_contents_name_what_comes_after(soup: BeautifulSoup) -> None:
    assert [link.get_text() for link in soup.select("nav.ct-contents a")] == ["Suppliers"]


def test_handling_mark_and_notice_stand_at_head_and_foot(soup: BeautifulSoup) -> None:
    for place in (soup.select_one(".ct-banner"), soup.footer):
        text = " ".join(place.get_text(" ").split())
        assert "members\N{RIGHT SINGLE QUOTATION MARK} edition" in text
        assert "invented sample data" in text
    assert "register 3f9a12c7" in soup.footer.get_text(" ")


def test_each_table_scrolls_in_a_named_region_of_its_own(soup: BeautifulSoup) -> None:
    for element in soup.find_all("table"):
        region = element.parent
        assert (region["role"], region["tabindex"]) == ("region", "0")
    names = [region["aria-label"] for region in soup.select("[role=region]")]
    assert len(names) == len(set(names))
    assert "Table: Contracts" in names


def test_headers_say_what_they_head(soup: BeautifulSoup) -> None:
    assert all(header.get("scope") in {"col", "row"} for header in soup.find_all("th"))


def test_columns_keep_their_weights(soup: BeautifulSoup) -> None:
    assert soup.select_one(".ct-columns")["style"] == "--ct-columns: minmax(0, 3fr) minmax(0, 2fr)"


def test_every_row_of_a_long_table_is_there() -> None:
    text = unescape(_page(notebook(code(v4.new_output("display_data", data={"text/html": table(300, 5)})))))
    assert "v299x4" in text


def test_an_image_without_alternative_text_is_refused() -> None:
    shown = v4.new_output("display_data", data={"image/png": png()})
    with pytest.raises(ReportError, match=r"borough\.ipynb, cell 1"):
        _page(notebook(code(shown)))


def test_the_same_notebook_gives_the_same_page() -> None:
    assert _page(report()) == _page(report())


def test_a_notice_cannot_leave_the_style_sheet() -> None:
    about = {"title": "A", "notice": "</style><script>alert(1)</script>", "edition": "public"}
    shown = v4.new_output(
        "display_data", data={"text/html": "<p>a</p>", "application/vnd.citytools.document+json": about}
    )
    assert not BeautifulSoup(_page(notebook(code(shown))), "html.parser").find_all("script")


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (style.INK, style.PALE),
        (style.GREY, style.PALE),
        (style.DARK_ORANGE, style.PALE),
        (style.NAVY, style.PALE),
        ("#FFFFFF", style.NAVY),
    ],
)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
