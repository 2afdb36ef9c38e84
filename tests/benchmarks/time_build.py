"""
Times `citytools build` beside what a user would write, on the 33 boroughs of the invented London, HTML and PDF.

Everything is measured in one run, on the same notebook; medians of `--times` runs with their spread, in seconds and as ratios.
`--quick` leaves out the other means and the 2,000 reports. The peers that this Python lacks are named and skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

from memory_held import MANY, STEP, many_reports, peak_mb
from other_builds import (
    BROWSER,
    DAY,
    PROCESSES,
    ROOT,
    SAMPLE,
    beside,
    boroughs,
    in_processes,
    loop,
    pictures,
    plain,
    quiet,
    stock,
)  # fmt: skip

LOOPED = 5
VERSIONS = ("papermill", "nbconvert", "nbclient", "pandas", "matplotlib", "typst", "distributed", "citytools-analysis")


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--quick", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        register = edition(folder)
        ours = measure("this build, 33 boroughs, HTML and PDF", lambda: build(folder / "ours"), asked.times)
        floor = measure(
            "its floor: the cells as plain calls, 2 processes", lambda: in_processes(plain, register), asked.times
        )
        say(f"build / floor {ours / floor:.2f} (target at most 1.25)")
        same = same_figures(folder / "ours", register)
        say(f"figures of build and floor: {'identical' if same else 'DIFFERENT'}")
        rebuilt(folder, asked.times)
        say(f"peak of parent and children together {peak_mb(command(folder / 'peak')):,.0f} MB")
        if not asked.quick:
            beside_others(folder, register, ours, floor, asked.times)
            memory_over_many(folder, register)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in VERSIONS)
    say(f"Python {platform.python_version()}, {os.cpu_count()} cores, {versions}")


def rebuilt(folder: Path, times: int) -> None:
    """Time a build of what is there: nothing changed, and one contract changed."""
    again(folder / "ours")  # the first says of each report that it is unchanged, and the index with it
    idle = measure("nothing changed", lambda: again(folder / "ours"), times)
    say(f"nothing changed: {idle:.2f} s (target 1)")
    changed = one_contract_changed(folder)
    copies = iter([shutil.copytree(folder / "ours", folder / f"copy-{n}") for n in range(times)])
    measure("one contract of Camden changed", lambda: again(next(copies), changed), times)
    say(f"of which {states(folder / 'copy-0')}")


def beside_others(folder: Path, register: Path, ours: float, floor: float, times: int) -> None:
    """Time the same reports by other means."""
    if not BROWSER:
        say("no Chromium or no Playwright here: the loop's PDF is left out, which flatters the loop")
    last = "papermill, nbconvert, WebPDF" if BROWSER else "papermill, nbconvert"
    looped = measure(
        f"shell loop: {last}, {LOOPED} boroughs",
        lambda: [loop(register, folder, one) for one in boroughs()[:LOOPED]],
        times,
    )
    whole = looped / LOOPED * len(boroughs())
    say(f"the loop, scaled to 33: {whole:.1f} s; loop / build {whole / ours:.1f} (target at least 25)")
    say(f"loop / floor {whole / floor:.1f}: as far as any build of these cells could come that draws nothing")
    for kind, seconds in drawing(folder).items():
        say(f"drawing one report as {kind}: {seconds:.3f} s, which the floor does not do")
    pool = measure(
        "stock papermill in a pool of 2, our PDF exporter", lambda: in_processes(stock, register, folder), times
    )
    kernel = measure("this build, --engine nbclient", lambda: build(folder / "kernel", "--engine", "nbclient"), times)
    say(f"stock pool / build {pool / ours:.1f}; nbclient / build {kernel / ours:.1f}")
    on_dask(folder, ours, times)


def drawing(folder: Path) -> dict[str, float]:
    """Time our exporters on the notebooks that the loop has run; the first, which fills caches, is not counted."""
    from nbconvert.exporters import get_exporter  # noqa: PLC0415 - as in `edition`

    told = {}
    for kind in ("html", "pdf"):
        exporter, seconds = get_exporter(f"citytools-{kind}")(), []
        for borough in boroughs()[:LOOPED]:
            started = time.process_time()
            exporter.from_filename(str(folder / f"{borough}.ipynb"))
            seconds.append(time.process_time() - started)
        told[kind] = statistics.median(seconds[1:])
    return told


def on_dask(folder: Path, ours: float, times: int) -> None:
    """Time the build on a scheduler of this machine with two workers, which are up already."""
    from distributed import LocalCluster  # noqa: PLC0415 - the parent stays as light as a user's shell until here

    with LocalCluster(n_workers=PROCESSES, threads_per_worker=1, dashboard_address=None) as cluster:
        address = ("--scheduler", cluster.scheduler_address)
        dask = measure("this build on a Dask LocalCluster of 2", lambda: build(folder / "dask", *address), times)
    say(f"Dask / build {dask / ours:.2f}")


def memory_over_many(folder: Path, register: Path) -> None:
    """Print what is held over 2,000 reports."""
    seconds, held = many_reports(folder, register, as_of=DAY, processes=PROCESSES)
    say(f"{f'{MANY:,} one-table reports, HTML':<60} {seconds:8.1f} s")
    say(f"held by the family after each {STEP}, MB: " + ", ".join(f"{mb:,.0f}" for mb in held))


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
    subprocess.run(command(output, *more), check=True, cwd=ROOT)


def again(output: Path, register: Path = SAMPLE) -> None:
    """Build where there is a build already."""
    subprocess.run(command(output, register=register), check=True, cwd=ROOT)


def command(output: Path, *more: str, register: Path = SAMPLE) -> list[str]:
    """Write the build's command."""
    asked = {
        "--register": register,
        "--as-of": DAY,
        "--edition": "members",
        "--output": output,
        "--formats": "html,pdf",
    }
    options = [str(word) for pair in asked.items() for word in pair]
    return [beside("citytools"), "build", "borough_report", *options, "--jobs", str(PROCESSES), "--quiet", *more]


