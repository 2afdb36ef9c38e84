"""
Times notices on their way into tables, beside orjson that only parses the same bytes and beside what others use for it.

Run with `PYTHONPATH=tests .venv/bin/python tests/benchmarks/time_ingest.py`; every run is a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import notices_made
from benchmarks.peers import Peer, peer
from benchmarks.told import Told, spread

_MB = 1_000_000
_OCDS = "import json, sys, time, resource, orjson; begun = time.perf_counter(); seen = set(); n = n_values = 0\n"
_OURS = """
from pathlib import Path
from citytools_analysis.reference import load_reference
from citytools_analysis.sources.opening import read_file
reference = load_reference(); begun = time.perf_counter()
reading = read_file(Path(sys.argv[1]), reference=reference)
seconds = time.perf_counter() - begun
assert not [issue for issue in reading.issues if issue.level == "error"], reading.issues[:1]
n, n_values = reading.n_read, int(reading.frames["contracts"]["value_gbp"].notna().sum())
seen = {one.record for one in reading.left_out} | {one.record for one in reading.quarantined} | set(reading.frames["notices"]["ocid"])
"""
_LINES = "for line in open(sys.argv[1], 'rb'): n += 1; orjson.loads(line)\nseconds = time.perf_counter() - begun\n"
_WHOLE = "n = len(orjson.loads(open(sys.argv[1], 'rb').read())['releases'])\nseconds = time.perf_counter() - begun\n"
_TELL = """
try:  # what a process is started from counts in ru_maxrss, too
    peak = int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))) / 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peak": peak, "releases": n, "ocids": len(seen), "values": n_values}))
"""
_NORMALIZE = """
import json, sys, time, resource, pandas
begun = time.perf_counter()
frame = pandas.json_normalize(json.load(open(sys.argv[1], "rb"))["releases"])
seconds = time.perf_counter() - begun
n, seen, n_values = len(frame), set(frame["ocid"]), int(frame["tender.value.amount"].notna().sum())
"""
_TABLES = """
import json, sys, time, resource, pandas
begun = time.perf_counter()
releases = json.load(open(sys.argv[1], "rb"))["releases"]
frame = pandas.json_normalize(releases)
for path in (["awards"], ["awards", "suppliers"], ["parties"], ["tender", "items"], ["tender", "documents"]):
    held = [one for one in releases if path[0] in one and (path[0] != "tender" or path[1] in one["tender"])]
    pandas.json_normalize(held, record_path=path, meta=["ocid", "id"], record_prefix="of_")
