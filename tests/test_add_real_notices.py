"""`citytools add` on every real file of Contracts Finder and Find a Tender: London's technology is kept, by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.register import open_register

REAL = Path(__file__).parents[2] / "shared" / "data"
FINDER, TENDER = REAL / "contracts_finder", REAL / "find_a_tender"
pytestmark = pytest.mark.skipif(not FINDER.is_dir(), reason="the real public files are not on this computer")

# Worked out from the JSON by hand: ocid, buyer, pounds, last day.
LONDON = [
    ("ocds-b5fd17-4740c6b2-8bc3-4b09-9c14-f091422d5111", "enfield", 51_600.0, "2026-01-21"),
    ("ocds-b5fd17-deddd0f5-7f54-41ae-9c16-bbd0e5933625", "merton", 37_500.0, "2028-01-20"),
]
OF_217 = {"not_london": 199, "not_technology": 12, "reviewed_exclusion": 3}


def ocds_files() -> list[Path]:
    folders = [FINDER / name for name in ("single_releases_2025-01", "ocds10_packages", "ocds11_upgraded")]
    files = [path for folder in (*folders, TENDER) for path in sorted(folder.glob("*.json"))]
    return [*sorted(FINDER.glob("ocds_search_page*.json")), *files]


def test_every_ocds_file_is_added_and_only_the_expected_london_contracts_are_in_the_register(tmp_path: Path) -> None:
    files = [str(path) for path in ocds_files()]
    assert len(files) == 114
    result = CliRunner().invoke(main, ["add", *files, "--register", str(tmp_path), "--retrieved", "2026-11-23"])
    assert result.exit_code == 0, result.output
    register = open_register(tmp_path)
    found = register.contracts.sort_values("ocid")
    ends = found["end_date"].dt.strftime("%Y-%m-%d")
    assert list(zip(found["ocid"], found["borough_id"], found["value_gbp"], ends, strict=True)) == LONDON
    sources = register.sources[register.sources["source_kind"] == "ocds"]
    assert (sources["n_read"].sum(), sources["n_kept"].sum()) == (217, 3)
    assert register.left_out["reason"].value_counts().to_dict() == OF_217
    assert "left out, not london: 90" in result.output


@pytest.mark.parametrize(
    "name",
    [
        "rest_v2_notice_69eb20f9_city_of_london.json",
        "rest_v2_lancashire/burnley_procurement.json",
        "ocds10_python_repr.csv",
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
