"""
Who belongs to whom on a day: suppliers in their operating group, systems with their maker.

A rename keeps the company. An acquisition changes the group from the day on which it was surely completed: the last day of
a year or month where only that is known. What was only announced, and who owns a group's shares, change nothing: a fund
that owns two suppliers makes no group of them (metrics.md, section 12).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.days import last_day
from citytools_analysis.normalise import normalise_name
from citytools_analysis.register import Register

SupplierView = Literal["as_reported", "operating_group"]
VIEWS: tuple[SupplierView, ...] = ("as_reported", "operating_group")
_BOUGHT = ("acquired_by", "acquired")
_SOLD = ("divested",)
_OF_THE_CHILD = ("acquired_by",)
_EVENT_KEY = ["supplier_id", "event", "counterparty", "event_date"]


def with_groups(frame: pd.DataFrame, register: Register, *, view: SupplierView, on: date) -> pd.DataFrame:
    """
    Put beside each supplier the one it counts as.

    Parameters
    ----------
    frame
        A frame with `supplier_id`.
    register
        The register.
    view
        `as_reported`: the company that sources name; `operating_group`: the group it traded in.
    on
        The day on which the group is asked.

    Returns
    -------
    frame
        A copy with `group_id` and `group`, missing where the supplier is.

    Raises
    ------
    UnknownNameError
        If there is no such view.

    Examples
    --------
    >>> day = date(2026, 11, 23)
    >>> register = Register.from_tables({}, as_of=day)
    >>> frame = pd.DataFrame({"supplier_id": ["liquidlogic", None]})
    >>> with_groups(frame, register, view="operating_group", on=day)["group"].tolist()
    ['System C', nan]
    """
    if view not in VIEWS:
        raise UnknownNameError("supplier view", view, VIEWS, f"There are: {', '.join(VIEWS)}.")
    ids = frame["supplier_id"].astype("str")
    groups = ids if view == "as_reported" else group_of(ids, register, on=on)
    return frame.assign(group_id=groups, group=groups.map(_names(register)).astype("str"))


def group_of(suppliers: pd.Series, register: Register, *, on: date) -> pd.Series:
    """
    Give the group that each supplier traded in on a day.

    Parameters
    ----------
    suppliers
        Ids of suppliers.
    register
        The register, with the reviewed tables it was made with.
    on
        The day.

    Returns
    -------
    groups
        Id of the supplier at the top of the group; a supplier of no recorded group is its own.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> both = pd.Series(["liquidlogic", "capita-one"])
    >>> group_of(both, register, on=date(2026, 11, 23)).tolist()  # MRI's purchase of Capita One is not confirmed
    ['system-c', 'capita-one']
    >>> group_of(both, register, on=date(2009, 7, 15)).tolist()  # the day before System C bought Liquidlogic
    ['liquidlogic', 'capita-one']
    """
    parents = register.keep(("groups.parents", on), lambda: _parents(register, on))
    ids = suppliers.astype("str")
    tops = {supplier: _top(supplier, parents) for supplier in ids.dropna().unique()}
    return ids.map(tops).astype("str")


def maker_of(systems: pd.Series, register: Register, *, on: date) -> pd.Series:
    """
    Give the supplier that made each system on a day: a product may be sold without its company.

    Parameters
    ----------
    systems
        Ids of systems.
    register
        The register, with the reviewed tables it was made with.
    on
        The day.

    Returns
    -------
    makers
        Ids of suppliers by completed events of `system_events`, else as the systems table has it; missing where not
        known.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> maker_of(pd.Series(["openrevenues"]), register, on=date(2026, 11, 23)).tolist()
    ['civica']
    """
    frames = (register.systems, register.reference.systems)
    makers = {
        key: maker for frame in frames for key, maker in zip(frame["system_id"], frame["supplier_id"], strict=True)
    }
    events = _done(register.reference.system_events)
    moved = events[events["event"].eq("moved_to")].sort_values("done", kind="stable")
    ends = zip(
        supplier_ids(moved["from_supplier"], register), supplier_ids(moved["counterparty"], register), strict=True
    )
    settled = set()
    for system, done, (seller, buyer) in reversed([*zip(moved["system_id"], moved["done"], ends, strict=True)]):
        if done > pd.Timestamp(on):
            makers[system] = seller
        elif system not in settled and isinstance(buyer, str):
            makers[system] = buyer
            settled.add(system)
    return systems.astype("str").map(makers).astype("str")


def supplier_ids(names: pd.Series, register: Register) -> pd.Series:
    """
    Give the suppliers that names stand for.

    Parameters
    ----------
    names
        Names as an event or a table writes them.
    register
        The register, with the reviewed tables it was made with.

    Returns
    -------
    suppliers
        Ids; missing for a name that is no reviewed supplier, such as a fund, and for one that may mean several.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> supplier_ids(pd.Series(["System C", "A fund"]), register).tolist()
    ['system-c', nan]
    """
    known = register.keep("supplier_names", lambda: _known_names(register))
    return names.map(lambda name: known.get(normalise_name(name)), na_action="ignore").astype("str")


def _known_names(register: Register) -> dict[str, str]:
    aliases = register.reference.supplier_aliases
    clear = aliases[~aliases["is_ambiguous"].astype("bool")]
    known = {normalise_name(alias): key for alias, key in zip(clear["alias"], clear["supplier_id"], strict=True)}
    return known | {normalise_name(name): key for key, name in _names(register).items()}


class _Move(NamedTuple):
    """A company that came under another, or left it."""

    done: pd.Timestamp
    child: str
    parent: str
    is_left: bool


def _parents(register: Register, on: date) -> dict[str, str]:
    """Give the company above each, by the last event that was surely completed on the day."""
    moves = sorted(_moves(register))
    ever = {move.child for move in moves}
    parents = {child: parent for child, parent in _recorded(register) if child not in ever}
    for move in moves:
        if move.done > pd.Timestamp(on):
            break
        if not move.is_left:
            parents[move.child] = move.parent
        elif parents.get(move.child) == move.parent:
            del parents[move.child]
    return parents


def _moves(register: Register) -> Iterator[_Move]:
    events = _done(_events(register))
    others = supplier_ids(events["counterparty"], register)
    for row, other in zip(events.to_dict("records"), others, strict=True):
        supplier, event = str(row["supplier_id"]), str(row["event"])
        if not isinstance(other, str) or other == supplier or event not in {*_BOUGHT, *_SOLD}:
            continue
        child, parent = (supplier, other) if event in _OF_THE_CHILD else (other, supplier)
        yield _Move(row["done"], child, parent, event in _SOLD)


def _recorded(register: Register) -> Iterator[tuple[str, str]]:
    """Give the groups that no event tells of: companies that were always of one."""
    for frame in (register.reference.suppliers, register.suppliers):
        rows = frame.dropna(subset="operating_group")
        for supplier, parent in zip(rows["supplier_id"], supplier_ids(rows["operating_group"], register), strict=True):
            if isinstance(parent, str) and parent != supplier:
                yield supplier, parent


def _events(register: Register) -> pd.DataFrame:
    both = pd.concat([register.supplier_events, register.reference.supplier_events], ignore_index=True)
    return both.drop_duplicates(_EVENT_KEY)


def _done(events: pd.DataFrame) -> pd.DataFrame:
    rows = events[events["is_completed"].fillna(value=False).astype("bool")].dropna(
        subset=["event_date", "counterparty"]
    )
    return rows.assign(done=last_day(pd.to_datetime(rows["event_date"]), rows["event_date_precision"].fillna("day")))


def _names(register: Register) -> dict[str, str]:
    frames = (register.suppliers, register.reference.suppliers)
    return {key: name for frame in frames for key, name in zip(frame["supplier_id"], frame["supplier"], strict=True)}


def _top(supplier: str, parents: Mapping[str, str]) -> str:
    seen = {supplier}
    while (parent := parents.get(supplier)) and parent not in seen:
        seen.add(parent)
        supplier = parent
    return supplier
