"""Where a borough stands among the others, area by area; worked on the ten authorities (tests/tiny)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.peers import POSITION_COLUMNS, positions
from citytools_analysis.register import Register

Row = dict[str, Any]


def place(told: pd.DataFrame, area: str, measure: str) -> Row:
    [row] = told[(told["area"] == area) & (told["measure"] == measure)].to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_every_area_has_its_four_measures_and_all_areas_stand_last(worked: Register) -> None:
    told = positions(worked, "ash")
    assert told.columns.tolist() == list(POSITION_COLUMNS)
    assert len(told) == (4 + 1) * 4
    assert told["area"].iloc[-1] == "all areas"
    assert told["area_code"].isna().sum() == 4


def test_counts_are_those_worked_by_hand(worked: Register) -> None:
    told = positions(worked, "ash")
    # worked_coverage.md: answers of cedar and fir 4, beech, hazel and elm 3, ivy and larch 2, oak 1; maple told nothing
    row = place(told, "all areas", "functions_answered")
    assert (row["own"], row["own_n"], row["own_n_of"], row["n_others"], row["n_not_known"]) == (4, 4, 4, 8, 1)
    assert (row["n_fewer"], row["n_same"], row["n_more"], row["median"]) == (6, 2, 0, 3)


def test_systems_of_a_borough_that_names_none_are_nought_and_of_one_that_says_nothing_unknown(worked: Register) -> None:
    # Larch runs its two functions in house or as open source; Maple has answered nothing
    assert place(positions(worked, "larch"), "all areas", "systems")["own"] == 0
    assert pd.isna(positions(worked, "maple")["own"]).all()


def test_money_of_fewer_than_five_others_is_withheld_and_says_so(worked: Register) -> None:
    told = positions(worked, "ash")
    # Ash: Tax 50,000, Planning half of 100,000, Housing 80,000
    whole = place(told, "all areas", "yearly_value")
    assert (whole["own"], whole["own_n"], whole["own_n_of"]) == (180_000, 3, 3)
    # Housing has a value in Cedar only, besides Ash
    row = place(told, "Housing", "yearly_value")
    assert row["is_withheld"]
    assert row["reason"] == "fewer than 5 other boroughs"
    assert pd.isna(row["median"])
    assert row["own"] == 80_000
    # Beech 140,000; Cedar 120,000 + 60,000 and Housing 70,000, whose VAT is not known; Elm 260,000; Fir; Ivy 350,000
    assert whole["n_others"] == 5
    assert whole["median"] == 260_000


def test_a_contract_without_a_value_is_counted_and_has_no_sum(worked: Register) -> None:
    # Hazel: the end of Tax is not known and that of Planning has passed, so neither is known to be live
    row = place(positions(worked, "hazel"), "all areas", "yearly_value")
    assert pd.isna(row["own"])
    assert (row["own_n"], row["own_n_of"]) == (0, 2)


def test_a_borough_that_does_not_exist_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'ash'"):
        positions(worked, "ahs")
