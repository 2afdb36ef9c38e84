"""Every supplier that a borough paid, held against the contracts it could be paid under."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from citytools_analysis.metrics.groups import SupplierView, group_of
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.reality.payees import FAR
from citytools_analysis.metrics.reality.payments import payments, summed
from citytools_analysis.metrics.reality.words import day_text, joined, pounds, times
from citytools_analysis.register import Register

SPEND_VERDICTS = (
    "no_contract", "paid_after_end", "paid_before_start", "end_not_known", "contract_in_group", "unknown", "small_sum",
    "contract_known",
)  # fmt: skip
PUBLISHED_GBP = 500  # spend over this is published (Local Government Transparency Code 2015)
LISTED_GBP = 5_000  # contracts over this are in a register (the same code)
_PAIR = ["borough_id", "supplier_id"]
_CLASSES = ("covered", "perhaps", "group", "after", "before", "none")  # of several contracts, the first that fits


def spend_pairs(
    register: Register, payees: pd.DataFrame, window: pd.PeriodIndex, *, on: date, view: SupplierView
) -> pd.DataFrame:
    """
    Judge every borough and supplier paid in a window.

    Parameters
    ----------
    register
        The register.
    payees
        As `payees.contracts_with_payees` gives.
    window
        The months.
    on
        The day on which groups are asked.
    view
        `as_reported` or `operating_group`.

    Returns
    -------
    pairs
        One row a borough and supplier: sums as `payments.summed` gives, `unmatched_gbp`, `verdict`, `reason`.

    Examples
    --------
    >>> from citytools_analysis.metrics.reality.payees import contracts_with_payees
    >>> from citytools_analysis.metrics.reality.payments import window_of
    >>> day = date(2026, 11, 23)
    >>> register, window = Register.from_tables({}, as_of=day), window_of(day)
    >>> payees = contracts_with_payees(register, window, on=day, view="as_reported")
    >>> spend_pairs(register, payees, window, on=day, view="as_reported").empty
    True
    """
    paid = in_view(payments(register, window), register, on=on, view=view)
    classes = _by_class(paid[paid["is_dated"]].reset_index(drop=True), payees, register, on=on)
    pairs = summed(paid, _PAIR).join(classes)
    pairs = pairs.assign(**{name: pairs[name].fillna(0.0) for name in _CLASSES}).reset_index()
    pairs = pairs.merge(_about(payees), on=_PAIR, how="left")
    pairs = pairs.merge(_of_group(pairs, payees, register, on=on), on=_PAIR, how="left")
    judged = [_judged(row) for row in pairs.to_dict("records")]
    unmatched = pairs[["after", "before", "none"]].sum(axis=1).round(2)
    return pairs.assign(
        unmatched_gbp=unmatched.where(pairs["n_payments"] > 0),
        verdict=pd.Series([verdict for verdict, _ in judged], index=pairs.index, dtype="str"),
        reason=pd.Series([reason for _, reason in judged], index=pairs.index, dtype="str"),
    )


def in_view(rows: pd.DataFrame, register: Register, *, on: date, view: SupplierView) -> pd.DataFrame:
    """
    Take suppliers of one group for one, if that is the view.

    Parameters
    ----------
    rows
        Rows with `supplier_id`.
    register
        The register.
    on
        The day on which groups are asked.
    view
        `as_reported` or `operating_group`.

    Returns
    -------
    rows
        The rows, with the group's id in the second view.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> in_view(register.spend, register, on=register.as_of, view="as_reported").empty
    True
    """
    if view == "as_reported":
        return rows
    return rows.assign(supplier_id=group_of(rows["supplier_id"], register, on=on))


def _by_class(dated: pd.DataFrame, payees: pd.DataFrame, register: Register, *, on: date) -> pd.DataFrame:
    """Sum payments by how well any contract covers each: a payment goes to the best class that a contract gives it."""
    direct = _ranks(dated, payees)
    by_group = _ranks(*(frame.assign(**{key: group_of(frame[key], register, on=on)})
                        for frame, key in ((dated, "supplier_id"), (payees, "payee_id"))))  # fmt: skip
    by_group = by_group[by_group <= _CLASSES.index("perhaps")] * 0 + _CLASSES.index("group")
    best = pd.concat([direct, by_group]).groupby(level=0).min().reindex(dated.index, fill_value=len(_CLASSES) - 1)
    named = dated.assign(fits=[_CLASSES[rank] for rank in best])
    sums = named.pivot_table(index=_PAIR, columns="fits", values="amount_gbp", aggfunc="sum")
    return sums.reindex(columns=list(_CLASSES)).round(2)


def _ranks(dated: pd.DataFrame, payees: pd.DataFrame) -> pd.Series[int]:
    """Rank each payment by each contract that it could be for, by the payment's own index."""
    times_of = payees[["borough_id", "payee_id", "pays_from", "pays_to", "may_pay_to"]]
    both = dated.reset_index(names="payment").merge(times_of.rename(columns={"payee_id": "supplier_id"}), on=_PAIR)
    is_before = both["last_date"] < both["pays_from"]
    is_covered, is_perhaps = (both["first_date"] <= both[name] for name in ("pays_to", "may_pay_to"))
    rank = np.select([is_before.to_numpy(), is_covered.to_numpy(), is_perhaps.to_numpy()], [4, 0, 1], 3)
    return pd.Series(rank, index=both["payment"].to_numpy(), dtype="int64")


