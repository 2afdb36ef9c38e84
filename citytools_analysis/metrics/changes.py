"""
What changed between two registers, in the words of the trade: new, ended, extended, replaced, renamed, acquired, corrected.

A contract is extended where its end moved later by a notice of change or by the length of an option; any other new end
is a correction of what was known. A system is replaced where a borough left one and took another for the same function.
What only a clock changed, a contract whose committed end has passed, counts as ended unless it is still in use.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.merging import told_by
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

KINDS = ("new", "ended", "withdrawn", "extended", "replaced", "supplier_renamed", "supplier_acquired", "corrected")
COLUMNS = (
    "change", "subject", "borough_id", "borough", "function_code", "key", "name", "column", "before", "after",
    "known_on_date", "source_id", "source_kind", "file_name", "source_pointer", "evidence_url",
)  # fmt: skip
_COMPARED = (
    "title", "supplier_id", "seller_id", "system_id", "partner_borough_ids", "start_date", "end_state", "end_date",
    "option_state", "break_date", "notice_months", "value_gbp", "value_basis", "vat_basis", "framework", "procedure",
    "is_direct_award", "is_framework", "ocid", "cpv_code",
)  # fmt: skip
_ROW = ("known_on_date", "source_id", "source_pointer", "evidence_url")
_EVENTS = {"renamed": "supplier_renamed", "acquired_by": "supplier_acquired"}


def changes(before: Register, after: Register) -> pd.DataFrame:
    """
    List what changed from one register, or one day, to another.

    Parameters
    ----------
    before, after
        The two registers, each asked on its own `as_of`.

    Returns
    -------
    changes
        One row a change with the columns of `COLUMNS`: `change` is one of `KINDS`; `subject` is `contract`, `system` or
        `supplier`; `key` its id and `name` its title or name; `column`, `before` and `after` hold what differs as text
        (days as YYYY-MM-DD, blank where unknown); the rest is the source that says so: of what is withdrawn, the source
        that said it last. Sorted by kind, borough, subject, name and column. Unknown that becomes known is a correction.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> changes(register, register).empty
    True
    """
    parts = [_contracts(before, after), _systems(before, after), _suppliers(before, after)]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    told = with_names(pd.concat(parts, ignore_index=True), after)
    sources = pd.concat([after.sources, before.sources]).drop_duplicates("source_id").set_index("source_id")
    told = told.assign(**{name: told["source_id"].map(sources[name]) for name in ("source_kind", "file_name")})
    order = told.assign(rank=told["change"].map({kind: rank for rank, kind in enumerate(KINDS)}))
    by = ["rank", "borough_id", "subject", "name", "key", "column", "after"]
    return order.sort_values(by, na_position="last", kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _contracts(before: Register, after: Register) -> pd.DataFrame:
    old, new = _terms(before), _terms(after)
    old = old.set_axis(_one_id(old.index.to_series(), after))
    old = old[~old.index.duplicated()]
    shared = old.index.intersection(new.index)
    was, now = old.loc[shared], new.loc[shared]
    versions = _versions(after, shared)
    has_ended = now["standing"].eq("ended") & was["standing"].ne("ended")
    is_extended = _is_extended(was, now) & ~has_ended
    added = new.loc[new.index.difference(old.index)]
    parts = [
        _told(added, "new", "end_date", "", _text(added["end_date"])),
        _told(old.loc[old.index.difference(new.index)], "withdrawn"),
    ]
    for kind, is_such in (("ended", has_ended), ("extended", is_extended)):
        rows = _by_its_source(now[is_such], "end_date", versions, after)
        parts.append(_told(rows, kind, "end_date", _text(was["end_date"][is_such]), _text(now["end_date"][is_such])))
    for column in _COMPARED:
        differs = _differs(was[column], now[column])
        if column in {"end_date", "end_state"}:
            differs &= ~is_extended & ~has_ended
        rows = _by_its_source(now[differs], column, versions, after)
        parts.append(_told(rows, "corrected", column, _text(was[column][differs]), _text(now[column][differs])))
    return pd.concat(parts)


def _versions(register: Register, contract_ids: pd.Index[Any]) -> pd.DataFrame:
    rows = register.rows("contracts")
    rows = rows.assign(contract_id=_one_id(rows["contract_id"], register))
    return rows[rows["contract_id"].isin(contract_ids)]


def _one_id(contract_ids: pd.Series[str], register: Register) -> pd.Series[str]:
    """Give one id to what several sources call one contract."""
    same = pd.Series(dict(register.same_contracts), dtype="object")
    others = contract_ids.map(same).astype("object")
    return others.fillna(contract_ids).astype("str")


def _by_its_source(rows: pd.DataFrame, column: str, versions: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Name the source that is believed about a column, which may be another than that of the row as a whole."""
    own = versions[versions["contract_id"].isin(rows.index)] if len(rows) else versions.iloc[:0]
    if own.empty:
        return rows
    sources = register.all_rows["sources"]
    told = told_by("contracts", own, column, key=["contract_id"], sources=sources).set_index("contract_id")
    told = told.assign(known_on_date=told["confirmed_date"]).reindex(rows.index)
    is_told = told["source_id"].notna()
    return rows.assign(**{name: told[name].where(is_told, rows[name]) for name in _ROW})


