"""
The market as a supplier that is not in it sees it: who supplies whom, what ends when, which routes, who gets in.

Everything here rests on what a register holds of contracts, notices and systems, and works in the public edition on its
published rows, which are shown by name whatever their number (design.md, section 4).
"""

from citytools_analysis.metrics.market.awarded import AWARD_COLUMNS, awards
from citytools_analysis.metrics.market.entrants import ENTRANT_COLUMNS, new_entrants
from citytools_analysis.metrics.market.routes import ROUTES
from citytools_analysis.metrics.market.small_by_borough import BUYER_COLUMNS, small_supplier_buyers
from citytools_analysis.metrics.market.small_suppliers import SME_COLUMNS, sme_share
from citytools_analysis.metrics.market.supply_routes import (
    FRAMEWORK_COLUMNS,
    ROUTE_COLUMNS,
    frameworks_used,
    routes_to_market,
)
from citytools_analysis.metrics.market.value_bands import BAND_COLUMNS, small_contracts
from citytools_analysis.metrics.market.view import (
    EARLY_COLUMNS,
    ENDING_COLUMNS,
    INCUMBENT_COLUMNS,
    early_notices,
    ending_soon,
    incumbents,
)

__all__ = [
    "AWARD_COLUMNS", "BAND_COLUMNS", "BUYER_COLUMNS", "EARLY_COLUMNS", "ENDING_COLUMNS", "ENTRANT_COLUMNS",
    "FRAMEWORK_COLUMNS", "INCUMBENT_COLUMNS", "ROUTES", "ROUTE_COLUMNS", "SME_COLUMNS", "awards", "early_notices",
    "ending_soon", "frameworks_used", "incumbents", "new_entrants", "routes_to_market", "small_contracts",
    "small_supplier_buyers", "sme_share",
]  # fmt: skip
