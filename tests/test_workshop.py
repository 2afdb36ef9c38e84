"""A workshop from its pack to the next one: the sheet is filled in, added, and what was said changes what comes first."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet
from tiny_world import save_tiny_world

from citytools_analysis.cli import main

SCORED = {"Value 1 to 5": 5, "Reach 1 to 5": 4, "Readiness 1 to 5": 5}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Save the ten authorities where the command line finds them, each under its own name."""
    folder = save_tiny_world(tmp_path / "register")
    names = pd.read_csv(folder / "reference" / "boroughs.csv")[["borough_id", "borough"]]
    aliases = names.rename(columns={"borough": "alias"}).assign(alias_kind="name", confidence="high", source="ours")
    aliases.to_csv(folder / "reference" / "borough_aliases.csv", index=False)
    return tmp_path


def told(place: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--register", str(place / "register")])
    assert result.exit_code == 0, result.output
    return result.output


def pack_of_workshop(place: Path, name: str) -> Path:
    where = ["--output", str(place / name), "--as-of", "2026-11-23", "--jobs", "2"]
    told(place, "pack", "workshop-1", "--service-area", "REV", "--service-area", "PLN", *where)
    [pdf] = (place / name).rglob("*-pack.pdf")
    return pdf


def rows_below(sheet: Worksheet, heading: str) -> list[dict[str, object]]:
    """Read a table from the row of its headings down."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = next(number for number, row in enumerate(rows) if row[0] == heading)
    return [dict(zip(map(str, rows[start]), row, strict=True)) for row in rows[start + 1 :] if row[0]]


def table(pdf: Path, words: str, heading: str) -> list[dict[str, object]]:
    """Find in the pack's workbook the sheet whose title holds some words."""
    book = openpyxl.load_workbook(pdf.with_suffix(".xlsx"))
    [sheet] = (one for one in book.worksheets if words in str(one["A1"].value))
    return rows_below(sheet, heading)


def opportunities(pdf: Path) -> list[tuple[object, object]]:
    """Read from the pack's workbook which functions come first, and what two or more boroughs would do."""
    rows = table(pdf, "2 functions with a shared start, in the order to look at them", "Function")
    return [(row["Function"], row["Two or more would"]) for row in rows]


def use_cases(pdf: Path) -> list[object]:
    return [row["Use case"] for row in table(pdf, "use cases, ", "Use case")]


def test_what_a_workshop_says_changes_the_next_pack(place: Path) -> None:
    first = pack_of_workshop(place, "first")
    assert opportunities(first) == [
        ("Planning applications", "nobody has said"),
        ("Council tax and business rates", "no two agree yet"),
    ]
    # the sheet in the pack, as the facilitator fills it in: Elm, which said "alone", would sign a joint contract
    sheet = first.with_name(first.name.replace(".pdf", ".to-fill-in.xlsx"))
    book = openpyxl.load_workbook(sheet)
    book["Workshop"]["B2"] = "20/11/2026"
    [elm] = (row for row in book["Intentions"].iter_rows() if (row[0].value, str(row[1].value)[:5]) == ("Elm", "REV01"))
    assert str(elm[2].value).endswith("said: alone on 1 Jun 2026")
    elm[3].value = "joint contract"
    headings = [cell.value for cell in book["Scores"][1]]
    scored = [row for row in book["Scores"].iter_rows() if row[0].value == "Elm"][-1]
    for heading, score in SCORED.items():
        scored[headings.index(heading)].value = score
    use_case = str(scored[1].value)
    book.save(sheet)

    assert "2 kept, 0 left out" in told(place, "check", str(sheet))
    assert "intentions: " in told(place, "add", str(sheet), "--retrieved", "2026-11-23")

    second = pack_of_workshop(place, "second")
    assert opportunities(second) == [
        ("Council tax and business rates", "share a specification"),
        ("Planning applications", "nobody has said"),
    ]
    assert use_cases(first)[0] != use_case
    assert use_cases(second)[0] == use_case  # nobody scored another
