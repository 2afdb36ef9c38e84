"""What ends when in a service area: by quarter, and contract by contract from the soonest day to act."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.quarters import ends_by_quarter
from citytools_analysis.metrics import renewals
from citytools_analysis.metrics.held import told_in_part
from citytools_analysis.pages.service_area.subject import ServiceArea
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.acting import act_by, ends_text
from citytools_analysis.tables.findings import ends_finding, timeline_finding
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.sourced import source_of
from citytools_analysis.tables.words import Row, later_text, not_told_note, system_of, value_of, value_text

_FIRST = 10
_NEXT = (
    Column("borough", "Borough", width=1.5),
    Column("function", "Function", width=2.2),
    Column("system", "System", width=1.6),
    Column("act", "Act by", width=1.7),
    Column("ends", "Ends", width=1.3),
    Column("latest", "Latest end", width=1.1),
)
_ALL = (
    Column("borough", "Borough", width=1.5),
    Column("both", "Function and system", width=2.95),
    Column("act", "Act by", width=1.95),
    Column("ends", "Ends", width=1.2),
    Column("latest", "Latest end", width=1.2),
    Column("annual_value_gbp", "£ a year", "pounds", width=1.05),
    Column("source", "Source", width=1.15),
)
_DEFAULTS = "Act by counts back from the committed end by the lead time: planning defaults, not law."


def act_next(area: ServiceArea) -> Fragment:
    """
    List the contracts of a service area that must be acted on soonest.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then at most ten rows, one a borough served and contract; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> act_next(UNTOLD).text.splitlines()[0]
    'No contract is known for Housing and homelessness, so nobody can be said to have to act.'
    """
    if area.decisions.empty:
        return notice(
            f"No contract is known for {area.area}, so nobody can be said to have to act.",
            "A return, a published notice or a council's register of contracts would fill this table.",
        )
    dated = area.decisions[area.decisions["end_state"].isin(["known", "rolling"])]
    if dated.empty:
        return notice(ends_finding(area.contracts, as_of=area.register.as_of))
    finding = timeline_finding(area.contracts[area.contracts["end_state"].eq("known")], as_of=area.register.as_of)
    rows = [_told(row, area) for row in dated.head(_FIRST).to_dict("records")]
    n = count_text(len(area.decisions), "row")
    caption = f"Decide next: the first {len(rows)} of {n}, the soonest to act first; all are under Every contract"
    if len(rows) == len(area.decisions):
        caption = f"Decide next: {count_text(len(rows), 'contract')}, the soonest to act first"
    return stack(paragraph(f"{finding}."), from_frame(rows, columns=_NEXT, caption=caption, note=_DEFAULTS))


def _told(row: Row, area: ServiceArea) -> dict[str, object]:
    return {
        "borough": row["borough"],
        "function": value_of(row, "function", "title"),
        "system": system_of(row),
        "both": f"{value_of(row, 'function', 'title')} · {system_of(row)}",
        "act": act_by(row, short=True),
        "ends": ends_text(row),
        "latest": later_text(row, short=True),
        "annual_value_gbp": value_text(row, told_in_part(area.register, "contracts")),
        "source": source_of(row, area.register.sources, short=True),
    }


def calendar_of(area: ServiceArea) -> pd.DataFrame:
    """
    Count what ends in each quarter in a service area, by committed end.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    calendar
        The area's rows of `renewals.profile`, with the columns that `ends_by_quarter` wants.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> calendar_of(UNTOLD).empty
    True
    """
    told = renewals.profile(area.register)
    own = told[told["area_code"].eq(area.area_code) & told["series"].eq("committed_end")]
    return own.rename(columns={"period_start_date": "quarter_start_date"}).reset_index(drop=True)


def by_quarter(area: ServiceArea) -> Chart | Fragment:
    """
    Draw how many contracts of a service area end in each quarter.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    chart
        A column a quarter of the next three years; what ends later is said beneath; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> by_quarter(UNTOLD).text
    'No contract is known, so no quarter can be filled.'
    """
    counted = calendar_of(area)
    by_kind = {str(kind): int(n) for kind, n in counted.groupby("kind")["n_contracts"].sum().items()}
    later = by_kind.get("later", 0)
    if by_kind and not by_kind.get("quarter"):
        return notice(_none_ahead(by_kind))
    chart = ends_by_quarter(counted, as_of=area.register.as_of)
    if not later:
        return chart
    verb = "contract ends" if later == 1 else "contracts end"
    return stack(chart, paragraph(f"After these quarters {later} more {verb}."))


def _none_ahead(by_kind: dict[str, int]) -> str:
    words = {"later": "later", "expired in use": "passed and in use", "rolling": "rolling", "unknown": "unknown"}
    parts = ", ".join([f"{told} {by_kind[kind]}" for kind, told in words.items() if by_kind.get(kind)])
    return f"No contract has a known end in the next three years. Contracts by their end: {parts}."


def contracts(area: ServiceArea) -> Fragment:
    """
    List every contract of a service area, the soonest to act first.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a borough served and contract, those without a day to act by last; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> contracts(UNTOLD).text
    'No contract is known, so nothing can be said about when things end.'
    """
    finding = ends_finding(area.contracts, as_of=area.register.as_of)
    if area.decisions.empty:
        return notice(finding)
    rows = [_told(row, area) for row in area.decisions.to_dict("records")]
    shared = len(area.decisions) - len(area.contracts)
    joint = f"; one that serves several boroughs stands once for each ({shared} more rows)" if shared else ""
    caption = f"{count_text(len(area.contracts), 'contract')} known as of {date_text(area.register.as_of)}{joint}"
    note = f"{_DEFAULTS} Values are a year, of the whole contract; a ceiling is no value."
    note += not_told_note(told_in_part(area.register, "contracts"))
    return stack(paragraph(finding), from_frame(rows, columns=_ALL, caption=caption, note=note))
