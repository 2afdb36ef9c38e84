"""Entry and the bounds of the SME share against brute force: award by award, and every way to fill in what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from math import comb

import numpy as np
import pandas as pd
from oracle import Check
from statsmodels.stats.proportion import proportion_confint
from tiny_world import AS_OF, tiny_reference

from citytools_analysis.metrics import market
from citytools_analysis.register import Register

SUPPLIERS = ("alder", "birch", "cypress", "dogwood")
FAMILY = "market"


def checks(draws: int) -> Iterator[Check]:
    """Give the rows of the family."""
    draw = np.random.default_rng(20261123)
    n_cases = max(10, draws // 40)
    wrong, off = _entry(draw, n_cases), _interval(draw)
    how = f"award by award, {n_cases} random markets with purchases"
    yield Check(FAMILY, "markets whose new entrants differ", 0, wrong, 0, how)
    yield Check(FAMILY, "Wilson's interval, largest difference", 0, off, 1e-9, "statsmodels, with n (N - 1) / (N - n)")
    yield Check(
        FAMILY, "bounds of the SME share, largest difference", 0, _bounds(draw), 1e-9, "every filling in of 9 flags"
    )
    covered, expected = _wilson_coverage(draw, draws)
    error = 3 * np.sqrt(expected * (1 - expected) / draws)
    yield Check(FAMILY, "Wilson, 20 flags known of 60, true share 0.3: covered", expected, covered, error,
                "simulated, against the sum over the hypergeometric")  # fmt: skip


def _entry(draw: np.random.Generator, n_cases: int) -> int:
    wrong = 0
    for _ in range(n_cases):
        days = [AS_OF - timedelta(days=int(back)) for back in draw.integers(1, 5000, 60)]
        makers = [SUPPLIERS[place] for place in draw.integers(0, 4, 60)]
        bought = [
            (child, SUPPLIERS[0], AS_OF - timedelta(days=int(draw.integers(1, 5000))))
            for child in SUPPLIERS[1:]
            if draw.random() < 0.6
        ]
        told = market.new_entrants(_register(days, makers, bought), by="all", records_begin=date(1990, 1, 1))
        expected = _new_one_by_one(days, makers, bought)
        wrong += int(told["n_new"].tolist() != [expected] or told["n"].tolist() != [60])
    return wrong


def _register(days: list[date], makers: list[str], bought: list[tuple[str, str, date]]) -> Register:
    place = {"source_id": "facts", "source_pointer": "line 2"}
    contracts = pd.DataFrame({"contract_id": [f"c{n}" for n in range(len(days))], "title": "One", "borough_id": "oak",
                              "supplier_id": makers, "start_date": days} | place)  # fmt: skip
    events = pd.DataFrame([
        {"supplier_id": child, "event": "acquired_by", "counterparty": parent.title(), "event_date": day,
         "event_date_precision": "day", "is_completed": True} | place
        for child, parent, day in bought
    ])  # fmt: skip
    reference = tiny_reference()
    reference = replace(reference, supplier_events=reference.supplier_events.iloc[:0])
    return Register.from_tables({"contracts": contracts, "supplier_events": events}, as_of=AS_OF, reference=reference)


def _new_one_by_one(days: list[date], makers: list[str], bought: list[tuple[str, str, date]]) -> int:
    """Look back from each award for one of the same owner, as owners stood on that award's day."""

    def owner(maker: str, day: date) -> str:
        return next((parent for child, parent, when in bought if child == maker and when <= day), maker)

    n_new = 0
    for day, maker in zip(days, makers, strict=True):
        back = date(day.year - 5, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
        mine = owner(maker, day)
        n_new += not any(
            back <= then < day and owner(other, day) == mine for then, other in zip(days, makers, strict=True)
        )
    return n_new


def _flags(flags: list[bool | None], values: list[float]) -> pd.DataFrame:
    n = len(flags)
    contracts = pd.DataFrame({
        "contract_id": [f"c{place}" for place in range(n)], "title": "One", "borough_id": "oak", "supplier_id": "alder",
        "is_sme_supplier": pd.array(flags, dtype="boolean"), "value_gbp": values, "value_basis": "annual",
        "end_date": "2028-12-31", "end_state": "known", "source_id": "facts", "source_pointer": "line 2",
    })  # fmt: skip
    register = Register.from_tables({"contracts": contracts}, as_of=AS_OF, reference=tiny_reference())
    told = market.sme_share(register, by="all")
    return told[told["view"].eq("declared at award")].set_index("measure")


def _bounds(draw: np.random.Generator) -> float:
    known, values = [bool(flag) for flag in draw.random(24) < 0.4], draw.integers(1, 100, 33) * 100.0
    told = _flags([*known, *[None] * 9], values.tolist())
    fillings = np.array([[*known, *filling] for filling in product([False, True], repeat=9)], dtype=float)
    by_count, by_value = fillings.mean(axis=1), fillings @ values / values.sum()
    expected = [by_count.min(), by_count.max(), by_value.min(), by_value.max()]
    measured = [told.loc[name, end] for name in ("contracts", "value") for end in ("bound_low", "bound_high")]
    return float(np.abs(np.array(expected) - np.array(measured, dtype=float)).max())


def _interval(draw: np.random.Generator) -> float:
    off = 0.0
    for n, n_of in ((20, 25), (24, 60), (33, 34)):
        flags: list[bool | None] = [bool(flag) for flag in draw.random(n) < 0.3]
        told = _flags([*flags, *[None] * (n_of - n)], [1000.0] * n_of).loc["contracts"]
        size = n * (n_of - 1) / (n_of - n)
        ends = proportion_confint(sum(map(bool, flags)) / n * size, size, method="wilson")
        off = max(off, abs(told["lower"] - ends[0]), abs(told["upper"] - ends[1]))
    return off


def _wilson_coverage(draw: np.random.Generator, draws: int) -> tuple[float, float]:
    """Ask the interval of each count of SMEs among 20 known flags of 60, then draw which 20 of the 60 are known."""
    n, n_of, n_sme = 20, 60, 18
    size = n * (n_of - 1) / (n_of - n)
    held, exact = np.empty(n + 1, dtype=bool), np.empty(n + 1, dtype=bool)
    for count in range(n + 1):
        flags: list[bool | None] = [*[True] * count, *[False] * (n - count), *[None] * (n_of - n)]
        told = _flags(flags, [1000.0] * n_of).loc["contracts"]
        held[count] = told["lower"] <= n_sme / n_of <= told["upper"]
        low, high = proportion_confint(count / n * size, size, method="wilson")
        exact[count] = low <= n_sme / n_of <= high
    counts = draw.hypergeometric(n_sme, n_of - n_sme, n, draws)
    chance = [comb(n_sme, count) * comb(n_of - n_sme, n - count) / comb(n_of, n) for count in range(n + 1)]
    return float(held[counts].mean()), float(np.array(chance)[exact].sum())
