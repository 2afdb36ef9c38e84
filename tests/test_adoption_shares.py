"""Shares of boroughs, contracts and value, and switching: each against the sums of tests/tiny/worked_adoption.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_world import AS_OF, tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import adoption
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.register import Register

COLUMNS: dict[str, tuple[str, ...]] = {
    "installed_base": adoption.INSTALLED_COLUMNS, "penetration": adoption.PENETRATION_COLUMNS,
    "several_systems": adoption.SEVERAL_COLUMNS, "shares_by_contracts": adoption.CONTRACT_SHARE_COLUMNS,
    "shares_by_value": adoption.VALUE_SHARE_COLUMNS, "switching": adoption.SWITCH_COLUMNS,
    "tenure_curve": adoption.TENURE_COLUMNS,
}  # fmt: skip
FUNCTIONS: list[Callable[..., pd.DataFrame]] = [getattr(adoption, name) for name in COLUMNS]
BOROUGHS = ["ash", "beech", "cedar", "elm", "fir", "hazel", "ivy", "larch", "maple", "oak"]


def use(borough: str, system: str | None = None, state: str = "known", **more: Any) -> dict[str, Any]:
    row = {"borough_id": borough, "function_code": "REV01", "system_state": state, "system_id": system}
    row |= {"seen_date": "2026-06-01", "source_id": "facts", "source_pointer": "line 2"} | more
    return row | {"deployment_id": "/".join(str(part) for part in row.values())}


def of_uses(*rows: dict[str, Any], **more: Any) -> Register:
    return worked_register(deployments=pd.DataFrame(rows), **more)


def of_contracts(n: int, *, edition: str = "full", **columns: Any) -> Register:
    """Make so many contracts for council tax, of boroughs and suppliers in turn, 100 pounds a year each."""
    numbers = range(n)
    contracts = pd.DataFrame({
        "contract_id": [f"c{number}" for number in numbers], "borough_id": [BOROUGHS[number % 10] for number in numbers],
        "supplier_id": ["alder", "birch", "cypress", "dogwood"] * (n // 4) + ["alder"] * (n % 4), "end_state": "known",
        "end_date": "2028-03-31", "value_gbp": 100, "value_basis": "annual", "vat_basis": "ex", "title": "A contract",
        "source_id": "facts", "source_pointer": "line 2", **columns,
    })  # fmt: skip
    served = contracts[["contract_id", "borough_id", "source_id", "source_pointer"]].assign(
        function_code="REV01", weight=1
    )
    none = tiny_tables()["options"].iloc[:0]
    return worked_register(edition=edition, contracts=contracts, allocations=served, options=none)


def row(frame: pd.DataFrame, **where: object) -> dict[str, Any]:
    found = frame.loc[np.logical_and.reduce([frame[name].eq(value) for name, value in where.items()])]
    assert len(found) == 1, where
    return dict(found.iloc[0])


def near(record: dict[str, Any], **expected: float) -> None:
    assert {name: record[name] for name in expected} == pytest.approx(expected, abs=2e-6)


# --- known answers: tests/tiny/worked_adoption.md


@pytest.mark.parametrize(
    ("code", "system", "count", "n", "n_of", "high"),
    [
        ("REV01", "alder-tax", 4, 8, 10, 6), ("REV01", "birch-tax", 3, 8, 10, 5), ("PLN01", "cypress-plan", 5, 9, 10, 6),
        ("PLN01", "birch-plan", 3, 9, 10, 4), ("HSG01", "alder-house", 3, 5, 9, 7), ("HSG01", "dogwood-house", 2, 5, 9, 6),
        ("CUL01", "cypress-lib", 2, 3, 10, 9), ("CUL01", "elder-lib", 1, 3, 10, 8),
    ],
)  # fmt: skip
def test_the_installed_base_counts_boroughs_and_bounds_it_by_the_unknown(  # noqa: PLR0917
    worked: Register, code: str, system: str, count: int, n: int, n_of: int, high: int
) -> None:
    told = row(adoption.installed_base(worked), function_code=code, system_id=system)
    near(told, value=count, n=n, n_of=n_of, bound_low=count, bound_high=high)


def test_shares_are_those_worked_by_hand_with_wilson_and_bounds(worked: Register) -> None:
    told = adoption.shares(worked)
    near(row(told, system_id="alder-tax"), value=0.5, lower=0.344743, upper=0.655257, bound_low=0.4, bound_high=0.6)
    near(row(told, system_id="cypress-plan"), value=0.5, bound_low=0.45, bound_high=0.55)
    near(row(told, system_id="birch-plan"), value=2.5 / 9)
    near(row(told, function_code="PLN01", category="none"), value=1 / 9)


def test_penetration_tells_four_ways_that_sum_to_one_and_nothing_seen_is_not_impossible(worked: Register) -> None:
    told = adoption.penetration(worked)
    near(row(told, function_code="REV01", way="bought"), value=0.875, bound_low=0.7, bound_high=0.9, n_boroughs=7)
    near(row(told, function_code="REV01", way="open_source"), value=0, lower=0, upper=0.096419)
    near(row(told, function_code="PLN01", way="bought"), value=7 / 9, n_boroughs=7)
    shown = told[~told["is_withheld"]].groupby("function_code")["value"].sum()
    assert shown.to_dict() == pytest.approx({"PLN01": 1, "REV01": 1})


def test_several_systems_are_told_apart_from_a_change_over(worked: Register) -> None:
    told = row(adoption.several_systems(worked), function_code="PLN01")
    near(told, value=1 / 9, bound_low=0.1, bound_high=0.2, n_several=1, n_in_transition=0, n_transition_unknown=0)
    longer = row(adoption.several_systems(worked, transition_months=48), function_code="PLN01")
    near(longer, value=1 / 9, n_in_transition=1, share_in_transition=1 / 9)
    near(row(adoption.several_systems(worked), function_code="REV01"), value=0, upper=0.096419)


def test_switching_counts_borough_years_and_a_purchase_is_no_switch(worked: Register) -> None:
    told = adoption.switching(worked)
    library = row(told, scope_code="CUL01")
    near(library, n_switches=1, borough_years=24.495551, value=0.040824, lower=0.001034, upper=0.227455, n=3, n_of=10)
    near(row(told, scope_code="REV01"), n_switches=0, borough_years=71.164956, value=0, lower=0, upper=0.051836)


def test_shares_by_contracts_count_each_live_contract_once_and_are_withheld_below_twenty(worked: Register) -> None:
    told = adoption.shares_by_contracts(worked)
    assert dict(zip(told["supplier"], told["n_contracts"], strict=True)) == {
        "Alder": 5, "Cypress": 4, "Birch": 3, "Dogwood": 1
    }  # fmt: skip
    assert told["n_of"].tolist() == [15] * 4
    assert set(told["reason"]) == {"fewer than 20 live contracts are known"}
    assert told["value"].isna().all()


def test_shares_by_value_follow_the_product_and_tell_what_is_known_of_the_value(worked: Register) -> None:
    told = adoption.shares_by_value(worked, "overall", view="as_reported")
    assert told["supplier"].tolist() == ["Birch", "Alder", "Cypress", "Dogwood"]
    assert told["value"].tolist() == pytest.approx([0.447658, 0.371901, 0.144284, 0.036157], abs=1e-6)
    near(
        row(told, supplier="Birch"), bound_low=0.347222, bound_high=0.571581, n=13, n_of=15, coverage=13 / 15,
        coverage_by_value=0.775641, share_assumed=0.068871,
    )  # fmt: skip
    assert told["lower"].isna().all()
    assert set(told["interval_kind"]) == {"none: fewer than 8 boroughs have a value"}
    group = adoption.shares_by_value(worked, "overall")
    near(row(group, supplier="Alder"), value=0.819559)
    by_function = adoption.shares_by_value(worked)
    assert set(by_function["reason"]) == {"fewer than 8 contracts have a known value"}


# --- edge rules


def test_a_supplier_s_group_is_that_of_the_day_asked_about(worked: Register) -> None:
    before = adoption.shares_by_contracts(worked, view="operating_group", on=date(2025, 5, 31))
    assert "birch" in set(before["supplier_id"])
    assert "birch" not in set(adoption.shares_by_contracts(worked, view="operating_group")["supplier_id"])


def test_several_suppliers_of_one_contract_share_it() -> None:
    register = of_contracts(20)
    tables = {name: register.table(name) for name in ("contracts", "allocations")}
    place = {"source_id": "facts", "source_pointer": "line 2"}
    both = pd.DataFrame([place | {"contract_id": "c0", "supplier_id": name} for name in ("alder", "elder")])
    told = adoption.shares_by_contracts(worked_register(**tables, contract_suppliers=both))
    assert dict(zip(told["supplier_id"], told["value"], strict=True)) == pytest.approx({
        "alder": 4.5 / 20, "birch": 5 / 20, "cypress": 5 / 20, "dogwood": 5 / 20, "elder": 0.5 / 20
    })  # fmt: skip


def test_a_reseller_gets_no_share_and_its_contract_is_known_by_the_maker() -> None:
    sold = of_contracts(20, supplier_id="rowan", system_id=["alder-tax"] * 10 + [None] * 10)
    told = adoption.shares_by_contracts(sold)
    assert told["supplier_id"].tolist() == ["alder"]
    assert (told["n_contracts"].item(), told["n_of"].item(), told["is_withheld"].item()) == (10, 20, True)


def test_values_need_eight_contracts_and_seventy_percent_of_count_and_of_likely_value() -> None:
    assert adoption.shares_by_value(of_contracts(7))["is_withheld"].all()
    assert not adoption.shares_by_value(of_contracts(8))["is_withheld"].any()
    few = of_contracts(20, value_gbp=[100] * 13 + [None] * 7)
    assert set(adoption.shares_by_value(few)["reason"]) == {"the value is known of fewer than 70% of contracts"}
    dear = of_contracts(20, value_gbp=[100] * 16 + [1000] * 4, end_state=["known"] * 16 + ["unknown"] * 4,
                        end_date=["2028-03-31"] * 16 + [None] * 4)  # fmt: skip
    assert set(adoption.shares_by_value(dear)["reason"]) == {"less than 70% of the likely value is known"}


@pytest.mark.parametrize("value", [0, -5, np.inf])
def test_contracts_of_no_value_tell_no_share(value: float) -> None:
    told = adoption.shares_by_value(of_contracts(20, value_gbp=value))
    assert told["is_withheld"].all()
    assert told["value"].isna().all()


def test_a_ceiling_and_a_framework_are_never_spend() -> None:
    kinds = ["annual"] * 16 + ["ceiling"] * 4
    told = adoption.shares_by_value(
        of_contracts(20, value_basis=kinds, value_gbp=[100] * 16 + [1e9] * 4), view="as_reported"
    )
    assert told["value"].tolist() == pytest.approx([0.25] * 4)
    framed = of_contracts(24, is_framework=[False] * 20 + [True] * 4)
    assert adoption.shares_by_contracts(framed)["n"].tolist() == [20] * 4


def test_the_public_edition_hides_a_value_that_tells_one_borough_s() -> None:
    dear = of_contracts(40, edition="public", value_gbp=[9000] + [100] * 39)
    told = adoption.shares_by_value(dear)
    assert told.loc[told["supplier_id"].eq("alder"), "is_withheld"].item()
    assert told["is_withheld"].sum() >= 2, "one hidden alone could be worked out from the others"
    assert not adoption.shares_by_value(of_contracts(40, value_gbp=[9000] + [100] * 39))["is_withheld"].any()


def test_the_interval_of_a_value_share_is_drawn_by_borough_and_the_same_for_the_same_seed() -> None:
    register = of_contracts(40)
    one, two = (adoption.shares_by_value(register, seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert (one["lower"] <= one["value"]).all()
    assert (one["upper"] >= one["value"]).all()
    assert one["upper"].max() > one["lower"].min()
    with pytest.raises(ValueError, match="draws is 0"):
        adoption.shares_by_value(register, draws=0)


def test_a_system_with_a_last_day_to_come_is_on_its_way_out_and_without_days_nothing_is_told() -> None:
    others = [use(name, "alder-tax") for name in BOROUGHS[2:]]
    ending = use("ash", "alder-tax", in_use_to_date="2027-06-30")
    forever = use("ash", "alder-tax", in_use_to_date="9999-12-31")
    told = row(adoption.several_systems(of_uses(ending, use("ash", "birch-tax"), *others)), function_code="REV01")
    near(told, n_several=1, n_in_transition=1, n_transition_unknown=0)
    told = row(adoption.several_systems(of_uses(forever, use("ash", "birch-tax"), *others)), function_code="REV01")
    near(told, n_several=1, n_in_transition=0, n_transition_unknown=1)


def test_a_row_of_only_a_supplier_is_no_second_system_beside_its_named_one() -> None:
    rows = [use(name, "alder-tax") for name in BOROUGHS[:9]]
    told = row(adoption.several_systems(of_uses(*rows, use("ash", supplier_id="alder"))), function_code="REV01")
    assert told["n_several"] == 0
    other = row(adoption.several_systems(of_uses(*rows, use("ash", supplier_id="birch"))), function_code="REV01")
    assert other["n_several"] == 1


def test_in_house_counts_as_a_system_and_none_does_not() -> None:
    rows = [use(name, "alder-tax") for name in BOROUGHS[:9]]
    both = of_uses(*rows, use("ash", state="in_house"), use("beech", state="none"))
    assert row(adoption.several_systems(both), function_code="REV01")["n_several"] == 1


def test_a_replacement_seen_in_a_slot_is_a_switch_on_the_day_it_was_seen() -> None:
    seen = [
        use("ash", "alder-tax", slot="main", seen_date="2020-06-01"),
        use("ash", "birch-tax", slot="main", seen_date="2024-06-01"),
    ]
    told = row(adoption.switching(of_uses(*seen)), scope_code="REV01")
    near(told, n_switches=1, borough_years=1461 / 365.25)


def test_a_system_that_stops_or_runs_on_beside_another_is_no_switch() -> None:
    stopped = use("ash", "alder-tax", in_use_from_date="2010-01-01", in_use_to_date="2020-01-01")
    older = use("ash", "birch-tax", in_use_from_date="2005-01-01")
    beside = [
        use("beech", "alder-tax", in_use_from_date="2010-01-01"),
        use("beech", "birch-tax", in_use_from_date="2015-01-01"),
    ]
    told = row(adoption.switching(of_uses(stopped, older, *beside)), scope_code="REV01")
    assert told["n_switches"] == 0
    assert told["borough_years"] == pytest.approx((7821 + 5995) / 365.25)  # 2005 and 2010 to 1 June 2026, each day once


def test_two_systems_that_give_way_to_one_are_one_switch() -> None:
    old = [
        use("ash", name, in_use_from_date="2010-01-01", in_use_to_date="2019-12-31")
        for name in ("alder-tax", "birch-tax")
    ]
    told = row(
        adoption.switching(of_uses(*old, use("ash", "cypress-plan", in_use_from_date="2020-01-01"))), scope_code="REV01"
    )
    assert told["n_switches"] == 1


def test_time_before_a_first_day_of_record_does_not_count() -> None:
    life = use("ash", "alder-tax", in_use_from_date="2000-01-01", seen_date="2026-01-01")
    told = row(adoption.switching(of_uses(life), since=date(2025, 1, 1)), scope_code="REV01")
    assert told["borough_years"] == pytest.approx(365 / 365.25)
    with pytest.raises(ValueError, match="not before the day"):
        adoption.switching(of_uses(life), since=AS_OF)


def test_a_curve_needs_ten_switches_and_follows_kaplan_and_meier() -> None:
    rows = []
    for number, borough in enumerate(BOROUGHS):  # ten products of 1 to 10 years that gave way, ten still in use
        end = date(2010 + number + 1, 1, 1)
        rows.append(use(borough, "alder-tax", in_use_from_date="2010-01-01", in_use_to_date=end.isoformat()))
        rows.append(use(borough, "birch-tax", in_use_from_date=end.isoformat(), seen_date="2026-01-01"))
    register = of_uses(*rows)
    curve = adoption.tenure_curve(register)
    assert curve["value"].iloc[0] == pytest.approx(19 / 20)  # the first of twenty gives way after one year
    assert curve["n_at_risk"].iloc[0] == 20
    assert curve["n_switches"].sum() == 10
    assert row(adoption.switching(register), scope_code="REV01")["median_tenure_years"] == pytest.approx(
        curve.loc[curve["value"] <= 0.5, "years_in_use"].min()
    )
    nine = adoption.tenure_curve(of_uses(*rows[:18]))
    assert nine["reason"].tolist() == ["fewer than 10 switches are known"]


def test_the_public_edition_tells_no_rate_on_fewer_than_ten_boroughs(worked: Register) -> None:
    public = adoption.switching(worked_register(edition="public"))
    assert set(public["reason"]) == {"fewer than 10 boroughs are known"}
    assert public["value"].isna().all()
    assert not adoption.switching(worked)["is_withheld"].any()


# --- properties


def shuffled(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()}


@pytest.mark.parametrize("function", FUNCTIONS, ids=list(COLUMNS))
def test_shuffled_or_repeated_rows_and_further_columns_change_nothing(function: Callable[..., pd.DataFrame]) -> None:
    tables = tiny_tables()
    expected = function(worked_register())
    again = {name: pd.concat([frame, frame.assign(unrelated=1)], ignore_index=True) for name, frame in tables.items()}
    for changed in (shuffled(tables), again):
        pd.testing.assert_frame_equal(function(worked_register(**changed)), expected)


@pytest.mark.parametrize("function", FUNCTIONS, ids=list(COLUMNS))
def test_inputs_are_not_changed(function: Callable[..., pd.DataFrame]) -> None:
    register = worked_register()
    before = {name: frame.copy() for name, frame in register.all_rows.items()}
    function(register)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(register.all_rows[name], frame)


answer = st.sampled_from(["alder-tax", "birch-tax", "in_house", "none", "unknown"])


def of_answers(answers: list[str]) -> Register:
    """Make a register in which each borough gives an answer about council tax."""
    states = {"in_house", "none", "unknown"}
    rows = [
        use(borough, None if one in states else one, one if one in states else "known")
        for borough, one in zip(BOROUGHS, answers, strict=True)
    ]
    return of_uses(*rows)


@settings(max_examples=10, deadline=None)
@given(st.lists(answer, min_size=10, max_size=10), st.integers(0, 9))
def test_shares_sum_to_one_and_more_missing_data_never_narrows_bounds(answers: list[str], gone: int) -> None:
    told = adoption.shares(of_answers(answers))
    assert told["value"].sum() == pytest.approx(1) or told.empty
    fewer = adoption.shares(of_answers([one if at != gone else "unknown" for at, one in enumerate(answers)]))
    both = told.merge(fewer, on="category", suffixes=("", "_fewer"))
    assert (both["bound_low_fewer"] <= both["bound_low"] + 1e-12).all()
    assert (both["bound_high_fewer"] >= both["bound_high"] - 1e-12).all()


# --- bad input


@pytest.mark.parametrize(("function", "columns"), [(getattr(adoption, name), COLUMNS[name]) for name in COLUMNS])
def test_an_empty_register_gives_the_same_columns_and_no_row(
    function: Callable[..., pd.DataFrame], columns: tuple[str, ...]
) -> None:
    told = function(Register.from_tables({}, as_of=AS_OF))
    assert tuple(told.columns) == columns
    assert set(ENVELOPE) <= set(columns)
    assert told.empty


@pytest.mark.parametrize("function", FUNCTIONS, ids=list(COLUMNS))
def test_one_borough_and_no_days_and_far_days_are_answered(function: Callable[..., pd.DataFrame]) -> None:
    tables = tiny_tables()
    one = {name: frame[frame["borough_id"].eq("ash")] for name, frame in tables.items() if "borough_id" in frame}
    undated = {
        name: frame.assign(**{column: None for column in frame if str(column).endswith("_date")})
        for name, frame in tables.items()
    }
    far = tables | {
        "deployments": tables["deployments"].assign(in_use_to_date="9999-12-31"),
        "contracts": tables["contracts"].assign(end_date="9999-12-31", end_state="known"),
    }
    for changed in (one, undated, far):
        told = function(worked_register(**changed))
        shown = told[~told["is_withheld"].astype("bool")]
        assert shown["value"].notna().all()
        assert told.loc[told["is_withheld"].astype("bool"), "reason"].ne("").all()


def test_names_that_do_not_exist_and_negative_months_are_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'overall'"):
        adoption.shares_by_contracts(worked, "overal")
    with pytest.raises(UnknownNameError, match="supplier view"):
        adoption.shares_by_value(worked, view="owner")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="transition_months is -1"):
        adoption.several_systems(worked, transition_months=-1)
