"""
A borough's report: what it draws on, its first page, and the detail.

First page
    `about`, `title`, `key_figures`, `decide_next`, `window_map`, `rated`, `calls`, `unknown_brief`.
Detail
    `dates_to_act`, `estate`, `supplier_changes`, `replacements`, `ends`, `peers`, `ratings`, `neighbours`, `opportunities`, `unknowns`, `tell`.
"""

from __future__ import annotations

from citytools_analysis.pages.borough.brief import calls, rated, unknown_brief
from citytools_analysis.pages.borough.chances import opportunities
from citytools_analysis.pages.borough.dates import dates_to_act
from citytools_analysis.pages.borough.decide import decide_next
from citytools_analysis.pages.borough.estate import estate, replacements
from citytools_analysis.pages.borough.gaps import tell, unknowns
from citytools_analysis.pages.borough.opening import key_figures, title
from citytools_analysis.pages.borough.others import neighbours, peers
from citytools_analysis.pages.borough.ratings import ratings
from citytools_analysis.pages.borough.subject import Borough, about
from citytools_analysis.pages.borough.suppliers import supplier_changes
from citytools_analysis.pages.borough.window import window_map

__all__ = [
    "Borough", "about", "calls", "dates_to_act", "decide_next", "estate", "key_figures", "neighbours", "opportunities", "peers", "rated",
    "ratings", "replacements", "supplier_changes", "tell", "title", "unknown_brief", "unknowns", "window_map",
]  # fmt: skip
