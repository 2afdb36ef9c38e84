"""`check`, `add` and `remove` as a person meets them: messages with places, exit codes, and nothing half done."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from citytools_analysis.cli import main
from citytools_analysis.register import open_register
from citytools_analysis.sources.return_workbook import write_return

DAY = "2026-11-23"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def workbook(path: Path, *contracts: dict[str, object]) -> Path:
    write_return(
        path,
        {"borough": "Camden", "completed_on": date(2026, 10, 1)},
        {"contracts": pd.DataFrame(list(contracts))},
        lists=False,
    )
    return path


def contract(**other: object) -> dict[str, object]:
    return {
        "reference": "C-1",
        "title": "Housing",
        "functions": "HSG01",
        "end_kind": "fixed",
        "end_date": date(2027, 7, 31),
    } | other


def test_a_dry_run_shows_the_change_and_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    assert (
        run("add", workbook(tmp_path / "a.xlsx", contract()), "--register", folder, "--retrieved", DAY).exit_code == 0
    )
    before = (folder / "current").read_text()
    newer = workbook(tmp_path / "b.xlsx", contract(end_date=date(2028, 1, 31)))
    result = run("add", newer, "--register", folder, "--retrieved", DAY, "--dry-run")
    assert result.exit_code == 0
    assert "Housing: end_date 2027-07-31" in result.output
    assert "nothing was written" in result.output
    assert (folder / "current").read_text() == before


def test_adding_the_same_file_again_says_that_nothing_changes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", contract())
    folder = tmp_path / "register"
    run("add", path, "--register", folder, "--retrieved", DAY)
    result = run("add", path, "--register", folder, "--retrieved", DAY)
    assert "unchanged" in result.output
    assert len(list((folder / "snapshots").iterdir())) == 1


def test_a_bad_file_among_good_ones_leaves_the_register_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    run("add", workbook(tmp_path / "a.xlsx", contract()), "--register", folder, "--retrieved", DAY)
    before = sorted(path.name for path in folder.rglob("*"))
    bad = tmp_path / "bad.csv"
    bad.write_text("borough,title,value_gbp\nBrent,Thing,£1.2m\n", encoding="utf-8")
    good = workbook(tmp_path / "b.xlsx", contract(title="Other"))
    result = run("add", good, bad, "--register", folder, "--retrieved", DAY)
    assert result.exit_code == 1
    assert "bad.csv, line 2, value_gbp: '£1.2m' is rounded" in result.output
    assert sorted(path.name for path in folder.rglob("*")) == before


def unusable_files(folder: Path) -> dict[str, Path]:
    files = {
        name: folder / name
        for name in (
            "empty.xlsx",
            "truncated.xlsx",
            "picture.xlsx",
            "empty.json",
            "cut.json",
            "encrypted.xlsx",
            "text.csv",
        )
    }
    whole = workbook(folder / "whole.xlsx", contract())
    files["empty.xlsx"].write_bytes(b"")
    files["truncated.xlsx"].write_bytes(whole.read_bytes()[:900])
    files["picture.xlsx"].write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    files["empty.json"].write_bytes(b"")
    files["cut.json"].write_text('{"releases": [{"ocid": "ocds-', encoding="utf-8")
    files["encrypted.xlsx"].write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    files["text.csv"].write_text("hello\n", encoding="utf-8")
    zipped = folder / "other.xlsx"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return files | {"other.xlsx": zipped, "missing.xlsx": folder / "missing.xlsx", "folder": folder}


@pytest.mark.parametrize("name", ["empty.xlsx", "truncated.xlsx", "picture.xlsx", "empty.json", "cut.json", "encrypted.xlsx", "text.csv",
                                  "other.xlsx", "missing.xlsx", "folder"])  # fmt: skip
@pytest.mark.parametrize("command", ["add", "check"])
def test_a_file_that_cannot_be_used_is_one_message_with_a_mend(tmp_path: Path, name: str, command: str) -> None:
    path = unusable_files(tmp_path)[name]
    register = tmp_path / "register"
    result = run(command, path, "--register", register)
    assert result.exit_code == 1
    assert "1 problem found" in result.output, result.output
    assert path.name in result.output
    assert not register.exists()


def test_check_marks_the_bad_cells_in_a_copy(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "camden.xlsx",
        contract(value_gbp="TBC"),
        contract(reference="C-2", title="=HYPERLINK(1)", end_date="31/02/2027"),
    )
    original = path.read_bytes()
    result = run("check", path)
    assert result.exit_code == 1
    assert path.read_bytes() == original
    sheet = openpyxl.load_workbook(tmp_path / "camden-problems.xlsx")["Contracts"]
    notes = {cell.value: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(notes) == {"TBC", "31/02/2027"}
    assert "Leave the cell blank" in notes["TBC"]
    titles = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in titles] == ["s"]


def test_check_of_a_good_file_writes_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "camden.xlsx", contract())
    result = run("check", path)
    assert result.exit_code == 0, result.output
    assert sorted(found.name for found in tmp_path.iterdir()) == ["camden.xlsx"]


def test_remove_takes_a_source_out_and_suggests_a_near_name(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    run("add", workbook(tmp_path / "a.xlsx", contract()), "--register", folder, "--retrieved", DAY)
    wrong = run("remove", "a.xls", "--register", folder)
    assert wrong.exit_code == 2
    assert "Did you mean 'a.xlsx'?" in wrong.output
    assert run("remove", "a.xlsx", "--register", folder).exit_code == 0
    assert open_register(folder, as_of=DAY).contracts.empty


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "x.csv", "--kind", "fact"], "Did you mean 'facts'?"),
        (["add", "x.csv", "--retrieved", "31/02/2027"], "write it as YYYY-MM-DD"),
        (["add", "x.csv", "--dryrun"], "--dry-run"),
        (["ad"], "Did you mean 'add'?"),
    ],
)
def test_wrong_usage_is_exit_2_with_a_suggestion(arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.output


def test_a_workbook_of_a_million_blank_rows_is_read_to_its_last_row_of_words(tmp_path: Path) -> None:
    path = workbook(tmp_path / "long.xlsx", contract())
    book = openpyxl.load_workbook(path)
    book["Contracts"].row_dimensions[1_048_576].height = 20
    book["Contracts"].cell(1_000_000, 2).number_format = "0.00"
    book.save(path)
    result = run("check", path)
    assert result.exit_code == 0, result.output
