"""Whether a contract that has expired in use is covered by another: then it is to be checked before it is replaced."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.allocations import parties
from citytools_analysis.register import Register

COVER_COLUMNS = ("other_end_state", "other_end_date", "other_end_date_precision")
_PLACE = ["borough_id", "function_code", "system_id"]


def other_contracts(terms: pd.DataFrame, register: Register) -> pd.DataFrame:
    """
    Find the running contract that covers what an expired one was for.

    Parameters
    ----------
    terms
        As `terms.contract_terms` gives.
    register
        The register they come from.

    Returns
    -------
    others
        Indexed by the `contract_id` of each contract expired in use for whose borough, function and system another
        contract runs, with the columns of `COVER_COLUMNS`: the other's end; of several one that rolls on, else the last.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.metrics.terms import contract_terms
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> other_contracts(contract_terms(register), register).columns.tolist()
    ['other_end_state', 'other_end_date', 'other_end_date_precision']
    """
    served = parties(register).dropna(subset=_PLACE)[["contract_id", *_PLACE]].drop_duplicates()
    ends = ["contract_id", "standing", "end_state", "end_date", "end_date_precision", "last_end_date"]
    served = served.merge(terms[ends], on="contract_id")
    running = served[served["standing"].isin(["live", "rolling"])].drop(columns=["contract_id", "standing"])
    expired = served.loc[served["standing"].eq("expired_in_use"), ["contract_id", *_PLACE]]
    pairs = expired.merge(running, on=_PLACE).sort_values(["contract_id", "last_end_date"], na_position="last")
    last = pairs.drop_duplicates("contract_id", keep="last").set_index("contract_id")
    return last.rename(columns={name.removeprefix("other_"): name for name in COVER_COLUMNS})[list(COVER_COLUMNS)]
