"""Whatever goes wrong in one report, the others are built, the summary names it, and the next build completes it."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from small_reports import save_register, write_notebook

from citytools_analysis.cli import main
from citytools_analysis.cli.build_summary import failure_lines
from citytools_analysis.one_writer import AT_WORK, the_only_writer
from citytools_analysis.reporting import freshness, manifest, pack
from citytools_analysis.writing import write_whole

PARAMETERS = 'register = ""\nas_of = ""'
GOOD = "from IPython.display import HTML\nHTML('<h1>A report</h1><p>Words.</p>')"
FOLDER = Path("out/public/2026-11-23")
# What a notebook does, and what the summary then says of it: where, and why.
BAD = {
    "raises": (f"{GOOD}", "{}['x']", "cell 3", "({}['x']): KeyError: 'x'"),
    "endless": (
        "import time\nwhile True: time.sleep(1)", "",
        "cell 2", "(import time): the report took longer than 5 seconds in all",
    ),
    "hungry": (
        "rows = []\nwhile True: rows.append(bytearray(20_000_000))", "",
        "cell 2", "(rows = []): MemoryError (a report may hold 300 MB)",
    ),
    "prints": (
        "for _ in range(1000): print('x' * 100_000, flush=True)", "",
        "cell 2", "(for _ in range(1000): print('x' * 100_000, flush=True)): showed more than 10 MB",
    ),
    "shows": ("HTML = 'x' * 100_000_000\nHTML", "", "cell 2", "(HTML = 'x' * 100_000_000): showed more than 10 MB"),
    "leaves": ("import os\nos._exit(3)", "", "cell 2", "(import os): ended the Python that ran it (exit code 3)"),
    "killed": (
        "open('times', 'a').write('x')\nimport os\nos.kill(os.getpid(), 9)", "",
        "cell 2", (
            "(open('times', 'a').write('x')): ended the Python that ran it "
            "(SIGKILL, as the system does when memory runs out; tried twice)"
        ),
    ),
    "ends_its_worker": (
        "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)", "",
        "process", "the process that made it ended, twice (out of memory, or a crash)",
    ),
}  # fmt: skip
BUILDS_AT_REST = (
    "from citytools_analysis.reporting import freshness\n"
    "freshness._source_hash = lambda: 'at rest'\n"
    "from citytools_analysis.cli import main\n"
    "main(prog_name='citytools')"
)
NO_REPORTS = {"none": "0 cells tagged 'parameters'.", "two": "2 cells tagged 'parameters'."}


@pytest.fixture
def _sources_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other people edit the package while its tests run; what it hashes to must not change within one."""
    monkeypatch.setattr(freshness, "_source_hash", lambda: "at rest")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    save_register(tmp_path / "register")
    _write("good")
    return tmp_path


def _write(name: str, *cells: str) -> None:
    write_notebook(Path("notebooks", f"{name}.ipynb"), *(cells or (GOOD,)), parameters=PARAMETERS)


