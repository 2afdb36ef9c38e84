"""
The first workshop's pack: who should be there, a wall sheet, cards to score, and what the next version should do.

Opening
    `about`, `title`, `key_figures`, `map_of_room`, `attendees`.
In the room
    `wall`, `use_case_cards`, `scoring_sheet`, `capture_sheet`.
Afterwards
    `specification`, `needed`, `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.workshop_use_cases import findings
from citytools_analysis.pages.workshop_use_cases.attendees import attendees
from citytools_analysis.pages.workshop_use_cases.capture import capture_sheet
from citytools_analysis.pages.workshop_use_cases.cards import scoring_sheet, use_case_cards
from citytools_analysis.pages.workshop_use_cases.opening import key_figures, map_of_room, rests_on, title
from citytools_analysis.pages.workshop_use_cases.room import Room, about
from citytools_analysis.pages.workshop_use_cases.specification import needed, specification
from citytools_analysis.pages.workshop_use_cases.wall import wall

__all__ = [
    "Room", "about", "attendees", "capture_sheet", "findings", "key_figures", "map_of_room", "needed", "rests_on",
    "scoring_sheet", "specification", "title", "use_case_cards", "wall",
]  # fmt: skip
