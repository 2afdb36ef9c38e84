"""Suppliers and satisfaction: the points, the correlation, and when it is refused."""

from __future__ import annotations

import itertools
from datetime import date

import numpy as np
import pytest
from survey_world import survey

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import satisfaction
from citytools_analysis.metrics.satisfaction.rank_correlation import (
    bonett_wright,
    partial_spearman,
    permutation_p,
    rowwise_spearman,
    spearman,
    weighted_spearman,
)
from citytools_analysis.register import Register

Column = list[int | None]


def rising(n: int, *, flat: bool = False) -> Register:
    """Make n boroughs, of which the i-th uses i % 5 + 1 systems and likes them the less, the more it has."""
    scores: dict[str, Column] = {f"s{at}": [] for at in range(5)}
    for borough, (at, column) in itertools.product(range(n), enumerate(scores.values())):
        mood = 3 if flat else 5 - borough % 5 if borough % 3 else 3
        column.append(mood if at <= borough % 5 else None)
    register = survey(scores)
    uses = register.deployments
    place = uses["borough_id"].str[1:].astype("int64")
    kept = uses[uses["system_id"].str[1:].astype("int64") <= place % 5]
    return Register.from_tables(
        {"ratings": register.ratings, "deployments": kept, "systems": register.systems, "suppliers": register.suppliers},
        as_of=register.as_of, reference=register.reference,
    )  # fmt: skip


def test_the_points_of_the_ten_authorities_are_as_worked_by_hand(worked: Register) -> None:
    told = satisfaction.supplier_points(worked).set_index("borough_id")
    assert told["suppliers"].to_dict() == {
        "ash": 2, "beech": 1, "cedar": 3, "elm": 2, "fir": 3, "hazel": 2, "ivy": 1, "oak": 1,
    }  # fmt: skip
    assert told.loc["ash", "net"] == pytest.approx(-200 / 3)
    assert told.loc["cedar", "net"] == pytest.approx(200 / 3)
    assert told.loc["hazel", ["net", "n_votes", "n_reported"]].tolist() == [50, 2, 3]
    assert told.loc["elm", "n_reported"] == 2  # housing does not apply to it


def test_groups_are_those_of_the_day(worked: Register) -> None:
    before = satisfaction.supplier_points(worked, on=date(2025, 5, 31)).set_index("borough_id")
    assert before.empty  # no wave yet
    day_before_purchase = worked.supplier_events.assign(event_date="2026-11-24")
    tables = {name: worked.table(name) for name in ("ratings", "deployments", "systems", "suppliers")}
    register = Register.from_tables(tables | {"supplier_events": day_before_purchase}, as_of=worked.as_of)
    told = satisfaction.supplier_points(register).set_index("borough_id")
    assert told.loc["ash", "suppliers"] == 3  # Birch is not yet of Alder's group


def test_the_effective_number_of_suppliers_of_each_function_is_as_worked_by_hand(worked: Register) -> None:
    told = satisfaction.supplier_points(worked, "function").set_index("function_code")
    assert told["suppliers"].to_dict() == pytest.approx(
        {"CUL01": 9 / 5, "HSG01": 25 / 13, "PLN01": 49 / 26.5, "REV01": 1}
    )
    assert told["net"].to_dict() == pytest.approx({"CUL01": 100, "HSG01": 0, "PLN01": 0, "REV01": 0})
    assert told.loc["PLN01", ["n_votes", "n_deciders", "n_reported"]].tolist() == [8, 6, 9]


def test_what_one_borough_answered_is_a_point_in_the_full_register_only(worked: Register) -> None:
    told = satisfaction.supplier_points(worked, edition="members")
    assert told["reason"].tolist() == ["what one borough answered is shown only in the full register"]
    by_function = satisfaction.supplier_points(worked, "function", edition="members").set_index("function_code")
    assert by_function["is_withheld"].to_dict() == {"CUL01": True, "HSG01": True, "PLN01": False, "REV01": False}
    assert by_function.loc["HSG01", ["suppliers", "net"]].isna().all()


def test_fewer_than_ten_boroughs_are_refused_and_fewer_than_fifteen_in_public(worked: Register) -> None:
    assert (
        satisfaction.supplier_count_correlation(worked)["reason"].item() == "fewer than 10 boroughs have both figures"
    )
    twelve = rising(12)
    assert not satisfaction.supplier_count_correlation(twelve, edition="members")["is_withheld"].item()
    public = satisfaction.supplier_count_correlation(twelve, edition="public").iloc[0]
    assert public["reason"] == "fewer than 15 boroughs have both figures"
    assert public[["value", "lower", "permutation_p", "bootstrap_lower", "partial_rho", "n"]].isna().all()


def test_where_all_are_equal_there_is_no_correlation_to_tell() -> None:
    assert (
        satisfaction.supplier_count_correlation(rising(12, flat=True))["reason"].item()
        == "all boroughs are equally satisfied"
    )
    same = survey({"a": [1, 2, 3, 4, 5, 1, 2, 3, 4, 5], "b": [3] * 10})
    told = satisfaction.supplier_count_correlation(same)
    assert told["reason"].item() == "all boroughs have the same number of suppliers"


