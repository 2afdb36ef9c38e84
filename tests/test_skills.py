"""Who can lend a skill and who needs it: the answers of tests/tiny/worked_skills.md."""

from __future__ import annotations

import pandas as pd
import pytest
from tiny_world import AS_OF, tiny_reference, tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.metrics.skills import have_and_need, matches, supply_and_demand
from citytools_analysis.register import Register

METRICS = (have_and_need, supply_and_demand, matches)


def standing(register: Register, borough: str, skill: str) -> str:
    told = have_and_need(register).set_index(["borough_id", "skill"])
    return str(told.loc[(borough, skill), "standing"])


def found(register: Register, skill: str, **options: int) -> list[list[object]]:
    told = matches(register, **options)
    return told.loc[told["skill"] == skill, ["lender_borough_id", "needer_borough_id", "value"]].to_numpy().tolist()


@pytest.mark.parametrize(
    ("borough", "skill", "expected"),
    [
        ("beech", "data_migration", "can_lend"), ("elm", "data_migration", "can_lend"),
        ("fir", "data_migration", "has_not_offered"), ("ash", "data_migration", "needs"),
        ("cedar", "data_migration", "needs"), ("beech", "procurement", "working"),
        ("oak", "procurement", "unknown"),
    ],
)  # fmt: skip
def test_a_borough_stands_by_its_level_and_what_it_offers(
    worked: Register, borough: str, skill: str, expected: str
) -> None:
    assert standing(worked, borough, skill) == expected


def test_no_answer_is_not_level_nought(worked: Register) -> None:
    told = have_and_need(worked).set_index(["borough_id", "skill"]).loc[("oak", "procurement")]
    assert told["is_withheld"]
    assert told["reason"] == "the borough has not said"
    assert pd.isna(told["level"])


def test_a_level_without_a_word_on_sharing_is_no_offer() -> None:
    silent = worked_register(skills=tiny_tables()["skills"].assign(will_share=None))
    assert standing(silent, "beech", "data_migration") == "has_not_offered"


def test_shares_are_of_those_that_have_said_with_bounds_for_the_rest(worked: Register) -> None:
    told = supply_and_demand(worked).set_index(["skill", "standing"])
    row = told.loc[("data_migration", "can_lend")]
    assert row[["n_boroughs", "n", "value"]].tolist() == [2, 5, 0.4]
    assert row[["bound_low", "bound_high"]].tolist() == pytest.approx([0.2, 0.7])
    assert told.loc["data_migration"]["value"].sum() == pytest.approx(1)


def test_matches_have_the_largest_sum_of_levels(worked: Register) -> None:
    assert found(worked, "data_migration") == [["beech", "ash", 4], ["beech", "cedar", 3]]
    assert found(worked, "procurement") == [["ash", "cedar", 4], ["ash", "elm", 3]]
    alone = found(worked, "data_migration", capacity=1)
    assert sum(row[2] for row in alone) == 6  # type: ignore[misc]
    assert len({row[0] for row in alone}) == 2


def test_a_need_that_nobody_meets_says_why() -> None:
    skills = tiny_tables()["skills"]
    nobody = worked_register(skills=skills.assign(will_share=False))
    told = matches(nobody)
    assert set(told["reason"]) == {"no borough has offered to lend it"}
    assert len(told) == 4
    few = worked_register(skills=skills[~skills["borough_id"].isin(["elm", "hazel"])])
    told = matches(few, capacity=1)
    assert told.loc[told["is_withheld"], "reason"].tolist() == ["those that lend it help as many as they can already"]


def test_nobody_helps_more_than_it_can_and_nobody_is_helped_twice(worked: Register) -> None:
    told = matches(worked).dropna(subset=["lender_borough_id"])
    assert told.groupby(["skill", "lender_borough_id"]).size().max() <= 2
    assert not told.duplicated(["skill", "needer_borough_id"]).any()


def test_a_lender_that_helps_none_is_refused(worked: Register) -> None:
    with pytest.raises(ValueError, match="capacity is 0"):
        matches(worked, capacity=0)


@pytest.mark.parametrize("metric", METRICS)
def test_skills_are_withheld_in_the_public_edition(metric: object) -> None:
    told = metric(make_edition(worked_register(), edition="public"))  # type: ignore[operator]
    assert told["is_withheld"].all()
    if metric is not supply_and_demand:  # of which the public is told how many need a skill, where enough do
        assert told["reason"].tolist() == ["members' data: not in the public edition"]


@pytest.mark.parametrize("metric", METRICS)
def test_order_and_emptiness_change_neither_answer_nor_columns(metric: object, worked: Register) -> None:
    shuffled = worked_register(skills=tiny_tables()["skills"].sample(frac=1, random_state=5))
    pd.testing.assert_frame_equal(metric(worked), metric(shuffled))  # type: ignore[operator]
    empty = Register.from_tables({}, as_of=AS_OF, reference=tiny_reference())
    assert list(metric(empty)) == list(metric(worked))  # type: ignore[operator]
