"""How long it takes to buy and move, and the days that follow from it, always counted back from the committed end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd

from citytools_analysis.metrics.days import add_months

LEAD_MONTHS = {1: 24, 2: 15, 3: 9}  # to buy and move, by criticality; Haringey 2023: 18 to 24 months to move
UNKNOWN_LEAD_MONTHS = 15
NOTICE_MONTHS = 6  # to use an option, where its notice is not known
GOVERNANCE_MONTHS = 3
EXIT_PLAN_MONTHS = 6


@dataclass(frozen=True)
class LeadTimes:
    """
    How many months things take; planning defaults of ours, not law.

    Parameters
    ----------
    by_criticality
        Months to buy and move, by how critical the function is, 1 being the most.
    unknown_months
        The same where no function is known.
    notice_months
        Notice to use an option, where the contract's own is not known.
    governance_months
        Months to decide on an option before notice is given.
    exit_plan_months
        Months that an exit plan must be ready before the end.

    Raises
    ------
    ValueError
        If a number of months is below zero.

    Examples
    --------
    >>> LeadTimes(by_criticality={1: 30, 2: 18, 3: 12}).governance_months
    3
    """

    by_criticality: Mapping[int, float] = field(default_factory=lambda: MappingProxyType(LEAD_MONTHS))
    unknown_months: float = UNKNOWN_LEAD_MONTHS
    notice_months: float = NOTICE_MONTHS
    governance_months: float = GOVERNANCE_MONTHS
    exit_plan_months: float = EXIT_PLAN_MONTHS

    def __post_init__(self) -> None:
        """Refuse a time that runs backwards."""
        own = (self.unknown_months, self.notice_months, self.governance_months, self.exit_plan_months)
        if wrong := [months for months in (*own, *self.by_criticality.values()) if not months >= 0]:
            message = f"A lead time of {wrong[0]} months runs backwards; give months of at least 0."
            raise ValueError(message)


BASE = LeadTimes()
SCENARIOS: Mapping[str, LeadTimes] = MappingProxyType(
    {
        "low": LeadTimes({1: 18, 2: 12, 3: 6}, unknown_months=12, governance_months=2),
        "base": BASE,
        "high": LeadTimes({1: 30, 2: 18, 3: 12}, unknown_months=18, governance_months=4),
    }
)


def with_deadlines(terms: pd.DataFrame, times: LeadTimes = BASE) -> pd.DataFrame:
    """
    Put beside each contract the days by which to act.

    Parameters
    ----------
    terms
        As `terms.contract_terms` gives.
    times
        How long things take.

    Returns
    -------
    terms
        A copy with `decided_end_date`, the first day on which the committed end can fall, and what counts back from it:
        `reprocure_by_date`, `extend_by_date`, `exit_plan_by_date`, `notice_by_date`; `lead_months`, `lead_time_basis`
        and `notice_basis`. `break_date` is kept only where it lies ahead and before the end.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.metrics.terms import contract_terms
    >>> from citytools_analysis.register import Register
    >>> terms = contract_terms(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> "reprocure_by_date" in with_deadlines(terms)
    True
    """
    is_dated = terms["standing"].isin(["live", "expired_in_use"])
    end = terms["first_end_date"].where(is_dated)
    lead = terms["criticality"].map(dict(times.by_criticality)).astype("float64")
    notice = terms["option_notice_months"].fillna(times.notice_months) + times.governance_months
    has_option = (terms["n_options"].gt(0) & (terms["standing"] == "live")).astype("bool")
    basis = terms["criticality"].map(
        {level: f"criticality {level}: {months:g} months" for level, months in times.by_criticality.items()}
    )
    basis = basis.where(lead.notna(), f"function not known: {times.unknown_months:g} months assumed")
    stated = np.where(terms["option_notice_months"].notna(), "stated", f"assumed {times.notice_months:g} months")
    lead = lead.fillna(times.unknown_months)
    return terms.assign(
        decided_end_date=end,
        lead_months=lead,
        break_date=terms["break_date"].where(terms["earliest_exit_date"] < terms["first_end_date"]),
        reprocure_by_date=add_months(end, -lead),
        extend_by_date=add_months(end, -notice).where(has_option),
        exit_plan_by_date=add_months(end, -times.exit_plan_months),
        notice_by_date=add_months(end, -terms["notice_months"]),
        lead_time_basis=basis.where(is_dated, None).astype("str"),
        notice_basis=pd.Series(stated, index=terms.index).where(has_option, None).astype("str"),
    )
