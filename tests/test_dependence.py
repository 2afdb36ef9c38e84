"""How far a borough rests on one supplier, and what would stop if one failed; the sums stand beside each case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_adoption_shares import BOROUGHS, near, of_contracts, row
from tiny_world import AS_OF, tiny_reference, tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import dependence
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo

PLACE = {"source_id": "facts", "source_pointer": "line 2"}


def of_functions(boroughs: list[str], critical: list[str | None], *, edition: str = "full") -> Register:
    """Make a register in which boroughs have 15 functions: so many critical ones by supplier or state, else Elder's."""
    codes = [f"F{number:02d}" for number in range(15)]
    functions = pd.DataFrame({
        "function_code": codes, "function": codes, "area_code": "A", "area": "Area",
        "criticality": pd.Series([1] * len(critical) + [3] * (15 - len(critical)), dtype="Int64"),
    })  # fmt: skip
    rows = [
        PLACE | {
            "borough_id": borough, "function_code": code, "system_state": one if one in {"in_house", "none"} else "known",
            "supplier_id": None if one in {"in_house", "none"} else one, "deployment_id": f"{borough}/{code}",
        }
        for borough in boroughs for code, one in zip(codes, [*critical, *["elder"] * 15][:15], strict=True) if one
    ]  # fmt: skip
    tables, reference = (
        tiny_tables() | {"deployments": pd.DataFrame(rows)},
        replace(tiny_reference(), functions=functions),
    )
    return Register.from_tables(tables, as_of=AS_OF, reference=reference, info=RegisterInfo(edition=edition))


def test_no_authority_of_the_tiny_world_has_enough_and_the_reason_is_told(worked: Register) -> None:
    words = {
        "value": "fewer than 10 contracts with a known value", "contracts": "fewer than 10 contracts",
        "functions": "fewer than 15 functions with known supply",
    }  # fmt: skip
    for basis in dependence.BASES:
        told = dependence.by_borough(worked, basis=basis)
        assert tuple(told.columns) == dependence.DEPENDENCE_COLUMNS
        assert (len(told), set(told["reason"])) == (10, {words[basis]})
        assert told[["value", "hhi", "top_supplier"]].isna().all(axis=None)


def test_by_value_the_largest_supplier_and_the_index_are_told_with_bounds() -> None:
    # Ash has 12 contracts of 100 a year: 3 of Alder, 3 Birch, 3 Cypress, 3 Dogwood; two of Dogwood's have no value.
    values: list[float | None] = [100] * 12
    values[7] = values[11] = None
    told = row(
        dependence.by_borough(of_contracts(12, borough_id="ash", value_gbp=values), view="as_reported"),
        borough_id="ash",
    )
    near(told, value=0.3, n=10, n_of=12, n_suppliers=4, bound_low=0.25, bound_high=5 / 12)
    assert told["top_supplier"] == "Alder"
    # known: three of 300 and one of 100: (3 x 9 + 1)/100; the least adds two of 100 alone: 30/144; the most 300 + 200
    assert [told["hhi"], told["hhi_bound_low"], told["hhi_bound_high"]] == pytest.approx(
        [2800, 10_000 * 30 / 144, 10_000 * (25 + 9 + 9 + 1) / 144]
    )


def test_by_operating_group_the_two_companies_of_a_group_are_one_supplier() -> None:
    told = row(dependence.by_borough(of_contracts(12, borough_id="ash"), "ash", basis="contracts"), borough_id="ash")
    near(told, value=0.5, hhi=10_000 * (36 + 9 + 9) / 144, n=12)
    assert told["top_supplier"] == "Alder"
    before = dependence.by_borough(of_contracts(12, borough_id="ash"), "ash", basis="contracts", on=date(2025, 5, 31))
    assert before["value"].item() == pytest.approx(0.25)


def test_a_joint_contract_counts_for_each_borough_and_its_value_is_split() -> None:
    register = of_contracts(10, borough_id="ash")
    served = register.allocations
    both = pd.concat([served.assign(weight=0.75), served.assign(borough_id="beech", weight=0.25)])
    joint = worked_register(contracts=register.contracts, allocations=both)
    assert dependence.by_borough(joint, "beech", basis="contracts", view="as_reported")["n"].item() == 10
    told = dependence.by_borough(joint, "beech", view="as_reported")
    assert told["value"].item() == pytest.approx(0.4)  # Alder has 4 of 10 contracts, a quarter of each


def test_by_functions_what_is_run_in_house_is_nobody_s_and_unknown_is_in_the_bounds() -> None:
    register = of_functions(["ash"], ["alder", "alder", "in_house", "in_house", "none", "elder"])
    told = row(dependence.by_borough(register, basis="functions"), borough_id="ash")
    # 14 of 15 have known supply: the one with none has not
    assert told["reason"] == "fewer than 15 functions with known supply"
    register = of_functions(["ash"], ["alder", "alder", "in_house", "in_house", "elder"])
    told = row(dependence.by_borough(register, basis="functions"), borough_id="ash")
    near(told, value=0.4, hhi=10_000 * (4 + 1 + 1 + 1) / 25, n=5, n_of=5, n_suppliers=2, bound_low=0.4, bound_high=0.4)
    assert told["top_supplier"] == "Alder"


