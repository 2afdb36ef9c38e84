"""
The project's plan on a page: outcomes, problems, solutions, skills and mandate, outputs, dates, risks, and how it is judged.

First page
    `about`, `title`, `key_figures`, `on_a_page`.
What it is for
    `outcomes`, `problems`, `outputs`.
Who and when
    `people`, `milestones`.
What could go wrong, and how it is judged
    `risks`, `issues`, `criteria`, `joint_purchases`, `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.project_plan import findings
from citytools_analysis.pages.project_plan.dangers import issues, risks
from citytools_analysis.pages.project_plan.dates import milestones
from citytools_analysis.pages.project_plan.judged import criteria, joint_purchases
from citytools_analysis.pages.project_plan.one_page import on_a_page
from citytools_analysis.pages.project_plan.opening import key_figures, title
from citytools_analysis.pages.project_plan.people import people
from citytools_analysis.pages.project_plan.purposes import outcomes, outputs, problems
from citytools_analysis.pages.project_plan.sourced import rests_on
from citytools_analysis.pages.project_plan.subject import Plan, about

__all__ = [
    "Plan", "about", "criteria", "findings", "issues", "joint_purchases", "key_figures", "milestones", "on_a_page",
    "outcomes", "outputs", "people", "problems", "rests_on", "risks", "title",
]  # fmt: skip
