"""The Systems sheet: deployments, with the systems and suppliers they name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citytools_analysis.assemble.assembly import Assembly, Entry, Row
from citytools_analysis.resolve import Named, stable_id

_COLUMNS = {
    "supplier": "supplier_id",
    "in_use_from": "in_use_from_date",
    "in_use_to": "in_use_to_date",
    "hosting": "hosting",
    "evidence_url": "evidence_url",
}
_KEY = ("borough_id", "function_code", "system_state", "system_id")


def add_deployments(assembly: Assembly) -> None:
    """
    Make a deployment of each row of the Systems sheet.

    Parameters
    ----------
    assembly
        The rows in the making; deployments, systems and suppliers are added to it.

    Examples
    --------
    >>> import pandas as pd
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"borough": ["Camden"], "function": ["REV01"], "system": ["Thing"], "where_row": ["2"]})
    >>> cleaned = clean(Reading("a.csv", "facts", "00", "a.csv", {"systems": raw}))
    >>> assembly = Assembly(cleaned, Names(load_reference()), "s1")
    >>> add_deployments(assembly)
    >>> assembly.rows["deployments"][0]["system_state"]
    'known'
    """
    for entry in assembly.entries("systems"):
        borough_id = assembly.borough(entry)
        function_code = assembly.function(entry, "function", entry["function"]) if entry["function"] else None
        supplier_id = assembly.supplier(entry, entry["supplier"])
        system = assembly.system(entry, entry["system"], supplier_id)
        if system:
            assembly.local_systems[entry["system"].casefold()] = system
        state = _state(assembly, entry, system)
        if borough_id and (function_code or entry["record"]):
            key = {"borough_id": borough_id, "function_code": function_code, "system_state": state}
            maker = supplier_id or (system and system.supplier_id)
            _add(assembly, entry, key | {"system_id": system and system.id, "supplier_id": maker})


def _state(assembly: Assembly, entry: Entry, system: Named | None) -> str | None:
    word = assembly.word(entry, "system")
    use = entry["use"] or word or ("known" if system else None)
    if use is None:
        return None if entry["record"] else "unknown"
    if use == "known" and not system and not entry["record"]:
        assembly.wrong(entry, "system", "the system is missing", "Name it, or write unknown under In use.", "required")
    if use in {"none", "unknown"} and system:
        mend = f"Leave the system blank, or write known instead of {use}."
        assembly.wrong(entry, "use", f"{use!r} contradicts the system {system.name!r}", mend, "contradiction")
    return str(use)


def _add(assembly: Assembly, entry: Entry, named: Row) -> None:
    row = {
        "deployment_id": entry["record"] or deployment_id(named),
        "slot": entry["slot"],
        "in_use_from_date": entry["in_use_from"],
        "in_use_from_date_precision": entry["in_use_from_precision"],
        "in_use_to_date": entry["in_use_to"],
        "in_use_to_date_precision": entry["in_use_to_precision"],
        "seen_date": assembly.seen(entry),
        "basis": entry["basis"] or "stated",
        "hosting": entry["hosting"],
        "evidence_url": entry["evidence_url"],
        "is_published": assembly.is_published(entry),
    } | assembly.said(entry, _COLUMNS)
    assembly.add("deployments", entry, named | row)


def deployment_id(row: Mapping[str, Any]) -> str:
    """
    Make a deployment's id of its own key.

    Parameters
    ----------
    row
        With `borough_id`, `function_code`, `system_state` and `system_id`.

    Returns
    -------
    id
        The same for the same use of a system, whoever tells of it.

    Examples
    --------
    >>> row = {"borough_id": "camden", "function_code": "REV01", "system_state": "known", "system_id": "iworld"}
    >>> deployment_id(row) == deployment_id(row | {"hosting": "cloud"})
    True
    """
    return stable_id(*(row[name] for name in _KEY))
