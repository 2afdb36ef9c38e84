"""The first workshop's pack: who should be there, the wall sheet, cards, capture, and the specification from the scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from test_use_case_scores import scored as scored  # noqa: PLC0414 - a fixture
from tiny_world import AS_OF, save_tiny_world, tiny_reference, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.pages import workshop_use_cases as pages
from citytools_analysis.pages.workshop_use_cases.attendees import lacking
from citytools_analysis.pages.workshop_use_cases.evidence import KEYS, evidence
from citytools_analysis.pages.workshop_use_cases.room import Room, about
from citytools_analysis.pages.workshop_use_cases.wall import MOST, wall_rows
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register, open_register

SHOWN = (
    pages.title, pages.key_figures, pages.map_of_room, pages.attendees, pages.wall, pages.use_case_cards,
    pages.scoring_sheet, pages.capture_sheet, pages.specification, pages.needed, pages.rests_on,
)  # fmt: skip


def line_of(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(start))


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return open_register(save_tiny_world(tmp_path_factory.mktemp("tiny")), as_of=AS_OF)


@pytest.fixture(scope="module")
def everyone(saved: Register) -> Room:
    return about(make_edition(saved, edition="members"))


def test_the_room_is_everyone_of_whom_anything_is_known(everyone: Room) -> None:
    assert len(everyone.borough_ids) == 10
    assert list(everyone.names.values())[:4] == ["Ash", "Beech", "Cedar", "City of Oak"]


def test_names_and_codes_narrow_it(worked: Register) -> None:
    room = about(worked, "Ash, fir", "REV")
    assert room.borough_ids == ("ash", "fir")
    assert set(room.contracts["contract_id"]) == {"ash-tax", "fir-tax"}
    assert set(room.uses["function_code"]) == {"REV01"}


def test_each_borough_is_told_when_it_must_act_and_what_it_lacks(everyone: Room) -> None:
    # worked_renewals.md: all three of Ash's contracts end by November 2029; of Hazel's two neither end is known, and it
    # has said nothing of what it intends (intentions.csv)
    text = pages.attendees(everyone).text
    assert line_of(text, "Ash").startswith("Ash 3 of 3")
    assert lacking(everyone, "hazel") == ["2 of 2 ends", "what it intends"]
    assert lacking(everyone, "maple") == ["what it runs", "its contracts", "what it intends", "its ratings"]


def test_the_wall_shows_what_can_still_be_decided_first(worked: Register) -> None:
    # worked_renewals.md, REV: Ash may extend by 31 Mar 2027 (end less 9 months); of Beech and Cedar the day has passed;
    # Ivy ends after November 2029; Elm's end has passed; Fir rolls on; Hazel's end is unknown
    rows = wall_rows(about(worked, "", "REV"))
    assert rows["contract_id"].tolist() == ["ash-tax", "beech-tax", "cedar-tax", "fir-tax", "hazel-tax"]
    assert rows["place"].tolist() == ["Ash", "Beech", "Cedar", "Fir", "Hazel"]
    assert "Next to decide: 5 of 7 contracts; 1 end unknown" in pages.wall(about(worked, "", "REV")).html


def test_a_wall_of_many_is_cut_into_even_sheets_and_says_of_how_many(worked: Register) -> None:
    room = about(worked)
    many = pd.concat([room.decisions.assign(contract_id=room.decisions["contract_id"] + str(n)) for n in range(9)])
    html = pages.wall(replace(room, decisions=many.reset_index(drop=True))).html
    assert html.count('class="ct-sheet"') == 3
    assert "of 135 contracts" in html  # nine times 15, of which ash-plan serves two boroughs
    assert len(wall_rows(room)) * 9 > MOST
    assert "(3 of 3)" in html


def test_the_capture_sheet_has_a_line_for_each_contract_to_come(everyone: Room) -> None:
    # worked_renewals.md: nine contracts end by November 2029, and ash-plan serves Ash and Beech: ten lines
    text = pages.capture_sheet(everyone).text
    assert "Lines to fill: 10 of 10" in text
    assert any("31 Dec 27 joint contract" in line for line in text.splitlines())
    assert text.count("Borough:") == 3


def test_a_card_says_what_is_held(everyone: Room) -> None:
    # worked_renewals.md: 15 contracts, of which hazel-tax and hazel-plan have no known end; they serve seven boroughs
    text = pages.use_case_cards(everyone).text
    assert "Ends: 13 of 15 contracts have a known end or roll on, of 7 boroughs." in text
    n_cases = len(everyone.register.reference.use_cases)
    n_blank = text.count("Our own use case:")
    assert pages.use_case_cards(everyone).html.count('class="ct-card"') == n_cases + n_blank
    assert (n_cases, n_blank) == (13, 5)  # six to a page: the third is filled up to write on


def test_a_known_end_is_a_day_and_not_that_a_contract_rolls_on(everyone: Room) -> None:
    # worked_renewals.md: of 15 contracts hazel-tax and hazel-plan are unknown, and those that roll on have no day
    n_rolling = int(everyone.contracts["end_state"].eq("rolling").sum())
    told = pages.key_figures(everyone).text.splitlines()
    assert n_rolling
    assert told[6:9] == ["contracts with a known end", str(13 - n_rolling), "of 15 known"]


def test_every_kind_of_evidence_of_the_reviewed_table_can_be_told(everyone: Room) -> None:
    kinds = set(load_reference().use_cases["evidence"])
    assert kinds <= set(KEYS)
    said = [evidence(everyone, key) for key in KEYS]
    assert all(words.endswith(".") and "nan" not in words for words in said)
    # worked_challenges.md: eleven reports (Elm's two of price rises are one row each), two problems shared in London
    assert "in London 2 are shared with one supplier, enough to tell 0" in evidence(everyone, "challenges")


def test_the_specification_ranks_what_was_scored(scored: Register) -> None:
    room = about(make_edition(scored, edition="members"))
    text = pages.specification(room).text
    # worked in test_use_case_scores.py: 37/9 is 4.1; between 4 and 13/3
    assert text.splitlines()[0] == "Three of 13 use cases were scored, by 3 boroughs."
    assert line_of(text, "Agreed:") == "Agreed: Act before a contract ends."
    assert (
        line_of(text, "Splits the room:") == "Splits the room: Buy with the boroughs whose contracts end when ours do."
    )
    assert "agreed 4.0 to 4.3, n 3 4.1" in line_of(text, "Act before a contract ends")
    assert pages.needed(room).text.splitlines()[1:3][1].startswith("Act before a contract ends")


def test_where_nobody_has_scored_it_says_how_scores_come_back(everyone: Room) -> None:
    text = pages.specification(everyone).text
    assert text.splitlines()[0] == "Nobody has scored the 13 use cases yet."
    assert "citytools add" in text


def test_a_room_of_one_borough_and_boroughs_without_data_have_their_pages(worked: Register) -> None:
    for boroughs, areas in (("ivy", ""), ("maple,larch", "CUL"), ("maple", "REV")):
        room = about(make_edition(worked, edition="members"), boroughs, areas)
        assert all(show(room).html for show in SHOWN)
    assert "nothing to hang on the wall" in pages.wall(room).text
    assert pages.attendees(room).text.splitlines()[0].endswith("and it has sent no return.")


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_everything_and_the_public_one_no_answer(saved: Register, edition: str) -> None:
    whole = "".join(show(about(make_edition(saved, edition=edition))).html for show in SHOWN)
    assert ("shared specification</td>" in whole) == (edition == "members")
    assert ("Ratings: withheld" in whole) == (edition == "public")


def test_an_empty_register_and_long_names_are_shown() -> None:
    cases = load_reference().use_cases
    long = cases.assign(use_case="X" * 80)
    for reference in (replace(tiny_reference(), use_cases=cases.iloc[:0]), replace(tiny_reference(), use_cases=long)):
        room = about(Register.from_tables({}, as_of=date(2026, 11, 23), reference=reference))
        whole = "".join(show(room).html for show in SHOWN)
        assert not {"nan", "None", "NaT", "<NA>"} & set(whole.replace("<", " <").replace(">", "> ").split())
    assert "X" * 80 in pages.use_case_cards(room).text


def test_mailboxes_stand_in_the_note_and_who_has_none() -> None:
    boxes = pd.DataFrame({"borough_id": ["ash"], "mailbox": ["digital@ash.example"], "source_id": ["facts"]})
    text = pages.attendees(about(worked_register(contacts=boxes), "ash,elm")).text
    assert "Write to: digital@ash.example. No role mailbox is held of Elm." in text


def test_a_name_that_does_not_exist_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'cedar'"):
        about(worked, "ceder")


@pytest.mark.parametrize(
    ("n", "returned", "words"),
    [
        (1, 0, "One borough is to be in the room for all, and it has sent no return."),
        (3, 0, "Three boroughs are to be in the room for all: none has sent a return."),
        (3, 3, "Three boroughs are to be in the room for all: all have sent a return."),
        (3, 2, "Three boroughs are to be in the room for all: two have sent a return, one has not."),
    ],
)
def test_the_finding_on_the_room_is_true_of_none_some_and_all(n: int, returned: int, words: str) -> None:
    assert pages.findings.room_finding(n, n_returned=returned, about="all") == words
