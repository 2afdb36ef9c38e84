"""Small invented frames, of the shape the metrics give, that the examples in the docstrings draw."""

from __future__ import annotations

import pandas as pd

_COLUMNS = (
    "contract_id", "function", "system", "start_date", "end_state", "end_date", "latest_end_date", "act_by_date",
    "urgency", "notice_months", "annual_value_gbp",
)  # fmt: skip
_ROWS = (
    ("c1", "Revenues and benefits", "Aldwych Revenue", "2023-04-16", "known", "2027-04-15", "2027-04-15", "2025-04-15", "overdue", None, 142_294.24),
    ("c2", "Housing management", "Fleetside Homes", "2022-08-01", "known", "2027-07-31", "2029-07-31", "2026-12-31", "within_6_months", None, 410_000.0),
    ("c3", "Planning applications", "Mapleway", None, "known", "2027-12-31", "2029-12-31", "2027-03-31", "within_6_months", None, None),
    ("c4", "Customer portal", "Brightdoor", None, "rolling", None, None, None, "rolling", 3, 24_000.0),
    ("c5", "Telephony", None, None, "unknown", None, None, None, "unknown", None, None),
)  # fmt: skip

DECISIONS = pd.DataFrame(_ROWS, columns=list(_COLUMNS)).assign(
    **{name: lambda frame, name=name: pd.to_datetime(frame[name]) for name in _COLUMNS if name.endswith("_date")}
)
CALENDAR = pd.DataFrame(
    {
        "period": ["Oct to Dec 2026", "Jan to Mar 2027", "Apr to Jun 2027", "expired in use", "rolling", "unknown"],
        "kind": ["quarter", "quarter", "quarter", "expired in use", "rolling", "unknown"],
        "quarter_start_date": pd.to_datetime(pd.Series(["2026-10-01", "2027-01-01", "2027-04-01", None, None, None])),
        "n_contracts": pd.array([2, 5, 9, 1, 3, 7], dtype="Int64"),
    }
)
IN_USE = pd.DataFrame(
    {
        "borough_id": ["camden", "hackney", "brent", "ealing"],
        "function_code": ["HSG01"] * 4,
        "system_state": ["known", "known", "known", "unknown"],
        "system_id": ["fleetside-homes", "fleetside-homes", "larkspur-lets", None],
        "system": ["Fleetside Homes", "Fleetside Homes", "Larkspur Lets", None],
    }
)
