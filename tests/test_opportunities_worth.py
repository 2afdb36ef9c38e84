"""What buying together may be worth, and the plan without overlap."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import Make
from tiny_world import tiny_tables, worked_register

from citytools_analysis.metrics import opportunities
from citytools_analysis.metrics.evaluation import go_ahead_chance
from citytools_analysis.metrics.opportunities import Opportunities, addressable, alignment, find, plan, worth
from citytools_analysis.metrics.opportunities.assumed import present_value, triangular
from citytools_analysis.metrics.opportunities.packing import exact_packing, greedy_packing, packing_bound
from citytools_analysis.register import Register, open_register
from citytools_analysis.register_info import RegisterInfo


@pytest.fixture(scope="module")
def found(worked: Register) -> Opportunities:
    return find(worked)


# --- M41


def test_the_value_in_scope_is_the_sum_of_what_is_known(worked: Register, found: Opportunities) -> None:
    told = addressable(worked, found=found)
    assert tuple(told.columns) == opportunities.ADDRESSABLE_COLUMNS
    assert told["value"].tolist() == told["known_gbp"].tolist() == [920_000, 540_000, 220_000, 180_000]
    assert told["imputed_share"].tolist() == [0, 0, 0, 0]
    assert told["band"].tolist() == ["£500,000 to £1m"] * 2 + ["£100,000 to £250,000"] * 2


def test_a_value_not_known_stands_at_the_function_s_median_and_says_so() -> None:
    # Without ash's value the known tax values with a window are 90, 120, 200, 200, 350 thousand: median 200, quartiles 120 and
    # 200. Set B knows 120 + 200 + 200 + 350 = 870, so 1,070, between 990 and 1,070; the share put in is 200 / 1,070.
    row = addressable(_without_value("ash-tax")).iloc[0]
    assert (row["known_gbp"], row["imputed_gbp"], row["value"]) == (870_000, 200_000, 1_070_000)
    assert (row["lower"], row["upper"]) == (990_000, 1_070_000)
    assert row["imputed_share"] == pytest.approx(200 / 1_070)
    assert (row["n"], row["n_of"]) == (4, 5)


def test_with_too_few_known_values_nothing_stands_in() -> None:
    told = addressable(_without_value("cedar-plan", "elm-plan", "fir-plan", "ash-plan"))
    assert told["is_withheld"].tolist() == [False, False, True, True]
    assert told.loc[2:, ["value", "known_gbp", "band"]].isna().all(axis=None)
    assert told["reason"][2].startswith("a member's value is not known")


def test_in_public_only_the_band_of_five_boroughs_is_shown() -> None:
    told = addressable(worked_register(edition="public"))
    assert told["is_withheld"].all()
    assert told["value"].isna().all()
    assert told["band"].fillna("").tolist() == ["£500,000 to £1m", "", "", ""]
    assert told["reason"].tolist() == ["only the band is published"] + ["fewer than 5 boroughs"] * 3


# --- M43


def test_aligning_costs_what_was_worked_by_hand(worked: Register, found: Opportunities) -> None:
    told = alignment(worked, found=found)
    assert tuple(told.columns) == opportunities.ALIGNMENT_COLUMNS
    assert told["bridge_gbp"].tolist() == [24_914.44, 12_457.22, 155_400.41, 65_051.33]
    assert told["uplift_gbp"].tolist() == [1_245.72, 622.86, 7_770.02, 3_252.57]
    assert told["early_exit_gbp"].tolist() == [26_303.90, 0, 0, 0]
    assert told["value"].tolist() == [27_549.62, 622.86, 7_770.02, 3_252.57]
    assert told[["n_to_extend", "n_to_leave_early"]].to_numpy().tolist() == [[1, 1], [1, 0], [2, 0], [2, 0]]
    assert (told["start_date"] == found.sets["window_start_date"]).all()


def test_haringey_and_hillingdon_need_a_bridge_of_41_685_pounds(make_register: Make, worked: Register) -> None:
    # metrics.md 3: NEC revenues, ends 15 Apr 2027 and 31 Jul 2027, 107 days apart: no natural overlap, even for a purchase
    # of 8 months. 569,176.97 / 4 years = 142,294.24 a year, x 107 / 365.25 days = 41,685: 7.3% of 569,177.
    nec = {
        "haringey": {"start_date": "2023-04-16", "end_date": "2027-04-15", "value_gbp": 569_176.97},
        "hillingdon": {"start_date": "2022-08-01", "end_date": "2027-07-31", "value_gbp": 1_688_800 + 1_115_000},
    }
    register = _with_assumptions(make_register(
        contracts=[{"contract_id": key, "borough_id": key, "end_state": "known", "value_basis": "committed_term"} | row
                   for key, row in nec.items()],
        allocations=[{"contract_id": key, "borough_id": key, "function_code": "REV01", "weight": 1.0} for key in nec],
    ), worked)  # fmt: skip
    assert find(register, procure_months=4).sets.empty
    bridged = find(register, procure_months=8, bridge_months=4)
    row = alignment(register, found=bridged).iloc[0]
    assert f"{row['start_date']:%d %b %Y}" == "31 Jul 2027"
    assert row["bridge_gbp"] == pytest.approx(142_294.2425 * 107 / 365.25, abs=0.01)
    assert row["bridge_gbp"] == pytest.approx(41_700, abs=50)
    assert row["bridge_gbp"] / 569_176.97 == pytest.approx(0.073, abs=0.0005)


def test_the_start_is_where_one_member_s_charge_no_longer_outweighs_another_s_uplift(
    make_register: Make, worked: Register
) -> None:
    # Lambeth may leave from 31 Jan 2028 and is committed to 30 Jun 2028 at 300,000; Camden ended on 31 Dec 2027 (option to
    # the end of 2028) at 100,000. With equal rates each day's wait costs 100,000 and saves 300,000 until 30 June: then.
    # At 20,000 for Lambeth it is dearer to wait: 31 January.
    for value, day in ((300_000, "30 Jun 2028"), (20_000, "31 Jan 2028")):
        register = _with_assumptions(make_register(
            contracts=[
                {"contract_id": "l", "borough_id": "lambeth", "end_state": "known", "end_date": "2028-06-30",
                 "break_date": "2028-01-31", "value_gbp": value, "value_basis": "annual"},
                {"contract_id": "c", "borough_id": "camden", "end_state": "known", "end_date": "2027-12-31",
                 "value_gbp": 100_000, "value_basis": "annual"},
            ],
            options=[{"contract_id": key, "position": 1, "months": 12, "holder": "buyer"} for key in ("c", "l")],
            allocations=[{"contract_id": "c", "borough_id": "camden", "function_code": "PLN01", "weight": 1.0},
                         {"contract_id": "l", "borough_id": "lambeth", "function_code": "PLN01", "weight": 1.0}],
        ), worked)  # fmt: skip
        assert f"{alignment(register)['start_date'].item():%d %b %Y}" == day


# --- M42 and M46


def test_the_central_parts_are_those_worked_by_hand(worked: Register, found: Opportunities) -> None:
    told = worth(worked, found=found, draws=50).sets.set_index("opportunity_id").loc[found.sets["opportunity_id"]]
    assert told["market"].unique().tolist() == ["concentrated"]
    assert told["price_effect_gbp"].tolist() == [41_538.48, 24_381.28, 9_933.12, 8_127.09]
    assert told["avoided_gbp"].tolist() == [100_000, 50_000, 50_000, 50_000]
    assert told["coordination_gbp"].tolist() == [100_000, 60_000, 60_000, 60_000]
    assert told["alignment_gbp"].tolist() == [27_549.62, 622.86, 7_770.02, 3_252.57]
    net = told["price_effect_gbp"] + told["avoided_gbp"] - told["coordination_gbp"] - told["alignment_gbp"]
    assert net.round(2).tolist() == [13_988.86, 13_758.42, -7_836.90, -5_125.48]


def test_without_any_doubt_every_draw_is_the_central_value(worked: Register, found: Opportunities) -> None:
    told = worth(worked, found=found, assumed=_certain(worked), draws=9).sets.set_index("opportunity_id")
    told = told.loc[found.sets["opportunity_id"]]
    for name in ("value", "lower", "upper"):
        assert told[name].tolist() == pytest.approx([13_988.86, 13_758.42, -7_836.90, -5_125.48], abs=0.02)
    assert told["chance_above_zero"].tolist() == [1, 1, 0, 0]
    assert told["prudent_score_gbp"].tolist() == pytest.approx(
        [4_896.10, 4_815.45, -2_742.91, -1_793.92], abs=0.02
    )  # x 0.35
    assert told["rank"].tolist() == [1, 2, 4, 3]


def test_every_assumption_used_is_shown_with_its_source(worked: Register) -> None:
    told = worth(worked, draws=2).assumptions
    assert set(told["assumption_id"]) == set(opportunities.ASSUMED)
    assert told[["source", "grade", "unit"]].notna().all(axis=None)


def test_the_same_seed_gives_the_same_answer_and_another_another(worked: Register, found: Opportunities) -> None:
    one, same, other = (worth(worked, found=found, draws=50, seed=seed).sets for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(one, same)
    assert (one["value"] != other["value"]).any()


def test_what_went_ahead_replaces_the_assumed_chance(worked: Register, found: Opportunities) -> None:
    # Prior 0.35 x 6 = 2.1 and 3.9; 3 went ahead and 1 did not: 5.1 / 10.
    assert worth(worked, found=found, outcomes=(3, 1), draws=5).sets["go_ahead_chance"].unique().round(6).tolist() == [
        0.51
    ]


def test_ranks_are_by_the_prudent_score_and_not_by_the_middle(worked: Register, found: Opportunities) -> None:
    told = worth(worked, found=found, draws=2_000).sets
    assert told["rank"].tolist() == [1, 2, 3, 4]
    assert told["prudent_score_gbp"].is_monotonic_decreasing
    assert told["top_ten_share_of_draws"].isna().all(), "four sets are all in the top ten"


def test_of_twelve_sets_the_two_worth_least_are_never_in_the_top_ten() -> None:
    register = _twelve_sets()
    order = worth(register, assumed=_certain(register), draws=5).sets.sort_values("annual_value_gbp")
    assert order["top_ten_share_of_draws"].tolist() == [0.0] * 2 + [1.0] * 10
    assert order["top_ten_share_of_changes"].tolist() == [0.0] * 2 + [1.0] * 10


def test_of_twelve_sets_ten_are_in_the_top_ten_of_each_draw() -> None:
    # Their price effect may be below nothing, and then those of least value are at the top.
    told = worth(_twelve_sets(), draws=200).sets.sort_values("annual_value_gbp")
    assert told["top_ten_share_of_draws"].sum() == pytest.approx(10)
    assert told["top_ten_share_of_draws"].between(0.0, 1.0, inclusive="neither").any()


def test_a_set_whose_value_cannot_be_had_is_withheld_and_comes_last() -> None:
    told = worth(_without_value("cedar-plan", "elm-plan", "fir-plan", "ash-plan"), draws=20).sets
    assert told["is_withheld"].tolist() == [False, False, True, True]
    hidden = [
        "value",
        "lower",
        "upper",
        "rank",
        "prudent_score_gbp",
        "price_effect_gbp",
        "annual_value_gbp",
        "chance_above_zero",
    ]
    assert told.loc[2:, hidden].isna().all(axis=None)


def test_one_decision_maker_has_nothing_to_avoid(worked: Register) -> None:
    alone = find(worked, min_boroughs=1)
    told = worth(worked, found=alone, draws=20).sets
    assert told.loc[told["n_decision_makers"] == 1, "reason"].unique().tolist() == ["fewer than 2 decision-makers"]
    assert told.loc[told["n_decision_makers"] == 1, "is_withheld"].all()


@pytest.mark.parametrize("edition", ["public"])
def test_nothing_of_worth_or_cost_is_published(edition: str) -> None:
    register = worked_register(edition=edition)
    told = find(register)
    for frame in (alignment(register), worth(register).sets, plan(told, pd.DataFrame()), opportunities.gates(register)):
        assert frame["is_withheld"].tolist() == [True]
        assert frame["reason"].str.contains("not published").all()


def test_frames_keep_their_columns_when_nothing_is_found(worked: Register) -> None:
    none = worked_register(contracts=worked.contracts.iloc[:0], deployments=worked.deployments.iloc[:0])
    found = find(none)
    told = worth(none, found=found).sets
    assert tuple(told.columns) == opportunities.WORTH_COLUMNS
    assert tuple(addressable(none).columns) == opportunities.ADDRESSABLE_COLUMNS
    assert tuple(alignment(none).columns) == opportunities.ALIGNMENT_COLUMNS
    assert tuple(plan(found, told).columns) == opportunities.PLAN_COLUMNS
    assert len(told) == 0


def test_markets_are_those_worked_by_hand(worked: Register) -> None:
    told = opportunities.market_types(worked).set_index("function_code")
    assert told["n_suppliers"].to_dict() == {"CUL01": 2, "HSG01": 2, "PLN01": 2, "REV01": 1}
    assert told["hhi"].round(2).to_dict() == {"CUL01": 5_555.56, "HSG01": 5_200, "PLN01": 5_408.16, "REV01": 10_000}


@pytest.mark.parametrize(
    ("boroughs_of", "market"),
    [([1] * 6, "commodity"), ([5, 1, 1, 1, 1, 1], "specialist"), ([1, 1, 1], "specialist"), ([3, 2], "concentrated")],
)
def test_a_market_is_open_only_with_many_suppliers_none_of_them_large(boroughs_of: list[int], market: str) -> None:
    suppliers = [number for number, size in enumerate(boroughs_of) for _ in range(size)]
    assert opportunities.market_types(_using(suppliers))["market"].tolist() == [market]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"low": 2.0}, "Give finite numbers, from the lowest to the highest"),
        ({"high": np.inf}, "Give finite numbers, from the lowest to the highest"),
        ({"central": np.nan}, "Give finite numbers, from the lowest to the highest"),
    ],
)
def test_an_assumption_out_of_order_is_refused(worked: Register, change: dict[str, float], message: str) -> None:
    row = worked.reference.assumptions.query("assumption_id == 'discount_rate'").assign(**change)
    with pytest.raises(ValueError, match=message):
        worth(worked, assumed=row)


def test_a_missing_assumption_is_named(make_register: Make) -> None:
    register = make_register()
    with pytest.raises(ValueError, match=r"has no row 'avoided_procurement'"):
        worth(register)


@pytest.mark.parametrize("option", [{"draws": 0}, {"outcomes": (-1, 2)}])
def test_draws_and_outcomes_that_cannot_be_are_refused(worked: Register, option: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="give"):
        worth(worked, **option)


def test_a_triangle_of_no_width_is_its_one_value_and_no_discount_counts_the_years() -> None:
    assert triangular(np.array([0.0, 0.5, 1.0]), 3, 3, 3).tolist() == [3, 3, 3]
    assert float(present_value({"discount_rate": 0.0, "contract_years": 5})) == 5


# --- the plan


def test_a_plan_takes_no_decision_maker_twice_and_shows_all_sets_beside(found: Opportunities) -> None:
    # Tax: A and B share ash, elm and fir, so the better one; planning: C and D share cedar and fir, and neither gains.
    scores = found.sets[["opportunity_id"]].assign(prudent_score_gbp=[5_000.0, 4_000.0, -1.0, 0.0])
    told = plan(found, scores)
    assert told["is_in_plan"].tolist() == [True, False, False, False]
    assert told["n_overlapping"].tolist() == [1, 1, 1, 1]
    assert told["plan_gbp"].tolist() == told["best_possible_gbp"].tolist() == [5_000, 5_000, 0, 0]
    assert set(told["method"]) == {"exact"}


def test_a_shared_service_is_in_one_chosen_set_only(worked: Register) -> None:
    # By system, with one decision-maker enough: ash-plan (for ash and beech) stands alone, and both tax sets hold ash.
    told = find(worked, by="system")
    scores = told.sets[["opportunity_id"]].assign(prudent_score_gbp=1.0)
    chosen = plan(told, scores)
    assert chosen.loc[chosen["system_id"] == "alder-tax", "is_in_plan"].sum() == 1


def test_two_sets_that_do_not_overlap_are_both_taken() -> None:
    who = np.array([[1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 1]], dtype=bool)
    assert exact_packing(who, np.array([3.0, 4.0, 2.0, 2.0])).tolist() == [False, True, True, False]
    assert exact_packing(who, np.array([3.0, 4.0, np.nan, 2.0])).tolist() == [True, False, False, True]
    assert exact_packing(who, np.zeros(4)).tolist() == [False] * 4


def test_a_greedy_plan_stays_within_its_bound_of_the_best() -> None:
    draw = np.random.default_rng(3)
    for _ in range(50):
        who, scores = draw.random((8, 30)) < 0.3, draw.normal(1, 1, 30)
        who[draw.integers(0, 8, 30), np.arange(30)] = True
        chosen = greedy_packing(who, scores)
        best = scores[exact_packing(who, scores)].sum()
        assert (who[:, chosen].sum(axis=1) <= 1).all()
        assert best / np.sqrt(8) - 1e-9 <= scores[chosen].sum() <= best + 1e-9 <= packing_bound(who, scores) + 2e-9


def test_many_sets_are_planned_greedily_and_say_so(found: Opportunities) -> None:
    scores = found.sets[["opportunity_id"]].assign(prudent_score_gbp=[5_000.0, 4_000.0, np.nan, 1.0])
    told = plan(found, scores, exact_up_to=0)
    # 5,000 over the root of 5 decision-makers is 2,236, less than 4,000 over the root of 3, 2,309.
    assert told["is_in_plan"].tolist() == [False, True, False, True]
    assert told["method"].str.startswith("greedy").all()
    assert (told["plan_gbp"] <= told["best_possible_gbp"]).all()
    assert told["reason"].tolist() == ["", "", "its score is withheld", ""]


def test_a_plan_needs_one_score_a_set(found: Opportunities) -> None:
    with pytest.raises(ValueError, match="Each set needs one row of scores"):
        plan(found, found.sets[["opportunity_id"]].head(2).assign(prudent_score_gbp=1.0))


def _without_value(*contract_ids: str) -> Register:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"].isin(contract_ids), "value_gbp"] = None
    return worked_register(contracts=contracts)


def _certain(register: Register) -> pd.DataFrame:
    rows = register.reference.assumptions
    return rows.assign(low=rows["central"], high=rows["central"])


def _with_assumptions(register: Register, worked: Register) -> Register:
    reference = replace(register.reference, assumptions=worked.reference.assumptions)
    tables = {name: register.table(name) for name in ("contracts", "options", "allocations", "sources")}
    return Register.from_tables(tables, as_of=register.as_of, reference=reference, info=RegisterInfo())


def _twelve_sets() -> Register:
    """Twelve pairs of boroughs for twelve functions, alike but for their value: 100,000 a year each more than the last."""
    packaged = Register.from_tables({}, as_of=worked_register().as_of)
    codes = packaged.functions["function_code"].head(12).tolist()
    place = {"source_id": "facts", "source_pointer": "line 2"}
    pairs = [(number, code, name) for number, code in enumerate(codes) for name in ("camden", "brent")]
    contracts = pd.DataFrame([
        {"contract_id": f"{code}-{name}", "borough_id": name, "end_state": "known", "end_date": "2028-03-31", "title": "A",
         "value_gbp": 10_000 if number < 2 else 100_000 * (number + 10), "value_basis": "annual", "supplier_id": "civica"} | place
        for number, code, name in pairs
    ])  # fmt: skip
    allocations = pd.DataFrame([
        {"contract_id": f"{code}-{name}", "borough_id": name, "function_code": code, "weight": 1.0} | place
        for _, code, name in pairs
    ])  # fmt: skip
    return Register.from_tables({"contracts": contracts, "allocations": allocations}, as_of=packaged.as_of)


def _using(suppliers: list[int]) -> Register:
    names = [f"maker-{number}" for number in suppliers]
    place = {"source_id": "facts", "source_pointer": "line 2", "seen_date": "2026-06-01"}
    boroughs = Register.from_tables({}, as_of=worked_register().as_of).boroughs["borough_id"]
    uses = pd.DataFrame([
        {"deployment_id": f"d{number}", "borough_id": boroughs[number], "function_code": "REV01", "system_state": "known",
         "system_id": f"system-{name}", "supplier_id": name} | place
        for number, name in enumerate(names)
    ])  # fmt: skip
    return Register.from_tables({"deployments": uses}, as_of=worked_register().as_of)


def test_the_go_ahead_chance_is_moved_by_the_register_s_own_log_of_joint_purchases() -> None:
    sample = open_register(Path(__file__).parents[1] / "data" / "sample")
    observed = go_ahead_chance(sample).iloc[0]
    assert observed["n_awarded"] + observed["n_dropped"] > 0, "the sample must hold outcomes"
    told = worth(sample, draws=20).sets["go_ahead_chance"]
    assert told.to_numpy() == pytest.approx(observed["value"])
    assert told.iloc[0] != pytest.approx(0.35)
