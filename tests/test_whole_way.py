"""From the committed registers to 33 reports each, read back as a reader and a checker would."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from built import build, edge_cells, page, pdf_pages, squeezed

from citytools_analysis.reference import load_reference

DATA = Path(__file__).parents[1] / "data"
BOROUGHS = sorted(load_reference().boroughs["borough_id"])
EVERY = [(register, borough) for register in ("london", "sample") for borough in BOROUGHS]
EDITION = {"london": "public", "sample": "members"}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build all 33 of both registers, once."""
    folders = {}
    for register, edition in EDITION.items():
        output = tmp_path_factory.mktemp(register)
        build(
            "borough_report",
            "--register",
            DATA / register,
            "--edition",
            edition,
            "--output",
            output,
            "--as-of",
            "2026-11-23",
        )
        folders[register] = output / edition / "2026-11-23"
    return folders


def report(built: dict[str, Path], register: str, borough: str, kind: str) -> Path:
    return built[register] / "borough" / borough / f"{borough}-technology-report.{kind}"


@pytest.mark.parametrize("register", EDITION)
def test_every_borough_has_its_report_and_the_index_links_to_it(built: dict[str, Path], register: str) -> None:
    links = {link["href"] for link in page(built[register] / "index.html").find_all("a", href=True)}
    for borough in BOROUGHS:
        for kind in ("html", "pdf", "xlsx"):
            path = report(built, register, borough, kind)
            assert path.stat().st_size > 10_000
            assert path.relative_to(built[register]).as_posix() in links
    manifest = json.loads((built[register] / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["status"] for entry in manifest["reports"]] == ["built"] * 33


@pytest.mark.parametrize(("register", "borough"), EVERY)
def test_a_page_is_whole_and_reachable_for_everyone(built: dict[str, Path], register: str, borough: str) -> None:
    path = report(built, register, borough, "html")
    found = page(path)
    assert found.html is not None
    assert found.html["lang"] == "en-GB"
    assert not found.find_all(["script", "iframe", "object", "embed"])
    sources = [
        tag.get(name) for tag in found.find_all(True) for name in ("src", "srcset", "data", "poster") if tag.get(name)
    ]
    assert all(source.startswith("data:") for source in sources)
    assert all(link["href"].startswith(("data:", "#")) for link in found.find_all("link", href=True))
    assert not re.search(r"url\((?!['\"]?(?:data:|#))|@import", path.read_text(encoding="utf-8"))
    assert all(image.get("alt", "").strip() for image in found.find_all("img"))
    assert not found.find_all("svg")
    assert all(head.get("scope") in {"col", "row", "colgroup", "rowgroup"} for head in found.find_all("th"))
    assert all(table.find("caption") for table in found.find_all("table"))
    levels = [int(tag.name[1]) for tag in found.find_all(re.compile(r"^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert {landmark.name for landmark in found.find_all(["header", "nav", "main", "footer"])} == {
        "header",
        "nav",
        "main",
        "footer",
    }


@pytest.mark.parametrize(("register", "borough"), EVERY)
def test_a_pdf_is_tagged_titled_and_holds_every_table_to_its_edges(
    built: dict[str, Path], register: str, borough: str
) -> None:
    path = report(built, register, borough, "pdf")
    with pikepdf.open(path) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert str(root.Lang) == "en-GB"
        assert str(document.docinfo["/Title"])
        assert int(root.Outlines.Count) != 0
    words = squeezed("\n".join(pdf_pages(path)))
    tables = page(report(built, register, borough, "html")).find_all("table")
    assert tables
    for table in tables:
        missing = [cell for cell in edge_cells(table) if squeezed(cell) not in words]
        assert missing == [], table.caption


@pytest.mark.parametrize("borough", BOROUGHS)
def test_sample_data_says_so_on_every_page_and_in_the_metadata(built: dict[str, Path], borough: str) -> None:
    path = report(built, "sample", borough, "pdf")
    assert all("invented sample data" in text for text in pdf_pages(path))
    with pikepdf.open(path) as document:
        assert "invented sample data" in " ".join(str(value) for value in document.docinfo.values())
    html = page(report(built, "sample", borough, "html"))
    assert "invented sample data" in html.get_text()
    described = html.find("meta", attrs={"name": "description"})
    assert described is not None
    assert "invented sample data" in str(described["content"])


@pytest.mark.parametrize("borough", BOROUGHS)
def test_real_data_never_claims_to_be_invented(built: dict[str, Path], borough: str) -> None:
    assert "invented" not in report(built, "london", borough, "html").read_text(encoding="utf-8")


def test_every_page_of_a_pdf_carries_its_day_edition_hash_and_number(built: dict[str, Path]) -> None:
    texts = pdf_pages(report(built, "london", "hackney", "pdf"))
    for number, text in enumerate(texts, start=1):
        assert "23 Nov 2026" in text
        assert "public edition" in text.casefold()
        assert re.search(r"register [0-9a-f]{8}", text)
        assert f"page {number} of {len(texts)}" in text.casefold()


def test_the_true_planning_replacements_are_told_and_no_others(built: dict[str, Path]) -> None:
    told = set()
    for borough in BOROUGHS:
        for table in page(report(built, "london", borough, "html")).find_all("table"):
            if table.caption is not None and "replacement" in table.caption.get_text():
                told |= {row.find(["th", "td"]).get_text() for row in table.find_all("tr")[1:]}
    assert told == {"Barking and Dagenham", "Hackney", "Islington"}
