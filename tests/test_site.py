"""The index lists every document with its state, for anyone, with nothing from outside its folder."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from small_reports import DAY, small_register

from citytools_analysis.register import Register
from citytools_analysis.reporting.ledger import manifest_of
from citytools_analysis.reporting.manifest import Entry, FileRecord
from citytools_analysis.reporting.site import index_html


def _entry(subject: str, status: str = "built", **more: str) -> Entry:
    stem = f"borough/{subject}/{subject}-technology-report"
    files = tuple(FileRecord(f"{stem}.{name}", "ab", 1_234_567) for name in ("html", "pdf"))
    label = subject.replace("-", " ").title()
    about = {"borough": subject}
    made = () if status == "failed" else files
    return replace(
        Entry(f"b/{subject}", "b", "Technology report", "borough", subject, label, about, status, files=made), **more
    )


ENTRIES = (
    _entry("camden"),
    _entry("brent", "failed", stage="run", reason="cell 3: KeyError: 'x'", notebook="failed/b-brent.ipynb"),
    _entry("city-of-london", "unchanged"),
    _entry("islington", "stale", reason="made before something it rests on changed"),
)


@pytest.fixture
def register() -> Register:
    return small_register(notice="Invented sample data")


@pytest.fixture
def page(register: Register) -> BeautifulSoup:
    return BeautifulSoup(index_html(manifest_of(register, ENTRIES), register=register), "html.parser")


def _words(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def test_every_document_is_listed_with_its_state_size_and_links(page: BeautifulSoup) -> None:
    table = page.find(id="report-1").find_parent("section").find("table")
    rows = {row.th.get_text(): " ".join(row.get_text(" ").split()) for row in table.tbody.find_all("tr")}
    assert list(rows) == ["Brent", "Camden", "City Of London", "Islington"]
    assert "built now" in rows["Camden"]
    assert "1.2 MB" in rows["Camden"]
    assert "failed" in rows["Brent"]
    assert "unchanged" in rows["City Of London"]
    assert "out of date: made before something it rests on changed" in rows["Islington"]
    links = [a["href"] for a in table.find_all("a")]
    assert "borough/camden/camden-technology-report.pdf" in links
    assert not [link for link in links if "brent" in link]


def test_a_failure_says_stage_reason_and_notebook(page: BeautifulSoup) -> None:
    section = page.find(id="failures").find_parent("section")
    for words in ("Brent", "run", "cell 3: KeyError: 'x'", "failed/b-brent.ipynb"):
        assert words in section.get_text()


def test_it_says_day_edition_notice_register_and_how_much_is_known(page: BeautifulSoup, register: Register) -> None:
    words = _words(page)
    assert "23 Nov 2026" in words
    assert "Invented sample data" in page.find("p", class_="notice").get_text()
    assert "Invented sample data" in page.footer.get_text()
    assert register.sha256[:8] in page.footer.get_text()
    assert "Of 33 boroughs, a system in use is known for 0" in words
    assert "4 reports: 2 ready, 1 failed, 1 out of date." in words


def test_the_map_has_33_tiles_where_london_has_them_and_links_to_what_exists(page: BeautifulSoup) -> None:
    tiles = page.find("ul", class_="map").find_all("li", recursive=False)
    assert len(tiles) == 33
    places = [re.sub(r"\s", "", tile["style"]) for tile in tiles]
    assert len(set(places)) == 33
    by_name = {tile.find(class_="unseen").get_text().split(":")[0]: tile for tile in tiles}
    assert by_name["Camden"].a["href"] == "borough/camden/camden-technology-report.html"
    assert by_name["Brent"].a is None
    assert by_name["Brent"].find(class_="unseen").get_text() == "Brent: its report failed"
    assert by_name["Barnet"].find(class_="unseen").get_text() == "Barnet: nothing known; no report here"
    assert by_name["Barnet"]["style"] == "grid-row: 2; grid-column: 4"


def test_it_can_be_read_without_sight(page: BeautifulSoup) -> None:
    assert page.html["lang"] == "en-GB"
    assert len(page.find_all("h1")) == 1
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(table.caption.get_text(strip=True) for table in page.find_all("table"))
    assert all(cell.get("scope") in {"col", "row"} for cell in page.find_all("th"))
    links = [" ".join(a.get_text().split()) for a in page.find_all("a")]
    assert all(links)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched_and_no_script_runs(page: BeautifulSoup) -> None:
    html = str(page)
    assert not page.find_all(["script", "link", "iframe", "img", "object"])
    assert not re.findall(r"(?:https?:)?//[a-z]", re.sub(r"base64,[A-Za-z0-9+/=]+", "", html))
    assert "default-src 'none'" in page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert all(not re.match(r"[a-z]+:|/|\.\.", a["href"]) for a in page.find_all("a"))


def test_untrusted_words_stay_words() -> None:
    bad = "<script>alert(1)</script>"
    register = small_register(notice=bad, name=bad)
    entry = _entry("camden", "failed", label=bad, title=bad, reason=bad, stage=bad, notebook=bad)
    html = index_html(manifest_of(register, (entry,)), register=register)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 6


def test_the_same_manifest_gives_the_same_page(register: Register) -> None:
    manifest = manifest_of(register, ENTRIES)
    assert index_html(manifest, register=register) == index_html(
        manifest, register=small_register(notice="Invented sample data")
    )


def test_nothing_built_yet_is_said(register: Register) -> None:
    html = index_html(manifest_of(register, ()), register=register)
    assert "No report has been built yet." in html


def test_a_source_without_a_day_reads_unknown() -> None:
    source = {"source_id": "s", "source_kind": "facts", "source_name": "a.csv", "file_name": "a.csv", "sha256": "ef"}
    register = Register.from_tables({"sources": pd.DataFrame([source])}, as_of=DAY)
    page = BeautifulSoup(index_html(manifest_of(register, ()), register=register), "html.parser")
    assert "unknown" in page.find(id="basis").find_parent("section").get_text()
