"""What boroughs could buy together: ranked, what ends when, a page a case; nobody is named in public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from tiny_world import save_tiny_world

from citytools_analysis.charts.chart import Chart
from citytools_analysis.disclosure import make_edition
from citytools_analysis.pages import joint_procurement as pages
from citytools_analysis.pages.joint_procurement import parties
from citytools_analysis.pages.joint_procurement.case_findings import mass_finding, said_finding
from citytools_analysis.pages.joint_procurement.findings import opportunities_finding
from citytools_analysis.pages.joint_procurement.gates import gates_finding
from citytools_analysis.pages.joint_procurement.mass import mass, months_until
from citytools_analysis.pages.joint_procurement.next_step import step_words, taker
from citytools_analysis.pages.joint_procurement.parties import routes_words
from citytools_analysis.pages.joint_procurement.subject import Joint, about
from citytools_analysis.register import Register, open_register
from citytools_analysis.tables.fragment import Fragment

SHOWN = (
    pages.title, pages.key_figures, pages.first, pages.opportunities, pages.ending, pages.cases, pages.leverage,
    pages.bridging, pages.assumptions, pages.rests_on,
)  # fmt: skip


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Give the ten authorities as one published source tells them, so that an edition keeps what belongs to a contract."""
    return open_register(save_tiny_world(tmp_path_factory.mktemp("tiny")), as_of="2026-11-23")


@pytest.fixture(scope="module")
def london(worked: Register) -> Joint:
    return about(make_edition(worked, edition="members"))


def test_each_function_stands_once_in_the_order_of_what_was_said(london: Joint) -> None:
    # worked_opportunities.md: no two agree in any; of B's five Elm goes alone and Cedar cannot start, as C three could join;
    # C would have to begin by 31 Mar 2027, B by 30 Jun 2027
    assert london.ranked["function_code"].tolist() == ["PLN01", "REV01"]
    assert london.ranked["window_start_date"].dt.strftime("%Y-%m-%d").tolist() == ["2028-03-31", "2028-06-30"]
    assert london.ranked["n_starts"].tolist() == [2, 2]
    assert pages.title(london).text.splitlines()[-1] == (
        "For two functions boroughs could start a new contract together; first stands Planning applications, with three boroughs."
    )


def test_the_critical_mass_counts_every_borough_with_a_contract(london: Joint) -> None:
    # Set B: Cedar, Elm, Fir and Ivy as they stand, Ash by extending; Hazel if dated; Beech has another window
    chosen = london.ranked["opportunity_id"].iloc[1]
    assert mass(london, chosen) == {"now": 4, "extending": 1, "undated": 1, "late": 0, "all": 7}


def test_a_case_gives_both_ends_the_value_and_the_next_step(london: Joint) -> None:
    text = pages.cases(london).text
    # worked_opportunities.md: set B on 30 Jun 2028, a purchase begun 12 months before
    assert "4 of 7 boroughs with a contract for it can start within 20 months; 1 more by using an extension" in text
    assert "The start all of them could make is 30 Jun 2028." in text
    assert "so it would have to begin by 30 Jun 2027." in text
    lines = text.splitlines()
    assert next(line for line in lines if line.startswith("Ash Alder Tax")) == (
        "Ash Alder Tax 31 Dec 27 31 Dec 28 extends open 50,000"
    )
    assert "prices £42k, purchases not run £100k, less joint work £100k and moving ends £28k" in text
    assert "In scope £920k a year." in text
    assert (
        "Ash would sign a joint contract; Cedar would talk to the market together; Elm would go alone; two have not"
        in text
    )
    assert "Cedar could not start in time for this." in text
    assert "Ask Fir and Ivy how far they would go for Council tax and business rates." in text
    assert "Proposed: Ash, as it would sign a joint contract." in text


def test_the_facts_to_check_are_eleven_and_two_are_settled(london: Joint) -> None:
    text = pages.cases(london).text
    # worked_opportunities.md, gates: B passes 2 and 6, C passes 2
    assert "Two of 11 facts are settled by the register; nine are open." in text
    assert "One of 11 facts is settled by the register; ten are open." in text
    assert "Threshold: settled:" in text


