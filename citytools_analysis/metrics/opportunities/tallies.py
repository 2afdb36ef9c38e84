"""Counts and sums over sets along a line, of which each row is in consecutive ones, without writing members out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Positions = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
_LARGEST = 4e18  # whole numbers of 64 bits hold a little more than twice this
_FINEST = 4  # sums of money are kept to a hundredth of a penny


class Runs(NamedTuple):
    """
    Which sets each holder is in: the holder's rows, those that overlap made into one.

    Parameters
    ----------
    key
        Number of the holder.
    first, last
        First and last set of a run; no two runs of one holder share a set.
    """

    key: Positions
    first: Positions
    last: Positions


def runs(keys: npt.ArrayLike, first: Positions, last: Positions) -> Runs:
    """
    Unite the ranges of sets of each holder, so that a holder of several contracts counts once a set.

    Parameters
    ----------
    keys
        Whole number, from 0, of the holder of each row.
    first, last
        First and last set of each row.

    Returns
    -------
    runs
        Sorted by holder and first set.

    Examples
    --------
    >>> runs([0, 0, 1], np.array([0, 2, 1]), np.array([3, 4, 1]))
    Runs(key=array([0, 1]), first=array([0, 1]), last=array([4, 1]))
    """
    holder = np.asarray(keys, dtype=np.int64)
    order = np.lexsort((first, holder))
    key, start, end = holder[order], first[order], last[order]
    width = int(end.max(initial=0)) + 1
    reached = (
        np.maximum.accumulate(end + key * width) - key * width
    )  # a later holder's ends are all beyond an earlier's
    is_new = np.ones(len(key), dtype=bool)
    is_new[1:] = (key[1:] != key[:-1]) | (start[1:] > reached[:-1])
    at = np.flatnonzero(is_new)
    return Runs(key[at], start[at], reached[np.append(at[1:], len(key)) - 1] if len(key) else end)


def counts(first: Positions, last: Positions, n_sets: int) -> Positions:
    """
    Count the rows in each set.

    Parameters
    ----------
    first, last
        First and last set of each row; a row whose first is after its last is in none.
    n_sets
        How many sets there are.

    Returns
    -------
    counts
        One a set.

    Examples
    --------
    >>> counts(np.array([0, 1]), np.array([1, 2]), 3).tolist()
    [1, 2, 1]
    """
    return _summed(first, last, np.ones(len(first), dtype=np.int64), n_sets)


def in_any(first: Positions, last: Positions, numbers: Positions, n_sets: int) -> npt.NDArray[np.bool_]:
    """
    Tell which rows are in any of some sets.

    Parameters
    ----------
    first, last
        First and last set of each row.
    numbers
        Numbers of the sets.
    n_sets
        How many sets there are.

    Returns
    -------
    is_in
        One mark a row.

    Examples
    --------
    >>> in_any(np.array([0, 1]), np.array([1, 2]), np.array([2]), 3).tolist()
    [False, True]
    """
    marks = np.zeros(n_sets, dtype=np.int64)
    marks[numbers] = 1
    so_far = np.concatenate([[0], np.cumsum(marks)])
    return np.asarray(so_far[last + 1] > so_far[first])


def sums(first: Positions, last: Positions, amounts: npt.ArrayLike, n_sets: int) -> Numbers:
    """
    Sum an amount over the rows in each set.

    Parameters
    ----------
    first, last
        First and last set of each row; a row whose first is after its last is in none.
    amounts
        Amount of each row; missing and infinite ones are not counted.
    n_sets
        How many sets there are.

    Returns
    -------
    sums
        One a set. Running totals are kept in whole hundredths of a penny (coarser only when all amounts together pass
        10^14), so the sum of a set does not depend on what is in other sets or on the order of the rows.

    Examples
    --------
    >>> sums(np.array([0, 1]), np.array([1, 2]), [0.1, 0.2], 3).tolist()
    [0.1, 0.3, 0.2]
    """
    given = np.asarray(amounts, dtype=float)
    known = np.where(np.isfinite(given), given, 0.0)
    largest = float(np.abs(known).max(initial=0.0)) * max(len(known), 1)
    digits = _FINEST if largest == 0 else min(_FINEST, int(np.floor(np.log10(_LARGEST / largest))))
    whole = np.rint(known * 10.0**digits).astype(np.int64)
    return np.asarray(_summed(first, last, whole, n_sets) / 10.0**digits)


def member_hashes(first: Positions, last: Positions, members: pd.DataFrame, n_sets: int) -> npt.NDArray[np.uint64]:
    """
    Give each set a number that its members alone decide, in whatever order they come.

    Parameters
    ----------
    first, last
        First and last set of each row.
    members
        What tells one row from another, as text.
    n_sets
        How many sets there are.

    Returns
    -------
    hashes
        Sum of the members' 64-bit hashes, without regard to overflow.

    Examples
    --------
    >>> both = pd.DataFrame({"contract_id": ["a", "b"]})
    >>> one, other = member_hashes(np.array([0, 1]), np.array([1, 1]), both, 2)
    >>> int(other - one) == int(pd.util.hash_pandas_object(both, index=False)[1])
    True
    """
    own = pd.util.hash_pandas_object(members, index=False).to_numpy().astype(np.uint64)
    step = np.zeros(n_sets + 1, dtype=np.uint64)
    np.add.at(step, first, own)
    np.subtract.at(step, last + 1, own)
    return np.asarray(np.cumsum(step, dtype=np.uint64)[:n_sets])


def _summed(first: Positions, last: Positions, amounts: Positions, n_sets: int) -> Positions:
    is_any = first <= last
    step = np.zeros(n_sets + 1, dtype=np.int64)
    np.add.at(step, first[is_any], amounts[is_any])
    np.subtract.at(step, last[is_any] + 1, amounts[is_any])
    return np.cumsum(step)[:n_sets]
