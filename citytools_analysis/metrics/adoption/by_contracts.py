"""Each supplier's share of live contracts (metrics.md, 2.1; M04)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption.scopes import SCOPE_COLUMNS
from citytools_analysis.metrics.adoption.supply import contract_supply
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, share_envelope
from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.register import Register

SMALLEST = 20  # contracts
CONTRACT_SHARE_COLUMNS = (*SCOPE_COLUMNS, "view", "supplier_id", "supplier", "n_contracts", *ENVELOPE)


def shares_by_contracts(
    register: Register, by: str = "overall", *, view: SupplierView = "as_reported", on: date | None = None
) -> pd.DataFrame:
    """
    Give each supplier's share of live contracts.

    Parameters
    ----------
    register
        The register.
    by
        `function`, `area` or `overall`. A contract counts once in each group that it serves.
    view
        `as_reported`, the company that sources name, or `operating_group`, the group it traded in on the day.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    shares
        One row a group and supplier, largest first in each group, with the columns of `CONTRACT_SHARE_COLUMNS`:
        `n_contracts`, in which each of k suppliers of a contract counts 1/k; `value`, the share of the `n` live
        contracts whose maker is known, of `n_of` that are live or may be, for their end is not known; a Wilson 95%
        interval with the finite-population effective size, and bounds for those not known. Withheld below 20 contracts.
        The shares of a group sum to 1.

    Raises
    ------
    UnknownNameError
        If `by` or `view` is none of these.

    Notes
    -----
    Fractional count by supplier / live contracts (metrics.md, 2.1; M04). A call-off is a contract, a framework never is, a
    reseller gets no share. Live is dated, rolling or expired in use. A supplier that writes many small contracts has a
    large share of them: it is no share of boroughs, and none of spend.

    Examples
    --------
    >>> shares_by_contracts(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    rows = contract_supply(register, by, view=view, on=day)
    known = rows[rows["is_live"] & rows["group_id"].notna()]
    keys = [*SCOPE_COLUMNS, "group_id", "group"]
    told = known.groupby(keys, dropna=False)["amount"].sum().reset_index()
    n, n_of = (frame.groupby("scope_code")["contract_id"].nunique() for frame in (known, rows))
    codes = told["scope_code"]
    told = told.assign(
        n=codes.map(n).astype("Int64"), n_of=codes.map(n_of).astype("Int64"), view=view, n_contracts=told["amount"],
        supplier_id=told["group_id"], supplier=told["group"].fillna(told["group_id"]),
    )  # fmt: skip
    told = told.assign(share=told["amount"] / told["n"].astype("float64"))
    told = share_envelope(told, value="share", unit="share of contracts", basis="live contracts", as_of=day)
    is_small = (told["n"] < SMALLEST).to_numpy(dtype=bool)
    done = enveloped(
        told, is_withheld=is_small, reason=np.where(is_small, f"fewer than {SMALLEST} live contracts are known", "")
    )
    order = done.sort_values(["scope_code", "n_contracts", "supplier_id"], ascending=[True, False, True])
    return order[list(CONTRACT_SHARE_COLUMNS)].reset_index(drop=True)
