"""The reviewed tables hold together, names are matched whole, and a broken table is refused with its place."""

from __future__ import annotations

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.errors import DataError, UnknownNameError
from citytools_analysis.metrics.names import with_names
from citytools_analysis.reference import (
    Reference,
    area_of,
    data_folder,
    find_borough,
    find_function,
    load_reference,
    normalise_name,
)
from citytools_analysis.reference_tables import SHAPES
from citytools_analysis.register import Register

FOLDER = data_folder() / "reference"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def test_the_33_authorities_are_those_of_the_2021_census(reference: Reference) -> None:
    boroughs = reference.boroughs
    assert len(boroughs) == 33
    assert boroughs["is_borough"].sum() == 32
    assert boroughs["residents_2021"].sum() == 8_799_728
    assert sorted(boroughs["gss_code"]) == [f"E090000{n:02d}" for n in range(1, 34)]


def test_the_two_inner_and_outer_londons_differ_on_three_boroughs(reference: Reference) -> None:
    boroughs = reference.boroughs[reference.boroughs["is_borough"]]
    differ = boroughs[boroughs["inner_outer_statutory"] != boroughs["inner_outer_statistical"]]
    assert differ["borough_id"].tolist() == ["greenwich", "haringey", "newham"]


def test_there_are_14_service_areas_and_90_functions(reference: Reference) -> None:
    functions = reference.functions
    assert (functions["area_code"].nunique(), len(functions)) == (14, 90)
    assert set(functions["criticality"]) == {1, 2, 3}
    assert (functions["function_code"].str[:3] == functions["area_code"]).all()
    assert functions["lead_time_months"].between(6, 30).all()


def test_every_borough_has_a_tile_of_its_own_and_neighbours_that_agree(reference: Reference) -> None:
    grid = reference.tile_grid
    assert len(grid) == 33
    assert not grid.duplicated(["row", "column"]).any()
    for kind in ("land_neighbours", "river_neighbours"):
        pairs = {
            (one, other)
            for one, many in zip(grid["borough_id"], grid[kind], strict=True)
            for other in (many or "").split("|")
            if other
        }
        assert pairs == {(other, one) for one, other in pairs}, kind
    assert len(grid.loc[grid["borough_id"] == "camden", "land_neighbours"].item().split("|")) == 6


@pytest.mark.parametrize(
    ("text", "borough_id"),
    [
        ("THE LONDON BOROUGH OF HAVERING", "havering"),
        ("Croydon Council", "croydon"),
        ("LB Camden", "camden"),
        ("London Borough Of Camden Council", "camden"),
        ("LB of Hammersmith & Fulham", "hammersmith-and-fulham"),
        ("Royal Borough of Greenwich", "greenwich"),
        ("Kingston-upon-Thames", "kingston-upon-thames"),
        ("London Borough of Kingston", "kingston-upon-thames"),
        ("Corporation of London", "city-of-london"),
        ("City of London Corporation", "city-of-london"),
        ("WESTMINSTER CITY COUNCIL", "westminster"),
        ("Mayor and Burgesses of Nowhere", None),
        ("E09000033", "westminster"),
        ("GB-CFS-7858", "camden"),
        ("GB-PPON-PZXL-5842-VBBG", "camden"),
        ("GB-LAE-RIC", "richmond-upon-thames"),
        ("LBSUT001", "sutton"),
    ],
)
def test_a_council_is_found_by_any_reviewed_name(reference: Reference, text: str, borough_id: str | None) -> None:
    assert find_borough(reference, text) == borough_id


@pytest.mark.parametrize(
    "text",
    [
        "Windsor and Maidenhead (Royal Borough of)", "Royal Borough of Windsor and Maidenhead", "Kingston upon Hull",
        "KINGSTON-UPON-HULL CITY COUNCIL", "The Kingston Wing Within Yeovil District Hospital", "Hull City Council",
        "Sutton Coldfield Town Council", "Sutton-in-Ashfield", "Richmondshire District Council",
        "RICHMOND HOUSING PARTNERSHIP LIMITED", "Richmond, North Yorkshire", "Camden (New Jersey)", "Camden County",
        "Transport for London", "Greater London Authority", "London Luton Airport Operations Limited", "Westminster School",
        "The Westminster Foundation", "Newham Hospital", "City", "London", "Derby City Council", "Barnetby", "",
        "   ", "Corporation of Trinity House", "DUE NORTH LIMITED", "Brentwood Borough Council", "Harrow School",
    ],
)  # fmt: skip
def test_a_false_london_is_not_found(reference: Reference, text: str) -> None:
    assert find_borough(reference, text) is None


