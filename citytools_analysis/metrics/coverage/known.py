"""What the register knows of each borough: coverage is the first metric."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption import ANSWERS, in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.names import resellers
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

COVERAGE_COLUMNS = (
    "borough_id", "borough", "status", "n_systems", "n_functions_known", "n_functions", "n_contracts",
    "n_with_end_date", "n_valued", "oldest_date", "newest_date", "cannot_compute",
)  # fmt: skip
_COUNTS = {
    "n_systems": "systems in use: none is named",
    "n_contracts": "renewals and joint buying: no contract is known",
    "n_with_end_date": "renewals and joint buying: no contract end is known",
    "n_valued": "yearly spend: no contract has a value that can be spread over years",
}


def by_borough(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Say what is known of each borough.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    coverage
        One row a borough, in the order of the reference table, with the columns of `COVERAGE_COLUMNS`. `status` is
        `return received`; `held for members`, when a return was received and this public edition shows nothing of it;
        `public facts only`; or `nothing known`. `n_systems` counts different systems in use (or suppliers, where no
        system is named), `n_functions_known` the functions of `n_functions` that have an answer, none and not
        applicable included; `n_contracts` the contracts that serve it and have not ended, `n_with_end_date` those with
        a known committed end, `n_valued` those with a yearly value. A joint contract counts for each borough it
        serves, so the column does not sum to contracts. `oldest_date` and `newest_date` span the days on which its
        systems were seen and its contracts confirmed. `cannot_compute` says what cannot be answered, and why.

    Examples
    --------
    >>> by_borough(Register.from_tables({}, as_of=date(2026, 11, 23)))["status"].unique().tolist()
    ['nothing known']
    """
    day = on or register.as_of
    return register.once(("coverage.by_borough", day), lambda: _by_borough(register, day))


def _by_borough(register: Register, on: date) -> pd.DataFrame:
    uses, contracts = in_use(register, on=on), served_contracts(register, on=on)
    is_dated = contracts["standing"].isin(["live", "expired_in_use"])
    dates = pd.concat([
        uses[["borough_id", "seen_date"]],
        contracts[["borough_id", "confirmed_date"]].rename(columns={"confirmed_date": "seen_date"}),
    ]).groupby("borough_id")["seen_date"]  # fmt: skip
    answered = uses[uses["system_state"].isin([*ANSWERS, "not_applicable"])]
    counts = {
        "n_systems": named_systems(uses, register).groupby("borough_id")["named"].nunique(),
        "n_functions_known": answered.groupby("borough_id")["function_code"].nunique(),
        "n_contracts": contracts.groupby("borough_id").size(),
        "n_with_end_date": contracts[is_dated].groupby("borough_id").size(),
        "n_valued": contracts.groupby("borough_id")["annual_value_gbp"].count(),
    }
    frame = register.boroughs[["borough_id", "borough"]].reset_index(drop=True)
    ids = frame["borough_id"]
    frame = frame.assign(**{name: ids.map(count).fillna(0).astype("Int64") for name, count in counts.items()})
    frame = frame.assign(
        n_functions=len(register.functions),
        oldest_date=dates.min().reindex(ids).to_numpy(),
        newest_date=dates.max().reindex(ids).to_numpy(),
    )
    frame = frame.assign(n_functions=frame["n_functions"].astype("Int64"), status=_status(frame, register))
    return frame.assign(cannot_compute=_cannot_compute(frame, register))[list(COVERAGE_COLUMNS)]


def served_contracts(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List the contracts that serve each borough and have not ended.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    contracts
        One row a borough and contract, the columns of `terms.contract_terms`; `borough_id` is the borough served, who
        need not be the lead buyer.

    Examples
    --------
    >>> served_contracts(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    terms = contract_terms(register, on=on)
    terms = terms[terms["standing"] != "ended"].drop(columns="borough_id")
    return parties(register)[["borough_id", "contract_id"]].drop_duplicates().merge(terms, on="contract_id")


def named_systems(uses: pd.DataFrame, register: Register) -> pd.DataFrame:
    """
    Keep the deployments that name a system or, failing that, a supplier that is no reseller.

    Parameters
    ----------
    uses
        Rows of `adoption.in_use`.
    register
        The register they come from.

    Returns
    -------
    named
        Those rows, with `named`: the system, or the supplier and function.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> named_systems(in_use(register), register).empty
    True
    """
    is_maker = ~uses["supplier_id"].isin(resellers(register))
    by_supplier = (uses["supplier_id"] + "/" + uses["function_code"]).where(is_maker)
    told = uses.assign(named=uses["system_id"].fillna(by_supplier))
    return told[told["system_state"].eq("known") & told["named"].notna()]


def _status(frame: pd.DataFrame, register: Register) -> pd.Series:
    returns = register.sources.loc[register.sources["source_kind"].eq("return"), ["source_id", "borough_id"]]
    tables = (register.deployments, register.contracts, register.ratings, register.skills, register.intentions)
    shown = pd.concat([table["source_id"] for table in tables])
    has_return = frame["borough_id"].isin(returns["borough_id"])
    is_shown = frame["borough_id"].isin(returns.loc[returns["source_id"].isin(shown), "borough_id"])
    is_held = has_return & ~is_shown & (register.info.edition == "public")
    has_facts = (frame["n_systems"] + frame["n_functions_known"] + frame["n_contracts"]) > 0
    has_facts |= frame["newest_date"].notna() | frame["borough_id"].isin(register.notices["borough_id"])
    words = np.select(
        [is_held.to_numpy(dtype=bool), has_return.to_numpy(dtype=bool), has_facts.to_numpy(dtype=bool)],
        ["held for members", "return received", "public facts only"],
        "nothing known",
    )
    return pd.Series(words, index=frame.index, dtype="str")


def _cannot_compute(frame: pd.DataFrame, register: Register) -> pd.Series:
    parts = [frame[name].eq(0).map({True: words, False: ""}) for name, words in _COUNTS.items()]
    parts[2] = parts[2].where(frame["n_contracts"] > 0, "")
    parts[3] = parts[3].where(frame["n_contracts"] > 0, "")
    rated = frame["borough_id"].isin(register.ratings["borough_id"])
    parts.append(rated.map({True: "", False: "satisfaction: this edition holds no rating by the borough"}))
    told = pd.concat(parts, axis=1).astype("object")
    return told.apply(lambda row: "; ".join(words for words in row if words), axis=1).astype("str")
