"""
Which intervals share a day: the closed-interval sweep line (metrics.md, 5.3).

Single-link clustering of end dates is not used: ends at months 0, 11, 22 and 33 with a tolerance of a year would chain
into one group 33 months wide, of which no two ends but neighbours are within a year.

Along a line an interval is in consecutive sets, so the first and last are all that is kept of it. Writing out who is in
which set is quadratic; everything that can be counted or summed is had without.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]


class Sweep(NamedTuple):
    """
    Every largest set of intervals that share a point, numbered by group and along the line.

    Parameters
    ----------
    first, last
        For each interval the number of the first and last set it is in; it is in every set between.
    group
        Group of each set.
    opener, closer
        For each set the interval that is last to start and the one that is first to end: what all share runs from the
        start of the one to the end of the other.
    """

    first: Positions
    last: Positions
    group: Positions
    opener: Positions
    closer: Positions


def sweep(starts: npt.ArrayLike, ends: npt.ArrayLike, groups: npt.ArrayLike | None = None) -> Sweep:
    """
    Find every largest set of closed intervals that share a point, in each group.

    Parameters
    ----------
    starts, ends
        First and last point of each interval, of one ordered kind.
    groups
        Whole numbers; intervals of different groups never meet. One group if not given.

    Returns
    -------
    sweep
        In O(n log n), for all groups at once (metrics.md, 5.3). Endpoints are sorted, starts before ends on ties, so that
        touching at one point counts as sharing it; a set is complete just before the first end after a start.

    Raises
    ------
    ValueError
        If an interval has no start or end, or starts after it ends.

    Examples
    --------
    >>> found = sweep([0, 11, 22, 33], [12, 23, 34, 45])
    >>> found.first.tolist(), found.last.tolist()
    ([0, 0, 1, 2], [0, 1, 2, 2])
    """
    begins, finishes = np.asarray(starts), np.asarray(ends)
    _refuse(begins, finishes)
    n = len(begins)
    group = np.zeros(n, dtype=np.int64) if groups is None else np.asarray(groups, dtype=np.int64)
    point = np.unique(np.concatenate([begins, finishes]), return_inverse=True)[1].reshape(-1)
    is_end = np.repeat(np.array([False, True]), n)
    order = np.lexsort((is_end, point, np.concatenate([group, group])))
    ends_here = is_end[order]
    is_complete = ends_here.copy()
    is_complete[1:] &= ~ends_here[:-1]
    so_far = np.empty(2 * n, dtype=np.int64)
    so_far[order] = np.cumsum(is_complete)
    at = np.flatnonzero(is_complete)
    closer = order[at] - n
    return Sweep(so_far[:n], so_far[n:] - 1, group[closer], order[at - 1], closer)


def maximal_sets(starts: Sequence[Any], ends: Sequence[Any]) -> list[tuple[int, ...]]:
    """
    Find every largest set of closed intervals that share a point, and write out who is in each.

    Parameters
    ----------
    starts, ends
        First and last point of each interval, of one ordered kind; no start after its end.

    Returns
    -------
    sets
        Positions of the intervals of each set, in order of where the set begins. At most one set an interval; touching at
        one point counts as sharing it.

    Examples
    --------
    >>> maximal_sets([0, 11, 22, 33], [12, 23, 34, 45])
    [(0, 1), (1, 2), (2, 3)]
    """
    if not len(starts):
        return []
    found = sweep(starts, ends)
    rows, sets = written_out(found.first, found.last, np.arange(len(found.group)))
    order = np.argsort(sets, kind="stable")
    sizes = np.bincount(sets, minlength=len(found.group))
    return [tuple(part.tolist()) for part in np.split(rows[order], np.cumsum(sizes)[:-1])]


def written_out(first: Positions, last: Positions, numbers: Positions) -> tuple[Positions, Positions]:
    """
    Write out which intervals are in chosen sets.

    Parameters
    ----------
    first, last
        As in `Sweep`.
    numbers
        Numbers of the chosen sets, in any order, none twice.

    Returns
    -------
    rows, places
        Position of an interval, and the position in `numbers` of a set it is in; one pair a membership, by interval.

    Examples
    --------
    >>> rows, places = written_out(np.array([0, 0, 1]), np.array([0, 1, 2]), np.array([1]))
    >>> rows.tolist(), places.tolist()
    ([1, 2], [0, 0])
    """
    order = np.argsort(numbers, kind="stable")
    chosen = np.asarray(numbers, dtype=np.int64)[order]
    begin = np.searchsorted(chosen, first, side="left")
    sizes = np.maximum(np.searchsorted(chosen, last, side="right") - begin, 0)
    rows = np.repeat(np.arange(len(first)), sizes)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return rows, order[np.repeat(begin, sizes) + within].astype(np.int64)


def _refuse(starts: npt.NDArray[Any], ends: npt.NDArray[Any]) -> None:
    is_missing = (starts != starts) | (ends != ends)  # noqa: PLR0124 - NaN and NaT differ from themselves
    if is_missing.any():
        at = int(np.flatnonzero(is_missing)[0])
        raise ValueError(f"Interval {at} has no start or no end. Leave out intervals that are not dated.")
    if (starts > ends).any():
        at = int(np.flatnonzero(starts > ends)[0])
        raise ValueError(f"Interval {at} starts at {starts[at]}, after it ends at {ends[at]}. Leave it out or mend it.")
