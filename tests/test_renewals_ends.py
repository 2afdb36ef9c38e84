"""What ends when, by period and area, with nothing hidden."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from conftest import Make
from tiny_world import tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.renewals import PROFILE_COLUMNS, calendar, profile
from citytools_analysis.register import Register

# Worked in tests/tiny/worked_renewals.md: area and period -> contracts and yearly value.
COMMITTED = {
    ("CUL", "Jan to Mar 2028"): (1, 12_000), ("HSG", "Jan to Mar 2027"): (1, 80_000), ("HSG", "later"): (1, 70_000),
    ("PLN", "Jan to Mar 2027"): (1, 60_000), ("PLN", "Jan to Mar 2028"): (2, 120_000),
    ("PLN", "Oct to Dec 2028"): (1, 100_000), ("PLN", "unknown"): (1, None), ("REV", "Oct to Dec 2027"): (1, 50_000),
    ("REV", "Jan to Mar 2028"): (1, 90_000), ("REV", "Apr to Jun 2028"): (1, 120_000),
    ("REV", "Oct to Dec 2029"): (1, 350_000), ("REV", "expired in use"): (1, 200_000), ("REV", "rolling"): (1, 200_000),
    ("REV", "unknown"): (1, 360_000),
}  # fmt: skip
MOVED = {
    ("REV", "Oct to Dec 2027"): None, ("REV", "Oct to Dec 2028"): (1, 50_000), ("PLN", "Jan to Mar 2027"): None,
    ("PLN", "Jan to Mar 2029"): (1, 60_000), ("PLN", "Jan to Mar 2028"): (1, 60_000), ("PLN", "later"): (1, 60_000),
}  # fmt: skip


def _told(frame: pd.DataFrame, series: str) -> dict[tuple[str, str], tuple[int, float | None]]:
    rows = frame[(frame["series"] == series) & (frame["n_contracts"] > 0)]
    return {
        (row.area_code, row.period): (row.n_contracts, None if pd.isna(row.annual_value_gbp) else row.annual_value_gbp)
        for row in rows.itertuples()
    }


def test_contracts_end_in_the_quarter_of_their_committed_end(worked: Register) -> None:
    assert _told(profile(worked), "committed_end") == COMMITTED


def test_with_every_option_used_three_contracts_end_later(worked: Register) -> None:
    expected = {key: value for key, value in (COMMITTED | MOVED).items() if value}
    assert _told(profile(worked), "latest_end") == expected


@pytest.mark.parametrize("by", ["month", "quarter"])
def test_the_rows_of_each_series_add_up_to_every_contract(worked: Register, by: str) -> None:
    told = profile(worked, by=by)
    assert told.groupby("series")["n_contracts"].sum().to_dict() == {"committed_end": 15, "latest_end": 15}
    assert (
        told.groupby(["series", "area_code"])["value"].sum() == told.groupby(["series", "area_code"])["n_of"].first()
    ).all()


def test_contracts_of_unknown_end_could_raise_any_row_but_their_own(worked: Register) -> None:
    rows = profile(worked).query("series == 'committed_end' and area_code == 'PLN'").set_index("period")
    assert rows.loc["Oct to Dec 2028", ["value", "bound_low", "bound_high", "n", "n_of"]].tolist() == [1, 1, 2, 4, 5]
    assert rows.loc["Apr to Jun 2028", ["value", "bound_low", "bound_high"]].tolist() == [0, 0, 1]
    assert rows.loc["unknown", ["value", "bound_low", "bound_high"]].tolist() == [1, 1, 1]


def test_by_month_the_periods_are_months(worked: Register) -> None:
    told = profile(worked, by="month", months=1)
    periods = ["Nov 2026", "Dec 2026", "later", "expired in use", "rolling", "unknown"]
    assert told.query("series == 'latest_end' and area_code == 'HSG'")["period"].tolist() == periods
    assert str(told["period_start_date"].iloc[1].date()) == "2026-12-01"


def test_the_profile_and_the_calendar_count_alike(worked: Register) -> None:
    by_period = profile(worked).query("series == 'committed_end' and period != 'later'").groupby("period")
    told = calendar(worked).set_index("period")
    assert by_period["n_contracts"].sum().to_dict() == told["n_contracts"].to_dict()
    assert by_period["annual_value_gbp"].sum().to_dict() == told["annual_value_gbp"].fillna(0).to_dict()


def test_a_contract_of_no_known_function_has_an_area_of_its_own(make_register: Make) -> None:
    row = {"contract_id": "c", "borough_id": "camden", "end_state": "known", "end_date": "2027-01-31"}
    told = profile(make_register(contracts=[row]))
    assert set(told["area"]) == {"function not known"}
    assert told["value"].sum() == 2, "once in each series"


def test_an_end_in_the_year_9999_is_later(make_register: Make) -> None:
    row = {"contract_id": "c", "borough_id": "camden", "end_state": "known", "end_date": "9999-12-31"}
    option = {"contract_id": "c", "position": 1, "months": 240, "holder": "buyer"}
    told = profile(make_register(contracts=[row], options=[option]))
    assert set(told.loc[told["value"] > 0, "period"]) == {"later"}
    assert calendar(make_register(contracts=[row]))["n_contracts"].sum() == 0


def test_rows_in_another_order_or_twice_change_nothing(worked: Register) -> None:
    tables = {name: pd.concat([rows, rows]).sample(frac=1, random_state=3) for name, rows in tiny_tables().items()}
    pd.testing.assert_frame_equal(profile(worked_register(**tables)), profile(worked))


def test_losing_an_end_never_narrows_the_bounds() -> None:
    contracts = tiny_tables()["contracts"]
    is_lost = contracts["contract_id"].eq("ivy-tax")
    lost = contracts.assign(
        end_date=contracts["end_date"].mask(is_lost), end_state=contracts["end_state"].mask(is_lost, "unknown")
    )
    before, after = profile(worked_register()), profile(worked_register(contracts=lost))
    is_open = ~before["kind"].eq("unknown")
    assert (after["bound_high"][is_open] >= before["bound_high"][is_open]).all()
    assert (after["bound_low"][is_open] <= before["bound_low"][is_open]).all()


def test_nothing_to_tell_has_the_same_columns() -> None:
    empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    assert tuple(profile(empty).columns) == PROFILE_COLUMNS == tuple(profile(worked_register()).columns)
    assert profile(empty).empty


def test_a_period_that_is_none_and_a_look_back_are_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="week"):
        profile(worked, by="week")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="-1 months"):
        profile(worked, months=-1)
