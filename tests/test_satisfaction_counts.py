"""Counts of scores and the share dissatisfied, against tests/tiny/worked_satisfaction.md and by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from survey_world import survey
from tiny_world import worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import satisfaction
from citytools_analysis.metrics.satisfaction.votes import every_vote, recent_votes
from citytools_analysis.register import Register

METRICS: dict[str, Callable[..., pd.DataFrame]] = {
    "distribution": satisfaction.distribution, "dissatisfied": satisfaction.dissatisfied, "net": satisfaction.net,
    "shrunken_mean": satisfaction.shrunken_mean, "groups": satisfaction.groups, "pairwise": satisfaction.pairwise,
    "change": satisfaction.change, "supplier_points": satisfaction.supplier_points,
    "supplier_count_correlation": satisfaction.supplier_count_correlation,
}  # fmt: skip
COLUMNS = {
    "distribution": satisfaction.DISTRIBUTION_COLUMNS, "dissatisfied": satisfaction.DISSATISFIED_COLUMNS,
    "net": satisfaction.NET_COLUMNS, "shrunken_mean": satisfaction.MEAN_COLUMNS, "groups": satisfaction.GROUPS_COLUMNS,
    "pairwise": satisfaction.PAIRWISE_COLUMNS, "change": satisfaction.CHANGE_COLUMNS,
    "supplier_points": satisfaction.POINT_COLUMNS, "supplier_count_correlation": satisfaction.CORRELATION_COLUMNS,
}  # fmt: skip
every_metric = pytest.mark.parametrize("name", list(METRICS))


def test_the_scores_of_each_system_are_as_worked_by_hand(worked: Register) -> None:
    told = satisfaction.distribution(worked, dimension="overall").pivot_table(
        index="system_id", columns="score", values="value"
    )
    assert {name: [int(count) for count in row] for name, row in zip(told.index, told.to_numpy(), strict=True)} == {
        "alder-house": [0, 1, 0, 0, 0],
        "alder-tax": [1, 2, 1, 0, 0],
        "birch-plan": [1, 1, 1, 0, 0],
        "birch-tax": [0, 0, 0, 2, 1],
        "cypress-lib": [0, 0, 0, 0, 1],
        "cypress-plan": [0, 1, 1, 2, 1],
        "dogwood-house": [0, 0, 0, 1, 0],
    }


def test_each_dimension_that_was_rated_has_its_own_counts_and_others_have_no_row(worked: Register) -> None:
    told = satisfaction.distribution(worked)
    assert set(told["dimension"]) == {"overall", "data_access", "interoperability"}  # value was rated too long ago
    data = told[told["system_id"].eq("alder-tax") & told["dimension"].eq("data_access")]
    assert data["value"].tolist() == [2, 2, 0, 0, 0]
    assert data["share"].sum() == 1


def test_those_that_use_a_system_and_did_not_vote_widen_the_bounds_of_every_count(worked: Register) -> None:
    told = satisfaction.distribution(worked, dimension="overall").set_index(["system_id", "score"])
    row = told.loc[("alder-house", 2)]  # one of three users voted
    assert (row["n"], row["n_of"], row["bound_low"], row["bound_high"]) == (1, 3, 1, 3)


def test_the_share_dissatisfied_by_system_and_by_function_is_as_worked_by_hand(worked: Register) -> None:
    by_system = satisfaction.dissatisfied(worked).set_index("system_id")
    assert by_system.loc["alder-tax", "value"] == 0.75
    assert by_system.loc["alder-tax", ["lower", "upper"]].tolist() == pytest.approx([0.3006, 0.9544], abs=1e-4)
    assert by_system.loc["cypress-plan", ["value", "n"]].tolist() == [0.2, 5]
    assert by_system.loc["birch-plan", "reason"] == "fewer than 3 boroughs"  # Ash and Beech are one decision-maker
    by_function = satisfaction.dissatisfied(worked, "function").set_index("function_code")
    assert by_function.loc["PLN01", ["value", "n", "n_of"]].tolist() == [3 / 8, 8, 8]
    assert by_function.loc["REV01", "value"] == 3 / 7


def test_a_figure_on_three_or_four_decision_makers_says_that_it_is_very_uncertain(worked: Register) -> None:
    told = satisfaction.dissatisfied(worked).set_index("system_id")["reason"]
    assert told["alder-tax"] == "very uncertain: fewer than 5 boroughs"
    assert told["cypress-plan"] == ""


def test_the_share_dissatisfied_is_that_of_the_summary(worked: Register) -> None:
    summed = satisfaction.summary(worked).set_index("system_id")
    told = satisfaction.dissatisfied(worked).set_index("system_id")
    may = told.index[~told["is_withheld"]]
    figures = ["value", "lower", "upper", "bound_low", "bound_high", "n_satisfied", "n_neutral", "n_dissatisfied"]
    pd.testing.assert_frame_equal(told.loc[may, figures], summed.loc[may, figures], check_dtype=False)


def test_members_are_told_nothing_on_five_nor_where_all_answer_alike() -> None:
    register = survey({"five": [5, 4, 3, 2, 1], "alike": [4, 5, 4, 5, 4, 5], "told": [5, 5, 3, 2, 1, 1]})
    told = satisfaction.distribution(register, edition="members").drop_duplicates("system_id").set_index("system_id")
    assert told["reason"].to_dict() == {
        "five": "fewer than 6 boroughs", "alike": "all boroughs answer alike", "told": "",
    }  # fmt: skip
    assert told.loc[["five", "alike"], ["value", "share", "n"]].isna().all(axis=None)


def test_public_figures_are_never_none_or_all() -> None:
    told = satisfaction.dissatisfied(survey({"nobody": [5, 4, 3, 3, 4]}), edition="public").iloc[0]
    assert told["reason"] == "a share of 0% or 100% is not published"
    assert pd.isna(told["value"])


def test_a_vote_is_not_carried_beyond_18_months(worked: Register) -> None:
    assert len(recent_votes(worked)) == 18
    later = recent_votes(worked, on=date(2027, 12, 2))  # 18 months and a day after the last wave
    assert later.empty
    assert len(every_vote(worked, on=date(2025, 6, 1))) == 6  # of the wave of that day only


@every_metric
def test_a_public_register_holds_no_ratings_and_says_so(name: str) -> None:
    told = METRICS[name](worked_register(edition="public"))
    assert tuple(told.columns) == COLUMNS[name]
    assert told["is_withheld"].tolist() == [True]
    assert told["reason"].item() != ""


@every_metric
@pytest.mark.parametrize("edition", ["full", "members", "public"])
def test_the_columns_are_the_same_whatever_there_is(name: str, edition: str, worked: Register) -> None:
    empty = worked_register(ratings=worked.ratings.iloc[:0], deployments=worked.deployments.iloc[:0])
    for register in (worked, empty, Register.from_tables({}, as_of=worked.as_of)):
        told = METRICS[name](register, edition=edition)
        assert tuple(told.columns) == COLUMNS[name]
        if "is_withheld" in told:
            assert told["reason"].notna().all()
            figures = told.loc[told["is_withheld"], ["value", "n"]] if "value" in told else pd.DataFrame()
            assert figures.isna().all(axis=None)


@every_metric
def test_rows_shuffled_repeated_or_with_more_columns_change_nothing(name: str, worked: Register) -> None:
    ratings = worked.ratings
    mixed = pd.concat([ratings, ratings.iloc[:7]]).sample(frac=1, random_state=3).assign(mood="good")
    uses = worked.deployments.sample(frac=1, random_state=4)
    again = METRICS[name](worked_register(ratings=mixed, deployments=uses))
    pd.testing.assert_frame_equal(again, METRICS[name](worked))


@every_metric
def test_nothing_of_the_register_is_changed(name: str) -> None:
    register = worked_register()
    before = {table: register.table(table).copy() for table in ("ratings", "deployments", "systems", "suppliers")}
    METRICS[name](register)
    for table, frame in before.items():
        pd.testing.assert_frame_equal(register.table(table), frame)


@every_metric
def test_an_unknown_edition_is_refused(name: str, worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'members'"):
        METRICS[name](worked, edition="member")


def test_an_unknown_dimension_or_grouping_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'roadmap'"):
        satisfaction.distribution(worked, dimension="roadmaps")
    with pytest.raises(UnknownNameError, match="Did you mean 'function'"):
        satisfaction.dissatisfied(worked, "functions")


@pytest.mark.parametrize("score", [0, 6, -1, 99])
def test_a_score_that_is_not_one_to_five_is_refused_with_its_place(score: int) -> None:
    with pytest.raises(ValueError, match=f"b001, x, overall: a score of {score} is not 1 to 5"):
        satisfaction.distribution(survey({"x": [3, score]}))


def test_votes_without_a_day_or_of_the_year_9999_are_no_votes_yet(worked: Register) -> None:
    undated = worked_register(ratings=worked.ratings.assign(wave_date=pd.NaT))
    far = worked_register(ratings=worked.ratings.assign(wave_date="9999-12-31"))
    assert recent_votes(undated).empty
    assert recent_votes(far).empty
    assert satisfaction.distribution(far).empty


def test_fewer_votes_never_narrow_the_bounds() -> None:
    votes = [5, 4, 4, 2, 1, 3, 3, 2]
    widths = []
    for known in range(8, 2, -1):
        row = satisfaction.dissatisfied(survey({"x": [*votes[:known], *[None] * (8 - known)]})).iloc[0]
        widths.append(row["bound_high"] - row["bound_low"])
    assert widths == sorted(widths)
