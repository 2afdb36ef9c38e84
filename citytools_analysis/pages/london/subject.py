"""What the overview of London draws on, each frame once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.metrics import concentration, coverage, renewals, satisfaction
from citytools_analysis.register import Register

OVERALL_RANKS = tuple(range(1, 201))


@dataclass(frozen=True, eq=False)
class London:
    """
    The register and the metric frames that the overview shows.

    Parameters
    ----------
    register
        The register.
    known
        What `coverage.by_borough` gives; a borough of which only unknowns are told is one of which nothing is known.
    told
        What `coverage.by_source` gives.
    supply
        What `concentration.summary` gives by service area, by what boroughs run, resellers left out and each supplier with
        its group.
    shares
        What `concentration.ratios` gives of the largest 3 and 10 suppliers, on the same basis.
    decisions
        What `renewals.decisions` gives.
    points, correlation
        What `satisfaction.supplier_points` and `supplier_count_correlation` give by function.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23))).supply.empty
    True
    """

    register: Register
    known: pd.DataFrame
    told: pd.DataFrame
    supply: pd.DataFrame
    shares: pd.DataFrame
    decisions: pd.DataFrame
    points: pd.DataFrame
    correlation: pd.DataFrame


def about(register: Register) -> London:
    """
    Compute what the overview of London draws on.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    london
        Its frames.

    Examples
    --------
    >>> from datetime import date
    >>> len(about(Register.from_tables({}, as_of=date(2026, 11, 23))).known)
    33
    """
    told = coverage.by_source(register)
    return London(
        register,
        _known(register, told),
        told,
        concentration.summary(register, "area"),
        concentration.ratios(register, "area", ks=(3, 10), basis="boroughs", view="operating_group"),
        renewals.decisions(register),
        satisfaction.supplier_points(register, "function"),
        satisfaction.supplier_count_correlation(register, "function"),
    )


def _known(register: Register, told: pd.DataFrame) -> pd.DataFrame:
    known = coverage.by_borough(register)
    has_none = ~known["borough_id"].isin(told.loc[told["n_records"].fillna(0) > 0, "borough_id"])
    return known.assign(
        status=known["status"].mask(has_none & known["status"].eq("public facts only"), "nothing known")
    )
