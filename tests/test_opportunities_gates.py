"""What must be settled before boroughs buy together: gates, threshold, law, and what boroughs have said."""

from __future__ import annotations

import pandas as pd
import pytest
from tiny_world import tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import opportunities
from citytools_analysis.metrics.opportunities import (
    Opportunities,
    collaboration,
    feasibility,
    find,
    gates,
    levels,
    regimes,
    thresholds,
)
from citytools_analysis.register import Register


@pytest.fixture(scope="module")
def found(worked: Register) -> Opportunities:
    return find(worked)


# --- M45


def test_the_threshold_is_tested_with_every_option_and_vat_as_worked_by_hand(
    worked: Register, found: Opportunities
) -> None:
    told = thresholds(worked, found=found)
    assert tuple(told.columns) == opportunities.THRESHOLD_COLUMNS
    assert told["least_gbp_inc_vat"].tolist() == [5_391_000, 3_360_000, 1_416_000, 1_296_000]
    assert told["most_gbp_inc_vat"].tolist() == told["least_gbp_inc_vat"].tolist()
    assert told["threshold_gbp_inc_vat"].unique().tolist() == [207_720]
    assert told["procurement_date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2027-06-30", "2027-03-31", "2027-12-31", "2027-03-31",
    ]  # fmt: skip
    assert told["is_above"].tolist() == [True] * 4


# Two contracts of 24 months for planning, each value / 2 a year; together with VAT 1.2 times their sum.
@pytest.mark.parametrize(
    ("values", "vat", "verdict", "is_above"),
    [
        ((86_550, 86_550), "ex", "at or above the threshold", True),  # 173,100 x 1.2 = 207,720
        ((86_549, 86_550), "ex", "below the threshold", False),
        ((103_860, 103_860), "inc", "at or above the threshold", True),  # 207,720 as given
        ((103_859, 103_860), "inc", "below the threshold", False),
        ((100_000, 100_000), "unknown", "whether values include VAT decides it", None),  # 200,000 or 240,000
        ((80_000, 80_000), "unknown", "below the threshold", False),  # 160,000 or 192,000
        ((180_000, None), "ex", "at or above the threshold", True),  # 216,000 whatever the other is
        ((80_000, None), "ex", "not every member's value is known", None),
    ],
)
def test_a_reading_that_decides_it_is_said(
    values: tuple[float, float | None], vat: str, verdict: str, is_above: object
) -> None:
    row = thresholds(_pair(values, vat_basis=vat)).iloc[0]
    assert row["verdict"] == verdict
    assert pd.isna(row["is_above"]) if is_above is None else row["is_above"] == is_above


def test_the_threshold_is_that_of_the_day_the_procurement_begins() -> None:
    # A start on 30 Jun 2029 means a procurement from 30 Jun 2028: the thresholds in the table end in 2027.
    row = thresholds(_pair((90_000, 90_000), end="2029-06-30")).iloc[0]
    assert row["verdict"] == "no threshold is recorded for that day"
    assert pd.isna(row["is_above"])


def test_an_unknown_kind_of_contract_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="goods"):
        thresholds(worked, contract_type="goods")


# --- law


@pytest.mark.parametrize(
    ("start", "regime", "notices", "expected", "basis"),
    [
        ("2025-02-23", None, [], "pcr_2015", "before 24 February 2025"),
        ("2025-02-24", None, [], "unknown", "not known"),
        ("2025-06-01", None, [("UK4", "2025-02-24")], "pa_2023", "tender notice"),
        ("2025-06-01", None, [("UK4", "2025-02-23")], "pcr_2015", "before 24 February 2025"),
        ("2025-06-01", None, [("UK7", "2025-07-01")], "unknown", "not known"),
        (None, None, [], "unknown", "not known"),
        (None, "pa_2023", [], "pa_2023", "stated"),
        ("2025-06-01", "pcr_2015", [], "pcr_2015", "stated"),
        ("2024-06-01", "pa_2023", [], "unknown", "before that Act was in force"),
        ("2025-06-01", "unknown", [], "unknown", "not known"),
    ],
)
def test_the_law_is_that_of_the_day_the_procurement_began(
    start: str | None, regime: str | None, notices: list[tuple[str, str]], expected: str, basis: str
) -> None:
    place = {"source_id": "facts", "source_pointer": "line 2"}
    contract = {"contract_id": "a", "borough_id": "ash", "title": "A", "start_date": start, "regime": regime} | place
    told = pd.DataFrame([
        {"notice_id": f"n{number}", "ocid": "o", "contract_id": "a", "borough_id": "ash", "notice_type": kind,
         "published_date": day} | place
        for number, (kind, day) in enumerate(notices)
    ])  # fmt: skip
    row = regimes(worked_register(contracts=pd.DataFrame([contract]), notices=told)).iloc[0]
    assert row["regime"] == expected
    assert basis in row["regime_basis"]


