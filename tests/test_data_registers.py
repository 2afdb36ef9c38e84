"""The registers beside the London facts and the sample are what `citytools add` makes of those files today."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.register import open_register

DATA = Path(__file__).parents[1] / "data"
DAY = "2026-11-23"
FILES = {
    "london": ["systems.csv", "contracts.csv"],
    "sample": [*sorted(f"returns/{path.name}" for path in DATA.glob("sample/returns/*.xlsx")),
               *sorted(f"notices/{path.name}" for path in DATA.glob("sample/notices/*.json"))],
}  # fmt: skip


@pytest.mark.parametrize("name", ["london", "sample"])
def test_the_committed_register_is_what_add_makes_of_its_files(tmp_path: Path, name: str) -> None:
    """Mend with: make registers."""
    if (DATA / name / "reference").is_dir():
        shutil.copytree(DATA / name / "reference", tmp_path / "reference")
    files = [str(DATA / name / file) for file in FILES[name]]
    result = CliRunner().invoke(main, ["add", *files, "--register", str(tmp_path), "--retrieved", DAY])
    assert result.exit_code == 0, result.output
    assert open_register(tmp_path).sha256 == open_register(DATA / name).sha256


def test_the_sample_says_everywhere_that_it_is_invented() -> None:
    assert open_register(DATA / "sample").info.notice == "invented sample data"
    assert open_register(DATA / "london").info.notice == ""
