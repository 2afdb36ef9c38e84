"""
The quick part of the faults: a few real ones, the mends they led to, and whether the checks find what is wrong.

Others are held by `test_build_bad_input.py` (kernels that die, notebooks without end, that eat memory, print or show 100 MB, a
disk that fills up, two builds at once, Ctrl-C, what a killed build leaves running), `test_engine.py` and `test_run.py` (limits
of both engines), `test_pool.py` and `test_scheduler.py` (workers that die), `test_worker.py` (all documents of a report or
none), `test_killed_add.py`, `test_download.py` and `test_register.py` (killed additions, downloads and saves).
`make torture` does every fault, again and again (`torture/faults.py`).
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import click
import pytest
from openpyxl import Workbook, load_workbook
from small_reports import save_register, small_register, write_notebook
from torture.fault_checks import Broken, after_the_next, done, half_files, lost, passed_off, there, unnamed
from torture.fault_commands import OTHERS, RETURNS
from torture.fault_kinds import FAULTS
from torture.fault_scene import REPORTS, Ended, Scene, copied
from torture.fault_world import World, make_world
from torture.faults import figures, inject, made_again
from torture.load import many_notebooks

from citytools_analysis.cli.options import Told
from citytools_analysis.disclosure import make_edition
from citytools_analysis.one_writer import one_writer
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting import book, private_register
from citytools_analysis.reporting import build as building
from citytools_analysis.reporting.build import BuildResult, build
from citytools_analysis.reporting.catalogue import find_reports
from citytools_analysis.reporting.job import Job, Limits, Outcome
from citytools_analysis.reporting.manifest import Entry, FileRecord, Manifest, read_manifest, write_manifest
from citytools_analysis.reporting.plan import plan
from citytools_analysis.reporting.report import Parameter, Report
from citytools_analysis.reporting.run import NotebookFailedError, run_notebook
from citytools_analysis.sources.timeless import written
from citytools_analysis.writing import write_whole

ONE = "london/one/one.html"
QUICK = ("builder killed",)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make what faults are done to."""
    return make_world(tmp_path_factory.mktemp("faults"), seed=8)


@pytest.mark.parametrize("name", QUICK)
def test_a_fault_breaks_no_promise(world: World, name: str) -> None:
    broken, _ = inject(name, world)
    assert broken == Broken()


# --- the checks find what is wrong ------------------------------------------------------------------------------------


@pytest.fixture
def scene(world: World, tmp_path: Path) -> Scene:
    """Copy the documents of an undisturbed build, to be tampered with."""
    return copied(world.undisturbed, tmp_path / "scene")


def _edit(scene: Scene, name: str, **changes: object) -> None:
    """Change what the manifest says of a report."""
    path = scene.folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for entry in told["reports"]:
        entry.update(changes if entry["id"] == name else {})
    path.write_text(json.dumps(told), encoding="utf-8")


def test_nothing_is_found_where_nothing_is_wrong(world: World, scene: Scene) -> None:
    assert list(half_files(scene, world.wholes)) == []
    assert list(passed_off(scene, world.by_register)) == []
    assert list(unnamed(scene, Ended(0, "", ""))) == []
    assert list(lost(scene, (), REPORTS)) == []
    assert list(after_the_next(scene, world.after)) == []
    assert done(scene, world.after) == there(scene, world.after, world.entries) == {*REPORTS}
    assert world.before != world.after
    assert world.before.keys() == world.after.keys()


@pytest.mark.parametrize("has_died", [False, True])
def test_a_half_file_is_found(world: World, scene: Scene, has_died: bool) -> None:  # noqa: FBT001 - a parameter
    (scene.folder / ONE).write_bytes((scene.folder / ONE).read_bytes()[:500])
    assert list(half_files(scene, world.wholes, has_died=has_died)) == [f"{ONE} of one (unchanged) is another"]
    assert "one" not in done(scene, world.after) | there(scene, world.after, world.entries)
    assert f"{ONE} is not as an undisturbed build leaves it" in after_the_next(scene, world.after)
    _edit(scene, "one", status="stale")
    assert list(half_files(scene, world.wholes, has_died=has_died)) == [f"{ONE} of one (stale) is another"]


def test_a_file_that_is_gone_and_one_nobody_told_of_are_found(world: World, scene: Scene) -> None:
    (scene.folder / ONE).rename(scene.folder / "london" / "another.html")
    (scene.folder / ".one.html.7.part").write_bytes(b"half")
    found = [
        f"{ONE} of one (unchanged) is not there",
        ".one.html.7.part is there and not told of",
        "london/another.html is there and not told of",
    ]
    assert sorted(half_files(scene, world.wholes)) == sorted(found)
    assert sorted(half_files(scene, world.wholes, has_died=True)) == sorted([found[0], found[2]])


def test_what_a_killed_build_had_no_time_to_tell_of_is_no_half_file(world: World, scene: Scene) -> None:
    shutil.copy(world.first.folder / ONE, scene.folder / ONE)
    _edit(scene, "one", status="stale")
    assert list(half_files(scene, world.wholes, has_died=True)) == []
    assert list(half_files(scene, world.wholes)) == [f"{ONE} of one (stale) is another"]


