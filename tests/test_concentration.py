"""How concentrated supply is: each figure against the sums of tests/tiny/worked_concentration.md."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_adoption_shares import BOROUGHS, near, of_answers, of_contracts, of_uses, row, shuffled, use
from tiny_world import AS_OF, tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import concentration
from citytools_analysis.register import Register

COLUMNS: dict[str, tuple[str, ...]] = {
    "summary": concentration.SUMMARY_COLUMNS, "effective_suppliers": concentration.EFFECTIVE_COLUMNS,
    "ratios": concentration.RATIO_COLUMNS, "merger_effects": concentration.MERGER_COLUMNS,
    "footprint": concentration.FOOTPRINT_COLUMNS,
}  # fmt: skip
FUNCTIONS: list[Callable[..., pd.DataFrame]] = [getattr(concentration, name) for name in COLUMNS]


# --- known answers: tests/tiny/worked_concentration.md


def test_the_effective_number_is_that_worked_by_hand_as_reported(worked: Register) -> None:
    told = row(concentration.summary(worked, view="as_reported"), scope_code="REV01")
    near(
        told, value=2.568807, hhi=4062.5, bound_low=2.173913, bound_high=3.571429, hhi_bound_low=2800, hhi_bound_high=4600,
        share_of_largest=0.5, share_of_largest_4=1, share_of_largest_10=1, entropy_nats=0.974315,
        entropy_miller_madow_nats=1.099315, entropy_corrected_nats=0.999315, effective_by_entropy=2.716419, evenness=0.886860, n=8, n_of=10, n_suppliers=3,
    )  # fmt: skip
    assert told["hhi_corrected"] == pytest.approx(3892.857143)
    assert told["lower"] < told["value"] < told["upper"]
    assert told["interval_kind"] == "bootstrap 95%, boroughs drawn, finite population"


def test_by_operating_group_a_purchase_makes_supply_more_concentrated(worked: Register) -> None:
    told = row(concentration.summary(worked), scope_code="REV01")
    near(told, value=1.290323, hhi=7812.5, hhi_corrected=7750, bound_low=1.219512, bound_high=1.923077)


def test_a_borough_with_two_suppliers_gives_each_a_half_and_one_with_none_leaves(worked: Register) -> None:
    told = row(concentration.summary(worked), scope_code="PLN01")
    near(told, value=2.371765, hhi=4296.875, bound_low=2.16, bound_high=2.842105, n=8, n_of=9)
    assert told["hhi_corrected"] == pytest.approx(4216.269841)


def test_fewer_than_eight_boroughs_tell_nothing_on_any_basis(worked: Register) -> None:
    by_function = concentration.summary(worked)
    assert by_function.loc[by_function["is_withheld"], "scope_code"].tolist() == ["CUL01", "HSG01"]
    assert by_function.loc[by_function["is_withheld"], ["value", "hhi", "evenness", "n"]].isna().all(axis=None)
    assert concentration.summary(worked, "overall", basis="contracts")["reason"].tolist() == [
        "fewer than 20 live contracts are known"
    ]
    assert concentration.summary(worked, "overall", basis="value")["reason"].tolist() == [
        "fewer than 8 boroughs are known"
    ]


def test_a_merger_is_measured_on_its_eve_and_withheld_where_few_were_known_then(worked: Register) -> None:
    told = concentration.merger_effects(worked)
    assert told[["event_state", "acquired", "buyer", "function_code", "reason"]].to_numpy().tolist() == [
        ["completed", "Birch", "Alder", "REV01", "fewer than 8 boroughs are known"]
    ]
    uses = tiny_tables()["deployments"]
    uses.loc[uses["borough_id"].eq("larch") & uses["function_code"].eq("REV01"), "in_use_from_date"] = "2010-01-01"
    known = row(concentration.merger_effects(worked_register(deployments=uses)), function_code="REV01")
    near(known, value=3750, hhi_before=4062.5, hhi_after=7812.5, bound_low=2400, bound_high=4050, n=8, n_of=10)
    near(known, share_acquired=0.375, share_buyer=0.5)


def test_the_footprint_counts_functions_boroughs_and_critical_pairs(worked: Register) -> None:
    told = concentration.footprint(worked)
    counts = ["supplier", "n_functions", "n_boroughs", "n_borough_functions", "value", "bound_high"]
    assert told[counts].to_numpy().tolist() == [
        ["Alder", 3, 7, 13, 10, 16], ["Dogwood", 1, 2, 2, 2, 8], ["Cypress", 2, 5, 7, 0, 6], ["Elder", 1, 1, 1, 0, 6]
    ]  # fmt: skip


# --- edge rules


def test_only_announced_purchases_are_kept_apart_and_change_no_group() -> None:
    uses = [use(name, "cypress-plan") for name in BOROUGHS[:5]] + [use(name, "dogwood-house") for name in BOROUGHS[5:]]
    dated = [one | {"in_use_from_date": "2015-01-01"} for one in uses]
    told = concentration.merger_effects(of_uses(*dated))
    assert told[["event_state", "acquired_id", "buyer_id"]].to_numpy().tolist() == [["announced", "dogwood", "cypress"]]
    near(dict(told.iloc[0]), value=5000, hhi_before=5000, hhi_after=10_000, bound_low=5000, bound_high=5000)
    near(row(concentration.summary(of_uses(*dated)), scope_code="REV01"), value=2)


def test_no_effect_is_told_where_only_one_of_the_two_supplied(worked: Register) -> None:
    uses = [use(name, "birch-tax", in_use_from_date="2015-01-01") for name in BOROUGHS]
    assert concentration.merger_effects(of_uses(*uses)).empty
    assert concentration.merger_effects(worked, on=date(2025, 5, 31)).empty


def test_with_all_known_there_is_no_interval_and_nothing_to_correct() -> None:
    told = row(
        concentration.summary(of_answers(["alder-tax"] * 5 + ["birch-tax"] * 5), view="as_reported"), scope_code="REV01"
    )
    near(told, value=2, lower=2, upper=2, bound_low=2, bound_high=2, hhi=5000, hhi_corrected=5000, evenness=1)
    near(told, entropy_nats=np.log(2), entropy_corrected_nats=np.log(2), effective_by_entropy=2)
    assert told["interval_kind"] == "none: all are known"


def test_of_one_supplier_evenness_is_not_defined_and_no_draw_shows_another() -> None:
    register = of_answers(["alder-tax"] * 8 + ["unknown"] * 2)
    told = row(concentration.summary(register), scope_code="REV01")
    near(told, value=1, hhi=10_000, entropy_nats=0, share_of_largest=1, bound_low=1)
    assert told["bound_high"] == pytest.approx(1 / (0.64 + 0.02))
    assert np.isnan(told["evenness"])
    assert np.isnan(told["lower"])
    assert told["reason"] == "evenness is not defined: only one supplier is known"
    assert told["interval_kind"] == "none: only one supplier is known"
    assert row(concentration.effective_suppliers(register), scope_code="REV01")["reason"] == ""


def test_in_house_boroughs_are_each_their_own_supplier() -> None:
    told = row(concentration.summary(of_answers(["in_house"] * 10)), scope_code="REV01")
    near(told, value=10, hhi=1000, n_suppliers=10)


def test_a_system_whose_maker_is_unknown_is_unknown_and_a_reseller_makes_nothing() -> None:
    uses = [use(name, "alder-tax") for name in BOROUGHS[:8]] + [
        use("maple", "a-system-of-nobody"),
        use("oak", supplier_id="rowan"),
    ]
    told = row(concentration.summary(of_uses(*uses)), scope_code="REV01")
    near(told, n=8, n_of=10)


def test_functions_that_nobody_knows_are_told_as_withheld_not_left_out() -> None:
    told = concentration.summary(of_answers(["unknown"] * 10))
    assert told[["scope_code", "is_withheld", "reason"]].to_numpy().tolist() == [
        ["REV01", True, "fewer than 8 boroughs are known"]
    ]


def test_ratios_cut_k_to_the_suppliers_there_are_and_name_the_tied() -> None:
    told = concentration.ratios(of_contracts(52), ks=(1, 3, 10))
    near(row(told, k=1), value=0.25, k_used=1, n_suppliers=4, n=52)
    assert row(told, k=1)["suppliers"] == "Alder"
    assert row(told, k=1)["tied_suppliers"] == "Alder; Birch; Cypress; Dogwood"
    assert row(told, k=3)["suppliers"] == "Alder; Birch; Cypress"
    near(row(told, k=10), value=1, k_used=4, lower=1, upper=1, bound_low=1, bound_high=1)
    assert row(told, k=10)["tied_suppliers"] == ""


def test_ratios_overall_need_fifty_contracts_and_of_a_function_twenty() -> None:
    assert set(concentration.ratios(of_contracts(48))["reason"]) == {"fewer than 50 contracts are known"}
    by_function = concentration.ratios(of_contracts(48), "function")
    assert not by_function["is_withheld"].any()
    assert set(concentration.ratios(of_contracts(16), "function")["reason"]) == {
        "fewer than 20 live contracts are known"
    }


def test_the_bounds_of_a_ratio_put_the_unknown_with_new_suppliers_or_with_the_largest() -> None:
    register = of_answers(["alder-tax"] * 5 + ["birch-tax"] * 3 + ["unknown"] * 2)
    told = concentration.ratios(register, "function", basis="boroughs", ks=(1, 3))
    near(row(told, k=1), value=0.625, bound_low=0.5, bound_high=0.7)
    near(row(told, k=3), value=1, bound_low=0.9, bound_high=1)


def test_values_have_no_correction_and_contracts_are_resampled_by_borough() -> None:
    told = row(concentration.summary(of_contracts(40), basis="value", view="as_reported"), scope_code="REV01")
    near(told, value=4, hhi=2500, bound_low=4, bound_high=4)
    assert np.isnan(told["hhi_corrected"])
    by_contracts = row(
        concentration.summary(of_contracts(40), basis="contracts", view="as_reported"), scope_code="REV01"
    )
    near(by_contracts, value=4, hhi=2500, hhi_corrected=2500, n=40, n_of=40)
    assert by_contracts["interval_kind"] == "bootstrap 95%, boroughs drawn"


def test_areas_and_everything_are_groups_too(worked: Register) -> None:
    assert concentration.summary(worked, "area")["scope_code"].tolist() == ["CUL", "HSG", "PLN", "REV"]
    whole = row(concentration.summary(worked, "overall"), scope_code="all")
    # nine boroughs are known of ten. By group: ash Alder, Elder; beech Alder; cedar Alder, Cypress, Dogwood; elm Alder, Cypress;
    # fir as cedar; hazel Alder, Cypress; ivy Alder; larch in house, open source; oak Cypress.
    sums = np.array(
        [1 / 2 + 1 + 1 / 3 + 1 / 2 + 1 / 3 + 1 / 2 + 1, 1 / 2, 1 / 3 + 1 / 2 + 1 / 3 + 1 / 2 + 1, 2 / 3, 1 / 2, 1 / 2]
    )
    near(whole, hhi=10_000 * float((sums**2).sum()) / 81, n=9, n_of=10, n_suppliers=6)


def test_the_members_edition_names_no_footprint_on_fewer_than_three_boroughs() -> None:
    told = concentration.footprint(worked_register(edition="members"))
    withheld = told[told["is_withheld"]]
    assert set(withheld["supplier"]) == {"Dogwood", "Elder"}
    assert withheld[["value", "n_functions", "n_boroughs"]].isna().all(axis=None)


# --- properties


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


answer = st.sampled_from(["alder-tax", "birch-tax", "cypress-plan", "in_house"])


@settings(max_examples=8, deadline=None)
@given(st.lists(answer, min_size=10, max_size=10))
def test_the_estimate_is_within_bounds_that_more_missing_data_never_narrows(answers: list[str]) -> None:
    told = [
        row(concentration.summary(of_answers(answers[:known] + ["unknown"] * (10 - known)), view="as_reported", draws=20),
            scope_code="REV01") for known in (10, 9, 8)
    ]  # fmt: skip
    for more, fewer in itertools.pairwise(told):
        assert fewer["bound_low"] <= more["bound_low"] + 1e-9
        assert fewer["bound_high"] >= more["bound_high"] - 1e-9
    for one in told:
        assert one["bound_low"] - 1e-9 <= one["value"] <= one["bound_high"] + 1e-9
        assert one["bound_low"] - 1e-9 <= told[0]["value"] <= one["bound_high"] + 1e-9


def test_another_function_s_rows_do_not_move_an_interval(worked: Register) -> None:
    alone = tiny_tables()["deployments"].query("function_code == 'REV01'")
    one, all_of_them = concentration.summary(worked_register(deployments=alone)), concentration.summary(worked)
    columns = ["value", "lower", "upper"]
    expected = row(all_of_them, scope_code="REV01")
    assert [row(one, scope_code="REV01")[name] for name in columns] == [expected[name] for name in columns]


# --- bad input


@pytest.mark.parametrize(("function", "columns"), [(getattr(concentration, name), COLUMNS[name]) for name in COLUMNS])
def test_an_empty_register_gives_the_same_columns_and_no_row(
    function: Callable[..., pd.DataFrame], columns: tuple[str, ...]
) -> None:
    told = function(Register.from_tables({}, as_of=AS_OF))
    assert tuple(told.columns) == columns
    assert told.empty


@pytest.mark.parametrize("basis", ["boroughs", "contracts", "value"])
@pytest.mark.parametrize("value", [0, -1, np.inf])
def test_strange_values_far_days_and_one_borough_are_answered(basis: Any, value: float) -> None:
    registers = [
        of_contracts(60, value_gbp=value), of_contracts(60, end_date="9999-12-31"), of_contracts(60, borough_id="ash"),
        of_contracts(60, supplier_id="alder"), of_contracts(60, supplier_id=None),
    ]  # fmt: skip
    for register in registers:
        for told in (
            concentration.summary(register, basis=basis, draws=50),
            concentration.ratios(register, basis=basis, draws=50),
        ):
            is_withheld = told["is_withheld"].astype("bool")
            assert told.loc[~is_withheld, "value"].notna().all()
            assert told.loc[is_withheld, "reason"].ne("").all()
            assert np.isfinite(told["value"].dropna()).all()


def test_names_that_do_not_exist_are_refused_with_the_nearest(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'boroughs'"):
        concentration.summary(worked, basis="borough")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="Did you mean 'function'"):
        concentration.effective_suppliers(worked, "functions")
    with pytest.raises(ValueError, match="ks is"):
        concentration.ratios(worked, ks=(0,))
    with pytest.raises(ValueError, match="draws is 0"):
        concentration.summary(worked, draws=0)


def test_every_length_of_list_has_a_row_in_a_function_that_nobody_knows() -> None:
    told = concentration.ratios(of_answers(["unknown"] * 10), "function", basis="boroughs", ks=(1, 4))
    assert told[["k", "is_withheld"]].to_numpy().tolist() == [[1, True], [4, True]]
