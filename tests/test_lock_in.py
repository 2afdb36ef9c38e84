"""How long systems stay, when the market was last asked, how open they are: known answers, edges and refusals."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tiny_world import AS_OF, tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import lock_in
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES

Rows = list[dict[str, Any]]


def rows(*told: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"source_id": "facts", "source_pointer": "line 2"} | one for one in told])


def bought(**contracts: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Give contracts of oak for REV01, and their allocations."""
    told = [
        {"contract_id": name, "title": name, "borough_id": "oak", "system_id": "alder-tax", **more}
        for name, more in contracts.items()
    ]
    placed = [{"contract_id": name, "borough_id": "oak", "function_code": "REV01", "weight": 1.0} for name in contracts]
    empty = tiny_tables()
    return {"contracts": rows(*told), "allocations": rows(*placed), "options": empty["options"].iloc[:0],
            "notices": empty["notices"].iloc[:0]}  # fmt: skip


def renewed(**tables: pd.DataFrame) -> dict[str, Any]:
    told = lock_in.renewals_without_competition(worked_register(**tables))
    return told[told["borough_id"].eq("oak")].to_dict("records")[0]


def of(frame: pd.DataFrame, **key: str) -> dict[str, Any]:
    for name, value in key.items():
        frame = frame[frame[name] == value]
    (only,) = frame.to_dict("records")
    return only


def test_the_median_tenure_of_each_function_is_as_worked_by_hand(worked: Register) -> None:
    told = lock_in.tenure(worked).set_index("function_code")
    days = {"HSG01": 3888, "PLN01": 2793, "REV01": 3888}
    assert told.loc[list(days), "value"].tolist() == pytest.approx([n / 365.25 for n in days.values()])
    assert told.loc["PLN01", ["n", "n_of", "n_boroughs"]].tolist() == [8, 8, 7]
    assert told.loc["REV01", ["lower", "upper"]].tolist() == pytest.approx([3888 / 365.25] * 2)
    assert told.loc["CUL01", "is_withheld"]
    assert told.loc["CUL01", "reason"] == "the start is known of fewer than 5 boroughs"


def test_the_age_of_contracts_is_apart_from_that_of_systems(worked: Register) -> None:
    told = lock_in.tenure(worked, of="contract").set_index("function_code")
    assert told.loc["REV01", "value"] == pytest.approx(1559.5 / 365.25)
    assert told.loc[["CUL01", "HSG01", "PLN01"], "is_withheld"].all()
    both = of(lock_in.systems_in_place(worked), borough_id="ash", function_code="REV01")
    assert (both["years_in_use"], both["contract_age_years"]) == pytest.approx((6080 / 365.25, 1787 / 365.25))


def test_a_purchase_or_a_new_name_keeps_the_clock_running() -> None:
    tables = tiny_tables()
    renamed = worked_register(suppliers=tables["suppliers"].assign(supplier="New name"))
    novated = worked_register(contracts=tables["contracts"].assign(supplier_id="cypress"))
    before = lock_in.systems_in_place(worked_register())["years_in_use"]
    for register in (renamed, novated):
        pd.testing.assert_series_equal(lock_in.systems_in_place(register)["years_in_use"], before)


def test_a_start_known_to_the_year_counts_from_its_middle_and_widens_the_bounds() -> None:
    uses = tiny_tables()["deployments"]
    register = worked_register(deployments=uses.assign(in_use_from_date_precision="year"))
    one = of(lock_in.systems_in_place(register), borough_id="ash", function_code="REV01")
    assert one["years_in_use_low"] == pytest.approx(5806 / 365.25)  # 31 December 2010: 15 x 365 + 4 + 327
    assert one["years_in_use_high"] == pytest.approx(6170 / 365.25)  # 1 January 2010: 364 days more
    told = of(lock_in.tenure(register), function_code="REV01")
    assert told["bound_low"] < told["value"] < told["bound_high"]


