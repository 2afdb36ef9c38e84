"""A working folder is laid out wholly or not at all; tests/test_tutorial.py builds in one, from the wheel alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from citytools_analysis.cli import main
from citytools_analysis.reference import data_folder
from citytools_analysis.register import open_register
from citytools_analysis.reporting import working_folder

ROOT = Path(__file__).parents[1]
FOR_GIT = {".gitignore", ".gitattributes", ".pre-commit-config.yaml"}


def _init(folder: Path | str) -> Result:
    return CliRunner().invoke(main, ["init", str(folder)])


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_holds_every_notebook_table_and_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = _init("demo")
    assert result.exit_code == 0
    assert result.stdout.endswith("Next:\n  cd demo\n  citytools build\n")
    assert _names(tmp_path) == {"demo"}
    shipped = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")} | {"README.md"}
    assert _names(tmp_path / "demo" / "notebooks") == shipped
    assert _names(tmp_path / "demo" / "data" / "reference") == _names(data_folder() / "reference")
    assert _names(tmp_path / "demo" / "data" / "register") == {"current", "snapshots", "reference"}
    sample, copied = (open_register(place) for place in (data_folder() / "sample", tmp_path / "demo/data/register"))
    assert (copied.sha256, copied.info.notice) == (sample.sha256, sample.info.notice)


def test_a_folder_with_other_things_is_laid_out_and_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = _init(".")
    assert (result.exit_code, "  cd " in result.stdout) == (0, False)
    assert _names(tmp_path) == {"mine.txt", "notebooks", "data", *FOR_GIT}
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_what_git_ignores_in_a_folder_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert _init(tmp_path).exit_code == 0
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("part", ["notebooks", "data"])
def test_a_folder_that_holds_any_of_it_is_refused_and_left_alone(tmp_path: Path, part: str) -> None:
    (tmp_path / part).mkdir()
    (tmp_path / part / "mine.txt").write_text("mine", encoding="utf-8")
    result = _init(tmp_path)
    assert result.exit_code == 1
    assert f"{tmp_path / part}: it is there already" in result.stderr
    assert (_names(tmp_path), _names(tmp_path / part)) == ({part}, {"mine.txt"})


def test_twice_is_refused(tmp_path: Path) -> None:
    assert [_init(tmp_path / "demo").exit_code for _ in range(2)] == [0, 1]


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("", encoding="utf-8")
    result = _init(tmp_path / "demo")
    assert (result.exit_code, "this is a file" in result.stderr) == (1, True)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_full_disk_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    place = tmp_path / "demo"
    if is_there:
        place.mkdir()
    before = sorted(tmp_path.rglob("*"))
    whole = shutil.copyfile

    def full(source: Path, target: Path, **options: bool) -> Path:
        if Path(source).name == "current":
            raise OSError(28, "No space left on device", str(target))
        return whole(source, target, **options)

    monkeypatch.setattr(working_folder.shutil, "copyfile", full)
    result = _init(place)
    assert (result.exit_code, "No space left on device" in result.stderr) == (1, True)
    assert sorted(tmp_path.rglob("*")) == before


def test_when_the_second_part_cannot_be_moved_in_the_first_is_moved_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "data":
            raise OSError(13, "Permission denied", str(target))
        return whole(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    assert _init(tmp_path).exit_code == 1
    assert _names(tmp_path) == set()
