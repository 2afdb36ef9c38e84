"""Facts on their way through: a changed date, hostile names and members' values, from a file to the bytes that come out."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from built import build, page, pdf_bytes, pdf_pages, squeezed
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.register import Register, open_register
from citytools_analysis.schema import TABLES
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


def published_names(register: Register, key: str) -> set[str]:
    """Ids that a row says openly, and so may be read."""
    named = [register.rows(table) for table in ("deployments", "contracts")]
    shown = [frame[frame["is_published"].fillna(value=False)] for frame in named]
    found = {
        name for frame in shown for column in (key, "seller_id") if column in frame for name in frame[column].dropna()
    }
    if key == "supplier_id":
        systems = register.rows("systems")
        found |= set(systems.loc[systems["system_id"].isin(published_names(register, "system_id")), key].dropna())
    return found


def with_canaries(register: Register) -> tuple[Register, list[str]]:
    """Put a token of its own in every text that only members or an owner may see, and odd values in money."""
    tables, tokens = {}, []
    for name, table in TABLES.items():
        frame = register.all_rows[name].copy()
        hidden = pd.Series(table.tier != "public", index=frame.index)
        if "is_published" in frame:
            hidden = ~frame["is_published"].fillna(value=False)
        for column in table.columns:
            if name in {"systems", "suppliers"}:
                hidden = ~frame[table.key[0]].isin(published_names(register, table.key[0]))
            if column.kind == "text" and column.name not in {"source_pointer", "partner_borough_ids", "slot", "reason"}:
                rows = frame.index[hidden | (column.tier != "public")]
                made = [f"CANARY{len(tokens) + n}X" for n in range(len(rows))]
                frame[column.name] = frame[column.name].astype("object")
                frame.loc[rows, column.name] = made
                tokens += made
            if column.kind == "money":
                frame.loc[hidden, column.name] = 7_654_321.0
            if name == "contracts" and column.name == "end_date":
                frame.loc[hidden & frame["end_date"].notna(), "end_date"] = pd.Timestamp(2033, 3, 13)
        tables[name] = frame
    tables["contacts"]["mailbox"] = [f"canary{n}@camden.example" for n in range(len(tables["contacts"]))]
    return Register.from_tables(
        tables, as_of=register.as_of, reference=register.reference, info=replace(register.info)
    ), tokens


def everything_in(folder: Path) -> bytes:
    parts = []
    for path in sorted(folder.rglob("*")):
        parts.append(str(path.relative_to(folder)).encode())
        if path.is_file():
            parts.append(pdf_bytes(path) if path.suffix == ".pdf" else path.read_bytes())
        if path.suffix == ".pdf":
            parts.append("".join(pdf_pages(path)).encode())
    return b"\n".join(parts)


@pytest.mark.parametrize("edition", ["public", "members"])
def test_no_members_value_is_in_the_bytes_of_a_public_build(tmp_path: Path, edition: str) -> None:
    marked, tokens = with_canaries(open_register(SAMPLE))
    assert len(tokens) > 500
    register = tmp_path / "register"
    marked.save(register, saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    shutil.copytree(SAMPLE / "reference", register / "reference")
    boroughs = ["--borough", "camden", "--borough", "barnet"]
    build("--register", register, "--edition", edition, "--output", tmp_path / "out", *boroughs)
    written = everything_in(tmp_path / "out")
    found = set(re.findall(rb"CANARY\d+X|canary\d+@|7,?654,?321|\xc2\xa37\.7m|13 Mar (?:20)?33|2033-03-13", written))
    if edition == "public":
        assert found == set()
    else:  # the control: the same search finds what members may see
        kinds = {re.sub(rb"\d+", b"", match) for match in found}
        assert kinds >= {b"CANARYX", b"canary@", b",,", b" Mar "}
