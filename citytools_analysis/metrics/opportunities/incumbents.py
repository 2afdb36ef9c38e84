"""Which operating groups many boroughs pay for many things: a conversation to have together, not a procurement (mode C)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.credits import supplier_credits
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.groups import with_groups
from citytools_analysis.metrics.opportunities.candidates import candidate_rows
from citytools_analysis.register import Register

LEVERAGE_COLUMNS = (
    "group_id", "group", "n_boroughs", "n_decision_makers", "n_functions", "n_contracts", "n_ending_in_36_months",
    "next_end_date", *ENVELOPE,
)  # fmt: skip
FEWEST_FUNCTIONS = 2
NO_VALUE = "no contract with the group has a known value"


def leverage(register: Register, *, min_boroughs: int = 2, on: date | None = None) -> pd.DataFrame:
    """
    List the operating groups that several boroughs depend on for several functions (metrics.md, 5.1, mode C).

    Parameters
    ----------
    register
        The register.
    min_boroughs
        Fewest decision-makers.
    on
        The day the question is about, also for who belongs to which group; the register's `as_of` if not given.

    Returns
    -------
    leverage
        One row a group with at least 2 functions and `min_boroughs` decision-makers, most decision-makers first, with the
        columns of `LEVERAGE_COLUMNS`. `n_contracts` counts live, rolling and expired contracts in use and those of unknown
        end; `next_end_date` is the earliest committed end still ahead. `value` sums the known yearly value, `n` of `n_of`
        contracts being valued; `bound_low` is the same, and there is no upper bound while any is not. Resellers are none.

        It is a reason for boroughs to talk to a supplier together about terms, never a procurement: different functions
        do not compete with each other.

    Examples
    --------
    >>> leverage(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = on or register.as_of
    rows = candidate_rows(register, on=on).dropna(subset="function_code").drop(columns="supplier_id")
    rows = with_groups(
        rows.merge(supplier_credits(register), on="contract_id"), register, view="operating_group", on=day
    )
    rows = rows.dropna(subset="group_id")
    is_ahead = rows["first_end_date"] >= pd.Timestamp(day)
    rows = rows.assign(
        part_gbp=rows["part_gbp"] * rows["supplier_share"],
        ahead=rows["first_end_date"].where(is_ahead),
        soon=rows["contract_id"].where(
            is_ahead & (rows["first_end_date"] <= pd.Timestamp(day) + pd.DateOffset(months=36))
        ),
        valued=rows["contract_id"].where(rows["part_gbp"].notna()),
    )
    told = rows.groupby(["group_id", "group"], as_index=False).agg(
        n_boroughs=("borough_id", "nunique"), n_decision_makers=("decision_maker", "nunique"),
        n_functions=("function_code", "nunique"), n_contracts=("contract_id", "nunique"),
        n_ending_in_36_months=("soon", "nunique"), next_end_date=("ahead", "min"), value=("part_gbp", "sum"),
        n=("valued", "nunique"),
    )  # fmt: skip
    told = told[(told["n_functions"] >= FEWEST_FUNCTIONS) & (told["n_decision_makers"] >= min_boroughs)]
    order = ["n_decision_makers", "n_functions", "group_id"]
    told = told.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)
    n, n_of, value = (told[name].astype("float64") for name in ("n", "n_contracts", "value"))
    return enveloped(
        told, value=value.round(2), unit="pounds a year", n=n, n_of=n_of, bound_low=value.round(2),
        bound_high=value.round(2).where(n == n_of), basis="contracts", as_of=day, is_withheld=(n == 0).to_numpy(),
        reason=np.where(n == 0, NO_VALUE, ""),
    )[list(LEVERAGE_COLUMNS)]  # fmt: skip
