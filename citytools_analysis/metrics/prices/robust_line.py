"""A line through medians (Theil-Sen), fitted again without some of its points, all such fits at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def lines_without(sizes: Numbers, values: Numbers, kept: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """
    Fit Theil-Sen lines to parts of a few points.

    Parameters
    ----------
    sizes, values
        The points, at most some dozens.
    kept
        One row a fit: which points it keeps.

    Returns
    -------
    slopes, intercepts
        Of each fit: the median slope of its pairs of points of unlike size, and the median of what is left of its values
        (Sen 1968, as `scipy.stats.theilslopes` with `method="joint"`); NaN where all its points are of one size.

    Examples
    --------
    >>> kept = ~np.eye(4, dtype=bool)
    >>> lines_without(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 3, 9]), kept)[0].tolist()
    [3.5, 2.6666666666666665, 2.6666666666666665, 1.0]
    """
    first, second = np.triu_indices(len(sizes), 1)
    apart = sizes[second] - sizes[first]
    has_slope = apart != 0
    first, second = first[has_slope], second[has_slope]
    pairs = (values[second] - values[first]) / apart[has_slope]
    slopes = _medians(np.broadcast_to(pairs, (len(kept), len(pairs))), kept[:, first] & kept[:, second])
    return slopes, _medians(values - slopes[:, None] * sizes, kept)


def _medians(rows: Numbers, kept: npt.NDArray[np.bool_]) -> Numbers:
    ordered = np.sort(np.where(kept, rows, np.inf), axis=1)
    n = kept.sum(axis=1)
    told = np.full(len(rows), np.nan)
    some = np.flatnonzero(n)
    low, high = ordered[some, (n[some] - 1) // 2], ordered[some, n[some] // 2]
    told[some] = (low + high) / 2
    return told
