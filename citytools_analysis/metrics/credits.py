"""Which suppliers a contract is credited to, and with what share."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.names import resellers
from citytools_analysis.register import Register

CREDIT_COLUMNS = ("contract_id", "supplier_id", "supplier_share")
_TOLERANCE = 0.001


def supplier_credits(register: Register) -> pd.DataFrame:
    """
    Credit each contract to its suppliers.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    credits
        One row a contract and supplier, without frameworks, sorted by both: `contract_id`, `supplier_id` and
        `supplier_share` (0 to 1, summing to 1 in a contract). A reseller is credited with nothing; a contract whose maker is not known has no row.

    Notes
    -----
    Where a source names k suppliers of a contract, each is credited with the share it declares, else with 1/k (metrics.md,
    1.3, "several suppliers"). Resellers among them are left out, and the rest is shared among the makers in the same
    proportions. Shares count only if every supplier has one and they add up to 1. Elsewhere the contract's one supplier
    is credited, and where that is a reseller or missing, the maker of its main system. An equal share is an assumption
    (`register.contract_suppliers` says which ones are), never a fact about who was paid what.

    Examples
    --------
    >>> from datetime import date
    >>> place = {"contract_id": "c", "source_id": "n", "source_pointer": "/"}
    >>> tables = {
    ...     "contracts": pd.DataFrame([place | {"borough_id": "camden"}]),
    ...     "contract_suppliers": pd.DataFrame(place | {"supplier_id": ["a", "b", "c", "d"], "supplier_share": None}),
    ... }
    >>> supplier_credits(Register.from_tables(tables, as_of=date(2026, 11, 23)))["supplier_share"].tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    return register.once("supplier_credits", lambda: _credits(register))


def _credits(register: Register) -> pd.DataFrame:
    contracts = register.contracts
    contracts = contracts[~contracts["is_framework"].fillna(value=False).astype("bool")]
    sold = resellers(register)
    several = _several(register, sold)
    several = several.merge(contracts[["contract_id"]], on="contract_id")
    alone = contracts[~contracts["contract_id"].isin(several["contract_id"])] if len(several) else contracts
    makers = register.systems.drop_duplicates("system_id").set_index("system_id")["supplier_id"]
    named = alone["supplier_id"].where(~alone["supplier_id"].isin(sold))
    told = alone[["contract_id"]].assign(
        supplier_id=named.fillna(alone["system_id"].map(makers).astype("str")), supplier_share=1.0
    )
    told = told.dropna(subset=["supplier_id"])
    both = pd.concat([several, told], ignore_index=True) if len(several) else told
    return both.sort_values(["contract_id", "supplier_id"]).reset_index(drop=True)


def _several(register: Register, sold: set[str]) -> pd.DataFrame:
    """Share each contract that has several suppliers among those that are no resellers."""
    rows = register.contract_suppliers
    share = rows["supplier_share"].where(rows["supplier_share"].between(0, 1))
    by_contract = share.groupby(rows["contract_id"])
    is_whole = by_contract.transform("count").eq(by_contract.transform("size"))
    is_declared = is_whole & by_contract.transform("sum").sub(1).abs().le(_TOLERANCE)
    rows = rows.assign(supplier_share=share.where(is_declared, 1.0))[~rows["supplier_id"].isin(sold)]
    total = rows.groupby("contract_id")["supplier_share"].transform("sum")
    equal = 1 / rows.groupby("contract_id")["supplier_id"].transform("size")
    has_share = total > 0  # where all is declared to be a reseller's, nothing is known of the makers' parts
    return rows.assign(supplier_share=(rows["supplier_share"] / total.where(has_share)).fillna(equal))[
        list(CREDIT_COLUMNS)
    ]
