"""What `fuzzing` bends to find a reader that breaks: files handed in, and the folders that the package keeps itself."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fuzz_readers
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from tiny_world import save_tiny_world

from citytools_analysis import reference
from citytools_analysis.errors import CityToolsError
from citytools_analysis.lineage import snapshots_of
from citytools_analysis.reference import load_reference
from citytools_analysis.register import open_register
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.durations import read_durations
from citytools_analysis.reporting.manifest import Manifest, read_manifest, write_manifest
from citytools_analysis.schema import TABLES

NESTED = b"[" * 100_000
WHOLE = (
    b"",
    b"\x00",
    b"null",
    b"[]",
    b"{}",
    b"1",
    b'"a"',
    b"\xff\xfe",
    b"PAR1",
    NESTED,
    b"../../etc\n",
    b"con",
    b"a\r\nb",
)
PUT = (
    None,
    0,
    -1,
    1e999,
    10**30,
    "",
    "x",
    "../../a",
    "\ud800",
    "\x00",
    True,
    [],
    {},
    [[]],
    {"a": 1},
    [None],
    "con",
    "9" * 400,
)
COLUMNS = (
    pa.nulls(3), pa.array([1, 2, 3]), pa.array(["a", None, "b"]), pa.array([b"\xff", b"", None]), pa.array([[1], [], None]),
    pa.array([{"a": 1}, None, {}]), pa.array([1e300, float("nan"), None]), pa.array(["31/02/2027", "x", ""]),
    pa.array([2**62, -1, None]), pa.array([True, None, False]), pa.array(["a", "a", "b"]).dictionary_encode(),
)  # fmt: skip
BENT: Mapping[str, st.SearchStrategy[Any]] = {
    "which": st.integers(0, 10_000),
    "edits": st.lists(fuzz_readers._EDIT, min_size=1, max_size=4),  # noqa: SLF001 - the same bends as of files handed in
    "whole": st.one_of(st.none(), st.none(), st.none(), st.sampled_from(WHOLE)),
    "place": st.one_of(st.none(), st.integers(0, 10_000)),
    "put": st.sampled_from(PUT),
}


@cache
def kept() -> Path:
    """Lay out once what is bent: a register with its reviewed tables, a manifest, a notebook."""
    folder = Path(tempfile.mkdtemp(prefix="fuzzed-"))
    save_tiny_world(folder / "register")
    write_manifest(folder / "reports", Manifest("2026-11-23", "public", "", "ab12", "0.1.0"), {"market": 1.0})
    shutil.copytree(
        notebooks_folder(), folder / "notebooks", ignore=lambda _, names: [n for n in names if not n.endswith(".ipynb")]
    )
    return folder


def forget_kept() -> None:
    """Take away what was laid out."""
    if kept.cache_info().currsize:
        shutil.rmtree(kept(), ignore_errors=True)
        kept.cache_clear()


def take_file(i_seed: int, suffix: str, edits: list[Any], kind: str | None) -> None:
    """Bend a file that somebody hands in, and take it as far as register rows."""
    origin, content = fuzz_readers.seeds()[i_seed % len(fuzz_readers.seeds())]
    fuzz_readers.take(f"bent{suffix or origin.suffix}", fuzz_readers.bent(content, edits), kind)


def _told_or_read(read: Callable[[], object]) -> None:
    """Let it read, or say in its own words why not; whatever else is raised is a crash."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of days in a column that was given another kind
            read()
    except CityToolsError as error:
        if not str(error).strip():
            raise


def _bent(part: str, read: Callable[[Path], object], bend: Mapping[str, Any]) -> None:
    """Bend one file of a folder, where it lies, and put it back after it was read."""
    folder = kept() / part
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = files[bend["which"] % len(files)]
    sound = path.read_bytes()
    if path.parent.name == "reference":
        reference._load.cache_clear()  # noqa: SLF001 - it keeps what it read, and the file is another one now
    try:
        path.write_bytes(_bent_content(path.suffix, sound, **bend))
        _told_or_read(lambda: read(folder))
    finally:
        path.write_bytes(sound)


def _bent_content(  # noqa: PLR0917 - what was drawn
    suffix: str, sound: bytes, which: int, edits: list[Any], whole: bytes | None, place: int | None, put: Any
) -> bytes:
    if whole is not None:
        return whole
    if place is not None and suffix in {".json", ".ipynb"}:
        return _with_value(sound, place, put)
    if place is not None and suffix == ".parquet":
        return _with_column(sound, place + which)
    return fuzz_readers.bent(sound, edits)


def _with_value(sound: bytes, place: int, put: Any) -> bytes:
    """Put another value at one place of a JSON file that stays one."""
    content = json.loads(sound)
    places: list[tuple[Any, Any]] = []
    waiting = [content]
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node))
        places += [(node, key) for key in keys]
        waiting += [node[key] for key in keys if isinstance(node[key], dict | list)]
    node, key = places[place % len(places)]
    node[key] = put
    return json.dumps(content).encode("utf-8", "surrogatepass")


def _with_column(sound: bytes, place: int) -> bytes:
    """Give one column of a table another kind, or leave it out, in a file that stays a sound one."""
    table = pq.read_table(io.BytesIO(sound))
    column, kind = place % table.num_columns, place % (len(COLUMNS) + 1)
    if kind == len(COLUMNS):
        table = table.remove_column(column)
    else:
        rows = max(table.num_rows, 3)
        values = pa.chunked_array([COLUMNS[kind]] * (rows // 3 + 1)).slice(0, table.num_rows)
        table = table.set_column(column, table.column_names[column], values)
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def take_register(**bend: Any) -> None:
    """Bend a file of a register's folder: a table, the pointer, what it says of itself, a reviewed table; then read all of it."""
    _bent("register", _read_register, bend)


def _read_register(folder: Path) -> None:
    register = open_register(folder)
    for name in TABLES:
        register.table(name)
    snapshots_of(folder)


def take_reference(**bend: Any) -> None:
    """Bend a reviewed table; corrections and decisions are among them."""
    _bent("register/reference", load_reference, bend)


def take_reports(**bend: Any) -> None:
    """Bend what an earlier build left: anything unreadable counts as nothing."""
    _bent("reports", lambda folder: (read_manifest(folder), read_durations(folder)), bend)


def take_notebook(**bend: Any) -> None:
    """Bend a notebook that is to be found as a report."""
    _bent("notebooks", find_reports, bend)
