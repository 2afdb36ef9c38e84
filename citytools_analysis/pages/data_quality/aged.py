"""How long ago what is known was last confirmed, and where it is oldest."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.strips import strip_plot
from citytools_analysis.metrics import coverage
from citytools_analysis.pages.data_quality.findings import age_finding
from citytools_analysis.pages.data_quality.subject import Quality
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame

_GROUPS = {"contracts": "Contracts", "deployments": "Systems in use", "ratings": "Ratings"}
_OLDEST = 10
_COLUMNS = (
    Column("borough", "Borough", width=2),
    Column("group", "What", width=1.4),
    Column("value", "Days since half were confirmed", "number", width=1.2),
    Column("worth", "Worth left", "share", width=0.9),
    Column("n", "Records with a day", "number", width=1),
    Column("n_undated", "Without a day", "number", width=1),
)


def ages(quality: Quality) -> Chart | Fragment:
    """
    Draw how old each borough's records are, by kind.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    chart
        One dot a borough, the median of the boroughs marked; a callout where no record has a day.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> "days" in ages(EMPTY).text
    True
    """
    rows = _measure(quality, "median_age_days").assign(is_withheld=lambda frame: frame["value"].isna())
    records = coverage.dated_records(quality.register)
    own = records.loc[records["field_group"] == "contracts", "age_days"].dropna()
    finding = age_finding(float(own.median()) if len(own) else None, len(own)).removesuffix(".")
    half = "; ".join(f"{_GROUPS[group].lower()} {days}" for group, days in coverage.HALF_LIFE_DAYS.items())
    note = (
        f"One dot a borough: the median age of its records, in days to {date_text(quality.register.as_of)}. Half-life in days: {half}. "
        "The day a source says that a row was true counts, never the day a file was obtained or edited."
    )
    return strip_plot(rows, title=finding, note=note, unit="days since last confirmed", group="group")


def oldest(quality: Quality) -> Fragment:
    """
    List where what is known is oldest.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        At most ten rows, a borough and kind of record, and how much of the worth of the records is left; what is not known
        or withheld is counted in words.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> oldest(EMPTY).text
    'Of 99 pairs of borough and kind of record no age can be given: no such record of the borough (99).'
    """
    rows = _measure(quality, "median_age_days")
    fresh = _measure(quality, "freshness")[["borough_id", "field_group", "value"]].rename(columns={"value": "worth"})
    rows = rows.merge(fresh, on=["borough_id", "field_group"]).assign(value=lambda frame: frame["value"].round())
    told = rows[rows["value"].notna()].sort_values(["worth", "borough"], kind="stable", ignore_index=True)
    why = _reasons(rows)
    if told.empty:
        return paragraph(f"Of {len(rows)} pairs of borough and kind of record no age can be given: {why}.")
    n = min(_OLDEST, len(told))
    caption = f"The {n} of {len(told)} whose records have lost most of their worth"
    n_open = int(rows["value"].isna().sum())
    rest = (
        f"For {count_text(n_open, 'pair')} of borough and kind of record no age can be given: {why}. " if n_open else ""
    )
    note = (
        "Worth left is the mean of one half to the power of age over half-life: a record confirmed today counts 100%, one "
        f"a half-life ago 50%. It says how old, not how accurate. {rest}All {len(told)} ages are in the workbook."
    )
    table = from_frame(told.head(_OLDEST), columns=_COLUMNS, caption=caption, note=note)
    every = from_frame(told, columns=_COLUMNS, caption="Age of what is known, by borough and kind of record")
    return Fragment(table.html, attached=every.attached)


def _measure(quality: Quality, measure: str) -> pd.DataFrame:
    rows = quality.freshness[quality.freshness["measure"] == measure]
    return rows.assign(group=rows["field_group"].map(_GROUPS)).reset_index(drop=True)


def _reasons(rows: pd.DataFrame) -> str:
    counts = rows.loc[rows["value"].isna(), "reason"].value_counts().sort_index()
    return "; ".join(f"{words} ({n})" for words, n in counts.items())
