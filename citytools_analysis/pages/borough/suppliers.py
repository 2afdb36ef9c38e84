"""Which suppliers of a borough changed name, owner or business: completed changes as fact, others only counted."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from citytools_analysis.metrics.names import with_names
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.register import Register
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import joined

_CHANGES = {
    "renamed": "was called",
    "acquired_by": "was bought by",
    "acquired": "bought",
    "acquired_assets": "bought business of",
    "divested": "sold",
    "sold_by_parent": "was sold by",
}
_COLUMNS = (
    Column("supplier", "Supplier", width=2),
    Column("change", "What changed", width=3.4),
    Column("event_date", "When", "date", width=1.2),
    Column("evidence_url", "Recorded", "link", width=1.2, missing="reviewed table"),
)


def supplier_changes(borough: Borough) -> Fragment:
    """
    List the completed changes of name, owner or business of a borough's suppliers.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        One row a change, the latest first; changes that are announced or reported and not confirmed are counted
        beneath and never told as fact; or a callout.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> supplier_changes(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'No supplier is known here.'
    """
    suppliers = set(borough.uses["supplier_id"].dropna()) | set(borough.decisions["supplier_id"].dropna())
    if not suppliers:
        return notice("No supplier is known here.")
    return changes_of(borough.register, suppliers)


def changes_of(register: Register, suppliers: Collection[str]) -> Fragment:
    """
    List the completed changes of name, owner or business of some suppliers.

    Parameters
    ----------
    register
        The register.
    suppliers
        Their ids, at least one.

    Returns
    -------
    fragment
        As `supplier_changes` gives.

    Examples
    --------
    >>> from datetime import date
    >>> changes_of(Register.from_tables({}, as_of=date(2026, 11, 23)), ["mapleway"]).text
    'No completed change of name, owner or business is recorded for the 1 supplier here.'
    """
    events = register.supplier_events
    events = events[events["supplier_id"].isin(suppliers) & events["event"].isin([*_CHANGES, "offer_for"])]
    is_past = ~(events["event_date"] > pd.Timestamp(register.as_of))
    is_fact = events["is_completed"].astype("boolean").fillna(value=False) & ~events["confidence"].eq("low") & is_past
    is_fact &= events["event"].isin(list(_CHANGES))
    done = with_names(events[is_fact], register)
    rest = _unconfirmed(with_names(events[~is_fact], register))
    if done.empty:
        every = count_text(len(suppliers), "supplier")
        return notice(f"No completed change of name, owner or business is recorded for the {every} here.", *rest)
    done = done.assign(change=done["event"].map(_CHANGES) + " " + done["counterparty"].fillna("a company not named"))
    done = done.sort_values(["event_date", "supplier", "change"], ascending=[False, True, True], na_position="last")
    n = done["supplier_id"].nunique()
    caption = f"{count_text(len(done), 'completed change')} of name, owner or business, of {n} of {count_text(len(suppliers), 'supplier')}"
    return from_frame(done, columns=_COLUMNS, caption=caption, note=" ".join(rest))


def _unconfirmed(events: pd.DataFrame) -> list[str]:
    if events.empty:
        return []
    names = joined(sorted(events["supplier"].dropna().unique()), most=4)
    n = count_text(len(events), "other change is", "other changes are")
    return [f"{n} announced or reported and not confirmed, of {names}: the owner today may be another."]
