"""Which boroughs could buy together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from conftest import ALLOCATIONS, CONTRACTS, OPTIONS, Make, Rows

from citytools_analysis.metrics.deciders import decision_makers
from citytools_analysis.metrics.opportunities import (
    LEFT_OUT_COLUMNS,
    MEMBER_COLUMNS,
    SET_COLUMNS,
    Opportunities,
    find,
    for_borough,
    members_of,
)
from citytools_analysis.register import Register


def test_the_planning_contracts_share_the_spring_of_2028(tiny: Register) -> None:
    # Brent for Lewisham too: 1 Mar 2028 to 31 Mar 2029; Camden: break 31 Jan 2028 to 30 Jun 2028; Haringey, expired:
    # 23 Nov 2027 to 23 Nov 2029. Brent's 90,000 over 48 months is 22,500 a year, and Camden's is 20,000.
    row = find(tiny).sets.iloc[0]
    assert (row["n_boroughs"], row["n_decision_makers"]) == (4, 3)
    assert sorted(members_of(find(tiny), [row["opportunity_id"]])["borough_id"]) == [
        "brent",
        "camden",
        "haringey",
        "lewisham",
    ]
    assert _span(row, "window") == ["2028-03-01", "2028-06-30"]
    assert (row["annual_value_gbp"], row["n_valued"]) == (42_500, 2)


def test_every_contract_is_in_a_window_or_left_out_with_a_reason(tiny: Register) -> None:
    found = find(tiny)
    assert found.left_out.astype("object").where(found.left_out.notna(), None).to_numpy().tolist() == [
        ["CUL01", "camden", "camden-library", "nobody else is known in its window"],
        ["HSG01", "hillingdon", "hillingdon-nec", "would join if dated"],
        ["HSG01", "lambeth", "lambeth-nps", "would join if dated"],
        ["REV01", "haringey", "haringey-nec", "too late for this round"],
        ["REV01", "hillingdon", "hillingdon-nec", "would join if dated"],
        [None, "camden", "camden-mystery", "function not known"],
    ]


def test_columns_are_as_promised_even_when_nothing_is_found(tiny: Register, make_register: Make) -> None:
    for found in (find(tiny), find(make_register())):
        assert tuple(found.sets.columns) == SET_COLUMNS
        assert tuple(found.members.columns) == MEMBER_COLUMNS
        assert tuple(found.left_out.columns) == LEFT_OUT_COLUMNS


def test_haringey_and_hillingdon_do_not_meet_but_a_bridge_of_a_year_brings_them_together(make_register: Make) -> None:
    used = [OPTIONS[0] | {"is_exercised": True}]
    nec = [CONTRACTS[0], CONTRACTS[1] | {"end_date": "2027-07-31"}]
    register = make_register(
        contracts=nec, options=used, allocations=[ALLOCATIONS[0], ALLOCATIONS[1] | {"weight": 1.0}]
    )
    assert find(register).sets.empty
    assert set(find(register).left_out["reason"]) == {"too late for this round"}
    bridged = find(register, bridge_months=12)
    assert _span(bridged.sets.iloc[0], "window") == ["2027-11-23", "2028-04-15"]
    assert bridged.members["is_by_extending"].all()


def test_a_member_that_needs_its_option_is_marked(make_register: Make) -> None:
    found = find(_two(make_register, ("2028-01-31", 24), ("2029-01-31", 0)))
    assert dict(zip(found.members["borough_id"], found.members["is_by_extending"], strict=True)) == {
        "camden": True, "haringey": False
    }  # fmt: skip
    assert _span(found.sets.iloc[0], "window") == ["2029-01-31", "2029-01-31"]


def test_without_the_option_the_same_two_never_meet(make_register: Make) -> None:
    assert find(_two(make_register, ("2028-01-31", 0), ("2029-01-31", 0))).sets.empty


def test_a_window_that_begins_beyond_36_months_is_left_out_by_name(make_register: Make) -> None:
    found = find(_two(make_register, ("2029-11-23", 0), ("2029-11-24", 0)))
    assert found.left_out[["borough_id", "reason"]].to_numpy().tolist() == [
        ["camden", "nobody else is known in its window"],
        ["haringey", "starts beyond the 36 months looked at"],
    ]


def test_a_rolling_contract_may_start_within_one_to_three_years_or_after_its_notice(make_register: Make) -> None:
    rolling = {"end_state": "rolling", "end_date": None}
    found = find(_two(make_register, ("2028-01-31", 0), ("2028-01-31", 0), second=rolling | {"notice_months": 3}))
    assert _span(found.members.iloc[1], "start_window", "end_window") == ["2027-11-23", "2029-11-23"]
    found = find(_two(make_register, ("2028-06-30", 0), ("2028-01-31", 0), second=rolling | {"notice_months": 18}))
    assert _span(found.members.iloc[1], "start_window", "end_window") == ["2028-05-23", "2029-11-23"]


def test_a_break_lets_a_borough_leave_early_but_not_before_a_purchase_could_be_made(make_register: Make) -> None:
    found = find(_two(make_register, ("2029-01-31", 0), ("2028-01-31", 0), first={"break_date": "2027-01-31"}))
    assert _span(found.members.iloc[0], "start_window", "end_window") == ["2027-11-23", "2029-01-31"]


def test_boroughs_that_share_a_service_are_one_decision_maker_while_it_lasts(make_register: Make) -> None:
    makers = decision_makers(make_register())
    assert makers["lewisham"] == makers["brent"] == "brent"
    assert makers["haringey"] == "haringey", "a service of low confidence does not count"
    assert makers["lambeth"] == "lambeth", "a service that is over does not count"
    assert decision_makers(make_register(), on=date(2015, 12, 31))["lambeth"] == "hillingdon"


def test_a_shared_service_alone_is_no_joint_purchase(make_register: Make) -> None:
    register = _two(make_register, ("2028-01-31", 24), ("2028-06-30", 24), boroughs=("brent", "lewisham"))
    assert find(register).sets.empty
    assert find(register, min_boroughs=1).sets["n_boroughs"].tolist() == [2]


def test_a_joint_contract_alone_is_no_joint_purchase(make_register: Make) -> None:
    contract = CONTRACTS[4] | {"borough_id": "camden", "partner_borough_ids": "lambeth"}
    shares = [row | {"borough_id": name} for row, name in zip(ALLOCATIONS[6:8], ("camden", "lambeth"), strict=True)]
    assert find(make_register(contracts=[contract], allocations=shares)).sets.empty


def test_boroughs_left_out_of_the_function_are_counted_beside_the_set_unless_they_are_in_it(
    make_register: Make,
) -> None:
    others: Rows = [
        {"contract_id": "x", "borough_id": "lambeth", "end_state": "unknown"},
        {"contract_id": "own", "borough_id": "camden", "end_state": "unknown"},
        {"contract_id": "y", "borough_id": "hillingdon", "end_state": "known", "end_date": "2027-01-31"},
    ]
    row = find(_two(make_register, ("2028-01-31", 24), ("2028-06-30", 0), others=others)).sets.iloc[0]
    assert (row["n_would_join_if_dated"], row["n_too_late"]) == (1, 1)


def test_a_borough_s_own_view_keeps_its_sets_with_all_members_and_its_own_left_out(tiny: Register) -> None:
    found = find(tiny)
    assert isinstance(for_borough(found, "lewisham"), Opportunities)
    assert len(for_borough(found, "lewisham").members) == 4
    assert for_borough(found, "hillingdon").sets.empty
    assert for_borough(found, "hillingdon").left_out["function_code"].tolist() == ["HSG01", "REV01"]


def test_the_same_register_gives_the_same_names(tiny: Register) -> None:
    pd.testing.assert_frame_equal(find(tiny).sets, find(tiny).sets)


def test_the_same_members_have_the_same_name_whatever_else_is_in_the_register(make_register: Make) -> None:
    other: Rows = [{"contract_id": "z", "borough_id": "lambeth", "end_state": "known", "end_date": "2029-01-31"}]
    alone = find(_two(make_register, ("2028-01-31", 24), ("2028-06-30", 0)))
    beside = find(_two(make_register, ("2028-01-31", 24), ("2028-06-30", 0), others=other))
    assert alone.sets["opportunity_id"].item() in set(beside.sets["opportunity_id"])
    assert len(beside.sets) == 2


def test_members_are_written_out_only_when_asked_for(tiny: Register) -> None:
    found = find(tiny)
    assert "members" not in vars(found)
    assert len(found.members) == 4
    assert "members" in vars(found)


def _two(
    make_register: Make,
    one: tuple[str, float],
    two: tuple[str, float],
    *,
    first: dict[str, Any] | None = None,
    second: dict[str, Any] | None = None,
    boroughs: tuple[str, str] = ("camden", "haringey"),
    others: Rows | None = None,
) -> Register:
    """Two contracts for one function, each an end and the months of its option."""
    contracts: Rows = [
        {"contract_id": name, "borough_id": name, "end_state": "known", "end_date": end} | (change or {})
        for name, (end, _), change in zip(boroughs, (one, two), (first, second), strict=True)
    ] + (others or [])
    options = [
        {"contract_id": name, "position": 1, "months": months, "holder": "buyer"}
        for name, (_, months) in zip(boroughs, (one, two), strict=True)
        if months
    ]
    allocations = [
        {"contract_id": row["contract_id"], "borough_id": row["borough_id"], "function_code": "PLN01", "weight": 1.0}
        for row in contracts
    ]
    return make_register(contracts=contracts, options=options, allocations=allocations)


def _span(row: pd.Series, *stems: str) -> list[str]:
    names = (
        [f"{stems[0]}_start_date", f"{stems[0]}_end_date"] if len(stems) == 1 else [f"{stem}_date" for stem in stems]
    )
    return [f"{row[name]:%Y-%m-%d}" for name in names]
