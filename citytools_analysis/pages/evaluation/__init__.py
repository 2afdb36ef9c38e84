"""
The evaluation: four criteria, each with its target, its figure, its evidence, and what cannot be claimed.

First page
    `about`, `title`, `key_figures`, `criteria`.
Each criterion
    `service`, `use`, `suppliers`, `joint` with their `measures`.
Detail
    `decision_log`, `supplier_log`, `funnel`, `steps`, `saving`, `claims`, `rests_on`; the sentences are in `findings`.
"""

from __future__ import annotations

from citytools_analysis.pages.evaluation import findings
from citytools_analysis.pages.evaluation.claims import claims, rests_on
from citytools_analysis.pages.evaluation.logs import supplier_log
from citytools_analysis.pages.evaluation.measures import joint, measures, service, suppliers, use
from citytools_analysis.pages.evaluation.opening import criteria, key_figures, title
from citytools_analysis.pages.evaluation.purchases import funnel, steps
from citytools_analysis.pages.evaluation.savings import decision_log, saving
from citytools_analysis.pages.evaluation.subject import Evaluation, about

__all__ = [
    "Evaluation", "about", "claims", "criteria", "decision_log", "findings", "funnel", "joint", "key_figures", "measures",
    "rests_on", "saving", "service", "steps", "supplier_log", "suppliers", "title", "use",
]  # fmt: skip
