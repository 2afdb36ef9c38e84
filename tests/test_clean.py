"""Cells of a file: everything that cannot be read is named, all at once, and nothing is guessed."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.clean import Cleaned, clean
from citytools_analysis.schema import SHEETS
from citytools_analysis.sources.reading import Reading


def workbook(sheet: str, *rows: dict[str, object]) -> Reading:
    letters = {name: chr(ord("A") + position) for position, name in enumerate(SHEETS[sheet].names[:26])}
    frame = pd.DataFrame([{"where_sheet": SHEETS[sheet].title, "where_row": 5 + n} | row for n, row in enumerate(rows)])
    return Reading("camden.xlsx", "return", "00", "return:camden", {sheet: frame}, {sheet: letters})


def found(cleaned: Cleaned) -> list[str]:
    return [str(issue) for issue in cleaned.issues]


def test_every_bad_cell_is_named_with_sheet_and_cell_at_once() -> None:
    reading = workbook(
        "contracts",
        {"title": "A", "start_date": "31/02/2027", "value_gbp": "£1.2m"},
        {"title": "B", "value_gbp": "(978)", "end_date": "TBC"},
        {"title": None, "value_gbp": "TBC"},
    )
    messages = found(clean(reading))
    letters = reading.cells["contracts"]
    assert len(messages) == 6
    for place in (f"{letters['start_date']}5", f"{letters['value_gbp']}5", f"{letters['value_gbp']}6", f"{letters['end_date']}6",
                  f"{letters['title']}7", f"{letters['value_gbp']}7"):  # fmt: skip
        assert sum(f"Contracts!{place}:" in message for message in messages) == 1, place


def test_a_column_of_mixed_day_and_month_order_is_refused_not_guessed() -> None:
    cleaned = clean(
        workbook("contracts", {"title": "A", "end_date": "25/12/2026"}, {"title": "B", "end_date": "12/25/2026"})
    )
    assert any("mixes day first" in message for message in found(cleaned))
    assert cleaned.frames["contracts"]["end_date"].iloc[1] is pd.NaT


def test_day_comes_first_where_both_are_possible() -> None:
    cleaned = clean(workbook("contracts", {"title": "A", "end_date": "03/04/2027"}))
    assert cleaned.frames["contracts"]["end_date"].iloc[0] == pd.Timestamp(2027, 4, 3)


def test_a_month_keeps_its_precision() -> None:
    frame = clean(workbook("contracts", {"title": "A", "end_date": "March 2027"})).frames["contracts"]
    assert frame["end_date_precision"].tolist() == ["month"]


def test_a_blank_is_unknown_and_not_a_problem() -> None:
    cleaned = clean(workbook("contracts", {"title": "A", "value_gbp": "  "}))
    assert found(cleaned) == []
    assert cleaned.frames["contracts"]["value_gbp"].tolist() == [None]


def test_a_word_off_the_list_gets_the_nearest_that_is_on_it() -> None:
    messages = found(clean(workbook("satisfaction", {"system": "X", "dimension": "useability", "score": 3})))
    assert "Did you mean 'usability'" in messages[0]


def test_a_score_of_three_and_a_half_is_refused() -> None:
    messages = found(clean(workbook("satisfaction", {"system": "X", "dimension": "overall", "score": 3.5})))
    assert "not a whole number" in messages[0]


def test_words_may_be_written_with_spaces_and_capitals() -> None:
    frame = clean(workbook("systems", {"function": "REV01", "use": "In house"})).frames["systems"]
    assert frame["use"].tolist() == ["in_house"]


def test_markup_in_a_name_stays_text() -> None:
    frame = clean(
        workbook("systems", {"function": "REV01", "supplier": '=HYPERLINK("x")', "system": "<script>"})
    ).frames["systems"]
    assert frame[["supplier", "system"]].iloc[0].tolist() == ['=HYPERLINK("x")', "<script>"]
