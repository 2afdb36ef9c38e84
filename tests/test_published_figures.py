"""The published figures about contracts (`published_figures.csv`) against the register of London's public facts."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis.ingest import add_files
from citytools_analysis.metrics.prices import annual_value
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register
from citytools_analysis.resolve import Mention, Names

FIGURES = Path(__file__).parents[2] / "shared" / "reference" / "published_figures.csv"
LONDON = Path(__file__).parents[1] / "data" / "london" / "contracts.csv"
pytestmark = pytest.mark.skipif(not FIGURES.is_file(), reason="the published figures are not on this computer")


def numbers(figure: str) -> list[float]:
    with FIGURES.open(encoding="utf-8") as stream:
        (words,) = (row["figure"] for row in csv.DictReader(stream) if row["id"] == figure)
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", words)]


@pytest.fixture(scope="module")
def register() -> Register:
    empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    return add_files(empty, [LONDON], retrieved=date(2026, 11, 23))[0]


@pytest.fixture(scope="module")
def contracts(register: Register) -> pd.DataFrame:
    months = register.options.groupby("contract_id")["months"].sum()
    found = register.contracts.assign(option_months=register.contracts["contract_id"].map(months))
    return found.assign(yearly=annual_value(found)).set_index("borough_id")


def test_haringey_s_contract_and_its_yearly_value_are_those_of_the_record(contracts: pd.DataFrame) -> None:
    total, months, yearly = numbers("F42")
    haringey = contracts.loc["haringey"]
    assert (haringey["value_gbp"], months) == (total, 48)
    assert round(haringey["yearly"], 2) == yearly


def test_hillingdon_s_option_is_what_five_years_cost_more_than_three(
    register: Register, contracts: pd.DataFrame
) -> None:
    three_years, _, five_years, _ = numbers("F43")
    hillingdon = contracts.loc["hillingdon"]
    option = register.options.set_index("contract_id").loc[hillingdon["contract_id"]]
    assert hillingdon["value_gbp"] == three_years
    assert (option["value_gbp"], option["months"]) == (five_years - three_years, 24)
    assert round(hillingdon["yearly"], 2) == round(three_years / 3, 2)


def test_lambeth_s_value_holds_its_option_already(register: Register, contracts: pd.DataFrame) -> None:
    total, committed, option = numbers("F44")
    lambeth = contracts.loc["lambeth"]
    (months,) = register.options.loc[register.options["contract_id"] == lambeth["contract_id"], "months"]
    assert (lambeth["value_gbp"], lambeth["value_basis"], months) == (total, "max_incl_options", option * 12)
    assert round(lambeth["yearly"], 2) == round(total / (committed + option), 2)


def test_the_company_number_of_the_greenwich_notice_is_nec_s() -> None:
    number = f"{numbers('F45')[-1]:08.0f}"
    named = Names(load_reference()).supplier(Mention("A name nobody has reviewed", (f"GB-COH-{number}",), ""))
    assert (named.id, named.matched_by) == ("nec-software-solutions-uk", "identifier")


def test_no_borough_and_not_london_costs_more_than_all_technology_was_said_to(contracts: pd.DataFrame) -> None:
    (london,) = numbers("F11")
    yearly = contracts["yearly"].groupby(level=0).sum()
    assert 0 < yearly.sum() <= london * 1e6
    assert yearly.max() <= max(numbers("F13")) * 1e6


@pytest.mark.parametrize(("figure", "day"), [("F46", "2026-11-23"), ("F47", "2025-06-01")])
def test_the_threshold_of_a_borough_s_contract_is_that_of_its_day(figure: str, day: str) -> None:
    table, on = load_reference().thresholds, pd.Timestamp(day)
    is_on = (table["valid_from"] <= on) & (table["valid_to"] >= on)
    is_ours = (table["authority_type"] == "sub-central") & (table["contract_type"] == "goods/services")
    (row,) = table[is_on & is_ours].to_dict("records")
    assert row["threshold_gbp_inc_vat"] == numbers(figure)[0]
    assert round(row["threshold_gbp_ex_vat"] * 1.2) == numbers(figure)[0]
