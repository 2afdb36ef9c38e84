"""
How closely a withheld cell can be worked out from the cells that are told: linear programming (metrics.md, 15, rule 5).

Whoever reads the tables knows that each told cell is the sum of what stands behind it and that nothing is below zero. The
least and the most that a withheld cell can then be is its interval. A borough also knows its own answers, and takes them
away. The audit knows more than any reader does: which answers stand in which tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when first used, so that the command line starts quickly

Numbers = npt.NDArray[np.float64]
PROTECTED = 0.20  # an interval reaches a fifth below and a fifth above
_NEARLY = 1e-6
_LARGEST = 40_000  # variables that are solved for at once


@dataclass(frozen=True)
class Told:
    """
    The told cells as sums of unknowns.

    Parameters
    ----------
    sums
        One row a told cell and one column an unknown: 1 where it stands in the cell.
    low, high
        What the cell says, with what rounding leaves open.

    Examples
    --------
    >>> Told(np.ones((1, 2)), np.array([5.0]), np.array([5.0])).sums.shape
    (1, 2)
    """

    sums: Numbers
    low: Numbers
    high: Numbers


def intervals(told: Told, targets: Numbers, known: Numbers) -> tuple[Numbers, Numbers]:
    """
    Give the least and the most that sums of unknowns can be.

    Parameters
    ----------
    told
        What is told.
    targets
        One row a sum that is asked for, one column an unknown.
    known
        Of the same shape: what is known to stand behind each unknown at least, for each sum.

    Returns
    -------
    interval
        Lower and upper ends, the upper one very large where nothing bounds it; missing where what is told contradicts
        itself.

    Notes
    -----
    One linear programme for each direction, all sums beside each other in one matrix (HiGHS, by scipy).

    Examples
    --------
    Three unknowns of which two make 7 and all three make 9:

    >>> told = Told(np.array([[1.0, 1, 0], [1, 1, 1]]), np.array([7.0, 9]), np.array([7.0, 9]))
    >>> low, high = intervals(told, np.array([[1.0, 0, 0], [0, 0, 1]]), np.zeros((2, 3)))
    >>> low.tolist(), high.tolist()
    ([0.0, 2.0], [7.0, 2.0])
    """
    step = max(1, _LARGEST // max(1, targets.shape[1]))
    parts = [_solved(told, targets[at : at + step], known[at : at + step]) for at in range(0, len(targets), step)]
    if not parts:
        return np.empty(0), np.empty(0)
    return np.concatenate([low for low, _ in parts]), np.concatenate([high for _, high in parts])


def is_protected(value: Numbers, low: Numbers, high: Numbers, *, counts: bool) -> npt.NDArray[np.bool_]:
    """
    Say whether intervals are wide enough to keep what is withheld.

    Parameters
    ----------
    value
        What is withheld.
    low, high
        As `intervals` gives.
    counts
        Whether they are counts, so that only whole numbers between the ends are possible.

    Returns
    -------
    is_protected
        True where the interval is as wide as a fifth to either side of the value; of a count two numbers at least.

    Examples
    --------
    >>> is_protected(np.array([5.0, 5.0, 0.0]), np.array([3.2, 4.2, 0.0]), np.array([6.9, 6.1, 0.5]), counts=True).tolist()
    [True, False, False]
    """
    if counts:
        low, high = np.ceil(low - _NEARLY), np.floor(high + _NEARLY)
    least = np.maximum(2 * PROTECTED * value, 1.0 if counts else 0.0)
    return np.asarray(high - low >= least - _NEARLY, dtype=bool)


def _solved(told: Told, targets: Numbers, known: Numbers) -> tuple[Numbers, Numbers]:
    n_targets, n_unknowns = targets.shape
    is_exact = told.low == told.high
    equal, between = told.sums[is_exact], told.sums[~is_exact]
    limits = np.concatenate([told.high[~is_exact], -told.low[~is_exact]])
    unbounded = 10 * (known.sum() + told.high.sum() + 1)
    bounds = np.column_stack([known.ravel(), np.full(n_targets * n_unknowns, unbounded)])
    given = {
        "A_eq": _beside(equal, n_targets), "b_eq": np.tile(told.low[is_exact], n_targets),
        "A_ub": _beside(np.vstack([between, -between]), n_targets), "b_ub": np.tile(limits, n_targets),
    }  # fmt: skip
    ends = []
    for direction in (1.0, -1.0):
        found = scipy.optimize.linprog(direction * targets.ravel(), bounds=bounds, method="highs", **given)
        if found.x is None:
            return np.full(n_targets, np.nan), np.full(n_targets, np.nan)
        ends.append((found.x.reshape(n_targets, n_unknowns) * targets).sum(axis=1))
    return ends[0], ends[1]


def _beside(sums: Numbers, times: int) -> scipy.sparse.csr_matrix:
    """Put a matrix so many times beside itself, each with unknowns of its own."""
    return scipy.sparse.kron(scipy.sparse.identity(times), scipy.sparse.csr_matrix(sums), format="csr")
