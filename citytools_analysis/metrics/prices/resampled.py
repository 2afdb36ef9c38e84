"""Bootstrap of ordered values: the draws of one number of values are made once, and order is kept so that no draw is sorted again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

DRAWS = 1000
Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.uint16]


class Resampler:
    """
    Draws with replacement, kept in order.

    Parameters
    ----------
    seed
        Seed of the draws; the draws of n values depend on the seed and n only, so that one group's interval does not
        change with the groups beside it.
    draws
        How many.

    Examples
    --------
    >>> Resampler(seed=0, draws=3).places(4).shape
    (3, 4)
    """

    def __init__(self, *, seed: int, draws: int = DRAWS) -> None:
        self._seed, self._draws = seed, draws
        self._held: dict[int, Indices] = {}

    def places(self, n: int) -> Indices:
        """
        Give the places drawn of n ordered values.

        Parameters
        ----------
        n
            How many values there are.

        Returns
        -------
        places
            One row a draw, each in ascending order.

        Examples
        --------
        >>> Resampler(seed=0, draws=2).places(1).tolist()
        [[0], [0]]
        """
        if n not in self._held:
            drawn = np.random.default_rng([self._seed, n]).integers(0, n, (self._draws, n), dtype=np.uint16)
            self._held[n] = np.sort(drawn, axis=1, kind="stable")
        return self._held[n]


def percentile_interval(figures: Numbers, *, level: float = 0.95) -> list[tuple[float, float]]:
    """
    Give the percentile interval of resampled figures (Efron 1979).

    Parameters
    ----------
    figures
        One row a figure, one column a draw.
    level
        Share of draws inside.

    Returns
    -------
    intervals
        Lower and upper end of each figure.

    Examples
    --------
    >>> percentile_interval(np.arange(101.0)[None, :], level=0.5)
    [(25.0, 75.0)]
    """
    lower, upper = np.quantile(figures, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return list(zip(lower.tolist(), upper.tolist(), strict=True))


def at_share(ordered: Numbers, share: float) -> Numbers:
    """
    Interpolate ordered values at a share of the way from the least to the greatest.

    Parameters
    ----------
    ordered
        Values in ascending order along the last axis.
    share
        0 to 1.

    Returns
    -------
    quantile
        Type 7 of Hyndman and Fan (1996), of each row.

    Examples
    --------
    >>> at_share(np.array([[1.0, 2.0, 3.0, 4.0]]), 0.5).tolist()
    [2.5]
    """
    place = (ordered.shape[-1] - 1) * share
    below = int(place)
    above = min(below + 1, ordered.shape[-1] - 1)
    low = ordered[..., below]
    return np.asarray(low + (ordered[..., above] - low) * (place - below))
