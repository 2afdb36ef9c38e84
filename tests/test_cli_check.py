"""`citytools check` on what others published: which cell is wrong, what would be kept, and a copy that shows it."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from citytools_analysis.cli import main

REGISTER = [
    "Contract Ref",
    "Contract Title",
    "Supplier",
    "Start Date",
    "End Date",
    "Contract Value",
    "CPV Code",
    "Favourite Colour",
]
CONTRACTS = [
    ["C-1", "Payroll software", "Zellis", "2024-04-01", "2027-03-31", 120_000, "48450000", "blue"],
    ["C-2", "Grounds maintenance", "Green Fields", "2024-04-01", "2027-03-31", 900_000, "77310000", "green"],
    [
        "C-3",
        "Revenues and benefits system",
        "NEC Software Solutions UK",
        "2023-04-16",
        "32/13/2027",
        569_176.97,
        "",
        "",
    ],
    ["C-4", "Support services", "Acme", "2024-04-01", "2027-03-31", 10_000, "", ""],
    ["C-5", "Support services again", "Acme", "2024-04-01", "2027-03-31", 10_000, "", ""],
    ["Total", "", "", "", "", 1_609_176.97, "", ""],
]
SPEND = ["Supplier Name", "Payment Date", "Net Amount"]
PAYMENTS = [
    ["Civica UK Limited", "05/03/2026", "978.00"],
    ["Mrs A Neighbour", "05/03/2026", "510.00"],
    ["Civica UK Limited", "05/03/2026", "n/a"],
    ["Idox plc", "06/03/2026", "1,200.00"],
]


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def check(path: Path, *more: object) -> Result:
    return run("check", path, "--register", path.parent / "none", *more)


def book(path: Path, title: str, rows: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    sheet = made.create_sheet(title)
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def table(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def notes(path: Path, title: str) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path)[title]
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def test_a_register_s_unread_column_and_bad_date_are_marked_in_a_copy_at_their_cells(tmp_path: Path) -> None:
    path = book(tmp_path / "register.xlsx", "Contracts", [REGISTER, *CONTRACTS])
    original = path.read_bytes()
    result = check(path, "--borough", "camden")
    assert result.exit_code == 0, result.output
    assert path.read_bytes() == original
    assert f"marked in {tmp_path / 'register-problems.xlsx'}" in result.output
    marked = notes(tmp_path / "register-problems.xlsx", "Contracts")
    assert set(marked) == {"H1", "E4"}
    assert "32/13/2027" in marked["E4"]
    listed = openpyxl.load_workbook(tmp_path / "register-problems.xlsx")["Problems"]
    assert {row[1].value for row in listed.iter_rows(min_row=2)} == {"Contracts!H1", "Contracts!E4"}


def test_what_would_be_kept_left_out_and_quarantined_is_told_as_add_tells_it(tmp_path: Path) -> None:
    path = book(tmp_path / "register.xlsx", "Contracts", [REGISTER, *CONTRACTS])
    result = check(path, "--borough", "camden")
    lines = result.output.splitlines()
    assert lines[0] == "register.xlsx: register, 6 records read: 2 kept, 2 left out, 2 in quarantine"
    assert lines[1:4] == [
        "    left out, not technology: 1",
        "    left out, total row: 1",
        "    in quarantine, unclear if technology: 2 (Contracts!A5, Contracts!A6)",
    ]
    added = run(
        "add", path, "--borough", "camden", "--register", tmp_path / "r", "--retrieved", "2026-11-23", "--dry-run"
    )
    assert "register.xlsx: added; 6 read, 2 kept, 2 left out, 2 in quarantine" in added.output
    assert "    in quarantine, unclear if technology: 2\n" in added.output


def test_of_many_quarantined_rows_the_first_three_are_placed(tmp_path: Path) -> None:
    many = [["C", f"Support services {n}", "Acme", "2024-04-01", "2027-03-31", 10_000, "", ""] for n in range(7)]
    result = check(
        table(tmp_path / "register.csv", [REGISTER[:-1], *(row[:-1] for row in many)]), "--borough", "camden"
    )
    assert "unclear if technology: 7 (line 2, line 3, line 4, ...)" in result.output


def test_many_problems_of_one_rule_are_folded_into_the_first_three_cells_and_a_count(tmp_path: Path) -> None:
    wrong = [[f"C-{n}", "Payroll software", "Zellis", "2024-04-01", "soon", 10_000, ""] for n in range(30)]
    path = book(tmp_path / "register.xlsx", "Contracts", [REGISTER[:-1], *wrong])
    result = check(path, "--borough", "camden")
    told = [line for line in result.output.splitlines() if "'soon'" in line]
    assert [line.split(":")[0].strip() for line in told] == [f"register.xlsx, Contracts!E{row}" for row in (2, 3, 4)]
    assert "and 27 more of the same kind" in result.output
    assert "to Contracts!E31" in result.output
    assert len(notes(tmp_path / "register-problems.xlsx", "Contracts")) == 30


def test_a_csv_gets_a_list_of_its_problems_beside_it(tmp_path: Path) -> None:
    path = table(tmp_path / "register.csv", [REGISTER, *CONTRACTS])
    result = check(path, "--borough", "camden")
    assert f"listed in {tmp_path / 'register-problems.csv'}" in result.output
    with (tmp_path / "register-problems.csv").open(encoding="utf-8-sig", newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert len(listed) == 2
    assert all(row["file"] == "register.csv" and row["where"] for row in listed)
    assert any("Favourite Colour" in row["what"] for row in listed)


def test_an_ods_and_an_xls_file_cannot_be_written_in_so_they_get_a_list(tmp_path: Path) -> None:
    fixtures = Path(__file__).parent / "fixtures" / "registers"
    old = tmp_path / "old.xls"
    old.write_bytes((fixtures / "made_register.xls").read_bytes())
    odd = tmp_path / "open.ods"
    with zipfile.ZipFile(fixtures / "made_register.ods") as source, zipfile.ZipFile(odd, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(b"CPVCode", b"Favourite Colour"))
    for path in (old, odd):
        assert "listed in" in check(path, "--borough", "camden").output
    assert names(tmp_path) == ["old-problems.csv", "old.xls", "open-problems.csv", "open.ods"]
    assert "Favourite Colour" in (tmp_path / "open-problems.csv").read_text(encoding="utf-8-sig")


def test_a_spend_file_tells_what_is_kept_and_no_name_of_a_person(tmp_path: Path) -> None:
    path = book(tmp_path / "spend.xlsx", "March", [[*SPEND, "Cat's Name"], *([*row, "Tom"] for row in PAYMENTS)])
    result = check(path, "--borough", "camden")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("spend.xlsx: spend, 4 records read: 2 kept, 1 left out, 1 in quarantine\n")
    assert "    left out, not a known supplier: 1\n" in result.output
    assert "    in quarantine, unreadable amount: 1 (March!A4)\n" in result.output
    assert "Neighbour" not in result.output
    assert set(notes(tmp_path / "spend-problems.xlsx", "March")) == {"D1"}


def test_a_spend_file_that_does_not_say_whose_it_is_fails_with_the_mend(tmp_path: Path) -> None:
    result = check(table(tmp_path / "spend.csv", [SPEND, *PAYMENTS]))
    assert result.exit_code == 1
    assert "it does not say whose payments these are. Name the body that paid them: --borough NAME." in result.output
    assert "No errors." not in result.output


def test_a_file_without_problems_leaves_nothing_behind(tmp_path: Path) -> None:
    register = table(tmp_path / "register.csv", [REGISTER[:-1], CONTRACTS[0][:-1]])
    spend = table(tmp_path / "spend.csv", [SPEND, PAYMENTS[0]])
    for path in (register, spend):
        result = check(path, "--borough", "camden")
        assert result.exit_code == 0, result.output
        assert result.output.endswith("1 record read: 1 kept, 0 left out, 0 in quarantine\nNo errors.\n")
    assert names(tmp_path) == ["register.csv", "spend.csv"]


def test_notices_are_told_and_never_marked_for_nobody_here_can_mend_them(tmp_path: Path) -> None:
    path = tmp_path / "notices.json"
    release = {
        "ocid": "ocds-h6vhtk-1", "id": "1", "date": "not a day", "tag": ["award"], "language": "en",
        "buyer": {"id": "b", "name": "London Borough of Camden"}, "parties": [{"id": "b", "name": "London Borough of Camden", "roles": ["buyer"]}],
        "tender": {"title": "Payroll software", "classification": {"scheme": "CPV", "id": "48450000"}},
    }  # fmt: skip
    path.write_text(json.dumps({"releases": [release]}), encoding="utf-8")
    result = check(path)
    assert result.output.startswith("notices.json: ocds, 1 record read: "), result.output
    assert names(tmp_path) == ["notices.json"]


def test_where_the_copy_cannot_be_written_the_problems_are_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("citytools_analysis.cli.data.annotated_copy", refuse)
    path = book(tmp_path / "register.xlsx", "Contracts", [REGISTER, *CONTRACTS])
    result = check(path, "--borough", "camden")
    assert result.exit_code == 0
    assert "Favourite Colour" in result.output
    assert "no marked copy" in result.output


@pytest.mark.parametrize("command", ["add", "check"])
def test_the_help_teaches_registers_and_spend_by_example(command: str) -> None:
    told = run(command, "--help").output
    assert "--borough camden" in told
    assert "spend-2026-10.csv" in told


def test_the_help_of_add_names_every_kind() -> None:
    told = run("add", "--help").output
    kinds = ("return", "register", "ocds", "contracts_finder", "spend", "framework_sales", "facts")
    lines = [line.split()[0] for line in told.splitlines() if line.strip()]
    assert set(kinds) <= set(lines)
