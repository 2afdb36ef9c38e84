"""The top of the project plan: where it stands, and five live figures."""

from __future__ import annotations

from citytools_analysis.pages.project_plan.dates import dated, finding_of
from citytools_analysis.pages.project_plan.live import kpi_text, target_text
from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.words import Row

_KPIS = (
    ("boroughs_answered", "boroughs that answered"),
    ("critical_ends_known", "ends known of critical work"),
    ("decisions", "decisions that cite the tools"),
    ("joint_notices", "joint purchases in a notice"),
)


def title(plan: Plan) -> Fragment:
    """
    Open the plan with where its milestones stand.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK
    >>> title(BLANK).text.splitlines()[-1]
    'The plan has no milestone yet.'
    """
    return cover(plan.register, name="Project plan", finding=finding_of(plan), report="Project plan")


def key_figures(plan: Plan) -> Fragment:
    """
    Give the milestones done and four figures of the evaluation, each with its target.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The figures; what is not known is `unknown`, what this edition may not show `withheld`.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> key_figures(PROPOSED).text.splitlines()[:3]
    ['milestones done', '0', 'of 12; none overdue']
    """
    return figures(_milestones(plan), *(_kpi(plan, kpi, label) for kpi, label in _KPIS))


def _milestones(plan: Plan) -> Figure:
    label, told = "milestones done", dated(plan)
    kept = told[told["state"].ne("stopped")]
    if kept.empty:
        return Figure(label, UNKNOWN, "the plan has none yet")
    n_late = int(kept["is_overdue"].sum())
    return Figure(label, str(int(kept["state"].eq("done").sum())), f"of {len(kept)}; {n_late or 'none'} overdue")


def _kpi(plan: Plan, kpi: str, label: str) -> Figure:
    row = plan.kpis[plan.kpis["kpi"] == kpi].to_dict("records")[0]
    words, target = kpi_text(row), target_text(plan, kpi)
    if is_missing(row["value"]):
        held = words.startswith("Withheld")
        reason = "members\N{RIGHT SINGLE QUOTATION MARK} data" if held else words.removeprefix("Not known: ")
        return Figure(label, "withheld" if held else UNKNOWN, f"{reason}; target {target.split(':', maxsplit=1)[0]}")
    first, _, rest = words.partition(" ")
    return Figure(label, first, f"{_out_of(row, rest)}target {target}")


def _out_of(row: Row, rest: str) -> str:
    """Say of how many a figure is: of all boroughs, of all places, or of what was logged."""
    if rest.startswith("of "):
        return f"{rest.removesuffix(' boroughs')}; "
    if is_missing(row["n_of"]):
        return ""
    return f"of {row['n_of']:g} {'places' if row['unit'] == 'share' else 'logged'}; "
