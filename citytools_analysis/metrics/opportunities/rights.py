"""What each opportunity's members may do by their contracts: leave, extend, and under which law."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.law import UNKNOWN, regimes
from citytools_analysis.metrics.opportunities.sets import Opportunities
from citytools_analysis.metrics.opportunities.tallies import counts

_SPREAD = 10**8  # wider than any number of days, so that functions keep apart on one line
Positions = npt.NDArray[np.int64]


class Rights(NamedTuple):
    """
    Contracts in each set, counted by what they allow; one a set, in the order of `found.sets`.

    Parameters
    ----------
    n_contracts
        All of them.
    n_bridged
        Those that reach the shared window only beyond their latest end.
    n_unsure
        Those that reach it by an option which is not the buyer's alone to use, or of which nobody says whose it is.
    n_law_known
        Those whose procurement law is known.
    n_settled
        Those of known law which are neither: they have ended by then, may break, roll on, or have an option of their own.
    n_size_known, n_small
        Those of which it is known whether the supplier is small or medium-sized, and those where it is.
    """

    n_contracts: Positions
    n_bridged: Positions
    n_unsure: Positions
    n_law_known: Positions
    n_settled: Positions
    n_size_known: Positions
    n_small: Positions


def rights(found: Opportunities) -> Rights:
    """
    Count what the contracts of each set allow.

    Parameters
    ----------
    found
        What `find` gave.

    Returns
    -------
    rights
        The counts. A member reaches a window by extending where its committed end is before the window opens.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.metrics.opportunities.sets import find
    >>> from citytools_analysis.register import Register
    >>> rights(find(Register.from_tables({}, as_of=date(2026, 11, 23)))).n_contracts.tolist()
    []
    """
    rows = found.windows.drop_duplicates(["group", "contract_id"])
    first, last = rows["first_set"].to_numpy(), rows["last_set"].to_numpy()
    opening = _opening(found.windows)
    is_live = rows["standing"].eq("live").to_numpy()
    past = [
        np.where(is_live, _first_after(rows, name, opening), last + 1) for name in ("last_end_date", "latest_end_date")
    ]
    is_own = rows["contract_id"].isin(_own_options(found)).to_numpy()
    terms = found.register.contracts.drop_duplicates("contract_id").set_index("contract_id")
    small = rows["contract_id"].map(terms["is_sme_supplier"]).astype("boolean")
    law = regimes(found.register).set_index("contract_id")["regime"]
    has_law = rows["contract_id"].map(law).ne(UNKNOWN).to_numpy(dtype=bool)

    def count(begin: Positions, end: Positions, is_counted: npt.NDArray[np.bool_]) -> Positions:
        return counts(begin[is_counted], end[is_counted], len(opening))[found.numbers]

    bridged = (np.maximum(first, past[1]), last)
    unsure = (np.maximum(first, past[0]), np.minimum(last, past[1] - 1))
    every = np.ones(len(rows), dtype=bool)
    n_law_known = count(first, last, has_law)
    return Rights(
        count(first, last, every), count(*bridged, every), count(*unsure, ~is_own), n_law_known,
        n_law_known - count(*bridged, has_law) - count(*unsure, has_law & ~is_own),
        count(first, last, small.notna().to_numpy()), count(first, last, small.fillna(value=False).to_numpy(dtype=bool)),
    )  # fmt: skip


def _opening(windows: pd.DataFrame) -> Positions:
    """Give the first day that all members of each set share, on one line for all functions."""
    first = windows["first_set"].to_numpy()
    opening = np.full(int(windows["last_set"].max()) + 1 if len(windows) else 0, np.iinfo(np.int64).min)
    np.maximum.at(opening, first, windows["group"].to_numpy() * _SPREAD + _day_numbers(windows["start_window_date"]))
    return opening


def _first_after(rows: pd.DataFrame, name: str, opening: Positions) -> Positions:
    """Give for each row the first set of its function that opens after a day of its contract."""
    days = _day_numbers(rows[name].fillna(pd.Timestamp(0)))
    return np.searchsorted(opening, rows["group"].to_numpy() * _SPREAD + days, side="right")


def _own_options(found: Opportunities) -> pd.Index:
    """List the contracts all of whose unused options are the buyer's own."""
    options = found.register.options
    unused = options[~options["is_exercised"].fillna(value=False).astype("bool") & ~options["holder"].eq("supplier")]
    is_own = unused["holder"].eq("buyer").groupby(unused["contract_id"]).all()
    return is_own.index[is_own.to_numpy(dtype=bool)]


def _day_numbers(column: pd.Series) -> Positions:
    return column.to_numpy().astype("datetime64[D]").astype(np.int64)
