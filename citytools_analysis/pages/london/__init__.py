"""
London at a glance: how complete and fresh the register is, how concentrated supply is, and what changed.

First page
    `about`, `title`, `key_figures`, `map_of_what_is_known`.
Detail
    `by_borough`, `by_source`, `by_area`, `effective`, `moved`, `few`, `suppliers_and_satisfaction`, `answers_by_area`,
    `answers_by_system`, `answers_problems`, `answers_skills`, `moved_since`, `changed`,
    `since_the_cut_before`, `in_the_last_months`, `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.london import findings
from citytools_analysis.pages.london.answers import (
    answers_by_area,
    answers_by_system,
    answers_problems,
    answers_skills,
)
from citytools_analysis.pages.london.changed import in_the_last_months, since_the_cut_before
from citytools_analysis.pages.london.complete import by_borough, by_source
from citytools_analysis.pages.london.concentrated import by_area, effective, few, moved
from citytools_analysis.pages.london.opening import key_figures, map_of_what_is_known, title
from citytools_analysis.pages.london.resting import rests_on
from citytools_analysis.pages.london.satisfied import suppliers_and_satisfaction
from citytools_analysis.pages.london.since import changed, moved_since
from citytools_analysis.pages.london.subject import London, about

__all__ = [
    "London", "about", "answers_by_area", "answers_by_system", "answers_problems", "answers_skills", "by_area", "by_borough", "by_source", "changed", "effective", "few", "findings", "in_the_last_months",
    "key_figures", "map_of_what_is_known", "moved", "moved_since", "rests_on", "since_the_cut_before", "suppliers_and_satisfaction", "title",
]  # fmt: skip
