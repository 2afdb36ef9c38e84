"""What a build holds: the peak of a command and its descendants, and whether 2,000 reports hold more than 200."""

from __future__ import annotations

import json
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil

MANY, STEP = 2_000, 200
_BYTES_A_MB = 1_000_000


def peak_mb(command: list[str], **options: Any) -> float:
    """Run a command; the most that it and its descendants held at once, each page counted once."""
    most = 0.0
    with subprocess.Popen(command, **options) as process:
        while process.poll() is None:
            most = max(most, held_mb(psutil.Process(process.pid)))
            time.sleep(0.1)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most


def held_mb(parent: psutil.Process) -> float:
    """Sum what a process and its descendants hold now; a page that several share counts once in all (PSS)."""
    total = 0.0
    with suppress(psutil.NoSuchProcess):
        for process in [parent, *parent.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                told = process.memory_full_info()
                total += getattr(told, "pss", told.uss)
    return total / _BYTES_A_MB


def many_reports(
    folder: Path, register: Path, *, as_of: str, processes: int, n_reports: int = MANY
) -> tuple[float, list[float]]:
    """Make 2,000 one-table reports as HTML, or as many as asked: the seconds, and what the family held after each tenth."""
    from citytools_analysis.reporting.job import Job, make  # noqa: PLC0415 - the parent of the timed builds stays light
    from citytools_analysis.reporting.pool import each_result  # noqa: PLC0415
    from citytools_analysis.reporting.report import Parameter, Report  # noqa: PLC0415

    notebook = folder / "one_table.ipynb"
    notebook.write_text(json.dumps(_one_table()), encoding="utf-8")
    parameters = (Parameter("register", "''"), Parameter("as_of", "''"))
    report = Report("one_table", notebook, "One table", "one-table", None, parameters)
    values = {"register": str(register), "as_of": as_of}
    jobs = [Job(str(n), report, values, "members", folder / "many", f"m/{n}", ("html",)) for n in range(n_reports)]
    held, started = [], time.perf_counter()
    with closing(each_result(make, jobs, jobs=processes, private=folder)) as results:
        for number, (job, outcome) in enumerate(results, start=1):
            if outcome is None or outcome.reason:
                raise SystemExit(f"report {job.id} failed: {outcome and outcome.reason}")
            (folder / "many" / outcome.files[0].path).unlink()
            held += [held_mb(psutil.Process())] if number % (n_reports * STEP // MANY) == 0 else []
    return time.perf_counter() - started, held


def _one_table() -> dict[str, Any]:
    sources = (
        'register = ""\nas_of = ""',
        "import citytools_analysis as ct\ndata = ct.open_register(register, as_of=as_of)",
        "ct.tables.corrections(data)",
    )
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": one, "outputs": [], "execution_count": None}
        for n, one in enumerate(sources)
    ]
    cells[0]["metadata"] = {"tags": ["parameters"]}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
