"""A yearly value is made only where the source allows it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from citytools_analysis.metrics.prices import annual_value, annual_value_note

HARINGEY = {
    "value_gbp": 569_176.97, "value_basis": "committed_term", "start_date": "2023-04-16", "end_date": "2027-04-15",
    "end_state": "known",
}  # fmt: skip
LAMBETH = {
    "value_gbp": 1_339_984.0, "value_basis": "max_incl_options", "start_date": "2020-04-01", "end_date": "2023-03-31",
    "end_state": "known", "option_months": 24.0,
}  # fmt: skip


def test_haringey_s_total_over_48_months_is_142_294_24_a_year() -> None:
    assert _yearly(HARINGEY) == 142_294.24
    assert _note(HARINGEY) == "total over 48 months"


def test_bridging_haringey_to_hillingdon_s_end_costs_about_41_7_thousand_or_7_3_per_cent() -> None:
    days = (pd.Timestamp("2027-07-31") - pd.Timestamp("2027-04-15")).days
    bridge = _yearly(HARINGEY) * days / 365
    assert days == 107
    assert round(bridge / 1000, 1) == 41.7
    assert round(100 * bridge / 569_176.97, 1) == 7.3


def test_lambeth_s_total_includes_its_option_so_it_is_spread_over_60_months() -> None:
    assert _yearly(LAMBETH) == 267_996.80
    assert _note(LAMBETH) == "total with options, over 60 months"


@pytest.mark.parametrize("option_months", [None, 0.0])
def test_a_total_with_options_of_unknown_length_has_no_yearly_value(option_months: float | None) -> None:
    assert _yearly(LAMBETH | {"option_months": option_months}) is None


@pytest.mark.parametrize(
    "change",
    [
        {"value_basis": "ceiling"},
        {"value_basis": "unknown"},
        {"value_basis": None},
        {"is_framework": True},
        {"end_state": "rolling"},
        {"start_date": None},
        {"end_date": None},
        {"end_date_precision": "year"},
        {"start_date": "2028-01-01"},
        {"value_gbp": None},
    ],
)
def test_what_cannot_be_spread_is_unknown_never_zero(change: dict[str, Any]) -> None:
    assert _yearly(HARINGEY | change) is None
    assert "months" not in _note(HARINGEY | change)


@pytest.mark.parametrize("basis", ["annual", "actual_fy"])
def test_a_yearly_value_stands_as_given_whatever_the_term(basis: str) -> None:
    assert _yearly(HARINGEY | {"value_basis": basis, "end_date": None, "end_state": "rolling"}) == 569_176.97


def test_vat_is_taken_off_only_where_the_source_says_that_it_is_in() -> None:
    yearly = {"value_gbp": 120.0, "value_basis": "annual"}
    assert [_yearly(yearly | {"vat_basis": basis}) for basis in ("inc", "ex", "unknown")] == [100.0, 120.0, 120.0]
    assert _note(yearly | {"vat_basis": "inc"}) == "annual value as given; VAT of 20% taken off"


def test_months_at_both_ends_count_whole() -> None:
    row = {"value_gbp": 2_400.0, "value_basis": "committed_term", "start_date": "2024-01-15", "end_date": "2025-12-01",
           "start_date_precision": "month", "end_date_precision": "month"}  # fmt: skip
    assert _yearly(row) == 1_200.0


def test_the_input_stays_as_it_was() -> None:
    frame = _frame(HARINGEY)
    before = frame.copy()
    annual_value(frame)
    annual_value_note(frame)
    pd.testing.assert_frame_equal(frame, before)


def _frame(row: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame([{"is_framework": None, "vat_basis": None, "option_months": None} | row])
    return frame.assign(
        start_date=pd.to_datetime(frame.get("start_date")), end_date=pd.to_datetime(frame.get("end_date"))
    )


def _yearly(row: dict[str, Any]) -> float | None:
    value = annual_value(_frame(row)).item()
    return None if pd.isna(value) else round(value, 2)


def _note(row: dict[str, Any]) -> str:
    return str(annual_value_note(_frame(row)).item())
