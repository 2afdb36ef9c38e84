"""The milestones: when each starts and is due, how it stands on the day, and who answers for it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.pages.project_plan.findings import milestones_finding
from citytools_analysis.pages.project_plan.live import NOT_MEASURED, measured_text
from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, Html, classed, escape, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row

STATES = {"not_started": "not started", "under_way": "under way", "done": "done", "stopped": "stopped"}
_COLUMNS = (
    Column("item", "What", width=2.8),
    Column("start_date", "Starts", "short_date", width=1.1, missing="not set"),
    Column("due_date", "Due", "short_date", width=1.1, missing="not set"),
    Column("stands", "How it stands", width=1.6),
    Column("owner_role", "Who answers for it", width=1.5, missing="nobody yet"),
    Column("now", "Measured now", width=2.3),
)


def dated(plan: Plan) -> pd.DataFrame:
    """
    Give the milestones by the day they are due, with how each stands.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    milestones
        Their rows, with `is_overdue` and `is_late_to_start` on the register's day.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> int(dated(PROPOSED)["is_overdue"].sum())
    0
    """
    told = plan.part("milestone").sort_values(["due_date", "plan_item_id"], kind="stable", na_position="last")
    today = pd.Timestamp(plan.register.as_of)
    is_open = ~told["state"].isin(["done", "stopped"])
    is_unbegun = told["state"].isna() | told["state"].eq("not_started")
    return told.assign(
        is_overdue=is_open & (told["due_date"] < today), is_late_to_start=is_unbegun & (told["start_date"] < today)
    ).reset_index(drop=True)


def finding_of(plan: Plan) -> str:
    """
    Say in one sentence where the milestones stand.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> finding_of(BLANK)
    'The plan has no milestone yet.'
    """
    told = dated(plan)
    kept = told[told["state"].ne("stopped")]
    ahead = kept[kept["state"].ne("done") & ~kept["is_overdue"]].dropna(subset=["due_date"])
    following = (str(ahead["in_short"].iloc[0]), ahead["due_date"].iloc[0]) if len(ahead) else None
    overdue = kept.loc[kept["is_overdue"], "in_short"].tolist()
    return milestones_finding(int(kept["state"].eq("done").sum()), n_of=len(kept), overdue=overdue, following=following)


def milestones(plan: Plan) -> Fragment:
    """
    List the milestones in the order they are due.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row a milestone; what is overdue says so in words. A callout where there is none.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> milestones(BLANK).text.splitlines()[0]
    'The plan has no milestone yet.'
    """
    told, finding = dated(plan), finding_of(plan)
    if told.empty:
        return notice(finding, "Rows of the section milestone in plan_items.csv would show here.")
    rows = [{**row, "stands": stands(row, plan), "now": _now(plan, row)} for row in told.to_dict("records")]
    caption = f"{count_text(len(rows), 'milestone')}, as of {date_text(plan.register.as_of)}"
    return stack(paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption))


def _now(plan: Plan, row: Row) -> str:
    words = measured_text(plan, row["measure"])
    return "\N{EN DASH}" if words == NOT_MEASURED else words


def stands(row: dict[Any, Any], plan: Plan) -> Html:
    """
    Say how a milestone stands on the register's day.

    Parameters
    ----------
    row
        One row of `dated`.
    plan
        The plan.

    Returns
    -------
    html
        Such as `under way, due in 25 days`; late ones in the class `ct-overdue`, and in words.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> stands(dated(PROPOSED).to_dict("records")[0], PROPOSED)
    'under way, due in 25 days'
    """
    state = "not started" if is_missing(row["state"]) else STATES[str(row["state"])]
    if state in {"done", "stopped"} or is_missing(row["due_date"]):
        return escape(state)
    days = (row["due_date"] - pd.Timestamp(plan.register.as_of)).days
    if row["is_overdue"]:
        late = classed(f"overdue by {count_text(-days, 'day')}", "ct-overdue")
        return Html(f"{late}, {escape(state)}")
    if row["is_late_to_start"]:
        return Html(f"{classed('late to start', 'ct-overdue')}, due in {count_text(days, 'day')}")
    return escape(f"{state}, due in {count_text(days, 'day')}" if days else f"{state}, due today")
