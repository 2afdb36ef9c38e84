"""
How hard it would be to leave: how long systems have been in place, when the market was last asked, how open they are.

Nothing here says that a borough did wrong, or that a supplier did: staying with a system, and a direct award, may be the
best choice and are lawful where the rules allow them (metrics.md, section 7).
"""

from citytools_analysis.metrics.lock_in.competition import (
    BID_COLUMNS,
    RENEWAL_COLUMNS,
    renewals_without_competition,
    single_bid,
)
from citytools_analysis.metrics.lock_in.in_place import IN_PLACE_COLUMNS, TENURE_COLUMNS, systems_in_place, tenure
from citytools_analysis.metrics.lock_in.open_items import HOSTING_COLUMNS, ITEMS, OPENNESS_COLUMNS, hosting, openness
from citytools_analysis.metrics.lock_in.priorities import PARTS, RISK_COLUMNS, exit_priorities, risk_index, risk_parts

__all__ = [
    "BID_COLUMNS", "HOSTING_COLUMNS", "IN_PLACE_COLUMNS", "ITEMS", "OPENNESS_COLUMNS", "PARTS", "RENEWAL_COLUMNS",
    "RISK_COLUMNS", "TENURE_COLUMNS", "exit_priorities", "hosting", "openness", "renewals_without_competition",
    "risk_index", "risk_parts", "single_bid", "systems_in_place", "tenure",
]  # fmt: skip
