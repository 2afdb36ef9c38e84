"""By when each contract needs a decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from conftest import AS_OF, Make

from citytools_analysis.metrics.renewals import DECISION_COLUMNS, calendar, decisions
from citytools_analysis.register import Register

FIXED = {"contract_id": "c", "borough_id": "camden", "end_state": "known", "end_date": "2029-01-31"}


def test_haringey_s_contract_is_overdue_for_replacement_143_days_before_its_end(tiny: Register) -> None:
    row = _row(tiny, "haringey-nec")
    assert (row["days_left"], row["runway_days"]) == (143, -587)
    assert _days(row, "reprocure_by_date", "exit_plan_by_date", "act_by_date") == [
        "15 Apr 2025",
        "15 Oct 2026",
        "15 Apr 2025",
    ]
    assert (row["urgency"], row["action"], row["lead_time_basis"]) == ("overdue", "replace", "criticality 1: 24 months")
    assert round(row["annual_value_gbp"], 2) == 142_294.24


def test_hillingdon_s_passed_end_with_an_option_that_may_run_is_unknown_and_no_claim(tiny: Register) -> None:
    row = _row(tiny, "hillingdon-nec")
    assert row["end_note"] == "committed end passed; whether the option was used is not known"
    assert (row["end_state"], row["urgency"], row["action"]) == ("unknown", "unknown", "find_end")
    assert _days(row, "end_date", "latest_end_date") == ["31 Jul 2025", "31 Jul 2027"]
    assert row[["act_by_date", "reprocure_by_date", "extend_by_date", "days_left", "runway_days"]].isna().all()


def test_the_two_nec_ends_are_107_days_apart(tiny: Register) -> None:
    apart = _row(tiny, "hillingdon-nec")["latest_end_date"] - _row(tiny, "haringey-nec")["end_date"]
    assert apart.days == 107


def test_lambeth_s_ended_contract_is_unknown_for_two_years_and_then_taken_as_ended(tiny: Register) -> None:
    assert _row(tiny, "lambeth-nps")["end_note"] == "end passed; whether still in use is not known"
    assert "lambeth-nps" in _ids(tiny, on=date(2027, 3, 31))
    assert "lambeth-nps" not in _ids(tiny, on=date(2027, 4, 1))


def test_expired_in_use_is_its_own_class_and_rolling_its_own(tiny: Register) -> None:
    expired, rolling = _row(tiny, "haringey-planning"), _row(tiny, "camden-library")
    assert (expired["urgency"], expired["action"], expired["days_left"]) == ("expired_in_use", "replace", -237)
    assert (rolling["urgency"], rolling["action"], rolling["end_state"]) == ("rolling", "renegotiate", "rolling")
    assert pd.isna(rolling["act_by_date"])


def test_a_month_counts_from_its_first_day_for_deadlines_and_to_its_last_for_the_latest_end(tiny: Register) -> None:
    row = _row(tiny, "brent-planning")
    told = _days(row, "reprocure_by_date", "extend_by_date", "latest_end_date")
    assert told == ["01 Dec 2026", "01 Sep 2027", "31 Mar 2029"]
    assert (row["end_date_precision"], row["days_left"], row["runway_days"]) == ("month", 464, 8)


def test_frameworks_and_long_ended_contracts_are_not_listed_and_the_rest_stand_by_act_by_date(tiny: Register) -> None:
    assert _ids(tiny) == [
        "haringey-planning", "haringey-nec", "brent-planning", "camden-planning",
        "camden-library", "camden-mystery", "hillingdon-nec", "lambeth-nps",
    ]  # fmt: skip
    assert tuple(decisions(tiny).columns) == DECISION_COLUMNS


def test_an_unknown_function_uses_15_months_and_says_so(make_register: Make) -> None:
    row = _only(make_register, {})
    assert pd.isna(row["criticality"])
    assert row["lead_time_basis"] == "function not known: 15 months assumed"
    assert _days(row, "reprocure_by_date") == ["31 Oct 2027"]


@pytest.mark.parametrize(
    ("function", "day"), [("REV01", "31 Jan 2027"), ("PLN01", "31 Oct 2027"), ("CUL01", "30 Apr 2028")]
)
def test_the_lead_time_is_24_15_or_9_months_by_criticality(make_register: Make, function: str, day: str) -> None:
    share = {"contract_id": "c", "borough_id": "camden", "function_code": function, "weight": 1.0}
    assert _days(_only(make_register, {}, allocations=[share]), "reprocure_by_date") == [day]


def test_the_most_critical_function_sets_the_lead_time_and_the_largest_share_the_name(make_register: Make) -> None:
    shares = [("CUL01", 0.7), ("HSG01", 0.3)]
    allocations = [{"contract_id": "c", "borough_id": "camden", "function_code": f, "weight": w} for f, w in shares]
    row = _only(make_register, {}, allocations=allocations)
    assert (row["function_code"], row["criticality"]) == ("CUL01", 1)
    assert _days(row, "reprocure_by_date") == ["31 Jan 2027"]


@pytest.mark.parametrize(
    ("notice", "day", "basis"), [(2, "31 Aug 2028", "stated"), (None, "30 Apr 2028", "assumed 6 months")]
)
def test_the_day_to_extend_leaves_the_notice_and_three_months_and_marks_an_assumption(
    make_register: Make, notice: float | None, day: str, basis: str
) -> None:
    option = {"contract_id": "c", "position": 1, "months": 12, "holder": "buyer", "notice_months": notice}
    row = _only(make_register, {}, options=[option])
    assert _days(row, "extend_by_date", "latest_end_date") == [day, "31 Jan 2030"]
    assert row["notice_basis"] == basis


def test_an_option_that_is_used_or_only_the_supplier_s_carries_nothing_further(make_register: Make) -> None:
    options = [
        {"contract_id": "c", "position": 1, "months": 12, "holder": "buyer", "is_exercised": True},
        {"contract_id": "c", "position": 2, "months": 12, "holder": "supplier"},
    ]
    row = _only(make_register, {}, options=options)
    assert (row["n_options"], row["option_months"]) == (0, 0)
    assert pd.isna(row["extend_by_date"])
    assert _days(row, "latest_end_date") == ["31 Jan 2029"]


def test_once_it_is_too_late_to_replace_an_option_left_is_the_decision(make_register: Make) -> None:
    option = {"contract_id": "c", "position": 1, "months": 12, "holder": "buyer"}
    early = _only(make_register, {}, options=[option])
    late = _only(make_register, {"end_date": "2027-12-31"}, options=[option])
    assert (early["action"], early["act_by_date"]) == ("replace", early["reprocure_by_date"])
    assert (late["action"], late["act_by_date"], late["urgency"]) == (
        "extend",
        late["extend_by_date"],
        "within_6_months",
    )
    assert late["runway_days"] < 0


def test_a_notice_longer_than_the_lead_time_comes_first(make_register: Make) -> None:
    row = _only(make_register, {"notice_months": 18})
    assert _days(row, "notice_by_date", "act_by_date") == ["31 Jul 2027", "31 Jul 2027"]


@pytest.mark.parametrize(
    ("end", "urgency"),
    [  # 15 months before: the day itself, then 6, 12 and 24 months after 23 November 2026, and a day beyond each
        ("2028-02-22", "overdue"), ("2028-02-23", "within_6_months"), ("2028-08-23", "within_6_months"),
        ("2028-08-24", "6_to_12_months"), ("2029-02-23", "6_to_12_months"), ("2029-02-24", "12_to_24_months"),
        ("2030-02-23", "12_to_24_months"), ("2030-02-24", "over_24_months"),
    ],
)  # fmt: skip
def test_urgency_turns_over_on_calendar_months(make_register: Make, end: str, urgency: str) -> None:
    assert _only(make_register, {"end_date": end})["urgency"] == urgency


@pytest.mark.parametrize(
    ("change", "urgency", "end_state"),
    [
        ({"end_state": "known", "end_date": None}, "unknown", "unknown"),
        ({"end_state": "withheld", "end_date": None}, "unknown", "withheld"),
        ({"end_date": "2026-11-23"}, "overdue", "known"),
        ({"end_date": "2026-11-22", "is_in_use": True}, "expired_in_use", "known"),
        ({"end_date": "2026-01-01", "end_date_precision": "year"}, "overdue", "known"),
    ],
)
def test_where_a_contract_stands(make_register: Make, change: dict[str, Any], urgency: str, end_state: str) -> None:
    row = _only(make_register, change)
    assert (row["urgency"], row["end_state"]) == (urgency, end_state)


@pytest.mark.parametrize("change", [{"end_date": "2026-11-22"}, {"end_state": "rolling"}, {"end_state": "unknown"}])
def test_a_contract_said_to_be_out_of_use_is_not_listed(make_register: Make, change: dict[str, Any]) -> None:
    assert decisions(make_register(contracts=[FIXED | change | {"is_in_use": False}])).empty


def test_a_contract_not_yet_begun_counts_unless_the_question_is_about_an_earlier_day(make_register: Make) -> None:
    register = make_register(contracts=[FIXED | {"start_date": "2027-01-01"}])
    assert _ids(register) == ["c"]
    assert _ids(register, on=date(2026, 11, 1)) == []


def test_the_calendar_counts_by_quarter_and_keeps_what_has_none(tiny: Register) -> None:
    told = calendar(tiny, months=24)
    assert told["period"].tolist()[:2] == ["Oct to Dec 2026", "Jan to Mar 2027"]
    assert told.set_index("period")["n_contracts"].to_dict() == {
        "Oct to Dec 2026": 0, "Jan to Mar 2027": 0, "Apr to Jun 2027": 1, "Jul to Sep 2027": 0, "Oct to Dec 2027": 0,
        "Jan to Mar 2028": 1, "Apr to Jun 2028": 1, "Jul to Sep 2028": 0, "Oct to Dec 2028": 0,
        "expired in use": 1, "rolling": 1, "unknown": 3,
    }  # fmt: skip
    value = told.set_index("period")["annual_value_gbp"]
    assert round(value["Apr to Jun 2027"], 2) == 142_294.24
    assert value["Jul to Sep 2027"] == 0
    assert pd.isna(value["expired in use"]), "a contract without a value is not worth nothing"


def test_an_end_known_to_a_year_that_has_begun_counts_in_the_present_quarter(make_register: Make) -> None:
    told = calendar(make_register(contracts=[FIXED | {"end_date": "2026-01-01", "end_date_precision": "year"}]))
    assert told.loc[told["n_contracts"] > 0, "period"].tolist() == ["Oct to Dec 2026"]


def test_asking_changes_nothing_in_the_register(tiny: Register) -> None:
    before = tiny.contracts
    decisions(tiny)
    calendar(tiny)
    pd.testing.assert_frame_equal(tiny.contracts, before)


def _only(make_register: Make, change: dict[str, Any], **tables: list[dict[str, Any]]) -> pd.Series:
    return decisions(make_register(contracts=[FIXED | change], **tables), on=AS_OF).iloc[0]


def _row(register: Register, contract_id: str) -> pd.Series:
    return decisions(register).set_index("contract_id").loc[contract_id]


def _ids(register: Register, *, on: date | None = None) -> list[str]:
    return decisions(register, on=on)["contract_id"].tolist()


def _days(row: pd.Series, *names: str) -> list[str]:
    return [f"{row[name]:%d %b %Y}" for name in names]