def _break(name: str) -> None:
    """Leave a notebook without a cell of parameters, or give it two."""
    notebook = json.loads(Path("notebooks/good.ipynb").read_text(encoding="utf-8"))
    first = notebook["cells"].pop(0)
    notebook["cells"][:0] = [first, first] if name == "two" else []
    Path("notebooks", f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def _words(*more: str) -> list[str]:
    folders = ["--register", "register", "--notebooks", "notebooks", "--output", "out"]
    return ["build", *folders, "--formats", "html", "--jobs", "2", *more]


def _run(*more: str) -> Result:
    return CliRunner().invoke(main, _words(*more))


def _table(stderr: str) -> dict[str, tuple[str, ...]]:
    """Read the table of failures: by report, about whom, where, why, and the notebook kept."""
    rows = [re.split(r"  +", line) for line in stderr.strip().splitlines()]
    assert rows[0] == ["Report", "About", "Where", "Reason", "Notebook"]
    return {row[0].lower().replace(" ", "_"): tuple(row[1:]) for row in rows[1:]}


def _statuses() -> dict[str, str]:
    return {entry["id"]: entry["status"] for entry in _manifest()["reports"]}


def _manifest() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return told


def _assert_nothing_is_half_written() -> None:
    """Every file of the folder is one that the manifest names, with its very bytes."""
    entries = _manifest()["reports"]
    named = {file["path"]: file["sha256"] for entry in entries for file in entry["files"]}
    kept = {entry["notebook"] for entry in entries if entry["notebook"]}
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert there == {*named, *kept, "manifest.json", "durations.json", "index.html"}
    for path, digest in named.items():
        assert hashlib.sha256((FOLDER / path).read_bytes()).hexdigest() == digest


@pytest.mark.usefixtures("place", "_sources_at_rest")
def test_every_kind_of_bad_notebook_fails_by_name_and_the_others_are_built(capfd: pytest.CaptureFixture[str]) -> None:
    about_good = json.loads(Path("notebooks/good.ipynb").read_text(encoding="utf-8"))["metadata"]
    assert about_good["kernelspec"]["name"] == "no-such-kernel"  # which stops nothing: cells run in this Python
    for name, (first, second, _, _) in BAD.items():
        _write(name, first, *([second] if second else []))
    for name in NO_REPORTS:
        _break(name)
    result = _run("--time-limit", "5", "--memory-limit", "300")
    assert result.exit_code == 1
    assert capfd.readouterr() == ("", "")  # of the machinery
    told = _table(result.stderr)
    assert {name: (where, why) for name, (_, where, why, *_) in told.items() if name in BAD} == {
        name: (where, why) for name, (_, _, where, why) in BAD.items()
    }
    assert {name: told[name][:2] for name in NO_REPORTS} == {name: (f"{name}.ipynb", "notebook") for name in NO_REPORTS}
    assert all(told[name][2].startswith(words) for name, words in NO_REPORTS.items())
    assert "good" not in told, told["good"]
    assert _statuses() == {"good": "built"} | dict.fromkeys([*BAD, *NO_REPORTS], "failed")
    assert Path("notebooks/times").read_text(encoding="utf-8") == "xx"
    _assert_nothing_is_half_written()
    kept = {name: Path(told[name][3]) for name in BAD if name != "ends_its_worker"}
    assert all("stopped at" in path.read_text(encoding="utf-8") for path in kept.values())
    assert "letters left out" in kept["prints"].read_text(encoding="utf-8")
    assert max(path.stat().st_size for path in kept.values()) < 300_000
    Path("notebooks/times").unlink()
    for name in (*BAD, *NO_REPORTS):
        _write(name)
    result = _run("--only-failed", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {(one := json.loads(line))["id"]: one["status"] for line in result.stdout.splitlines()} == dict.fromkeys(
        [*BAD, *NO_REPORTS], "built"
    )
    assert _statuses() == {"good": "unchanged"} | dict.fromkeys([*BAD, *NO_REPORTS], "built")
    _assert_nothing_is_half_written()
    _break("two")
    assert _run("two", "good").exit_code == 1
    assert _statuses()["two"] == "failed"
    _assert_nothing_is_half_written()  # what was made of it is gone


def test_what_a_notebook_deletes_of_others_is_made_again_and_it_is_found_out(place: Path) -> None:
    _write("raises", "{}['x']")
    _write("wrecks", "import shutil\nshutil.rmtree('../out')\nshutil.rmtree(register)")
    result = _run()
    assert result.exit_code == 1
    assert {name: told[1:3] for name, told in _table(result.stderr).items()} == {
        "raises": ("cell 2", "({}['x']): KeyError: 'x'"),
        "wrecks": ("run", "the folder of the documents, or the register, was deleted while its cells ran"),
    }
    assert re.findall(r"^\[\d/3\]", result.stdout, re.MULTILINE) == ["[1/3]", "[2/3]", "[3/3]"]
    assert _statuses() == {"good": "built", "raises": "failed", "wrecks": "failed"}
    _assert_nothing_is_half_written()
    assert len(list((place / FOLDER / "failed").iterdir())) == 2


@pytest.mark.usefixtures("place")
def test_a_disk_that_fills_up_is_told_and_nothing_is_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """One notebook lets its worker write no more than a few bytes: what the system then says to it is real."""
    _write("fills", "import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_FSIZE, (900, 900))\n1")
    with monkeypatch.context() as full:
        full.setattr(manifest, "write_whole", _no_room)
        result = _run("--jobs", "1", "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    table, _, last = result.stderr.strip().rpartition("\n\n")
    assert {name: told[1:] for name, told in _table(table).items()} == {
        name: ("write", f"{name}.html: File too large (its notebook could not be kept: {name}.ipynb: File too large)")
        for name in ("fills", "good")
    }
    assert last == (
        "manifest.json could not be written: No space left on device. Make room or mend it, and build again."
    )
    assert not [path for path in FOLDER.rglob("*") if path.is_file()]
    _write("fills")
    assert _run().exit_code == 0
    assert _statuses() == dict.fromkeys(("fills", "good"), "built")
    _assert_nothing_is_half_written()


@pytest.mark.usefixtures("place", "_sources_at_rest")
def test_what_a_full_disk_leaves_no_room_to_tell_of_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    _write("second")
    held: list[int] = []

    def while_there_is_room(path: Path, content: bytes) -> None:
        held.append(sum(one.stat().st_size for one in FOLDER.rglob("*.html") if one.name != "index.html"))
        if held[-1] > max(held) // 2:
            _no_room(path, content)
        write_whole(path, content)

    with monkeypatch.context() as full:
        full.setattr(manifest, "write_whole", while_there_is_room)
        result = _run("--jobs", "1", "--quiet")
    assert result.exit_code == 1
    told = next(iter(_table(result.stderr).values()))
    why = "manifest.json could not be written: No space left on device; what was made of it was taken back"
    assert told[1:] == ("write", why)
    assert sorted(_statuses().values()) == ["built", "failed"]
    there = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html") if path.name != "index.html"]
    assert there == [file["path"] for entry in _manifest()["reports"] for file in entry["files"]]
    assert _run().exit_code == 0
    assert sorted(_statuses().values()) == ["built", "unchanged"]
    _assert_nothing_is_half_written()


@pytest.mark.usefixtures("place")
def test_a_pack_keeps_out_of_the_way_of_a_build_and_leaves_nothing_half_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notebook = json.loads(Path("notebooks/good.ipynb").read_text(encoding="utf-8"))
    notebook["metadata"]["citytools"] = {"packs": ["procurement"]}
    Path("notebooks/good.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    folder = Path("out/members/2026-11-23")
    words = ["pack", "procurement", *_words()[1:7]]
    with the_only_writer(folder):
        refused = CliRunner().invoke(main, words)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"Error: Another build or pack is writing to {folder} (process {os.getpid()}, ")

    def up_to_the_pdf(path: Path, content: bytes) -> None:
        if path.suffix == ".pdf":
            _no_room(path, content)
        write_whole(path, content)

    monkeypatch.setattr(pack, "render", lambda *_, **__: b"a document")
    monkeypatch.setattr(pack, "write_whole", up_to_the_pdf)
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert result.stderr == "The pack was not made. procurement-pack.pdf: No space left on device\n"
    assert not [path for path in folder.rglob("*pack*") if path.is_file()]


def _no_room(path: Path, content: bytes) -> None:
    del content
    raise OSError(errno.ENOSPC, "No space left on device", str(path))


def _processes(mark: str) -> set[int]:
    """Find what a build has started and what that has started, by a word in its environment."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (folder / "environ").read_bytes():
                found.add(int(folder.name))
    return found


def _wait_until(is_so: Callable[[], object], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    assert is_so()


needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")


@needs_proc
@pytest.mark.usefixtures("_sources_at_rest")
def test_a_build_keeps_others_out_ends_at_once_leaves_nothing_running_and_is_gone_on_with(place: Path) -> None:
    _write("lasts", "open('at-work', 'w').close()\nimport time\ntime.sleep(60)")
    environment = os.environ | {"CITYTOOLS_MARK": str(place)}
    command = [sys.executable, "-c", BUILDS_AT_REST, *_words("--jobs", "1")]
    with subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as first:
        _wait_until(Path("notebooks/at-work").exists, 60)
        second = _run()
        assert second.exit_code == 1
        assert re.fullmatch(
            rf"Error: Another build or pack is writing to {FOLDER} \(process {first.pid}, since \d\d \w+ \d{{4}}, [\d:]+ UTC\). "
            r"Wait for it, or stop it.\n", second.stderr,
        )  # fmt: skip
        os.killpg(first.pid, signal.SIGINT)  # as a terminal does
        _wait_until(lambda: first.poll() is not None, 2)
        assert first.communicate()[1] == "\nInterrupted, 1 of 2 reports done. The same command goes on from there.\n"
    assert first.returncode == 1
    _wait_until(lambda: not _processes(str(place)), 2)
    _assert_nothing_is_half_written()
    (FOLDER / AT_WORK).write_text(
        '{"process": 1, "computer": "gone"}', encoding="utf-8"
    )  # as one that was killed leaves
    (FOLDER / ".good.html.1.part").write_bytes(b"half")
    _write("lasts")
    assert "2 reports: 1 built, 1 unchanged" in _run().stdout
    _assert_nothing_is_half_written()


@needs_proc
def test_processes_of_a_build_that_was_killed_do_not_outlive_it(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys, time\n"
        "from citytools_analysis.reporting.engine_start import start_context\n"
        "from citytools_analysis.reporting.pool import each_result\n"
        "if __name__ == '__main__':\n"
        "    start_context(preload=())\n"
        "    for _ in each_result(time.sleep, [0, 60], jobs=1, private=pathlib.Path('.')):\n"
        "        print('at work', flush=True)\n"
    )
    (tmp_path / "builds.py").write_text(script, encoding="utf-8")
    environment = os.environ | {"CITYTOOLS_MARK": str(tmp_path)}
    command = [sys.executable, str(tmp_path / "builds.py")]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "at work\n"
        assert len(_processes(str(tmp_path))) > 2
        first.kill()
    _wait_until(lambda: not _processes(str(tmp_path)), 5)


def test_on_a_terminal_reasons_are_broken_and_the_notebook_stands_below() -> None:
    rows = [
        ("Report", "About", "Where", "Reason", "Notebook"),
        ("Market", "London", "cell 3", "(rows = {}): KeyError: 'a word', which is long", "out/failed/market.ipynb"),
    ]
    assert failure_lines(rows, width=62) == [
        "Report  About   Where   Reason",
        "Market  London  cell 3  (rows = {}): KeyError: 'a word', which",
        "                        is long",
        "                        out/failed/market.ipynb",
    ]
