"""In how many functions others could join a borough, with and without an option used; the figure a report opens with."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.metrics.allocations import parties
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.pages.borough.together import Found


@dataclass(frozen=True)
class Reach:
    """
    How far buying together could reach; functions are counted, not the many windows in each.

    Parameters
    ----------
    n_firm
        Functions in which a window is shared with nobody extending.
    n_extending
        Further functions, in which somebody would have to use an option.
    n_with_contract
        Functions for which the borough has a known contract.
    most
        The most other boroughs that share one window.

    Examples
    --------
    >>> Reach(25, 12, 53, 12).n
    37
    """

    n_firm: int
    n_extending: int
    n_with_contract: int
    most: int

    @property
    def n(self) -> int:
        """Functions in which a window is shared at all."""
        return self.n_firm + self.n_extending


def reach(borough: Borough) -> Reach:
    """
    Count the functions in which others could join a borough.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    reach
        The counts.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> reach(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden"))
    Reach(n_firm=0, n_extending=0, n_with_contract=0, most=0)
    """
    firm, every = (_functions(found, borough.borough_id) for found in (borough.firm, borough.found))
    served = parties(borough.register)
    served = served[served["contract_id"].isin(borough.decisions["contract_id"])]
    mine = served.loc[served["borough_id"] == borough.borough_id, "function_code"].dropna()
    sizes = _own_sets(borough.found, borough.borough_id)["n_boroughs"]
    most = int(sizes.max()) - 1 if len(sizes) else 0
    return Reach(len(firm), len(every - firm), int(mine.nunique()), most)


def _own_sets(found: Found, borough_id: str) -> pd.DataFrame:
    mine = found.members.loc[found.members["borough_id"] == borough_id, "opportunity_id"]
    return found.sets[found.sets["opportunity_id"].isin(mine)]


def _functions(found: Found, borough_id: str) -> set[str]:
    return set(_own_sets(found, borough_id)["function_code"])
