"""How much one price varies, what lies above the median, and what a borough's size explains."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tiny_world import AS_OF, tiny_reference

from citytools_analysis.metrics.prices import (
    ABOVE_COLUMNS,
    SIZE_COLUMNS,
    SPREAD_COLUMNS,
    above_median,
    dispersion,
    size_adjusted,
)
from citytools_analysis.reference import Reference
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo

NINE = [5.0, 1.0, 9.0, 3.0, 7.0, 2.0, 8.0, 4.0, 6.0]
# Worked in tests/tiny/worked_prices.md, of the prices 1 to 9.
SPREAD = {
    "median": 5, "interquartile_range": 4, "quartile_coefficient": 0.4, "robust_cv": 0.59304,
    "p90_to_p10": 8.2 / 1.8, "max_to_min": 9,
}  # fmt: skip
METRICS = [(dispersion, SPREAD_COLUMNS), (above_median, ABOVE_COLUMNS), (size_adjusted, SIZE_COLUMNS)]


def test_the_spread_of_one_to_nine_is_that_worked_by_hand() -> None:
    told = dispersion(_bought(NINE), driver=_each(100)).set_index("statistic")
    assert told["value"].to_dict() == pytest.approx(SPREAD)
    assert told.loc["median", ["lower", "upper", "interval_kind", "n"]].tolist() == [
        2,
        8,
        "exact order statistics, 96.1%",
        9,
    ]
    assert told.loc["max_to_min", "interval_kind"] == "none: it grows with n"
    assert told.loc["median", "unit"] == "GBP a year per place"


@pytest.mark.parametrize("n", [1, 2, 4])
def test_below_five_there_are_dots_only(n: int) -> None:
    told = dispersion(_bought(NINE[:n]), driver=_each(100))
    assert told["is_withheld"].all()
    assert set(told["reason"]) == {"fewer than 5 boroughs have a price for this: show each as a dot"}
    assert told[["value", "n", "lower", "value_if_vat_included"]].isna().all(axis=None)
    assert above_median(_bought(NINE[:n]), driver=_each(100))["is_withheld"].all()


def test_at_five_there_is_a_median_without_an_interval_and_the_reason() -> None:
    row = dispersion(_bought(NINE[:5]), driver=_each(100)).set_index("statistic").loc["median"]
    assert (row["value"], row["reason"]) == (5, "no exact 95% interval exists for fewer than 6")
    assert row[["lower", "upper"]].isna().all()


@pytest.mark.parametrize(("n", "has_interval"), [(7, False), (8, True)])
def test_a_ratio_has_a_bootstrap_interval_from_eight(n: int, has_interval: bool) -> None:  # noqa: FBT001 - a case
    told = dispersion(_bought(NINE[:n]), driver=_each(100)).set_index("statistic")
    row = told.loc["p90_to_p10"]
    assert pd.notna(row["lower"]) == has_interval
    assert not has_interval or row["lower"] <= row["value"] <= row["upper"]


def test_prices_all_alike_vary_by_nothing() -> None:
    told = dispersion(_bought([3.0] * 9), driver=_each(100)).set_index("statistic")
    assert told["value"].to_dict() == {
        "median": 3, "interquartile_range": 0, "quartile_coefficient": 0, "robust_cv": 0, "p90_to_p10": 1, "max_to_min": 1,
    }  # fmt: skip
    assert above_median(_bought([3.0] * 9), driver=_each(100))["value"].tolist() == [0]


def test_the_same_seed_gives_the_same_interval_whatever_stands_beside_it() -> None:
    alone = dispersion(_bought(NINE), driver=_each(100), seed=5)
    beside = dispersion(_bought(NINE, other=[2.0] * 9), driver=_each(100), seed=5)
    pd.testing.assert_frame_equal(alone, beside[beside["system_id"] == "thing"].reset_index(drop=True))


def test_boroughs_without_a_price_widen_the_bounds_of_the_median() -> None:
    widths = []
    for n_unknown in (0, 2, 4):
        register = _bought([*NINE[: 9 - n_unknown], *[None] * n_unknown])
        row = dispersion(register, driver=_each(100)).set_index("statistic").loc["median"]
        assert row["n_of"] == 9
        widths.append((row["bound_low"], row["bound_high"]))
    # 9 known: 5 to 5. Known 5 1 9 3 7 2 8: the fifth of nine is 3 with two below, 7 with two above.
    # Known 5 1 9 3 7: the first of 1 3 5 7 9 with four below, the last with four above.
    assert widths == [(5, 5), (3, 7), (1, 9)]


def test_prices_that_may_include_vat_are_told_both_ways() -> None:
    told = dispersion(_bought(NINE, vat_basis="unknown"), driver=_each(100)).set_index("statistic")
    assert told.loc["median", ["value_if_vat_included", "value"]].tolist() == pytest.approx([5 / 1.2, 5])
    assert told.loc["max_to_min", ["value_if_vat_included", "value"]].tolist() == pytest.approx([9, 9])


def test_the_public_edition_shows_ratios_only_and_from_eight() -> None:
    nine, seven = (dispersion(_bought(NINE[:n], edition="public"), driver=_each(100)) for n in (9, 7))
    assert nine.loc[nine["is_withheld"], "statistic"].tolist() == ["median", "interquartile_range"]
    assert set(nine.loc[nine["is_withheld"], "reason"]) == {"only ratios of prices are shown in the public edition"}
    assert seven["is_withheld"].all()


@pytest.mark.parametrize("metric", [above_median, size_adjusted])
def test_the_public_edition_withholds_prices_of_single_boroughs(metric: Any) -> None:
    told = metric(_bought(NINE, edition="public"), driver=_each(100))
    assert told["reason"].tolist() == ["prices of single boroughs are not shown in the public edition"]
    assert told["is_withheld"].all()


def test_what_lies_above_the_median_is_added_up_and_called_no_saving() -> None:
    row = above_median(_bought(NINE), driver=_each(100)).iloc[0]
    assert (row["value"], row["median_gbp"], row["n_above"]) == (1000, 5, 4)
    assert (row["label"], row["unit"]) == ("value above the median, not a saving", "GBP a year")
    assert row["lower"] <= row["value"] <= row["upper"]


@pytest.mark.parametrize(
    ("n", "method"), [(10, "Theil-Sen"), (19, "Theil-Sen"), (20, "least squares"), (33, "least squares")]
)
def test_values_that_grow_as_size_to_the_power_of_0_8_are_each_as_expected(n: int, method: str) -> None:
    sizes = _sizes(n)
    told = size_adjusted(_paid(3 * sizes**0.8), driver=sizes)
    assert set(told["method"]) == {method}
    assert told["size_slope"].tolist() == pytest.approx([0.8] * n)
    assert told["value"].tolist() == pytest.approx([1.0] * n)
    assert told["expected_gbp"].tolist() == pytest.approx(told["annual_value_gbp"].tolist(), rel=1e-6)


@pytest.mark.parametrize("n", [12, 25])
def test_a_borough_that_pays_double_has_an_index_of_two_and_lies_outside(n: int) -> None:
    sizes, chance = _sizes(n), np.random.default_rng(1)
    values = 3 * sizes**0.8 * np.exp(chance.normal(0, 0.01, n))
    values.iloc[4] *= 2
    row = size_adjusted(_paid(values), driver=sizes).set_index("borough_id").loc[sizes.index[4]]
    assert row["value"] == pytest.approx(2, rel=0.05)
    assert row["value"] > row["upper"]
    assert row["expected_low_gbp"] < row["expected_gbp"] < row["expected_high_gbp"] < row["annual_value_gbp"]


def test_the_index_is_that_of_a_line_fitted_to_the_others() -> None:
    sizes, chance = _sizes(22), np.random.default_rng(2)
    values = 3 * sizes**0.7 * np.exp(chance.normal(0, 0.3, 22))
    told = size_adjusted(_paid(values), driver=sizes).set_index("borough_id")["value"]
    for borough in sizes.index:
        others = sizes.index != borough
        slope, start = np.polyfit(np.log(sizes[others]), np.log(values[others]), 1)
        assert told[borough] == pytest.approx(values[borough] / np.exp(start + slope * np.log(sizes[borough])))


def test_fewer_than_ten_boroughs_or_one_size_give_no_index() -> None:
    few = size_adjusted(_paid(_sizes(9)), driver=_sizes(9))
    assert set(few["reason"]) == {"fewer than 10 boroughs have a price for this"}
    for n in (12, 24):
        alike = size_adjusted(_paid(_sizes(n)), driver=_each(7, n))
        assert set(alike["reason"]) == {"without this borough all are of one size"}
        assert alike[["value", "expected_gbp", "size_slope"]].isna().all(axis=None)


@pytest.mark.parametrize("n", [12, 24])
def test_without_the_only_borough_of_another_size_nothing_is_expected_of_it(n: int) -> None:
    sizes = _each(7, n)
    sizes.iloc[3] = 50
    values = pd.Series(np.linspace(10, 20, n), index=sizes.index)
    told = size_adjusted(_paid(values), driver=sizes).set_index("borough_id")
    assert told.loc[sizes.index[3], "reason"] == "without this borough all are of one size"
    assert not told.drop(sizes.index[3])["is_withheld"].any()


@pytest.mark.parametrize(("metric", "columns"), METRICS)
def test_the_columns_are_the_same_when_there_is_nothing_to_tell(metric: Any, columns: tuple[str, ...]) -> None:
    empty = metric(Register.from_tables({}, as_of=date(2026, 11, 23)))
    assert tuple(empty.columns) == columns == tuple(metric(_bought(NINE), driver=_each(100)).columns)
    assert empty.empty


@pytest.mark.parametrize(("metric", "columns"), METRICS)
def test_the_order_of_boroughs_changes_nothing(metric: Any, columns: tuple[str, ...]) -> None:
    names = list(_each(1, 12).index)
    values = pd.Series(np.linspace(100, 400, 12) ** 1.1, index=names)
    sizes = pd.Series(np.linspace(5, 60, 12), index=names, name="place")
    told = metric(_paid(values), driver=sizes)
    pd.testing.assert_frame_equal(metric(_paid(values.sample(frac=1, random_state=1)), driver=sizes[::-1]), told)
    assert tuple(told.columns) == columns


def _names(n: int) -> list[str]:
    return [f"borough-{place:02}" for place in range(n)]


def _each(size: float, n: int = 33) -> pd.Series:
    return pd.Series(float(size), index=_names(n), name="place")


def _sizes(n: int) -> pd.Series:
    return pd.Series(np.linspace(50, 900, n), index=_names(n), name="place")


def _bought(
    prices: list[float | None], *, other: list[float] | None = None, vat_basis: str = "ex", edition: str = "full"
) -> Register:
    """Make a register in which boroughs of 100 places buy one thing at so much a place, and perhaps another."""
    frames = [_rows("thing", prices, vat_basis)] + ([_rows("another", other, vat_basis)] if other else [])
    return _register(pd.concat(frames, ignore_index=True), edition)


def _rows(system: str, prices: list[Any], vat_basis: str) -> pd.DataFrame:
    values = [None if price is None else price * 100 for price in prices]
    return pd.DataFrame(
        {"borough_id": _names(len(prices)), "system_id": system, "value_gbp": values, "vat_basis": vat_basis}
    )


def _paid(values: pd.Series) -> Register:
    rows = pd.DataFrame(
        {"borough_id": values.index, "system_id": "thing", "value_gbp": values.to_numpy(), "vat_basis": "ex"}
    )
    return _register(rows, "full")


def _register(rows: pd.DataFrame, edition: str) -> Register:
    rows = rows.assign(
        contract_id=rows["borough_id"] + "-" + rows["system_id"], source_id="facts", source_pointer="here"
    )
    contracts = rows.assign(end_state="rolling", value_basis="annual")
    shares = rows[["contract_id", "borough_id", "source_id", "source_pointer"]].assign(
        function_code="REV01", weight=1.0
    )
    info = RegisterInfo(edition=edition)
    return Register.from_tables(
        {"contracts": contracts, "allocations": shares}, as_of=AS_OF, reference=_places(), info=info
    )


def _places() -> Reference:
    return tiny_reference()