def test_a_borough_that_buys_nothing_critical_depends_on_no_supplier() -> None:
    told = row(dependence.by_borough(of_functions(["ash"], ["in_house"] * 4), basis="functions"), borough_id="ash")
    near(told, value=0, hhi=2500, n_suppliers=0)


def test_the_public_edition_tells_only_the_range_and_only_of_five_boroughs() -> None:
    four = of_functions(BOROUGHS[:4], ["alder", "elder"], edition="public")
    told = dependence.by_borough(four, "ash", basis="functions")
    assert told[["borough", "reason"]].to_numpy().tolist() == [
        ["range of boroughs", "fewer than 5 boroughs with enough data"]
    ]
    told = dependence.by_borough(of_functions(BOROUGHS[:5], ["alder", "elder"], edition="public"), basis="functions")
    assert len(told) == 1
    assert told[["value", "borough_id", "top_supplier", "hhi"]].isna().all(axis=None)
    near(dict(told.iloc[0]), lower=0.5, upper=0.5, n=5, n_of=10)
    assert told["interval_kind"].item() == "lowest and highest borough"


def test_a_member_sees_itself_and_the_range_of_the_others() -> None:
    register = of_functions(BOROUGHS[:6], ["alder", "elder"], edition="members")
    own = dependence.by_borough(register, "ash", basis="functions")
    assert own["borough"].tolist() == ["Ash", "range of boroughs"]
    assert own["n"].tolist() == [2, 5]
    assert dependence.by_borough(register, basis="functions")["borough"].tolist() == ["range of boroughs"]


def test_exposure_counts_what_would_stop_by_group_and_borough(worked: Register) -> None:
    told = dependence.exposure(worked)
    assert told[["supplier", "value", "n_only_supplier", "n_boroughs"]].to_numpy().tolist() == [
        ["Alder", 10, 10, 7], ["Dogwood", 2, 2, 2]
    ]  # fmt: skip
    by_area = dependence.exposure(worked, "area")
    assert by_area[["supplier", "area_code", "value"]].to_numpy().tolist() == [
        ["Alder", "REV", 7], ["Alder", "HSG", 3], ["Dogwood", "HSG", 2]
    ]  # fmt: skip
    assert row(dependence.exposure(worked, "borough"), borough_id="hazel", supplier="Alder")["value"] == 2
    planning = dependence.exposure(worked, criticality=2)
    assert row(planning, supplier="Cypress")["n_only_supplier"] == 4  # elm has Birch Plan of Alder's group too


def test_exposure_is_not_in_the_public_edition() -> None:
    told = dependence.exposure(worked_register(edition="public"))
    assert tuple(told.columns) == dependence.EXPOSURE_COLUMNS
    assert told["is_withheld"].tolist() == [True]
    assert told["reason"].item() == dependence.NOT_TOLD
    assert told["supplier"].isna().all()


@pytest.mark.parametrize("basis", dependence.BASES)
def test_an_empty_register_withholds_every_borough(basis: Any) -> None:
    told = dependence.by_borough(Register.from_tables({}, as_of=AS_OF), basis=basis)
    assert len(told) == 33
    assert told["is_withheld"].all()
    assert tuple(dependence.exposure(Register.from_tables({}, as_of=AS_OF)).columns) == dependence.EXPOSURE_COLUMNS


@pytest.mark.parametrize("value", [0, -1, np.inf])
def test_values_that_add_up_to_nothing_are_withheld(value: float) -> None:
    told = row(dependence.by_borough(of_contracts(12, borough_id="ash", value_gbp=value)), borough_id="ash")
    assert told["is_withheld"]
    assert np.isnan(told["value"])


def test_shuffled_or_repeated_rows_change_nothing_and_inputs_stay(worked: Register) -> None:
    tables = tiny_tables()
    again = {name: pd.concat([frame, frame]).sample(frac=1, random_state=1) for name, frame in tables.items()}
    for basis in dependence.BASES:
        pd.testing.assert_frame_equal(
            dependence.by_borough(worked_register(**again), basis=basis), dependence.by_borough(worked, basis=basis)
        )
    pd.testing.assert_frame_equal(dependence.exposure(worked_register(**again)), dependence.exposure(worked))


def test_what_does_not_exist_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'ash'"):
        dependence.by_borough(worked, "asch")
    with pytest.raises(UnknownNameError, match="basis"):
        dependence.by_borough(worked, basis="boroughs")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="grouping"):
        dependence.exposure(worked, "function")
