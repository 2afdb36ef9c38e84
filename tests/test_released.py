"""Released figures: which rows are told, what they say, and that metrics read them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_disclosure import BOROUGHS, SAMPLE, WHERE, a_return, register_of

from citytools_analysis.disclosure import make_edition
from citytools_analysis.disclosure.complement import safe_rows
from citytools_analysis.disclosure.figures import REASON
from citytools_analysis.disclosure.rules import keeps_rules_of_groups, may_be_told
from citytools_analysis.disclosure.units import COLUMNS, SILENT, units_of
from citytools_analysis.metrics import challenges, prices, satisfaction, skills
from citytools_analysis.register import Register, open_register
from citytools_analysis.tables.marks import mark_of

VOTE, AREA, MONEY, SKILL = (
    "satisfaction.summary",
    "satisfaction.by_area",
    "prices.unpublished_value",
    "skills.supply_and_demand",
)
YES, NO, SO = "satisfied", "dissatisfied", "neutral"
Row = dict[str, Any]


def lines(
    metric: str, subject: str, answers: Sequence[str | float], *, who: str = "", suppliers: Sequence[str] = ()
) -> pd.DataFrame:
    """Give a row of a fixed table: one unit an answer, or pounds, of one borough each."""
    rows: list[Row] = []
    for number, answer in enumerate(answers):
        borough = f"{who}b{number}"
        is_money = isinstance(answer, float)
        rows.append({
            "unit_id": f"{subject}:{borough}", "decision_maker": borough, "amount": answer if is_money else 1.0,
            "supplier_id": suppliers[number % len(suppliers)] if suppliers else None, "metric": metric, "subject": subject,
            "category": "value" if is_money else answer,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def is_told(frame: pd.DataFrame) -> bool:
    [told] = may_be_told(frame).tolist()
    return bool(told)


# --- rules that look at one row ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([YES, YES, SO, NO, NO, SO], True),
        ([YES, YES, SO, NO, NO], False),  # five, of whom a reader may be one: four others
        ([YES, YES, YES, YES, YES, NO], False),  # to the one dissatisfied borough all others answered alike
        ([YES, YES, YES, YES, NO, NO], True),
        ([YES, YES, YES, SO, SO, SO], False),  # none is dissatisfied: 0% is not published
        ([NO] * 9, False),
    ],
)
def test_votes_are_told_of_six_boroughs_that_do_not_answer_alike(answers: list[str], *, expected: bool) -> None:
    assert is_told(lines(VOTE, "x", answers)) is expected


def test_boroughs_that_share_a_service_are_one() -> None:
    frame = lines(VOTE, "x", [YES, YES, SO, NO, NO, SO])
    assert not is_told(frame.assign(decision_maker=frame["decision_maker"].replace("b5", "b4")))


def test_one_borough_with_more_than_half_of_the_answers_is_not_told_of() -> None:
    many = lines(VOTE, "x", [YES, NO] * 10).assign(decision_maker=["b0"] * 12 + [f"b{n}" for n in range(8)])
    assert not is_told(many)
    assert is_told(many.assign(decision_maker=["b0"] * 4 + [f"b{n}" for n in range(16)]))


@pytest.mark.parametrize(
    ("pounds", "suppliers", "expected"),
    [
        ([10.0, 9, 8, 7, 6, 5], "abc", True),
        ([10.0, 9, 8, 7, 6], "abc", False),  # five boroughs
        ([10.0, 9, 8, 7, 6, 5], "ab", False),  # two suppliers: each knows what the other is paid
        ([100.0, 9, 8, 7, 6, 5], "abc", False),  # one has more than half
        ([100.0, 98, 2, 2, 2, 2], "abcdef", False),  # the second knows the first within a tenth: 8 < 10
        ([100.0, 95, 4, 4, 4, 4], "abcdef", True),  # 16 >= 10
        ([10.0, 9, 8, 7, 6, 5], "aaaaab", False),
    ],
)
def test_money_is_told_of_enough_boroughs_and_suppliers_of_whom_none_dominates(
    pounds: list[float], suppliers: str, *, expected: bool
) -> None:
    assert is_told(lines(MONEY, "REV", [float(one) for one in pounds], suppliers=list(suppliers))) is expected


@pytest.mark.parametrize(("n_need", "n_not", "expected"), [(6, 6, True), (5, 9, False), (9, 5, False), (12, 0, False)])
def test_a_need_is_told_where_six_have_it_and_six_do_not(n_need: int, n_not: int, *, expected: bool) -> None:
    assert is_told(lines(SKILL, "cloud", ["needs"] * n_need + ["does_not_need"] * n_not)) is expected


# --- what one row tells of another ------------------------------------------------------------------------------------


def in_area(*parts: pd.DataFrame, area: str = "REV") -> pd.DataFrame:
    votes = pd.concat(parts, ignore_index=True)
    return pd.concat([votes, votes.assign(metric=AREA, subject=area)], ignore_index=True)


MANY = [YES, YES, YES, NO, NO, SO, SO, SO]


def test_a_total_that_leaves_too_few_is_dropped() -> None:
    told = lines(VOTE, "large", MANY)
    few = lines(VOTE, "small", [YES, NO, *[SILENT] * 4])
    assert safe_rows(in_area(told, few)) == {(VOTE, "large")}


def test_a_total_stands_where_what_it_leaves_is_of_enough_boroughs_and_no_cell_can_be_worked_out() -> None:
    told = lines(VOTE, "large", MANY)
    small = [lines(VOTE, f"small{n}", [YES, NO, SO, YES], who=f"w{n}") for n in range(3)]
    assert safe_rows(in_area(told, *small)) == {(VOTE, "large"), (AREA, "REV")}


def test_one_withheld_system_of_an_area_cannot_be_had_by_subtraction() -> None:
    told = lines(VOTE, "large", MANY)
    alone = lines(VOTE, "small", [YES, YES, YES, NO, YES, NO, SO], who="w")
    alone = alone.assign(decision_maker=["wb0", "wb0", "wb1", "wb2", "wb3", "wb4", "wb5"])
    is_enough = keeps_rules_of_groups(alone.assign(metric=AREA, subject="REV"))
    assert is_enough.all(), "the remainder itself keeps the rules: the audit must find it"
    withheld = alone.assign(decision_maker=alone["decision_maker"].replace("wb5", "wb4"))
    assert safe_rows(in_area(told, withheld)) == {(VOTE, "large")}


def test_a_withheld_area_of_money_is_not_what_the_total_leaves() -> None:
    areas = [lines(MONEY, f"A{n}", [10.0, 9.0, 8.0, 7.0, 6.0, 5.0], who=f"w{n}", suppliers="abc") for n in range(3)]
    small = lines(MONEY, "A3", [4.0, 3.0], who="s", suppliers="ab")
    every = pd.concat([*areas, small], ignore_index=True)
    told = safe_rows(pd.concat([every, every.assign(subject="all")], ignore_index=True))
    assert told == {(MONEY, f"A{n}") for n in range(3)}


def test_silent_boroughs_count_in_no_row() -> None:
    five = lines(VOTE, "x", [YES, YES, SO, NO, NO])
    silent = lines(VOTE, "x", [SILENT] * 9, who="s")
    assert safe_rows(pd.concat([five, silent], ignore_index=True)) == frozenset()


# --- the sample, and reading back -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def full() -> Register:
    return open_register(SAMPLE)


@pytest.fixture(scope="module")
def public(full: Register) -> Register:
    return make_edition(full, edition="public")


def test_every_withheld_row_says_nothing_but_the_one_reason(public: Register) -> None:
    rows = public.released
    held = rows[rows["is_withheld"]]
    assert held[["value", "n", "n_of", "lower", "upper", "as_of"]].isna().all(axis=None)
    assert set(held["reason"]) == {REASON}
    assert rows.loc[~rows["is_withheld"], ["value", "n"]].notna().all(axis=None)
    assert (
        rows.groupby("metric")["is_withheld"].agg(["any", "all"]).loc[[VOTE, AREA, MONEY, SKILL]].to_numpy().tolist()
        == [[True, False]] * 4
    )


def test_what_is_read_back_is_what_the_full_register_says(full: Register, public: Register) -> None:
    for of, edition in ((full, "full"), (public, "public")):
        assert not satisfaction.by_area(of).empty, edition
    told = satisfaction.summary(public).query("not is_withheld").set_index("system_id")
    counts = ["n_satisfied", "n_neutral", "n_dissatisfied", "n", "value"]
    want = satisfaction.summary(full, edition="full").set_index("system_id").loc[told.index, counts]
    pd.testing.assert_frame_equal(told[counts], want, check_dtype=False)
    areas, every = (satisfaction.by_area(one).set_index("area_code") for one in (public, full))
    assert areas.loc[~areas["is_withheld"], "n_satisfied"].equals(every.loc[~areas["is_withheld"], "n_satisfied"])
    problems, reported = (challenges.prevalence(one).set_index("challenge_tag") for one in (public, full))
    assert problems["n_reported"].astype("float64").equals(reported["n_reported"].astype("float64"))
    needs, said = (
        skills.supply_and_demand(one).query("standing == 'needs'").set_index("skill") for one in (public, full)
    )
    shown = needs.index[~needs["is_withheld"]]
    assert needs.loc[shown, "n_boroughs"].astype(int).tolist() == said.loc[shown, "n_boroughs"].astype(int).tolist()


def test_money_is_told_to_two_figures_and_intervals_are_rounded_outward(full: Register, public: Register) -> None:
    money = prices.unpublished_value(public).query("not is_withheld").set_index("area_code")["value"]
    exact = prices.unpublished_value(full).set_index("area_code")["value"]
    assert len(money) > 3
    for area, value in money.items():
        assert float(f"{value:.1e}") == value
        assert abs(value / exact[area] - 1) < 0.05
    rows = public.released.query("not is_withheld and lower.notna()")
    for end in ("lower", "upper"):
        assert np.allclose(rows[end] * 100, (rows[end] * 100).round(), atol=1e-6)
    assert (rows["lower"] <= rows["value"]).all()
    assert (rows["upper"] >= rows["value"]).all()


def test_a_published_contract_is_no_unit_whatever_else_is_said_of_it(full: Register) -> None:
    rows = full.rows("contracts")
    published = set(rows.loc[rows["is_published"].fillna(value=False), "contract_id"])
    told = set(units_of(full).query("metric == @MONEY")["unit_id"].str.split(":").str[1])
    assert told
    assert not told & published


def test_members_who_read_every_answer_need_no_figures_in_their_place(full: Register) -> None:
    assert make_edition(full, edition="members").released.empty


def test_a_system_that_no_public_row_names_has_no_row() -> None:
    votes = [
        {"borough_id": name, "system_id": system, "dimension": "overall", "wave_date": "2026-06-01", "score": score} | WHERE
        for system in ("seen", "unseen")
        for name, score in zip(BOROUGHS, (1, 2, 2, 3, 4, 5, 5, 5), strict=False)
    ]  # fmt: skip
    use = {
        "deployment_id": "d",
        "borough_id": "camden",
        "function_code": "REV01",
        "system_state": "known",
        "system_id": "seen",
        "is_published": True,
    }
    sources = [a_return(name) for name in BOROUGHS[1:]] + [a_return("barnet") | {"source_id": "r"}]
    systems = [{"system_id": name, "system": name} | WHERE for name in ("seen", "unseen")]
    register = register_of(ratings=votes, deployments=[use | WHERE], systems=systems, sources=sources)
    assert set(make_edition(register, edition="public").released["system_id"].dropna()) <= {"seen"}


@pytest.mark.parametrize(
    ("reason", "mark"),
    [
        (REASON, "[c]"), ("fewer than 8 boroughs are known", "[c]"), ("members' data: not in the public edition", "[c]"),
        ("no borough has said", "[x]"), ("the value is not known", "[x]"), ("no other borough uses it", "[z]"),
    ],
)  # fmt: skip
def test_a_withheld_figure_has_the_mark_of_its_reason(reason: str, mark: str) -> None:
    assert mark_of({"is_withheld": True, "reason": reason}) == mark
    assert mark_of({"is_withheld": False, "reason": reason}) == ""


def test_the_day_of_a_figure_is_the_day_of_its_release(public: Register) -> None:
    days = public.released.loc[~public.released["is_withheld"], "as_of"]
    assert set(pd.to_datetime(days).dt.date) == {date(2026, 11, 23)}
