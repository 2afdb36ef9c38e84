"""
Times `citytools build` beside what a user would write, on the 33 boroughs of the invented London, HTML and PDF.

Everything is measured in one run, on the same notebook; medians of `--times` runs with their spread, in seconds and as ratios.
`--quick` leaves out the loop and the 2,000 reports. The peers that this Python lacks are named and skipped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SAMPLE, DAY = ROOT / "data" / "sample", "2026-11-23"
NOTEBOOK = ROOT / "notebooks" / "borough_report.ipynb"
LOOPED, PROCESSES, MANY = 5, 2, 2_000
PDF_BY_BROWSER = """
import sys
from nbconvert.exporters import WebPDFExporter
from playwright.async_api import BrowserType
launch = BrowserType.launch
BrowserType.launch = lambda self, **options: launch(self, **options | {"executable_path": sys.argv[3], "args": ["--no-sandbox"]})
import nbconvert, pathlib
pathlib.Path(sys.argv[2]).write_bytes(WebPDFExporter(exclude_input=True, disable_sandbox=True).from_filename(sys.argv[1])[0])
"""


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--quick", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        register = _edition(folder)
        ours = measure("this build, 33 boroughs, HTML and PDF", lambda: build(folder / "ours"), asked.times)
        floor = measure("its floor: the same cells as plain calls, 2 processes", lambda: plainly(register), asked.times)
        kernel = measure("this build, --engine nbclient", lambda: build(folder / "kernel", "--engine", "nbclient"), 1)
        idle = measure("nothing changed", lambda: again(folder / "ours"), asked.times)
        changed = one_contract_changed(folder)
        measure("one contract of Camden changed", lambda: again(folder / "ours", changed), 1)
        say(f"of which {states(folder / 'ours')}")
        say(f"\nfigures of build and floor: {'identical' if same_figures(folder, register) else 'DIFFERENT'}")
        say(
            f"build / floor {ours / floor:.2f} (target at most 1.25); nbclient / build {kernel / ours:.1f}; nothing changed {idle:.2f} s (target 1)"
        )
        say(f"peak memory, largest child {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:,.0f} MB")
        if not asked.quick:
            loop = by_hand(folder, register)
            say(f"loop / build {loop / ours:.1f} (target at least 25)")
            many_reports(folder, register)
    names = ("papermill", "nbconvert", "nbclient", "pandas", "matplotlib", "typst", "citytools-analysis")
    say(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, "
        + ", ".join(f"{name} {metadata.version(name)}" for name in names)
    )


def say(words: str) -> None:
    """Print a line at once: some take minutes."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def measure(what: str, work: Callable[[], Any], times: int) -> float:
    """Run it several times; print and give the median."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    median = statistics.median(seconds)
    say(f"{what:<60} {median:8.2f} s  ({min(seconds):.2f} to {max(seconds):.2f}, n {times})")
    return median


def build(output: Path, *more: str) -> None:
    """Build anew from nothing."""
    shutil.rmtree(output, ignore_errors=True)
    _command(output, *more)


def again(output: Path, register: Path = SAMPLE) -> None:
    """Build where there is a build already."""
    _command(output, register=register)


def one_contract_changed(folder: Path) -> Path:
    """Copy the register and have Camden correct the end of one contract."""
    from openpyxl import load_workbook  # noqa: PLC0415

    register, sheet = folder / "changed", folder / "camden.xlsx"
    shutil.copytree(SAMPLE, register)
    book = load_workbook(SAMPLE / "returns" / "camden.xlsx")
    names = [cell.value for cell in book["Contracts"][1]]
    end = next(
        row[names.index("Ends on")]
        for row in book["Contracts"].iter_rows(min_row=2)
        if is_day(row[names.index("Ends on")].value)
    )
    end.value = end.value.replace(year=end.value.year + 1)
    book.save(sheet)
    command = [_beside("citytools"), "add", str(sheet), "--register", str(register), "--retrieved", DAY]
    _quiet(command)
    return register


def is_day(value: object) -> bool:
    """Tell whether a cell holds a day."""
    return hasattr(value, "year")


def states(output: Path) -> str:
    """Count the documents by what became of them and why."""
    manifest = json.loads((output / "members" / DAY / "manifest.json").read_text(encoding="utf-8"))
    told = Counter(", ".join(part for part in (one["status"], one["reason"]) if part) for one in manifest["reports"])
    return "; ".join(f"{count} {state}" for state, count in sorted(told.items()))


def _command(output: Path, *more: str, register: Path = SAMPLE) -> None:
    command = [
        _beside("citytools"),
        "build",
        "borough_report",
        "--register",
        str(register),
        "--as-of",
        DAY,
        "--edition",
        "members",
    ]
    command += ["--output", str(output), "--formats", "html,pdf", "--jobs", str(PROCESSES), "--quiet", *more]
    subprocess.run(command, check=True, cwd=ROOT)


def _beside(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _edition(folder: Path) -> Path:
    from datetime import UTC, datetime  # noqa: PLC0415 - the parent stays as light as a user's shell

    from citytools_analysis.disclosure import make_edition  # noqa: PLC0415
    from citytools_analysis.register import open_register  # noqa: PLC0415

    made = make_edition(open_register(SAMPLE, as_of=DAY), edition="members")
    made.save(folder / "register", saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    shutil.copytree(SAMPLE / "reference", folder / "register" / "reference", dirs_exist_ok=True)
    return folder / "register"


def _boroughs() -> list[str]:
    lines = (ROOT / "data/reference/boroughs.csv").read_text(encoding="utf-8").splitlines()
    return [line.split(",")[0] for line in lines[1:]]


_opened: dict[str, Any] = {}


def _plain(asked: tuple[str, str]) -> list[str]:
    """Run the notebook's cells as plain code; the hash of every picture they make."""
    import citytools_analysis as ct  # noqa: PLC0415 - in the child

    folder, borough = asked
    if folder not in _opened:
        _opened[folder] = ct.open_register(folder, as_of=DAY)
    cells = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {"ct": ct, "data": _opened[folder], "register": folder, "as_of": DAY, "borough": borough}
    found: list[str] = []
    for cell in cells[1:]:
        *before, last = "".join(cell["source"]).strip().splitlines()
        lines = [line for line in before if "open_register" not in line and not line.startswith("import")]
        if " = " in last:
            exec("\n".join([*lines, last]), names)  # noqa: S102 - our own notebook
            continue
        exec("\n".join(lines), names)  # noqa: S102
        shown = eval(last, names)._repr_mimebundle_()["text/html"]  # noqa: S307
        found += pictures(shown)
    return found


