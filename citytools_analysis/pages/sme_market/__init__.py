"""
The market as a small supplier sees it: where and when work comes up, who has it now, who buys from small firms, and how.

First page
    `about`, `title`, `key_figures`, `when_it_ends`, `next_to_end`.
Where and when
    `by_area`, `notices_ahead`.
Who has it
    `how_settled`, `who_supplies`.
Who buys from small firms
    `small_buyers`.
By which route
    `routes_used`, `frameworks`, `newcomers`, `sizes`; `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.sme_market import findings
from citytools_analysis.pages.sme_market.ahead import notices_ahead
from citytools_analysis.pages.sme_market.areas import by_area, next_to_end
from citytools_analysis.pages.sme_market.buyers import small_buyers
from citytools_analysis.pages.sme_market.calendar import when_it_ends
from citytools_analysis.pages.sme_market.entry import newcomers, sizes
from citytools_analysis.pages.sme_market.held import who_supplies
from citytools_analysis.pages.sme_market.opening import key_figures, title
from citytools_analysis.pages.sme_market.routes import frameworks, routes_used
from citytools_analysis.pages.sme_market.settled import how_settled
from citytools_analysis.pages.sme_market.sourced import rests_on
from citytools_analysis.pages.sme_market.subject import Market, about

__all__ = [
    "Market", "about", "by_area", "findings", "frameworks", "how_settled", "key_figures", "newcomers", "next_to_end", "notices_ahead",
    "rests_on", "routes_used", "sizes", "small_buyers", "title", "when_it_ends", "who_supplies",
]  # fmt: skip
