"""Where the data comes from: the files with their days, and the public addresses behind single entries."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.explained_columns import SHOWN_TABLES, TABLE_NAMES
from citytools_analysis.reporting.dashboard.scrolling import scrolling, table
from citytools_analysis.schema import TABLES
from citytools_analysis.style import count_text
from citytools_analysis.tables import rests_on
from citytools_analysis.tables.fragment import Fragment, link
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.layout import heading, stack

MOST_ADDRESSES = 200
_SOURCED = tuple(name for name in SHOWN_TABLES if name != "sources" and "source_id" in TABLES[name].names)
_WITH_ADDRESS = tuple(name for name in SHOWN_TABLES if "evidence_url" in TABLES[name].names)
_COLUMNS = (
    Column("address", "Address", width=4),
    Column("n", "Entries", "number"),
    Column("what", "Of", width=2),
    Column("confirmed_date", "True up to", "date", missing="not said"),
)


def sources_tables(register: Register) -> Fragment:
    """
    List the sources of what the dashboard shows.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        The files with their kind and days, then the public addresses, at most 200 of them.

    Examples
    --------
    >>> from datetime import date
    >>> sources_tables(Register.from_tables({}, as_of=date(2026, 11, 23))).text.splitlines()[1:]
    ['No source says anything about London.', 'Public addresses', 'Public addresses of entries: nothing is known.']
    """
    ids = pd.concat([register.table(name)["source_id"] for name in _SOURCED])
    files = scrolling(rests_on(register, ids, about="London"))
    return stack(files, heading("Public addresses", level=3), _addresses(register))


def _addresses(register: Register) -> Fragment:
    entries = pd.concat([_entries(register, name) for name in _WITH_ADDRESS], ignore_index=True)
    by_address = entries.groupby("evidence_url")
    told = by_address.agg(n=("what", "size"), confirmed_date=("confirmed_date", "max")).reset_index()
    what = by_address["what"].unique().map(lambda names: ", ".join(sorted(names)).lower())
    told = told.assign(what=told["evidence_url"].map(what))
    shown = told.sort_values(["n", "evidence_url"], ascending=[False, True]).head(MOST_ADDRESSES).to_dict("records")
    rows = [
        row | {"address": link(row["evidence_url"], row["evidence_url"], otherwise=row["evidence_url"])}
        for row in shown
    ]
    n_beyond = len(told) - len(rows)
    more = f"{count_text(n_beyond, 'address', 'addresses')} more stand beside their entries in the dashboard. "
    note = f"{more if n_beyond else ''}A link leaves these pages; it may have moved since the entry was read."
    counted = f", {count_text(len(told), 'address', 'addresses')}" if len(told) else ""
    return table(rows, columns=_COLUMNS, caption=f"Public addresses of entries{counted}", note=note)


def _entries(register: Register, name: str) -> pd.DataFrame:
    rows = register.table(name)
    days = rows["confirmed_date"] if "confirmed_date" in rows else pd.Series(pd.NaT, index=rows.index)
    told = pd.DataFrame({"evidence_url": rows["evidence_url"], "confirmed_date": pd.to_datetime(days)})
    return told.dropna(subset="evidence_url").assign(what=TABLE_NAMES[name])
