"""Yearly values and prices against a plain reading, statistics against NumPy and statsmodels, and slopes and intervals by simulation."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from dateutil.relativedelta import relativedelta
from oracle import Check
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.tools import add_constant

from citytools_analysis.metrics.prices import above_median, annual_value, dispersion, size_adjusted, unit_prices
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

FAMILY = "prices"
AS_OF = date(2026, 11, 23)
FUNCTIONS = load_reference().functions["function_code"].tolist()
Numbers = npt.NDArray[np.float64]


def checks(draws: int) -> Iterator[Check]:
    """Give every check of the family."""
    yield from _yearly(draws)
    yield from _worked()
    yield from _unit_prices(max(draws // 4, 100))
    yield from _spread(max(draws // 200, 5))
    yield from _least_squares(max(draws // 200, 5))
    yield from _by_simulation(20, draws)
    yield from _by_simulation(15, draws)
    yield from _theil_sen(max(draws // 200, 5))
    yield from _bootstrap(max(draws // 2, 200))


def _yearly(n: int) -> Iterator[Check]:
    chance = random.Random(1)  # noqa: S311 - invented data, no secret
    rows, expected = [], []
    for _ in range(n):
        months, extra = chance.randrange(2, 120), chance.choice([0, 12, 24])
        start = date(2015, 1, 1) + timedelta(days=chance.randrange(3000))
        value, vat = round(chance.uniform(1, 9e6), 2), chance.choice(["ex", "inc", "unknown"])
        basis = chance.choice(["committed_term", "annual", "actual_fy", "max_incl_options", "ceiling", "unknown"])
        rows.append({
            "value_gbp": value, "value_basis": basis, "vat_basis": vat, "start_date": start, "option_months": extra,
            "end_date": start + relativedelta(months=months) - timedelta(days=1), "end_state": "known",
        })  # fmt: skip
        net = value / 1.2 if vat == "inc" else value
        years = {"committed_term": months, "max_incl_options": months + extra if extra else math.nan}.get(
            basis, 12
        ) / 12
        expected.append(math.nan if basis in {"ceiling", "unknown"} else net / years)
    frame = pd.DataFrame(rows).assign(
        start_date=lambda f: pd.to_datetime(f["start_date"]), end_date=lambda f: pd.to_datetime(f["end_date"])
    )
    told = annual_value(frame).to_numpy()
    is_wrong = ~(np.isclose(told, expected, rtol=1e-9) | (np.isnan(told) & np.isnan(expected)))
    yield Check(FAMILY, "yearly values that differ", 0, float(is_wrong.sum()), 0, f"dateutil, {n:,} random contracts")


def _worked() -> Iterator[Check]:
    haringey = pd.DataFrame({"value_gbp": [569_176.97], "value_basis": ["committed_term"], "start_date": pd.to_datetime(["2023-04-16"]),
                             "end_date": pd.to_datetime(["2027-04-15"])})  # fmt: skip
    yearly = annual_value(haringey).item()
    yield Check(FAMILY, "Haringey's yearly value, GBP", 142_294.24, yearly, 0.01, "F42, metrics.md 1.3")
    bridge = yearly * (date(2027, 7, 31) - date(2027, 4, 15)).days / 365
    yield Check(FAMILY, "a bridge to Hillingdon's end, thousand GBP", 41.7, bridge / 1000, 0.05, "metrics.md 3")
    yield Check(FAMILY, "the same as a share of the contract, %", 7.3, 100 * bridge / 569_176.97, 0.05, "metrics.md 3")


def _bought(prices: Numbers, sizes: Numbers, systems: list[str] | None = None) -> tuple[Register, pd.Series]:
    """Make a register of boroughs that each pay a price for each unit, and the units as a driver."""
    names = load_reference().boroughs["borough_id"].tolist()
    n = len(prices)
    places = [names[place % len(names)] for place in range(n)]
    rows = pd.DataFrame({
        "contract_id": [f"c{place:05}" for place in range(n)], "borough_id": places, "value_gbp": prices * sizes,
        "system_id": systems or ["thing"] * n, "source_id": "s", "source_pointer": "p",
    })  # fmt: skip
    contracts = rows.assign(end_state="rolling", value_basis="annual", vat_basis="ex")
    shares = rows[["contract_id", "borough_id", "source_id", "source_pointer"]].assign(
        function_code=FUNCTIONS[0], weight=1.0
    )
    driver = pd.Series(sizes[: len(names)], index=names[: len(sizes)], name="place")
    return Register.from_tables({"contracts": contracts, "allocations": shares}, as_of=AS_OF), driver


def _unit_prices(n: int) -> Iterator[Check]:
    """Draw contracts of one or two boroughs, functions and systems, and read each borough's price one row at a time."""
    chance = random.Random(2)  # noqa: S311 - invented data, no secret
    names = load_reference().boroughs.query("per_capita_ok")["borough_id"].tolist()
    contracts, shares, expected = [], [], {}
    for number in range(n):
        key, places = f"c{number:05}", chance.sample(names, chance.choice([1, 1, 2]))
        functions = chance.sample(FUNCTIONS[:5], chance.choice([1, 1, 1, 2]))
        value = chance.choice([None, round(chance.uniform(100, 9e5), 2)])
        contracts.append(
            {"contract_id": key, "borough_id": places[0], "system_id": f"system-{number}", "value_gbp": value}
        )
        first = round(chance.uniform(0.1, 0.9), 2)
        parts = [1.0] if len(places) == 1 else [first, 1 - first]
        for place, part in zip(places, parts, strict=True):
            for function in functions:
                shares.append(
                    {
                        "contract_id": key,
                        "borough_id": place,
                        "function_code": function,
                        "weight": part / len(functions),
                    }
                )
                is_plain = len(functions) == 1 and value is not None
                expected[place, function, f"system-{number}"] = value * part if is_plain and value is not None else None
    frames = {
        "contracts": pd.DataFrame(contracts).assign(
            end_state="rolling", value_basis="annual", vat_basis="ex", source_id="s", source_pointer="p"
        ),
        "allocations": pd.DataFrame(shares).assign(source_id="s", source_pointer="p"),
    }
    register = Register.from_tables(frames, as_of=AS_OF)
    residents = dict(zip(register.boroughs["borough_id"], register.boroughs["residents_2021"], strict=True))
    told = unit_prices(register)
    found = dict(
        zip(zip(told["borough_id"], told["function_code"], told["system_id"], strict=True), told["value"], strict=True)
    )
    n_wrong = sum(
        _is_apart(found[key], None if paid is None else paid / residents[key[0]]) for key, paid in expected.items()
    )
    how = f"one row at a time, {n:,} random contracts"
    yield Check(FAMILY, "prices listed", len(expected), len(found), 0, how)
    yield Check(FAMILY, "prices per resident that differ", 0, n_wrong, 0, how)


