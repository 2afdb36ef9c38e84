"""`citytools add --kind` with the wrong kind for a real file of notices; what each is read as by itself: test_every_real_file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from citytools_analysis.cli import main

REAL = Path(__file__).parents[2] / "shared" / "data"
FINDER = REAL / "contracts_finder"
pytestmark = pytest.mark.skipif(not FINDER.is_dir(), reason="the real public files are not on this computer")


@pytest.mark.parametrize(
    "name",
    [
        "rest_v2_notice_69eb20f9_city_of_london.json",
        "rest_v2_lancashire/burnley_procurement.json",
        "cf_notices_2020-11.csv",
    ],
)
def test_a_file_of_another_shape_is_refused_in_words_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(
        main, ["add", str(FINDER / name), "--kind", "ocds", "--register", str(tmp_path / "register")]
    )
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "1 problem found" in result.output
    assert Path(name).name in result.output
    assert not (tmp_path / "register").exists()
