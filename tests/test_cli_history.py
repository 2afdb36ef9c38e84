"""`compare` and `restore` as a person gives them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.register import open_register

HEADER = "borough,reference,title,functions,supplier,start_date,end_kind,end_date,evidence_url,seen_on\n"
ROW = "Camden,C-1,Rates licence,REV01,Civica UK Limited,01/04/2024,fixed,{end},https://example.org/1,01/10/2026\n"


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    facts = tmp_path / "contracts.csv"
    for end, day in (("31/03/2027", "2025-10-01"), ("31/12/2028", "2026-10-01")):
        facts.write_text(HEADER + ROW.format(end=end), encoding="utf-8")
        run("add", facts, "--register", tmp_path / "register", "--retrieved", day)
    return tmp_path / "register"


def test_compare_tells_what_changed_with_its_source(folder: Path) -> None:
    expected = "Camden, Rates licence: end_date 2027-03-31 -> 2028-12-31 (contracts.csv, line 2)"
    by_name, by_day = (
        run("compare", *names, "--register", folder) for names in (["previous"], ["2026-01-01", "2026-10-01"])
    )
    for output in (by_name, by_day):
        assert "corrected: 1 item" in output
        assert expected in output


def test_compare_writes_every_change(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "changes.csv"
    assert "Wrote" in run("compare", "previous", "--register", folder, "--to", target)
    written = pd.read_csv(target)
    assert written[["change", "column", "before", "after"]].to_numpy().tolist() == [
        ["corrected", "end_date", "2027-03-31", "2028-12-31"]
    ]


def test_compare_opens_another_folder_and_nothing_is_said_to_be_nothing(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert "Nothing changed." in run("compare", tmp_path / "copy", folder)


def test_restore_lists_goes_back_and_comes_again(folder: Path) -> None:
    listed = run("restore", "--register", folder).splitlines()
    assert [line[0] for line in listed] == [" ", "*"]
    run("restore", "previous", "--register", folder)
    assert open_register(folder).contracts["end_date"].tolist() == [pd.Timestamp("2027-03-31")]
    run("restore", listed[1].split()[1], "--register", folder)
    assert open_register(folder).contracts["end_date"].tolist() == [pd.Timestamp("2028-12-31")]


@pytest.mark.parametrize("arguments", [["restore", "nonesuch"], ["compare", "nonesuch"]])
def test_an_unknown_snapshot_is_a_message(folder: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(main, [*arguments, "--register", str(folder)])
    assert result.exit_code == 2
    assert "Unknown snapshot 'nonesuch'" in result.output
    assert "Traceback" not in result.output
