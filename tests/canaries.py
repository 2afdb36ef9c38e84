"""Cells that an edition may not show, each with a mark of its own, so that wherever one comes out it is seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import get_args

import pandas as pd

from citytools_analysis.reference_rows import with_reference_rows
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES, Column
from citytools_analysis.schema.columns import Kind
from citytools_analysis.storage import typed

DAY = pd.Timestamp(2033, 3, 13)
MONEY = 7_654_321.0
FOUND = re.compile(
    r"canary\d+[x@]|7,?654,?321|£7\.7m|\b13(?:th)? Mar(?:ch)? (?:20)?33|2033-?03-?13|13/03/2033", re.IGNORECASE
)
KINDS = get_args(Kind)
_OWN_KINDS = ("return", "capture")
_RETURN_WORDS = ("file_name", "sha256", "confirmed_date", "n_read", "n_kept", "n_left_out")
_CAPTURE_WORDS = ("source_name", *_RETURN_WORDS)
_UNTOLD = {
    "contracts": ("value_gbp", "extension_note", "stated_unknown", "stated_none"),
    "deployments": ("hosting", "stated_unknown", "stated_none"),
    "options": ("value_gbp",),
    "contract_suppliers": ("supplier_share", "mention"),
    "intentions": ("blocker", "stated_unknown"),
}
_STRUCTURE = {"source_id", "source_pointer", "is_published", "contract_id", "deployment_id"}
_FIGURES = {("ratings", name) for name in ("borough_id", "system_id", "dimension", "wave_date", "score")}


def is_hidden(register: Register, name: str) -> pd.Series[bool]:
    """Say which rows of a table only members may see, worked out apart from the library."""
    frame, tables = register.all_rows[name], register.all_rows
    if TABLES[name].tier != "public":
        return pd.Series(data=True, index=frame.index)
    if "is_published" in frame:
        return ~frame["is_published"].fillna(value=False).astype("bool")
    if name in {"options", "allocations", "contract_suppliers"}:
        shown = tables["contracts"][~is_hidden(register, "contracts")]
        return ~_told_in(frame, shown, ["contract_id", "source_id", "source_pointer"])
    if name == "supplier_identifiers":
        return frame["source_id"].isin(tables["sources"].query("source_kind in @_OWN_KINDS")["source_id"])
    if name in {"systems", "suppliers"}:
        is_own = frame["source_id"].isin(tables["sources"].query("source_kind in @_OWN_KINDS")["source_id"])
        return is_own & ~_told_in(frame, _published_names(register, name), [TABLES[name].key[0], "source_id"])
    return pd.Series(data=False, index=frame.index)


def marked(
    register: Register,
    *,
    tiers: Sequence[str] = ("members", "nobody"),
    kinds: Sequence[str] = (),
    but: Sequence[str] = (),
) -> Register:
    """
    Mark every cell of those tiers (or only of some kinds, or not in some columns), and renumber the rows of returns.

    What satisfaction is counted from stays, for figures that keep the rules may differ with it.
    """
    tables, number = {}, 0
    for name, table in TABLES.items():
        frame = register.all_rows[name].copy()
        rows = is_hidden(register, name) if "members" in tiers else pd.Series(data=False, index=frame.index)
        for column in table.columns:
            hit = rows | (column.tier in tiers)
            if (
                column.name in {*_STRUCTURE, *but}
                or (name, column.name) in _FIGURES
                or column.kind not in (kinds or KINDS)
            ):
                continue
            if name == "sources":
                words = frame["source_kind"].map({"return": _RETURN_WORDS, "capture": _CAPTURE_WORDS})
                hit = words.map(lambda own, name=column.name: name in own, na_action="ignore").eq(other=True)
                hit &= "members" in tiers
            if name == "systems" and column.name in {"system", "supplier_id"} and "members" in tiers:
                hit = rows | _is_maker_hidden(register)
            frame[column.name] = _with_marks(frame[column.name], hit, column, number)
            number += int(hit.sum())
        tables[name] = frame
    if "members" in tiers:
        tables = {name: _renumbered(frame, register) for name, frame in tables.items()}
    return _like(register, tables)


def without_hidden(register: Register) -> Register:
    """Leave out every row only members may see, but for the ratings that figures are made of, as if never handed in."""
    tables = {
        name: frame[~is_hidden(register, name)] if name != "ratings" else frame
        for name, frame in register.all_rows.items()
    }
    tables["ratings"] = tables["ratings"].assign(comment=None)
    tables = {name: typed(frame, TABLES[name]) for name, frame in tables.items()}
    return _like(register, with_reference_rows(tables, register.reference, retrieved=date(2026, 2, 3)))


def untold_to(register: Register, name: str, viewer: str) -> pd.DataFrame:
    """Say which cells of a table that members see one borough is not told, worked out apart from the library."""
    frame, table = register.all_rows[name], TABLES[name]
    is_open = _is_open_to(register, name, viewer)
    if name in {"ratings", "challenges", "scores", "spend"}:
        is_gone = ~is_open
    elif name == "skills":
        is_gone = ~is_open & ~frame["will_share"].fillna(value=False).astype("bool")
    elif name == "intentions":
        is_gone = ~is_open & frame["intention"].isin(["alone", "undecided"])
    elif name in {"systems", "suppliers", "supplier_identifiers"}:
        is_gone = _is_name_untold(register, name, viewer)
    else:
        is_gone = pd.Series(data=False, index=frame.index)
    hidden = pd.DataFrame(dict.fromkeys(table.names, is_gone))
    for column in _UNTOLD.get(name, ()):
        hidden[column] = is_gone | ~is_open
    return hidden


def marked_for(register: Register, viewer: str) -> Register:
    """Mark every cell one borough is not told, and all that never leaves the register, and renumber the rows of others' returns."""
    tables, number = {}, 0
    for name, table in TABLES.items():
        frame, hidden = register.all_rows[name].copy(), untold_to(register, name, viewer)
        for column in table.columns:
            hit = hidden[column.name] | ("nobody" in {column.tier, table.tier})
            if column.name in {*_STRUCTURE, "will_share", "intention"} or (name, column.name) in _FIGURES:
                continue
            if name == "sources":
                words = frame["source_kind"].map({"return": _RETURN_WORDS, "capture": _CAPTURE_WORDS})
                words = words.where(frame["borough_id"].ne(viewer).fillna(value=True))
                hit = words.map(lambda own, name=column.name: name in own, na_action="ignore").eq(other=True)
                hit &= column.name != "confirmed_date"
            frame[column.name] = _with_marks(frame[column.name], hit, column, number)
            number += int(hit.sum())
        tables[name] = _renumbered(frame, register, but=viewer)
    return _like(register, tables)


