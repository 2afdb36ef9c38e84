"""What changed: since the cut before, and what the register dates in the last months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from citytools_analysis.metrics.changes import KINDS, changes
from citytools_analysis.metrics.happened import happened as dated_events
from citytools_analysis.pages.london.findings import changes_finding, happened_finding
from citytools_analysis.pages.london.subject import London
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.sourced import source_of

_MONTHS, _LISTED = 3, 20
_CHANGED = (
    Column("change", "Change", width=1.3),
    Column("borough", "Borough", width=1.4, missing="all"),
    Column("name", "What", width=2.6),
    Column("differs", "From and to", width=2.6),
    Column("source", "Source", width=1.6),
)
_HAPPENED = (
    Column("happened_date", "Day", "date", width=1.35),
    Column("what", "What happened", width=1.6),
    Column("borough", "Borough", width=1.4, missing="all"),
    Column("name", "About", width=2.6),
    Column("detail", "Detail", width=1.9, missing="none"),
    Column("source", "Source", width=1.3),
)


def since_the_cut_before(london: London) -> Fragment:
    """
    List what changed since the sources before the latest were obtained.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        The finding and the first 20 changes, the workbook all; a callout where everything was obtained on one day.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> since_the_cut_before(NOTHING).text
    'There is no earlier cut to compare with: no source was obtained.'
    """
    days = cut_days(london.register.sources)
    if len(days) < 2:
        why = f"every source was obtained on {date_text(days[0])}" if days else "no source was obtained"
        return notice(f"There is no earlier cut to compare with: {why}.")
    told = changes(replace(london.register, as_of=days[-2]), london.register)
    counts = {kind: int(told["change"].eq(kind).sum()) for kind in KINDS}
    finding = paragraph(changes_finding(counts, since=days[-2]))
    if told.empty:
        return finding
    rows = [_changed(row, london.register.sources) for row in told.to_dict("records")]
    n = len(rows)
    caption = (
        f"{'The first ' if n > _LISTED else ''}{min(n, _LISTED)} of {count_text(n, 'change')}, new and ended first"
    )
    note = "Corrected: what was known is now told otherwise. Extended: a notice of change or an option moved the end."
    whole = from_frame(rows, columns=_CHANGED, caption=f"Every change since {date_text(days[-2])}")
    shown = stack(finding, from_frame(rows[:_LISTED], columns=_CHANGED, caption=caption, note=note))
    return Fragment(shown.html, attached=whole.attached)


def cut_days(sources: pd.DataFrame) -> list[date]:
    """
    List the days on which sources were obtained.

    Parameters
    ----------
    sources
        The register's `sources`: `retrieved_date`.

    Returns
    -------
    days
        Each once, the earliest first.

    Examples
    --------
    >>> cut_days(pd.DataFrame({"retrieved_date": pd.to_datetime(["2026-11-23", "2026-10-01", "2026-11-23"])}))
    [datetime.date(2026, 10, 1), datetime.date(2026, 11, 23)]
    """
    return sorted({pd.Timestamp(day).date() for day in sources["retrieved_date"].dropna()})


def _changed(row: Mapping[Any, Any], sources: pd.DataFrame) -> dict[str, object]:
    before, after = (UNKNOWN if is_missing(row[name]) else str(row[name]) for name in ("before", "after"))
    column = "" if is_missing(row["column"]) else f"{str(row['column']).replace('_', ' ')}: "
    is_plain = row["change"] in {"new", "withdrawn"}
    words = f"{column}{after}" if row["change"] == "new" else f"{column}{before} to {after}"
    return {
        "change": str(row["change"]).replace("_", " "),
        "borough": row["borough"],
        "name": row["name"],
        "differs": "no longer told"
        if row["change"] == "withdrawn"
        else words
        if not is_plain or after != UNKNOWN
        else UNKNOWN,
        "source": source_of({**row, "confirmed_date": row["known_on_date"]}, sources),
    }


def in_the_last_months(london: London) -> Fragment:
    """
    List what the register dates in the last three months: contracts begun and ended, notices, suppliers renamed or bought.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        The finding and the first 20 events, the latest first; the workbook has all.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> in_the_last_months(NOTHING).text
    'The register dates nothing after 23 Aug 2026.'
    """
    since = (pd.Timestamp(london.register.as_of) - pd.DateOffset(months=_MONTHS)).date()
    told = dated_events(london.register, since=since)
    counts = {str(what): int(n) for what, n in told["what"].value_counts(sort=False).sort_index().items()}
    finding = paragraph(happened_finding(counts, since=since))
    if told.empty:
        return finding
    sources = london.register.sources
    rows = [{**row, "source": source_of(row, sources)} for row in told.to_dict("records")]
    n = len(rows)
    caption = _first_of(n, "event", "the latest first")
    note = "A committed end that has passed does not say that the contract is no longer used."
    whole = from_frame(rows, columns=_HAPPENED, caption=f"Every event after {date_text(since)}")
    shown = stack(finding, from_frame(rows[:_LISTED], columns=_HAPPENED, caption=caption, note=note))
    return Fragment(shown.html, attached=whole.attached)


def _first_of(n: int, noun: str, order: str) -> str:
    every = f"{count_text(n, noun)}, {order}"
    return f"The first {_LISTED} of {every}" if n > _LISTED else every
