"""Writes an invented register of any number of contracts as a snapshot, piece by piece, so that making it needs little memory."""

from __future__ import annotations

import atexit
import json
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from benchmarks.big_register import INFO, Draw, other_tables, tables_of_contracts, with_authorities
from benchmarks.measured import in_child

from citytools_analysis.reference import Reference
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import to_arrow, typed

PIECE = 250_000
TOLD_TWICE = (
    0.05  # of the contracts: by a return or a notice as well, some fields blank, some otherwise, some ids another
)
_SNAPSHOT = "20261123T000000Z-benchmrk"
_LEFT_BLANK = ["title", "start_date", "value_gbp", "framework", "procedure", "ocid"]


def write_register(folder: Path, n_contracts: int, *, n_boroughs: int = 400, seed: int = 0) -> Path:
    """Write a register that `open_register` opens; the same numbers give the same rows."""
    snapshot = folder / "snapshots" / _SNAPSHOT
    snapshot.mkdir(parents=True)
    reference = with_authorities(n_boroughs)
    (folder / "reference").mkdir()
    authorities = reference.boroughs.replace({True: "yes", False: "no"})
    authorities.to_csv(folder / "reference" / "boroughs.csv", index=False)
    writers = {
        name: pq.ParquetWriter(
            snapshot / f"{name}.parquet", to_arrow(typed(pd.DataFrame(), table), table).schema, compression="zstd"
        )
        for name, table in TABLES.items()
    }
    for tables in _pieces(n_contracts, reference, seed):
        for name, frame in tables.items():
            writers[name].write_table(to_arrow(typed(frame, TABLES[name]), TABLES[name]))
    for writer in writers.values():
        writer.close()
    said = INFO.said | {"sha256": f"benchmark-{n_contracts}-{seed}", "parent": "", "tables": list(TABLES)}
    (snapshot / "info.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / "current").write_text(_SNAPSHOT + "\n", encoding="utf-8")
    return folder


def kept_register(n_contracts: int, *, n_boroughs: int = 400) -> Path:
    """Give a written register that is kept until this process ends, so that several benchmarks of one run write it once."""
    folder = _kept_folder() / f"{n_contracts}-{n_boroughs}"
    is_there = (folder / "current").is_file()
    failed = "" if is_there else in_child(lambda: _written(folder, n_contracts, n_boroughs)).get("failed")
    if failed:
        raise SystemExit(f"the register of {n_contracts:,} contracts could not be written: {failed}")
    return folder


@cache
def _kept_folder() -> Path:
    if kept := os.environ.get("CITYTOOLS_KEPT_REGISTERS"):  # of a run of several benchmarks, each a process
        return Path(kept)
    folder = tempfile.TemporaryDirectory(prefix="citytools-benchmark-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _written(folder: Path, n_contracts: int, n_boroughs: int) -> dict[str, int]:
    write_register(folder, n_contracts, n_boroughs=n_boroughs)
    return {"contracts": n_contracts}


def _pieces(n: int, reference: Reference, seed: int) -> Iterator[dict[str, pd.DataFrame]]:
    yield other_tables(np.random.default_rng([seed]), n, reference)
    for first in range(0, n, PIECE):
        draw = np.random.default_rng([seed, first + 1])
        tables = tables_of_contracts(draw, min(PIECE, n - first), reference, first=first)
        yield tables
        yield {"contracts": _told_again(draw, tables["contracts"])}


def _told_again(draw: Draw, contracts: pd.DataFrame) -> pd.DataFrame:
    """Tell some of the contracts a second time, by another source that leaves fields blank and moves some of the ends."""
    again = contracts[draw.random(len(contracts)) < TOLD_TWICE]
    other = again["source_id"].map({"s-return": "s-notice", "s-notice": "s-return", "s-register": "s-notice"})
    end = again["end_date"] + pd.to_timedelta(draw.choice([0, 365], len(again)), unit="D")
    blank = {name: again[name].where(draw.random(len(again)) < 0.5) for name in _LEFT_BLANK}
    again = again.assign(**blank, source_id=other, end_date=end, source_pointer="line 3")
    is_under_another_id = again["ocid"].notna() & (draw.random(len(again)) < 0.5)
    return again.assign(contract_id=again["contract_id"].mask(is_under_another_id, "x" + again["contract_id"]))
