"""How satisfied boroughs are, and what is never shown."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import BOROUGHS, Make, Rows

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.satisfaction import SUMMARY_COLUMNS, summary
from citytools_analysis.register import Register

FIGURES = ["value", "n", "lower", "upper", "bound_low", "bound_high", "n_satisfied", "n_neutral", "n_dissatisfied",
           "share_satisfied", "share_dissatisfied", "coverage"]  # fmt: skip
UNSHARED = ["brent", "camden", "haringey", "hillingdon", "lambeth"]


def _votes(scores: list[int], boroughs: list[str] = BOROUGHS, **more: object) -> Rows:
    vote = {"system_id": "arcus", "dimension": "overall", "wave_date": "2026-06-01"} | more
    return [vote | {"borough_id": name, "score": score} for name, score in zip(boroughs, scores, strict=False)]


def test_scores_fall_in_three_classes_and_the_share_carries_its_interval(make_register: Make) -> None:
    row = _only(make_register(ratings=_votes([5, 4, 3, 2, 1], UNSHARED)))
    assert row[["n_satisfied", "n_neutral", "n_dissatisfied", "n"]].tolist() == [2, 1, 2, 5]
    assert row["value"] == row["share_dissatisfied"] == 0.4
    assert [round(row["lower"], 3), round(row["upper"], 3)] == [0.118, 0.769]
    assert not row["is_withheld"]


@pytest.mark.parametrize("edition", ["public", "members"])
def test_fewer_than_five_boroughs_are_withheld_with_every_figure(make_register: Make, edition: str) -> None:
    row = _only(make_register(ratings=_votes([5, 3, 2, 1], UNSHARED), edition=edition))
    assert row["is_withheld"]
    assert row["reason"].startswith("fewer than")
    assert row[FIGURES].isna().all()


def test_five_may_stand_in_public_but_a_member_could_subtract_its_own_vote(make_register: Make) -> None:
    votes = _votes([5, 3, 2, 1, 1], UNSHARED)
    assert not _only(make_register(ratings=votes), "public")["is_withheld"]
    assert _only(make_register(ratings=votes), "members")["reason"] == "fewer than 6 boroughs"


def test_a_shared_service_counts_once_towards_the_smallest_number(make_register: Make) -> None:
    with_both = ["brent", "lewisham", "camden", "haringey", "hillingdon"]
    assert _only(make_register(ratings=_votes([5, 3, 2, 1, 1], with_both)), "public")["is_withheld"]


def test_one_answer_of_all_and_shares_of_none_or_all_are_not_published(make_register: Make) -> None:
    alike = make_register(ratings=_votes([5, 4, 5, 4, 5, 4]))
    assert _only(alike, "public")["reason"] == "all boroughs answer alike"
    nobody = make_register(ratings=_votes([5, 4, 5, 3, 3], UNSHARED))
    assert _only(nobody, "public")["reason"] == "a share of 0% or 100% is not published"


def test_the_full_register_withholds_nothing(make_register: Make) -> None:
    assert _only(make_register(ratings=_votes([5])))["n"] == 1


def test_only_the_latest_wave_within_18_months_and_the_overall_score_count(make_register: Make) -> None:
    votes = [
        *_votes([1], ["camden"], wave_date="2025-09-01"),
        *_votes([5], ["camden"]),
        *_votes([1], ["brent"], wave_date="2025-05-22"),
        *_votes([1], ["brent"], dimension="support"),
        *_votes([1], ["lambeth"], wave_date="2026-11-24"),
    ]
    row = _only(make_register(ratings=votes))
    assert row[["n", "n_satisfied", "n_dissatisfied"]].tolist() == [1, 1, 0]


def test_bounds_count_the_users_who_gave_no_score(make_register: Make) -> None:
    uses: Rows = [
        {
            "deployment_id": name,
            "borough_id": name,
            "function_code": "PLN01",
            "system_state": "known",
            "system_id": "arcus",
        }
        for name in BOROUGHS
    ]
    row = _only(make_register(ratings=_votes([5, 1, 1], UNSHARED), deployments=uses))
    assert (row["n"], row["n_of"]) == (3, 6)
    assert row[["bound_low", "bound_high"]].tolist() == pytest.approx([2 / 6, 5 / 6])


def test_with_neither_ratings_nor_released_figures_there_is_no_row(tiny: Register) -> None:
    assert summary(tiny).empty
    assert tuple(summary(tiny).columns) == SUMMARY_COLUMNS


def test_a_grouping_or_edition_that_does_not_exist_is_refused(tiny: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'system'"):
        summary(tiny, "systems")
    with pytest.raises(UnknownNameError, match="Did you mean 'members'"):
        summary(tiny, edition="member")


def _only(register: Register, edition: str | None = None) -> pd.Series:
    told = summary(register, edition=edition)
    assert len(told) == 1
    return told.iloc[0]
