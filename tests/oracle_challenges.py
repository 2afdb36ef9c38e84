"""Problems against statsmodels, simulation, and a recount by plain loops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from oracle import Check
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2
from statsmodels.stats.multitest import multipletests
from survey_world import survey

from citytools_analysis.metrics import challenges
from citytools_analysis.metrics.challenges.mantel_haenszel import pooled_ratio, stratified_p
from citytools_analysis.register import Register

FAMILY = "challenges"
TAGS = ("api", "lock_in", "price_rises", "support", "usability")


def checks(draws: int) -> Iterator[Check]:
    """Compare the family with other means."""
    chance = np.random.default_rng(20261123)
    yield from _statsmodels(chance)
    yield from _one_stratum()
    yield from _simulated(chance, draws)
    yield from _recounted(chance)


def _strata(chance: np.random.Generator, n_strata: int, risks: tuple[float, float]) -> pd.DataFrame:
    n1, n0 = chance.integers(4, 15, n_strata), chance.integers(4, 15, n_strata)
    level = chance.uniform(0.5, 1.5, n_strata)  # systems differ in how often they are rated low
    a, c = (chance.binomial(n, np.clip(risk * level, 0, 1)) for n, risk in zip((n1, n0), risks, strict=True))
    return pd.DataFrame({"a": a, "n1": n1, "c": c, "n0": n0})


def _statsmodels(chance: np.random.Generator) -> Iterator[Check]:
    ratio_off = p_off = 0.0
    for _ in range(50):
        strata = _strata(chance, 6, (0.4, 0.25))
        tables = [np.array([[r.a, r.n1 - r.a], [r.c, r.n0 - r.c]]) for r in strata.itertuples()]
        other = StratifiedTable(tables)
        ratio_off = max(ratio_off, abs(pooled_ratio(strata)[0] / other.riskratio_pooled - 1))
        p_off = max(p_off, abs(stratified_p(strata) - other.test_null_odds(correction=False).pvalue))
    yield Check(FAMILY, "Mantel-Haenszel ratio, furthest of 50", 0.0, ratio_off, 1e-9, "statsmodels.StratifiedTable")
    yield Check(FAMILY, "Mantel-Haenszel p, furthest of 50", 0.0, p_off, 1e-9, "statsmodels.StratifiedTable")


def _one_stratum() -> Iterator[Check]:
    _, lower, upper = pooled_ratio(pd.DataFrame({"a": [9], "n1": [14], "c": [6], "n0": [21]}))
    expected = Table2x2([[9, 5], [6, 15]]).riskratio_confint()
    for word, end, found in zip(("lower", "upper"), expected, (lower, upper), strict=True):
        yield Check(FAMILY, f"{word} end of the ratio in one stratum", float(end), found, 1e-9, "statsmodels.Table2x2")


def _simulated(chance: np.random.Generator, draws: int) -> Iterator[Check]:
    n_found = n_inside = n_told = 0
    for _ in range(draws):
        n_found += stratified_p(_strata(chance, 8, (0.3, 0.3))) < 0.05
        ratio, lower, upper = pooled_ratio(_strata(chance, 8, (0.5, 0.25)))
        n_told += not np.isnan(ratio)
        n_inside += lower <= 2 <= upper
    noise = 3 * np.sqrt(0.05 * 0.95 / draws)
    yield Check(
        FAMILY, "p < 0.05 where there is nothing", 0.05, n_found / draws, 0.01 + noise, f"simulated, {draws} draws"
    )
    yield Check(
        FAMILY,
        "Greenland-Robins 95% of a ratio of 2",
        0.95,
        n_inside / n_told,
        0.01 + noise,
        f"simulated, {draws} draws",
    )


def _register(chance: np.random.Generator) -> Register:
    def scores() -> Sequence[int | None]:
        return [None if chance.random() < 0.2 else int(chance.integers(1, 6)) for _ in range(30)]

    systems = [f"s{at}" for at in range(6)]
    tags = {(system, tag): np.flatnonzero(chance.random(30) < 0.3).tolist() for system in systems for tag in TAGS}
    return survey(
        {system: scores() for system in systems},
        tags=tags,
        functions={"s0": "REV01", "s1": "REV01"},
        shared=[(0, 1), (2, 3)],
    )


def _recounted(chance: np.random.Generator) -> Iterator[Check]:
    register = _register(chance)
    votes = {(row.borough_id, row.system_id): int(row.score) for row in register.ratings.itertuples()}
    tagged = {(row.borough_id, row.system_id, row.challenge_tag) for row in register.challenges.itertuples()}
    asked = set(votes) | {key[:2] for key in tagged}
    told = challenges.prevalence(register).set_index("challenge_tag")["value"]
    share = {tag: sum((*pair, tag) in tagged for pair in asked) / len(asked) for tag in TAGS}
    off = max(abs(told[tag] - share[tag]) for tag in TAGS)
    yield Check(FAMILY, "prevalence of five problems, furthest", 0.0, off, 1e-12, "recounted by loops")

    together = challenges.reported_together(register).set_index("challenge_tag").loc[list(TAGS)]
    off = 0.0
    for tag in TAGS:
        sums = [0.0, 0.0]
        for system in {system for _, system in votes}:
            mine = [((*pair, tag) in tagged, score <= 2) for pair, score in votes.items() if pair[1] == system]
            n1 = sum(has for has, _ in mine)
            sums[0] += sum(has and low for has, low in mine) * (len(mine) - n1) / len(mine)
            sums[1] += sum(low and not has for has, low in mine) * n1 / len(mine)
        off = max(off, abs(together.loc[tag, "value"] - sums[0] / sums[1]))
    yield Check(FAMILY, "relative risk of five problems, furthest", 0.0, off, 1e-9, "recounted by loops")
    adjusted = multipletests(together["p"].to_numpy(dtype=float), method="fdr_bh")[1]
    off = float(np.abs(together["p_adjusted"].to_numpy(dtype=float) - adjusted).max())
    yield Check(FAMILY, "Benjamini-Hochberg, furthest of five", 0.0, off, 1e-12, "statsmodels.multipletests")

    maker = {f"b{at:03d}": f"b{at - 1:03d}" if at in {1, 3} else f"b{at:03d}" for at in range(30)}
    expected = {}
    for system, tag in {key[1:] for key in tagged}:
        deciders = {maker[borough] for borough, s, t in tagged if (s, t) == (system, tag)}
        if len(deciders) >= 2:
            expected[system, tag] = float(len(deciders))
    shared = challenges.shared_problems(register).set_index(["system_id", "challenge_tag"])["value"].to_dict()
    yield Check(FAMILY, "shared problems that agree", 1.0, float(shared == expected), 0.0, "recounted by loops")
