"""Rows of one borough, whichever way a table names it."""

from __future__ import annotations

import pandas as pd


def for_borough(frame: pd.DataFrame, borough_id: str) -> pd.DataFrame:
    """
    Keep a borough's own rows: those it leads, and those it is a partner in.

    Parameters
    ----------
    frame
        Any frame with `borough_id`, and perhaps `partner_borough_ids` separated by ``|``.
    borough_id
        The borough.

    Returns
    -------
    rows
        The same columns, index reset.

    Examples
    --------
    >>> frame = pd.DataFrame({"borough_id": ["sutton", "brent"], "partner_borough_ids": ["kingston-upon-thames", None]})
    >>> len(for_borough(frame, "kingston-upon-thames"))
    1
    """
    mine = frame["borough_id"] == borough_id
    if "partner_borough_ids" in frame:
        partners = frame["partner_borough_ids"].fillna("").str.split("|")
        mine = mine | partners.map(lambda names: borough_id in names).astype("bool")
    return frame[mine].reset_index(drop=True)
