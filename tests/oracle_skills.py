"""The best matching against every matching there is, on small cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
from oracle import Check
from tiny_world import AS_OF, tiny_reference

from citytools_analysis.metrics.skills import matches
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES
from citytools_analysis.schema.survey import SKILLS
from citytools_analysis.storage import typed


def checks(draws: int) -> Iterator[Check]:
    """Give the rows of the family."""
    draw = np.random.default_rng(20261123)
    base = Register.from_tables({}, as_of=AS_OF, reference=tiny_reference())
    n_cases, n_short, n_broken = max(40, draws // 10), 0, 0
    for _ in range(n_cases // len(SKILLS)):
        levels, shares = draw.integers(0, 5, (len(SKILLS), 7)), draw.random((len(SKILLS), 7)) < 0.7
        capacity = int(draw.integers(1, 4))
        told = matches(_register(base, levels, shares), capacity=capacity)
        met = told[~told["is_withheld"]]
        sums = met.groupby("skill")["value"].sum()
        for place, skill in enumerate(SKILLS):
            best = _best(levels[place].tolist(), shares[place].tolist(), capacity)
            n_short += abs(float(sums.get(skill, 0)) - best) > 1e-9
        n_broken += int((met.groupby(["skill", "lender_borough_id"]).size() > capacity).sum())
    how = f"every matching of {n_cases} random cases"
    yield Check("skills", "matchings with less than the largest sum", 0, n_short, 0, how)
    yield Check("skills", "lenders that help more than they can", 0, n_broken, 0, how)


def _register(base: Register, levels: np.ndarray, shares: np.ndarray) -> Register:
    ids = base.boroughs["borough_id"].tolist()[: levels.shape[1]]
    rows = [
        {"borough_id": borough, "skill": skill, "level": levels[row, column], "will_share": shares[row, column], "source_id": "f", "source_pointer": "1"}
        for row, skill in enumerate(SKILLS) for column, borough in enumerate(ids)
    ]  # fmt: skip
    skills = typed(pd.DataFrame(rows), TABLES["skills"])
    return replace(base, all_rows={**base.all_rows, "skills": skills})


def _best(levels: list[int], shares: list[bool], capacity: int) -> int:
    """Try for every borough in need every lender, or none."""
    lenders = [place for place, level in enumerate(levels) if level >= 3 and shares[place]]
    needers = [place for place, level in enumerate(levels) if level <= 1]
    best = 0
    for choice in product([None, *lenders], repeat=len(needers)):
        if all(choice.count(lender) <= capacity for lender in lenders):
            pairs = zip(choice, needers, strict=True)
            best = max(best, sum(levels[lender] - levels[needer] for lender, needer in pairs if lender is not None))
    return best
