"""The chance that a joint purchase goes ahead: an assumption at first, and by and by what the funnel has shown."""

from __future__ import annotations

from datetime import date

import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.assumptions import assumed
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.evaluation.ladder import STAGES, ladder
from citytools_analysis.register import Register

CHANCE_COLUMNS = ("from_stage", "alpha", "beta", "n_awarded", "n_dropped", "n_open", "assumption_ids", *ENVELOPE)
PRIOR_ALONE = "no joint purchase is decided yet: this is the starting assumption"
_IDS = ("go_ahead_chance", "go_ahead_weight")


def go_ahead_chance(register: Register, *, from_stage: str = "surfaced", on: date | None = None) -> pd.DataFrame:
    """
    Give the chance that a joint purchase at a stage is awarded in the end (M113; metrics.md, 5.4).

    Parameters
    ----------
    register
        The register, with its `joint_stages` and the assumptions `go_ahead_chance` and `go_ahead_weight`.
    from_stage
        The stage from which on: `surfaced`, `qualified`, `agreed` or `noticed`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    chance
        One row with the columns of `CHANCE_COLUMNS`: the mean of the Beta posterior
        `Beta(w p + awarded, w (1 - p) + dropped)` and its 95% interval; `p` is the starting chance, 0.35, and `w` the
        number of decided purchases for which it counts, 6. `n` of `n_of` are decided; open ones say nothing yet. What
        fails may fail sooner than what succeeds, so an early posterior may be too low. Not to be read as the chance of
        one certain purchase.

    Raises
    ------
    UnknownNameError
        If there is no such stage.
    ValueError
        If the starting chance is not between 0 and 1, or its weight not above zero.

    Examples
    --------
    >>> told = go_ahead_chance(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> round(told["value"].item(), 2), told["reason"].item()
    (0.35, 'no joint purchase is decided yet: this is the starting assumption')
    """
    if from_stage not in STAGES[:-1]:
        raise UnknownNameError("stage", from_stage, STAGES[:-1], f"There are: {', '.join(STAGES[:-1])}.")
    chance, weight = (assumed(register, name).central for name in _IDS)
    if not (0 < chance < 1 and weight > 0):
        raise ValueError(
            f"The starting chance is {chance}, its weight {weight}. Give a chance from 0 to 1, a weight above 0."
        )
    rungs = ladder(register, on=on)
    rungs = rungs[rungs["position"] >= STAGES.index(from_stage)]
    awarded = int((rungs["position"] == len(STAGES) - 1).sum())
    dropped, n_open = int(rungs["is_dropped"].sum()), int(rungs["is_open"].sum())
    alpha, beta = beta_shapes(chance, weight, awarded, dropped)
    posterior = scipy.stats.beta(alpha, beta)
    counts = {"n_awarded": awarded, "n_dropped": dropped, "n_open": n_open}
    row = {"from_stage": from_stage, "alpha": alpha, "beta": beta, "assumption_ids": "|".join(_IDS)} | counts
    told = enveloped(
        pd.DataFrame([row]), value=float(posterior.mean()), unit="probability", n=awarded + dropped, n_of=len(rungs),
        lower=float(posterior.ppf(0.025)), upper=float(posterior.ppf(0.975)), interval_kind="Beta posterior 95%",
        basis="joint purchases decided, and the starting assumption", as_of=on or register.as_of,
        reason="" if awarded + dropped else PRIOR_ALONE,
    )  # fmt: skip
    return told[list(CHANCE_COLUMNS)]


def beta_shapes(chance: float, weight: float, awarded: int, dropped: int) -> tuple[float, float]:
    """
    Give the Beta posterior of the go-ahead chance.

    Parameters
    ----------
    chance, weight
        Mean of the prior, and how many outcomes it counts for.
    awarded, dropped
        How many opportunities ended in an award, and how many were dropped.

    Returns
    -------
    shapes
        `w c + awarded`, `w (1 - c) + dropped` (metrics.md, 5.4).

    Examples
    --------
    >>> [round(shape, 2) for shape in beta_shapes(0.35, 6, 3, 1)]
    [5.1, 4.9]
    """
    return weight * chance + awarded, weight * (1 - chance) + dropped
