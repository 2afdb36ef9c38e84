"""Notices: each trap of the published files, on releases made by hand after the published schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.schema import PLACE_COLUMNS, SHEETS
from citytools_analysis.sources import ocds
from citytools_analysis.sources.ocds.notice import notice_address
from citytools_analysis.sources.ocds.releases import Found
from citytools_analysis.sources.reading import Reading

Json = dict[str, Any]
Read = Callable[..., Reading]

MERTON = {"id": "GB-CFS-18525", "name": "London Borough of Merton"}
OCID = "ocds-b5fd17-00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def read(tmp_path: Path, reference: Reference) -> Read:
    def from_releases(*releases: Json, package: Json | None = None, decisions: list[Json] | None = None) -> Reading:
        path = tmp_path / "page.json"
        path.write_text(json.dumps((package or {}) | {"releases": list(releases)}), encoding="utf-8")
        decided = reference.notice_decisions if decisions is None else pd.DataFrame(decisions, dtype="object")
        return ocds.read(path, reference=replace(reference, notice_decisions=decided))

    return from_releases


def release(**parts: Any) -> Json:
    whole = {
        "ocid": OCID,
        "id": "aaaaaaaa-0000-4000-8000-000000000001-1",
        "date": "2025-01-23T21:39:46Z",
        "tag": ["award"],
        "buyer": MERTON,
        "parties": [MERTON | {"roles": ["buyer"]}],
        "tender": {
            "title": "Booking system",
            "classification": {"scheme": "CPV", "id": "48000000"},
            "procurementMethod": "open",
            "procurementMethodDetails": "Open procedure",
        },
        "awards": [
            {
                "id": "1",
                "status": "active",
                "date": "2025-01-17T00:00:00Z",
                "value": {"amount": 37500, "currency": "GBP"},
                "suppliers": [{"id": "GB-CFS-1", "name": "Bookings Ltd"}],
                "contractPeriod": {"startDate": "2025-01-20T00:00:00Z", "endDate": "2028-01-19T23:59:59Z"},
            }
        ],
    }
    return whole | parts


def award(**parts: Any) -> Json:
    return dict(release()["awards"][0]) | parts


def tender(**parts: Any) -> Json:
    return dict(release()["tender"]) | parts


def contract(reading: Reading, position: int = 0) -> Json:
    return dict(reading.frames["contracts"].iloc[position])


def notice(reading: Reading, position: int = 0) -> Json:
    return dict(reading.frames["notices"].iloc[position])


def reasons(reading: Reading) -> list[str]:
    return [one.reason for one in (*reading.left_out, *reading.quarantined)]


def rules(reading: Reading) -> list[str]:
    return [issue.rule for issue in reading.issues]


# Shape of what is given


def test_frames_have_every_entry_column_and_their_places(read: Read) -> None:
    reading = read(release())
    for name in ("contracts", "notices"):
        assert list(reading.frames[name].columns) == [*SHEETS[name].names, *PLACE_COLUMNS]
    assert (reading.kind, reading.logical_name, reading.n_read, reading.n_kept) == ("ocds", "page.json", 1, 1)


def test_an_award_becomes_a_contract_row_and_its_release_a_notice_row(read: Read) -> None:
    row = contract(read(release()))
    assert {key: value for key, value in row.items() if value is not None} == {
        "borough": "merton",
        "reference": f"{OCID}/1",
        "title": "Booking system",
        "supplier": "Bookings Ltd",
        "start_date": "2025-01-20",
        "end_kind": "fixed",
        "end_date": "2028-01-19",
        "end_basis": "stated",
        "value_gbp": 37500.0,
        "value_basis": "unknown",
        "vat_basis": "ex",
        "is_framework": "no",
        "procedure": "Open procedure",
        "direct_award": "no",
        "ocid": OCID,
        "cpv": "48000000",
        "evidence_url": "https://www.contractsfinder.service.gov.uk/Notice/aaaaaaaa-0000-4000-8000-000000000001",
        "seen_on": "2025-01-23",
        "may_publish": "yes",
        "where_sheet": "",
        "where_row": "/releases/0/awards/0",
    }
    said = notice(read(release()))
    assert (said["notice_type"], said["contract_reference"], said["buyer_identifier"], said["where_row"]) == (
        "award", f"{OCID}/1", "GB-CFS-18525", "/releases/0",
    )  # fmt: skip


def test_every_pointer_leads_to_what_it_names(read: Read, tmp_path: Path) -> None:
    reading = read(release(buyer={"name": "Leeds City Council"}, parties=[]), release(awards=[award(id="7")]))
    node: Any = json.loads((tmp_path / "page.json").read_text(encoding="utf-8"))
    for step in contract(reading)["where_row"].strip("/").split("/"):
        node = node[int(step)] if isinstance(node, list) else node[step]
    assert node["id"] == "7"
    assert [one.pointer for one in reading.left_out] == ["/releases/0"]


# Which files are OCDS


@pytest.mark.parametrize(
    ("content", "rule", "words"),
    [
        (b"", "empty", "empty"),
        (b"  \n", "empty", "empty"),
        (b'{"releases": [{"ocid": "ocds-1"', "truncated", "line 1"),
        (b'{"releases": [\n {"ocid": ocds}]}', "json", "line 2, column 11"),
        (b'{"releases": [{"ocid": "\xff"}]}', "encoding", "UTF-8"),
        (b"Id,Title\n1,a", "not_ocds", "does not start as JSON"),
        (b'{"id": "69eb", "notice": {"id": "69eb"}, "awards": []}', "not_ocds", "REST service"),
        (b'{"meta": {}, "contracts": []}', "not_ocds", "'meta', 'contracts'"),
        (b"[1, 2]", "not_ocds", "list that holds no release"),
        (b"null", "not_ocds", "it holds one value, null, and no release"),
        (b"[[[", "truncated", "stops in the middle"),
    ],
)
def test_a_file_that_is_not_ocds_says_so_and_how_to_mend_it(
    tmp_path: Path, reference: Reference, content: bytes, rule: str, words: str
) -> None:
    path = tmp_path / "given.json"
    path.write_bytes(content)
    reading = ocds.read(path, reference=reference)
    (issue,) = reading.issues
    assert (issue.level, reading.n_read, len(reading.frames["contracts"])) == ("error", 0, 0)
    assert (issue.rule, words in str(issue), bool(issue.mend)) == (rule, True, True)


def test_release_package_lone_release_list_and_record_package_give_the_same_contract(
    tmp_path: Path, reference: Reference
) -> None:
    one = release()
    shapes = {
        "package": ({"releases": [one]}, "/releases/0/awards/0"),
        "single": (one, "/awards/0"),
        "list": ([one], "/0/awards/0"),
        "packages": ([{"releases": [one]}], "/0/releases/0/awards/0"),
        "record": ({"records": [{"ocid": OCID, "releases": [one]}]}, "/records/0/releases/0/awards/0"),
        "compiled": (
            {"records": [{"ocid": OCID, "releases": [{"url": "https://x", "tag": ["award"]}], "compiledRelease": one}]},
            "/records/0/compiledRelease/awards/0",
        ),
    }
    for name, (content, pointer) in shapes.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        reading = ocds.read(path, reference=reference)
        assert (name, reading.issues, reading.n_read) == (name, (), 1)
        assert (contract(reading)["reference"], contract(reading)["where_row"]) == (f"{OCID}/1", pointer)
        assert ocds.probe(path)


def test_a_byte_order_mark_and_utf_16_are_read(tmp_path: Path, reference: Reference) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        path = tmp_path / "marked.json"
        path.write_text(json.dumps({"releases": [release()]}), encoding=encoding)
        assert ocds.read(path, reference=reference).n_kept == 1


def test_an_empty_page_is_no_error(read: Read) -> None:
    reading = read(package={"uri": "https://x", "version": "1.1", "publisher": {"name": "Cabinet Office"}})
    assert [(issue.level, issue.rule) for issue in reading.issues] == [("warning", "empty")]


def test_what_is_not_a_release_is_counted(read: Read) -> None:
    reading = read(release(), None, [], {"tag": ["award"]})
    assert (reading.n_read, reasons(reading)) == (4, ["not_a_release", "not_a_release", "no_ocid"])


# Which are London's


@pytest.mark.parametrize(
    "parts",
    [
        {"buyer": {"name": "LONDON BOROUGH OF MERTON"}, "parties": []},
        {"buyer": {"id": "GB-CFS-18525", "name": "Civic Centre"}, "parties": []},
        {"buyer": {"id": 0, "name": "London Borough of Merton"}, "parties": [{"id": 0, "name": "Other", "roles": ["supplier"]}]},
        {"buyer": {"id": "b"}, "parties": [{"id": "b", "name": "London Borough of Merton", "roles": ["buyer"]}]},
        {"buyer": [], "buyerID": [], "parties": [{"name": "London Borough of Merton", "roles": ["buyer"]}]},
        {"buyer": None, "parties": [{"identifier": {"scheme": "GB-LAE", "id": "MRT"}, "roles": ["buyer"]}]},
        {"buyer": None, "parties": [{"name": "x", "additionalIdentifiers": [{"scheme": "GB-LAE", "id": "MRT"}], "roles": ["buyer"]}]},
        {"buyer": {"name": "DUE NORTH LIMITED"}, "parties": [{"name": "London Borough of Merton", "roles": ["procuringEntity"]}]},
        {"buyer": {"name": "London Borough&amp;#32;of Merton"}, "parties": []},
    ],
)  # fmt: skip
def test_the_buyer_is_found_by_name_identifier_or_role(read: Read, parts: Json) -> None:
    assert contract(read(release(**parts)))["borough"] == "merton"


@pytest.mark.parametrize(
    ("buyer", "reason"),
    [
        ("Royal Borough of Windsor and Maidenhead", "not_london"),
        ("Hull City Council", "not_london"),
        ("Kingston upon Hull City Council", "not_london"),
        ("Sutton Coldfield Town Council", "not_london"),
        ("RICHMOND HOUSING PARTNERSHIP LIMITED", "not_london"),
        ("City of Doncaster Council", "not_london"),
        ("IN-TEND LIMITED", "portal_as_buyer"),
        ("EU SUPPLY LIMITED", "portal_as_buyer"),
        ("", "no_buyer"),
    ],
)
def test_false_londons_portals_and_missing_buyers_are_left_out_with_their_reason(
    read: Read, buyer: str, reason: str
) -> None:
    assert reasons(read(release(buyer={"name": buyer}, parties=[]))) == [reason]


def test_an_id_shared_by_two_buyers_names_neither(read: Read) -> None:
    merton = {"id": 0, "identifier": {"scheme": "GB-LAE", "id": "MRT"}, "roles": ["buyer"]}
    sutton = {"id": 0, "name": "London Borough of Sutton", "roles": ["buyer"]}
    row = contract(read(release(buyer={"id": 0, "name": "London Borough of Sutton"}, parties=[merton, sutton])))
    assert (row["borough"], row["partner_boroughs"]) == ("sutton", "merton")


def test_a_host_that_procures_for_another_buyer_is_not_the_buyer(read: Read) -> None:
    host = {"name": "London Borough of Merton", "roles": ["procuringEntity"]}
    assert reasons(read(release(buyer={"name": "Kent Police"}, parties=[host]))) == ["not_london"]


def test_joint_buyers_are_one_contract_with_partners(read: Read) -> None:
    parties = [
        {"name": name, "roles": ["buyer"]}
        for name in ("Leeds City Council", "London Borough of Sutton", "London Borough of Merton")
    ]
    row = contract(read(release(buyer={"name": "London Borough of Merton"}, parties=parties)))
    assert (row["borough"], row["partner_boroughs"]) == ("merton", "sutton")


def test_one_ocid_of_two_buyers_stays_two_processes(read: Read) -> None:
    sutton = {"name": "London Borough of Sutton"}
    other = release(id="b", buyer=sutton, parties=[], awards=[award(value={"amount": 90_000, "currency": "GBP"})])
    reading = read(release(), other)
    rows = reading.frames["contracts"][["borough", "reference", "value_gbp"]].to_numpy().tolist()
    assert rows == [["merton", f"{OCID}/1", 37500.0], ["sutton", f"{OCID}/1", 90000.0]]


# Which are technology, and the decisions


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"tender": {"title": "a", "items": [{"classification": {"scheme": "CPV", "id": 72000000}}]}}, "72000000"),
        ({"tender": {"title": "a", "items": [{"additionalClassifications": [{"scheme": "CPV", "id": "30200000-1"}]}]}}, "30200000"),
        ({"tender": {"title": "a", "classification": {"id": "63712400 72000000"}}}, "63712400"),
        ({"tender": {"title": "a"}, "awards": [award(items=[{"classification": {"scheme": "CPV", "id": "48100000"}}])]}, "48100000"),
        ({"tender": {"title": "a"}, "contracts": [{"id": 1, "awardID": 1, "items": [{"classification": {"scheme": "CPV", "id": "48100000"}}]}]}, "48100000"),
    ],
)  # fmt: skip
def test_codes_are_found_wherever_they_stand(read: Read, parts: Json, code: str) -> None:
    assert notice(read(release(**parts)))["cpv"] == code


def test_not_technology_and_no_code_are_different_answers(read: Read) -> None:
    works = release(tender=tender(classification={"scheme": "CPV", "id": "45000000"}))
    silent = release(ocid="ocds-b5fd17-2", tender={"title": "A"})
    hardware = release(ocid="ocds-b5fd17-3", tender=tender(classification={"scheme": "CPV", "id": "30192000"}))
    assert reasons(read(works, silent, hardware)) == ["not_technology", "not_technology", "no_cpv_code"]


def decision(**parts: str) -> Json:
    fields = ("ocid", "borough_id", "decision", "function_code", "supplier", "system", "reason", "reviewed_date")
    return dict.fromkeys(fields) | {"ocid": OCID, "borough_id": "merton", "decision": "keep"} | parts


def test_a_decision_stands_over_the_codes_and_places_the_row(read: Read) -> None:
    works = release(tender=tender(classification={"scheme": "CPV", "id": "45000000"}))
    row = contract(read(works, decisions=[decision(function_code="PLN04", supplier="Named Ltd", system="Booker")]))
    assert (row["functions"], row["supplier"], row["system"]) == ("PLN04", "Named Ltd", "Booker")


def test_a_decision_leaves_a_notice_out(read: Read) -> None:
    assert reasons(read(release(), decisions=[decision(decision="leave_out")])) == ["reviewed_exclusion"]


def test_a_decision_places_a_notice_whose_buyer_is_a_portal(read: Read) -> None:
    portal = release(buyer={"name": "DUE NORTH LIMITED"}, parties=[])
    assert contract(read(portal, decisions=[decision()]))["borough"] == "merton"


def test_a_decision_about_one_buyer_says_nothing_of_another(read: Read) -> None:
    assert reasons(read(release(), decisions=[decision(decision="leave_out", borough_id="sutton")])) == []


def test_without_a_decision_the_function_and_system_stay_blank(read: Read) -> None:
    row = contract(read(release()))
    assert (row["functions"], row["system"]) == (None, None)


# Names and suppliers


def test_entities_escaped_twice_become_text_and_markup_stays_text(read: Read) -> None:
    names = {"suppliers": [{"name": "B&amp;amp;E Boys&amp;apos; Ltd"}]}
    row = contract(
        read(release(tender=tender(title="R&amp;D &lt;b&gt;tool&lt;/b&gt; &nbsp;A&notB"), awards=[award(**names)]))
    )
    assert (row["supplier"], row["title"]) == ("B&E Boys' Ltd", "R&D <b>tool</b> A&notB")


@pytest.mark.parametrize(
    "name",
    ["NOT AWARDED TO SUPPLIER", "Multiple suppliers - see attached spreadsheet", "REDACTED UNDER DP ACT", "", " - ",
     "See attached", "Various", "N/A", "TBC", "Unknown"],
)  # fmt: skip
def test_words_in_a_suppliers_place_are_no_supplier(read: Read, name: str) -> None:
    reading = read(release(awards=[award(suppliers=[{"id": 0, "name": name}])]))
    assert (contract(reading)["supplier"], rules(reading)) == (None, [])


@pytest.mark.parametrize(
    "name", ["Redactive Media Ltd", "Various Technologies Ltd", "NCC Group", "Nilfisk Ltd", "Unknown Worlds Ltd"]
)
def test_names_that_only_look_like_placeholders_are_kept(read: Read, name: str) -> None:
    assert contract(read(release(awards=[award(suppliers=[{"name": name}])])))["supplier"] == name


def test_of_several_suppliers_none_is_the_supplier_and_all_are_named_in_a_warning(read: Read) -> None:
    reading = read(release(awards=[award(suppliers=[{"id": 0, "name": "A Ltd"}, {"id": 0, "name": "B Ltd"}])]))
    assert contract(reading)["supplier"] is None
    assert "A Ltd, B Ltd" in str(reading.issues[0])
    assert reading.issues[0].level == "warning"


def test_hundreds_of_suppliers_on_one_award_are_one_contract_and_one_short_warning(read: Read) -> None:
    reading = read(
        release(awards=[award(suppliers=[{"id": 0, "name": f"Firm {number} Ltd"} for number in range(700)])])
    )
    assert contract(reading)["supplier"] is None
    (issue,) = reading.issues
    assert (
        issue.what
        == "700 suppliers are named and no shares, so equal ones are assumed: Firm 0 Ltd, Firm 1 Ltd, Firm 2 Ltd ..."
    )


def test_a_supplier_given_by_id_is_found_among_the_parties_only_when_the_id_is_its_own(read: Read) -> None:
    parties = [{"id": 0, "name": "A Ltd", "roles": ["supplier"]}, {"id": 0, "name": "B Ltd", "roles": ["supplier"]}]
    assert contract(read(release(parties=parties, awards=[award(suppliers=[{"id": 0}])])))["supplier"] is None
    parties = [{"id": "s1", "name": "A Ltd"}, {"id": "s2", "name": "B Ltd"}]
    assert contract(read(release(parties=parties, awards=[award(suppliers=[{"id": "s2"}])])))["supplier"] == "B Ltd"


# Values


@pytest.mark.parametrize("amount", [0, 0.0, 0.01, 1, -5, None, "about 5", True])
def test_a_placeholder_is_unknown_and_never_a_value(read: Read, amount: object) -> None:
    row = contract(read(release(awards=[award(value={"amount": amount, "currency": "GBP"})])))
    assert (row["value_gbp"], row["value_basis"], row["vat_basis"]) == (None, None, None)


def test_the_net_amount_is_taken_and_the_gross_one_only_where_it_stands_alone(read: Read) -> None:
    both = contract(read(release(awards=[award(value={"amount": 100, "amountGross": 120, "currency": "GBP"})])))
    gross = contract(read(release(awards=[award(value={"amount": 0, "amountGross": 120, "currency": "GBP"})])))
    assert [(row["value_gbp"], row["vat_basis"]) for row in (both, gross)] == [(100.0, "ex"), (120.0, "inc")]


@pytest.mark.parametrize(("currency", "words"), [("EUR", "EUR"), (None, "no stated currency")])
def test_another_currency_is_unknown_with_a_warning(read: Read, currency: str | None, words: str) -> None:
    reading = read(release(awards=[award(value={"amount": 5000, "currency": currency})]))
    assert contract(reading)["value_gbp"] is None
    assert words in str(reading.issues[0])


def test_a_tender_with_no_high_value_gives_its_low_one(read: Read) -> None:
    priced = tender(value={"amount": 0, "currency": "GBP"}, minValue={"amount": 60_000, "currency": "GBP"})
    reading = read(release(tag=["tender"], tender=priced, awards=[]))
    assert (notice(reading)["value_gbp"], len(reading.frames["contracts"])) == (60_000.0, 0)


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ("Licences for two years.", "unknown"),
        ("Two years with an option to extend by a year.", "unknown"),
        ("This contract includes an option to extend.", "unknown"),
        ("The total value of £37,500 includes the optional extension of one year.", "max_incl_options"),
        ("Please note the estimated value is based on all extension being granted.", "max_incl_options"),
        ("The value is £37,500 excluding the extension option.", "committed_term"),
    ],
)
def test_what_a_value_covers_is_unknown_unless_the_words_say(read: Read, words: str, basis: str) -> None:
    assert contract(read(release(tender=tender(description=words))))["value_basis"] == basis


def test_words_of_an_amount_with_vat_leave_the_basis_unknown(read: Read) -> None:
    assert contract(read(release(tender=tender(description="Worth £45,000 (inc. VAT)."))))["vat_basis"] == "unknown"


# Periods and options


def test_the_edge_of_a_day_is_that_day_whatever_the_offset_and_other_times_are_londons(read: Read) -> None:
    rows = [
        contract(read(release(awards=[award(contractPeriod={"startDate": start, "endDate": end})])))
        for start, end in [
            ("2025-05-19T00:00:00Z", "2028-05-18T23:59:59Z"),
            ("2025-05-18T23:00:00Z", "2028-05-18T22:59:59Z"),
            ("2025-05-19T00:00:00+01:00", "2028-05-18T23:59:59+01:00"),
            ("2025-05-19", "2028-05-18"),
        ]
    ]
    assert {(row["start_date"], row["end_date"]) for row in rows} == {("2025-05-19", "2028-05-18")}


def test_a_release_late_in_the_evening_in_summer_is_of_the_next_day(read: Read) -> None:
    assert notice(read(release(date="2025-06-30T23:30:00Z")))["published_date"] == "2025-07-01"


def test_a_duration_gives_the_end_only_with_a_start(read: Read) -> None:
    with_start = contract(
        read(release(awards=[award(contractPeriod={"startDate": "2025-01-20", "durationInDays": 365})]))
    )
    months = contract(read(release(awards=[award(contractPeriod={"startDate": "2025-01-20", "durationInMonths": 36})])))
    without = contract(read(release(awards=[award(contractPeriod={"durationInDays": 365})])))
    assert [(row["end_kind"], row["end_date"]) for row in (with_start, months, without)] == [
        ("fixed", "2026-01-20"), ("fixed", "2028-01-20"), ("unknown", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "period",
    [
        {"startDate": "2025-01-20", "endDate": "soon"},
        {"startDate": "2025-01-20", "endDate": "9999-12-31T00:00:00Z"},
        {"startDate": "2025-01-20", "endDate": "2024-01-20"},
        {"startDate": "2025-01-20", "endDate": 5},
    ],
)
def test_an_impossible_end_is_unknown_with_a_warning(read: Read, period: Json) -> None:
    reading = read(release(awards=[award(contractPeriod=period)]))
    row = contract(reading)
    assert (row["start_date"], row["end_kind"], row["end_date"]) == ("2025-01-20", "unknown", None)
    assert [(issue.rule, issue.level, issue.where) for issue in reading.issues] == [
        ("date", "warning", "/releases/0/awards/0")
    ]


def test_the_committed_end_excludes_the_extent_that_options_reach(read: Read) -> None:
    period = {"startDate": "2027-01-10", "endDate": "2029-01-09T23:59:59Z", "maxExtentDate": "2030-01-09T23:59:59Z"}
    row = contract(read(release(awards=[award(contractPeriod=period, hasRenewal=True)])))
    assert (row["end_date"], row["extension_months"], row["extension_holder"]) == ("2029-01-09", "12", "buyer")
    assert row["extension_note"] == "May be extended to 2030-01-09."


@pytest.mark.parametrize(
    ("latest", "months"), [("2026-12-31", "4"), ("2026-12-05", "3"), ("2026-12-19", "4"), ("2026-09-10", None)]
)
def test_part_of_a_month_of_option_is_not_rounded_up(read: Read, latest: str, months: str | None) -> None:
    period = {"endDate": "2026-08-21", "maxExtentDate": latest}
    row = contract(read(release(awards=[award(contractPeriod=period)])))
    assert (row["extension_months"], row["extension_note"]) == (months, f"May be extended to {latest}.")


def test_extension_terms_in_text_stay_text(read: Read) -> None:
    words = "A tool for booking. The term is two years with an option to extend for 1+1 years. It extends our reach."
    row = contract(read(release(tender=tender(description=words))))
    assert row["extension_note"] == "The term is two years with an option to extend for 1+1 years."
    assert (row["extension_months"], row["end_date"]) == (None, "2028-01-19")


def test_terms_of_the_lots_of_the_award_are_kept_and_a_cancelled_lot_undoes_nothing(read: Read) -> None:
    lots = [
        {"id": "1", "status": "cancelled", "description": None, "hasRenewal": True, "renewal": {"description": "Up to 24 months."},
         "contractPeriod": {"endDate": "2028-01-19", "maxExtentDate": "2030-01-19"}},
        {"id": "2", "renewal": {"description": "Another lot."}},
    ]  # fmt: skip
    row = contract(read(release(tender=tender(lots=lots, description=None), awards=[award(relatedLots=["1"])])))
    assert (row["extension_months"], row["extension_holder"]) == ("24", "buyer")
    assert row["extension_note"] == "May be extended to 2030-01-19. Up to 24 months."


def test_a_renewal_of_untold_length_is_said_to_be_so(read: Read) -> None:
    row = contract(read(release(awards=[award(hasRenewal=True)])))
    assert (row["extension_note"], row["extension_months"]) == ("May be extended; for how long is not published.", None)


def test_an_award_after_the_start_is_no_fault(read: Read) -> None:
    assert rules(read(release(awards=[award(date="2025-06-01")]))) == []


# What becomes a contract


@pytest.mark.parametrize("status", ["unsuccessful", "cancelled", "pending"])
def test_an_award_that_is_not_made_is_a_notice_but_no_contract(read: Read, status: str) -> None:
    reading = read(release(awards=[award(status=status)]))
    assert (len(reading.frames["contracts"]), notice(reading)["contract_reference"]) == (0, None)


def test_an_award_with_no_period_value_or_supplier_is_no_contract(read: Read) -> None:
    assert len(read(release(awards=[{"id": "1", "status": "active"}])).frames["contracts"]) == 0


def test_a_contract_takes_what_it_does_not_say_from_its_award(read: Read) -> None:
    signed = {
        "id": "9",
        "awardID": "1",
        "title": "Signed",
        "period": {"startDate": "2025-02-01", "endDate": "2026-01-31"},
    }
    reading = read(release(contracts=[signed]))
    row = contract(reading)
    assert len(reading.frames["contracts"]) == 1
    assert (row["reference"], row["title"], row["end_date"], row["value_gbp"], row["supplier"], row["where_row"]) == (
        f"{OCID}/9", "Signed", "2026-01-31", 37500.0, "Bookings Ltd", "/releases/0/contracts/0",
    )  # fmt: skip


def test_awards_that_share_an_id_in_one_release_stay_apart(read: Read) -> None:
    reading = read(release(awards=[award(id=0), award(id=0, value={"amount": 5000, "currency": "GBP"})]))
    assert reading.frames["contracts"]["reference"].tolist() == [f"{OCID}/0", f"{OCID}/0-2"]
    assert reading.frames["contracts"]["value_gbp"].tolist() == [37500.0, 5000.0]


def test_planning_notices_are_kept_as_notices(read: Read) -> None:
    reading = read(release(tag=["planning"], awards=None, planning={"documents": [{"noticeType": "UK2"}]}))
    assert (notice(reading)["notice_type"], len(reading.frames["contracts"]), reading.n_kept) == ("UK2", 0, 1)


def test_a_terminated_contract_is_no_longer_in_use_and_has_no_options(read: Read) -> None:
    ended = {"id": "9", "awardID": "1", "status": "terminated", "hasRenewal": True, "implementation": {"endDate": "2026-03-31T23:59:59+01:00"},
             "period": {"startDate": "2025-01-20", "endDate": "2028-01-19", "maxExtentDate": "2029-01-19"}}  # fmt: skip
    row = contract(read(release(tag=["contractTermination"], contracts=[ended])))
    assert (row["in_use"], row["end_date"], row["extension_months"], row["extension_note"]) == (
        "no",
        "2026-03-31",
        None,
        None,
    )


# Deltas


def change_notice(**parts: Any) -> Json:
    node = {
        "id": "1", "awardID": "1", "amendments": [{"id": "083674-2026", "date": "2026-08-21"}], "statusDetails": None,
        "documents": [{"id": "083674-2026", "noticeType": "UK10"}],
    }  # fmt: skip
    return {
        "ocid": OCID, "id": "083674-2026", "date": "2026-09-03T18:08:41+01:00", "tag": ["contractAmendment"], "buyer": MERTON,
        "parties": [], "tender": {"title": "Booking system"}, "contracts": [node | parts],
    }  # fmt: skip


def test_a_change_notice_changes_what_it_mentions_and_erases_nothing(read: Read) -> None:
    delta = change_notice(period={"endDate": "2029-01-19T23:59:59Z"}, value={"amount": 0.01, "amountGross": None})
    for order in ([release(), delta], [delta, release()]):
        reading = read(*order)
        row = contract(reading)
        assert len(reading.frames["contracts"]) == 1
        assert (row["start_date"], row["end_date"], row["value_gbp"], row["supplier"], row["cpv"], row["procedure"]) == (
            "2025-01-20", "2029-01-19", 37500.0, "Bookings Ltd", "48000000", "Open procedure",
        )  # fmt: skip
        assert (row["seen_on"], row["evidence_url"]) == (
            "2026-09-03",
            "https://www.find-tender.service.gov.uk/Notice/083674-2026",
        )
        assert sorted(reading.frames["notices"]["notice_type"]) == ["UK10", "award"]
        assert set(reading.frames["notices"]["contract_reference"]) == {f"{OCID}/1"}


def test_a_later_placeholder_does_not_replace_a_value(read: Read) -> None:
    update = release(
        id="b", date="2025-03-01", awards=[award(value={"amount": 0, "currency": "GBP"}, suppliers=[], title="")]
    )
    row = contract(read(release(), update))
    assert (row["value_gbp"], row["supplier"], row["seen_on"]) == (37500.0, "Bookings Ltd", "2025-03-01")


def test_a_change_notice_alone_says_that_it_has_no_codes(read: Read) -> None:
    assert reasons(read(change_notice())) == ["no_cpv_code"]


def test_signed_amendments_change_the_contract_and_proposed_ones_do_not(read: Read) -> None:
    signed = {"date": "2026-08-21", "period": {"endDate": "2029-06-30"}, "value": {"amount": 50_000, "currency": "GBP"},
              "suppliersRemoved": [{"name": "Bookings Ltd"}], "suppliersAdded": [{"name": "Newer Ltd"}]}  # fmt: skip
    proposed = {"period": {"endDate": "2031-06-30"}}
    first = release(contracts=[{"id": "1", "awardID": "1", "suppliers": [{"name": "Bookings Ltd"}]}])
    row = contract(read(first, change_notice(amendments=[signed], proposedAmendments=[proposed])))
    assert (row["end_date"], row["value_gbp"], row["supplier"]) == ("2029-06-30", 50_000.0, "Newer Ltd")
    assert row["extension_note"] == "A change is proposed, to end on 2031-06-30; it is not signed."


def test_the_same_release_again_is_left_out_and_the_later_version_stands(read: Read) -> None:
    later = release(date="2025-02-01T00:00:00Z", awards=[award(value={"amount": 40_000, "currency": "GBP"})])
    reading = read(later, release())
    assert [(one.pointer, one.reason) for one in reading.left_out] == [("/releases/1", "duplicate_release")]
    assert (contract(reading)["value_gbp"], len(reading.frames["notices"])) == (40_000.0, 1)


# Kind, law and route


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"tender": tender(documents=[{"noticeType": "UK4"}])}, "UK4"),
        ({"tender": tender(noticeType="UK5")}, "UK5"),
        ({"awards": [award(documents=[{"noticeType": "UK6"}])]}, "UK6"),
        ({"contracts": [{"id": 1, "documents": [{"noticeType": "UK7"}]}]}, "UK7"),
        ({"contracts": [{"id": 1, "implementation": {"documents": [{"noticeType": "UK9"}]}}]}, "UK9"),
        ({"tender": tender(documents=[{"noticeType": "UK99"}])}, "award"),
        ({"tag": ["tender"]}, "award"),
        ({"tag": ["tenderUpdate"]}, "tenderUpdate"),
        ({"tag": None, "awards": None}, "tender"),
    ],
)
def test_the_type_is_the_acts_where_told_and_else_the_stage(read: Read, parts: Json, kind: str) -> None:
    assert notice(read(release(**parts)))["notice_type"] == kind


def test_of_several_documents_the_notices_own_decides(read: Read) -> None:
    documents = [{"id": "080000-2026", "noticeType": "UK4"}, {"id": "083650-2026", "noticeType": "UK7"}]
    assert notice(read(release(id="083650-2026", tender=tender(documents=documents))))["notice_type"] == "UK7"


def test_the_acts_value_includes_options_where_there_are_any(read: Read) -> None:
    law = {"legalBasis": {"id": "2023/54", "scheme": "UKPGA"}}
    plain = contract(read(release(tender=tender(**law))))
    renewable = contract(read(release(tender=tender(**law), awards=[award(hasRenewal=True)])))
    assert [row["value_basis"] for row in (plain, renewable)] == ["committed_term", "max_incl_options"]


def test_the_act_is_known_by_a_day_on_or_after_it_began_and_older_procurements_only_by_a_tender(read: Read) -> None:
    law = tender(legalBasis={"id": "2023/54"})
    days = [
        contract(read(release(**parts)))["procurement_date"]
        for parts in (
            {"tender": law, "date": "2026-03-01T09:00:00Z"},
            {"tender": law, "date": "2025-01-23T09:00:00Z"},
            {},
            {"tender": tender(datePublished="2024-10-01T09:00:00+01:00")},
        )
    ]
    assert days == ["2026-03-01", "2025-02-24", None, "2024-10-01"]


def test_the_day_of_the_tender_notice_in_the_file_begins_the_procurement(read: Read) -> None:
    opening = release(id="b", tag=["tender"], date="2024-09-02T09:00:00+01:00", awards=None)
    assert contract(read(release(), opening))["procurement_date"] == "2024-09-02"


@pytest.mark.parametrize(
    ("method", "details", "answer"),
    [
        ("direct", "Single tender action (below threshold)", "yes"),
        ("direct", "Below threshold - without competition", "yes"),
        (None, "Other - Direct Award from a Framework Contract", "yes"),
        ("limited", "Negotiated procedure without prior publication (above threshold)", "yes"),
        ("limited", None, "yes"),
        ("limited", "Competitive quotation (below threshold)", "no"),
        ("limited", "Below threshold - limited competition", "no"),
        ("open", "Open procedure", "no"),
        ("selective", "Restricted procedure", "no"),
        ("selective", "Call-off from a framework agreement", None),
        ("selective", "Award under framework", None),
        (None, "Other - Further Competition - Framework", "no"),
        (None, "Below threshold - unknown", None),
        (None, None, None),
    ],
)
def test_direct_awards_are_told_from_competitions_and_call_offs_are_unknown(
    read: Read, method: str | None, details: str | None, answer: str | None
) -> None:
    row = contract(read(release(tender=tender(procurementMethod=method, procurementMethodDetails=details))))
    assert row["direct_award"] == answer


def test_a_transparency_notice_makes_the_later_contract_a_direct_award(read: Read) -> None:
    transparency = release(
        id="b",
        date="2025-01-01",
        awards=None,
        tender=tender(procurementMethodDetails="", documents=[{"noticeType": "UK5"}]),
    )
    later = release(tender={"title": "Booking system", "classification": {"scheme": "CPV", "id": "48000000"}})
    assert contract(read(transparency, later))["direct_award"] == "yes"


@pytest.mark.parametrize(
    ("parts", "is_framework", "basis"),
    [
        ({"techniques": {"hasFrameworkAgreement": True}}, "yes", "ceiling"),
        ({"lots": [{"id": 1, "techniques": {"hasDynamicPurchasingSystem": True}}]}, "yes", "ceiling"),
        ({"title": "Laptops Framework Agreement"}, "yes", "ceiling"),
        ({"title": "Legal Framework - Lot 2"}, "yes", "ceiling"),
        ({"procurementMethodDetails": "Call-off from a framework agreement"}, "no", "unknown"),
        ({"title": "Laptops under the ESPO framework", "techniques": {"hasFrameworkAgreement": True}}, "no", "unknown"),
        ({"title": "Skills framework software"}, "no", "unknown"),
    ],
)
def test_a_framework_is_a_ceiling_and_a_call_off_is_a_contract(
    read: Read, parts: Json, is_framework: str, basis: str
) -> None:
    row = contract(read(release(tender=tender(**parts))))
    assert (row["is_framework"], row["value_basis"]) == (is_framework, basis)


def test_the_framework_called_off_from_is_named_where_told(read: Read) -> None:
    called_off = tender(
        procurementMethodDetails="Call-off from a framework agreement", description="Bought under RM6259."
    )
    related = [{"relationship": ["framework"], "title": "Vertical Application Solutions"}]
    assert contract(read(release(tender=called_off)))["framework"] == "RM6259"
    assert (
        contract(read(release(tender=called_off, relatedProcesses=related)))["framework"]
        == "Vertical Application Solutions"
    )


def test_addresses_are_made_only_of_the_services_own_ids() -> None:
    uuid = "02d72e0c-2dbd-4b8c-ae9b-da7a6ff0040c"
    package = f"https://www.contractsfinder.service.gov.uk/Published/Notice/releases/{uuid}.json"
    evil = {"id": "x", "tender": {"documents": [{"url": "https://evil.example/Notice/028961-2025"}]}}
    assert (
        notice_address(Found("", {"id": "ocds-b5fd17-x-339544"}, package))
        == f"https://www.contractsfinder.service.gov.uk/Notice/{uuid}"
    )
    assert notice_address(Found("", evil)) is None


# Anything at all

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
_KEYS = st.sampled_from(
    ["releases", "records", "ocid", "tag", "buyer", "parties", "tender", "awards", "contracts", "id", "value", "amount",
     "contractPeriod", "endDate", "suppliers", "lots", "documents", "items", "classification"]
) | st.text(max_size=5)  # fmt: skip
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5), max_leaves=20
)
_QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _checked(path: Path, content: object, reference: Reference) -> Reading:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8", errors="replace")
    ocds.probe(path)
    reading = ocds.read(path, reference=reference)
    assert reading.n_read == len(reading.left_out) + len(reading.quarantined) + len(reading.frames["notices"])
    assert reading.n_read or reading.issues
    return reading


@_QUICK
@given(content=_JSON)
def test_any_json_gives_a_reading_or_issues_and_never_an_exception(
    tmp_path: Path, reference: Reference, content: object
) -> None:
    _checked(tmp_path / "any.json", content, reference)


def _paths(node: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from _paths(value, (*path, key))


_FULL = release(
    tender=tender(lots=[{"id": "1", "contractPeriod": {"maxExtentDate": "2030-01-01"}, "renewal": {"description": "x"}}],
                  documents=[{"id": "1", "noticeType": "UK4", "datePublished": "2025-01-01"}], legalBasis={"id": "2023/54"}),
    awards=[award(relatedLots=["1"])],
    contracts=[{"id": "1", "awardID": "1", "status": "terminated", "implementation": {"endDate": "2026-01-01"},
                "amendments": [{"date": "2026-01-01", "period": {"endDate": "2027-01-01"}, "suppliersAdded": [{"name": "A"}]}]}],
    relatedProcesses=[{"relationship": ["framework"], "title": "F"}],
)  # fmt: skip


@_QUICK
@given(data=st.data())
def test_any_part_of_a_release_may_hold_anything(tmp_path: Path, reference: Reference, data: st.DataObject) -> None:
    whole: Any = {"releases": [deepcopy(_FULL), deepcopy(_FULL) | {"id": "b"}]}
    for _ in range(2):
        *steps, last = data.draw(st.sampled_from(list(_paths(whole))))
        node = whole
        for step in steps:
            node = node[step]
        node[last] = data.draw(_JSON)
    _checked(tmp_path / "any.json", whole, reference)
