"""A contract that several suppliers share: each has a row, and is credited with what it declares or an equal part."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_every_real_file import DATA, reference_of
from test_named_again import added, both_ways, decision

from citytools_analysis.compare import changes
from citytools_analysis.disclosure import make_edition
from citytools_analysis.ingest import add_files, remove_source, resolve_again
from citytools_analysis.lineage import restore_snapshot
from citytools_analysis.metrics.credits import CREDIT_COLUMNS, supplier_credits
from citytools_analysis.metrics.renewals import decisions
from citytools_analysis.prefill import known_entries
from citytools_analysis.questions import questions
from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register import Register, open_register
from citytools_analysis.sources import ocds
from citytools_analysis.sources.opening import read_file
from citytools_analysis.sources.reading import Reading
from citytools_analysis.undecided import undecided

Json = dict[str, Any]
DAY = date(2026, 11, 23)
OCID = "ocds-b5fd17-00000000-0000-4000-8000-000000000009"
CIVICA, NEC, CDW = "Civica UK Limited", "NEC Software Solutions UK", "CDW"
REAL = "contracts_finder/ocds11_upgraded/ocds-b5fd17raw-65397bb5-8424-4f5c-a9b0-61909bff97ff.json"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def named(*names: str, amounts: tuple[object, ...] = ()) -> list[Json]:
    suppliers: list[Json] = [{"id": 0, "name": name} for name in names]
    for one, amount in zip(suppliers, amounts, strict=False):
        one["x_awardValue"] = {"amount": amount, "currency": "GBP"}
    return suppliers


def release(*suppliers: Json, **parts: Any) -> Json:
    award = {"id": "1", "status": "active", "value": {"amount": 1000, "currency": "GBP"}, "suppliers": list(suppliers)}
    award["contractPeriod"] = {"startDate": "2025-02-01T00:00:00Z", "endDate": "2028-01-31T00:00:00Z"}
    tender = {"title": "Revenues system", "classification": {"scheme": "CPV", "id": "48000000"}}
    whole = {"ocid": OCID, "id": "n-1", "date": "2025-01-23T21:39:46Z", "tag": ["award"], "awards": [award]}
    buyer = {"id": "GB-CFS-18525", "name": "London Borough of Merton"}
    return whole | {"buyer": buyer, "tender": tender, "parties": [buyer | {"roles": ["buyer"]}]} | parts


def notices(folder: Path, *releases: Json, name: str = "notices.json") -> Path:
    path = folder / name
    path.write_text(json.dumps({"releases": list(releases)}), encoding="utf-8")
    return path


def told(reading: Reading) -> list[tuple[str, float | None, str]]:
    rows = reading.frames["contract_suppliers"]
    return list(zip(rows["supplier"], rows["supplier_share"], rows["role"], strict=True))


def shares(register: Register) -> dict[str, float]:
    return {row["supplier_id"]: row["supplier_share"] for row in supplier_credits(register).to_dict("records")}


# What a notice tells


def test_each_supplier_of_an_award_is_a_row_at_the_place_of_its_contract(tmp_path: Path, reference: Reference) -> None:
    reading = ocds.read(notices(tmp_path, release(*named("A Ltd", "B Ltd"))), reference=reference)
    assert told(reading) == [("A Ltd", None, "supplier"), ("B Ltd", None, "supplier")]
    assert set(reading.frames["contract_suppliers"]["where_row"]) == {"/releases/0/awards/0"}
    assert set(reading.frames["contract_suppliers"]["contract_reference"]) == {f"{OCID}/1"}
    assert reading.issues[0].what == "2 suppliers are named and no shares, so equal ones are assumed: A Ltd, B Ltd"


@pytest.mark.parametrize("suppliers", [named("A Ltd"), named("A Ltd", "A Ltd"), named("A Ltd", "REDACTED"), []])
def test_one_supplier_or_none_makes_no_rows(tmp_path: Path, reference: Reference, suppliers: list[Json]) -> None:
    reading = ocds.read(notices(tmp_path, release(*suppliers)), reference=reference)
    assert told(reading) == []
    assert reading.issues == ()


def test_the_suppliers_of_a_framework_share_nothing_and_are_warned_of(tmp_path: Path, reference: Reference) -> None:
    tender = release()["tender"] | {"techniques": {"hasFrameworkAgreement": True}}
    said = release(*named("A Ltd", "B Ltd", amounts=(400, 600)), tender=tender)
    reading = ocds.read(notices(tmp_path, said), reference=reference)
    assert told(reading) == []
    assert reading.frames["contracts"]["is_framework"].tolist() == ["yes"]
    assert [issue.what for issue in reading.issues] == [
        "2 suppliers are named of a framework, so none is credited: A Ltd, B Ltd"
    ]


def test_a_reviewed_decision_that_names_the_supplier_puts_an_end_to_the_several(
    tmp_path: Path, reference: Reference
) -> None:
    row = {"ocid": OCID, "borough_id": "merton", "decision": "keep", "supplier": "B Ltd", "system": None}
    decisions = pd.DataFrame([row | {"to_borough_id": None, "function_code": None}], dtype="object")
    reading = ocds.read(
        notices(tmp_path, release(*named("A Ltd", "B Ltd"))), reference=replace(reference, notice_decisions=decisions)
    )
    assert (told(reading), reading.issues) == ([], ())
    assert reading.frames["contracts"]["supplier"].tolist() == ["B Ltd"]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((400, 600), [0.4, 0.6]),  # of the 1,000 of the award
        ((400, 605), [400 / 1005, 605 / 1005]),  # rounded amounts, 0.5% off
        ((400, 700), [None, None]),  # do not add up
        ((1000, 0), [None, None]),  # 0 is how nothing told is written
        ((400, None), [None, None]),
        ((1100, -100), [None, None]),
        (("much", "more"), [None, None]),
    ],
)
def test_shares_are_declared_only_where_every_amount_is_told_and_they_add_up(
    tmp_path: Path, reference: Reference, amounts: tuple[object, ...], expected: list[float | None]
) -> None:
    path = notices(tmp_path, release(*named("A Ltd", "B Ltd", amounts=amounts)))
    reading = ocds.read(path, reference=reference)
    assert [share for _, share, _ in told(reading)] == [share and pytest.approx(share) for share in expected]
    assert bool(reading.issues) == (expected[0] is None)


def test_amounts_of_one_supplier_listed_twice_are_added_up(tmp_path: Path, reference: Reference) -> None:
    suppliers = named("A Ltd", "B Ltd", "A Ltd", amounts=(100, 500, 400))
    reading = ocds.read(notices(tmp_path, release(*suppliers)), reference=reference)
    assert [(name, share) for name, share, _ in told(reading)] == [("A Ltd", 0.5), ("B Ltd", 0.5)]


def test_a_group_with_a_leader_is_told_as_one(tmp_path: Path, reference: Reference) -> None:
    parties = [{"name": "A Ltd", "roles": ["leadTenderer", "supplier"]}, {"name": "B Ltd", "roles": 7}]
    said = release(*named("A Ltd", "B Ltd"))
    said["parties"] += parties
    reading = ocds.read(notices(tmp_path, said), reference=reference)
    assert [role for _, _, role in told(reading)] == ["consortium_lead", "consortium_member"]


def test_identifiers_of_each_supplier_reach_the_register(tmp_path: Path, reference: Reference) -> None:
    said = release(*named("Alpha Ltd", "Beta Ltd"))
    party = {"identifier": {"scheme": "GB-COH", "id": "01234567"}, "roles": ["supplier"]}
    said["parties"] += [party | {"name": "Alpha Ltd"}, {"name": "Beta Ltd", "roles": ["supplier"]}]
    found = added([notices(tmp_path, said)], reference).supplier_identifiers
    assert found[["scheme", "identifier"]].to_numpy().tolist() == [["GB-COH", "01234567"]]


@pytest.mark.skipif(not DATA.is_dir(), reason="the real public files are not on this computer")
def test_a_real_award_of_eight_suppliers_is_eight_rows() -> None:
    """Coventry University's award of 2017 names eight firms; it is read as if a London borough had published it."""
    reading = read_file(DATA / REAL, reference=reference_of(REAL, as_london=True))
    listed = json.loads((DATA / REAL).read_text(encoding="utf-8"))
    suppliers = listed["releases"][0]["awards"][0]["suppliers"]
    assert [name for name, _, _ in told(reading)] == [one["name"] for one in suppliers]
    register = added([DATA / REAL], reference_of(REAL, as_london=True))
    assert len(register.contract_suppliers) == 8
    assert shares(register) == dict.fromkeys(register.contract_suppliers["supplier_id"], 0.125)


