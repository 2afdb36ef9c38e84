"""
A service area's briefing: which systems are run for its functions and by whom, when they end, and who could buy together.

First page
    `about`, `title`, `key_figures`, `act_next`.
Detail
    `systems`, `supply`, `largest`, `by_quarter`, `ratings`, `groups`, `together`, `contracts`, `rests_on`; the sentences
    are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.service_area import findings
from citytools_analysis.pages.service_area.ends import act_next, by_quarter, contracts
from citytools_analysis.pages.service_area.opening import key_figures, rests_on, title
from citytools_analysis.pages.service_area.rated import groups, ratings
from citytools_analysis.pages.service_area.subject import ServiceArea, about
from citytools_analysis.pages.service_area.supply import largest, supply
from citytools_analysis.pages.service_area.systems import systems
from citytools_analysis.pages.service_area.together import together

__all__ = [
    "ServiceArea", "about", "act_next", "by_quarter", "contracts", "findings", "groups", "key_figures", "largest",
    "ratings", "rests_on", "supply", "systems", "title", "together",
]  # fmt: skip
