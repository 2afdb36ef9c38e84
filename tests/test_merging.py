"""What several sources say of one contract becomes one row, field by field; a blank erases nothing."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from citytools_analysis.register import Register

DAY = date(2026, 11, 23)
KINDS = {
    "old return": ("return", "2025-11-01"),
    "return": ("return", "2026-11-01"),
    "award": ("ocds", "2026-11-20"),
    "change": ("ocds", "2026-11-21"),
    "register": ("register", "2026-11-22"),
}


def register(rows: dict[str, dict[str, object]], **tables: list[dict[str, object]]) -> Register:
    sources = [
        {"source_id": name, "source_kind": kind, "source_name": name, "file_name": name, "sha256": "0" * 64}
        | {"retrieved_date": pd.Timestamp(day)}
        for name, (kind, day) in KINDS.items()
    ]
    contracts = [
        {"contract_id": "c1", "borough_id": "camden", "source_id": name, "source_pointer": "x"}
        | {"confirmed_date": pd.Timestamp(KINDS[name][1])}
        | row
        for name, row in rows.items()
    ]
    frames = {"sources": sources, "contracts": contracts} | tables
    return Register.from_tables({name: pd.DataFrame(found) for name, found in frames.items()}, as_of=DAY)


def end(day: str, basis: str = "stated") -> dict[str, object]:
    return {"end_state": "known", "end_date": pd.Timestamp(day), "end_date_precision": "day", "end_basis": basis}


def option(source: str, position: int, months: float) -> dict[str, object]:
    return {"contract_id": "c1", "position": position, "months": months, "holder": "buyer", "is_exercised": False} | {
        "source_id": source,
        "source_pointer": "x",
    }


def only(found: Register) -> dict[str, object]:
    assert len(found.contracts) == 1
    row: dict[str, object] = found.contracts.iloc[0].to_dict()
    return row


def test_a_blank_in_a_return_leaves_what_a_notice_says() -> None:
    row = only(register({"return": {"title": "Ours"}, "award": {"title": "Theirs"} | end("2027-03-31")}))
    assert (row["title"], row["end_date"], row["source_id"]) == ("Ours", pd.Timestamp("2027-03-31"), "return")


def test_a_blank_in_a_newer_return_leaves_what_the_older_one_said() -> None:
    row = only(register({"return": {"title": "Ours"}, "old return": {"department": "Housing"}}))
    assert (row["title"], row["department"]) == ("Ours", "Housing")


@pytest.mark.parametrize("said", ["stated_unknown", "stated_none"])
def test_what_a_return_says_outright_hides_what_a_notice_says(said: str) -> None:
    row = only(register({"return": {"title": "Ours", said: "department|framework"}, "award": {"framework": "RM6259"}}))
    assert pd.isna(row["framework"])
    assert row[said] == "department|framework"


def test_the_word_unknown_hides_nothing_unless_a_borough_wrote_it() -> None:
    from_a_register = {"award": {"title": "A", "end_state": "unknown"}, "register": end("2027-03-31")}
    assert only(register(from_a_register))["end_state"] == "known"
    from_a_borough = {"return": {"title": "A", "end_state": "unknown"}, "register": end("2027-03-31")}
    row = only(register(from_a_borough))
    assert (row["end_state"], pd.isna(row["end_date"])) == ("unknown", True)


def test_a_value_keeps_what_it_covers() -> None:
    rows = {
        "return": {"title": "A", "value_basis": "annual"},
        "award": {"value_gbp": 300.0, "value_basis": "committed_term", "vat_basis": "ex"},
    }
    row = only(register(rows))
    assert (row["value_gbp"], row["value_basis"], row["vat_basis"]) == (300.0, "committed_term", "ex")


def test_what_nobody_says_is_unknown() -> None:
    row = only(register({"return": {"title": "A"}}))
    assert [row[name] for name in ("end_state", "option_state", "value_basis", "vat_basis", "regime")] == [
        "unknown"
    ] * 5
    assert pd.isna(row["value_gbp"])


def test_a_change_notice_erases_nothing_and_moves_the_end() -> None:
    rows = {"award": {"title": "A", "value_gbp": 300.0} | end("2027-03-31"), "change": end("2028-03-31", "changed")}
    row = only(register(rows))
    assert (row["title"], row["value_gbp"], row["end_date"]) == ("A", 300.0, pd.Timestamp("2028-03-31"))


def test_a_change_that_a_notice_proves_after_a_return_is_newer_knowledge() -> None:
    newer = {"return": {"title": "A"} | end("2027-03-31"), "change": end("2028-03-31", "changed")}
    assert only(register(newer))["end_date"] == pd.Timestamp("2028-03-31")
    stated = {"return": {"title": "A"} | end("2027-03-31"), "change": end("2028-03-31")}
    assert only(register(stated))["end_date"] == pd.Timestamp("2027-03-31")


def test_a_return_after_a_change_notice_is_newer_knowledge() -> None:
    rows = {"return": {"title": "A"} | end("2029-03-31"), "change": end("2028-03-31", "changed")}
    rows["return"]["confirmed_date"] = pd.Timestamp("2026-11-22")
    assert only(register(rows))["end_date"] == pd.Timestamp("2029-03-31")


def test_options_come_from_the_first_source_that_knows_of_them() -> None:
    rows = {"return": {"title": "A"}, "award": {"option_state": "known"} | end("2027-03-31")}
    found = register(rows, options=[option("award", 1, 12), option("award", 2, 12)])
    assert found.options["months"].tolist() == [12, 12]


def test_options_that_a_return_says_there_are_none_of_are_gone() -> None:
    rows = {"return": {"title": "A", "option_state": "none"}, "award": {"option_state": "known"}}
    found = register(rows, options=[option("award", 1, 12)])
    assert found.options.empty
    assert only(found)["option_state"] == "none"


@pytest.mark.parametrize(
    ("moved_to", "expected"),
    [("2028-03-31", [True, False]), ("2029-03-31", [True, True]), ("2027-09-30", [False, False]), ("2027-03-31", [False, False])],
)  # fmt: skip
def test_an_end_moved_by_the_length_of_an_option_has_used_it(moved_to: str, expected: list[bool]) -> None:
    rows = {"award": {"title": "A", "option_state": "known"} | end("2027-03-31"), "change": end(moved_to, "changed")}
    found = register(rows, options=[option("award", 1, 12), option("award", 2, 12)])
    assert found.options["is_exercised"].tolist() == expected


def test_one_process_makes_one_contract_of_a_return_and_a_notice() -> None:
    rows = {
        "return": {"contract_id": "c-return", "ocid": "ocds-1", "title": "A"},
        "award": {"contract_id": "c1", "ocid": "ocds-1"} | end("2027-03-31"),
    }
    found = register(rows, options=[option("award", 1, 12)])
    row = only(found)
    assert (row["contract_id"], row["end_date"]) == ("c-return", pd.Timestamp("2027-03-31"))
    assert found.options["contract_id"].tolist() == ["c-return"]


def test_a_process_with_several_contracts_is_left_alone() -> None:
    rows = {
        "return": {"contract_id": "c-return", "ocid": "ocds-1", "title": "A"},
        "award": {"contract_id": "c1", "ocid": "ocds-1", "title": "B"},
        "change": {"contract_id": "c2", "ocid": "ocds-1", "title": "C"},
    }
    assert sorted(register(rows).contracts["contract_id"]) == ["c-return", "c1", "c2"]


def test_functions_come_from_the_first_source_that_names_one() -> None:
    rows = {"return": {"title": "A"}, "award": {"title": "B"}}
    share = {"contract_id": "c1", "borough_id": "camden", "weight": 1.0, "source_pointer": "x"}
    shares = [share | {"source_id": "return"}, share | {"source_id": "award", "function_code": "REV01"}]
    assert register(rows, allocations=shares).allocations["function_code"].tolist() == ["REV01"]
