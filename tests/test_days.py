"""Months are calendar months, and a vague date stays an interval."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.metrics.days import add_months, days_until, first_day, last_day

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(st.lists(st.tuples(DAYS, st.integers(-240, 240)), min_size=1, max_size=20))
def test_adding_months_agrees_with_pandas_row_by_row(pairs: list[tuple[date, int]]) -> None:
    days, months = pd.Series(pd.to_datetime([day for day, _ in pairs])), pd.Series([n for _, n in pairs])
    expected = [pd.Timestamp(day) + pd.DateOffset(months=n) for day, n in pairs]
    assert add_months(days, months).tolist() == expected


def test_the_last_of_january_and_a_month_is_the_last_of_february_leap_or_not() -> None:
    days = pd.Series(pd.to_datetime(["2027-01-31", "2028-01-31"]))
    assert add_months(days, 1).dt.strftime("%d %b").tolist() == ["28 Feb", "29 Feb"]


def test_a_missing_day_or_number_of_months_gives_a_missing_day() -> None:
    days = pd.Series(pd.to_datetime([None, "2027-01-31"]))
    assert add_months(days, pd.Series([1.0, None])).isna().all()


def test_half_a_month_is_fifteen_days() -> None:
    assert add_months(pd.Series(pd.to_datetime(["2027-01-01"])), 1.5).tolist() == [pd.Timestamp("2027-02-16")]


def test_a_date_known_to_the_month_or_year_is_the_whole_of_it_wherever_in_it_the_day_stands() -> None:
    days = pd.Series(pd.to_datetime(["2028-02-10", "2028-02-10", "2028-02-10", "2028-02-10"]))
    precision = pd.Series(["day", "month", "year", None])
    assert first_day(days, precision).dt.strftime("%d%m").tolist() == ["1002", "0102", "0101", "1002"]
    assert last_day(days, precision).dt.strftime("%d%m").tolist() == ["1002", "2902", "3112", "1002"]


def test_days_until_a_past_day_are_negative_and_a_missing_day_has_none() -> None:
    days = pd.Series(pd.to_datetime(["2026-11-22", None]))
    assert days_until(days, date(2026, 11, 23)).tolist() == [-1, pd.NA]
