"""The project plan: its lines with live figures, what is late said in words, and an empty plan that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from tiny_world import tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.pages import project_plan as pages
from citytools_analysis.pages.project_plan.dates import dated, stands
from citytools_analysis.pages.project_plan.examples import BLANK
from citytools_analysis.pages.project_plan.live import kpi_text, now_text
from citytools_analysis.pages.project_plan.subject import Plan, about
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

SHOWN = (
    pages.title, pages.key_figures, pages.on_a_page, pages.outcomes, pages.problems, pages.outputs, pages.people,
    pages.milestones, pages.risks, pages.issues, pages.criteria, pages.joint_purchases, pages.rests_on,
)  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    return about(worked_register())


def changed(plan: Plan, line: str, **values: Any) -> Plan:
    """Give the plan with one line of it changed."""
    items = plan.items.copy()
    for name, value in values.items():
        items.loc[items["plan_item_id"] == line, name] = value
    return replace(plan, items=items)


def on(plan: Plan, day: date) -> Plan:
    return replace(plan, register=replace(plan.register, as_of=day))


def line(text: str, start: str) -> str:
    return next(one for one in text.splitlines() if one.startswith(start))


def test_every_measure_of_the_packaged_plan_is_one_of_the_scorecard(plan: Plan) -> None:
    measures = set(load_reference().plan_items["measure"].dropna())
    assert measures
    assert measures <= set(plan.kpis["kpi"])


def test_no_line_of_the_packaged_plan_names_a_person_and_each_section_is_filled() -> None:
    items = load_reference().plan_items
    sections = {"outcome", "problem", "solution", "skill", "mandate", "output", "milestone", "risk", "issue"}
    assert set(items["section"]) == sections
    roles = set(items["owner_role"].dropna())
    assert roles == {
        "Category lead", "Data steward", "Engineer, by the day", "Facilitator", "Head of digital of each borough",
        "Information governance lead", "Product owner", "Sponsor",
    }  # fmt: skip


def test_the_live_figures_are_those_worked_by_hand(plan: Plan) -> None:
    # worked_evaluation.md, M110: no return of 10; 8 of 12 ends known; every contract confirmed 175 days ago
    assert now_text(plan, "boroughs_answered") == "0 of 10 boroughs"
    assert now_text(plan, "critical_ends_known") == "67%"
    assert now_text(plan, "verification_age") == "175 days"
    row = line(pages.outcomes(plan).text, "What is known stays fresh")
    assert row.endswith("median age of verification of contracts 175 days 180: met")


def test_the_page_opens_with_the_milestones(plan: Plan) -> None:
    told = "None of 12 milestones is done and none is overdue; the next, due 18 Dec 2026: Every report made from one register."
    assert pages.title(plan).text.splitlines()[-1] == told
    values = pages.key_figures(plan).text.splitlines()
    assert values[:6] == [
        "milestones done",
        "0",
        "of 12; none overdue",
        "boroughs that answered",
        "0",
        "of 10; target 24: not met",
    ]
    assert values[6:9] == ["ends known of critical work", "67%", "of 12 places; target 85%: not met"]
    assert values[10] == "unknown"  # no decision was logged, which is not none


def test_what_is_overdue_or_late_to_start_is_said_in_words(plan: Plan) -> None:
    later = on(plan, date(2027, 1, 30))  # a day after two were due; the first was due on 18 December: 43 days
    text = pages.milestones(later).text
    assert "overdue by 43 days , under way" in line(text, "Every report of this plan")
    assert "overdue by 1 day , not started" in line(text, "A sponsor and a product owner")
    assert "late to start , due in 13 days" in line(text, "The baseline for the evaluation")
    assert "not started, due in 60 days" in line(text, "Three boroughs have confirmed")
    assert "None of 12 milestones is done; three are overdue" in text
    assert "milestones done\n0\nof 12; 3 overdue" in pages.key_figures(later).text


def test_what_is_due_today_is_not_overdue(plan: Plan) -> None:
    today = on(plan, date(2026, 12, 18))
    rows = dated(today).to_dict("records")
    assert str(stands(rows[0], today)) == "under way, due today"
    assert not dated(today)["is_overdue"].any()


def test_what_is_done_or_stopped_is_never_overdue(plan: Plan) -> None:
    late = on(changed(plan, "milestone-01-reports", state="done"), date(2027, 1, 15))
    assert "One of 12 milestones is done and none is overdue" in pages.title(late).text
    stopped = on(changed(plan, "milestone-01-reports", state="stopped"), date(2027, 1, 15))
    assert "None of 11 milestones is done and none is overdue" in pages.title(stopped).text
    assert " stopped " in line(pages.milestones(stopped).text, "Every report of this plan")


def test_a_state_that_is_not_given_counts_as_not_started(plan: Plan) -> None:
    blank = on(changed(plan, "milestone-01-reports", state=None), date(2026, 12, 1))
    assert "late to start" in line(pages.milestones(blank).text, "Every report of this plan")


def test_a_problem_that_nothing_answers_is_named(plan: Plan) -> None:
    assert pages.problems(plan).text.startswith("Each of 7 known problems has a solution in the plan.")
    without = replace(plan, items=plan.items[plan.items["plan_item_id"] != "solution-6-public-page"])
    text = pages.problems(without).text
    assert text.startswith("One of 7 known problems has no solution in the plan: Small firms cannot see who buys what.")
    assert "nothing yet" in line(text, "Small suppliers find it hard")


def test_a_problem_links_to_where_it_was_found(plan: Plan) -> None:
    address = "https://loti.london/blog/exploring-the-best-routes-to-market/"
    assert f'<a href="{address}">LOTI, routes to market</a>' in pages.problems(plan).html


def test_risks_stand_by_their_score(plan: Plan) -> None:
    text = pages.risks(plan).text
    assert text.startswith("Three of 8 risks score 15 or more of 25; the highest: Upkeep not paid for.")
    scores = [4 * 5, 4 * 4, 3 * 5, 3 * 4, 3 * 4, 3 * 4, 3 * 3, 1 * 5]
    rows = [one for one in text.splitlines() if "\N{MULTIPLICATION SIGN}" in one]
    assert [int(one.split("= ")[1].split()[0]) for one in rows] == scores
    assert "not scored" in pages.risks(changed(plan, "risk-3-leak", likelihood=pd.NA)).text


def test_a_sign_says_what_it_counts_in_words(plan: Plan) -> None:
    # worked_evaluation.md, M110: 8 of 12 places; of ten authorities none sent a return
    counted = "67% (places with a function of the highest criticality whose contract end is known)"
    assert counted in line(pages.issues(plan).text, "Too few contract ends")
    assert "0 of 10 boroughs (boroughs that sent a return)" in line(pages.risks(plan).text, "Too few boroughs confirm")
    assert "0 of 10 boroughs (boroughs that sent a return)" in line(pages.milestones(plan).text, "24 boroughs")
    told = "".join(show(plan).text for show in (pages.outcomes, pages.outputs, pages.issues, pages.criteria))
    assert "criticality 1" not in told
    assert "UK2 notices" not in told


def test_every_table_says_how_many_it_lists(plan: Plan) -> None:
    shown = (pages.outcomes, pages.problems, pages.outputs, pages.people, pages.risks, pages.issues, pages.criteria)
    told = "\n".join(show(plan).text for show in shown).splitlines()
    for caption in ("6 outcomes and how they stand", "7 problems and what answers them", "8 outputs", "6 skills, by role",
                    "5 mandates", "8 risks, the highest first", "4 open issues, the gravest first",
                    "17 measures of the four criteria"):  # fmt: skip
        assert caption in told


def test_no_source_is_a_file_that_readers_do_not_have() -> None:
    assert not load_reference().plan_items["source"].str.contains(r"\.md", case=False).any()


def test_an_issue_that_is_done_is_no_longer_shown(plan: Plan) -> None:
    assert pages.issues(plan).text.startswith("4 issues are open; the gravest: No sponsor.")
    assert "No sponsor" not in pages.issues(changed(plan, "issue-1-no-sponsor", state="done")).text


def test_the_mandate_that_is_given_is_counted(plan: Plan) -> None:
    assert pages.on_a_page(plan).text.startswith("A proposal: none of 5 mandates is given yet.")
    given = changed(plan, "mandate-1-sponsor", state="done")
    assert pages.on_a_page(given).text.startswith("1 of 5 mandates is given.")
    assert "1 of 5 mandates is given" in pages.people(given).text


def test_the_four_criteria_stand_with_their_targets(plan: Plan) -> None:
    text = pages.criteria(plan).text
    assert "1 Fully operational median age of verification of contracts 175 days 15 of 15 180 180 met" in text
    assert "Not known: service log is empty 0 of 3 99.5% 99.5% cannot be told" in text
    assert {one[0] for one in text.splitlines() if one[:2] in {"1 ", "2 ", "3 ", "4 "}} == {"1", "2", "3", "4"}


def test_joint_purchases_are_drawn_from_the_log(plan: Plan) -> None:
    rows = [("a", "surfaced", "2026-01-01"), ("a", "qualified", "2026-02-01"), ("b", "surfaced", "2026-01-01")]
    log = pd.DataFrame(rows, columns=["opportunity_id", "stage", "reached_date"]).assign(
        function_code=None, borough_ids="ash|cedar", evidence="Minute 1", source="us"
    )
    log["reached_date"] = pd.to_datetime(log["reached_date"])
    register = plan.register
    logged = about(replace(register, reference=replace(register.reference, joint_stages=log)))
    assert "None of 2 joint purchases was awarded" in pages.joint_purchases(logged).html
    assert "How far joint purchases came: not known: joint stages is empty" in pages.joint_purchases(plan).html


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_what_it_may(edition: str) -> None:
    names = ("contracts", "deployments")
    shown: dict[str, pd.DataFrame] = {name: tiny_tables()[name].assign(is_published=True) for name in names}
    here = about(make_edition(worked_register(edition="full", **shown), edition=edition))
    assert all(show(here).html for show in SHOWN)
    held = "Withheld: members\N{RIGHT SINGLE QUOTATION MARK} data" in pages.criteria(here).text
    assert held is (edition == "public")
    assert ("withheld" in pages.key_figures(here).text) is (edition == "public")


def test_an_empty_plan_says_so_everywhere() -> None:
    words = "".join(show(BLANK).html for show in SHOWN)
    assert "The plan has no milestone yet." in words
    assert "The plan is empty: plan_items.csv holds no row." in words
    assert not {"nan", "None", "NaT"} & set(words.replace("<", " ").replace(">", " ").split()) - {"None"}


def test_a_plan_without_figures_is_whole() -> None:
    empty = about(Register.from_tables({}, as_of=date(2026, 11, 23)))
    words = "".join(show(empty).html for show in SHOWN)
    assert not {"nan", "NaT", "&lt;NA&gt;"} & set(words.replace("<", " ").replace(">", " ").split())


def test_long_names_stay_whole_and_are_escaped(plan: Plan) -> None:
    long = "<i>" + "X" * 80
    html = pages.outcomes(changed(plan, "outcome-1-decide-in-time", item=long)).html
    assert "&lt;i&gt;" + "X" * 80 in html


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"value": 1.0, "unit": "notices", "n_of": 9}, "1 notice"),
        ({"value": 0.0, "unit": "decisions", "n_of": 9}, "0 decisions"),
        ({"value": 422.5, "unit": "days", "n_of": None}, "422.5 days"),
        ({"value": 0.9985, "unit": "share", "n_of": 3}, "99.9%"),
        ({"value": -51_137.0, "unit": "pounds at present value", "n_of": 8}, "\N{MINUS SIGN}£51k"),
        ({"value": None, "unit": "share", "reason": "service_log is empty: nothing was logged, which is not none"}, "Not known: service log is empty"),
        ({"value": None, "unit": "share", "reason": "members' data: not in the public edition"}, "Withheld: members\N{RIGHT SINGLE QUOTATION MARK} data"),
    ],
)  # fmt: skip
def test_a_figure_is_written_in_its_unit(row: Mapping[str, Any], words: str) -> None:
    assert kpi_text(row) == words


@pytest.mark.parametrize(
    ("n_done", "overdue", "words"),
    [
        (0, [], "None of 3 milestones is done and none is overdue."),
        (1, ["A"], "One of 3 milestones is done; one is overdue: A."),
        (2, ["A", "B", "C"], "Two of 3 milestones are done; three are overdue: A, B and 1 other."),
    ],
)
def test_the_finding_is_true_of_none_one_and_many(n_done: int, overdue: list[str], words: str) -> None:
    assert pages.findings.milestones_finding(n_done, n_of=3, overdue=overdue, following=None) == words
