"""
The resource and funding plan: what it costs, who would pay what, whether it pays back, and what happens unfunded.

First page
    `about`, `title`, `key_figures`, `scenarios`.
Detail
    `costs`, `options`, `prices`, `each_payer`, `payback`, `break_even`, `drivers`, `unfunded`.
What it rests on
    `assumptions`, `others`, `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.resource_plan import findings
from citytools_analysis.pages.resource_plan.assumed import assumptions, others, rests_on
from citytools_analysis.pages.resource_plan.costs import costs
from citytools_analysis.pages.resource_plan.opening import key_figures, scenarios, title
from citytools_analysis.pages.resource_plan.payback import break_even, drivers, payback
from citytools_analysis.pages.resource_plan.payers import each_payer, options, prices
from citytools_analysis.pages.resource_plan.subject import Plan, about
from citytools_analysis.pages.resource_plan.unfunded import unfunded

__all__ = [
    "Plan", "about", "assumptions", "break_even", "costs", "drivers", "each_payer", "findings", "key_figures", "options",
    "others", "payback", "prices", "rests_on", "scenarios", "title", "unfunded",
]  # fmt: skip
