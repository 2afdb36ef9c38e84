"""A build shared out to Dask's workers: the same bytes as here, no worker lost for the others, nothing left behind."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from benchmarks import notices_made
from click.testing import CliRunner
from ends_its_worker import answer_after_a_death, make_after_a_death, make_or_end_the_worker, make_without_end
from small_reports import SHOW, save_register, write_notebook

from citytools_analysis import checked_files
from citytools_analysis.cli import main
from citytools_analysis.errors import ReportError
from citytools_analysis.reporting import schedule, schedule_client, schedule_worker
from citytools_analysis.reporting.build import BuildResult, build
from citytools_analysis.reporting.job import Job, Outcome
from citytools_analysis.reporting.report import Report
from citytools_analysis.reporting.schedule_bundle import pack
from citytools_analysis.reporting.schedule_worker import Made

REPORT = Report("a", Path("a.ipynb"), "A", "a", None, ())
NOTHING_SEEN = "import builtins\nassert not hasattr(builtins, 'seen')\nbuiltins.seen = True"
FAILS_FOR_BRENT = "{'camden': 1}[borough]"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a scheduler and two workers, as on machines of their own; a worker that dies is started again."""
    folder, address = tmp_path_factory.mktemp("dask"), f"tcp://127.0.0.1:{_free_port()}"
    base = [sys.executable, "-m", "dask"]
    at = ["--host", "127.0.0.1", "--no-dashboard"]
    commands = (
        [*base, "scheduler", "--port", address.rpartition(":")[2], *at],
        [*base, "worker", address, "--nworkers", "2", "--nthreads", "1", *at, "--local-directory", str(folder)],
    )
    with (folder / "log").open("w") as log:
        path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        options = {"stdout": log, "stderr": log, "cwd": folder, "env": os.environ | {"PYTHONPATH": path}}
        started = [subprocess.Popen(command, **options) for command in commands]
        try:
            yield address
        finally:
            for process in started:
                process.kill()  # the workers end when the process that started them has
                process.wait()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    save_register(tmp_path / "register")
    return tmp_path


def _build(place: Path, output: str, **options: Any) -> BuildResult:
    subjects = {"borough": ["brent", "camden"]}
    return build(place / "register", subjects=subjects, notebooks=place / "notebooks", output=place / output, **options)


def _documents(result: BuildResult) -> dict[str, bytes]:
    """Read all files but those that bear the time of day."""
    files = (path for path in result.folder.rglob("*.*") if path.suffix != ".ipynb" and path.name != "durations.json")
    return {path.relative_to(result.folder).as_posix(): path.read_bytes() for path in files}


def test_workers_make_the_same_bytes_as_this_computer(scheduler: str, place: Path) -> None:
    cells = (SHOW, NOTHING_SEEN, FAILS_FOR_BRENT)
    write_notebook(place / "notebooks" / "borough_report.ipynb", *cells, title="Technology report")
    lines: list[str] = []
    asked = {"jobs": 1, "formats": ("html", "pdf", "xlsx")}
    there = _build(place, "there", scheduler=scheduler, progress=lambda one: lines.append(str(one)), **asked)
    assert {entry.subject: entry.status for entry in there.entries} == {"brent": "failed", "camden": "built"}
    assert there.failed[0].reason == "cell 4 ({'camden': 1}[borough]): KeyError: 'brent'"
    assert "stopped at" in (there.folder / there.failed[0].notebook).read_text()
    assert [re.sub(r"[\d.]+ s", "_ s", line) for line in lines] == [
        "[1/2] Brent, Technology report  failed  _ s",
        "[2/2] Camden, Technology report  built  _ s",
    ]
    documents = _documents(there)
    assert documents == _documents(_build(place, "here", **asked))
    assert {Path(name).suffix for name in documents} == {".html", ".json", ".pdf", ".xlsx"}


def test_an_interruption_ends_the_work_on_the_workers_within_two_seconds(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "make_there", make_without_end)
    report = replace(REPORT, path=write_notebook(tmp_path / "a.ipynb"))
    job = Job("a", report, {"register": "", "told": str(tmp_path)}, "public", tmp_path / "out", "a", ("html",))
    started, ended, interrupted = tmp_path / "started", tmp_path / "ended", []

    def interrupt() -> None:
        while not (started.exists() and started.read_text()):
            time.sleep(0.02)
        interrupted.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        list(schedule.each_made([job], scheduler=scheduler, at_once=None, private=tmp_path))
    there = Path(started.read_text())  # the members' register lay there, or could have
    while (there.exists() or not ended.exists()) and time.monotonic() < interrupted[0] + 2:
        time.sleep(0.02)
    assert ended.exists()
    assert not there.exists()
    assert time.monotonic() < interrupted[0] + 2


def test_the_job_of_a_lost_worker_is_done_elsewhere_once_and_the_others_finish(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "make_there", make_or_end_the_worker)
    report = replace(REPORT, path=write_notebook(tmp_path / "a.ipynb"))
    values = {"register": "", "deaths": str(tmp_path / "deaths")}
    names = ("ends", "b", "ends once", "c")
    jobs = [Job(name, report, values, "public", tmp_path / "out", name, ("html",)) for name in names]
    made = list(schedule.each_made(jobs, scheduler=scheduler, at_once=None, private=tmp_path))
    results = {job.id: outcome for job, outcome in made}
    lost = results.pop("ends")
    assert lost is not None
    assert re.match(r"the worker that made it was lost, and so was a second one \(tcp://", lost.reason)
    assert results == {name: Outcome(seconds=1.0) for name in names[1:]}
    assert sorted((tmp_path / "deaths").read_text().split("\n")) == ["", "ends", "ends", "ends once"]
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == ["b", "c", "ends once"]


