"""How much, how complete, how fresh and how valid: the answers of tests/tiny/worked_coverage.md, and what bends them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_world import AS_OF, tiny_reference, tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.coverage import (
    REQUIRED,
    RULES,
    boroughs_known,
    completeness,
    freshness,
    quality,
    supported,
    validity,
)
from citytools_analysis.metrics.coverage.needs import NEEDS, WORDS
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

METRICS = (boroughs_known, completeness, freshness, validity, quality)


def field(register: Register, borough: str, name: str) -> pd.Series:
    told = completeness(register)
    return told[(told["borough_id"] == borough) & (told["field"] == name)].iloc[0]


def rule(register: Register, borough: str, name: str) -> list[object]:
    told = validity(register)
    return (
        told.loc[(told["borough_id"] == borough) & (told["rule"] == name), ["n_passed", "n_failed"]]
        .to_numpy()
        .tolist()[0]
    )


def contracts(**changed: object) -> Register:
    return worked_register(contracts=tiny_tables()["contracts"].assign(**changed))


def test_boroughs_with_a_record_are_counted_in_each_area_and_in_all(worked: Register) -> None:
    told = boroughs_known(worked)
    assert told["area_code"].tolist()[:4] == ["CUL", "HSG", "PLN", "REV"]
    assert told["area"].iloc[-1] == "all areas"
    assert told["value"].tolist() == [0.3, 0.6, 0.9, 0.8, 0.9]
    assert told["n_boroughs_dated"].tolist() == told["n_boroughs"].tolist() == [3, 6, 9, 8, 9]
    assert told["lower"].tolist() == told["upper"].tolist() == told["bound_low"].tolist() == told["value"].tolist()


def test_a_record_without_a_day_is_known_but_not_dated() -> None:
    tables = tiny_tables()
    undated = worked_register(
        deployments=tables["deployments"].assign(seen_date=None),
        contracts=tables["contracts"].assign(confirmed_date=None),
    )
    assert boroughs_known(undated)["n_boroughs_dated"].tolist() == [0] * 5
    assert boroughs_known(undated)["value"].iloc[-1] == 0.9


def test_answers_are_complete_where_they_say_anything_but_unknown(worked: Register) -> None:
    told = completeness(worked)
    told = told[told["field"] == "system_state"].set_index("borough_id")
    expected = {
        "ash": 4,
        "beech": 3,
        "cedar": 4,
        "elm": 3,
        "fir": 4,
        "hazel": 3,
        "ivy": 2,
        "larch": 2,
        "maple": 0,
        "oak": 1,
    }
    assert told["n_complete"].to_dict() == expected
    assert told["value"].to_dict() == {name: n / 4 for name, n in expected.items()}
    assert told.loc["elm", "n_not_applicable"] == 1
    assert told.loc["maple", ["n_stated_unknown", "n_blank"]].tolist() == [2, 2]


@pytest.mark.parametrize(
    ("borough", "name", "complete", "asked"),
    [
        ("hazel", "end_date", 1, 2), ("fir", "end_date", 3, 3), ("hazel", "option_state", 1, 1),
        ("fir", "notice_months", 1, 1), ("elm", "is_in_use", 1, 1), ("hazel", "is_in_use", 0, 1),
        ("cedar", "vat_basis", 2, 3), ("ash", "score", 3, 4), ("ash", "level", 2, 10), ("ash", "hosting", 1, 4),
        ("ash", "mailbox", 0, 1), ("ash", "function_code", 3, 3), ("ash", "supplier_id", 3, 3),
    ],
)  # fmt: skip
def test_each_field_is_asked_only_of_the_records_that_need_it(
    worked: Register, borough: str, name: str, complete: int, asked: int
) -> None:
    row = field(worked, borough, name)
    assert (row["n_complete"], row["n_asked"]) == (complete, asked)
    assert row["value"] == pytest.approx(complete / asked)


def test_a_field_nobody_is_asked_has_no_share(worked: Register) -> None:
    row = field(worked, "ash", "notice_months")
    assert row["is_withheld"]
    assert row["reason"] == "no such record of the borough"


def test_what_a_source_says_outright_is_told_from_a_blank() -> None:
    rows = tiny_tables()["contracts"]
    is_plan = rows["contract_id"].eq("ash-plan")
    said = rows.assign(
        supplier_id=rows["supplier_id"].mask(is_plan), start_date=rows["start_date"].mask(is_plan),
        value_gbp=rows["value_gbp"].mask(is_plan),
        stated_unknown=is_plan.map({True: "supplier_id|review_date", False: None}),
        stated_none=is_plan.map({True: "start_date", False: None}),
    )  # fmt: skip
    register = worked_register(contracts=said)
    columns = ["n_complete", "n_not_applicable", "n_stated_unknown", "n_blank"]
    assert field(register, "ash", "supplier_id")[columns].tolist() == [2, 0, 1, 0]
    assert field(register, "ash", "start_date")[columns].tolist() == [3, 1, 0, 0]
    assert field(register, "ash", "value_gbp")[columns].tolist() == [2, 0, 0, 1]


def test_a_withheld_end_is_neither_complete_nor_missing() -> None:
    rows = tiny_tables()["contracts"]
    is_plan = rows["contract_id"].eq("ash-plan")
    hidden = rows.assign(end_state=rows["end_state"].mask(is_plan, "withheld"), end_date=rows["end_date"].mask(is_plan))
    row = field(worked_register(contracts=hidden), "ash", "end_date")
    assert row[["n_complete", "n_asked", "n_withheld"]].tolist() == [2, 2, 1]
    assert row[["value", "bound_low", "bound_high"]].tolist() == [1.0, pytest.approx(2 / 3), 1.0]


def test_every_required_field_is_told_of_every_borough_with_its_reason(worked: Register) -> None:
    told = completeness(worked)
    assert len(told) == 10 * len(REQUIRED)
    assert told["why_it_matters"].str.len().min() > 5
    known = told[~told["is_withheld"]]
    parts = known["n_complete"] + known["n_stated_unknown"] + known["n_blank"]
    assert (parts == known["n_asked"]).all()


def test_freshness_is_the_days_since_the_source_said_so(worked: Register) -> None:
    told = freshness(worked).set_index(["borough_id", "field_group", "measure"])["value"]
    assert told["ash", "contracts", "median_age_days"] == 175
    assert told["ash", "deployments", "freshness"] == pytest.approx(0.717250, abs=1e-6)
    assert told["ash", "ratings", "median_age_days"] == 175
    assert told["ash", "ratings", "freshness"] == pytest.approx(0.429876, abs=1e-6)


def test_an_edit_is_not_a_confirmation() -> None:
    source = {"source_id": "facts", "source_kind": "return", "source_name": "a", "file_name": "a", "sha256": "0"}
    fresh = pd.DataFrame([source | {"retrieved_date": "2026-11-22"}])
    pd.testing.assert_frame_equal(freshness(worked_register(sources=fresh)), freshness(worked_register()))


def test_undated_records_widen_the_bounds_of_age_and_are_never_new() -> None:
    rows = tiny_tables()["contracts"]
    some = rows.assign(confirmed_date=rows["confirmed_date"].mask(rows["contract_id"].eq("ash-plan")))
    told = freshness(worked_register(contracts=some)).set_index(["borough_id", "field_group", "measure"])
    row = told.loc[("ash", "contracts", "freshness")]
    # two of three are dated: 0.717250; the third worth 0 or 1: (2 x 0.717250 + 0) / 3 and (2 x 0.717250 + 1) / 3
    assert row[["value", "bound_low", "bound_high"]].tolist() == pytest.approx([0.717250, 0.478167, 0.811500], abs=1e-6)
    none = freshness(worked_register(contracts=rows.assign(confirmed_date=None)))
    none = none[none["field_group"] == "contracts"]
    assert none["value"].isna().all()
    assert set(none["reason"]) == {"no record says on which day it was true", "no such record of the borough"}


def test_a_confirmation_in_the_future_is_none() -> None:
    told = freshness(contracts(confirmed_date="9999-12-31"))
    assert told.loc[told["field_group"] == "contracts", "value"].isna().all()


def test_rules_passed_are_counted_where_they_apply(worked: Register) -> None:
    assert rule(worked, "cedar", "all rules") == [20, 0]
    assert rule(worked, "fir", "all rules") == [21, 0]
    assert rule(worked, "ivy", "break_is_within_the_term") == [1, 0]
    assert rule(worked, "ash", "supplier_is_resolved") == [0, 0]


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("ends_after_it_starts", {"start_date": "2031-01-01"}), ("end_is_plausible", {"end_date": "9999-12-31"}),
        ("value_is_above_zero", {"value_gbp": "0"}), ("value_is_above_zero", {"value_gbp": "-5"}),
        ("value_is_above_zero", {"value_gbp": float("inf")}), ("cpv_has_eight_digits", {"cpv_code": "48000000-8"}),
        ("break_is_within_the_term", {"break_date": "2040-01-01"}), ("supplier_is_resolved", {"supplier_id": "nobody"}),
    ],
)  # fmt: skip
def test_each_rule_about_contracts_can_be_broken(name: str, changed: dict[str, object]) -> None:
    assert rule(contracts(**changed), "beech", name) == [0, 1]


def test_a_name_that_was_not_reviewed_breaks_the_rule_and_one_of_which_nothing_is_said_does_not() -> None:
    suppliers = tiny_tables()["suppliers"]
    said = suppliers.assign(is_reviewed=suppliers["supplier_id"].map({"alder": True, "birch": False}))
    register = worked_register(suppliers=said)
    assert rule(register, "beech", "supplier_is_resolved") == [1, 0]
    assert rule(register, "ivy", "supplier_is_resolved") == [0, 1]
    assert rule(register, "elm", "supplier_is_resolved") == [1, 0]


def test_each_rule_about_systems_can_be_broken() -> None:
    uses = tiny_tables()["deployments"]
    named = uses.assign(
        system_id=uses["system_id"].fillna("alder-tax"), seen_date="2027-01-01", in_use_to_date="2001-01-01"
    )
    register = worked_register(deployments=named)
    assert rule(register, "larch", "state_fits_what_is_named") == [1, 1]  # open source may have a name, in house not
    assert rule(register, "beech", "seen_by_today") == [0, 3]
    assert rule(register, "beech", "use_ends_after_it_begins") == [0, 3]


def test_shares_of_a_contract_that_do_not_sum_to_one_break_the_rule() -> None:
    rows = tiny_tables()["allocations"]
    register = worked_register(allocations=rows.assign(weight=rows["weight"].replace("0.25", "0.5")))
    assert rule(register, "cedar", "shares_sum_to_one") == [2, 1]


def test_quality_is_the_geometric_mean_of_its_parts(worked: Register) -> None:
    told = quality(worked).set_index("borough_id")
    oak = told.loc["oak"]
    assert oak[["completeness", "freshness", "validity"]].tolist() == pytest.approx([0.25, 0.613485, 1], abs=1e-6)
    assert oak[["value", "bound_low", "bound_high"]].tolist() == pytest.approx([0.535280, 0, 0.625801], abs=1e-6)
    assert told.loc["maple", "reason"] == "not known: freshness"


def test_one_part_that_is_zero_shows() -> None:
    told = quality(contracts(start_date="2031-01-01", value_gbp="-1", end_date="2029-01-01")).set_index("borough_id")
    assert 0 < told.loc["ivy", "validity"] < 1
    uses = tiny_tables()["deployments"].assign(seen_date="2027-01-01", system_state="known", system_id=None)
    wrong = worked_register(deployments=uses, contracts=tiny_tables()["contracts"].iloc[:0])
    rated = quality(wrong).set_index("borough_id").loc["ash"]
    assert rated["validity"] == 0
    assert rated["value"] == 0


def test_what_a_borough_s_data_supports_is_said_with_the_field_that_is_missing(worked: Register) -> None:
    told = supported(worked, "ash").set_index("metric_id")
    assert told.loc["M33", "is_supported"]
    assert told.loc["M103", "is_supported"]
    assert told.loc["M102", ["is_supported", "missing"]].tolist() == [False, "a role mailbox"]
    assert told.loc["M72", "missing_fields"] == "outside.number_of_tenderers"
    maple = supported(worked, "maple").set_index("metric_id")
    assert maple.loc["M41", "n_missing"] == 3
    assert maple.loc["M33", "missing"] == "the end of a contract, or that it rolls on"
    assert len(supported(worked)) == 10 * len(told)


def test_every_metric_of_the_catalogue_has_its_needs_and_every_need_its_words() -> None:
    assert set(NEEDS) == set(load_reference().metrics["metric_id"])
    assert {part for needs in NEEDS.values() for need in needs for part in need.split("|")} <= set(WORDS)


def test_support_by_members_data_is_withheld_in_the_public_edition() -> None:
    told = supported(make_edition(worked_register(), edition="public"), "ash").set_index("metric_id")
    assert told.loc["M61", ["is_withheld", "reason"]].tolist() == [True, "members' data: not in the public edition"]
    assert pd.isna(told.loc["M61", "is_supported"])
    assert not told.loc["M33", "is_withheld"]


def test_a_borough_that_does_not_exist_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'ash'"):
        supported(worked, "ashh")


def test_members_fields_are_withheld_in_the_public_edition() -> None:
    public = make_edition(worked_register(), edition="public")
    told = completeness(public)
    held = told[told["field"].isin(["score", "level", "mailbox", "hosting"])]
    assert held["is_withheld"].all()
    assert held[["n_asked", "n_complete"]].isna().all().all()
    ratings = freshness(public)
    assert ratings.loc[ratings["field_group"] == "ratings", "is_withheld"].all()


def test_boroughs_that_answered_widen_the_bound_of_a_public_edition() -> None:
    source = {"source_id": "r", "source_kind": "return", "source_name": "a", "file_name": "a", "sha256": "0",
              "borough_id": "maple", "retrieved_date": "2026-06-01"}  # fmt: skip
    told = boroughs_known(worked_register(edition="public", sources=pd.DataFrame([source])))
    assert told["bound_high"].tolist() == pytest.approx([0.4, 0.7, 1.0, 0.9, 1.0])


def test_rules_and_fields_are_named_in_words() -> None:
    assert all(words and table in {"contracts", "deployments"} for table, words in RULES.values())


@pytest.mark.parametrize("metric", METRICS)
def test_an_empty_register_gives_the_same_columns_and_no_number_that_is_none(metric: object, worked: Register) -> None:
    empty = metric(Register.from_tables({}, as_of=AS_OF, reference=tiny_reference()))  # type: ignore[operator]
    assert list(empty) == list(metric(worked))  # type: ignore[operator]
    assert empty.loc[~empty["is_withheld"], "value"].notna().all()


@settings(max_examples=6, deadline=None)
@given(st.sets(st.integers(0, 16)))
def test_more_missing_days_never_narrow_the_bounds_of_freshness(gone: set[int]) -> None:
    rows = tiny_tables()["contracts"]
    fewer = rows.assign(confirmed_date=rows["confirmed_date"].mask(rows.index.isin(gone)))
    before, after = (freshness(register) for register in (worked_register(), worked_register(contracts=fewer)))
    wide = after["measure"].eq("freshness") & ~after["is_withheld"]
    assert (after.loc[wide, "bound_low"] <= before.loc[wide, "bound_low"] + 1e-12).all()
    assert (after.loc[wide, "bound_high"] >= before.loc[wide, "bound_high"] - 1e-12).all()
