"""Draws of boroughs with replacement, as counts, so that a bootstrap is one product of matrices a chunk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

DRAWS = 1000
CHUNK_CELLS = 500_000  # what one chunk of draws may hold in numbers, so that memory stays bounded
Numbers = npt.NDArray[np.float64]


def borough_draws(n_boroughs: int, *, draws: int = DRAWS, seed: int = 0, width: int = 1) -> Iterator[Numbers]:
    """
    Draw as many boroughs as there are, with replacement, many times.

    Parameters
    ----------
    n_boroughs
        How many boroughs.
    draws
        How many times.
    seed
        Seed of the draws.
    width
        How many figures are made of each draw; with it a chunk stays bounded.

    Returns
    -------
    counts
        Chunks of rows, one a draw: how often each borough was drawn.

    Raises
    ------
    ValueError
        If there are no draws to make.

    Examples
    --------
    >>> next(borough_draws(5, draws=3)).sum(axis=1).tolist()
    [5.0, 5.0, 5.0]
    """
    if draws < 1:
        raise ValueError(f"draws is {draws}: give a number of draws, 1 or more; 200 to 1,000 is usual.")
    random = np.random.default_rng(seed)
    size = max(1, CHUNK_CELLS // max(n_boroughs, width, 1))
    for first in range(0, draws, size):
        n = min(size, draws - first)
        drawn = random.integers(0, n_boroughs, (n, n_boroughs)) + n_boroughs * np.arange(n)[:, np.newaxis]
        yield np.bincount(drawn.ravel(), minlength=n * n_boroughs).reshape(n, n_boroughs).astype("float64")


def table_of(rows: pd.DataFrame, amount: str = "amount") -> pd.DataFrame:
    """
    Lay out amounts with a row a borough and a column a supplier.

    Parameters
    ----------
    rows
        `borough_id`, `group_id` and the amounts.
    amount
        Column of amounts.

    Returns
    -------
    table
        Sums, 0 where there is nothing; boroughs and suppliers in order of their ids, so that draws do not hang on the
        order of rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"borough_id": ["a", "b"], "group_id": ["x", "y"], "amount": [1.0, 2.0]})
    >>> table_of(rows).to_numpy().tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """
    boroughs, borough_ids = pd.factorize(rows["borough_id"], sort=True)
    groups, group_ids = pd.factorize(rows["group_id"], sort=True)
    shape = (len(borough_ids), len(group_ids))
    flat = np.bincount(boroughs * shape[1] + groups, weights=rows[amount], minlength=shape[0] * shape[1])
    return pd.DataFrame(flat.reshape(shape), index=borough_ids, columns=group_ids)
