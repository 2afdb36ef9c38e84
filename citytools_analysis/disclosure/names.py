"""What only speaks of other rows goes with them: options, shares, co-suppliers, and the names of suppliers and systems."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from citytools_analysis.schema import TABLES

_USES = {
    "systems": (("deployments", "system_id"), ("contracts", "system_id"), ("allocations", "system_id"), ("ratings", "system_id"), ("challenges", "system_id")),
    "suppliers": (("deployments", "supplier_id"), ("contracts", "supplier_id"), ("contracts", "seller_id"), ("contract_suppliers", "supplier_id"), ("systems", "supplier_id"), ("spend", "supplier_id"), ("performance", "supplier_id")),
}  # fmt: skip
_CONTRACT_ROW = ["contract_id", "source_id", "source_pointer"]
_MADE_BY = ["system_id", "supplier_id"]


def only_what_is_named(tables: Mapping[str, pd.DataFrame], *, held: Collection[str]) -> dict[str, pd.DataFrame]:
    """
    Drop what speaks of rows that are gone.

    Parameters
    ----------
    tables
        The rows an edition may show, by table.
    held
        Ids of sources with rows that it may not show.

    Returns
    -------
    tables
        New frames. Options, allocations and the suppliers of a contract stay with the very row of their contract; a notice or an assessment names a
        contract only if that is shown; events and identifiers are those of shown suppliers, from sources not in `held`; suppliers and systems are those that a shown row names, and from a source in `held` only those
        that a shown row of that same source names, with the maker of a system only where a shown row gives it.

    Examples
    --------
    >>> empty = {name: pd.DataFrame(columns=list(table.names), dtype="object") for name, table in TABLES.items()}
    >>> only_what_is_named(empty, held=())["systems"].empty
    True
    """
    kept = dict(tables)
    live = kept["contracts"][_CONTRACT_ROW].drop_duplicates()
    for name in (
        "options",
        "allocations",
        "contract_suppliers",
    ):  # a source may hold a second row about a contract that is not shown
        kept[name] = kept[name].merge(live, on=_CONTRACT_ROW)
    for name in ("notices", "performance"):
        about = kept[name]["contract_id"]
        kept[name] = kept[name].assign(contract_id=about.where(about.isin(live["contract_id"])))
    kept["systems"] = _with_shown_makers(_named("systems", kept, held), kept, held)
    kept["suppliers"] = _named("suppliers", kept, held)
    for name in ("supplier_events", "supplier_identifiers"):
        is_named = kept[name]["supplier_id"].isin(kept["suppliers"]["supplier_id"])
        kept[name] = kept[name][is_named & ~kept[name]["source_id"].isin(held)]
    return kept


def _named(name: str, kept: Mapping[str, pd.DataFrame], held: Collection[str]) -> pd.DataFrame:
    """Keep the names in use; that a source knows a name is told only if a shown row of that source says so."""
    frame, key = kept[name], TABLES[name].key[0]
    parts = [kept[table][["source_id", column]].set_axis(["source_id", key], axis=1) for table, column in _USES[name]]
    uses = pd.concat(parts, ignore_index=True).dropna()
    is_own = _pairs(frame, ["source_id", key]).isin(_pairs(uses, ["source_id", key]))
    return frame[frame[key].isin(uses[key]) & (is_own | ~frame["source_id"].isin(held))]


def _with_shown_makers(systems: pd.DataFrame, kept: Mapping[str, pd.DataFrame], held: Collection[str]) -> pd.DataFrame:
    """Take the maker away where no shown row names it: a hidden row's system and maker can make the id of a shown one."""
    uses = pd.concat([kept[name][_MADE_BY] for name in ("deployments", "contracts")], ignore_index=True).dropna()
    is_shown = _pairs(systems, _MADE_BY).isin(_pairs(uses, _MADE_BY)) | ~systems["source_id"].isin(held)
    is_hidden = systems["supplier_id"].notna() & ~is_shown
    words = systems["system_id"].str.removeprefix("as-reported-").str.replace("-", " ")
    return systems.assign(
        supplier_id=systems["supplier_id"].mask(is_hidden), system=systems["system"].mask(is_hidden, words)
    )


def _pairs(frame: pd.DataFrame, columns: list[str]) -> pd.Series[str]:
    return frame[columns[0]].astype("str") + "\x1f" + frame[columns[1]].astype("str")