# What the register makes of it


def test_the_contract_has_no_supplier_of_its_own_and_each_is_credited_with_an_equal_part(
    tmp_path: Path, reference: Reference
) -> None:
    register = added([notices(tmp_path, release(*named(CIVICA, NEC, "Acme Ltd")))], reference)
    assert register.contracts["supplier_id"].isna().all()
    rows = register.contract_suppliers
    assert rows["supplier_id"].tolist() == ["as-reported-acme", "civica", "nec-software-solutions-uk"]
    assert rows["supplier_share"].isna().all()
    assert set(rows["share_basis"]) == {"equal_assumed"}
    assert shares(register) == pytest.approx(dict.fromkeys(rows["supplier_id"], 1 / 3))
    assert {"civica", "nec-software-solutions-uk"} <= set(register.suppliers["supplier_id"])


def test_a_reseller_is_left_out_and_the_rest_is_shared_among_the_makers(tmp_path: Path, reference: Reference) -> None:
    equal = added([notices(tmp_path, release(*named(CIVICA, NEC, CDW)))], reference)
    assert shares(equal) == {"civica": 0.5, "nec-software-solutions-uk": 0.5}
    declared = release(*named(CIVICA, NEC, CDW, amounts=(600, 200, 200)))
    register = added([notices(tmp_path, declared)], reference)
    assert register.contract_suppliers["supplier_share"].tolist() == [0.2, 0.6, 0.2]
    assert shares(register) == pytest.approx({"civica": 0.75, "nec-software-solutions-uk": 0.25})  # 600 and 200 of 800


