"""How money is told, and what that leaves open (metrics.md, section 15, rule 8)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_SIGNIFICANT = 2  # figures of money that are told


def rounded(values: npt.ArrayLike) -> Numbers:
    """
    Round money to two significant figures.

    Parameters
    ----------
    values
        Pounds.

    Returns
    -------
    rounded
        As it is told (metrics.md, section 15, rule 8).

    Examples
    --------
    >>> rounded([1_234_000.0, 96_400.0, 0.0]).tolist()
    [1200000.0, 96000.0, 0.0]
    """
    told = np.asarray(values, dtype=float)
    step = _step(told)
    return np.asarray(np.round(told / step) * step, dtype=float)


def rounding(values: Numbers, is_money: Flags) -> tuple[Numbers, Numbers]:
    """
    Give what a told cell leaves open: money is told to two significant figures, counts as they are.

    Parameters
    ----------
    values
        What the cells say.
    is_money
        One flag a cell.

    Returns
    -------
    ends
        Between which the value lies.

    Examples
    --------
    >>> low, high = rounding(np.array([1_234_000.0, 7.0]), np.array([True, False]))
    >>> low.tolist(), high.tolist()
    ([1150000.0, 7.0], [1250000.0, 7.0])
    """
    half = np.where(is_money, _step(values) / 2, 0.0)
    told = np.where(is_money, rounded(values), values)
    return told - half, told + half


def _step(values: Numbers) -> Numbers:
    return np.asarray(10 ** (np.floor(np.log10(np.where(values > 0, values, 1.0))) - _SIGNIFICANT + 1), dtype=float)