def pictures(html: str) -> list[str]:
    """Hash every picture of a page."""
    return [
        hashlib.sha256(part.split('"')[0].encode()).hexdigest() for part in html.split('<img src="data:image/')[1:]
    ]


def plainly(register: Path) -> list[list[str]]:
    """Give the hashes of the figures of all boroughs, made without a notebook."""
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(_plain, [(str(register), borough) for borough in _boroughs()]))


def same_figures(folder: Path, register: Path) -> bool:
    """Compare the figures of the build's pages with those of the plain calls."""
    folders = (folder / "ours" / "members" / DAY / "borough" / borough for borough in _boroughs())
    built = [pictures(next(one.glob("*.html")).read_text(encoding="utf-8")) for one in folders]
    return built == plainly(register)


def by_hand(folder: Path, register: Path) -> float:
    """Loop over some boroughs as a user would: papermill, nbconvert to HTML and to PDF; scaled to 33."""
    browser = shutil.which("chromium")
    has_browser = browser is not None and find_spec("playwright") is not None
    if not has_browser:
        say("no Chromium or no Playwright here: the loop's PDF is left out, which flatters the loop")
    started = time.perf_counter()
    for borough in _boroughs()[:LOOPED]:
        run, page = folder / f"{borough}.ipynb", folder / f"{borough}.pdf"
        given = [
            word
            for pair in (("register", register), ("as_of", DAY), ("borough", borough))
            for word in ("-p", *map(str, pair))
        ]
        _quiet([_beside("papermill"), str(NOTEBOOK), str(run), "--engine", "nbclient", *given])
        _quiet([_beside("jupyter"), "nbconvert", "--to", "html", "--no-input", str(run)])
        if has_browser:
            _quiet([sys.executable, "-c", PDF_BY_BROWSER, str(run), str(page), str(browser)])
    seconds = (time.perf_counter() - started) / LOOPED * len(_boroughs())
    say(
        f"{'papermill, nbconvert' + (' and WebPDF' if has_browser else '') + f', {LOOPED} boroughs scaled to 33':<60} {seconds:8.1f} s"
    )
    return seconds


def _quiet(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)


def many_reports(folder: Path, register: Path) -> None:
    """Make 2,000 one-table reports, and print what memory is held at the start and at the end."""
    from citytools_analysis.reporting.job import Job, make  # noqa: PLC0415
    from citytools_analysis.reporting.pool import each_result  # noqa: PLC0415
    from citytools_analysis.reporting.report import Parameter, Report  # noqa: PLC0415

    notebook = folder / "one_table.ipynb"
    notebook.write_text(json.dumps(_one_table()), encoding="utf-8")
    report = Report(
        "one_table", notebook, "One table", "one-table", None, (Parameter("register", "''"), Parameter("as_of", "''"))
    )
    values = {"register": str(register), "as_of": DAY}
    jobs = [Job(str(n), report, values, "members", folder / "many", f"m/{n}", ("html",)) for n in range(MANY)]
    held, started = [], time.perf_counter()
    with closing(each_result(make, jobs, jobs=PROCESSES, private=folder)) as results:
        for number, (job, outcome) in enumerate(results):
            if outcome is None or outcome.reason:
                raise SystemExit(f"report {job.id} failed: {outcome and outcome.reason}")
            (folder / "many" / outcome.files[0].path).unlink()
            held += [_held_mb()] if number % 200 == 199 else []
    say(f"{f'{MANY:,} one-table reports, HTML':<60} {time.perf_counter() - started:8.1f} s")
    say("memory of the whole family after each 200, MB: " + ", ".join(f"{mb:,.0f}" for mb in held))


def _one_table() -> dict[str, Any]:
    sources = (
        'register = ""\nas_of = ""',
        "import citytools_analysis as ct\ndata = ct.open_register(register, as_of=as_of)",
        "ct.tables.corrections(data)",
    )
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": one, "outputs": [], "execution_count": None}
        for n, one in enumerate(sources)
    ]
    cells[0]["metadata"] = {"tags": ["parameters"]}
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _held_mb() -> float:
    """Sum what this process and its descendants hold for themselves alone (Linux)."""
    family, known = [os.getpid()], {os.getpid()}
    while family:
        pid = family.pop()
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            children = [int(word) for word in task.read_text().split()]
            family += children
            known.update(children)
    return sum(_private_kb(pid) for pid in known) / 1024


def _private_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


if __name__ == "__main__":
    main()
