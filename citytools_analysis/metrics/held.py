"""Metrics on members' data: where an edition does not hold the rows, the answer is that it is withheld, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.metrics.envelope import enveloped
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES

NOT_PUBLIC = "members' data: not in the public edition"
MEMBERS_LOGS = ("decision_log", "joint_stages", "supplier_actions")  # reviewed tables that name boroughs and prices


def is_held(register: Register, *tables: str) -> bool:
    """
    Tell whether an edition leaves out rows that a metric needs.

    Parameters
    ----------
    register
        The register.
    tables
        Names of the tables the metric rests on.

    Returns
    -------
    is_held
        True in the public edition if any of the tables is not public.

    Examples
    --------
    >>> from datetime import date
    >>> is_held(Register.from_tables({}, as_of=date(2026, 11, 23)), "skills")
    False
    """
    return register.info.edition == "public" and any(TABLES[name].tier != "public" for name in tables)


def held_frame(columns: Sequence[str], register: Register, *, reason: str = NOT_PUBLIC) -> pd.DataFrame:
    """
    Make the answer of a metric that is withheld as a whole.

    Parameters
    ----------
    columns
        The metric's columns.
    register
        The register.
    reason
        Why.

    Returns
    -------
    frame
        One row, withheld, with the reason; every other cell is missing.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> held_frame(["skill", "value", "is_withheld", "reason"], register)["reason"].item()
    "members' data: not in the public edition"
    """
    row = pd.DataFrame({"is_withheld": [True], "reason": [reason], "as_of": [register.as_of]})
    return enveloped(row).reindex(columns=list(columns))
