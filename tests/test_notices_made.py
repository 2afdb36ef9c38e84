"""
A contract's life in the notices of the Procurement Act: UK5, UK7, UK9, UK10, UK11.

The files in tests/fixtures/notices are made, after the published schemas: no such notice of London is at hand.
"""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis.ingest import add_files, remove_source
from citytools_analysis.register import Register

MADE = Path(__file__).parent / "fixtures" / "notices"
RETRIEVED = date(2028, 8, 1)


def added(*types: str, start: Register | None = None) -> Register:
    register = start or Register.from_tables({}, as_of=RETRIEVED)
    for kind in types:
        register, _ = add_files(register, [MADE / f"made_{kind}.json"], retrieved=RETRIEVED)
    return register


def contract(register: Register) -> pd.Series:
    assert len(register.contracts) == 1
    return register.contracts.iloc[0]


def test_a_transparency_notice_marks_a_direct_award() -> None:
    register = added("uk5", "uk7")
    kinds = register.notices.set_index("notice_type")["is_direct_award"]
    assert bool(kinds["UK5"])
    assert added("uk7").contracts["is_direct_award"].isna().all()


def test_contract_details_give_value_end_option_supplier_and_its_identifiers() -> None:
    register = added("uk7")
    row = contract(register)
    assert (row["value_gbp"], row["value_basis"], f"{row['end_date']:%Y-%m-%d}", row["end_basis"]) == (
        400_000, "max_incl_options", "2028-02-29", "stated",
    )  # fmt: skip
    assert register.options["months"].tolist() == [24]
    assert (row["regime"], bool(row["is_sme_supplier"])) == ("pa_2023", False)


def test_a_change_moves_the_end_uses_up_part_of_no_option_and_erases_nothing() -> None:
    before, after = contract(added("uk7")), contract(added("uk7", "uk10"))
    assert (f"{after['end_date']:%Y-%m-%d}", after["end_basis"]) == ("2029-02-28", "changed")
    moved = ["end_date", "end_basis", "source_id", "source_pointer", "confirmed_date", "evidence_url"]
    pd.testing.assert_series_equal(before.drop(moved), after.drop(moved))


def test_a_performance_notice_keeps_its_own_scale() -> None:
    register = added("uk7", "uk9")
    rows = register.performance.sort_values("indicator")
    assert list(zip(rows["indicator"], rows["rating"].fillna(""), strict=True)) == [
        ("Calls answered in a minute", "requires_improvement"), ("Patches later than agreed", ""), ("System available", "good"),
    ]  # fmt: skip
    assert rows["is_breach"].fillna(value=False).tolist() == [False, True, False]
    assert set(rows["contract_id"]) == set(register.contracts["contract_id"])
    assert register.all_rows["ratings"].empty


def test_a_termination_proves_the_end() -> None:
    row = contract(added("uk7", "uk10", "uk11"))
    assert (f"{row['end_date']:%Y-%m-%d}", row["end_basis"], bool(row["is_in_use"])) == (
        "2028-06-30",
        "terminated",
        False,
    )


@pytest.mark.parametrize("order", [*permutations(["uk7", "uk10", "uk11"])])
def test_the_order_in_which_notices_come_makes_no_difference(order: tuple[str, ...]) -> None:
    assert added(*order).sha256 == added("uk7", "uk10", "uk11").sha256


def test_a_change_without_its_contract_waits_in_quarantine_and_leaves_it_when_the_contract_comes() -> None:
    early = added("uk10")
    assert early.contracts.empty
    assert early.quarantine["reason"].tolist() == ["no_cpv_code"]
    late = added("uk7", start=early)
    assert late.quarantine.empty
    counts = late.sources[late.sources["file_name"] == "made_uk10.json"].iloc[0]
    assert (counts["n_read"], counts["n_kept"], counts["n_quarantined"]) == (1, 1, 0)
    assert contract(late)["end_basis"] == "changed"


def test_taking_the_change_out_again_gives_the_contract_back_as_it_was() -> None:
    assert remove_source(added("uk7", "uk10"), "made_uk10.json").sha256 == added("uk7").sha256


def test_contact_points_are_stored_nowhere() -> None:
    register = added("uk10", "uk5")  # uk10 waits in quarantine, with its content
    everything = " ".join(frame.to_csv() for frame in register.all_rows.values())
    assert "made_uk10.json" in everything
    for private in ("Jo Example", "@example.org", "7946"):
        assert private not in everything
