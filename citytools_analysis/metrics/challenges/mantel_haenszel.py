"""Relative risks: the plain one, and Mantel and Haenszel's over strata, so that like is compared with like."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.envelope import Z_95


def plain_ratio(strata: pd.DataFrame) -> float:
    """
    Give the relative risk with the strata thrown together.

    Parameters
    ----------
    strata
        One row a stratum: `a` low ratings among `n1` with the tag, `c` among `n0` without it.

    Returns
    -------
    ratio
        `(a / n1) / (c / n0)` of the sums; NaN where it has no finite value.

    Examples
    --------
    >>> round(plain_ratio(pd.DataFrame({"a": [6], "n1": [10], "c": [3], "n0": [15]})), 2)
    3.0
    """
    a, n1, c, n0 = (float(strata[name].sum()) for name in ("a", "n1", "c", "n0"))
    return (a / n1) / (c / n0) if n1 and n0 and c else np.nan


def pooled_ratio(strata: pd.DataFrame) -> tuple[float, float, float]:
    """
    Give Mantel and Haenszel's relative risk and its 95% interval.

    Parameters
    ----------
    strata
        As for `plain_ratio`.

    Returns
    -------
    ratio, lower, upper
        `sum(a n0 / N) / sum(c n1 / N)`, N = n1 + n0, over the strata with both kinds (Mantel and Haenszel 1959; Rothman,
        Greenland and Lash); the interval is that of its logarithm with the variance of Greenland and Robins 1985,
        `sum((n1 n0 m - a c N) / N^2) / (sum(a n0 / N) sum(c n1 / N))`, m = a + c. NaN where a sum is zero.

    Examples
    --------
    >>> strata = pd.DataFrame({"a": [6, 0], "n1": [10, 5], "c": [3, 0], "n0": [15, 0]})
    >>> [round(figure, 2) for figure in pooled_ratio(strata)]  # the second stratum has nothing to compare with
    [3.0, 0.97, 9.3]
    """
    a, n1, c, n0 = (strata[name].to_numpy(dtype=float) for name in ("a", "n1", "c", "n0"))
    is_both = (n1 > 0) & (n0 > 0)
    a, n1, c, n0 = a[is_both], n1[is_both], c[is_both], n0[is_both]
    total = n1 + n0
    with_tag, without = (a * n0 / total).sum(), (c * n1 / total).sum()
    if not (with_tag and without):
        return np.nan, np.nan, np.nan
    variance = ((n1 * n0 * (a + c) - a * c * total) / total**2).sum() / (with_tag * without)
    ratio, half = with_tag / without, Z_95 * np.sqrt(max(variance, 0.0))
    return float(ratio), float(ratio * np.exp(-half)), float(ratio * np.exp(half))


def stratified_p(strata: pd.DataFrame) -> float:
    """
    Give the two-sided p that a tag and a low rating have nothing to do with each other within any stratum.

    Parameters
    ----------
    strata
        As for `plain_ratio`.

    Returns
    -------
    p
        Of Mantel and Haenszel's chi-square with one degree of freedom and no continuity correction,
        `(sum(a - n1 m / N))^2 / sum(n1 n0 m (N - m) / (N^2 (N - 1)))`; NaN where no stratum tells anything.

    Examples
    --------
    >>> round(stratified_p(pd.DataFrame({"a": [6], "n1": [10], "c": [3], "n0": [15]})), 3)
    0.046
    """
    a, n1, c, n0 = (strata[name].to_numpy(dtype=float) for name in ("a", "n1", "c", "n0"))
    total, low = n1 + n0, a + c
    is_telling = (n1 > 0) & (n0 > 0) & (low > 0) & (low < total)
    if not is_telling.any():
        return np.nan
    a, n1, n0, total, low = (part[is_telling] for part in (a, n1, n0, total, low))
    variance = (n1 * n0 * low * (total - low) / (total**2 * (total - 1))).sum()
    return float(scipy.stats.chi2.sf((a - n1 * low / total).sum() ** 2 / variance, 1))