def _is_apart(told: float, expected: float | None) -> bool:
    return not math.isnan(told) if expected is None else not math.isclose(told, expected, rel_tol=1e-9)


def _spread(n: int) -> Iterator[Check]:
    chance, apart, above_apart = np.random.default_rng(3), 0.0, 0.0
    for _ in range(n):
        count = int(chance.integers(8, 33))
        prices, sizes = chance.lognormal(0, 0.6, count), chance.uniform(1e5, 4e5, count)
        register, driver = _bought(prices, sizes)
        told = dispersion(register, driver=driver).set_index("statistic")["value"]
        q1, q3 = np.quantile(prices, [0.25, 0.75])
        expected = {
            "median": statistics.median(prices), "interquartile_range": q3 - q1, "quartile_coefficient": (q3 - q1) / (q3 + q1),
            "robust_cv": 1.4826 * stats.median_abs_deviation(prices) / np.median(prices),
            "p90_to_p10": np.quantile(prices, 0.9) / np.quantile(prices, 0.1), "max_to_min": max(prices) / min(prices),
        }  # fmt: skip
        apart = max(apart, *(abs(told[name] / value - 1) for name, value in expected.items()))
        over = sum(
            max(0.0, price - statistics.median(prices)) * size for price, size in zip(prices, sizes, strict=True)
        )
        above_apart = max(above_apart, abs(above_median(register, driver=driver)["value"].item() / over - 1))
    yield Check(
        FAMILY, "greatest relative difference of six statistics", 0, apart, 1e-9, f"NumPy and SciPy, {n} samples"
    )
    yield Check(
        FAMILY,
        "greatest relative difference of value above the median",
        0,
        above_apart,
        1e-9,
        f"by a loop, {n} samples",
    )


