"""What a page finds hard: nothing known, one of a kind, names of 80 characters, 400 rows; each whole, and in words what is missing."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from built import build, edge_cells, page, pdf_pages, squeezed
from edge_world import (
    LONG,
    LONG_BOROUGH,
    LONG_SUPPLIER,
    LONG_SYSTEM,
    LONG_TITLE,
    N_ROWS,
    NOBODYS_AREA,
    save_edge_world,
)

DAY = "2026-11-23"
MARGIN = 30.0  # points; the margins are 18 mm (51 points), those of a wall sheet 12 mm (34 points)
NOTHING_OF_A_BOROUGH = "borough/maple/maple-technology-report"
LONG_NAMES = "borough/ash/ash-technology-report"
ONE_CONTRACT = "supplier/dogwood/dogwood-supplier-briefing"
MANY_ROWS = "supplier/elder/elder-supplier-briefing"
LONG_WORD = "system/alder-tax/alder-tax-system-briefing"
NO_ANSWER = "service-area/voi/voi-service-area-briefing"
FIRST_WORKSHOP, SECOND_WORKSHOP = "london/workshop-1/workshop-1", "london/workshop-2/workshop-2"
PAGES = {
    NOTHING_OF_A_BOROUGH: 8, LONG_NAMES: 10, ONE_CONTRACT: 5, MANY_ROWS: 20, LONG_WORD: 5, NO_ANSWER: 4,
    FIRST_WORKSHOP: 11, SECOND_WORKSHOP: 8,
}  # fmt: skip
SAID = [
    (NOTHING_OF_A_BOROUGH, "Nothing is known yet about the technology Maple runs."),
    (NOTHING_OF_A_BOROUGH, "No system is known for any of 5 functions. A blank here is not a no."),
    (NOTHING_OF_A_BOROUGH, "No contract is known, so nothing can be placed in time."),
    (NOTHING_OF_A_BOROUGH, "No source says anything about this borough."),
    (LONG_NAMES, LONG_BOROUGH),
    (LONG_NAMES, LONG_SYSTEM),
    (LONG_NAMES, LONG_TITLE),
    (ONE_CONTRACT, LONG_SUPPLIER),
    (ONE_CONTRACT, "The one contract with a known end does not end by 23 May 2028."),
    (ONE_CONTRACT, "None of 1 known contract ends by 23 May 2028."),
    (ONE_CONTRACT, "1 borough of 2 of which no contract with it is known"),
    (MANY_ROWS, "Of 300 contracts with a known end, 128 end by 23 May 2028."),
    (MANY_ROWS, "100 have no known end."),
    (LONG_WORD, LONG_BOROUGH),
    (LONG_WORD, f"Four boroughs are known to run {LONG_SYSTEM}, of 8 boroughs"),
    (NO_ANSWER, "Nothing is known of what any of 10 boroughs runs for Void homes."),
    (NO_ANSWER, "No contract is known for Void homes, so nobody can be said to have to act."),
    (NO_ANSWER, "No source says anything about this service area."),
    (FIRST_WORKSHOP, LONG_BOROUGH),
    (FIRST_WORKSHOP, "One borough is to be in the room for all service areas, and it has sent no return."),
    (FIRST_WORKSHOP, "Nobody has scored the 13 use cases yet."),
    (SECOND_WORKSHOP, LONG_BOROUGH),
    (SECOND_WORKSHOP, "No two boroughs here are known to share a window in which both could start anew."),
]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build them in two goes: a workshop of one borough is not a report about three."""
    place = tmp_path_factory.mktemp("edge")
    register = save_edge_world(place / "register")
    where = ("--register", register, "--edition", "members", "--output", place / "out", "--as-of", DAY, "--jobs", 1)
    build(
        "borough_report", "supplier_briefing", "system_briefing", "service_area_briefing", "--borough", "ash",
        "--borough", "maple", "--supplier", "dogwood", "--supplier", "elder", "--system", "alder-tax", "--service-area",
        NOBODYS_AREA, "--formats", "html,pdf", *where,
    )  # fmt: skip
    build("workshop_use_cases", "workshop_suppliers", "--borough", "ash", "--formats", "html,pdf", *where)
    folder = place / "out" / "members" / DAY
    return {name: next(folder.glob(f"{name}*.html")) for name in PAGES}


def test_the_names_are_as_long_as_they_are_said_to_be() -> None:
    assert {len(name) for name in (LONG_BOROUGH, LONG_SUPPLIER, LONG_SYSTEM, LONG_TITLE)} == {LONG}


@pytest.mark.parametrize(("name", "words"), SAID)
def test_what_is_missing_is_said_in_words_and_a_long_name_is_given_whole(
    documents: dict[str, Path], name: str, words: str
) -> None:
    path = documents[name]
    assert squeezed(words) in squeezed(page(path).get_text(" "))
    assert squeezed(words) in squeezed("\n".join(pdf_pages(path.with_suffix(".pdf"))))


@pytest.mark.parametrize("name", PAGES)
def test_the_pdf_holds_every_table_on_no_more_pages_than_it_takes(documents: dict[str, Path], name: str) -> None:
    told = pdf_pages(documents[name].with_suffix(".pdf"))
    assert len(told) <= PAGES[name]
    words = squeezed("\n".join(told))
    shown = page(documents[name])
    assert not {"nan", "NaT", "<NA>"} & set(shown.get_text(" ").split())
    for table in shown.find_all("table"):
        assert [cell for cell in edge_cells(table) if squeezed(cell) not in words] == [], table.caption


def outside(path: Path) -> list[str]:
    """Give the texts of a PDF that reach over a page's margin."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for sheet in document:
            words = sheet.get_textpage()
            for number in range(words.count_rects()):
                left, bottom, right, top = words.get_rect(number)
                if left < MARGIN or right > sheet.get_width() - MARGIN or bottom < 0 or top > sheet.get_height():
                    found.append(words.get_text_bounded(left, bottom, right, top))
            words.close()
            sheet.close()
    return found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_reaches_over_the_margin_of_a_page(documents: dict[str, Path], name: str) -> None:
    assert outside(documents[name].with_suffix(".pdf")) == []


def test_hundreds_of_rows_are_all_there_under_their_headers_on_every_page(documents: dict[str, Path]) -> None:
    path = documents[MANY_ROWS]
    [table] = [one for one in page(path).find_all("table") if f"{N_ROWS} contracts known" in one.get_text(" ")]
    assert len(table.find_all("tr")) == N_ROWS + 1
    told = pdf_pages(path.with_suffix(".pdf"))
    # facts of 1 June 2026 stand in each row's last cell, and each page that has rows begins with the headers
    holding = [text for text in told if text.count("80,000") > 1]
    assert sum(text.count("80,000") for text in holding) == N_ROWS
    assert all("Latest end" in text for text in holding)
