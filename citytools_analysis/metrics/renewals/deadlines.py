"""
By when each contract needs a decision (metrics.md, section 3).

Dates count back from the committed end, never from the latest end, and are planning defaults, not law.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.cover import COVER_COLUMNS, other_contracts
from citytools_analysis.metrics.days import days_until
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.renewals.lead_times import with_deadlines
from citytools_analysis.metrics.renewals.urgency import urgency
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

DECISION_COLUMNS = (
    "contract_id", "title", "borough_id", "partner_borough_ids", "function_code", "function", "area_code", "system_id",
    "system", "supplier_id", "supplier", "criticality", "start_date", "end_state", "end_date", "end_date_precision",
    "latest_end_date", "n_options", "option_months", "break_date", "notice_months", "extend_by_date",
    "reprocure_by_date", "exit_plan_by_date", "notice_by_date", "act_by_date", "action", "urgency", "days_left",
    "runway_days", "annual_value_gbp", "annual_value_note", "source_id", "confirmed_date", "evidence_url",
    "lead_time_basis", "notice_basis", "end_note", "break_date_precision", *COVER_COLUMNS,
)  # fmt: skip


def decisions(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the decision each contract needs, and by when.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    decisions
        One row a contract that is live, expired in use, rolling or of unknown end (`terms.contract_terms` says which),
        with the columns of `DECISION_COLUMNS`, sorted by `act_by_date` (missing last) and `contract_id`.

        With e the first day on which the committed end can fall: `reprocure_by_date` is e less 24, 15 or 9 months for
        criticality 1, 2 or 3 (15 where no function is known; `lead_time_basis` says so); `extend_by_date`, only where
        an option is left, e less the option's notice (6 months where not known; `notice_basis` says so) and 3 months of
        governance; `exit_plan_by_date` e less 6 months; `notice_by_date` e less the contract's own notice, where known.
        `days_left` counts from `on` to e, `runway_days` to `reprocure_by_date`.

        `action` is `replace`, by the earlier of `reprocure_by_date` and `notice_by_date`; or `extend`, by
        `extend_by_date`, once that day is past and an option is left; `renegotiate` for a rolling contract; `find_end`
        for an unknown end, which has no deadlines. `act_by_date` is the day of the action and `urgency` its class:
        `expired_in_use`, `overdue`, `within_6_months` (calendar months, the last day included), `6_to_12_months`,
        `12_to_24_months`, `over_24_months`, `rolling` or `unknown`. `break_date` is given only where it still lies ahead
        and before the end; the `other_end_` columns only where another contract covers what an expired one was for.

        M32 and M33 (metrics.md, 3; Haringey 2023 for the time to move). Planning defaults, not law.

    Examples
    --------
    >>> decisions(Register.from_tables({}, as_of=date(2026, 11, 23))).shape
    (0, 42)
    """
    day = on or register.as_of
    return register.once(("renewals.decisions", day), lambda: _decisions(register, day))


def _decisions(register: Register, day: date) -> pd.DataFrame:
    terms = contract_terms(register, on=day)
    terms = terms[terms["standing"] != "ended"].join(other_contracts(terms, register), on="contract_id")
    frame = _with_urgency(_with_action(with_deadlines(terms), day), day)
    frame = frame.assign(
        days_left=days_until(frame["decided_end_date"], day),
        runway_days=days_until(frame["reprocure_by_date"], day),
    )
    # contracts come in the order of their ids, and a stable sort keeps it
    frame = with_names(frame, register).sort_values("act_by_date", kind="stable", na_position="last")
    return frame[list(DECISION_COLUMNS)].reset_index(drop=True)


def _with_action(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    replace_by = frame[["reprocure_by_date", "notice_by_date"]].min(axis=1)
    can_extend = frame["extend_by_date"].notna() & (replace_by < pd.Timestamp(day))
    standing = frame["standing"]
    action = np.select(
        [standing == "unknown", standing == "rolling", can_extend], ["find_end", "renegotiate", "extend"], "replace"
    )
    return frame.assign(
        action=pd.Series(action, index=frame.index, dtype="str"),
        act_by_date=replace_by.where(~can_extend, frame["extend_by_date"]),
    )


def _with_urgency(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    return frame.assign(urgency=urgency(frame["act_by_date"], frame["standing"], day))
