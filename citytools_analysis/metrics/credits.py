"""Which suppliers a contract is credited to, and with what share."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.names import resellers
from citytools_analysis.register import Register


def supplier_credits(register: Register) -> pd.DataFrame:
    """
    Credit each contract to its supplier.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    credits
        One row a contract and supplier, without frameworks: `contract_id`, `supplier_id` and `supplier_share` (0 to 1,
        summing to 1 in a contract). A reseller is credited with nothing; a contract whose maker is not known has no row.

    Examples
    --------
    >>> from datetime import date
    >>> supplier_credits(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()
    ['contract_id', 'supplier_id', 'supplier_share']
    """
    contracts = register.contracts
    contracts = contracts[~contracts["is_framework"].fillna(value=False).astype("bool")]
    maker = contracts["system_id"].map(
        register.systems.drop_duplicates("system_id").set_index("system_id")["supplier_id"]
    )
    named = contracts["supplier_id"].where(~contracts["supplier_id"].isin(resellers(register)))
    told = contracts[["contract_id"]].assign(supplier_id=named.fillna(maker).astype("str"), supplier_share=1.0)
    return told.dropna(subset=["supplier_id"]).sort_values(["contract_id", "supplier_id"]).reset_index(drop=True)