def test_a_correlation_carries_its_interval_its_p_and_a_reading() -> None:
    told = satisfaction.supplier_count_correlation(rising(30)).iloc[0]
    assert told["value"] < 0
    assert told["lower"] < told["value"] < told["upper"] < 0
    assert told["bootstrap_lower"] < told["value"] < told["bootstrap_upper"]
    assert told["permutation_p"] < 0.05
    assert told["reading"] == "more suppliers are reported together with lower satisfaction"
    assert (told["n"], told["n_of"]) == (30, 30)


def test_functions_are_correlated_by_their_effective_suppliers() -> None:
    n, scores, functions = 12, {}, {}
    for at in range(11):
        for maker in range(at % 4 + 1):
            name = f"f{at}m{maker}"
            scores[name] = [((at + place) % 5) + 1 if place % (at % 4 + 1) == maker else None for place in range(n)]
            functions[name] = f"F{at:02d}"
    register = survey(scores, functions=functions)
    uses = register.deployments.merge(register.ratings[["borough_id", "system_id"]], on=["borough_id", "system_id"])
    tables = {name: register.table(name) for name in ("ratings", "systems", "suppliers")} | {"deployments": uses}
    register = Register.from_tables(tables, as_of=register.as_of, reference=register.reference)
    points = satisfaction.supplier_points(register, "function")
    assert points["suppliers"].tolist() == pytest.approx([float(at % 4 + 1) for at in range(11)])
    told = satisfaction.supplier_count_correlation(register, "function").iloc[0]
    assert told["value"] == pytest.approx(spearman(points["suppliers"], points["net"]))
    assert told["bootstrap_lower"] <= told["bootstrap_upper"]
    assert told["partial_on"] == "boroughs that reported the function"


def test_a_unit_that_does_not_exist_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'borough'"):
        satisfaction.supplier_points(worked, "boroughs")  # type: ignore[arg-type]


def test_rho_has_no_value_where_a_variable_is_the_same_everywhere() -> None:
    assert np.isnan(spearman([1, 1, 1], [1, 2, 3]))
    assert np.isnan(spearman([1], [1]))


def test_the_interval_of_metrics_md_is_met_and_a_perfect_order_has_none() -> None:
    assert [round(end, 2) for end in bonett_wright(-0.30, 22)] == [-0.65, 0.15]
    assert np.isnan(bonett_wright(1.0, 22)).all()
    assert np.isnan(bonett_wright(0.2, 3)).all()


def test_the_permutation_p_is_that_of_every_order() -> None:
    x, y = np.array([1, 2, 2, 3, 4, 5]), np.array([3, 1, 2, 2, 5, 6])
    seen = abs(spearman(x, y)) - 1e-9
    every = np.mean([abs(spearman(x, order)) >= seen for order in itertools.permutations(y)])
    assert permutation_p(x, y, draws=20_000, seed=0) == pytest.approx(every, abs=0.006)  # 3 standard errors


def test_a_resample_is_correlated_as_if_each_point_stood_there_as_often_as_drawn() -> None:
    x, y = np.array([1.0, 2, 2, 4, 7]), np.array([3.0, 1, 5, 2, 2])
    weights = np.array([[2.0, 1, 0, 1, 1], [1, 1, 1, 1, 1], [0, 3, 1, 0, 1], [5, 0, 0, 0, 0]])
    by_repeating = [spearman(np.repeat(x, row.astype(int)), np.repeat(y, row.astype(int))) for row in weights]
    assert weighted_spearman(x, y, weights) == pytest.approx(by_repeating, nan_ok=True)


def test_rows_with_missing_points_are_correlated_over_those_they_have() -> None:
    x = np.array([[1.0, 2, np.nan, 4, 3], [np.nan, np.nan, np.nan, 1, 2]])
    y = np.array([[2.0, 1, 9, np.nan, 5], [1, 2, 3, 4, 4]])
    assert rowwise_spearman(x, y) == pytest.approx([spearman([1, 2, 3], [2, 1, 5]), np.nan], nan_ok=True)


def test_what_a_third_variable_explains_is_taken_out() -> None:
    chance = np.random.default_rng(0)
    third = chance.normal(size=400)
    x, y = third + 0.3 * chance.normal(size=400), third + 0.3 * chance.normal(size=400)
    assert spearman(x, y) > 0.8
    assert abs(partial_spearman(x, y, third)) < 0.15
    assert partial_spearman([1, 2, 3, 4], [2, 1, 4, 3], [7, 7, 7, 7]) == spearman([1, 2, 3, 4], [2, 1, 4, 3])
    assert np.isnan(partial_spearman([1, 2, 3, 4], [2, 1, 4, 3], [1, 2, 3, 4]))