def _least_squares(n: int) -> Iterator[Check]:
    """Fit each line again by statsmodels without each borough, and predict that borough."""
    chance, index_apart, band_apart, slope_apart = np.random.default_rng(4), 0.0, 0.0, 0.0
    for _ in range(n):
        count = int(chance.integers(20, 33))
        sizes = chance.lognormal(12, 0.5, count)
        values = np.exp(2 + 0.8 * np.log(sizes) + chance.normal(0, 0.4, count))
        register, driver = _bought(values / sizes, sizes)
        told = size_adjusted(register, driver=driver).set_index("borough_id").loc[driver.index]
        x, y = add_constant(np.log(sizes)), np.log(values)
        whole = OLS(y, x).fit()
        slope_apart = max(
            slope_apart,
            abs(told["size_slope"].iloc[0] - whole.params[1]),
            abs(told["size_slope_upper"].iloc[0] - whole.conf_int()[1][1]),
        )
        for place in range(count):
            others = np.arange(count) != place
            ahead = OLS(y[others], x[others]).fit().get_prediction(x[[place]]).summary_frame(alpha=0.2)
            index_apart = max(
                index_apart, abs(told["value"].iloc[place] / math.exp(y[place] - ahead["mean"].item()) - 1)
            )
            band_apart = max(
                band_apart, abs(told["expected_high_gbp"].iloc[place] / math.exp(ahead["obs_ci_upper"].item()) - 1)
            )
    how = f"statsmodels refitted without each, {n} samples"
    yield Check(FAMILY, "greatest difference of slopes and their upper ends", 0, slope_apart, 1e-8, how)
    yield Check(FAMILY, "greatest relative difference of the index", 0, index_apart, 1e-8, how)
    yield Check(FAMILY, "greatest relative difference of the 80% prediction interval", 0, band_apart, 1e-8, how)


