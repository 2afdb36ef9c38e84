"""Notices as really published: what every file gives, counted by reason, and the London rows worked out from its JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.sources import ocds
from citytools_analysis.sources.reading import Reading

DATA = Path(__file__).parents[2] / "shared" / "data"
FINDER, TENDER = DATA / "contracts_finder", DATA / "find_a_tender"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real public files are not on this computer")

SEARCH = "ocds_search_page_2025-01-23_100releases.json"
HUB = "ocds-b5fd17-deddd0f5-7f54-41ae-9c16-bbd0e5933625"
KEYPLAN = "ocds-b5fd17-4740c6b2-8bc3-4b09-9c14-f091422d5111"
# Read off the files by hand: every buyer among them that is one of the 33
LONDON_BUYERS = {
    "City of London Corporation", "Islington Council", "London Borough of Barnet Council", "London Borough of Hillingdon",
    "London Borough of Waltham Forest", "London Borough of Merton", "London Borough of Ealing Council",
    "London Borough of Enfield", "Harrow Council",
}  # fmt: skip


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def readings(folder: Path, reference: Reference, pattern: str = "*.json") -> dict[str, Reading]:
    return {path.name: ocds.read(path, reference=reference) for path in sorted(folder.glob(pattern))}


def london_rows(found: dict[str, Reading]) -> list[tuple[Any, ...]]:
    columns = ["ocid", "borough", "value_gbp", "start_date", "end_date", "supplier"]
    return [
        (name, *row[columns])
        for name, reading in found.items()
        for _, row in reading.frames["contracts"].iterrows()
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "n_files", "n_read", "left_out"),
    [
        ("contracts_finder/ocds10_packages/*.json", 50, 50, {"not_london": 48, "not_technology": 2}),
        ("contracts_finder/ocds11_upgraded/*.json", 47, 47, {"not_london": 44, "not_technology": 3}),
        ("contracts_finder/single_releases_2025-01/*.json", 12, 12, {"not_london": 9, "reviewed_exclusion": 2}),
        (f"contracts_finder/{SEARCH}", 1, 100,
         {"not_london": 90, "not_technology": 7, "reviewed_exclusion": 1}),
        ("find_a_tender/*.json", 4, 8, {"not_london": 8}),
    ],
)  # fmt: skip
def test_every_release_is_kept_or_counted_by_reason(
    reference: Reference, pattern: str, n_files: int, n_read: int, left_out: dict[str, int]
) -> None:
    found = readings(DATA, reference, pattern)
    assert (len(found), sum(reading.n_read for reading in found.values())) == (n_files, n_read)
    assert Counter(one.reason for reading in found.values() for one in reading.left_out) == left_out
    assert [issue for reading in found.values() for issue in reading.issues] == []
    assert all(ocds.probe(path) for path in DATA.glob(pattern))


def test_the_search_page_gives_merton_and_enfield_with_value_and_end(reference: Reference) -> None:
    assert london_rows(readings(FINDER, reference, SEARCH)) == [
        (SEARCH, HUB, "merton", 37500.0, "2025-01-20", "2028-01-20", "Commonplace Digital Limited"),
        (SEARCH, KEYPLAN, "enfield", 51600.0, "2025-01-21", "2026-01-21", "Objective Corporation UK Limited"),
    ]


def test_of_the_single_releases_only_merton_stays(reference: Reference) -> None:
    assert london_rows(readings(FINDER / "single_releases_2025-01", reference)) == [
        ("ReleaseStr2.json", HUB, "merton", 37500.0, "2025-01-20", "2028-01-20", "Commonplace Digital Limited"),
    ]


@pytest.mark.parametrize("folder", ["ocds10_packages", "ocds11_upgraded"])
def test_the_older_packages_hold_no_london_technology(reference: Reference, folder: str) -> None:
    assert london_rows(readings(FINDER / folder, reference)) == []


def test_the_reviewed_names_stand_over_the_published_ones_and_the_evidence_is_the_notice(reference: Reference) -> None:
    rows = ocds.read(FINDER / SEARCH, reference=reference).frames["contracts"]
    assert rows["where_row"].tolist() == ["/releases/1/awards/0", "/releases/44/awards/0"]
    assert rows["evidence_url"].tolist() == [
        "https://www.contractsfinder.service.gov.uk/Notice/ca6397dc-31b2-4494-b226-bd6ed3b3c645",
        "https://www.contractsfinder.service.gov.uk/Notice/b2742f9a-63e9-490d-a9bf-1c70e95ab391",
    ]
    assert rows["value_basis"].tolist() == ["unknown", "unknown"]
    assert rows["direct_award"].tolist() == ["no", None]


def test_which_releases_are_london_and_technology_agrees_with_a_plain_search_of_the_text(reference: Reference) -> None:
    bare = replace(reference, notice_decisions=reference.notice_decisions.iloc[:0])
    for folder, pattern in (
        ("ocds10_packages", "*.json"),
        ("ocds11_upgraded", "*.json"),
        ("single_releases_2025-01", "*.json"),
        (".", SEARCH),
    ):
        for path in sorted((FINDER / folder).glob(pattern)):
            content = json.loads(path.read_text(encoding="utf-8"))
            releases = content.get("releases", [content])
            london = [one for one in releases if one["buyer"]["name"] in LONDON_BUYERS]
            wanted = [one["id"] for one in london if re.search(r'"id": "(?:48|72|302)\d+"', json.dumps(one))]
            reading = ocds.read(path, reference=bare)
            assert reading.frames["notices"]["notice_id"].tolist() == wanted
            others = [one for one in reading.left_out if one.reason == "not_technology"]
            assert sum(one.what.split(": ")[0] in LONDON_BUYERS for one in others) == len(london) - len(wanted)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rest_v2_notice_69eb20f9_city_of_london.json", "REST service"),
        ("cf_notices_2020-11.csv", "does not start as JSON"),
        *((f"rest_v2_lancashire/{council}_procurement.json", "'meta', 'stats', 'contracts'") for council in (
            "blackburn", "burnley", "fylde", "lancashire_cc", "pendle", "ribble_valley", "south_ribble", "wyre")),
    ],
)  # fmt: skip
def test_other_shapes_of_the_same_notices_are_refused_with_what_to_do(
    reference: Reference, name: str, words: str
) -> None:
    reading = ocds.read(FINDER / name, reference=reference)
    (issue,) = reading.issues
    assert (issue.level, issue.rule, reading.n_read) == ("error", "not_ocds", 0)
    assert words in issue.what
    assert "OCDS address of Contracts Finder" in issue.mend
    assert not ocds.probe(FINDER / name)


def _as_if_in_london(reference: Reference, *names: str) -> Reference:
    aliases = pd.DataFrame([{"borough_id": "camden", "alias": name, "alias_kind": "name"} for name in names])
    keep = [{"ocid": "", "borough_id": "", "decision": "keep"}]
    return replace(
        reference,
        borough_aliases=pd.concat([reference.borough_aliases, aliases], ignore_index=True),
        notice_decisions=pd.DataFrame(keep, dtype="object"),
    )


def test_a_real_contract_details_notice_reads_whole_had_its_buyer_been_in_london(reference: Reference) -> None:
    # No London buyer is among the Find a Tender files: Lancaster stands in for one.
    reading = ocds.read(TENDER / "028961-2025.json", reference=_as_if_in_london(reference, "Lancaster City Council"))
    row = reading.frames["contracts"].to_dict("records")[0]
    assert {key: value for key, value in row.items() if value is not None} == {
        "borough": "camden", "reference": "ocds-h6vhtk-052a2e/1", "title": "Route optimisation software",
        "supplier": "Integrated Skills Limited", "start_date": "2025-05-19", "end_kind": "fixed", "end_date": "2028-05-18",
        "end_basis": "stated", "supplier_identifier": "GB-PPON-PBHQ-9995-HXVM", "sme_supplier": "yes", "vcse_supplier": "no",
        "value_gbp": 54393.6, "value_basis": "committed_term", "vat_basis": "ex", "is_framework": "no",
        "procedure": "Below threshold - without competition", "direct_award": "yes", "procurement_date": "2025-06-01",
        "ocid": "ocds-h6vhtk-052a2e", "cpv": "48000000",
        "evidence_url": "https://www.find-tender.service.gov.uk/Notice/028961-2025", "seen_on": "2025-06-01",
        "may_publish": "yes", "where_sheet": "", "where_row": "/releases/0/contracts/0",
    }  # fmt: skip
    said = reading.frames["notices"].to_dict("records")[0]
    assert (said["notice_type"], said["contract_reference"]) == ("UK7", "ocds-h6vhtk-052a2e/1")
    assert said["buyer_identifier"] == "GB-PPON-PTQG-8236-WVNZ"


def test_a_real_page_tells_its_types_apart_had_its_buyers_been_in_london(reference: Reference) -> None:
    buyers = (
        "The Water Services Regulation Authority", "Government Property Agency", "Leeds City Council",
        "West Northamptonshire Council", "Arts Council England",
    )  # fmt: skip
    reading = ocds.read(TENDER / "2026-09-03-p001.json", reference=_as_if_in_london(reference, *buyers))
    # Only the agency buys technology; the change notice repeats no codes, and the other three buy other things.
    assert {one.pointer: one.reason for one in (*reading.left_out, *reading.quarantined)} == {
        "/releases/0": "no_cpv_code", "/releases/2": "not_technology", "/releases/3": "not_technology", "/releases/4": "not_technology",
    }  # fmt: skip
    (said,) = reading.frames["notices"].to_dict("records")
    assert (said["notice_type"], said["value_gbp"], said["value_basis"], said["title"]) == (
        "UK1", 2_500_000.0, "max_incl_options", "ServiceNow Development & Managed Services Delivery Partner",
    )  # fmt: skip
    assert len(reading.frames["contracts"]) == 0


def test_the_real_change_notice_and_placeholder_value_read_as_published_when_kept_by_hand(reference: Reference) -> None:
    stand_in = _as_if_in_london(reference, "The Water Services Regulation Authority", "West Northamptonshire Council")
    decisions = [
        {"ocid": ocid, "borough_id": "camden", "decision": "keep", "function_code": "", "supplier": "", "system": ""}
        for ocid in ("ocds-h6vhtk-065444", "ocds-h6vhtk-06f19e")
    ]
    kept = replace(stand_in, notice_decisions=pd.DataFrame(decisions, dtype="object"))
    changed, taxis = ocds.read(TENDER / "2026-09-03-p001.json", reference=kept).frames["contracts"].to_dict("records")
    assert (changed["start_date"], changed["end_date"], changed["extension_months"], changed["value_gbp"]) == (
        "2026-08-21", "2026-08-21", "4", 35000.0,
    )  # fmt: skip
    assert (changed["supplier"], changed["value_basis"]) == (None, "max_incl_options")
    assert (changed["end_basis"], changed["is_framework"], changed["procurement_date"]) == ("changed", None, None)
    assert (taxis["end_date"], taxis["value_gbp"], taxis["direct_award"]) == ("2026-09-20", None, "no")
