"""Every assumption: low, central and high, its unit and source, and how to change it."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.assumptions import assumptions_used
from citytools_analysis.pages.resource_plan.findings import given_finding
from citytools_analysis.pages.resource_plan.subject import Plan
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.provenance import rests_on as sources_of
from citytools_analysis.tables.words import Row, sentence_start

_COLUMNS = (
    Column("what", "Name and what it is", width=2.8),
    Column("low", "Low", width=1.15),
    Column("central", "Central", width=1.15),
    Column("high", "High", width=1.15),
    Column("unit", "Unit", width=1.5),
    Column("source", "Source, and how good it is", width=2.05),
)
_OURS = "ours"
_GRADES = {
    "A": "first-hand",
    "B": "second-hand",
    "C": "weak",
    "D": "not verified",
    "K": "commonly held",
    "S": "simulated",
    _OURS: "our planning figure",
}


def assumptions(plan: Plan) -> Fragment:
    """
    List every assumption the plan rests on, and say how to change one.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        Whether any was changed, how to change one, then one row an assumption.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> assumptions(PLAN).text.splitlines()[1][:58]
    'To try another, build this document again with one or more'
    """
    own = used(plan)
    caption = f"{count_text(len(own), 'assumption')} this plan rests on, of {len(plan.register.reference.assumptions)} reviewed"
    example = own[~own["assumption_id"].isin(plan.given)].tail(1)
    table = from_frame(_rows(own), columns=_COLUMNS, caption=caption, note=_note(own))
    return stack(paragraph(given_finding(plan.given)), paragraph(_how(example)), table)


def used(plan: Plan) -> pd.DataFrame:
    """
    Give the assumptions the plan rests on.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    assumptions
        As `assumptions_used` gives.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> used(PLAN)["assumption_id"].head(2).tolist()
    ['band_large_residents', 'band_small_residents']
    """
    frames = (plan.costs, plan.prices, plan.net, plan.break_even, plan.ceiling, plan.tornado, plan.decay)
    ids = pd.concat(
        [frame[["assumption_ids"]] for frame in frames] + [pd.DataFrame({"assumption_ids": ["discount_rate"]})]
    )
    return assumptions_used(plan.register, ids.astype({"assumption_ids": "object"}))


def others(plan: Plan) -> Fragment:
    """
    List the reviewed assumptions that other documents rest on.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row an assumption; a sentence where there is none.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> "avoided_procurement" in others(PLAN).text
    True
    """
    table, own = plan.register.reference.assumptions, set(used(plan)["assumption_id"])
    rows = table[~table["assumption_id"].isin(own)].sort_values("assumption_id", kind="stable")
    if rows.empty:
        return paragraph("This plan rests on every reviewed assumption.")
    caption = f"{count_text(len(rows), 'assumption')} that only other documents rest on"
    return from_frame(_rows(rows), columns=_COLUMNS, caption=caption)


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {"what": f"{row['assumption_id']}: {row['what']}", "unit": row["unit"], "source": _source(row)}
        | {name: _figure(float(row[name])) for name in ("low", "central", "high")}
        for row in table.to_dict("records")
    ]


def _source(row: Row) -> str:
    grade = "" if is_missing(row["grade"]) else _GRADES.get(str(row["grade"]), str(row["grade"]))
    words = sentence_start(str(row["source"]))
    is_told = row["grade"] == _OURS and words.startswith("Our ")
    return f"{words}: {grade}" if grade and not is_told else words


def _figure(value: float) -> str:
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")


def _how(example: pd.DataFrame) -> str:
    head = (
        "To try another, build this document again with one or more --assume NAME=VALUE, or NAME=LOW/CENTRAL/HIGH; the "
        "document then says which were changed and gets a name of its own."
    )
    if example.empty:
        return head
    row = example.iloc[0]
    low, central, high = (f"{float(row[name]):.10g}" for name in ("low", "central", "high"))
    return f"{head} For example: citytools build resource_plan --assume {row['assumption_id']}={low}/{central}/{high}"


def _note(own: pd.DataFrame) -> str:
    ours = int(own["grade"].eq("ours").sum())
    return (
        f"{ours} of {len(own)} are our own planning figures, without evidence beyond what is named: replace them with what "
        "councils record."
    )


def rests_on(plan: Plan) -> Fragment:
    """
    Say what the plan rests on: the reviewed assumptions, and the sources of the contract ends that would go stale.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The register, and one row a source.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> rests_on(PLAN).text.splitlines()[-1]
    'No source says anything about the contract ends that would go stale.'
    """
    contracts = plan.register.contracts.drop_duplicates("contract_id")
    about = "the contract ends that would go stale"
    words = paragraph(
        "Costs, prices and gains rest on the reviewed assumptions alone; only what goes stale rests on records."
    )
    return stack(words, sources_of(plan.register, contracts["source_id"].dropna(), about=about))
