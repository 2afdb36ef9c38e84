"""A service area's briefing: who runs what, on how few suppliers, until when, and who could buy together."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from citytools_analysis.charts.chart import Chart
from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.pages import service_area as pages
from citytools_analysis.pages.service_area.ends import calendar_of
from citytools_analysis.pages.service_area.subject import ServiceArea, about
from citytools_analysis.register import Register

SHOWN = (
    pages.title, pages.key_figures, pages.act_next, pages.systems, pages.supply, pages.largest, pages.by_quarter,
    pages.together, pages.ratings, pages.groups, pages.contracts, pages.rests_on,
)  # fmt: skip
DAY = pd.Timestamp("2026-11-23").date()


@pytest.fixture
def revenues(worked: Register) -> ServiceArea:
    return about(worked, "REV")


@pytest.fixture
def planning(worked: Register) -> ServiceArea:
    return about(worked, "PLN")


def blanks(markup: str) -> list[str]:
    """Find what a missing value leaves behind where nobody said what it means."""
    return re.findall(r"(?<![\w-])(?:nan|NaT|&lt;NA&gt;)(?![\w-])|>\s*None\s*<", re.sub(r"base64,[^\"']*", "", markup))


def test_the_finding_counts_boroughs_systems_and_suppliers_as_groups(revenues: ServiceArea) -> None:
    # deployments.csv: seven boroughs and Larch (in-house); Alder Tax and Birch Tax are both of Alder's group
    finding = pages.title(revenues).text.splitlines()[-1]
    assert finding == (
        "Something is known of what eight of 10 boroughs run for Revenues: two systems of one supplier. Of 5 contracts with "
        "a known end, two end by 23 May 2028."
    )


def test_the_key_figures_are_those_worked_by_hand(revenues: ServiceArea) -> None:
    lines = pages.key_figures(revenues).text.splitlines()
    figures = {lines[at]: (lines[at + 1], lines[at + 2]) for at in range(0, len(lines), 3)}
    assert figures["boroughs that say what they run"] == ("8", "of 10 boroughs, for one function or more")
    # worked_concentration.md: by operating group 1 / 0.775 = 1.290323
    assert figures["suppliers, as if of equal size"] == ("1.3", "known of 8 of 10 boroughs")
    # worked_renewals.md: ash-tax and beech-tax; elm-tax, beech-tax and cedar-tax have passed
    assert figures["end within 18 months"] == ("2", "of 5 known ends, of 7 contracts")
    assert figures["days to act by have passed"] == ("3", "of 5, counted from the committed end")
    # worked_opportunities.md, set B
    assert figures["boroughs could start together"] == ("5", "for Council tax and business rates, options counted")


def test_the_soonest_to_act_stands_first(revenues: ServiceArea) -> None:
    [held] = pages.act_next(revenues).attached
    # worked_renewals.md M32: Elm ran out, Beech 31 Mar 2026, Cedar 30 Jun 2026, Ash an option by 31 Mar 2027, Ivy, Fir rolls
    assert [row[0] for row in held["rows"]] == ["Elm", "Beech", "Cedar", "Ash", "Ivy", "Fir"]
    assert "passed 31 Mar 26" in pages.act_next(revenues).text


def test_every_answer_is_listed_with_its_boroughs(planning: ServiceArea) -> None:
    [held] = pages.systems(planning).attached
    rows = {row[1]: row for row in held["rows"]}
    # worked_market.md, incumbents: Cypress 5, Birch 3, none 1, open source 1; 9 of 10 known (elm has two)
    assert rows["Cypress Plan"][2:4] == [5, "9 of 10"]
    assert rows["Cypress Plan"][4] == "Cedar, City of Oak, Elm, Fir and Hazel"
    assert rows["Birch Plan"][4] == "Ash, Beech and Elm"
    assert (rows["none"][4], rows["open source"][4]) == ("Ivy", "Larch")


def test_supply_is_told_with_its_denominator_or_withheld_with_its_reason(
    worked: Register, revenues: ServiceArea, planning: ServiceArea
) -> None:
    assert (
        "Revenues rests on as many suppliers as 1.3 of equal size, known of 8 of 10 boroughs"
        in pages.supply(revenues).html
    )
    # worked_concentration.md: planning by operating group 2.371765
    # of the whole area Ivy is not left out: (9 x 0.357143 + 0.9375) / 10 = 0.415179, of 10
    chart = pages.supply(planning)
    assert isinstance(chart, Chart)
    assert chart.data is not None
    assert chart.title == "Planning rests on as many suppliers as 2.4 of equal size, known of 8 of 10 boroughs"
    assert chart.data["value"].round(6).tolist() == [2.408602, 2.371765]
    held = "How concentrated supply for Housing is cannot be said: fewer than 8 boroughs are known."
    assert held in pages.supply(about(worked, "HSG")).html


def test_the_shares_of_the_largest_are_by_boroughs_and_withheld_by_contracts(revenues: ServiceArea) -> None:
    [held] = pages.largest(revenues).attached
    rows = {row[0]: row[1:] for row in held["rows"]}
    # worked_market.md: by operating group Alder has 7/8; worked_concentration.md: by contracts fewer than 20
    assert rows["of boroughs"][:3] == ["88%", "100%", "100%"]
    assert rows["of boroughs"][4] == "8 of 10"
    assert rows["of live contracts"][0] == "withheld"
    assert "fewer than 20" in rows["of live contracts"][5]


def test_the_quarters_add_up_to_all_contracts(revenues: ServiceArea) -> None:
    counted = calendar_of(revenues)
    told = dict(zip(counted["period"], counted["n_contracts"], strict=True))
    # worked_renewals.md M30, REV: seven contracts
    assert (told["Oct to Dec 2027"], told["Jan to Mar 2028"], told["Apr to Jun 2028"], told["Oct to Dec 2029"]) == (
        1,
        1,
        1,
        1,
    )
    assert (told["expired in use"], told["rolling"], told["unknown"], told["later"]) == (1, 1, 1, 0)
    assert int(counted["n_contracts"].sum()) == 7


def test_what_ends_beyond_the_quarters_is_said(worked: Register) -> None:
    # worked_renewals.md M30, HSG: cedar-house ends on 31 March 2030
    assert "After these quarters 1 more contract ends." in pages.by_quarter(about(worked, "HSG")).html


def test_an_area_without_an_end_ahead_has_no_empty_columns(worked: Register) -> None:
    contracts = worked.contracts
    old = contracts[contracts["contract_id"].eq("hazel-plan")]
    only = Register.from_tables(
        {"contracts": old, "systems": worked.systems, "allocations": worked.allocations}, as_of=worked.as_of,
        reference=worked.reference,
    )  # fmt: skip
    # hazel-plan: its end has passed, and whether it is in use is not known
    shown = pages.by_quarter(about(only, "PLN"))
    assert "No contract has a known end in the next three years. Contracts by their end: unknown 1." in shown.html


def test_the_largest_set_of_each_function_is_shown(revenues: ServiceArea, planning: ServiceArea) -> None:
    [held] = pages.together(revenues).attached
    # worked_opportunities.md, sets A and B
    assert held["rows"] == [[
        "Council tax and business rates", "30 Jun 28; 1 more window", 5, 1, "1 if dated", "£920k (5 of 5)",
        "Ash, Cedar, Elm, Fir and Ivy",
    ]]  # fmt: skip
    [held] = pages.together(planning).attached
    # set D: four boroughs, Ash and Beech as one; Cedar and Fir by extending
    assert held["rows"][0][1:4] == ["31 Dec 28; 1 more window", 4, 2]


def test_systems_that_cannot_be_told_apart_are_said_to_be_so(planning: ServiceArea) -> None:
    # worked_satisfaction.md, M64: only cypress-plan has five decision-makers
    assert pages.groups(planning).text.startswith(
        "The one comparable rating cannot be told apart from the average of its function; one more is withheld."
    )
    assert "3 satisfied of 5" in pages.ratings(planning).html


def test_ratings_and_groups_are_withheld_aloud(worked: Register) -> None:
    members = about(make_edition(worked, edition="members"), "PLN")
    assert "fewer than 6 boroughs" in pages.ratings(members).html
    assert "fewer than 6 boroughs" in pages.groups(members).text
    public = about(make_edition(worked, edition="public"), "PLN")
    assert pages.groups(public).text.startswith("Which systems can be told apart is withheld: members' data")


def test_an_area_nobody_reported_says_what_is_missing() -> None:
    here = about(Register.from_tables({}, as_of=DAY), "CUL")
    for show in SHOWN:
        assert show(here).html
        assert not blanks(show(here).html)
    assert pages.systems(here).text.startswith("It is known of no borough what it runs for Culture")
    assert "unknown" in pages.key_figures(here).text


def test_a_long_name_is_told_whole(worked: Register) -> None:
    systems = worked.systems.assign(
        system=lambda frame: frame["system"].where(frame["system_id"] != "alder-tax", "X" * 80)
    )
    changed = Register.from_tables(
        {"systems": systems} | {name: worked.table(name) for name in ("deployments", "contracts", "allocations")},
        as_of=worked.as_of, reference=worked.reference,
    )  # fmt: skip
    here = about(changed, "REV")
    assert "X" * 80 in pages.systems(here).text
    assert "X" * 80 in pages.contracts(here).text


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_each_area(worked: Register, edition: str) -> None:
    made = make_edition(worked, edition=edition)
    for code in made.functions["area_code"].unique():
        here = about(made, str(code))
        for show in SHOWN:
            assert show(here).html
            assert not blanks(show(here).html)


def test_an_area_that_does_not_exist_is_named_with_the_nearest(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'HSG'"):
        about(worked, "HSX")


def test_the_findings_are_true_of_none_one_and_many() -> None:
    said = pages.findings
    one = said.area_finding("Housing", n_known=1, n_of=33, n_systems=1, n_groups=0)
    assert one == "Something is known of what one of 33 boroughs runs for Housing: one system; no supplier is named."
    assert said.area_finding("Housing", n_known=2, n_of=33, n_systems=0, n_groups=0).endswith("no system is named.")
    assert (
        said.supply_finding("Housing", value=1.0, n=9, n_of=33)
        == "Housing rests on one supplier, known of 9 of 33 boroughs"
    )
    assert said.groups_finding(4, 1, 2, 1) == (
        "One of 4 comparable ratings stands above the average of its function, two below it; one more is withheld."
    )
    assert said.groups_finding(6, 2, 0, 0) == (
        "Two of 6 comparable ratings stand above the average of their function, none below it."
    )
    assert said.together_finding(1, 1, largest=3, function="Tax").endswith("could start anew, Tax: three boroughs.")
