"""Who is like whom: the answers of tests/tiny/worked_peers.md, and what must not bend them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tiny_world import AS_OF, tiny_reference, tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.peers import (
    by_place,
    incidence,
    redealt,
    similar_estates,
    statistical_neighbours,
    who_to_call,
)
from citytools_analysis.register import Register

RESIDENTS = {
    "ash": 1e5,
    "beech": 2e5,
    "cedar": 3e5,
    "elm": 4e5,
    "fir": 5e5,
    "hazel": 6e5,
    "ivy": 7e5,
    "larch": 8e5,
    "maple": 9e5,
}
MAILBOXES = pd.DataFrame({
    "borough_id": ["ash", "beech", "cedar", "fir", "hazel"], "mailbox": "technology@example.org", "source_id": "facts",
    "source_pointer": "line 2",
})  # fmt: skip


def nearest(told: pd.DataFrame, borough: str) -> list[str]:
    return told.loc[told["borough_id"] == borough, "neighbour_id"].tolist()


def pair(told: pd.DataFrame, one: str, other: str) -> pd.Series:
    return told[(told["borough_id"] == one) & (told["other_borough_id"] == other)].iloc[0]


def asking(borough: str, function: str, **options: object) -> pd.DataFrame:
    skills = options.pop("skills", tiny_tables()["skills"])
    return who_to_call(worked_register(contacts=MAILBOXES, skills=skills), borough, function, **options)  # type: ignore[arg-type]


def test_neighbours_are_the_nearest_in_standard_deviations(worked: Register) -> None:
    told = statistical_neighbours(worked, k=2)
    assert nearest(told, "ash") == ["beech", "cedar"]
    assert told.loc[told["borough_id"] == "ash", "value"].iloc[0] == pytest.approx(1.022149, abs=1e-5)
    assert nearest(told, "maple") == ["larch", "ivy"]
    assert told.loc[told["borough_id"] == "maple", "value"].tolist() == pytest.approx([0.173689, 0.370600], abs=1e-5)
    assert "oak" not in {*told["borough_id"], *told["neighbour_id"]}


@pytest.mark.parametrize(
    ("within", "expected"), [("", "fir"), ("inner_outer_statutory", "cedar"), ("inner_outer_statistical", "fir")]
)
def test_inner_and_outer_is_a_filter_by_a_named_definition(worked: Register, within: str, expected: str) -> None:
    told = statistical_neighbours(worked, k=1, within=within)
    assert nearest(told, "elm") == [expected]
    assert set(told["within"]) == {within or "all boroughs"}


def test_what_is_missing_of_the_five_variables_is_said(worked: Register) -> None:
    told = statistical_neighbours(worked)
    assert told["reason"].iloc[0].startswith("rests on 1 of 5 variables; stability is not known")
    assert len(told["missing_variables"].iloc[0].split("; ")) == 4
    assert told["stability"].isna().all()


def test_with_more_measures_each_neighbour_has_a_stability(worked: Register) -> None:
    measures = pd.DataFrame({"residents": RESIDENTS})
    measures = measures.assign(imd_2025_score=[30.0, 10, 20, 30, 10, 20, 30, 10, 20], unrelated="x")
    told = statistical_neighbours(worked, measures=measures, k=3)
    assert told["stability"].between(0, 1).all()
    assert told.groupby("borough_id")["stability"].sum().max() <= 3
    pd.testing.assert_frame_equal(
        told, statistical_neighbours(worked, measures=measures.sample(frac=1, random_state=3), k=3)
    )
    assert statistical_neighbours(worked, measures=measures, k=8)["stability"].eq(1).all()


def test_a_measure_that_is_the_same_everywhere_tells_nobody_apart(worked: Register) -> None:
    flat = pd.DataFrame({"residents": RESIDENTS}).assign(imd_2025_score=20.0)
    told = statistical_neighbours(worked, measures=flat, k=2)
    assert told["value"].tolist() == statistical_neighbours(worked, k=2)["value"].tolist()


def test_a_borough_without_a_measure_is_told_so_and_nobody_s_neighbour(worked: Register) -> None:
    told = statistical_neighbours(worked, measures=pd.DataFrame({"residents": RESIDENTS}).drop("beech"), k=1)
    assert told.loc[told["borough_id"] == "beech", "reason"].tolist() == ["a measure of the borough is missing"]
    assert "beech" not in set(told["neighbour_id"])


@pytest.mark.parametrize("bad", [0.0, -1.0, float("inf")])
def test_an_impossible_measure_is_refused_by_name(worked: Register, bad: float) -> None:
    with pytest.raises(ValueError, match="residents of fir"):
        statistical_neighbours(worked, measures=pd.DataFrame({"residents": RESIDENTS | {"fir": bad}}))


def test_impossible_questions_are_refused(worked: Register) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        statistical_neighbours(worked, k=0)
    with pytest.raises(UnknownNameError):
        statistical_neighbours(worked, within="inner")
    with pytest.raises(ValueError, match="at least 1"):
        similar_estates(worked, n_permutations=0)
    with pytest.raises(ValueError, match="stands there twice"):
        statistical_neighbours(worked, measures=pd.DataFrame({"residents": [1.0, 2.0]}, index=["ash", "ash"]))


def test_one_borough_alone_has_nobody_to_compare_with(worked: Register) -> None:
    told = statistical_neighbours(worked, measures=pd.DataFrame({"residents": {"ash": 1e5}}))
    assert told.loc[told["borough_id"] == "ash", "reason"].tolist() == ["there is no other borough to compare with"]


def test_near_is_by_the_map_and_by_the_sub_region() -> None:
    near = by_place(Register.from_tables({}, as_of=AS_OF))
    pairs = set(zip(near["borough_id"], near["near_borough_id"], strict=True))
    assert pairs == {(other, one) for one, other in pairs}
    assert near["is_land_neighbour"].sum() % 2 == 0
    assert near.loc[(near["borough_id"] == "bexley") & near["is_river_neighbour"], "near_borough_id"].tolist() == [
        "barking-and-dagenham", "havering",
    ]  # fmt: skip
    assert not (near["borough_id"] == near["near_borough_id"]).any()


def test_without_a_map_only_the_sub_region_is_near(worked: Register) -> None:
    near = by_place(worked)
    assert near["is_same_subregion"].all()
    assert len(near) == 5 * 4 + 5 * 4


@pytest.mark.parametrize(
    ("names", "expected", "n", "shared"),
    [
        (("ash", "beech"), 1, 3, 3),
        (("cedar", "fir"), 0.648514, 4, 3),
        (("ash", "elm"), 0.753628, 2, 2),
        (("ash", "larch"), 0, 2, 0),
    ],
)
def test_likeness_is_of_rare_systems_over_functions_that_both_report(
    worked: Register, names: tuple[str, str], expected: float, n: int, shared: int
) -> None:
    row = pair(similar_estates(worked, least_functions=2, n_permutations=19), *names)
    assert row["value"] == pytest.approx(expected, abs=1e-6)
    assert row[["n", "n_shared"]].tolist() == [n, shared]


def test_fewer_than_fifteen_common_functions_are_no_comparison(worked: Register) -> None:
    told = similar_estates(worked, n_permutations=1)
    assert told["is_withheld"].all()
    assert set(told["reason"]) == {"fewer than 15 functions are reported by both"}


def test_boroughs_that_share_a_service_are_marked(worked: Register) -> None:
    told = similar_estates(worked, least_functions=2, n_permutations=1)
    shared = told[told["has_same_decision_maker"]]
    assert shared[["borough_id", "other_borough_id"]].to_numpy().tolist() == [["ash", "beech"]]


def test_what_every_borough_runs_makes_nobody_alike() -> None:
    uses = tiny_tables()["deployments"].head(0)
    names = tiny_reference().boroughs["borough_id"].tolist()
    rows = [{"deployment_id": f"{name}{code}", "borough_id": name, "function_code": code, "system_state": "known",
             "system_id": "office", "source_id": "facts", "source_pointer": "line 2"}
            for name in names for code in ("REV01", "PLN01")]  # fmt: skip
    told = similar_estates(worked_register(deployments=pd.concat([uses, pd.DataFrame(rows)])), least_functions=2)
    assert set(told["reason"]) == {"all that either runs, every borough runs"}


def test_redealt_tables_keep_every_margin_in_every_function(worked: Register) -> None:
    held = incidence(worked)
    for table in redealt(held.runs, held.function_of, n_tables=40):
        assert (table.sum(axis=0) == held.runs.sum(axis=0)).all()
        for function in np.unique(held.function_of):
            columns = held.function_of == function
            assert (table[:, columns].sum(axis=1) == held.runs[:, columns].sum(axis=1)).all()


def test_the_same_seed_gives_the_same_p_values(worked: Register) -> None:
    first, again = (similar_estates(worked, least_functions=2, n_permutations=50, seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    known = first[~first["is_withheld"]]
    assert known["p_value"].between(1 / 51, 1).all()
    assert (known["q_value"] >= known["p_value"] - 1e-12).all()


def test_points_are_those_worked_by_hand_and_each_is_explained() -> None:
    told = asking("elm", "REV01")
    assert told[["call_borough_id", "value"]].to_numpy().tolist() == [
        ["ash", 1.25], ["beech", 1.25], ["cedar", 1.25], ["hazel", 0.5],
    ]  # fmt: skip
    assert told["why"].iloc[0] == "runs Alder Tax too (1); is in North too (0.25)"
    assert told["call_borough"].tolist() == ["Ash", "Beech", "Cedar", "Hazel"]
    assert set(told["mailbox"]) == {"technology@example.org"}
    assert told["why"].iloc[3] == "rates Birch Tax 4 or more (0.5)"
    assert (told["n"].iloc[0], told["n_of"].iloc[0]) == (4, 7)
    assert told["offers_help_with"].tolist() == ["procurement", "data_migration", "data_migration", "procurement"]


def test_who_moved_lately_and_rates_it_well_comes_with_all_points_but_the_region_s() -> None:
    skills = tiny_tables()["skills"]
    willing = skills.assign(will_share=skills["will_share"].mask(skills["borough_id"].eq("fir"), other=True))
    told = asking("cedar", "CUL01", skills=willing)
    assert told[["call_borough_id", "value"]].to_numpy().tolist() == [["fir", 2.0], ["ash", 0.25]]
    assert told["why"].iloc[0] == (
        "runs Cypress Lib too (1); began with Cypress Lib within 36 months (0.5); rates Cypress Lib 4 or more (0.5)"
    )


def test_nobody_is_named_without_both_consent_and_mailbox(worked: Register) -> None:
    assert who_to_call(worked, "elm", "REV01")["reason"].tolist() == [
        "no borough that has agreed to be asked reports this function"
    ]
    assert "fir" not in set(asking("elm", "REV01")["call_borough_id"])


def test_a_borough_named_often_enough_is_passed_over() -> None:
    told = asking("elm", "REV01", n_named={"ash": 3, "beech": 2})
    assert told["call_borough_id"].tolist() == ["beech", "cedar", "hazel"]
    every = asking("elm", "REV01", n_named=dict.fromkeys(["ash", "beech", "cedar", "hazel"], 3))
    assert every["reason"].tolist() == ["every borough that has agreed to be asked has been named often enough"]


def test_without_an_answer_of_its_own_nobody_runs_the_same() -> None:
    told = asking("maple", "REV01")
    assert told[["call_borough_id", "value"]].to_numpy().tolist() == [["hazel", 0.75]]
    assert told["reason"].str.startswith("what the borough itself runs is not known").all()


def test_who_to_call_is_withheld_in_the_public_edition() -> None:
    public = make_edition(worked_register(contacts=MAILBOXES), edition="public")
    told = who_to_call(public, "elm", "REV01")
    assert told["reason"].tolist() == ["members' data: not in the public edition"]


def test_unknown_names_are_refused_with_the_nearest(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'elm'"):
        who_to_call(worked, "elmm", "REV01")
    with pytest.raises(UnknownNameError, match="REV01"):
        who_to_call(worked, "elm", "REV1")
    with pytest.raises(ValueError, match="most_calls is 0"):
        who_to_call(worked, "elm", "REV01", most_calls=0)


def test_an_empty_register_gives_the_same_columns(worked: Register) -> None:
    empty = Register.from_tables({}, as_of=AS_OF, reference=tiny_reference())
    for metric in (statistical_neighbours, similar_estates, by_place):
        assert list(metric(empty)) == list(metric(worked))
    assert list(who_to_call(empty, "elm", "REV01")) == list(asking("elm", "REV01"))
