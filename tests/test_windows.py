"""Sets of windows that share a day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.metrics.windows import maximal_sets, sweep, written_out

WINDOWS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), max_size=9)


def test_ends_eleven_months_apart_never_chain_into_one_group() -> None:
    starts = [0, 11, 22, 33]
    assert maximal_sets(starts, [start + 12 for start in starts]) == [(0, 1), (1, 2), (2, 3)]


def test_windows_that_touch_on_one_day_share_it_and_windows_a_day_apart_do_not() -> None:
    assert maximal_sets([0, 5], [5, 9]) == [(0, 1)]
    assert maximal_sets([0, 6], [5, 9]) == [(0,), (1,)]


def test_no_windows_make_no_sets() -> None:
    assert maximal_sets([], []) == []


@given(WINDOWS)
def test_the_sweep_finds_what_trying_every_day_finds(windows: list[tuple[int, int]]) -> None:
    starts, ends = [start for start, _ in windows], [start + length for start, length in windows]
    at_days = {tuple(i for i in range(len(starts)) if starts[i] <= day <= ends[i]) for day in range(20)} - {()}
    largest = {one for one in at_days if not any(set(one) < set(other) for other in at_days)}
    found = maximal_sets(starts, ends)
    assert set(found) == largest
    assert len(found) == len(largest) <= len(windows)


def test_windows_of_different_groups_never_meet() -> None:
    found = sweep([0, 0, 0], [9, 9, 9], [1, 2, 1])
    assert found.group.tolist() == [1, 2]
    assert found.first.tolist() == found.last.tolist() == [0, 1, 0]


def test_what_all_share_runs_from_the_last_to_start_to_the_first_to_end() -> None:
    starts, ends = [0, 3, 1], [9, 8, 7]
    found = sweep(starts, ends)
    assert (starts[found.opener[0]], ends[found.closer[0]]) == (3, 7)


def test_days_and_numbers_are_swept_alike() -> None:
    days = pd.to_datetime(["2027-01-31", "2027-02-28"]).to_numpy()
    assert sweep(days, np.full(2, days[1])).last.tolist() == [0, 0]


def test_only_chosen_sets_are_written_out_in_any_order() -> None:
    found = sweep([0, 11, 22, 33], [12, 23, 34, 45])
    rows, places = written_out(found.first, found.last, np.array([2, 0]))
    assert sorted(zip(places.tolist(), rows.tolist(), strict=True)) == [(0, 2), (0, 3), (1, 0), (1, 1)]


@pytest.mark.parametrize(
    ("starts", "ends", "message"),
    [
        ([0, 5], [1, 4], "Interval 1 starts at 5, after it ends at 4"),
        ([0.0, float("nan")], [1.0, 2.0], "Interval 1 has no start or no end"),
        (pd.to_datetime(["2027-01-31", None]), pd.to_datetime(["2027-01-31"] * 2), "Interval 1 has no start or no end"),
    ],
)
def test_an_interval_that_is_none_is_named(starts: list[float], ends: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sweep(starts, ends)
