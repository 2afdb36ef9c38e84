"""Exact intervals for a median and for a share seen on few, and quartiles, each over many groups at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

LEVEL_95, LEVEL_90 = 0.95, 0.90
MEDIAN_COLUMNS = ("n", "median", "lower", "upper", "level", "quartile_1", "quartile_3")

Numbers = npt.NDArray[np.float64]


def order_statistic_ranks(n: npt.ArrayLike, *, level: float = LEVEL_95) -> tuple[Numbers, Numbers]:
    """
    Give which of n ordered values bound the median, and how surely they do.

    Parameters
    ----------
    n
        How many values, each at least 0.
    level
        How surely at least, above 0 and below 1.

    Returns
    -------
    rank, held
        The largest r for which the r-th smallest to the r-th largest hold the median with at least `level`, and the
        exact probability `1 - 2 P(B <= r - 1)` with B binomial of n and a half (Thompson 1936; metrics.md, 1.4); NaN
        where no such r exists: at 95% below n = 6. The values need no distribution, only independence.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> rank, held = order_statistic_ranks([5, 6, 9])
    >>> rank.tolist(), held.round(3).tolist()
    ([nan, 1.0, 2.0], [nan, 0.969, 0.961])
    """
    if not 0 < level < 1:
        message = f"{level} is no level of an interval; give one above 0 and below 1, such as 0.95."
        raise ValueError(message)
    sizes = np.asarray(n, dtype=float)
    tail = (1 - level) / 2
    below = scipy.stats.binom.ppf(tail, sizes, 0.5)  # the smallest k with P(B <= k) >= tail
    rank = np.where(scipy.stats.binom.cdf(below, sizes, 0.5) <= tail, below + 1, below)
    held = 1 - 2 * scipy.stats.binom.cdf(rank - 1, sizes, 0.5)
    has_one = (rank >= 1) & (held >= level)
    return np.where(has_one, rank, np.nan), np.where(has_one, held, np.nan)


def median_interval(values: npt.ArrayLike, *, level: float = LEVEL_95) -> tuple[float, float, float]:
    """
    Give the exact order-statistic interval of a median.

    Parameters
    ----------
    values
        The values; missing ones are left out.
    level
        How surely at least.

    Returns
    -------
    lower, upper, held
        The two values, and the exact probability with which such an interval holds the median; NaN where none exists.

    Examples
    --------
    >>> lower, upper, held = median_interval([1, 2, 3, 4, 5, 6, 7, 8, 9])
    >>> lower, upper, round(held, 3)
    (2.0, 8.0, 0.961)
    """
    told = grouped_medians(pd.DataFrame({"group": 0, "value": np.asarray(values, dtype=float)}), ["group"], level=level)
    if told.empty:
        return np.nan, np.nan, np.nan
    lower, upper, held = told[["lower", "upper", "level"]].to_numpy(dtype=float)[0].tolist()
    return lower, upper, held


def grouped_medians(
    frame: pd.DataFrame, by: Sequence[str], *, value: str = "value", level: float = LEVEL_95
) -> pd.DataFrame:
    """
    Give the median of each group with its exact interval and quartiles.

    Parameters
    ----------
    frame
        One row a value.
    by
        Columns that name the group; a missing name is a group of its own.
    value
        Column of values; missing ones are left out.
    level
        How surely at least.

    Returns
    -------
    medians
        Indexed by group, in order: `n`, `median`, `lower`, `upper` and `level` as `median_interval` gives them, and
        `quartile_1` and `quartile_3`, interpolated between ranks (type 7 of Hyndman and Fan 1996).

    Examples
    --------
    >>> frame = pd.DataFrame({"system": ["a"] * 4 + ["b"] * 6, "value": [1, 2, 3, 4, 1, 2, 3, 4, 5, 9]})
    >>> grouped_medians(frame, ["system"])[["n", "median", "lower", "quartile_3"]].values.tolist()
    [[4.0, 2.5, nan, 3.25], [6.0, 3.5, 1.0, 4.75]]
    """
    known = frame.loc[frame[value].notna(), [*by, value]].sort_values(value, kind="stable")
    groups = known.groupby(list(by), dropna=False, sort=True)
    numbers, sizes = groups.ngroup().to_numpy(), groups.size()
    ordered = known[value].to_numpy(dtype=float)[np.argsort(numbers, kind="stable")]
    n = np.asarray(sizes, dtype=np.int64)
    first = np.cumsum(n) - n
    rank, held = order_statistic_ranks(n, level=level)
    has_one = ~np.isnan(rank)
    places = np.where(has_one, rank, 1).astype("int64")
    columns = {
        "n": n.astype("int64"),
        "median": _at_share(ordered, first, n, 0.5),
        "lower": np.where(has_one, _at(ordered, first + places - 1), np.nan),
        "upper": np.where(has_one, _at(ordered, first + n - places), np.nan),
        "level": held,
        "quartile_1": _at_share(ordered, first, n, 0.25),
        "quartile_3": _at_share(ordered, first, n, 0.75),
    }
    return pd.DataFrame(columns, index=sizes.index)[list(MEDIAN_COLUMNS)]


def share_posterior(
    yes: npt.ArrayLike, no: npt.ArrayLike, *, level: float = LEVEL_90, prior: tuple[float, float] = (1, 1)
) -> tuple[Numbers, Numbers]:
    """
    Give the central interval of the Beta posterior of a share.

    Parameters
    ----------
    yes, no
        How many did and did not.
    level
        Probability inside the interval.
    prior
        The two parameters of the Beta prior; (1, 1) says that every share is as likely before anything is seen.

    Returns
    -------
    interval
        Lower and upper end, 0 to 1: quantiles of `Beta(prior + yes, prior + no)` (Bayes 1763; metrics.md, section 3).

    Raises
    ------
    ValueError
        If the level is not between 0 and 1, or a count is below zero.

    Examples
    --------
    >>> lower, upper = share_posterior([9], [1])
    >>> round(lower.item(), 3), round(upper.item(), 3)
    (0.636, 0.967)
    """
    did, did_not = np.broadcast_arrays(np.asarray(yes, dtype=float), np.asarray(no, dtype=float))
    if not 0 < level < 1 or (did < 0).any() or (did_not < 0).any():
        message = "A share needs counts of at least 0 and a level above 0 and below 1."
        raise ValueError(message)
    tail = (1 - level) / 2
    posterior = scipy.stats.beta(prior[0] + did, prior[1] + did_not)
    return np.asarray(posterior.ppf(tail)), np.asarray(posterior.ppf(1 - tail))


def _at(ordered: Numbers, places: npt.NDArray[np.int64]) -> Numbers:
    return ordered[places] if len(ordered) else np.empty(0)


def _at_share(ordered: Numbers, first: npt.NDArray[np.int64], n: npt.NDArray[np.int64], share: float) -> Numbers:
    """Interpolate each group's ordered values at a share of the way from its least to its greatest."""
    place = first + (n - 1) * share
    below = np.floor(place).astype("int64")
    above = np.minimum(below + 1, first + n - 1)
    low, high = _at(ordered, below), _at(ordered, above)
    return np.asarray(low + (high - low) * (place - below))
