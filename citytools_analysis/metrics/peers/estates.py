"""Whose estate is like ours: rare systems count for more than those that everyone has (metrics.md, 8, M101)."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.deciders import decision_makers
from citytools_analysis.metrics.envelope import ENVELOPE, Numbers, enveloped
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.peers.incidence import Incidence, Marks, incidence, likeness
from citytools_analysis.metrics.peers.margins import redealt
from citytools_analysis.register import Register

LEAST_FUNCTIONS = 15
FALSE_DISCOVERIES = 0.10
ESTATE_COLUMNS = (
    "borough_id", "borough", "other_borough_id", "other_borough", "has_same_decision_maker", "n_shared", "p_value",
    "q_value", "is_similar", *ENVELOPE,
)  # fmt: skip
_COMMONPLACE = "all that either runs, every borough runs"


def similar_estates(
    register: Register,
    *,
    on: date | None = None,
    least_functions: int = LEAST_FUNCTIONS,
    n_permutations: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Say how alike the systems of every two boroughs are, and whether that is more than chance.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.
    least_functions
        How many functions both must report.
    n_permutations
        How many tables to redeal for the test.
    seed
        Seed of the draws.

    Returns
    -------
    estates
        One row a pair of boroughs, the more alike first, the withheld last, with the columns of `ESTATE_COLUMNS`.
        `value` is the likeness, 0 to 1, over the `n` functions of `n_of` that both report; they share `n_shared`
        (function, system) pairs. `p_value` is one-sided, `q_value` its Benjamini-Hochberg value over the pairs that
        are not withheld, `is_similar` whether that is at most 0.10. Withheld on fewer than 15 functions, and where all
        that either runs is run by every borough.

    Raises
    ------
    ValueError
        If `least_functions` or `n_permutations` is below 1.

    Notes
    -----
    `J_w` = sum of idf over what both run / sum of idf over what either runs, `idf = ln(N / df)` for N boroughs of which
    df run the system for the function (metrics.md, 8, M101; Jaccard 1912). Test: tables redealt with both margins
    fixed in each function, p = (1 + b) / (1 + B) (Besag and Clifford 1989), false discoveries 10% (Benjamini and
    Hochberg 1995). Without idf everyone is alike because of what everyone has. Boroughs that share a service are alike
    because they share it, and are marked. Alike is not a reason to buy together: see `opportunities`.

    Examples
    --------
    >>> told = similar_estates(Register.from_tables({}, as_of=date(2026, 11, 23)), n_permutations=1)
    >>> len(told), told["reason"].unique().tolist()
    (528, ['fewer than 15 functions are reported by both'])
    """
    if min(least_functions, n_permutations) < 1:
        raise ValueError(
            f"least_functions is {least_functions}, n_permutations {n_permutations}: both must be at least 1."
        )
    held = incidence(register, on=on)
    seen, union = likeness(held.runs, held)
    n_common = held.reports.astype("int64") @ held.reports.T.astype("int64")
    one, other = np.triu_indices(len(held.borough_ids), k=1)
    is_told = (n_common[one, other] >= least_functions) & (union[one, other] > 1e-12)
    p_value = _p_values(held, seen, (one[is_told], other[is_told]), n_permutations, seed)
    told = pd.DataFrame({
        "borough_id": held.borough_ids[one], "other_borough_id": held.borough_ids[other], "value": seen[one, other],
        "n": n_common[one, other], "n_shared": _n_shared(held.runs)[one, other], "p_value": _spread(p_value, is_told),
        "q_value": _spread(scipy.stats.false_discovery_control(p_value) if len(p_value) else p_value, is_told),
    })  # fmt: skip
    is_few = told["n"] < least_functions
    few = f"fewer than {least_functions} functions are reported by both"
    told = enveloped(
        told, unit="0 to 1", n_of=len(register.functions), interval_kind="none: permutation test with fixed margins",
        basis="functions that both report", as_of=on or register.as_of, is_withheld=~is_told,
        reason=np.select([is_few, ~is_told], [few, _COMMONPLACE], ""),
    )  # fmt: skip
    return _named(told, register, on)


def _n_shared(runs: Marks) -> npt.NDArray[np.int64]:
    marks = runs.astype("float64")  # products of floats are a hundred times faster than of integers
    shared: npt.NDArray[np.int64] = np.rint(marks @ marks.T).astype("int64")
    return shared


def _p_values(
    held: Incidence, seen: Numbers, pairs: tuple[npt.NDArray[np.int64], ...], n_permutations: int, seed: int
) -> Numbers:
    """Give the share of tables, the seen one included, in which each pair is at least as alike."""
    one, other = pairs
    if not len(one):
        return np.zeros(0)
    least = seen[one, other] - 1e-9  # equal likeness is summed in another order in another table
    n_as_alike = np.zeros(len(one))
    for table in redealt(held.runs, held.function_of, n_tables=n_permutations, seed=seed):
        n_as_alike += likeness(table, held)[0][one, other] >= least
    return (1 + n_as_alike) / (1 + n_permutations)


def _spread(values: Numbers, places: Marks) -> Numbers:
    spread = np.full(len(places), np.nan)
    spread[places] = values
    return spread


def _named(told: pd.DataFrame, register: Register, on: date | None) -> pd.DataFrame:
    makers = decision_makers(register, on=on)
    names = register.boroughs.drop_duplicates("borough_id").set_index("borough_id")["borough"]
    told = told.assign(
        other_borough=told["other_borough_id"].map(names), n_shared=told["n_shared"].astype("Int64"),
        is_similar=(told["q_value"] <= FALSE_DISCOVERIES).astype("boolean").mask(told["q_value"].isna()),
        has_same_decision_maker=told["borough_id"].map(makers).eq(told["other_borough_id"].map(makers)),
    )  # fmt: skip
    order = ["is_withheld", "value", "borough_id", "other_borough_id"]
    told = told.sort_values(order, ascending=[True, False, True, True])
    return with_names(told, register)[list(ESTATE_COLUMNS)].reset_index(drop=True)