def test_unknown_starts_widen_the_bounds_and_never_count_as_zero() -> None:
    uses = tiny_tables()["deployments"]
    hidden = uses["borough_id"].eq("ivy") & uses["function_code"].eq("REV01")
    told = of(lock_in.tenure(worked_register(deployments=uses.assign(
        in_use_from_date=uses["in_use_from_date"].mask(hidden)))), function_code="REV01")  # fmt: skip
    # Without ivy 2010, 2012, 2014, 2016, 2018, 2020: the median lies half way from 2014 to 2016: 4,619 and 3,888 days.
    assert told["value"] == pytest.approx((4619 + 3888) / 2 / 365.25)
    assert (told["n"], told["n_of"]) == (6, 7)
    assert (told["bound_low"], told["bound_high"]) == pytest.approx((3888 / 365.25, 4619 / 365.25))
    assert (told["lower"], told["upper"]) == pytest.approx((2427 / 365.25, 6080 / 365.25))  # the least and most of six


def test_more_unknown_starts_never_narrow_the_bounds() -> None:
    uses, draw = tiny_tables()["deployments"], np.random.default_rng(3)
    order = draw.permutation(uses.index)
    last = (np.inf, -np.inf)
    for n in range(0, 24, 4):
        told = lock_in.tenure(worked_register(deployments=uses.assign(
            in_use_from_date=uses["in_use_from_date"].mask(uses.index.isin(order[:n])))))  # fmt: skip
        one = of(told, function_code="PLN01")
        if one["is_withheld"]:
            break
        high = np.inf if np.isnan(one["bound_high"]) else one["bound_high"]
        assert one["bound_low"] <= last[0] + 1e-9
        assert high >= last[1] - 1e-9
        last = (one["bound_low"], high)


def test_tenure_is_of_systems_or_of_contracts(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="contract"):
        lock_in.tenure(worked, of="contracts")  # type: ignore[arg-type]


def test_renewals_are_counted_as_worked_by_hand(worked: Register) -> None:
    told = lock_in.renewals_without_competition(worked)
    assert len(told) == 18
    expected = {("beech", "REV01"): 1, ("elm", "REV01"): 2, ("elm", "PLN01"): 1, ("ivy", "REV01"): 2}
    counted = told.set_index(["borough_id", "function_code"])
    assert {key: counted.loc[key, "value"] for key in expected} == expected
    assert counted.loc[[*expected], "competition_state"].eq("none on record").all()
    assert counted.drop([*expected])["value"].eq(0).all()
    years = {("ash", "REV01"): 1787, ("cedar", "CUL01"): 2427, ("hazel", "HSG01"): 4619, ("beech", "PLN01"): 691}
    for key, days in years.items():
        assert counted.loc[key, "years_since_competition"] == pytest.approx(days / 365.25)


def test_a_count_starts_anew_at_a_competition() -> None:
    tables = bought(
        old={"start_date": "2010-01-01", "is_direct_award": True}, asked={"start_date": "2015-01-01", "is_direct_award": False},
        after={"start_date": "2018-01-01", "is_direct_award": True}, again={"start_date": "2021-01-01", "is_direct_award": True},
    )  # fmt: skip
    told = renewed(**tables)
    assert (told["value"], told["n_direct_awards"], told["n_extensions"], told["competition_state"]) == (
        2,
        2,
        0,
        "known",
    )
    assert told["last_competition_date"] == pd.Timestamp("2015-01-01")


def test_a_notice_of_change_and_the_option_it_tells_of_are_one_extension() -> None:
    tables = bought(asked={"start_date": "2015-01-01", "is_direct_award": False})
    used = rows(*({"contract_id": "asked", "position": place, "months": 12, "is_exercised": True} for place in (1, 2)))
    change = rows({"notice_id": "n", "ocid": "o", "notice_type": "UK10", "published_date": "2019-01-01", "borough_id": "oak",
                   "contract_id": "asked"})  # fmt: skip
    assert renewed(**tables | {"options": used, "notices": change})["value"] == 2
    assert renewed(**tables | {"notices": change})["value"] == 1
    assert renewed(**tables | {"options": used.assign(is_exercised=None)})["value"] == 0


