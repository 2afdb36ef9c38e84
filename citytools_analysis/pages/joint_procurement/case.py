"""One opportunity with everything its page tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from citytools_analysis.pages.joint_procurement.findings import start_words
from citytools_analysis.pages.joint_procurement.subject import Joint
from citytools_analysis.style import date_text


@dataclass(frozen=True, eq=False)
class Case:
    """
    One opportunity with everything its page tells.

    Parameters
    ----------
    here
        The document it is in.
    row
        Its row of `ranked`.
    members
        Its rows of `opportunities.find(...).members`.
    gates
        Its eleven rows of `opportunities.gates`.
    levels
        What each borough in it has said, as `opportunities.levels` gives.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> none = pd.DataFrame()
    >>> Case(NOBODY, {"function": "Cashless parking"}, none, none, none).function
    'Cashless parking'
    """

    here: Joint
    row: Mapping[Any, Any]
    members: pd.DataFrame
    gates: pd.DataFrame
    levels: pd.DataFrame

    @property
    def function(self) -> str:
        """Name of what would be bought."""
        return str(self.row["function"])

    @property
    def start(self) -> str:
        """When a shared start could lie, and by when buying would have to begin, as two sentences."""
        first, last = self.row["window_start_date"], self.row["window_end_date"]
        when = "is" if first == last else "lies within"
        begin = self.row["act_by_date"]
        late = " at once" if begin <= pd.Timestamp(self.here.register.as_of) else f" by {date_text(begin)}"
        return (
            f"The start all of them could make {when} {start_words(first, last)}. "
            f"Buying together takes twelve months at least, so it would have to begin{late}."
        )
