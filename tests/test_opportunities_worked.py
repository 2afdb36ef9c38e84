"""Who could buy together among the ten authorities of tests/tiny, as worked by hand in worked_opportunities.md there."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tiny_world import tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import opportunities
from citytools_analysis.metrics.opportunities import Opportunities, find, for_borough, members_of
from citytools_analysis.register import Register


@pytest.fixture(scope="module")
def found(worked: Register) -> Opportunities:
    return find(worked)


# Set B, A, D, C of the worked example: most decision-makers first, then boroughs.
SETS = [
    ("REV01", 5, 5, 5, "2028-06-30", 920_000, 5, 1, 0),
    ("REV01", 4, 3, 4, "2028-03-31", 540_000, 4, 1, 0),
    ("PLN01", 4, 3, 3, "2028-12-31", 220_000, 3, 1, 0),
    ("PLN01", 3, 3, 3, "2028-03-31", 180_000, 3, 1, 0),
]


def test_sets_are_those_worked_by_hand(found: Opportunities) -> None:
    names = ["n_boroughs", "n_decision_makers", "n_contracts", "window_end_date", "annual_value_gbp", "n_valued",
             "n_would_join_if_dated", "n_too_late"]  # fmt: skip
    sets = found.sets.assign(window_end_date=found.sets["window_end_date"].dt.strftime("%Y-%m-%d"))
    assert [tuple(row) for row in sets[["function_code", *names]].to_numpy().tolist()] == SETS
    pd.testing.assert_series_equal(found.sets["window_start_date"], found.sets["window_end_date"], check_names=False)


def test_members_and_those_that_must_extend_are_those_worked_by_hand(found: Opportunities) -> None:
    told = dict(list(found.members.groupby("opportunity_id")))
    members = ["".join(name[0] for name in told[one]["borough_id"]) for one in found.sets["opportunity_id"]]
    assert members == ["acefi", "abef", "abcf", "cef"]
    extending = [
        list(told[one].loc[told[one]["is_by_extending"], "borough_id"]) for one in found.sets["opportunity_id"]
    ]
    assert extending == [["ash"], ["ash"], ["cedar", "fir"], ["cedar"]]


def test_whoever_is_left_out_is_named_with_the_reason(found: Opportunities) -> None:
    assert found.left_out[["contract_id", "reason"]].to_numpy().tolist() == [
        ["cedar-house", "starts beyond the 36 months looked at"],
        ["fir-lib", "nobody else is known in its window"],
        ["ash-house", "too late for this round"],
        ["cedar-house", "starts beyond the 36 months looked at"],
        ["hazel-plan", "would join if dated"],
        ["hazel-tax", "would join if dated"],
    ]


def test_every_contract_not_ended_is_in_a_set_or_left_out(worked: Register, found: Opportunities) -> None:
    counted = set(found.members["contract_id"]) | set(found.left_out["contract_id"])
    assert counted == set(worked.contracts["contract_id"]) - {"hazel-house-old", "great-framework"}


def test_boroughs_that_use_one_product_could_renegotiate_together(worked: Register) -> None:
    told = find(worked, by="system")
    assert tuple(told.sets.columns) == opportunities.SYSTEM_SET_COLUMNS
    assert tuple(told.left_out.columns) == opportunities.SYSTEM_LEFT_OUT_COLUMNS
    rows = told.sets[["system_id", "n_boroughs", "n_decision_makers", "annual_value_gbp"]].to_numpy().tolist()
    assert sorted(rows) == [
        ["alder-tax", 3, 2, 340_000], ["alder-tax", 3, 3, 370_000], ["birch-tax", 2, 2, 550_000], ["cypress-plan", 3, 3, 180_000],
    ]  # fmt: skip


def test_a_borough_s_sets_are_written_out_with_all_their_members_and_no_others(found: Opportunities) -> None:
    mine = for_borough(found, "ivy")
    assert mine.sets["opportunity_id"].tolist() == [found.sets["opportunity_id"][0]]
    pd.testing.assert_frame_equal(mine.members, members_of(found, mine.sets["opportunity_id"]))
    assert set(mine.members["borough_id"]) == {"ash", "cedar", "elm", "fir", "ivy"}
    assert for_borough(found, "maple").members.empty


def test_a_purchase_that_takes_less_time_can_start_earlier(worked: Register) -> None:
    sooner = find(worked, procure_months=4)  # from 23 March 2027: ash-house on 31 March 2027 is no longer too late
    assert "too late for this round" not in set(sooner.left_out["reason"])


def test_shuffled_rows_and_other_columns_change_nothing(found: Opportunities) -> None:
    tables = {name: table.sample(frac=1, random_state=1).assign(more=1) for name, table in tiny_tables().items()}
    again = find(worked_register(**tables))
    pd.testing.assert_frame_equal(again.sets, found.sets)
    pd.testing.assert_frame_equal(again.members, found.members)
    pd.testing.assert_frame_equal(again.left_out, found.left_out)


def test_a_row_confirmed_again_changes_nothing(found: Opportunities) -> None:
    tables = {name: tiny_tables()[name] for name in ("contracts", "options", "allocations")}
    twice = {name: pd.concat([table, table.assign(confirmed_date="2026-07-01")]) for name, table in tables.items()}
    again = find(worked_register(**twice))
    pd.testing.assert_frame_equal(again.sets, found.sets)
    pd.testing.assert_frame_equal(again.members, found.members)


def test_finding_changes_no_input(worked: Register) -> None:
    before = {name: worked.table(name).copy() for name in ("contracts", "options", "allocations")}
    find(worked)
    for name, table in before.items():
        pd.testing.assert_frame_equal(worked.table(name), table)


@pytest.mark.parametrize("value", [np.inf, -50_000.0, np.nan])
def test_a_value_that_cannot_be_is_not_known(value: float) -> None:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"] == "ash-tax", "value_gbp"] = value
    row = find(worked_register(contracts=contracts)).sets.iloc[0]
    assert (row["annual_value_gbp"], row["n_valued"], row["n_contracts"]) == (870_000, 4, 5)


def test_nothing_is_a_value(worked: Register) -> None:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"] == "ash-tax", "value_gbp"] = 0
    row = find(worked_register(contracts=contracts)).sets.iloc[0]
    assert (row["annual_value_gbp"], row["n_valued"]) == (870_000, 5)
    assert find(worked).sets.iloc[0]["annual_value_gbp"] == 920_000


def test_a_contract_without_end_and_one_that_never_ends_are_not_in_a_set() -> None:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"] == "cedar-tax", "end_date"] = "9999-12-31"
    told = find(worked_register(contracts=contracts)).left_out.set_index("contract_id")["reason"]
    assert told["cedar-tax"] == "starts beyond the 36 months looked at"


def test_a_break_in_a_contract_that_never_ends_gives_it_a_window() -> None:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"] == "ivy-tax", "end_date"] = "9999-12-31"
    assert find(worked_register(contracts=contracts)).sets.iloc[0]["n_boroughs"] == 5


def test_with_no_date_at_all_everybody_would_join_if_dated() -> None:
    contracts = tiny_tables()["contracts"].assign(end_date=None, end_state="unknown", break_date=None)
    told = find(worked_register(contracts=contracts))
    assert told.sets.empty
    assert set(told.left_out["reason"]) == {"would join if dated"}


def test_one_borough_alone_finds_nobody() -> None:
    contracts = tiny_tables()["contracts"]
    told = find(worked_register(contracts=contracts[contracts["borough_id"] == "elm"]))
    assert told.sets.empty
    assert set(told.left_out["reason"]) == {"nobody else is known in its window"}


@pytest.mark.parametrize("option", [{"bridge_months": -1}, {"bridge_months": np.nan}, {"procure_months": np.inf}])
def test_months_that_cannot_be_are_refused(worked: Register, option: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="give a number of months from 0"):
        find(worked, **option)


def test_a_way_to_group_that_is_none_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="There are: function, system"):
        find(worked, by="supplier")  # type: ignore[arg-type]


def test_the_day_is_the_one_that_is_asked_for(worked: Register) -> None:
    assert find(worked, on=date(2026, 11, 22)).on == date(2026, 11, 22)
    assert find(worked).on == worked.as_of


def test_bridging_changes_the_sets_as_worked_by_hand(worked: Register) -> None:
    told = opportunities.sensitivity(worked)
    assert tuple(told.columns) == opportunities.SENSITIVITY_COLUMNS
    assert told["bridge_months"].tolist() == [0, 6, 12, 18]
    assert told["n_sets"].tolist() == [4, 3, 2, 2]
    assert told["value"].round(6).tolist() == [1, 0.875, 0.725, 0.725]
    same = ["n_boroughs", "n_decision_makers", "n_contracts", "annual_value_gbp"]
    assert told[same].drop_duplicates().to_numpy().tolist() == [[6, 5, 10, 1_290_000]]


def test_without_a_set_there_is_no_stability_to_give(worked: Register) -> None:
    told = opportunities.sensitivity(worked_register(contracts=worked.contracts.iloc[:0]))
    assert told["is_withheld"].all()
    assert told["reason"].unique().tolist() == ["there is no set without a bridge to compare with"]


def test_groups_that_many_depend_on_are_those_worked_by_hand(worked: Register) -> None:
    told = opportunities.leverage(worked)
    assert tuple(told.columns) == opportunities.LEVERAGE_COLUMNS
    names = ["group_id", "n_boroughs", "n_decision_makers", "n_functions", "n_contracts", "n_ending_in_36_months", "value",
             "n", "n_of"]  # fmt: skip
    assert told[names].to_numpy().tolist() == [
        ["alder", 7, 6, 3, 9, 5, 1_550_000, 9, 9], ["cypress", 4, 4, 2, 5, 4, 192_000, 4, 5],
    ]  # fmt: skip
    assert told["next_end_date"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2027-03-31"]
    assert told["bound_high"].isna().tolist() == [False, True]


def test_before_a_purchase_was_completed_its_group_is_apart(worked: Register) -> None:
    told = opportunities.leverage(worked, on=date(2025, 5, 31))
    assert "birch" in set(told["group_id"])


def test_the_pipeline_counts_boroughs_and_names_none(worked: Register) -> None:
    told = opportunities.pipeline(worked)
    assert tuple(told.columns) == opportunities.PIPELINE_COLUMNS
    rows = told[["function_code", "n_sets", "value", "n", "n_of", "bound_high"]].to_numpy().tolist()
    assert rows == [["REV01", 2, 5, 6, 7, 6], ["PLN01", 2, 4, 5, 6, 5]]
    text = told.to_csv()
    assert not any(name in text for name in worked.boroughs["borough"])


def test_in_public_a_pair_is_withheld() -> None:
    contracts = tiny_tables()["contracts"]
    pair = contracts[contracts["contract_id"].isin(["cedar-plan", "fir-plan"])]
    told = opportunities.pipeline(worked_register(contracts=pair, edition="public"))
    assert told[["is_withheld", "reason"]].to_numpy().tolist() == [
        [True, "fewer than 3 decision-makers could buy together"]
    ]
    assert told[["value", "n", "n_sets", "first_start_date"]].isna().all(axis=None)
    assert not opportunities.pipeline(worked_register(contracts=pair))["is_withheld"].item()
