"""Shares of records that were all counted: no sampling, so no interval, but what is withheld could change them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.envelope import enveloped

EXACT = "none: every record is counted"


def counted_share(frame: pd.DataFrame, *, unit: str, basis: str, as_of: date, nothing: str) -> pd.DataFrame:
    """
    Put the envelope round a share of records that were all counted.

    Parameters
    ----------
    frame
        One row a share, with columns `n_part` (counted in), `n` (counted) and `n_of` (those and the withheld).
    unit
        Unit of the share, in words.
    basis
        What is counted, in words.
    as_of
        Day the figure is about.
    nothing
        Why there is no share where nothing is counted.

    Returns
    -------
    frame
        A copy with every column of `ENVELOPE`: `value` is `n_part / n`, exact; the bounds are what it is if none or all
        of the withheld are counted in. Withheld where `n` is 0.

    Examples
    --------
    >>> frame = pd.DataFrame({"n_part": [3, 0], "n": [4, 0], "n_of": [5, 0]})
    >>> told = counted_share(frame, unit="share", basis="records", as_of=date(2026, 11, 23), nothing="no record")
    >>> told[["value", "bound_low", "bound_high", "reason"]].values.tolist()
    [[0.75, 0.6, 0.8, ''], [nan, nan, nan, 'no record']]
    """
    part, n, n_of = (frame[name].astype("float64") for name in ("n_part", "n", "n_of"))
    share = (part / n.where(n > 0)).to_numpy()
    every = n_of.where(n_of > 0)
    return enveloped(
        frame, value=share, unit=unit, lower=share, upper=share, interval_kind=EXACT,
        bound_low=(part / every).to_numpy(), bound_high=((part + n_of - n) / every).to_numpy(), basis=basis, as_of=as_of,
        is_withheld=(n <= 0).to_numpy(), reason=(n <= 0).map({True: nothing, False: ""}).astype("str").to_numpy(),
    )  # fmt: skip
