"""
How concentrated supply is: effective number of suppliers, HHI, ratios, entropy, mergers and reach (metrics.md, 2.2).

With 33 buyers nearly every core function passes any line drawn for competition cases, so functions are compared with each
other, and no line is a verdict: supply is concentrated, more or less.
"""

from citytools_analysis.metrics.concentration.mergers import MERGER_COLUMNS, merger_effects
from citytools_analysis.metrics.concentration.ratio import RATIO_COLUMNS, ratios
from citytools_analysis.metrics.concentration.reach import FOOTPRINT_COLUMNS, footprint
from citytools_analysis.metrics.concentration.summed import (
    EFFECTIVE_COLUMNS,
    SUMMARY_COLUMNS,
    effective_suppliers,
    summary,
)

__all__ = [
    "EFFECTIVE_COLUMNS",
    "FOOTPRINT_COLUMNS",
    "MERGER_COLUMNS",
    "RATIO_COLUMNS",
    "SUMMARY_COLUMNS",
    "effective_suppliers",
    "footprint",
    "merger_effects",
    "ratios",
    "summary",
]