def without_untold(register: Register, viewer: str) -> Register:
    """Leave out every row one borough is not told, but for the ratings that figures are made of, as if never handed in."""
    tables = dict(register.all_rows)
    for name, frame in tables.items():
        if name not in {"ratings", "sources"}:
            keys = list(TABLES[name].key)
            tables[name] = frame[~untold_to(register, name, viewer)[keys].all(axis=1)]
    return _like(register, {name: typed(frame, TABLES[name]) for name, frame in tables.items()})


def _is_name_untold(register: Register, name: str, viewer: str) -> pd.Series[bool]:
    """Say which names of others' returns no row that is told gives, in that very return."""
    frame, sources = register.all_rows[name], register.all_rows["sources"]
    others = sources["source_kind"].isin(_OWN_KINDS) & sources["borough_id"].ne(viewer).fillna(value=True)
    is_others = frame["source_id"].isin(sources.loc[others, "source_id"])
    if name == "supplier_identifiers":
        return is_others
    key, parts = TABLES[name].key[0], []
    for table in ("deployments", "contracts", "contract_suppliers", "ratings", "challenges", "spend"):
        rows = register.all_rows[table]
        rows = rows[_is_open_to(register, table, viewer)] if table in {"ratings", "challenges", "spend"} else rows
        columns = [column for column in (key, "seller_id") if column in rows and (column == key or name == "suppliers")]
        parts += [rows[["source_id", column]].set_axis(["source_id", key], axis=1) for column in columns]
    return is_others & ~_told_in(frame, pd.concat(parts).dropna(), [key, "source_id"])


