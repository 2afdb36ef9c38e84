"""What changed, in the words of the trade, each change with the source that says so."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from citytools_analysis.metrics.changes import changes
from citytools_analysis.register import Register

OLD, NEW = date(2025, 11, 23), date(2026, 11, 23)


def register(day: date, *, kind: str = "ocds", **tables: list[dict[str, object]]) -> Register:
    source = {"source_id": f"{kind} {day}", "source_kind": kind, "source_name": "a", "file_name": f"{kind}-{day}.json"}
    frames = {"sources": pd.DataFrame([source | {"sha256": "0", "retrieved_date": pd.Timestamp(day)}])}
    place = {"source_id": source["source_id"], "source_pointer": "line 2"}
    for name, rows in tables.items():
        frames[name] = pd.DataFrame([place | row for row in rows])
    return Register.from_tables(frames, as_of=day)


def contract(end: str | None, **other: object) -> dict[str, object]:
    state = {"end_state": "known", "end_date": end, "end_basis": "stated"} if end else {"end_state": "unknown"}
    return {"contract_id": "c1", "title": "Licences", "borough_id": "camden", "value_gbp": 900.0} | state | other


def use(system: str | None, state: str = "known", **other: object) -> dict[str, object]:
    row = {
        "deployment_id": f"d-{system or state}",
        "borough_id": "camden",
        "function_code": "REV01",
        "system_id": system,
    }
    return row | {"system_state": state, "seen_date": "2025-11-01"} | other


def told(before: Register, after: Register) -> list[tuple[str, str, str, str, str]]:
    rows = changes(before, after)
    return list(rows[["change", "subject", "column", "before", "after"]].itertuples(index=False, name=None))


def contracts(
    old: list[dict[str, object]], new: list[dict[str, object]], **more: list[dict[str, object]]
) -> list[tuple[str, ...]]:
    return told(register(OLD, contracts=old), register(NEW, contracts=new, **more))


def test_a_contract_that_was_not_there_is_new_and_says_where_it_comes_from() -> None:
    rows = changes(
        register(OLD), register(NEW, contracts=[contract("2028-03-31", evidence_url="https://example.org/1")])
    )
    row = rows.iloc[0]
    assert len(rows) == 1
    assert (row["change"], row["name"], row["borough"], row["after"]) == ("new", "Licences", "Camden", "2028-03-31")
    assert (row["source_kind"], row["file_name"], row["source_pointer"]) == ("ocds", "ocds-2026-11-23.json", "line 2")
    assert row["evidence_url"] == "https://example.org/1"


def test_a_contract_whose_end_has_passed_or_was_proved_has_ended() -> None:
    passed = [contract("2026-03-31", is_in_use=False)]
    assert contracts([contract("2026-03-31")], passed) == [
        ("ended", "contract", "end_date", "2026-03-31", "2026-03-31")
    ]
    proved = [contract("2026-06-30", end_basis="terminated", is_in_use=False)]
    assert contracts([contract("2028-03-31")], proved) == [
        ("ended", "contract", "end_date", "2028-03-31", "2026-06-30")
    ]


def test_a_contract_is_extended_by_a_notice_of_change_or_by_an_option() -> None:
    expected = [("extended", "contract", "end_date", "2027-03-31", "2028-03-31")]
    assert contracts([contract("2027-03-31")], [contract("2028-03-31", end_basis="changed")]) == expected
    option = {"contract_id": "c1", "position": 1, "months": 12.0, "holder": "buyer", "is_exercised": False}
    before = register(OLD, contracts=[contract("2027-03-31", option_state="known")], options=[option])
    after = register(
        NEW, contracts=[contract("2028-03-31", option_state="known")], options=[option | {"is_exercised": True}]
    )
    assert told(before, after) == expected


def test_another_end_without_either_is_a_correction() -> None:
    assert contracts([contract("2027-03-31")], [contract("2028-03-30")]) == [
        ("corrected", "contract", "end_date", "2027-03-31", "2028-03-30")
    ]


def test_an_unknown_end_that_becomes_known_is_a_correction_of_the_end_and_of_its_state() -> None:
    assert contracts([contract(None)], [contract("2028-03-31")]) == [
        ("corrected", "contract", "end_date", "", "2028-03-31"),
        ("corrected", "contract", "end_state", "unknown", "known"),
    ]


def test_a_value_that_differs_is_a_correction_and_an_equal_one_is_nothing() -> None:
    assert contracts([contract("2028-03-31")], [contract("2028-03-31", value_gbp=142294.24)]) == [
        ("corrected", "contract", "value_gbp", "900", "142294.24")
    ]
    assert contracts([contract("2028-03-31")], [contract("2028-03-31")]) == []


def test_a_contract_whose_source_was_taken_out_is_withdrawn_and_keeps_its_last_source() -> None:
    rows = changes(register(OLD, contracts=[contract("2028-03-31")]), register(NEW))
    assert rows[["change", "file_name"]].to_numpy().tolist() == [["withdrawn", "ocds-2025-11-23.json"]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([use("idox")], [use("idox", in_use_to_date="2026-06-30"), use("arcus", seen_date="2026-09-01")], [("replaced", "system", "system", "Idox X", "Arcus")]),
        ([use("idox")], [use("idox", in_use_to_date="2026-06-30")], [("ended", "system", "system", "Idox X", "")]),
        ([use("idox")], [], [("withdrawn", "system", "system", "Idox X", "")]),
        ([], [use("arcus")], [("new", "system", "system", "", "Arcus")]),
        ([use(None, "unknown")], [use("arcus")], [("new", "system", "system", "", "Arcus")]),
        ([use(None, "none")], [use("arcus")], [("new", "system", "system", "", "Arcus")]),
        ([use("idox")], [use("idox", seen_date="2026-09-01")], []),
    ],
)  # fmt: skip
def test_systems_are_new_ended_replaced_or_withdrawn(
    old: list[dict[str, object]], new: list[dict[str, object]], expected: list[tuple[str, ...]]
) -> None:
    systems = [{"system_id": "idox", "system": "Idox X"}, {"system_id": "arcus", "system": "Arcus"}]
    found = told(register(OLD, deployments=old, systems=systems), register(NEW, deployments=new, systems=systems))
    assert found == expected


def test_a_supplier_renamed_or_acquired_between_the_days_is_told_and_an_offer_is_not() -> None:
    def event(name: str, day: str, *, completed: bool = True) -> dict[str, object]:
        return {
            "supplier_id": "nec",
            "event": name,
            "counterparty": "Other plc",
            "event_date": day,
            "is_completed": completed,
        }

    suppliers = [{"supplier_id": "nec", "supplier": "NEC"}]
    events = [event("renamed", "2026-01-01"), event("acquired_by", "2026-02-01"), event("offer_for", "2026-03-01")]
    events += [event("acquired_by", "2012-01-01"), event("acquired_by", "2026-04-01", completed=False)]
    old = register(OLD, suppliers=suppliers, supplier_events=[event("acquired_by", "2012-01-01")])
    found = changes(old, register(NEW, suppliers=suppliers, supplier_events=events))
    assert found[["change", "known_on_date"]].astype("str").to_numpy().tolist() == [
        ["supplier_renamed", "2026-01-01"],
        ["supplier_acquired", "2026-02-01"],
    ]
