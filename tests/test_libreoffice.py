"""A return opened and saved in LibreOffice, which many boroughs' staff have: it must read the same, and still help and protect."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from scripted_year import Clock, Year, columns, filled_in, known_notices

from citytools_analysis.metrics.changes import changes
from citytools_analysis.schema import RETURN_SHEETS, SHEETS
from citytools_analysis.sources import returns

LONDON = Path(__file__).parents[1] / "data" / "london"
SOFFICE = shutil.which("soffice")
TITLES = [SHEETS[name].title for name in RETURN_SHEETS]

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="soffice (LibreOffice) is not installed on this computer")


def saved(path: Path, folder: Path) -> Path:
    """Open a workbook in LibreOffice and save it under its name in another folder."""
    folder.mkdir()
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(path)]
    done = subprocess.run([str(SOFFICE), profile, *convert], capture_output=True, text=True, timeout=120, check=False)
    assert (folder / path.name).is_file(), done.stdout + done.stderr
    return folder / path.name


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    folder = tmp_path_factory.mktemp("libreoffice")
    year = Year(folder)
    (folder / "known.json").write_bytes(known_notices())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("citytools_analysis.cli.data.datetime", Clock)
        year.run("add", LONDON / "systems.csv", LONDON / "contracts.csv", folder / "known.json", day=date(2026, 9, 1))
        year.run("template", "havering", "--to", folder / "havering.xlsx", day=date(2026, 9, 2))
    return year


@pytest.fixture(scope="module")
def template(year: Year) -> Path:
    return saved(year.folder / "havering.xlsx", year.folder / "template")


def test_the_template_reads_the_same(year: Year, template: Path) -> None:
    before, after = returns.read(year.folder / "havering.xlsx"), returns.read(template)
    assert dict(after.about) == dict(before.about)
    assert after.cells == before.cells
    assert after.n_read == before.n_read > 0
    for name, frame in before.frames.items():
        pd.testing.assert_frame_equal(after.frames[name], frame)


def offered(sheet: Worksheet) -> set[tuple[str, str, bool]]:
    """Give the cells with a drop-down, the words it takes from the Lists sheet, and whether others are refused."""
    return {
        (str(one.sqref), str(one.formula1).replace("$", "").replace("'", ""), bool(one.showErrorMessage))
        for one in sheet.data_validations.dataValidation
    }


@pytest.mark.parametrize("title", TITLES)
def test_drop_downs_protection_and_marks_are_kept(year: Year, template: Path, title: str) -> None:
    before, after = (openpyxl.load_workbook(path)[title] for path in (year.folder / "havering.xlsx", template))
    assert offered(after) == offered(before)
    assert offered(before)
    assert (before.protection.sheet, after.protection.sheet) == (True, True)
    cells = [cell.coordinate for row in before.iter_rows() for cell in row]
    below = locked(after, before.max_column)
    for place in cells:
        cell = after[place]  # a blank one without a style of its own has that of its column
        is_locked = bool(cell.protection.locked) if cell.has_style else below[cell.column - 1]
        assert is_locked == before[place].protection.locked, place
        assert (
            after[place].fill.fgColor.rgb[2:] == before[place].fill.fgColor.rgb[2:] or not before[place].fill.fill_type
        )
    assert below == locked(before, before.max_column) == [name == "Record" for name in columns(before)]


def locked(sheet: Worksheet, n_columns: int) -> list[bool]:
    """Tell of each column whether its cells below the last row may not be written."""
    found = dict.fromkeys(range(1, n_columns + 1), True)
    for one in sheet.column_dimensions.values():
        found |= {column: bool(one.protection.locked) for column in range(one.min, one.max + 1) if column in found}
    return list(found.values())


def test_a_question_still_leads_to_its_cell(year: Year, template: Path) -> None:
    links = [
        [(cell.coordinate, (cell.hyperlink.location or "").replace("'", "")) for row in book["Start here"].iter_rows() for cell in row if cell.hyperlink]
        for book in (openpyxl.load_workbook(year.folder / "havering.xlsx"), openpyxl.load_workbook(template))
    ]  # fmt: skip
    assert links[0]
    assert links[1] == links[0]


def test_a_filled_return_is_checked_and_added_the_same(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citytools_analysis.cli.data.datetime", Clock)
    own, day = year.folder / "filled" / "havering.xlsx", date(2026, 10, 6)
    own.parent.mkdir()
    shutil.copy(year.folder / "havering.xlsx", own)
    filled_in(own, date(2026, 10, 5))
    theirs = saved(own, year.folder / "resaved")
    assert year.issues(theirs) == ()
    assert "No errors." in year.run("check", theirs, day=day)
    twin = Year(year.folder / "twin")
    shutil.copytree(year.register, twin.register)
    year.run("add", own, day=day)
    twin.run("add", theirs, day=day)
    assert len(twin.open().contracts) > 10
    assert changes(year.open(), twin.open()).empty
    for name in ("contracts", "options", "deployments", "ratings", "skills", "intentions"):
        pd.testing.assert_frame_equal(year.open().table(name), twin.open().table(name))