def _is_open_to(register: Register, name: str, viewer: str) -> pd.Series[bool]:
    frame = register.all_rows[name]
    if name in {"options", "contract_suppliers"}:
        contracts = register.all_rows["contracts"]
        return _told_in(
            frame, contracts[_is_open_to(register, "contracts", viewer)], ["contract_id", "source_id", "source_pointer"]
        )
    is_open = frame["borough_id"].eq(viewer) if "borough_id" in frame else pd.Series(data=False, index=frame.index)
    if name == "contracts":
        is_open |= frame["partner_borough_ids"].fillna("").str.split("|").map(lambda ids: viewer in ids)
    if "is_published" in frame:
        is_open |= frame["is_published"].fillna(value=False)
    return is_open.fillna(value=False).astype("bool")


def told(register: Register) -> str:
    """Give everything a register says, as text."""
    return "\n".join([str(register.info), *(frame.to_csv() for frame in register.all_rows.values())])


def _like(register: Register, tables: dict[str, pd.DataFrame]) -> Register:
    return Register.from_tables(tables, as_of=register.as_of, reference=register.reference, info=register.info)


def _told_in(frame: pd.DataFrame, shown: pd.DataFrame, key: list[str]) -> pd.Series[bool]:
    return pd.Series(pd.MultiIndex.from_frame(frame[key]).isin(pd.MultiIndex.from_frame(shown[key])), index=frame.index)


def _published_names(register: Register, name: str) -> pd.DataFrame:
    columns = {"systems": ("system_id",), "suppliers": ("supplier_id", "seller_id")}[name]
    key = TABLES[name].key[0]
    parts = []
    for table in ("deployments", "contracts", "contract_suppliers"):
        shown = register.all_rows[table][~is_hidden(register, table)]
        parts += [
            shown[["source_id", column]].set_axis(["source_id", key], axis=1) for column in columns if column in shown
        ]
    return pd.concat(parts).dropna()


def _is_maker_hidden(register: Register) -> pd.Series[bool]:
    """Say which systems of returns have a maker that no published row gives them."""
    frame, pair = register.all_rows["systems"], ["system_id", "supplier_id"]
    shown = [register.all_rows[name][~is_hidden(register, name)][pair] for name in ("deployments", "contracts")]
    returns = register.all_rows["sources"].query("source_kind in @_OWN_KINDS")["source_id"]
    is_own = frame["source_id"].isin(returns) & frame["supplier_id"].notna()
    return is_own & ~_told_in(frame, pd.concat(shown).dropna(), pair)


def _with_marks(values: pd.Series, hit: pd.Series[bool], column: Column, number: int) -> pd.Series:
    new = values.astype("object")
    marks = [_mark(column, number + place, old) for place, old in enumerate(new[hit])]
    new.loc[hit] = pd.Series(marks, index=new.index[hit], dtype="object")
    return new


def _mark(column: Column, number: int, old: object) -> object:
    if column.name == "mailbox":
        return f"canary{number}@camden.example"
    if column.allowed:
        return next(word for word in column.allowed if word != old)
    words = {"text": f"CANARY{number}X", "id": f"canary{number}x", "address": f"https://example.org/canary{number}x"}
    numbers = {"date": DAY, "money": MONEY, "number": 57.0, "integer": 59}
    return {**words, **numbers, "boolean": not (pd.notna(old) and bool(old))}[column.kind]


def _renumbered(frame: pd.DataFrame, register: Register, but: str = "") -> pd.DataFrame:
    """Move every row of a return down, but of one borough, as rows put in above it would."""
    if "source_pointer" not in frame:
        return frame
    sources = register.all_rows["sources"]
    is_said = sources["source_kind"].isin(_OWN_KINDS) & sources["borough_id"].ne(but).fillna(value=True)
    is_own = frame["source_id"].isin(sources.loc[is_said, "source_id"])
    moved = frame["source_pointer"].str.replace(r"\d+$", lambda found: str(int(found.group()) + 100), regex=True)
    return frame.assign(source_pointer=frame["source_pointer"].mask(is_own, moved))
