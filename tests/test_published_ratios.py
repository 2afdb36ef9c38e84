"""The published shares of `published_figures.csv` that a market with those shares must give back; and the ledger of all 52."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis.metrics import adoption, concentration, opportunities, prices, resources, satisfaction
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register, open_register

TESTS = Path(__file__).parent
LEDGER = TESTS / "published_checks.csv"
FIGURES = TESTS.parents[1] / "shared" / "reference" / "published_figures.csv"
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def sample() -> Register:
    return open_register(TESTS.parent / "data" / "sample")


def market(users: dict[str, int], *, n_boroughs: int = 100, in_house: int = 0) -> Register:
    """Make authorities of which so many use each supplier's one system for council tax, and so many their own."""
    packaged = load_reference()
    ids = [f"authority-{number}" for number in range(n_boroughs)]
    boroughs = packaged.boroughs.iloc[[0] * n_boroughs].assign(borough_id=ids, borough=ids)
    systems = [name for name, number in users.items() for _ in range(number)]
    rows = pd.DataFrame({
        "borough_id": ids[: len(systems) + in_house], "function_code": "REV01",
        "system_state": ["known"] * len(systems) + ["in_house"] * in_house, "system_id": systems + [None] * in_house,
        "seen_date": "2026-06-01", "source_id": "x", "source_pointer": "x",
    })  # fmt: skip
    made = pd.DataFrame({"system_id": list(users), "system": list(users), "supplier_id": list(users)})
    firms = pd.DataFrame({"supplier_id": list(users), "supplier": list(users), "supplier_kind": "company"})
    placed = {"source_id": "x", "source_pointer": "x"}
    tables = {
        "deployments": rows.assign(deployment_id=rows["borough_id"]), "systems": made.assign(**placed),
        "suppliers": firms.assign(**placed),
    }  # fmt: skip
    return Register.from_tables(tables, as_of=DAY, reference=replace(packaged, boroughs=boroughs))


def ratio(register: Register, k: int) -> float:
    told = concentration.ratios(register, "function", basis="boroughs")
    return float(told.loc[told["k"] == k, "value"].item())


def figure(row: str) -> list[float]:
    if not FIGURES.is_file():
        pytest.skip("the published figures are not on this computer")
    with FIGURES.open(encoding="utf-8") as stream:
        (words,) = (one["figure"] for one in csv.DictReader(stream) if one["id"] == row)
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", words)]


def test_two_suppliers_with_86_of_100_authorities_give_a_cr2_of_86_per_cent() -> None:
    register = market({"a": 50, "b": 36, "c": 8, "d": 6})
    told = concentration.ratios(register, "function", ks=(2,), basis="boroughs")
    assert told["value"].item() == pytest.approx(0.86)
    assert round(100 * told["value"].item()) == figure("F16")[-1]


def test_four_equal_suppliers_of_91_per_cent_give_an_hhi_of_at_least_2070() -> None:
    # 4 x 22.75 squared is 2,070.25; of 400 authorities each has 91, and 36 have a system of their own
    told = concentration.summary(market(dict.fromkeys("abcd", 91), n_boroughs=400, in_house=36))
    assert told["hhi"].item() >= 4 * 22.75**2
    assert ratio(market(dict.fromkeys("abcd", 91), n_boroughs=400, in_house=36), 4) == pytest.approx(0.91)


@pytest.mark.parametrize(("share", "row"), [(90, "F18"), (37, "F19")])
def test_published_ratios_come_back_from_shares_that_have_them(share: int, row: str) -> None:
    biggest = {"a": share - 21, "b": 8, "c": 7, "d": 6}
    others = {f"other-{number}": 1 for number in range(100 - share)}
    assert ratio(market(biggest | others), 4) == pytest.approx(share / 100)
    assert share == figure(row)[-1]


def test_in_house_stays_in_the_denominator_as_the_index_counted_it() -> None:
    told = adoption.shares(market({"a": 400, "b": 226}, n_boroughs=1000, in_house=374)).set_index("category")["share"]
    assert 100 * told["in_house"] == pytest.approx(37.4)
    assert told["a"] == pytest.approx(0.4), "in-house dropped, it would be 0.639"


def test_80_of_151_authorities_are_53_per_cent_and_the_interval_has_no_width_when_all_are_known() -> None:
    told = adoption.shares(market({"a": 80, "b": 71}, n_boroughs=151)).set_index("category").loc["a"]
    assert round(100 * told["share"]) == 53
    assert told["lower"] == told["share"] == told["upper"]


def test_no_planned_saving_exceeds_what_was_measured_for_commodities() -> None:
    assumed = load_reference().assumptions.set_index("assumption_id")
    rates = assumed[assumed.index.str.startswith("saving_rate_")]
    assert len(rates) == 3
    assert (rates["high"] < 0.28).all()


def test_the_planned_saving_falls_as_supply_is_concentrated() -> None:
    assumed = load_reference().assumptions.set_index("assumption_id")
    rates = [assumed.loc[f"saving_rate_{market}"] for market in ("commodity", "specialist", "concentrated")]
    for name in ("low", "central", "high"):
        assert rates[0][name] >= rates[1][name] >= rates[2][name]


def test_no_verdict_is_read_from_the_reference_lines(sample: Register) -> None:
    told = concentration.summary(sample)
    words = " ".join(told.select_dtypes(exclude="number").astype("str").to_numpy().ravel())
    assert not re.search(r"dominan|monopol|1,?800|unconcentrated", words)


