"""Contract registers: any layout, encoding and format to the same rows; what is no London technology told apart."""

from __future__ import annotations

import json
import random
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from citytools_analysis.clean import clean
from citytools_analysis.ingest import add_files
from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register import Register
from citytools_analysis.sources.old_workbook import measure_old_workbook
from citytools_analysis.sources.open_document import measure_open_document
from citytools_analysis.sources.reading import Reading
from citytools_analysis.sources.refusals import refusal_of
from citytools_analysis.sources.registers import probe, read, read_again
from citytools_analysis.sources.registers.headings import known_headings
from citytools_analysis.sources.workbook import open_cells

FIXTURES = Path(__file__).parent / "fixtures" / "registers"
REFERENCE = load_reference()
SHARED = Path(__file__).parents[2] / "shared" / "data"
ESD = (
    "OrganisationLabel,ContractReference,ContractTitle,ContractType,OrganisationalUnit,CPVCode,StartDate,EndDate,"
    "LastExtensionDate,ContractValue,SupplierName,CompaniesHouseRegistrationNumber,CharityCommissionNumber,SMESupplier,"
    "VCSESupplier,ContactName,ContactEmail,ProcessType,ContractDocumentURL\n"
)


def reading_of(
    folder: Path,
    text: str,
    *,
    borough: str | None = "Camden",
    reference: Reference = REFERENCE,
    encoding: str = "utf-8",
) -> Reading:
    path = folder / "register.csv"
    path.write_bytes(text.encode(encoding))
    return read(path, reference=reference, borough=borough)


def rows(reading: Reading) -> list[dict[str, object]]:
    return [
        {str(name): value for name, value in row.items() if value is not None}
        for row in reading.frames["contracts"].to_dict("records")
    ]


def reasons(reading: Reading) -> list[str]:
    return [one.reason for one in (*reading.left_out, *reading.quarantined)]


def test_the_lga_layout_fills_the_contracts_sheet(tmp_path: Path) -> None:
    line = (
        "London Borough of Camden,C-1,Payroll software,Single award contract,Finance,48450000,2024-04-01,2027-03-31,"
        '"2 periods of 12 months","£142,294.24",Zellis,968498,1089464,N,false,Jo Person,jo@camden.gov.uk,Open,https://a.example/c1\n'
    )
    reading = reading_of(tmp_path, ESD + line, borough=None)
    assert rows(reading) == [
        {
            "borough": "Camden", "reference": "C-1", "title": "Payroll software", "department": "Finance", "cpv": "48450000",
            "start_date": "2024-04-01", "end_date": "2027-03-31", "extension_note": "2 periods of 12 months",
            "value_gbp": 142294.24, "supplier": "Zellis", "supplier_identifier": "GB-COH-00968498; GB-CHC-1089464",
            "sme_supplier": "no", "vcse_supplier": "no", "procedure": "Open", "evidence_url": "https://a.example/c1",
            "is_framework": "no", "where_sheet": "", "where_row": "2",
        }
    ]  # fmt: skip
    assert reading.issues == ()
    assert clean(reading).issues == ()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files is absent")
def test_every_name_and_label_of_the_published_schema_is_known() -> None:
    schema = json.loads(
        (SHARED / "contract_registers/esd_Contracts_schema_utf16.json").read_bytes().decode("utf-16-le")
    )
    known = known_headings(REFERENCE)
    words = [field[key] for field in schema["fields"] for key in ("name", "title")]
    assert len(words) == 76
    assert [word for word in words if "".join(c for c in word.casefold() if c.isalnum()) not in known] == []


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("CONTRACT_TITLE,SUPPLIER_NAME,CONTRACT_START_DATE,CONTRACT_CURRENT_END_DATE,MAXIMUM_CONTRACT_END_DATE,CONTRACT_AWARD_VALUE",
         "HR system,Acme,2024-01-01,2026-12-31,2028-12-31,50000",
         {"value_basis": "max_incl_options", "vat_basis": "ex", "extension_note": "MAXIMUM_CONTRACT_END_DATE: 2028-12-31", "end_date": "2026-12-31"}),
        ("CONTRACT_REF,CONTRACT_NAME,WINNING_BIDDER,PROCUREMENT_ROUTE,START_DATE,CURRENT_END_DATE,CURRENT_VALUE,ESTIMATED_ANNUAL_VALUE",
         "7,HR system,Acme,Direct award,2024-01-01,2026-12-31,,20000",
         {"reference": "7", "supplier": "Acme", "direct_award": "yes", "value_gbp": 20000.0, "value_basis": "annual"}),
        ("Contract reference,Other parties to the contract,Title,Brief description,Start,End,Type,Value",
         "7,Acme,Software,Of all kinds,01/02/2024,31/01/2026,Framework agreement,7000",
         {"supplier": "Acme", "start_date": "01/02/2024", "is_framework": "yes"}),
        ("Ref No,Vendor,Contract Description,Commencement Date,Expiry Date,Total Value (£),SME,Review Date",
         'R1,Acme,Broadband,1 April 2024,31-Mar-27,"£3,000",SME,05/10/2026',
         {"title": "Broadband", "value_basis": "committed_term", "sme_supplier": "yes", "review_date": "05/10/2026"}),
    ],
)  # fmt: skip
def test_other_layouts_are_read_too(tmp_path: Path, header: str, line: str, expected: dict[str, object]) -> None:
    (row,) = rows(reading_of(tmp_path, f"{header}\n{line}\n"))
    assert expected.items() <= row.items()


