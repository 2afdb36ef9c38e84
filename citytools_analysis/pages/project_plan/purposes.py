"""What the tools are for: outcomes with their live figures, problems with what answers them, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citytools_analysis.pages.project_plan.dates import STATES
from citytools_analysis.pages.project_plan.findings import answered_finding
from citytools_analysis.pages.project_plan.live import measured_text, now_text, target_text
from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, Html, escape, is_missing, link, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row

_OUTCOMES = (
    Column("item", "Desired outcome", width=2.8),
    Column("what", "Measured by", width=2.6, missing="nothing yet"),
    Column("now", "Now", width=1.5),
    Column("target", "Target, year 1", width=1.3),
)
_PROBLEMS = (
    Column("item", "Known problem", width=3),
    Column("answers", "What answers it", width=3.4, missing="nothing yet"),
    Column("found_in", "Where it was found", width=1.6),
)
_OUTPUTS = (
    Column("item", "Output", width=2.8),
    Column("stands", "State", width=0.9, missing="not started"),
    Column("answers", "Part of which solution", width=2.6, missing="none named"),
    Column("now", "Measured now", width=2.4),
)


def outcomes(plan: Plan) -> Fragment:
    """
    List the outcomes wanted, each with its live figure and target.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row an outcome; a callout where the plan names none.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> outcomes(BLANK).text
    'The plan names no outcome yet.'
    """
    told = plan.part("outcome")
    if told.empty:
        return notice("The plan names no outcome yet.")
    what = dict(zip(plan.kpis["kpi"], plan.kpis["what"], strict=True))
    values = dict(zip(plan.kpis["kpi"], plan.kpis["value"].notna(), strict=True))
    rows = [
        {**row, "what": what.get(row["measure"]), "now": now_text(plan, row["measure"]), "target": target_text(plan, row["measure"])}
        for row in told.to_dict("records")
    ]  # fmt: skip
    n_known = sum(bool(values.get(row["measure"])) for row in rows)
    finding = f"{n_known or 'None'} of {count_text(len(rows), 'outcome')} {'has' if n_known < 2 else 'have'} a figure in this edition today."
    note = "What each measure rests on, and what cannot be claimed, is in the evaluation."
    table = from_frame(
        rows, columns=_OUTCOMES, caption=f"{count_text(len(rows), 'outcome')} and how they stand", note=note
    )
    return stack(paragraph(finding), table)


def problems(plan: Plan) -> Fragment:
    """
    List the known problems with the solutions that serve them.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row a problem; one that nothing answers says so.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> problems(BLANK).text
    'The plan names no problem yet.'
    """
    told, answers = plan.part("problem"), _answers(plan)
    rows = [
        {**row, "answers": answers.get(row["plan_item_id"]), "found_in": _linked(str(row["source"]))}
        for row in told.to_dict("records")
    ]
    unanswered = [str(row["in_short"]) for row in rows if not row["answers"]]
    finding = answered_finding(unanswered, n_of=len(rows))
    if not rows:
        return notice(finding)
    return stack(
        paragraph(finding),
        from_frame(rows, columns=_PROBLEMS, caption=f"{count_text(len(rows), 'problem')} and what answers them"),
    )


def _linked(source: str) -> Html:
    """Show a source that ends in an address as a link on its words."""
    words, _, address = source.partition(": http")
    return link(f"http{address}", words, otherwise=source) if address else escape(source)


def _answers(plan: Plan) -> Mapping[Any, str]:
    """Give for each problem the solutions that serve it, with their state, as one text."""
    served: dict[str, list[str]] = {}
    for row in plan.part("solution").to_dict("records"):
        state = f" ({STATES[str(row['state'])]})" if not is_missing(row["state"]) else ""
        for target in _serves(row):
            served.setdefault(target, []).append(f"{row['in_short']}{state}")
    return {target: "; ".join(items) for target, items in served.items()}


def _serves(row: Row) -> list[str]:
    return [] if is_missing(row["serves"]) else str(row["serves"]).split("|")


def outputs(plan: Plan) -> Fragment:
    """
    List what the project brings forth, with its state and the figure that shows its use.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row an output; a callout where the plan names none.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> outputs(BLANK).text
    'The plan names no output yet.'
    """
    told = plan.part("output")
    if told.empty:
        return notice("The plan names no output yet.")
    rows = [
        {
            **row, "stands": None if is_missing(row["state"]) else STATES[str(row["state"])],
            "answers": "; ".join(plan.names[one] for one in _serves(row)), "now": measured_text(plan, row["measure"]),
        }
        for row in told.to_dict("records")
    ]  # fmt: skip
    n_done = sum(row["stands"] == "done" for row in rows)
    finding = f"{n_done or 'None'} of {count_text(len(rows), 'output')} {'is' if n_done < 2 else 'are'} done."
    return stack(paragraph(finding), from_frame(rows, columns=_OUTPUTS, caption=count_text(len(rows), "output")))
