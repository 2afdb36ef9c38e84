"""Records that could not be placed, tried again: what was missing may have been told since, by a person or a notice."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from citytools_analysis.assemble import Assembly, assemble
from citytools_analysis.clean import clean
from citytools_analysis.resolve import Names
from citytools_analysis.source_rows import set_aside, with_rows
from citytools_analysis.sources.opening import read_again

Tables = Mapping[str, pd.DataFrame]


def replayed(tables: Tables, names: Names, *, known_only: bool = False) -> dict[str, pd.DataFrame]:
    """
    Try the records in quarantine again.

    Parameters
    ----------
    tables
        Every table.
    names
        The reviewed names.
    known_only
        Try only notices of processes that the register holds by now, such as a change that came before its contract.

    Returns
    -------
    tables
        New frames: what could be placed has become rows of its own source, with the same pointer; the counts of the
        source are told anew, and what it read is still kept, left out or in quarantine.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.schema import TABLES
    >>> from citytools_analysis.storage import typed
    >>> empty = {name: typed(pd.DataFrame(), table) for name, table in TABLES.items()}
    >>> replayed(empty, Names(load_reference()))["quarantine"].empty
    True
    """
    known = _known_processes(tables)
    aside = tables["quarantine"]
    if known_only:
        aside = aside[aside["record"].isin({ocid for ocid, _ in known})]
    full = dict(tables)
    for source_id, rows in aside.groupby("source_id", sort=True):
        full = _with_source_again(full, str(source_id), rows, names, known)
    return full


def _known_processes(tables: Tables) -> set[tuple[str, str]]:
    rows = tables["contracts"][["ocid", "borough_id"]].dropna()
    return set(zip(rows["ocid"], rows["borough_id"], strict=True))


def _with_source_again(
    tables: Tables, source_id: str, rows: pd.DataFrame, names: Names, known: Collection[tuple[str, str]]
) -> dict[str, pd.DataFrame]:
    source = tables["sources"].set_index("source_id").loc[source_id].to_dict()
    reading = read_again(
        str(source["source_kind"]),
        list(zip(rows["source_pointer"], rows["sheet"], rows["content"], strict=True)),
        file_name=str(source["file_name"]),
        reference=names.reference,
        known=known,
    )
    again = assemble(clean(reading), names=names, source_id=source_id)
    is_tried = (tables["quarantine"]["source_id"] == source_id) & tables["quarantine"]["source_pointer"].isin(
        rows["source_pointer"]
    )
    full = {**tables, "quarantine": tables["quarantine"][~is_tried]}
    full = with_rows(full, dict(again.rows) | set_aside(again))
    return full | {"sources": _counted(full, source_id, again)}


def _counted(tables: Tables, source_id: str, again: Assembly) -> pd.DataFrame:
    sources = tables["sources"].copy()
    own = sources["source_id"] == source_id
    n_aside = int((tables["quarantine"]["source_id"] == source_id).sum())
    sources.loc[own, "n_quarantined"] = n_aside
    sources.loc[own, "n_left_out"] += len(again.cleaned.reading.left_out)
    sources.loc[own, "n_kept"] = sources.loc[own, "n_read"] - sources.loc[own, "n_left_out"] - n_aside
    return sources
