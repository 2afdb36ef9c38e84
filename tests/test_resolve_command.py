"""`citytools resolve`: open names with suggestions, a file to fill in, and decisions that are checked all at once."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from citytools_analysis.cli import main
from citytools_analysis.reference import data_folder
from citytools_analysis.register import open_register

HEAD = "borough,function,system,supplier,evidence_url,seen_on\n"
ROWS = (
    ("Camden", "REV01", "Rates", "Northgate"), ("Brent", "REV02", "Benefit thing", "Northgate"),
    ("Camden", "HSG01", "Home book", "Civca UK Limited"), ("Ealing", "COR01", "Ledger", "Civica UK Limited"),
    ("Ealing", "COR02", "Quill", '=HYPERLINK("x")'),
)  # fmt: skip
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*arguments: object) -> Result:
        return CliRunner().invoke(main, [*map(str, arguments), "--register", str(tmp_path / "register")])

    path = tmp_path / "facts.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEAD)
        csv.writer(stream).writerows([*row, "https://x.example", "2026-05-01"] for row in ROWS)
    assert call("add", path, "--retrieved", "2026-11-23").exit_code == 0
    return call


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def filled_in(path: Path, answers: dict[str, dict[str, str]]) -> None:
    who = {"decided_by": "data steward", "decided_on": "2026-11-23", "reason": "Asked the borough."}
    write_rows(
        path, [row | (who | answers[row["raw_name"]] if row["raw_name"] in answers else {}) for row in rows_of(path)]
    )


def test_open_names_are_listed_with_what_they_may_stand_for(run: Run) -> None:
    result = run("resolve")
    assert result.exit_code == 0, result.output
    assert "3 names of suppliers to decide on" in result.output
    assert "Northgate: stands for several; 2 rows of 2 boroughs; first in facts.csv, line 2" in result.output
    assert "nec-software-solutions-uk (NEC Software Solutions UK, 100); zellis (Zellis, 100)" in result.output
    assert "Civca UK Limited: not known" in result.output
    assert "civica (Civica, " in result.output
    assert "Civica UK Limited" not in result.output


def test_a_list_with_nothing_open_says_so(run: Run) -> None:
    assert "No names of buyers are open." in run("resolve", "buyers").output


def test_the_file_to_fill_in_holds_no_formula_and_is_never_written_over(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "names.csv"
    assert "3 names to decide on" in run("resolve", "--to", target).output
    assert not [cell for row in rows_of(target) for cell in row.values() if cell.startswith(("=", "@", "+"))]
    again = run("resolve", "--to", target)
    assert again.exit_code == 1
    assert "perhaps already filled in" in again.output


def test_decisions_reach_the_rows_that_are_there_and_are_kept_beside_the_register(run: Run, tmp_path: Path) -> None:
    target, folder = tmp_path / "names.csv", tmp_path / "register"
    run("resolve", "--to", target)
    filled_in(target, {
        "Northgate": {"decision": "same", "canonical": "nec-software-solutions-uk"},
        "Civca UK Limited": {"decision": "same", "canonical": "civica"},
        "'=HYPERLINK(\"x\")": {"decision": "different"},
    })  # fmt: skip
    before = open_register(folder).sha256
    dry = run("resolve", "--apply", target, "--dry-run")
    assert "3 decisions (1 different, 2 same)" in dry.output
    assert open_register(folder).sha256 == before
    assert not (folder / "reference").exists()
    result = run("resolve", "--apply", target)
    assert result.exit_code == 0, result.output
    register = open_register(folder)
    assert sorted(register.deployments["supplier_id"].unique()) == [
        "as-reported-hyperlink-x", "civica", "nec-software-solutions-uk",
    ]  # fmt: skip
    assert [row["raw_name"] for row in rows_of(folder / "reference" / "name_decisions.csv")] == [
        '=HYPERLINK("x")', "Civca UK Limited", "Northgate",
    ]  # fmt: skip
    assert "No names of suppliers are open." in run("resolve").output
    assert "The register is unchanged." in run("resolve", "--apply", target).output


def test_a_decision_holds_for_files_that_are_added_later(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "names.csv"
    run("resolve", "--to", target)
    filled_in(target, {"Civca UK Limited": {"decision": "same", "canonical": "civica"}})
    run("resolve", "--apply", target)
    later = tmp_path / "later.csv"
    later.write_text(f"{HEAD}Merton,COR01,Ledger,Civca UK Ltd,https://x.example,2026-06-01\n", encoding="utf-8")
    run("add", later, "--retrieved", "2026-11-24")
    rows = open_register(tmp_path / "register").deployments.set_index("borough_id")
    assert rows.loc["merton", "supplier_id"] == "civica"


def test_every_problem_of_a_file_of_decisions_is_told_at_once_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "names.csv"
    who = {"decided_by": "data steward", "decided_on": "2026-11-23", "reason": "x", "context": ""}
    rows = [
        {"kind": "supplier", "raw_name": "A", "decision": "same", "canonical": "civca", **who},
        {"kind": "supplier", "raw_name": "B", "decision": "sames", "canonical": "civica", **who},
        {"kind": "firm", "raw_name": "C", "decision": "different", "canonical": "", **who},
        {"kind": "supplier", "raw_name": "D", "decision": "same", "canonical": "", **who},
        {"kind": "supplier", "raw_name": "E", "decision": "unsure", "canonical": "", **who, "reason": ""},
        {"kind": "supplier", "raw_name": "F", "decision": "unsure", "canonical": "", **who, "decided_on": "yesterday"},
        {
            "kind": "supplier",
            "raw_name": "G",
            "decision": "unsure",
            "canonical": "",
            **who,
            "decided_by": "jo@camden.example",
        },
        {"kind": "supplier", "raw_name": "H", "decision": "", "canonical": "", **who, "decided_by": ""},
    ]
    write_rows(target, rows)
    before = open_register(tmp_path / "register").sha256
    result = run("resolve", "--apply", target)
    assert result.exit_code == 1
    for words in (
        "line 2: 'civca' is no supplier_id. Did you mean 'civica'?", "line 3: 'sames' cannot stand in decision",
        "line 4: 'firm' cannot stand in kind", "line 5: the supplier_id it is the same as is missing", "line 6: reason is blank",
        "line 7: 'yesterday' cannot stand in decided_on. Use YYYY-MM-DD.", "line 8: decided_by holds an address of a person",
    ):  # fmt: skip
        assert words in result.output, (words, result.output)
    assert "line 9" not in result.output
    assert open_register(tmp_path / "register").sha256 == before
    assert not (tmp_path / "register" / "reference").exists()


@pytest.mark.parametrize("content", [b"", b"hello\n", b"\xff\xfe\x00\x01\xd8", b"kind,raw_name\n"])
def test_a_file_that_holds_no_decisions_is_one_message(run: Run, tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "names.csv"
    target.write_bytes(content)
    result = run("resolve", "--apply", target)
    assert result.exit_code == 1
    assert "1 problem found" in result.output
    assert isinstance(result.exception, SystemExit)


def test_a_file_in_which_nothing_is_decided_says_so(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "names.csv"
    run("resolve", "--to", target)
    assert "no row of it is decided" in run("resolve", "--apply", target).output


def test_after_a_table_was_edited_by_hand_names_and_quarantine_are_tried_again(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("Council,Contract Title,Supplier,End Date\nCamden,Support,Quill Ltd,31/03/2027\n", encoding="utf-8")
    assert "unclear if technology: 1" in run("add", path, "--kind", "register", "--retrieved", "2026-11-23").output
    assert "The register is unchanged." in run("resolve", "--again").output
    own = tmp_path / "register" / "reference"
    own.mkdir()
    packaged = data_folder() / "reference" / "suppliers.csv"
    line = "quill,Quill,company,,,,low,made for a test,\n"
    (own / "suppliers.csv").write_text(packaged.read_text(encoding="utf-8") + line, encoding="utf-8")
    result = run("resolve", "--again")
    assert "1 record left the quarantine." in result.output, result.output
    register = open_register(tmp_path / "register")
    assert register.quarantine.empty
    assert register.contracts["supplier_id"].tolist() == ["quill"]


def test_only_a_near_miss_of_a_borough_is_asked_about_and_once_decided_it_is_that_borough(
    run: Run, tmp_path: Path
) -> None:
    path, target = tmp_path / "register.csv", tmp_path / "names.csv"
    lines = "London Borough of Camdn,Payroll software", "Leeds City Council,Housing software"
    rows = "".join(f"{line},Zellis,31/03/2027\n" for line in lines)
    path.write_text(f"Council,Contract Title,Supplier,End Date\n{rows}", encoding="utf-8")
    run("add", path, "--retrieved", "2026-11-23")
    run("resolve", "buyers", "--to", target)
    assert [row["raw_name"] for row in rows_of(target)] == ["London Borough of Camdn"]
    filled_in(target, {"London Borough of Camdn": {"decision": "same", "canonical": "camden"}})
    assert "citytools remove FILE, then citytools add FILE" in run("resolve", "--apply", target).output
    assert "No names of buyers are open." in run("resolve", "buyers").output
    run("remove", "register.csv")
    run("add", path, "--retrieved", "2026-11-23")
    assert open_register(tmp_path / "register").contracts["borough_id"].tolist() == ["camden"]


def test_without_a_register_it_says_how_to_make_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["resolve", "--register", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "there is no register" in result.output.casefold()


def test_an_unknown_kind_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["resolve", "supplier"]).exit_code == 2
