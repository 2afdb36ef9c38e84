"""The doctor names what is missing and the command that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from small_reports import SHOW, save_register, write_notebook

from citytools_analysis.cli import main
from citytools_analysis.reporting import doctor
from citytools_analysis.reporting.doctor import Check, examine, what_commands_beside_need


@pytest.fixture
def place(tmp_path: Path) -> Path:
    save_register(tmp_path / "register")
    write_notebook(tmp_path / "notebooks" / "borough_report.ipynb", SHOW)
    return tmp_path


def _checks(place: Path, *, output: str = "out") -> dict[str, Check]:
    found = examine(place / "register", output=place / output, notebooks=place / "notebooks")
    return {check.name: check for check in found}


def test_all_is_well_where_reports_can_be_built_and_nothing_is_left_behind(place: Path) -> None:
    checks = _checks(place)
    assert {name: check.found for name, check in checks.items() if not check.is_ok} == {}
    assert "pandas" in checks["packages"].found
    assert "accessible PDF" in checks["PDF"].found
    assert "borough_report" in checks["notebooks"].found
    assert sorted(path.name for path in place.iterdir()) == ["notebooks", "register"]


def test_each_thing_missing_is_named_with_its_mend(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "register" / "current").unlink()
    (place / "notebooks" / "borough_report.ipynb").write_text("{")
    (place / "file").write_text("in the way")
    monkeypatch.setattr(doctor, "_FONTS", tmp_path / "no-fonts")
    monkeypatch.setattr(doctor, "_PACKAGES", {"no_such_module": "no-such-package"})
    monkeypatch.setattr(doctor, "_kernel", lambda: "not tried")
    checks = _checks(place, output="file/out")
    assert "OpenSans-Regular.ttf" in checks["fonts"].found
    assert "no-such-package" in checks["packages"].found
    assert "borough_report.ipynb: not a readable notebook" in checks["notebooks"].found
    assert checks["register"].mend.startswith("Make one with: citytools add")
    assert {"packages", "fonts", "notebooks", "register", "output"} == {
        name for name, check in checks.items() if not check.is_ok
    }
    assert all(check.mend for check in checks.values() if not check.is_ok)


def test_what_only_a_command_beside_needs_is_told_with_its_mend_and_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent = ("jupyterlab", "distributed", "sphinx")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name in absent else name)
    lab, dask, docs = beside = list(what_commands_beside_need())
    assert [(check.name, check.is_ok, check.is_needed) for check in beside] == [
        ("lab", False, False), ("Dask", False, False), ("docs", False, False),
    ]  # fmt: skip
    assert str(dask).startswith("not here Dask: without distributed; only `citytools build --scheduler` needs it\n")
    assert dask.mend.endswith("-m pip install 'citytools_analysis[dask]'")
    assert (lab.mend.endswith("pip install jupyterlab"), docs.mend.endswith("-r requirements.lock")) == (True, True)
    monkeypatch.setattr("citytools_analysis.cli.reports.examine", lambda *_, **__: beside)
    result = CliRunner().invoke(main, ["doctor"])
    assert (result.exit_code, "Everything is in place." in result.output) == (0, True)


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(doctor.sys, "version_info", (3, 10, 0))
    first = next(examine(place, output=place))
    assert not first.is_ok
    assert "3.11" in first.mend


@pytest.mark.parametrize("found", [Check("fonts", True, "Open Sans"), Check("fonts", False, "none", "reinstall")])
def test_the_command_ends_in_one_if_anything_is_missing(found: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citytools_analysis.cli.reports.examine", lambda *_, **__: [found])
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == (0 if found.is_ok else 1)
    assert ("Everything is in place." if found.is_ok else "1 thing missing.") in result.output
    assert ("mend: reinstall" in result.output) is not found.is_ok
