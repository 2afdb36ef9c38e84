"""The market as a small supplier sees it: known answers, unknown flags, groups on the day, and what cannot be judged."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint
from tiny_world import AS_OF, tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import market
from citytools_analysis.metrics.market.routes import is_direct, route_of
from citytools_analysis.register import Register


def placed(contracts: pd.DataFrame, function: str = "REV01") -> dict[str, pd.DataFrame]:
    """Give contracts with a source, each for one function, and nothing that speaks of others."""
    full = contracts.assign(title="A contract", source_id="facts", source_pointer="line 2")
    shares = full[["contract_id", "borough_id", "source_id", "source_pointer"]].assign(
        function_code=function, weight=1.0
    )
    empty = {name: tiny_tables()[name].iloc[:0] for name in ("options", "notices")}
    return {"contracts": full, "allocations": shares, **empty}


def flagged() -> pd.DataFrame:
    """Give 24 contracts in force: 12 of SMEs (3 of them Birch's, which Alder bought in 2025), 8 of others, 4 not known."""
    flags = ["yes"] * 12 + ["no"] * 8 + [None] * 4
    worth = [10_000] * 12 + [20_000] * 8 + [5_000] * 4
    supplier = ["birch"] * 3 + ["cypress"] * 9 + ["alder"] * 8 + ["elder"] * 4
    return pd.DataFrame({
        "contract_id": [f"c{place}" for place in range(24)], "borough_id": "oak", "supplier_id": supplier,
        "is_sme_supplier": [{"yes": True, "no": False}.get(str(flag)) for flag in flags], "value_gbp": worth,
        "value_basis": "annual", "vat_basis": "ex", "start_date": "2024-01-01", "end_date": "2028-12-31", "end_state": "known",
    })  # fmt: skip


def cell(frame: pd.DataFrame, **key: Any) -> dict[str, Any]:
    for name, value in key.items():
        frame = frame[frame[name] == value]
    (only,) = frame.to_dict("records")
    return only


def test_the_sme_share_is_given_as_declared_and_as_groups_stand_by_count_and_by_value() -> None:
    told = market.sme_share(worked_register(**placed(flagged())))
    declared = cell(told, view="declared at award", measure="contracts")
    assert (declared["value"], declared["n"], declared["n_of"]) == (12 / 20, 20, 24)
    assert (declared["bound_low"], declared["bound_high"]) == (12 / 24, 16 / 24)
    adjusted = cell(told, view="group-adjusted", measure="contracts")  # Birch has been Alder's since June 2025
    assert (adjusted["value"], adjusted["bound_low"], adjusted["bound_high"]) == (9 / 20, 9 / 24, 13 / 24)
    worth = cell(told, view="declared at award", measure="value")  # 120,000 of 280,000; 20,000 not known
    assert worth["value"] == pytest.approx(120 / 280)
    assert (worth["bound_low"], worth["bound_high"]) == pytest.approx((120 / 300, 140 / 300))
    assert cell(told, view="group-adjusted", measure="value")["value"] == pytest.approx(90 / 280)


def test_before_the_purchase_the_sme_was_one() -> None:
    told = market.sme_share(worked_register(**placed(flagged())), on=date(2025, 5, 31))
    assert cell(told, view="group-adjusted", measure="contracts")["value"] == 12 / 20


def test_the_interval_of_the_sme_share_is_wilson_s_with_the_finite_size() -> None:
    one = cell(market.sme_share(worked_register(**placed(flagged()))), view="declared at award", measure="contracts")
    size = 20 * 23 / 4  # n (N - 1) / (N - n) = 115
    assert (one["lower"], one["upper"]) == pytest.approx(proportion_confint(0.6 * size, size, method="wilson"))


def test_what_a_reseller_sold_is_apart() -> None:
    rows = flagged().assign(seller_id=["rowan"] * 4 + [None] * 20)
    told = market.sme_share(worked_register(**placed(rows)))
    resold = cell(told, channel="through a reseller", view="declared at award", measure="contracts")
    assert (resold["n_contracts"], resold["is_withheld"]) == (4, True)
    assert cell(told, channel="from the supplier", view="declared at award", measure="contracts")["n_contracts"] == 20


def test_unknown_flags_are_never_a_no() -> None:
    rows = flagged().assign(is_sme_supplier=None)
    told = market.sme_share(worked_register(**placed(rows)))
    assert told["is_withheld"].all()
    assert told["reason"].eq("fewer than 20 contracts have a known flag").all()
    assert told["n_not_known"].eq(24).all()


def test_more_unknown_flags_never_narrow_the_bounds_of_the_sme_share() -> None:
    rows, last = flagged(), (1.0, 0.0)
    rows = rows.assign(is_sme_supplier=rows["is_sme_supplier"].fillna(value=True))
    for n in range(5):
        hidden = rows.assign(is_sme_supplier=rows["is_sme_supplier"].where(rows.index >= n, None))
        one = cell(market.sme_share(worked_register(**placed(hidden))), view="declared at award", measure="contracts")
        assert one["bound_low"] <= last[0]
        assert one["bound_high"] >= last[1]
        last = (one["bound_low"], one["bound_high"])


def test_a_share_by_value_needs_seven_in_ten_to_have_a_value() -> None:
    rows = flagged().assign(value_gbp=[10_000.0] * 16 + [np.nan] * 8)
    told = market.sme_share(worked_register(**placed(rows)), by="all")
    worth = cell(told, view="declared at award", measure="value")
    assert worth["is_withheld"]
    assert worth["reason"] == "fewer than 20 contracts have a known flag"  # 16 have a value and a flag
    many = pd.concat([rows, rows.assign(contract_id=rows["contract_id"] + "-b")], ignore_index=True)
    worth = cell(market.sme_share(worked_register(**placed(many)), by="all"), view="declared at award", measure="value")
    assert worth["reason"] == "fewer than 70% of contracts have a yearly value"


@pytest.mark.parametrize("value", [0.0, float("inf"), -5.0])
def test_values_that_are_none_give_no_share_by_value(value: float) -> None:
    told = market.sme_share(worked_register(**placed(flagged().assign(value_gbp=value))))
    worth = told[told["measure"] == "value"]
    assert worth["is_withheld"].all()
    assert not told[told["measure"] == "contracts"]["is_withheld"].any()


def test_the_benchmark_stands_only_beside_what_it_is_nearest_to() -> None:
    told = market.sme_share(worked_register(**placed(flagged())), by="all")
    has_one = told["benchmark_share"].notna()
    assert has_one.sum() == 2
    assert told.loc[has_one, ["channel", "measure"]].drop_duplicates().to_numpy().tolist() == [
        ["from the supplier", "value"]
    ]
    assert told.loc[has_one, "benchmark"].str.contains("another scope").all()
    assert market.sme_share(worked_register(**placed(flagged())))["benchmark_share"].isna().all()


def test_the_ten_authorities_have_too_few_contracts_for_an_sme_share(worked: Register) -> None:
    told = market.sme_share(worked, by="all")
    direct = cell(told, channel="from the supplier", view="declared at award", measure="contracts")
    assert (direct["n_contracts"], direct["n_sme"], direct["is_withheld"]) == (14, 4, True)
    assert cell(told, channel="from the supplier", view="group-adjusted", measure="contracts")["n_sme"] == 4
    assert cell(told, channel="through a reseller", view="group-adjusted", measure="contracts")["n_not_sme"] == 1


def test_new_entrants_are_as_worked_by_hand(worked: Register) -> None:
    told = cell(market.new_entrants(worked, by="all"))
    assert (told["n_awards"], told["n_new"], told["n_not_judgeable"], told["is_withheld"]) == (16, 3, 2, True)
    assert told["reason"] == "fewer than 15 awards can be judged; records begin on 1 April 2014"
    whole = cell(market.new_entrants(worked, by="all", records_begin=date(2009, 1, 1)))
    assert (whole["value"], whole["n"], whole["n_new"]) == (5 / 16, 16, 5)
    assert (whole["lower"], whole["upper"]) == pytest.approx(proportion_confint(5, 16, method="wilson"))
    assert whole["reason"] == "an earlier award may not be on record; records begin on 1 January 2009"


def entries(*told: tuple[str, str | None, str | None]) -> dict[str, pd.DataFrame]:
    rows = [
        {"contract_id": name, "borough_id": "oak", "supplier_id": supplier, "start_date": day}
        for name, supplier, day in told
    ]
    return placed(pd.DataFrame(rows))


def new(*told: tuple[str, str | None, str | None], **more: Any) -> dict[str, Any]:
    register = worked_register(**entries(*told), **more)
    return cell(market.new_entrants(register, by="all", records_begin=date(1990, 1, 1)))


def test_a_new_name_or_a_purchase_is_no_entry() -> None:
    # Alder was bought into no group; Birch became Alder's on 1 June 2025.
    assert new(("a", "alder", "2025-01-01"), ("b", "birch", "2025-05-31"))["n_new"] == 2
    assert new(("a", "alder", "2025-01-01"), ("b", "birch", "2025-06-01"))["n_new"] == 1
    assert new(("b", "birch", "2024-01-01"), ("a", "alder", "2025-07-01"))["n_new"] == 1


def test_a_purchase_since_does_not_take_back_an_entry() -> None:
    told = new(("a", "alder", "2020-01-01"), ("b", "birch", "2022-01-01"))
    assert told["n_new"] == 2  # Birch was its own in 2022, whatever it is today


def test_a_purchase_that_is_not_completed_joins_nobody() -> None:
    assert new(("a", "cypress", "2026-01-01"), ("b", "dogwood", "2026-08-01"))["n_new"] == 2


def test_the_look_back_is_five_years_to_the_day() -> None:
    assert new(("a", "alder", "2020-03-01"), ("b", "alder", "2025-03-01"))["n_new"] == 1
    assert new(("a", "alder", "2020-02-29"), ("b", "alder", "2025-03-01"))["n_new"] == 2


def test_two_first_awards_on_one_day_are_both_new() -> None:
    assert new(("a", "alder", "2020-03-01"), ("b", "alder", "2020-03-01"), ("c", "alder", "2021-03-01"))["n_new"] == 2


def test_awards_too_early_to_judge_are_apart_and_those_of_an_unknown_maker_make_the_bounds() -> None:
    many = [(f"c{place}", "alder", f"{2010 + place // 2}-0{1 + place % 2}-01") for place in range(30)]
    register = worked_register(**entries(*many, ("x", None, "2020-01-01"), ("y", "elder", None)))
    told = cell(market.new_entrants(register, by="all"))
    # From January 2010: the ten before 2015 cannot be judged; Alder has one every year after, so none of 20 is new.
    assert (told["n"], told["n_of"], told["n_not_judgeable"], told["value"]) == (20, 22, 12, 0)
    assert (told["bound_low"], told["bound_high"]) == (0, 2 / 22)


def test_a_reseller_wins_nothing_for_itself() -> None:
    assert new(("a", "rowan", "2020-03-01"))["n"] is pd.NA or new(("a", "rowan", "2020-03-01"))["n_not_judgeable"] == 1


def test_an_award_with_two_makers_is_new_by_half_where_one_of_them_is() -> None:
    both = pd.DataFrame({"contract_id": "b", "supplier_id": ["alder", "elder"], "supplier_share": None, "source_id": "facts",
                         "source_pointer": "line 2"})  # fmt: skip
    told = new(("a", "alder", "2024-01-01"), ("b", None, "2025-01-01"), contract_suppliers=both)
    assert (told["n_awards"], told["n_new"]) == (2, 1.5)


def test_years_are_given_apart_where_asked(worked: Register) -> None:
    told = market.new_entrants(worked, by="all", by_year=True, records_begin=date(2009, 1, 1))
    assert told["award_year"].tolist() == [2014, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025]
    assert told["n_awards"].sum() == 16
    assert told["n_new"].sum() == 5
    assert told["is_withheld"].all()


def test_incumbents_are_as_worked_by_hand(worked: Register) -> None:
    told = market.incumbents(worked)
    counts = {
        (one["function_code"], one["supplier_id"]): one["n_boroughs"]
        for one in told.to_dict("records")
        if one["answer"] == "supplier"
    }
    assert counts == {
        ("REV01", "alder"): 4, ("REV01", "birch"): 3, ("PLN01", "cypress"): 5, ("PLN01", "birch"): 3, ("HSG01", "alder"): 3,
        ("HSG01", "dogwood"): 2, ("CUL01", "cypress"): 2, ("CUL01", "elder"): 1,
    }  # fmt: skip
    alder = cell(told, function_code="REV01", supplier_id="alder")
    assert (alder["value"], alder["bound_low"], alder["bound_high"]) == pytest.approx((0.5, 0.4, 0.6))
    assert alder["boroughs"] == "Ash; Beech; Cedar; Elm"
    assert cell(told, function_code="HSG01", supplier_id="alder")["n_of"] == 9
    assert set(told.loc[told["answer"] != "supplier", "answer"]) == {"in_house", "none", "open_source"}


def test_incumbents_may_be_asked_by_operating_group(worked: Register) -> None:
    told = market.incumbents(worked, view="operating_group")
    assert cell(told, function_code="REV01", supplier_id="alder")["value"] == 7 / 8
    with pytest.raises(UnknownNameError):
        market.incumbents(worked, view="today")  # type: ignore[arg-type]


def test_a_reseller_is_no_incumbent() -> None:
    uses = tiny_tables()["deployments"]
    only = uses.iloc[:1].assign(system_id=None, supplier_id="rowan")
    assert market.incumbents(worked_register(deployments=only)).empty


def test_what_ends_is_listed_by_quarter_as_worked_by_hand(worked: Register) -> None:
    told = market.ending_soon(worked)
    listed = told.groupby("period", sort=False)["contract_id"].agg(list).to_dict()
    assert listed == {
        "Jan to Mar 2027": ["ash-house", "cedar-plan"], "Oct to Dec 2027": ["ash-tax"],
        "Jan to Mar 2028": ["fir-lib", "elm-plan", "fir-plan", "beech-tax"], "Apr to Jun 2028": ["cedar-tax"],
        "Oct to Dec 2028": ["ash-plan"], "expired in use": ["elm-tax"], "rolling": ["fir-tax"],
        "unknown": ["hazel-plan", "hazel-tax"],
    }  # fmt: skip
    option = cell(told, contract_id="cedar-plan")
    assert (option["option_months"], option["latest_end_date"]) == (24, pd.Timestamp("2029-03-31"))
    assert cell(told, contract_id="elm-plan")["route"] == "framework, direct award"
    assert told.loc[told["period"].isin(["rolling", "unknown"]), "end_date"].isna().all()


def test_what_ends_says_whether_it_is_published_and_the_public_edition_shows_it_by_name() -> None:
    contracts = tiny_tables()["contracts"]
    some = contracts["contract_id"].map({"ash-tax": True, "elm-tax": False})
    register = worked_register(contracts=contracts.assign(is_published=some))
    told = market.ending_soon(register).set_index("contract_id")["publication"]
    assert told[["ash-tax", "elm-tax", "fir-tax"]].tolist() == ["published", "not published", "not said"]
    public = market.ending_soon(make_edition(register, edition="public"))
    assert public[["contract_id", "borough", "supplier", "publication"]].to_numpy().tolist() == [
        ["ash-tax", "Ash", "Alder", "published"]
    ]


def test_routes_are_as_worked_by_hand(worked: Register) -> None:
    told = market.routes_to_market(worked).set_index(["group_code", "route"])["value"]
    assert told.to_dict() == pytest.approx({
        ("CUL", "competition"): 1, ("HSG", "competition"): 1, ("PLN", "competition"): 4 / 5,
        ("PLN", "framework, direct award"): 1 / 5, ("REV", "competition"): 4 / 7, ("REV", "direct award"): 3 / 7,
    })  # fmt: skip


def test_a_route_that_is_not_known_is_apart_and_makes_the_bounds() -> None:
    contracts = tiny_tables()["contracts"]
    hidden = contracts["contract_id"].isin(["ash-tax", "ash-house", "cedar-house"])
    register = worked_register(contracts=contracts.assign(
        procedure=contracts["procedure"].mask(hidden), is_direct_award=contracts["is_direct_award"].mask(hidden)))  # fmt: skip
    told = market.routes_to_market(register)
    tax = cell(told, group_code="REV", route="competition")
    assert (tax["value"], tax["n"], tax["n_unknown"], tax["bound_low"], tax["bound_high"]) == (0.5, 6, 1, 3 / 7, 4 / 7)
    homes = cell(told, group_code="HSG")
    assert (homes["route"], homes["is_withheld"], homes["reason"]) == ("unknown", True, "no route is known")
    shares = told[~told["is_withheld"]].groupby("group_code")["value"].sum()
    assert shares.to_numpy() == pytest.approx(1)


@pytest.mark.parametrize(
    ("stated", "procedure", "framework", "route"),
    [
        (None, "Open procedure", None, "competition"),
        (None, "Competitive flexible procedure", None, "competition"),
        (None, "Below-threshold quotation", None, "quotation"),
        (None, "Below threshold - without competition", None, "direct award"),
        (None, "Single tender action", None, "direct award"),
        (None, "Call-off from a framework agreement", None, "framework, competition not known"),
        (None, "Further competition under a framework", None, "framework, competed"),
        (True, "Call-off from a framework agreement", "RM3821", "framework, direct award"),
        (False, "Call-off from a framework agreement", "RM3821", "framework, competed"),
        (None, None, "RM3821", "framework, competition not known"),
        (None, "limited", None, "unknown"),
        (None, None, None, "unknown"),
    ],
)
def test_a_route_is_read_from_what_is_said_and_not_guessed(
    stated: Any, procedure: Any, framework: Any, route: str
) -> None:
    rows = pd.DataFrame({"is_direct_award": [stated], "procedure": [procedure], "framework": [framework]})
    assert route_of(rows).tolist() == [route]
    assert is_direct(rows).dtype == "boolean"


def test_frameworks_are_listed_with_their_own_end_and_never_counted(worked: Register) -> None:
    told = market.frameworks_used(worked)
    assert told.astype({"latest_start_date": "str", "framework_end_date": "str"}).to_numpy().tolist() == [
        ["PLN", "Planning", "Great Framework", 1, 1, "2023-04-01", "2029-12-31"]
    ]
    assert market.routes_to_market(worked, by="all")["n_of"].unique().tolist() == [15]
    assert "great-framework" not in market.awards(worked)["contract_id"].tolist()


def published(**columns: Any) -> pd.DataFrame:
    return tiny_tables()["contracts"].assign(is_published=True, **columns)


def test_small_contracts_are_as_worked_by_hand() -> None:
    told = market.small_contracts(worked_register(contracts=published()))
    assert cell(told, group_code="CUL", band="£30,000 to £207,720")["value"] == 1
    plans = cell(told, group_code="PLN", band="£207,720 and over")
    assert (plans["value"], plans["bound_low"], plans["bound_high"], plans["n_not_known"]) == (1, 0.8, 1, 1)
    taxes = cell(told, group_code="REV", band="£207,720 and over")
    assert (taxes["n"], taxes["n_of"], taxes["bound_low"]) == (5, 7, 5 / 7)
    assert told.groupby("group_code")["value"].sum().to_numpy() == pytest.approx(1)


def test_vat_that_is_not_known_is_tried_both_ways() -> None:
    rows = pd.DataFrame({
        "contract_id": ["a", "b", "c"], "borough_id": "oak", "value_gbp": [28_000.0, 4_000.0, 28_000.0], "is_published": True,
        "value_basis": "committed_term", "vat_basis": ["unknown", "unknown", "inc"], "end_date": "2028-12-31", "end_state": "known",
    })  # fmt: skip
    told = market.small_contracts(worked_register(**placed(rows)), by="all").set_index("band")
    # a is 28,000 or 33,600: below or above 30,000; b is below 5,000 either way (4,000 or 4,800); c is 28,000.
    assert told["n"].tolist() == [2, 2, 2, 2]
    assert told["value"].tolist() == [0.5, 0.5, 0, 0]
    assert told["bound_low"].tolist() == pytest.approx([1 / 3, 1 / 3, 0, 0])
    assert told["bound_high"].tolist() == pytest.approx([1 / 3, 2 / 3, 1 / 3, 0])


def test_only_published_contracts_are_banded(worked: Register) -> None:
    assert market.small_contracts(worked).empty  # none of the ten authorities' contracts says that it is published


def test_a_day_without_a_known_threshold_makes_no_band_of_one() -> None:
    told = market.small_contracts(worked_register(contracts=published()), on=date(2023, 6, 1))
    assert told["band"].unique().tolist() == ["below £5,000", "£5,000 to £30,000", "£30,000 and over"]


def test_notices_of_what_is_to_come_are_listed_newest_first() -> None:
    rows = pd.DataFrame([
        {"notice_id": f"n{place}", "ocid": "o", "notice_type": kind, "published_date": day, "borough_id": "ash", "title": kind,
         "contract_id": contract, "source_id": "facts", "source_pointer": "1"}
        for place, (kind, day, contract) in enumerate([
            ("UK2", "2026-01-01", None), ("UK4", "2026-09-01", None), ("UK4", "2026-10-01", "ash-tax"), ("UK7", "2026-09-02", None),
            ("UK1", "2020-01-01", None), ("UK3", "2026-12-24", None),
        ])
    ])  # fmt: skip
    told = market.early_notices(worked_register(notices=rows))
    assert told["title"].tolist() == ["UK4", "UK2"]  # not of a contract, not old, not after the day


@pytest.mark.parametrize(
    "metric",
    [market.sme_share, market.new_entrants, market.routes_to_market, market.frameworks_used, market.small_contracts],
)
def test_a_cut_that_there_is_not_is_refused_by_name(metric: Any, worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="area, function, all"):
        metric(worked, by="borough")


@pytest.mark.parametrize(
    ("metric", "columns"),
    [("awards", market.AWARD_COLUMNS), ("sme_share", market.SME_COLUMNS), ("new_entrants", market.ENTRANT_COLUMNS),
     ("incumbents", market.INCUMBENT_COLUMNS), ("ending_soon", market.ENDING_COLUMNS), ("routes_to_market", market.ROUTE_COLUMNS),
     ("frameworks_used", market.FRAMEWORK_COLUMNS), ("small_contracts", market.BAND_COLUMNS), ("early_notices", market.EARLY_COLUMNS)],
)  # fmt: skip
def test_the_columns_are_those_promised_full_and_empty(metric: str, columns: tuple[str, ...], worked: Register) -> None:
    for register in (worked, Register.from_tables({}, as_of=AS_OF)):
        assert tuple(getattr(market, metric)(register).columns) == columns


def test_the_public_edition_answers_in_full_from_what_is_published() -> None:
    tables = tiny_tables()
    makers = tables["deployments"]["system_id"].map(tables["systems"].set_index("system_id")["supplier_id"])
    uses = tables["deployments"].assign(
        is_published=True, supplier_id=makers
    )  # a maker is shown where a shown row names it
    here = {"source_pointer": "line 2"}  # shares and options stay with the very row of their contract
    rows = {name: tables[name].assign(**here) for name in ("allocations", "options")}
    full = worked_register(contracts=published(**here), deployments=uses, **rows)
    public = make_edition(full, edition="public")
    for metric in (
        market.incumbents,
        market.routes_to_market,
        market.small_contracts,
        market.sme_share,
        market.new_entrants,
    ):
        pd.testing.assert_frame_equal(metric(public), metric(full))


def test_a_contract_known_only_to_the_year_is_awarded_in_its_middle() -> None:
    contracts = tiny_tables()["contracts"].assign(start_date_precision="year")
    told = market.awards(worked_register(contracts=contracts)).set_index("contract_id")["award_date"]
    assert told["hazel-house-old"] == pd.Timestamp("2014-07-02")
