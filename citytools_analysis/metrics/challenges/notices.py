"""What is published of a supplier: direct awards (UK5), changes of contracts (UK10) and performance (UK9)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.credits import supplier_credits
from citytools_analysis.metrics.days import as_days
from citytools_analysis.metrics.groups import group_of
from citytools_analysis.register import Register

KINDS = {"direct_award": "UK5", "change": "UK10", "performance": "UK9"}
RECORD_COLUMNS = (
    "n_direct_awards", "latest_direct_award_date", "direct_award_addresses",
    "n_changes", "latest_change_date", "change_addresses",
    "n_performances", "latest_performance_date", "performance_addresses", "n_assessments", "n_below_good", "n_breaches",
)  # fmt: skip
_BELOW_GOOD = ("approaching_target", "requires_improvement", "inadequate")
_KEPT = ["notice_id", "notice_type", "published_date", "evidence_url", "supplier_id"]


def published_records(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Count the notices published up to a day on each supplier.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    records
        One row a `supplier_id`, the operating group on the day, with the columns of `RECORD_COLUMNS`: notices of direct
        award, of change and of performance, each with the number of notices, the day of the latest and their addresses
        separated by a space; and of the performance notices the assessments, those below `good` on their own
        scale, and those that report a breach. A notice is a supplier's by the contract it speaks of; one whose contract or
        supplier is not known is nobody's, so that no record here does not mean that there is none.

    Examples
    --------
    >>> published_records(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    return register.once(("published_records", day), lambda: _published_records(register, day))


def _published_records(register: Register, day: date) -> pd.DataFrame:
    credited = supplier_credits(register).drop_duplicates("contract_id").set_index("contract_id")["supplier_id"]
    notices, assessed = register.notices, register.performance
    notices = notices.assign(supplier_id=notices["contract_id"].map(credited).astype("str"))
    by_contract = assessed["contract_id"].map(credited)
    assessed = assessed.assign(supplier_id=assessed["supplier_id"].where(assessed["supplier_id"].notna(), by_contract))
    notices, assessed = (_known(rows, register, day) for rows in (notices, assessed))
    of_performance = assessed.assign(notice_type=KINDS["performance"])[_KEPT]
    every = pd.concat([notices[_KEPT], of_performance], ignore_index=True)
    counts = assessed.assign(
        is_below=assessed["rating"].isin(_BELOW_GOOD),
        is_breach=assessed["is_breach"].eq(other=True).fillna(value=False),
    ).groupby("supplier_id")
    of_assessments = pd.DataFrame({
        "n_assessments": counts.size(), "n_below_good": counts["is_below"].sum(), "n_breaches": counts["is_breach"].sum(),
    })  # fmt: skip
    parts = [_of_kind(every[every["notice_type"].eq(code)], kind) for kind, code in KINDS.items()]
    whole = pd.concat([*parts, of_assessments], axis=1).rename_axis("supplier_id").reset_index()
    numbers = [name for name in RECORD_COLUMNS if name.startswith("n_")]
    whole[numbers] = whole[numbers].fillna(0).astype("Int64")
    return whole[["supplier_id", *RECORD_COLUMNS]].sort_values("supplier_id").reset_index(drop=True)


def _known(rows: pd.DataFrame, register: Register, day: date) -> pd.DataFrame:
    published = as_days(rows["published_date"])
    rows = rows.assign(published_date=published)[~(published > pd.Timestamp(day)) & rows["supplier_id"].notna()]
    return rows.assign(supplier_id=group_of(rows["supplier_id"], register, on=day))


def _of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    by_supplier = rows.groupby("supplier_id")
    linked = rows.dropna(subset=["evidence_url"]).drop_duplicates(["supplier_id", "evidence_url"])
    addresses = linked.sort_values(["supplier_id", "evidence_url"]).groupby("supplier_id")["evidence_url"]
    return pd.DataFrame({
        f"n_{kind}s": by_supplier["notice_id"].nunique(), f"latest_{kind}_date": by_supplier["published_date"].max(),
        f"{kind}_addresses": addresses.agg(" ".join).astype("str"),
    })  # fmt: skip
