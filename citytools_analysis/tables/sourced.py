"""Where a row comes from, in two words and a date."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.style import date_text
from citytools_analysis.tables.fragment import Html, is_missing, link
from citytools_analysis.tables.words import Row

_KINDS = {
    "return": "return",
    "capture": "workshop",
    "facts": "facts",
    "ocds": "notice",
    "contracts_finder": "notice",
    "register": "contract register",
    "spend": "spend file",
    "framework_sales": "framework sales",
    "reference": "reference",
}


def source_of(row: Row, sources: pd.DataFrame, *, short: bool = False) -> Html:
    """
    Say where a row comes from and on which day it was true.

    Parameters
    ----------
    row
        Fields `source_id`, `evidence_url` and perhaps `confirmed_date`.
    sources
        The register's `sources`: `source_id`, `source_kind`.
    short
        Two-digit years, for a narrow column.

    Returns
    -------
    html
        Such as `return, 1 Nov 2026`; a public address makes it a link.

    Examples
    --------
    >>> from datetime import date
    >>> sources = pd.DataFrame({"source_id": ["s1"], "source_kind": ["ocds"]})
    >>> source_of({"source_id": "s1", "evidence_url": "https://example.org/n/1"}, sources)
    '<a href="https://example.org/n/1">notice</a>'
    >>> source_of({"source_id": "s9", "evidence_url": None, "confirmed_date": date(2026, 11, 1)}, sources)
    'not published, 1 Nov 2026'
    """
    kinds = dict(zip(sources["source_id"], sources["source_kind"], strict=True))
    words = _KINDS.get(str(kinds.get(row.get("source_id"))), "not published")
    day = row.get("confirmed_date")
    when = "" if is_missing(day) else f", {date_text(day, short=short)}"
    linked = link(row.get("evidence_url"), "notice" if words == "notice" else "published", otherwise=words)
    return Html(f"{linked}{when}")
