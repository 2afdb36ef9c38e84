"""What is left if nobody renews the money."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.numbers import pounds_text, share_text
from citytools_analysis.metrics.assumptions import assumed
from citytools_analysis.metrics.resources.decay import SHARE, VALUE
from citytools_analysis.pages.resource_plan.findings import decay_finding
from citytools_analysis.pages.resource_plan.subject import MONTHS, Plan
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_COLUMNS = (
    Column("when", "If the money ends", width=1.6),
    Column("day_date", "On", "date", width=1.2),
    Column("share", "Ends still verified", width=1.2),
    Column("share_range", "At low and high half-life", width=1.6),
    Column("value", "Yearly value still informed", width=1.4),
    Column("value_range", "At low and high", width=1.6),
)


def unfunded(plan: Plan) -> Fragment:
    """
    Say what is left, month by month, if nobody confirms anything any more.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then the share of ends still verified and the value still informed after 0 to 36 months; a callout
        where no end has a day of confirmation.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> unfunded(PLAN).text.splitlines()[0][:50]
    'No contract end is known with the day on which it '
    """
    shares = plan.decay[plan.decay["measure"] == SHARE]
    finding = decay_finding(shares)
    if shares["value"].isna().all():
        return notice(finding, "Contracts with an end, and the day on which each was last confirmed, would fill it.")
    rows = [_row(plan.decay, month) for month in MONTHS]
    first = shares.iloc[0]
    caption = f"What is left, of {first['n']:,.0f} contract ends with a day of confirmation, of {first['n_of']:,.0f} known in this edition"
    note = (
        f"{_half_life(plan)} An end that is not verified is not wrong; it may be. The value is the assumed yearly value "
        "influenced, as far as its ends are verified: a planning figure, not a saving lost. After that, no new notices are "
        "read, no returns asked for, and no edition made."
    )
    return stack(paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption, note=note))


def _half_life(plan: Plan) -> str:
    days = assumed(plan.register, "freshness_half_life")
    return (
        f"Half of what was verified is taken to be so no longer after {days.central:,.0f} days "
        f"({days.low:,.0f} to {days.high:,.0f})."
    )


def _row(decay: pd.DataFrame, month: int) -> dict[str, object]:
    at = {row["measure"]: row for row in decay[decay["month"] == month].to_dict("records")}
    when = "today" if not month else f"{month} months later"
    told: dict[str, object] = {"when": when, "day_date": at[SHARE]["day_date"]}
    for name, measure, write in (("share", SHARE, share_text), ("value", VALUE, pounds_text)):
        row = at[measure]
        known = not is_missing(row["value"])
        told[name] = write(float(row["value"])) if known else UNKNOWN
        told[f"{name}_range"] = f"{write(float(row['lower']))} to {write(float(row['upper']))}" if known else UNKNOWN
    return told
