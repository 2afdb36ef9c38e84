"""
Which intervals share a day: the closed-interval sweep line (metrics.md, 5.3).

Single-link clustering of end dates is not used: ends at months 0, 11, 22 and 33 with a tolerance of a year would chain
into one group 33 months wide, of which no two ends but neighbours are within a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def maximal_sets(starts: Sequence[Any], ends: Sequence[Any]) -> list[tuple[int, ...]]:
    """
    Find every largest set of closed intervals that share a point.

    Parameters
    ----------
    starts, ends
        First and last point of each interval, of one ordered kind; no start after its end.

    Returns
    -------
    sets
        Positions of the intervals of each set, in order of where the set begins. At most one set an interval, in
        O(n log n) beyond writing the sets out. A set is emitted just before the first interval to end after another
        had begun; touching at one point counts as sharing it.

    Examples
    --------
    >>> maximal_sets([0, 11, 22, 33], [12, 23, 34, 45])
    [(0, 1), (1, 2), (2, 3)]
    """
    points = [(point, 0, position) for position, point in enumerate(starts)]
    points += [(point, 1, position) for position, point in enumerate(ends)]
    active: set[int] = set()
    found: list[tuple[int, ...]] = []
    has_grown = False
    for _, is_end, position in sorted(points):
        if not is_end:
            active.add(position)
            has_grown = True
            continue
        if has_grown:
            found.append(tuple(sorted(active)))
            has_grown = False
        active.remove(position)
    return found
