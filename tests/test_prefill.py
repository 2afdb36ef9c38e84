"""A pre-filled return: what is known goes out, and comes back unchanged when nothing was corrected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.compare import changes
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.ingest import add_files
from citytools_analysis.prefill import write_template
from citytools_analysis.register import Register, open_register
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


def test_who_answers_a_question_has_no_second_cell_to_change(tmp_path: Path) -> None:
    facts = tmp_path / "contracts.csv"
    facts.write_text(
        "borough,reference,title,functions,end_kind,evidence_url,seen_on\nCamden,C-1,Licence,REV01,unknown,https://example.org,01/10/2026\n",
        encoding="utf-8",
    )
    known, _ = add_files(Register.from_tables({}, as_of=date(2026, 11, 2)), [facts], retrieved=date(2026, 10, 2))
    path = tmp_path / "camden.xlsx"
    write_template(known, "camden", path)
    sheet, cell = str(openpyxl.load_workbook(path)["Start here"]["B9"].value).split("!")
    completed(path, date(2026, 11, 1))
    book = openpyxl.load_workbook(path)
    assert (sheet, book[sheet].cell(1, book[sheet][cell].column).value) == ("Contracts", "Ends on")
    silent, _ = add_files(known, [path], retrieved=date(2026, 11, 2))
    assert silent.contracts["end_state"].tolist() == ["unknown"]
    book[sheet][cell].value = "31/03/2028"
    book.save(path)
    told, _ = add_files(known, [path], retrieved=date(2026, 11, 2))
    assert told.contracts[["end_state", "end_date"]].to_numpy().tolist() == [["known", pd.Timestamp("2028-03-31")]]


def test_a_state_that_nobody_knows_and_nobody_touched_gives_way_to_a_later_source(tmp_path: Path) -> None:
    facts = tmp_path / "contracts.csv"
    row = "borough,reference,title,functions,end_kind,end_date,evidence_url,seen_on\nCamden,C-1,Licence,REV01,{},https://example.org,{}\n"
    facts.write_text(row.format("unknown,", "01/10/2026"), encoding="utf-8")
    known, _ = add_files(Register.from_tables({}, as_of=date(2026, 11, 30)), [facts], retrieved=date(2026, 10, 2))
    path = tmp_path / "camden.xlsx"
    write_template(known, "camden", path)
    confirmed, _ = add_files(known, [completed(path, date(2026, 11, 1))], retrieved=date(2026, 11, 2))
    facts.write_text(row.format("fixed,31/03/2028", "20/11/2026"), encoding="utf-8")
    later, _ = add_files(confirmed, [facts], retrieved=date(2026, 11, 21))
    assert later.contracts["end_date"].tolist() == [pd.Timestamp("2028-03-31")]


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
