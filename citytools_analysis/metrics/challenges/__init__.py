"""What is wrong with systems, as boroughs report it: how often, together with what ratings, and which they share."""

from __future__ import annotations

from citytools_analysis.metrics.challenges.how_often import PREVALENCE_COLUMNS, prevalence
from citytools_analysis.metrics.challenges.notices import RECORD_COLUMNS, published_records
from citytools_analysis.metrics.challenges.relative_risk import TOGETHER_COLUMNS, reported_together
from citytools_analysis.metrics.challenges.shared import SHARED_COLUMNS, shared_problems

__all__ = [
    "PREVALENCE_COLUMNS",
    "RECORD_COLUMNS",
    "SHARED_COLUMNS",
    "TOGETHER_COLUMNS",
    "prevalence",
    "published_records",
    "reported_together",
    "shared_problems",
]
