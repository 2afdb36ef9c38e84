"""Single cells: what is read, and what is refused with the mend in the message."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.parse import day_order, parse_boolean, parse_date, parse_money, text_of


@pytest.mark.parametrize(
    ("raw", "day", "precision"),
    [
        ("31/07/2027", date(2027, 7, 31), "day"),
        ("31.07.2027", date(2027, 7, 31), "day"),
        ("05/10/23", date(2023, 10, 5), "day"),
        ("26-Jun-23", date(2023, 6, 26), "day"),
        ("1st March 2027", date(2027, 3, 1), "day"),
        ("2020-04-01 00:00:00", date(2020, 4, 1), "day"),
        ("2025-01-23T10:00:00+01:00", date(2025, 1, 23), "day"),
        (datetime(2027, 7, 31, 12, 0), date(2027, 7, 31), "day"),  # noqa: DTZ001 - spreadsheets know no time zone
        ("March 2027", date(2027, 3, 1), "month"),
        ("03/2027", date(2027, 3, 1), "month"),
        ("2027-03", date(2027, 3, 1), "month"),
        ("2027", date(2027, 1, 1), "year"),
        (2027, date(2027, 1, 1), "year"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_known(raw: object, day: date, precision: str) -> None:
    assert parse_date(raw) == (day, precision)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("31/02/2027", "not a real date"),
        ("2027-02-30", "not a real date"),
        ("TBC", "Leave the cell blank"),
        ("soon", "not a date"),
        ("46000", "not a date"),
        ("2012-10-01l", "not a date"),
        ("01/01/0226", "cannot be meant"),
        ("9999", "cannot be meant"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_format(raw: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_date(raw)


@pytest.mark.parametrize(
    ("raw", "amount"), [("£1,234.00", 1234.0), (" 3,562.12 ", 3562.12), ("72000", 72000.0), (0, 0.0)]
)
def test_money_is_read_to_the_penny(raw: object, amount: float) -> None:
    assert parse_money(raw) == amount


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("£1.2m", "rounded"),
        ("72k", "rounded"),
        ("(978)", "negative"),
        ("-5", "negative"),
        (-5, "negative"),
        ("TBC", "Leave the cell blank"),
        ("1,23", "not an amount"),
        ("100-200", "not an amount"),
        (True, "not an amount"),
    ],
)
def test_money_that_is_not_an_amount_is_refused_with_the_mend(raw: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_money(raw)


def test_only_a_numeric_date_with_a_high_number_shows_its_order() -> None:
    assert [day_order(raw) for raw in ("25/12/2026", "12/25/2026", "03/04/2026", "2026-12-25", None)] == [
        "day",
        "month",
        "",
        "",
        "",
    ]


def test_whole_numbers_lose_the_decimals_of_the_spreadsheet() -> None:
    assert text_of(1204.0) == "1204"


def test_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(ValueError, match="neither yes nor no"):
        parse_boolean("maybe")


@given(st.text())
def test_any_text_is_a_date_or_a_message_never_another_error(text: str) -> None:
    outcome: object
    try:
        outcome = parse_date(text)[1]
    except ValueError as fault:
        outcome = "|" in str(fault)
    assert outcome in {"day", "month", "year", True}
