"""What contracts provide for, and which rule a longer term would meet: never that it is allowed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from conftest import Make
from tiny_world import tiny_tables, worked_register

from citytools_analysis.metrics.renewals import RIGHT_COLUMNS, ROUTES, extension_windows
from citytools_analysis.register import Register

FIXED = {
    "contract_id": "c", "borough_id": "camden", "start_date": "2025-04-01", "end_state": "known",
    "end_date": "2029-03-31", "regime": "pa_2023", "option_state": "none",
}  # fmt: skip
# Worked in tests/tiny/worked_renewals.md.
WINDOWS = {
    "ash-tax": ("31 Dec 2027", "31 Dec 2028", "31 Dec 2028", 366, "option_pcr_2015"),
    "cedar-plan": ("31 Mar 2027", "31 Mar 2027", "31 Mar 2029", 731, "option_pcr_2015"),
    "fir-plan": ("01 Mar 2028", "31 Mar 2030", "31 Mar 2030", 760, "option_pcr_2015"),
    "ivy-tax": ("31 May 2028", "31 Dec 2029", "31 Dec 2029", 579, "term_test_pa_2023"),
    "beech-tax": ("31 Mar 2028", "31 Mar 2028", "31 Mar 2028", 0, "value_test_pcr_2015"),
    "fir-lib": ("31 Mar 2028", "31 Mar 2028", "31 Mar 2028", 0, "value_test_pcr_2015"),
    "elm-tax": ("30 Sep 2026", "30 Sep 2026", "30 Sep 2026", 0, "after_end"),
}


@pytest.mark.parametrize("contract", WINDOWS)
def test_a_window_runs_from_the_earliest_exit_to_the_latest_end(worked: Register, contract: str) -> None:
    row = _rows(worked).loc[contract]
    days = [f"{row[name]:%d %b %Y}" for name in ("earliest_exit_date", "latest_end_alone_date", "latest_end_date")]
    assert (*days, row["value"], row["possible_route"]) == WINDOWS[contract]


def test_every_row_needs_legal_review_and_none_says_that_it_is_allowed(worked: Register) -> None:
    told = extension_windows(worked)
    assert told["needs_legal_review"].all()
    assert len(told) == 15
    assert not any("allowed" in words or "permitted" in words for words in ROUTES.values())


def test_a_rolling_contract_may_end_after_its_notice_and_has_no_latest_end(worked: Register) -> None:
    row = _rows(worked).loc["fir-tax"]
    assert (f"{row['earliest_exit_date']:%d %b %Y}", row["earliest_exit_basis"]) == (
        "23 May 2027",
        "notice given today",
    )
    assert (row["is_withheld"], row["reason"]) == (True, "rolling: it has no last day")
    assert pd.isna(row["latest_end_date"])


def test_a_tenth_of_the_whole_term_is_the_term_test_and_only_under_the_act(worked: Register) -> None:
    rows = _rows(worked)
    assert rows.loc["ivy-tax", ["maximum_term_months", "term_test_months"]].tolist() == pytest.approx([57, 5.7])
    assert rows.drop("ivy-tax")["term_test_months"].isna().all()


def test_haringey_s_pcr_contract_goes_to_regulation_72_by_value_and_never_to_section_74(make_register: Make) -> None:
    haringey = {"contract_id": "haringey-nec", "borough_id": "haringey", "start_date": "2023-04-16", "end_date": "2027-04-15",
                "end_state": "known", "regime": "pcr_2015", "option_state": "none"}  # fmt: skip
    row = _rows(make_register(contracts=[haringey])).loc["haringey-nec"]
    assert row["possible_route"] == "value_test_pcr_2015"
    assert "regulation 72" in row["route_note"]
    assert "74" not in row["route_note"]
    assert pd.isna(row["term_test_months"])


@pytest.mark.parametrize(
    ("change", "holder", "route"),
    [
        ({}, None, "term_test_pa_2023"),
        ({}, "buyer", "option_pa_2023"),
        ({}, "mutual", "option_pa_2023"),
        ({}, "supplier", "term_test_pa_2023"),
        ({"regime": "pcr_2015"}, None, "value_test_pcr_2015"),
        ({"regime": "pcr_2015"}, "buyer", "option_pcr_2015"),
        ({"regime": "unknown"}, "buyer", "unknown"),
        ({"regime": None}, None, "unknown"),
        ({"option_state": "unknown"}, None, "unknown"),
        ({"option_state": None}, None, "unknown"),
        ({"end_state": "rolling", "end_date": None}, None, "rolling"),
        ({"end_state": "unknown", "end_date": None}, None, "unknown"),
        ({"end_date": "2026-11-01", "is_in_use": True}, None, "after_end"),
        ({"end_date": "2026-11-01"}, "buyer", "unknown"),
    ],
)
def test_the_route_goes_by_options_and_regime_and_is_unknown_where_either_is(
    make_register: Make, change: dict[str, Any], holder: str | None, route: str
) -> None:
    options = [{"contract_id": "c", "position": 1, "months": 12, "holder": holder}] if holder else []
    row = _rows(make_register(contracts=[FIXED | change], options=options)).loc["c"]
    assert row["possible_route"] == route
    assert row["route_note"] == ROUTES[route]


def test_a_buyer_s_option_behind_one_that_needs_agreement_is_not_the_buyer_s_alone(make_register: Make) -> None:
    holders = ["buyer", "mutual", "buyer", None]
    options = [{"contract_id": "c", "position": n, "months": 12, "holder": held} for n, held in enumerate(holders, 1)]
    row = _rows(make_register(contracts=[FIXED], options=options)).loc["c"]
    assert row[["buyer_months", "mutual_months", "unknown_holder_months"]].tolist() == [24, 12, 12]
    assert f"{row['latest_end_alone_date']:%d %b %Y}" == "31 Mar 2030"
    assert f"{row['latest_end_date']:%d %b %Y}" == "31 Mar 2033"
    words = "the committed end; 24 months at the buyer's choice; 12 months if both agree; 12 months, whose choice is not known"
    assert row["latest_end_basis"] == words


def test_an_option_of_unknown_length_is_named_and_moves_no_date(make_register: Make) -> None:
    option = {"contract_id": "c", "position": 1, "months": None, "holder": "buyer", "basis": "parsed"}
    row = _rows(make_register(contracts=[FIXED], options=[option])).loc["c"]
    assert (
        row["latest_end_basis"] == "the committed end; 1 option of unknown length, not counted; options read from text"
    )
    assert (row["value"], row["has_parsed_option"], row["possible_route"]) == (0, True, "option_pa_2023")


def test_an_option_that_costs_more_a_year_than_the_contract_is_flagged(make_register: Make) -> None:
    contract = FIXED | {"value_gbp": 480_000, "value_basis": "committed_term", "vat_basis": "inc"}  # 100,000 a year
    option = {"contract_id": "c", "position": 1, "months": 24, "holder": "buyer", "value_gbp": 264_000}  # 110,000
    dear, silent = (
        _rows(make_register(contracts=[contract], options=[o])).loc["c"] for o in (option, option | {"value_gbp": None})
    )
    assert round(dear["option_annual_value_gbp"]) == 110_000
    assert dear["is_option_dearer"]
    assert pd.isna(silent["is_option_dearer"])


def test_nothing_to_tell_has_the_same_columns(worked: Register) -> None:
    empty = extension_windows(Register.from_tables({}, as_of=date(2026, 11, 23)))
    assert tuple(empty.columns) == RIGHT_COLUMNS == tuple(extension_windows(worked).columns)


def _rows(register: Register) -> pd.DataFrame:
    return extension_windows(register).set_index("contract_id")


def test_a_law_that_nobody_stated_is_told_by_the_first_day_as_the_gates_tell_it() -> None:
    contracts = tiny_tables()["contracts"].assign(regime=None)
    told = extension_windows(worked_register(contracts=contracts)).set_index("contract_id")
    assert told.loc["ash-tax", ["regime", "possible_route"]].tolist() == ["pcr_2015", "option_pcr_2015"]
    assert told.loc["ivy-tax", ["regime", "possible_route"]].tolist() == ["unknown", "unknown"], (
        "a start tells no tender"
    )