def test_what_ends_is_listed_with_both_ends_soonest_first(london: Joint) -> None:
    lines = pages.ending(london).text.splitlines()
    rows = [line for line in lines if "·" in line]
    assert rows[0].startswith("Ash Housing management · Alder House 31 Mar 27 31 Mar 27")
    assert rows[1].startswith("Cedar Planning applications · Cypress Plan 31 Mar 27 31 Mar 29")
    assert "The first 8 of 9 contracts with an end within 36 months, soonest first" in lines
    [whole] = pages.ending(london).attached
    assert len(whole["rows"]) == len(london.decisions) == 15


def test_the_quarters_count_the_chosen_areas_only(worked: Register) -> None:
    members = make_edition(worked, edition="members")
    whole, tax = pages.quarters(about(members)), pages.quarters(about(members, service_areas="rev"))
    assert isinstance(whole, Chart)
    assert isinstance(tax, Chart)
    assert whole.data is not None
    assert tax.data is not None
    told = tax.data.set_index("period")["n_contracts"]
    # ash-tax Oct to Dec 2027, beech-tax Jan to Mar 2028, cedar-tax Apr to Jun 2028, ivy-tax Oct to Dec 2029
    assert told[["Oct to Dec 2027", "Jan to Mar 2028", "Apr to Jun 2028", "Oct to Dec 2029"]].tolist() == [1, 1, 1, 1]
    assert told[["expired in use", "rolling", "unknown"]].tolist() == [1, 1, 1]
    assert whole.data["n_contracts"].sum() > told.sum() == 7


def test_boroughs_and_areas_narrow_it(worked: Register) -> None:
    members = make_edition(worked, edition="members")
    planning = about(members, service_areas=["PLN"])
    assert planning.found.sets["function_code"].unique().tolist() == ["PLN01"]
    ivy = about(members, boroughs="ivy")
    assert ivy.found.sets["n_boroughs"].tolist() == [5]  # set B alone has Ivy
    assert "Only opportunities with Ivy among the boroughs." in pages.title(ivy).text
    assert mass(ivy, ivy.ranked["opportunity_id"].iloc[0])["all"] == 7


def test_assumptions_given_are_used_and_told(worked: Register) -> None:
    given = about(make_edition(worked, edition="members"), assumptions="avoided_procurement=30000")
    text = pages.cases(given).text
    assert "purchases not run £120k" in text
    assert "some were given for this document" in text
    assert "given for this document" in pages.assumptions(given).text


def test_nobody_is_named_in_public(worked: Register) -> None:
    public = about(make_edition(worked, edition="public"))
    for show in (pages.title, pages.key_figures, pages.first, pages.opportunities, pages.cases):
        assert not any(name in show(public).text for name in ("Ash", "Beech", "Cedar", "Elm", "Fir"))
    assert public.ranked.empty
    assert "not published" in pages.cases(public).text
    # worked_opportunities.md, pipeline: the largest set of tax has 5 boroughs of 7 with a contract
    row = next(line for line in pages.first(public).text.splitlines() if line.startswith("Council tax"))
    assert row.endswith("5 of 7 with a contract; 1 more if dated")


def test_suppliers_to_talk_to_are_counted_by_group(london: Joint) -> None:
    text = pages.leverage(london).text
    # worked_opportunities.md, leverage
    assert "Alder 7 3 9 5 31 Mar 2027 £1.6m, 9 of 9" in text
    assert "Cypress 4 2 5" in text


def test_bridging_says_what_would_change(london: Joint) -> None:
    # worked_opportunities.md, bridging: 12 months, the same 6 boroughs, 0.725
    assert (
        "would bring no further borough into a group; on average a group would keep 72%" in pages.bridging(london).text
    )


def test_the_workbook_has_every_opportunity_and_member(london: Joint) -> None:
    every, members = pages.opportunities(london).attached
    assert len(every["rows"]) == 2
    # set C has three contracts, set B five
    assert len(members["rows"]) == 8


