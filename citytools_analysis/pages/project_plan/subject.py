"""What the project plan draws on: the reviewed lines of the plan, and the figures the register has for them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.metrics import evaluation
from citytools_analysis.pages.evaluation.words import plain
from citytools_analysis.register import Register


@dataclass(frozen=True, eq=False)
class Plan:
    """
    The plan and the figures shown beside it.

    Parameters
    ----------
    register
        The register.
    items
        Rows of the reference table `plan_items`.
    kpis
        `evaluation.scorecard`, in its order.
    stages
        The rows of `evaluation.funnel` that count how many joint purchases reached each stage.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> len(PROPOSED.part("milestone"))
    12
    """

    register: Register
    items: pd.DataFrame
    kpis: pd.DataFrame
    stages: pd.DataFrame

    def part(self, *sections: str) -> pd.DataFrame:
        """Give the lines of some sections, in the order of their ids."""
        return self.items[self.items["section"].isin(sections)].reset_index(drop=True)

    @property
    def names(self) -> dict[str, str]:
        """What each line says in short, by its id."""
        return dict(zip(self.items["plan_item_id"], self.items["in_short"], strict=True))


def about(register: Register) -> Plan:
    """
    Compute what the plan shows.

    Parameters
    ----------
    register
        The register; a file `plan_items.csv` in its own `reference` folder takes the place of the packaged proposal.

    Returns
    -------
    plan
        Its lines and figures.

    Examples
    --------
    >>> from datetime import date
    >>> len(about(Register.from_tables({}, as_of=date(2026, 11, 23))).kpis)
    17
    """
    items = register.reference.plan_items.sort_values("plan_item_id", kind="stable").reset_index(drop=True)
    told = evaluation.funnel(register)
    stages = told[told["measure"] == "reached"].reset_index(drop=True)
    kpis = evaluation.scorecard(register)
    return Plan(register, items, kpis.assign(what=kpis["what"].map(plain)), stages)
