"""Counts since a competition against every way it may have been; medians, ranks and the index by other means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from statistics import NormalDist

import numpy as np
import pandas as pd
from oracle import Check
from tiny_world import AS_OF, tiny_reference

from citytools_analysis.metrics import lock_in
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

FAMILY = "lock_in"
PLACE = {"source_id": "facts", "source_pointer": "line 2"}
WEIGHTS = (0.25, 0.25, 0.2, 0.15, 0.15)


def checks(draws: int) -> Iterator[Check]:
    """Give the rows of the family."""
    draw = np.random.default_rng(20261123)
    n_cases = max(20, draws // 50)
    wrong = sum(_differs(draw) for _ in range(n_cases))
    yield Check(
        FAMILY,
        "places whose count since competition differs",
        0,
        wrong,
        0,
        f"every way it may have been, {n_cases} x 9 places",
    )
    rounds = max(5, draws // 100)
    covered, n = _median_coverage(draw, rounds)
    expected = 1 - 2 * (1 + 9) / 2**9  # x(2) to x(8) of nine: metrics.md, 1.4 says 96.1%
    error = 3 * np.sqrt(expected * (1 - expected) / n)
    yield Check(
        FAMILY,
        "median of nine, x(2) to x(8): covered",
        expected,
        covered,
        error,
        f"simulated, {n:,} functions; metrics.md 1.4",
    )
    yield Check(
        FAMILY, "index, largest difference", 0, _index_difference(draw), 1e-9, "statistics.NormalDist, row by row"
    )
    low, high = _rank_differences(draw, draws)
    yield Check(
        FAMILY, "lower ends of rank intervals, mean difference", 0, low, 0.35, "weights drawn one by one, another seed"
    )
    yield Check(
        FAMILY, "upper ends of rank intervals, mean difference", 0, high, 0.35, "weights drawn one by one, another seed"
    )


def _differs(draw: np.random.Generator) -> int:
    """Compare the counts at nine boroughs with the least and most over every route that unknown awards may have had."""
    boroughs = tiny_reference().boroughs["borough_id"].tolist()[:9]
    world = {borough: _awards(draw, borough) for borough in boroughs}
    told = lock_in.renewals_without_competition(_register(world)).set_index("borough_id")
    wrong = 0
    for borough, made in world.items():
        unknown = [place for place, one in enumerate(made) if one["route"] is None]
        counts = []
        for filled in product([True, False], repeat=len(unknown)):
            routes = [one["route"] for one in made]
            for place, route in zip(unknown, filled, strict=True):
                routes[place] = route
            counts.append(_since(made, routes))
        row = told.loc[borough]
        is_known = any(one["route"] is False for one in made) or bool(unknown)
        high = max(counts) if is_known else pd.NA
        measured = (row["n_at_least"], row["n_at_most"])
        is_same = measured[0] == min(counts) and (pd.isna(measured[1]) if high is pd.NA else measured[1] == high)
        is_exact = row["is_withheld"] == (is_known and min(counts) != max(counts))
        wrong += int(not (is_same and is_exact))
    return wrong


def _awards(draw: np.random.Generator, borough: str) -> list[dict[str, object]]:
    days = sorted(draw.choice(6000, int(draw.integers(1, 6)), replace=False).tolist(), reverse=True)
    return [
        {"id": f"{borough}-{place}", "day": AS_OF - timedelta(days=int(back) + 10), "n_used": int(draw.integers(0, 3)),
         "route": [True, False, None][int(draw.integers(0, 3))],
         "changed": [AS_OF - timedelta(days=int(draw.integers(1, int(back) + 9))) for _ in range(int(draw.integers(0, 3)))]}
        for place, back in enumerate(days)
    ]  # fmt: skip


def _since(made: list[dict[str, object]], routes: list[object]) -> int:
    """Count one way it may have been: direct awards later than the last competition, and extensions not before it."""
    asked = [one["day"] for one, is_direct in zip(made, routes, strict=True) if is_direct is False]
    last = max(asked) if asked else date.min  # type: ignore[type-var]
    n = 0
    for one, is_direct in zip(made, routes, strict=True):
        n += int(bool(is_direct) and one["day"] > last)  # type: ignore[operator]
        changed = one["changed"]
        n += sum(day >= last for day in changed)  # type: ignore[attr-defined]
        n += max(0, one["n_used"] - len(changed)) * int(one["day"] >= last)  # type: ignore[operator, arg-type]
    return n


def _register(world: dict[str, list[dict[str, object]]]) -> Register:
    every = [(borough, one) for borough, made in world.items() for one in made]
    contracts = pd.DataFrame([
        {"contract_id": one["id"], "title": "One", "borough_id": borough, "start_date": one["day"], "is_direct_award": one["route"]} | PLACE
        for borough, one in every
    ])  # fmt: skip
    shares = pd.DataFrame([
        {"contract_id": one["id"], "borough_id": borough, "function_code": "REV01", "weight": 1.0} | PLACE for borough, one in every
    ])  # fmt: skip
    options = pd.DataFrame([
        {"contract_id": one["id"], "position": place + 1, "months": 12.0, "is_exercised": True} | PLACE
        for _, one in every for place in range(one["n_used"])  # type: ignore[call-overload]
    ])  # fmt: skip
    notices = pd.DataFrame([
        {"notice_id": f"{one['id']}-{place}", "ocid": "o", "notice_type": "UK10", "published_date": day, "borough_id": borough,
         "contract_id": one["id"]} | PLACE
        for borough, one in every for place, day in enumerate(one["changed"])  # type: ignore[arg-type, var-annotated]
    ])  # fmt: skip
    tables = {"contracts": contracts, "allocations": shares, "options": options, "notices": notices}
    return Register.from_tables(tables, as_of=AS_OF, reference=tiny_reference())


def _median_coverage(draw: np.random.Generator, rounds: int) -> tuple[float, int]:
    """Draw nine ages a function from 0 to 20 years, a tenth not known, and see how often the interval holds 10 years."""
    reference = load_reference()
    boroughs, codes = reference.boroughs["borough_id"].tolist()[:10], reference.functions["function_code"].tolist()
    held: list[bool] = []
    for _ in range(rounds):
        rows = pd.DataFrame(
            [(borough, code) for code in codes for borough in boroughs], columns=["borough_id", "function_code"]
        )
        ages = draw.random(len(rows)) * 20 * 365.25
        start = pd.Series(pd.Timestamp(AS_OF) - pd.to_timedelta(np.floor(ages), unit="D"))
        rows = rows.assign(
            deployment_id=[f"d{place}" for place in range(len(rows))], system_id="thing", system_state="known",
            in_use_from_date=start.where(rows["borough_id"] != boroughs[-1]), seen_date=AS_OF, **PLACE,
        )  # fmt: skip
        told = lock_in.tenure(Register.from_tables({"deployments": rows}, as_of=AS_OF, reference=reference))
        held += ((told["lower"] <= 10) & (told["upper"] >= 10)).tolist()
    return float(np.mean(held)), len(held)


def _parts(draw: np.random.Generator, n: int) -> pd.DataFrame:
    return pd.DataFrame({
        "years_in_use": draw.random(n) * 20, "years_since_competition": draw.random(n) * 10, "openness_share": draw.random(n),
        "has_exit_plan": draw.random(n) < 0.4, "concentration_share": draw.random(n), "borough_id": [f"b{row:02}" for row in range(n)],
    })  # fmt: skip


def _scores(parts: pd.DataFrame) -> list[list[float]]:
    normal, told = NormalDist(), []
    spread = {
        name: (parts[name].mean(), parts[name].std(ddof=0)) for name in ("years_in_use", "years_since_competition")
    }
    for row in parts.to_dict("records"):
        z = [(row[name] - mean) / deviation for name, (mean, deviation) in spread.items()]
        told.append(
            [
                normal.cdf(z[0]),
                normal.cdf(z[1]),
                1 - row["openness_share"],
                float(not row["has_exit_plan"]),
                row["concentration_share"],
            ]
        )
    return told


def _index_difference(draw: np.random.Generator) -> float:
    parts = _parts(draw, 30)
    told = lock_in.risk_index(parts, as_of=AS_OF).set_index("borough_id")["value"]
    expected = [100 * sum(weight * part for weight, part in zip(WEIGHTS, row, strict=True)) for row in _scores(parts)]
    return float(np.abs(told.reindex(parts["borough_id"]).to_numpy() - np.array(expected)).max())


def _rank_differences(draw: np.random.Generator, draws: int) -> tuple[float, float]:
    """Rank twelve places under weights drawn one at a time; each end of an interval is a whole rank, so means are compared."""
    parts = _parts(draw, 12)
    told = lock_in.risk_index(parts, as_of=AS_OF, draws=draws).set_index("borough_id").reindex(parts["borough_id"])
    scores, ranks = _scores(parts), []
    for _ in range(draws):
        weights = [weight * draw.uniform(0.5, 1.5) for weight in WEIGHTS]
        totals = [
            sum(weight * part for weight, part in zip(weights, row, strict=True)) / sum(weights) for row in scores
        ]
        ranks.append([1 + sum(other > mine for other in totals) for mine in totals])
    ordered = np.sort(np.array(ranks), axis=0)
    low, high = ordered[int(0.025 * draws)], ordered[int(np.ceil(0.975 * draws)) - 1]
    return (
        float(np.abs(told["rank_low"].to_numpy(dtype=float) - low).mean()),
        float(np.abs(told["rank_high"].to_numpy(dtype=float) - high).mean()),
    )
