"""What a report about one borough draws on, computed once: plain frames of the metrics, and the borough's name."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import adoption, coverage, opportunities, renewals
from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.pages.borough.together import Found
from citytools_analysis.register import Register
from citytools_analysis.selection import for_borough


@dataclass(frozen=True, eq=False)
class Borough:
    """
    One borough and the metric frames its report shows.

    Parameters
    ----------
    register
        The register.
    borough_id, name
        The borough.
    names
        Names of all boroughs by id.
    decisions
        Its rows of `renewals.decisions`, soonest to act on first.
    uses
        Its rows of `adoption.in_use`.
    all_uses
        The rows of all boroughs.
    found
        What `opportunities.find` gives, for all boroughs.
    firm
        The same where nobody uses an option.
    coverage
        Its row of `coverage.by_borough`.
    is_held_in_part
        Whether it has answered and this edition may not hold all of it: what is missing is then not unknown.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden").name
    'Camden'
    """

    register: Register
    borough_id: str
    name: str
    names: dict[str, str]
    decisions: pd.DataFrame
    uses: pd.DataFrame
    all_uses: pd.DataFrame
    found: Found
    firm: Found
    coverage: pd.Series
    is_held_in_part: bool

    @property
    def is_viewer(self) -> bool:
        """Whether the edition is made for this borough, so that of what it says itself nothing is left out."""
        return self.register.info.viewer == self.borough_id


def about(register: Register, borough_id: str) -> Borough:
    """
    Compute what a report about one borough draws on.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.

    Returns
    -------
    borough
        Its frames, each as the metric of that name gives it.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Examples
    --------
    >>> from datetime import date
    >>> about(Register.from_tables({}, as_of=date(2026, 11, 23)), "cambden")
    Traceback (most recent call last):
    citytools_analysis.errors.UnknownNameError: Unknown borough 'cambden'. Did you mean 'camden'? See data/reference/boroughs.csv.
    """
    names = dict(zip(register.boroughs["borough_id"], register.boroughs["borough"], strict=True))
    if borough_id not in names:
        raise UnknownNameError("borough", borough_id, list(names), "See data/reference/boroughs.csv.")
    known = coverage.by_borough(register)
    uses = adoption.in_use(register)
    return Borough(
        register=register,
        borough_id=borough_id,
        name=names[borough_id],
        names=names,
        decisions=for_borough(renewals.decisions(register), borough_id),
        uses=for_borough(uses, borough_id),
        all_uses=uses,
        found=opportunities.find(register),
        firm=opportunities.find(register, with_options=False),
        coverage=known[known["borough_id"] == borough_id].iloc[0],
        is_held_in_part=borough_id in answered_in_part(register),
    )