def test_an_unknown_route_makes_the_count_unknown_and_never_a_competition_or_none() -> None:
    asked = {"start_date": "2015-01-01", "is_direct_award": False}
    after = {"start_date": "2018-01-01", "is_direct_award": True}
    told = renewed(**bought(asked=asked, after=after, unclear={"start_date": "2020-01-01"}))
    assert told["is_withheld"]
    assert told["reason"] == "how or when a contract was awarded is not known"
    assert (told["n_at_least"], told["n_at_most"]) == (0, 2)
    assert told["competition_state"] == "not known"
    before = renewed(**bought(asked=asked, after=after, unclear={"start_date": "2012-01-01"}))
    assert (before["value"], before["is_withheld"]) == (1, False)


def test_an_award_of_an_unknown_day_makes_the_count_unknown() -> None:
    told = renewed(
        **bought(asked={"is_direct_award": False}, after={"start_date": "2018-01-01", "is_direct_award": True})
    )
    assert (told["is_withheld"], told["n_at_least"], told["n_at_most"]) == (True, 0, 1)


def test_an_award_after_the_day_asked_about_is_not_counted() -> None:
    tables = bought(
        asked={"start_date": "2015-01-01", "is_direct_award": False},
        after={"start_date": "2018-01-01", "is_direct_award": True},
    )
    told = lock_in.renewals_without_competition(worked_register(**tables), on=date(2017, 1, 1))
    assert of(told, borough_id="oak")["value"] == 0


def test_a_transparency_notice_tells_of_a_direct_award_where_the_contract_does_not_say() -> None:
    tables = bought(one={"start_date": "2018-01-01"})
    notice = rows({"notice_id": "n", "ocid": "o", "notice_type": "UK5", "published_date": "2017-12-01", "borough_id": "oak",
                   "contract_id": "one"})  # fmt: skip
    assert renewed(**tables)["is_withheld"]
    assert renewed(**tables | {"notices": notice})["value"] == 1


def test_renewals_are_counted_by_system_too(worked: Register) -> None:
    told = lock_in.renewals_without_competition(worked, by="system")
    assert of(told, borough_id="elm", system_id="alder-tax")["value"] == 2
    assert told["function_code"].isna().all()
    with pytest.raises(UnknownNameError):
        lock_in.renewals_without_competition(worked, by="area")  # type: ignore[arg-type]


def test_single_bids_cannot_be_counted_and_the_reason_is_said(worked: Register) -> None:
    told = lock_in.single_bid(worked)
    assert dict(zip(told["group_code"], told["n_of"], strict=True)) == {"CUL01": 1, "HSG01": 3, "PLN01": 4, "REV01": 4}
    assert told["is_withheld"].all()
    assert told["reason"].str.contains("no number of bids").all()
    assert told[["value", "n"]].isna().all(axis=None)


def test_the_register_has_no_number_of_bids_so_the_reason_holds() -> None:
    words = ("bid", "tenderer")
    columns = {name for table in TABLES.values() for name in table.names}
    assert [name for name in columns if any(word in name for word in words)] == []


def test_hosting_is_shared_out_as_worked_by_hand(worked: Register) -> None:
    told = lock_in.hosting(worked)
    shares = {
        (one["system_id"], one["hosting"]): one["value"] for one in told.to_dict("records") if not one["is_withheld"]
    }
    assert shares == pytest.approx({
        ("alder-tax", "on_premises"): 1 / 2, ("alder-tax", "supplier_cloud"): 1 / 2, ("birch-tax", "supplier_cloud"): 2 / 3,
        ("birch-tax", "own_cloud"): 1 / 3,
    })  # fmt: skip
    assert (told["hosting"].eq("unknown") == told["is_withheld"]).all()
    assert told["is_withheld"].sum() == 6


def test_the_openness_profile_keeps_unknown_visible(worked: Register) -> None:
    told = lock_in.openness(worked)
    one = of(told, system_id="alder-tax")
    assert [one[item] for item in lock_in.ITEMS] == ["unknown", "unknown", "unknown", "yes", "unknown"]
    assert (
        one["n_boroughs_reporting_lock_in"],
        one["n_boroughs_rating_data_access"],
        one["n_boroughs_unhappy_with_data_access"],
    ) == (1, 4, 4)
    assert of(told, system_id="birch-tax")["n_boroughs_reporting_api"] == 1
    assert told["is_withheld"].all()
    assert one["reason"].startswith("not known: api, documented standard, bulk export, exit plan;")


