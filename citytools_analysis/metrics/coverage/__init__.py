"""How much of London the register knows, how well, how lately, and what each metric still lacks (metrics.md, 7)."""

from __future__ import annotations

from citytools_analysis.metrics.coverage.age import AGE_COLUMNS, HALF_LIFE_DAYS, dated_records, freshness
from citytools_analysis.metrics.coverage.agreeing import AGREEMENT_COLUMNS, agreement
from citytools_analysis.metrics.coverage.composite import QUALITY_COLUMNS, quality
from citytools_analysis.metrics.coverage.fields import REQUIRED
from citytools_analysis.metrics.coverage.filled import FILLED_COLUMNS, completeness
from citytools_analysis.metrics.coverage.known import COVERAGE_COLUMNS, by_borough, named_systems, served_contracts
from citytools_analysis.metrics.coverage.missing import GAP_COLUMNS, STALE_MONTHS, gaps
from citytools_analysis.metrics.coverage.reach import REACH_COLUMNS, boroughs_known
from citytools_analysis.metrics.coverage.recapture import RECAPTURE_COLUMNS, chapman, completeness_of_register
from citytools_analysis.metrics.coverage.rules import RULE_COLUMNS, RULES, validity
from citytools_analysis.metrics.coverage.supporting import SUPPORT_COLUMNS, supported

__all__ = [
    "AGE_COLUMNS", "AGREEMENT_COLUMNS", "COVERAGE_COLUMNS", "FILLED_COLUMNS", "GAP_COLUMNS", "HALF_LIFE_DAYS",
    "QUALITY_COLUMNS", "REACH_COLUMNS", "RECAPTURE_COLUMNS", "REQUIRED", "RULES", "RULE_COLUMNS", "STALE_MONTHS",
    "SUPPORT_COLUMNS",
    "agreement", "boroughs_known", "by_borough", "chapman", "completeness", "completeness_of_register", "dated_records",
    "freshness", "gaps", "named_systems", "quality", "served_contracts", "supported",
    "validity",
]  # fmt: skip
