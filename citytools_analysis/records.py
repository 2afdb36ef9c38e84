"""The keys by which a return speaks of what is already known: each must be known, of that borough, and used once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from citytools_analysis.clean import Cleaned
from citytools_analysis.errors import Issue
from citytools_analysis.parse import is_blank
from citytools_analysis.reference import Reference, find_borough

Known = Mapping[str, Mapping[str, str]]
_TABLES = {"systems": ("deployments", "deployment_id"), "contracts": ("contracts", "contract_id")}
_MEND = "Put back the record of the template, or clear the cell if this row is new."


def known_records(tables: Mapping[str, pd.DataFrame]) -> Known:
    """
    List the records a return may speak of.

    Parameters
    ----------
    tables
        Every version of the register's rows, by table.

    Returns
    -------
    known
        By sheet of a return, the borough of each record.

    Examples
    --------
    >>> frame = pd.DataFrame({"contract_id": ["c1"], "borough_id": ["camden"]})
    >>> known_records({"contracts": frame, "deployments": pd.DataFrame(columns=["deployment_id", "borough_id"])})
    {'systems': {}, 'contracts': {'c1': 'camden'}}
    """
    return {
        sheet: dict(zip(tables[name][key], tables[name]["borough_id"], strict=True))
        for sheet, (name, key) in _TABLES.items()
    }


def check_records(cleaned: Cleaned, known: Known, *, reference: Reference) -> Iterator[Issue]:
    """
    Find records of a return that are not known, belong to another borough, or stand twice.

    Parameters
    ----------
    cleaned
        The return, cleaned.
    known
        What `known_records` gives.
    reference
        The reviewed tables.

    Yields
    ------
    issue
        One a record, naming its cell.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"record": ["c9"], "title": ["Thing"], "where_sheet": ["Contracts"], "where_row": ["2"]})
    >>> cleaned = clean(Reading("a.xlsx", "return", "00", "a", {"contracts": raw}, about={"borough": "Camden"}))
    >>> for issue in check_records(cleaned, {"contracts": {}, "systems": {}}, reference=load_reference()): print(issue)
    a.xlsx, Contracts!A2: the register holds no record 'c9'. Put back the record of the template, or clear the cell if this row is new.
    """
    own = find_borough(reference, str(cleaned.about.get("borough") or ""))
    for sheet, boroughs in known.items():
        seen: dict[str, str] = {}
        frame = cleaned.frames.get(sheet)
        for found in () if frame is None else frame.to_dict("records"):
            row = {str(name): value for name, value in found.items()}
            if is_blank(row.get("record")):
                continue
            place = cleaned.place(sheet, row, "record")
            what = _fault(str(row["record"]), boroughs, own, seen)
            if what:
                yield Issue(cleaned.reading.file_name, place, what, _MEND, "record")
            seen.setdefault(str(row["record"]), place)


def _fault(record: str, boroughs: Mapping[str, Any], own: str | None, seen: Mapping[str, str]) -> str:
    if record in seen:
        return f"the record {record!r} stands in {seen[record]} too"
    if record not in boroughs:
        return f"the register holds no record {record!r}"
    if own and boroughs[record] != own:
        return f"the record {record!r} is another borough's"
    return ""
