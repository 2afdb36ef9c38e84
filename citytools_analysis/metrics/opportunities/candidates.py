"""
The rows that could be bought together and the window of each: when a new contract could start (metrics.md, 5.1 and 5.2).

Windows come from contract rights, not from a tolerance round the end dates.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.days import add_months
from citytools_analysis.metrics.deciders import decision_makers
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

By = Literal["function", "system"]
KEYS: dict[By, str] = {"function": "function_code", "system": "system_id"}

PROCURE_MONTHS = 12  # shortest time to buy together (metrics.md, 5.2)
HORIZON_MONTHS = 36

WOULD_JOIN = "would join if dated"
TOO_LATE = "too late for this round"
NO_FUNCTION = "function not known"
NO_SYSTEM = "system not known"
BEYOND = "starts beyond the 36 months looked at"
ALONE = "nobody else is known in its window"
_NOT_KNOWN: dict[By, str] = {"function": NO_FUNCTION, "system": NO_SYSTEM}
_OF_CONTRACT = (
    "contract_id", "borough_id", "supplier_id", "standing", "notice_months", "earliest_exit_date", "first_end_date",
    "last_end_date", "latest_end_date", "end_date", "annual_value_gbp",
)  # fmt: skip


def candidate_rows(register: Register, *, by: By = "function", on: date | None = None) -> pd.DataFrame:
    """
    List what could be bought together: one row a contract, borough served and function or system.

    Parameters
    ----------
    register
        The register; frameworks, and contracts that have ended, are no candidates.
    by
        `function`: what competes in one market; `system`: the same product.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    rows
        The contract's terms; `decision_maker`, for a joint contract that of its lead buyer; `weight`, the share of the
        contract; `part_gbp`, that share of its yearly value, missing where not known, infinite or negative; sorted by
        function or system, contract and borough.

    Raises
    ------
    UnknownNameError
        If `by` is neither.

    Examples
    --------
    >>> candidate_rows(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if by not in get_args(By):
        raise UnknownNameError("way to group", by, get_args(By), f"There are: {', '.join(get_args(By))}.")
    terms = contract_terms(register, on=on)
    terms = terms.loc[terms["standing"] != "ended", list(_OF_CONTRACT)].rename(columns={"borough_id": "lead"})
    rows = _served(register, by).merge(terms, on="contract_id")
    makers = decision_makers(register, on=on)
    part = rows["annual_value_gbp"] * rows["weight"]
    rows = rows.assign(
        decision_maker=rows["lead"].map(makers).fillna(rows["lead"]),
        part_gbp=part.where(np.isfinite(part) & (part >= 0)),
    )
    return rows.sort_values([KEYS[by], "contract_id", "borough_id"]).reset_index(drop=True)


def with_windows(  # noqa: PLR0913 - the options of the question, one each
    rows: pd.DataFrame,
    *,
    day: date,
    by: By = "function",
    bridge_months: float = 0,
    procure_months: float = PROCURE_MONTHS,
    with_options: bool = True,
) -> pd.DataFrame:
    """
    Give each candidate the window in which a new contract could start, or the reason why it has none.

    Parameters
    ----------
    rows
        As `candidate_rows` gives.
    day
        The day the question is about.
    by
        As for `candidate_rows`.
    bridge_months
        Months by which every contract could be bridged beyond its latest end.
    procure_months
        Shortest time to buy together.
    with_options
        Whether unused options may carry a contract further.

    Returns
    -------
    rows
        A copy with `start_window_date`, `end_window_date` and `reason`, missing where there is a window.

    Raises
    ------
    ValueError
        If a number of months is negative or not finite.

    Examples
    --------
    >>> rows = candidate_rows(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> with_windows(rows, day=date(2026, 11, 23))["reason"].tolist()
    []
    """
    for name, months in (("bridge_months", bridge_months), ("procure_months", procure_months)):
        if not 0 <= months < np.inf:
            raise ValueError(f"{name} is {months}: give a number of months from 0.")
    days = pd.Series(pd.Timestamp(day), index=rows.index, dtype="datetime64[s]")
    soonest, horizon = add_months(days, procure_months), add_months(days, HORIZON_MONTHS)
    is_open = rows["standing"].isin(["rolling", "expired_in_use"])
    notice = rows["notice_months"].where(rows["standing"] == "rolling").fillna(0.0)
    start = rows["earliest_exit_date"].where(~is_open, add_months(days, notice))
    start = start.where(~(start < soonest), soonest)
    latest = rows["latest_end_date" if with_options else "last_end_date"]
    end = add_months(latest, bridge_months).where(~is_open, horizon)
    is_unknown = rows["standing"].eq("unknown")
    cases = [rows[KEYS[by]].isna(), is_unknown, end < start, start > horizon]
    words = np.select([case.to_numpy(dtype=bool) for case in cases], [_NOT_KNOWN[by], WOULD_JOIN, TOO_LATE, BEYOND], "")
    reason = pd.Series(words, index=rows.index, dtype="object")
    return rows.assign(
        start_window_date=start.mask(is_unknown),
        end_window_date=end.mask(is_unknown),
        reason=reason.where(reason != "", None).astype("str"),
    )


def _served(register: Register, by: By) -> pd.DataFrame:
    served = parties(register)
    key = ["contract_id", "borough_id", KEYS[by]]
    number = served.groupby(key, dropna=False, sort=False).ngroup().to_numpy()
    weight = served["weight"].groupby(number).sum(min_count=1)
    heaviest = served.assign(number=number).sort_values("weight", ascending=False, na_position="last", kind="stable")
    rows = heaviest.drop_duplicates("number")
    return rows.assign(weight=weight.reindex(rows["number"]).array).drop(columns="number")
