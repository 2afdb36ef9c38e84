"""
The arithmetic of concentration: on numbers only, so that each formula can be checked by itself (metrics.md, 2.2).

With k suppliers in one borough the chance that a borough matches itself is 1/k, not 1. The correction for non-response
then has the mean of 1/k, `self_match`, in place of 1; with one supplier each it is the formula of metrics.md.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.adoption.resampling import Numbers, borough_draws
from citytools_analysis.metrics.concentration.holdings import Held


class Drawn(NamedTuple):
    """What a bootstrap of boroughs gave: a figure a draw."""

    hhi: Numbers
    entropy: Numbers
    top: Numbers  # a column a length of list


def raw_hhi(amounts: Numbers) -> float:
    """
    Give the Herfindahl-Hirschman index, 0 to 1: the sum of squared shares (Hirschman 1945).

    Parameters
    ----------
    amounts
        What each supplier holds.

    Returns
    -------
    hhi
        Missing where nothing is held.

    Examples
    --------
    >>> raw_hhi(np.array([45.0, 30.0, 15.0, 10.0]))
    0.325
    """
    whole = float(amounts.sum())
    return float(((amounts / whole) ** 2).sum()) if whole > 0 else float("nan")


def corrected_hhi(hhi: float, n: float, n_of: float, *, self_match: float = 1.0) -> float:
    """
    Give what the index of the whole population is likely to be, from a sample of it.

    Parameters
    ----------
    hhi
        Of the sample, 0 to 1.
    n, n_of
        Units in the sample, and in the population.
    self_match
        Mean over units of the sum of squared shares within one: 1 with one supplier each.

    Returns
    -------
    hhi
        `S = (n h - d) / (n - 1)`, the chance that two units share a supplier; `(S (N - 1) + d) / N`. Unbiased under
        sampling without replacement; the same as `hhi` when all are known, missing with fewer than two units.

    Examples
    --------
    >>> round(corrected_hhi(0.5, 6, 33), 4), corrected_hhi(0.5, 33, 33)
    (0.4182, 0.5)
    """
    if n < 2:
        return float("nan")
    match = (n * hhi - self_match) / (n - 1)
    return (match * (n_of - 1) + self_match) / n_of


def hhi_bounds(held: Held) -> tuple[float, float]:
    """
    Give the least and most that the index can be, whatever is not known.

    Parameters
    ----------
    held
        One group of functions.

    Returns
    -------
    bounds
        With shares of the whole: the sum of squares and, for the least, that every unit not known has a new supplier of
        its own, `u / N` in counts; for the most, that all have the largest.

    Examples
    --------
    >>> five = np.diag([1.0] * 5) @ np.array([[1.0, 0], [1, 0], [1, 0], [0, 1], [0, 1]])
    >>> held = Held(five, np.ones(5), ["a", "b"], 5, 10, 10.0, 5.0, 5.0, "boroughs")
    >>> [round(bound, 2) for bound in hhi_bounds(held)]
    [0.18, 0.68]
    """
    shares = np.sort(held.amounts.sum(axis=0) / held.whole)[::-1]
    rest = held.missing / held.whole
    low = float((shares**2).sum() + held.missing_squares / held.whole**2)
    high = float((shares**2).sum() - shares[0] ** 2 + (shares[0] + rest) ** 2)
    return low, min(high, 1.0)


def estimated_hhi(held: Held) -> float:
    """
    Give the index, corrected for non-response where units are counted.

    Parameters
    ----------
    held
        One group of functions.

    Returns
    -------
    hhi
        0 to 1; by value as it is, for values have no such correction.

    Examples
    --------
    >>> held = Held(np.eye(3), np.ones(3), ["a", "b", "c"], 3, 6, 6.0, 3.0, 3.0, "boroughs")
    >>> round(estimated_hhi(held), 4)  # no two of three share a supplier: S = 0, so 1/6
    0.1667
    """
    hhi = raw_hhi(held.amounts.sum(axis=0))
    if held.basis == "value":
        return hhi
    return corrected_hhi(hhi, held.n, held.n_of, self_match=float(held.self_match.sum()) / held.n)


def entropies(held: Held) -> tuple[float, float, float]:
    """
    Give Shannon's entropy: raw, with Miller and Madow's correction, and with it as far as a finite population needs.

    Parameters
    ----------
    held
        One group of functions.

    Returns
    -------
    entropies
        In nats: `-sum s ln s`; the same plus `(K - 1) / 2n`; the same plus `(K - 1) / 2 (1/n - 1/N)`, which adds nothing
        when all are known. By value all are the raw one, for there is no n that they are sampled in.

    Examples
    --------
    >>> held = Held(np.eye(3), np.ones(3), ["a", "b", "c"], 3, 6, 6.0, 3.0, 3.0, "boroughs")
    >>> [round(nats, 4) for nats in entropies(held)]  # ln 3, with 2/6, and with 2/6 - 2/12
    [1.0986, 1.4319, 1.2653]
    """
    sums = held.amounts.sum(axis=0)
    raw = float(scipy.special.entr(sums / sums.sum()).sum())
    if held.basis == "value":
        return raw, raw, raw
    half = (int(np.count_nonzero(sums)) - 1) / 2
    return raw, raw + half / held.n, raw + half * (1 / held.n - 1 / held.n_of)


def top_shares(sums: Numbers, ks: tuple[int, ...]) -> Numbers:
    """
    Give the share of the k largest.

    Parameters
    ----------
    sums
        A row a case, a column a supplier.
    ks
        How many of the largest; more than there are means all.

    Returns
    -------
    shares
        A row a case, a column a k; 0 where nothing is held.

    Examples
    --------
    >>> top_shares(np.array([[5.0, 3.0, 2.0]]), (1, 2, 10)).tolist()
    [[0.5, 0.8, 1.0]]
    """
    whole = sums.sum(axis=1, keepdims=True)
    ranked = -np.sort(-sums, axis=1)
    running = np.cumsum(ranked, axis=1)
    at = [min(k, sums.shape[1]) - 1 for k in ks]
    shares: Numbers = np.divide(running[:, at], whole, out=np.zeros((len(sums), len(ks))), where=whole > 0)
    return shares


def drawn(held: Held, *, draws: int, seed: int, ks: tuple[int, ...] = ()) -> Drawn:
    """
    Draw boroughs with replacement and measure each draw.

    Parameters
    ----------
    held
        One group of functions.
    draws, seed
        How many draws, and their seed.
    ks
        Lengths of list for the ratios.

    Returns
    -------
    drawn
        The corrected index, the raw entropy and the ratios of each draw. A borough drawn twice is not compared with
        itself, which would make every draw look more concentrated than the boroughs are.

    Examples
    --------
    >>> held = Held(np.eye(8), np.ones(8), list("abcdefgh"), 8, 33, 33.0, 25.0, 25.0, "boroughs")
    >>> drawn(held, draws=3, seed=0).hhi.round(4).tolist()  # no two boroughs share a supplier, whichever are drawn
    [0.0303, 0.0303, 0.0303]
    """
    is_count = held.basis != "value"
    size = held.amounts.sum(axis=1)
    squares = (held.amounts**2).sum(axis=1)
    own, units = (held.self_match, size) if is_count else (np.zeros_like(size), np.zeros_like(size))
    hhi, entropy, top = [], [], []
    for counts in borough_draws(len(size), draws=draws, seed=seed, width=held.amounts.shape[1]):
        sums = counts @ held.amounts
        whole = counts @ size
        match = (sums**2).sum(axis=1) - counts**2 @ squares + counts @ (squares - own)
        pairs = whole**2 - counts**2 @ size**2 + counts @ (size**2 - units)
        share = np.divide(match, pairs, out=np.ones_like(match), where=pairs > 0)
        self_match = counts @ own / whole
        hhi.append((share * (held.n_of - 1) + self_match) / held.n_of if is_count else share)
        entropy.append(scipy.special.entr(sums / whole[:, np.newaxis]).sum(axis=1))
        top.append(top_shares(sums, ks) if ks else np.empty((len(sums), 0)))
    return Drawn(np.concatenate(hhi), np.concatenate(entropy), np.concatenate(top))


def spread(held: Held, estimate: float, figures: Numbers, centre: float) -> tuple[float, float]:
    """
    Make the 95% interval of an estimate from the figures of a bootstrap.

    Parameters
    ----------
    held
        One group of functions.
    estimate
        What the interval is of.
    figures
        A figure a draw.
    centre
        What the draws should have given on average.

    Returns
    -------
    interval
        The 2.5th and 97.5th percentile, moved to the estimate; by boroughs narrowed by `sqrt((N - n) / (N - 1))`, for the
        33 are a finite population. Missing where only one supplier is known, for no draw shows another.

    Examples
    --------
    >>> held = Held(np.eye(2), np.ones(2), ["a", "b"], 17, 33, 33.0, 16.0, 16.0, "boroughs")
    >>> low, high = spread(held, 0.5, np.linspace(0.3, 0.7, 1001), 0.5)
    >>> round(low, 3), round(high, 3)  # 0.19 times the root of 16/32
    (0.366, 0.634)
    """
    if len(held.suppliers) < 2:
        return float("nan"), float("nan")
    low, high = np.quantile(figures, [0.025, 0.975]) - centre
    narrowed = np.sqrt(max(held.n_of - held.n, 0) / max(held.n_of - 1, 1)) if held.basis == "boroughs" else 1.0
    return estimate + float(low * narrowed), estimate + float(high * narrowed)


def interval_kind(held: Held) -> str:
    """
    Say in words which interval stands beside a figure.

    Parameters
    ----------
    held
        One group of functions.

    Returns
    -------
    words
        For `interval_kind`.

    Examples
    --------
    >>> interval_kind(Held(np.eye(2), np.ones(2), ["a", "b"], 2, 2, 2.0, 0.0, 0.0, "boroughs"))
    'none: all are known'
    """
    if held.basis == "boroughs" and held.n >= held.n_of:
        return "none: all are known"
    if len(held.suppliers) < 2:
        return "none: only one supplier is known"
    return "bootstrap 95%, boroughs drawn" + (", finite population" if held.basis == "boroughs" else "")
