"""Whether the tools do what they were paid for: four criteria, each with its target, its evidence, and what cannot be told."""

from __future__ import annotations

from citytools_analysis.metrics.evaluation.chance import CHANCE_COLUMNS, go_ahead_chance
from citytools_analysis.metrics.evaluation.decisions import decision_use
from citytools_analysis.metrics.evaluation.funnel import FUNNEL_COLUMNS, funnel, joint_purchases
from citytools_analysis.metrics.evaluation.kpis import KPI_COLUMNS
from citytools_analysis.metrics.evaluation.ladder import STAGES
from citytools_analysis.metrics.evaluation.savings import (
    DECISION_COLUMNS,
    SAVING_COLUMNS,
    attributed_saving,
    saving_decisions,
)
from citytools_analysis.metrics.evaluation.scorecard import CLAIM_COLUMNS, cannot_be_claimed, scorecard
from citytools_analysis.metrics.evaluation.service import service_level
from citytools_analysis.metrics.evaluation.suppliers import supplier_conversations

__all__ = [
    "CHANCE_COLUMNS", "CLAIM_COLUMNS", "DECISION_COLUMNS", "FUNNEL_COLUMNS", "KPI_COLUMNS", "SAVING_COLUMNS", "STAGES",
    "attributed_saving", "cannot_be_claimed", "decision_use", "funnel", "go_ahead_chance", "joint_purchases",
    "saving_decisions", "scorecard", "service_level", "supplier_conversations",
]  # fmt: skip