def _terms(register: Register) -> pd.DataFrame:
    standing = contract_terms(register).drop_duplicates("contract_id").set_index("contract_id")["standing"]
    rows = register.contracts.set_index("contract_id")
    functions = register.allocations.dropna(subset=["function_code"]).drop_duplicates("contract_id")
    unused = register.options[~register.options["is_exercised"].fillna(value=False)]
    return rows.assign(
        subject="contract",
        key=rows.index,
        name=rows["title"],
        known_on_date=rows["confirmed_date"],
        standing=standing.reindex(rows.index),
        function_code=functions.set_index("contract_id")["function_code"].reindex(rows.index),
        n_unused=unused.groupby("contract_id").size().reindex(rows.index, fill_value=0),
    )


def _is_extended(was: pd.DataFrame, now: pd.DataFrame) -> pd.Series[bool]:
    is_later = now["end_date"] > was["end_date"]
    by_option = now["n_unused"] < was["n_unused"]
    return is_later & (now["end_basis"].eq("changed") | by_option)


def _systems(before: Register, after: Register) -> pd.DataFrame:
    old, new = _uses(before), _uses(after)
    place = ["borough_id", "function_code"]
    left = old[~_keys(old).isin(_keys(new))]
    taken = new[~_keys(new).isin(_keys(old))]
    both = left[place].merge(taken[place]).drop_duplicates()
    is_swap_left, is_swap_taken = (_is_among(frame, both, place) for frame in (left, taken))
    names = left[is_swap_left].groupby(place)["name"].agg("; ".join).rename("before").reset_index()
    swapped = taken[is_swap_taken].merge(names, on=place)
    is_gone = _is_gone(left, after)
    parts = [
        _told(taken[~is_swap_taken], "new", "system", "", taken["name"][~is_swap_taken]),
        _told(swapped, "replaced", "system", swapped["before"], swapped["name"]),
        _told(left[~is_swap_left & ~is_gone], "ended", "system", left["name"][~is_swap_left & ~is_gone], ""),
        _told(left[~is_swap_left & is_gone], "withdrawn", "system", left["name"][~is_swap_left & is_gone], ""),
    ]
    return pd.concat(parts)


