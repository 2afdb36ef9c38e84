"""Contracts Finder's own shapes: made notices worked out by hand, and every real file counted and looked up in its raw text."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.sources import contracts_finder, ocds
from citytools_analysis.sources.contracts_finder.notices import open_notices
from citytools_analysis.sources.contracts_finder.suppliers import listed_suppliers
from citytools_analysis.sources.reading import Reading

MADE = Path(__file__).parent / "fixtures" / "contracts_finder"
FINDER = Path(__file__).parents[2] / "shared" / "data" / "contracts_finder"
real = pytest.mark.skipif(not FINDER.is_dir(), reason="the real public files are not on this computer")

COUNCILS = {
    "blackburn": 70, "burnley": 94, "fylde": 90, "lancashire_cc": 91, "pendle": 14, "ribble_valley": 21,
    "south_ribble": 88, "wyre": 91,
}  # fmt: skip
NOTICE = "rest_v2_notice_69eb20f9_city_of_london.json"
CSV_2020 = "cf_notices_2020-11.csv"
# Written beside the notices, never to be kept
SECRETS = ("Jo Bloggs", "jo.bloggs", "@", "Secret Street", "NW1 9ZZ", "SM4 5DX", "WC1N")


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture(scope="module")
def search(reference: Reference) -> Reading:
    return contracts_finder.read(MADE / "made_search.json", reference=reference)


def rows(reading: Reading, sheet: str = "contracts") -> list[dict[str, Any]]:
    return [
        {str(key): value for key, value in row.items() if value is not None}
        for row in reading.frames[sheet].to_dict("records")
    ]


def everything(reading: Reading) -> str:
    frames = " ".join(frame.to_csv() for frame in reading.frames.values())
    return f"{frames} {reading.quarantined} {reading.left_out} {reading.issues}"


def test_a_search_result_becomes_a_contract_with_its_award_value_and_not_the_estimate(search: Reading) -> None:
    assert rows(search)[0] == {
        "borough": "camden", "reference": "ocds-b5fd17-aaaaaaaa-0000-4000-8000-000000000001/ocds-b5fd17-aaaaaaaa-0000-4000-8000-000000000001-1",
        "title": "Booking system", "supplier": "Bookwell & Sons Ltd", "start_date": "2024-06-01", "end_date": "2026-05-31",
        "end_kind": "fixed", "end_basis": "stated", "value_gbp": 120000.5, "value_basis": "unknown", "vat_basis": "ex",
        "is_framework": "no", "extension_note": "Two years with an option to extend by one year.", "sme_supplier": "yes",
        "vcse_supplier": "no", "ocid": "ocds-b5fd17-aaaaaaaa-0000-4000-8000-000000000001", "cpv": "79995100",
        "evidence_url": "https://www.contractsfinder.service.gov.uk/Notice/aaaaaaaa-0000-4000-8000-000000000001",
        "seen_on": "2024-05-02", "may_publish": "yes", "where_sheet": "", "where_row": "/noticeList/0/item",
    }  # fmt: skip


def test_a_range_is_no_award_value_and_of_several_suppliers_none_is_the_supplier(search: Reading) -> None:
    laptops = rows(search)[1]
    assert {"value_gbp", "supplier", "sme_supplier", "end_date"} & laptops.keys() == set()
    assert laptops["start_date"] == "2024-06-01"
    said = {issue.rule: (issue.where, issue.what) for issue in search.issues}
    assert said == {
        "date": ("/noticeList/1/item", "the end 2024-05-01 lies before the start 2024-06-01"),
        "several_suppliers": (
            "/noticeList/1/item",
            "2 suppliers are named and no shares, so equal ones are assumed: Screen, Key and Co, Padworks 1,000 Ltd",
        ),
    }


def test_every_notice_is_kept_left_out_or_kept_aside_at_its_place(search: Reading) -> None:
    assert (search.kind, search.n_read, search.n_kept) == ("contracts_finder", 11, 5)
    assert {one.pointer: one.reason for one in search.left_out} == {
        "/noticeList/3/item": "not_london",
        "/noticeList/4/item": "not_technology",
        "/noticeList/7": "not_a_release",
    }
    assert {one.pointer: one.reason for one in search.quarantined} == {
        "/noticeList/2/item": "portal_as_buyer",
        "/noticeList/5/item": "no_cpv_code",
        "/noticeList/6/item": "no_ocid",
    }


def test_an_open_a_withdrawn_and_an_early_notice_are_notices_and_no_contracts(search: Reading) -> None:
    assert len(rows(search)) == 2
    said = {
        row["title"]: (row["notice_type"], row.get("value_gbp"), row["where_row"]) for row in rows(search, "notices")
    }
    assert said["Licensing system"] == ("tender", 90000.0, "/noticeList/8/item")
    assert said["Parking system"] == ("awardCancellation", 70000.0, "/noticeList/9/item")
    assert said["Early talks"] == ("planning", 5000.0, "/noticeList/10/item")


def test_award_details_of_the_same_terms_are_one_award_of_several_suppliers(reference: Reference) -> None:
    reading = contracts_finder.read(MADE / "made_notice.json", reference=reference)
    shared, alone = rows(reading)
    assert "supplier" not in shared
    assert (shared["value_gbp"], shared["start_date"], shared["end_date"]) == (49000.0, "2024-06-26", "2026-06-25")
    assert (shared["where_row"], shared["direct_award"]) == ("/awards/0", "yes")
    assert (alone["supplier"], alone["value_gbp"], alone["where_row"]) == ("Doors Ltd", 8000.0, "/awards/2")
    assert (alone["supplier_identifier"], alone["sme_supplier"]) == ("GB-COH-07654322", "yes")
    assert alone["procedure"] == "Single tender action (below threshold)"
    assert alone["extension_note"] == "May be extended; for how long is not published."
    assert reading.issues == ()
    assert [
        (row["supplier"], row.get("supplier_identifier"), row["where_row"])
        for row in rows(reading, "contract_suppliers")
    ] == [("Homebase Systems Ltd", "GB-COH-07654321", "/awards/0"), ("Keys Ltd", None, "/awards/0")]
    # 20,000 and 29,000 of the 49,000
    shares = [row["supplier_share"] for row in rows(reading, "contract_suppliers")]
    assert shares == pytest.approx([20 / 49, 29 / 49])
    assert rows(reading, "notices")[0]["where_row"] == "/"


def test_an_answer_about_several_suppliers_is_said_of_none() -> None:
    several = listed_suppliers({"supplier": "A Ltd,B Ltd", "is_sme": True})
    assert [party.get("details") for party in several] == [None, None]
    assert listed_suppliers({"supplier": "A Ltd", "is_sme": True})[0]["details"] == {"scale": "sme"}


def test_an_export_is_known_by_the_buyers_number_and_its_line(reference: Reference) -> None:
    reading = contracts_finder.read(MADE / "made_export.csv", reference=reference)
    (said,) = rows(reading, "notices")
    assert (said["ocid"], said["notice_id"], said["where_row"]) == ("contracts-finder-MADE-1", "MADE-1", "line 2")
    assert (said["value_gbp"], said["published_date"], said["cpv"]) == (60000.0, "2024-05-02", "48000000")
    assert [(one.pointer, one.reason) for one in reading.left_out] == [("line 4", "not_technology")]
    assert [(one.pointer, one.reason) for one in reading.quarantined] == [("line 5", "portal_as_buyer")]
    assert rows(reading) == []


def test_the_full_export_tells_its_award_and_its_packed_supplier(reference: Reference) -> None:
    (row,) = rows(contracts_finder.read(MADE / "made_full_export.csv", reference=reference))
    assert (row["supplier"], row["supplier_identifier"]) == ("Payfast Ltd", "GB-COH-7654321")
    assert (row["sme_supplier"], row["vcse_supplier"]) == ("yes", "no")
    assert (row["start_date"], row["end_date"], row["value_gbp"]) == ("2023-11-01", "2026-10-31", 85500.0)
    assert (row["procedure"], row["where_row"]) == ("Call-off from a framework agreement", "line 2")


@pytest.mark.parametrize("name", ["made_search.json", "made_notice.json", "made_export.csv", "made_full_export.csv"])
def test_no_contact_postcode_or_address_is_kept(reference: Reference, name: str) -> None:
    raw = (MADE / name).read_text(encoding="utf-8")
    assert any(secret in raw for secret in SECRETS)
    kept = everything(contracts_finder.read(MADE / name, reference=reference))
    assert [secret for secret in SECRETS if secret in kept] == []


def test_what_was_kept_aside_comes_in_when_its_process_is_known(reference: Reference, search: Reading) -> None:
    (aside,) = [one for one in search.quarantined if one.reason == "no_cpv_code"]
    again = contracts_finder.read_again(
        [(aside.pointer, aside.sheet, aside.content)],
        file_name=search.file_name,
        kind=search.kind,
        reference=reference,
        known={(aside.record, "camden")},
    )
    (row,) = rows(again)
    assert (row["supplier"], row["end_date"], row["where_row"]) == ("Helpers Ltd", "2025-05-31", "/noticeList/5/item")


def test_a_notice_and_its_ocds_release_share_their_public_address(tmp_path: Path, reference: Reference) -> None:
    item = {
        "id": "ca6397dc-31b2-4494-b226-bd6ed3b3c645", "title": "Consultation Hub", "organisationName": "London Borough of Merton",
        "cpvCodes": "48000000", "noticeStatus": "Awarded", "awardedSupplier": "Commonplace Digital Ltd.", "awardedValue": 37500,
    }  # fmt: skip
    release = {
        "ocid": "ocds-b5fd17-11111111-7f54-41ae-9c16-bbd0e5933625", "id": "ca6397dc-31b2-4494-b226-bd6ed3b3c645-819949",
        "buyer": {"name": "London Borough of Merton"}, "tender": {"classification": {"scheme": "CPV", "id": "48000000"}},
        "awards": [{"id": "1", "suppliers": [{"name": "Commonplace Digital Ltd."}]}],
    }  # fmt: skip
    rest, other = tmp_path / "rest.json", tmp_path / "ocds.json"
    rest.write_text(json.dumps({"noticeList": [{"item": item}]}), encoding="utf-8")
    other.write_text(json.dumps(release), encoding="utf-8")
    (mine,), (theirs,) = (
        rows(read(path, reference=reference)) for read, path in ((contracts_finder.read, rest), (ocds.read, other))
    )
    assert mine["evidence_url"] == theirs["evidence_url"]
    # The service's process has an identifier of its own, which REST does not tell
    assert mine["ocid"] != theirs["ocid"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("", "empty"),
        ('{"noticeList": [{"item": {"id"', "truncated"),
        ('{"noticeList": 7}', "not_contracts_finder"),
        ('{"planets": ["Mars"]}', "not_contracts_finder"),
        ("Name,Amount\nA,1\n", "not_contracts_finder"),
        ('Id,Title,PublishedDate,OrganisationName,AwardedDate\n1,"open', "quotes"),
    ],
)
def test_what_holds_no_notice_is_refused_in_one_message(
    tmp_path: Path, reference: Reference, content: str, rule: str
) -> None:
    path = tmp_path / "some.json"
    path.write_text(content, encoding="utf-8")
    reading = contracts_finder.read(path, reference=reference)
    (issue,) = reading.issues
    assert (issue.rule, issue.level, reading.n_read) == (rule, "error", 0)
    assert issue.mend


def test_a_search_that_found_nothing_is_no_fault(tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "none.json"
    path.write_text('{"hitCount": 0, "noticeList": []}', encoding="utf-8")
    (issue,) = contracts_finder.read(path, reference=reference).issues
    assert (issue.rule, issue.level) == ("empty", "warning")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["made_search.json", "made_export.csv"])
def test_the_encoding_changes_nothing(tmp_path: Path, reference: Reference, name: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_text((MADE / name).read_text(encoding="utf-8"), encoding=encoding)
    plain, coded = (contracts_finder.read(one, reference=reference) for one in (MADE / name, path))
    for sheet in ("contracts", "notices"):
        pd.testing.assert_frame_equal(coded.frames[sheet], plain.frames[sheet])
    assert (coded.left_out, coded.quarantined) == (plain.left_out, plain.quarantined)


def test_the_made_files_are_known_by_their_shape_and_other_kinds_are_not() -> None:
    fixtures = Path(__file__).parent / "fixtures"
    assert all(contracts_finder.probe(path) for path in MADE.iterdir())
    others = [path for folder in ("notices", "registers") for path in (fixtures / folder).iterdir()]
    assert [path.name for path in others if contracts_finder.probe(path)] == []
    assert [path.name for path in MADE.iterdir() if ocds.probe(path)] == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8) | st.sampled_from(["2024-13-45", "£x", "48000000"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
FIELDS = ("id", "title", "organisationName", "cpvCodes", "awardedSupplier", "awardedValue", "start", "end", "noticeStatus",
          "notice", "awards", "item", "valueHigh", "procedureType")  # fmt: skip
NOTICES = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON_VALUES)).map(
    lambda told: {"organisationName": "Camden Council", "cpvCodes": "48000000"} | told
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(listed=st.lists(JSON_VALUES | NOTICES, min_size=1, max_size=4))
def test_no_shape_of_json_breaks_the_reader_and_every_notice_is_counted(
    tmp_path: Path, reference: Reference, listed: list[Any]
) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps({"noticeList": [{"item": one} for one in listed]}), encoding="utf-8")
    reading = contracts_finder.read(path, reference=reference)
    assert reading.n_kept == len(reading.frames["notices"])
    assert reading.n_read >= len(listed) or reading.issues


# --- the real files ---


@real
@pytest.mark.parametrize("council", COUNCILS)
def test_every_search_result_of_the_lancashire_councils_is_outside_london(reference: Reference, council: str) -> None:
    path = FINDER / "rest_v2_lancashire" / f"{council}_procurement.json"
    reading = contracts_finder.read(path, reference=reference)
    assert (reading.n_read, reading.issues) == (COUNCILS[council], ())
    assert Counter(one.reason for one in reading.left_out) == {"not_london": COUNCILS[council]}
    assert contracts_finder.probe(path)


@real
def test_the_export_of_2020_is_counted_by_reason(reference: Reference) -> None:
    reading = contracts_finder.read(FINDER / CSV_2020, reference=reference)
    assert (reading.n_read, reading.n_kept, reading.issues) == (1282, 0, ())
    assert Counter(one.reason for one in reading.left_out) == {"not_london": 522}
    # Due North 284, Bravosolution 164, BIP 117, Atamis 75, In-tend 63, EU Supply 31, Proactis 12, ADB 7, Sourcedogg 2
    assert Counter(one.reason for one in reading.quarantined) == {"portal_as_buyer": 755, "no_cpv_code": 5}


@real
def test_the_five_london_rows_of_the_export_are_kept_aside_with_what_they_say(reference: Reference) -> None:
    reading = contracts_finder.read(FINDER / CSV_2020, reference=reference)
    london = {
        one.pointer: json.loads(one.content)["release"] for one in reading.quarantined if one.reason == "no_cpv_code"
    }
    said = {
        place: (one["buyer"]["name"], one["tender"]["title"], one["awards"][0]["date"], one["tender"]["tenderPeriod"]["endDate"])
        for place, one in london.items()
    }  # fmt: skip
    # Read off lines 1137, 1927, 3106, 3361 and 3452 of the file
    assert said == {
        "line 1137": ("ISLINGTON COUNCIL", "1819-0744 Roofing Repair Works (with Provision for Scaffolding)", "2020-07-09 00:00:00Z", "2019-10-30 12:00:00Z"),
        "line 1927": ("London Borough Of Camden Council", "Tree Planting", "2020-10-01 00:00:00Z", "2020-09-17 12:00:00Z"),
        "line 3106": ("London Borough Of Camden Council", "The purchase and installation of specifically branded health &amp; fitness equipment and Audio Visual (AV) System", "2020-07-27 00:00:00Z", "2020-07-10 12:00:00Z"),
        "line 3361": ("London Borough Of Barking And Dagenham", "Purchase of Highways Maintenance Vehicle", "2020-10-16 00:00:00Z", "2020-09-21 12:00:00Z"),
        "line 3452": ("London Borough Of Camden Council", "Payment of the Pre Construction Notices", "2020-04-27 00:00:00Z", "2020-03-12 12:00:00Z"),
    }  # fmt: skip
    assert london["line 1927"]["ocid"] == "ocds-b5fd17-7f41a469-1eef-494c-8879-a012fb0d7eb7"


@real
def test_no_e_mail_address_or_postcode_of_the_export_is_kept(reference: Reference) -> None:
    contents = " ".join(
        one.content for one in contracts_finder.read(FINDER / CSV_2020, reference=reference).quarantined
    )
    # Line 1033 names SW6 3HR and line 2098 WF6 1NG in their descriptions
    assert [word for word in ("SW6 3HR", "WF6 1NG", "procurement@") if word in contents] == []


def _kept_as_camdens(reference: Reference, *names: str, ocids: tuple[str, ...] = ()) -> Reference:
    """Let real notices of others stand in for Camden's; of what buys no technology, let a person have kept it."""
    aliases = pd.DataFrame([{"borough_id": "camden", "alias": name, "alias_kind": "name"} for name in names])
    decided = [
        {"ocid": ocid, "borough_id": "", "decision": "keep", "function_code": "", "supplier": "", "system": ""}
        for ocid in ocids or ("",)
    ]
    return replace(
        reference,
        borough_aliases=pd.concat([reference.borough_aliases, aliases], ignore_index=True),
        notice_decisions=pd.DataFrame(decided, dtype="object"),
    )


