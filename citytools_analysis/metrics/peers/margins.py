"""Tables that might have been: who runs what, redealt so that every borough and every system keeps its number."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from citytools_analysis.metrics.peers.incidence import Marks


def redealt(
    runs: Marks, function_of: npt.NDArray[np.int64], *, n_tables: int, seed: int = 0, n_between: int = 3
) -> Iterator[Marks]:
    """
    Give tables with the margins of one that was seen, as likely as it if nothing but the margins matters.

    Parameters
    ----------
    runs
        Which borough (row) runs which system for which function (column); columns of one function side by side.
    function_of
        Each column's function, as a number.
    n_tables
        How many tables.
    seed
        Seed of the draws.
    n_between
        How many rounds of trades lie between two tables.

    Returns
    -------
    tables
        One after another. In each a borough runs as many systems for each function as before, and a system serves as
        many boroughs. In a round the boroughs are paired at random, and each pair redeals, in each function, what only
        one of the two has (global curveball; Carstens et al. 2018). The seen table stands at a random place in the
        chain, which makes `(1 + b) / (1 + B)` an exact p-value however slowly it mixes (Besag and Clifford 1989).

    Examples
    --------
    >>> runs = np.array([[True, False], [False, True], [True, False]])
    >>> [table.sum(axis=0).tolist() for table in redealt(runs, np.array([0, 0]), n_tables=2)]
    [[2, 1], [2, 1]]
    """
    draw = np.random.default_rng(seed)
    has_any = np.flatnonzero(runs.any(axis=1))  # a borough that runs nothing has nothing to trade
    n_before = int(draw.integers(0, n_tables + 1))
    for n_steps in (n_before, n_tables - n_before):  # a round and its reverse are equally likely: both ways run alike
        table = runs
        for _ in range(n_steps):
            for _ in range(n_between):
                table = _round(table, function_of, has_any, draw)
            yield table


def _round(
    table: Marks, function_of: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], draw: np.random.Generator
) -> Marks:
    order = draw.permutation(rows)
    half = len(order) // 2
    one, other = order[:half], order[half : 2 * half]
    is_ones = table[one]
    row, column = np.nonzero(is_ones ^ table[other])
    block = row * (int(function_of.max(initial=0)) + 1) + function_of[column]
    dealt = is_ones[row, column][np.argsort(block + draw.random(len(block)))]
    told = table.copy()
    told[one[row], column] = dealt
    told[other[row], column] = ~dealt
    return told
