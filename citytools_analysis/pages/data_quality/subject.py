"""What the report on data quality draws on, computed once: plain frames of the coverage metrics."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.metrics import coverage
from citytools_analysis.metrics.answered import boroughs_answered
from citytools_analysis.register import Register


@dataclass(frozen=True, eq=False)
class Quality:
    """
    The register and the metric frames this report shows.

    Parameters
    ----------
    register
        The register.
    known
        As `coverage.by_borough` gives: one row a borough.
    by_source
        As `coverage.by_source` gives: one row a borough and kind of source.
    completeness
        As `coverage.completeness` gives: one row a borough and field.
    freshness
        As `coverage.freshness` gives.
    gaps
        As `coverage.gaps` gives, for every borough: with `borough_id`, `borough` and `rank`, the place of the gap in the
        order of what decides most.
    answered
        The boroughs that have sent a return.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23))).answered
    frozenset()
    """

    register: Register
    known: pd.DataFrame
    by_source: pd.DataFrame
    completeness: pd.DataFrame
    freshness: pd.DataFrame
    gaps: pd.DataFrame
    answered: frozenset[str]

    @property
    def is_public(self) -> bool:
        """Whether the reader sees only what is published."""
        return self.register.info.edition == "public"


def about(register: Register) -> Quality:
    """
    Compute what the report on data quality draws on.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    quality
        Its frames.

    Examples
    --------
    >>> from datetime import date
    >>> len(about(Register.from_tables({}, as_of=date(2026, 11, 23))).gaps)
    66
    """
    return Quality(
        register=register,
        known=coverage.by_borough(register),
        by_source=coverage.by_source(register),
        completeness=coverage.completeness(register),
        freshness=coverage.freshness(register),
        gaps=_gaps(register),
        answered=frozenset(boroughs_answered(register)),
    )


def _gaps(register: Register) -> pd.DataFrame:
    places = register.boroughs[["borough_id", "borough"]].to_dict("records")
    parts = [
        coverage.gaps(register, str(place["borough_id"])).assign(
            borough_id=str(place["borough_id"]), borough=str(place["borough"])
        )
        for place in places
    ]
    told = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*coverage.GAP_COLUMNS, "borough"])
    rank = {words: place for place, words in enumerate(coverage.GAP_ORDER)}
    return told.assign(rank=told["gap"].map(rank).astype("int64"))
