"""The notices that tell of a purchase before any contract: pipeline, market engagement, planned procurement, tender."""

from __future__ import annotations

from citytools_analysis.pages.sme_market.shortened import shortened
from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, link, paragraph
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row

_SHOWN = 20
_COLUMNS = (
    Column("published_date", "Published", "date", width=1.2),
    Column("kind", "Kind of notice", width=1.9),
    Column("borough", "Borough", width=1.6, missing="not named"),
    Column("title", "What it is about", width=3),
    Column("value_gbp", "Estimate", "money", width=1, missing="not published"),
    Column("address", "Read it", width=0.9),
)


def notices_ahead(market: Market) -> Fragment:
    """
    List the notices that tell of a purchase to come, newest first.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        One row a notice with its address; a callout where there is none or none has been read.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> notices_ahead(EMPTY).text.splitlines()[0]
    'No procurement notice has been read, so it is not known which purchases are announced.'
    """
    n = len(market.early)
    if not n:
        return notice(
            _why_none(market), "Search Find a Tender for the borough to be sure: it is free and needs no account."
        )
    rows = [_told(row) for row in market.early.to_dict("records")]
    told = "tells" if n == 1 else "tell"
    finding = (
        f"{count_text(n, 'notice')} of the last 36 months {told} of a purchase to come that no known contract answers."
    )
    note = "The estimate is the buyer\N{RIGHT SINGLE QUOTATION MARK}s, as published. A tender may have closed: open the notice for its deadline."
    return stack(
        paragraph(finding), shortened(rows, columns=_COLUMNS, caption="Purchases to come", most=_SHOWN, note=note)
    )


def _why_none(market: Market) -> str:
    n_read = len(market.register.notices)
    if not n_read:
        return "No procurement notice has been read, so it is not known which purchases are announced."
    since = f"published by {date_text(market.register.as_of)}"
    return f"Of {count_text(n_read, 'notice')} read, {since}, none tells of a purchase to come in the last 36 months."


def _told(row: Row) -> dict[str, object]:
    meaning = UNKNOWN if is_missing(row["notice_meaning"]) else str(row["notice_meaning"])
    return {
        **row,
        "kind": f"{meaning} ({row['notice_type']})",
        "address": link(row["evidence_url"], "notice", otherwise="no address"),
    }
