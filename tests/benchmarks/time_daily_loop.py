"""
Times what an analyst does all day: `citytools --help`, opening a register, and building one borough's report after an edit.

    PYTHONPATH=tests python -m benchmarks daily-loop --minutes 1

Each beside the least that could do it, in the same run: a Python that does nothing, pandas reading the same files, and the
notebook's cells as plain calls. Every one is a process of its own, as the analyst's is; the first of each is not counted.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from statistics import median

from other_builds import DAY, NOTEBOOK, ROOT, SAMPLE, beside
from told import Told, spread

BOROUGH = "camden"
FEWEST, MOST = 3, 20
SECONDS_A_ROUND = 15  # of all commands once, on 2 cores
_THINKING_SECONDS = 3  # between an edit and the next: the watch makes ready for it meanwhile
_OPEN = "import time; t = time.perf_counter(); import citytools_analysis as ct; data = ct.open_register(r'{0}'); data.contracts; print(time.perf_counter() - t)"
_READ = "import time; t = time.perf_counter(); import pandas, pathlib\nfor path in pathlib.Path(r'{0}').glob('*.parquet'): pandas.read_parquet(path)\nprint(time.perf_counter() - t)"
_CELLS = "import sys, time; sys.path.insert(0, r'{0}'); import other_builds as o; o._opened[r'{1}'] = __import__('citytools_analysis').open_register(r'{1}', as_of=o.DAY); t = time.perf_counter(); o.plain((r'{1}', '{2}')); print(time.perf_counter() - t)"


def measure(minutes: float) -> list[Told]:
    """Time the three, as often as the minutes allow."""
    times = min(MOST, max(FEWEST, round(minutes * 60 / SECONDS_A_ROUND)))
    snapshot = SAMPLE / "snapshots" / (SAMPLE / "current").read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        notebooks = shutil.copytree(NOTEBOOK.parent, folder / "notebooks", ignore=shutil.ignore_patterns("_*", ".*"))
        helped = _several(lambda: _whole([beside("citytools"), "--help"]), times)
        bare = _several(lambda: _whole([sys.executable, "-c", "pass"]), times)
        opened = _several(lambda: _said(_OPEN.format(SAMPLE)), times)
        read = _several(lambda: _said(_READ.format(snapshot)), times)
        built = _several(lambda: _rebuilt(notebooks / NOTEBOOK.name, folder / "reports"), times)
        watched = _watched(notebooks / NOTEBOOK.name, folder / "watched", times)
        cells = _several(lambda: _said(_CELLS.format(Path(__file__).parent, SAMPLE, BOROUGH)), times)
    rows = [
        _row("citytools --help", helped, "python -c pass", bare),
        _row(
            "import, open the sample register, its contracts", opened, "pandas reads the same files, imported too", read
        ),
        _row(
            f"citytools build borough_report --borough {BOROUGH}, notebook edited",
            built,
            "its cells as plain calls",
            cells,
        ),
        _row("the same under --watch, from the edit saved", watched, "its cells as plain calls", cells),
    ]
    targets = [
        _target("citytools --help", median(helped), 0.3),
        _target("opening the sample register", median(opened), 0.5),
        _target("a report after an edit under --watch, beyond what its cells take", _beyond(watched, cells), 1.0),
        _target("a report after an edit by a new command, beyond what its cells take", _beyond(built, cells), 1.0),
    ]
    notes = [
        "The build starts, makes the public edition, runs the cells, writes HTML, PDF and XLSX, the index and the dashboard's page."
    ]
    versions = {name: metadata.version(name) for name in ("citytools-analysis", "pandas", "pyarrow", "click")}
    columns = ("what", "seconds", "beside", "seconds", "ratio")
    return [Told("The daily loop", columns, rows, notes, targets, versions, ["python -m benchmarks daily-loop"])]


def _several(once: Callable[[], float], times: int) -> list[float]:
    once()
    return [once() for _ in range(times)]


def _whole(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _said(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True)
    return float(done.stdout)


def _rebuilt(notebook: Path, output: Path) -> float:
    _edit(notebook)
    return _whole([*_build(notebook, output), "--quiet"])


def _watched(notebook: Path, output: Path, times: int) -> list[float]:
    """Save an edit, and wait for the word that it is built, as often as asked; the build that the watch begins with is not counted."""
    watch = subprocess.Popen([*_build(notebook, output), "--watch"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        _until_built(watch)
        return _several(lambda: _edited_and_built(watch, notebook), times)
    finally:
        watch.send_signal(signal.SIGINT)
        watch.communicate()


def _edited_and_built(watch: subprocess.Popen[str], notebook: Path) -> float:
    time.sleep(_THINKING_SECONDS)
    _edit(notebook)
    started = time.perf_counter()
    _until_built(watch)
    return time.perf_counter() - started


def _until_built(watch: subprocess.Popen[str]) -> None:
    for line in watch.stdout or ():
        if " built in " in line:
            return
    message = "the watch ended before it had built"
    raise RuntimeError(message)


def _edit(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace('"## ', '"##  ', 1), encoding="utf-8")


def _build(notebook: Path, output: Path) -> list[str]:
    asked = ["build", "borough_report", "--borough", BOROUGH, "--register", str(SAMPLE), "--as-of", DAY]
    return [beside("citytools"), *asked, "--notebooks", str(notebook.parent), "--output", str(output)]


def _beyond(built: list[float], cells: list[float]) -> float:
    return median(built) - median(cells)


def _row(what: str, ours: list[float], beside_it: str, theirs: list[float]) -> list[str]:
    return [what, spread(ours), beside_it, spread(theirs), f"{median(ours) / median(theirs):.1f}"]


def _target(what: str, seconds: float, most: float) -> str:
    met = "met" if seconds <= most else f"missed by {seconds - most:.2f} s"
    return f"{what}: {seconds:.2f} s, at most {most} s asked: {met}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(told.markdown() for told in measure(1)) + "\n")
