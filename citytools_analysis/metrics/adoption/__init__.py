"""
Which systems boroughs use, what share of boroughs, contracts and value each has, and how often they are changed.

Adoption counts boroughs, not contracts: a joint contract or shared service counts once for each borough, and a contract
that ends does not end the use of its system. In-house, open source and none are answers and stay in the denominator;
unknown is not an answer and is never read as none (metrics.md, 2.1).
"""

from citytools_analysis.metrics.adoption.answers import ANSWERS
from citytools_analysis.metrics.adoption.borough_peers import NOT_PUBLISHED, PEER_COLUMNS, peers
from citytools_analysis.metrics.adoption.by_borough import (
    INSTALLED_COLUMNS,
    PENETRATION_COLUMNS,
    installed_base,
    penetration,
    shares,
)
from citytools_analysis.metrics.adoption.by_contracts import CONTRACT_SHARE_COLUMNS, shares_by_contracts
from citytools_analysis.metrics.adoption.by_value import VALUE_SHARE_COLUMNS, shares_by_value
from citytools_analysis.metrics.adoption.several import SEVERAL_COLUMNS, several_systems
from citytools_analysis.metrics.adoption.switches import (
    SWITCH_COLUMNS,
    TENURE_COLUMNS,
    switching,
    tenure_curve,
)
from citytools_analysis.metrics.adoption.uses import IN_USE_COLUMNS, in_use, replacements

__all__ = [
    "ANSWERS",
    "CONTRACT_SHARE_COLUMNS",
    "INSTALLED_COLUMNS",
    "IN_USE_COLUMNS",
    "NOT_PUBLISHED",
    "PEER_COLUMNS",
    "PENETRATION_COLUMNS",
    "SEVERAL_COLUMNS",
    "SWITCH_COLUMNS",
    "TENURE_COLUMNS",
    "VALUE_SHARE_COLUMNS",
    "in_use",
    "installed_base",
    "peers",
    "penetration",
    "replacements",
    "several_systems",
    "shares",
    "shares_by_contracts",
    "shares_by_value",
    "switching",
    "tenure_curve",
]
