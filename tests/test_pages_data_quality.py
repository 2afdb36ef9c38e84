"""The report on data quality: how complete and fresh, how far to be trusted, and whom to ask for what."""

from __future__ import annotations

import pandas as pd
import pytest
from test_coverage_sources import SOURCES, captured, contract, made
from tiny_world import AS_OF, tiny_reference, tiny_tables, worked_register

from citytools_analysis.charts.chart import Chart
from citytools_analysis.disclosure import make_edition
from citytools_analysis.pages import data_quality as pages
from citytools_analysis.pages.data_quality.subject import Quality, about
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register
from citytools_analysis.tables.fragment import Fragment

WORDS = (
    pages.title, pages.key_figures, pages.ask_first, pages.boroughs_table, pages.areas_table, pages.answers, pages.oldest,
    pages.whom_to_ask, pages.how_to_answer, pages.rules, pages.conflicts, pages.how_many, pages.read_and_left_out,
    pages.rests_on,
)  # fmt: skip
CHARTS = (pages.sources_grid, pages.fields_grid, pages.ages)
FACTS = pd.DataFrame([
    {"source_id": "facts", "source_kind": "facts", "source_name": "worked by hand", "file_name": "facts.csv", "sha256": "0",
     "retrieved_date": "2026-11-01", "n_read": 60, "n_kept": 55, "n_left_out": 4, "n_quarantined": 1}
])  # fmt: skip


@pytest.fixture
def here() -> Quality:
    return about(worked_register(sources=FACTS))


def line(fragment: Fragment, start: str) -> str:
    return next(words for words in fragment.text.splitlines() if words.startswith(start))


def test_the_figures_are_those_worked_by_hand(here: Quality) -> None:
    # worked_coverage.md: 4+4+4 (ash, cedar, fir) + 3+3 (beech, hazel) + 3 (elm) + 2+2 (ivy, larch) + 1 (oak) = 26 of 40
    told = pages.key_figures(here).text.splitlines()
    assert told[1:3] == ["0", "of 10 boroughs"]
    assert told[4:6] == ["65%", "26 of 40: 10 boroughs, each function once"]
    # 15 under the lead buyer that have not ended (3+1+3+2+3+2+1), of which Hazel's Tax has no end
    assert told[7:9] == ["93%", "14 of 15 not ended, under the lead buyer"]
    assert told[10] == "175"


def test_questions_are_asked_in_words_and_not_in_symbols() -> None:
    asked = load_reference().metrics["question"].dropna()
    assert asked[asked.str.contains(r"\b(?:[bfkpvX]|HHI|CR1|SMEs|top k)\b")].tolist() == []
    assert asked[~asked.str.endswith("?")].tolist() == []


def test_each_area_says_in_how_many_boroughs_it_is_known(here: Quality) -> None:
    # worked_coverage.md, M90
    told = pages.areas_table(here)
    assert line(told, "Culture") == "Culture 3 3 30%"
    assert line(told, "Planning") == "Planning 9 9 90%"
    assert line(told, "all areas") == "all areas 9 9 90%"


def test_a_borough_s_line_says_what_is_there_and_never_nought_for_unknown(here: Quality) -> None:
    # worked_coverage.md: Ash runs 4 systems under 3 contracts (Planning for Beech too); Maple has told of nothing
    told = pages.boroughs_table(here)
    assert line(told, "Ash") == "Ash public facts only 7 3 of 3 4 of 4 1 Jun 26 1 Jun 26"
    assert "unknown unknown unknown" in line(told, "Maple")
    assert "Maple" in told.text


def test_the_grid_of_sources_tells_none_unknown_and_withheld_apart() -> None:
    own = SOURCES.assign(borough_id=pd.Series(["ash", None, "beech", None], dtype="object"))
    here = about(made([contract("c1")], sources=own))
    chart = pages.sources_grid(here)
    assert isinstance(chart, Chart)
    # ten authorities and five kinds of source: Ash's return holds one record, Beech's register none
    assert "Known in 1 of 50 cells, from 1 to 1; 1 none; 48 unknown." in chart.alt
    assert (
        chart.title
        == "Of 10 boroughs, returns tell of 1; no notices, contract registers, stated facts or published spend are held"
    )


def test_what_is_missing_is_asked_in_the_order_of_what_it_decides(here: Quality) -> None:
    rows = pages.ask_first(here).attached[0]["rows"]
    assert [row[:3] for row in rows[:3]] == [
        ["no return from the borough", 10, 10],
        ["systems in use with no contract known for their function", 5, 5],
        ["contracts with no known end", 1, 1],
    ]
    assert rows[2][3] == "Hazel (1)"
    told = line(pages.whom_to_ask(here), "Hazel")
    assert told == (
        "Hazel no return from the borough systems in use with no contract known for their function (1); "
        "contracts with no known end (1)"
    )


def test_those_who_have_answered_are_asked_for_what_theirs_leaves_open() -> None:
    tables = tiny_tables()
    own = FACTS.assign(source_kind="return", borough_id="hazel")
    contacts = pd.DataFrame(
        [{"borough_id": "hazel", "mailbox": "digital@hazel.example", "source_id": "facts", "source_pointer": "a"}]
    )
    here = about(worked_register(sources=own, contacts=contacts, deployments=tables["deployments"]))
    assert (
        pages.title(here).text.splitlines()[-1]
        == "One of 10 boroughs has sent a return; of nine only public facts are known."
    )
    assert (
        "Ask nine boroughs for their first return, and one for what theirs leaves open." in pages.ask_first(here).text
    )
    last = pages.whom_to_ask(here).attached[0]["rows"][-1]
    assert last[:2] == ["Hazel", "digital@hazel.example"]
    public = about(make_edition(here.register, edition="public"))
    assert "digital@hazel.example" not in "".join(show(public).html for show in WORDS)
    assert "answers that the borough has not agreed to publish" in pages.ask_first(public).text


