"""
The reality check: spend with no contract, contracts with no spend (issue B; domain.md, P4; metrics.md, section 7).

Neither is proof of a fault. A spend file is read for suppliers known as technology suppliers only and holds payments
over £500; a register need not list a contract of £5,000 or less; one borough may pay for several. So each verdict comes
with its reason, what cannot be told is `unknown`, and a borough of which no spend file is at hand is never "no spend".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.reality.beside import with_contracts, with_months, with_sales
from citytools_analysis.metrics.reality.expected import CONTRACT_VERDICTS, contract_pairs
from citytools_analysis.metrics.reality.matched import SPEND_VERDICTS, spend_pairs
from citytools_analysis.metrics.reality.payees import contracts_with_payees
from citytools_analysis.metrics.reality.payments import (
    WINDOW_MONTHS,
    months_known,
    payments,
    spend_files,
    summed,
    window_of,
)
from citytools_analysis.register import Register

FINDINGS = ("no_contract", "paid_after_end", "paid_before_start", "no_spend")
COVERS = "payments to suppliers known as technology suppliers"
_PAID = (
    "borough_id", "borough", "supplier_id", "supplier", "verdict", "is_finding", "reason", "paid_gbp", "vat_basis",
    "n_payments", "first_paid_date", "last_paid_date", "n_undated", "framework_sales_gbp",
)  # fmt: skip
_HELD = ("contracts_live", "contracts_ended", "contracts_unknown", "contract_ids")
SPEND_COLUMNS = (*_PAID, "unmatched_gbp", *_HELD, "n_months_known", "n_months")
CONTRACT_COLUMNS = (
    *_PAID, "paid_to", *_HELD, "value_gbp_low", "value_gbp_high", "paid_gbp_low", "paid_gbp_high", "paid_against_value",
    "n_months_known", "n_months", "months_missing",
)  # fmt: skip
BOROUGH_COLUMNS = (
    "borough_id", "borough", "status", "covers", "n_months_known", "n_months", "first_month", "last_month",
    "months_missing", "n_files", "n_lines", "n_left_out", "n_quarantined", "n_payments", "n_undated", "paid_gbp",
    "n_suppliers_paid", *(f"n_{verdict}" for verdict in FINDINGS), "n_contracts_unknown",
)  # fmt: skip


def spend_without_contract(
    register: Register,
    *,
    on: date | None = None,
    months: int = WINDOW_MONTHS,
    supplier_view: SupplierView = "as_reported",
) -> pd.DataFrame:
    """
    Hold every supplier that a borough paid against the contracts known with it.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given. The window is the whole calendar months up to it.
    months
        Length of the window.
    supplier_view
        `as_reported`, or `operating_group` to take companies of one group on that day for one supplier.

    Returns
    -------
    spend
        One row a borough and supplier paid in the window, findings first, with the columns of `SPEND_COLUMNS`.
        `verdict` is `no_contract`; `paid_after_end` and `paid_before_start`, more than three months outside every
        contract known; `end_not_known`, after a committed end where an option may have been used, or of a contract
        whose end is not known; `contract_in_group`, only another company of its group has one; `small_sum`, £5,000 or
        less with no contract, or payments and credit notes that cancel out; `unknown`; or `contract_known`. `reason`
        says why, `is_finding` whether it is one to follow up. `paid_gbp` is as published, with its `vat_basis`;
        `unmatched_gbp` the part that no contract covers; `framework_sales_gbp` what the supplier declared for the
        window, never added. Payments without a date are counted in `n_undated` only.

    Examples
    --------
    >>> spend_without_contract(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    window = window_of(day, months)
    payees = contracts_with_payees(register, window, on=day, view=supplier_view)
    rows = spend_pairs(register, payees, window, on=day, view=supplier_view)
    rows = with_sales(with_contracts(rows, payees, key="payee_id"), register, window, on=day, view=supplier_view)
    rows = with_months(rows, register, window)
    hidden = rows["borough_id"].isin(answered_in_part(register)) & rows["verdict"].isin(FINDINGS)
    words = "no published contract covers it; the borough's own answers, which members see, may name one"
    rows = rows.assign(verdict=rows["verdict"].mask(hidden, "unknown"), reason=rows["reason"].mask(hidden, words))
    return _told(rows, register, SPEND_VERDICTS, SPEND_COLUMNS, order="paid_gbp")


def contracts_without_spend(
    register: Register,
    *,
    on: date | None = None,
    months: int = WINDOW_MONTHS,
    supplier_view: SupplierView = "as_reported",
) -> pd.DataFrame:
    """
    Hold every supplier that a borough has a contract with against what it was paid.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given. Spend files come late: ask with the last day of the last month
        that `by_borough` shows as known.
    months
        Length of the window.
    supplier_view
        As for `spend_without_contract`.

    Returns
    -------
    contracts
        One row a borough served and maker with a contract in force in the window, findings first, with the columns of
        `CONTRACT_COLUMNS`. Payments to a reseller that signed count (`paid_to`). `verdict` is `no_spend`, only where
        every month in force was read for every borough served; `unknown`, with its reason; `paid_in_group`;
        `paid_by_partner`, another borough of a shared contract paid; or `paid`. `n_months` counts the months in force,
        `n_months_known` those read. `paid_against_value` is `more` or `less` only where the ranges without VAT
        (`paid_gbp_low` to `paid_gbp_high`, `value_gbp_low` to `value_gbp_high`: 20% apart where the basis is not known)
        are more than a quarter apart; else `similar`, or `unknown`, as for a contract that is shared or held through
        a reseller. `paid_gbp` is 0 only where every month was read.

    Examples
    --------
    >>> contracts_without_spend(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    window = window_of(day, months)
    payees = contracts_with_payees(register, window, on=day, view=supplier_view)
    rows = contract_pairs(register, payees, window, on=day, view=supplier_view)
    rows = with_sales(with_contracts(rows, payees, key="maker_id"), register, window, on=day, view=supplier_view)
    return _told(rows, register, CONTRACT_VERDICTS, CONTRACT_COLUMNS, order="value_gbp_high")


def by_borough(register: Register, *, on: date | None = None, months: int = WINDOW_MONTHS) -> pd.DataFrame:
    """
    Say of each borough what its spend files cover and what the reality check finds.

    Parameters
    ----------
    register
        The register.
    on
        The day; the register's `as_of` if not given.
    months
        Length of the window.

    Returns
    -------
    boroughs
        One row a borough, in the order of the reference table, with the columns of `BOROUGH_COLUMNS`. `status` is
        `no spend file`, `none of the window`, `part of the window` or `whole window`; where none of it is known there are no
        counts, which is not zero. `covers` says which payments are counted; `n_lines`, `n_left_out` and `n_quarantined` are of all its spend
        files, whatever their months, most left out because the supplier is not known as one of technology.

    Examples
    --------
    >>> by_borough(Register.from_tables({}, as_of=date(2026, 11, 23)))["status"].unique().tolist()
    ['no spend file']
    """
    window = window_of(on or register.as_of, months)
    frame = register.boroughs[["borough_id", "borough"]].reset_index(drop=True)
    frame = frame.merge(_months(register, window), on="borough_id", how="left")
    frame = frame.merge(_files(register), on="borough_id", how="left")
    n_known = frame["n_months_known"].fillna(0)
    is_read = n_known.gt(0)
    status = pd.Series("part of the window", index=frame.index).mask(n_known.eq(len(window)), "whole window")
    status = status.mask(~is_read, "none of the window").mask(~is_read & frame["n_files"].isna(), "no spend file")
    counts = _counts(register, window, on=on).reindex(frame["borough_id"]).reset_index(drop=True)
    always = counts.pop("n_contracts_unknown").fillna(0).astype("Int64")
    counts = counts.fillna(0).astype(dict.fromkeys(counts.columns.drop("paid_gbp"), "Int64")).where(is_read)
    of_spend = [f"n_{verdict}" for verdict in FINDINGS[:-1]]
    counts[of_spend] = counts[of_spend].mask(frame["borough_id"].isin(answered_in_part(register)))
    frame = frame.assign(
        **{str(name): counts[name] for name in counts},
        n_months_known=n_known.astype("Int64"),
        n_contracts_unknown=always,
        status=status.astype("str"),
        covers=COVERS,
        n_months=len(window),
    )
    return frame[list(BOROUGH_COLUMNS)]


def _counts(register: Register, window: pd.PeriodIndex, *, on: date | None) -> pd.DataFrame:
    """Count by borough what was paid and what was found."""
    spent = spend_without_contract(register, on=on, months=len(window))
    owed = contracts_without_spend(register, on=on, months=len(window))
    sums = summed(payments(register, window), ["borough_id"])[["n_payments", "n_undated", "paid_gbp"]]
    found = {
        "n_suppliers_paid": spent["n_payments"].gt(0),
        **{f"n_{verdict}": spent["verdict"].eq(verdict) for verdict in FINDINGS[:-1]},
    }
    counts = {name: spent[is_one].groupby("borough_id").size() for name, is_one in found.items()}
    counts["n_no_spend"] = owed[owed["verdict"].eq("no_spend")].groupby("borough_id").size()
    counts["n_contracts_unknown"] = owed[owed["verdict"].eq("unknown")].groupby("borough_id").size()
    return pd.concat([sums, pd.DataFrame(counts)], axis=1)


def _months(register: Register, window: pd.PeriodIndex) -> pd.DataFrame:
    """Say by borough which months of the window its spend files speak of."""
    known = months_known(register)
    known = known[known["month"].isin(window)]
    groups = known.groupby("borough_id")["month"]
    missing = groups.agg(lambda months: ", ".join(f"{one:%b %Y}" for one in window.difference(pd.PeriodIndex(months))))
    return pd.DataFrame({
        "n_months_known": groups.size(),
        "first_month": groups.min().dt.strftime("%Y-%m"),
        "last_month": groups.max().dt.strftime("%Y-%m"),
        "months_missing": missing.astype("str"),
    }).reset_index()  # fmt: skip


def _files(register: Register) -> pd.DataFrame:
    """Count by borough its spend files and their lines."""
    groups = spend_files(register).groupby("borough_id")
    sums = {f"n_{name}": groups[f"n_{of}"].sum() for name, of in
            (("lines", "read"), ("left_out", "left_out"), ("quarantined", "quarantined"))}  # fmt: skip
    return pd.DataFrame({"n_files": groups.size(), **sums}).astype("Int64").reset_index()


def _told(
    pairs: pd.DataFrame, register: Register, verdicts: Sequence[str], columns: Sequence[str], *, order: str
) -> pd.DataFrame:
    """Add names, sort the findings first and the largest sums within them, and keep the columns that are promised."""
    named = with_names(pairs.assign(supplier_id=pairs["supplier_id"].replace("", pd.NA)), register)
    named = named.assign(
        rank=named["verdict"].map({verdict: rank for rank, verdict in enumerate(verdicts)}),
        is_finding=named["verdict"].isin(FINDINGS),
    )
    by = ["rank", order, "borough_id", "supplier_id"]
    named = named.sort_values(by, ascending=[True, False, True, True], na_position="last", kind="stable")
    return named[list(columns)].reset_index(drop=True)
