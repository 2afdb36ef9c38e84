"""Oracle of the evaluation: plain loops over random logs, a posterior summed on a grid, and nominal coverage of every interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from oracle import Check
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from citytools_analysis.metrics import evaluation
from citytools_analysis.reference_tables import SHAPES
from citytools_analysis.register import Register

FAMILY = "evaluation"
DAY = date(2026, 11, 23)
STAGES = ["surfaced", "qualified", "agreed", "noticed", "awarded"]
EMPTY = Register.from_tables({}, as_of=DAY)
Rows = list[dict[str, Any]]


def checks(draws: int) -> Iterator[Check]:
    """Give every row of the family's table."""
    generator = np.random.default_rng(5)
    yield _funnels(generator, max(20, draws // 40))
    yield _savings(generator, max(20, draws // 40))
    yield from _wilson()
    yield from _posterior(generator, draws)
    yield _lead_times(generator, max(100, draws // 8))


def _with(log: str, rows: Rows) -> Register:
    frame = pd.DataFrame(rows).reindex(columns=SHAPES[log].names)
    return replace(EMPTY, reference=replace(EMPTY.reference, **{log: frame}))


def _stage(name: str, stage: str, day: date) -> dict[str, Any]:
    return {"opportunity_id": name, "stage": stage, "reached_date": day.isoformat(), "borough_ids": "camden|brent"}


def _funnels(generator: np.random.Generator, cases: int) -> Check:
    """Count each random purchase stage by stage, as one would by hand."""
    worst = 0.0
    for _ in range(cases):
        rows: Rows = []
        reached, dropped, alive = [0] * 5, [0] * 5, [0] * 5
        for number in range(int(generator.integers(1, 25))):
            farthest, is_dropped = int(generator.integers(0, 5)), bool(generator.random() < 0.4)
            day = DAY - timedelta(days=1500)
            for place in range(farthest + 1):
                day += timedelta(days=int(generator.integers(0, 200)))
                if place == farthest or generator.random() < 0.7:  # a stage may be left out of the log
                    rows.append(_stage(f"x{number}", STAGES[place], day))
            if is_dropped and farthest < 4:
                rows.append(_stage(f"x{number}", "dropped", day))
            for place in range(farthest + 1):
                reached[place] += 1
            (dropped if is_dropped and farthest < 4 else alive)[farthest] += 1
        told = evaluation.funnel(_with("joint_stages", rows))
        counted = told.loc[told["measure"] == "reached", "value"].tolist()
        conversion = told[told["measure"] == "conversion"]
        pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]
        wanted = [reached[last] / reached[first] if reached[first] else 0 for first, last in pairs]
        best = [
            (reached[last] + sum(alive[first:last])) / reached[first] if reached[first] else 0 for first, last in pairs
        ]
        errors = np.abs(np.array([*counted, *conversion["value"].fillna(0), *conversion["bound_high"].fillna(0)])
                        - np.array([*reached, *wanted, *best]))  # fmt: skip
        worst = max(worst, float(errors.max()))
    return Check(
        FAMILY,
        "funnel: largest error in counts, conversions and bounds",
        0,
        worst,
        1e-12,
        f"plain loops, {cases} random logs",
    )


def _savings(generator: np.random.Generator, cases: int) -> Check:
    """Sum each random decision year by year."""
    worst = 0.0
    for _ in range(cases):
        rows: Rows = []
        gross = owed = 0.0
        for number in range(int(generator.integers(1, 15))):
            years, share = int(generator.integers(1, 8)), float(generator.choice([0, 0.25, 0.5, 1]))
            before, paid = float(generator.integers(0, 500_000)), float(generator.integers(0, 500_000))
            outcome = DAY - timedelta(days=int(generator.integers(0, 700)))
            agreed = outcome + timedelta(days=int(generator.integers(-50, 50)))
            rows.append({
                "decision_id": f"d{number}", "decided_date": outcome.isoformat(), "borough_ids": "camden", "contract_years": years,
                "counterfactual_annual_gbp": before, "actual_annual_gbp": paid, "attribution": share, "is_audited": False,
                "outcome_date": outcome.isoformat(), "baseline_date": "2020-01-01", "attribution_agreed_date": agreed.isoformat(),
            })  # fmt: skip
            if agreed < outcome and outcome > date(2025, 11, 23):
                saving = sum((before - paid) / 1.035**year for year in range(1, years + 1))
                gross, owed = gross + saving, owed + share * saving
        told = evaluation.attributed_saving(_with("decision_log", rows)).set_index("measure")["value"].fillna(0)
        worst = max(worst, abs(told["gross saving"] - gross), abs(told["attributed saving"] - owed))
    return Check(FAMILY, "saving: largest error in pounds", 0, worst, 1e-5, f"year by year, {cases} random logs")


def _converted(n: int, converted: int) -> pd.Series:
    rows = [_stage(f"x{place}", "surfaced", date(2026, 1, 1)) for place in range(n)]
    rows += [_stage(f"x{place}", "qualified", date(2026, 2, 1)) for place in range(converted)]
    told = evaluation.funnel(_with("joint_stages", rows))
    return told[told["measure"] == "conversion"].iloc[0]


def _wilson() -> Iterator[Check]:
    """Hold the interval against statsmodels', and count its exact coverage."""
    for n, share in ((5, 0.1), (12, 0.5)):
        told = [_converted(n, k) for k in range(n + 1)]
        ours = np.array([[row["lower"], row["upper"]] for row in told])
        theirs = np.array([proportion_confint(k, n, method="wilson") for k in range(n + 1)])
        yield Check(
            FAMILY,
            f"conversion, n {n}: largest difference",
            0,
            np.abs(ours - theirs).max(),
            1e-9,
            "statsmodels' Wilson",
        )
        covers = (ours[:, 0] <= share) & (share <= ours[:, 1])
        coverage = float(stats.binom.pmf(np.arange(n + 1), n, share)[covers].sum())
        printed = {5: 0.92, 12: 0.96}[n]
        yield Check(
            FAMILY, f"conversion, n {n}, p {share}: coverage", printed, coverage, 0.005, "metrics.md 2.1, as printed"
        )


def _decided(n: int, awarded: int) -> pd.Series:
    rows = [_stage(f"x{place}", "surfaced", date(2026, 1, 1)) for place in range(n)]
    rows += [_stage(f"x{place}", "awarded" if place < awarded else "dropped", date(2026, 2, 1)) for place in range(n)]
    return evaluation.go_ahead_chance(_with("joint_stages", rows)).iloc[0]


def _posterior(generator: np.random.Generator, draws: int) -> Iterator[Check]:
    """Sum prior times likelihood on a grid; then draw chances from the prior and see how often the interval holds them."""
    n, grid = 10, (np.arange(100_000) + 0.5) / 100_000
    told = [_decided(n, awarded) for awarded in range(n + 1)]
    worst = 0.0
    for awarded, row in enumerate(told):
        weight = grid ** (6 * 0.35 - 1 + awarded) * (1 - grid) ** (6 * 0.65 - 1 + n - awarded)
        cumulative = np.cumsum(weight) / weight.sum()
        mean = float((grid * weight).sum() / weight.sum())
        ends = grid[np.searchsorted(cumulative, [0.025, 0.975])]
        worst = max(worst, abs(row["value"] - mean), abs(row["lower"] - ends[0]), abs(row["upper"] - ends[1]))
    yield Check(FAMILY, "chance of going ahead: largest error", 0, worst, 2e-5, "posterior summed on a grid of 100,000")
    chances = generator.beta(2.1, 3.9, size=draws)
    seen = generator.binomial(n, chances)
    lower, upper = (np.array([row[end] for row in told])[seen] for end in ("lower", "upper"))
    held = float(((lower <= chances) & (chances <= upper)).mean())
    error = 3 * math.sqrt(0.95 * 0.05 / draws)
    yield Check(FAMILY, "chance of going ahead: coverage of 95%", 0.95, held, error, f"simulated, {draws} draws")


def _lead_times(generator: np.random.Generator, cases: int) -> Check:
    """Nine awards, of which the interval is the second to the eighth: 96.1% by the binomial."""
    held = 0
    for _ in range(cases):
        days = generator.integers(1, 2002, size=9)  # median 1,001
        rows = [_stage(f"x{place}", "surfaced", date(2020, 1, 1)) for place in range(9)]
        rows += [
            _stage(f"x{place}", "awarded", date(2020, 1, 1) + timedelta(days=int(day)))
            for place, day in enumerate(days)
        ]
        row = evaluation.funnel(_with("joint_stages", rows)).set_index("measure").loc["lead time"]
        held += bool(row["lower"] <= 1001 <= row["upper"])
    exact = 1 - 2 * (1 + 9) / 2**9
    error = 3 * math.sqrt(exact * (1 - exact) / cases)
    return Check(
        FAMILY,
        "lead time, n 9: coverage of the median",
        exact,
        held / cases,
        error,
        f"simulated, {cases} logs; metrics.md 1.4",
    )
