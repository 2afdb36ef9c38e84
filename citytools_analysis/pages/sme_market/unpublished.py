"""Where it is known who supplies a borough and no contract is on record: it, too, may be asked for one day."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

NO_CONTRACT = "no contract published"
_PLACE = ["borough_id", "function_code"]


def with_unpublished(ending: pd.DataFrame, register: Register) -> pd.DataFrame:
    """
    Put after the contracts that end the places whose supplier is known and whose contract is not.

    Parameters
    ----------
    ending
        As `market.ending_soon` gives.
    register
        The register it was made from.

    Returns
    -------
    openings
        The same columns. A place is a borough and function; one that any contract in force serves is left out, whenever
        it ends.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.metrics import market
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> with_unpublished(market.ending_soon(register), register).empty
    True
    """
    uses = in_use(register)
    uses = uses[uses["system_state"].eq("known")].dropna(subset=["function_code"])
    served = parties(register)
    terms = contract_terms(register)
    served = served[served["contract_id"].isin(terms.loc[terms["standing"].ne("ended"), "contract_id"])]
    is_served = pd.MultiIndex.from_frame(uses[_PLACE]).isin(pd.MultiIndex.from_frame(served[_PLACE]))
    left = uses[~is_served].sort_values([*_PLACE, "system_id"], kind="stable").assign(period=NO_CONTRACT)
    left = left.drop(columns=[name for name in ("end_date", "end_state") if name in left])
    rows = left.reindex(columns=ending.columns)
    return pd.concat([ending, rows], ignore_index=True) if len(rows) else ending
