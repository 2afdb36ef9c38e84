"""What is known of each borough."""

from __future__ import annotations

import pytest
from conftest import CONTRACTS, Make

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.coverage import COVERAGE_COLUMNS, GAP_COLUMNS, by_borough, gaps
from citytools_analysis.register import Register

RETURN = {"source_id": "return-camden", "source_kind": "return", "borough_id": "camden", "retrieved_date": "2026-11-01"}
USE = {
    "deployment_id": "d",
    "borough_id": "camden",
    "function_code": "PLN01",
    "system_state": "known",
    "system_id": "arcus",
}


def test_every_borough_has_a_row_with_its_counts(tiny: Register) -> None:
    told = by_borough(tiny).set_index("borough_id")
    names = ["n_systems", "n_functions_known", "n_contracts", "n_with_end_date", "n_valued"]
    assert told[names].astype(int).T.to_dict("list") == {
        "brent": [1, 2, 1, 1, 1], "camden": [1, 2, 3, 1, 2], "haringey": [3, 2, 2, 2, 1],
        "hillingdon": [0, 2, 1, 0, 1], "lambeth": [1, 2, 1, 0, 1], "lewisham": [0, 0, 1, 1, 1],
    }  # fmt: skip
    assert set(told["n_functions"]) == {4}
    assert tuple(by_borough(tiny).columns) == COVERAGE_COLUMNS


def test_the_days_span_the_oldest_and_newest_evidence(tiny: Register) -> None:
    brent = by_borough(tiny).set_index("borough_id").loc["brent"]
    assert [f"{brent[name]:%Y-%m-%d}" for name in ("oldest_date", "newest_date")] == ["2021-07-12", "2026-06-01"]


def test_what_cannot_be_computed_is_said_with_its_reason(tiny: Register) -> None:
    told = by_borough(tiny).set_index("borough_id")["cannot_compute"]
    assert told["lambeth"].startswith("renewals and joint buying: no contract end is known; satisfaction")
    assert told["camden"] == "satisfaction: this edition holds no rating by the borough"


def test_a_return_is_received_in_the_full_register_and_held_for_members_where_nothing_of_it_shows(
    make_register: Make,
) -> None:
    shown = [USE | {"source_id": "return-camden"}]
    assert _status(make_register(sources=[RETURN], deployments=shown)) == "return received"
    assert _status(make_register(sources=[RETURN])) == "return received"
    assert _status(make_register(sources=[RETURN], edition="public")) == "held for members"
    assert _status(make_register(sources=[RETURN], edition="public", deployments=shown)) == "return received"


def test_public_facts_and_nothing_are_told_apart(make_register: Make) -> None:
    assert _status(make_register(deployments=[USE])) == "public facts only"
    assert _status(make_register()) == "nothing known"


def test_gaps_come_most_decision_relevant_first_and_only_where_there_are_any(tiny: Register) -> None:
    told = gaps(tiny, "hillingdon")
    assert told[["gap", "n"]].to_numpy().tolist() == [
        ["no return from the borough", 1],
        ["contracts whose end has passed and whose use is not known", 1],
        ["functions with no answer", 2],
    ]
    assert tuple(told.columns) == GAP_COLUMNS
    assert told["how_to_mend"].str.len().min() > 0


def test_camden_s_contract_without_end_function_or_value_is_three_gaps(tiny: Register) -> None:
    told = gaps(tiny, "camden").set_index("gap")["n"]
    names = ["contracts with no known end", "contracts whose function is not known",
             "contracts with no value that can be spread over years"]  # fmt: skip
    assert told[names].tolist() == [1, 1, 1]


def test_a_system_seen_long_ago_and_without_a_contract_is_two_gaps(tiny: Register) -> None:
    assert gaps(tiny, "brent").set_index("gap")["n"]["systems last seen more than 18 months ago"] == 1
    told = gaps(tiny, "lambeth").set_index("gap")["n"]
    assert told["systems in use with no contract known for their function"] == 1


def test_a_rolling_contract_and_an_option_without_notice_are_gaps(make_register: Make) -> None:
    rolling = {"contract_id": "a", "borough_id": "camden", "end_state": "rolling"}
    optional = {"contract_id": "b", "borough_id": "camden", "end_state": "known", "end_date": "2029-01-31"}
    options = [{"contract_id": "b", "position": 1, "months": 12, "holder": "buyer"}]
    told = gaps(make_register(contracts=[rolling, optional], options=options), "camden").set_index("gap")["n"]
    assert told["options to extend whose notice is not known"] == 1
    assert told["rolling contracts whose notice is not known"] == 1


def test_a_framework_is_never_counted(make_register: Make) -> None:
    framework = [row for row in CONTRACTS if row.get("is_framework")]
    assert by_borough(make_register(contracts=framework))["n_contracts"].sum() == 0


def test_a_borough_that_does_not_exist_is_refused(tiny: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'camden'"):
        gaps(tiny, "cambden")


def _status(register: Register) -> str:
    return str(by_borough(register).set_index("borough_id")["status"]["camden"])
