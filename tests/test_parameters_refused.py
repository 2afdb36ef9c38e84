"""No parameter of any notebook takes what cannot be meant: by a notebook itself, by `build` and by `pack`, with what was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tiny_world import save_tiny_world

from citytools_analysis.cli import main
from citytools_analysis.cli.packs import make
from citytools_analysis.disclosure import EDITIONS, make_edition
from citytools_analysis.errors import CityToolsError
from citytools_analysis.metrics.given_assumptions import check_assumptions
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting import build, pack
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.report import Report

REPORTS = find_reports(notebooks_folder())
ASSUMED = (
    ("discount_rat=0.05", "Unknown assumption 'discount_rat'. Did you mean 'discount_rate'?"),
    ("discount_rate=much", "Write discount_rate=VALUE or discount_rate=LOW/CENTRAL/HIGH"),
    ("discount_rate=0.05/0.04/0.03", "with finite numbers that rise"),
    ("discount_rate=nan", "with finite numbers that rise"),
    ("go_ahead_chance=35", "go_ahead_chance is in probability, from 0 to 1. Write go_ahead_chance=VALUE"),
    ("freshness_half_life=0", "freshness_half_life is in days, above 0."),
    ("steward_rate=-1", "steward_rate is in pounds a year, 0 or more."),
    ("steward_rate", "Write steward_rate=VALUE"),
)
AREA = "Unknown service area 'PLM'. Did you mean 'PLN'?"
BOROUGH = "Unknown borough 'beach'. Did you mean 'beech'?"
WRONG: Mapping[str, tuple[tuple[str, str], ...]] = {
    "register": (("nowhere", "Make one with: citytools add FILE"),),
    "as_of": (("31/12/2026", "'31/12/2026' is not a day. Write it as YYYY-MM-DD."), ("2026-02-30", "is not a day")),
    "borough": (("beach", BOROUGH), ("", "Unknown borough ''.")),
    "supplier": (("aldr", "Unknown supplier 'aldr'. Did you mean 'alder'?"), ("", "Unknown supplier ''.")),
    "system": (("alder-tex", "Unknown system 'alder-tex'. Did you mean 'alder-tax'?"), ("", "Unknown system ''.")),
    "service_area": (("PLM", AREA), ("", "Unknown service area ''.")),
    "boroughs": (("ash,beach", BOROUGH),),
    "service_areas": (("HSG,PLM", AREA),),
    "assumptions": ASSUMED,
}
OPTIONS = {name: f"--{name.replace('_', '-')}" for name in WRONG} | {
    "boroughs": "--borough", "service_areas": "--service-area", "assumptions": "--assume",
}  # fmt: skip
CASES = [
    pytest.param(report, name.name, given, words, id=f"{report.name} {name.name}={given}")
    for report in REPORTS
    for name in report.parameters
    for given, words in WRONG[name.name]
]


@pytest.fixture(scope="module")
def register_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_world(tmp_path_factory.mktemp("tiny") / "register")


@pytest.fixture(scope="module")
def editions(register_folder: Path) -> dict[str, Register]:
    full = open_register(register_folder)
    return {name: make_edition(full, edition=name) for name in EDITIONS}


@pytest.fixture(autouse=True)
def _each_edition_made_once(editions: dict[str, Register], monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the hundred commands the making of the same two editions."""
    for module in (build, pack):
        monkeypatch.setattr(module, "edition_of", lambda *_, edition, **__: editions[edition])


def opened(report: Report, values: Mapping[str, str]) -> dict[str, Any]:
    """Run a notebook's setup cell with these values, as papermill or a person at a notebook would."""
    cells = json.loads(report.path.read_text(encoding="utf-8"))["cells"]
    [setup] = [cell for cell in cells if cell["metadata"].get("tags") == ["setup"]]
    scope: dict[str, Any] = dict.fromkeys((one.name for one in report.parameters), "") | dict(values)
    exec("".join(setup["source"]), scope)  # noqa: S102 - the repository's own notebook, as its kernel runs it
    return scope


@pytest.mark.parametrize(("report", "name", "given", "words"), CASES)
def test_a_notebook_refuses_it_in_its_first_cell(
    report: Report, name: str, given: str, words: str, register_folder: Path
) -> None:
    good = {"register": str(register_folder), "as_of": "2026-11-23"}
    with pytest.raises(CityToolsError, match=re.escape(words)):
        opened(report, good | {name: given})


def refused(*arguments: object) -> str:
    """Run a command that must end in wrong usage, told in words, with nothing written."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.stderr


@pytest.mark.parametrize(("report", "name", "given", "words"), CASES)
def test_build_refuses_it_before_anything_starts(
    report: Report, name: str, given: str, words: str, *, register_folder: Path, tmp_path: Path
) -> None:
    if name == "register":  # data that is not there, not a wrong word
        result = CliRunner().invoke(main, ["build", report.name, "--register", str(tmp_path / given)])
        assert (result.exit_code, words in result.stderr) == (1, True), result.output
        return
    edition = (report.editions or ("members",))[0]
    told = refused(
        "build", report.name, "--edition", edition, "--register", register_folder, "--output", tmp_path / "out",
        *(part for one in given.split(",") for part in (OPTIONS[name], one)),
    )  # fmt: skip
    assert words.replace("is not a day. W", "is not a day; w") in told
    assert not (tmp_path / "out").exists()


PACKED = [
    pytest.param(which, name, given, words, id=f"{which} {name}={given}")
    for which in ("borough", "procurement", "workshop-1", "workshop-2")
    for name in ("as_of", "borough", "supplier", "system", "service_area", "assumptions")
    for given, words in WRONG[name]
]


@pytest.mark.parametrize(("which", "name", "given", "words"), PACKED)
def test_pack_refuses_it_before_anything_starts(
    which: str, name: str, given: str, words: str, *, register_folder: Path, tmp_path: Path
) -> None:
    told = refused("pack", which, OPTIONS[name], given, "--register", register_folder, "--output", tmp_path / "out")
    assert words.replace("is not a day. W", "is not a day; w") in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["build", "pack borough"])
def test_an_edition_that_does_not_exist_is_told_with_those_that_do(command: str, register_folder: Path) -> None:
    told = refused(*command.split(), "--edition", "membrs", "--register", register_folder)
    assert "'membrs' is not one of 'public', 'members'" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("borough --borough ash --assume discount_rate=0.05", "No report of the borough pack takes assumptions."),
        ("borough --borough ash --service-area PLN", "No report of the borough pack is about a service area."),
        ("workshop-1 --supplier alder", "No report of the workshop-1 pack is about a supplier."),
    ],
)
def test_what_a_pack_has_no_use_for_is_not_passed_over(
    arguments: str, words: str, register_folder: Path, tmp_path: Path
) -> None:
    told = refused("pack", *arguments.split(), "--register", register_folder, "--output", tmp_path / "out")
    assert words in told


def test_the_assumptions_in_the_examples_of_help_exist(worked: Register) -> None:
    examples = re.findall(r"--assume (\S+)", str(make.help))
    assert examples
    assert check_assumptions(worked, examples) == tuple(examples)