# --- M44


def test_eleven_gates_are_asked_and_what_a_register_cannot_know_is_unknown(
    worked: Register, found: Opportunities
) -> None:
    told = gates(worked, found=found)
    assert tuple(told.columns) == opportunities.GATE_COLUMNS
    assert told.groupby("opportunity_id")["gate_number"].apply(list).tolist() == [list(range(1, 12))] * 4
    open_always = told[told["gate_number"].isin([1, 3, 4, 5, 7, 8, 9, 10, 11])]
    assert set(open_always["verdict"]) == {"unknown"}
    assert told[["why", "settled_by"]].map(len).gt(15).all(axis=None)


def test_gates_settled_by_data_are_those_worked_by_hand(worked: Register, found: Opportunities) -> None:
    told = gates(worked, found=found).pivot_table(
        index="opportunity_id", columns="gate_number", values="verdict", aggfunc="first"
    )
    told = told.loc[found.sets["opportunity_id"]]
    assert told[2].tolist() == ["pass"] * 4
    assert told[6].tolist() == ["pass", "pass", "unknown", "unknown"]
    summed = feasibility(gates(worked, found=found))
    assert tuple(summed.columns) == opportunities.FEASIBILITY_COLUMNS
    assert summed[["verdict", "n_pass", "n_fail", "n_unknown"]].to_numpy().tolist() == [
        ["not settled", 2, 0, 9], ["not settled", 2, 0, 9], ["not settled", 1, 0, 10], ["not settled", 1, 0, 10],
    ]  # fmt: skip


def test_a_bridge_beyond_the_latest_end_is_a_legal_question(worked: Register) -> None:
    bridged = find(worked, bridge_months=6)  # one tax set opens on 30 Jun 2028, beyond beech's end of 31 Mar 2028
    told = gates(worked, found=bridged)
    row = told[(told["function_code"] == "REV01") & (told["gate_number"] == 6)].iloc[0]
    assert row["verdict"] == "unknown"
    assert "only by a bridge beyond its latest end" in row["why"]


def test_a_law_not_known_leaves_the_gate_open() -> None:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"] == "fir-tax", ["regime", "start_date"]] = None
    told = gates(worked_register(contracts=contracts))
    row = told[(told["function_code"] == "REV01") & (told["gate_number"] == 6)].iloc[0]
    assert (row["verdict"], row["n"], row["n_of"]) == ("unknown", 4, 5)
    assert "law" in row["why"]


def test_one_decision_maker_alone_is_blocked_and_no_pass_averages_that_away(worked: Register) -> None:
    alone = find(worked, min_boroughs=1)
    summed = feasibility(gates(worked, found=alone)).set_index("opportunity_id")["verdict"]
    is_one = alone.sets["n_decision_makers"] == 1
    assert set(summed[alone.sets.loc[is_one, "opportunity_id"]]) == {"blocked"}
    assert set(summed[alone.sets.loc[~is_one, "opportunity_id"]]) == {"not settled"}


def test_a_framework_that_ends_before_a_start_blocks_it() -> None:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"] == "great-framework", "end_date"] = "2028-06-29"
    told = gates(worked_register(contracts=contracts), framework="Great Framework")
    told = told[told["gate_number"] == 4].set_index("opportunity_id")["verdict"]
    starts = find(worked_register()).sets.set_index("opportunity_id")["window_start_date"]
    assert set(told[starts[starts > "2028-06-29"].index]) == {"fail"}
    assert set(told[starts[starts <= "2028-06-29"].index]) == {"unknown"}, "who may call off is not in the register"
    unheard = gates(worked_register(), framework="Nobody's")
    assert set(unheard.loc[unheard["gate_number"] == 4, "verdict"]) == {"unknown"}