def test_only_resellers_are_credited_with_nothing(tmp_path: Path, reference: Reference) -> None:
    register = added([notices(tmp_path, release(*named(CDW, "Computacenter")))], reference)
    assert len(register.contract_suppliers) == 2
    assert supplier_credits(register).empty


def test_two_names_of_one_supplier_are_that_supplier_and_its_contract(tmp_path: Path, reference: Reference) -> None:
    said = release(*named(CIVICA, "Civica", amounts=(700, 300)))
    register = added([notices(tmp_path, said)], reference)
    assert register.contract_suppliers[["supplier_id", "supplier_share"]].to_numpy().tolist() == [["civica", 1.0]]
    assert register.contracts["supplier_id"].tolist() == ["civica"]
    assert shares(register) == {"civica": 1.0}


def test_names_decided_later_reach_the_rows_and_can_be_taken_back(tmp_path: Path, reference: Reference) -> None:
    files = [notices(tmp_path, release(*named("Acme Ltd", "Acmee Ltd", NEC)))]
    late, early = both_ways(files, reference, decision("supplier", "Acme Ltd", "civica"))
    assert late.sha256 == early.sha256
    assert set(late.contract_suppliers["supplier_id"]) == {"as-reported-acmee", "civica", "nec-software-solutions-uk"}
    rows = [decision("supplier", name, "civica") for name in ("Acme Ltd", "Acmee Ltd")]
    late, early = both_ways(files, reference, *rows)
    assert late.sha256 == early.sha256
    assert shares(late) == {"civica": 0.5, "nec-software-solutions-uk": 0.5}
    back = resolve_again(replace(late, reference=reference), retrieved=DAY)[0]
    assert back.sha256 == added(files, reference).sha256
    assert len(back.contract_suppliers) == 3


