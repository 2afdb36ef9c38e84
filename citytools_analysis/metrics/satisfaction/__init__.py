"""
How satisfied boroughs are with their systems: one vote a borough, in groups and never in a league table.

`summary` is what an edition releases. The others need the rows of ratings, so that a public edition withholds them.
"""

from __future__ import annotations

from citytools_analysis.metrics.satisfaction.among import AMONG_COLUMNS, among
from citytools_analysis.metrics.satisfaction.areas import AREA_COLUMNS, by_area
from citytools_analysis.metrics.satisfaction.balance import NET_COLUMNS, net
from citytools_analysis.metrics.satisfaction.comparison import GROUPS_COLUMNS, PAIRWISE_COLUMNS, groups, pairwise
from citytools_analysis.metrics.satisfaction.correlation import CORRELATION_COLUMNS, supplier_count_correlation
from citytools_analysis.metrics.satisfaction.counts import (
    DISSATISFIED_COLUMNS,
    DISTRIBUTION_COLUMNS,
    dissatisfied,
    distribution,
)
from citytools_analysis.metrics.satisfaction.means import MEAN_COLUMNS, shrunken_mean
from citytools_analysis.metrics.satisfaction.overall import SUMMARY_COLUMNS, summary
from citytools_analysis.metrics.satisfaction.supplier_points import POINT_COLUMNS, supplier_points
from citytools_analysis.metrics.satisfaction.votes import ANSWERS, RECENT_MONTHS
from citytools_analysis.metrics.satisfaction.waves import CHANGE_COLUMNS, change
from citytools_analysis.metrics.satisfaction.withholding import SMALLEST

__all__ = [
    "AMONG_COLUMNS",
    "ANSWERS",
    "AREA_COLUMNS",
    "CHANGE_COLUMNS",
    "CORRELATION_COLUMNS",
    "DISSATISFIED_COLUMNS",
    "DISTRIBUTION_COLUMNS",
    "GROUPS_COLUMNS",
    "MEAN_COLUMNS",
    "NET_COLUMNS",
    "PAIRWISE_COLUMNS",
    "POINT_COLUMNS",
    "RECENT_MONTHS",
    "SMALLEST",
    "SUMMARY_COLUMNS",
    "among",
    "by_area",
    "change",
    "dissatisfied",
    "distribution",
    "groups",
    "net",
    "pairwise",
    "shrunken_mean",
    "summary",
    "supplier_count_correlation",
    "supplier_points",
]