def test_an_old_document_that_passes_for_new_is_found_in_manifest_and_index(world: World, scene: Scene) -> None:
    shutil.copy(world.first.folder / ONE, scene.folder / ONE)
    _edit(scene, "one", files=[{"path": ONE, "sha256": world.before[ONE], "n_bytes": 1}])
    assert list(half_files(scene, world.wholes)) == [
        f"{path} is there and not told of" for path in sorted(world.after) if path.startswith("london/one/") and path != ONE
    ]  # fmt: skip
    assert list(passed_off(scene, world.by_register)) == [
        f"the manifest says unchanged of {ONE}, which is not what its register gives",
        f"the index says ready of {ONE}, which is not what the register it names gives",
    ]
    assert done(scene, world.after) == {*REPORTS} - {"one"}


def test_a_failure_without_a_word_is_found(scene: Scene) -> None:
    reason = "cell 3 (x): KeyError: 'x'"
    _edit(scene, "one", status="failed", reason=reason, cell="cell 3 (x)")
    named = Ended(1, "", f"Report  About  Where  Reason\nOne  London  cell 3  {reason}")
    assert list(unnamed(scene, named)) == []
    assert list(unnamed(scene, replace(named, exit_code=0))) == ["exit code 0, and not everything is done"]
    assert len(list(unnamed(scene, replace(named, complaint="Two  London  cell 3")))) == 1
    assert list(unnamed(scene, replace(named, complaint=""))) == [
        "exit code 1, and not a word why",
        f"one failed and is not named with its reason ({reason!r})",
    ]
    assert "a traceback: KeyError: 'x'" in unnamed(
        scene, Ended(1, "", "Traceback (most recent call last):\nKeyError: 'x'")
    )
    assert list(lost(scene, (), REPORTS)) == [f"one is failed: {reason}"]
    assert list(lost(scene, ["one"], (*REPORTS, "six"))) == ["six is not there"]


def test_what_is_made_again_is_found_unless_it_was_in_hand() -> None:
    built = dict.fromkeys(REPORTS, "built")
    assert list(made_again(built, (), REPORTS[:2])) == []
    assert list(made_again(built, ["one"], ["one"])) == ["one was done and is made again"]
    assert list(made_again(built, (), REPORTS[:3])) == ["bad, five, four were made before the end, and are made again"]
    assert list(made_again(dict.fromkeys(REPORTS, "unchanged"), REPORTS, REPORTS)) == []


def test_a_broken_promise_is_a_bad_figure_that_says_after_which_fault() -> None:
    broken = Broken()
    broken.add(Broken(half=["a.html is another"]), "disk full")
    told = figures({"disk full": 2, "Ctrl-C": 1}, {"disk full": "a file system of its own"}, broken)
    assert [(one.value, one.is_bad) for one in told] == [(3, False), (0, False), (1, True), (0, False), (0, False)]
    assert told[0].detail == "disk full 2, Ctrl-C 1 (a file system of its own)"
    assert told[2].detail == "disk full: a.html is another"
    assert all(path.exists() for path in RETURNS)
    assert len({*FAULTS, *OTHERS}) == len(FAULTS) + len(OTHERS)


# --- what the faults led to -------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Callable[[], BuildResult]:
    """Give a build of one notebook."""
    save_register(tmp_path / "register")
    write_notebook(tmp_path / "notebooks" / "one.ipynb", "1", parameters='register = ""\nas_of = ""')
    options: dict[str, Any] = {"notebooks": tmp_path / "notebooks", "output": tmp_path / "out", "formats": ["html"]}
    return lambda: build(tmp_path / "register", **options)


def _making(content: bytes, seen: Callable[[Job], object]) -> Callable[..., Iterator[tuple[Job, Outcome]]]:
    """Stand in for the processes that make documents; `seen` looks around before anything is made."""

    def each_result(work: object, todo: Sequence[Job], **_: object) -> Iterator[tuple[Job, Outcome]]:
        del work
        for job in todo:
            seen(job)
            if not content:
                yield job, Outcome(stage="write", reason="no room")
                continue
            write_whole(job.folder / f"{job.stem}.html", content)
            record = FileRecord(f"{job.stem}.html", hashlib.sha256(content).hexdigest(), len(content))
            yield job, Outcome((record,))

    return each_result


def test_before_anything_is_made_manifest_and_index_say_what_is_out_of_date(
    small: Callable[[], BuildResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, bool]] = []

    def seen(job: Job) -> None:
        known = read_manifest(job.folder)
        page = (job.folder / "index.html").read_text(encoding="utf-8")
        told.append((known.reports[0].reason if known else "", "out of date: waiting to be built" in page))

    monkeypatch.setattr(building, "each_result", _making(b"first", seen))
    assert small().manifest.reports[0].status == "built"
    assert "out of date" not in small().index.read_text(encoding="utf-8")
    save_register(tmp_path / "register", name="newer.csv")
    write_notebook(tmp_path / "notebooks" / "one.ipynb", "2", parameters='register = ""\nas_of = ""')
    small()
    assert told == [
        ("waiting to be built (not made before)", True),
        ("waiting to be built (its notebook changed)", True),
    ]


