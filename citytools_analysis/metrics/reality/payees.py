"""Whom each contract lets a borough pay, and from when to when: its maker, the reseller that signed, and their groups."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.days import add_months, first_day
from citytools_analysis.metrics.groups import VIEWS, SupplierView, group_of, maker_of
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

GRACE_MONTHS = 3  # bills come in advance and in arrears: a payment this near a contract still belongs to it
_LIVE = ("live", "rolling", "expired_in_use")
FAR = pd.Timestamp(2200, 1, 1)
_TERMS = [
    "contract_id", "title", "standing", "end_note", "start_date", "start_date_precision", "last_end_date",
    "latest_end_date", "supplier_id", "seller_id", "system_id", "annual_value_gbp", "vat_basis",
]  # fmt: skip


def contracts_with_payees(register: Register, window: pd.PeriodIndex, *, on: date, view: SupplierView) -> pd.DataFrame:
    """
    List whom each contract lets each borough that it serves pay.

    Parameters
    ----------
    register
        The register.
    window
        The months in question.
    on
        The day on which standings are asked.
    view
        `as_reported`, or `operating_group` to take suppliers of one group for one.

    Returns
    -------
    payees
        One row a borough served, contract and payee (the maker, and the seller where another signed), frameworks left
        out: `borough_id`, `contract_id`, `maker_id`, `payee_id` (blank where no supplier is known), `title`,
        `standing`, `standing_group` (`live`, `ended`, `unknown`), `end_note`, `latest_end_date`, `annual_value_gbp`,
        `vat_basis`, `is_shared`; `pays_from` and `pays_to`, between which a payment surely belongs to it, and
        `may_pay_to`, until which it may, each with 3 months of grace; `force_from` and `force_to`, the part of the
        window in which a payment is to be expected (missing where none is).

    Raises
    ------
    UnknownNameError
        If there is no such view.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> register = Register.from_tables({}, as_of=day)
    >>> contracts_with_payees(register, pd.period_range("2025-11", "2026-10", freq="M"), on=day, view="as_reported").empty
    True
    """
    if view not in VIEWS:
        raise UnknownNameError("supplier view", view, VIEWS, f"There are: {', '.join(VIEWS)}.")
    terms = _with_times(contract_terms(register, on=on)[_TERMS], window)
    makers = maker_of(terms["system_id"], register, on=on)
    terms = terms.assign(maker_id=terms["supplier_id"].fillna(makers).fillna(terms["seller_id"]).fillna(""))
    served = parties(register)[["borough_id", "contract_id"]].drop_duplicates()
    served = served.assign(is_shared=served.groupby("contract_id")["borough_id"].transform("size") > 1)
    rows = served.merge(terms, on="contract_id")
    sold = rows[rows["seller_id"].notna()]
    rows = pd.concat([rows.assign(payee_id=rows["maker_id"]), sold.assign(payee_id=sold["seller_id"])])
    if view == "operating_group":
        groups = {name: group_of(rows[name], register, on=on) for name in ("maker_id", "payee_id")}
        rows = rows.assign(**groups)
    rows = rows.drop_duplicates(["borough_id", "contract_id", "payee_id"])
    by = ["borough_id", "contract_id", "payee_id"]
    return rows.drop(columns=["supplier_id", "seller_id", "system_id"]).sort_values(by).reset_index(drop=True)


def _with_times(terms: pd.DataFrame, window: pd.PeriodIndex) -> pd.DataFrame:
    """Say when payments may belong to a contract: what is known to run has no end, what may have ended has two."""
    opening, closing = window[0].start_time.normalize(), window[-1].end_time.normalize()
    start = first_day(terms["start_date"], terms["start_date_precision"])
    is_open = terms["standing"].isin(["live", "rolling"])
    to = add_months(terms["last_end_date"], GRACE_MONTHS).mask(is_open, FAR)
    may = add_months(terms["latest_end_date"], GRACE_MONTHS).mask(is_open | terms["last_end_date"].isna(), FAR)
    last_end = terms["last_end_date"]
    force_to = last_end.mask(last_end > closing, closing).where(terms["standing"].eq("ended"), closing)
    force_from = start.where(start >= opening, opening)
    is_expected = force_from <= force_to
    group = np.select([terms["standing"].isin(_LIVE), terms["standing"].eq("ended")], ["live", "ended"], "unknown")
    return terms.assign(
        standing_group=pd.Series(group, index=terms.index, dtype="str"),
        start=start,
        pays_from=add_months(start, -GRACE_MONTHS),
        pays_to=to,
        may_pay_to=may,
        force_from=force_from.where(is_expected),
        force_to=force_to.where(is_expected),
    )
