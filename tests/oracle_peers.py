"""Likeness by sets, the test under its null, false discoveries by statsmodels, neighbours by plain loops."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
from oracle import Check
from scipy.stats import kstest
from statsmodels.stats.multitest import multipletests
from tiny_world import AS_OF, worked_register

from citytools_analysis.metrics.peers import redealt, similar_estates, statistical_neighbours
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import typed

Uses = list[tuple[str, str, str]]


def checks(draws: int) -> Iterator[Check]:
    """Give the rows of the family."""
    draw = np.random.default_rng(20261123)
    uses = _random_uses(draw)
    told = similar_estates(_register(uses), n_permutations=max(99, draws // 8), seed=1)
    yield _jaccard(told, uses)
    yield _discoveries(told)
    yield from _tables(draws)
    yield from _null(draw, draws)
    yield _planted(draw)
    yield from _neighbours(draw)


def _random_uses(draw: np.random.Generator, n_boroughs: int = 12) -> Uses:
    """Draw one or two of five systems for most functions of most boroughs."""
    reference = load_reference()
    boroughs = reference.boroughs["borough_id"].tolist()[:n_boroughs]
    codes = reference.functions["function_code"].tolist()[:24]
    return [
        (borough, code, f"{code}-{system}")
        for borough in boroughs for code in codes if draw.random() < 0.9
        for system in set((draw.random(1 + (draw.random() < 0.2)) ** 2 * 5).astype(int).tolist())
    ]  # fmt: skip


def _register(uses: Uses) -> Register:
    frame = pd.DataFrame(uses, columns=["borough_id", "function_code", "system_id"])
    frame = frame.assign(deployment_id=[f"d{place}" for place in range(len(frame))], system_state="known",
                         source_id="facts", source_pointer="1")  # fmt: skip
    return replace(_empty(), all_rows={**_empty().all_rows, "deployments": typed(frame, TABLES["deployments"])})


@cache
def _empty() -> Register:
    return Register.from_tables({}, as_of=AS_OF)


def _jaccard(told: pd.DataFrame, uses: Uses) -> Check:
    """Compare with sets and sums written out."""
    n_all = len(load_reference().boroughs)
    by_borough: dict[str, set[tuple[str, str]]] = {}
    for borough, code, system in uses:
        by_borough.setdefault(borough, set()).add((code, system))
    spread: dict[tuple[str, str], int] = {}
    for pairs in by_borough.values():
        for pair in pairs:
            spread[pair] = spread.get(pair, 0) + 1
    seen = told[~told["is_withheld"]].set_index(["borough_id", "other_borough_id"])["value"]
    worst, n_wrong = 0.0, 0
    for one, other in combinations(sorted(by_borough), 2):
        common = {code for code, _ in by_borough[one]} & {code for code, _ in by_borough[other]}
        if len(common) < 15:
            n_wrong += (one, other) in seen.index
            continue
        sets = [{pair for pair in by_borough[name] if pair[0] in common} for name in (one, other)]
        idf = [sum(math.log(n_all / spread[pair]) for pair in part) for part in (sets[0] & sets[1], sets[0] | sets[1])]
        worst = max(worst, abs(idf[0] / idf[1] - seen[one, other]))
    return Check(
        "peers", "largest error of the weighted Jaccard of 12 boroughs", 0, worst + n_wrong, 1e-9, "sets, pair by pair"
    )


def _discoveries(told: pd.DataFrame) -> Check:
    known = told[~told["is_withheld"]]
    expected = multipletests(known["p_value"].to_numpy(), method="fdr_bh")[1]
    worst = float(np.abs(expected - known["q_value"].to_numpy()).max())
    return Check("peers", "largest error of a Benjamini-Hochberg value", 0, worst, 1e-12, "statsmodels")


def _tables(draws: int) -> Iterator[Check]:
    """Every table with the margins of a small one is dealt alike often: there are five others and itself, six in all."""
    runs = np.eye(3, dtype=bool)
    n = 20 * draws
    counts: dict[bytes, int] = {}
    for table in redealt(runs, np.zeros(3, dtype="int64"), n_tables=n, seed=3, n_between=3):
        counts[table.tobytes()] = counts.get(table.tobytes(), 0) + 1
    yield Check("peers", "tables with the margins of a 3 x 3 permutation", 6, len(counts), 0, "counted: 3!")
    # neighbours in the chain are alike, so that it tells as much as about half as many independent tables
    allowed = 4 * math.sqrt(1 / 6 * 5 / 6 / (n / 2))
    for name, share in (("rarest", min(counts.values()) / n), ("commonest", max(counts.values()) / n)):
        yield Check("peers", f"share of the {name} of them", 1 / 6, share, allowed, f"simulated, {n:,} tables")


def _null(draw: np.random.Generator, draws: int) -> Iterator[Check]:
    """Deal estates at random many times: the p-value of one pair is then uniform, and is below 0.05 one time in twenty."""
    n, values = max(40, draws // 10), []
    for seed in range(n):
        uses = _dealt(draw)
        told = similar_estates(_register(uses), n_permutations=99, seed=seed)
        known = told[~told["is_withheld"]].sort_values(["borough_id", "other_borough_id"])
        values.append(known["p_value"].iloc[0])
    p = np.array(values)
    # ties of likeness make p-values larger, never smaller
    most = 0.05 + 3 * math.sqrt(0.05 * 0.95 / n)
    yield Check(
        "peers",
        "share of p-values at most 0.05 under the null",
        most / 2,
        (p <= 0.05).mean(),
        most / 2,
        f"{n} random Londons",
    )
    gap = kstest(p, "uniform").statistic
    critical = 1.63 / math.sqrt(n)  # Kolmogorov's 1% value, and a hundredth for the steps of 1/100
    yield Check("peers", "largest gap from a uniform p-value under the null", 0, gap, critical + 0.01, "Kolmogorov 1%")


def _dealt(draw: np.random.Generator) -> Uses:
    reference = load_reference()
    boroughs = reference.boroughs["borough_id"].tolist()[:6]
    codes = reference.functions["function_code"].tolist()[:20]
    rarity = [f"{letter}" for letter in "aabbcd"]
    return [(borough, code, f"{code}-{system}") for code in codes
            for borough, system in zip(boroughs, draw.permutation(rarity), strict=True)]  # fmt: skip


def _planted(draw: np.random.Generator) -> Check:
    """Copy one borough's estate to another: the two are found, and come first."""
    uses = [row for row in _random_uses(draw) if row[0] != "barnet"]
    uses += [("barnet", code, system) for borough, code, system in uses if borough == "barking-and-dagenham"]
    first = similar_estates(_register(uses), n_permutations=999, seed=2).iloc[0]
    names = (first["borough_id"], first["other_borough_id"])
    # beside the seen table itself, few of its neighbours in the chain keep the copy: those where the two trade together
    is_found = bool(names == ("barking-and-dagenham", "barnet") and first["p_value"] <= 0.002)
    return Check("peers", "a copied estate is found and comes first", 1, is_found, 0, "planted")


