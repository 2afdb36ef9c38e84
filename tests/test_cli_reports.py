"""The command line: exit codes, messages that help, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from small_reports import SHOW, save_register, small_register, write_notebook

from citytools_analysis.cli import Commands, building, main
from citytools_analysis.cli.options import Told
from citytools_analysis.errors import DataError, Issue, ReportError, UnknownNameError
from citytools_analysis.reporting.build import BuildResult, Progress
from citytools_analysis.reporting.job import Limits
from citytools_analysis.reporting.ledger import manifest_of
from citytools_analysis.reporting.manifest import Entry

CAMDEN = Entry("b/camden", "b", "Report", "borough", "camden", "Camden", {}, "built")
BRENT = replace(CAMDEN, id="b/brent", label="Brent", status="failed", stage="pdf", reason="an image has no text", notebook="failed/b-brent.ipynb")  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_is_started_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process here for builds that are stood in for: tests/test_early_start.py looks at that."""
    monkeypatch.setattr("citytools_analysis.reporting.early_start.is_probably_stale", lambda *_: False)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    save_register(tmp_path / "data" / "register", notice="Invented sample data")
    write_notebook(tmp_path / "notebooks" / "borough_report.ipynb", SHOW, title="Technology report")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stand in for the build: it makes Camden and fails Brent, and tells what it was asked."""
    told: dict[str, Any] = {}

    def build(folder: Path, **options: Any) -> BuildResult:
        told.update(options, folder=folder)
        manifest = manifest_of(small_register(), (CAMDEN, BRENT))
        if options["progress"]:
            options["progress"](Progress(1, 2, CAMDEN, 3.1))
        asked = ("b/camden",) if options["subjects"] == {"borough": ("camden",)} else ("b/camden", "b/brent")
        return BuildResult(Path("out"), Path("out/index.html"), manifest, asked)

    monkeypatch.setattr(building, "build", build)
    return told


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.usefixtures("place")
def test_build_says_what_it_read_and_where_it_wrote(asked: dict[str, Any]) -> None:
    result = _run("build", "--borough", "camden")
    assert result.exit_code == 0
    assert "Read data/register: City Tools: London (Invented sample data), 1 source, as of 23 Nov 2026" in result.stdout
    assert "the latest day a source was obtained" in result.stdout
    assert "[1/2] Camden, Report  built  3.1 s" in result.stdout
    assert "1 report: 1 built (full edition" in result.stdout
    assert result.stdout.endswith("Wrote out/index.html\n")
    assert asked["edition"] == "public"


@pytest.mark.usefixtures("place", "asked")
def test_a_failure_is_summed_up_and_ends_in_one() -> None:
    result = _run("build")
    assert result.exit_code == 1
    assert result.stderr.split("\n")[1:3] == [
        "Report  About  Where  Reason  Notebook",
        "Report  Brent  pdf    an image has no text  out/failed/b-brent.ipynb",
    ]
    assert "2 reports: 1 built, 1 failed" in result.stdout


@pytest.mark.usefixtures("place", "asked")
def test_quiet_prints_failures_only() -> None:
    result = _run("build", "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "an image has no text" in result.stderr
    assert _run("build", "--quiet", "--borough", "camden").output == ""


@pytest.mark.usefixtures("place", "asked")
def test_json_is_one_object_a_report_and_nothing_else_on_stdout() -> None:
    lines = _run("build", "--json", "--as-of", "2026-11-23").stdout.splitlines()
    [told] = [json.loads(line) for line in lines]
    assert told == {"number": 1, "total": 2, "id": "b/camden", "about": "Camden", "status": "built", "seconds": 3.1, "stage": "", "cell": "", "reason": "", "files": [], "notebook": ""}  # fmt: skip


def test_a_terminal_shows_how_long_is_left(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with Told() as told:
        told(Progress(1, 33, CAMDEN, 3.1))
    shown = capsys.readouterr().out
    assert "[ 1/33] Camden, Report  built  3.1 s" in shown
    assert "1/33 [" in shown


def test_an_interruption_says_how_far_it_came_and_what_the_same_command_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = Told(is_quiet=True, again="starts the pack again")
    told(Progress(1, 2, CAMDEN, 0.5))
    with pytest.raises(click.exceptions.Exit, match="1"):
        told.__exit__(KeyboardInterrupt)
    assert capsys.readouterr().err == "\nInterrupted, 1 of 2 reports done. The same command starts the pack again.\n"


@pytest.mark.usefixtures("place")
def test_every_option_reaches_the_build(asked: dict[str, Any]) -> None:
    words = (
        "build one two --borough camden --borough brent --supplier idox --system mosaic --service-area HSG "
        "--assume discount_rate=0.05 --edition members --as-of 2026-11-23 --output o --formats html"
    )
    _run(
        *words.split(),
        *[
            "--for",
            "Brent",
            "--jobs",
            "3",
            "--engine",
            "nbclient",
            "--scheduler",
            "tcp://10.0.0.7:8786",
            "--time-limit",
            "60",
            "--memory-limit",
            "500",
            "--only-failed",
            "--force",
            "--notebooks",
            "n",
            "--register",
            "data/register",
        ],
    )
    del asked["progress"]
    assert asked == {
        "folder": Path("data/register"),
        "reports": ("one", "two"),
        "subjects": {
            "borough": ("camden", "brent"),
            "supplier": ("idox",),
            "system": ("mosaic",),
            "service_area": ("HSG",),
        },
        "assumptions": ("discount_rate=0.05",),
        "edition": "members",
        "viewer": "brent",
        "as_of": "2026-11-23",
        "output": Path("o"),
        "formats": ("html",),
        "jobs": 3,
        "engine": "nbclient",
        "scheduler": "tcp://10.0.0.7:8786",
        "limits": Limits(cell=60, report=60, memory_mb=500),
        "only_failed": True,
        "force": True,
        "notebooks": Path("n"),
    }


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("build --borough cambden", "Unknown borough 'cambden'. Did you mean 'camden'?"),
        ("build borugh_report", "Unknown report 'borugh_report'. Did you mean 'borough_report'?"),
        ("build --boroug camden", "'--borough'"),
        ("build --edition publik", "'publik' is not one of 'public', 'members'"),
        ("build --as-of 31/12/2026", "'31/12/2026' is not a day; write it as YYYY-MM-DD."),
        ("build --formats pfd", "Unknown format 'pfd'. Did you mean 'pdf'?"),
        ("build --jobs 0", "0 is not in the range x>=1"),
        ("buidl", "Unknown command 'buidl'. Did you mean 'build'?"),
    ],
)
def test_wrong_usage_ends_in_two_with_a_suggestion(words: str, message: str) -> None:
    result = _run(*words.split())
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not Path("reports").exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DataError([Issue("a.csv", "line 2", "not a date")]), 1),
        (ReportError("no"), 1),
        (UnknownNameError("borough", "x", []), 2),
        (PermissionError(13, "Permission denied", "reports"), 1),
    ],
)
@pytest.mark.usefixtures("place")
def test_what_goes_wrong_is_a_message(error: Exception, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> BuildResult:
        raise error

    monkeypatch.setattr(building, "build", fail)
    result = _run("build")
    assert result.exit_code == code
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("Error: ")


def test_a_missing_register_ends_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = _run("build")
    assert result.exit_code == 1
    assert "Make one with: citytools add FILE" in result.stderr


@pytest.mark.usefixtures("place")
def test_list_names_reports_and_what_they_take() -> None:
    result = _run("list")
    assert result.exit_code == 0
    assert "borough_report: Technology report, built once for each borough" in result.stdout
    assert "    as_of         day it is about" in result.stdout


@pytest.mark.usefixtures("place")
def test_list_names_sources() -> None:
    assert _run("list", "--sources").stdout == "systems.csv: facts, systems.csv, obtained 23 Nov 2026\n"


def test_every_command_is_listed_with_its_own_first_words_and_teaches_by_example() -> None:
    assert isinstance(main, Commands)
    context = click.Context(main)
    listed = " ".join(_run("--help").stdout.split())
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        first_words = " ".join((command.help or "").split())[:30]
        assert f"{name} {first_words}" in listed
        assert "Examples:" in _run(name, "--help").stdout


@pytest.mark.parametrize("name", ["build", "list", "doctor"])
def test_examples_stand_on_lines_of_their_own(name: str) -> None:
    lines = _run(name, "--help").stdout.splitlines()
    assert sum(line.startswith(f"    citytools {name}") for line in lines) >= 2
    assert not [line for line in lines if "\\b" in line]


def test_help_comes_without_loading_what_reports_need() -> None:
    code = "import sys; from citytools_analysis.cli import main; main(['--help'], standalone_mode=False); sys.exit('papermill' in sys.modules or 'citytools_analysis.reporting.build' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "citytools build" in done.stdout
