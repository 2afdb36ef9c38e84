"""
The rows that follow a contract, its options and allocations: those of the source that is believed about it.

They are one statement each: the options of one source are never mixed with those of another.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.merging import speaks
from citytools_analysis.precedence import in_order_of_trust, rows_at

FOLLOWERS = {"options": "option_state", "allocations": "function_code"}  # what the believed version of a contract says
_PAIR = ["contract_id", "source_id"]


def followed_sources(
    contracts: pd.DataFrame, followers: pd.DataFrame, *, by: str, sources: pd.DataFrame
) -> pd.DataFrame:
    """
    Find the source whose options or allocations of a contract are believed.

    Parameters
    ----------
    contracts
        Every version of the contract rows.
    followers
        Every version of the rows that follow a contract, with `contract_id` and `source_id`.
    by
        `option_state`: the first source that knows whether there are options; `function_code`: the first that names a
        function, else the first of all.
    sources
        The sources table.

    Returns
    -------
    believed
        `contract_id`, `source_id`, one row a contract.

    Examples
    --------
    >>> contracts = pd.DataFrame({"contract_id": "c", "option_state": [None, "known"], "source_id": ["r", "n"],
    ...                           "source_pointer": "", "stated_unknown": None})
    >>> sources = pd.DataFrame({"source_id": ["n", "r"], "source_kind": ["ocds", "return"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-11-23"])})
    >>> followed_sources(contracts, contracts[:0], by="option_state", sources=sources)["source_id"].tolist()
    ['n']
    """
    order = in_order_of_trust(contracts, key=["contract_id"], sources=sources)
    of_order, of_followers = _numbered_pairs(order, followers)
    has_rows = np.isin(of_order, of_followers)
    if by == "option_state":
        believed = order[has_rows | speaks(order, ["option_state"], sources)]
    else:
        has_function = np.isin(of_order, of_followers[followers[by].notna().to_numpy()])
        believed = pd.concat([order[has_function], order[has_rows]])
    return believed[_PAIR].drop_duplicates("contract_id", ignore_index=True)


def of_believed(followers: pd.DataFrame, believed: pd.DataFrame) -> pd.DataFrame:
    """
    Keep the rows that follow a contract whose source is believed.

    Parameters
    ----------
    followers
        Rows with `contract_id` and `source_id`.
    believed
        What `followed_sources` gives.

    Returns
    -------
    rows
        The same columns, in the same order, with a new index.

    Examples
    --------
    >>> followers = pd.DataFrame({"contract_id": "c", "source_id": ["n", "r"]})
    >>> of_believed(followers, followers[:1])["source_id"].tolist()
    ['n']
    """
    of_followers, of_sources = _numbered_pairs(followers, believed)
    return rows_at(followers, np.flatnonzero(np.isin(of_followers, of_sources)))


def with_exercised(options: pd.DataFrame, versions: pd.DataFrame, merged: pd.DataFrame) -> pd.DataFrame:
    """
    Mark the options that a later change of the end has used up.

    Parameters
    ----------
    options
        The believed options.
    versions
        Every version of the contract rows: the end that an option's own source knew.
    merged
        One row a contract: the end that is believed.

    Returns
    -------
    options
        The same rows; `is_exercised` is True for the first options whose months the end was moved by, to within half
        a month an option. An end moved by some other length leaves them as they were.

    Examples
    --------
    >>> options = pd.DataFrame({"contract_id": "c", "position": [1, 2], "months": [12.0, 12.0], "source_id": "n",
    ...                         "is_exercised": pd.array([False, False], dtype="boolean")})
    >>> day = pd.to_datetime
    >>> versions = pd.DataFrame({"contract_id": "c", "source_id": ["n"], "end_date": day(["2027-03-31"])})
    >>> merged = pd.DataFrame({"contract_id": ["c"], "end_date": day(["2028-03-31"])})
    >>> with_exercised(options, versions, merged)["is_exercised"].tolist()
    [True, False]
    """
    if options.empty:
        return options
    ends = versions.drop_duplicates(["contract_id", "source_id"])[["contract_id", "source_id", "end_date"]]
    was = options[["contract_id", "source_id"]].merge(ends, how="left")["end_date"].set_axis(options.index)
    now = options["contract_id"].map(merged.set_index("contract_id")["end_date"])
    moved = (now - was).dt.days / (365.25 / 12)
    rows = options.assign(_moved=moved).sort_values(["contract_id", "position"], kind="stable")
    run = rows["months"].where(~rows["is_exercised"].fillna(value=False), 0).groupby(rows["contract_id"]).cumsum()
    ends_a_run = (run - rows["_moved"]).abs() < 0.5
    reached = run.where(ends_a_run).groupby(rows["contract_id"]).transform("max")
    used = (run <= reached).reindex(options.index) & (moved > 0)
    return options.assign(is_exercised=options["is_exercised"].mask(used, other=True))


def _numbered_pairs(*frames: pd.DataFrame) -> list[npt.NDArray[np.int64]]:
    """Give the pairs of contract and source of several frames numbers: equal pairs have equal numbers."""
    every = pd.concat([frame[_PAIR] for frame in frames], ignore_index=True)
    contracts, sources = (pd.factorize(every[name])[0].astype(np.int64) for name in _PAIR)
    numbers = contracts * (sources.max(initial=0) + 1) + sources
    return np.split(numbers, np.cumsum([len(frame) for frame in frames])[:-1])