def test_a_supplier_s_cloud_everywhere_is_not_read_as_a_no() -> None:
    uses = tiny_tables()["deployments"].assign(hosting="supplier_cloud")
    assert of(lock_in.openness(worked_register(deployments=uses)), system_id="alder-tax")["own_hosting"] == "unknown"


def test_a_product_sheet_gives_a_score_from_four_known_items(worked: Register) -> None:
    sheet = pd.DataFrame([
        {"system_id": "alder-tax", "api": "yes", "documented_standard": "no", "bulk_export": "yes", "exit_plan": "unknown"},
        {"system_id": "elder-lib", "api": "yes", "documented_standard": "no", "bulk_export": "yes", "exit_plan": "unknown"},
    ])  # fmt: skip
    told = lock_in.openness(worked, product_facts=sheet)
    one = of(told, system_id="alder-tax")  # with its own hosting: yes, no, yes, yes
    assert (one["value"], one["n"], one["n_of"]) == (0.75, 4, 5)
    assert (one["bound_low"], one["bound_high"]) == (0.6, 0.8)
    assert of(told, system_id="elder-lib")["is_withheld"]  # three are known


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ({"api": ["yes"]}, "no column system_id"),
        ({"system_id": ["a", "a"]}, "twice"),
        ({"system_id": ["a"], "api": ["maybe"]}, "'maybe'"),
    ],
)
def test_a_product_sheet_that_cannot_be_read_is_refused(
    worked: Register, sheet: dict[str, list[str]], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        lock_in.openness(worked, product_facts=pd.DataFrame(sheet))


def test_members_do_not_see_what_one_or_two_boroughs_say() -> None:
    members = make_edition(worked_register(), edition="members")
    told = lock_in.openness(members)
    assert told.loc[told["n_boroughs"] < 3, "n_boroughs_reporting_lock_in"].isna().all()
    one = worked_register(deployments=tiny_tables()["deployments"].query("borough_id == 'fir'"))
    seen = lock_in.hosting(make_edition(one, edition="members"))
    assert seen["is_withheld"].all()
    assert (
        of(lock_in.openness(make_edition(one, edition="members")), system_id="birch-tax")["own_hosting"] == "withheld"
    )
    withheld = of(seen, system_id="birch-tax")
    assert (withheld["hosting"], withheld["reason"]) == ("withheld", "fewer than 3 boroughs say where it runs")


@pytest.mark.parametrize("metric", [lock_in.hosting, lock_in.openness, lock_in.exit_priorities])
def test_members_data_is_withheld_in_the_public_edition(metric: Any) -> None:
    told = metric(make_edition(worked_register(), edition="public"))
    assert told["is_withheld"].tolist() == [True]
    assert told["reason"].str.len().gt(10).all()


def test_a_product_sheet_is_public(worked: Register) -> None:
    sheet = pd.DataFrame([{"system_id": "alder-tax"} | dict.fromkeys(lock_in.ITEMS, "yes")])
    uses = tiny_tables()["deployments"].assign(is_published=True)
    public = make_edition(worked_register(deployments=uses), edition="public")
    told = lock_in.openness(public, product_facts=sheet)
    assert of(told, system_id="alder-tax")["value"] == 1
    assert told["n_boroughs_reporting_lock_in"].fillna(0).eq(0).all()
    assert len(told) == len(lock_in.openness(worked))


PLACES = pd.DataFrame({
    "years_in_use": [20.0, 2.0], "years_since_competition": [10.0, 1.0], "openness_share": [0.2, 0.8],
    "has_exit_plan": [False, True], "concentration_share": [0.5, 0.5],
})  # fmt: skip


def test_the_index_is_as_worked_by_hand() -> None:
    told = lock_in.risk_index(PLACES, as_of=AS_OF)
    assert told["value"].tolist() == pytest.approx([80.5672, 19.4328], abs=1e-4)
    assert told[["rank", "rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1, 1], [2, 2, 2]]


def test_other_weights_may_turn_the_ranks_round() -> None:
    # By age first, by openness second: which is higher is a matter of weights.
    close = PLACES.assign(years_since_competition=5.0, openness_share=[0.9, 0.05], has_exit_plan=False)
    told = lock_in.risk_index(close, as_of=AS_OF)
    assert told[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]
    pd.testing.assert_frame_equal(told, lock_in.risk_index(close, as_of=AS_OF, seed=0))


def test_a_row_with_a_missing_part_is_withheld_and_says_which() -> None:
    parts = pd.concat([PLACES, PLACES.iloc[:1].assign(has_exit_plan=None, openness_share=np.nan)], ignore_index=True)
    told = lock_in.risk_index(parts, as_of=AS_OF)
    assert told["value"].tolist()[:2] == pytest.approx([80.5672, 19.4328], abs=1e-4)
    assert told["reason"].tolist()[2] == "not known: openness share, has exit plan"
    assert pd.isna(told["rank"].tolist()[2])


def test_places_that_are_all_alike_share_the_first_rank() -> None:
    alike = pd.concat([PLACES.iloc[:1]] * 3, ignore_index=True)
    told = lock_in.risk_index(alike, as_of=AS_OF)
    assert told["rank"].tolist() == [1, 1, 1]
    assert told["value"].tolist() == pytest.approx([100 * (0.25 + 0.16 + 0.15 + 0.075)] * 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"years_in_use": -1.0}, "years_in_use is -1"), ({"years_in_use": np.inf}, "years_in_use is inf"),
     ({"concentration_share": 3131.0}, "from 0 to 1"), ({"openness_share": 1.5}, "openness_share is 1.5")],
)  # fmt: skip
def test_parts_out_of_range_are_refused(change: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        lock_in.risk_index(PLACES.assign(**change), as_of=AS_OF)


def test_an_absent_part_or_no_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="lack openness_share"):
        lock_in.risk_index(PLACES.drop(columns="openness_share"), as_of=AS_OF)
    with pytest.raises(ValueError, match="at least 1"):
        lock_in.risk_index(PLACES, as_of=AS_OF, draws=0)