def _about(payees: pd.DataFrame) -> pd.DataFrame:
    """Say of each borough and payee when its contracts begin and end, and what is not known of that."""
    rows = payees.rename(columns={"payee_id": "supplier_id"})
    has_ended = rows["may_pay_to"] < FAR
    groups = rows.assign(
        is_used=rows["standing"].eq("expired_in_use"),
        last_end=rows["latest_end_date"].where(has_ended),
        end_note=rows["end_note"].where(rows["standing_group"].eq("unknown")),
    ).groupby(_PAIR)
    return pd.DataFrame({
        "n_contracts": groups.size(),
        "last_end": groups["last_end"].max(),
        "first_start": groups["start"].min(),
        "end_notes": groups["end_note"].agg(joined),
        "is_used": groups["is_used"].any(),
    }).reset_index()  # fmt: skip


def _of_group(pairs: pd.DataFrame, payees: pd.DataFrame, register: Register, *, on: date) -> pd.DataFrame:
    """Name the other companies of a supplier's group that have a contract with the borough."""
    paid = pairs[_PAIR].assign(group_id=group_of(pairs["supplier_id"], register, on=on))
    others = payees[["borough_id", "payee_id"]].drop_duplicates()
    others = others.assign(group_id=group_of(others["payee_id"], register, on=on))
    both = paid.merge(others, on=["borough_id", "group_id"])
    both = both[both["supplier_id"] != both["payee_id"]]
    names = with_names(both[["payee_id"]].rename(columns={"payee_id": "supplier_id"}), register)["supplier"]
    told = both.assign(group_names=names.fillna(both["payee_id"])).groupby(_PAIR)["group_names"].agg(joined)
    return told.reset_index()


def _judged(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Give the verdict and the reason, most telling first."""
    has_contract = row["n_contracts"] > 0
    if not row["n_payments"]:
        return "unknown", f"{times(row['n_undated'], 'payment')} without a date, so none can be placed in these months"
    if row["after"] >= PUBLISHED_GBP:
        used = "; the borough says that it is still in use" if row["is_used"] else ""
        ended = f"the last contract known ended, on {day_text(row['last_end'])} at the latest"
        return "paid_after_end", f"{pounds(row['after'])} paid more than three months after {ended}{used}"
    if row["before"] >= PUBLISHED_GBP:
        begins = f"the first contract known begins, on {day_text(row['first_start'])}"
        return "paid_before_start", f"{pounds(row['before'])} paid more than three months before {begins}"
    if row["none"] > LISTED_GBP:
        of = f"{times(row['n_payments'], 'payment')}, the last in {row['last_paid_date']:%b %Y}"
        return (
            "no_contract",
            f"no contract with it is known; {pounds(row['none'])} in {of}, perhaps not all for technology",
        )
    if row["perhaps"] >= PUBLISHED_GBP:
        note = row["end_notes"] or "the borough says that it is over, and not when it ended"
        return "end_not_known", f"{pounds(row['perhaps'])} may be for a contract that has ended: {note}"
    return _no_finding(row, has_contract=has_contract)


def _no_finding(row: Mapping[Any, Any], *, has_contract: bool) -> tuple[str, str]:
    if row["group"] >= PUBLISHED_GBP:
        return "contract_in_group", f"the contract known is with {row['group_names']}, of the same group"
    if row["covered"] >= PUBLISHED_GBP:
        return "contract_known", "paid while a contract was in force, or within three months of it"
    if row["paid_gbp"] < PUBLISHED_GBP:
        return "small_sum", f"payments and credit notes come to {pounds(row['paid_gbp'])}"
    if has_contract:
        return "contract_known", "small sums about the time of a contract"
    return "small_sum", f"{pounds(row['paid_gbp'])}: a contract of £5,000 or less need not be in a register"
