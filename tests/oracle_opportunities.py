"""What the joint procurement metrics are checked against: brute force, exhaustive search and draws of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from oracle import Check

from citytools_analysis.metrics.opportunities import find, members_of, sensitivity, worth
from citytools_analysis.metrics.opportunities.aligned import exposure
from citytools_analysis.metrics.opportunities.packing import exact_packing, greedy_packing, packing_bound
from citytools_analysis.metrics.opportunities.tallies import counts, member_hashes, runs, sums
from citytools_analysis.metrics.windows import sweep
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

FAMILY = "opportunities"
AS_OF = date(2026, 11, 23)
# The illustrative table of metrics.md 5.4: four boroughs of 150,000 a year for five years, in thousands.
TABLE = {"commodity": (7, 176, 68, 302), "specialist": (4, 89, 24, 161), "concentrated": (2, 27, -23, 79)}
SET_WITHIN = 2.0  # thousands: what the note of the assumptions in data/reference/assumptions.csv says
PLACE = {"source_id": "facts", "source_pointer": "line 2"}


def checks(draws: int) -> Iterator[Check]:
    """Give every check."""
    yield from _sweeps(5 * draws)
    yield from _packings(max(draws // 10, 20))
    yield from _registers(max(draws // 100, 4))
    yield from _illustration(50 * draws)
    yield from _redrawn(50 * draws)


def _sweeps(n_cases: int) -> Iterator[Check]:
    """Sweep many small cases at once and try every point of each by hand."""
    draw = np.random.default_rng(5)
    sizes = draw.integers(1, 8, n_cases)
    case = np.repeat(np.arange(n_cases), sizes)
    starts = draw.integers(0, 9, len(case))
    ends = starts + draw.integers(0, 6, len(case))
    holders, amounts = draw.integers(0, 3, len(case)), draw.integers(0, 1_000, len(case)) / 8
    found = sweep(starts, ends, case)
    n_sets = len(found.group)
    united = runs(case * 3 + holders, found.first, found.last)
    told = {
        "holders": counts(united.first, united.last, n_sets), "amounts": sums(found.first, found.last, amounts, n_sets),
        "begin": starts[found.opener], "finish": ends[found.closer],
    }  # fmt: skip
    wrong = dict.fromkeys(("members", *told), 0)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    firsts = np.searchsorted(found.group, np.arange(n_cases + 1))
    for number in range(n_cases):
        rows = range(bounds[number], bounds[number + 1])
        largest = _by_trying(starts, ends, rows)
        own = range(firsts[number], firsts[number + 1])
        swept = [frozenset(row for row in rows if found.first[row] <= one <= found.last[row]) for one in own]
        wrong["members"] += set(swept) != largest or len(swept) != len(largest)
        for one, members in zip(own, swept, strict=True):
            ids = list(members)
            wrong["holders"] += len(set(holders[ids])) != told["holders"][one]
            wrong["amounts"] += abs(amounts[ids].sum() - told["amounts"][one]) > 1e-4
            wrong["begin"] += max(starts[ids]) != told["begin"][one]
            wrong["finish"] += min(ends[ids]) != told["finish"][one]
    for name, n_wrong in wrong.items():
        yield Check(FAMILY, f"sets with wrong {name}", 0, n_wrong, 0, f"brute force on {n_cases:,} cases")
    yield _names(draw)


def _by_trying(starts: Any, ends: Any, rows: range) -> set[frozenset[int]]:
    at_points = {frozenset(row for row in rows if starts[row] <= point <= ends[row]) for point in range(15)} - {
        frozenset()
    }
    return {one for one in at_points if not any(one < other for other in at_points)}


def _names(draw: np.random.Generator) -> Check:
    """Ask that the same members have the same hash whatever comes before, after and in which order."""
    names = pd.DataFrame({"contract_id": [f"c{number}" for number in range(40)]})
    n_wrong = 0
    for _ in range(40):
        chosen = draw.choice(40, 6, replace=False)
        alone = member_hashes(np.zeros(6, int), np.zeros(6, int), names.iloc[chosen], 1)[0]
        first = np.where(np.isin(np.arange(40), chosen), 1, draw.choice([0, 2], 40))
        order = draw.permutation(40)
        beside = member_hashes(first[order], first[order], names.iloc[order], 3)[1]
        n_wrong += alone != beside
    return Check(FAMILY, "sets whose name depends on others", 0, n_wrong, 0, "40 random sets among others")


def _packings(n_cases: int) -> Iterator[Check]:
    draw = np.random.default_rng(6)
    wrong = dict.fromkeys(("exact", "greedy", "bound", "overlap"), 0)
    for _ in range(n_cases):
        n_holders, n_sets = draw.integers(2, 7), draw.integers(1, 10)
        who = draw.random((n_holders, n_sets)) < 0.4
        who[draw.integers(0, n_holders, n_sets), np.arange(n_sets)] = True
        scores = draw.normal(1, 2, n_sets)
        best = _best(who, scores)
        exact, greedy = exact_packing(who, scores), greedy_packing(who, scores)
        wrong["exact"] += abs(scores[exact].sum() - best) > 1e-6
        wrong["greedy"] += scores[greedy].sum() < best / np.sqrt(n_holders) - 1e-9
        wrong["bound"] += packing_bound(who, scores) < best - 1e-9
        wrong["overlap"] += any((who[:, chosen].sum(axis=1) > 1).any() for chosen in (exact, greedy))
    words = {
        "exact": "plans that are not the best", "greedy": "greedy plans below the best over the root of n",
        "bound": "bounds below the best plan", "overlap": "plans in which somebody buys twice",
    }  # fmt: skip
    for name, what in words.items():
        yield Check(FAMILY, what, 0, wrong[name], 0, f"exhaustive search on {n_cases:,} cases")


def _best(who: Any, scores: Any) -> float:
    every = range(who.shape[1])
    fits = (chosen for size in range(len(every) + 1) for chosen in combinations(every, size))
    return max(sum(scores[list(one)]) for one in fits if (who[:, list(one)].sum(axis=1) <= 1).all())


def _registers(n_cases: int) -> Iterator[Check]:
    """Make small registers with breaks, options and several contracts a borough, and look at every day of every window."""
    draw = np.random.default_rng(7)
    wrong = dict.fromkeys(("start", "bridge", "left", "stability"), 0)
    n_sets = 0
    for _ in range(n_cases):
        register = _random_register(draw)
        found = find(register)
        uplift, charge = draw.uniform(0, 0.3, 2)
        told = exposure(found, uplift=uplift, charge=charge)
        terms = register.contracts.set_index("contract_id")
        for one, number in zip(found.sets.to_dict("records"), found.numbers, strict=True):
            ids = members_of(found, [one["opportunity_id"]])["contract_id"]
            days = pd.date_range(one["window_start_date"], one["window_end_date"])
            bridge, left = _day_by_day(terms.loc[ids], days)
            cost = uplift * bridge + charge * left
            at = int(told.start[number]) - int(days[0].to_datetime64().astype("datetime64[D]").astype(int))
            wrong["start"] += not (0 <= at < len(days)) or cost[at] > cost.min() + 0.02
            wrong["bridge"] += abs(bridge[at] - told.bridge_gbp[number]) > 0.02
            wrong["left"] += abs(left[at] - told.remaining_gbp[number]) > 0.02
            n_sets += 1
        wrong["stability"] += _stability_is_wrong(register)
    words = {
        "start": "starts that are not the cheapest day", "bridge": "bridges that differ", "left": "remainders that differ",
        "stability": "registers whose Jaccard stability differs",
    }  # fmt: skip
    for name, what in words.items():
        yield Check(FAMILY, what, 0, wrong[name], 0, f"day by day, {n_sets} sets of {n_cases} registers")


def _day_by_day(terms: pd.DataFrame, days: pd.DatetimeIndex) -> tuple[Any, Any]:
    bridge, left = np.zeros(len(days)), np.zeros(len(days))
    for row in terms.itertuples():
        away = np.asarray((days - row.end_date).days, dtype=float) * row.value_gbp / 365.25
        bridge, left = bridge + np.clip(away, 0, None), left + np.clip(-away, 0, None)
    return bridge, left


def _stability_is_wrong(register: Register) -> bool:
    by_bridge = {months: _written(find(register, bridge_months=months)) for months in (0, 12)}
    expected = [
        max(len(one & other) / len(one | other) for other in by_bridge[12] if other) for one in by_bridge[0]
    ]  # fmt: skip
    told = sensitivity(register, bridges=[12])["value"].item()
    return bool(abs(told - np.mean(expected)) > 1e-9) if expected else not np.isnan(told)


def _written(found: Any) -> list[set[tuple[str, str]]]:
    code = dict(zip(found.sets["opportunity_id"], found.sets["function_code"], strict=True))
    return [
        {(code[str(key)], contract) for contract in rows["contract_id"]}
        for key, rows in found.members.groupby("opportunity_id")
    ]


def _random_register(draw: np.random.Generator) -> Register:
    boroughs = load_reference().boroughs["borough_id"].to_numpy()
    contracts, options, allocations = [], [], []
    for number in range(24):
        name, borough = f"c{number}", str(draw.choice(boroughs))
        end = AS_OF + timedelta(days=int(draw.integers(380, 1500)))
        early = end - timedelta(days=int(draw.integers(1, 700)))
        contracts.append({
            "contract_id": name, "title": name, "borough_id": borough, "end_state": "known", "end_date": end.isoformat(),
            "break_date": early.isoformat() if draw.random() < 0.5 and early > AS_OF else None,
            "value_gbp": int(draw.integers(1, 400)) * 1_000, "value_basis": "annual",
        } | PLACE)  # fmt: skip
        if draw.random() < 0.6:
            options.append(
                {"contract_id": name, "position": 1, "months": int(draw.integers(1, 30)), "holder": "buyer"} | PLACE
            )
        code = str(draw.choice(["PLN01", "REV01"]))
        allocations.append({"contract_id": name, "borough_id": borough, "function_code": code, "weight": 1.0} | PLACE)
    tables = {"contracts": contracts, "options": options, "allocations": allocations}
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    frames["contracts"]["end_date"] = pd.to_datetime(frames["contracts"]["end_date"])
    return Register.from_tables(frames, as_of=AS_OF)


def _illustration(draws: int) -> Iterator[Check]:
    """Reproduce the table of metrics.md 5.4; the standard error of a quantile is taken from its published spread."""
    for market, (n_suppliers, middle, low, high) in TABLE.items():
        told = worth(_four_boroughs(n_suppliers), draws=draws).sets.iloc[0]
        error = 2 * (high - low) / np.sqrt(draws)  # three standard errors: 1.7 sd / root n at 10%, 2.56 sd a span
        figures = {"median": (middle, told["value"]), "10%": (low, told["lower"]), "90%": (high, told["upper"])}
        for name, (expected, measured) in figures.items():
            what = f"{market}, 4 boroughs x 150k x 5 years: {name} of the net benefit, thousands"
            yield Check(FAMILY, what, expected, measured / 1_000, SET_WITHIN + error, "metrics.md 5.4")
    chance = told["chance_above_zero"]
    yield Check(
        FAMILY, "concentrated: P(net benefit above 0)", 0.75, chance, 0.02 + 1.5 / np.sqrt(draws), "metrics.md 5.4"
    )


def _four_boroughs(n_suppliers: int, *, later_days: int = 0) -> Register:
    """Four contracts of 150,000 a year that end on one day, the last an option's length before; so many suppliers of ten boroughs."""
    reference = load_reference()
    boroughs = [str(name) for name in reference.boroughs["borough_id"]]
    alone = [name for name in boroughs if name not in set(reference.shared_services["borough_id"])][:14]
    ends = [date(2028, 3, 31)] * 3 + [date(2028, 3, 31) - timedelta(days=later_days)]
    contracts = pd.DataFrame([
        {"contract_id": name, "title": name, "borough_id": name, "end_state": "known", "end_date": end.isoformat(),
         "value_gbp": 150_000, "value_basis": "annual"} | PLACE
        for name, end in zip(alone[:4], ends, strict=True)
    ])  # fmt: skip
    allocations = contracts[["contract_id", "borough_id"]].assign(function_code="PLN01", weight=1.0, **PLACE)
    options = pd.DataFrame([{"contract_id": alone[3], "position": 1, "months": 36, "holder": "buyer"} | PLACE])
    uses = pd.DataFrame([
        {"deployment_id": f"d{number}", "borough_id": alone[number], "function_code": "PLN01", "system_state": "known",
         "supplier_id": f"maker-{number % n_suppliers}", "seen_date": "2026-06-01"} | PLACE
        for number in range(14)
    ])  # fmt: skip
    tables = {"contracts": contracts, "allocations": allocations, "options": options, "deployments": uses}
    return Register.from_tables(tables, as_of=AS_OF, reference=replace(reference))