def test_names_decided_by_the_words_beside_them_are_decided_here_too(tmp_path: Path, reference: Reference) -> None:
    files = [notices(tmp_path, release(*named("Northgate", NEC)))]
    late, early = both_ways(files, reference, decision("supplier", "Northgate", "zellis", context="revenues"))
    assert late.sha256 == early.sha256
    assert "zellis" in set(late.contract_suppliers["supplier_id"])


def test_the_names_are_listed_among_those_to_decide(tmp_path: Path, reference: Reference) -> None:
    register = added([notices(tmp_path, release(*named("Acme Ltd", "Bolt Ltd")))], reference)
    assert sorted(undecided(register)["raw_name"]) == ["Acme Ltd", "Bolt Ltd"]


def test_a_notice_out_of_quarantine_brings_its_suppliers(tmp_path: Path, reference: Reference) -> None:
    said = release(*named(CIVICA, NEC), buyer={"name": "London Borough of Mertonn"}, parties=[])
    said |= {"buyer": {}}
    register = added([notices(tmp_path, said)], reference)
    assert (len(register.all_rows["quarantine"]), len(register.contract_suppliers)) == (1, 0)
    row = {"ocid": OCID, "borough_id": None, "decision": "move", "to_borough_id": "merton", "supplier": None}
    decisions = pd.DataFrame([row | {"system": None, "function_code": None}], dtype="object")
    after = replace(reference, notice_decisions=decisions)
    again, n_placed = resolve_again(replace(register, reference=after), retrieved=DAY)
    assert n_placed == 1
    assert again.contract_suppliers["supplier_id"].tolist() == ["civica", "nec-software-solutions-uk"]


def test_a_newer_notice_takes_the_place_of_the_older_and_a_removed_one_leaves_nothing(
    tmp_path: Path, reference: Reference
) -> None:
    first = added([notices(tmp_path, release(*named(CIVICA, NEC)))], reference)
    later = release(*named(CIVICA), date="2025-03-01T00:00:00Z", id="n-2")
    register = add_files(first, [notices(tmp_path, later, name="later.json")], retrieved=DAY)[0]
    assert register.contract_suppliers.empty
    assert register.contracts["supplier_id"].tolist() == ["civica"]
    assert remove_source(register, "later.json").contract_suppliers["supplier_id"].tolist() == [
        "civica",
        "nec-software-solutions-uk",
    ]
    assert remove_source(first, "notices.json").all_rows["contract_suppliers"].empty
    told_changes = changes(register, remove_source(register, "later.json"))
    assert "contract_suppliers" in set(told_changes["table"])


# Which version is believed


SOURCES = pd.DataFrame(
    [
        {"source_id": name, "source_kind": kind, "source_name": name, "file_name": name, "sha256": "0" * 64}
        | {"retrieved_date": pd.Timestamp(2026, 11, 1)}
        for name, kind in {"notice": "ocds", "return": "return", "fact": "facts"}.items()
    ]
)


def world(versions: dict[str, object], several: list[Json], **tables: pd.DataFrame) -> Register:
    """Give one contract as each source names its supplier, and the rows of several that the notice has."""
    contracts = [
        {"contract_id": "c1", "borough_id": "camden", "supplier_id": supplier, "source_id": name, "source_pointer": "x"}
        | {"is_published": name != "return", "title": "T"}
        for name, supplier in versions.items()
    ]
    place = {"contract_id": "c1", "source_id": "notice", "source_pointer": "x", "role": "supplier"}
    frames = {"sources": SOURCES, "contracts": pd.DataFrame(contracts)}
    frames |= {"contract_suppliers": pd.DataFrame([place | row for row in several])}
    return Register.from_tables(frames | tables, as_of=DAY)


PAIR: list[Json] = [{"supplier_id": "a"}, {"supplier_id": "b"}]


