"""The change since the wave before, over the same boroughs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from survey_world import survey

from citytools_analysis.metrics import satisfaction
from citytools_analysis.metrics.satisfaction.signed_rank import signed_rank_p
from citytools_analysis.metrics.satisfaction.waves import paired_votes
from citytools_analysis.register import Register


def test_the_pairs_of_the_ten_authorities_are_as_worked_by_hand(worked: Register) -> None:
    pairs = paired_votes(worked).set_index(["system_id", "borough_id"])["difference"]
    assert pairs.loc["alder-tax"].to_dict() == {"ash": -1, "beech": -1, "cedar": 0, "elm": -1}
    assert pairs.loc["birch-tax"].to_dict() == {"fir": 0, "hazel": 1}  # Ivy voted in one wave only


def test_fewer_than_six_decision_makers_in_both_waves_are_withheld(worked: Register) -> None:
    told = satisfaction.change(worked)
    assert set(told["reason"]) == {"fewer than 6 boroughs voted in both waves"}
    assert told[["value", "n", "mean_before", "wilcoxon_p", "n_same"]].isna().all(axis=None)


def test_only_boroughs_of_both_waves_count() -> None:
    register = survey({"x": [2, 2, 3, 1, 4, 2, 5, 5, None]}, before={"x": [3, 3, 3, 2, 3, 4, None, None, 1]})
    row = satisfaction.change(register).iloc[0]
    assert row[["n_higher", "n_same", "n_lower", "n", "n_of"]].tolist() == [1, 1, 4, 6, 9]
    assert row["value"] == pytest.approx((-1 - 1 + 0 - 1 + 1 - 2) / 6)
    assert row[["mean_before", "mean_after"]].tolist() == pytest.approx([18 / 6, 14 / 6])
    assert row["bound_low"] == pytest.approx((-4 - 4 * 3) / 9)
    assert row["lower"] < row["value"] < row["upper"]


def test_the_p_is_exact_with_ties_and_without_the_pairs_that_did_not_change() -> None:
    differences = [-1, -1, 0, -1, 1, -2]
    ranks = np.array([2.5, 2.5, 2.5, 2.5, 5])  # of |-1|, |-1|, |-1|, |1|, |-2|
    sums = [
        sum(rank for rank, up in zip(ranks, signs, strict=True) if up) for signs in itertools.product([0, 1], repeat=5)
    ]
    by_hand = min(1, 2 * np.mean([total <= 2.5 for total in sums]))
    assert signed_rank_p(differences) == pytest.approx(by_hand)


def test_six_that_all_go_up_have_a_p_of_one_in_32_and_no_interval() -> None:
    register = survey({"x": [4] * 6}, before={"x": [3] * 6})
    row = satisfaction.change(register).iloc[0]
    assert row["wilcoxon_p"] == 2 / 64
    assert row["reason"] == "no interval: all differences are equal"
    assert np.isnan(row["lower"])
    assert satisfaction.change(register, edition="members")["reason"].item() == "all boroughs changed alike"


def test_no_change_at_all_has_a_p_of_one() -> None:
    row = satisfaction.change(survey({"x": [3] * 6}, before={"x": [3] * 6})).iloc[0]
    assert (row["value"], row["wilcoxon_p"]) == (0, 1)
    assert signed_rank_p([]) == 1


def test_the_public_edition_needs_eight() -> None:
    register = survey({"x": [2, 2, 3, 1, 4, 2, 5]}, before={"x": [3, 3, 3, 2, 3, 4, 5]})
    assert (
        satisfaction.change(register, edition="public")["reason"].item() == "fewer than 8 boroughs voted in both waves"
    )


def test_a_vote_a_month_after_another_is_a_correction_and_no_wave() -> None:
    register = survey({"x": [2, 4]}, before={"x": [3, 3]})
    early = register.ratings.assign(wave_date=register.ratings["wave_date"].replace("2025-06-01", "2026-05-01"))
    again = Register.from_tables({"ratings": early, "deployments": register.deployments}, as_of=register.as_of)
    assert len(paired_votes(register)) == 2
    assert paired_votes(again).empty
