"""
Which version of a row comes first where sources disagree; the others are kept.

A borough's own return, or what it said in a workshop, comes before a published notice, a notice before a register, a register before a stated fact;
among equals the later confirmed comes first, then the later obtained (design.md, section 9).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_RANK = {
    "return": 0, "capture": 0, "ocds": 1, "contracts_finder": 1, "register": 2, "facts": 3, "spend": 4, "framework_sales": 4,
}  # fmt: skip
TRUST = ("source_id", "source_pointer", "confirmed_date")
_LONG_AGO = pd.Timestamp(1900, 1, 1)


def in_order_of_trust(
    frame: pd.DataFrame, *, key: Sequence[str], sources: pd.DataFrame, lifted: pd.Series[bool] | None = None
) -> pd.DataFrame:
    """
    Sort rows by key, and within a key by trust.

    Parameters
    ----------
    frame
        Rows with `source_id`, `source_pointer` and perhaps `confirmed_date`.
    key
        Columns that name a row.
    sources
        The sources table.
    lifted
        Rows to trust as much as a return, by the index of the frame.

    Returns
    -------
    rows
        The same rows and columns, with a new index; the first of each key is the version that is trusted most.

    Examples
    --------
    >>> sources = pd.DataFrame({"source_id": ["f", "r"], "source_kind": ["facts", "return"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-01-01"])})
    >>> frame = pd.DataFrame({"id": ["a", "a"], "end": [1, 2], "source_id": ["f", "r"], "source_pointer": ["", ""]})
    >>> in_order_of_trust(frame, key=["id"], sources=sources)["end"].tolist()
    [2, 1]
    """
    return rows_at(frame, places_in_order(frame, key=key, sources=sources, lifted=lifted).places)


class Order(NamedTuple):
    """
    Rows in order of trust: where each stands in its frame, and the number of its key.

    Examples
    --------
    >>> Order(np.array([1, 0, 2]), np.array([0, 0, 1])).firsts.tolist()
    [1, 2]
    """

    places: npt.NDArray[np.intp]
    numbers: npt.NDArray[np.intp]

    @property
    def is_first(self) -> npt.NDArray[np.bool_]:
        """Whether it is the row of its key that is trusted most."""
        return np.diff(self.numbers, prepend=-1) > 0

    @property
    def firsts(self) -> npt.NDArray[np.intp]:
        """The places of the rows that are trusted most, by key."""
        return self.places[self.is_first]


def places_in_order(
    frame: pd.DataFrame, *, key: Sequence[str], sources: pd.DataFrame, lifted: pd.Series[bool] | None = None
) -> Order:
    """
    Find where the rows of a frame stand in order of key and trust, as `in_order_of_trust` gives them.

    Parameters
    ----------
    frame
        Rows with `source_id`, `source_pointer` and perhaps `confirmed_date`.
    key
        Columns that name a row.
    sources
        The sources table.
    lifted
        Rows to trust as much as a return, by the index of the frame.

    Returns
    -------
    order
        The places, and keys numbered from 0.

    Examples
    --------
    >>> sources = pd.DataFrame({"source_id": ["f", "r"], "source_kind": ["facts", "return"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-01-01"])})
    >>> frame = pd.DataFrame({"id": ["a", "a"], "source_id": ["f", "r"], "source_pointer": ["", ""]})
    >>> places_in_order(frame, key=["id"], sources=sources).places.tolist()
    [1, 0]
    """
    places, is_new = _by_key(frame, key)
    # Most keys are told of by one row, and need no more than their own order.
    is_tied = ~(is_new & np.append(is_new[1:], values=True))
    if is_tied.any():
        tied = places[is_tied]
        lift = None if lifted is None else lifted.iloc[tied].reset_index(drop=True)
        columns = [*key, *(name for name in TRUST if name in frame)]
        places[is_tied] = tied[_by_trust(rows_at(frame[list(dict.fromkeys(columns))], tied), key, sources, lift)]
    return Order(places, np.cumsum(is_new) - 1)


def rows_at(frame: pd.DataFrame, places: npt.NDArray[np.intp]) -> pd.DataFrame:
    """
    Give rows by their places, with a new index; those that stand so already are not copied.

    Parameters
    ----------
    frame
        Any frame.
    places
        Where the rows stand, counted from 0.

    Returns
    -------
    rows
        The rows, in that order.

    Examples
    --------
    >>> rows_at(pd.DataFrame({"a": [1, 2]}), np.array([1, 0]))["a"].tolist()
    [2, 1]
    """
    if len(places) == len(frame) and (places == np.arange(len(frame))).all():
        return frame.reset_index(drop=True)
    return frame.take(places).reset_index(drop=True)


def _by_key(frame: pd.DataFrame, key: Sequence[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Sort by key, rows of one key as they stand: the places, and whether each begins another key."""
    columns = pa.table({name: pa.array(frame[name], from_pandas=True) for name in key})
    places = pc.sort_indices(columns, sort_keys=[(name, "ascending") for name in key]).to_numpy().astype(np.intp)
    is_new = np.ones(len(frame), dtype=bool)
    is_new[1:] = False
    for name in key:
        numbers = pd.factorize(frame[name])[0][places]
        is_new[1:] |= numbers[1:] != numbers[:-1]
    return places, is_new


def _by_trust(
    frame: pd.DataFrame, key: Sequence[str], sources: pd.DataFrame, lifted: pd.Series[bool] | None
) -> npt.NDArray[np.intp]:
    """Sort by key, and rows of one key by trust: the places."""
    known = sources.drop_duplicates("source_id").set_index("source_id").reindex(frame["source_id"])
    confirmed = frame["confirmed_date"] if "confirmed_date" in frame else pd.Series(pd.NaT, index=frame.index)
    rank = known["source_kind"].map(_RANK).fillna(len(_RANK)).set_axis(frame.index)
    order = frame[[*key, "source_id", "source_pointer"]].assign(
        rank=rank if lifted is None else rank.mask(lifted, 0),
        age=_days_back(confirmed),
        obtained=_days_back(known["retrieved_date"]).to_numpy(),
    )
    by = [*key, "rank", "age", "obtained", "source_id", "source_pointer"]
    return order.sort_values(by, kind="stable").index.to_numpy(dtype=np.intp)


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
    return rows_at(frame, places_in_order(frame, key=key, sources=sources).firsts)


def same_contract_ids(contracts: pd.DataFrame, *, sources: pd.DataFrame) -> dict[str, str]:
    """
    Find contracts that sources name differently and one procurement process makes the same.

    A process under which any kind of source tells of several contracts is left alone: which of them another means
    cannot be told.

    Parameters
    ----------
    contracts
        Contract rows with `contract_id`, `borough_id`, `ocid`, `source_id` and `source_pointer`.
    sources
        The sources table.

    Returns
    -------
    ids
        By each `contract_id` that gives way, the one of the most trusted source.

    Examples
    --------
    >>> sources = pd.DataFrame({"source_id": ["n", "r"], "source_kind": ["ocds", "return"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-11-23"])})
    >>> contracts = pd.DataFrame({"contract_id": ["c-n", "c-r"], "borough_id": "camden", "ocid": "ocds-1",
    ...                           "source_id": ["n", "r"], "source_pointer": ""})
    >>> same_contract_ids(contracts, sources=sources)
    {'c-n': 'c-r'}
    """
    rows = contracts[contracts["ocid"].notna()]
    if rows["contract_id"].nunique() < 2:
        return {}
    process = ["borough_id", "ocid"]
    rows = in_order_of_trust(rows[rows.duplicated(process, keep=False)], key=process, sources=sources)
    kinds = sources.drop_duplicates("source_id").set_index("source_id")["source_kind"]
    rows = rows.assign(rank=rows["source_id"].map(kinds).map(_RANK).fillna(len(_RANK)))
    n_contracts = rows.groupby([*process, "rank"])["contract_id"].transform("nunique")
    most = n_contracts.groupby([rows[name] for name in process]).transform("max")
    first = rows.groupby(process)["contract_id"].transform("first")
    gives_way = (most == 1) & (rows["contract_id"] != first)
    return dict(zip(rows.loc[gives_way, "contract_id"], first[gives_way], strict=True))


def renamed(ids: pd.Series[str], others: Mapping[str, str]) -> pd.Series[str]:
    """
    Give ids by another name where they have one.

    Parameters
    ----------
    ids
        Any ids.
    others
        The other name of some of them; only these are looked up, however many ids there are.

    Returns
    -------
    ids
        Of the same type, by the same index.

    Examples
    --------
    >>> renamed(pd.Series(["c-n", "c-r"], dtype="str"), {"c-n": "c-r"}).tolist()
    ['c-r', 'c-r']
    """
    own = pa.array(ids, from_pandas=True)
    places = pc.index_in(own, value_set=pa.array(list(others), own.type))
    names = pc.coalesce(pa.array(list(others.values()), own.type).take(places), own)
    return pd.Series(pd.array(names, dtype=ids.dtype), index=ids.index, name=ids.name)


def _days_back(dates: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    return -(pd.to_datetime(dates).fillna(_LONG_AGO) - _LONG_AGO).dt.days
