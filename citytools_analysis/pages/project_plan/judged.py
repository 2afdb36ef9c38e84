"""How the project is judged: the four criteria with their live figures, and how far joint purchases came."""

from __future__ import annotations

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.funnels import funnel
from citytools_analysis.pages.project_plan.findings import criteria_finding
from citytools_analysis.pages.project_plan.live import aim_text, kpi_text
from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, number_word, sentence_start

_CRITERIA = {
    1: "1 Fully operational",
    2: "2 Better-value contracts",
    3: "3 Talks with suppliers",
    4: "4 Joint procurement",
}
_COLUMNS = (
    Column("criterion", "Criterion", width=1.6),
    Column("what", "What is counted", width=2.6),
    Column("now", "Now", width=1.6),
    Column("known", "Known, of", width=0.9),
    Column("year_1", "Target, year 1", width=0.9),
    Column("year_2", "Target, year 2", width=0.9),
    Column("state_year_1", "Met in year 1?", width=1.1),
)


def criteria(plan: Plan) -> Fragment:
    """
    Put the four criteria with their live figures and targets on one table.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row a measure.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> criteria(PROPOSED).text.splitlines()[0]
    'Of 11 targets for the first year none is met and one is not; of ten it cannot be told.'
    """
    told = plan.kpis[plan.kpis["target_year_1"].notna()]
    states = told["state_year_1"].value_counts()
    finding = criteria_finding(int(states.get("met", 0)), int(states.get("not met", 0)), n_of=len(told))
    rows = [
        {
            **row, "criterion": _CRITERIA[int(row["criterion"])], "now": kpi_text(row), "known": _known(row),
            "year_1": aim_text(row, "target_year_1"), "year_2": aim_text(row, "target_year_2"),
        }
        for row in plan.kpis.to_dict("records")
    ]  # fmt: skip
    note = (
        "A target is met or not only if nothing unknown could change it. A met criterion does not make up for another."
    )
    return stack(
        paragraph(finding),
        from_frame(
            rows, columns=_COLUMNS, caption=f"{count_text(len(rows), 'measure')} of the four criteria", note=note
        ),
    )


def _known(row: Row) -> str:
    if is_missing(row["n_of"]) or not row["n_of"]:
        return "\N{EN DASH}"
    return f"{0 if is_missing(row['n']) else int(row['n'])} of {int(row['n_of'])}"


def joint_purchases(plan: Plan) -> Chart | Fragment:
    """
    Draw how many joint purchases reached each stage.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    chart
        The funnel; a callout that says why where nothing is logged or may be shown.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> joint_purchases(PROPOSED).text.splitlines()[0]
    'How far joint purchases came: not known: joint stages is empty.'
    """
    told = plan.stages.assign(n=plan.stages["value"])
    if told["n"].isna().all():
        reason = kpi_text({"value": None, "reason": next(iter(told["reason"]), ""), "unit": ""})
        return notice(f"How far joint purchases came: {reason[:1].lower()}{reason[1:]}.")
    note = f"Joint purchases in the log; one that skipped a stage counts as having reached it. As of {date_text(plan.register.as_of)}."
    counts = told["n"].dropna()
    first = int(counts.iloc[0]) if len(counts) else 0
    last = int(counts.iloc[-1]) if len(counts) else 0
    ended = sentence_start(number_word(last)) if last else "None"
    title = f"{ended} of {first} joint purchases {'was' if last < 2 else 'were'} awarded"
    return funnel(told, title=title, note=note, what="joint purchases")