def _uses(register: Register) -> pd.DataFrame:
    rows = in_use(register)
    rows = rows[rows["system_state"].isin(["known", "in_house", "open_source"])]
    answer = rows["system"].fillna(rows["supplier"]).where(rows["system_state"].eq("known"), rows["system_state"])
    ids = rows["system_id"].fillna(rows["supplier_id"]).where(rows["system_state"].eq("known"), rows["system_state"])
    told = rows.assign(subject="system", key=ids, name=answer, known_on_date=rows["seen_date"], source_pointer=None)
    return told.drop_duplicates(["borough_id", "function_code", "key"])


def _is_gone(left: pd.DataFrame, after: Register) -> pd.Series[bool]:
    """Tell systems of which the later register holds no row at all: their source was taken out."""
    rows = after.deployments
    kept = rows["borough_id"] + "/" + rows["function_code"] + "/" + rows["system_id"].fillna(rows["system_state"])
    return ~_keys(left).isin(kept)


def _keys(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["borough_id"] + "/" + frame["function_code"] + "/" + frame["key"]


def _is_among(frame: pd.DataFrame, places: pd.DataFrame, columns: list[str]) -> pd.Series[bool]:
    found = pd.MultiIndex.from_frame(frame[columns]).isin(pd.MultiIndex.from_frame(places[columns]))
    return pd.Series(found, index=frame.index)


def _suppliers(before: Register, after: Register) -> pd.DataFrame:
    events, old = after.supplier_events, before.supplier_events
    is_known = _event_keys(events).isin(_event_keys(old))
    is_recent = events["event_date"].gt(pd.Timestamp(before.as_of)) & events["event_date"].le(pd.Timestamp(after.as_of))
    is_late = ~is_known & events["supplier_id"].isin(before.suppliers["supplier_id"])
    kept = events[events["event"].isin(_EVENTS) & events["is_completed"].fillna(value=False) & (is_recent | is_late)]
    names = after.suppliers.set_index("supplier_id")["supplier"]
    told = kept.assign(
        subject="supplier", borough_id=None, function_code=None, key=kept["supplier_id"],
        name=kept["supplier_id"].map(names), known_on_date=kept["event_date"],
    )  # fmt: skip
    parts = [
        _told(told[told["event"].eq(event)], kind, event, told["counterparty"][told["event"].eq(event)],
              told["name"][told["event"].eq(event)])
        for event, kind in _EVENTS.items()
    ]  # fmt: skip
    return pd.concat(parts)


def _event_keys(events: pd.DataFrame) -> pd.Series[str]:
    return events["supplier_id"] + "/" + events["event"] + "/" + events["counterparty"].fillna("")


def _told(
    rows: pd.DataFrame,
    change: str,
    column: str = "",
    before: pd.Series[str] | str = "",
    after: pd.Series[str] | str = "",
) -> pd.DataFrame:
    told = rows[["subject", "borough_id", "function_code", "key", "name", *_ROW]].reset_index(drop=True)
    texts = {
        name: value.to_numpy() if isinstance(value, pd.Series) else value
        for name, value in (("before", before), ("after", after))
    }
    return told.assign(change=change, column=column, **texts)


def _differs(was: pd.Series, now: pd.Series) -> pd.Series[bool]:
    """Tell where two columns, once written out, would not read alike; a blank reads like nothing known."""
    if pd.api.types.is_datetime64_any_dtype(was):
        was, now = was.dt.normalize(), now.dt.normalize()
    elif pd.api.types.is_string_dtype(was):
        was, now = was.fillna(""), now.fillna("")
    is_same = was.eq(now).fillna(value=False).astype("bool")
    return ~(is_same | (was.isna() & now.isna()))


def _text(values: pd.Series) -> pd.Series[str]:
    is_day = pd.api.types.is_datetime64_any_dtype(values)
    texts = values.dt.strftime("%Y-%m-%d") if is_day else values.astype("str")
    if pd.api.types.is_float_dtype(values):
        is_short = (values % 1 == 0) & (values.abs() < 1e6)
        texts = texts.mask(is_short, texts.str.removesuffix(".0"))
    return texts.astype("object").where(values.notna(), "").astype("str")