def test_a_column_that_cannot_be_placed_is_named_by_its_cell(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, "Title,Vendor,Expiry Date,Colour,Contract completion date\nSoftware,A,01/01/2027,red,\n"
    )
    assert [(issue.where, issue.level) for issue in reading.issues] == [
        ("line 1, column D", "warning"),
        ("line 1, column E", "warning"),
    ]
    assert "'Colour'" in reading.issues[0].what
    assert "different things" in reading.issues[1].what


def test_a_publishers_own_rule_stands_over_the_guess(tmp_path: Path) -> None:
    table = REFERENCE.register_publishers
    rule = ["Camden Council", "camden", "*.csv", "Contract completion date", "review_date", "Said so in its notes."]
    own = replace(
        REFERENCE, register_publishers=table.reindex([0]).assign(**dict(zip(table.columns, rule, strict=True)))
    )
    text = "Council,Title,Vendor,Expiry Date,Contract completion date\n{},Software,A,01/01/2027,01/06/2026\n"
    camden = reading_of(tmp_path, text.format("Camden"), reference=own, borough=None)
    brent = reading_of(tmp_path, text.format("Brent"), reference=own, borough=None)
    assert (rows(camden)[0]["review_date"], camden.issues) == ("01/06/2026", ())
    assert "review_date" not in rows(brent)[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_each_encoding_line_end_and_separator_gives_the_same_row(
    tmp_path: Path, encoding: str, end: str, separator: str
) -> None:
    lines = [
        ["Title", "Vendor", "Expiry Date", "Amount (£)", "Contract Value (£)"],
        ["Software", "A", "01/01/2027", "", "£500"],
    ]
    text = end.join(separator.join(line) for line in lines) + end
    (row,) = rows(reading_of(tmp_path, text, encoding=encoding))
    assert (row["title"], row["value_gbp"]) == ("Software", 500.0)


def test_french_letters_stay_windows_and_dos_pounds_are_pounds(tmp_path: Path) -> None:
    for content, first in ((b"a,b\nsoci\xe9t\xe9 \x9cuvre,1\n", "société œuvre"), (b"Amount(\x9c),b\nx,1\n", None)):
        (tmp_path / "a.csv").write_bytes(content)
        cells = open_cells(tmp_path / "a.csv").sheets[0].rows
        assert (cells[1][1][0] == first) if first else (cells[0][1][0] == "Amount(£)")


def test_preamble_totals_notes_repeated_headers_and_trailing_commas_are_no_contracts(tmp_path: Path) -> None:
    head = "Ref,,Title,Vendor,Expiry Date,Value" + "," * 30 + "\n"
    text = (
        "Contracts register,,\nAs at,1 May\n\n" + head + "R1,,Software,A,01/01/2027,500,,,\nFinance\n" + head
        + "R2,,Broadband,B,01/01/2028,700\nTotal,,,,,1200\n,,,,,1200\n"
    )  # fmt: skip
    reading = reading_of(tmp_path, text)
    assert [(row["reference"], row["where_row"]) for row in rows(reading)] == [("R1", "5"), ("R2", "8")]
    assert reasons(reading) == ["note_row", "total_row", "total_row"]
    assert (reading.n_read, reading.n_kept, reading.issues) == (5, 2, ())


def test_a_header_further_down_than_twenty_rows_is_not_looked_for(tmp_path: Path) -> None:
    head = "Title,Vendor,Expiry Date\nSoftware,A,01/01/2027\n"
    assert reading_of(tmp_path, "note\n" * 19 + head).n_kept == 1
    assert "first 20 rows" in reading_of(tmp_path, "note\n" * 20 + head).issues[0].what


def test_the_buyer_is_the_organisation_else_the_one_named_else_asked_for(tmp_path: Path) -> None:
    text = "Organisation Name,Title,Vendor,Expiry Date\n{},Software,A,01/01/2027\n"
    assert rows(reading_of(tmp_path, text.format("LB Brent")))[0]["borough"] == "Brent"
    assert rows(reading_of(tmp_path, text.format("")))[0]["borough"] == "Camden"
    assert reasons(reading_of(tmp_path, text.format("Leeds City Council"))) == ["not_london"]
    asked = reading_of(tmp_path, text.format(""), borough=None)
    assert reasons(asked) == ["no_buyer"]
    assert "--borough" in asked.issues[-1].mend


def test_purchase_orders_and_grants_among_the_rows_are_left_out(tmp_path: Path) -> None:
    text = (
        "ContractReference,ContractTitle,ContractType,Supplier,End Date\nC1,Software,,A,01/01/2027\nPO1234567,Software,,A,01/01/2027\n"
        "C2,Software,Purchase Order,A,01/01/2027\nC3,Software,Grant agreement,A,01/01/2027\nC4,Grant to a food bank,,A,01/01/2027\n"
    )
    reading = reading_of(tmp_path, text)
    assert reasons(reading) == ["purchase_order", "purchase_order", "grant", "grant"]
    assert [row["reference"] for row in rows(reading)] == ["C1"]


@pytest.mark.parametrize(
    ("title", "supplier", "cpv", "category", "answer"),
    [
        ("Whatever", "A", "72000000-5", "", "kept"),
        ("Whatever", "A", "30200000", "", "kept"),
        ("Whatever", "A", "30192000", "", "not_technology"),
        ("Whatever", "Civica UK Ltd", "", "", "kept"),
        ("Whatever", "Northgate", "", "", "unclear_if_technology"),
        ("Idox Public Access", "A", "", "", "kept"),
        ("Telephony", "A", "45000000", "", "kept"),
        ("Microsoft licences", "A", "", "", "kept"),
        ("Taxi licences", "A", "", "", "unclear_if_technology"),
        ("Foster care network", "A", "", "", "unclear_if_technology"),
        ("Whatever", "A", "", "ICT", "kept"),
        ("Whatever", "A", "", "Catering", "not_technology"),
        ("Whatever", "A", "", "", "unclear_if_technology"),
    ],
)
def test_technology_is_told_by_code_name_or_clear_words(
    tmp_path: Path, title: str, supplier: str, cpv: str, category: str, *, answer: str
) -> None:
    reading = reading_of(
        tmp_path, f"Title,Vendor,CPV,Category,End Date\n{title},{supplier},{cpv},{category},01/01/2027\n"
    )
    assert (reasons(reading) or ["kept"]) == [answer]


def test_what_is_kept_aside_can_be_tried_again_and_holds_no_contact(tmp_path: Path) -> None:
    text = "Title,Vendor,Expiry Date,Contract Manager,Email\nEclipse licence (ask jo@a.gov.uk),OLM,01/01/2027,Jo Person,jo@camden.gov.uk\n"
    (aside,) = reading_of(tmp_path, text).quarantined
    assert "Jo" not in aside.content
    assert "@" not in aside.content
    assert (aside.sheet, aside.pointer) == ("contracts", "line 2")
    content = aside.content.replace('"OLM"', '"OLM Group"')
    again = read_again([(aside.pointer, aside.sheet, content)], file_name="a.csv", kind="register", reference=REFERENCE)
    assert rows(again)[0] | {"title": ""} == {
        "borough": "Camden",
        "title": "",
        "supplier": "OLM Group",
        "end_date": "01/01/2027",
        "where_sheet": "",
        "where_row": "2",
    }


def test_contact_points_are_stored_nowhere(tmp_path: Path) -> None:
    line = "Camden,C1,Software,,,,,,,,A,,,,,Jo Person,jo@camden.gov.uk,,\n"
    reading = reading_of(tmp_path, ESD + line)
    assert "Jo Person" not in str(rows(reading)) + str(reading)
    assert "jo@" not in str(rows(reading)) + str(reading)


@pytest.mark.parametrize(
    "name", ["Multiple suppliers - see attached", "NOT AWARDED TO SUPPLIER", "REDACTED UNDER DP ACT", "TBC", "-"]
)
def test_words_in_the_place_of_a_supplier_are_none(tmp_path: Path, name: str) -> None:
    (row,) = rows(reading_of(tmp_path, f"Title,Vendor,Expiry Date\nSoftware,{name},01/01/2027\n"))
    assert "supplier" not in row


def test_html_entities_are_undone(tmp_path: Path) -> None:
    (row,) = rows(reading_of(tmp_path, "Title,Vendor,Expiry Date\nSoftware &amp; support,B&amp;amp;E,01/01/2027\n"))
    assert (row["title"], row["supplier"]) == ("Software & support", "B&E")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", None),
        ("0.01", None),
        ("1", None),
        ('"£1,234.00"', 1234.0),
        ('" 3,562.12 "', 3562.12),
        ("PS500", 500.0),
        ("TBC", None),
    ],
)
def test_placeholder_values_are_unknown(tmp_path: Path, cell: str, value: float | None) -> None:
    reading = reading_of(tmp_path, f"Title,Expiry Date,Value\nSoftware,01/01/2027,{cell}\n")
    assert rows(reading)[0].get("value_gbp") == value
    assert reading.issues == ()