@pytest.mark.parametrize("edition", ["public", "members"])
def test_a_london_of_which_nothing_is_known_has_its_document(edition: str) -> None:
    empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    here = about(replace(empty, info=replace(empty.info, edition=edition)))
    for show in SHOWN:
        shown = show(here)
        assert isinstance(shown, Fragment)
        assert not any(word in shown.text.split() for word in ("nan", "None", "NaT", "<NA>"))
    assert "No contract is known" in pages.quarters(here).html


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0, 0, 3), "None of 3 boroughs with a contract for it can start within 12 months."),
        ((0, 2, 0, 1, 3), "None of 3 boroughs with a contract for it can start within 12 months; 2 by using an extension; 1 too late for this round."),
        ((1, 1, 2, 0, 5), "1 of 5 boroughs with a contract for it can start within 12 months; 1 more by using an extension; 2 more if their ends were known."),
    ],
)  # fmt: skip
def test_the_critical_mass_is_true_of_none_one_and_many(counts: tuple[int, ...], words: str) -> None:
    keys = ("now", "extending", "undated", "late", "all")
    assert mass_finding(dict(zip(keys, counts, strict=True)), months=12) == words


def test_findings_are_true_of_none_one_and_many() -> None:
    assert opportunities_finding(1, "Cashless parking", 2).startswith("For one function boroughs could start")
    assert gates_finding(pd.Series(["pass"] * 2 + ["fail"] * 2)) == (
        "Two of 4 facts are settled by the register; two stand in the way."
    )
    everyone = pd.DataFrame(
        {"borough": ["A", "B"], "intention": ["alone", "joint_contract"], "is_after_window": [None] * 2}
    )
    assert said_finding(everyone) == "B would sign a joint contract; A would go alone."
    assert routes_words(["open", "open"], [5_000.0, 5_000.0]) == (
        "Routes taken: open (2). A value is known for 2 of 2 contracts: £5,000 a year."
    )


@pytest.mark.parametrize(
    ("intentions", "step", "who"),
    [
        (["not said", "not said"], "Ask both how far they would go for X.", ""),
        (["alone", "alone"], "Ask them again when a contract for X nears its end.", ""),
        (["alone", "not said"], "Ask B how far they would go for X.", ""),
        (["joint_contract", "not said", "not said"], "Ask B and C how far they would go for X.", "A, as it would sign a joint contract."),
        (
            ["share_market_engagement", "shared_specification", "not said"],
            "Bring A and B together on X, and ask the other one how far they would go.", "B, as it would share a specification.",
        ),
    ],
)  # fmt: skip
def test_the_next_step_follows_from_what_was_said(intentions: list[str], step: str, who: str) -> None:
    boroughs = list("ABC")[: len(intentions)]
    levels = pd.DataFrame({"borough": boroughs, "intention": intentions, "is_after_window": None})
    assert step_words(levels, function="X") == step
    assert taker(levels) == who


def test_who_cannot_start_in_time_is_not_brought_together() -> None:
    told = {"borough": ["A", "B"], "intention": ["joint_contract"] * 2, "is_after_window": [True, False]}
    assert taker(pd.DataFrame(told)) == "B, as it would sign a joint contract."
    assert step_words(pd.DataFrame(told), function="X") == "Ask them again when a contract for X nears its end."


def test_months_are_whole_ones_begun() -> None:
    assert months_until(date(2026, 11, 23), date(2026, 11, 23)) == 0
    assert months_until(date(2028, 1, 31), date(2026, 11, 23)) == 15


def test_names_of_80_characters_stay_text(worked: Register) -> None:
    long = "<b>" + "X" * 77
    tables = {name: frame.copy() for name, frame in worked.all_rows.items()}
    tables["contracts"] = tables["contracts"].assign(framework=long)
    here = about(make_edition(replace(worked, all_rows=tables), edition="members"))
    html = pages.cases(here).html
    assert "&lt;b&gt;XXX" in html
    assert "<b>" not in html


def test_a_case_with_more_contracts_than_its_page_holds_folds_the_rest_into_words(
    london: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = next(
        one for one in pages.cases(london).attached if len(one["rows"]) == 5
    )  # set B: Ash, Cedar, Elm, Fir, Ivy
    monkeypatch.setattr(parties, "_LINES", 3)
    folded = pages.cases(london)
    assert "And two more of Fir and Ivy, in the workbook." in folded.text
    assert "Fir Alder" not in folded.text
    assert every in folded.attached


def test_a_case_has_a_page_of_its_own(london: Joint) -> None:
    html = pages.cases(london).html
    assert html.count("ct-page-break") == html.count("<h2>Case ") + 1
    assert html.endswith('<div class="ct-page-break"></div>')
