"""
What boroughs could buy together: the opportunities in order, what ends when, and a page a case.

First page
    `about`, `title`, `key_figures`, `first`.
Detail
    `opportunities`, `cases`, `quarters`, `ending`, `leverage`, `bridging`, `assumptions`, `what_settles`, `rests_on`; the
    sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.joint_procurement import findings
from citytools_analysis.pages.joint_procurement.beyond import bridging, leverage, rests_on
from citytools_analysis.pages.joint_procurement.cases import cases
from citytools_analysis.pages.joint_procurement.ends import ending, quarters
from citytools_analysis.pages.joint_procurement.gates import what_settles
from citytools_analysis.pages.joint_procurement.opening import key_figures, title
from citytools_analysis.pages.joint_procurement.ranked import first, opportunities
from citytools_analysis.pages.joint_procurement.subject import Joint, about
from citytools_analysis.pages.joint_procurement.value import assumptions

__all__ = [
    "Joint", "about", "assumptions", "bridging", "cases", "ending", "findings", "first", "key_figures", "leverage",
    "opportunities", "quarters", "rests_on", "title", "what_settles",
]  # fmt: skip
