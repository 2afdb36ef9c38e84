"""Spearman's rank correlation with its interval, its permutation test and the part that a third variable leaves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.envelope import Z_95, Numbers

_SLACK = 1e-12  # so that a correlation equal but for rounding counts as equal


def spearman(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """
    Give Spearman's rho, ties at the mean of their ranks.

    Parameters
    ----------
    x, y
        The two variables, point by point.

    Returns
    -------
    rho
        -1 to 1; NaN where a variable is the same everywhere.

    Examples
    --------
    >>> round(spearman([1, 2, 2, 3], [3, 2, 2, 1]), 2), spearman([1, 1], [1, 2])
    (-1.0, nan)
    """
    first, second = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return np.nan
    return float(np.clip(scipy.stats.spearmanr(first, second).statistic, -1, 1))


def bonett_wright(rho: float, n: int) -> tuple[float, float]:
    """
    Give the 95% interval of Spearman's rho.

    Parameters
    ----------
    rho
        Spearman's rho.
    n
        How many points.

    Returns
    -------
    interval
        `tanh(atanh(rho) +- 1.96 sqrt((1 + rho^2 / 2) / (n - 3)))` (Bonett and Wright 2000); NaN for a perfect order and
        for fewer than 4 points, which have none.

    Examples
    --------
    >>> lower, upper = bonett_wright(-0.30, 22)
    >>> round(lower, 2), round(upper, 2)
    (-0.65, 0.15)
    """
    if n < 4 or not abs(rho) < 1 - _SLACK:
        return np.nan, np.nan
    half = Z_95 * np.sqrt((1 + rho * rho / 2) / (n - 3))
    return float(np.tanh(np.arctanh(rho) - half)), float(np.tanh(np.arctanh(rho) + half))


def permutation_p(x: npt.ArrayLike, y: npt.ArrayLike, *, draws: int, seed: int) -> float:
    """
    Give the two-sided p of no association, by shuffling one variable.

    Parameters
    ----------
    x, y
        The two variables.
    draws
        How many shuffles.
    seed
        Seed of the shuffles.

    Returns
    -------
    p
        (1 + shuffles with a rho as far from 0) / (1 + shuffles).

    Examples
    --------
    >>> permutation_p(range(12), range(12), draws=999, seed=0)
    0.001
    """
    first, second = (_centred_ranks(np.asarray(part, dtype=float)) for part in (x, y))
    shuffled = np.random.default_rng(seed).permuted(np.tile(second, (draws, 1)), axis=1) @ first
    seen = abs(float(second @ first)) * (1 - _SLACK)
    return float((1 + (np.abs(shuffled) >= seen).sum()) / (1 + draws))


def partial_spearman(x: npt.ArrayLike, y: npt.ArrayLike, third: npt.ArrayLike) -> float:
    """
    Give Spearman's rho of two variables with a third held.

    Parameters
    ----------
    x, y
        The two variables.
    third
        The variable that is held.

    Returns
    -------
    rho
        `(r_xy - r_xz r_yz) / sqrt((1 - r_xz^2)(1 - r_yz^2))`; the plain rho where the third is the same everywhere; NaN
        where it orders the points just as one of the two does.

    Examples
    --------
    >>> round(partial_spearman([1, 2, 3, 4], [4, 2, 3, 1], [1, 1, 2, 2]), 2)
    -1.0
    """
    rho, with_x, with_y = spearman(x, y), spearman(x, third), spearman(y, third)
    if np.isnan(with_x):
        return rho
    rest = (1 - with_x**2) * (1 - with_y**2)
    return float(np.clip((rho - with_x * with_y) / np.sqrt(rest), -1, 1)) if rest > _SLACK else np.nan


def weighted_spearman(x: Numbers, y: Numbers, weights: Numbers) -> Numbers:
    """
    Give Spearman's rho of many resamples of the same points at once.

    Parameters
    ----------
    x, y
        The two variables.
    weights
        How often each point was drawn, a row a resample.

    Returns
    -------
    rho
        One a resample, as if every point stood there as often as drawn; NaN where a variable is the same everywhere.

    Examples
    --------
    >>> x, y = np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])
    >>> weighted_spearman(x, y, np.array([[1.0, 1.0, 1.0], [2.0, 1.0, 0.0]])).round(2).tolist()
    [0.5, 1.0]
    """
    ranks = [weights @ ((part[:, None] < part[None, :]) + (part[:, None] == part[None, :]) / 2) for part in (x, y)]
    total = weights.sum(axis=1, keepdims=True)
    first, second = (rank - (weights * rank).sum(axis=1, keepdims=True) / total for rank in ranks)
    return _ratio(
        (weights * first * second).sum(axis=1), (weights * first**2).sum(axis=1), (weights * second**2).sum(axis=1)
    )


def rowwise_spearman(x: Numbers, y: Numbers) -> Numbers:
    """
    Give Spearman's rho of each row of two tables.

    Parameters
    ----------
    x, y
        The two variables, a row a resample; NaN where a point is missing from it.

    Returns
    -------
    rho
        One a row; NaN where fewer than two points are left, or a variable is the same everywhere.

    Examples
    --------
    >>> rowwise_spearman(np.array([[1.0, 2.0, np.nan]]), np.array([[5.0, 4.0, 1.0]])).tolist()
    [-1.0]
    """
    is_there = ~(np.isnan(x) | np.isnan(y))
    n = is_there.sum(axis=1, keepdims=True)
    centred = []
    for part in (x, y):
        # The missing rank last, so that they move no other's rank, and count nothing.
        ranks = scipy.stats.rankdata(np.where(is_there, part, np.inf), axis=1)
        mean = np.where(is_there, ranks, 0).sum(axis=1, keepdims=True) / np.maximum(n, 1)
        centred.append(np.where(is_there, ranks - mean, 0))
    first, second = centred
    return _ratio((first * second).sum(axis=1), (first**2).sum(axis=1), (second**2).sum(axis=1))


def _ratio(both: Numbers, first: Numbers, second: Numbers) -> Numbers:
    scale = np.sqrt(first * second)
    ratio: Numbers = np.divide(both, scale, out=np.full(both.shape, np.nan), where=scale > 1e-9)
    return ratio


def _centred_ranks(values: Numbers) -> Numbers:
    ranks = scipy.stats.rankdata(values)
    centred: Numbers = ranks - ranks.mean()
    return centred
