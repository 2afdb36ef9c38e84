"""How near the day of a decision is, in the classes that reports sort by."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

CLASSES = (
    "expired_in_use", "overdue", "within_6_months", "6_to_12_months", "12_to_24_months", "over_24_months", "rolling",
    "unknown",
)  # fmt: skip


def urgency(due: pd.Series, standing: pd.Series, day: date) -> pd.Series:
    """
    Put contracts into classes of urgency.

    Parameters
    ----------
    due
        The day by which something has to be done.
    standing
        As `terms.contract_terms` has it: expired in use, rolling and unknown are classes of their own.
    day
        The day the question is about; calendar months from it, the last day included.

    Returns
    -------
    urgency
        One of `CLASSES` a contract.

    Examples
    --------
    >>> due = pd.Series(pd.to_datetime(["2026-11-22", "2027-05-23", "2027-05-24"]))
    >>> urgency(due, pd.Series(["live"] * 3), date(2026, 11, 23)).tolist()
    ['overdue', 'within_6_months', '6_to_12_months']
    """
    start = pd.Timestamp(day)
    classes = {name: standing == name for name in ("expired_in_use", "rolling", "unknown")} | {
        "overdue": due < start,
        "within_6_months": due <= start + pd.DateOffset(months=6),
        "6_to_12_months": due <= start + pd.DateOffset(months=12),
        "12_to_24_months": due <= start + pd.DateOffset(months=24),
    }
    chosen = np.select([is_such.to_numpy(dtype=bool) for is_such in classes.values()], list(classes), "over_24_months")
    return pd.Series(chosen, index=due.index, dtype="str")