seconds = time.perf_counter() - begun
n, seen, n_values = len(frame), set(frame["ocid"]), int(frame["tender.value.amount"].notna().sum())
"""
_DUCKDB = """
import json, sys, time, resource, duckdb
duckdb.sql("set threads = 1"); begun = time.perf_counter()
where = f"read_json('{sys.argv[1]}', format = 'newline_delimited', maximum_object_size = 67108864)"
duckdb.sql(f"create table t as select * from {where}")
seconds = time.perf_counter() - begun
[(n, n_ocids, n_values)] = duckdb.sql("select count(*), count(distinct ocid), count(tender.value.amount) from t").fetchall()
seen = range(n_ocids)
"""
_FLATTEN = """
import csv, json, sys, time, resource, tempfile, flattentool, pathlib
folder = tempfile.mkdtemp(); begun = time.perf_counter()
flattentool.flatten(sys.argv[1], output_name=folder, output_format="csv", root_list_path="releases", main_sheet_name="releases", root_id="ocid")
seconds = time.perf_counter() - begun
rows = list(csv.DictReader(open(pathlib.Path(folder) / "releases.csv", encoding="utf-8")))
n, seen, n_values = len(rows), {row["ocid"] for row in rows}, sum(bool(row["tender/value/amount"]) for row in rows)
"""
_OCDSKIT = """
import json, sys, time, resource
from ocdskit.combine import merge
begun = time.perf_counter()
with open(sys.argv[1], "rb") as stream: compiled = list(merge([json.load(stream)]))
seconds = time.perf_counter() - begun
n, seen, n_values = len(compiled), {one["ocid"] for one in compiled}, sum("amount" in one["tender"].get("value", {}) for one in compiled)
"""


def measure(minutes: float = 6.0) -> list[Told]:
    """Time everything within about so many minutes; the sizes follow."""
    size = max(5, int(25 * minutes)) * _MB
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [_beside_parsing(folder, size), _memory(folder, size), _beside_others(folder, max(1, size // 2))]


def _beside_parsing(folder: Path, size: int) -> Told:
    lines = [folder / f"{number}.jsonl" for number in range(2)]
    objects = [folder / f"{number}.json" for number in range(2)]
    for number in range(2):
        notices_made.write_lines(lines[number], size, seed=number)
        notices_made.write_object(objects[number], size, seed=number)
    total = sum(path.stat().st_size for path in lines) / _MB
    runs = {
        "orjson alone, lines": _repeat(_OCDS + _LINES, lines),
        "raw frames, lines": _repeat(_OCDS + _OURS, lines),
        "orjson alone, one giant object": _repeat(_OCDS + _WHOLE, objects),
        "raw frames, one giant object": _repeat(_OCDS + _OURS, objects),
    }
    rows = [[what, spread([total / one["seconds"] for one in told]), f"{told[0]['releases']:,}", f"{max(one['peak'] for one in told):,.0f}"]
            for what, told in runs.items()]  # fmt: skip
    whole = _register(folder, lines)
    rows.append(
        [
            "the whole way into the register (citytools add --jobs 2)",
            f"{total / whole['seconds']:.3g} (one run)",
            f"{whole['releases']:,}",
            "-",
        ]
    )
    shares = [_share(runs["raw frames, lines"], runs["orjson alone, lines"]),
              _share(runs["raw frames, one giant object"], runs["orjson alone, one giant object"])]  # fmt: skip
    target = f"raw frames at no less than 20 % of the speed of orjson alone: {shares[0]:.0%} of lines ({_verdict(shares[0], 0.2)}), {shares[1]:.0%} of one giant object"
    return Told(
        f"Notices to raw frames, two files of {size // _MB} MB in two processes",
        ("what", "megabytes a second: median (least to most)", "releases", "peak MB of a process"),
        rows,
        notes=("the time to start Python and to import is left out of all but the whole way",),
        targets=(target,),
    )


def _memory(folder: Path, size: int) -> Told:
    rows = []
    for factor in (1, 4):
        path = folder / "growing.jsonl"
        n = notices_made.write_lines(path, size * factor, seed=9)
        told = _run([sys.executable, "-c", _OCDS + _OURS + _TELL, str(path)])
        rows.append([f"{path.stat().st_size / _MB:,.0f}", f"{n:,}", f"{told['peak']:,.0f}", f"{told['seconds']:.1f}"])
        path.unlink()
    most = max(float(row[2].replace(",", "")) for row in rows)
    return Told(
        "Memory that reading notices takes",
        ("file, MB", "releases", "peak MB, of which some 120 are Python and pandas", "seconds"),
        rows,
        targets=(
            f"at most 500 MB for a file of any size: {most:,.0f} MB at most here ({'met' if most <= 500 else 'missed'})",
        ),
    )


def _beside_others(folder: Path, size: int) -> Told:
    lines, whole, small = folder / "same.jsonl", folder / "same.json", folder / "small.json"
    for path, write, n_bytes in (
        (lines, notices_made.write_lines, size),
        (whole, notices_made.write_object, size),
        (small, notices_made.write_object, size // 6),
    ):
        write(path, n_bytes, seed=5)
    ours = {path: _repeat(_OCDS + _OURS, [path]) for path in (lines, whole, small)}
    alone = {path: _repeat(_OCDS + work, [path]) for path, work in ((lines, _LINES), (whole, _WHOLE), (small, _WHOLE))}
    asked: list[tuple[str, list[str], str, Path]] = [
        ("pandas.json_normalize, lists left in their cells", ["pandas"], _NORMALIZE, whole),
        ("pandas.json_normalize", ["pandas"], _TABLES, whole),
        ("DuckDB read_json", ["duckdb"], _DUCKDB, lines),
        ("ocdskit compile", ["ocdskit"], _OCDSKIT, small),
        ("flatten-tool", ["flattentool"], _FLATTEN, small),
    ]
    rows = [_row("citytools", path, ours[path], ours[path]) for path in (whole, lines)]
    rows += [_row("orjson alone, which keeps nothing", lines, alone[lines], ours[lines])]
    notes, versions, ratios, most = list[str](), dict[str, str](), {}, {}
    for name, requirements, work, path in asked:
        found: Peer = peer(requirements[0], requirements)
        if found.skipped:
            notes.append(found.told())
            continue
        try:
            told = _repeat(work, [path], python=found.python)
        except subprocess.CalledProcessError as error:
            notes.append(f"SKIPPED {name}: it failed ({str(error.stderr).strip().splitlines()[-1][:160]})")
            continue
        versions |= found.versions
        ratios[name], most[name] = _share(ours[path], told), _share(alone[path], told)
        rows.append(_row(name, path, told, ours[path]))
    wanted = {"pandas.json_normalize": 10, "flatten-tool": 50}
    return Told(
        "OCDS to tables, one process, the same bytes",
        ("by", "MB", "megabytes a second", "citytools is so many times as fast", "releases", "processes (ocid)", "values"),
        rows,
        notes=(*notes, "pandas.json_normalize makes a table each of releases, awards, suppliers, parties, items and documents; DuckDB leaves lists in their cells", "values: tender amounts, but for citytools those of the contracts it keeps: it sorts all releases, and makes rows of London's technology alone"),
        targets=[f"at least {least} times {name}: {ratios[name]:.1f} ({_verdict(ratios[name], least)}); orjson alone, which only parses the same file: {most[name]:.1f}" for name, least in wanted.items() if name in ratios],
        versions=versions,
    )  # fmt: skip


def _row(name: str, path: Path, told: Sequence[dict[str, Any]], ours: Sequence[dict[str, Any]]) -> list[str]:
    size = path.stat().st_size / _MB
    times = [one["seconds"] / median(each["seconds"] for each in ours) for one in told]
    return [
        name,
        f"{size:.1f}",
        spread([size / one["seconds"] for one in told]),
        spread(times),
        *(f"{told[0][key]:,}" for key in ("releases", "ocids", "values")),
    ]


def _register(folder: Path, paths: Sequence[Path]) -> dict[str, Any]:
    register = folder / "register"
    command = [
        sys.executable,
        "-m",
        "citytools_analysis",
        "add",
        *map(str, paths),
        "--register",
        str(register),
        "--jobs",
        "2",
    ]
    begun = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = [line for line in done.stdout.splitlines() if " read, " in line]
    n = sum(int(line.split("; ")[1].split(" read")[0]) for line in told)
    return {"seconds": time.perf_counter() - begun, "releases": n}


def _repeat(work: str, paths: Sequence[Path], *, python: str = sys.executable, times: int = 3) -> list[dict[str, Any]]:
    """Run work on each file at the same time, three times; of each time the slowest, and all that was found."""
    found = []
    for _ in range(times):
        running = [_start([python, "-c", work + _TELL, str(path)]) for path in paths]
        told = [_end(process) for process in running]
        found.append({key: (max if key in {"seconds", "peak"} else sum)(one[key] for one in told) for key in told[0]})
    return found


def _run(command: list[str]) -> dict[str, Any]:
    return _end(_start(command))


def _start(command: list[str]) -> subprocess.Popen[str]:
    # Processors as they are: a worker that is given two threads would not be one process
    alone = os.environ | {"OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=alone)


def _end(process: subprocess.Popen[str]) -> dict[str, Any]:
    told, wrong = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, told, wrong)
    return dict(json.loads(told.splitlines()[-1]))


def _share(ours: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> float:
    """Say how many times as fast the first are."""
    return float(median(one["seconds"] for one in others) / median(one["seconds"] for one in ours))


def _verdict(found: float, least: float) -> str:
    return "met" if found >= least else f"missed by {1 - found / least:.0%}"


if __name__ == "__main__":
    for table in measure(6.0):
        sys.stdout.write(f"{table.markdown()}\n")
