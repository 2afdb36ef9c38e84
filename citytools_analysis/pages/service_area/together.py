"""For which functions of a service area boroughs could buy together, when, and who."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.service_area.findings import together_finding
from citytools_analysis.pages.service_area.subject import ServiceArea
from citytools_analysis.style import UNKNOWN, count_text, date_text, money_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, joined

_COLUMNS = (
    Column("function", "Function", width=1.9),
    Column("when", "Shared start", width=1.5),
    Column("n_boroughs", "Boroughs", "number", width=1.1),
    Column("n_extending", "Extending", "number", width=1.15),
    Column("others", "Others", width=1.2),
    Column("value", "A year", width=1.35),
    Column("who", "Who", width=3.3),
)


def together(area: ServiceArea) -> Fragment:
    """
    List, for each function of a service area, the largest set of boroughs that could start anew together.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a function with a shared window, most boroughs first; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> together(UNTOLD).text.splitlines()[0]
    'For none of 7 functions are two boroughs known to share a window in which both could start anew.'
    """
    first = area.sets.drop_duplicates("function_code")
    largest = int(first["n_boroughs"].iloc[0]) if len(first) else 0
    function = str(first["function"].iloc[0]) if len(first) else ""
    finding = together_finding(len(first), len(area.functions), largest=largest, function=function)
    if first.empty:
        return notice(finding, "End dates of more contracts could show one.")
    others = area.sets.groupby("function_code").size()
    rows = [_row(row, area, int(others[row["function_code"]])) for row in first.to_dict("records")]
    caption = f"The largest of {count_text(len(area.sets), 'set')} for each of {count_text(len(rows), 'function')}"
    note = (
        "Extending: boroughs of the set that reach it only by an option. If dated: boroughs that might join were the end "
        "of their contract known. Too late: theirs ends before anything could start. A year: what is known, of so many "
        "contracts. Boroughs that share a service decide as one. A reason to talk, not legal advice."
    )
    return stack(paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption, note=note))


def _row(row: Row, area: ServiceArea, n_sets: int) -> dict[str, object]:
    members = area.found.members
    own = members[members["opportunity_id"] == row["opportunity_id"]]
    extending = own.loc[own["is_by_extending"].astype("boolean").fillna(value=False), "borough_id"]
    return {
        "function": row["function"],
        "when": _when(row, n_sets),
        "n_boroughs": row["n_boroughs"],
        "n_extending": extending.nunique(),
        "others": _others(row),
        "value": _value(row),
        "who": joined(sorted(set(own["borough"]))),
    }


def _when(row: Row, n_sets: int) -> str:
    start, end = (date_text(pd.Timestamp(row[name]), short=True) for name in ("window_start_date", "window_end_date"))
    days = start if start == end else f"{start} to {end}"
    more = n_sets - 1
    return f"{days}; {more} more window{'s' if more > 1 else ''}" if more else days


def _others(row: Row) -> str:
    counts = (("n_would_join_if_dated", "if dated"), ("n_too_late", "too late"))
    parts = [f"{row[name]} {words}" for name, words in counts if not is_missing(row[name]) and row[name]]
    return "; ".join(parts) or "none known"


def _value(row: Row) -> str:
    if is_missing(row["annual_value_gbp"]) or not row["n_valued"]:
        return UNKNOWN
    return f"{money_text(row['annual_value_gbp'])} ({row['n_valued']} of {row['n_contracts']})"