def test_a_worker_killed_midway_changes_no_byte_of_a_build(
    scheduler: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "make_there", make_after_a_death)
    write_notebook(place / "notebooks" / "borough_report.ipynb", SHOW, title="Technology report")
    there = _build(place, "there", scheduler=scheduler, formats=("html", "pdf"))
    deaths = list(Path(tempfile.gettempdir()).glob("citytools-ended-*"))
    for path in deaths:
        path.unlink()
    assert len(deaths) == 1
    assert {entry.status for entry in there.entries} == {"built"}
    assert _documents(there) == _documents(_build(place, "here", formats=("html", "pdf")))


def _added(folder: Path, files: list[Path], *options: str) -> dict[str, bytes]:
    """Add files, and read the snapshot that was written."""
    given = [*map(str, files), "--register", str(folder), "--retrieved", "2026-11-23"]
    result = CliRunner().invoke(main, ["add", *given, *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    (snapshot,) = (folder / "snapshots").iterdir()
    held = {path.relative_to(snapshot).as_posix(): path.read_bytes() for path in snapshot.rglob("*") if path.is_file()}
    return {name: re.sub(rb'"saved_at": "[^"]*"', b"", content) for name, content in held.items()}


def test_a_worker_killed_midway_changes_no_byte_of_what_is_added(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"{number}.jsonl" for number in range(4)]
    for number, path in enumerate(files):
        path.write_bytes(b"\n".join(notices_made.releases(60, seed=number)))
    here = _added(tmp_path / "here", files)
    monkeypatch.setattr(checked_files, "answer_there", answer_after_a_death)
    there = _added(tmp_path / "there", files, "--scheduler", scheduler)
    assert (tmp_path / "ended").exists()
    assert there == here
    assert {"contracts.parquet", "left_out.parquet"} <= here.keys()


def test_processes_of_this_computer_add_the_same_and_a_fault_is_told_all_the_same(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.jsonl" for number in range(2)]
    for number, path in enumerate(files):
        path.write_bytes(b"\n".join(notices_made.releases(60, seed=number)))
    assert _added(tmp_path / "one", files, "--jobs", "1") == _added(tmp_path / "two", files, "--jobs", "2")
    files[1].write_bytes(b"{")
    result = CliRunner().invoke(main, ["add", *map(str, files), "--register", str(tmp_path / "one"), "--jobs", "2"])
    assert (result.exit_code, "1 problem found:\n  1.jsonl" in result.output) == (1, True)


def test_workers_with_other_sources_are_refused_by_name_before_anything_starts(
    scheduler: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notebook(place / "notebooks" / "borough_report.ipynb", SHOW)
    monkeypatch.setattr(schedule_worker, "sources_here", lambda: "edited00" * 8)
    words = r"The worker tcp://\S+ has citytools-analysis \S+, citytools_analysis sources [0-9a-f]{8}; this computer has citytools-analysis \S+, citytools_analysis sources edited00\."
    with pytest.raises(ReportError, match=words):
        _build(place, "out", scheduler=scheduler)
    assert not (place / "out").exists()


def test_a_scheduler_that_cannot_be_reached_is_named_and_nothing_is_started(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(schedule_client.PATIENCE, "answer", 0.3)
    write_notebook(place / "notebooks" / "borough_report.ipynb", SHOW)
    address = f"tcp://127.0.0.1:{_free_port()}"
    options = ["--register", place / "register", "--notebooks", place / "notebooks", "--output", place / "out"]
    result = CliRunner().invoke(main, ["build", *map(str, options), "--scheduler", address])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: No scheduler answers at {address}. ")
    assert not (place / "out").exists()
    assert sum(schedule_client.PATIENCE.values()) <= 12


def test_a_wrong_address_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["build", "--scheduler", "host:8786"])
    assert result.exit_code == 2
    assert "'host:8786' is no address of a scheduler; write it as tcp://host:8786." in result.stderr


def test_without_dask_one_line_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    result = CliRunner().invoke(main, ["build", "--scheduler", "tcp://host:8786"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "Install it with: pip install 'citytools_analysis[dask]'" in result.stderr


def test_what_is_sent_is_the_editions_register_and_the_notebooks_asked_for(tmp_path: Path) -> None:
    for name in (
        "register/current",
        "register/reference/a.csv",
        "other/members.csv",
        "notebooks/a.ipynb",
        "notebooks/b.ipynb",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    sent = pack(tmp_path, [tmp_path / "notebooks" / "a.ipynb"])
    assert zipfile.ZipFile(BytesIO(sent)).namelist() == [
        "notebooks/a.ipynb",
        "register/current",
        "register/reference/a.csv",
    ]
    assert sent == pack(tmp_path, [tmp_path / "notebooks" / "a.ipynb"])
    job = Job(
        "a",
        replace(REPORT, path=tmp_path / "notebooks" / "a.ipynb"),
        {"register": str(tmp_path)},
        "public",
        tmp_path,
        "a",
        (),
    )
    assert str(tmp_path) not in repr(schedule.nowhere(job))


def test_a_document_that_cannot_be_written_here_is_a_failure_of_its_stage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    job = Job("a", REPORT, {}, "public", tmp_path / "file", "a", ("html",))
    outcome = schedule.received(job, Made(Outcome(seconds=2.0), {"a.html": b""}))
    assert (outcome.stage, outcome.files, outcome.seconds) == ("write", (), 2.0)
    outside = schedule.received(replace(job, folder=tmp_path), Made(Outcome(), {"../a.html": b""}))
    assert "leads out of its folder" in outside.reason
