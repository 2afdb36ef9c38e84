"""Deadlines under short, usual and long lead times, how long is left, and how often options are used."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from conftest import Make
from scipy import stats

from citytools_analysis.metrics.renewals import (
    EXERCISE_COLUMNS,
    RUNWAY_COLUMNS,
    RUNWAY_CONTRACT_COLUMNS,
    SCENARIO_COLUMNS,
    SCENARIOS,
    LeadTimes,
    decisions,
    option_exercise_rate,
    runway,
    runway_by_contract,
    scenarios,
)
from citytools_analysis.register import Register

# Worked in tests/tiny/worked_renewals.md: days to reprocure_by, and the class.
RUNWAYS = {
    "elm-tax": (-784, "expired_in_use"), "ash-house": (-602, "overdue"), "ash-tax": (-327, "overdue"),
    "cedar-plan": (-327, "overdue"), "beech-tax": (-237, "overdue"), "cedar-tax": (-146, "overdue"),
    "fir-plan": (8, "within_6_months"), "elm-plan": (38, "within_6_months"), "fir-lib": (219, "6_to_12_months"),
    "ash-plan": (311, "6_to_12_months"), "ivy-tax": (403, "12_to_24_months"), "cedar-house": (494, "12_to_24_months"),
}  # fmt: skip
CLASSES = {
    "expired_in_use": 1, "overdue": 5, "within_6_months": 2, "6_to_12_months": 2, "12_to_24_months": 2,
    "over_24_months": 0, "rolling": 1, "unknown": 2,
}  # fmt: skip


def test_ash_s_deadlines_move_with_the_lead_times_and_its_option_with_governance(worked: Register) -> None:
    rows = scenarios(worked).query("contract_id == 'ash-tax'").set_index("scenario")
    assert _days(rows["reprocure_by_date"]) == {"low": "30 Jun 2026", "base": "31 Dec 2025", "high": "30 Jun 2025"}
    assert _days(rows["extend_by_date"]) == {"low": "30 Apr 2027", "base": "31 Mar 2027", "high": "28 Feb 2027"}
    assert set(_days(rows["exit_plan_by_date"]).values()) == {"30 Jun 2027"}
    assert rows.loc["base", ["value", "lower", "upper"]].tolist() == [-327, -511, -146]
    assert _days(rows["reprocure_by_if_options_used_date"])["base"] == "31 Dec 2026"


def test_the_base_scenario_is_what_decisions_tells(worked: Register) -> None:
    base = scenarios(worked).query("scenario == 'base'").set_index("contract_id")
    told = decisions(worked).set_index("contract_id").loc[base.index]
    for name in ("extend_by_date", "reprocure_by_date", "exit_plan_by_date", "notice_by_date"):
        pd.testing.assert_series_equal(base[name], told[name])


def test_days_count_back_from_the_committed_end_never_from_the_latest(make_register: Make) -> None:
    contract = {"contract_id": "c", "borough_id": "camden", "end_state": "known", "end_date": "2029-01-31"}
    option = {"contract_id": "c", "position": 1, "months": 60, "holder": "buyer"}
    bare, longer = (scenarios(make_register(contracts=[contract], options=rows)) for rows in ([], [option]))
    for name in ("reprocure_by_date", "exit_plan_by_date", "deadline_date", "counts_back_from_date"):
        pd.testing.assert_series_equal(bare[name], longer[name])


def test_the_notice_that_stops_a_renewal_is_the_deadline(make_register: Make) -> None:
    contract = {
        "contract_id": "c",
        "borough_id": "camden",
        "end_state": "known",
        "end_date": "2029-01-31",
        "notice_months": 20,
    }
    rows = scenarios(make_register(contracts=[contract])).set_index("scenario")
    assert set(_days(rows["deadline_date"]).values()) == {"31 May 2027"}
    assert set(rows["deadline_basis"]) == {"notice, after which it may renew itself"}


def test_a_rolling_or_unknown_end_has_no_deadline_and_says_why(worked: Register) -> None:
    rows = scenarios(worked).query("scenario == 'low'").set_index("contract_id")
    assert rows.loc[["fir-tax", "hazel-tax", "hazel-plan"], "is_withheld"].all()
    assert rows.loc["fir-tax", "reason"] == "rolling: there is no end to count back from"
    assert rows.loc[["fir-tax", "hazel-tax"], ["deadline_date", "reprocure_by_date"]].isna().all(axis=None)


def test_a_longer_lead_time_never_leaves_more_time(worked: Register) -> None:
    told = scenarios(worked).pivot_table(index="contract_id", columns="scenario", values="value")
    assert ((told["low"] >= told["base"]) & (told["base"] >= told["high"])).all()
    assert list(SCENARIOS) == ["low", "base", "high"]


def test_lead_times_of_one_s_own_are_used_and_named(worked: Register) -> None:
    own = {"quick": LeadTimes(by_criticality={1: 1, 2: 1, 3: 1}, exit_plan_months=0)}
    rows = scenarios(worked, lead_times=own).set_index("contract_id")
    assert f"{rows.loc['ash-tax', 'reprocure_by_date']:%d %b %Y}" == "30 Nov 2027"
    assert rows.loc["ash-tax", "lead_time_basis"] == "criticality 1: 1 months"
    assert rows.loc["ash-tax", "exit_plan_by_date"] == rows.loc["ash-tax", "end_date"]


@pytest.mark.parametrize("months", [-1.0, float("nan")])
def test_a_lead_time_that_runs_backwards_is_refused(months: float) -> None:
    with pytest.raises(ValueError, match="backwards"):
        LeadTimes(by_criticality={1: months})
    with pytest.raises(ValueError, match="backwards"):
        LeadTimes(governance_months=months)


def test_no_scenario_at_all_is_refused(worked: Register) -> None:
    with pytest.raises(ValueError, match="no scenario"):
        scenarios(worked, lead_times={})


def test_runways_and_classes_are_those_worked_by_hand(worked: Register) -> None:
    told = runway_by_contract(worked).set_index("contract_id")
    for contract, (days, name) in RUNWAYS.items():
        assert told.loc[contract, "value"] == pytest.approx(days / 30.4375)
        assert told.loc[contract, "runway_class"] == name
    assert told.loc[["fir-tax", "hazel-tax", "hazel-plan"], "is_withheld"].all()


def test_each_class_is_counted_also_where_none_is_in_it(worked: Register) -> None:
    told = runway(worked).set_index("runway_class")
    assert told["value"].to_dict() == CLASSES
    assert (told["n"] == 13).all()
    assert (told["n_of"] == 15).all()
    assert told.loc["overdue", "annual_value_gbp"] == 400_000
    assert told.loc["overdue", ["bound_low", "bound_high"]].tolist() == [5, 7]
    assert told.loc["over_24_months", "annual_value_gbp"] == 0


def test_haringey_is_overdue_by_587_days(tiny: Register) -> None:
    row = runway_by_contract(tiny).set_index("contract_id").loc["haringey-nec"]
    assert (row["runway_class"], f"{row['reprocure_by_date']:%d %b %Y}") == ("overdue", "15 Apr 2025")
    assert row["value"] == pytest.approx(-587 / 30.4375)


def test_one_resolved_option_is_too_few_for_a_rate(worked: Register) -> None:
    every = option_exercise_rate(worked).set_index("area_code").loc["all"]
    assert every[["n_exercised", "n_lapsed", "n_unresolved"]].tolist() == [1, 0, 4]
    assert (every["is_withheld"], every["reason"]) == (True, "fewer than 10 options are resolved")
    assert pd.isna(every["value"])


def test_nine_used_and_three_lapsed_are_three_in_four(make_register: Make) -> None:
    register = _options(make_register, n_used=9, n_lapsed=3, n_open=4)
    row = option_exercise_rate(register).set_index("area_code").loc["REV"]
    assert row[["value", "n", "n_of"]].tolist() == [0.75, 12, 16]
    assert row[["lower", "upper"]].tolist() == pytest.approx(stats.beta(10, 4).ppf([0.05, 0.95]).tolist())
    assert row[["bound_low", "bound_high"]].tolist() == [9 / 16, 13 / 16]


@pytest.mark.parametrize(
    ("contract", "option", "outcome"),
    [
        ({}, {"is_exercised": False}, "n_lapsed"),
        ({}, {"is_exercised": False, "confirmed_date": "2026-01-30"}, "n_unresolved"),
        ({}, {"is_exercised": False, "confirmed_date": None}, "n_unresolved"),
        ({}, {"is_exercised": None}, "n_unresolved"),
        ({"end_date": "2027-01-31"}, {"is_exercised": False}, "n_unresolved"),
        ({"end_state": "rolling", "end_date": None}, {"is_exercised": False}, "n_unresolved"),
        ({}, {"is_exercised": True}, "n_exercised"),
        ({"end_date": "2027-01-31"}, {"is_exercised": True}, "n_exercised"),
        ({}, {"is_exercised": True, "holder": "supplier"}, None),
        ({"is_framework": True}, {"is_exercised": True}, None),
    ],
)
def test_an_option_has_lapsed_only_where_it_is_said_so_after_the_end(
    make_register: Make, contract: dict[str, Any], option: dict[str, Any], outcome: str | None
) -> None:
    fixed = {"contract_id": "c", "borough_id": "camden", "end_state": "known", "end_date": "2026-01-31"}
    own = {"contract_id": "c", "position": 1, "months": 12, "holder": "buyer", "confirmed_date": "2026-06-01"}
    told = option_exercise_rate(make_register(contracts=[fixed | contract], options=[own | option])).iloc[0]
    counts = told[["n_exercised", "n_lapsed", "n_unresolved"]]
    assert counts[counts > 0].index.tolist() == ([outcome] if outcome else [])


def test_more_unresolved_options_never_narrow_the_bounds(make_register: Make) -> None:
    widths = []
    for n_open in (0, 2, 9):
        row = option_exercise_rate(_options(make_register, n_used=8, n_lapsed=4, n_open=n_open)).iloc[0]
        widths.append(row["bound_high"] - row["bound_low"])
    assert widths == sorted(widths)
    assert widths[0] == 0


@pytest.mark.parametrize(
    ("metric", "columns"),
    [(scenarios, SCENARIO_COLUMNS), (runway, RUNWAY_COLUMNS), (runway_by_contract, RUNWAY_CONTRACT_COLUMNS),
     (option_exercise_rate, EXERCISE_COLUMNS)],
)  # fmt: skip
def test_the_columns_are_the_same_when_there_is_nothing_to_tell(
    worked: Register, metric: Any, columns: tuple[str, ...]
) -> None:
    empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    assert tuple(metric(worked).columns) == columns == tuple(metric(empty).columns)


def _options(make_register: Make, *, n_used: int, n_lapsed: int, n_open: int) -> Register:
    answers = [True] * n_used + [False] * n_lapsed + [None] * n_open
    contracts = [
        {"contract_id": f"c{n}", "borough_id": "camden", "end_state": "known", "end_date": "2026-01-31"}
        for n in range(len(answers))
    ]
    options = [
        {"contract_id": f"c{n}", "position": 1, "months": 12, "holder": "buyer", "is_exercised": answer,
         "confirmed_date": "2026-06-01"}
        for n, answer in enumerate(answers)
    ]  # fmt: skip
    shares = [
        {"contract_id": f"c{n}", "borough_id": "camden", "function_code": "REV01", "weight": 1.0}
        for n in range(len(answers))
    ]
    return make_register(contracts=contracts, options=options, allocations=shares)


def _days(dates: pd.Series) -> dict[str, str]:
    return {str(name): f"{day:%d %b %Y}" for name, day in dates.items()}
