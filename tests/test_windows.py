"""Sets of windows that share a day."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.metrics.windows import maximal_sets

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
