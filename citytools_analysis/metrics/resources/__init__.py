"""What it takes to keep the tools alive: yearly cost, what must be saved to pay for it, who pays what, and what happens unfunded."""

from __future__ import annotations

from citytools_analysis.metrics.assumptions import ASSUMPTION_COLUMNS, Assumed, assumed, assumptions_used
from citytools_analysis.metrics.resources.break_even import BREAK_EVEN_COLUMNS, break_even
from citytools_analysis.metrics.resources.ceiling import CEILING_COLUMNS, ceiling_test
from citytools_analysis.metrics.resources.costs import COST_COLUMNS, SCENARIOS, annual_cost
from citytools_analysis.metrics.resources.decay import DECAY_COLUMNS, no_renewal_decay
from citytools_analysis.metrics.resources.subscription import SUBSCRIPTION_COLUMNS, subscription
from citytools_analysis.metrics.resources.tornado import TORNADO_COLUMNS, tornado

__all__ = [
    "ASSUMPTION_COLUMNS", "BREAK_EVEN_COLUMNS", "CEILING_COLUMNS", "COST_COLUMNS", "DECAY_COLUMNS", "SCENARIOS",
    "SUBSCRIPTION_COLUMNS", "TORNADO_COLUMNS", "Assumed", "annual_cost", "assumed", "assumptions_used", "break_even",
    "ceiling_test", "no_renewal_decay", "subscription", "tornado",
]  # fmt: skip
