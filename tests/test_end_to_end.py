"""Facts on their way through: a changed date, hostile names and members' values, from a file to the bytes that come out."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
from built import build, page, pdf_bytes, pdf_pages, squeezed
from canaries import FOUND, marked, told
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.register import Register, open_register
from citytools_analysis.sources.return_workbook import write_return

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    '#import "x"',
    "../../etc",
    "$x$ *b* _e_ @ref \\u{41} //c",
)


def add(register: Path, *files: Path) -> None:
    result = CliRunner().invoke(
        main, ["add", *map(str, files), "--register", str(register), "--retrieved", "2026-11-23"]
    )
    assert result.exit_code == 0, result.output


def reports(output: Path, borough: str) -> tuple[Path, Path]:
    stem = next(output.rglob(f"{borough}-technology-report.html"))
    return stem, stem.with_suffix(".pdf")


def words_of(output: Path, borough: str) -> tuple[str, str]:
    html, pdf = reports(output, borough)
    return squeezed(page(html).get_text(" ")), squeezed(" ".join(pdf_pages(pdf)))


def redated(source: Path, target: Path, day: datetime) -> Path:
    """Copy Camden's return with one contract ending on another day, as the borough itself would."""
    book = openpyxl.load_workbook(source)
    sheet = book["Contracts"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Ends on" for cell in row))
    column = next(cell.column for cell in head if cell.value == "Ends on")
    kind = next(cell.column for cell in head if cell.value == "Kind of end")
    row = next(row for row in range(head[0].row + 1, sheet.max_row + 1) if sheet.cell(row, kind).value == "fixed")
    sheet.cell(row, column).value = day
    book.save(target)
    return target


def test_a_date_changed_in_a_return_reaches_the_page_and_the_pdf_and_the_old_one_is_gone(tmp_path: Path) -> None:
    register = tmp_path / "register"
    shutil.copytree(SAMPLE, register)
    seen = {}
    for name, day in (("first", datetime(2029, 9, 17)), ("second", datetime(2031, 10, 23))):  # noqa: DTZ001 - a day in a cell
        add(register, redated(SAMPLE / "returns" / "camden.xlsx", tmp_path / f"{name}.xlsx", day))
        build("--register", register, "--edition", "members", "--borough", "camden", "--output", tmp_path / name)
        seen[name] = words_of(tmp_path / name, "camden")
    for html_or_pdf in (0, 1):
        assert re.search("17Sep(20)?29", seen["first"][html_or_pdf])
        assert re.search("23Oct(20)?31", seen["second"][html_or_pdf])
        assert not re.search("17Sep(20)?29|2029-?09-?17|17/09/2029", seen["second"][html_or_pdf])


def test_hostile_names_come_out_as_text(tmp_path: Path) -> None:
    codes = ("HSG01", "REV01", "PLN01", "COR01", "ASC01")
    systems = [{"function": code, "system": name, "supplier": name} for code, name in zip(codes, HOSTILE, strict=True)]
    contracts = [
        {
            "reference": f"C{n}",
            "title": name,
            "functions": code,
            "system": name,
            "supplier": name,
            "end_kind": "fixed",
            "end_date": date(2028, 3, n + 1),
        }
        for n, (code, name) in enumerate(zip(codes, HOSTILE, strict=True))
    ]
    about = {"borough": "Camden", "completed_on": date(2026, 10, 1), "notice": HOSTILE[1]}
    write_return(
        tmp_path / "camden.xlsx",
        about,
        {"systems": pd.DataFrame(systems), "contracts": pd.DataFrame(contracts)},
        lists=False,
    )
    add(tmp_path / "register", tmp_path / "camden.xlsx")
    build(
        "--register", tmp_path / "register", "--edition", "members", "--borough", "camden", "--output", tmp_path / "out"
    )
    html, pdf = words_of(tmp_path / "out", "camden")
    for name in HOSTILE:
        assert squeezed(name) in html
        assert squeezed(name) in pdf
    written = reports(tmp_path / "out", "camden")[0].read_text(encoding="utf-8")
    assert "<script" not in written
    assert not {path.name for path in tmp_path.rglob("*")} & {"etc", "etc.html"}


def everything_in(folder: Path) -> bytes:
    parts = []
    for path in sorted(folder.rglob("*")):
        parts.append(str(path.relative_to(folder)).encode())
        if path.is_file():
            parts.append(pdf_bytes(path) if path.suffix == ".pdf" else path.read_bytes())
        if path.suffix == ".pdf":
            parts.append("".join(pdf_pages(path)).encode())
    return b"\n".join(parts)


def build_marked(folder: Path, marked_register: Register, *more: str) -> bytes:
    """Build two boroughs of a register, and give every byte and word that comes out."""
    register = folder / "register"
    marked_register.save(register, saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    shutil.copytree(SAMPLE / "reference", register / "reference")
    output = build(
        "--register", register, "--output", folder / "out", "--borough", "camden", "--borough", "barnet", *more
    )
    return everything_in(folder / "out") + output.encode()


def kinds_in(written: bytes) -> set[str]:
    """Name the kinds of mark that are found, without their numbers."""
    return {
        re.sub(r"(?i)(canary)\d+", r"\1", found.group()) for found in FOUND.finditer(written.decode(errors="replace"))
    }


def test_no_members_or_owners_cell_is_in_the_bytes_of_a_public_build(tmp_path: Path) -> None:
    register = marked(open_register(SAMPLE))
    assert len(set(re.findall(r"(?i)canary\d+", told(register)))) > 5000
    written = build_marked(tmp_path, register)
    assert kinds_in(written) == set()
    assert b"return:camden" in written
    assert b"camden.xlsx" not in written


def test_in_the_bytes_of_a_members_build_the_same_search_finds_what_members_may_see(tmp_path: Path) -> None:
    shown = marked(
        open_register(SAMPLE), kinds=("text", "date", "money", "address"), but=("partner_borough_ids", "slot", "reason")
    )
    written = build_marked(tmp_path, shown, "--edition", "members")
    assert kinds_in(written) >= {"CANARYX", "canary@", "canaryx", "7,654,321", "13 Mar 2033"}
    comments = {*shown.all_rows["ratings"]["comment"], *shown.all_rows["challenges"]["comment"]}
    assert len(comments) > 1000
    assert not comments & set(re.findall(r"CANARY\d+X", written.decode(errors="replace")))
