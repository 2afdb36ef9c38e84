"""The rows a register takes from the reviewed reference tables: the suppliers and systems it names, and their history."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import pandas as pd

from citytools_analysis.reference import Reference
from citytools_analysis.resolve import stable_id
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import typed

_NAMED_IN = {
    "supplier_id": (("deployments", "supplier_id"), ("contracts", "supplier_id"), ("contracts", "seller_id"), ("contract_suppliers", "supplier_id"), ("systems", "supplier_id"), ("spend", "supplier_id"), ("performance", "supplier_id")),
    "system_id": (("deployments", "system_id"), ("contracts", "system_id"), ("allocations", "system_id"), ("ratings", "system_id"), ("challenges", "system_id")),
}  # fmt: skip


def with_reference_rows(
    tables: Mapping[str, pd.DataFrame], reference: Reference, *, retrieved: date
) -> dict[str, pd.DataFrame]:
    """
    Put beside a register's own rows what the reference tables say of the suppliers and systems named in them.

    Parameters
    ----------
    tables
        Every table; rows drawn from reference tables before are replaced.
    reference
        The reviewed tables.
    retrieved
        Day to record for a reference table that is drawn on for the first time.

    Returns
    -------
    tables
        New frames: `systems`, `suppliers`, `supplier_events` and `sources` with the reference's rows.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> empty = {name: typed(pd.DataFrame(), table) for name, table in TABLES.items()}
    >>> with_reference_rows(empty, load_reference(), retrieved=date(2026, 11, 23))["suppliers"].empty
    True
    """
    earlier = tables["sources"]
    full = {
        name: frame[~frame["source_id"].isin(earlier.loc[earlier["source_kind"] == "reference", "source_id"])]
        if "source_id" in frame
        else frame
        for name, frame in tables.items()
    }
    for name, key in (("systems", "system_id"), ("suppliers", "supplier_id"), ("supplier_events", "supplier_id")):
        wanted = _named(full, key)
        rows = getattr(reference, name)
        _append(full, name, rows[rows[key].isin(wanted)], earlier, retrieved)
    return full


def _named(tables: Mapping[str, pd.DataFrame], key: str) -> set[str]:
    return {value for table, column in _NAMED_IN[key] for value in tables[table][column].dropna()}


def _append(
    tables: dict[str, pd.DataFrame], name: str, rows: pd.DataFrame, earlier: pd.DataFrame, retrieved: date
) -> None:
    if rows.empty:
        return
    source_id = stable_id("reference", name)
    rows = rows.assign(
        source_id=source_id, source_pointer=[f"{name}.csv, {key}" for key in rows.iloc[:, 0]], is_reviewed=True
    )
    tables[name] = _joined(tables[name], rows, name)
    digest = hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()
    known = earlier[(earlier["source_id"] == source_id) & (earlier["sha256"] == digest)]
    source = {
        "source_id": source_id,
        "source_kind": "reference",
        "source_name": f"reference:{name}",
        "file_name": f"{name}.csv",
        "sha256": digest,
        "retrieved_date": known["retrieved_date"].iloc[0] if len(known) else retrieved,
        "n_read": len(rows),
        "n_kept": len(rows),
        "n_left_out": 0,
    }
    tables["sources"] = _joined(tables["sources"], pd.DataFrame([source]), "sources")


def _joined(own: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    new = typed(rows, TABLES[name])
    return pd.concat([own, new], ignore_index=True) if len(own) else new
