"""Spend over £500: any layout and encoding to the same payments, nobody's name kept, every line accounted for."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from citytools_analysis.check import check_file
from citytools_analysis.disclosure import make_edition
from citytools_analysis.ingest import add_files
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register
from citytools_analysis.resolve import Names
from citytools_analysis.schema import TABLES
from citytools_analysis.sources.opening import read_file
from citytools_analysis.sources.reading import Reading
from citytools_analysis.sources.spend import probe, read, read_again

REFERENCE = load_reference()
SHARED = Path(__file__).parents[2] / "shared" / "data"
REAL = SHARED / "spend"
DAY = date(2026, 11, 23)
HEADER = "Supplier Name,Payment Date,Net Amount\n"
LINE = "Civica UK Ltd,26/06/2023,510.50\n"
needs_real_files = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files is absent")


def written(folder: Path, content: str | bytes, name: str = "april.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def reading_of(folder: Path, text: str, *, borough: str | None = "Lambeth", name: str = "april.csv") -> Reading:
    return read(written(folder, text, name), reference=REFERENCE, borough=borough)


def rows(reading: Reading) -> list[dict[str, object]]:
    return [
        {str(name): value for name, value in row.items() if value is not None}
        for row in reading.frames["spend"].to_dict("records")
    ]


def reasons(reading: Reading) -> list[str]:
    return [one.reason for one in (*reading.left_out, *reading.quarantined)]


def rules(reading: Reading) -> list[tuple[str, str]]:
    return [(issue.where, issue.rule) for issue in reading.issues]


def empty() -> Register:
    return Register.from_tables({}, as_of=DAY)


def everything(register: Register) -> str:
    frames = [register.rows(name).to_csv() for name in TABLES]
    return "\n".join(frames).casefold()


def test_a_payment_is_a_row_with_its_place_and_its_basis(tmp_path: Path) -> None:
    header = "Directorate,Expense Type,Document No,Vendor Name,Company Number,Clearing Date,Amount excluding VAT\n"
    reading = reading_of(tmp_path, header + 'Resources,Software,51000,Civica UK Ltd,1628868,26-Jun-23,"£1,234.00"\n')
    assert rows(reading) == [
        {
            "borough": "Lambeth", "supplier": "Civica UK Ltd", "supplier_identifier": "GB-COH-1628868", "spend_kind": "payment",
            "paid_on": date(2023, 6, 26), "amount_gbp": 1234.0, "vat_basis": "ex", "department": "Resources",
            "category": "Software", "reference": "51000", "where_sheet": "", "where_row": "2",
        }
    ]  # fmt: skip
    assert reading.issues == ()
    assert reading.logical_name == "lambeth/april.csv"


@pytest.mark.parametrize(
    ("content", "basis"),
    [
        ("Name,Payment date,Net Amount(£)\nCivica UK Ltd,26/06/2023,£510.50\n".encode("cp1252"), "ex"),
        ("Name,Payment date,Net Amount(£)\nCivica UK Ltd,26/06/2023,£510.50\n".encode("cp850"), "ex"),
        ("Name,Payment date,Net Amount(œ)\nCivica UK Ltd,26/06/2023,œ510.50\n".encode(), "ex"),
        ("Name,Payment date,Net Amount (£)\nCivica UK Ltd,26/06/2023,£510.50\n".encode("utf-8-sig"), "ex"),
        ("Name,Payment date,Amount\nCivica UK Ltd,26/06/2023,£510.50\n".encode("utf-16"), "unknown"),
        ("Name,Payment date,Amount\nCivica UK Ltd,26/06/2023,£510.50\n".encode("utf-16-be"), "unknown"),
        (b"Name,Payment date,Gross Amount\rCivica UK Ltd,26/06/2023,510.50\r", "inc"),
        ("Name;Payment date;Net Amount (\ufffd)\nCivica UK Ltd;26/06/2023;\ufffd510.50\n".encode(), "ex"),
    ],
)
def test_each_encoding_and_line_end_gives_the_same_payment(tmp_path: Path, content: bytes, basis: str) -> None:
    path = written(tmp_path, content)
    assert probe(path)
    (row,) = rows(read(path, reference=REFERENCE, borough="Lambeth"))
    assert (row["supplier"], row["paid_on"], row["amount_gbp"]) == ("Civica UK Ltd", date(2023, 6, 26), 510.5)
    assert row["vat_basis"] == basis


@pytest.mark.parametrize("n_above", [0, 1, 2, 9, 19])
def test_the_header_is_found_below_whatever_stands_above_it(tmp_path: Path, n_above: int) -> None:
    reading = reading_of(tmp_path, "Payments over 500,,\n" * n_above + HEADER + LINE)
    assert [row["where_row"] for row in rows(reading)] == [str(n_above + 2)]
    assert reading.n_read == 1


def test_a_preamble_of_parameters_is_no_payment_and_may_say_whose_and_when(tmp_path: Path) -> None:
    above = (
        "Report: Spend over £500\nBody: London Borough of Lambeth,\nPeriod: April 2012,\nSum of Invoice Nett Amount,\n"
    )
    reading = reading_of(tmp_path, above + "Supplier Name,Total\nCivica UK Ltd,500\n", borough=None)
    assert [(row["borough"], row["paid_on"], row["vat_basis"]) for row in rows(reading)] == [
        ("London Borough of Lambeth", "04/2012", "ex")
    ]
    assert (reading.n_read, reading.logical_name) == (1, "lambeth/april.csv")


def test_without_a_header_nothing_is_read_and_the_message_says_what_to_write(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, LINE * 30)
    assert (reading.n_read, rules(reading)) == (0, [("line 1", "header")])
    assert "Supplier Name, Payment Date and Net Amount" in reading.issues[0].mend


def test_a_header_that_was_sorted_below_its_payments_is_found_and_told(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, LINE * 25 + HEADER + "Idox Software Ltd,27/06/2023,700\n")
    assert (reading.n_read, reading.n_kept) == (26, 26)
    assert rules(reading) == [("line 26, column A", "header")]
    assert (rows(reading)[0]["where_row"], rows(reading)[-1]["where_row"]) == ("1", "27")


def test_words_far_down_that_look_like_a_header_are_none_unless_amounts_stand_in_its_column(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "a,b,c\n" * 40 + "Supplier,Date,Amount\n")
    assert (reading.n_read, rules(reading)) == (0, [("line 1", "header")])


def test_a_header_cell_written_over_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "+,Name,Payment date,Net Amount(£),\nICT,Civica UK Ltd,05-Oct-21,540,\n")
    assert rules(reading) == [("line 1, column A", "unknown column")]
    assert "department" not in rows(reading)[0]


def test_empty_columns_between_and_dozens_of_trailing_commas_change_nothing(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        "Department Area,,Name:  ,,,Payment Date,,Amount Paid" + "," * 40 + "\nICT,,Civica UK Ltd,,,05/10/23,,540" + "," * 40
        + "\n" + "," * 47 + "\n",
    )  # fmt: skip
    (row,) = rows(reading)
    assert (row["department"], row["amount_gbp"], row["paid_on"]) == ("ICT", 540.0, date(2023, 10, 5))
    assert (reading.n_read, reading.issues) == (1, ())


def test_a_heading_merged_over_columns_is_followed_to_its_values_whatever_stands_above(tmp_path: Path) -> None:
    text = "Payments of Lambeth,,,,\nName,,Payment Date,Net Amount,\n,Civica UK Ltd,05/10/23,,540\n,Idox Software Ltd,05/10/23,,7\nTotal,,,,547\n"
    reading = reading_of(tmp_path, text)
    assert [(row["supplier"], row["amount_gbp"]) for row in rows(reading)] == [
        ("Civica UK Ltd", 540.0),
        ("Idox Software Ltd", 7.0),
    ]
    assert reasons(reading) == ["total_row"]


@pytest.mark.parametrize(
    "supplier", ["Name", "Name:  ", "* SUPPLIER FINAL", "SUPPLIER NAME", "Vendor Name", "Beneficiary"]
)
@pytest.mark.parametrize("amount", ["TOTAL", " Total ", "Net Amount(£)", "Sum of Invoice Nett Amount", "Amount Paid"])
def test_headings_that_drift_from_month_to_month_are_known(tmp_path: Path, supplier: str, amount: str) -> None:
    reading = reading_of(tmp_path, f"{supplier},Date,{amount}\nCivica UK Ltd,05/10/23,540\n")
    assert [row["amount_gbp"] for row in rows(reading)] == [540.0]
    assert reading.issues == ()


def test_of_two_amounts_the_one_without_vat_is_read_and_the_other_named(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Supplier,Date,Gross Amount,Net Amount\nCivica UK Ltd,05/10/23,600,500\n")
    assert [(row["amount_gbp"], row["vat_basis"]) for row in rows(reading)] == [(500.0, "ex")]
    assert rules(reading) == [("line 1, column C", "repeated column")]


def test_total_rows_are_left_out_and_firms_named_total_are_not_taken_for_one(tmp_path: Path) -> None:
    text = (
        HEADER
        + LINE
        + "Grand Total,,510.50\n,Total,510.50\n,,510.50\nTOTAL HYGIENE LTD,26/06/2023,9\nTotal for April,,9\n"
    )
    assert reasons(reading_of(tmp_path, text)) == [
        "total_row", "total_row", "no_supplier", "not_a_known_supplier", "total_row",
    ]  # fmt: skip


def test_a_header_repeated_on_each_page_is_no_line(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, (HEADER + LINE) * 3)
    assert (reading.n_read, reading.n_kept) == (3, 3)


def test_one_sheet_a_month_is_read_with_the_day_in_a_column_or_the_month_in_its_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Read me first"])
    for title, amount in (("April 2023", 500), ("May 2023", -20.5)):
        sheet = book.create_sheet(title)
        sheet.append([None, "Supplier", "Amount"])
        sheet.append([None, "Civica UK Ltd", amount])
    book.worksheets[2].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx", reference=REFERENCE, borough="Lambeth")
    assert [(row["where_sheet"], row["where_row"], row["paid_on"], row["amount_gbp"]) for row in rows(reading)] == [
        ("April 2023", "2", "04/2023", 500.0),
        ("May 2023", "2", "05/2023", -20.5),
    ]
    assert {("Sheet", "sheet"), ("May 2023", "hidden sheet"), ("April 2023!A1", "paid on")} <= set(rules(reading))
    assembly, _ = check_file(tmp_path / "a.xlsx", names=Names(REFERENCE), borough="Lambeth")
    assert [row["paid_date_precision"] for row in assembly.rows["spend"]] == ["month", "month"]


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("2011-04-payments.csv", "04/2011"), ("Oct-24-CSV.csv", "10/2024"), ("spend_Sept_2022.csv", "09/2022"), ("201705.csv", "05/2017"),
        ("payments 2011-12.csv", None), ("Marketing 2023.csv", None), ("jan-mar-2023.csv", "03/2023"), ("Q1.csv", None),
        ("October 24th, 2023.csv", None), ("april.csv", None),
    ],
)  # fmt: skip
def test_without_a_column_of_days_the_month_is_that_of_the_files_name_or_unknown(
    tmp_path: Path, name: str, month: str | None
) -> None:
    reading = reading_of(tmp_path, "Supplier,Amount\nCivica UK Ltd,500\n", name=name)
    assert [row.get("paid_on") for row in rows(reading)] == [month]
    assert rules(reading) == [("line 1, column A", "paid on")]
    assert ("have no date" in reading.issues[0].what) == (month is None)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("(978)", -978.0), ('"1,204.50-"', -1204.5), ('" 3,562.12 "', 3562.12), ("-£12", -12.0), ("£(978.00)", -978.0), ("(£978)", -978.0),
        ("\N{MINUS SIGN}5.5", -5.5), ('"1,204.50 CR"', -1204.5), ("PS500", 500.0), ("Â£325", 325.0), ("GBP 7", 7.0), (".5", 0.5),
    ],
)  # fmt: skip
def test_amounts_and_credit_notes_are_read_as_they_are_published(tmp_path: Path, cell: str, amount: float) -> None:
    reading = reading_of(tmp_path, f"{HEADER}Civica UK Ltd,26/06/2023,{cell}\n")
    assert [row["amount_gbp"] for row in rows(reading)] == [amount]


@pytest.mark.parametrize(
    "cell", ["REDACTED", "n/a", "TBC", "-", "", "$5", '"1.234,00"', "(5", "5-6", "1e5", "9" * 400, "#REF!"]
)
def test_an_amount_that_cannot_be_read_is_kept_aside_and_is_never_zero(tmp_path: Path, cell: str) -> None:
    reading = reading_of(tmp_path, f"{HEADER}Civica UK Ltd,26/06/2023,{cell}\n")
    assert (rows(reading), reasons(reading)) == ([], ["unreadable_amount"])
    assert reading.quarantined[0].what == "Lambeth: Civica UK Ltd"


@pytest.mark.parametrize("cell", ["0", "0.00", "£0.01", "(0.01)"])
def test_a_placeholder_is_no_payment(tmp_path: Path, cell: str) -> None:
    reading = reading_of(tmp_path, f"{HEADER}Civica UK Ltd,26/06/2023,{cell}\n")
    assert (rows(reading), reasons(reading)) == ([], ["placeholder_amount"])


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("05/10/23", "2023-10-05", "day"), ("26-Jun-23", "2023-06-26", "day"), ("2012-10-01l", "2012-10-01", "day"),
        ("2020-04-01 00:00:00", "2020-04-01", "day"), ("6 Jun 2023", "2023-06-06", "day"), ("01.02.2024", "2024-02-01", "day"),
        ("2024-02-01T10:11:12+01:00", "2024-02-01", "day"), ("April 2021", "2021-04-01", "month"), ("2021-04", "2021-04-01", "month"),
        ("4/2021", "2021-04-01", "month"), ("2021", "2021-01-01", "year"),
    ],
)  # fmt: skip
def test_days_are_read_day_first_as_far_as_they_are_given(tmp_path: Path, cell: str, day: str, precision: str) -> None:
    path = written(tmp_path, f"{HEADER}Civica UK Ltd,{cell},510\n")
    assembly, issues = check_file(path, names=Names(REFERENCE), borough="Lambeth")
    assert issues == ()
    (row,) = assembly.rows["spend"]
    assert (f"{row['paid_date']:%Y-%m-%d}", row["paid_date_precision"]) == (day, precision)


@pytest.mark.parametrize(
    "cell", ["31/02/2024", "Week 12", "45012", "TBC", "26-Foo-23", "2024-13", "01/01/1066", "#N/A"]
)
def test_a_day_that_is_none_keeps_its_line_aside_and_never_stops_the_file(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, f"{HEADER}{LINE}Civica UK Ltd,{cell},510\n")
    _, (added,) = add_files(empty(), [path], retrieved=DAY, borough="Lambeth")
    assert reasons(added.reading) == ["unreadable_date"]
    assert added.n_rows["spend"] == 1


def test_where_one_day_has_the_month_first_no_day_of_that_column_is_guessed(tmp_path: Path) -> None:
    lines = [
        f"Civica UK Ltd,{day},5{n}\n" for n, day in enumerate(("04/25/2024", "04/05/2024", "04/04/2024", "26-Jun-23"))
    ]
    reading = reading_of(tmp_path, HEADER + "".join(lines))
    assert [(one.pointer, one.reason) for one in reading.quarantined] == [
        ("line 2", "unclear_date"),
        ("line 3", "unclear_date"),
    ]
    assert [row["paid_on"] for row in rows(reading)] == [date(2024, 4, 4), date(2023, 6, 26)]


def test_an_amount_cut_at_its_comma_is_kept_aside_and_never_read_as_its_first_part(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Supplier,Amount\nCivica UK Ltd,1,204.50\n", name="2024-05.csv")
    assert (rows(reading), reasons(reading)) == ([], ["too_many_cells"])
    assert ("line 2", "too many cells") in rules(reading)


def test_a_remark_beside_the_table_is_named_and_moves_nothing(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, HEADER + LINE * 3 + "Civica UK Ltd,26/06/2023,510.50,1\n" + LINE)
    assert (reading.n_kept, rules(reading)) == (5, [("line 5, column D", "no heading")])


def test_columns_that_are_not_known_are_reported_once_however_many_sheets_have_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title in ("April 2023", "May 2023"):
        sheet = book.create_sheet(title)
        sheet.append(["Supplier", "Date", "Amount", "Colour"])
        sheet.append(["Civica UK Ltd", date(2023, 4, 5), 500, "red", "no heading above this"])
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx", reference=REFERENCE, borough="Lambeth")
    assert rules(reading) == [("April 2023!D1", "unknown column"), ("April 2023!E2", "no heading")]
    assert reading.cells["spend"]["amount_gbp"] == "C"


def test_formulas_that_show_an_error_or_nothing_in_a_column_of_words_stop_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Department", "Reference", "Supplier", "Date", "Amount"])
    book.worksheets[0].append(["=VLOOKUP(1,2,3)", 10**20, "Civica UK Ltd", date(2023, 4, 5), 500])
    book.worksheets[0].append(["ICT", 10**20, "Civica UK Ltd", date(2023, 4, 5), "=E2*2"])
    book.save(tmp_path / "a.xlsx")
    _, (added,) = add_files(empty(), [tmp_path / "a.xlsx"], retrieved=DAY, borough="Lambeth")
    assert (added.n_rows["spend"], reasons(added.reading)) == (1, ["unreadable_amount"])


def test_whose_payments_they_are_is_asked_for_where_the_file_does_not_say(tmp_path: Path) -> None:
    for text in (HEADER + LINE, "Council," + HEADER + "," + LINE):
        reading = reading_of(tmp_path, text, borough=None)
        (issue,) = reading.issues
        assert (reading.n_kept, issue.level) == (0, "error")
        assert "--borough" in issue.mend


def test_each_line_may_say_who_paid_and_one_that_does_not_is_told(tmp_path: Path) -> None:
    text = "Council," + HEADER + "Brent," + LINE + "Leeds City Council," + LINE + "," + LINE
    reading = reading_of(tmp_path, text, borough=None)
    assert [row["borough"] for row in rows(reading)] == ["Brent"]
    assert reasons(reading) == ["not_london", "no_buyer"]
    assert rules(reading) == [("line 4", "whose")]


def test_a_file_that_contradicts_the_named_borough_is_refused_and_a_slip_gets_a_suggestion(tmp_path: Path) -> None:
    (issue,) = reading_of(tmp_path, "Council," + HEADER + "Brent," + LINE, borough="Camden").issues
    assert (issue.where, issue.level) == ("line 2, column A", "error")
    reading = reading_of(tmp_path, HEADER + LINE, borough="Cambden")
    assert (reasons(reading), reading.issues[0].mend) == (["not_london"], "Did you mean 'Camden'?")


def test_names_are_told_as_everywhere_and_of_a_firm_trading_as_somebody_only_the_firm_is_kept(tmp_path: Path) -> None:
    paid = ("CAPITA BUSINESS SERV", "Northgate", "Civica UK Ltd t/a Thaddeus Wobblethorpe", "Civca UK Ltd")
    text = HEADER + "".join(f"{name},26/06/2023,{number}\n" for number, name in enumerate(paid, start=7))
    reading = reading_of(tmp_path, text)
    assert [row["supplier"] for row in rows(reading)] == ["CAPITA BUSINESS SERV", "Civica UK Ltd"]
    assert reasons(reading) == ["ambiguous_supplier", "not_a_known_supplier"]
    register, _ = add_files(
        Register.from_tables({}, as_of=DAY), [tmp_path / "april.csv"], retrieved=DAY, borough="Lambeth"
    )
    assert sorted(register.spend["supplier_id"]) == ["capita", "civica"]
    assert "Wobblethorpe" not in "".join(frame.to_csv() for frame in register.all_rows.values())


PERSON = "Thaddeus Wobblethorpe"
OF_PEOPLE = (
    "Council,Directorate,Supplier Name,Contact,Company Number,Description,Payment Date,Net Amount\n"
    f"Lambeth,ICT,{PERSON},x,,Foster care of {PERSON},26/06/2023,510\n"  # paid
    f"{PERSON},ICT,Civica UK Ltd,x,,x,26/06/2023,511\n"  # in the place of the council
    f"Lambeth,ICT,Civica UK Ltd,{PERSON},,Work of {PERSON},26/06/2023,512\n"  # in columns that are not read
    f"Lambeth,ICT (t.wobblethorpe@lambeth.gov.uk),Civica UK Ltd,x,,x,26/06/2023,513\n"
    f"Lambeth,ICT,Civica UK Ltd,x,{PERSON},x,26/06/2023,514\n"
    f"Lambeth,ICT,Civica UK Ltd,x,,x,26/06/2023,{PERSON} 515\n"  # moved into the amount
    f"Lambeth,ICT,Civica UK Ltd,x,,x,{PERSON} 1,516\n"  # moved into the day
    f"Lambeth,{PERSON},Civica UK Ltd,x,,x,{PERSON},517\n"  # moved into both
    f"Lambeth,ICT,Northgate,x,,{PERSON},26/06/2023,518\n"
    f"Lambeth,ICT,,{PERSON},,x,26/06/2023,519\n"
    f"Lambeth,ICT,Total,{PERSON},,x,,520,{PERSON}\n"
    f"Lambeth,ICT,Civica UK Ltd,x,,{PERSON},26/06/2023,£1,521,{PERSON}\n"
)


def test_the_name_of_a_person_is_stored_nowhere_in_the_register(tmp_path: Path) -> None:
    path = written(tmp_path, OF_PEOPLE)
    register, (added,) = add_files(empty(), [path], retrieved=DAY)
    reading = added.reading
    assert (reading.n_read, reading.n_kept) == (12, 3)
    assert Counter(one.reason for one in reading.quarantined) == {
        "unreadable_amount": 1, "unreadable_date": 2, "too_many_cells": 1,
    }  # fmt: skip
    assert reading.n_read == reading.n_kept + len(reading.left_out) + len(reading.quarantined)
    assert "civica" in everything(register)
    assert [word for word in ("wobblethorpe", "thaddeus") if word in everything(register)] == []
    assert {one.what for one in reading.left_out} == {""}
    register.save(tmp_path / "register", saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    saved = [file for file in (tmp_path / "register").rglob("*") if file.is_file()]
    assert len(saved) > 5
    assert [file for file in saved if b"obblethorpe" in file.read_bytes()] == []


def test_payments_kept_aside_can_be_tried_again_as_they_were_found(tmp_path: Path) -> None:
    (aside,) = reading_of(tmp_path, f"{HEADER}Civica UK Ltd,26/06/2023,510 twice\n").quarantined
    assert (aside.sheet, json.loads(aside.content)["amount_gbp"]) == ("spend", "510")
    told = read_again(
        [(aside.pointer, aside.sheet, aside.content)], file_name="a.csv", kind="spend", reference=REFERENCE
    )
    assert [(row["amount_gbp"], row["where_row"]) for row in rows(told)] == [(510.0, "2")]


def test_the_same_file_twice_changes_nothing_and_a_newer_one_takes_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + LINE * 2)
    first, _ = add_files(empty(), [path], retrieved=DAY, borough="Lambeth")
    again, (added,) = add_files(first, [path], retrieved=DAY, borough="Lambeth")
    assert (added.status, again.sha256, len(first.spend)) == ("unchanged", first.sha256, 2)
    written(tmp_path, HEADER + LINE)
    newer, (added,) = add_files(first, [path], retrieved=DAY, borough="Lambeth")
    assert (added.status, len(newer.spend)) == ("replaced", 1)


def test_a_file_of_another_borough_under_the_same_name_does_not_take_its_place(tmp_path: Path) -> None:
    register = empty()
    for borough in ("Lambeth", "Brent"):  # named on the command line
        path = written(tmp_path / borough, HEADER + LINE)
        register, _ = add_files(register, [path], retrieved=DAY, borough=borough)
    for borough in ("Camden", "Newham"):  # said by the file
        path = written(tmp_path / borough, "Council," + HEADER + f"{borough}," + LINE)
        register, _ = add_files(register, [path], retrieved=DAY)
    for body in ("Greater London Authority", "Hyndburn Borough Council"):
        path = written(tmp_path / body, HEADER + LINE)
        register, _ = add_files(register, [path], retrieved=DAY, borough=body)
    assert sorted(register.spend["borough_id"]) == ["brent", "camden", "lambeth", "newham"]
    names = set(register.sources["source_name"]) - {"suppliers"}
    assert {name for name in names if name.endswith("april.csv")} == {
        "lambeth/april.csv", "brent/april.csv", "camden/april.csv", "newham/april.csv", "greater-london-authority/april.csv",
        "hyndburn-borough-council/april.csv",
    }  # fmt: skip


def test_the_public_edition_shows_published_payments_and_nothing_of_the_rest(tmp_path: Path) -> None:
    register, _ = add_files(empty(), [written(tmp_path, OF_PEOPLE)], retrieved=DAY)
    public = make_edition(register, edition="public")
    assert sorted(public.spend["amount_gbp"]) == [512.0, 513.0, 514.0]
    assert set(public.suppliers["supplier_id"]) == set(register.spend["supplier_id"])
    assert public.rows("left_out").empty
    assert public.rows("quarantine").empty
    assert "wobblethorpe" not in everything(public)


def test_a_spend_file_is_told_from_registers_sales_and_lists(tmp_path: Path) -> None:
    for header in (
        "Framework,Lot,Supplier,Customer,For_Month,Total_Charge",
        "Contract Title,Supplier,Start Date,End Date,Amount",
        "Contract Title,Supplier,Expiry Date,Amount",
        "Skill,Level",
        "Supplier,Town",
    ):
        assert not probe(written(tmp_path, header + "\n")), header
    path = written(tmp_path, "Supplier,Payment Date,Amount,Contract Ref\nCivica UK Ltd,26/06/2023,510,C1\n")
    assert read_file(path, reference=REFERENCE, borough="Lambeth").kind == "spend"


@needs_real_files
def test_every_real_spend_file_is_known_for_one_and_every_line_accounted_for() -> None:
    bodies = {
        "lambeth": "Lambeth",
        "gla": "Greater London Authority",
        "hyndburn": "Hyndburn",
        "xlsx": "Lancashire Fire",
    }
    found = {}
    for path in sorted(REAL.glob("*/*")):
        reading = read_file(path, reference=REFERENCE, borough=bodies[path.parent.name])
        assert (reading.kind, [issue for issue in reading.issues if issue.level == "error"]) == ("spend", [])
        assert reading.n_read == len(reading.frames["spend"]) + len(reading.left_out) + len(reading.quarantined)
        found[f"{path.parent.name}/{path.name}"] = (reading.n_read, reading.n_kept)
        assert (reading.n_kept > 0) == (path.parent.name == "lambeth")
    assert found == {
        "gla/2013-P01.csv": (1202, 0), "gla/2014-P09.csv": (779, 0), "gla/2016-P01.csv": (1234, 0),
        "hyndburn/1701.csv": (180, 0), "hyndburn/1703.csv": (256, 0), "hyndburn/April-2021-csv.csv": (217, 0),
        "hyndburn/April-24.csv": (428, 0), "hyndburn/April-25-CSV.csv": (404, 0), "hyndburn/Aug-25.csv": (551, 0),
        "hyndburn/June-23-csv.csv": (547, 0), "hyndburn/Oct-24-CSV.csv": (587, 0), "hyndburn/October-2021-csv.csv": (224, 0),
        "hyndburn/October-2023.csv": (512, 0), "hyndburn/September-2022.csv": (14, 0),
        "lambeth/2011-01-payments.csv": (1072, 12), "lambeth/2011-04-payments.csv": (966, 10),
        "lambeth/2011-07-payments.csv": (1044, 11), "lambeth/2011-11-payments.csv": (1015, 10),
        "lambeth/2012-05-payments.csv": (946, 8), "xlsx/fire-2025-26-q1.xlsx": (919, 0),
    }  # fmt: skip


# Read by hand, in an editor, from the files as published: file, line, supplier, pounds, day, category or reference.
BY_HAND = [
    ("lambeth/2011-01-payments.csv", 201, "British Telecommunications Plc", 27234.69, "01/2011", None),
    ("lambeth/2011-01-payments.csv", 736, "Northgate Information Solutions Uk Ltd", 2700.0, "01/2011", None),
    ("lambeth/2011-04-payments.csv", 321, "Idox Software Ltd", 12440.96, "04/2011", None),  # "£12,440.96"
    ("lambeth/2011-07-payments.csv", 893, "Symology Ltd", 34704.91, "07/2011", None),  # " 34,704.91 "
    ("lambeth/2011-11-payments.csv", 306, "Northgate Information Solutions Uk Ltd", 11318.0, "11/2011", None),  # lines end in CR
    ("lambeth/2011-11-payments.csv", 903, "Capita Software Services", 1045.0, "11/2011", None),
    ("lambeth/2012-05-payments.csv", 50, "Northgate Information Solutions Uk Ltd", 146350.0, "05/2012", None),
    ("gla/2013-P01.csv", 277, "COMPUTACENTER", 46540.08, date(2013, 4, 17), "Computer Software"),
    ("gla/2014-P09.csv", 107, "IDOX", 36886.0, date(2014, 11, 28), "PUBLICATIONS & PERIODICALS"),
    ("gla/2016-P01.csv", 62, "BT GLOBAL SERVICES", 7255.69, date(2016, 4, 22), "TELEPHONY FIXED"),
    ("hyndburn/1701.csv", 53, "NORTHGATE PUBLIC SERVICES (UK) LTD", 500.0, date(2017, 1, 11), "TRAINING EXPENSES"),
    ("hyndburn/April-2021-csv.csv", 14, "CIVICA UK LIMITED", 10601.2, date(2021, 4, 7), "COMPUTER SERVICES"),
    ("hyndburn/October-2021-csv.csv", 28, "ADVANCED BUSINESS SOLUTIONS", 39357.57, date(2021, 10, 6), "RENTAL & MAINT SOFTWARE MISC"),
    ("hyndburn/June-23-csv.csv", 150, "Civica Election Services", 358.63, date(2023, 6, 13), "Document Management"),
    ("hyndburn/October-2023.csv", 19, "Capita Business Services Ltd", 980.0, date(2023, 10, 5), "Computer Rental & Maint"),
    ("hyndburn/April-24.csv", 13, "Nec Software Solutions Uk Ltd", 407.43, date(2024, 4, 9), "CRINV0000980"),  # £ as byte A3
    ("hyndburn/April-25-CSV.csv", 8, "Civica Election Services", 398.04, date(2025, 4, 3), "CRINV0009536"),  # header: line 441
    ("hyndburn/Aug-25.csv", 669, "Bytes Software Services Ltd", 50828.88, date(2025, 8, 28), "CRPOI0012892"),
    ("xlsx/fire-2025-26-q1.xlsx", 29, "IDOX SOFTWARE LTD", 2152.08, date(2025, 4, 2), "6011432"),
]  # fmt: skip


@needs_real_files
@pytest.mark.parametrize(("file", "line", "supplier", "amount", "day", "told"), BY_HAND)
def test_values_read_by_hand_from_the_real_files_are_the_values_read(  # noqa: PLR0917 - one a column of the table above
    file: str, line: int, supplier: str, amount: float, day: object, told: str | None
) -> None:
    # none of the others is a London borough: read as if it were one, their payments become rows that can be compared
    found = {row["where_row"]: row for row in rows(read(REAL / file, reference=REFERENCE, borough="Lambeth"))}
    row = found[str(line)]
    assert (row["supplier"], row["amount_gbp"], row["paid_on"]) == (supplier, amount, day)
    assert told is None or told in {row.get("category"), row.get("reference")}


@needs_real_files
def test_no_name_of_a_payee_who_is_not_a_reviewed_supplier_leaves_a_real_file(tmp_path: Path) -> None:
    path = written(tmp_path, (REAL / "hyndburn/October-2023.csv").read_bytes(), "2023-10.csv")
    register, _ = add_files(empty(), [path], retrieved=DAY, borough="Lambeth")
    stored = everything(register)
    payees = {
        line.split(",")[4].casefold() for line in path.read_text(encoding="cp1252").splitlines() if '"' not in line
    }
    kept = {str(name).casefold() for name in register.rows("mentions")["mention"]}
    others = {" ".join(payee.split()) for payee in payees if len(payee) > 8} - kept
    assert len(others) > 50
    assert kept
    assert [payee for payee in others if payee in stored] == []