@pytest.mark.parametrize(
    ("versions", "supplier", "credited"),
    [
        ({"notice": None}, None, {"a": 0.5, "b": 0.5}),
        ({"notice": None, "return": "z"}, "z", {"z": 1.0}),  # a borough's own return comes first
        ({"notice": None, "return": None}, None, {"a": 0.5, "b": 0.5}),  # and says nothing with a blank
        ({"notice": None, "fact": "z"}, None, {"a": 0.5, "b": 0.5}),  # a stated fact comes after a notice
        ({"notice": "m", "fact": "z"}, "m", {"a": 0.5, "b": 0.5}),  # the maker of the system the notice names
    ],
)
def test_the_suppliers_follow_the_believed_version_of_the_contract(
    versions: dict[str, object], supplier: object, credited: dict[str, float]
) -> None:
    register = world(versions, PAIR)
    found = register.contracts["supplier_id"].item()
    assert (None if pd.isna(found) else found) == supplier
    assert shares(register) == credited
    assert register.contract_suppliers.empty == ("z" in credited)


def test_a_borough_that_says_the_supplier_is_unknown_is_believed_too() -> None:
    register = world({"notice": None, "return": None}, PAIR)
    said = register.all_rows["contracts"].assign(stated_unknown=[None, "supplier_id"])
    changed = Register.from_tables(dict(register.all_rows) | {"contracts": said}, as_of=DAY)
    assert changed.contract_suppliers.empty
    assert supplier_credits(changed).empty


def test_what_several_sources_call_one_contract_shares_its_suppliers() -> None:
    register = world({"notice": None, "return": None}, PAIR)
    contracts = register.all_rows["contracts"].assign(ocid="ocds-1", contract_id=["c1", "c2"])
    one = Register.from_tables(dict(register.all_rows) | {"contracts": contracts}, as_of=DAY)
    assert one.contracts["contract_id"].tolist() == ["c2"]
    assert set(one.contract_suppliers["contract_id"]) == {"c2"}


# Credits


def test_a_framework_is_never_credited_whatever_rows_there_are() -> None:
    register = world({"notice": None}, PAIR)
    contracts = register.all_rows["contracts"].assign(is_framework=True)
    assert supplier_credits(Register.from_tables(dict(register.all_rows) | {"contracts": contracts}, as_of=DAY)).empty


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ([0.25, 0.75], [0.25, 0.75]),
        ([0.25, None], [0.5, 0.5]),
        ([0.25, 0.25], [0.5, 0.5]),  # do not add up to 1
        ([1.5, -0.5], [0.5, 0.5]),
        ([float("inf"), 0.5], [0.5, 0.5]),
        ([1.0, 0.0], [1.0, 0.0]),
    ],
)
def test_shares_count_only_if_every_supplier_has_one_and_they_add_up_to_one(
    declared: list[float | None], expected: list[float]
) -> None:
    rows = [pair | {"supplier_share": share} for pair, share in zip(PAIR, declared, strict=True)]
    assert list(shares(world({"notice": None}, rows)).values()) == pytest.approx(expected)


def test_where_all_is_declared_a_resellers_the_makers_share_equally() -> None:
    rows = [{"supplier_id": name, "supplier_share": share} for name, share in (("a", 0), ("b", 0), ("r", 1))]
    sellers = pd.DataFrame({"supplier_id": ["r"], "supplier": "R", "supplier_kind": "reseller", "source_id": "notice"})
    register = world({"notice": None}, rows, suppliers=sellers.assign(source_pointer="x"))
    assert shares(register) == {"a": 0.5, "b": 0.5}


@settings(max_examples=40, deadline=None)
@given(
    weights=st.lists(st.integers(min_value=1, max_value=1000), min_size=2, max_size=8),
    is_declared=st.booleans(),
    seed=st.integers(min_value=0, max_value=99),
)
def test_shares_of_a_contract_sum_to_one_in_any_order_of_rows(
    weights: list[int], seed: int, *, is_declared: bool
) -> None:
    rows = [
        {"supplier_id": f"s{n}", "supplier_share": weight / sum(weights) if is_declared else None}
        for n, weight in enumerate(weights)
    ]
    register = world({"notice": None}, rows)
    before = {name: frame.copy() for name, frame in register.all_rows.items()}
    told_shares = supplier_credits(register)
    assert told_shares["supplier_share"].sum() == pytest.approx(1)
    assert tuple(told_shares.columns) == CREDIT_COLUMNS
    shuffled = register.all_rows["contract_suppliers"].sample(frac=1, random_state=seed)
    again = Register.from_tables(dict(register.all_rows) | {"contract_suppliers": shuffled}, as_of=DAY)
    pd.testing.assert_frame_equal(told_shares, supplier_credits(again))
    assert all(frame.equals(register.all_rows[name]) for name, frame in before.items())


