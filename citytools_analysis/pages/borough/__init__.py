"""
A borough's report: what it draws on, its first page, and the detail.

First page
    `about`, `title`, `key_figures`, `decide_next`, `window_map`, `in_brief` of `rated`, `calls` and `unknown_brief`.
Detail
    `changed`, `dates_to_act`, `estate`, `at_risk`, `supplier_changes`, `replacements`, `ends`, `peers`, `ratings`, `problems`, `skills_to_borrow`,
    `compared`, `near_and_alike`, `neighbours`, `opportunities`, `unknowns`, `publication`, `paid_and_contracted`, `tell`.
"""

from __future__ import annotations

from citytools_analysis.pages.borough.brief import calls, in_brief, rated, unknown_brief
from citytools_analysis.pages.borough.chances import opportunities
from citytools_analysis.pages.borough.changed import changed, changed_in_london
from citytools_analysis.pages.borough.compared import compared, near_and_alike
from citytools_analysis.pages.borough.dates import dates_to_act
from citytools_analysis.pages.borough.decide import decide_next
from citytools_analysis.pages.borough.estate import estate, replacements
from citytools_analysis.pages.borough.gaps import tell, unknowns
from citytools_analysis.pages.borough.opening import key_figures, title
from citytools_analysis.pages.borough.others import neighbours, peers
from citytools_analysis.pages.borough.publication import paid_and_contracted, publication
from citytools_analysis.pages.borough.ratings import ratings
from citytools_analysis.pages.borough.risks import at_risk
from citytools_analysis.pages.borough.shared import problems, skills_to_borrow
from citytools_analysis.pages.borough.subject import Borough, about
from citytools_analysis.pages.borough.suppliers import supplier_changes
from citytools_analysis.pages.borough.window import window_map

__all__ = [
    "Borough", "about", "at_risk", "calls", "changed", "changed_in_london", "compared", "dates_to_act", "decide_next", "estate", "in_brief", "key_figures", "near_and_alike",
    "neighbours", "opportunities", "paid_and_contracted", "peers", "problems", "publication", "rated", "ratings", "replacements",
    "skills_to_borrow", "supplier_changes", "tell", "title", "unknown_brief", "unknowns", "window_map",
]  # fmt: skip
