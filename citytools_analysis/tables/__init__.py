"""
Tables and the words round them, as escaped HTML fragments that the exporters understand.

First page
    `title`, `key_figures`, `decide_next`, `rated`, `calls`, `unknown_brief`.
Detail
    `estate`, `supplier_changes`, `replacements`, `contracts`, `undated`, `peers`, `ratings`, `neighbours`, `opportunities`, `unknowns`, `tell`, `provenance`.
Layout
    `side_by_side`, `stack`, `heading`, `paragraph`, `notice`, `contents`, `new_page`.
Making one
    `Fragment`, `Column`, `from_frame`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.tables import findings
from citytools_analysis.tables.brief import calls, rated, unknown_brief
from citytools_analysis.tables.chances import opportunities
from citytools_analysis.tables.decide import decide_next
from citytools_analysis.tables.ends import contracts, undated
from citytools_analysis.tables.estate import estate, replacements
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.gaps import tell, unknowns
from citytools_analysis.tables.layout import contents, heading, new_page, notice, side_by_side, stack
from citytools_analysis.tables.opening import key_figures, title
from citytools_analysis.tables.others import neighbours, peers
from citytools_analysis.tables.provenance import provenance
from citytools_analysis.tables.ratings import ratings
from citytools_analysis.tables.suppliers import supplier_changes

__all__ = [
    "Column", "Fragment", "calls", "contents", "contracts", "decide_next", "estate", "findings", "from_frame", "heading",
    "key_figures", "neighbours", "new_page", "notice", "opportunities", "paragraph", "peers", "provenance", "rated", "ratings",
    "replacements", "side_by_side", "stack", "supplier_changes", "tell", "title", "undated", "unknown_brief", "unknowns",
]  # fmt: skip
