"""How boroughs rate the systems of a service area, and which of them can be told apart."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.diverging import diverging_bars
from citytools_analysis.metrics import satisfaction
from citytools_analysis.metrics.satisfaction.comparison import ABOVE, BELOW
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.service_area.findings import groups_finding
from citytools_analysis.pages.service_area.subject import ServiceArea
from citytools_analysis.pages.supplier.rated import ratings_finding
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_COLUMNS = (
    Column("function", "Function", width=2.6),
    Column("system", "System", width=2),
    Column("group", "Against the average of its function", width=2.2),
    Column("interval", "Net satisfaction, 90% interval", width=2.2),
    Column("n", "Boroughs", "number", width=1),
)


def ratings(area: ServiceArea) -> Chart | Fragment:
    """
    Show how boroughs rate the systems run in a service area, one vote a borough.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    chart
        Bars by system in the order of names, and in the note what is withheld and why; a callout where nothing is told.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> ratings(UNTOLD).text
    'No rating of a system run for Housing and homelessness is held in this edition.'
    """
    told = satisfaction.summary(area.register)
    own = told[told["system_id"].isin(area.system_ids)].sort_values("system", kind="stable")
    own = own.assign(is_withheld=own["is_withheld"].astype("boolean").fillna(value=True).astype("bool"))
    if own.empty:
        return notice(f"No rating of a system run for {area.area} is held in this edition.")
    held, shown = own[own["is_withheld"]], own[~own["is_withheld"]]
    if shown.empty:
        return notice(
            f"Ratings of {count_text(len(held), 'system')}, which is all, are withheld: {withheld_reasons(held)}."
        )
    rest = f" Withheld for {count_text(len(held), 'more system')}: {withheld_reasons(held)}." if len(held) else ""
    note = f"Overall, one vote a borough, systems by name, as of {date_text(area.register.as_of)}.{rest}"
    return diverging_bars(shown, label="system", title=ratings_finding(shown), note=note)


def groups(area: ServiceArea) -> Fragment:
    """
    Say which systems stand above or below the average of their function, or that they cannot be told apart.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a function and system that may be compared, by name and never by score.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> groups(UNTOLD).text
    'No rating is held, so none can be compared.'
    """
    told = satisfaction.groups(area.register)
    if told["function_code"].isna().any():
        return notice(f"Which systems can be told apart is withheld: {withheld_reasons(told)}.")
    own = told[told["function_code"].isin(area.functions["function_code"])]
    is_held = own["is_withheld"].astype("boolean").fillna(value=True).astype("bool")
    shown, held = own[~is_held], own[is_held]
    n_above, n_below = (int((shown["group"] == name).sum()) for name in (ABOVE, BELOW))
    finding = paragraph(groups_finding(len(shown), n_above, n_below, len(held)), *_why(held))
    if shown.empty:
        return finding
    return stack(finding, _table(shown))


def _why(held: pd.DataFrame) -> list[str]:
    return [f"Withheld because: {withheld_reasons(held)}."] if len(held) else []


def _table(shown: pd.DataFrame) -> Fragment:
    rows = [
        row | {"interval": f"{row['value']:+.0f} ({row['lower']:+.0f} to {row['upper']:+.0f})"}
        for row in shown.to_dict("records")
    ]
    caption = f"{count_text(len(rows), 'rating')} that may be compared, by function and name"
    note = (
        "Net satisfaction runs from -100, all dissatisfied, to +100. Each is drawn towards the others of its function, the "
        "more so the fewer boroughs rated it. Above or below: with a probability over 90%. No order is meant."
    )
    return from_frame(rows, columns=_COLUMNS, caption=caption, note=note)
