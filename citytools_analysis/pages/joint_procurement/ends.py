"""What ends in each quarter, and the contracts that do, with current and latest end apart."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.quarters import ends_by_quarter
from citytools_analysis.metrics import renewals
from citytools_analysis.metrics.days import last_day
from citytools_analysis.pages.joint_procurement.findings import first_of
from citytools_analysis.pages.joint_procurement.subject import Joint
from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.tables.findings import ends_finding
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, end_text, joined, later_text, system_of, value_of

_LISTED = 8
_COLUMNS = (
    Column("who", "Borough", width=1.6),
    Column("what", "Function and system", width=2.8),
    Column("ends", "Ends", width=1.1),
    Column("latest", "Latest end", width=1.2),
    Column("review", "Review", width=1.1),
    Column("annual_value_gbp", "£ a year", "pounds", width=1),
    Column("annual_value_note", "What the value is", width=1.7),
)


def quarters(here: Joint, *, width_mm: float = 172.0) -> Chart | Fragment:
    """
    Draw how many contracts end in each quarter, in the service areas asked for.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The columns, with what has run out, rolls on or has no known end apart; a callout where no contract is known.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> quarters(NOBODY).text
    'No contract is known, so no quarter can be filled.'
    """
    profile = renewals.profile(here.register)
    told = profile[(profile["series"] == "committed_end") & (profile["kind"] != "later")]
    if here.area_codes:
        told = told[told["area_code"].isin(here.area_codes)]
    keys = ["period", "kind", "period_start_date"]
    summed = told.groupby(keys, sort=False, dropna=False)["n_contracts"].sum().reset_index()
    calendar = summed.rename(columns={"period_start_date": "quarter_start_date"})
    return ends_by_quarter(calendar, as_of=here.register.as_of, width_mm=width_mm)


def ending(here: Joint) -> Fragment:
    """
    List the contracts that end within three years, the soonest first.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        The finding and the first 8; the workbook has every contract in the service areas, also those without a known
        end.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> ending(NOBODY).text
    'No contract is known, so nothing can be said about when things end.'
    """
    finding = ends_finding(here.decisions, as_of=here.register.as_of)
    if here.decisions.empty:
        return notice(finding)
    reviews = here.register.contracts[["contract_id", "review_date", "review_date_precision"]]
    ordered = here.decisions.merge(reviews, on="contract_id").sort_values(
        ["end_date", "contract_id"], kind="stable", na_position="last"
    )
    ahead = ordered[_is_ahead(ordered, here)]
    whole = from_frame(
        [_told(row, here) for row in ordered.to_dict("records")],
        columns=_COLUMNS, caption="Every contract in the service areas, by its end",
    )  # fmt: skip
    if ahead.empty:
        return Fragment(notice(finding, "None has a known end in the next 36 months.").html, attached=whole.attached)
    rows = [_told(row, here) for row in ahead.head(_LISTED).to_dict("records")]
    caption = first_of(len(rows), len(ahead), "contract", "with an end within 36 months, soonest first")
    note = (
        "Ends are committed ends; the latest end uses every option left, and nobody has to use one. A review is no end. The "
        "workbook has every contract in these service areas."
    )
    shown = stack(paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption, note=note))
    return Fragment(shown.html, attached=whole.attached)


def _is_ahead(decisions: pd.DataFrame, here: Joint) -> pd.Series:
    today = pd.Timestamp(here.register.as_of)
    ends = last_day(decisions["end_date"], decisions["end_date_precision"])
    return (
        decisions["end_state"].eq("known")
        & (ends >= today)
        & (decisions["end_date"] <= today + pd.DateOffset(months=36))
    )


def _told(row: Row, here: Joint) -> dict[str, object]:
    return {
        "who": _who(row, here),
        "what": f"{value_of(row, 'function', 'title')} · {system_of(row)}",
        "ends": end_text(row, short=True),
        "latest": later_text(row, short=True),
        "review": _review(row),
        "annual_value_gbp": row["annual_value_gbp"],
        "annual_value_note": row["annual_value_note"],
    }


def _who(row: Row, here: Joint) -> str:
    partners = [] if is_missing(row.get("partner_borough_ids")) else str(row["partner_borough_ids"]).split("|")
    ids = [] if is_missing(row["borough_id"]) else [str(row["borough_id"])]
    return joined([here.names.get(key, key) for key in [*ids, *partners]]) or UNKNOWN


def _review(row: Row) -> str:
    if is_missing(row["review_date"]):
        return UNKNOWN
    precision = row["review_date_precision"]
    return date_text(row["review_date"], precision="day" if is_missing(precision) else str(precision))
