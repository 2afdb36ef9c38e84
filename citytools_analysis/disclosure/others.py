"""What one borough's edition tells of the other boroughs: rows and cells by rule; its own rows stay whole."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from citytools_analysis.schema import TABLES, Table

_OF_A_CONTRACT = ("options", "allocations", "contract_suppliers")  # the contract's boroughs and consent are theirs
_CONTRACT_ROW = ["contract_id", "source_id", "source_pointer"]


def as_one_borough_sees(tables: Mapping[str, pd.DataFrame], viewer: str) -> dict[str, pd.DataFrame]:
    """
    Leave out what a member borough is not told of the others.

    Parameters
    ----------
    tables
        The rows that members may see, by table.
    viewer
        Id of the borough.

    Returns
    -------
    tables
        New frames. A row that is its own, as that of a contract it leads or is a partner of, or that is published, stays
        whole. Of any other the schema says whether it stays (`Table.to_others`) and which of its cells are emptied
        (`Column.to_others`).

    Examples
    --------
    >>> ratings = pd.DataFrame({"borough_id": ["brent", "camden"], "score": [1, 5]})
    >>> as_one_borough_sees({"ratings": ratings}, "camden")["ratings"]["score"].tolist()
    [5]
    """
    return {name: _told(frame, TABLES[name], _is_open(name, tables, viewer)) for name, frame in tables.items()}


def told_in_part(tables: Mapping[str, pd.DataFrame], viewer: str) -> set[str]:
    """
    List the sources of rows that are not told, or not whole, whatever stands in them.

    Parameters
    ----------
    tables
        The rows that members may see, by table.
    viewer
        Id of the borough.

    Returns
    -------
    source_ids
        Their ids.

    Examples
    --------
    >>> ratings = pd.DataFrame({"borough_id": ["brent"], "score": [1], "source_id": ["r"]})
    >>> told_in_part({"ratings": ratings}, "camden")
    {'r'}
    """
    found: set[str] = set()
    for name, frame in tables.items():
        if "source_id" in frame and name != "sources" and _has_rule(TABLES[name]):
            found |= set(frame.loc[~_is_open(name, tables, viewer), "source_id"])
    return found


def serves(partners: pd.Series[str], borough: str) -> pd.Series[bool]:
    """
    Tell which lists of boroughs name one.

    Parameters
    ----------
    partners
        Ids separated by |; blank for none.
    borough
        Id of the borough.

    Returns
    -------
    is_named
        True where it does.

    Examples
    --------
    >>> serves(pd.Series(["brent|camden", None, "camden-town"]), "camden").tolist()
    [True, False, False]
    """
    return ("|" + partners.astype("object").fillna("").astype("str") + "|").str.contains(f"|{borough}|", regex=False)


def _has_rule(table: Table) -> bool:
    return table.to_others != "always" or any(column.to_others != "always" for column in table.columns)


def _told(frame: pd.DataFrame, table: Table, is_open: pd.Series[bool]) -> pd.DataFrame:
    if table.to_others == "never":
        frame = frame[is_open]
    if table.to_others == "when_offered":
        frame = frame[is_open | frame[table.offer].isin(table.offers)]
    hidden = [column.name for column in table.columns if column.to_others == "never" and column.name in frame]
    return frame.assign(**{name: frame[name].where(is_open.loc[frame.index]) for name in hidden})


def _is_open(name: str, tables: Mapping[str, pd.DataFrame], viewer: str) -> pd.Series[bool]:
    """Say which rows are the borough's own or published."""
    frame = tables[name]
    is_open = pd.Series(data=False, index=frame.index)
    if "borough_id" in frame:
        is_open |= frame["borough_id"].eq(viewer).fillna(value=False).astype("bool")
    if "partner_borough_ids" in frame:
        is_open |= serves(frame["partner_borough_ids"], viewer)
    if "is_published" in frame:
        is_open |= frame["is_published"].fillna(value=False).astype("bool")
    if name in _OF_A_CONTRACT and len(frame):
        contracts = tables["contracts"]
        told = contracts.loc[_is_open("contracts", tables, viewer), _CONTRACT_ROW]
        is_open |= pd.MultiIndex.from_frame(frame[_CONTRACT_ROW]).isin(pd.MultiIndex.from_frame(told))
    return is_open
