"""Whether each contract is published as it should be: in a notice or register, with its end, and its supplier's number (domain.md, P4)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.coverage.sides import with_side
from citytools_analysis.metrics.market.value_bands import NOTICE_GBP, whole_value
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

DETAILS_NOTICE = "UK7"
_NEW_LAW = "pa_2023"
PUBLISHING_COLUMNS = (
    "borough_id", "borough", "contract_id", "title", "supplier", "is_in_published_source", "is_notice_due", "has_details_notice",
    "has_end", "has_supplier_number", "why_not_known",
)  # fmt: skip


def publishing(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Say of each contract under its lead buyer whether what should be published of it is known here to be.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    publishing
        One row a contract that has not ended and is no framework, with the columns of `PUBLISHING_COLUMNS`.
        `is_in_published_source`: a notice, contract register or stated fact tells of it. `is_notice_due`: it was let under
        the Procurement Act 2023 and is worth £30,000 or more with VAT over its committed term; missing where the law, the
        value or the side of that sum is not known, and `why_not_known` says which. `has_details_notice`: a contract
        details notice (UK7) names it or its procurement process; missing where none is due or it is not known.
        `has_end`: it has an end or rolls on. `has_supplier_number`: the register holds a company number or another
        identifier of its supplier; missing where the supplier is not known.

    Notes
    -----
    A contract details notice is required also below the threshold from £30,000 with VAT; contracts let under earlier law
    have none (domain.md, 4.2). A notice that was published and not read here counts as absent: a list to check, no verdict.

    Examples
    --------
    >>> publishing(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    terms = contract_terms(register, on=on)
    running = terms.loc[terms["standing"] != "ended", ["contract_id", "standing"]]
    contracts = register.contracts.merge(running, on="contract_id")
    contracts = contracts[~contracts["is_framework"].fillna(value=False).astype("bool")].reset_index(drop=True)
    sides = with_side(register.rows("contracts"), register)
    told = contracts.assign(
        is_in_published_source=contracts["contract_id"].isin(sides.loc[sides["side"] == "published", "contract_id"]),
        has_end=contracts["end_date"].notna() | contracts["standing"].eq("rolling"),
        has_supplier_number=_numbered(contracts["supplier_id"], register),
        **_due(contracts),
    )
    has_notice = _has_notice(contracts, register).astype("boolean")
    told = told.assign(has_details_notice=has_notice.where(told["is_notice_due"].fillna(value=False)))
    told = with_names(told, register).sort_values(["borough_id", "title", "contract_id"], kind="stable")
    return told.reindex(columns=list(PUBLISHING_COLUMNS)).reset_index(drop=True)


def _due(contracts: pd.DataFrame) -> dict[str, pd.Series]:
    least, most = (pd.Series(part, index=contracts.index) for part in whole_value(contracts))
    law = contracts["regime"].fillna("unknown")
    is_new, is_open = law.eq(_NEW_LAW), law.eq("unknown")
    is_vague = least.isna() | (least.lt(NOTICE_GBP) & most.ge(NOTICE_GBP))
    due = (is_new & least.ge(NOTICE_GBP)).astype("boolean")
    small = most.lt(NOTICE_GBP)
    due = due.mask((is_open & ~small) | (is_new & is_vague))
    why = pd.Series("", index=contracts.index, dtype="str")
    why = why.mask(is_new & is_vague, "its value over the whole term is not known")
    return {"is_notice_due": due, "why_not_known": why.mask(is_open & ~small, "the law it was let under is not known")}


def _has_notice(contracts: pd.DataFrame, register: Register) -> pd.Series:
    notices = register.notices
    notices = notices[notices["notice_type"] == DETAILS_NOTICE]
    pairs = pd.MultiIndex.from_frame(notices[["borough_id", "ocid"]].dropna().astype("object"))
    by_process = pd.MultiIndex.from_frame(contracts[["borough_id", "ocid"]].astype("object")).isin(pairs)
    return contracts["contract_id"].isin(notices["contract_id"].dropna()) | (by_process & contracts["ocid"].notna())


def _numbered(supplier_ids: pd.Series, register: Register) -> pd.Series:
    suppliers, others = register.suppliers, register.table("supplier_identifiers")
    numbered = {*suppliers.loc[suppliers["companies_house_number"].notna(), "supplier_id"], *others["supplier_id"]}
    return supplier_ids.isin(numbered).astype("boolean").mask(supplier_ids.isna())
