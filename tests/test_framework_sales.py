"""G-Cloud sales: each month's sale to one of the 33 is a row, whoever sold it; the rest is counted with its reason."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from citytools_analysis.check import check_file
from citytools_analysis.disclosure import make_edition
from citytools_analysis.ingest import add_files
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register
from citytools_analysis.resolve import Names
from citytools_analysis.sources.framework_sales import probe, read, read_again
from citytools_analysis.sources.opening import read_file
from citytools_analysis.sources.reading import Reading

REFERENCE = load_reference()
SHARED = Path(__file__).parents[2] / "shared" / "data"
REAL = SHARED / "gcloud" / "G-Cloud-Total-Spend-13-12-13.csv"
DAY = date(2026, 11, 23)
HEADER = "Framework,Lot,Supplier,Customer,For_Month,Product_Service_Description,Total_Charge"
needs_real_file = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files is absent")


def reading_of(folder: Path, *lines: str, header: str = HEADER, end: str = "\r", encoding: str = "utf-8") -> Reading:
    path = folder / "sales.csv"
    path.write_bytes((end.join((header, *lines)) + end).encode(encoding))
    assert probe(path)
    return read(path, reference=REFERENCE)


def rows(reading: Reading) -> list[dict[str, object]]:
    return [
        {str(name): value for name, value in row.items() if value is not None}
        for row in reading.frames["spend"].to_dict("records")
    ]


def reasons(reading: Reading) -> list[str]:
    return [one.reason for one in (*reading.left_out, *reading.quarantined)]


def test_a_sale_is_a_row_of_its_month_and_its_vat_is_unknown(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, "G-Cloud III,4,Acme Ltd,London Borough of Hackney,2013-08-01l,Advice of Jo Person,15000"
    )
    assert rows(reading) == [
        {
            "borough": "London Borough of Hackney", "supplier": "Acme Ltd", "spend_kind": "framework_sale", "paid_on": "08/2013",
            "amount_gbp": 15000.0, "vat_basis": "unknown", "framework": "G-Cloud III, lot 4", "where_sheet": "", "where_row": "2",
        }
    ]  # fmt: skip
    assert reading.issues == ()
    assert "Jo Person" not in str(rows(reading)) + str(reading)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850"])
def test_each_encoding_and_line_end_gives_the_same_sale(tmp_path: Path, end: str, encoding: str) -> None:
    reading = reading_of(
        tmp_path,
        "G-Cloud III,4,Acme Ltd,Hackney,2013-08-01l,x,£15000",
        end=end,
        encoding=encoding,
        header=HEADER + "," * 20,
    )
    assert [(row["amount_gbp"], row["paid_on"]) for row in rows(reading)] == [(15000.0, "08/2013")]


def test_headings_of_later_files_are_known_and_other_columns_reported(tmp_path: Path) -> None:
    header = "Framework Title,Lot Number,Supplier Name,Customer Name,Return Month,Colour,Evidenced Spend"
    reading = reading_of(tmp_path, 'RM1557.12,2,Acme Ltd,Hackney,August 2021,red,"£1,500.50",late', header=header)
    assert [(row["framework"], row["paid_on"], row["amount_gbp"]) for row in rows(reading)] == [
        ("RM1557.12, lot 2", "08/2021", 1500.5)
    ]
    assert [(issue.where, issue.rule) for issue in reading.issues] == [
        ("line 1, column F", "unknown column"),
        ("line 2, column H", "no heading"),
    ]


def test_every_line_is_a_row_or_has_a_reason(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        "G-Cloud III,4,Acme Ltd,Leeds City Council,2013-08-01l,x,1",
        "G-Cloud III,4,Acme Ltd,City and Hackney Pct Com,2013-08-01l,x,2",
        "G-Cloud III,4,Acme Ltd,,2013-08-01l,x,3",
        "G-Cloud III,4,,Hackney,2013-08-01l,x,4",
        "G-Cloud III,4,Acme Ltd,Hackney,2013-08-01l,x,0",
        "Total,,,,,,10",
        ",,,,,Total,10",
        "G-Cloud III,4,Acme Ltd,Hackney,soon,x,5",
        "G-Cloud III,4,Acme Ltd,Hackney,2013,x,6",
        "G-Cloud III,4,Acme Ltd,Hackney,2013-08-01l,x,unknown",
        "G-Cloud III,4,Acme Ltd,Hackney,2013-08-01l,Total,(12)",
        end="\n",
    )
    assert reasons(reading) == [
        "not_london", "not_london", "no_buyer", "no_supplier", "placeholder_amount", "total_row", "total_row",
        "unreadable_date", "unreadable_date", "unreadable_amount",
    ]  # fmt: skip
    assert (reading.n_read, [row["amount_gbp"] for row in rows(reading)]) == (11, [-12.0])
    aside = [(one.pointer, one.sheet, one.content.replace("null", '"7"')) for one in reading.quarantined[2:]]
    again = read_again(aside, file_name="a.csv", kind="framework_sales", reference=REFERENCE)
    assert [(row["amount_gbp"], row["where_row"]) for row in rows(again)] == [(7.0, "11")]


def test_without_its_header_nothing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("G-Cloud III,4,Acme Ltd,Hackney,2013-08-01l,x,1\n" * 3, encoding="utf-8")
    assert not probe(path)
    reading = read(path, reference=REFERENCE)
    assert (reading.n_read, [issue.rule for issue in reading.issues]) == (0, ["header"])


def test_a_workbook_of_sales_gives_the_same_with_sheet_and_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Sales"
    book.worksheets[0].append(["Sales to 13 December 2013"])
    book.worksheets[0].append(HEADER.split(","))
    book.worksheets[0].append(["G-Cloud III", 4, "Acme Ltd", "Hackney", date(2013, 8, 1), "x", 15000])
    book.worksheets[0].append(["G-Cloud III", 4, "Acme Ltd", "Hackney", date(2013, 9, 1), "x", "=G3*2"])
    book.save(tmp_path / "a.xlsx")
    reading = read_file(tmp_path / "a.xlsx", reference=REFERENCE)
    assert [(row["where_sheet"], row["where_row"], row["paid_on"]) for row in rows(reading)] == [
        ("Sales", "3", "08/2013")
    ]
    assert [(one.pointer, one.reason) for one in reading.quarantined] == [("Sales!A4", "unreadable_amount")]


@needs_real_file
def test_of_the_real_sales_those_to_the_33_are_kept_and_all_are_counted() -> None:
    register, (added,) = add_files(Register.from_tables({}, as_of=DAY), [REAL], retrieved=DAY)
    assert (added.reading.kind, added.reading.n_read, added.reading.n_kept) == ("framework_sales", 4699, 105)
    assert Counter(reasons(added.reading)) == {"not_london": 4594}
    assert set(register.spend["spend_kind"]) == {"framework_sale"}
    assert len(make_edition(register, edition="public").spend) == 105
    again, (added,) = add_files(register, [REAL], retrieved=DAY)
    assert (added.status, again.sha256) == ("unchanged", register.sha256)


@needs_real_file
@pytest.mark.parametrize(
    ("line", "borough", "supplier", "amount", "month", "framework"),
    [
        # read by hand from the file, whose lines end in CR: "G-Cloud III,4,ARCUS GLOBAL LTD,London Borough of Islington Council,2013-08-01l,...,98812.5"
        (334, "islington", "ARCUS GLOBAL LTD", 98812.5, "2013-08-01", "G-Cloud III, lot 4"),
        (1609, "hillingdon", "IKEN BUSINESS LTD", 550.0, "2013-03-01", "G-Cloud Services II, lot 3"),
        (2150, "hounslow", "Methods Consulting Ltd", -10000.0, "2013-07-01", "G-Cloud Services II, lot 4"),
        (3826, "hounslow", "SOFTCAT LTD", 396.0, "2013-10-01", "G-Cloud III, lot 3"),
        (4536, "westminster", "North Highland UK Ltd", 15625.0, "2013-11-01", "G-Cloud III, lot 4"),
    ],
)
def test_values_read_by_hand_from_the_real_file_are_the_values_read(  # noqa: PLR0917 - one a column of the table above
    line: int, borough: str, supplier: str, amount: float, month: str, framework: str
) -> None:
    assembly, issues = check_file(REAL, names=Names(REFERENCE))
    assert issues == ()
    (row,) = [row for row in assembly.rows["spend"] if row["source_pointer"] == f"line {line}"]
    assert (row["borough_id"], row["amount_gbp"], row["framework"]) == (borough, amount, framework)
    assert (f"{row['paid_date']:%Y-%m-%d}", row["paid_date_precision"]) == (month, "month")
    mentions = [one["mention"] for one in assembly.rows["mentions"] if one["source_pointer"] == f"line {line}"]
    assert mentions == [supplier]