def test_the_sample_s_coverage_is_22_of_33_boroughs(sample: Register) -> None:
    # of both published counts the first-party one: 22 boroughs answered
    returned = sample.sources.loc[sample.sources["source_kind"] == "return", "borough_id"]
    assert (returned.nunique(), len(sample.boroughs)) == (figure("F05")[0], 33)


def test_ten_suppliers_hold_more_than_half_of_the_sample_s_contracts(sample: Register) -> None:
    told = concentration.ratios(sample, "overall", basis="contracts", view="as_reported").set_index("k").loc[10]
    assert told["value"] > 0.5
    assert told["lower"] <= told["value"] <= told["upper"]
    assert not told["is_withheld"]


def test_more_suppliers_and_less_satisfaction_is_asked_with_its_n_and_interval(sample: Register) -> None:
    told = satisfaction.supplier_count_correlation(sample).iloc[0]
    assert told["n"] == 22
    assert told["lower"] < told["value"] < told["upper"]
    assert "inconclusive" in told["reading"], "22 boroughs and a rho near zero cannot tell the sign"


def test_the_sample_s_mean_contract_is_several_times_its_median_as_was_published(sample: Register) -> None:
    mean, median = figure("F12")[:2]
    values = sample.contracts["value_gbp"].dropna()
    assert mean / median == pytest.approx(4.8, abs=0.05)
    assert 2.4 < values.mean() / values.median() < 9.6, "the same order: within a factor of two"


def test_award_notices_are_ceilings_and_never_become_a_yearly_value() -> None:
    ceiling = pd.DataFrame({"value_gbp": [5.3e6], "value_basis": ["ceiling"], "start_date": pd.to_datetime(["2025-01-01"]),
                            "end_date": pd.to_datetime(["2028-12-31"])})  # fmt: skip
    assert prices.annual_value(ceiling).isna().all()


@pytest.mark.parametrize(("row", "cheapest", "dearest"), [(0, 100.0, 216.0), (1, 100.0, 269.0)])
def test_a_spread_of_116_per_cent_is_a_ratio_of_2_16(row: int, cheapest: float, dearest: float) -> None:
    spread = figure("F35")[row]
    assert dearest / cheapest == pytest.approx(1 + spread / 100)
    told = prices.dispersion(_priced([cheapest, 120.0, 130.0, 140.0, 150.0, dearest]))
    assert told.loc[told["statistic"] == "max_to_min", "value"].item() == pytest.approx(1 + spread / 100)


def _priced(values: list[float]) -> Register:
    register = market({"a": len(values)}, n_boroughs=len(values))
    boroughs = register.boroughs.assign(residents_2021=pd.array([1000] * len(values), dtype="Int64"))
    placed = {"source_id": "x", "source_pointer": "x", "title": "A contract"}
    contracts = pd.DataFrame({
        "contract_id": boroughs["borough_id"].array, "borough_id": boroughs["borough_id"].array, "system_id": "a",
        "supplier_id": "a", "start_date": "2025-01-01", "end_date": "2028-12-31", "end_state": "known",
        "value_gbp": [1000 * value for value in values], "value_basis": "annual", "vat_basis": "ex",
    }).assign(**placed)  # fmt: skip
    shares = contracts[["contract_id", "borough_id", "system_id", "source_id", "source_pointer"]]
    tables = {name: register.all_rows[name] for name in ("deployments", "systems", "suppliers")} | {
        "contracts": contracts, "allocations": shares.assign(function_code="REV01", weight=1.0, weight_basis="declared"),
    }  # fmt: skip
    reference = replace(register.reference, boroughs=boroughs)
    return Register.from_tables(tables, as_of=DAY, reference=reference)


def test_sixteen_authorities_under_one_framework_are_sixteen_contracts_and_one_opportunity() -> None:
    register = _priced([100.0] * 16)
    contracts = register.contracts.assign(framework="Libraries framework", end_date="2028-03-31")
    tables = dict(register.all_rows) | {"contracts": contracts}
    one = Register.from_tables(tables, as_of=DAY, reference=register.reference)
    (found,) = opportunities.find(one).sets.to_dict("records")
    assert (found["n_boroughs"], found["n_contracts"]) == (16, 16)
    assert figure("F37")[0] == 16


def test_the_funding_ceiling_is_27_memberships_and_two_contributions(worked: Register) -> None:
    n_members, fee, contribution = figure("F39")[:3]
    told = resources.ceiling_test(worked)
    incomes = told.select_dtypes("number").to_numpy().ravel()
    assert any(income == pytest.approx(n_members * fee + 2 * contribution) for income in incomes)


def test_the_residents_of_the_33_add_up_to_the_census() -> None:
    assert load_reference().boroughs["residents_2021"].sum() == figure("F50")[0] == 8_799_728


def test_every_published_figure_is_checked_by_a_test_that_exists_or_says_why_not() -> None:
    with LEDGER.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    known = set(
        re.findall(r"def (test_\w+)\(", "".join(path.read_text(encoding="utf-8") for path in TESTS.glob("test_*.py")))
    )
    assert [row["figure_id"] for row in rows] == [f"F{number:02}" for number in range(1, 53)]
    assert [row["test"] for row in rows if row["test"] and row["test"] not in known] == []
    assert [row["figure_id"] for row in rows if not row["test"] and len(row["note"]) < 20] == []
