"""Which systems boroughs use."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from conftest import Make

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import IN_USE_COLUMNS, PEER_COLUMNS, in_use, peers, replacements, shares
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.register import Register

USE = {"borough_id": "camden", "function_code": "PLN01", "system_state": "known", "deployment_id": "d"}


def test_a_later_known_system_replaces_the_one_in_its_slot_and_an_unknown_one_replaces_nothing(tiny: Register) -> None:
    planning = in_use(tiny).query("function_code == 'PLN01'")
    systems = planning.groupby("borough_id")["system_id"].apply(lambda ids: ids.dropna().tolist()).to_dict()
    assert systems == {
        "brent": ["public-access"], "camden": ["public-access"], "haringey": ["arcus", "public-access"],
        "hillingdon": [], "lambeth": ["public-access"], "lewisham": [],
    }  # fmt: skip
    assert tuple(in_use(tiny).columns) == IN_USE_COLUMNS


def test_the_replacement_is_told_with_both_days_and_only_where_both_systems_are_known(tiny: Register) -> None:
    told = replacements(tiny)
    assert told[["borough_id", "slot", "from_system", "to_system"]].to_numpy().tolist() == [
        ["lambeth", "portal", "Arcus", "Public Access"]
    ]
    assert told["last_seen_date"].item() < told["first_seen_date"].item()


def test_two_systems_without_a_slot_are_both_in_use_and_no_replacement(tiny: Register) -> None:
    assert "haringey" not in set(replacements(tiny)["borough_id"])


def test_two_systems_seen_in_one_slot_on_one_day_are_both_kept_and_neither_replaced(make_register: Make) -> None:
    uses = [
        USE | {"slot": "portal", "seen_date": "2026-06-01", "system_id": system, "deployment_id": system}
        for system in ("arcus", "public-access")
    ]
    assert len(in_use(make_register(deployments=uses))) == 2
    assert replacements(make_register(deployments=uses)).empty


@pytest.mark.parametrize(
    ("change", "is_in_use"),
    [
        ({"in_use_to_date": "2026-11-22"}, False),
        ({"in_use_to_date": "2026-11-23"}, True),
        ({"in_use_to_date": "2026-11-01", "in_use_to_date_precision": "month"}, True),
        ({"in_use_from_date": "2026-11-24"}, False),
        ({"in_use_from_date": "2026-01-01", "in_use_from_date_precision": "year"}, True),
        ({"seen_date": "2026-11-24"}, False),
        ({"seen_date": "2026-11-24", "in_use_from_date": "2020-01-01"}, True),
    ],
)
def test_what_is_in_force_on_a_day(make_register: Make, change: dict[str, Any], is_in_use: bool) -> None:  # noqa: FBT001
    assert (len(in_use(make_register(deployments=[USE | change]))) == 1) == is_in_use


def test_a_question_about_an_earlier_day_sees_the_system_of_that_day(tiny: Register) -> None:
    then = in_use(tiny, on=date(2022, 1, 1)).query("borough_id == 'lambeth'")
    assert then["system"].tolist() == ["Arcus"]


def test_names_stand_beside_ids_and_the_maker_is_the_supplier(tiny: Register) -> None:
    row = in_use(tiny).query("system_id == 'nec-revenues'").iloc[0]
    assert row[["borough", "function", "area", "system", "supplier"]].tolist() == [
        "Haringey", "Council tax and business rates", "Revenues", "NEC Revenues", "NEC Software Solutions UK"
    ]  # fmt: skip


def test_shares_split_a_borough_between_its_answers_and_leave_the_unknown_out(tiny: Register) -> None:
    planning = shares(tiny).query("function_code == 'PLN01'")
    assert planning["category"].tolist() == ["Public Access", "in_house", "Arcus"]
    assert planning["share"].tolist() == pytest.approx([3.5 / 5, 1 / 5, 0.5 / 5])
    assert planning["n_boroughs"].tolist() == [4, 1, 1]
    assert set(zip(planning["n"], planning["n_of"], strict=True)) == {(5, 6)}
    assert planning["bound_low"].tolist() == pytest.approx([3.5 / 6, 1 / 6, 0.5 / 6])
    assert planning["bound_high"].tolist() == pytest.approx([4.5 / 6, 2 / 6, 1.5 / 6])
    # Wilson by hand with n_eff = 5 * 5 / 1 = 25 and p = 0.2: z2/n = 0.15366
    assert planning[["lower", "upper"]].iloc[1].tolist() == pytest.approx([0.0886, 0.3913], abs=1e-4)
    assert set(ENVELOPE) <= set(planning.columns)


def test_shares_of_every_group_sum_to_one(tiny: Register) -> None:
    for by, code in (("function", "function_code"), ("area", "area_code")):
        assert shares(tiny, by).groupby(code)["share"].sum().tolist() == pytest.approx([1, 1, 1])


def test_none_and_open_source_are_answers_a_reseller_is_not_and_not_applicable_leaves_the_population(
    tiny: Register,
) -> None:
    library = shares(tiny).query("function_code == 'CUL01'")
    assert sorted(library["category"]) == ["none", "open_source"]
    assert (library["n"].iloc[0], library["n_of"].iloc[0]) == (2, 5)


def test_a_group_that_does_not_exist_is_refused(tiny: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'function'"):
        shares(tiny, "functions")


def test_peers_use_the_same_system_for_the_same_function_and_bring_their_ends(tiny: Register) -> None:
    told = peers(tiny, "camden")
    assert tuple(told.columns) == PEER_COLUMNS
    assert told["peer_borough"].tolist() == ["Haringey", "Brent", "Lambeth"]
    assert told["peer_end_state"].tolist() == ["known", "known", "unknown"]
    assert told["peer_end_note"].tolist() == [
        "end passed; the borough says it is still in use", "", "no contract is known"
    ]  # fmt: skip
    assert told["peer_latest_end_date"].tolist()[1] == pd.Timestamp("2029-03-31")
    assert pd.isna(told["peer_end_date"].iloc[2])


def test_a_peer_s_passed_end_is_no_date_but_a_note(make_register: Make) -> None:
    uses = [USE | {"system_id": "arcus", "borough_id": name, "deployment_id": name} for name in ("camden", "brent")]
    contract = {
        "contract_id": "c",
        "borough_id": "brent",
        "system_id": "arcus",
        "end_date": "2026-01-31",
        "end_state": "known",
    }
    share = {"contract_id": "c", "borough_id": "brent", "function_code": "PLN01", "weight": 1}
    told = peers(make_register(deployments=uses, contracts=[contract], allocations=[share]), "camden").iloc[0]
    assert pd.isna(told["peer_end_date"])
    assert told["peer_end_note"] == "end passed; whether still in use is not known"


def test_a_borough_that_does_not_exist_is_refused(tiny: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'camden'"):
        peers(tiny, "cambden")
