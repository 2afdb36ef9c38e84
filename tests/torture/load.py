"""What a computer bears: 2,000 reports in one build, and the largest register that can be made and opened in the time given."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from benchmarks.big_register import big_register
from benchmarks.memory_held import MANY, held_mb
from small_reports import DAY, save_register, write_notebook

from citytools_analysis.register import open_register
from citytools_analysis.schema import TABLES
from torture.figures import Figure

N_BOROUGHS = 33
CELLS = (
    "import citytools_analysis as ct\ndata = ct.open_register(register, as_of=as_of)",
    "ct.tables.corrections(data)",
)
WHOLE = 'register = ""\nas_of = ""'
MINUTES_FOR_MANY = 5.0  # what 2,000 reports take at most; of fewer minutes fewer are asked
CONTRACTS_A_MINUTE = 2_500_000  # to make, to save and to open
MOST_CONTRACTS = 5_000_000
BYTES_A_CONTRACT = 2_000  # with all that belongs to it, while it is believed or not
MAKE, OPEN = "make-register", "open-register"


def measure(*, minutes: float, seed: int) -> list[Figure]:
    """Build as many reports as fit into two thirds of the time, up to 2,000, and open a register in the rest."""
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        n_reports = min(MANY, max(N_BOROUGHS, int(MANY * minutes * 2 / 3 / MINUTES_FOR_MANY)))
        figures = _many_reports(Path(folder) / "many", n_reports)
        room = psutil.virtual_memory().available // 2 // BYTES_A_CONTRACT
        n_contracts = min(MOST_CONTRACTS, room, int(minutes / 3 * CONTRACTS_A_MINUTE))
        return [*figures, *_largest_register(Path(folder) / "register", max(1_000, n_contracts), seed)]


def many_notebooks(place: Path, n_reports: int) -> None:
    """Lay out a small register, and notebooks that make so many reports: most of them about every borough."""
    save_register(place / "register")
    about_boroughs, about_the_whole = divmod(n_reports, N_BOROUGHS)
    for number in range(about_boroughs):
        write_notebook(place / "notebooks" / f"borough_{number}.ipynb", *CELLS, title=f"Table {number}")
    for number in range(about_the_whole):
        path = place / "notebooks" / f"whole_{number}.ipynb"
        write_notebook(path, *CELLS, title=f"Whole {number}", parameters=WHOLE)


def _many_reports(place: Path, n_reports: int) -> list[Figure]:
    many_notebooks(place, n_reports)
    words = ["build", "--register", "register", "--notebooks", "notebooks", "--output", "out", "--formats", "html"]
    command = [sys.executable, "-m", "citytools_analysis", *words, "--json"]
    began, held = time.monotonic(), list[tuple[float, float]]()
    log = place / "told.jsonl"
    with log.open("w", encoding="utf-8") as told, subprocess.Popen(command, cwd=place, stdout=told) as process:
        while process.poll() is None:
            held.append((time.monotonic() - began, held_mb(psutil.Process(process.pid))))
            time.sleep(0.5)
    seconds = time.monotonic() - began
    statuses = [json.loads(line)["status"] for line in log.read_text(encoding="utf-8").splitlines()]
    failed = n_reports - statuses.count("built")
    documents = len(list((place / "out" / "public" / DAY.isoformat()).rglob("*.html"))) - 1  # but for the index
    half = [mb for when, mb in held if when > seconds / 2] or [0.0]
    detail = f"{os.cpu_count()} processors; the second half of the time {max(half):,.0f} MB at most"
    return [
        Figure("one-table reports in one build", n_reports, detail="" if n_reports == MANY else f"{MANY:,} with more minutes"),
        Figure("reports that failed in that build", failed, must_be_zero=True),
        Figure("documents of it that are not there", n_reports - documents, must_be_zero=True),
        Figure("seconds that build took", round(seconds, 1), detail=f"{seconds / n_reports:.3f} a report"),
        Figure("most memory all its processes held, MB", round(max(mb for _, mb in held)), detail=detail),
    ]  # fmt: skip


def _largest_register(folder: Path, n_contracts: int, seed: int) -> list[Figure]:
    own = [sys.executable, __file__]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([*own, MAKE, str(folder), str(n_contracts), str(seed)], env=environment, check=True)
    answer = subprocess.run([*own, OPEN, str(folder)], env=environment, check=True, capture_output=True, text=True)
    told = json.loads(answer.stdout)
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    shutil.rmtree(folder)
    detail = f"{n_contracts:,} contracts of 400 authorities, {size / 1e6:,.0f} MB on disk"
    return [
        Figure("rows of the largest register opened", told["rows"], detail=detail),
        Figure("contracts missing of it once opened", n_contracts - told["contracts"], must_be_zero=True),
        Figure("seconds to open it and read every table", told["seconds"]),
        Figure("most memory it took, MB", told["mb"], detail="with the believed version of each contract"),
    ]


def _open(folder: str) -> dict[str, Any]:
    began = time.monotonic()
    register = open_register(folder)
    n_rows = sum(len(register.rows(table)) for table in TABLES)
    seconds = round(time.monotonic() - began, 2)
    n_contracts = len(register.contracts)
    return {"rows": n_rows, "contracts": n_contracts, "seconds": seconds, "mb": _most_held()}


def _most_held() -> int:
    """Give the most this process has ever held; what it holds now, where the system does not tell."""
    told: Any = psutil.Process().memory_info()
    if sys.platform == "win32":
        return round(told.peak_wset / 1e6)
    import resource  # noqa: PLC0415 - Windows has none

    a_unit = 1 if sys.platform == "darwin" else 1_000
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * a_unit / 1e6)


def _answer(what: str, *words: str) -> None:
    if what == OPEN:
        print(json.dumps(_open(words[0])))  # noqa: T201 - read by the process that asked
        return
    from datetime import UTC, datetime  # noqa: PLC0415 - here only

    register = big_register(int(words[1]), seed=int(words[2]))
    register.save(Path(words[0]), saved_at=datetime(2026, 11, 23, tzinfo=UTC))


if __name__ == "__main__":
    _answer(*sys.argv[1:])
