"""Small invented frames, of the shape the metrics give, that the examples in the docstrings show."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class FoundExample:
    """
    Opportunities in the shape of `opportunities.find`.

    Parameters
    ----------
    sets, members, left_out
        The three frames.

    Examples
    --------
    >>> len(FOUND.sets)
    1
    """

    sets: pd.DataFrame
    members: pd.DataFrame
    left_out: pd.DataFrame


_SETS = pd.DataFrame(
    {
        "opportunity_id": ["o1"],
        "function_code": ["HSG01"],
        "function": ["Housing management"],
        "n_boroughs": [3],
        "n_decision_makers": [3],
        "window_start_date": pd.to_datetime(["2027-11-23"]),
        "window_end_date": pd.to_datetime(["2029-07-31"]),
        "annual_value_gbp": [780_000.0],
        "n_valued": [2],
        "n_would_join_if_dated": [1],
        "n_too_late": [0],
    }
)
_MEMBERS = pd.DataFrame(
    {
        "opportunity_id": ["o1", "o1", "o1"],
        "borough_id": ["camden", "hackney", "islington"],
        "borough": ["Camden", "Hackney", "Islington"],
        "contract_id": ["c2", "h1", "i1"],
        "system": ["Fleetside Homes", "Fleetside Homes", None],
        "supplier": ["Fleetside", "Fleetside", "Larkspur"],
        "end_date": pd.to_datetime(["2027-07-31", "2028-03-31", "2027-03-31"]),
        "latest_end_date": pd.to_datetime(["2029-07-31", "2030-03-31", "2029-03-31"]),
        "is_by_extending": pd.array([False, False, True], dtype="boolean"),
    }
)
_LEFT_OUT = pd.DataFrame(
    {
        "function_code": ["HSG01"],
        "borough_id": ["brent"],
        "contract_id": ["b1"],
        "reason": ["would join if dated"],
    }
)
FOUND = FoundExample(_SETS, _MEMBERS, _LEFT_OUT)
