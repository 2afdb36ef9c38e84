"""The numbers that no record gives: what they are, where they come from, and draws of them (metrics.md, 5.4)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.assumptions import ASSUMPTION_COLUMNS, assumed_in
from citytools_analysis.metrics.discounting import present_value_of_a_pound_a_year
from citytools_analysis.metrics.evaluation.chance import beta_shapes
from citytools_analysis.register import Register

Numbers = npt.NDArray[np.float64]
ASSUMED = (
    "avoided_procurement", "contract_years", "coordination", "discount_rate", "early_exit_charge", "extension_uplift",
    "go_ahead_chance", "go_ahead_weight", "saving_rate_commodity", "saving_rate_concentrated", "saving_rate_specialist",
)  # fmt: skip


def assumptions(register: Register, *, changed: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    List every assumption that the worth of buying together rests on, to be printed beside it.

    Parameters
    ----------
    register
        The register, with the reviewed tables it was made with.
    changed
        Rows that stand in for those of the same `assumption_id`.

    Returns
    -------
    assumptions
        One row an assumption, with the columns of `ASSUMPTION_COLUMNS`: `low`, `central` and `high` in the row's `unit`,
        with the source and its grade. They are planning ranges, not findings.

    Raises
    ------
    ValueError
        If one is missing, or its low, central and high are not finite and in order.

    Examples
    --------
    >>> from datetime import date
    >>> told = assumptions(Register.from_tables({}, as_of=date(2026, 11, 23))).set_index("assumption_id")
    >>> told.loc["saving_rate_concentrated", ["low", "central", "high"]].tolist()
    [-0.01, 0.01, 0.04]
    """
    own = register.reference.assumptions.reindex(columns=list(ASSUMPTION_COLUMNS))
    if changed is not None:
        own = pd.concat(
            [own[~own["assumption_id"].isin(changed["assumption_id"])], changed.reindex(columns=own.columns)]
        )
    for name in ASSUMED:
        assumed_in(own, name)
    return own[own["assumption_id"].isin(ASSUMED)].sort_values("assumption_id").reset_index(drop=True)


def central(assumed: pd.DataFrame) -> dict[str, float]:
    """
    Give the central value of each assumption.

    Parameters
    ----------
    assumed
        As `assumptions` gives.

    Returns
    -------
    values
        By `assumption_id`.

    Examples
    --------
    >>> central(pd.DataFrame({"assumption_id": ["discount_rate"], "central": [0.035]}))
    {'discount_rate': 0.035}
    """
    return dict(zip(assumed["assumption_id"], assumed["central"].astype("float64"), strict=True))


def drawn(
    assumed: pd.DataFrame, *, draws: int, seed: int, outcomes: tuple[int, int] | None = None
) -> dict[str, Numbers]:
    """
    Draw every assumption from its triangle.

    Parameters
    ----------
    assumed
        As `assumptions` gives.
    draws
        How many draws.
    seed
        Seed of the draws.
    outcomes
        How many opportunities went ahead and how many did not; then the go-ahead chance is drawn not from its triangle
        but from Beta(w c + ahead, w (1 - c) + not), with c its central value and w `go_ahead_weight` (metrics.md, 5.4).

    Returns
    -------
    values
        By `assumption_id`, and `imputed`: where between the lower quartile (-1), the median (0) and the upper quartile
        (1) the values that are not known stand, all together.

    Raises
    ------
    ValueError
        If there is no draw, or a number of outcomes is negative.

    Examples
    --------
    >>> rows = pd.DataFrame({"assumption_id": ["r"], "low": [0.0], "central": [0.06], "high": [0.15]})
    >>> round(float(drawn(rows, draws=20_000, seed=0)["r"].mean()), 2)
    0.07
    """
    if draws < 1:
        raise ValueError(f"draws is {draws}: give at least 1.")
    if outcomes is not None and min(outcomes) < 0:
        raise ValueError(f"outcomes is {outcomes}: give how many went ahead and how many did not, each from 0.")
    random = np.random.default_rng(seed)
    told = {
        str(row["assumption_id"]): triangular(random.random(draws), row["low"], row["central"], row["high"])
        for row in assumed.to_dict("records")
    }
    told["imputed"] = triangular(random.random(draws), -1, 0, 1)
    if outcomes is not None:
        told["go_ahead_chance"] = random.beta(*go_ahead_beta(assumed, outcomes), draws)
    return told


def go_ahead_beta(assumed: pd.DataFrame, outcomes: tuple[int, int]) -> tuple[float, float]:
    """
    Give the distribution of the go-ahead chance once some opportunities have been decided.

    Parameters
    ----------
    assumed
        As `assumptions` gives.
    outcomes
        How many opportunities went ahead and how many did not.

    Returns
    -------
    shapes
        The two shapes of the Beta posterior, to the prior of which the assumptions give mean and weight.

    Examples
    --------
    >>> rows = pd.DataFrame({"assumption_id": ["go_ahead_chance", "go_ahead_weight"], "central": [0.35, 6]})
    >>> [round(shape, 2) for shape in go_ahead_beta(rows, (3, 1))]
    [5.1, 4.9]
    """
    middle = central(assumed)
    return beta_shapes(middle["go_ahead_chance"], middle["go_ahead_weight"], *outcomes)


def triangular(chance: Numbers, low: float, middle: float, high: float) -> Numbers:
    """
    Give the quantiles of a triangular distribution; of no width, its one value.

    Parameters
    ----------
    chance
        Probabilities, 0 to 1.
    low, middle, high
        Its least, likeliest and greatest value.

    Returns
    -------
    quantiles
        One a probability.

    Examples
    --------
    >>> triangular(np.array([0.0, 0.4, 1.0]), 0, 0.06, 0.15).round(3).tolist()
    [0.0, 0.06, 0.15]
    """
    width = high - low
    rising = low + np.sqrt(chance * width * (middle - low))
    falling = high - np.sqrt((1 - chance) * width * (high - middle))
    return np.where(chance * width <= middle - low, rising, falling)


def present_value(values: Mapping[str, float | Numbers]) -> Numbers:
    """
    Give the present value of a pound a year over the contract, paid at the end of each year.

    Parameters
    ----------
    values
        `discount_rate` and `contract_years`, numbers or draws.

    Returns
    -------
    factor
        `(1 - (1 + d)^-T) / d` (HMT Green Book); T where nothing is discounted.

    Examples
    --------
    >>> round(float(present_value({"discount_rate": 0.035, "contract_years": 5})), 3)
    4.515
    """
    return present_value_of_a_pound_a_year(values["discount_rate"], values["contract_years"])
