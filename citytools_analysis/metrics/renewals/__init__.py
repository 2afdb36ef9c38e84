"""By when each contract needs a decision, what ends when, and what the contract itself allows (metrics.md, section 3)."""

from __future__ import annotations

from citytools_analysis.metrics.renewals.deadlines import DECISION_COLUMNS, decisions
from citytools_analysis.metrics.renewals.ends import PROFILE_COLUMNS, calendar, profile
from citytools_analysis.metrics.renewals.lead_times import (
    EXIT_PLAN_MONTHS,
    GOVERNANCE_MONTHS,
    LEAD_MONTHS,
    NOTICE_MONTHS,
    SCENARIOS,
    UNKNOWN_LEAD_MONTHS,
    LeadTimes,
)
from citytools_analysis.metrics.renewals.planned import SCENARIO_COLUMNS, scenarios
from citytools_analysis.metrics.renewals.rights import RIGHT_COLUMNS, ROUTES, extension_windows
from citytools_analysis.metrics.renewals.time_left import (
    RUNWAY_COLUMNS,
    RUNWAY_CONTRACT_COLUMNS,
    runway,
    runway_by_contract,
)
from citytools_analysis.metrics.renewals.used_options import EXERCISE_COLUMNS, option_exercise_rate

__all__ = [
    "DECISION_COLUMNS", "EXERCISE_COLUMNS", "EXIT_PLAN_MONTHS", "GOVERNANCE_MONTHS", "LEAD_MONTHS", "NOTICE_MONTHS",
    "PROFILE_COLUMNS", "RIGHT_COLUMNS", "ROUTES", "RUNWAY_COLUMNS", "RUNWAY_CONTRACT_COLUMNS", "SCENARIOS",
    "SCENARIO_COLUMNS", "UNKNOWN_LEAD_MONTHS", "LeadTimes", "calendar", "decisions", "extension_windows",
    "option_exercise_rate", "profile", "runway", "runway_by_contract", "scenarios",
]  # fmt: skip
