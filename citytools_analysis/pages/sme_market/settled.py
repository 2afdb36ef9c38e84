"""Which service areas are settled and which are open: how many suppliers share them, and when they were last asked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.pages.sme_market.findings import settled_finding
from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_DIRECT = ("direct award", "framework, direct award")
_COLUMNS = (
    Column("area", "Service area", width=2),
    Column("largest", "Largest supplier", width=1.9),
    Column("shared", "As if shared by", width=1.6),
    Column("direct", "Direct awards", width=1.5),
    Column("small", "With small suppliers", width=1.6),
    Column("asked", "Last competition", width=2),
)
_NOTE = (
    "As if shared by: how many suppliers of one size would share the work as unevenly; in brackets what it could be, "
    "whoever supplies the boroughs not known. A company counts with the group that owns it. A direct award is lawful "
    "where the rules allow it; nothing here is a finding about any supplier."
)


def how_settled(market: Market) -> Fragment:
    """
    Say for each service area how concentrated it is, and how it was last bought.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        One row a service area of which anything is known, the most concentrated first.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> how_settled(EMPTY).text.splitlines()[0]
    'Of no service area enough is known to say how concentrated supply is.'
    """
    known = market.concentrated[~market.concentrated["is_withheld"].astype("bool")].sort_values("value", kind="stable")
    ends = [(str(row["scope_name"]), float(row["value"])) for row in known.to_dict("records")] or [("", 0.0)]
    finding = settled_finding(ends[0], ends[-1], n_areas=len(known), n_of=len(market.areas))
    rows = _rows(market, known["scope_code"].tolist())
    if not rows:
        return notice(finding, "What boroughs say they run, and published contracts, would show here.")
    caption = f"{len(rows)} of {count_text(len(market.areas), 'service area')}, the most concentrated first"
    return stack(paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption, note=_NOTE))


def _rows(market: Market, first: list[str]) -> list[dict[str, Any]]:
    told = {*market.concentrated["scope_code"], *market.routes["group_code"]}
    codes = [*first, *(code for code in market.areas if code not in first and code in told)]
    return [
        {
            "area": market.areas[code], "largest": _largest(market, code), "shared": _shared(market, code),
            "direct": _direct(market, code), "small": _small(market, code), "asked": _asked(market, code),
        }
        for code in codes if code in market.areas
    ]  # fmt: skip


def _row(frame: pd.DataFrame, column: str, code: str) -> dict[Any, Any]:
    return next(iter(frame[frame[column] == code].to_dict("records")), {})


def _largest(market: Market, code: str) -> str:
    row = _row(market.largest, "scope_code", code)
    if not row or row["is_withheld"]:
        return "too little is known"
    others = f" or {row['tied_suppliers']}" if not is_missing(row["tied_suppliers"]) else ""
    return f"{row['suppliers']}{others}: {row['value']:.0%} of {row['n']:.0f} boroughs known"


def _shared(market: Market, code: str) -> str:
    row = _row(market.concentrated, "scope_code", code)
    if not row or row["is_withheld"]:
        return str(row.get("reason") or "nothing is known")
    return f"{row['value']:.1f} ({row['bound_low']:.1f} to {row['bound_high']:.1f})"


def _direct(market: Market, code: str) -> str:
    rows = market.routes[market.routes["group_code"] == code]
    n = 0 if rows.empty else int(rows["n"].fillna(0).max())
    if not n:
        return "not published"
    n_direct = int(rows.loc[rows["route"].isin(_DIRECT), "n_contracts"].sum())
    return f"{n_direct} of {n} whose route is known"


def _small(market: Market, code: str) -> str:
    rows = market.small[market.small["view"].eq("declared at award") & market.small["measure"].eq("contracts")]
    rows = rows[rows["channel"].eq("from the supplier")]
    row = _row(rows, "group_code", code)
    n_said = int(row["n_sme"] + row["n_not_sme"]) if row else 0
    if not n_said:
        return f"not said of {row['n_contracts']}" if row else UNKNOWN
    if row["is_withheld"]:
        return f"withheld: {n_said} of {row['n_contracts']} say, below 20"
    return f"{row['value']:.0%} of {n_said} that say"


def _asked(market: Market, code: str) -> str:
    rows = market.asked[market.asked["area_code"] == code]
    if rows.empty:
        return "no award is on record"
    days = rows["last_competition_date"].dropna()
    known = f"{len(days)} of {count_text(len(rows), 'place')}"
    return (
        f"{date_text(days.max())} at the latest; on record for {known}"
        if len(days)
        else f"none on record, of {count_text(len(rows), 'place')}"
    )