@pytest.mark.parametrize("cell", ["£1.2m", "(978)", "-5", "£50000-£100000"])
def test_a_value_that_cannot_be_read_is_named_and_the_row_kept(tmp_path: Path, cell: str) -> None:
    reading = reading_of(tmp_path, f"Title,Expiry Date,Value\nSoftware,01/01/2027,{cell}\n")
    assert [(issue.where, issue.level) for issue in reading.issues] == [("line 2, column C", "warning")]
    assert "value_gbp" not in rows(reading)[0]


def test_a_yearly_value_says_so_in_heading_or_cell_and_the_whole_term_goes_first(tmp_path: Path) -> None:
    text = "Title,Expiry Date,Annual Value,Total Value\nSoftware,01/01/2027,100,\nSoftware,01/01/2027,100,300\nSoftware,01/01/2027,,£50 p.a.\n"
    found = [(row["value_gbp"], row["value_basis"]) for row in rows(reading_of(tmp_path, text))]
    assert found == [(100.0, "annual"), (300.0, "committed_term"), (50.0, "annual")]


def test_days_that_are_none_are_named_and_an_open_end_is_rolling(tmp_path: Path) -> None:
    text = (
        "Title,Vendor,Expiry Date\nSoftware,A,31/02/2027\nSoftware,B,Ongoing\nSoftware,C,12/25/2026\nSoftware,D,TBC\n"
    )
    reading = reading_of(tmp_path, text)
    assert [issue.where for issue in reading.issues] == ["line 2, column C", "line 4, column C"]
    assert [row.get("end_kind") for row in rows(reading)] == [None, "rolling", None, None]
    assert all("end_date" not in row for row in rows(reading))
    assert not [issue for issue in clean(reading).issues if issue.level == "error"]


