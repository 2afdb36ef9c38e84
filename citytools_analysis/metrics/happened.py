"""What the register dates between two days: contracts that began or ended, notices, suppliers renamed or acquired."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.days import first_day
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

BEGAN, ENDED, NOTICE = "contract began", "committed end passed", "notice"
RENAMED, ACQUIRED = "supplier renamed", "supplier acquired"
HAPPENED_COLUMNS = (
    "happened_date", "what", "borough_id", "borough", "name", "detail", "key", "source_id", "evidence_url",
)  # fmt: skip
_EVENTS = {"renamed": RENAMED, "acquired_by": ACQUIRED}


def happened(register: Register, *, since: date) -> pd.DataFrame:
    """
    List what the register dates after a day, up to its own.

    Parameters
    ----------
    register
        The register.
    since
        The day before the first that counts.

    Returns
    -------
    events
        One row an event, the latest first, with the columns of `HAPPENED_COLUMNS`: `what` is `contract began`, `committed
        end passed` (which does not say that it is no longer used), `notice`, `supplier renamed` or `supplier acquired`;
        `detail` the type of a notice, or the former name or the buyer of a supplier; `key` the contract, notice or
        supplier. A day known only to the month or year counts on its first. Frameworks are left out, and so are events of
        suppliers that are not completed.

        It is what happened, not what became known since an earlier register: that is `changes`.

    Examples
    --------
    >>> happened(Register.from_tables({}, as_of=date(2026, 11, 23)), since=date(2026, 8, 23)).empty
    True
    """
    contracts = register.contracts
    contracts = contracts[~contracts["is_framework"].fillna(value=False).astype("bool")].rename(
        columns={"title": "name"}
    )
    parts = [
        _of_contracts(contracts, "start_date", BEGAN),
        _of_contracts(contracts, "end_date", ENDED),
        _of_notices(register),
        _of_suppliers(register),
    ]
    kept = [part[_is_between(part["happened_date"], since, register.as_of)] for part in parts]
    kept = [part for part in kept if len(part)]
    if not kept:
        return pd.DataFrame(columns=list(HAPPENED_COLUMNS))
    told = with_names(pd.concat(kept, ignore_index=True), register)
    order = told.sort_values(
        ["happened_date", "what", "name", "key"], ascending=[False, True, True, True], kind="stable"
    )
    return order[list(HAPPENED_COLUMNS)].reset_index(drop=True)


def _of_contracts(contracts: pd.DataFrame, column: str, what: str) -> pd.DataFrame:
    days = first_day(contracts[column], contracts[f"{column}_precision"])
    return _told(contracts, contracts["contract_id"], days, what, detail=None)


def _of_notices(register: Register) -> pd.DataFrame:
    notices = register.notices.rename(columns={"title": "name"})
    meaning = register.reference.notice_types.set_index("notice_type")["notice_meaning"]
    types = notices["notice_type"]
    detail = (types + ": " + types.map(meaning)).fillna(types)
    return _told(notices, notices["notice_id"], notices["published_date"], NOTICE, detail=detail)


def _of_suppliers(register: Register) -> pd.DataFrame:
    events = register.supplier_events
    events = events[events["event"].isin(list(_EVENTS)) & events["is_completed"].fillna(value=False).astype("bool")]
    names = register.suppliers.drop_duplicates("supplier_id").set_index("supplier_id")["supplier"]
    events = events.assign(name=events["supplier_id"].map(names), borough_id=None)
    days = first_day(events["event_date"], events["event_date_precision"])
    return _told(events, events["supplier_id"], days, events["event"].map(_EVENTS), detail=events["counterparty"])


def _told(
    rows: pd.DataFrame,
    key: pd.Series[str],
    days: pd.Series,
    what: str | pd.Series[str],
    *,
    detail: pd.Series[str] | None,
) -> pd.DataFrame:
    told = rows[["borough_id", "name", "source_id", "evidence_url"]]
    told = told.assign(key=key, happened_date=days, what=what, detail=detail)
    return told.astype(dict.fromkeys(("borough_id", "name", "detail", "evidence_url", "what"), "object"))


def _is_between(days: pd.Series, since: date, until: date) -> pd.Series[bool]:
    return (days > pd.Timestamp(since)) & (days <= pd.Timestamp(until))
