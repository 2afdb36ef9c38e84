"""Intervals that are exact where few are known, and none where none exists."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.metrics.intervals import (
    MEDIAN_COLUMNS,
    grouped_medians,
    median_interval,
    order_statistic_ranks,
    share_posterior,
)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_no_exact_95_interval_of_a_median_exists_below_six(n: int) -> None:
    assert np.isnan(median_interval(np.arange(n))).all()


def test_at_six_it_is_the_least_and_the_greatest_with_96_9_per_cent() -> None:
    lower, upper, held = median_interval([40, 10, 60, 20, 50, 30])
    assert (lower, upper) == (10, 60)
    assert held == pytest.approx(1 - 2 / 2**6)  # both ends are on one side of the median in 2 of 64 cases


def test_at_nine_it_is_the_second_and_the_eighth_with_96_1_per_cent() -> None:
    lower, upper, held = median_interval(range(1, 10))
    assert (lower, upper) == (2, 8)
    assert held == pytest.approx(1 - 2 * (1 + 9) / 2**9)


def test_at_five_93_8_per_cent_is_all_that_can_be_had() -> None:
    lower, upper, held = median_interval([1, 2, 3, 4, 5], level=0.93)
    assert (lower, upper, held) == (1, 5, pytest.approx(1 - 2 / 2**5))


def test_each_group_has_its_own_median_interval_and_quartiles() -> None:
    frame = pd.DataFrame({"system": ["b", "a"] * 6 + ["a"], "value": [9.0, 1, 8, 2, 7, 3, 6, 4, 5, 5, 4, 6, 7]})
    told = grouped_medians(frame, ["system"])
    assert tuple(told.columns) == MEDIAN_COLUMNS
    assert told.loc["a", ["n", "median", "lower", "upper", "quartile_1", "quartile_3"]].tolist() == [
        7,
        4,
        1,
        7,
        2.5,
        5.5,
    ]
    assert told.loc["b", ["n", "median", "lower", "upper"]].tolist() == [6, 6.5, 4, 9]


def test_missing_values_are_left_out_and_a_missing_name_is_a_group() -> None:
    frame = pd.DataFrame({"system": ["a", None, "a"], "value": [1.0, 5.0, None]})
    assert grouped_medians(frame, ["system"])["n"].tolist() == [1, 1]
    assert grouped_medians(frame.iloc[2:], ["system"]).empty


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.randoms())
def test_quartiles_and_medians_are_those_of_numpy_in_any_order(values: list[float], draw: object) -> None:
    shuffled = list(values)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    told = grouped_medians(pd.DataFrame({"g": 0, "value": shuffled}), ["g"]).iloc[0]
    expected = np.quantile(values, [0.25, 0.5, 0.75])
    assert told[["quartile_1", "median", "quartile_3"]].tolist() == pytest.approx(expected.tolist(), abs=1e-6)
    assert not told["lower"] > told["median"]
    assert not told["upper"] < told["median"]


def test_more_certainty_never_narrows() -> None:
    ranks = [order_statistic_ranks(range(12, 400), level=level)[0] for level in (0.8, 0.9, 0.95, 0.99)]
    assert all((wide <= narrow).all() for narrow, wide in pairwise(ranks))


def test_a_flat_prior_leaves_a_share_never_seen_possible() -> None:
    lower, upper = share_posterior([0, 10], [10, 0])
    # Beta(1, 11): P(share <= x) = 1 - (1 - x)^11, so the ends are 1 - 0.95^(1/11) and 1 - 0.05^(1/11)
    assert lower[0] == pytest.approx(1 - 0.95 ** (1 / 11))
    assert upper[0] == pytest.approx(1 - 0.05 ** (1 / 11))
    assert (lower[1], upper[1]) == (pytest.approx(1 - upper[0]), pytest.approx(1 - lower[0]))


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, float("nan")])
def test_a_level_outside_0_to_1_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        order_statistic_ranks([9], level=level)
    with pytest.raises(ValueError, match="level"):
        share_posterior([1], [1], level=level)


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        share_posterior([-1], [1])
