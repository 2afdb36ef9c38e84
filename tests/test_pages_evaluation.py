"""The evaluation: four rows, each with target, figure, evidence and limit; worked by hand in tests/tiny/worked_evaluation.md."""

from __future__ import annotations

import pytest
from test_evaluation import LOGS, logged
from tiny_world import AS_OF, worked_register

from citytools_analysis.charts import Chart
from citytools_analysis.disclosure import make_edition
from citytools_analysis.pages import evaluation as pages
from citytools_analysis.pages.evaluation.subject import Evaluation, about
from citytools_analysis.register import Register
from citytools_analysis.tables.fragment import Fragment

SHOWN = (
    pages.title, pages.key_figures, pages.criteria, pages.service, pages.use, pages.decision_log, pages.saving,
    pages.suppliers, pages.supplier_log, pages.joint, pages.funnel, pages.steps, pages.claims, pages.rests_on,
)  # fmt: skip
MINUS = "\N{MINUS SIGN}"
EMPTY = Register.from_tables({}, as_of=AS_OF)


def lines(shown: Fragment | Chart) -> list[str]:
    assert isinstance(shown, Fragment)
    return shown.text.splitlines()


def line(shown: Fragment | Chart, start: str) -> str:
    return next(words for words in lines(shown) if words.startswith(start))


@pytest.fixture
def full() -> Evaluation:
    return about(logged(worked_register(), **LOGS))


def test_the_cover_counts_the_targets_by_hand(full: Evaluation) -> None:
    # met: accessibility, age of verification, joint notices; not met: pipeline, returns, ends, active boroughs,
    # decisions, events, audits; uptime lies between its bounds
    assert lines(pages.title(full))[-1] == (
        "Of 11 targets proposed for the first year, three are met, seven are not and one cannot be told."
    )


def test_the_four_criteria_stand_as_four_rows(full: Evaluation) -> None:
    shown = pages.criteria(full)
    [held] = shown.attached
    assert [row[0] for row in held["rows"]] == [
        "1 Fully operational", "2 Used for better-value contracts", "3 Informs what is said to suppliers",
        "4 Enables joint procurement",
    ]  # fmt: skip
    assert [row[2] for row in held["rows"]] == [
        "0 (of 10 authorities)", "2 (of 3 decisions logged in the last 12 months)",
        "3 (actions logged in the last 12 months)", "2 (of 6 joint purchases in the log)",
    ]  # fmt: skip
    assert held["rows"][3][1] == "1, then 3 joint purchases noticed a year"
    assert held["rows"][0][4] == "Of six: two met, three not met and one cannot be told"
    assert "a surfaced set is a calculation" in held["rows"][3][5]


def test_each_measure_is_held_against_its_target(full: Evaluation) -> None:
    shown = pages.service(full)
    assert line(shown, "Runs of the pipeline").endswith("98%: not met 98%: not met")
    assert "97.83%" in line(shown, "Runs of the pipeline")
    assert "66.67% 12 of 12 boroughs and functions can be judged 85%: not met" in line(shown, "Places with a function")
    assert "66.64% to 99.97% whatever the others did 99.5%: cannot be told" in line(shown, "Minutes the service was up")
    assert line(shown, "Median age").endswith("at most 180 days: met at most 180 days: met")


def test_what_is_only_said_is_counted_apart(full: Evaluation) -> None:
    assert lines(pages.use(full))[0] == (
        "Two decisions of the last 12 months cite the tools in a paper or record; one more is only said to have used them."
    )


def test_the_decision_log_says_of_each_whether_it_counts(full: Evaluation) -> None:
    [held] = pages.decision_log(full).attached
    told = {(row[5], row[6]) for row in held["rows"]}
    # s1 20,000 x 1.899694, s2 -10,000 / 1.035
    assert {(round(saved), counts) for saved, counts in told if isinstance(saved, float) and counts.startswith("yes")} == {
        (37_994, "yes, and audited"), (-9_662, "yes"),
    }  # fmt: skip
    assert "no: no counterfactual was logged" in {counts for _, counts in told}
    assert "no: the attribution was not agreed before the outcome" in {counts for _, counts in told}
    assert len(held["rows"]) == len(LOGS["decision_log"])


def test_the_saving_stands_with_its_low_and_high_and_the_share_owed(full: Evaluation) -> None:
    shown = pages.saving(full)
    assert line(shown, "Saved and owed to the tools") == f"Saved and owed to the tools {MINUS}163 9,335 28,332"
    # 9,335 - 154,160; low -163 - 205,440 (core, 10 authorities: 195,840 + 160 h x 60); high 28,332 - 126,560
    assert (
        line(shown, "Net of the yearly cost") == f"Net of the yearly cost {MINUS}205,603 {MINUS}144,825 {MINUS}98,228"
    )
    assert lines(shown)[0].startswith(
        "Of 4 decisions with an outcome in the last 12 months 2 count: £9,335 of what they saved"
    )
    assert "1 of 2 that count are audited." in shown.text