def test_nothing_is_found_for_nothing(reference: Reference) -> None:
    assert find_borough(reference, None) is None
    assert find_function(reference, None) is None


def test_every_borough_is_found_by_its_id_columns(reference: Reference) -> None:
    for row in reference.boroughs.itertuples():
        for text in (row.borough, row.borough_id, row.council_name, row.gss_code, f"LB {row.borough}"):
            if not (row.borough_id == "city-of-london" and str(text).startswith("LB ")):
                assert find_borough(reference, str(text).upper()) == row.borough_id


def test_a_function_is_found_by_code_or_exact_name_only(reference: Reference) -> None:
    assert find_function(reference, " rev01 ") == "REV01"
    assert find_function(reference, "Council  tax and business rates") == "REV01"
    assert find_function(reference, "Council tax") is None
    assert area_of(reference, "PLN01") == "PLN"
    with pytest.raises(UnknownNameError, match="Did you mean 'PLN01'"):
        area_of(reference, "PLN1")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Unit4 Business Software Limited", "unit4 business software"),
        ("G4S plc", "g4s"),
        ("8x8", "8x8"),
        ("The Access Group", "access group"),
        ("Civica UK Ltd", "civica"),
        ("Northgate Public Services (UK) Limited", "northgate public services"),
        ("Reed & Sons t/a Reeds", "reed and sons reeds"),
        ("Société Générale", "societe generale"),
        ("Guy\u2019s", "guys"),
        ("UK", "uk"),
        ("Limited", "limited"),
        ("---", "---"),  # never reduced to nothing
    ],
)
def test_a_name_keeps_what_tells_it_apart(text: str, name: str) -> None:
    assert normalise_name(text) == name


@given(st.text())
def test_a_reduced_name_reduces_no_further(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


def test_only_completed_events_give_another_operating_group(reference: Reference) -> None:
    suppliers, events = reference.suppliers, reference.supplier_events
    bought = set(events.loc[events["is_completed"] & (events["event"] == "acquired_by"), "supplier_id"])
    moved = suppliers[suppliers["operating_group"].notna() & (suppliers["operating_group"] != suppliers["supplier"])]
    assert moved["supplier_id"].tolist() == ["ibs-opensystems", "liquidlogic", "sss-public-safety"]
    assert set(moved["supplier_id"]) <= bought


@pytest.mark.parametrize(
    ("supplier_id", "counterparty"), [("capita-one", "MRI Software"), ("idox", "Frankel UK Bidco (Long Path Partners)")]
)
def test_an_announced_sale_is_not_completed(reference: Reference, supplier_id: str, counterparty: str) -> None:
    events = reference.supplier_events
    event = events[(events["supplier_id"] == supplier_id) & (events["counterparty"] == counterparty)]
    assert event["is_completed"].tolist() == [False]


def test_an_event_is_completed_only_with_an_address_and_high_confidence(reference: Reference) -> None:
    done = reference.supplier_events[reference.supplier_events["is_completed"]]
    assert len(done) > 5
    assert (done["confidence"] == "high").all()
    assert done["evidence_url"].str.startswith("http").all()


def test_doubt_stands_in_notes_and_never_in_an_owner_or_group(reference: Reference) -> None:
    doubt = (
        reference.suppliers[["operating_group", "owner"]]
        .fillna("")
        .apply(lambda column: column.str.contains("confirm"))
    )
    assert not doubt.any().any()


def test_a_short_name_of_several_firms_is_ambiguous(reference: Reference) -> None:
    aliases = reference.supplier_aliases
    unclear = {normalise_name(alias) for alias in aliases.loc[aliases["is_ambiguous"], "alias"]}
    assert {"northgate", "capita", "advanced", "nec"} <= unclear
    assert "northgate public services" not in unclear
    assert aliases.loc[aliases["is_ambiguous"], "reason"].notna().all()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Public Access", "Idox Public Access"), ("modern.gov", "ModernGov"), ("Planning Explorer", "Northgate Planning Explorer"),
        ("Tascomi", "Idox Cloud"), ("iWorld", "NEC Revenues & Benefits"), ("AchieveForms", "Granicus govService"),
    ],
)  # fmt: skip
def test_two_names_of_one_system_meet(reference: Reference, one: str, other: str) -> None:
    ids = {
        normalise_name(name): key
        for key, name in zip(reference.systems["system_id"], reference.systems["system"], strict=True)
    }
    aliases = reference.system_aliases
    ids |= {normalise_name(name): key for key, name in zip(aliases["system_id"], aliases["alias"], strict=True)}
    assert ids[normalise_name(one)] == ids[normalise_name(other)]