def _neighbours(draw: np.random.Generator) -> Iterator[Check]:
    """Compare the five nearest of every borough with plain loops over random measures."""
    ids = [name for name in load_reference().boroughs["borough_id"] if name != "city-of-london"]
    names = ["residents", "residents_per_hectare", "imd_2025_score", "social_rent_share", "tax_base_per_dwelling"]
    measures = pd.DataFrame(np.exp(draw.normal(0, 1, (len(ids), 5))), index=ids, columns=names)
    told = statistical_neighbours(Register.from_tables({}, as_of=AS_OF), measures=measures, n_draws=20)
    columns = {name: [float(value) for value in measures[name]] for name in names}
    columns["residents"] = [math.log(value) for value in columns["residents"]]
    scaled = {}
    for name, values in columns.items():
        mean = sum(values) / len(values)
        spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
        scaled[name] = [(value - mean) / spread for value in values]
    n_wrong = 0
    for place, borough in enumerate(ids):
        gaps = [(math.dist([scaled[name][place] for name in names], [scaled[name][other] for name in names]), ids[other])
                for other in range(len(ids)) if other != place]  # fmt: skip
        expected = [name for _, name in sorted(gaps)[:5]]
        n_wrong += expected != told.loc[told["borough_id"] == borough, "neighbour_id"].tolist()
    yield Check("peers", "boroughs with another five nearest", 0, n_wrong, 0, "plain loops")
    tiny = statistical_neighbours(worked_register(), k=1)
    ash = tiny.loc[tiny["borough_id"] == "ash", "value"].item()
    logs = [math.log(number) for number in range(1, 10)]
    yield Check("peers", "Ash to Beech", math.log(2) / float(np.std(logs)), ash, 1e-9, "worked by hand")
