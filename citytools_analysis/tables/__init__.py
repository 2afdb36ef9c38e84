"""
Tables and the words round them, as escaped HTML fragments that the exporters understand.

Opening a document
    `cover`, `Figure`, `figures`.
Contracts
    `contracts`, `undated`.
What a document rests on
    `provenance`, `rests_on`, `corrections`.
Sheets to use by hand
    `wall_sheet`, `cards`, `checklist`.
Layout
    `side_by_side`, `stack`, `heading`, `paragraph`, `notice`, `contents`, `new_page`.
Making one
    `Fragment`, `Column`, `from_frame`; sentences any document may use are in `findings`.
"""

from __future__ import annotations

import sys

from citytools_analysis.surface import only_public
from citytools_analysis.tables import findings
from citytools_analysis.tables.corrections import corrections
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.ends import contracts, undated
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import contents, heading, new_page, notice, side_by_side, stack
from citytools_analysis.tables.provenance import provenance, rests_on
from citytools_analysis.tables.sheets import cards, checklist, wall_sheet

__all__ = [
    "Column", "Figure", "Fragment", "cards", "checklist", "contents", "contracts", "corrections", "cover", "figures",
    "findings", "from_frame", "heading", "new_page", "notice", "paragraph", "provenance", "rests_on", "side_by_side", "stack",
    "undated", "wall_sheet",
]  # fmt: skip

only_public(sys.modules[__name__])  # an attribute of the package as soon as anything imports it