def test_the_register_s_parts_are_those_worked_by_hand_and_every_row_is_withheld(worked: Register) -> None:
    parts = of(lock_in.risk_parts(worked), borough_id="ash", function_code="REV01")
    known = [parts[name] for name in ("years_in_use", "years_since_competition", "concentration_share")]
    assert known == pytest.approx([6080 / 365.25, 1787 / 365.25, 0.775])
    told = lock_in.exit_priorities(worked)
    assert told["is_withheld"].all()
    assert told["reason"].str.contains("openness share, has exit plan").all()


@pytest.mark.parametrize(
    ("metric", "columns"),
    [("systems_in_place", lock_in.IN_PLACE_COLUMNS), ("tenure", lock_in.TENURE_COLUMNS), ("hosting", lock_in.HOSTING_COLUMNS),
     ("renewals_without_competition", lock_in.RENEWAL_COLUMNS), ("single_bid", lock_in.BID_COLUMNS),
     ("openness", lock_in.OPENNESS_COLUMNS), ("exit_priorities", lock_in.RISK_COLUMNS)],
)  # fmt: skip
def test_the_columns_are_those_promised_full_and_empty(metric: str, columns: tuple[str, ...], worked: Register) -> None:
    for register in (worked, Register.from_tables({}, as_of=AS_OF)):
        told = getattr(lock_in, metric)(register)
        assert tuple(told.columns) == columns
        if set(ENVELOPE) <= set(columns):
            assert told.loc[~told["is_withheld"].astype("bool"), "value"].notna().all()


def test_a_day_in_the_year_9999_is_a_use_not_begun() -> None:
    uses = tiny_tables()["deployments"].assign(in_use_from_date="9999-12-31")
    assert lock_in.tenure(worked_register(deployments=uses)).empty


def test_no_word_blames_anybody() -> None:
    assert "lawful" in str(lock_in.renewals_without_competition.__doc__)