def one_contract_changed(folder: Path) -> Path:
    """Copy the register and have Camden correct the end of one contract."""
    from openpyxl import load_workbook  # noqa: PLC0415

    register, sheet = folder / "changed", folder / "camden.xlsx"
    shutil.copytree(SAMPLE, register)
    book = load_workbook(SAMPLE / "returns" / "camden.xlsx")
    names = [cell.value for cell in book["Contracts"][1]]
    at = names.index("Ends on")
    end = next(row[at] for row in book["Contracts"].iter_rows(min_row=2) if hasattr(row[at].value, "year"))
    end.value = end.value.replace(year=end.value.year + 1)
    book.save(sheet)
    quiet([beside("citytools"), "add", str(sheet), "--register", str(register), "--retrieved", DAY])
    return register


def states(output: Path) -> str:
    """Count the documents by what became of them and why."""
    manifest = json.loads((output / "members" / DAY / "manifest.json").read_text(encoding="utf-8"))
    told = Counter(", ".join(part for part in (one["status"], one["reason"]) if part) for one in manifest["reports"])
    return "; ".join(f"{count} {state}" for state, count in sorted(told.items()))


def edition(folder: Path) -> Path:
    """Save the members' edition, which the floor and the other means open."""
    from datetime import UTC, datetime  # noqa: PLC0415 - the parent stays as light as a user's shell

    from citytools_analysis.disclosure import make_edition  # noqa: PLC0415
    from citytools_analysis.register import open_register  # noqa: PLC0415

    made = make_edition(open_register(SAMPLE, as_of=DAY), edition="members")
    made.save(folder / "register", saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    shutil.copytree(SAMPLE / "reference", folder / "register" / "reference", dirs_exist_ok=True)
    return folder / "register"


def same_figures(built: Path, register: Path) -> bool:
    """Compare the figures of the build's pages with those of the plain calls."""
    folders = (built / "members" / DAY / "borough" / borough for borough in boroughs())
    pages = [pictures(next(one.glob("*.html")).read_text(encoding="utf-8")) for one in folders]
    return pages == in_processes(plain, register)


if __name__ == "__main__":
    main()