@real
def test_the_city_of_londons_cameras_are_no_technology_and_read_whole_when_kept_by_hand(reference: Reference) -> None:
    (out,) = contracts_finder.read(FINDER / NOTICE, reference=reference).left_out
    assert (out.pointer, out.reason, out.what) == (
        "/",
        "not_technology",
        "City of London Corporation: Camera Equipment",
    )
    kept = _kept_as_camdens(reference, ocids=("ocds-b5fd17-69eb20f9-3534-4eba-a223-4cedc2330e41",))
    (row,) = rows(contracts_finder.read(FINDER / NOTICE, reference=kept))
    assert row == {
        "borough": "city-of-london", "title": "Camera Equipment", "supplier": "Stagecast Limited", "value_gbp": 49000.0,
        "value_basis": "unknown", "vat_basis": "ex", "start_date": "2024-06-26", "end_date": "2025-06-25", "end_kind": "fixed",
        "end_basis": "stated", "is_framework": "no", "sme_supplier": "no", "vcse_supplier": "no", "cpv": "38651600",
        "procedure": "Single tender action (below threshold)", "direct_award": "yes", "seen_on": "2024-09-02",
        "ocid": "ocds-b5fd17-69eb20f9-3534-4eba-a223-4cedc2330e41", "may_publish": "yes", "where_sheet": "", "where_row": "/awards/0",
        "reference": "ocds-b5fd17-69eb20f9-3534-4eba-a223-4cedc2330e41/ocds-b5fd17-69eb20f9-3534-4eba-a223-4cedc2330e41-1",
        "evidence_url": "https://www.contractsfinder.service.gov.uk/Notice/69eb20f9-3534-4eba-a223-4cedc2330e41",
    }  # fmt: skip