def _by_simulation(count: int, draws: int) -> Iterator[Check]:
    """
    Draw boroughs of one law, value = size^0.8 with noise of 30%, in many systems at once.

    Each borough's residual without it is a prediction of a new one: 80% of intervals hold it, exactly by least squares. By
    Theil-Sen of 15 the rank is 12 of 14 others, nominally 12 / 15 = 80%; that the others' lines rest on one point less than
    its own costs or gains up to 1 / 15, so half of that, 0.03, is allowed beside the simulation error.
    """
    n_systems = max(draws // 10, 30)
    chance = np.random.default_rng([5, count])
    frames, sizes = [], chance.lognormal(12, 0.5, 33)
    for _ in range(n_systems):
        values = np.exp(1 + 0.8 * np.log(sizes[:count]) + chance.normal(0, 0.3, count))
        frames.append(values / sizes[:count])
    names = load_reference().boroughs["borough_id"].tolist()[:count]
    rows = pd.DataFrame({
        "borough_id": names * n_systems, "system_id": np.repeat([f"system-{place}" for place in range(n_systems)], count),
        "value_gbp": np.concatenate(frames) * np.tile(sizes[:count], n_systems), "source_id": "s", "source_pointer": "p",
    })  # fmt: skip
    rows = rows.assign(contract_id=[f"c{place:06}" for place in range(len(rows))])
    shares = rows[["contract_id", "borough_id", "source_id", "source_pointer"]].assign(
        function_code=FUNCTIONS[0], weight=1.0
    )
    contracts = rows.assign(end_state="rolling", value_basis="annual", vat_basis="ex")
    register = Register.from_tables({"contracts": contracts, "allocations": shares}, as_of=AS_OF)
    told = size_adjusted(register, driver=pd.Series(sizes[:count], index=names, name="place"))
    slopes = told.drop_duplicates("system_id")["size_slope"]
    held = ((told["value"] >= told["lower"]) & (told["value"] <= told["upper"])).groupby(told["system_id"]).mean()
    method, how = told["method"].iloc[0], f"simulated, {n_systems:,} systems of {count} boroughs"
    yield Check(FAMILY, f"mean slope by {method}", 0.8, slopes.mean(), 3.5 * slopes.std() / math.sqrt(n_systems), how)
    covered = ((told["size_slope_lower"] <= 0.8) & (told["size_slope_upper"] >= 0.8))[
        told["system_id"].drop_duplicates().index
    ].mean()
    error = 3.5 * math.sqrt(0.95 * 0.05 / n_systems)
    yield Check(FAMILY, f"95% intervals of the slope that hold it, {method}", 0.95, covered, error, how)
    reach = 3.5 * held.std() / math.sqrt(n_systems) + (0 if method == "least squares" else 0.03)
    yield Check(FAMILY, f"80% prediction intervals that hold their borough, {method}", 0.80, held.mean(), reach, how)


def _theil_sen(n: int) -> Iterator[Check]:
    """Fit each line again by SciPy without each borough, and without each other too."""
    chance, index_apart, band_apart = np.random.default_rng(8), 0.0, 0.0
    for _ in range(n):
        count = int(chance.integers(10, 20))
        sizes = chance.lognormal(12, 0.5, count)
        sizes[1] = sizes[0]
        values = np.exp(2 + 0.8 * np.log(sizes) + chance.normal(0, 0.4, count))
        register, driver = _bought(values / sizes, sizes)
        told = size_adjusted(register, driver=driver).set_index("borough_id").loc[driver.index]
        x, y = np.log(sizes), np.log(values)
        for place in range(count):
            missed = sorted(abs(_missed(x, y, other, {place, other})) for other in range(count) if other != place)
            half = missed[math.ceil(0.8 * count) - 1]
            index_apart = max(index_apart, abs(math.log(told["value"].iloc[place]) - _missed(x, y, place, {place})))
            band_apart = max(band_apart, abs(math.log(told["upper"].iloc[place]) - half))
    how = f"scipy.stats.theilslopes refitted without each, {n} samples"
    yield Check(FAMILY, "greatest difference of the log index, Theil-Sen", 0, index_apart, 1e-8, how)
    yield Check(FAMILY, "greatest difference of the log 80% prediction interval, Theil-Sen", 0, band_apart, 1e-8, how)


def _missed(x: Numbers, y: Numbers, place: int, left_out: set[int]) -> float:
    others = [other for other in range(len(x)) if other not in left_out]
    slope, intercept = stats.theilslopes(y[others], x[others], method="joint")[:2]
    return float(y[place] - intercept - slope * x[place])


def _bootstrap(draws: int) -> Iterator[Check]:
    """Resample one sample plainly and compare the percentiles."""
    prices, sizes = np.random.default_rng(6).lognormal(0, 0.5, 15), np.full(15, 1e5)
    register, driver = _bought(prices, sizes)
    told = dispersion(register, driver=driver).set_index("statistic").loc["quartile_coefficient"]
    chance, plain = np.random.default_rng(7), []
    for _ in range(draws):
        q1, q3 = np.quantile(chance.choice(prices, 15), [0.25, 0.75])
        plain.append((q3 - q1) / (q3 + q1))
    for name, share in (("lower", 0.025), ("upper", 0.975)):
        expected = float(np.quantile(plain, share))
        held = float(np.mean(np.array(plain) <= told[name]))
        error = 3.5 * math.sqrt(share * (1 - share) * (1 / draws + 1 / 1000))
        how = f"plain resampling, {draws:,} draws against 1,000; {name} end {expected:.3f}"
        yield Check(FAMILY, f"share of plain draws at or below the {name} end", share, held, error, how)