def test_an_old_document_that_cannot_be_removed_stops_no_report_and_is_told(
    small: Callable[[], BuildResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "each_result", _making(b"first", lambda _: None))
    [made] = small().manifest.reports
    write_notebook(tmp_path / "notebooks" / "one.ipynb", "2", parameters='register = ""\nas_of = ""')
    monkeypatch.setattr(building, "each_result", _making(b"", lambda _: None))
    really = Path.unlink

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix in {".html", ".pdf"}:
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        really(path, missing_ok=missing_ok)

    with monkeypatch.context() as sealed:
        sealed.setattr(Path, "unlink", unlink)
        [entry] = small().failed
    name = Path(made.files[0].path).name
    assert entry.reason == f"no room; an earlier document could not be removed ({name}: Read-only file system)"


def test_an_index_that_cannot_be_written_again_is_not_left_to_call_ready_what_is_so_no_more(
    small: Callable[[], BuildResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(building, "each_result", _making(b"first", lambda _: None))
    assert small().index.exists()
    write_notebook(tmp_path / "notebooks" / "one.ipynb", "2", parameters='register = ""\nas_of = ""')
    monkeypatch.setattr(book, "write_index", no_room)
    result = small()
    assert result.unwritten == "index.html could not be written: No space left on device"
    assert not result.index.exists()


def _leave(folder: Path, name: str) -> Path:
    (folder / name / "register").mkdir(parents=True)
    return folder / name


def test_the_register_that_a_killed_build_left_is_removed_and_that_of_a_living_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_register.tempfile, "tempdir", str(tmp_path))
    dead, living, other = (_leave(tmp_path, f"citytools-{name}") for name in ("register-dead", "register-living", "x"))
    with (
        one_writer(living),
        private_register.private_register(Register.from_tables({}, as_of=date(2026, 11, 23)), None) as first,
        private_register.private_register(small_register(), None),
    ):
        assert (first / "register" / "current").exists()
        assert [path.exists() for path in (dead, living, other)] == [False, True, True]
    assert not first.exists()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_program_told_to_end_tidies_up_as_on_ctrl_c(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_DFL)
    with pytest.raises(click.exceptions.Exit), Told():
        signal.raise_signal(number)
    assert "Interrupted, no report done." in capsys.readouterr().err
    assert signal.signal(number, signal.SIG_IGN) is signal.SIG_DFL
    with Told():
        signal.raise_signal(number)  # as nohup wants it
    signal.signal(number, before)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_a_manifest_put_together_from_entries_laid_out_once_is_the_same_text(tmp_path: Path, n: int) -> None:
    entry = Entry("a", "a", 'A "reports": []', "london", "", "London", {"as_of": "2026-11-23"}, "built", reason="é\n")
    entries = tuple(replace(entry, id=f"a{number}") for number in range(n))
    source = {"source_name": '\n "reports": []'}
    whole = Manifest("2026-11-23", "public", "", "ab", "0.1.0", (source,), entries, {"ab": {"contracts": "1"}})
    text = write_manifest(tmp_path, whole).read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert read_manifest(tmp_path) == whole


def test_a_workbook_is_written_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "a cell"
    now = written(workbook)
    monkeypatch.setattr(time, "time", lambda: 3_600.0)  # where a computer has lost its clock, it is 1970
    with pytest.raises(ValueError, match="1980"):
        workbook.save(BytesIO())
    assert written(workbook) == now
    assert load_workbook(BytesIO(now)).worksheets[0]["A1"].value == "a cell"


def test_a_word_of_any_length_is_looked_through_once() -> None:
    """Looked at from each of its letters it would take minutes, and the system ends the process after ten seconds."""
    code = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (10, 10))\n"
        "from citytools_analysis.reporting.kept_whole import KEPT_WHOLE\n"
        "assert KEPT_WHOLE.search('x' * 1_000_000) is None\n"
        "assert KEPT_WHOLE.findall('from (\u22125.1%) to x\u22123, 31 Mar 26.') == ['(\u22125.1%)', 'x\u22123,', '31 Mar 26.']\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_jupyter_kernel_is_held_to_how_much_a_cell_may_show(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "a.ipynb", "print('x' * 900_000)", "print('x' * 1_100_000)", parameters="top = ''")
    report = Report("a", path, "A", "a", None, (Parameter("top", "''"),))
    with pytest.raises(NotebookFailedError, match=r"^cell 3 \(print.*\): showed more than 1 MB$"):
        run_notebook(report, {"top": "1"}, limits=Limits(shown_mb=1), engine="nbclient")


def test_the_notebooks_of_the_load_make_as_many_reports_as_are_asked_for(tmp_path: Path) -> None:
    many_notebooks(tmp_path, 40)
    register = make_edition(open_register(tmp_path / "register"), edition="public")
    assert len(plan(find_reports(tmp_path / "notebooks"), register)) == 40
