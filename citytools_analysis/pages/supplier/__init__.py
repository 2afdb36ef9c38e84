"""
A supplier's briefing: who uses it and until when, how it is rated, and what boroughs could ask it together.

First page
    `about`, `title`, `key_figures`, `questions`.
Detail
    `customers`, `timeline`, `ratings`, `problems`, `awards`, `performance`, `company`, `contracts`, `rests_on`; the
    sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.supplier import findings
from citytools_analysis.pages.supplier.customers import company, contracts, customers, rests_on, timeline
from citytools_analysis.pages.supplier.opening import key_figures, title
from citytools_analysis.pages.supplier.questions import questions
from citytools_analysis.pages.supplier.rated import ratings
from citytools_analysis.pages.supplier.records import awards, performance
from citytools_analysis.pages.supplier.shared import problems
from citytools_analysis.pages.supplier.subject import Supplier, about

__all__ = [
    "Supplier", "about", "awards", "company", "contracts", "customers", "findings", "key_figures", "performance",
    "problems", "questions", "ratings", "rests_on", "timeline", "title",
]  # fmt: skip
