"""The exact signed-rank test for scores, which tie: SciPy's exact distribution assumes that no two differences do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when first used, so that the command line starts quickly


def signed_rank_p(differences: npt.ArrayLike) -> float:
    """
    Give the exact two-sided p of Wilcoxon's signed-rank test.

    Parameters
    ----------
    differences
        Paired differences. Zeros are left out, as by Wilcoxon; ties get the mean of their ranks.

    Returns
    -------
    p
        Twice the smaller tail of the sum of the positive ranks over all 2^n signs, at most 1; 1 if all are zero.

    Notes
    -----
    Wilcoxon 1945. The distribution is the product of (1 + z^rank) / 2 over the ranks, doubled so that they are whole.

    Examples
    --------
    >>> signed_rank_p([1, 1, 2, 1, 3, 1])
    0.03125
    """
    values = np.asarray(differences, dtype=float)
    values = values[values != 0]
    if not len(values):
        return 1.0
    doubled = np.rint(2 * scipy.stats.rankdata(np.abs(values))).astype("int64")
    chances = np.zeros(doubled.sum() + 1)
    chances[0] = 1.0
    for rank in doubled:
        moved = np.concatenate([np.zeros(rank), chances[:-rank]])
        chances = (chances + moved) / 2
    seen = int(doubled[values > 0].sum())
    return float(min(1.0, 2 * min(chances[: seen + 1].sum(), chances[seen:].sum())))
