"""Which boroughs already buy from small firms and from social enterprises, as far as what they publish says so (S3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

from citytools_analysis.metrics.market.groupings import with_cut
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

BUYER_COLUMNS = (
    "borough_id", "borough", "n_contracts", "n_sme", "n_not_sme", "n_sme_not_known", "n_vcse", "n_not_vcse",
    "n_vcse_not_known", "small_suppliers",
)  # fmt: skip
_FLAGS = {"sme": "is_sme_supplier", "vcse": "is_vcse_supplier"}


def small_supplier_buyers(
    register: Register, *, area_codes: Collection[str] = (), on: date | None = None
) -> pd.DataFrame:
    """
    Count for each borough the contracts in force that small suppliers and social enterprises hold.

    Counts of what is flagged at award (Transparency Code, item 10; UK7; domain.md, section 5, S3; metrics.md, section 7),
    not shares: most contracts carry no flag, and a missing flag is not a no.

    Parameters
    ----------
    register
        The register. Contracts that have not ended count, frameworks never; a joint contract counts for its lead.
    area_codes
        Only contracts of these service areas, by their main function; none means all.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    buyers
        One row a borough with a contract, most small suppliers first, with the columns of `BUYER_COLUMNS`: counts of
        contracts that say yes, that say no and that say nothing, and the names of the small suppliers.

    Examples
    --------
    >>> small_supplier_buyers(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    terms = with_cut(contract_terms(register, on=on), register, "area")
    is_wanted = terms["group_code"].isin(list(area_codes)) if area_codes else pd.Series(data=True, index=terms.index)
    terms = terms[terms["standing"].ne("ended") & is_wanted]
    flags = {name: terms[column].astype("boolean") for name, column in _FLAGS.items()}
    rows = with_names(terms[["borough_id", "supplier_id"]], register).assign(n_contracts=1, **_counts(flags))
    counts = [name for name in BUYER_COLUMNS if name.startswith("n_")]
    told = rows.groupby(["borough_id", "borough"], as_index=False)[counts].sum()
    small = rows[rows["n_sme"].eq(1)].dropna(subset=["supplier"]).sort_values("supplier")
    names = small.drop_duplicates(["borough_id", "supplier"]).groupby("borough_id")["supplier"].agg("; ".join)
    told = told.assign(small_suppliers=told["borough_id"].map(names).astype("str")).astype(
        dict.fromkeys(counts, "Int64")
    )
    order = ["n_sme", "n_vcse", "borough"]
    told = told.sort_values(order, ascending=[False, False, True], kind="stable")
    return told[list(BUYER_COLUMNS)].reset_index(drop=True)


def _counts(flags: dict[str, pd.Series]) -> dict[str, pd.Series]:
    told: dict[str, pd.Series] = {}
    for name, flag in flags.items():
        told[f"n_{name}"] = flag.fillna(value=False).astype("int64")
        told[f"n_not_{name}"] = (~flag).fillna(value=False).astype("int64")
        told[f"n_{name}_not_known"] = flag.isna().astype("int64")
    return told
