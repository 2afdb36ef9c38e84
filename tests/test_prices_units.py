"""What boroughs pay for one thing, and why a payment is not comparable."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from conftest import Make
from tiny_world import tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.prices import UNIT_COLUMNS, unit_prices
from citytools_analysis.register import Register

# Worked in tests/tiny/worked_prices.md.
PRICES = {
    ("ash", "REV01"): 0.50, ("beech", "REV01"): 0.45, ("cedar", "REV01"): 0.40, ("elm", "REV01"): 0.50,
    ("fir", "REV01"): 0.40, ("hazel", "REV01"): 0.60, ("ivy", "REV01"): 0.50, ("ash", "PLN01"): 0.50,
    ("beech", "PLN01"): 0.25, ("cedar", "PLN01"): 0.20, ("elm", "PLN01"): 0.15, ("fir", "PLN01"): 0.12,
    ("ash", "HSG01"): 0.80, ("fir", "CUL01"): 0.024,
}  # fmt: skip
WITHHELD = {
    ("hazel", "PLN01"): "no yearly value: a ceiling is not spend", ("cedar", "HSG01"): "a bundle of several functions",
    ("cedar", "CUL01"): "a bundle of several functions",
}  # fmt: skip
USE = {
    "borough_id": "ash",
    "function_code": "REV01",
    "system_id": "alder-tax",
    "weight": "1",
    "weight_basis": "declared",
}


def test_prices_per_resident_are_those_worked_by_hand(worked: Register) -> None:
    told = unit_prices(worked).set_index(["borough_id", "function_code"])
    shown = told[~told["is_withheld"]]
    assert shown["value"].round(6).to_dict() == PRICES
    assert told.loc[told["is_withheld"], "reason"].to_dict() == WITHHELD
    assert set(told["unit"]) == {"GBP a year per resident"}


def test_a_bundle_or_a_missing_value_shows_no_figure_at_all(worked: Register) -> None:
    told = unit_prices(worked)
    rows = told[~told["is_comparable"]]
    figures = ["value", "price_low_gbp", "price_high_gbp", "annual_low_gbp", "annual_high_gbp", "n"]
    assert rows[figures].isna().all(axis=None)
    assert rows["not_comparable_because"].ne("").all()


def test_an_equal_split_and_a_reseller_are_marked(worked: Register) -> None:
    told = unit_prices(worked)
    assert told.loc[told["is_equal_split"], "contract_id"].tolist() == ["ash-plan", "ash-plan"]
    assert told.loc[told["is_resold"], "contract_id"].tolist() == ["elm-plan"]


def test_a_joint_contract_costs_each_borough_its_declared_share() -> None:
    shares = tiny_tables()["allocations"]
    of_ash = shares["contract_id"].eq("ash-plan") & shares["borough_id"].eq("ash")
    of_beech = shares["contract_id"].eq("ash-plan") & shares["borough_id"].eq("beech")
    shares = shares.assign(weight=shares["weight"].mask(of_ash, "0.8").mask(of_beech, "0.2"))
    told = unit_prices(worked_register(allocations=shares)).set_index(["borough_id", "function_code"])
    assert told.loc[("ash", "PLN01"), "value"] == pytest.approx(80_000 / 100_000)
    assert told.loc[("beech", "PLN01"), "value"] == pytest.approx(20_000 / 200_000)


def test_vat_that_is_not_told_makes_a_range_and_never_one_price() -> None:
    row = _only(vat_basis="unknown")
    assert row[["price_low_gbp", "price_high_gbp"]].tolist() == pytest.approx([50_000 / 1.2 / 100_000, 0.5])
    assert row[["lower", "upper", "interval_kind"]].tolist() == [
        row["price_low_gbp"],
        0.5,
        "VAT inside and VAT outside",
    ]
    known = _only(vat_basis="ex")
    assert known[["lower", "value", "upper", "interval_kind"]].tolist() == [0.5, 0.5, 0.5, "none: as recorded"]
    assert _only(vat_basis="inc")["value"] == pytest.approx(50_000 / 1.2 / 100_000)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value_gbp": None}, "no yearly value: value not known"),
        ({"value_gbp": "0"}, "a value of nought may mean that none was stated"),
        ({"value_gbp": "-5"}, "no yearly value: a value below zero is no price"),
        ({"value_gbp": float("inf")}, "no yearly value: value not known"),
        ({"value_basis": "ceiling"}, "no yearly value: a ceiling is not spend"),
    ],
)
def test_a_value_that_says_no_yearly_price_is_withheld_with_the_reason(change: dict[str, Any], reason: str) -> None:
    row = _only(**change)
    assert (row["is_comparable"], row["reason"]) == (False, reason)


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ([USE | {"weight": "0.5"}, USE | {"weight": "0.5", "system_id": "birch-tax"}], "a bundle of several systems"),
        ([USE | {"weight": "0.5"}, USE | {"weight": "0.5", "function_code": "HSG01"}], "a bundle of several functions"),
        ([], "the function is not known"),
        ([USE | {"weight": None}], "a joint contract of which a share is not known"),
        ([USE | {"weight": "0.4"}], "a joint contract of which a share is not known"),
    ],
)
def test_what_a_contract_covers_must_be_known_and_one_thing(shares: list[dict[str, Any]], reason: str) -> None:
    rows = [{"contract_id": "ash-tax", "source_id": "facts", "source_pointer": "here"} | share for share in shares]
    told = unit_prices(worked_register(allocations=_others("ash-tax", rows)))
    assert set(told.loc[told["contract_id"] == "ash-tax", "reason"]) == {reason}


def test_the_city_has_no_figure_per_head_but_may_have_one_per_user() -> None:
    contract = (
        tiny_tables()["contracts"].query("contract_id == 'ash-tax'").assign(borough_id="oak", contract_id="oak-tax")
    )
    share = {"contract_id": "oak-tax", "source_id": "facts", "source_pointer": "here"} | USE | {"borough_id": "oak"}
    register = worked_register(
        contracts=pd.concat([tiny_tables()["contracts"], contract]),
        allocations=pd.concat([tiny_tables()["allocations"], pd.DataFrame([share])]),
    )
    per_head, per_user = (
        unit_prices(register, driver=driver).set_index("borough_id").loc["oak"]
        for driver in ("residents_2021", pd.Series({"oak": 500.0}, name="user"))
    )
    assert per_head["reason"] == "a figure per resident means nothing here"
    assert (per_user["value"], per_user["unit"]) == (100.0, "GBP a year per user")


@pytest.mark.parametrize("size", [0.0, -3.0, float("inf"), float("nan")])
def test_a_driver_that_is_no_count_gives_no_price(worked: Register, size: float) -> None:
    told = unit_prices(worked, driver=pd.Series({"ash": size}, name="tenancy"))
    reasons = told.loc[told["not_comparable_because"].str.contains("tenancy"), "borough_id"]
    assert {"ash", "beech", "ivy"} <= set(reasons)
    assert told["is_withheld"].all()


def test_another_driver_in_the_reference_tables_is_used(worked: Register) -> None:
    told = unit_prices(worked, driver="households_2017").set_index(["borough_id", "function_code"])
    assert told.loc[("ash", "REV01"), "value"] == pytest.approx(50_000 / 40_000)
    assert told.loc[("ash", "REV01"), "unit"] == "GBP a year per household"


def test_an_unknown_driver_or_one_that_names_a_borough_twice_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="dwellings"):
        unit_prices(worked, driver="dwellings")
    with pytest.raises(ValueError, match="twice"):
        unit_prices(worked, driver=pd.Series([1.0, 2.0], index=["ash", "ash"]))


def test_a_contract_expired_in_use_costs_nothing_beside_the_one_that_replaced_it() -> None:
    contracts, shares = tiny_tables()["contracts"], tiny_tables()["allocations"]
    new = contracts.query("contract_id == 'elm-tax'").assign(
        contract_id="elm-tax-2", start_date="2026-10-01", end_date="2030-09-30", value_gbp="300000"
    )
    later = new.assign(contract_id="elm-tax-3", start_date="2027-10-01", value_gbp="900000")
    both = pd.concat([contracts, new, later])
    share = shares.query("contract_id == 'elm-tax'")
    register = worked_register(
        contracts=both, allocations=pd.concat([shares, *(share.assign(contract_id=f"elm-tax-{n}") for n in (2, 3))])
    )
    row = unit_prices(register).query("borough_id == 'elm' and function_code == 'REV01'")
    assert row[["contract_id", "n_contracts", "value"]].to_numpy().tolist() == [["elm-tax-2", 1, 0.75]]


def test_the_public_edition_shows_no_price_of_fewer_than_five_boroughs_and_the_members_of_three() -> None:
    public, members = (unit_prices(worked_register(edition=edition)) for edition in ("public", "members"))
    assert public["is_withheld"].all()
    assert "fewer than 5 boroughs have a price for this" in set(public["reason"])
    assert public[["value", "price_low_gbp", "price_high_gbp", "annual_high_gbp"]].isna().all(axis=None)
    assert members.loc[~members["is_withheld"], "system_id"].unique().tolist() == ["cypress-plan"]


def test_rows_in_another_order_twice_or_with_unrelated_columns_change_nothing(worked: Register) -> None:
    tables = {name: pd.concat([rows, rows]).sample(frac=1, random_state=3) for name, rows in tiny_tables().items()}
    tables["contracts"] = tables["contracts"].assign(department="Any")
    pd.testing.assert_frame_equal(unit_prices(worked_register(**tables)), unit_prices(worked))


def test_asking_changes_nothing_in_the_register() -> None:
    register, driver = worked_register(), pd.Series({"ash": 3.0})
    before = {name: register.table(name).copy() for name in ("contracts", "allocations", "deployments")}
    unit_prices(register, driver=driver)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(register.table(name), frame)
    assert driver.to_dict() == {"ash": 3.0}


def test_nothing_to_tell_has_the_same_columns(worked: Register) -> None:
    empty = unit_prices(Register.from_tables({}, as_of=date(2026, 11, 23)))
    assert tuple(empty.columns) == UNIT_COLUMNS == tuple(unit_prices(worked).columns)


def test_a_framework_has_no_price(make_register: Make) -> None:
    row = {
        "contract_id": "f",
        "borough_id": "camden",
        "end_state": "rolling",
        "is_framework": True,
        "value_gbp": 9e9,
        "value_basis": "annual",
    }
    share = {"contract_id": "f", "borough_id": "camden", "function_code": "REV01", "weight": 1.0}
    register = make_register(contracts=[row], allocations=[share])
    assert unit_prices(register, driver=pd.Series({"camden": 1.0})).empty


def _others(contract: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    shares = tiny_tables()["allocations"]
    return pd.concat([shares[shares["contract_id"] != contract], pd.DataFrame(rows)], ignore_index=True)


def _only(**change: Any) -> pd.Series:
    contracts = tiny_tables()["contracts"].astype("object")
    for name, value in change.items():
        contracts[name] = contracts[name].mask(contracts["contract_id"] == "ash-tax", value)
    told = unit_prices(worked_register(contracts=contracts))
    return told[told["contract_id"] == "ash-tax"].iloc[0]
