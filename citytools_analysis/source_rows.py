"""Rows of one file beside what the register holds: put in, taken out, and the row that tells of the file itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from citytools_analysis.assemble import Assembly
from citytools_analysis.schema import TABLES
from citytools_analysis.sources.packed_records import PackedRecords
from citytools_analysis.sources.reading import LeftOut, Quarantined
from citytools_analysis.storage import typed

Tables = Mapping[str, pd.DataFrame]
# Of several days a system was seen on, the last shows; two spellings of a supplier may prove to be two firms
_SIGHTING = {"deployments": ["source_pointer"], "contract_suppliers": ["source_pointer", "mention"]}


def without_source(tables: Tables, source_id: str) -> dict[str, pd.DataFrame]:
    """
    Take a source and all its rows out.

    Parameters
    ----------
    tables
        Every table.
    source_id
        The source.

    Returns
    -------
    tables
        The rest.

    Examples
    --------
    >>> without_source({"sources": pd.DataFrame({"source_id": ["a", "b"]})}, "a")["sources"]["source_id"].tolist()
    ['b']
    """
    return {
        name: frame[frame["source_id"] != source_id] if "source_id" in frame else frame
        for name, frame in tables.items()
    }


def with_rows(
    tables: Tables, rows: Mapping[str, Sequence[Mapping[str, Any]] | pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """
    Put rows beside those that are there.

    Parameters
    ----------
    tables
        Every table.
    rows
        New rows by table; one that its own source tells twice is put in once.

    Returns
    -------
    tables
        New frames.

    Examples
    --------
    >>> held = {"left_out": typed(pd.DataFrame(), TABLES["left_out"])}
    >>> len(with_rows(held, {"left_out": [{"source_id": "a", "source_pointer": "/", "reason": "not_london"}]})["left_out"])
    1
    """
    full = dict(tables)
    for name, new in rows.items():
        table = TABLES[name]
        sighting = _SIGHTING.get(name, [])
        frame = typed(new if isinstance(new, pd.DataFrame) else pd.DataFrame([*new]), table)
        full[name] = pd.concat([full[name], frame], ignore_index=True) if len(full[name]) else frame
        key = [column for column in (*table.key, "source_id", *sighting) if column in full[name]]
        full[name] = full[name].drop_duplicates(dict.fromkeys(key), ignore_index=True)
    return full


def with_file(tables: Tables, assembly: Assembly, *, retrieved: date) -> dict[str, pd.DataFrame]:
    """
    Put a file's rows in the place of those that its source gave before.

    Parameters
    ----------
    tables
        Every table.
    assembly
        The file's rows.
    retrieved
        Day on which it was obtained.

    Returns
    -------
    tables
        New frames.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> empty = {name: typed(pd.DataFrame(), table) for name, table in TABLES.items()}
    >>> file = Assembly(clean(Reading("a.csv", "facts", "00", "a.csv")), Names(load_reference()), "s1")
    >>> with_file(empty, file, retrieved=date(2026, 11, 23))["sources"]["file_name"].tolist()
    ['a.csv']
    """
    kept = without_source(tables, assembly.source_id)
    return with_rows(kept, dict(assembly.rows) | set_aside(assembly) | {"sources": [_source(assembly, retrieved)]})


def set_aside(assembly: Assembly) -> dict[str, Any]:
    """
    Make the rows of what a file leaves out and keeps aside.

    Parameters
    ----------
    assembly
        The file's rows.

    Returns
    -------
    rows
        Of the tables `left_out` and `quarantine`; those of a large file are a frame.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import LeftOut, Reading
    >>> reading = Reading("a.csv", "facts", "00", "a.csv", left_out=(LeftOut("line 2", "not_london"),))
    >>> set_aside(Assembly(clean(reading), Names(load_reference()), "s1"))["left_out"][0]["reason"]
    'not_london'
    """
    reading = assembly.cleaned.reading
    found = {"left_out": _rows(assembly, reading.left_out), "quarantine": _rows(assembly, reading.quarantined)}
    return {name: rows for name, rows in found.items() if len(rows)}


def _rows(
    assembly: Assembly, records: Sequence[LeftOut] | Sequence[Quarantined]
) -> list[dict[str, object]] | pd.DataFrame:
    if isinstance(records, PackedRecords):
        frame = records.frame().rename(columns={"pointer": "source_pointer"})
        return frame.assign(source_id=pd.Series(assembly.source_id, index=frame.index, dtype="str"))
    return [_row(assembly, vars(one)) for one in records]


def _row(assembly: Assembly, fields: Mapping[str, object]) -> dict[str, object]:
    return {"source_id": assembly.source_id, "source_pointer": fields["pointer"], **fields}


def _source(assembly: Assembly, retrieved: date) -> dict[str, object]:
    reading, about = assembly.cleaned.reading, assembly.cleaned.about
    boroughs = {
        row["borough_id"]
        for name, rows in assembly.rows.items()
        if name != "allocations"
        for row in rows
        if "borough_id" in row
    }
    return {
        "source_id": assembly.source_id,
        "source_kind": reading.kind,
        "source_name": reading.logical_name,
        "file_name": reading.file_name,
        "borough_id": next(iter(boroughs)) if reading.kind == "return" and len(boroughs) == 1 else None,
        "sha256": reading.sha256,
        "retrieved_date": retrieved,
        "confirmed_date": about.get("completed_on") or reading.confirmed_date,
        "n_read": reading.n_read,
        "n_kept": reading.n_kept,
        "n_left_out": len(reading.left_out),
        "n_quarantined": len(reading.quarantined),
    }
