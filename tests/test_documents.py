"""Every document of the ten authorities, in both editions: whole, accessible, and with the answers worked by hand."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from pathlib import Path

import pytest
from built import build, edge_cells, page, pdf_pages, squeezed
from tiny_world import save_tiny_world

from citytools_analysis.reporting.build import build as build_with_options
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder

EDITIONS = ("public", "members")
DAY = "2026-11-23"
ANSWERS = [
    {"report": path.stem} | row
    for path in sorted((Path(__file__).parent / "answers").glob("*.csv"))
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
]  # what must stand in each document, by value, worked by hand


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build everything there is, once."""
    place = tmp_path_factory.mktemp("tiny")
    register = save_tiny_world(place / "register")
    folders = {}
    for edition in EDITIONS:
        build("--register", register, "--edition", edition, "--output", place / "out", "--as-of", DAY)
        folders[edition] = place / "out" / edition / DAY
    return folders


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_report_of_the_edition_is_built(documents: dict[str, Path], edition: str) -> None:
    manifest = json.loads((documents[edition] / "manifest.json").read_text(encoding="utf-8"))
    wanted = {one.name for one in find_reports(notebooks_folder()) if not one.editions or edition in one.editions}
    assert {entry["id"].split("/")[0] for entry in manifest["reports"]} == wanted
    assert {entry["status"] for entry in manifest["reports"]} == {"built"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_is_whole_and_says_how_to_have_it_put_right(documents: dict[str, Path], edition: str) -> None:
    for path in sorted(documents[edition].rglob("*/*.html")):
        found = page(path)
        assert not found.find_all(["script", "iframe", "object", "embed"]), path
        assert all(image.get("alt", "").strip() for image in found.find_all("img")), path
        assert all(table.find("caption") for table in found.find_all("table")), path
        assert all(head.get("scope") for head in found.find_all("th")), path
        assert "If an entry is wrong" in found.get_text(), path
        assert "nan" not in found.get_text().split(), path


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_pdf_holds_every_table_to_its_edges(documents: dict[str, Path], edition: str) -> None:
    for path in sorted(documents[edition].rglob("*/*.html")):
        words = squeezed("\n".join(pdf_pages(path.with_suffix(".pdf"))))
        for table in page(path).find_all("table"):
            assert [cell for cell in edge_cells(table) if squeezed(cell) not in words] == [], (path, table.caption)


def one_of_each_report(folder: Path) -> dict[tuple[str, str], set[str]]:
    """Give the names of all reports, by the parameter and subject of one document of each."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    chosen = {entry["report"]: entry for entry in reversed(manifest["reports"])}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, entry in chosen.items():
        subject = entry["subject"]
        parameter = next((key for key, value in entry["parameters"].items() if subject and value == subject), "")
        found[parameter, subject].add(name)
    return found


def test_both_engines_make_the_same_bytes_of_every_report(documents: dict[str, Path], tmp_path: Path) -> None:
    compared: set[str] = set()
    endings: set[str] = set()
    for edition in ("members", "public"):  # a report that comes in both is run in one
        folder = documents[edition]
        for (parameter, subject), names in one_of_each_report(folder).items():
            if names <= compared:
                continue
            by_kernel = build_with_options(
                folder.parents[2] / "register",
                reports=sorted(names - compared),
                subjects={parameter: [subject]} if parameter else {},
                edition=edition,
                as_of=DAY,
                output=tmp_path,
                engine="nbclient",
            )
            for entry in by_kernel.entries:
                for file in entry.files:
                    assert hashlib.sha256((folder / file.path).read_bytes()).hexdigest() == file.sha256, file.path
                endings |= {Path(file.path).suffix for file in entry.files}
                compared |= {entry.report}
    assert compared == {report.name for report in find_reports(notebooks_folder())}
    assert endings == {".html", ".pdf", ".xlsx", ".ics"}


@pytest.mark.parametrize("answer", ANSWERS, ids=[f"{one['job']} {one['edition']} {one['answer']}" for one in ANSWERS])
def test_the_answer_worked_by_hand_stands_in_the_page_and_in_the_pdf(
    documents: dict[str, Path], answer: dict[str, str]
) -> None:
    path = documents[answer["edition"]] / f"{answer['document']}.html"
    wanted = squeezed(answer["answer"])
    assert wanted in squeezed(page(path).get_text(" ")), answer["worked"]
    assert wanted in squeezed("\n".join(pdf_pages(path.with_suffix(".pdf")))), answer["worked"]


def test_a_job_said_to_be_found_has_answers_and_no_other() -> None:
    told = (notebooks_folder() / "README.md").read_text(encoding="utf-8").splitlines()
    found = {line.split(" ")[1] for line in told if line.startswith("| ") and line.endswith("| found |")}
    assert found == {one["job"] for one in ANSWERS}
