"""The recipes under docs/running do what they say: their commands exist, the crontab's line tells of failures, and nothing secret is uploaded."""

from __future__ import annotations

import fcntl
import re
import subprocess
from pathlib import Path

import pytest
import run_recipe
import yaml  # type: ignore[import-untyped]
from click import Context
from click.testing import CliRunner

from citytools_analysis.cli import main

FOLDER = Path(__file__).parents[1] / "docs" / "running"
CRONTAB = (FOLDER / "crontab").read_text(encoding="utf-8")
RECIPES = ["github-actions.yml", "azure-pipelines.yml"]


def _fake(folder: Path, *lines: str) -> Path:
    path = folder / "citytools"
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)
    return path


def _night(folder: Path, program: Path) -> subprocess.CompletedProcess[str]:
    """Run the crontab's line as cron does: by /bin/sh, with what the table sets and no more."""
    settings = dict(re.findall(r"^([A-Z_]+)=(.*)$", CRONTAB, re.MULTILINE)) | {
        "FOLDER": str(folder),
        "CITYTOOLS": str(program),
    }
    (line,) = re.findall(r"^(?:\S+ ){5}(.*)$", CRONTAB.splitlines()[-1])
    environment = {"HOME": str(folder), "LOGNAME": "analyst", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin", **settings}
    return subprocess.run(["/bin/sh", "-c", line], env=environment, capture_output=True, text=True, check=False)


def test_a_night_on_which_all_is_well_prints_nothing_and_keeps_its_log(tmp_path: Path) -> None:
    done = _night(tmp_path, _fake(tmp_path, 'echo "$1, network: $CITYTOOLS_NO_NETWORK"'))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "nightly.log").read_text(encoding="utf-8") == "build, network: 1\n"


def test_a_failure_prints_its_code_and_the_end_of_the_log_for_cron_to_mail(tmp_path: Path) -> None:
    done = _night(tmp_path, _fake(tmp_path, "seq 100", "echo Error: it went wrong >&2", "exit 2"))
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"citytools build in {tmp_path} ended with exit code 2;")
    assert (lines[1], lines[-1], len(lines)) == ("82", "Error: it went wrong", 21)


def test_while_one_builds_another_says_75_and_leaves_its_log_alone(tmp_path: Path) -> None:
    program = _fake(tmp_path, "echo never")
    (tmp_path / "nightly.log").write_text("of the first\n", encoding="utf-8")
    with (tmp_path / ".nightly.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = _night(tmp_path, program)
    assert (done.returncode, "exit code 75" in done.stdout) == (75, True)
    assert (tmp_path / "nightly.log").read_text(encoding="utf-8") == "of the first\n"


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    done = _night(tmp_path / "gone", tmp_path / "none")
    assert done.returncode != 0
    assert "gone" in done.stderr


def test_no_line_of_the_crontab_holds_what_cron_takes_for_a_newline() -> None:
    assert "%" not in "".join(line for line in CRONTAB.splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_runs_each_evening_on_a_runner_of_ones_own_and_uploads_the_public_edition_alone(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    recipe = yaml.safe_load(text)
    assert "15 5 * * 1-5" in text
    assert re.search(r"self-hosted|name: citytools\b", text)
    assert "pull_request" not in text
    assert run_recipe.told(recipe)["CITYTOOLS_NO_NETWORK"] == "1"
    commands = "\n".join(words for _, words in run_recipe.steps(recipe))
    assert "--require-hashes" in commands
    assert re.findall(r"--edition (\w+)", commands) == ["public"]
    assert set(re.findall(r"reports/\w+", text)) == {"reports/public"}


@pytest.mark.parametrize("name", [*RECIPES, "crontab", "Containerfile", "windows-task.ps1", "README.md"])
def test_every_command_and_option_that_is_named_exists(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    known = set(main.list_commands(Context(main))) | {"doctor"}
    named = re.findall(r"(?:bin/|`|Scripts\\)citytools ([a-z-]+)((?: [^\n`|>&]*)?)", text)
    assert {command for command, _ in named} <= known
    for command, given in named:
        told = CliRunner().invoke(main, [command, "--help"]).output
        assert [option for option in re.findall(r"--[a-z-]+", given) if option not in told] == [], command


def test_a_recipe_is_run_in_order_and_ends_with_the_first_failure(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "recipe.yml"
    path.write_text(
        "jobs: {a: {env: {WHO: a, REGISTER: b}, steps: [{uses: x}, {run: 'echo $WHO $REGISTER'}, {run: 'false | true'}, {run: echo never}]}}",
        encoding="utf-8",
    )
    assert run_recipe.run(path, tmp_path, {"REGISTER": "given"}) == 1
    assert capfd.readouterr().out == "$ echo $WHO $REGISTER\na given\n$ false | true\n"
    path.write_text('variables: {WHO: a}\nsteps: [{script: "false\\necho $WHO"}, {publish: x}]', encoding="utf-8")
    assert run_recipe.run(path, tmp_path, {}) == 0
    assert capfd.readouterr().out.endswith("\na\n")


def test_the_page_tells_of_every_file_whether_it_was_tried() -> None:
    rows = re.findall(
        r"^\| \[`([^`]+)`\]\(\1\) \| [^|]+ \| (.+) \|$",
        (FOLDER / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert {name for name, _ in rows} == {path.name for path in FOLDER.iterdir()} - {"README.md"}
    assert [
        name for name, told in rows if "tried" not in told.lower() and not re.search(r"20\d\d-\d\d-\d\d|as above", told)
    ] == []
