"""Oracle of the resource plan: the table printed in metrics.md 11, plain arithmetic over every case, and simulated decay."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from oracle import Check

from citytools_analysis.metrics import resources
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

FAMILY = "resources"
DAY = date(2026, 11, 23)
# metrics.md 11: programme, borough time and total in thousands, price of 33, 27 and 18 payers, per cent of London's IT spend.
PRINTED = {
    "lean": (66, 15, 80, (1_987, 2_428, 3_642), 0.016),
    "core": (147, 24, 171, (4_453, 5_443, 8_164), 0.035),
    "enhanced": (291, 36, 326, (8_807, 10_764, 16_146), 0.066),
}
POSTS = {
    "lean": (0.2, 0.4, 0, 15, 11e3, 10),
    "core": (0.4, 0.6, 0.3, 35, 24e3, 16),
    "enhanced": (0.6, 1.0, 0.8, 80, 53e3, 24),
}
RATES = {  # low, central, high, as the assumptions say
    "owner": (74e3, 82e3, 92e3), "steward": (52e3, 58e3, 65e3), "category": (63e3, 70e3, 78e3), "day": (500, 600, 800),
    "contingency": (0.05, 0.1, 0.2), "hour": (35, 45, 60), "chance": (0.15, 0.35, 0.6), "influenced": (5e6, 10e6, 25e6),
    "payers": (18, 27, 33),
}  # fmt: skip
RUNNING = {"lean": (8e3, 11e3, 17e3), "core": (18e3, 24e3, 36e3), "enhanced": (40e3, 53e3, 80e3)}
SAVED = {"commodity": (0, 0.06, 0.15), "specialist": (0, 0.03, 0.08), "concentrated": (-0.01, 0.01, 0.04)}


def checks(draws: int) -> Iterator[Check]:
    """Give every row of the family's table."""
    register = Register.from_tables({}, as_of=DAY)
    for scenario, printed in PRINTED.items():
        yield from _printed(register, scenario, printed)
    yield from _break_even(register)
    yield _tornado(register)
    yield _subscriptions(register, draws)
    yield from _decay(draws)


def _printed(
    register: Register, scenario: str, printed: tuple[float, float, float, tuple[int, ...], float]
) -> Iterator[Check]:
    value = resources.annual_cost(register, scenario=scenario).set_index("item")["value"]
    programme, time, total, prices, per_cent = printed
    how = "metrics.md 11, as printed"
    yield Check(FAMILY, f"{scenario}: programme, thousand pounds", programme, value["programme"] / 1e3, 0.5, how)
    yield Check(FAMILY, f"{scenario}: borough time, thousand pounds", time, value["borough_time"] / 1e3, 0.5, how)
    yield Check(FAMILY, f"{scenario}: total, thousand pounds", total, value["total"] / 1e3, 0.5, how)
    yield Check(
        FAMILY,
        f"{scenario}: per cent of technology spend",
        per_cent,
        100 * value["share_of_technology_spend"],
        5e-4,
        how,
    )
    told = resources.subscription(register, scenario=scenario)
    equal = told[told["way"] == "equal"].groupby("n_payers")["value"].first()
    for n, price in zip((33, 27, 18), prices, strict=True):
        yield Check(FAMILY, f"{scenario}: price of {n} payers, pounds", price, equal[n], 0.5, how)


def _break_even(register: Register) -> Iterator[Check]:
    value = resources.break_even(register).set_index("beside")["value"]
    for words, printed in (("low", 3.4), ("central", 1.7), ("high", 0.7)):
        measured = 100 * value[f"yearly value influenced, {words}"]
        yield Check(
            FAMILY, f"core: per cent to be saved, {words} value", printed, measured, 0.05, "metrics.md 11, as printed"
        )
    specialist = value["net benefit of a joint purchase, specialist"]
    yield Check(FAMILY, "core: specialist joint purchases a year", 2, specialist, 0.5, "metrics.md 11, as printed")
    ceiling = resources.ceiling_test(register)["value"].iloc[0]
    yield Check(FAMILY, "core: per cent of LOTI's income", 15, 100 * ceiling, 0.5, "metrics.md 11 and F39, as printed")


