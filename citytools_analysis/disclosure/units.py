"""
What the released figures are made of: one unit an answer, and the lines of the fixed tables that count it.

A vote on a system stands in the line of the system, in those of the service areas it is used for, and in that of all
London. Whoever reads them all could subtract one from another, so that all tables are held together here.
"""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import skills
from citytools_analysis.metrics.challenges.pairs import asked_pairs, reports
from citytools_analysis.metrics.deciders import decision_makers
from citytools_analysis.metrics.prices import unpublished_contracts
from citytools_analysis.metrics.released import (
    PROBLEMS,
    SATISFACTION,
    SATISFACTION_BY_AREA,
    SKILLS_NEEDED,
    UNPUBLISHED_VALUE,
)
from citytools_analysis.metrics.satisfaction.areas import areas_of_uses
from citytools_analysis.metrics.satisfaction.votes import recent_votes, uses
from citytools_analysis.register import Register
from citytools_analysis.schema.survey import CHALLENGE_TAGS

ROW = ["metric", "subject"]
SILENT = "silent"  # could have answered, and did not: stands in no cell, but limits what others' answers can be
COLUMNS = ("unit_id", "decision_maker", "amount", "supplier_id", *ROW, "category")
_KEPT = ["unit_id", "borough_id", "amount", "supplier_id", *ROW, "category"]
_PAIR = ["borough_id", "system_id"]


def units_of(register: Register) -> pd.DataFrame:
    """
    List the answers behind the fixed tables.

    Parameters
    ----------
    register
        The full register. What a contract that the public edition shows is worth is no secret, and no unit.

    Returns
    -------
    lines
        One row a unit and line that counts it: `unit_id`, `decision_maker`, `amount` (1 for an answer, pounds a year for
        a contract), `supplier_id` (of contracts), `metric`, `subject` (a row of that table) and `category` (a cell in
        that row), or `silent`. Units are votes (M60), pairs of borough and system without one (silent), problems that those asked report or not (M67), skills needed or not (M103) and
        contracts that are not published.

    Examples
    --------
    >>> from datetime import date
    >>> units_of(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    parts = [_votes(register), _problems(register), _needs(register), _contracts(register)]
    lines = pd.concat([part.reindex(columns=_KEPT) for part in parts if len(part)] or [pd.DataFrame(columns=_KEPT)])
    makers = decision_makers(register)
    decided = lines["borough_id"].map(makers).fillna(lines["borough_id"]).astype("str")
    amount = lines["amount"].astype("float64").fillna(1.0)
    return lines.assign(decision_maker=decided, amount=amount)[list(COLUMNS)].reset_index(drop=True)


def _votes(register: Register) -> pd.DataFrame:
    votes, pairs = recent_votes(register), uses(register)[_PAIR].drop_duplicates()
    silent = pairs.merge(votes[_PAIR], on=_PAIR, how="left", indicator="found").query("found == 'left_only'")[_PAIR]
    every = pd.concat([votes.rename(columns={"answer": "category"}), silent.assign(category=SILENT)], ignore_index=True)
    by_area = every.merge(areas_of_uses(register), on=_PAIR).assign(metric=SATISFACTION_BY_AREA)
    lines = pd.concat([every.assign(metric=SATISFACTION, subject=every["system_id"]), by_area], ignore_index=True)
    return lines.assign(unit_id="vote:" + lines["borough_id"] + ":" + lines["system_id"])


def _problems(register: Register) -> pd.DataFrame:
    asked = asked_pairs(register)
    asked = asked.loc[asked["is_asked"], _PAIR]
    told = reports(register)[[*_PAIR, "challenge_tag"]].assign(category="reported")
    every = asked.merge(pd.DataFrame({"challenge_tag": sorted(CHALLENGE_TAGS)}), how="cross")
    every = every.merge(told, on=[*_PAIR, "challenge_tag"], how="left")
    unit = "problem:" + every["borough_id"] + ":" + every["system_id"] + ":" + every["challenge_tag"]
    return every.assign(
        unit_id=unit, category=every["category"].fillna("not_reported"), metric=PROBLEMS, subject=every["challenge_tag"]
    )


def _needs(register: Register) -> pd.DataFrame:
    told = register.skills.dropna(subset=["borough_id", "skill", "level"])
    is_needed = told["level"].le(skills.NEED_LEVEL).to_numpy(dtype=bool)
    return told.assign(
        unit_id="skill:" + told["borough_id"] + ":" + told["skill"], metric=SKILLS_NEEDED, subject=told["skill"],
        category=pd.Series(is_needed, index=told.index).map({True: "needs", False: "does_not_need"}),
    )  # fmt: skip


def _contracts(register: Register) -> pd.DataFrame:
    rows = register.rows("contracts")
    published = rows.loc[rows["is_published"].fillna(value=False).astype("bool"), "contract_id"]
    told = unpublished_contracts(register, published=published)
    unit = (
        "contract:"
        + told["contract_id"].astype("str")
        + ":"
        + told["area_code"].astype("object").fillna("unknown").astype("str")
    )
    return told.assign(unit_id=unit, metric=UNPUBLISHED_VALUE, category="value")
