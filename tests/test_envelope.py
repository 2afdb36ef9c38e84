"""A figure says how sure it is."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.metrics.envelope import ENVELOPE, effective_size, manski, share_envelope, wilson


def test_wilson_gives_the_published_interval_for_half_of_twelve() -> None:
    # Wilson by hand: z2/n = 0.32012, centre 0.5, half-width sqrt(0.08003 + 0.02562) / 1.32012 = 0.24622
    lower, upper = wilson(0.5, 12)
    assert (round(float(lower), 4), round(float(upper), 4)) == (0.2538, 0.7462)


def test_the_effective_size_grows_as_more_of_the_33_are_known() -> None:
    assert effective_size([1, 11, 22, 32], 33).tolist() == [1.0, 16.0, 64.0, 1024.0]


def test_a_share_of_all_boroughs_has_no_sampling_error_and_no_bounds_beyond_itself() -> None:
    told = _told([0.4], [33])
    assert told[["lower", "upper", "bound_low", "bound_high"]].to_numpy().ravel().tolist() == [0.4] * 4
    assert told["interval_kind"].tolist() == ["none: all are known"]


def test_nobody_known_gives_no_interval_rather_than_a_certain_one() -> None:
    assert math.isnan(effective_size(0, 33).item())
    assert all(np.isnan(end).all() for end in wilson([0.5], [np.nan]))


def test_bounds_count_every_unknown_borough_for_and_against() -> None:
    low, high = manski(0.5, 20, 33)
    assert (round(float(low), 4), round(float(high), 4)) == (round(10 / 33, 4), round(23 / 33, 4))


def test_a_share_on_few_boroughs_says_that_it_is_very_uncertain() -> None:
    assert _told([0.5, 0.5], [7, 8])["reason"].tolist() == ["very uncertain: fewer than 8 boroughs are known", ""]


def test_the_envelope_is_whole_and_leaves_its_input_alone() -> None:
    frame = pd.DataFrame({"share": [0.5], "n": [11], "n_of": [33]})
    before = frame.copy()
    told = share_envelope(frame, value="share", unit="share", basis="boroughs", as_of=date(2026, 11, 23))
    assert set(ENVELOPE) <= set(told.columns)
    assert told["coverage"].item() == pytest.approx(1 / 3)
    pd.testing.assert_frame_equal(frame, before)


@given(st.floats(0, 1), st.integers(1, 33))
def test_interval_and_bounds_hold_the_share_and_stay_between_none_and_all(share: float, n: int) -> None:
    row = _told([share], [n]).iloc[0]
    assert -1e-12 <= row["lower"] <= share + 1e-12
    assert share - 1e-12 <= row["upper"] <= 1 + 1e-12
    assert -1e-12 <= row["bound_low"] <= share + 1e-12
    assert share - 1e-12 <= row["bound_high"] <= 1 + 1e-12


def _told(shares: list[float], n: list[int]) -> pd.DataFrame:
    frame = pd.DataFrame({"share": shares, "n": n, "n_of": 33})
    return share_envelope(frame, value="share", unit="share", basis="boroughs", as_of=date(2026, 11, 23))
