"""What a release hands out: the wheel holds all that it needs and no more, and is the same bytes wherever it is built."""

from __future__ import annotations

import re
import tarfile
import tomllib
import zipfile
from email.parser import BytesParser
from pathlib import Path

import make_wheel_lock
import pytest
import yaml  # type: ignore[import-untyped]
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from locked import LOCK, read_lock

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CARRIED = {"data/reference": "reference", "data/sample": "sample", "notebooks": "notebooks"}


def _wheel(source: Path, target: Path) -> Path:
    (path,) = WheelBuilder(str(source)).build(directory=str(target), versions=["standard"])
    return Path(path)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def held(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def _files(folder: str) -> set[str]:
    found = {path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
    return {
        name
        for name in found
        if not re.search(r"(^|/)(__pycache__|node_modules|\.ipynb_checkpoints|\.DS_Store)(/|$)", name)
    }


def test_a_wheel_built_from_the_source_archive_elsewhere_is_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    (archive,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    again = _wheel(tmp_path / Path(archive).name.removesuffix(".tar.gz"), tmp_path / "again")
    assert (again.name, again.read_bytes()) == (wheel.name, wheel.read_bytes())


def test_it_holds_every_module_template_font_table_sample_and_notebook(held: set[str]) -> None:
    assert {f"citytools_analysis/{name}" for name in _files("citytools_analysis")} <= held
    for folder, place in CARRIED.items():
        assert {f"citytools_analysis/_data/{place}/{name}" for name in _files(folder)} <= held, folder
    assert len(held) > 400


def test_it_holds_no_test_cache_build_tool_or_public_facts(held: set[str]) -> None:
    unwanted = re.compile(r"(^|/)(tests|docs|reports|_data/london|__pycache__|node_modules|\..*)(/|$)|\.py[co]$")
    assert [name for name in held if unwanted.search(name)] == []
    assert {name.split("/")[0] for name in held} == {
        "citytools_analysis", f"citytools_analysis-{PROJECT['version']}.dist-info",
    }  # fmt: skip


def test_one_version_is_told_everywhere(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        (name,) = [name for name in opened.namelist() if name.endswith(".dist-info/METADATA")]
        told = BytesParser().parsebytes(opened.read(name))
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert told["Version"] == str(cited["version"]) == PROJECT["version"]
    assert re.search(
        rf"^## {re.escape(PROJECT['version'])}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {"cff-version", "message", "title", "authors", "license"} <= set(cited)
    assert cited["license"] == told["License-Expression"]


def test_the_lock_beside_the_wheel_pins_what_it_needs_by_hash_and_no_tool(
    wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_wheel_lock.main([str(wheel)]) == 0
    target = wheel.with_name(f"citytools_analysis-{PROJECT['version']}.lock")
    assert capsys.readouterr().out.startswith(f"{target}: ")
    names = {pin.name for pin in read_lock(target)}
    assert names == make_wheel_lock.needed()
    assert {"pandas", "typst", "jupyterlab"} <= names
    assert not {"mypy", "ruff", "pytest"} & names
    wanted = [(str(pin.requirement), pin.hashes) for pin in read_lock(LOCK) if pin.name in names]
    assert [(str(pin.requirement), pin.hashes) for pin in read_lock(target)] == wanted
