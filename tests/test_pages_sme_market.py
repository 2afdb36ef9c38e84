"""The page for small suppliers: where and when, who has it, who buys from small firms, by which route; and nothing known."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from tiny_world import tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import market as metrics
from citytools_analysis.pages import sme_market as pages
from citytools_analysis.pages.sme_market.shortened import shortened
from citytools_analysis.pages.sme_market.subject import Market, about
from citytools_analysis.register import Register
from citytools_analysis.tables.frame import Column

DAY = date(2026, 11, 23)
SHOWN = (
    pages.title, pages.key_figures, pages.next_to_end, pages.by_area, pages.notices_ahead, pages.how_settled,
    pages.who_supplies, pages.small_buyers, pages.frameworks, pages.routes_used, pages.newcomers, pages.sizes,
    pages.rests_on,
)  # fmt: skip


def published(**changed: pd.DataFrame) -> Register:
    """Give the ten authorities as one that publishes everything."""
    shown = {name: tiny_tables()[name].assign(is_published=True) for name in ("contracts", "deployments")}
    tables: dict[str, pd.DataFrame] = shown | changed
    return worked_register(edition="full", **tables)


@pytest.fixture(scope="module")
def london() -> Market:
    return about(published())


def line(text: str, *starts: str) -> str:
    return next(one for one in text.splitlines() if one.startswith(starts))


def test_the_page_opens_with_what_ends_within_a_year(london: Market) -> None:
    # worked_market.md, Ending soon: ash-house and cedar-plan on 31 March 2027; hazel's two have no known end
    told = "Two of 15 contracts known come to an end by 23 Nov 2027; of two no end is published."
    assert pages.title(london).text.splitlines()[-1] == told
    values = pages.key_figures(london).text.splitlines()
    assert values[1::3] == ["9", "1", "0", "4", "1"]  # 36 months; elm-tax; UK1 to UK4; M80; Great Framework
    assert values[2] == "of 13 whose end is known"


def test_each_service_area_lists_what_ends_soonest_first(london: Market) -> None:
    text = pages.by_area(london).text
    revenues = text[text.index("Revenues") :].splitlines()
    assert revenues[1] == (
        "Three contracts end within 36 months. One is past its end and still in use; one rolls on without a fixed end; "
        "one has no published end."
    )
    boroughs = [row.split()[0] for row in revenues[3:9]]
    assert boroughs == ["Elm", "Ash", "Beech", "Cedar", "Fir", "Hazel"]
    assert "passed 30 Sep 26, still in use" in revenues[3]
    assert "Oct\N{EN DASH}Dec 27 31 Dec 27 31 Dec 28" in revenues[4]  # the option to 31 December 2028
    assert revenues[8].endswith("not known not published not published no address")


def test_a_supplier_without_a_published_contract_stands_below_the_contracts(london: Market) -> None:
    # worked_market.md, Incumbents: beech, fir and hazel use a housing system; cedar and ash have contracts for theirs
    text = pages.by_area(london).text
    housing = text[text.index("Housing") : text.index("Planning\n")]
    assert "In three more cases the supplier is known and no contract is published." in housing
    assert (
        line(housing, "Beech")
        == "Beech Housing management Alder House not known not published not published no address"
    )
    assert "Cedar" not in housing  # its contract runs beyond 36 months


def test_the_picture_counts_the_same_ends(london: Market) -> None:
    chart = pages.when_it_ends(london)
    assert "No half-year has more ends than Jan to Jun 2028: 5 of 9 within 36 months" in chart.html


def test_one_contract_is_no_record() -> None:
    contracts = tiny_tables()["contracts"]
    one = contracts.loc[contracts["contract_id"].eq("ash-house"), contracts.columns]
    chart = pages.when_it_ends(about(worked_register(contracts=one, options=tiny_tables()["options"].iloc[:0])))
    assert "One contract ends within 36 months, in Jan to Jun 2027" in chart.html


def test_the_most_concentrated_service_area_stands_first(london: Market) -> None:
    text = pages.how_settled(london).text
    # worked_concentration.md: REV by operating group 1.290323, bounds 1.219512 to 1.923077; 3 of 7 awarded directly
    revenues = line(text, "Revenues")
    assert revenues.startswith("Revenues Alder: 88% of 8 boroughs known 1.3 (1.2 to 1.9) 3 of 7 whose route is known")
    assert "as if 1.3 suppliers of one size shared it" in text
    assert "Housing too little is known fewer than 8 boroughs are known 0 of 2" in text
    assert text.index("Revenues Alder") < text.index("Planning Cypress")
    assert "withheld: 7 of 7 say, below 20" in revenues


def test_who_supplies_what_counts_boroughs_of_those_known(london: Market) -> None:
    text = pages.who_supplies(london).text
    assert "Council tax and business rates Alder 4, Birch 3, in-house 1 8 of 10" in text
    assert "Housing management Alder 3, Dogwood 2 5 of 9" in text


def test_the_boroughs_that_buy_from_small_firms_stand_first_with_what_is_not_said(london: Market) -> None:
    # worked_market.md M80: cedar-plan, cedar-house, fir-plan and fir-lib; no contract says anything of social enterprises
    rows = pages.small_buyers(london).text.splitlines()
    assert rows[0].endswith("by four contracts; all 15 contracts say which it is.")
    assert line("\n".join(rows), "Cedar") == "Cedar 2 0 unknown 3 3 Cypress, Dogwood"
    assert rows.index(line("\n".join(rows), "Fir")) < rows.index(line("\n".join(rows), "Ash"))


def test_contracts_that_do_not_say_are_never_counted_as_no() -> None:
    silent = tiny_tables()["contracts"].assign(is_sme_supplier=None)
    text = pages.small_buyers(about(published(contracts=silent))).text
    assert text.startswith("None of 15 contracts says whether its supplier is small")
    assert pages.key_figures(about(published(contracts=silent))).text.splitlines()[10] == "unknown"


def test_the_count_of_buyers_is_of_flags_and_narrows_to_an_area(worked: Register) -> None:
    told = metrics.small_supplier_buyers(worked).set_index("borough_id")
    counts = told[["n_contracts", "n_sme", "n_not_sme", "n_sme_not_known"]].to_dict("index")
    assert list(counts["fir"].values()) == [3, 2, 1, 0]
    assert told["n_contracts"].sum() == 15
    planning = metrics.small_supplier_buyers(worked, area_codes=["PLN"])
    assert planning["borough_id"].tolist() == ["cedar", "fir", "ash", "elm", "hazel"]
    assert planning["n_sme"].tolist() == [1, 1, 0, 0, 0]


def test_the_framework_is_named_with_its_end_and_the_routes_add_up(london: Market) -> None:
    assert "Great Framework 1 Planning 1 1 Apr 2023 31 Dec 2029" in pages.frameworks(london).text
    text = pages.routes_used(london).text
    assert text.startswith("11 of 15 contracts whose route is known were bought in a competition of their own")
    assert "Planning 4 0 1 0 0 5" in text  # worked_market.md, Routes: 4/5 competition, elm's call-off
    assert "Revenues 4 0 0 3 0 7" in text


def test_a_framework_that_has_ended_says_so() -> None:
    contracts = tiny_tables()["contracts"]
    is_framework = contracts["contract_id"] == "great-framework"
    ended = contracts.assign(end_date=contracts["end_date"].mask(is_framework, "2025-12-31"))
    assert "ended 31 Dec 2025" in pages.frameworks(about(published(contracts=ended))).text


def test_newcomers_and_sizes_are_those_worked_by_hand(london: Market) -> None:
    assert "withheld: fewer than 15 awards can be judged" in pages.newcomers(london).text
    text = pages.sizes(london).text
    assert text.startswith("1 of 12 published contracts whose whole value is known is below £207,720 including VAT")
    assert "Culture 0 0 1 0 0 1" in text  # fir-lib: 57,600 with VAT
    assert "Revenues 0 0 0 5 2 7" in text


def test_it_narrows_to_the_service_areas_named() -> None:
    housing = about(published(), "HSG, PLN")
    assert list(housing.areas.values()) == ["Housing", "Planning"]
    assert housing.n_contracts == 7
    assert (pages.title(housing).document or {})["subject"] == "Housing and Planning"
    assert "Revenues" not in "".join(show(housing).text for show in SHOWN)


def test_an_unknown_service_area_is_named_with_the_nearest(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'HSG'"):
        about(worked, "HSGG")


def test_announced_purchases_are_linked() -> None:
    row = {
        "notice_id": "n1", "notice_type": "UK2", "borough_id": "ash", "title": "<b>" + "Housing " * 12,
        "published_date": "2026-10-01", "evidence_url": "https://example.org/n/1", "source_id": "facts",
        "source_pointer": "line 2",
    }  # fmt: skip
    shown = pages.notices_ahead(about(published(notices=pd.DataFrame([row]))))
    assert shown.text.startswith("1 notice of the last 36 months tells of a purchase to come")
    assert "Preliminary market engagement (UK2)" in shown.text
    assert '<a href="https://example.org/n/1">notice</a>' in shown.html
    assert "<b>" not in shown.html


def test_with_nothing_known_every_part_says_what_is_missing() -> None:
    empty = about(Register.from_tables({}, as_of=DAY))
    words = "".join(show(empty).html for show in (*SHOWN, pages.when_it_ends))
    assert not {"nan", "None", "NaT"} & set(words.replace("<", " ").replace(">", " ").split())
    assert "<table" not in words
    assert "no contract is known" in words


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_what_it_may(edition: str) -> None:
    held = tiny_tables()["contracts"].assign(is_published=False)
    made = make_edition(published(contracts=held), edition=edition)
    here = about(made)
    assert all(show(here).html or show is pages.next_to_end for show in SHOWN)
    assert ("of 15 contracts" in pages.title(here).text) is (edition == "members")


def test_long_names_stay_whole() -> None:
    long = "X" * 80
    systems = tiny_tables()["systems"].assign(system=long)
    assert long in pages.by_area(about(published(systems=systems))).text


def test_a_long_table_keeps_every_row_for_the_workbook() -> None:
    rows = [{"name": str(number)} for number in range(30)]
    short = shortened(rows, columns=[Column("name", "Name")], caption="Thirty.", most=8)
    assert short.html.count("<tr>") == 9
    assert len(short.attached[0]["rows"]) == 30
    assert "Thirty. The first 8 of 30." in short.text


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "None of 3 contracts known comes to an end by 23 Nov 2027."),
        (1, "One of 3 contracts known comes to an end by 23 Nov 2027."),
        (3, "Three of 3 contracts known come to an end by 23 Nov 2027."),
    ],
)
def test_the_finding_is_true_of_none_one_and_many(n: int, words: str) -> None:
    until = date(2027, 11, 23)
    assert pages.findings.ending_finding(n, n_contracts=3, until=until, n_undated=0) == words


@pytest.mark.parametrize(
    ("n_boroughs", "n_small", "n_said", "words"),
    [
        (0, 0, 0, "None of 9 contracts says whether its supplier is small"),
        (0, 0, 4, "No contract is known to be with a small or medium-sized supplier; 5 of 9 contracts do not say."),
        (1, 1, 9, "One borough is known to buy from a small or medium-sized supplier, by one contract; all 9"),
    ],
)
def test_no_flag_is_not_no_small_firm(n_boroughs: int, n_small: int, n_said: int, words: str) -> None:
    told = pages.findings.buyers_finding(n_boroughs, n_small, n_said=n_said, n_contracts=9)
    assert told.startswith(words)
