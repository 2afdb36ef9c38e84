"""
A system's briefing: who runs it since when, who left or joined, and who could buy together.

First page
    `about`, `title`, `key_figures`, `users`, `map_of_users`.
Detail
    `timeline`, `standing`, `moves`, `skills_offered`, `ratings`, `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.system import findings
from citytools_analysis.pages.system.lent import skills_offered
from citytools_analysis.pages.system.moves import moves
from citytools_analysis.pages.system.opening import key_figures, map_of_users, title
from citytools_analysis.pages.system.rated import ratings
from citytools_analysis.pages.system.subject import System, about
from citytools_analysis.pages.system.users import rests_on, timeline, users
from citytools_analysis.pages.system.window import standing

__all__ = [
    "System", "about", "findings", "key_figures", "map_of_users", "moves", "ratings", "rests_on", "skills_offered", "standing",
    "timeline", "title", "users",
]  # fmt: skip
