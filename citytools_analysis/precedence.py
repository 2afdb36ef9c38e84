"""
Which version of a row wins where sources disagree; the others are kept.

A borough's own return comes before a published notice, a notice before a register, a register before a stated fact;
among equals the later confirmed wins, then the later obtained (design.md, section 9).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

_RANK = {"return": 0, "ocds": 1, "contracts_finder": 1, "register": 2, "facts": 3, "spend": 4, "framework_sales": 4}
_LONG_AGO = pd.Timestamp(1900, 1, 1)


def winning_rows(frame: pd.DataFrame, *, key: Sequence[str], sources: pd.DataFrame) -> pd.DataFrame:
    """
    Keep one row a key: the version of the source that is trusted most.

    Parameters
    ----------
    frame
        Rows with `source_id`, `source_pointer` and perhaps `confirmed_date`.
    key
        Columns that name a row.
    sources
        The sources table.

    Returns
    -------
    rows
        The same columns, one row a key, sorted by key.

    Examples
    --------
    >>> sources = pd.DataFrame({"source_id": ["f", "r"], "source_kind": ["facts", "return"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-01-01"])})
    >>> frame = pd.DataFrame({"id": ["a", "a"], "end": [1, 2], "source_id": ["f", "r"], "source_pointer": ["", ""]})
    >>> winning_rows(frame, key=["id"], sources=sources)["end"].tolist()
    [2]
    """
    known = sources.drop_duplicates("source_id").set_index("source_id").reindex(frame["source_id"])
    confirmed = frame["confirmed_date"] if "confirmed_date" in frame else pd.Series(pd.NaT, index=frame.index)
    order = frame[[*key, "source_id", "source_pointer"]].assign(
        rank=known["source_kind"].map(_RANK).fillna(len(_RANK)).to_numpy(),
        age=_days_back(confirmed),
        obtained=_days_back(known["retrieved_date"]).to_numpy(),
    )
    by = [*key, "rank", "age", "obtained", "source_id", "source_pointer"]
    first = order.sort_values(by, kind="stable").drop_duplicates(list(key))
    return frame.loc[first.index].reset_index(drop=True)


def without_absorbed(contracts: pd.DataFrame, *, sources: pd.DataFrame) -> pd.DataFrame:
    """
    Leave out a notice's contract where the borough's own return speaks of the same procurement process.

    A process with several contracts is left alone: which of them the borough means cannot be told.

    Parameters
    ----------
    contracts
        Contract rows with `borough_id`, `ocid` and `source_id`.
    sources
        The sources table.

    Returns
    -------
    rows
        The same columns, without what a return has taken over.

    Examples
    --------
    >>> sources = pd.DataFrame({"source_id": ["n", "r"], "source_kind": ["ocds", "return"]})
    >>> contracts = pd.DataFrame({"borough_id": "camden", "ocid": "ocds-1", "source_id": ["n", "r"]})
    >>> without_absorbed(contracts, sources=sources)["source_id"].tolist()
    ['r']
    """
    own = contracts["source_id"].isin(sources.loc[sources["source_kind"] == "return", "source_id"])
    process = contracts["borough_id"].astype("str") + "/" + contracts["ocid"].astype("str")
    is_alone = ~process[~own].duplicated(keep=False).reindex(process.index, fill_value=False)
    taken_over = ~own & contracts["ocid"].notna() & process.isin(process[own]) & is_alone
    return contracts[~taken_over].reset_index(drop=True)


def _days_back(dates: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    return -(pd.to_datetime(dates).fillna(_LONG_AGO) - _LONG_AGO).dt.days