def test_no_name_stands_for_two_systems(reference: Reference) -> None:
    names: dict[str, set[str]] = {}
    for frame, column in ((reference.systems, "system"), (reference.system_aliases, "alias")):
        for key, name in zip(frame["system_id"], frame[column], strict=True):
            names.setdefault(normalise_name(name), set()).add(key)
    assert {name: keys for name, keys in names.items() if len(keys) > 1} == {}


def test_onesource_is_unwound_and_a_borough_shares_with_few(reference: Reference) -> None:
    shared = reference.shared_services
    ended = shared[shared["valid_to"].notna()]
    assert ended["borough_id"].tolist() == ["havering", "newham"]
    together = shared.groupby("shared_service_id")["borough_id"].agg(list)
    assert together["shared-technology-services"] == ["brent", "lewisham", "southwark"]


def test_thresholds_of_one_kind_follow_without_gap_or_overlap(reference: Reference) -> None:
    for _, kind in reference.thresholds.groupby(["authority_type", "contract_type"]):
        dates = sorted(zip(kind["valid_from"], kind["valid_to"], strict=True))
        assert all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(dates))


@pytest.mark.parametrize("name", SHAPES)
def test_every_file_is_sorted_utf8_with_unix_lines_and_the_declared_columns(name: str) -> None:
    path = FOLDER / f"{name}.csv"
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8").splitlines()))
    assert rows[0] == SHAPES[name].names
    assert [row[0] for row in rows[1:]] == sorted(row[0] for row in rows[1:])


