"""How much of London the register knows, how well, how lately, and what each metric still lacks (metrics.md, 7)."""

from __future__ import annotations

from citytools_analysis.metrics.coverage.age import AGE_COLUMNS, HALF_LIFE_DAYS, dated_records, freshness
from citytools_analysis.metrics.coverage.agreeing import (
    AGREEMENT_COLUMNS,
    DISAGREEMENT_COLUMNS,
    agreement,
    disagreements,
)
from citytools_analysis.metrics.coverage.by_sources import BY_SOURCE_COLUMNS, SOURCE_GROUPS, by_source
from citytools_analysis.metrics.coverage.composite import QUALITY_COLUMNS, quality
from citytools_analysis.metrics.coverage.fields import REQUIRED
from citytools_analysis.metrics.coverage.filled import FILLED_COLUMNS, completeness
from citytools_analysis.metrics.coverage.known import COVERAGE_COLUMNS, by_borough, named_systems, served_contracts
from citytools_analysis.metrics.coverage.missing import GAP_COLUMNS, GAP_ORDER, STALE_MONTHS, gaps
from citytools_analysis.metrics.coverage.publishing import PUBLISHING_COLUMNS, publishing
from citytools_analysis.metrics.coverage.reach import REACH_COLUMNS, boroughs_known
from citytools_analysis.metrics.coverage.recapture import COUNTED, RECAPTURE_COLUMNS, chapman, completeness_of_register
from citytools_analysis.metrics.coverage.rules import RULE_COLUMNS, RULES, validity
from citytools_analysis.metrics.coverage.supporting import SUPPORT_COLUMNS, supported

__all__ = [
    "AGE_COLUMNS", "AGREEMENT_COLUMNS", "BY_SOURCE_COLUMNS", "COUNTED", "COVERAGE_COLUMNS", "DISAGREEMENT_COLUMNS", "FILLED_COLUMNS",
    "GAP_COLUMNS", "GAP_ORDER", "HALF_LIFE_DAYS", "PUBLISHING_COLUMNS", "QUALITY_COLUMNS", "REACH_COLUMNS", "RECAPTURE_COLUMNS", "REQUIRED",
    "RULES", "RULE_COLUMNS", "SOURCE_GROUPS", "STALE_MONTHS", "SUPPORT_COLUMNS",
    "agreement", "boroughs_known", "by_borough", "by_source", "chapman", "completeness", "completeness_of_register",
    "dated_records", "disagreements", "freshness", "gaps", "named_systems", "publishing", "quality", "served_contracts", "supported",
    "validity",
]  # fmt: skip
