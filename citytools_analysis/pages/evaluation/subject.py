"""What the evaluation draws on, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.metrics import evaluation
from citytools_analysis.metrics.evaluation.kpis import CANNOT_TELL, NO_TARGET
from citytools_analysis.register import Register

PUBLIC_ROWS = "only public rows are counted in this edition"
_OF_ROWS = ("critical_ends_known", "verification_age")


@dataclass(frozen=True, eq=False)
class Evaluation:
    """
    The register and the metric frames the evaluation shows.

    Parameters
    ----------
    register
        The register, with its logs.
    card
        `evaluation.scorecard`: one row a measure.
    claims
        `evaluation.cannot_be_claimed`.
    funnel
        `evaluation.funnel`.
    chance
        `evaluation.go_ahead_chance`.
    saving
        `evaluation.attributed_saving`, the yearly cost of the core scenario taken off.
    decisions
        `evaluation.saving_decisions`.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23))).is_public
    False
    """

    register: Register
    card: pd.DataFrame
    claims: pd.DataFrame
    funnel: pd.DataFrame
    chance: pd.DataFrame
    saving: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def is_public(self) -> bool:
        """Whether this is the public edition."""
        return self.register.info.edition == "public"

    def measures(self, criterion: int) -> list[dict[str, object]]:
        """Give the measures of a criterion, one a row of the scorecard."""
        rows = self.card[self.card["criterion"] == criterion].to_dict("records")
        return [{str(name): value for name, value in row.items()} for row in rows]

    def measure(self, kpi: str) -> dict[str, object]:
        """Give one measure by its name."""
        [row] = self.card[self.card["kpi"] == kpi].to_dict("records")
        return {str(name): value for name, value in row.items()}


def about(register: Register) -> Evaluation:
    """
    Compute what the evaluation draws on.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    evaluation
        Its frames.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23))).measure("boroughs_answered")["value"]
    0.0
    """
    card, claims = evaluation.scorecard(register), evaluation.cannot_be_claimed(register)
    if register.info.edition == "public":
        card, claims = _of_public_rows(card, claims)
    return Evaluation(
        register=register,
        card=card,
        claims=claims,
        funnel=evaluation.funnel(register),
        chance=evaluation.go_ahead_chance(register),
        saving=evaluation.attributed_saving(register),
        decisions=evaluation.saving_decisions(register),
    )


def _of_public_rows(card: pd.DataFrame, claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say that what is counted in public rows alone meets or misses no target: the rows left out could decide it."""
    is_part = card["kpi"].isin(_OF_ROWS) & card["value"].notna()
    states = {
        name: card[name].mask(is_part & card[name].ne(NO_TARGET), CANNOT_TELL)
        for name in ("state_year_1", "state_year_2")
    }
    part = card[is_part]
    told = pd.DataFrame({
        "claim": "anything of: " + part["what"], "why_not": PUBLIC_ROWS,
        "what_would_allow_it": "the members' edition", "log": part["log"],
    })  # fmt: skip
    basis = card["basis"].mask(is_part, card["basis"] + ", public rows only")
    return card.assign(**states, basis=basis), pd.concat([claims, told], ignore_index=True)
