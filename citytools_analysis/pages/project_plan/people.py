"""Who is needed and on whose authority: roles, never names."""

from __future__ import annotations

from citytools_analysis.pages.project_plan.dates import STATES
from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_SKILLS = (
    Column("owner_role", "Role", width=1.6, missing="nobody yet"),
    Column("item", "What it has to be able to do", width=4.5),
)
_MANDATES = (
    Column("item", "What has to be agreed", width=4),
    Column("owner_role", "By whom", width=1.8, missing="nobody yet"),
    Column("stands", "State", width=1.2, missing="not started"),
)


def people(plan: Plan) -> Fragment:
    """
    List the skills needed and the mandates to be given.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        Two tables; a callout where the plan names neither.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> people(BLANK).text
    'The plan names neither skills nor a mandate yet.'
    """
    skills, mandates = plan.part("skill"), plan.part("mandate")
    if skills.empty and mandates.empty:
        return notice("The plan names neither skills nor a mandate yet.")
    rows = [
        {**row, "stands": None if is_missing(row["state"]) else STATES[str(row["state"])]}
        for row in mandates.to_dict("records")
    ]
    n_given = sum(row["stands"] == "done" for row in rows)
    finding = (
        f"{count_text(len(skills), 'skill')} {'is' if len(skills) == 1 else 'are'} needed; {n_given or 'none'} of "
        f"{count_text(len(rows), 'mandate')} {'is' if n_given < 2 else 'are'} given."
    )
    return stack(
        paragraph(finding),
        from_frame(skills, columns=_SKILLS, caption=f"{count_text(len(skills), 'skill')}, by role"),
        from_frame(rows, columns=_MANDATES, caption=count_text(len(rows), "mandate")),
    )
