"""What the plan rests on: its own reviewed table, and the register's sources."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.provenance import rests_on as sources_of


def rests_on(plan: Plan) -> Fragment:
    """
    Say that the lines of the plan are a reviewed proposal, and list the sources of its figures.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        A sentence and the sources, or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> rests_on(PROPOSED).text.splitlines()[-1]
    'No source says anything about the figures beside the plan.'
    """
    register = plan.register
    told = (
        f"The plan is {count_text(len(plan.items), 'line')} of the reviewed table plan_items.csv: a proposal, which its owner changes "
        "there. Targets are those of evaluation_targets.csv. Figures of use and of joint purchases come from the logs kept "
        "beside the register."
    )
    ids = pd.concat([register.contracts["source_id"], register.deployments["source_id"]]).dropna()
    return stack(paragraph(told), sources_of(register, ids, about="the figures beside the plan"))
