"""
Which boroughs could buy together, what that would be worth, and what must be settled first (metrics.md, section 5).

Nothing here says that a joint procurement is lawful or worth it.
"""

from __future__ import annotations

from citytools_analysis.metrics.assumptions import ASSUMPTION_COLUMNS
from citytools_analysis.metrics.law import REGIME_COLUMNS, regimes
from citytools_analysis.metrics.opportunities.addressed import ADDRESSABLE_COLUMNS, addressable
from citytools_analysis.metrics.opportunities.aligned import ALIGNMENT_COLUMNS, alignment
from citytools_analysis.metrics.opportunities.assumed import ASSUMED, assumptions
from citytools_analysis.metrics.opportunities.benefit import WORTH_COLUMNS, Worth, worth
from citytools_analysis.metrics.opportunities.bridges import SENSITIVITY_COLUMNS, sensitivity
from citytools_analysis.metrics.opportunities.candidates import (
    ALONE,
    BEYOND,
    HORIZON_MONTHS,
    NO_FUNCTION,
    NO_SYSTEM,
    PROCURE_MONTHS,
    TOO_LATE,
    WOULD_JOIN,
)
from citytools_analysis.metrics.opportunities.feasible import FEASIBILITY_COLUMNS, GATE_COLUMNS, feasibility, gates
from citytools_analysis.metrics.opportunities.incumbents import LEVERAGE_COLUMNS, leverage
from citytools_analysis.metrics.opportunities.intended import (
    COLLABORATION_COLUMNS,
    LEVEL_COLUMNS,
    collaboration,
    levels,
)
from citytools_analysis.metrics.opportunities.limits import THRESHOLD_COLUMNS, thresholds
from citytools_analysis.metrics.opportunities.markets import MARKET_COLUMNS, market_types
from citytools_analysis.metrics.opportunities.packing import PLAN_COLUMNS, plan
from citytools_analysis.metrics.opportunities.published import PIPELINE_COLUMNS, pipeline
from citytools_analysis.metrics.opportunities.ranking import RANKED_COLUMNS, ranked
from citytools_analysis.metrics.opportunities.sets import (
    LEFT_OUT_COLUMNS,
    MEMBER_COLUMNS,
    SET_COLUMNS,
    SYSTEM_LEFT_OUT_COLUMNS,
    SYSTEM_SET_COLUMNS,
    Opportunities,
    find,
    for_borough,
    members_of,
)

__all__ = [
    "ADDRESSABLE_COLUMNS",
    "ALIGNMENT_COLUMNS",
    "ALONE",
    "ASSUMED",
    "ASSUMPTION_COLUMNS",
    "BEYOND",
    "COLLABORATION_COLUMNS",
    "FEASIBILITY_COLUMNS",
    "GATE_COLUMNS",
    "HORIZON_MONTHS",
    "LEFT_OUT_COLUMNS",
    "LEVEL_COLUMNS",
    "LEVERAGE_COLUMNS",
    "MARKET_COLUMNS",
    "MEMBER_COLUMNS",
    "NO_FUNCTION",
    "NO_SYSTEM",
    "PIPELINE_COLUMNS",
    "PLAN_COLUMNS",
    "PROCURE_MONTHS",
    "RANKED_COLUMNS",
    "REGIME_COLUMNS",
    "SENSITIVITY_COLUMNS",
    "SET_COLUMNS",
    "SYSTEM_LEFT_OUT_COLUMNS",
    "SYSTEM_SET_COLUMNS",
    "THRESHOLD_COLUMNS",
    "TOO_LATE",
    "WORTH_COLUMNS",
    "WOULD_JOIN",
    "Opportunities",
    "Worth",
    "addressable",
    "alignment",
    "assumptions",
    "collaboration",
    "feasibility",
    "find",
    "for_borough",
    "gates",
    "levels",
    "leverage",
    "market_types",
    "members_of",
    "pipeline",
    "plan",
    "ranked",
    "regimes",
    "sensitivity",
    "thresholds",
    "worth",
]