def test_small_suppliers_are_told_of_but_never_waved_through(worked: Register, found: Opportunities) -> None:
    told = gates(worked, found=found)
    five = told[told["gate_number"] == 5].set_index("opportunity_id").loc[found.sets["opportunity_id"]]
    assert five["why"].str.contains("some present suppliers are small").tolist() == [False, False, True, True]
    assert set(five["verdict"]) == {"unknown"}


# --- what boroughs have said


def test_the_level_is_what_two_decision_makers_share_as_worked_by_hand(worked: Register, found: Opportunities) -> None:
    told = collaboration(worked, found=found)
    assert tuple(told.columns) == opportunities.COLLABORATION_COLUMNS
    assert told["level"].fillna("").tolist() == ["share_market_engagement", "none yet", "", ""]
    assert told[["value", "n", "n_of", "bound_high"]].head(2).to_numpy().tolist() == [[1, 3, 5, 3], [0, 2, 3, 2]]
    assert told["reason"].tolist() == ["", ""] + ["no member has said how far it would go"] * 2
    assert told["n_not_said"].tolist() == [2, 1, 3, 3]


def test_more_answers_never_widen_what_is_possible(worked: Register, found: Opportunities) -> None:
    said = tiny_tables()["intentions"]
    before = collaboration(worked, found=found).iloc[0]
    said.loc[said["borough_id"] == "fir", "intention"] = "joint_contract"
    more = worked_register(intentions=said)
    after = collaboration(more, found=find(more)).iloc[0]
    assert before["bound_low"] <= after["bound_low"] <= after["bound_high"] <= before["bound_high"]


def test_what_each_borough_said_is_written_out_for_chosen_sets(worked: Register, found: Opportunities) -> None:
    told = levels(worked, found, [found.sets["opportunity_id"][0]])
    assert tuple(told.columns) == opportunities.LEVEL_COLUMNS
    assert told.set_index("borough_id")["intention"].to_dict() == {
        "ash": "joint_contract", "cedar": "share_market_engagement", "elm": "alone", "fir": "undecided", "ivy": "not said",
    }  # fmt: skip
    late = told.set_index("borough_id")["is_after_window"]
    assert late["cedar"]
    assert not late["ash"]
    assert pd.isna(late["elm"])


def test_what_boroughs_said_is_withheld_in_public() -> None:
    register = worked_register(edition="public")
    found = find(register)
    for frame in (collaboration(register), levels(register, found, found.sets["opportunity_id"])):
        assert frame["is_withheld"].tolist() == [True]
        assert frame["reason"].tolist() == ["members' data: not in the public edition"]


def test_the_gates_of_nothing_keep_their_columns(worked: Register) -> None:
    none = worked_register(contracts=worked.contracts.iloc[:0])
    assert tuple(gates(none).columns) == opportunities.GATE_COLUMNS
    assert feasibility(gates(none)).empty
    assert tuple(collaboration(none).columns) == opportunities.COLLABORATION_COLUMNS
    assert tuple(thresholds(none).columns) == opportunities.THRESHOLD_COLUMNS
    assert tuple(regimes(none).columns) == opportunities.REGIME_COLUMNS


def _pair(values: tuple[float | None, float | None], *, vat_basis: str = "ex", end: str = "2028-03-31") -> Register:
    start = f"{int(end[:4]) - 2}-{'04-01' if end.endswith('03-31') else '07-01'}"
    contracts = pd.DataFrame([
        {"contract_id": name, "title": name, "borough_id": name, "start_date": start, "end_date": end, "end_state": "known",
         "value_gbp": value, "value_basis": "committed_term", "vat_basis": vat_basis, "source_id": "facts",
         "source_pointer": "line 2"}
        for name, value in zip(("cedar", "elm"), values, strict=True)
    ])  # fmt: skip
    allocations = contracts[["contract_id", "borough_id", "source_id", "source_pointer"]].assign(
        function_code="PLN01", weight=1.0
    )
    return worked_register(contracts=contracts, allocations=allocations, options=tiny_tables()["options"].iloc[:0])