def broken(folder: Path, name: str, old: str, new: str) -> str:
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    assert old in text
    (folder / f"{name}.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_reference(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("systems", ",civica,", ",civca,", "no suppliers.supplier_id is 'civca'. Did you mean 'civica'?"),
        ("systems", "PLN01|PLN02", "PLN01|PLN99", "no functions.function_code is 'PLN99'"),
        ("borough_aliases", "camden,", "cambden,", "no boroughs.borough_id is 'cambden'. Did you mean 'camden'?"),
        ("tile_grid", "BNE,2,4", "BNE,two,4", "'two' cannot stand in row. Use digits."),
        ("suppliers", "\nzellis,Zellis,company", "\nzellis,Zellis,firm", "'firm' cannot stand in supplier_kind. Use one of"),
        ("suppliers", "\nzellis,", "\nzengenti,", "'zengenti' stands on line"),
        ("suppliers", ",System C,", ",System Q,", "no suppliers.supplier is 'System Q'"),
        ("supplier_events", "2009-07-16", "16/07/2009", "'16/07/2009' cannot stand in event_date. Use YYYY-MM-DD."),
        ("supplier_events", ",yes,", ",perhaps,", "'perhaps' cannot stand in is_completed. Use yes or no."),
        ("borough_aliases", "LB Sutton", "LB Camden", "'LB Camden' also stands for 'camden'"),
        ("supplier_aliases", "Civica Group", "Idox Group", "also stands for 'civica'"),
        ("boroughs", "gss_code,", "gss,", "boroughs.csv, line 1: the column 'gss_code' is missing"),
        ("boroughs", "E09000007", "", "gss_code is blank"),
        ("thresholds", "central,goods/services,", "central,goods,services,", "there are more or fewer than"),
        ("assumptions", "0.15,0.35,0.6", "0.45,0.35,0.6", "low, central, high are 0.45, 0.35, 0.6. Write them from the lowest"),
        ("assumptions", "0.15,0.35,0.6", "0.15,0.35,inf", "'inf' cannot stand in high. Use digits."),
        ("assumptions", "0.15,0.35,0.6", "0.15,nan,0.6", "'nan' cannot stand in central. Use digits."),
        ("cost_items", "core,borough_time,16,", "core,borough_time,-16,", "quantity is -16.0. Write zero or more"),
        ("cost_items", "core,category_lead,", "core,borough_time,", "'core / borough_time' stands on line 2 too"),
        ("evaluation_targets", "at_least", "above", "'above' cannot stand in direction. Use one of at_least, at_most"),
        ("plan_items", "2026-12-18", "2026-08-18", "due_date 2026-08-18 is before start_date 2026-09-01"),
        ("plan_items", "2026-12-18", "", "a milestone has no due_date. Write YYYY-MM-DD."),
        ("plan_items", ",3,5,", ",3,6,", "impact is 6. Write 1 to 5."),
        ("plan_items", ",not_started,", ",later,", "'later' cannot stand in state. Use one of not_started, under_way"),
        ("plan_items", ",problem-1-scattered|", ",problem-1-scatered|", "Did you mean 'problem-1-scattered'?"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_with_its_place(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    message = broken(tmp_path, name, old, new)
    assert said in message
    assert f"{name}.csv, line " in message


LOG_ROWS = {
    "decision_log": "d1,2026-01-01,award,Awarded,camden,PLN01,,committee_paper,Paper 1,,,9,10,11,8,2,0.5,,,no,us",
    "joint_stages": "j1,surfaced,2026-01-01,PLN01,camden|brent,Minute 1,us",
    "service_log": "2026-01-01,uptime_minutes,,44640,44640,us",
    "supplier_actions": "a1,market_engagement,2026-01-01,civica,camden,PLN01,,Minute 1,us",
}


def own_log(folder: Path, name: str, row: str) -> Reference:
    head = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    (folder / f"{name}.csv").write_text(f"{head}{row}\n", encoding="utf-8")
    return load_reference(folder)


@pytest.mark.parametrize("name", LOG_ROWS)
def test_a_log_is_empty_here_and_a_register_keeps_its_own(tmp_path: Path, reference: Reference, name: str) -> None:
    assert getattr(reference, name).empty
    assert len(getattr(own_log(tmp_path, name, LOG_ROWS[name]), name)) == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("decision_log", "0.5", "0.3", "'0.3' cannot stand in attribution. Use one of 1, 0.5, 0.25, 0."),
        ("decision_log", "9,10,11", "12,10,11", "Write them from the lowest to the highest."),
        ("decision_log", ",8,2,", ",-8,2,", "actual_annual_gbp is -8.0. Write zero or more"),
        ("decision_log", "camden", "cambden", "no boroughs.borough_id is 'cambden'. Did you mean 'camden'?"),
        ("decision_log", "committee_paper", "page_view", "'page_view' cannot stand in evidence_kind"),
        ("joint_stages", "surfaced", "won", "'won' cannot stand in stage"),
        ("joint_stages", "2026-01-01", "", "reached_date is blank"),
        ("service_log", "44640,44640", "-1,44640", "n_good is -1. Write zero or more"),
        ("supplier_actions", "civica", "civca", "no suppliers.supplier_id is 'civca'. Did you mean 'civica'?"),
    ],
)
def test_a_log_row_that_cannot_stand_is_refused_with_its_place(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        own_log(tmp_path, name, LOG_ROWS[name].replace(old, new))
    assert said in str(caught.value)
    assert f"{name}.csv, line 2" in str(caught.value)


def test_every_item_of_every_scenario_is_priced_by_an_assumption_with_a_source(reference: Reference) -> None:
    priced = reference.cost_items.merge(reference.assumptions, on="assumption_id", how="left")
    assert set(priced["scenario"]) == {"lean", "core", "enhanced"}
    assert priced[["central", "source", "grade"]].notna().all(axis=None)


def test_what_was_set_so_that_a_published_figure_comes_out_says_so(reference: Reference) -> None:
    items = reference.cost_items.set_index("item")["note"]
    assert items[["running_costs", "borough_time"]].str.contains("comes out").all()
    lumps = reference.assumptions[reference.assumptions["assumption_id"].str.startswith("running_costs")]
    assert lumps["note"].str.contains("Central set so that").all()


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    text = (FOLDER / "tile_grid.csv").read_text(encoding="utf-8")
    (tmp_path / "tile_grid.csv").write_text(text.replace("north", "up"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_reference(tmp_path)
    assert len(caught.value.issues) == text.count("north")


def test_an_own_file_takes_the_place_of_the_packaged_one(tmp_path: Path) -> None:
    text = (FOLDER / "notice_decisions.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "notice_decisions.csv").write_text(text + "\n", encoding="utf-8")
    own = load_reference(tmp_path)
    assert own.notice_decisions.empty
    assert len(own.boroughs) == 33
    assert len(load_reference().notice_decisions) > 0


def test_the_tables_are_read_once(reference: Reference) -> None:
    assert load_reference() is reference


def test_every_notice_of_the_procurement_act_has_its_meaning(reference: Reference) -> None:
    meanings = reference.notice_types.set_index("notice_type")["notice_meaning"]
    assert set(meanings.index) == {f"UK{number}" for number in range(1, 18)}
    frame = pd.DataFrame({"notice_type": ["UK10", "award", None]})
    told = with_names(frame, Register.from_tables({}, as_of=date(2026, 11, 23), reference=reference))
    assert told["notice_meaning"].fillna("").tolist() == ["Contract change", "", ""]
