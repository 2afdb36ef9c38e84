"""Names in a register, resolved again: a person's decision, or a new alias, reaches the rows that were added before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from citytools_analysis.assemble.named_rows import supplier_rows, system_rows
from citytools_analysis.assemble.systems import deployment_id
from citytools_analysis.resolve import Mention, Named, Names
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import typed

Tables = Mapping[str, pd.DataFrame]
Place = tuple[str, str]

# The columns in which a name of each role stands, by table.
_COLUMNS = {
    "supplier": {"deployments": "supplier_id", "contracts": "supplier_id", "spend": "supplier_id", "performance": "supplier_id"},
    "co_supplier": {"contract_suppliers": "supplier_id"},
    "seller": {"contracts": "seller_id"},
    "system": dict.fromkeys(("deployments", "contracts", "allocations", "ratings", "challenges"), "system_id"),
}  # fmt: skip
_MADE_OF_NAMES = ("suppliers", "systems", "supplier_identifiers")
_FROM_ITS_SYSTEM = ("deployments", "contracts")  # whose supplier, where none is named, is the maker of the system


@dataclass
class _Again:
    """What every mention of a register is taken for by now."""

    names: Names
    systems_sheet: frozenset[Place]
    mentions: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ids: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    by_mention: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    makers: dict[Place, str | None] = field(default_factory=dict)
    suppliers: dict[Place, str] = field(default_factory=dict)
    local: dict[tuple[str, str], Named] = field(default_factory=dict)

    def take(self, said: Mapping[str, Any]) -> None:
        """Resolve one mention, and note what follows from it."""
        place, role = (said["source_id"], said["source_pointer"]), said["role"]
        mention = Mention(said["mention"], tuple((said["identifiers"] or "").split("|")), said["context"] or "")
        named = self._system(mention.text, place) if role == "system" else self.names.supplier(mention)
        if role == "supplier":
            self.suppliers[place] = named.id
        if role == "system":
            self.makers[place] = named.supplier_id
        self.ids[*place, role, said["named_id"]] = named.id
        self.by_mention[*place, role, said["mention"]] = named.id
        self.mentions.append({**said, "named_id": named.id, "matched_by": named.matched_by})
        for table, row in system_rows(named) if role == "system" else supplier_rows(mention, named):
            provenance = {"source_id": place[0], "source_pointer": place[1]}
            self.rows.setdefault(table, []).append(row | provenance)

    def _system(self, text: str, place: Place) -> Named:
        supplier_id = self.suppliers.get(place)
        named = self.names.system(text, supplier_id)
        if not supplier_id and not named.is_reviewed:
            named = self.local.get((place[0], text.casefold()), named)
        if place in self.systems_sheet:
            self.local[place[0], text.casefold()] = named
        return named


def named_again(tables: Tables, names: Names) -> dict[str, pd.DataFrame]:
    """
    Resolve every name of a register again.

    Parameters
    ----------
    tables
        Every table.
    names
        The reviewed names, as they are now.

    Returns
    -------
    tables
        New frames: what a file's own rows say of suppliers and systems, as if the file had been added today. Rows drawn
        from reference tables are left as they are.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> empty = {name: typed(pd.DataFrame(), table) for name, table in TABLES.items()}
    >>> named_again(empty, Names(load_reference()))["mentions"].empty
    True
    """
    again = _Again(names, frozenset(_places(tables["deployments"])))
    for said in _in_order(tables["mentions"]):
        again.take(said)
    full = dict(tables)
    for role, columns in _COLUMNS.items():
        for name, column in columns.items():
            full[name] = full[name].assign(**{column: _renamed(full[name], column, role, again)})
    for name in _FROM_ITS_SYSTEM:
        full[name] = full[name].assign(supplier_id=_made_by(full[name], again))
    full["deployments"] = _with_own_ids(tables["deployments"], full["deployments"])
    full |= {name: _made_again(tables, name, again) for name in _MADE_OF_NAMES}
    full["mentions"] = pd.DataFrame(again.mentions, columns=list(TABLES["mentions"].names))
    return {name: typed(frame, TABLES[name]) for name, frame in full.items()}


def _places(frame: pd.DataFrame) -> Iterator[Place]:
    return zip(frame["source_id"], frame["source_pointer"], strict=True)


def _in_order(mentions: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the mentions in the order of their files, suppliers of a row before its system, which is looked up within them."""
    plain = mentions.astype("object").where(mentions.notna(), None)
    order = plain["role"].map({"supplier": 0, "co_supplier": 1, "seller": 2, "system": 3})
    return _records(plain.assign(order=order).sort_values("order", kind="stable").drop(columns="order"))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _renamed(frame: pd.DataFrame, column: str, role: str, again: _Again) -> list[Any]:
    # two names of one place may have been taken for one firm and prove to be two: there the name itself is the key
    by = "mention" if "mention" in frame else column
    ids = again.by_mention if "mention" in frame else again.ids
    known, keys = (frame[name].astype("object").where(frame[name].notna(), None) for name in (column, by))
    return [
        ids.get((*place, role, key), old) if old is not None else None
        for place, old, key in zip(_places(frame), known, keys, strict=True)
    ]


def _made_by(frame: pd.DataFrame, again: _Again) -> list[Any]:
    own = frame["supplier_id"].astype("object").where(frame["supplier_id"].notna(), None)
    return [
        again.makers[place] if place in again.makers and place not in again.suppliers else old
        for place, old in zip(_places(frame), own, strict=True)
    ]


def _with_own_ids(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Give each deployment whose key changed its new id, also in the rows of returns that name it by the old one."""
    old, new = (_records(frame.astype("object").where(frame.notna(), None)) for frame in (before, after))
    changed = {
        deployment_id(was): deployment_id(row)
        for was, row in zip(old, new, strict=True)
        if was["system_id"] != row["system_id"]
    }
    return after.assign(deployment_id=[changed.get(key, key) for key in after["deployment_id"]])


def _made_again(tables: Tables, name: str, again: _Again) -> pd.DataFrame:
    frame, sources = tables[name], tables["sources"]
    references = sources.loc[sources["source_kind"] == "reference", "source_id"]
    reviewed = frame[frame["source_id"].isin(references)]
    made = typed(pd.DataFrame(again.rows.get(name, [])), TABLES[name])
    made = made.drop_duplicates([*TABLES[name].key, "source_id"])
    return pd.concat([reviewed, made], ignore_index=True) if len(reviewed) else made
