"""How complete and fresh the register is, borough by borough and source by source."""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.grids import heat_grid
from citytools_analysis.pages.london.findings import fresh_finding
from citytools_analysis.pages.london.subject import London
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack

_COLUMNS = (
    Column("borough", "Borough", width=1.9),
    Column("status", "What is held", width=1.9),
    Column("n_records", "Records", "number", width=0.8, missing="none"),
    Column("ends", "Contracts with an end", width=1.45),
    Column("named", "Answers that name the system", width=1.5),
    Column("oldest_date", "Oldest true up to", "date", width=1.2, missing="no record"),
)
_STATUS = {"nothing known": "no data, which is not none"}
_NUMBERS = ("n_records", "n_contracts", "n_with_end", "n_systems", "n_named")


def by_borough(london: London) -> Fragment:
    """
    List what is held of each borough: how much, how well and how old.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        The finding, and one row a borough; no data is never `not used`.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> by_borough(NOTHING).text.splitlines()[3].endswith("none none known none known no record")
    True
    """
    sums = london.told.groupby("borough_id")[list(_NUMBERS)].sum(min_count=1)
    oldest = london.told.groupby("borough_id")["oldest_date"].min()
    rows = london.known[["borough_id", "borough", "status"]].merge(sums.assign(oldest_date=oldest), on="borough_id")
    records = [_told(row) for row in rows.to_dict("records")]
    n_known = int(london.known["status"].ne("nothing known").sum())
    caption = f"{n_known} of {count_text(len(rows), 'borough')} with a record, by all kinds of source"
    note = (
        "A record that two kinds of source tell counts in each; contracts that have ended count, too. An end is a day, or that the contract rolls on. No data says "
        "nothing of what a borough uses."
    )
    finding = paragraph(fresh_finding(london.told))
    return stack(finding, from_frame(records, columns=_COLUMNS, caption=caption, note=note))


def _told(row: dict[Any, Any]) -> dict[str, object]:
    return {
        "borough": row["borough"],
        "status": _STATUS.get(row["status"], row["status"]),
        "n_records": row["n_records"],
        "ends": _share(row["n_with_end"], row["n_contracts"]),
        "named": _share(row["n_named"], row["n_systems"]),
        "oldest_date": row["oldest_date"],
    }


def _share(part: Any, whole: Any) -> str:
    if pd.isna(whole) or not whole:
        return "none known"
    return f"{int(part)} of {int(whole)} ({part / whole:.0%})"


def by_source(london: London, *, width_mm: float = 150.0) -> Chart | Fragment:
    """
    Draw how many records each kind of source gives of each borough.

    Parameters
    ----------
    london
        London, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        A grid of boroughs and kinds of source; a callout where no source says anything.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> "returns" in by_source(NOTHING).text
    True
    """
    told = london.told.rename(columns={"borough": "row", "source_group": "column", "n_records": "value"})
    n_two = int((london.told[london.told["state"] == "known"].groupby("borough_id").size() > 1).sum())
    total = london.told["borough_id"].nunique()
    title = f"More than one kind of source tells of {n_two or 'none'} of {count_text(total, 'borough')}"
    note = f"Records by kind of source. Unknown: no source of that kind names the borough, which is not none. As of {date_text(london.register.as_of)}."
    mend = "Boroughs\N{RIGHT SINGLE QUOTATION MARK} returns, published notices or contract registers would fill it."
    return heat_grid(told, title=title, note=note, unit="records", mend=mend, width_mm=width_mm)
