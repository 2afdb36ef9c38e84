"""What the tools cost, what must be saved to pay for them, who pays what: worked in tests/tiny/worked_resources.md."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny_world import AS_OF, tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import resources
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

FIGURES = Path(__file__).parents[2] / "shared" / "reference" / "published_figures.csv"
LONDON = Register.from_tables({}, as_of=AS_OF)
FRAMES = {
    "annual_cost": (resources.annual_cost, resources.COST_COLUMNS),
    "break_even": (resources.break_even, resources.BREAK_EVEN_COLUMNS),
    "tornado": (resources.tornado, resources.TORNADO_COLUMNS),
    "subscription": (resources.subscription, resources.SUBSCRIPTION_COLUMNS),
    "ceiling_test": (resources.ceiling_test, resources.CEILING_COLUMNS),
    "no_renewal_decay": (resources.no_renewal_decay, resources.DECAY_COLUMNS),
}


def priced(register: Register, **tables: pd.DataFrame) -> Register:
    own = {"cost_items": load_reference().cost_items} | tables
    return replace(register, reference=replace(register.reference, **own))


def assuming(register: Register, assumption_id: str, **figures: float) -> Register:
    table = register.reference.assumptions.copy()
    table.loc[table["assumption_id"] == assumption_id, list(figures)] = list(figures.values())
    return replace(register, reference=replace(register.reference, assumptions=table))


@pytest.fixture
def ten(worked: Register) -> Register:
    return priced(worked)


def costs(register: Register, scenario: str) -> pd.DataFrame:
    return resources.annual_cost(register, scenario=scenario).set_index("item")


@pytest.mark.parametrize(
    ("scenario", "programme", "time", "total"),
    [("lean", 65_560, 14_850, 80_410), ("core", 146_960, 23_760, 170_720), ("enhanced", 290_620, 35_640, 326_260)],
)
def test_the_yearly_cost_of_33_authorities_is_that_worked_by_hand(
    scenario: str, programme: float, time: float, total: float
) -> None:
    value = costs(LONDON, scenario)["value"]
    assert value[["programme", "borough_time", "total"]].tolist() == pytest.approx([programme, time, total])


@pytest.mark.parametrize(("scenario", "total"), [("lean", 70_060), ("core", 154_160), ("enhanced", 301_420)])
def test_each_authority_s_own_time_is_a_cost(ten: Register, scenario: str, total: float) -> None:
    assert costs(ten, scenario)["value"]["total"] == pytest.approx(total)


def test_low_and_high_take_every_rate_at_its_end(ten: Register) -> None:
    total = costs(ten, "lean").loc["total"]
    assert (total["lower"], total["upper"]) == pytest.approx((57_155, 94_080))
    assert total["interval_kind"] == "every assumption at its low or its high; no confidence interval"


def test_the_items_sum_to_the_programme_and_the_total() -> None:
    for _, frame in resources.annual_cost(LONDON).groupby("scenario"):
        value = frame.set_index("item")["value"]
        items = value.drop(["programme", "total", "share_of_technology_spend"])
        assert items.sum() == pytest.approx(value["total"])
        assert items.drop("borough_time").sum() == pytest.approx(value["programme"])


def test_every_item_says_what_it_rests_on() -> None:
    frame = resources.annual_cost(LONDON)
    is_sum = frame["item"].isin(["programme", "total", "share_of_technology_spend"])
    assert frame.loc[~is_sum, ["source", "grade", "rate_unit", "quantity_unit"]].notna().all(axis=None)
    assert frame["assumption_ids"].ne("").all()


@pytest.mark.parametrize("name", FRAMES)
def test_every_assumption_of_a_frame_is_in_the_table_with_source_and_grade(ten: Register, name: str) -> None:
    frame = FRAMES[name][0](ten)
    used = resources.assumptions_used(ten, frame)
    named = set(frame["assumption_ids"].str.split("|").explode()) - {""}
    assert set(used["assumption_id"]) == named
    assert used[["source", "grade", "unit"]].notna().all(axis=None)


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_has_its_columns_and_the_envelope_and_leaves_its_input_alone(ten: Register, name: str) -> None:
    function, columns = FRAMES[name]
    before = ten.reference.assumptions.copy(), ten.reference.cost_items.copy()
    frame = function(ten)
    assert tuple(frame.columns) == columns
    assert set(ENVELOPE) <= set(frame.columns)
    assert frame.loc[~frame["is_withheld"], "value"].notna().all()
    assert frame.loc[frame["is_withheld"], "reason"].ne("").all()
    pd.testing.assert_frame_equal(before[0], ten.reference.assumptions)
    pd.testing.assert_frame_equal(before[1], ten.reference.cost_items)


@pytest.mark.parametrize("name", FRAMES)
def test_shuffled_or_repeated_items_and_assumptions_change_nothing(ten: Register, name: str) -> None:
    function = FRAMES[name][0]
    items, table = ten.reference.cost_items, ten.reference.assumptions
    mixed = priced(ten, cost_items=pd.concat([items, items]), assumptions=table.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(function(mixed), function(ten))


def test_break_even_is_the_cost_over_what_it_is_held_against(ten: Register) -> None:
    value = resources.break_even(ten).set_index("beside")["value"]
    assert value.iloc[:3].tolist() == pytest.approx([0.030832, 0.015416, 0.0061664])
    assert value["net benefit of a joint purchase, specialist"] == pytest.approx(1.7321, abs=5e-5)


def test_a_purchase_that_loses_money_never_pays_and_one_that_may_lose_has_no_upper_end() -> None:
    none = resources.break_even(LONDON, net_benefit_gbp=-1.0).iloc[-1]
    assert (none["is_withheld"], none["reason"]) == (
        True, "a purchase of this kind is not expected to bring a net benefit: no number of them pays",
    )  # fmt: skip
    concentrated = resources.break_even(LONDON).iloc[-1]
    assert math.isnan(concentrated["upper"])
    assert concentrated["reason"] == "at its low a purchase of this kind pays for nothing"


@pytest.mark.parametrize("wrong", [0.0, -5.0, math.inf, math.nan])
def test_an_influenced_value_that_is_no_sum_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="Give finite pounds above zero"):
        resources.break_even(LONDON, influenced_gbp=[wrong])
    if not math.isfinite(wrong):
        with pytest.raises(ValueError, match="Give a finite number of pounds"):
            resources.break_even(LONDON, net_benefit_gbp=wrong)


def test_the_tornado_is_that_worked_by_hand() -> None:
    told = resources.tornado(LONDON).set_index("assumption_ids")
    assert set(told["value"].round(2)) == {-2981.14}
    swings = told["swing_gbp"][["saving_rate_specialist", "influenced_annual_value", "paying_boroughs"]]
    assert swings.tolist() == pytest.approx([8_484.85, 6_363.64, 3_711.11], abs=0.005)
    assert told["swing_gbp"].is_monotonic_decreasing
    assert (told["lower"] <= told["value"]).all()
    assert (told["value"] <= told["upper"]).all()


def test_what_was_observed_stands_in_for_an_assumption() -> None:
    told = resources.tornado(LONDON, given={"go_ahead_chance": (0.5, 0.7, 0.9)}).set_index("assumption_ids")
    gain = 10e6 * 0.03 * 0.7 / 33
    assert told["value"].iloc[0] == pytest.approx(gain - 146_960 / 27 - 720)
    assert told.loc["go_ahead_chance", "source"] == "given by the caller"
    with pytest.raises(ValueError, match="from the lowest to the highest"):
        resources.tornado(LONDON, given={"go_ahead_chance": (0.5, 0.4, 0.9)})


def test_the_subscription_is_that_worked_by_hand(ten: Register) -> None:
    told = resources.subscription(ten, n_payers=[10]).set_index(["way", "borough_id"])["value"]
    wanted = {
        "equal": [14_696] * 4, "banded": [9_919.80, 13_226.40, 16_533, 14_696],
        "hybrid": [12_307.90, 13_961.20, 15_614.50, 14_696],
    }  # fmt: skip
    for way, prices in wanted.items():
        assert told[way][["ash", "cedar", "maple", "oak"]].tolist() == pytest.approx(prices)


def test_named_payers_share_the_whole_cost(ten: Register) -> None:
    told = resources.subscription(ten, payers={"ash", "elm", "oak"})
    assert told.groupby("way")["value"].sum().tolist() == pytest.approx([146_960] * 3)
    banded = told[told["way"] == "banded"].set_index("borough_id")["value"]
    assert banded.tolist() == pytest.approx([36_740, 61_233.33, 48_986.67], abs=0.005)
    assert set(told["n_payers"]) == {3}


@pytest.mark.parametrize("n_payers", [1, 2, 5, 17, 32, 33])
def test_whoever_pays_pays_the_programme_in_every_way(n_payers: int) -> None:
    payers = LONDON.boroughs["borough_id"].sample(n_payers, random_state=n_payers).tolist()
    told = resources.subscription(LONDON, payers=payers)
    assert told.groupby("way")["value"].sum().tolist() == pytest.approx([146_960] * 3)
    assert (told["value"] > 0).all()


def test_the_city_of_london_pays_the_equal_price_in_every_way() -> None:
    told = resources.subscription(LONDON, n_payers=[33])
    assert told.loc[told["borough_id"] == "city-of-london", "value"].tolist() == pytest.approx([146_960 / 33] * 3)
    assert told.loc[told["band"] == "apart", "borough_id"].unique().tolist() == ["city-of-london"]


def test_payers_are_33_27_and_18_and_never_more_than_there_are(ten: Register) -> None:
    assert resources.subscription(LONDON)["n_payers"].unique().tolist() == [33, 27, 18]
    assert resources.subscription(ten)["n_payers"].unique().tolist() == [10]


@pytest.mark.parametrize("wrong", [[0], [-1], [34]])
def test_a_number_of_payers_that_cannot_be_is_refused(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="Give a number from 1 to 33"):
        resources.subscription(LONDON, n_payers=wrong)


def test_payers_that_nobody_knows_or_none_at_all_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'camden'"):
        resources.subscription(LONDON, payers=["cambden"])
    with pytest.raises(ValueError, match="Nobody pays"):
        resources.subscription(LONDON, payers=[])


def test_a_borough_whose_residents_are_not_known_has_no_banded_price(ten: Register) -> None:
    boroughs = ten.boroughs.copy()
    boroughs.loc[boroughs["borough_id"] == "ash", "residents_2021"] = pd.NA
    told = resources.subscription(priced(ten, boroughs=boroughs), n_payers=[10]).set_index(["way", "borough_id"])
    assert told.loc[("banded", "ash"), "reason"] == "its residents are not known"
    assert told.loc[("equal", "ash"), "value"] == pytest.approx(14_696)


def test_core_is_15_per_cent_of_loti_s_income_and_suppliers_money_is_excluded() -> None:
    told = resources.ceiling_test(LONDON).set_index("money")
    assert told.loc["LOTI's income", "value"] == pytest.approx(0.14550, abs=5e-6)
    assert told.loc["suppliers", "is_withheld"]
    assert "conflict of interest" in told.loc["suppliers", "reason"]
    assert math.isnan(told.loc["suppliers", "value"])


@pytest.mark.skipif(not FIGURES.is_file(), reason="the published figures are not on this computer")
def test_loti_s_income_is_that_of_its_published_evaluation() -> None:
    words = pd.read_csv(FIGURES, dtype="str").set_index("id")["figure"]
    fees, members = (
        [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", words[name])] for name in ("F39", "F41")
    )
    own = {name: resources.assumed(LONDON, f"loti_{name}").central for name in ("members", "member_fee", "sponsor_fee")}
    assert [own["members"], own["member_fee"], own["sponsor_fee"]] == fees
    assert own["members"] in members


def test_unfunded_half_of_the_end_dates_are_unverified_a_year_later(ten: Register) -> None:
    told = resources.no_renewal_decay(ten).set_index(["measure", "month"])
    share = told.loc["end dates still verified", "value"]
    assert share[[0, 12, 24, 36]].tolist() == pytest.approx([0.71725, 0.35863, 0.17898, 0.08949], abs=1e-5)
    worth = told.loc["yearly value still informed", "value"]
    assert worth[[0, 12, 24, 36]].tolist() == pytest.approx([7_172_500, 3_586_300, 1_789_800, 894_900], abs=100)
    assert set(told["n"]) == {13}
    assert (told["lower"] <= told["value"]).all()
    assert (told["value"] <= told["upper"]).all()


def test_an_end_with_no_day_of_confirmation_widens_the_bounds_and_leaves_the_rest() -> None:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"] == "ash-tax", "confirmed_date"] = None
    told = resources.no_renewal_decay(priced(worked_register(contracts=contracts)), months=0).iloc[0]
    assert (told["n"], told["n_of"]) == (12, 13)
    assert (told["value"], told["bound_low"], told["bound_high"]) == pytest.approx(
        (0.71725, 0.66208, 0.73900), abs=1e-5
    )


def test_more_missing_days_never_narrow_the_bounds() -> None:
    contracts, width = tiny_tables()["contracts"], 0.0
    for row in (1, 4, 9, len(contracts)):
        contracts.loc[contracts.index[:row], "confirmed_date"] = None
        told = resources.no_renewal_decay(priced(worked_register(contracts=contracts)), months=0).iloc[0]
        if not told["is_withheld"]:
            assert told["bound_high"] - told["bound_low"] >= width - 1e-12
            width = told["bound_high"] - told["bound_low"]
    assert told["is_withheld"]


def test_without_any_contract_the_decay_is_withheld_month_by_month() -> None:
    told = resources.no_renewal_decay(LONDON)
    assert told["is_withheld"].all()
    assert told["value"].isna().all()
    assert len(told) == 2 * 37


def test_decay_can_be_asked_of_the_last_year_there_is_and_not_of_fewer_than_no_months(ten: Register) -> None:
    assert resources.no_renewal_decay(ten, on=date(9999, 12, 31), months=1)["value"].max() < 1e-9
    with pytest.raises(ValueError, match="Give zero or more"):
        resources.no_renewal_decay(ten, months=-1)


@pytest.mark.parametrize("quantity", [-1.0, math.inf, math.nan])
def test_a_quantity_that_cannot_be_is_refused(quantity: float) -> None:
    items = load_reference().cost_items.copy()
    items.loc[items["item"] == "engineer", "quantity"] = quantity
    with pytest.raises(ValueError, match="The quantity of 'engineer' in the scenario 'core'"):
        resources.annual_cost(priced(LONDON, cost_items=items), scenario="core")


@pytest.mark.parametrize(
    ("assumption_id", "figures", "said"),
    [
        ("steward_rate", {"low": -1.0}, "Give a rate of zero or more"),
        ("steward_rate", {"high": math.inf}, "Give finite numbers"),
        ("steward_rate", {"central": math.nan}, "Give finite numbers"),
        ("contingency_rate", {"low": -0.1}, "Give a share of zero or more"),
        ("london_technology_spend", {"low": 0.0}, "Give a share of zero or more, and a sum above"),
    ],
)
def test_an_assumption_that_cannot_be_is_refused(assumption_id: str, figures: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        resources.annual_cost(assuming(LONDON, assumption_id, **figures))


@pytest.mark.parametrize(
    ("assumption_id", "figures", "name"),
    [
        ("loti_members", {"low": 0.0, "central": 0.0}, "ceiling_test"),
        ("band_weight_small", {"low": 0.0, "central": 0.0}, "subscription"),
        ("freshness_half_life", {"low": 0.0}, "no_renewal_decay"),
        ("paying_boroughs", {"low": 0.0}, "tornado"),
    ],
)
def test_a_zero_that_would_divide_is_refused(assumption_id: str, figures: dict[str, float], name: str) -> None:
    with pytest.raises(ValueError, match="Give"):
        FRAMES[name][0](assuming(LONDON, assumption_id, **figures))


def test_a_missing_assumption_or_empty_cost_table_says_which_file_to_mend(worked: Register) -> None:
    few = LONDON.reference.assumptions.query("assumption_id != 'steward_rate'")
    with pytest.raises(ValueError, match=r"assumptions.csv has no row 'steward_rate'"):
        resources.annual_cost(priced(LONDON, assumptions=few))
    with pytest.raises(ValueError, match=r"cost_items.csv has no item of the scenario 'lean'"):
        resources.annual_cost(priced(worked, cost_items=worked.reference.cost_items.iloc[:0]))


def test_a_scenario_or_market_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'core'"):
        resources.annual_cost(LONDON, scenario="cor")
    with pytest.raises(UnknownNameError, match="Did you mean 'specialist'"):
        resources.tornado(LONDON, market="specialst")


def test_dearer_never_costs_less() -> None:
    told = resources.annual_cost(LONDON)
    assert (told["lower"] <= told["value"]).all()
    assert (told["value"] <= told["upper"]).all()
    total = told[told["item"] == "total"].set_index("scenario")["value"]
    assert total["lean"] < total["core"] < total["enhanced"]
    assert np.isfinite(told["value"]).all()
