"""
The second workshop's pack: what boroughs agree on, what they share, and what to put to each supplier.

Opening
    `about`, `title`, `key_figures`, `suppliers`.
In the room
    `by_dimension`, `agreement`, `common_complaints`, `shared_problems`, `questions`, `attendees`, `capture_sheet`.
Afterwards
    `before_and_after`, `alignment`, `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.workshop_suppliers import findings
from citytools_analysis.pages.workshop_suppliers.agreed import agreement, by_dimension
from citytools_analysis.pages.workshop_suppliers.complaints import common_complaints, shared_problems
from citytools_analysis.pages.workshop_suppliers.evidence import Suppliers, about
from citytools_analysis.pages.workshop_suppliers.opening import key_figures, rests_on, title
from citytools_analysis.pages.workshop_suppliers.questions import questions
from citytools_analysis.pages.workshop_suppliers.suppliers import suppliers
from citytools_analysis.pages.workshop_suppliers.worth import alignment, before_and_after
from citytools_analysis.pages.workshop_use_cases.attendees import attendees
from citytools_analysis.pages.workshop_use_cases.capture import capture_sheet

__all__ = [
    "Suppliers", "about", "agreement", "alignment", "attendees", "before_and_after", "by_dimension", "capture_sheet",
    "common_complaints", "findings", "key_figures", "questions", "rests_on", "shared_problems", "suppliers", "title",
]  # fmt: skip
