"""What each borough pays in a year for one system and one function, and why a payment is not comparable."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.annual_values import VAT_RATE
from citytools_analysis.metrics.days import first_day, last_day
from citytools_analysis.metrics.names import resellers
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

SCOPE = ["function_code", "system_id", "hosting"]
_USE = ["borough_id", "function_code", "system_id"]
_RANKS = {"live": 0, "rolling": 0, "expired_in_use": 1, "unknown": 2}
_STANDINGS = dict(enumerate(("live or rolling", "expired_in_use", "unknown")))
NO_FUNCTION, NO_SYSTEM = "the function is not known", "the system is not known"
MANY_FUNCTIONS, MANY_SYSTEMS = "a bundle of several functions", "a bundle of several systems"
NO_SHARE = "a joint contract of which a share is not known"
NOUGHT = "a value of nought may mean that none was stated"


def yearly_costs(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give what each borough pays in a year for a system that serves a function.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    costs
        One row a borough, function, system and hosting, by these: `contract_id` (the first), `n_contracts`,
        `supplier_id`, `standing`, `is_equal_split`, `is_resold`, `vat_basis` (`mixed` where contracts differ),
        `annual_low_gbp` and `annual_high_gbp`, pounds a year without VAT, apart only where VAT is not told, and
        `not_comparable_because`, empty where it is comparable. Contracts that have ended, or have not begun, cost
        nothing that day; one expired or of unknown end counts only where none of the same use runs.

    Examples
    --------
    >>> yearly_costs(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    terms = _in_force(contract_terms(register, on=on), pd.Timestamp(on or register.as_of), register)
    rows = _shares(register).merge(terms, on="contract_id")
    group = rows.groupby(_USE, dropna=False, sort=True).ngroup()
    rows = rows[rows["rank"] == rows.groupby(group)["rank"].transform("min")]
    costs = _summed(rows.sort_values("contract_id", kind="stable"))
    hosting = _hosting(register, pd.Timestamp(on or register.as_of))
    costs = costs.merge(hosting, on=_USE, how="left").assign(hosting=lambda frame: frame["hosting"].fillna("unknown"))
    return costs.sort_values(["function_code", "system_id", "hosting", "borough_id"], ignore_index=True)


def _in_force(terms: pd.DataFrame, day: pd.Timestamp, register: Register) -> pd.DataFrame:
    begun = ~(first_day(terms["start_date"], terms["start_date_precision"]) > day)
    terms = terms[(terms["standing"] != "ended") & begun]
    vat = terms["vat_basis"].fillna("unknown").astype("str")
    yearly = terms["annual_value_gbp"]
    is_resold = terms["seller_id"].notna() | terms["supplier_id"].isin(resellers(register))
    reason = pd.Series("", index=terms.index).mask(yearly == 0, NOUGHT)
    return pd.DataFrame({
        "contract_id": terms["contract_id"], "supplier_id": terms["supplier_id"], "vat_basis": vat,
        "rank": terms["standing"].map(_RANKS).astype("int64"), "is_resold": is_resold,
        "yearly_high": yearly, "yearly_low": yearly.where(vat != "unknown", yearly / (1 + VAT_RATE)),
        "no_value": reason.mask(yearly.isna(), "no yearly value: " + terms["annual_value_note"]),
    })  # fmt: skip


def _shares(register: Register) -> pd.DataFrame:
    """Give each borough's share of each contract, and why a share is not comparable by what the contract covers."""
    rows = parties(register)
    basis = register.allocations[["contract_id", *_USE[:2], "weight_basis"]].drop_duplicates(["contract_id", *_USE[:2]])
    rows = rows.merge(basis, on=["contract_id", *_USE[:2]], how="left")
    contract = rows.groupby("contract_id")
    sums = contract["weight"].transform("sum")
    cases = {
        NO_FUNCTION: rows["function_code"].isna(),
        NO_SYSTEM: rows["system_id"].isna(),
        MANY_FUNCTIONS: contract["function_code"].transform("nunique") > 1,
        MANY_SYSTEMS: contract["system_id"].transform("nunique") > 1,
        NO_SHARE: rows["weight"].isna().groupby(rows["contract_id"]).transform("any") | ((sums - 1).abs() > 0.01),
    }
    reason = np.select([is_case.to_numpy(dtype=bool) for is_case in cases.values()], list(cases), "")
    return rows.assign(
        weight=rows["weight"].astype("float64"),
        scope_reason=pd.Series(reason, index=rows.index, dtype="str"),
        is_equal_split=rows["weight_basis"].eq("equal_assumed").fillna(value=False).astype("bool"),
    )


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    reason = rows["scope_reason"].where(rows["scope_reason"].ne(""), rows["no_value"]).replace("", None)
    rows = rows.assign(
        reason=reason, annual_low_gbp=rows["yearly_low"] * rows["weight"],
        annual_high_gbp=rows["yearly_high"] * rows["weight"],
    )  # fmt: skip
    groups = rows.groupby(_USE, dropna=False, sort=True)
    told = pd.DataFrame({
        "contract_id": groups["contract_id"].first(), "n_contracts": groups["contract_id"].nunique(),
        "supplier_id": groups["supplier_id"].first(), "rank": groups["rank"].first(),
        "is_equal_split": groups["is_equal_split"].any(), "is_resold": groups["is_resold"].any(),
        "vat_basis": groups["vat_basis"].first().mask(groups["vat_basis"].min() != groups["vat_basis"].max(), "mixed"),
        "annual_low_gbp": groups["annual_low_gbp"].sum(), "annual_high_gbp": groups["annual_high_gbp"].sum(),
        "not_comparable_because": groups["reason"].first().fillna("").astype("str"),
    }).reset_index()  # fmt: skip
    is_whole = told["not_comparable_because"] == ""
    money = {name: told[name].where(is_whole) for name in ("annual_low_gbp", "annual_high_gbp")}
    return told.assign(standing=told["rank"].map(_STANDINGS).astype("str"), **money)


def _hosting(register: Register, day: pd.Timestamp) -> pd.DataFrame:
    """Give where each system in use runs; `several` where sightings differ."""
    rows = register.deployments
    end = last_day(rows["in_use_to_date"], rows["in_use_to_date_precision"])
    rows = rows[rows["system_state"].eq("known").fillna(value=False) & ~(end < day) & rows["hosting"].notna()]
    groups = rows[rows["hosting"] != "unknown"].dropna(subset=_USE).groupby(_USE)["hosting"]
    return groups.first().mask(groups.min() != groups.max(), "several").reset_index()
