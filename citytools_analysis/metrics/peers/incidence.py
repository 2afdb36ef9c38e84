"""Who runs what, as a table of boroughs by function and system: the ground of likeness and of its test."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.adoption import ANSWERS, in_use
from citytools_analysis.metrics.envelope import Numbers
from citytools_analysis.register import Register

Marks = npt.NDArray[np.bool_]


class Incidence(NamedTuple):
    """
    Which borough runs which system for which function.

    Parameters
    ----------
    borough_ids
        The boroughs, in the order of the rows.
    runs
        A row a borough and a column a (function, system), columns of one function side by side.
    function_of
        Each column's function.
    reports
        A row a borough and a column a function.
    rarity
        Of each column, ln(N / df).

    Examples
    --------
    >>> from datetime import date
    >>> incidence(Register.from_tables({}, as_of=date(2026, 11, 23))).rarity.tolist()
    []
    """

    borough_ids: npt.NDArray[np.object_]
    runs: Marks
    function_of: npt.NDArray[np.int64]
    reports: Marks
    rarity: Numbers


def incidence(register: Register, *, on: date | None = None) -> Incidence:
    """
    Tell which borough runs which system for which function.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    incidence
        Every borough by id. A borough reports a function if it names a system there, or says that it runs it in house,
        as open source or not at all; a system that is not named, and a function that does not apply, are no report.
        `rarity` is the logarithm of all boroughs over those that run the system for the function.

    Examples
    --------
    >>> held = incidence(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> held.runs.shape, held.reports.shape
    ((33, 0), (33, 90))
    """
    uses = in_use(register, on=on)
    ids = np.sort(register.boroughs["borough_id"].drop_duplicates().to_numpy(dtype=object))
    functions = np.sort(register.functions["function_code"].drop_duplicates().to_numpy(dtype=object))
    is_named = uses["system_state"].eq("known") & uses["system_id"].notna()
    is_report = uses["system_state"].isin(ANSWERS) & (is_named | uses["system_state"].ne("known"))
    kept = uses["borough_id"].isin(ids) & uses["function_code"].isin(functions)
    named, reported = uses[is_named & kept], uses[is_report & kept]
    pairs = named[["function_code", "system_id"]].drop_duplicates().sort_values(["function_code", "system_id"])
    columns = pd.MultiIndex.from_frame(pairs)
    column = columns.get_indexer(pd.MultiIndex.from_frame(named[["function_code", "system_id"]]))
    runs = _marked(pd.Index(ids).get_indexer(named["borough_id"]), column, (len(ids), len(columns)))
    place = pd.Index(functions)
    reports = _marked(
        pd.Index(ids).get_indexer(reported["borough_id"]), place.get_indexer(reported["function_code"]),
        (len(ids), len(functions)),
    )  # fmt: skip
    n_running = runs.sum(axis=0)
    rarity: Numbers = np.log(len(ids) / n_running) if len(columns) else np.zeros(0)
    return Incidence(ids, runs, place.get_indexer(pairs["function_code"]).astype("int64"), reports, rarity)


def _marked(row: npt.NDArray[np.int64], column: npt.NDArray[np.int64], shape: tuple[int, int]) -> Marks:
    cells = scipy.sparse.coo_array((np.ones(len(row), dtype="int64"), (row, column)), shape=shape)
    marks: Marks = cells.toarray() > 0
    return marks


def likeness(runs: Marks, held: Incidence) -> tuple[Numbers, Numbers]:
    """
    Give the weighted Jaccard of every two boroughs, over the functions that both report.

    Parameters
    ----------
    runs
        A table like `held.runs`, with the same margins in each function.
    held
        What `incidence` gives.

    Returns
    -------
    likeness
        The sum of rarity over what both run, over that of what either runs; 0 where nothing is shared.
    union
        The sum of rarity over what either runs.

    Examples
    --------
    >>> held = incidence(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> likeness(held.runs, held)[0].max().item()
    0.0
    """
    weighted = runs * held.rarity
    shared = weighted @ runs.T
    by_function = np.zeros(held.reports.shape)
    if len(held.function_of):
        functions, begins = np.unique(held.function_of, return_index=True)
        by_function[:, functions] = np.add.reduceat(weighted, begins, axis=1)
    own = by_function @ held.reports.T
    union = own + own.T - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 1e-12), union
