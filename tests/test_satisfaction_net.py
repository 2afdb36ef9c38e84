"""Net satisfaction, its groups and ranks, and the shrunken mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_world import survey

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import satisfaction
from citytools_analysis.metrics.satisfaction.means import Spread, spread_of
from citytools_analysis.metrics.satisfaction.posterior import fitted_kappa, net_draws, posterior
from citytools_analysis.register import Register

LIKED, DISLIKED, MIXED = [5] * 12, [1] * 12, [1, 2, 3, 4, 5, 3, 2, 4, 3, 3, 2, 4]


def test_net_satisfaction_is_as_worked_by_hand(worked: Register) -> None:
    told = satisfaction.net(worked).set_index("system_id")
    alder, cypress = told.loc["alder-tax"], told.loc["cypress-plan"]
    assert alder[["n_satisfied", "n_neutral", "n_dissatisfied", "raw_net"]].tolist() == [0, 1, 3, -75]
    assert alder["prior_net"] == pytest.approx(100 * (3 + 5 * 4 / 16.5) / 8)
    assert alder["value"] == pytest.approx(100 * (-3 + 6 * (3 + 5 * 4 / 16.5) / 8) / 10)
    assert cypress["value"] == pytest.approx(100 * (2 + 6 * (-2 - 5 / 15.5) / 8) / 11)
    assert (alder["kappa"], alder["kappa_basis"]) == (6, "default: fewer than 8 systems with two votes")
    assert told.loc["birch-plan", "is_withheld"]


def test_the_interval_holds_the_value_and_is_never_of_no_width(worked: Register) -> None:
    told = satisfaction.net(worked).dropna(subset=["value"])
    assert (told["lower"] < told["value"]).all()
    assert (told["value"] < told["upper"]).all()
    alike = satisfaction.net(survey({"x": [4] * 5, "y": [4] * 5})).iloc[0]
    assert alike["upper"] - alike["lower"] > 10  # a bootstrap of five equal scores has no width at all


def test_a_system_alone_in_the_register_leans_on_no_opinion_at_all() -> None:
    row = satisfaction.net(survey({"x": [5, 5, 4, 3]})).iloc[0]
    assert row["prior_net"] == pytest.approx(0)
    assert row["value"] == pytest.approx(100 * 3 / (4 + 6))


def test_bounds_are_those_of_the_raw_net_over_all_users() -> None:
    row = satisfaction.net(survey({"x": [5, 5, 1, None, None]})).iloc[0]
    assert row[["raw_net", "bound_low", "bound_high"]].tolist() == pytest.approx([100 / 3, 100 * -1 / 5, 100 * 3 / 5])
    assert (row["n"], row["n_of"], row["coverage"]) == (3, 5, 0.6)


def test_kappa_is_given_or_fitted_and_said_so(worked: Register) -> None:
    given_kappa = satisfaction.net(worked, kappa=2.0).set_index("system_id").loc["alder-tax"]
    assert given_kappa["value"] == pytest.approx(100 * (-3 + 2 * 0.5265151515) / 6)
    assert given_kappa["kappa_basis"] == "as given"
    apart = survey({f"s{at}": LIKED if at % 2 else DISLIKED for at in range(8)})
    fitted = satisfaction.net(apart)
    assert fitted["kappa_basis"].iloc[0] == "empirical Bayes on 8 systems"
    assert fitted["kappa"].iloc[0] < 2  # systems are poles apart, so their function tells little of each


@pytest.mark.parametrize("kappa", [0, -1, np.inf, np.nan])
def test_a_kappa_that_is_no_number_above_zero_is_refused(kappa: float, worked: Register) -> None:
    with pytest.raises(ValueError, match="must be a finite number above zero"):
        satisfaction.net(worked, kappa=kappa)


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="10 draws are too few"):
        net_draws(np.ones((1, 5)), draws=10, seed=0)


def test_the_same_seed_gives_the_same_interval_and_another_seed_nearly_the_same(worked: Register) -> None:
    first, again, other = (satisfaction.net(worked, seed=seed).set_index("system_id") for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert abs(first.loc["alder-tax", "lower"] - other.loc["alder-tax", "lower"]) < 4


def test_kappa_rises_as_systems_become_alike() -> None:
    profile = np.full((9, 5), 0.2)
    spread = [
        fitted_kappa(np.tile(row, (9, 1)), profile)
        for row in ([2.0, 2, 2, 2, 2], [4.0, 3, 2, 1, 0], [10.0, 0, 0, 0, 0])
    ]
    assert spread == sorted(spread, reverse=True)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=3, max_size=12))
def test_a_better_vote_never_lowers_the_net(votes: list[int]) -> None:
    other = [3, 2, 4, 1, 5, 3]
    before = satisfaction.net(survey({"x": votes, "y": other})).iloc[0]["value"]
    after = satisfaction.net(survey({"x": [min(5, votes[0] + 1), *votes[1:]], "y": other})).iloc[0]["value"]
    assert after >= before - 1e-9


def test_a_profile_gives_every_score_a_chance_and_sums_to_one(worked: Register) -> None:
    believed = posterior(worked)
    assert believed.profiles.sum(axis=1) == pytest.approx(1)
    assert (believed.profiles > 0).all()


def test_only_net_by_system_is_known(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'system'"):
        satisfaction.net(worked, "systems")


def test_systems_far_apart_fall_in_three_groups_sorted_by_name_and_never_by_score() -> None:
    told = satisfaction.groups(survey({"zeta": LIKED, "alpha": MIXED, "mid": DISLIKED, "beta": MIXED, "gamma": MIXED}))
    assert told["system"].tolist() == ["Alpha", "Beta", "Gamma", "Mid", "Zeta"]
    assert told["group"].tolist() == [
        "not distinguishable", "not distinguishable", "not distinguishable", "below function average",
        "above function average",
    ]  # fmt: skip
    zeta, mid = told.iloc[4], told.iloc[3]
    assert (zeta["rank_low"], zeta["rank_high"]) == (1, 1)
    assert (mid["rank_low"], mid["rank_high"]) == (5, 5)
    assert told.iloc[0]["rank_high"] > told.iloc[0]["rank_low"]
    assert mid["probability_bottom_quartile"] > 0.9
    assert zeta["probability_bottom_quartile"] < 0.05


def test_there_are_no_ranks_of_fewer_than_four_systems_with_five_votes() -> None:
    told = satisfaction.groups(survey({"a": LIKED, "b": MIXED, "c": DISLIKED, "d": [5, 4, 3, 2]})).set_index(
        "system_id"
    )
    assert told["rank_low"].isna().all()
    assert told.loc["a", "reason"].startswith("no ranks: fewer than 4 systems")
    assert told.loc["a", "group"] == "above function average"
    assert told.loc["d", ["is_withheld", "reason"]].tolist() == [True, "fewer than 5 boroughs"]


def test_in_the_ten_authorities_nothing_can_be_told_apart(worked: Register) -> None:
    told = satisfaction.groups(worked)
    shown = told[~told["is_withheld"]]
    assert shown["system_id"].tolist() == ["cypress-plan"]
    assert shown["group"].tolist() == ["not distinguishable"]
    assert shown["probability_above"].item() == pytest.approx(0.5, abs=0.15)
    assert satisfaction.pairwise(worked).empty


def test_a_system_alone_in_its_function_is_compared_with_nothing() -> None:
    told = satisfaction.groups(survey({"a": LIKED, "b": MIXED}, functions={"a": "PLN01", "b": "REV01"}))
    assert set(told["reason"]) == {"no other system of the function is rated"}
    assert told[["group", "value"]].isna().all(axis=None)


def test_systems_with_the_same_votes_are_as_likely_better_as_worse() -> None:
    told = satisfaction.pairwise(survey({"a": MIXED, "b": MIXED, "c": LIKED}))
    assert told[["system_id", "other_system_id"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert told["value"].iloc[0] == pytest.approx(0.5, abs=0.04)
    assert told["value"].iloc[1] < 0.05
    assert told["n"].tolist() == [12, 12, 12]


def test_members_need_six_and_the_public_eight_for_a_group() -> None:
    register = survey({"a": [5, 4, 3, 2, 1, 1, 2], "b": [5, 5, 4, 3, 2, 1, 1]})
    assert not satisfaction.groups(register, edition="members")["is_withheld"].any()
    assert set(satisfaction.groups(register, edition="public")["reason"]) == {"fewer than 8 boroughs"}
    assert satisfaction.pairwise(register, edition="public").empty


def test_the_shrunken_mean_is_as_worked_by_hand(worked: Register) -> None:
    told = satisfaction.shrunken_mean(worked).set_index("system_id")
    within, between = (148 / 15) / 11, (242 / 15 - 3 * (148 / 15) / 11) / (18 - 25 / 7 - 34 / 8 - 2)
    k = within / between
    assert told.loc["alder-tax", "votes_of_function_mean"] == pytest.approx(k) == pytest.approx(0.54573, abs=1e-5)
    assert (
        told.loc["alder-tax", "value"] == pytest.approx((4 * 2 + 3 * k) / (4 + k)) == pytest.approx(2.12005, abs=1e-5)
    )
    assert told.loc["birch-tax", "value"] == pytest.approx((13 + 3 * k) / (3 + k))
    half = 1.6448536 * np.sqrt(within / (4 + k))
    assert told.loc["alder-tax", "upper"] == pytest.approx((8 + 3 * k) / (4 + k) + half)
    assert told["function_code"].is_monotonic_increasing


def test_systems_that_differ_no_more_than_by_chance_are_all_given_their_function_s_mean() -> None:
    told = satisfaction.shrunken_mean(survey({"a": [1, 5, 3, 3], "b": [5, 1, 3, 4]}))
    assert told["votes_of_function_mean"].isna().all(), "the function's mean counts for everything"
    assert told["value"].tolist() == pytest.approx([25 / 8, 25 / 8])
    assert told[["lower", "upper"]].isna().all(axis=None)
    assert told["reason"].str.startswith("no interval").all()


def test_boroughs_that_agree_on_each_system_leave_the_means_as_they_are() -> None:
    told = satisfaction.shrunken_mean(survey({"a": [2, 2, 2], "b": [4, 4, 4]}))
    assert told["value"].tolist() == [2, 4]
    assert told["lower"].isna().all()


def test_one_system_alone_has_no_spread_to_shrink_by() -> None:
    told = satisfaction.shrunken_mean(survey({"a": [2, 3, 4]}))
    assert told["is_withheld"].all()
    assert "to tell how much systems differ" in told["reason"].item()
    assert np.isnan(spread_of(pd.DataFrame({score: [1] for score in range(1, 6)}), pd.Series(["f"])).between)


def test_all_ratings_equal_give_that_rating_without_an_interval() -> None:
    told = satisfaction.shrunken_mean(survey({"a": [3, 3, 3], "b": [3, 3, 3]}))
    assert told["value"].tolist() == [3, 3]
    assert told["lower"].isna().all()
    counts = pd.DataFrame({1: [0, 0], 2: [0, 0], 3: [3, 3], 4: [0, 0], 5: [0, 0]})
    assert spread_of(counts, pd.Series(["f", "f"])) == Spread(0.0, 0.0)


def test_the_mean_score_is_never_told_in_public() -> None:
    told = satisfaction.shrunken_mean(survey({"a": [1, 2, 3, 4, 5, 5], "b": [3] * 6}), edition="public")
    assert told["reason"].tolist() == ["not told in the public edition"]
