"""The suppliers of the room: who uses them here, what ends when, how they are rated and what is published of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.metrics.held import is_held, why_held
from citytools_analysis.pages.workshop_suppliers.evidence import SOON_MONTHS, Suppliers
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import Row

MOST = 10
_COLUMNS = (
    Column("supplier", "Supplier", width=1.5),
    Column("users", "Boroughs here", width=1),
    Column("ends", f"End within {SOON_MONTHS} months, of known ends", width=1.3),
    Column("act_by_date", "Next day to act", "short_date", width=1.1, missing="none ahead"),
    Column("rated", "Dissatisfied votes, London", width=2),
    Column("published", "Published of it", width=2, missing="nothing we know of"),
)
_NOTE = (
    "In brackets the 95% interval of the share. A supplier here is the group that owns the maker of the system, whoever sold it. Published: notices of performance, "
    "change and direct award; each has its own scale and says nothing of its cause."
)


def suppliers(here: Suppliers) -> Fragment:
    """
    List the suppliers of the room, those that serve most boroughs here first.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        One row a supplier, at most ten, with ratings or the reason why they are withheld; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> suppliers(NOBODY).text
    'No supplier of a borough in this room is known. A return, or a published contract, would name one.'
    """
    table = here.table
    if table.empty:
        return notice(
            "No supplier of a borough in this room is known. A return, or a published contract, would name one."
        )
    rows = [{**row, **_more(row, here)} for row in table.head(MOST).to_dict("records")]
    caption = (
        f"{len(rows)} of {count_text(len(table), 'supplier')} used in this room, those with most boroughs here first"
    )
    return from_frame(rows, columns=_COLUMNS, caption=caption, note=_NOTE)


def _more(row: Row, here: Suppliers) -> dict[str, str | None]:
    supplier_id = str(row["supplier_id"])
    ends = f"{row['n_soon']} of {row['n_dated']}" if row["n_dated"] else "no end known"
    users = f"{row['n_users']} of {len(here.room.borough_ids)}"
    return {
        "users": users,
        "ends": ends,
        "rated": rated(here, supplier_id),
        "published": published(here, supplier_id) or None,
    }


def rated(here: Suppliers, supplier_id: str) -> str:
    """
    Say how boroughs of all London rate the systems of a supplier, or why that is withheld.

    Parameters
    ----------
    here
        The workshop.
    supplier_id
        The supplier.

    Returns
    -------
    words
        Votes dissatisfied of all, with the interval.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> rated(NOBODY, "alder")
    'not rated'
    """
    if is_held(here.room.register, "ratings"):
        return f"withheld: {why_held(here.room.register)}"
    row = _row(here.ratings, supplier_id)
    if row is None:
        return "not rated"
    if row["is_withheld"]:
        return f"withheld: {row['reason']}"
    return f"{row['n_dissatisfied']} of {row['n']} ({row['lower']:.0%} to {row['upper']:.0%})"


def published(here: Suppliers, supplier_id: str) -> str:
    """
    Say what is published of a supplier: performance, changes and direct awards.

    Parameters
    ----------
    here
        The workshop.
    supplier_id
        The supplier.

    Returns
    -------
    words
        Counts of notices; empty where none is known, which does not mean that there is none.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> published(NOBODY, "alder")
    ''
    """
    row = _row(here.records, supplier_id)
    if row is None:
        return ""
    n_assessed, n_below, n_breaches = (_count(row, name) for name in ("n_assessments", "n_below_good", "n_breaches"))
    assessed = f"{n_below} of {count_text(n_assessed, 'assessment')} below good" if n_assessed else ""
    parts = [
        assessed,
        count_text(n_breaches, "breach", "breaches") if n_breaches else "",
        count_text(n, "change") if (n := _count(row, "n_changes")) else "",
        count_text(n, "direct award") if (n := _count(row, "n_direct_awards")) else "",
    ]
    return "; ".join(part for part in parts if part)


def _row(frame: pd.DataFrame, supplier_id: str) -> Row | None:
    rows: Sequence[Row] = frame[frame["supplier_id"] == supplier_id].to_dict("records")
    return rows[0] if rows else None


def _count(row: Row, name: str) -> int:
    return 0 if is_missing(row.get(name)) else int(row[name])
