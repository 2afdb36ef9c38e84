"""What a pound a year is worth today: one convention for every sum over the years of a contract."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def present_value_of_a_pound_a_year(rate: npt.ArrayLike, years: npt.ArrayLike) -> Numbers:
    """
    Give the present value of a pound a year, each year's pound counted at its end.

    Parameters
    ----------
    rate
        Real discount rate a year, above -1; numbers or draws.
    years
        For how many years; a part of a year counts as its part.

    Returns
    -------
    factor
        `(1 - (1 + d)^-T) / d` (metrics.md, 5.4; HMT Green Book); T where nothing is discounted.

    Raises
    ------
    ValueError
        If a rate is -1 or less.

    Examples
    --------
    >>> present_value_of_a_pound_a_year(0.035, [1, 2, 5]).round(3).tolist()
    [0.966, 1.9, 4.515]
    """
    rates, lengths = np.broadcast_arrays(np.asarray(rate, dtype=float), np.asarray(years, dtype=float))
    if (wrong := rates[rates <= -1]).size:
        raise ValueError(f"The assumption 'discount_rate' is {wrong.flat[0]}. Give a rate above -1.")
    is_some = rates != 0
    return np.asarray(np.divide(1 - (1 + rates) ** -lengths, rates, out=lengths.copy(), where=is_some))
