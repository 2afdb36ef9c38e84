"""Who supplies whom: by borough and function, by contract, and by what is paid."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption.scopes import scoped
from citytools_analysis.metrics.adoption.uses import in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.credits import supplier_credits
from citytools_analysis.metrics.groups import SupplierView, maker_of, with_groups
from citytools_analysis.metrics.names import resellers
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

LIVE = ("live", "rolling", "expired_in_use")
_OWN_NAMES = {"in_house": "in house", "open_source": "open source"}
_ALLOCATION = ["contract_id", "borough_id", "function_code", "system_id"]


def borough_supply(register: Register, *, view: SupplierView, on: date) -> pd.DataFrame:
    """
    Say who supplies each borough with a system for each function.

    Parameters
    ----------
    register
        The register.
    view
        `as_reported`, or `operating_group`: the group in which the maker of the system traded on the day.
    on
        The day.

    Returns
    -------
    supply
        One row a system in use, with `borough_id`, `function_code`, `supplier_id`, `group_id`, `group` and `supply`:
        `supplied`; `own`, run in house or as open source, where the borough is its own supplier of one; `none`;
        `not_applicable`; or `unknown`, also where the maker of a system is not known. A reseller makes nothing.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> borough_supply(Register.from_tables({}, as_of=day), view="as_reported", on=day).empty
    True
    """
    rows = in_use(register, on=on)
    named = rows["supplier_id"].mask(rows["supplier_id"].isin(resellers(register)))
    made = maker_of(rows["system_id"], register, on=on)
    supplier = named.fillna(made) if view == "as_reported" else made.fillna(named)
    state = rows["system_state"]
    is_supplied, is_own = state.eq("known") & supplier.notna(), state.isin(list(_OWN_NAMES))
    told = rows[["borough_id", "function_code"]].assign(supplier_id=supplier.where(is_supplied).astype("str"))
    told = with_groups(told, register, view=view, on=on)
    own = state + ":" + rows["borough_id"]
    kept = state.where(state.isin(["none", "not_applicable"]), "unknown")
    return told.assign(
        group_id=told["group_id"].mask(is_own, own),
        group=told["group"].fillna(told["group_id"]).mask(is_own, state.map(_OWN_NAMES) + ", " + rows["borough"]),
        supply=kept.mask(is_own, "own").mask(is_supplied, "supplied"),
    )


def standing_contracts(register: Register, *, on: date) -> pd.DataFrame:
    """
    List the contracts that are live, or may be.

    Parameters
    ----------
    register
        The register.
    on
        The day.

    Returns
    -------
    contracts
        One row a contract that nobody says has ended: `contract_id`, `borough_id` of the lead, `system_id`; `is_live`
        (dated, rolling or expired in use) or only may be, for its end is not known; `annual_value_gbp`, where it is a
        number of nought or more; and `predicted_value_gbp`, the same, else the median of the contracts with a value for
        the same main function, else of all.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> standing_contracts(Register.from_tables({}, as_of=day), on=day).empty
    True
    """
    terms = contract_terms(register, on=on)
    terms = terms[terms["standing"].ne("ended")]
    value = terms["annual_value_gbp"].astype("float64")
    value = value.where(np.isfinite(value) & (value >= 0))
    usual = value.groupby(terms["function_code"]).median()
    predicted = value.fillna(terms["function_code"].map(usual).astype("float64")).fillna(value.median())
    told = terms[["contract_id", "borough_id", "system_id"]].assign(
        is_live=terms["standing"].isin(LIVE), annual_value_gbp=value, predicted_value_gbp=predicted
    )
    return told.drop_duplicates("contract_id").reset_index(drop=True)


def contract_supply(register: Register, by: str, *, view: SupplierView, on: date) -> pd.DataFrame:
    """
    Say whose each contract is, in each group of functions that it serves.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`.
    view
        `as_reported` or `operating_group`.
    on
        The day.

    Returns
    -------
    supply
        One row a group, contract and supplier: the columns of `SCOPE_COLUMNS`, `contract_id`, `borough_id` of the lead,
        `is_live`, `group_id` and `group`, missing where the maker is not known, and `amount`, the supplier's share of
        the contract, which counts once in each group that it serves.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> contract_supply(Register.from_tables({}, as_of=day), "overall", view="as_reported", on=day).empty
    True
    """
    contracts = standing_contracts(register, on=on)[["contract_id", "borough_id", "is_live"]]
    credited = contracts.merge(supplier_credits(register), on="contract_id", how="left")
    credited = with_groups(credited, register, view=view, on=on)
    credited = credited.rename(columns={"supplier_share": "amount"}).drop(columns="supplier_id")
    is_twice = credited.duplicated(["contract_id", "group_id"], keep=False)  # two companies of one group
    keys = ["contract_id", "borough_id", "is_live", "group_id", "group"]
    added = credited[is_twice].groupby(keys, dropna=False)["amount"].sum().reset_index()
    shared = pd.concat([credited[~is_twice], added], ignore_index=True) if len(added) else credited
    if by == "overall":
        return scoped(shared.assign(function_code=None), by, register).drop(columns="function_code")
    served = scoped(parties(register)[["contract_id", "function_code"]].drop_duplicates(), by, register)
    return served.drop(columns="function_code").drop_duplicates().merge(shared, on="contract_id")


def value_supply(register: Register, by: str, *, view: SupplierView, on: date) -> pd.DataFrame:
    """
    Say to whom the yearly value of each contract goes, in each group of functions and for each borough.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`.
    view
        `as_reported` or `operating_group`.
    on
        The day.

    Returns
    -------
    supply
        One row a group, contract, borough, system and supplier: the columns of `SCOPE_COLUMNS`, `contract_id`,
        `borough_id`, `function_code`, `group_id` and `group`; `amount`, pounds a year, missing unless the contract is
        live, its value known and its maker known; `predicted`, the same or what it is likely to be; and `is_assumed`,
        whether its share of the contract is an equal split that nobody declared. The contract's supplier is credited
        with its main system, the maker with any other system that an allocation names.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> value_supply(Register.from_tables({}, as_of=day), "overall", view="as_reported", on=day).empty
    True
    """
    contracts = standing_contracts(register, on=on).drop(columns="borough_id")
    rows = scoped(_weighted(register), by, register).merge(contracts, on="contract_id", suffixes=("", "_main"))
    rows = rows.merge(supplier_credits(register), on="contract_id", how="left")
    is_other = rows["system_id"].notna() & (rows["system_id"] != rows["system_id_main"])
    made = maker_of(rows["system_id"].where(is_other), register, on=on)
    rows = rows.assign(supplier_id=made.fillna(rows["supplier_id"]))
    weight = rows["weight"] * rows["supplier_share"].where(made.isna(), 1.0).fillna(1.0)
    rows = rows[made.isna() | ~rows.duplicated([*_ALLOCATION, "scope_code"])]
    is_known = rows["is_live"] & rows["supplier_id"].notna()
    told = with_groups(rows, register, view=view, on=on)
    return told.assign(
        amount=(weight * rows["annual_value_gbp"]).where(is_known), predicted=weight * rows["predicted_value_gbp"]
    ).drop(columns=["weight", "system_id", "system_id_main", "supplier_id", "supplier_share"])


def _weighted(register: Register) -> pd.DataFrame:
    """Give every party of a contract a weight: what no allocation tells is split equally between those left, and marked."""
    served = parties(register)
    told = served["weight"].where(np.isfinite(served["weight"].fillna(0.0)) & (served["weight"] >= 0))
    left = (1 - told.groupby(served["contract_id"]).transform("sum")).clip(lower=0)
    is_blank = told.isna()
    n_blank = is_blank.groupby(served["contract_id"]).transform("sum")
    allocations = register.allocations
    assumed = pd.Index(allocations.loc[allocations["weight_basis"].eq("equal_assumed"), "contract_id"].unique())
    is_assumed = assumed.get_indexer(pd.Index(served["contract_id"])) >= 0
    return served.assign(weight=told.fillna(left / n_blank.where(n_blank > 0)), is_assumed=is_assumed | is_blank)