def test_a_term_with_options_is_noted_and_a_plain_term_is_not(tmp_path: Path) -> None:
    found = rows(
        reading_of(
            tmp_path,
            "Title,Vendor,Expiry Date,Contract Term\nSoftware,A,01/01/2027,3+2 years\nSoftware,B,01/01/2027,36 months\n",
        )
    )
    assert [row.get("extension_note") for row in found] == ["3+2 years", None]


@pytest.mark.parametrize(("name", "n_sheets"), [("made_register.xls", 2), ("made_register.ods", 1)])
def test_old_and_open_document_workbooks_are_read(name: str, n_sheets: int) -> None:
    path = FIXTURES / name
    reading = read(path, reference=REFERENCE)
    assert probe(path)
    assert reading.n_kept == n_sheets
    assert reasons(reading) == ["not_technology"] * n_sheets
    row = rows(reading)[0]
    assert (row["value_gbp"], row["supplier_identifier"], row["where_row"]) == (120000.5, "GB-COH-00968498", "4")


def test_hidden_sheets_are_read_with_a_warning() -> None:
    (issue,) = read(FIXTURES / "made_register.xls", reference=REFERENCE).issues
    assert (issue.where, issue.rule, issue.level) == ("May", "hidden sheet", "warning")


def _workbook(path: Path) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "April"
    for line in (("Council", "Title", "Vendor", "Contract", None, "Value"), (None, None, None, "Start Date", "End Date", None),
                 ("Camden", "Software", "A", date(2024, 4, 1), date(2027, 3, 31), 500),
                 ("Camden", "Broadband", "B", date(2024, 4, 1), date(2028, 3, 31), "=F3*2")):  # fmt: skip
        sheet.append(line)
    sheet.merge_cells("D1:E1")
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("Notes").append(["Read me first"])
    other = book.copy_worksheet(sheet)
    other.title = "May"
    other["B3"] = "Website"
    book.save(path)
    return book


