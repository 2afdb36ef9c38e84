"""Problems: how often, together with what ratings, and which are shared; against tests/tiny/worked_challenges.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from survey_world import Scores, survey
from tiny_world import worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import challenges
from citytools_analysis.metrics.challenges.mantel_haenszel import plain_ratio, pooled_ratio, stratified_p
from citytools_analysis.metrics.challenges.pairs import asked_pairs, reports
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import CHALLENGE_TAGS

METRICS: dict[str, Callable[..., pd.DataFrame]] = {
    "prevalence": challenges.prevalence, "reported_together": challenges.reported_together,
    "shared_problems": challenges.shared_problems,
}  # fmt: skip
COLUMNS = {
    "prevalence": challenges.PREVALENCE_COLUMNS, "reported_together": challenges.TOGETHER_COLUMNS,
    "shared_problems": challenges.SHARED_COLUMNS,
}  # fmt: skip
every_metric = pytest.mark.parametrize("name", list(METRICS))


def test_how_often_each_problem_is_reported_is_as_worked_by_hand(worked: Register) -> None:
    told = challenges.prevalence(worked).set_index("challenge_tag")
    assert (told["n"] == 18).all()
    assert (told["n_of"] == 23).all()
    assert told["n_reported"][told["n_reported"] > 0].to_dict() == {
        "api": 1, "end_of_life": 1, "lock_in": 1, "price_rises": 5, "support": 1, "usability": 2,
    }  # fmt: skip
    price = told.loc["price_rises"]
    assert price["value"] == 5 / 18
    assert price[["n_open", "n_raised_with_supplier", "n_resolved", "n_state_unknown"]].tolist() == [3, 1, 1, 0]
    assert price[["bound_low", "bound_high"]].tolist() == pytest.approx([5 / 23, 10 / 23])
    assert (price["median_score"], price["n_scores"], price["n_decision_makers"]) == (2, 5, 7)


def test_within_functions_systems_and_groups_of_suppliers_the_shares_are_as_worked_by_hand(worked: Register) -> None:
    by_function = challenges.prevalence(worked, "function").set_index(["function_code", "challenge_tag"])["value"]
    assert by_function["REV01", "price_rises"] == 5 / 7
    assert by_function["PLN01", "usability"] == 2 / 8
    by_system = challenges.prevalence(worked, "system").set_index(["system_id", "challenge_tag"])
    assert by_system.loc[("alder-tax", "price_rises"), "value"] == 1
    assert by_system.loc[("elder-lib", "api"), "reason"] == "no borough was asked"
    by_supplier = challenges.prevalence(worked, "supplier").set_index(["supplier_id", "challenge_tag"])
    assert by_supplier.loc[("alder", "price_rises"), ["value", "n", "n_of"]].tolist() == [5 / 11, 11, 13]
    assert "birch" not in by_supplier.index.get_level_values(0)  # of Alder's group since June 2025


def test_a_group_has_a_row_for_every_problem_so_that_a_missing_row_tells_nothing(worked: Register) -> None:
    told = challenges.prevalence(worked, "function")
    assert told.groupby("function_code").size().to_dict() == dict.fromkeys(["CUL01", "HSG01", "PLN01", "REV01"], 15)


def test_a_system_of_which_its_borough_says_nothing_is_unknown_and_not_without_problems() -> None:
    register = survey({"x": [3, 3, 4, None, None]}, tags={("x", "api"): [0, 3]})
    row = challenges.prevalence(register).set_index("challenge_tag").loc["api"]
    assert (row["n_reported"], row["n"], row["n_of"]) == (2, 4, 5)
    assert (row["n_scores"], row["median_score"]) == (1, 3)


def test_a_problem_reported_twice_counts_once_in_its_latest_state() -> None:
    register = survey({"x": [3, 3, 3]}, tags={("x", "api"): [0, 0]})
    rows = register.challenges.assign(raised_date="2026-05-01")
    both = pd.concat([rows, rows.assign(raised_date="2026-08-01", challenge_state="resolved")])
    again = Register.from_tables({"challenges": both}, as_of=register.as_of, reference=register.reference)
    told = reports(again)
    assert told["challenge_state"].tolist() == ["resolved"]
    assert told["first_raised_date"].iloc[0] == pd.Timestamp("2026-05-01")


def test_an_old_problem_counts_while_its_borough_confirms_it() -> None:
    register = survey({"x": [3]}, tags={("x", "api"): [0]})
    old = register.challenges.assign(raised_date="2020-01-01")
    kept = Register.from_tables({"challenges": old}, as_of=register.as_of)
    stale = Register.from_tables({"challenges": old.assign(confirmed_date="2020-02-01")}, as_of=register.as_of)
    future = Register.from_tables({"challenges": old.assign(raised_date="9999-12-31")}, as_of=register.as_of)
    undated = Register.from_tables({"challenges": old.assign(raised_date=pd.NaT)}, as_of=register.as_of)
    assert [len(reports(each)) for each in (kept, stale, future, undated)] == [1, 0, 0, 0]


def test_members_are_told_nothing_on_five_decision_makers_nor_none_or_all() -> None:
    register = survey({"x": [3, 3, 3, 3, 3, 2]}, tags={("x", "api"): [0, 1], ("x", "support"): range(6)})
    told = challenges.prevalence(register, "system", edition="members").set_index("challenge_tag")
    assert told.loc["api", "value"] == 2 / 6
    assert set(told.loc[["support", "usability"], "reason"]) == {"a share of 0% or 100% is not published"}
    few = survey({"x": [3, 3, 3, 3, 2]}, tags={("x", "api"): [0, 1]})
    assert set(challenges.prevalence(few, edition="members")["reason"]) == {"fewer than 6 boroughs"}


def test_in_public_a_supplier_needs_eight() -> None:
    register = survey({"x": [3] * 7}, tags={("x", "api"): [0, 1, 2]})
    by_supplier = challenges.prevalence(register, "supplier", edition="public").set_index("challenge_tag")
    assert by_supplier.loc["api", "reason"] == "fewer than 8 boroughs"
    assert (
        not challenges.prevalence(register, "function", edition="public")
        .set_index("challenge_tag")
        .loc["api", "is_withheld"]
    )


def _together(*, low_with: int, low_without: int) -> Register:
    """Make two systems of 20 pairs each: ten with a missing interface and ten without, of which so many are rated low."""
    scores: Scores = {
        name: [1] * low_with + [4] * (10 - low_with) + [2] * low_without + [5] * (10 - low_without) for name in "xy"
    }
    return survey(scores, tags={("x", "api"): range(10), ("y", "api"): range(10)})


def test_the_relative_risk_is_as_worked_by_hand_and_said_without_a_cause() -> None:
    told = challenges.reported_together(_together(low_with=8, low_without=2)).set_index("challenge_tag")
    row = told.loc["api"]
    assert row[["n_tagged", "n_untagged", "n_low_tagged", "n_low_untagged", "n_strata"]].tolist() == [20, 20, 16, 4, 2]
    assert (row["value"], row["plain_ratio"]) == pytest.approx((4, 4))  # 16/20 over 4/20, the same in both systems
    # variance of log: 2 (10*10*10 - 8*2*20) / 400 over (2 * 8*10/20) (2 * 2*10/20) = 3.4 / 16
    half = 1.959964 * np.sqrt(2 * (1000 - 320) / 400 / 16)
    assert [row["lower"], row["upper"]] == pytest.approx([4 * np.exp(-half), 4 * np.exp(half)])
    # chi-square: (2 (8 - 5))^2 / (2 * 10*10*10*10 / (400 * 19)) = 36 / 2.6316 = 13.68
    assert row["p"] == pytest.approx(0.000217, abs=1e-6)
    assert row["p_adjusted"] == row["p"]  # the only problem that is told
    assert bool(row["is_found"])
    assert row["reading"] == "reported together with low ratings"
    assert not told["reading"].str.contains("caus").any()


def test_a_system_disliked_and_full_of_problems_does_not_make_a_problem_go_with_low_ratings() -> None:
    scores: Scores = {"bad": [1] * 12 + [2] * 4, "good": [5] * 14 + [1, 2]}
    tags = {("bad", "api"): range(12), ("good", "api"): [0, 14]}
    row = challenges.reported_together(survey(scores, tags=tags)).set_index("challenge_tag").loc["api"]
    assert row["plain_ratio"] > 2
    assert row["value"] < row["plain_ratio"]


@pytest.mark.parametrize(
    ("scores", "tagged", "reason"),
    [
        ([1, 2] * 10, range(9), "fewer than 10 rated pairs with the problem"),
        ([1, 2] * 9, range(10), "fewer than 10 rated pairs without the problem"),
        ([4] * 18 + [1, 1], range(10), "fewer than 5 low ratings"),
        ([1] * 10 + [4] * 10, range(10), "no low rating on one side, within the systems that have both"),
    ],
)
def test_a_ratio_on_too_little_is_withheld_with_the_reason(scores: list[int], tagged: range, reason: str) -> None:
    told = challenges.reported_together(survey({"x": scores}, tags={("x", "api"): tagged})).set_index("challenge_tag")
    assert told.loc["api", "reason"] == reason
    assert told.loc["api", ["value", "plain_ratio", "p", "n_tagged", "lower", "is_found"]].isna().all()
    assert told.loc["api", "reading"] == ""


def test_where_no_system_has_both_kinds_like_cannot_be_compared_with_like() -> None:
    register = survey({"x": [1] * 10, "y": [4] * 10}, tags={("x", "api"): range(10)})
    row = challenges.reported_together(register).set_index("challenge_tag").loc["api"]
    assert row["reason"] == "no system is rated both with the problem and without it"


def test_ratios_are_never_told_in_public() -> None:
    told = challenges.reported_together(_together(low_with=8, low_without=2), edition="public")
    assert told["reason"].tolist() == ["not told in the public edition"]


def test_ratios_that_have_no_finite_value_are_not_numbers() -> None:
    nothing = pd.DataFrame({"a": [0], "n1": [5], "c": [0], "n0": [5]})
    assert np.isnan(plain_ratio(nothing))
    assert np.isnan(pooled_ratio(nothing)).all()
    assert np.isnan(stratified_p(nothing))


def test_the_problems_that_boroughs_share_are_as_worked_by_hand(worked: Register) -> None:
    told = challenges.shared_problems(worked)
    assert told[["system_id", "challenge_tag", "value", "n_boroughs"]].to_numpy().tolist() == [
        ["alder-tax", "price_rises", 3, 4], ["cypress-plan", "usability", 2, 2],
    ]  # fmt: skip
    first = told.iloc[0]
    assert first["boroughs"] == "Ash; Beech; Cedar; Elm"
    assert first[["n_open", "n_raised_with_supplier", "n_resolved"]].tolist() == [3, 1, 0]
    assert [first["first_raised_date"], first["last_raised_date"]] == [
        pd.Timestamp("2025-12-01"),
        pd.Timestamp("2026-05-01"),
    ]
    by_supplier = challenges.shared_problems(worked, "supplier").iloc[0]
    assert by_supplier[["supplier_id", "value", "n_resolved", "n", "n_of"]].tolist() == ["alder", 3, 1, 6, 6]


def test_what_is_published_of_the_supplier_s_group_stands_beside(worked: Register) -> None:
    row = challenges.shared_problems(worked).iloc[0]
    assert row[["n_direct_awards", "n_changes", "n_performances"]].tolist() == [
        2,
        1,
        1,
    ]  # Ivy's with Birch, now Alder's
    assert row["latest_direct_award_date"] == pd.Timestamp("2025-03-10")
    assert row[["n_assessments", "n_below_good", "n_breaches"]].tolist() == [2, 1, 0]
    assert challenges.shared_problems(worked).iloc[1]["n_direct_awards"] == 0


def test_notices_are_counted_once_up_to_the_day_and_with_their_addresses(worked: Register) -> None:
    notices = worked.notices.assign(evidence_url="https://example.org/" + worked.notices["notice_id"])
    register = worked_register(notices=notices)
    told = challenges.published_records(register).set_index("supplier_id").loc["alder"]
    assert told["direct_award_addresses"] == "https://example.org/n-beech-uk5 https://example.org/n-ivy-uk5"
    before = challenges.published_records(register, on=date(2025, 3, 9)).set_index("supplier_id")
    assert before.loc["alder", ["n_direct_awards", "n_changes", "n_assessments"]].tolist() == [1, 0, 0]
    assert before.loc["alder", "direct_award_addresses"] == "https://example.org/n-beech-uk5"
    assert "birch" not in before.index  # its notice was published a day later


def test_boroughs_are_named_in_the_full_register_only() -> None:
    register = survey({"x": [2] * 7}, tags={("x", "api"): range(5), ("x", "support"): range(4)})
    full = challenges.shared_problems(register).set_index("challenge_tag")
    members = challenges.shared_problems(register, edition="members").set_index("challenge_tag")
    assert full.loc["api", "boroughs"].startswith("B000; B001")
    assert members["boroughs"].isna().all()
    assert members.loc["api", "value"] == 5
    assert members.loc["support", "reason"] == "fewer than 5 boroughs"
    assert members.loc["support", ["value", "n_boroughs", "n_open", "first_raised_date"]].isna().all()


def test_boroughs_that_share_a_service_are_one_decision_maker() -> None:
    register = survey({"x": [2, 2, 2]}, tags={("x", "api"): [0, 1]}, shared=[(0, 1)])
    assert challenges.shared_problems(register).empty


def test_a_problem_that_is_resolved_is_no_problem_to_raise() -> None:
    register = survey({"x": [2] * 4}, tags={("x", "api"): range(4)})
    resolved = register.challenges.assign(challenge_state="resolved")
    tables = {name: register.table(name) for name in ("ratings", "deployments", "systems", "suppliers")}
    again = Register.from_tables(tables | {"challenges": resolved}, as_of=register.as_of, reference=register.reference)
    assert challenges.shared_problems(again).empty


@every_metric
def test_a_public_register_holds_no_problems_and_says_so(name: str) -> None:
    by = {"by": "function"} if name == "prevalence" else {}  # by tag it is read back from what was released
    told = METRICS[name](worked_register(edition="public"), **by)
    assert tuple(told.columns) == COLUMNS[name]
    assert told["is_withheld"].tolist() == [True]


@every_metric
@pytest.mark.parametrize("edition", ["full", "members"])
def test_the_columns_are_the_same_whatever_there_is(name: str, edition: str, worked: Register) -> None:
    unsaid = worked_register(challenges=worked.challenges.iloc[:0])
    silent = worked_register(challenges=worked.challenges.iloc[:0], ratings=worked.ratings.iloc[:0])
    for register in (worked, unsaid, silent, Register.from_tables({}, as_of=worked.as_of)):
        told = METRICS[name](register, edition=edition)
        assert tuple(told.columns) == COLUMNS[name]
        assert told.loc[told["is_withheld"], ["value", "n"]].isna().all(axis=None)
        assert told.loc[~told["is_withheld"], "value"].notna().all()


def test_where_nobody_was_asked_a_share_is_withheld_and_never_zero(worked: Register) -> None:
    silent = worked_register(challenges=worked.challenges.iloc[:0], ratings=worked.ratings.iloc[:0])
    told = challenges.prevalence(silent)
    assert told["reason"].unique().tolist() == ["no borough was asked"]
    assert told["challenge_tag"].tolist() == sorted(CHALLENGE_TAGS)
    assert not asked_pairs(silent)["is_asked"].any()


@every_metric
def test_rows_shuffled_repeated_or_with_more_columns_change_nothing(name: str, worked: Register) -> None:
    rows = worked.challenges
    mixed = pd.concat([rows, rows.iloc[:4]]).sample(frac=1, random_state=5).assign(words="secret")
    ratings = worked.ratings.sample(frac=1, random_state=6)
    again = METRICS[name](worked_register(challenges=mixed, ratings=ratings))
    pd.testing.assert_frame_equal(again, METRICS[name](worked))


@every_metric
def test_nothing_of_the_register_is_changed(name: str) -> None:
    register = worked_register()
    before = {table: register.table(table).copy() for table in ("challenges", "ratings", "notices", "performance")}
    METRICS[name](register)
    for table, frame in before.items():
        pd.testing.assert_frame_equal(register.table(table), frame)


@every_metric
def test_free_text_stands_in_no_figure(name: str, worked: Register) -> None:
    spoken = worked_register(challenges=worked.challenges.assign(comment="never to be told"))
    told = METRICS[name](spoken)
    assert not told.astype("str").apply(lambda column: column.str.contains("never to be told")).any(axis=None)


def test_an_unknown_grouping_or_edition_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'system'"):
        challenges.prevalence(worked, "systems")
    with pytest.raises(UnknownNameError, match="Did you mean 'supplier'"):
        challenges.shared_problems(worked, "suppliers")
    with pytest.raises(UnknownNameError, match="Did you mean 'members'"):
        challenges.reported_together(worked, edition="member")
