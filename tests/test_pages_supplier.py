"""A supplier's briefing: who uses it, until when, how it is rated, what to ask; unknown and withheld are said."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from tiny_world import worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.pages import supplier as pages
from citytools_analysis.pages.supplier.questions import asked
from citytools_analysis.pages.supplier.rated import ratings_finding
from citytools_analysis.pages.supplier.subject import Supplier, about
from citytools_analysis.register import Register

SHOWN = (
    pages.title, pages.key_figures, pages.questions, pages.customers, pages.timeline, pages.ratings, pages.problems,
    pages.awards, pages.performance, pages.company, pages.contracts, pages.rests_on,
)  # fmt: skip
DAY = pd.Timestamp("2026-11-23").date()


@pytest.fixture
def alder(worked: Register) -> Supplier:
    return about(worked, "alder")


def named(name: str) -> Register:
    """Give a register that knows one supplier by name and nothing else."""
    return Register.from_tables({"suppliers": pd.DataFrame({"supplier_id": ["x"], "supplier": [name]})}, as_of=DAY)


def blanks(markup: str) -> list[str]:
    """Find what a missing value leaves behind where nobody said what it means."""
    return re.findall(r"(?<![\w-])(?:nan|NaT|&lt;NA&gt;)(?![\w-])|>\s*None\s*<", re.sub(r"base64,[^\"']*", "", markup))


def test_the_group_on_the_day_is_counted_together(alder: Supplier) -> None:
    # worked_concentration.md, reach: Alder bought Birch on 1 June 2025 and reaches seven boroughs
    assert alder.company_ids == ("alder", "birch")
    assert alder.customer_ids == ["ash", "beech", "cedar", "elm", "fir", "hazel", "ivy"]
    assert pages.company(alder).text.startswith("On 23 Nov 2026 the group of Alder holds Birch too")


def test_a_company_of_a_group_is_counted_alone_and_says_so(worked: Register) -> None:
    birch = about(worked, "birch")
    # deployments.csv: tax at Fir, Hazel and Ivy, planning at Ash, Beech and Elm
    assert birch.customer_ids == ["ash", "beech", "elm", "fir", "hazel", "ivy"]
    assert "Birch trades in the group of Alder; this briefing counts Birch alone." in pages.company(birch).text


def test_what_was_only_announced_changes_no_group(worked: Register) -> None:
    assert about(worked, "cypress").company_ids == ("cypress",)
    assert "announced or reported and not confirmed" in pages.company(about(worked, "dogwood")).text


def test_the_key_figures_are_those_worked_by_hand(alder: Supplier) -> None:
    lines = pages.key_figures(alder).text.splitlines()
    figures = {lines[at]: (lines[at + 1], lines[at + 2]) for at in range(0, len(lines), 3)}
    # told for tax, planning or housing: the seven, Larch and Oak; nine contracts less fir-tax (rolling) and hazel-tax
    assert figures["boroughs known to use it"] == ("7", "of 9 boroughs known for this work")
    assert figures["contracts with a known end"] == ("7", "of 9 known")
    # by 23 May 2028: ash-house, ash-tax, beech-tax
    assert figures["end within 18 months"] == ("3", "of 7 known ends")
    # worked_renewals.md: elm-tax, ash-house, beech-tax and cedar-tax have passed; ash-tax has an option in hand
    assert figures["days to act by have passed"] == ("4", "of 7, counted from the committed end")
    # worked_market.md, routes: Beech, Elm and Ivy
    assert figures["contracts awarded directly"] == ("3", "of 9 whose award is known, of 9")


def test_the_customers_stand_by_the_day_to_act(alder: Supplier) -> None:
    [held] = pages.customers(alder).attached
    rows = {row[0]: row for row in held["rows"]}
    # worked_renewals.md: Elm's tax ran out, Ash's housing had to be acted on by 31 March 2025
    assert [row[0] for row in held["rows"]][:2] == ["Elm", "Ash"]
    assert rows["Ash"][1:4] == ["Alder House; Alder Tax; Birch Plan", 3, "31 Mar 27"]
    text = pages.customers(alder).text
    assert "passed 31 Mar 25" in text
    assert "Seven boroughs are known to use Alder, of 9 boroughs whose system for the same work is known." in text


def test_a_joint_contract_stands_once_a_borough_and_counts_once(worked: Register) -> None:
    birch = about(worked, "birch")
    [held] = pages.contracts(birch).attached
    # four contracts: fir-tax, hazel-tax, ivy-tax, and ash-plan for Ash and Beech
    assert len(held["rows"]) == 5
    assert pages.contracts(birch).text.startswith("4 contracts known; a contract that serves several boroughs")


def test_a_customer_without_a_contract_is_listed_apart(worked: Register) -> None:
    elder = about(worked, "elder")
    text = pages.customers(elder).text
    # deployments.csv: Ash runs Elder Lib; contracts.csv has none for it
    assert "1 borough of 1 of which no contract with it is known" in text
    assert "No contract with Elder is known" in pages.timeline(elder).html


def test_problems_are_told_in_full_and_withheld_from_members(worked: Register, alder: Supplier) -> None:
    # worked_challenges.md: price rises, three decision-makers of six asked; three open, one raised, one resolved
    [held] = pages.problems(alder).attached
    assert held["rows"][0][:5] == ["price rises", 3, 3, 1, 1]
    members = pages.problems(about(make_edition(worked, edition="members"), "alder")).text
    assert "Withheld: price rises (fewer than 5 boroughs)." in members
    public = pages.problems(about(make_edition(worked, edition="public"), "alder")).text
    assert public.startswith("The problems boroughs report are withheld: members' data")


def test_ratings_are_by_dimension_and_withheld_aloud(worked: Register, alder: Supplier) -> None:
    # worked_satisfaction.md, M62: three of four dissatisfied with Alder Tax; data access 1, 2, 2, 1: four of four
    assert "Alder Tax, overall: 3 dissatisfied, 1 neutral, 0 satisfied of 4" in pages.ratings(alder).html
    assert "Alder Tax, access to own data: 4 dissatisfied" in pages.ratings(alder).html
    members = about(make_edition(worked, edition="members"), "alder")
    assert "of 4 systems and of all together, for fewer than 6 boroughs" in pages.ratings(members).html


def test_awards_and_assessments_are_those_published(alder: Supplier) -> None:
    text = pages.awards(alder).text
    # worked_challenges.md, published of Alder's group
    assert text.startswith("Three of 9 contracts whose way of award is known were awarded directly.")
    assert "3 notices known: 2 of direct award and 1 of a change" in text
    assert "2 assessments published; 1 below good; 0 report a breach" in pages.performance(alder).text


def test_the_questions_rest_on_what_is_known(alder: Supplier) -> None:
    told = [one.rests_on for one in asked(alder)]
    assert told[0] == "3 contracts, of 7 known ends, end from now to 23 May 2028: Ash and Beech."
    assert told[1] == "Two contracts of 9 known run past their end, or without one: Elm and Fir."
    assert "Price rises: 3 of 6 decision-makers that were asked report it." in told
    assert "1 of 2 published assessments is below good, for Time to mend." in told
    assert "Birch was bought by Alder (1 Jun 2025)." in told


def test_payments_that_grew_give_rise_to_a_question() -> None:
    days = [*pd.date_range("2024-04-01", periods=24, freq="MS")]
    paid = pd.DataFrame([
        {"spend_id": f"{who}-{day:%Y%m}", "borough_id": who, "supplier_id": payee, "spend_kind": "payment",
         "paid_date": day, "amount_gbp": 1_000.0 if day < pd.Timestamp("2025-04-01") else 1_200.0, "vat_basis": "ex",
         "source_id": "s", "source_pointer": f"{day:%Y%m}"}
        for who, payee in (("beech", "alder"), ("fir", "birch")) for day in days
    ])  # fmt: skip
    here = about(worked_register(spend=paid), "alder")
    told = [one.rests_on for one in asked(here)]
    # Beech pays Alder and Fir pays Birch a fifth more in 2025/26 than in 2024/25
    assert any(one.startswith("Two of 2 contracts whose payments are known grew by 5% a year or more") for one in told)


def test_a_reseller_is_named_as_one(worked: Register) -> None:
    rowan = about(worked, "rowan")
    # contracts.csv: Elm's planning was sold by Rowan
    assert (
        pages.title(rowan).text.splitlines()[-1].startswith("Elm is the only borough known to buy through Rowan Resale")
    )
    assert "0 boroughs by" not in pages.customers(rowan).text
    assert "Rowan Resale sells what others make" in pages.problems(rowan).text
    assert "Rowan Resale sells what others make" in pages.ratings(rowan).html


def test_a_supplier_nobody_uses_says_what_is_missing() -> None:
    here = about(named("X" * 80), "x")
    pieces = [show(here).html for show in SHOWN]
    assert all(pieces)
    assert not blanks(" ".join(pieces))
    assert "No contract" in pages.timeline(here).html


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_each_supplier(worked: Register, edition: str) -> None:
    made = make_edition(worked, edition=edition)
    for supplier_id in made.suppliers["supplier_id"]:
        here = about(made, str(supplier_id))
        for show in SHOWN:
            assert show(here).html
            assert not blanks(show(here).html)


def test_no_borough_is_named_beside_a_problem_or_a_rating(worked: Register) -> None:
    members = about(make_edition(worked, edition="members"), "alder")
    shown = pages.problems(members).text + pages.ratings(members).html
    assert not [name for name in ("Ash", "Beech", "Cedar", "Elm") if name in shown.replace("Dashed", "")]


def test_a_supplier_that_does_not_exist_is_named_with_the_nearest(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'alder'"):
        about(worked, "aldr")


@pytest.mark.parametrize(
    ("n", "n_told", "words"),
    [
        (0, 0, "No borough is known to use Mapleway."),
        (1, 4, "Brent is the only borough known to use Mapleway, of 4 whose system for the same work is known."),
        (3, 9, "Three boroughs are known to use Mapleway, of 9 boroughs whose system for the same work is known."),
    ],
)
def test_the_finding_is_true_of_none_one_and_many(n: int, n_told: int, words: str) -> None:
    assert pages.findings.customers_finding("Mapleway", ["Brent", "Ealing", "Sutton"][:n], n_told=n_told) == words


def test_the_other_findings_are_true_of_none_one_and_many() -> None:
    said = pages.findings
    assert said.problems_finding(1, 1, n_asked=None).endswith("; how many report it is withheld.")
    assert said.problems_finding(2, 2, n_asked=None).endswith("; how many report each is withheld.")
    assert said.awards_finding(0, 4, 4) == "None of 4 contracts whose way of award is known were awarded directly."
    assert said.soon_finding(1, 3, day="1 Jan 2028") == " Of 3 contracts with a known end, one ends by 1 Jan 2028."
    none = pd.DataFrame({"n_dissatisfied": [1, 0], "n_satisfied": [2, 3]})
    assert ratings_finding(none) == "In none of 2 ratings more boroughs are dissatisfied than satisfied"