def test_merged_headers_monthly_sheets_hidden_rows_and_empty_formulas(tmp_path: Path) -> None:
    _workbook(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx", reference=REFERENCE)
    assert [(row["title"], row["where_sheet"], row["where_row"], row["end_date"]) for row in rows(reading)] == [
        ("Software", "April", "3", date(2027, 3, 31)), ("Broadband", "April", "4", date(2028, 3, 31)),
        ("Website", "May", "3", date(2027, 3, 31)), ("Broadband", "May", "4", date(2028, 3, 31)),
    ]  # fmt: skip
    told = {(issue.where, issue.rule) for issue in reading.issues}
    assert {("April!F4", "unreadable cell"), ("April!A4", "hidden rows"), ("Notes", "no header")} <= told
    assert reading.cells["contracts"]["end_date"] == "E"


def test_what_is_no_register_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for header in ("borough,functions,title,supplier,start_date,end_date,seen_on", "Supplier,Date,Description,Amount", "Skill,Level",
                   "Notice Identifier,Notice Type,Title,Supplier,Start Date,End Date"):  # fmt: skip
        path.write_text(header + "\n", encoding="utf-8")
        assert not probe(path), header
    path.write_text("Ref,Contract Title,Supplier,End Date\n", encoding="utf-8")
    assert probe(path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files is absent")
def test_of_the_real_files_only_the_contract_facts_have_the_columns_of_a_register() -> None:
    names = [path.name for path in sorted(SHARED.rglob("*.csv")) if probe(path)]
    assert names == ["london_contracts.csv"]
    reading = read(SHARED / "london_contracts.csv", reference=REFERENCE)
    assert (reading.n_read, reading.n_kept, len(reading.left_out), len(reading.quarantined)) == (14, 5, 8, 1)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files is absent")
def test_schemas_code_lists_and_notes_among_the_real_files_are_refused_by_kind() -> None:
    found = {str(path.relative_to(SHARED)): refusal_of(path) for path in SHARED.rglob("*") if path.is_file()}
    refused = {name: refusal[0].split(",")[0] for name, refusal in found.items() if refusal}
    n_lists = sum(what == "this is a list of codes" for what in refused.values())
    n_schemas = sum(what == "this is a schema" for what in refused.values())
    assert (n_lists, n_schemas, len(refused)) == (11, 2, 15)
    assert all(
        name.startswith(("reference/", "find_a_tender/schema/", "contract_registers/", "README")) for name in refused
    )


def test_a_web_page_under_any_name_is_refused(tmp_path: Path) -> None:
    for name, text in (
        ("a.csv", "\ufeff<!DOCTYPE html><html>"),
        ("a.xlsx", "<html><table>"),
        ("b.csv", "  <!-- x -->\n<HTML>"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert "web page" in (refusal_of(tmp_path / name) or ("", ""))[0]
    (tmp_path / "a.csv").write_text("Title,Supplier\n<b>x</b>,A\n", encoding="utf-8")
    assert refusal_of(tmp_path / "a.csv") is None


def test_a_zip_bomb_is_refused_and_a_workbook_is_not(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (60 << 20))
    assert "fill the memory" in (refusal_of(tmp_path / "bomb.xlsx") or ("", ""))[0]
    _workbook(tmp_path / "a.xlsx")
    assert refusal_of(tmp_path / "a.xlsx") is None
    assert refusal_of(FIXTURES / "made_register.ods") is None


def test_a_cell_repeated_a_billion_times_is_refused_before_it_takes_the_memory(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    body = f'<table:table><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
    assert measure_open_document(path).corner == "XFD1048576"
    assert open_cells(path).issues[0].rule == "size"


def test_blank_cells_repeated_to_the_last_row_cost_nothing() -> None:
    assert measure_open_document(FIXTURES / "made_register.ods").corner == "J5"


@pytest.mark.parametrize("name", ["made_register.xls", "made_register.ods"])
def test_a_cut_off_workbook_is_refused_without_a_traceback(tmp_path: Path, name: str) -> None:
    whole = (FIXTURES / name).read_bytes()
    for size in (9, 600, len(whole) // 2, len(whole) - 30):
        (tmp_path / name).write_bytes(whole[:size])
        opened = open_cells(tmp_path / name)
        assert opened.sheets or opened.issues


def test_a_damaged_old_workbook_is_told_before_it_is_opened(tmp_path: Path) -> None:
    whole = (FIXTURES / "made_register.xls").read_bytes()
    assert measure_old_workbook(FIXTURES / "made_register.xls").corner == "J5"
    chance = random.Random(1)  # noqa: S311 - spoils a file the same way each time
    for _ in range(60):
        spoilt = bytearray(whole)
        for _ in range(3):
            spoilt[chance.randrange(8, 600)] = chance.randrange(256)
        (tmp_path / "a.xls").write_bytes(spoilt)
        opened = open_cells(tmp_path / "a.xls")
        assert opened.sheets or opened.issues


def test_numbers_are_never_taken_for_telephone_numbers(tmp_path: Path) -> None:
    text = "Ref,Title,Vendor,CPV,End Date\n00123456789,Software 020 7946 0000,A,48000000 09300000,01/01/2027\n"
    (row,) = rows(reading_of(tmp_path, text))
    assert (row["reference"], row["title"], row["cpv"]) == ("00123456789", "Software", "48000000")


def test_a_cell_of_a_hundred_thousand_letters_is_read_at_once(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, f"Title,Vendor,End Date\nSoftware {'a' * 100_000},{'b.' * 50_000},01/01/2027\n")
    assert reading.n_kept == 1


def test_a_note_row_never_shows_a_contact_point(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Contact,Title,Vendor,End Date\nJo Person,,,\nJo Person,Finance,,\n")
    assert [(one.reason, one.what) for one in reading.left_out] == [("note_row", ""), ("note_row", "Finance")]


def test_a_mistyped_borough_is_told_with_the_nearest(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Title,Vendor,Expiry Date\nSoftware,A,01/01/2027\n", borough="Cambden")
    assert reasons(reading) == ["not_london"]
    assert [issue.mend for issue in reading.issues] == ["Did you mean 'Camden'?"]


def test_an_error_of_a_formula_in_a_csv_file_is_named_and_is_no_text(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Title,Vendor,Expiry Date\nSoftware,#REF!,#N/A\n")
    assert [issue.where for issue in reading.issues] == ["line 2, column B", "line 2, column C"]
    assert not {"supplier", "end_date"} & set(rows(reading)[0])


def test_an_unreadable_cell_names_its_sheet_and_letter(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "All"
    for line in (("Title", "Vendor", "Expiry Date"), ("Software", "A", "soon")):
        book.worksheets[0].append(line)
    book.save(tmp_path / "a.xlsx")
    (issue,) = read(tmp_path / "a.xlsx", reference=REFERENCE, borough="Camden").issues
    assert (
        str(issue)
        == "a.xlsx, All!C2: 'soon' is not a date that can be read. Correct it in the register; until then it counts as not known."
    )


def test_registers_of_two_boroughs_under_one_file_name_are_two_sources(tmp_path: Path) -> None:
    register = Register.from_tables({}, as_of=date(2026, 11, 23))
    for borough in ("Camden", "Brent"):
        path = tmp_path / borough / "contracts.csv"
        path.parent.mkdir()
        path.write_text(
            f"Council,Contract Title,Supplier,End Date\n{borough},Payroll software,Zellis,31/03/2027\n",
            encoding="utf-8",
        )
        register, _ = add_files(register, [path], retrieved=date(2026, 11, 23))
    assert sorted(register.contracts["borough_id"]) == ["brent", "camden"]
    newer = tmp_path / "Brent" / "contracts.csv"
    newer.write_text(
        "Council,Contract Title,Supplier,End Date\nBrent,Housing software,Civica,31/03/2028\n", encoding="utf-8"
    )
    register, additions = add_files(register, [newer], retrieved=date(2026, 11, 23))
    assert [addition.status for addition in additions] == ["replaced"]
    assert sorted(register.contracts["title"]) == ["Housing software", "Payroll software"]