def test_every_gap_is_in_the_workbook(here: Quality) -> None:
    _, every = pages.whom_to_ask(here).attached
    assert len(every["rows"]) == len(here.gaps) == 26


def test_the_way_to_answer_names_the_borough_to_be_asked_first(here: Quality) -> None:
    assert "citytools template ash --to ash.xlsx" in pages.how_to_answer(here).text


def test_age_and_worth_are_those_worked_by_hand(here: Quality) -> None:
    # worked_coverage.md, M92: 175 days; Ash's ratings are worth 0.429876, contracts 0.717250
    told = pages.oldest(here).text
    assert "Ash Ratings 175 43% 6 0" in told
    assert "Ash Contracts 175 72% 3 0" in told
    chart = pages.ages(here)
    assert isinstance(chart, Chart)
    assert (
        chart.title == "Half of the 15 contracts that say when they were last confirmed were confirmed within 175 days"
    )


def test_rules_count_what_they_apply_to(here: Quality) -> None:
    told = pages.rules(here).text
    assert told.startswith("None of 122 tests fails, over the 8 rules that apply to any record.")
    assert "the procurement code has eight digits 0 not tested applies to no record" in told


def test_a_broken_rule_names_where() -> None:
    here = about(made([contract("c1", start_date="2029-01-01"), contract("c2", start_date="2020-01-01")]))
    told = pages.rules(here).text
    assert "the end is not before the start 2 1 Ash (1)" in told
    assert told.startswith("One of ")


def test_a_difference_between_sources_shows_both_words() -> None:
    rows = [contract("c1"), contract("c1", "ocds", end_date="2029-03-31"), contract("c2"), contract("c2", "ocds")]
    told = pages.conflicts(about(made(rows))).text
    assert told.startswith("Of 2 contracts a return and a published source tell; they differ on one, in Ash.")
    assert "Ash c1 end 31 Mar 2028 31 Mar 2029" in told
    assert "end 31 days 2 fewer than 20 1 withheld: fewer than 20 pairs can be compared" in told
    assert "Another version of 2 contracts is kept" in told


def test_the_estimate_is_that_worked_by_hand_and_reads_at_least() -> None:
    # worked_coverage.md, M94: 12 and 10, 8 in both: 14.9, between 14.1 and 20.5
    told = pages.how_many(about(made(captured(12, 10, 8)))).text
    assert told.startswith("14 contracts seen of at least 15 (14 to 20) that there may be.")
    assert "contracts, all areas 12 10 8 14 15 (14 to 20)" in told
    assert "withheld: fewer than 7 are in both kinds of source" in told


def test_what_was_left_out_is_counted(here: Quality) -> None:
    assert "stated facts 1 60 55 4 1 row by row" in pages.read_and_left_out(here).text


def test_an_empty_register_says_what_is_missing() -> None:
    here = about(Register.from_tables({}, as_of=AS_OF, reference=tiny_reference()))
    shown = "".join(show(here).html for show in (*WORDS, *CHARTS))
    for word in (">nan<", "None<", "NaT", "<NA>"):
        assert word not in shown
    assert pages.title(here).text.splitlines()[-1].startswith("Nothing is known of any of 10 boroughs")
    assert pages.oldest(here).text.endswith("no such record of the borough (30).")


def test_long_names_break_nothing(here: Quality) -> None:
    boroughs = here.register.boroughs.assign(borough=["B" * 78 + f"{place:02d}" for place in range(10)])
    reference = here.register.reference.__class__(**{**vars(here.register.reference), "boroughs": boroughs})
    long = about(Register.from_tables(dict(here.register.all_rows), as_of=AS_OF, reference=reference))
    assert "B" * 78 + "03" in pages.boroughs_table(long).html
    assert isinstance(pages.sources_grid(long), Chart)


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_every_part(worked: Register, edition: str) -> None:
    here = about(make_edition(worked, edition=edition))
    assert all(show(here).html for show in (*WORDS, *CHARTS))
    assert ("Not in this edition: rated." in pages.fields_grid(here).html) == (edition == "public")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 33), "Nothing is known of any of 33 boroughs: no data is not the same as not used."),
        ((1, 0, 0), "One of 1 boroughs has sent a return."),
        ((0, 33, 0), "None of 33 boroughs has sent a return; of 33 only public facts are known."),
        (
            (12, 2, 1),
            "12 of 15 boroughs have sent a return; of two only public facts are known; of one nothing is known.",
        ),
    ],
)
def test_the_finding_is_true_of_none_one_and_many(counts: tuple[int, int, int], words: str) -> None:
    assert pages.findings.known_finding(*counts) == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 33), "None of 33 boroughs has anything left to be asked."),
        ((1, 0, 33), "Ask one borough for its first return."),
        ((0, 1, 33), "Ask one borough for what theirs leaves open."),
        ((11, 22, 33), "Ask 11 boroughs for their first return, and 22 for what theirs leaves open."),
    ],
)
def test_whom_to_ask_is_true_of_none_one_and_many(counts: tuple[int, int, int], words: str) -> None:
    assert pages.findings.chase_finding(*counts) == words


def test_the_finding_on_rules_is_true_of_one_rule() -> None:
    assert (
        pages.findings.rules_finding(0, 1, 1) == "None of 1 test fails, over the one rule that applies to any record."
    )
