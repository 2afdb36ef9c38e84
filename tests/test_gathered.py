"""Tables of facts that others gathered: what they name is placed by reviewed tables, and nothing is made of a remark."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.ingest import add_files, resolve_again
from citytools_analysis.reference import data_folder, load_reference
from citytools_analysis.register import Register, open_register
from citytools_analysis.sources import gathered
from citytools_analysis.sources.opening import read_file
from citytools_analysis.sources.reading import Reading

SHARED = Path(__file__).parents[2] / "shared" / "data"
LONDON = data_folder() / "london"
SYSTEMS, CONTRACTS = SHARED / "borough_systems.csv", SHARED / "london_contracts.csv"
REFERENCE = load_reference()
DAY = date(2026, 11, 23)
SYSTEM_COLUMNS = (
    "gss", "borough", "function", "product", "supplier_inferred", "evidence_url", "source", "source_date", "note",
)  # fmt: skip
CONTRACT_COLUMNS = (
    "id", "source", "buyer_as_seen", "title", "supplier_as_seen", "cpv", "value_gbp", "start", "end",
    "procurement_method_details", "note",
)  # fmt: skip
SEEN = {
    "gss": "E09000007",
    "borough": "Camden",
    "function": "planning register (public portal)",
    "product": "Public Access",
    "supplier_inferred": "Idox",
    "evidence_url": "https://a.example/online-applications",
    "source": "somebody/reader docs/coverage.md",
    "source_date": "2025-03-12",
    "note": "scraper class: Idox",
}
OCID = "ocds-b5fd17-11111111-2222-3333-4444-555555555555"
AGREED = {
    "id": OCID,
    "source": "Contracts Finder",
    "buyer_as_seen": "THE LONDON BOROUGH OF CAMDEN",
    "title": "Payroll software",
    "supplier_as_seen": "Civica",
    "cpv": "48000000",
    "value_gbp": "419455",
    "start": "2024-04-01",
    "end": "2027-03-31",
}
needs_shared = pytest.mark.skipif(not SYSTEMS.is_file(), reason="the shared public files are not here")


def written(path: Path, columns: tuple[str, ...], *lines: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(lines)
    return path


def systems(tmp_path: Path, *changes: dict[str, str]) -> Reading:
    lines = [SEEN | change for change in changes]
    return read_file(written(tmp_path / "seen.csv", SYSTEM_COLUMNS, *lines), reference=REFERENCE)


def contracts(tmp_path: Path, *changes: dict[str, str]) -> Reading:
    lines = [AGREED | change for change in changes]
    return read_file(written(tmp_path / "agreed.csv", CONTRACT_COLUMNS, *lines), reference=REFERENCE)


def first(reading: Reading, sheet: str) -> dict[str, Any]:
    assert (reading.kind, reading.issues, reading.left_out, reading.quarantined) == ("facts", (), (), ())
    return reading.frames[sheet].to_dict("records")[0]


def added(*paths: Path) -> Register:
    return add_files(Register.from_tables({}, as_of=DAY, reference=REFERENCE), paths, retrieved=DAY)[0]


# systems


def test_a_phrase_for_a_place_gives_its_function_and_its_slot(tmp_path: Path) -> None:
    row = first(systems(tmp_path, {"function": "Planning Register  (public portal)"}), "systems")
    assert (row["borough"], row["function"], row["slot"]) == ("Camden", "PLN01", "public planning register")
    assert (row["use"], row["system"], row["basis"]) == ("known", "Public Access", "stated")
    assert (row["evidence_url"], row["seen_on"], row["where_row"]) == (SEEN["evidence_url"], "2025-03-12", "2")


@pytest.mark.parametrize(
    "product", ["Custom", "Custom HTML", "custom", "(other)", "(unknown)", "", "[not told]", "unknown"]
)
def test_words_for_how_a_page_is_read_are_unknown_and_never_a_system(tmp_path: Path, product: str) -> None:
    row = first(systems(tmp_path, {"product": product}), "systems")
    assert (row["use"], row["system"], row["basis"]) == ("unknown", None, None)


def test_who_is_thought_to_make_a_product_is_no_supplier_unless_the_reviewed_tables_say_so(tmp_path: Path) -> None:
    lines = [
        SEEN | {"product": "Brand New Portal", "supplier_inferred": "Civica"},
        SEEN | {"gss": "", "borough": "Brent", "supplier_inferred": "Acme"},
    ]
    register = added(written(tmp_path / "seen.csv", SYSTEM_COLUMNS, *lines))
    found = register.deployments.set_index("borough_id")["supplier_id"]
    assert pd.isna(found["camden"])
    assert found["brent"] == "idox"
    assert not {"civica", "as-reported-acme"} & set(register.all_rows["suppliers"]["supplier_id"])


def test_a_general_word_is_a_product_only_in_the_place_it_was_reviewed_for(tmp_path: Path) -> None:
    found = systems(
        tmp_path, {"product": "enterprise"}, {"product": "enterprise", "function": "library management / catalogue"}
    )
    assert found.frames["systems"]["system"].tolist() == ["enterprise", "SirsiDynix Enterprise"]


@pytest.mark.parametrize(
    ("note", "basis"),
    [
        ("system inferred from URL pattern; tags london", "inferred"),
        ("class BromleyBoroughCouncil", "inferred"),
        ("", "inferred"),
        ("scraper base class ModGovCouncillorScraper", "stated"),
        ("catalogue connector type", "stated"),
        ("scraper class: Idox; system inferred", "inferred"),
    ],
)
def test_a_product_is_stated_only_where_the_source_names_it(tmp_path: Path, note: str, basis: str) -> None:
    assert first(systems(tmp_path, {"note": note}), "systems")["basis"] == basis


@pytest.mark.parametrize(
    ("place", "address", "page"),
    [
        ("waste", "https://a.example/waste/6087017", "https://a.example/waste/"),
        ("waste", "https://a.example/waste/6087017/calendar#1", "https://a.example/waste/"),
        ("waste", "https://a.example/bins/NW1%202DB/next", "https://a.example/bins/"),
        ("waste", "https://a.example/bins/2/?uprn=5061647", "https://a.example/bins/2/"),
        ("waste", "https://a.example/bins?action=advanced", "https://a.example/bins"),
        ("planning", "https://a.example/p.aspx?FN=ALPHA&VW=LIST&PIC=0", "https://a.example/p.aspx?FN=ALPHA&VW=LIST&PIC=0"),
        ("planning", "https://a.example/view?c__r=Arcus_BE", "https://a.example/view?c__r=Arcus_BE"),
        ("planning", "https://a.example/s?from=20%2F05%2F2018#top", "https://a.example/s"),
        ("planning", "https://a.example/s?mode=fill&uri=sandbox://x", "https://a.example/s"),
        ("planning", "https://a.example/s?name=jo", "https://a.example/s"),
        ("planning", "https://a.example/Search#", "https://a.example/Search#"),
    ],
)  # fmt: skip
def test_an_address_is_kept_without_a_households_number_or_what_was_filled_in(
    tmp_path: Path, place: str, address: str, page: str
) -> None:
    phrase = {"waste": "waste collection look-up", "planning": "planning register (public portal)"}[place]
    row = first(systems(tmp_path, {"function": phrase, "evidence_url": address}), "systems")
    assert row["evidence_url"] == page


def test_what_is_kept_aside_holds_no_households_number_mailbox_or_telephone(tmp_path: Path) -> None:
    change = {"function": "bulky waste form", "evidence_url": "https://a.example/waste/6087017?uprn=6087017",
              "note": "ask jo@example.org or 020 7946 0000"}  # fmt: skip
    aside = systems(tmp_path, change).quarantined[0]
    assert aside.reason == "unknown_place"
    assert json.loads(aside.content)["evidence_url"] == "https://a.example/waste/"
    assert not any(secret in aside.content for secret in ("6087017", "jo@", "7946"))


def test_a_second_reading_of_one_place_and_day_is_left_out_as_a_duplicate(tmp_path: Path) -> None:
    found = systems(
        tmp_path, {}, {"note": "class Other", "product": "Idox PublicAccess"}, {"source_date": "2025-03-13"}
    )
    assert [(one.pointer, one.reason) for one in found.left_out] == [("line 3", "duplicate")]
    assert "line 2" in found.left_out[0].what
    assert (found.n_read, found.n_kept) == (3, 2)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"gss": "", "borough": ""}, "no_borough"),
        ({"gss": "", "borough": "(shared by two)"}, "no_borough"),
        ({"gss": "E09000008"}, "unclear_borough"),
        ({"borough": "Camden Town"}, "unclear_borough"),
        ({"function": "parking permits"}, "unknown_place"),
        ({"function": ""}, "unknown_place"),
        ({"evidence_url": ""}, "no_evidence"),
        ({"evidence_url": "ask the council"}, "no_evidence"),
        ({"source_date": ""}, "undated"),
        ({"source_date": "2025-02-30"}, "unreadable_date"),
        ({"source_date": "spring"}, "unreadable_date"),
    ],
)
def test_a_reading_that_cannot_be_placed_is_kept_aside_with_its_reason(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    found = systems(tmp_path, change)
    assert [(one.pointer, one.reason) for one in found.quarantined] == [("line 2", reason)]
    assert found.issues == ()
    assert (found.n_read, found.n_kept) == (1, 0)


def test_a_reading_of_another_council_is_left_out(tmp_path: Path) -> None:
    found = systems(tmp_path, {"gss": "E07000098", "borough": "Hertsmere"}, {"gss": "", "borough": "Leeds"})
    assert [one.reason for one in found.left_out] == ["not_london", "not_london"]


def test_a_column_it_does_not_know_is_told_of(tmp_path: Path) -> None:
    path = written(tmp_path / "seen.csv", (*SYSTEM_COLUMNS, "colour"), SEEN | {"colour": "red"})
    found = read_file(path, reference=REFERENCE)
    assert [(issue.rule, issue.level) for issue in found.issues] == [("unknown column", "warning")]
    assert found.n_kept == 1


def test_a_header_without_lines_is_an_error(tmp_path: Path) -> None:
    found = read_file(written(tmp_path / "seen.csv", SYSTEM_COLUMNS), reference=REFERENCE)
    assert [issue.rule for issue in found.issues] == ["no rows"]


def test_a_file_of_our_own_facts_is_not_taken_for_a_gathered_one(tmp_path: Path) -> None:
    path = tmp_path / "library.csv"
    path.write_text("borough,function,system,evidence_url,seen_on\nCamden,CUL01,Shelf,,2025-02-01\n", encoding="utf-8")
    assert not gathered.probe(path)
    assert [issue.rule for issue in read_file(path, reference=REFERENCE).issues] == ["evidence"]


# contracts


def test_a_contract_has_the_fields_that_its_line_tells(tmp_path: Path) -> None:
    row = first(
        contracts(tmp_path, {"procurement_method_details": "Direct award via RM3821 DAS Framework"}), "contracts"
    )
    told = {name: value for name, value in row.items() if value is not None}
    assert told == {
        "borough": "Camden", "reference": f"{OCID}/{OCID}-1", "title": "Payroll software", "supplier": "Civica",
        "start_date": "2024-04-01", "end_kind": "fixed", "end_date": "2027-03-31", "value_gbp": 419455.0,
        "value_basis": "unknown", "vat_basis": "unknown", "framework": "RM3821 DAS Framework",
        "procedure": "Direct award via RM3821 DAS Framework", "direct_award": "yes", "ocid": OCID, "cpv": "48000000",
        "evidence_url": f"https://www.contractsfinder.service.gov.uk/Published/OCDS/Record/{OCID}", "seen_on": "2024-04-01",
        "where_sheet": "", "where_row": "2",
    }  # fmt: skip


def test_the_notice_of_a_process_is_the_same_contract_and_comes_first(tmp_path: Path) -> None:
    notice = {
        "ocid": OCID, "id": "11111111-2222-3333-4444-555555555555-1", "date": "2024-03-01T00:00:00Z", "tag": ["award"],
        "buyer": {"name": "London Borough of Camden"},
        "tender": {"title": "Payroll", "classification": {"scheme": "CPV", "id": "48450000"}},
        "awards": [{"id": f"{OCID}-1", "value": {"amount": 400000, "currency": "GBP"}, "suppliers": [{"name": "Civica"}],
                    "contractPeriod": {"startDate": "2024-04-01", "endDate": "2028-03-31"}}],
    }  # fmt: skip
    path = tmp_path / "notice.json"
    path.write_text(json.dumps({"releases": [notice]}), encoding="utf-8")
    register = added(written(tmp_path / "agreed.csv", CONTRACT_COLUMNS, AGREED), path)
    assert len(register.all_rows["contracts"]) == 2
    found = register.contracts
    assert found["end_date"].dt.date.tolist() == [date(2028, 3, 31)]
    assert found["value_gbp"].tolist() == [400000.0]


def test_a_notice_of_find_a_tender_is_joined_by_its_process(tmp_path: Path) -> None:
    row = first(contracts(tmp_path, {"id": "ocds-h6vhtk-0abc12"}), "contracts")
    assert (row["reference"], row["ocid"]) == ("ocds-h6vhtk-0abc12", "ocds-h6vhtk-0abc12")
    assert row["evidence_url"].endswith("/ocdsRecordPackages/ocds-h6vhtk-0abc12")


def test_a_councils_own_record_has_its_number_for_a_reference_and_no_process(tmp_path: Path) -> None:
    row = first(contracts(tmp_path, {"id": "modgov.a ieDecisionDetails ID=2705"}), "contracts")
    assert (row["reference"], row["ocid"], row["evidence_url"]) == ("Decision 2705", None, None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"buyer_as_seen": "Transport for London", "cpv": "48326000"}, "not_london"),
        ({"buyer_as_seen": "Greater London Authority"}, "not_london"),
        ({"cpv": "85311000", "supplier_as_seen": "", "title": "Housing related support"}, "not_technology"),
        ({"cpv": "79940000", "supplier_as_seen": "", "title": "Enforcement agents"}, "not_technology"),
        ({"cpv": "85000000", "supplier_as_seen": "", "title": "Assessors", "buyer_as_seen": "A council (in London)"}, "not_technology"),
        ({"note": "tender DN1, 2021-06-13; status active", "supplier_as_seen": "", "value_gbp": "", "start": "", "end": ""},
         "tender_only"),
    ],
)  # fmt: skip
def test_what_is_no_contract_of_londons_technology_is_left_out(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    found = contracts(tmp_path, change)
    assert [(one.pointer, one.reason, one.record) for one in found.left_out] == [("line 2", reason, OCID)]
    assert found.n_kept == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"start": "", "end": ""}, "undated"),
        ({"start": "durationInDays 1080"}, "unreadable_date"),
        ({"end": "2023-04-01"}, "end_before_start"),
        ({"value_gbp": "910026-2123394"}, "range_of_values"),
        ({"value_gbp": "£910,026 to £2,123,394"}, "range_of_values"),
        ({"value_gbp": "400000 -> 169500"}, "value_changed"),
        ({"value_gbp": "about half a million"}, "unreadable_value"),
        ({"value_gbp": "-5"}, "unreadable_value"),
        ({"buyer_as_seen": "LBSUT001 (Sutton; shared with Kingston)"}, "no_buyer"),
        ({"buyer_as_seen": "(LPA in London; buyer not in excerpt)"}, "no_buyer"),
        ({"buyer_as_seen": ""}, "no_buyer"),
        ({"title": "(title not in excerpt)"}, "no_title"),
        ({"id": ""}, "no_evidence"),
        ({"title": "Foster care network", "supplier_as_seen": "", "cpv": ""}, "unclear_if_technology"),
    ],
)
def test_a_contract_that_cannot_be_placed_is_kept_aside_whole_with_its_reason(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    found = contracts(tmp_path, change)
    assert [(one.pointer, one.reason, one.sheet) for one in found.quarantined] == [("line 2", reason, "contracts")]
    assert found.issues == ()
    said = json.loads(found.quarantined[0].content)
    assert said == {name: text for name, text in (AGREED | change).items() if text} | {"where_row": "2"}


def test_no_value_and_a_placeholder_are_unknown_and_never_zero(tmp_path: Path) -> None:
    found = contracts(tmp_path, {"value_gbp": ""}, {"id": "ocds-h6vhtk-0abc12", "value_gbp": "0.01"}).frames[
        "contracts"
    ]
    assert found["value_gbp"].isna().all()
    assert found["value_basis"].isna().all()


@pytest.mark.parametrize(
    ("note", "basis", "months"),
    [
        ("3 years £419,455; +2 years option, RPI uplift", "committed_term", [24.0]),
        ("3+2 years; value includes the option", "max_incl_options", [24.0]),
        ("3+1+1 years", "unknown", [12.0, 12.0]),
        ("5-year total £419,455; 3+2 years", "unknown", [24.0]),
        ("may be extended by agreement", "unknown", []),
    ],
)
def test_a_remark_on_options_is_kept_and_read_as_far_as_it_goes(
    tmp_path: Path, note: str, basis: str, months: list[float]
) -> None:
    register = added(written(tmp_path / "agreed.csv", CONTRACT_COLUMNS, AGREED | {"note": note}))
    assert register.contracts[["extension_note", "value_basis"]].to_numpy().tolist() == [[note, basis]]
    assert register.contracts["end_basis"].tolist() == ["stated"]
    assert register.options["months"].tolist() == months
    assert set(register.options["basis"]) <= {"parsed"}


def test_a_remark_on_something_else_is_no_extension(tmp_path: Path) -> None:
    assert first(contracts(tmp_path, {"note": "product named in title"}), "contracts")["extension_note"] is None


def test_the_same_contract_twice_is_a_duplicate_and_another_under_its_id_waits(tmp_path: Path) -> None:
    found = contracts(tmp_path, {}, {}, {"title": "Payroll software, lot 2", "value_gbp": "5000"})
    assert [(one.pointer, one.reason) for one in found.left_out] == [("line 3", "duplicate")]
    assert [(one.pointer, one.reason) for one in found.quarantined] == [("line 4", "repeated_id")]


def decided(**change: str) -> Reading:
    row = {"ocid": OCID, "borough_id": "camden", "decision": "keep", "to_borough_id": None, "function_code": "HR02",
           "supplier": "Acme", "system": "iTrent", "reason": "Why", "reviewed_date": pd.Timestamp(DAY), "line": "line 2"}  # fmt: skip
    reference = replace(REFERENCE, notice_decisions=pd.DataFrame([row | change]))
    content = json.dumps(
        {**AGREED, "title": "Foster care network", "supplier_as_seen": "", "cpv": "", "where_row": "2"}
    )
    return gathered.read_again([("line 2", "contracts", content)], file_name="a.csv", kind="facts", reference=reference)


def test_a_persons_decision_about_a_notice_holds_for_a_fact_about_it_too() -> None:
    kept, moved, out = decided(), decided(decision="move", to_borough_id="brent"), decided(decision="leave_out")
    row = kept.frames["contracts"].to_dict("records")[0]
    assert (row["functions"], row["system"], row["supplier"]) == ("HR02", "iTrent", "Acme")
    assert moved.frames["contracts"]["borough"].tolist() == ["Brent"]
    assert [one.reason for one in out.left_out] == ["reviewed_exclusion"]
    assert [one.reason for one in decided(borough_id="brent").quarantined] == ["unclear_if_technology"]


def test_what_was_kept_aside_is_placed_once_the_reviewed_tables_know_its_words(tmp_path: Path) -> None:
    seen = written(tmp_path / "seen.csv", SYSTEM_COLUMNS, SEEN, SEEN | {"function": "planning portal"})
    agreed = written(tmp_path / "agreed.csv", CONTRACT_COLUMNS, AGREED | {"buyer_as_seen": "LBCAM (Camden)"})
    register = added(seen, agreed)
    assert sorted(register.quarantine["reason"]) == ["no_buyer", "unknown_place"]
    assert resolve_again(register, retrieved=DAY)[1] == 0
    places = (data_folder() / "reference" / "gathered_places.csv").read_text(encoding="utf-8")
    (tmp_path / "gathered_places.csv").write_text(places + "planning portal,PLN02,portal,Why\n", encoding="utf-8")
    (tmp_path / "name_decisions.csv").write_text(
        "kind,raw_name,decision,canonical,context,decided_by,decided_on,reason\n"
        "buyer,LBCAM (Camden),same,camden,,analyst,2026-11-24,The code of Camden\n",
        encoding="utf-8",
    )
    known = Register(register.all_rows, register.as_of, load_reference(tmp_path), register.info, register.sha256)
    again, n_placed = resolve_again(known, retrieved=DAY)
    assert n_placed == 2
    assert again.contracts[["borough_id", "source_pointer"]].to_numpy().tolist() == [["camden", "line 2"]]
    assert sorted(again.deployments["function_code"]) == ["PLN01", "PLN02"]
    told = again.sources[again.sources["source_kind"] == "facts"]
    assert told["n_quarantined"].tolist() == [0, 0]
    assert sorted(told["n_kept"]) == [1, 2]


# the real files


def reasons(records: tuple[Any, ...]) -> dict[str, int]:
    return dict(Counter(one.reason for one in records))


@needs_shared
def test_every_line_of_the_real_systems_is_kept_but_the_one_read_twice() -> None:
    reading = read_file(SYSTEMS, reference=REFERENCE)
    assert reading.issues == ()
    assert (reading.kind, reading.n_read, reading.n_kept, reading.quarantined) == ("facts", 162, 161, ())
    assert [(one.pointer, one.reason) for one in reading.left_out] == [("line 46", "duplicate")]


@needs_shared
def test_every_line_of_the_real_contracts_is_kept_left_out_or_kept_aside_by_name() -> None:
    reading = read_file(CONTRACTS, reference=REFERENCE)
    assert reading.issues == ()
    assert (reading.n_read, reading.n_kept) == (14, 4)
    assert reasons(reading.left_out) == {"not_london": 2, "not_technology": 3, "tender_only": 1}
    assert reasons(reading.quarantined) == {"no_buyer": 2, "undated": 2}
    assert {one.pointer: one.reason for one in (*reading.left_out, *reading.quarantined)} == {
        "line 3": "no_buyer", "line 4": "not_technology", "line 5": "undated", "line 6": "not_technology",
        "line 7": "not_london", "line 10": "not_technology", "line 11": "undated", "line 12": "tender_only",
        "line 13": "no_buyer", "line 15": "not_london",
    }  # fmt: skip


SIGHTING = [
    "borough_id",
    "function_code",
    "system_state",
    "system_id",
    "supplier_id",
    "slot",
    "basis",
    "evidence_url",
    "seen_date",
]


def sightings(register: Register) -> set[tuple[str, ...]]:
    rows = register.all_rows["deployments"][SIGHTING].astype(object)
    return set(rows.where(rows.notna(), "").astype(str).itertuples(index=False, name=None))


@needs_shared
def test_the_real_systems_are_what_a_person_made_of_them_to_the_last_cell() -> None:
    ours, theirs = sightings(added(SYSTEMS)), sightings(added(LONDON / "systems.csv"))
    assert len(ours) == 161
    assert ours == theirs  # no difference is left to be explained


@needs_shared
def test_the_real_contracts_are_those_that_a_person_kept() -> None:
    kept = ["contract_id", "borough_id", "start_date", "end_date", "value_gbp", "value_basis", "supplier_id", "ocid"]
    ours, theirs = added(CONTRACTS), added(LONDON / "contracts.csv")
    stated = theirs.contracts[
        theirs.contracts["borough_id"] != "haringey"
    ]  # from the council's own site, not in the file
    columns = {name: list(ours.contracts.sort_values("contract_id")[name].astype(str)) for name in kept}
    assert columns == {name: list(stated.sort_values("contract_id")[name].astype(str)) for name in kept}
    assert ours.options[["contract_id", "months"]].equals(theirs.options[["contract_id", "months"]])
    assert set(ours.options["basis"]) == {"parsed"}
    systems_of = [
        dict(zip(one["contract_id"], one["system_id"].fillna(""), strict=True)) for one in (ours.contracts, stated)
    ]
    differing = {key for key in systems_of[0] if systems_of[0][key] != systems_of[1][key]}
    lambeth = stated.loc[stated["borough_id"] == "lambeth", "contract_id"].item()
    assert differing == {
        lambeth
    }  # a person knew the product of Lambeth's "housing solution"; the file does not name it


@needs_shared
def test_the_real_contracts_left_out_are_those_that_a_person_left_out() -> None:
    with (LONDON / "left_out.csv").open(encoding="utf-8", newline="") as stream:
        theirs = {row["row_id"]: row["reason"] for row in csv.DictReader(stream) if row["file"] == CONTRACTS.name}
    reading = read_file(CONTRACTS, reference=REFERENCE)
    ours = {one.record: one.reason for one in (*reading.left_out, *reading.quarantined)}
    same = {"not_a_borough": "not_london", "buyer_not_known": "no_buyer"}
    assert ours.keys() == theirs.keys()
    assert {key: (ours[key], theirs[key]) for key in ours if ours[key] != same.get(theirs[key], theirs[key])} == {
        # its buyer is a code with remarks, which a person read as Sutton; it gives no date either
        "ocds-b5fd17-807a3cee-6210-49de-929f-d868fb1350e0": ("no_buyer", "undated")
    }


@needs_shared
def test_both_real_files_are_added_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    command = ["add", str(SYSTEMS), str(CONTRACTS), "--register", str(tmp_path), "--retrieved", "2026-11-23"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    assert "162 read, 161 kept, 1 left out, 0 in quarantine" in result.output
    assert "14 read, 4 kept, 6 left out, 4 in quarantine" in result.output
    sha256 = open_register(tmp_path).sha256
    again = CliRunner().invoke(main, command)
    assert (again.exit_code, "The register is unchanged." in again.output) == (0, True)
    assert open_register(tmp_path).sha256 == sha256
    assert "6087017" not in str(open_register(tmp_path).all_rows["deployments"]["evidence_url"].tolist())
