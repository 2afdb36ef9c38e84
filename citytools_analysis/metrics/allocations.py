"""Which boroughs and functions a contract serves, by its allocations and its named partners."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register

_TEXT = ["contract_id", "borough_id", "function_code", "system_id"]


def parties(register: Register) -> pd.DataFrame:
    """
    List every borough and function that each contract serves.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    parties
        One row a contract, borough, function and system, without frameworks: `contract_id`, `borough_id`,
        `function_code`, `system_id` (the contract's own where the allocation names none) and `weight` (0 to 1). A lead
        or partner borough with no allocation has a row with no function and no weight: it is served, but how is not
        known.

    Examples
    --------
    >>> from datetime import date
    >>> parties(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()
    ['contract_id', 'borough_id', 'function_code', 'system_id', 'weight']
    """
    return register.once("parties", lambda: _parties(register))


def _parties(register: Register) -> pd.DataFrame:
    contracts = register.contracts
    contracts = contracts[~contracts["is_framework"].fillna(value=False)]
    main = contracts[["contract_id", "system_id"]].rename(columns={"system_id": "main_system_id"})
    allocated = register.allocations[[*_TEXT, "weight"]].merge(main, on="contract_id")
    named = _named_boroughs(contracts)
    place = named.columns.tolist()
    beside = named.merge(allocated[place].drop_duplicates(), on=place, how="left", indicator="found")
    unplaced = beside.loc[beside["found"] == "left_only", place].merge(main, on="contract_id")
    rows = pd.concat([allocated, unplaced], ignore_index=True)
    rows = rows.assign(system_id=rows["system_id"].where(rows["system_id"].notna(), rows["main_system_id"]))
    return rows.sort_values(_TEXT).reset_index(drop=True)[[*_TEXT, "weight"]]


def main_functions(register: Register) -> pd.DataFrame:
    """
    Give each contract's main function and how critical it is.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    functions
        Indexed by `contract_id`, only contracts with a known function: `function_code`, the one with the largest
        allocation (of equals the more critical, then the first code), and `criticality`, that of the most critical
        function allocated, 1 being the most.

    Examples
    --------
    >>> from datetime import date
    >>> main_functions(Register.from_tables({}, as_of=date(2026, 11, 23))).columns.tolist()
    ['function_code', 'criticality']
    """
    return register.once("main_functions", lambda: _main_functions(register))


def _main_functions(register: Register) -> pd.DataFrame:
    allocations = register.allocations.dropna(subset=["function_code"])
    weights = allocations.groupby(["contract_id", "function_code"], as_index=False)["weight"].sum()
    critical = register.functions.set_index("function_code")["criticality"].astype("Int64")
    weights = weights.assign(criticality=weights["function_code"].map(critical).astype("Int64"))
    ranked = weights.sort_values(
        ["contract_id", "weight", "criticality", "function_code"], ascending=[True, False, True, True]
    )
    main: pd.DataFrame = ranked.drop_duplicates("contract_id").set_index("contract_id")
    main["criticality"] = weights.groupby("contract_id")["criticality"].min()
    return main[["function_code", "criticality"]]


def _named_boroughs(contracts: pd.DataFrame) -> pd.DataFrame:
    lead = contracts[["contract_id", "borough_id"]]
    partners = contracts[["contract_id", "partner_borough_ids"]].dropna()
    partners = partners.assign(borough_id=partners["partner_borough_ids"].str.split("|")).explode("borough_id")
    both = pd.concat([lead, partners[["contract_id", "borough_id"]]], ignore_index=True).astype("str")
    named: pd.DataFrame = both[both["borough_id"] != ""].drop_duplicates()
    return named
