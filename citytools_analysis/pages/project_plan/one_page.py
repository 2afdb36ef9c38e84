"""The plan on one page: what is wanted, what stands in the way, what answers it, who, what comes out, and by when."""

from __future__ import annotations

from citytools_analysis.pages.project_plan.dates import dated, stands
from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, Html, escape, paragraph, strong
from citytools_analysis.tables.layout import bullets, notice, side_by_side, stack

_LEFT = (("outcome", "Desired outcomes"), ("problem", "Known problems"), ("skill", "Skills"))
_RIGHT = (("solution", "Solutions"), ("output", "Outputs"), ("mandate", "Mandate"))
_NEXT = 5


def on_a_page(plan: Plan) -> Fragment:
    """
    Put the whole plan side by side in short lists.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        Two columns of lists, the next dates last; a callout where the plan is empty.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import BLANK, PROPOSED
    >>> on_a_page(BLANK).text
    'The plan is empty: plan_items.csv holds no row.'
    >>> on_a_page(PROPOSED).text.splitlines()[0]
    'A proposal: none of 5 mandates is given yet. Every line stands in full below.'
    """
    if plan.items.empty:
        return notice("The plan is empty: plan_items.csv holds no row.")
    left = [_listed(plan, section, words) for section, words in _LEFT]
    right = [_listed(plan, section, words) for section, words in _RIGHT]
    return stack(paragraph(_standing(plan)), side_by_side(stack(*left), stack(*right)), _next(plan))


def _standing(plan: Plan) -> str:
    mandates = plan.part("mandate")
    n_given, n_of = int(mandates["state"].eq("done").sum()), len(mandates)
    in_full = "Every line stands in full below."
    if not n_given:
        what = f"none of {count_text(n_of, 'mandate')} is given yet" if n_of else "it names no mandate yet"
        return f"A proposal: {what}. {in_full}"
    return f"{n_given} of {count_text(n_of, 'mandate')} {'is' if n_given == 1 else 'are'} given. {in_full}"


def _listed(plan: Plan, section: str, words: str) -> Fragment:
    items = plan.part(section)["in_short"].tolist()
    return _block(words, items or ["none named yet"])


def _next(plan: Plan) -> Fragment:
    told = dated(plan)
    open_ones = told[~told["state"].isin(["done", "stopped"])].head(_NEXT).to_dict("records")
    items = [
        Html(f"{escape(date_text(row['due_date']))}: {escape(row['in_short'])} ({stands(row, plan)})")
        for row in open_ones
    ]
    return _block("Next dates", items or ["none lies ahead"])


def _block(words: str, items: list[str] | list[Html]) -> Fragment:
    return Fragment(f"<p>{strong(words)}</p>{bullets(items)}")
