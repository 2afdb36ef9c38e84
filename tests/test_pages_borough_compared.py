"""A borough's report: what is at risk, how it compares, whether its publication is complete, what others report and lend."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from test_coverage_sources import contract, made
from test_publishing import LET
from tiny_world import AS_OF, tiny_reference, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.pages import borough as pages
from citytools_analysis.pages.borough.findings import compared_finding, publication_finding, risks_finding
from citytools_analysis.pages.borough.subject import about
from citytools_analysis.register import Register
from citytools_analysis.tables.fragment import Fragment

SHOWN = (
    pages.at_risk, pages.compared, pages.near_and_alike, pages.problems, pages.skills_to_borrow, pages.publication,
    pages.paid_and_contracted,
)  # fmt: skip


def line(fragment: Fragment, start: str) -> str:
    return next(words for words in fragment.text.splitlines() if words.startswith(start))


def test_what_is_at_risk_is_counted_by_how_near_it_ends(worked: Register) -> None:
    # tests/tiny/contracts.csv: Ash ends 31 March 2027, 31 December 2027 and 31 December 2028; the last is within 36 months
    told = pages.at_risk(about(worked, "ash"))
    assert line(told, "ends within 6 months") == "ends within 6 months 1 of 3 known ends Alder House"
    assert line(told, "ends within 12") == "ends within 12 months 1 of 3 known ends Alder House"
    assert line(told, "ends within 18") == "ends within 18 months 2 of 3 known ends Alder House and Alder Tax"
    assert line(told, "ends within 36").startswith("ends within 36 months 3 of 3 known ends")


def test_an_unknown_end_is_a_risk_and_never_nought(worked: Register) -> None:
    told = pages.at_risk(about(worked, "hazel"))
    assert line(told, "no end is known") == "no end is known 1 of 2 contracts Birch Tax"
    assert line(told, "end has passed") == "end has passed, use not known 1 of 2 contracts Cypress Plan"
    assert line(told, "ends within 6") == "ends within 6 months unknown of 0 known ends unknown"


def test_the_share_of_one_supplier_is_told_of_a_borough_to_members_only() -> None:
    contracts = [
        contract(
            f"c{number}", supplier_id="alder" if number < 9 else "cypress", start_date="2024-01-01", is_published=True
        )
        for number in range(12)
    ]
    register = made(contracts, suppliers=tiny_suppliers())
    members = pages.at_risk(about(make_edition(register, edition="members"), "ash")).text
    public = pages.at_risk(about(make_edition(register, edition="public"), "ash")).text
    assert "75% of 12 contracts Alder, of 2 suppliers" in members  # 9 of 12
    assert "75%" not in public
    assert "told of single boroughs to members only" in public


def tiny_suppliers() -> pd.DataFrame:
    rows = [
        {"supplier_id": name, "supplier": name.title(), "source_id": "ocds", "source_pointer": "1"}
        for name in ("alder", "birch")
    ]
    return pd.DataFrame(rows)


def test_a_borough_stands_beside_the_middle_of_the_others(worked: Register) -> None:
    # test_positions.py works the figures: Ash 180,000 over 3 contracts, five others with a median of 260,000
    told = pages.compared(about(worked, "ash"))
    assert line(told, "all areas") == (
        "all areas 4 of 4; others 3 (8) 4; others 3 (8) 3; others 2.5 (8) £180k in 3 of 3 contracts; others £260k (5)"
    )
    assert line(told, "Housing").endswith("£80k in 1 of 1 contract; others withheld")
    assert told.text.startswith("Of 4 service areas Ash is known to run more systems than the middle borough in none")


def test_a_borough_of_which_nothing_is_known_is_compared_with_nothing_and_not_with_nought(worked: Register) -> None:
    told = pages.compared(about(worked, "maple"))
    assert (
        line(told, "Culture")
        == "Culture unknown; others 1 (3) unknown; others 1 (3) unknown; others 1 (3) unknown; others withheld"
    )
    assert (
        line(pages.near_and_alike(about(worked, "maple")), "Maple you") == "Maple you unknown unknown unknown unknown"
    )


def test_those_alike_stand_beside_with_what_they_share(worked: Register) -> None:
    # Ash and Beech both run Alder Tax, Birch Plan and Alder House (tests/tiny/deployments.csv)
    told = pages.near_and_alike(about(worked, "ash"))
    assert line(told, "Beech") == "Beech alike in kind 3 3 2 3"


def test_a_notice_that_is_due_and_was_not_found_is_listed() -> None:
    # worked_coverage.md: Ivy's contract, 350,000 a year, is the one let under the Procurement Act 2023
    told = pages.publication(about(worked_register(), "ivy"))
    assert line(told, "with a contract details notice").startswith(
        "with a contract details notice (UK7), where one is due 0 1 0"
    )
    assert "Tax at Ivy Birch contract details notice (UK7)" in told.text


def test_publication_holds_sources_against_each_other() -> None:
    rows = [
        contract("c1", **LET),
        contract("c2", **LET),
        contract("c2", "ocds", **LET),
        contract("c3", end_date=None, end_state="unknown"),
    ]
    notices = pd.DataFrame([
        {"notice_id": "n", "notice_type": "UK7", "published_date": "2025-05-01", "borough_id": "ash", "contract_id": "c2",
         "source_id": "ocds", "source_pointer": "1"}
    ])  # fmt: skip
    told = pages.publication(about(made(rows, notices=notices), "ash"))
    assert told.text.splitlines()[0] == (
        "A published source read here tells of 1 of 3 contracts; of two that want a contract details notice one has it."
    )
    assert line(told, "with an end") == "with an end, or said to roll on 2 3 0 add the end, or say that it is rolling"


def spent(month: int, supplier: str, amount: float) -> dict[str, Any]:
    return {"spend_id": f"s{month}{supplier}", "borough_id": "ash", "supplier_id": supplier, "spend_kind": "payment",
            "paid_date": date(2026, month, 5), "paid_date_precision": "day", "amount_gbp": amount, "vat_basis": "ex",
            "source_id": "spend", "source_pointer": f"row {month}"}  # fmt: skip


def test_spend_without_a_contract_is_named_with_its_sum() -> None:
    spend = pd.DataFrame([spent(9, "cypress", 42_000.0), spent(9, "alder", 9_000.0)])
    register = made(
        [contract("c1", supplier_id="alder", start_date="2024-01-01")], spend=spend, suppliers=tiny_suppliers()
    )
    told = pages.paid_and_contracted(about(register, "ash"))
    assert told.text.startswith("1 of 12 months are read, Sep 2026 to Sep 2026:")
    assert line(told, "Cypress").startswith("Cypress 42,000 5 Sep 2026")
    assert not [words for words in told.text.splitlines() if words.startswith("Alder 9,000")]


def test_only_those_who_offer_a_skill_are_named_and_only_to_members(worked: Register) -> None:
    # tests/tiny/skills.csv: Beech and Elm lend data migration, Hazel procurement
    told = pages.skills_to_borrow(about(make_edition(worked, edition="members"), "ash"))
    assert line(told, "data migration") == "data migration 2 Beech and Elm"
    public = pages.skills_to_borrow(about(make_edition(worked, edition="public"), "ash"))
    assert "Beech" not in public.text
    assert "not in the public edition" in public.text


def test_a_problem_few_report_is_withheld_with_its_reason(worked: Register) -> None:
    told = pages.problems(about(make_edition(worked, edition="members"), "ash")).text
    assert told.startswith("Every one of 1 shared problem withheld: fewer than 5 boroughs.")
    assert "not in the public edition" in pages.problems(about(make_edition(worked, edition="public"), "ash")).text


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_each_part_of_each_borough(worked: Register, edition: str) -> None:
    made_edition = make_edition(worked, edition=edition)
    for borough_id in made_edition.boroughs["borough_id"]:
        here = about(made_edition, str(borough_id))
        words = "".join(show(here).html for show in SHOWN)
        for wrong in (">nan<", ">None<", "NaT", "&lt;NA&gt;"):
            assert wrong not in words


def test_an_empty_register_says_what_is_missing() -> None:
    here = about(Register.from_tables({}, as_of=AS_OF, reference=tiny_reference()), "ash")
    assert all(show(here).text for show in SHOWN)
    assert pages.at_risk(here).text.startswith("No contract and no system of Ash is known here")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), "In none of 2 service areas is enough known to compare the systems of Ash with those of others."),
        ((1, 0, 0), "Of 2 service areas Ash is known to run more systems than the middle borough in one, as many in none and fewer in none; in one it cannot be told."),
        ((1, 1, 0), "Of 2 service areas Ash is known to run more systems than the middle borough in one, as many in one and fewer in none."),
    ],
)  # fmt: skip
def test_the_finding_on_position_is_true_of_none_one_and_many(counts: tuple[int, int, int], words: str) -> None:
    assert compared_finding("Ash", *counts, n_areas=2) == words


def test_the_findings_on_publication_and_risk_are_true_of_one() -> None:
    assert publication_finding(1, 1, n_due=1, n_noticed=1).endswith(
        "of one that wants a contract details notice one has it."
    )
    assert risks_finding(1, n_passed=0, n_open=0, n_late=1, n_days=1) == (
        "Of 1 known contract one has a day to act by, which has passed for one; every one has an end ahead or rolls on."
    )