# Editions and snapshots


def test_suppliers_of_a_contract_that_is_not_published_stay_out_of_the_public_edition() -> None:
    rows = [{"supplier_id": name, "mention": f"SECRET-{name}", "source_id": "return"} for name in ("a", "b")]
    names = pd.DataFrame({"supplier_id": ["a", "b"], "supplier": ["SECRET-a", "SECRET-b"], "supplier_kind": "company"})
    register = world({"return": None}, rows, suppliers=names.assign(source_id="return", source_pointer="x"))
    public, members = (make_edition(register, edition=edition) for edition in ("public", "members"))
    assert public.all_rows["contract_suppliers"].empty
    assert "SECRET" not in "".join(frame.to_csv() for frame in public.all_rows.values())
    assert members.contract_suppliers["supplier_id"].tolist() == ["a", "b"]
    assert shares(members) == {"a": 0.5, "b": 0.5}


def test_suppliers_of_a_published_contract_are_named_in_the_public_edition(
    tmp_path: Path, reference: Reference
) -> None:
    register = added([notices(tmp_path, release(*named(CIVICA, "Acme Ltd")))], reference)
    public = make_edition(register, edition="public")
    assert shares(public) == shares(register) == {"as-reported-acme": 0.5, "civica": 0.5}
    assert public.suppliers["supplier_id"].tolist() == ["as-reported-acme", "civica"]
    assert public.all_rows["contract_suppliers"]["mention"].isna().all()


def test_a_saved_register_gives_the_rows_back_and_one_saved_before_there_were_any_still_opens(
    tmp_path: Path, reference: Reference
) -> None:
    register = added([notices(tmp_path, release(*named(CIVICA, NEC)))], reference)
    folder = tmp_path / "register"
    first = register.save(folder, saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    again = open_register(folder, as_of=DAY)
    assert again.contract_suppliers.equals(register.contract_suppliers)
    remove_source(again, "notices.json").save(folder, saved_at=datetime(2026, 11, 24, tzinfo=UTC))
    assert open_register(folder, as_of=DAY, snapshot=first.name).sha256 == register.sha256
    restore_snapshot(folder, first.name)
    assert len(open_register(folder, as_of=DAY).contract_suppliers) == 2
    info = json.loads((first / "info.json").read_text(encoding="utf-8"))
    info["tables"].remove("contract_suppliers")
    (first / "info.json").write_text(json.dumps(info), encoding="utf-8")
    (first / "contract_suppliers.parquet").unlink()
    old = open_register(folder, as_of=DAY)
    assert old.contract_suppliers.empty
    assert len(old.contracts) == 1
    assert supplier_credits(old).empty


# Where it is read


def test_a_decision_shows_all_names_and_nobody_is_asked_who_supplies_it(tmp_path: Path, reference: Reference) -> None:
    register = added([notices(tmp_path, release(*named(NEC, CIVICA, "Acme Ltd")))], reference)
    row = decisions(register).iloc[0]
    assert pd.isna(row["supplier_id"])
    assert row["supplier"] == "Acme Ltd, Civica, NEC Software Solutions UK"
    assert "supplier" not in {one.field for one in questions(register, "merton")}
    nobody = added([notices(tmp_path, release())], reference)
    assert decisions(nobody)["supplier"].isna().all()
    assert "supplier" in {one.field for one in questions(nobody, "merton")}


def test_what_a_borough_is_sent_leaves_the_supplier_blank_so_that_nothing_is_ended_by_sending_it_back(
    tmp_path: Path, reference: Reference
) -> None:
    register = added([notices(tmp_path, release(*named(NEC, CIVICA)))], reference)
    sheet = known_entries(register, "merton")["contracts"]
    assert sheet["supplier"].isna().tolist() == [True]
