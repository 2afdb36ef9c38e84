"""Every contract of a borough: those with a known end, soonest decision first, and apart those without."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.acting import act_by, ends_text, lead_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.sourced import source_of
from citytools_analysis.tables.words import Row, end_text, later_text, system_of, value_of

_DATED = (
    Column("both", "Function and system", width=2.85),
    Column("act", "Act by", width=1.9),
    Column("ends", "Ends", width=1.2),
    Column("latest", "Latest end", width=1.2),
    Column("annual_value_gbp", "£ a year", "pounds", width=1.05),
    Column("basis", "Lead time", width=1.15),
    Column("source", "Source", width=1.1),
)
_UNDATED = (
    Column("title", "Contract", width=2.8),
    Column("what", "Function", width=2.4),
    Column("system", "System", width=1.8),
    Column("why", "Why it cannot be placed", width=1.9),
    Column("source", "Source", width=1.6),
)


def contracts(decisions: pd.DataFrame, *, sources: pd.DataFrame) -> Fragment:
    """
    List the contracts with a known end or rolling on, soonest decision first.

    Parameters
    ----------
    decisions
        The borough's rows of `renewals.decisions`.
    sources
        The register's sources.

    Returns
    -------
    fragment
        One row a contract, committed and latest end apart; or a callout.

    Examples
    --------
    >>> contracts(pd.DataFrame({"end_state": ["unknown"]}), sources=pd.DataFrame()).text
    'No contract has a known end, so there is nothing to list.'
    """
    dated = decisions[decisions["end_state"].isin(["known", "rolling"])]
    if decisions.empty:
        return Fragment("")  # the timeline has said so already
    if dated.empty:
        return notice("No contract has a known end, so there is nothing to list.")
    rows = [
        _told(row, sources)
        | {"act": act_by(row, short=True), "ends": _ends(row), "latest": later_text(row, short=True)}
        for row in dated.to_dict("records")
    ]
    caption = f"{count_text(len(dated), 'contract')} of {len(decisions)} with a known end or rolling on"
    note = (
        "Act by counts back from the committed end by the lead time: planning defaults, not law. Latest end uses every "
        "option left. Values are a year, without VAT where the source says that it is included; unknown where only a "
        "ceiling is known, or what a value covers is not."
    )
    return from_frame(rows, columns=_DATED, caption=caption, note=note)


def undated(decisions: pd.DataFrame, *, sources: pd.DataFrame) -> Fragment:
    """
    List the contracts that no day can be worked out for, and why.

    Parameters
    ----------
    decisions
        The borough's rows of `renewals.decisions`.
    sources
        The register's sources.

    Returns
    -------
    fragment
        One row a contract; or a callout that says there is none.

    Examples
    --------
    >>> undated(pd.DataFrame({"end_state": ["known"]}), sources=pd.DataFrame()).text
    'Every known contract has a known end or rolls on.'
    """
    rest = decisions[~decisions["end_state"].isin(["known", "rolling"])]
    if decisions.empty:
        return notice("No contract is known.")
    if rest.empty:
        return notice("Every known contract has a known end or rolls on.")
    rows = [_told(row, sources) | {"why": _why(row)} for row in rest.to_dict("records")]
    caption = f"{count_text(len(rest), 'contract')} of {len(decisions)} without an end to plan by"
    return from_frame(rows, columns=_UNDATED, caption=caption)


def _told(row: Row, sources: pd.DataFrame) -> dict[str, object]:
    return {
        "title": row.get("title"),
        "what": value_of(row, "function", "title"),
        "system": system_of(row),
        "both": f"{value_of(row, 'function', 'title')} · {system_of(row)}",
        "annual_value_gbp": row.get("annual_value_gbp"),
        "basis": "no fixed end" if row.get("end_state") == "rolling" else lead_text(row),
        "source": source_of(row, sources, short=True),
    }


def _ends(row: Row) -> str:
    day = row.get("break_date")
    if is_missing(day):
        return ends_text(row)
    precision = "day" if is_missing(row.get("break_date_precision")) else str(row["break_date_precision"])
    return f"{ends_text(row)}; break {date_text(day, precision=precision, short=precision == 'day')}"


def _why(row: Row) -> str:
    note = value_of(row, "end_note")
    return note if note != "unknown" else end_text(row)
