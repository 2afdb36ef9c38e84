"""
Which of the sources that name several suppliers of a contract is believed, and what that makes of the contract's own.

The first version of the contract in order of trust that names its supplier, or several, is believed: a borough that names
one puts an end to the several of a notice, and a notice that names several to the one of a stated fact.
"""

from __future__ import annotations

import pandas as pd

from citytools_analysis.merging import speaks
from citytools_analysis.precedence import in_order_of_trust

_VERSION = ["contract_id", "source_id", "source_pointer"]


def believed_suppliers(told: pd.DataFrame, contracts: pd.DataFrame, *, sources: pd.DataFrame) -> pd.DataFrame:
    """
    Keep the suppliers of contracts whose version is believed, one row a supplier.

    Parameters
    ----------
    told
        Every version of the rows of `contract_suppliers`.
    contracts
        Every version of the contract rows.
    sources
        The sources table.

    Returns
    -------
    rows
        The same columns, sorted by contract and supplier. Two names that are one supplier's are one row with the sum of
        their shares; a contract whose names are all one supplier's keeps that one row.

    Examples
    --------
    >>> place = {"contract_id": "c", "source_pointer": "/"}
    >>> told = pd.DataFrame(place | {"supplier_id": ["b", "a"], "supplier_share": [0.4, 0.6], "source_id": "n"})
    >>> contracts = pd.DataFrame(place | {"supplier_id": [None, "x"], "source_id": ["n", "f"]})
    >>> sources = pd.DataFrame({"source_id": ["n", "f"], "source_kind": ["ocds", "facts"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-11-23"])})
    >>> believed_suppliers(told, contracts, sources=sources)["supplier_id"].tolist()
    ['a', 'b']
    """
    if told.empty:
        return told
    versions = contracts[contracts["contract_id"].isin(told["contract_id"])]
    order = in_order_of_trust(versions, key=["contract_id"], sources=sources)
    names_several = pd.MultiIndex.from_frame(order[_VERSION]).isin(pd.MultiIndex.from_frame(told[_VERSION]))
    has_said = speaks(order, ["supplier_id"], sources) | names_several
    believed = order.loc[has_said, _VERSION].drop_duplicates("contract_id")
    rows = told.merge(believed, on=_VERSION)
    key = ["contract_id", "supplier_id"]
    summed = rows.groupby(key)["supplier_share"].sum(min_count=1).rename("_summed").reset_index()
    first = rows.drop_duplicates(key).merge(summed, on=key)
    shares = first["_summed"].clip(upper=1.0)  # a sum such as 0.7 + 0.3 may be a hair above 1
    return first.assign(supplier_share=shares)[told.columns].sort_values(key, ignore_index=True)


def with_joint_suppliers(merged: pd.DataFrame, versions: pd.DataFrame, joint: pd.DataFrame) -> pd.DataFrame:
    """
    Leave the supplier of a contract that has several to what the version that names them says.

    Parameters
    ----------
    merged
        One row a contract.
    versions
        Every version of the contract rows.
    joint
        What `believed_suppliers` gives.

    Returns
    -------
    contracts
        The same rows; where several suppliers are believed, `supplier_id` is that of the same version: missing, unless
        it knows the maker by the system; where all its names proved to be one supplier's, it is that one.

    Examples
    --------
    >>> merged = pd.DataFrame({"contract_id": ["c", "d"], "supplier_id": ["x", "y"]})
    >>> place = {"contract_id": "c", "source_id": "n", "source_pointer": "/"}
    >>> joint = pd.DataFrame(place | {"supplier_id": ["a", "b"]})
    >>> with_joint_suppliers(merged, pd.DataFrame([place | {"supplier_id": None}]), joint)["supplier_id"].tolist()
    [nan, 'y']
    """
    if joint.empty:
        return merged
    believed = versions.merge(joint[_VERSION].drop_duplicates(), on=_VERSION).drop_duplicates("contract_id")
    alone = joint[~joint["contract_id"].duplicated(keep=False)].set_index("contract_id")["supplier_id"]
    ids = merged["contract_id"]
    own = ids.map(believed.set_index("contract_id")["supplier_id"]).astype("str")
    own = own.fillna(ids.map(alone).astype("str"))
    return merged.assign(supplier_id=merged["supplier_id"].mask(ids.isin(believed["contract_id"]), own))
