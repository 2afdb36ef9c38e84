"""The public facts about the real 33 state every shared record or say why not, and claim no more than their source."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from citytools_analysis.reference import (
    Reference,
    data_folder,
    find_borough,
    find_function,
    load_reference,
    normalise_name,
)
from citytools_analysis.schema import SHEETS

LONDON = data_folder() / "london"
SHARED = Path(__file__).parents[2] / "shared" / "data"
PLACES = {
    "committee / councillor management": ("DEM01", "public committee site"),
    "library management / catalogue": ("CUL01", "public library catalogue"),
    "planning register (public portal)": ("PLN01", "public planning register"),
    "waste collection look-up": ("ENV01", "public waste look-up"),
}
NOT_A_SYSTEM = {"Custom", "Custom HTML", "(other)", "(unknown)"}
AS_SHARED = {
    "enterprise": "SirsiDynix Enterprise", "prism3": "Prism", "aspen": "Aspen Discovery", "arena": "Arena", "luci": "Luci",
    "spydus": "Spydus", "Public Access": "Idox Public Access", "Planning Explorer": "NEC Planning Explorer",
    "Northgate Planning Explorer": "NEC Planning Explorer", "Agile Applications": "Agile Planning",
    "Tascomi / Built Environment (SmartAdmin)": "Idox Cloud", "mySociety WasteWorks (FixMyStreet)": "WasteWorks",
    "Granicus govService (AchieveForms)": "Granicus govService",
}  # fmt: skip

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared public files are not here")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture(scope="module")
def systems() -> list[dict[str, str]]:
    return read(LONDON / "systems.csv")


@pytest.fixture(scope="module")
def contracts() -> list[dict[str, str]]:
    return read(LONDON / "contracts.csv")


def borough_of(facts: list[dict[str, str]], borough: str) -> dict[str, str]:
    return next(fact for fact in facts if fact["borough"] == borough)


@pytest.mark.parametrize("name", ["systems", "contracts"])
def test_the_columns_are_fields_of_the_sheet(name: str) -> None:
    assert set(read(LONDON / f"{name}.csv")[0]) <= set(SHEETS[name].names)


@pytest.mark.parametrize("name", ["systems", "contracts"])
def test_every_fact_has_an_address_a_day_and_leave_to_publish(name: str) -> None:
    for fact in read(LONDON / f"{name}.csv"):
        assert re.match(r"https?://[^\s]+$", fact["evidence_url"]), fact
        assert len(fact["evidence_url"]) < 200
        assert date(2020, 1, 1) <= date.fromisoformat(fact["seen_on"]) <= date(2026, 11, 23)
        assert fact["may_publish"] == "yes"


def test_no_address_points_at_a_household(systems: list[dict[str, str]]) -> None:
    assert [fact["evidence_url"] for fact in systems if re.search(r"/waste/\d", fact["evidence_url"])] == []


def test_every_name_is_a_reviewed_one(
    reference: Reference, systems: list[dict[str, str]], contracts: list[dict[str, str]]
) -> None:
    known = dict(zip(reference.systems["system"], reference.systems["supplier_id"], strict=True))
    aliases = reference.supplier_aliases[~reference.supplier_aliases["is_ambiguous"]]
    names = [*reference.suppliers["supplier"], *aliases["alias"]]
    ids = [*reference.suppliers["supplier_id"], *aliases["supplier_id"]]
    suppliers = dict(zip(map(normalise_name, names), ids, strict=True))
    for fact in (*systems, *contracts):
        assert find_borough(reference, fact["borough"])
        for code in (fact.get("function") or fact.get("functions") or "").split("; "):
            assert find_function(reference, code) == code
        if fact["system"]:
            assert fact["system"] in known, fact
            assert (suppliers[normalise_name(fact["supplier"])] if fact["supplier"] else None) == known[
                fact["system"]
            ], fact


def test_how_a_page_is_read_is_never_a_system(systems: list[dict[str, str]]) -> None:
    for fact in systems:
        assert fact["system"] not in NOT_A_SYSTEM
        assert fact["use"] == ("known" if fact["system"] else "unknown")
        assert bool(fact["basis"]) == bool(fact["system"])


def test_every_borough_has_its_committee_site_catalogue_and_both_planning_registers(
    systems: list[dict[str, str]],
) -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    for fact in systems:
        seen.setdefault((fact["slot"], fact["seen_on"]), set()).add(fact["borough"])
    assert {key: len(boroughs) for key, boroughs in seen.items()} == {
        ("public committee site", "2026-05-30"): 33,
        ("public library catalogue", "2026-06-21"): 33,
        ("public planning register", "2021-07-12"): 33,
        ("public planning register", "2025-03-12"): 33,
        ("public waste look-up", "2026-08-03"): 29,
    }


def test_the_planning_registers_truly_replaced_are_these_three(systems: list[dict[str, str]]) -> None:
    registers = {(fact["borough"], fact["seen_on"]): fact["system"] for fact in systems if fact["function"] == "PLN01"}
    replaced = {
        borough: (was, now)
        for (borough, day), was in registers.items()
        if day == "2021-07-12" and was and (now := registers[borough, "2025-03-12"]) and now != was
    }
    assert replaced == {
        "Barking and Dagenham": ("Idox Public Access", "Idox Cloud"),
        "Hackney": ("NEC Planning Explorer", "Idox Cloud"),
        "Islington": ("NEC Planning Explorer", "Agile Planning"),
    }


@needs_shared
def test_every_shared_system_is_stated_as_it_was_seen_or_left_out(systems: list[dict[str, str]]) -> None:
    stated = {(fact["borough"], fact["slot"], fact["seen_on"]): fact for fact in systems}
    left_out = {fact["row_id"] for fact in read(LONDON / "left_out.csv") if fact["file"] == "borough_systems.csv"}
    shared = read(SHARED / "borough_systems.csv")
    for line, row in enumerate(shared, start=2):
        function, slot = PLACES[row["function"]]
        fact = stated[row["borough"], slot, row["source_date"]]
        assert fact["function"] == function
        wanted = "" if row["product"] in NOT_A_SYSTEM else AS_SHARED.get(row["product"], row["product"])
        assert fact["system"] == wanted, f"line {line}"
        assert row["evidence_url"].startswith(fact["evidence_url"].removesuffix("/"))
    assert len(shared) == len(systems) + len(left_out) == 162


@needs_shared
def test_every_shared_contract_is_stated_or_left_out_with_a_reason(contracts: list[dict[str, str]]) -> None:
    left_out = {
        fact["row_id"]: fact for fact in read(LONDON / "left_out.csv") if fact["file"] == "london_contracts.csv"
    }
    stated = {fact["ocid"] or fact["evidence_url"] for fact in contracts}
    for row in read(SHARED / "london_contracts.csv"):
        number = row["id"].split("=")[-1]
        is_stated = row["id"] in stated or any(address.split("&")[0].endswith(f"={number}") for address in stated)
        assert is_stated != (row["id"] in left_out), row["id"]
    assert all(fact["reason"] and fact["what"] for fact in left_out.values())


@needs_shared
@pytest.mark.parametrize(
    ("borough", "title"), [("Havering", "Civica"), ("Havering", "GovMetric"), ("Hillingdon", ""), ("Lambeth", "")]
)
def test_a_contract_agrees_with_the_shared_record(contracts: list[dict[str, str]], borough: str, title: str) -> None:
    fact = next(one for one in contracts if one["borough"] == borough and title in one["title"])
    row = next(
        one
        for one in read(SHARED / "london_contracts.csv")
        if borough.casefold() in one["buyer_as_seen"].casefold() and title in one["title"]
    )
    assert (fact["start_date"], fact["end_date"]) == (row["start"], row["end"])
    assert float(fact["value_gbp"]) == float(row["value_gbp"])
    assert fact["cpv"] == row["cpv"]


def test_an_option_is_not_in_the_committed_end(contracts: list[dict[str, str]]) -> None:
    hillingdon, lambeth = borough_of(contracts, "Hillingdon"), borough_of(contracts, "Lambeth")
    assert (hillingdon["end_date"], hillingdon["extension_months"]) == ("2025-07-31", "24")
    assert (hillingdon["value_gbp"], hillingdon["value_basis"]) == ("1688800", "committed_term")
    assert (lambeth["end_date"], lambeth["extension_months"]) == ("2023-03-31", "24")
    assert (lambeth["value_gbp"], lambeth["value_basis"]) == ("1339984", "max_incl_options")


def test_haringey_runs_for_the_48_months_its_record_gives(contracts: list[dict[str, str]]) -> None:
    fact = borough_of(contracts, "Haringey")
    start, end = date.fromisoformat(fact["start_date"]), date.fromisoformat(fact["end_date"])
    assert (end.year - start.year, end.month - start.month, end.day - start.day) == (4, 0, -1)
    assert round(float(fact["value_gbp"]) / 4, 2) == 142_294.24


def test_a_value_from_contracts_finder_claims_no_basis(contracts: list[dict[str, str]]) -> None:
    found = [fact for fact in contracts if fact["ocid"]]
    assert len(found) == 2
    assert {fact["value_basis"] for fact in found} == {"unknown"}
    assert all(fact["ocid"] in fact["evidence_url"] for fact in found)


def test_a_decision_agrees_with_the_facts_about_the_same_process(
    reference: Reference, contracts: list[dict[str, str]]
) -> None:
    decisions = reference.notice_decisions.set_index("ocid")
    for fact in contracts:
        if fact["ocid"]:
            decision = decisions.loc[fact["ocid"]]
            assert (decision["function_code"], decision["system"]) == (fact["functions"], fact["system"])
            assert normalise_name(decision["supplier"]) == normalise_name(fact["supplier"])
            assert decision["borough_id"] == find_borough(reference, fact["borough"])
