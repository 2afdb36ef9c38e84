"""The second workshop's pack: what is agreed, what is shared, what to ask; nothing that an edition withholds."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from tiny_world import tiny_reference, tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.pages import workshop_suppliers as pages
from citytools_analysis.pages.workshop_suppliers.agreed import standing
from citytools_analysis.pages.workshop_suppliers.evidence import Suppliers, about
from citytools_analysis.pages.workshop_suppliers.questions import questions_for
from citytools_analysis.pages.workshop_suppliers.wording import PROBLEM_WORDS, QUESTIONS
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import CHALLENGE_TAGS
from citytools_analysis.tables.fragment import plain_words

SHOWN = (
    pages.title, pages.key_figures, pages.suppliers, pages.by_dimension, pages.agreement, pages.common_complaints,
    pages.shared_problems, pages.questions, pages.before_and_after, pages.alignment, pages.rests_on,
)  # fmt: skip


def line_of(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(start))


@pytest.fixture
def everyone(worked: Register) -> Suppliers:
    return about(worked)


@pytest.fixture
def members(worked: Register) -> Suppliers:
    return about(make_edition(worked, edition="members"))


def test_the_suppliers_are_those_of_the_makers_group(everyone: Suppliers) -> None:
    # worked_challenges.md: Ash, Beech, Cedar, Elm, Fir, Hazel and Ivy use what Alder's group makes (Birch is of it);
    # cypress-plan and cypress-lib serve Cedar, Elm, Fir, Hazel and Oak
    users = dict(zip(everyone.table["supplier"], everyone.table["n_users"], strict=True))
    assert users["Alder"] == 7
    assert users["Cypress"] == 5
    assert "Birch" not in users
    assert pages.title(everyone).text.splitlines()[-1].endswith("10 boroughs; Alder serves seven of them.")


def test_the_table_gives_ratings_and_what_is_published(members: Suppliers) -> None:
    # worked_satisfaction.md: alder-tax 2, 2, 3, 1; birch-tax 4, 5, 4; birch-plan 3, 1, 2; alder-house 2: 6 of 11;
    # worked_challenges.md: two assessments of Alder's group, one below good, one change and two direct awards
    row = line_of(pages.suppliers(members).text, "Alder")
    assert "6 of 11" in row
    assert "1 of 2 assessments below good; 1 change; 2 direct awards" in row
    assert "withheld: fewer than 6 boroughs" in line_of(pages.suppliers(members).text, "Cypress")


def test_the_room_is_least_satisfied_with_its_own_data(members: Suppliers) -> None:
    # ratings.csv, data access: 1, 2, 2, 1, 4, 3, 3: four of seven; overall is withheld, as 3 votes are on other functions
    shown = pages.by_dimension(members)
    assert "access to our own data: 4 of 7 votes are dissatisfied" in shown.html
    assert "overall: withheld" in shown.html


def test_what_is_divided_comes_first(everyone: Suppliers) -> None:
    # worked_satisfaction.md, M62: REV01 3 satisfied, 1 neither, 3 dissatisfied; PLN01 3, 2, 3
    text = pages.agreement(everyone).text
    assert text.splitlines()[0].startswith(
        "Of 2 functions that can be told, the room agrees on none and is divided on two"
    )
    assert line_of(text, "Council tax") == "Council tax and business rates divided 7 of 7 3 1 3"
    assert line_of(text, "Planning") == "Planning applications divided 8 of 8 3 2 3"


@pytest.mark.parametrize(
    ("counts", "word"), [((8, 2, 2), "agreed"), ((0, 6, 3), "agreed"), ((3, 6, 3), "divided"), ((2, 7, 3), "mixed")]
)
def test_votes_agree_are_divided_or_neither(counts: tuple[int, int, int], word: str) -> None:
    names = ("n_satisfied", "n_neutral", "n_dissatisfied")
    assert standing(dict(zip(names, counts, strict=True))) == word


def test_a_problem_that_boroughs_share_is_told_with_who_was_asked(everyone: Suppliers) -> None:
    # worked_challenges.md: Alder's group, price_rises 3 decision-makers of 6 asked; Cypress, usability 2 of 5
    text = pages.shared_problems(everyone).text
    assert line_of(text, "Alder").startswith("Alder price rises 3 of 6")
    assert line_of(text, "Cypress").startswith("Cypress ease of use 2 of")
    assert line_of(pages.common_complaints(everyone).text, "price rises") == "price rises 5 of 18 3 1 1"


def test_members_are_told_that_shared_problems_are_withheld(members: Suppliers) -> None:
    text = pages.shared_problems(members).text
    assert text.splitlines() == [
        "No problem can be told: 2 are shared by too few boroughs.", "Withheld: fewer than 5 boroughs.",
    ]  # fmt: skip


def test_each_question_carries_its_evidence(everyone: Suppliers) -> None:
    alder = everyone.table[everyone.table["supplier_id"] == "alder"].to_dict("records")[0]
    asked = dict(questions_for(everyone, alder))
    assert asked[QUESTIONS["price_rises"]].startswith("price rises: 3 of 6 asked in London report it")
    assert "published: 1 of 2 assessments below good; 1 change; 2 direct awards" in asked.values()
    assert any("dissatisfied votes in London: 6 of 11" in evidence for evidence in asked.values())


def test_every_problem_has_words_and_a_question() -> None:
    assert set(CHALLENGE_TAGS) == set(PROBLEM_WORDS) == set(QUESTIONS)


def test_intentions_are_those_of_the_room_and_undecided_is_not_said(everyone: Suppliers) -> None:
    # intentions.csv, all said 1 June 2026: Ash, Beech and Cedar would go together, Elm alone, Fir is undecided
    shown = pages.before_and_after(everyone)
    assert "Intentions stated rose from 0 to 4 in 12 months" in shown.html
    assert "of these, to go together: 0 to 3" in shown.html


def test_the_window_of_most_boroughs_stands_first(everyone: Suppliers) -> None:
    [held] = pages.alignment(everyone).attached
    inside = [row[3] for row in held["rows"]]
    assert inside == sorted(inside, reverse=True)
    assert min(inside) >= 2


def test_a_room_of_one_borough_compares_with_nobody(worked: Register) -> None:
    here = about(make_edition(worked, edition="members"), "ivy")
    assert pages.title(here).text.endswith("1 borough; nobody is here to compare with.")
    assert plain_words(pages.by_dimension(here).html).startswith("How the room rates its systems is withheld in")
    assert (
        pages.alignment(here).text == "No two boroughs here are known to share a window in which both could start anew."
    )
    assert all(show(here).html for show in SHOWN)


def test_boroughs_of_which_nothing_is_known_have_their_pages(worked: Register) -> None:
    here = about(make_edition(worked, edition="members"), "larch,maple", "CUL")
    assert here.room.names == {"larch": "Larch", "maple": "Maple"}
    assert pages.suppliers(here).text.startswith("No supplier of a borough in this room is known")
    assert "Nobody in this room has rated" in pages.agreement(here).text
    assert "no return" in pages.attendees(here.room).text
    assert all(show(here).html for show in SHOWN)


def test_nobody_rated_and_nobody_was_asked() -> None:
    none = worked_register(ratings=tiny_tables()["ratings"].iloc[:0], challenges=tiny_tables()["challenges"].iloc[:0])
    here = about(none)
    assert plain_words(pages.by_dimension(here).html) == "Nobody in this room has rated a system in the last 18 months."
    assert pages.common_complaints(here).text.startswith("No borough has reported a problem")
    assert "not rated" in line_of(pages.suppliers(here).text, "Alder")


def test_the_public_edition_holds_no_answer_of_a_borough(worked: Register) -> None:
    here = about(make_edition(worked, edition="public"))
    whole = "".join(show(here).html for show in SHOWN)
    assert "members&#x27; data" in whole
    assert "6 of 11" not in whole
    assert "Intentions stated" not in whole


def test_an_empty_register_and_long_names_are_shown() -> None:
    systems = pd.DataFrame({"system_id": ["x"], "system": ["X" * 80], "supplier_id": ["y"]})
    suppliers = pd.DataFrame({"supplier_id": ["y"], "supplier": ["Y" * 80]})
    uses = pd.DataFrame({"deployment_id": ["1"], "borough_id": ["ash"], "function_code": ["REV01"], "system_id": ["x"]})
    uses = uses.assign(system_state="known", seen_date="2026-06-01", source_id="facts")
    tables = {"systems": systems, "suppliers": suppliers, "deployments": uses}
    for made in ({}, tables):
        here = about(Register.from_tables(made, as_of=date(2026, 11, 23), reference=tiny_reference()))
        whole = "".join(show(here).html for show in SHOWN)
        assert not {"nan", "None", "NaT", "<NA>"} & set(whole.replace("<", " <").replace(">", "> ").split())
    assert "Y" * 80 in pages.suppliers(here).text


def test_a_borough_or_area_that_does_not_exist_is_named(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'cedar'"):
        about(worked, "ceder")
    with pytest.raises(UnknownNameError, match="service area"):
        about(worked, "", "XYZ")


@pytest.mark.parametrize(
    ("told", "withheld", "words"),
    [
        (0, 0, "Nobody in this room has rated a system in the last 18 months."),
        (0, 1, "No function can be told: the one that was rated here is withheld."),
        (1, 0, "Of 1 function that can be told, the room agrees on one and is divided on none."),
    ],
)
def test_the_finding_on_agreement_is_true_of_none_and_one(told: int, withheld: int, words: str) -> None:
    assert pages.findings.agreement_finding(told, 0, n_told=told, n_withheld=withheld) == words