def test_challenges_and_events_are_told_with_what_is_due(full: Evaluation) -> None:
    shown = pages.suppliers(full)
    assert "33.33% 3 of 4 challenges have been due" in line(shown, "Collective challenges")
    assert line(pages.supplier_log(full), "24 Sep 2026").find("no answer logged") > 0
    assert "11 Mar 2026" in line(pages.supplier_log(full), "10 Jan 2026 collective challenge")


def test_the_funnel_counts_what_was_surfaced_awarded_open_and_dropped(full: Evaluation) -> None:
    shown = pages.funnel(full)
    assert isinstance(shown, Chart)
    assert shown.title == "Of six joint purchases surfaced, two were awarded, two are open and two were dropped"
    assert shown.data is not None
    assert shown.data["n"].tolist() == [6, 4, 2, 2, 2]
    steps = pages.steps(full)
    assert line(steps, "surfaced to awarded").startswith(
        "surfaced to awarded 33% 10% to 70% of 6 surfaced; 2 still open"
    )
    assert "422.5 days none below 6 awards" in line(steps, "median days")
    assert "41%" in line(steps, "chance that")


def test_an_empty_log_is_unknown_and_never_none() -> None:
    here = about(EMPTY)
    assert "cannot be told" in lines(pages.title(here))[-1]
    assert lines(pages.key_figures(here))[4] == "unknown"
    assert "nothing was logged, which is not none" in pages.decision_log(here).text
    assert "nothing was logged, which is not none" in " ".join(lines(pages.funnel(here)))
    for show in SHOWN:
        words = show(here).html.replace("<", " ").replace(">", " ").split()
        assert not {"nan", "None", "NaT", "decision_log", "service_log"} & set(words), show


def test_the_public_edition_says_what_it_leaves_out() -> None:
    here = about(make_edition(logged(worked_register(), **LOGS), edition="public"))
    assert "four are not shown in this edition" in lines(pages.title(here))[-1]
    assert "members' data" in pages.decision_log(here).text
    assert "members' data" in pages.supplier_log(here).text
    assert "is not shown" in " ".join(lines(pages.funnel(here)))
    assert "is members' data and not shown in this edition" in lines(pages.use(here))[0]
    everything = " ".join(show(here).html for show in SHOWN)
    assert "Committee paper:" not in everything
    assert "s1" not in everything.split()


def test_public_rows_alone_neither_meet_nor_miss_a_target() -> None:
    here = about(worked_register(edition="public"))
    # 175 days, which members read as met
    words = line(pages.service(here), "Median age")
    assert "175 days 15 of 15 contracts that have not ended, public rows only" in words
    assert words.endswith("at most 180 days: cannot be told at most 180 days: cannot be told")
    assert "only public rows are counted in this edition" in line(pages.claims(here), "Median age")


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_everything(worked: Register, edition: str) -> None:
    here = about(make_edition(worked, edition=edition))
    assert all(show(here).html for show in SHOWN)


def test_a_name_of_eighty_characters_is_shown_whole() -> None:
    log = [dict(LOGS["decision_log"][0], decision="B" * 80)]
    assert "B" * 80 in pages.decision_log(about(logged(worked_register(), decision_log=log))).text


def test_a_long_log_says_how_many_it_holds() -> None:
    log = [dict(LOGS["decision_log"][0], decision_id=f"n{number}") for number in range(25)]
    shown = pages.decision_log(about(logged(worked_register(), decision_log=log)))
    assert lines(shown)[0] == "The latest 20 of 25 decisions logged"


@pytest.mark.parametrize(
    ("documented", "said", "words"),
    [
        (0, 0, "No decisions of the last 12 months cite the tools in a paper or record."),
        (
            1,
            2,
            "One decision of the last 12 months cites the tools in a paper or record; two more are only said to have used them.",
        ),
        (None, None, "How many decisions used the tools cannot be told."),
    ],
)
def test_the_use_finding_is_true_of_none_one_and_unknown(documented: int | None, said: int | None, words: str) -> None:
    assert pages.findings.use_finding(documented, said) == words


def test_the_funnel_finding_is_true_of_one_and_of_none_awarded() -> None:
    assert (
        pages.findings.funnel_finding(1, 1, n_open=0, n_dropped=0) == "Of one joint purchase surfaced, one was awarded"
    )
    assert pages.findings.funnel_finding(3, 0, n_open=2, n_dropped=1).endswith(
        "none was awarded, two are open and one was dropped"
    )
    assert pages.findings.targets_finding({}) == "No target is set for the first year."
