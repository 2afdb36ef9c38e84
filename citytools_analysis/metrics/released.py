"""
The figures an edition is given in place of the answers behind them, by the names under which they are kept.

A metric on answers that an edition does not hold reads these back (design.md, section 4).
"""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register

SATISFACTION = "satisfaction.summary"
SATISFACTION_BY_AREA = "satisfaction.by_area"
PROBLEMS = "challenges.prevalence"
SKILLS_NEEDED = "skills.supply_and_demand"
UNPUBLISHED_VALUE = "prices.unpublished_value"
ALL = "all"  # the row of all London in a table by service area


def released(register: Register, metric: str) -> pd.DataFrame:
    """
    Give the released rows of a metric.

    Parameters
    ----------
    register
        An edition's register.
    metric
        Name under which they are kept, such as `satisfaction.summary`.

    Returns
    -------
    rows
        Of the `released` table; `is_withheld` is true where it is not said.

    Examples
    --------
    >>> from datetime import date
    >>> released(Register.from_tables({}, as_of=date(2026, 11, 23)), SATISFACTION).empty
    True
    """
    rows = register.released
    rows = rows[rows["metric"].eq(metric)]
    return rows.assign(is_withheld=rows["is_withheld"].fillna(value=True).astype("bool")).reset_index(drop=True)


def is_read_back(register: Register) -> bool:
    """
    Say whether a metric on boroughs' answers is read back from what was released.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    is_read_back
        In the public edition, and in the members' edition for one borough, which holds its own answers only.

    Examples
    --------
    >>> from datetime import date
    >>> is_read_back(Register.from_tables({}, as_of=date(2026, 11, 23)))
    False
    """
    return register.info.edition == "public" or bool(register.info.viewer)
