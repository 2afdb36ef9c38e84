"""Where and when work comes up, service area by service area: who has it, until when, and where that is published."""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.metrics.days import last_day
from citytools_analysis.pages.sme_market.findings import area_finding
from citytools_analysis.pages.sme_market.shortened import shortened
from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.pages.sme_market.unpublished import NO_CONTRACT
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, link, paragraph
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.layout import heading, notice, stack
from citytools_analysis.tables.words import Row, end_text, joined, later_text, system_of

_SHOWN, _SHOWN_ALONE = 8, 40
_NOT_PUBLISHED = "not published"
_COLUMNS = (
    Column("borough", "Borough", width=1.7),
    Column("work", "Work", width=2.5),
    Column("held", "Who has it now", width=2.1),
    Column("quarter", "Quarter", width=1.3),
    Column("ends", "Ends", width=1.3),
    Column("latest", "Latest end", width=1.2),
    Column("published", "Published", width=1.4),
)
_NOTE = "Soonest first. The latest end uses every option."
_NEXT_SHOWN = 8
_NEXT_COLUMNS = tuple(column for column in _COLUMNS if column.name != "quarter")


def next_to_end(market: Market) -> Fragment:
    """
    List the contracts that come to an end next, in any service area.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        The first few contracts whose end is known and lies ahead; nothing where there is none, for the picture says so.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> next_to_end(EMPTY).text
    ''
    """
    ahead = market.contracts[market.contracts["period_start_date"].notna()]
    if ahead.empty:
        return Fragment("")
    rows = [_told(row) for row in _soonest_first(ahead).to_dict("records")]
    return shortened(rows, columns=_NEXT_COLUMNS, caption="Ending next", most=_NEXT_SHOWN, note=_NOTE)


def by_area(market: Market) -> Fragment:
    """
    List for each service area what ends when, and who has it now.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        A heading, a sentence and a table for each service area of which anything is known, the first rows of each in
        print; the others are named at the end.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> by_area(EMPTY).text.splitlines()[0]
    'Nothing is published yet about who supplies the boroughs, or until when.'
    """
    told = {code: market.openings[market.openings["area_code"] == code] for code in market.areas}
    known = [code for code, rows in told.items() if len(rows)]
    silent = [market.areas[code] for code, rows in told.items() if rows.empty]
    if not known:
        return notice(
            "Nothing is published yet about who supplies the boroughs, or until when.",
            "A contract register or a contract notice with its end date would show here.",
        )
    most = _SHOWN if market.is_whole else _SHOWN_ALONE
    parts = [part for code in known for part in _area(market.areas[code], told[code], most)]
    rest = [paragraph(f"Nothing is published about {joined(silent)}.")] if silent else []
    return stack(*parts, *_unplaced(market), *rest)


def _soonest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort by the last day an end can mean: one known to a year is not put before one known to a day in it."""
    by = last_day(rows["end_date"], rows["end_date_precision"])
    return rows.assign(by=by).sort_values("by", kind="stable", na_position="last")


def _unplaced(market: Market) -> list[Fragment]:
    n = int(market.openings["area_code"].isna().sum())
    if not n:
        return []
    verb = "speaks" if n == 1 else "speak"
    return [paragraph(f"{count_text(n, 'more contract')} {verb} of work that no service area is known for.")]


def _area(name: str, rows: pd.DataFrame, most: int) -> list[Fragment]:
    periods = rows["period"].value_counts()
    apart = [int(periods.get(period, 0)) for period in ("expired in use", "rolling", "unknown", NO_CONTRACT)]
    finding = area_finding(int(rows["period_start_date"].notna().sum()), *apart)
    shown = [_told(row) for row in _soonest_first(rows).to_dict("records")]
    return [heading(name, level=3), shortened(shown, columns=_COLUMNS, caption=finding, most=most, note=_NOTE)]


def _told(row: Row) -> dict[str, Any]:
    return {
        "borough": row["borough"],
        "work": row["title"] if is_missing(row["function"]) else row["function"],
        "held": system_of({**row, "system_state": None}),
        "quarter": _quarter(row),
        "ends": _ends(row),
        "latest": _latest(row),
        "published": link(row["evidence_url"], "published", otherwise="no address"),
    }


def _quarter(row: Row) -> str:
    if is_missing(row["period_start_date"]) or row["end_date_precision"] == "year":
        return "passed" if row["period"] == "expired in use" else "not known"
    first, last, year = str(row["period"]).replace(" to ", " ").split()
    return f"{first}\N{EN DASH}{last} {year[-2:]}"


def _ends(row: Row) -> str:
    if row["period"] == "expired in use":
        return f"{end_text(row, short=True)}, still in use"
    words = end_text(row, short=True)
    return _NOT_PUBLISHED if words == UNKNOWN else words


def _latest(row: Row) -> str:
    if row["period"] in {"unknown", NO_CONTRACT}:
        return _NOT_PUBLISHED
    day = row["latest_end_date"]
    return later_text(row, short=True) if not is_missing(day) or row["period"] == "rolling" else date_text(None)