def _tornado(register: Register) -> Check:
    ids = {
        "product_owner_rate": "owner", "steward_rate": "steward", "category_lead_rate": "category", "engineer_day_rate": "day",
        "contingency_rate": "contingency", "borough_hour_rate": "hour", "go_ahead_chance": "chance",
        "influenced_annual_value": "influenced", "paying_boroughs": "payers",
    }  # fmt: skip
    worst = 0.0
    for scenario in PRINTED:
        for market, saved in SAVED.items():
            table = RATES | {"running": RUNNING[scenario], "saved": saved}
            centre = {name: cases[1] for name, cases in table.items()}
            for row in resources.tornado(register, scenario=scenario, market=market).to_dict("records"):
                name = ids.get(row["assumption_ids"]) or (
                    "saved" if row["assumption_ids"].startswith("saving") else "running"
                )
                ends = [_net(scenario, centre | {name: table[name][place]}) for place in (0, 2)]
                told = (row["net_at_low_gbp"], row["net_at_high_gbp"], row["value"])
                wanted = (*ends, _net(scenario, centre))
                worst = max(worst, *(abs(one - other) for one, other in zip(told, wanted, strict=True)))
    return Check(
        FAMILY, "tornado: largest error in pounds", 0, worst, 1e-6, "plain arithmetic, 3 scenarios x 3 markets"
    )


def _net(scenario: str, rate: dict[str, float]) -> float:
    owner, steward, category, days, _, hours = POSTS[scenario]
    cost = (
        owner * rate["owner"]
        + steward * rate["steward"]
        + category * rate["category"]
        + days * rate["day"]
        + rate["running"]
    )
    gain = rate["influenced"] * rate["saved"] * rate["chance"] / 33
    return gain - cost * (1 + rate["contingency"]) / rate["payers"] - hours * rate["hour"]


def _subscriptions(register: Register, draws: int) -> Check:
    generator = np.random.default_rng(7)
    residents = dict(zip(register.boroughs["borough_id"], register.boroughs["residents_2021"], strict=True))
    worst, cases = 0.0, max(10, draws // 40)
    for _ in range(cases):
        payers = list(generator.choice(list(residents), size=generator.integers(1, 34), replace=False))
        told = resources.subscription(register, payers=payers).set_index(["way", "borough_id"])["value"]
        units = {
            name: 0.75 if residents[name] < 220_000 else 1.25 if residents[name] >= 310_000 else 1.0 for name in payers
        }
        units.pop("city-of-london", None)
        for name in payers:
            equal = 146_960 / len(payers)
            banded = equal if name not in units else equal * len(units) * units[name] / sum(units.values())
            pairs = {"equal": equal, "banded": banded, "hybrid": (equal + banded) / 2}
            worst = max(worst, *(abs(told[way, name] - wanted) for way, wanted in pairs.items()))
    return Check(
        FAMILY,
        "subscription: largest error in pounds",
        0,
        worst,
        1e-6,
        f"plain arithmetic, {cases} random sets of payers",
    )


def _decay(draws: int) -> Iterator[Check]:
    """Let each end date lose its truth at random, at a rate that halves them in 365 days, and count those left."""
    generator = np.random.default_rng(11)
    ages = generator.integers(0, 900, size=40)
    rows = [
        {"contract_id": f"c{place}", "borough_id": "camden", "end_date": "2031-03-31", "end_state": "known",
         "confirmed_date": (DAY - timedelta(days=int(age))).isoformat(), "source_id": "x", "source_pointer": "y"}
        for place, age in enumerate(ages)
    ]  # fmt: skip
    register = Register.from_tables({"contracts": pd.DataFrame(rows)}, as_of=DAY, reference=load_reference())
    told = resources.no_renewal_decay(register)
    lives = generator.exponential(365 / math.log(2), size=(draws, len(ages)))
    for month, elapsed in ((0, 0), (6, 181), (12, 365), (36, 1096)):
        left = (lives > ages + elapsed).mean(axis=1)
        error = 3 * float(left.std(ddof=1)) / math.sqrt(draws) + 1e-12
        measured = told.loc[told["month"].eq(month) & told["unit"].eq("share"), "value"].item()
        yield Check(
            FAMILY,
            f"end dates verified after {month} months",
            float(left.mean()),
            measured,
            error,
            f"simulated, {draws} draws",
        )
    fresh = replace(register, all_rows={**register.all_rows, "contracts": register.all_rows["contracts"].assign(confirmed_date=pd.Timestamp(DAY))},
                    )  # fmt: skip
    half = resources.no_renewal_decay(fresh, months=12)["value"].iloc[12]
    yield Check(FAMILY, "verified a year after the last confirmation", 0.5, half, 1e-9, "metrics.md 11: about half")