@real
def test_three_systems_of_a_real_council_read_whole_had_it_been_in_london(reference: Reference) -> None:
    path = FINDER / "rest_v2_lancashire" / "wyre_procurement.json"
    reading = contracts_finder.read(path, reference=_kept_as_camdens(reference, "Wyre Council"))
    found = {row.get("supplier"): row for row in rows(reading)}
    customer, committee, benefits = (
        found[name] for name in ("Jadu Creative Limited", "Civica Uk Ltd", "NEC Software Solutions UK Limited")
    )
    # Read off lines 112 to 131, 134 to 153 and 200 to 219 of the file
    assert (customer["title"], customer["value_gbp"]) == ("Customer Experience Management system", 268978.0)
    assert (customer["cpv"], customer["sme_supplier"], customer["seen_on"]) == ("48000000", "yes", "2026-01-07")
    assert customer["extension_note"] == "Contract term is for three years with an optional one year extension."
    assert (committee["title"], committee["value_gbp"]) == ("Committee Minutes System", 60915.0)
    assert (committee["sme_supplier"], committee["seen_on"]) == ("no", "2025-12-18")
    assert (benefits["title"], benefits["value_gbp"]) == ("Revenues and Benefits System", 1161856.0)
    assert "end_date" not in benefits  # the wrapper tells no period, and none is made up


@real
def test_words_in_the_place_of_a_real_supplier_are_no_supplier(reference: Reference) -> None:
    path = FINDER / "rest_v2_lancashire" / "burnley_procurement.json"
    process = "ocds-b5fd17-49c99f3d-38ae-47ae-aa61-b53ddc86fa16"
    kept = _kept_as_camdens(reference, "Burnley Borough Council", ocids=(process,))
    (golf,) = [row for row in rows(contracts_finder.read(path, reference=kept)) if row["ocid"] == process]
    # Line 454: NOT AWARDED TO SUPPLIER, with an awarded value of 0 beside an estimate of 500000
    assert {"supplier", "value_gbp"} & golf.keys() == set()
    assert golf["cpv"] == "45112720"


@real
def test_the_suppliers_of_a_real_award_are_told_apart() -> None:
    found = open_notices(FINDER / "rest_v2_lancashire" / "pendle_procurement.json").found
    (parties,) = [one.release["parties"] for one in found if "parties" in one.release]
    names = [party["name"] for party in parties]
    assert (len(names), names[0], names[1], names[10]) == (
        18,
        "A E Yates",
        "A&G Landscapes & Groundworks LTD",
        "O'Callaghan Ltd",
    )