def _redrawn(draws: int) -> Iterator[Check]:
    """Draw the net benefit of a set with a bridge again, with NumPy's own triangles and the sum written out."""
    random = np.random.default_rng(99)
    three = load_reference().assumptions.set_index("assumption_id")[["low", "central", "high"]].astype(float)

    def drawn(name: str) -> Any:
        low, middle, high = three.loc[name]
        return random.triangular(low, middle, high, draws) if high > low else np.full(draws, middle)

    years = sum(1 / (1 + three.loc["discount_rate", "central"]) ** year for year in range(1, 6))
    benefit = 600_000 * years * drawn("saving_rate_specialist") + 3 * drawn("avoided_procurement")
    benefit -= 4 * drawn("coordination") + 300 / 365.25 * 150_000 * drawn("extension_uplift")
    score = benefit * drawn("go_ahead_chance")
    told = worth(_four_boroughs(4, later_days=300), draws=draws, seed=3).sets.iloc[0]
    figures = {
        "median": (0.5, benefit, "value"), "10%": (0.1, benefit, "lower"), "90%": (0.9, benefit, "upper"),
        "prudent score": (0.2, score, "prudent_score_gbp"),
    }  # fmt: skip
    for name, (level, sample, column) in figures.items():
        expected = np.quantile(sample, level)
        density = 0.06 / (np.quantile(sample, level + 0.03) - np.quantile(sample, level - 0.03))
        error = np.sqrt(2 * level * (1 - level) / draws) / density  # of two independent samples
        what = f"bridge of 300 days: {name}, thousands"
        yield Check(
            FAMILY, what, expected / 1_000, told[column] / 1_000, 3.5 * error / 1_000, f"NumPy, {draws:,} draws"
        )
    share = float((benefit > 0).mean())
    error = np.sqrt(2 * share * (1 - share) / draws)
    yield Check(FAMILY, "bridge of 300 days: P(above 0)", share, told["chance_above_zero"], 3.5 * error, "NumPy draws")
