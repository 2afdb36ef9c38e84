"""A pre-filled return: what is known goes out, and comes back unchanged when nothing was corrected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.compare import changes
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.ingest import add_files
from citytools_analysis.prefill import write_template
from citytools_analysis.register import open_register
from citytools_analysis.selection import for_borough

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
_NOT_CARRIED = {"confirmed_date", "seen_date", "slot", "basis", "regime"}


def completed(path: Path, day: date) -> Path:
    book = openpyxl.load_workbook(path)
    rows = {row[0].value: row[1] for row in book["About"].iter_rows()}
    rows["Completed on"].value = day
    book.save(path)
    return path


def test_an_uncorrected_template_changes_nothing_it_carries(tmp_path: Path) -> None:
    register = open_register(SAMPLE)
    write_template(register, "camden", tmp_path / "camden.xlsx")
    path = completed(tmp_path / "camden.xlsx", date(2026, 11, 20))
    again, _ = add_files(register, [path], retrieved=date(2026, 11, 23))
    found = changes(register, again)
    found = found[
        found["table"].isin(
            [
                "contracts",
                "options",
                "allocations",
                "deployments",
                "ratings",
                "challenges",
                "skills",
                "intentions",
                "contacts",
            ]
        )
    ]
    surprising = found[~found["column"].isin(_NOT_CARRIED)]
    assert surprising.empty, surprising.to_string()
    assert len(for_borough(again.contracts, "camden")) > 40


def test_the_command_says_what_it_filled_in_and_knows_its_boroughs(tmp_path: Path) -> None:
    target = tmp_path / "camden.xlsx"
    result = CliRunner().invoke(main, ["template", "camden", "--register", str(SAMPLE), "--to", str(target)])
    assert result.exit_code == 0, result.output
    assert "Rows filled in: systems " in result.output
    target.unlink()
    wrong = CliRunner().invoke(main, ["template", "cambden", "--register", str(SAMPLE), "--to", str(target)])
    assert wrong.exit_code == 2
    assert "Did you mean 'camden'?" in wrong.output


def test_an_unknown_borough_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        write_template(open_register(SAMPLE), "cambden", tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []
