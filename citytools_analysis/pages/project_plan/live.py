"""The live figure beside a line of the plan: what the register says now, and how it stands to the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citytools_analysis.charts.numbers import pounds_text
from citytools_analysis.pages.project_plan.subject import Plan
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import is_missing
from citytools_analysis.tables.words import Row, sentence_start

NOT_MEASURED = "not measured"
_SINGULAR = {"boroughs": "borough", "notices": "notice", "awards": "award", "decisions": "decision", "events": "event",
             "suppliers": "supplier", "days": "day"}  # fmt: skip


def now_text(plan: Plan, measure: object) -> str:
    """
    Give the figure of a measure as the register has it now.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.
    measure
        A KPI of the evaluation, or nothing.

    Returns
    -------
    words
        Such as `22 of 33 boroughs`, why it is not known, or `not measured`.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> now_text(PROPOSED, "boroughs_answered"), now_text(PROPOSED, None)
    ('0 of 33 boroughs', 'not measured')
    """
    row = _row(plan, measure)
    return kpi_text(row) if row else NOT_MEASURED


def measured_text(plan: Plan, measure: object) -> str:
    """
    Give the figure of a measure with what it counts, for a table that has no other column to say it.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.
    measure
        A KPI of the evaluation, or nothing.

    Returns
    -------
    words
        As `now_text` gives, and in brackets what is counted.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> measured_text(PROPOSED, "boroughs_answered"), measured_text(PROPOSED, None)
    ('0 of 33 boroughs (boroughs that sent a return)', 'not measured')
    """
    row = _row(plan, measure)
    return f"{kpi_text(row)} ({str(row['what']).split(',', maxsplit=1)[0]})" if row else NOT_MEASURED


def target_text(plan: Plan, measure: object) -> str:
    """
    Give the target of a measure for the first year, and whether it is met.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.
    measure
        A KPI of the evaluation, or nothing.

    Returns
    -------
    words
        Such as `24: not met`.

    Examples
    --------
    >>> from citytools_analysis.pages.project_plan.examples import PROPOSED
    >>> target_text(PROPOSED, "boroughs_answered"), target_text(PROPOSED, "net_saving")
    ('24: not met', 'no target set')
    """
    row = _row(plan, measure)
    if not row or is_missing(row["target_year_1"]):
        return "no target set"
    return f"{aim_text(row, 'target_year_1')}: {row['state_year_1']}"


def _row(plan: Plan, measure: object) -> Mapping[Any, Any]:
    if is_missing(measure):
        return {}
    return next(iter(plan.kpis[plan.kpis["kpi"] == str(measure)].to_dict("records")), {})


def aim_text(row: Row, name: str) -> str:
    """
    Write a target in its unit.

    Parameters
    ----------
    row
        One row of the scorecard.
    name
        The column of the target.

    Returns
    -------
    words
        Such as `99.5%`; nothing set says so.

    Examples
    --------
    >>> aim_text({"unit": "share", "target_year_1": 0.995}, "target_year_1")
    '99.5%'
    """
    value = row[name]
    if is_missing(value):
        return "none set"
    return share_text(float(value)) if row["unit"] == "share" else f"{float(value):g}"


def kpi_text(row: Row) -> str:
    """
    Write a figure of the scorecard with its unit and what it is out of.

    Parameters
    ----------
    row
        One row of the scorecard.

    Returns
    -------
    words
        The figure; where there is none, why.

    Examples
    --------
    >>> kpi_text({"value": None, "reason": "service_log is empty: nothing was logged, which is not none", "unit": "share"})
    'Not known: service log is empty'
    >>> kpi_text({"value": 51_137.1, "reason": "", "unit": "pounds at present value"})
    '£51k'
    """
    if is_missing(row["value"]) or bool(row.get("is_withheld")):
        reason = str(row.get("reason") or "nothing is recorded").split(": nothing was logged")[0].replace("_", " ")
        return (
            "Withheld: members\N{RIGHT SINGLE QUOTATION MARK} data"
            if reason.startswith("members")
            else f"Not known: {reason}"
        )
    value, unit = float(row["value"]), str(row["unit"])
    if unit == "share":
        return share_text(value)
    if unit.startswith("pounds"):
        return pounds_text(value)
    words = (
        count_text(int(value), _SINGULAR[unit], unit)
        if unit in _SINGULAR and value == int(value)
        else f"{value:g} {unit}"
    )
    n_of: Any = row.get("n_of")
    return (
        f"{value:g} of {float(n_of):g} boroughs"
        if unit == "boroughs" and not is_missing(n_of)
        else sentence_start(words)
    )


def share_text(value: float) -> str:
    """
    Write a share so that it does not round up to all.

    Parameters
    ----------
    value
        0 to 1.

    Returns
    -------
    words
        Whole per cent; from 95 on with one decimal.

    Examples
    --------
    >>> share_text(0.8425), share_text(0.9985), share_text(1)
    ('84%', '99.9%', '100%')
    """
    return f"{value:.1%}" if 0.95 <= value < 1 else f"{value:.0%}"
