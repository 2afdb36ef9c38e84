"""
What a figure carries with it: how many it rests on, its interval, and its bounds.

An interval is what sampling or measurement may do; bounds are what the boroughs that did not answer could do. The two
are never merged (metrics.md, 1.2). The 33 are a finite population: with all known, a share has no sampling error.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Z_95 = 1.959963984540054  # standard normal quantile of 0.975
SMALL_N = 8  # below this a share is marked very uncertain (metrics.md, 1.4)
ENVELOPE = (
    "value", "unit", "n", "n_of", "coverage", "lower", "upper", "interval_kind", "bound_low", "bound_high",
    "basis", "as_of", "is_withheld", "reason",
)  # fmt: skip
_FIGURES = ("value", "n", "coverage", "lower", "upper", "bound_low", "bound_high")

Numbers = npt.NDArray[np.float64]


def effective_size(n: npt.ArrayLike, n_of: npt.ArrayLike) -> Numbers:
    """
    Give the sample size that an infinite population would need for the same precision.

    Parameters
    ----------
    n
        How many of the population are known.
    n_of
        Size of the population.

    Returns
    -------
    size
        `n (N - 1) / (N - n)` (metrics.md, 1.2); infinite when all are known, NaN when none is.

    Examples
    --------
    >>> effective_size([11, 33, 0], 33).tolist()
    [16.0, inf, nan]
    """
    known, population = np.broadcast_arrays(np.asarray(n, dtype=float), np.asarray(n_of, dtype=float))
    size = np.full(known.shape, np.nan)
    some = (known > 0) & (known < population)
    size[some] = known[some] * (population[some] - 1) / (population[some] - known[some])
    size[(known > 0) & (known >= population)] = np.inf
    return size


def wilson(share: npt.ArrayLike, size: npt.ArrayLike, *, z: float = Z_95) -> tuple[Numbers, Numbers]:
    """
    Give the Wilson interval of a share (Wilson 1927; metrics.md, 2.1).

    Parameters
    ----------
    share
        Share, 0 to 1.
    size
        Sample size, or the effective size of a finite population; infinite gives an interval of no width.
    z
        Standard normal quantile.

    Returns
    -------
    interval
        Lower and upper end, 0 to 1; NaN where the size is not above zero.

    Examples
    --------
    >>> lower, upper = wilson([0.1], [5])
    >>> round(lower.item(), 3), round(upper.item(), 3)
    (0.011, 0.537)
    """
    p, n = np.broadcast_arrays(np.asarray(share, dtype=float), np.asarray(size, dtype=float))
    per_n = np.divide(z * z, n, out=np.full(n.shape, np.nan), where=n > 0)
    centre = (p + per_n / 2) / (1 + per_n)
    half = np.sqrt(per_n * p * (1 - p) + per_n * per_n / 4) / (1 + per_n)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def manski(share: npt.ArrayLike, n: npt.ArrayLike, n_of: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """
    Give the worst and best case of a share, whatever those who are not known would say (Manski 1989).

    Parameters
    ----------
    share
        Share among the known, 0 to 1.
    n
        How many are known.
    n_of
        How many there are.

    Returns
    -------
    bounds
        `share n / N`, and the same plus `(N - n) / N`.

    Examples
    --------
    >>> low, high = manski(0.5, 22, 33)
    >>> round(low.item(), 3), round(high.item(), 3)
    (0.333, 0.667)
    """
    p, known, population = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (share, n, n_of)))
    low = np.divide(p * known, population, out=np.full(p.shape, np.nan), where=population > 0)
    rest = np.divide(population - known, population, out=np.full(p.shape, np.nan), where=population > 0)
    return low, low + np.clip(rest, 0, None)


def enveloped(frame: pd.DataFrame, **known: Any) -> pd.DataFrame:
    """
    Put the envelope round a column of any kind of figure.

    Parameters
    ----------
    frame
        One row a figure.
    known
        By name, columns of `ENVELOPE` as arrays or single values. Those not given stay as the frame has them, or unknown;
        `coverage` is n of n_of, `is_withheld` False and `reason` empty, unless given.

    Returns
    -------
    frame
        A copy with every column of `ENVELOPE`. Where a figure is withheld its value, n, coverage, interval and bounds are
        missing.

    Raises
    ------
    ValueError
        If a name is no part of the envelope.

    Examples
    --------
    >>> frame = pd.DataFrame({"value": [2.5], "n": [6], "n_of": [10]})
    >>> told = enveloped(frame, unit="years", basis="systems in use", as_of=date(2026, 11, 23))
    >>> told[["value", "coverage", "is_withheld"]].values.tolist()
    [[2.5, 0.6, False]]
    """
    if wrong := sorted(known.keys() - set(ENVELOPE)):
        raise ValueError(f"{wrong[0]!r} is no part of the envelope. There are: {', '.join(ENVELOPE)}.")
    empty: dict[str, Any] = {name: np.nan for name in ENVELOPE if name not in frame}
    told = frame.assign(**(empty | {"unit": "", "interval_kind": "", "basis": "", "reason": "", "is_withheld": False}))
    told = told.assign(**{name: frame[name] for name in ENVELOPE if name in frame} | known)
    n, n_of = told["n"].astype("float64"), told["n_of"].astype("float64")
    if "coverage" not in known and "coverage" not in frame:
        told = told.assign(coverage=(n / n_of).where(n_of > 0))
    is_withheld = told["is_withheld"].astype("bool")
    figures = {name: told[name].mask(is_withheld) for name in _FIGURES}
    return told.assign(**figures, is_withheld=is_withheld)


def share_envelope(frame: pd.DataFrame, *, value: str, unit: str, basis: str, as_of: date) -> pd.DataFrame:
    """
    Put the envelope round a column of shares of boroughs.

    Parameters
    ----------
    frame
        One row a share, with columns `n` (known) and `n_of` (all), both counts of boroughs.
    value
        Column of shares, 0 to 1.
    unit
        Unit of the share, in words.
    basis
        What is counted, in words.
    as_of
        Day the figure is about.

    Returns
    -------
    frame
        A copy with every column of `ENVELOPE`: a Wilson interval with finite-population effective size, and Manski
        bounds. A share on fewer than 8 boroughs says so in `reason`; nothing is withheld here.

    Examples
    --------
    >>> frame = pd.DataFrame({"share": [0.5], "n": [33], "n_of": [33]})
    >>> told = share_envelope(frame, value="share", unit="share", basis="boroughs", as_of=date(2026, 11, 23))
    >>> told[["lower", "upper", "interval_kind"]].values.tolist()
    [[0.5, 0.5, 'none: all are known']]
    """
    n, n_of = frame["n"].to_numpy(dtype=float), frame["n_of"].to_numpy(dtype=float)
    share = frame[value].to_numpy(dtype=float)
    lower, upper = wilson(share, effective_size(n, n_of))
    low, high = manski(share, n, n_of)
    every = n >= n_of
    columns = {
        "value": share,
        "unit": unit,
        "coverage": np.divide(n, n_of, out=np.full(n.shape, np.nan), where=n_of > 0),
        "lower": np.where(every, share, lower),
        "upper": np.where(every, share, upper),
        "interval_kind": np.where(every, "none: all are known", "Wilson 95%, finite population"),
        "bound_low": low,
        "bound_high": high,
        "basis": basis,
        "as_of": as_of,
        "is_withheld": False,
        "reason": np.where(n < SMALL_N, f"very uncertain: fewer than {SMALL_N} boroughs are known", ""),
    }
    return frame.assign(**columns)
