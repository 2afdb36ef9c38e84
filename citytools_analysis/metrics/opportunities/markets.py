"""How many could bid for a function: what decides how much buying together might lower a price (metrics.md, 5.4)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.groups import group_of
from citytools_analysis.metrics.names import resellers, with_names
from citytools_analysis.metrics.opportunities.candidates import candidate_rows
from citytools_analysis.register import Register

MARKET_COLUMNS = ("function_code", "function", "market", "n_suppliers", "n_boroughs", "hhi")
COMMODITY, SPECIALIST, CONCENTRATED = "commodity", "specialist", "concentrated"
FREE_HHI = 2_500  # above it a market of many suppliers counts as specialist


def market_types(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Say how open the market for each function is.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    markets
        One row a function of which any supplier is known, with the columns of `MARKET_COLUMNS`. `n_suppliers` counts
        operating groups with a system in use or bought by a contract that has not ended, resellers left out; `hhi` (0 to 10,000) is the sum of
        their squared shares of boroughs, a borough with k suppliers giving each 1/k. It is not corrected for boroughs
        that are not known, which errs on the concentrated side. `commodity`: more than 5 suppliers and an HHI below
        2,500; `concentrated`: at most 2 suppliers; `specialist`: the rest (metrics.md, 5.4).

        It is a count of who supplies these boroughs, not of who could bid.

    Examples
    --------
    >>> market_types(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()
    ['function_code', 'function', 'market', 'n_suppliers', 'n_boroughs', 'hhi']
    """
    place = ["function_code", "borough_id", "supplier_id"]
    uses = in_use(register, on=on)
    bought = candidate_rows(register, on=on)
    maker = bought["system_id"].map(register.systems.drop_duplicates("system_id").set_index("system_id")["supplier_id"])
    bought = bought.assign(supplier_id=maker.astype("str").fillna(bought["supplier_id"]))
    seen = [uses.loc[uses["system_state"].eq("known"), place], bought[place]]
    pairs = pd.concat(seen, ignore_index=True).dropna().drop_duplicates()
    pairs = pairs[~pairs["supplier_id"].isin(resellers(register))]
    pairs = pairs.assign(supplier_id=group_of(pairs["supplier_id"], register, on=on or register.as_of))
    pairs = pairs.drop_duplicates()
    share = 1 / pairs.groupby(place[:2])["supplier_id"].transform("size")
    parts = share.groupby([pairs["function_code"], pairs["supplier_id"]]).sum().rename("part").reset_index()
    totals = parts.groupby("function_code")["part"]
    squares = (10_000 * (parts["part"] / totals.transform("sum")) ** 2).groupby(parts["function_code"]).sum()
    told = totals.agg(n_suppliers="size").assign(hhi=squares)
    told = told.assign(n_boroughs=pairs.groupby("function_code")["borough_id"].nunique()).reset_index()
    is_open = (told["n_suppliers"] > 5) & (told["hhi"] < FREE_HHI)
    words = np.select([is_open, told["n_suppliers"] <= 2], [COMMODITY, CONCENTRATED], SPECIALIST)
    told = told.assign(market=pd.Series(words, index=told.index, dtype="str"), hhi=told["hhi"].astype("float64"))
    return with_names(told, register)[list(MARKET_COLUMNS)]
