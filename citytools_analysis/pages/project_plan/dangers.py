"""What could go wrong and what already has: scored risks, highest first, and issues."""

from __future__ import annotations

from citytools_analysis.pages.project_plan.dates import STATES
from citytools_analysis.pages.project_plan.findings import risks_finding
from citytools_analysis.pages.project_plan.live import NOT_MEASURED, measured_text
from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row

_HIGH = 15
_RISKS = (
    Column("item", "Risk", width=2.3),
    Column("scored", "Likelihood times impact", width=1.25),
    Column("response", "What is done about it", width=2.7, missing="nothing yet"),
    Column("owner_role", "Who watches it", width=1.35, missing="nobody yet"),
    Column("now", "Its sign, now", width=2),
)
_ISSUES = (
    Column("item", "Issue", width=2.4),
    Column("impact", "Impact, 1 to 5", "number", width=0.9),
    Column("response", "What is done about it", width=2.2, missing="nothing yet"),
    Column("owner_role", "Who answers for it", width=1.3, missing="nobody yet"),
    Column("stands", "State", width=1, missing="not started"),
    Column("now", "Its figure, now", width=1.9),
)


def risks(plan: Plan) -> Fragment:
    """
    List the risks, the highest first, with what is done and the live figure that would show them coming.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row a risk, scored likelihood times impact of 25; a callout where the plan names none.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> risks(BLANK).text
    'The plan names no risk yet, which is not to say that there is none.'
    """
    told = plan.part("risk")
    told = told.assign(score=told["likelihood"] * told["impact"])
    told = told.sort_values(["score", "plan_item_id"], ascending=[False, True], kind="stable", na_position="last")
    n_high = int((told["score"] >= _HIGH).fillna(value=False).sum())
    finding = risks_finding(n_high, n_of=len(told), worst=str(told["in_short"].iloc[0]) if len(told) else "")
    if told.empty:
        return notice(finding)
    rows = [{**row, "scored": _scored(row), "now": _sign(plan, row["measure"])} for row in told.to_dict("records")]
    table = from_frame(
        rows,
        columns=_RISKS,
        caption=f"{count_text(len(rows), 'risk')}, the highest first",
        note="1 is least, 5 is most; a judgement, not a measurement.",
    )
    return stack(paragraph(finding), table)


def _scored(row: Row) -> str:
    if is_missing(row["score"]):
        return "not scored"
    return f"{row['likelihood']} \N{MULTIPLICATION SIGN} {row['impact']} = {row['score']}"


def _sign(plan: Plan, measure: object) -> str:
    words = measured_text(plan, measure)
    return "no sign is measured" if words == NOT_MEASURED else words


def issues(plan: Plan) -> Fragment:
    """
    List what already stands in the way.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row an issue that is not done, the gravest first; a callout where there is none.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> issues(BLANK).text
    'The plan names no open issue.'
    """
    told = plan.part("issue")
    told = told[~told["state"].isin(["done", "stopped"])]
    told = told.sort_values(["impact", "plan_item_id"], ascending=[False, True], kind="stable", na_position="last")
    if told.empty:
        return notice("The plan names no open issue.")
    rows = [
        {**row, "stands": None if is_missing(row["state"]) else STATES[str(row["state"])], "now": _sign(plan, row["measure"])}
        for row in told.to_dict("records")
    ]  # fmt: skip
    gravest = told["in_short"].iloc[0]
    finding = f"{count_text(len(rows), 'issue')} {'is' if len(rows) == 1 else 'are'} open; the gravest: {gravest}."
    return stack(
        paragraph(finding),
        from_frame(rows, columns=_ISSUES, caption=f"{count_text(len(rows), 'open issue')}, the gravest first"),
    )
