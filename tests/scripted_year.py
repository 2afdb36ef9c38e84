"""
What a year of one borough is made of: a clock, notices, a return filled in as a person would, and a person's mistakes.

All of it is made up but the public facts of data/london that the year starts from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from replay_server import Service

from citytools_analysis.check import check_file
from citytools_analysis.cli import main
from citytools_analysis.errors import Issue
from citytools_analysis.records import known_records
from citytools_analysis.register import Register, open_register
from citytools_analysis.resolve import Names
from citytools_analysis.selection import for_borough

HOUSING, PARKING, LETTINGS, ELSEWHERE = (f"ocds-h6vhtk-0f000{number}" for number in (1, 2, 3, 9))
_MADE = "made for the tests after the published schemas of OCDS and its UK extension"
_BUYER = {"id": "GB-PPON-PMAD-1111-MADE", "name": "London Borough of Havering"}


class Clock(datetime):
    """The clock of the command line, set by hand."""

    day = date(2026, 9, 1)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Clock:
        """Give nine o'clock of the day that was set."""
        return cls(cls.day.year, cls.day.month, cls.day.day, 9, tzinfo=tz or UTC)


# ---- notices -------------------------------------------------------------------------------------------------------


def package(*releases: Mapping[str, Any], day: str = "2026-08-20", following: str = "") -> bytes:
    """Make a page of Find a Tender."""
    links = {"links": {"next": following}} if following else {}
    head = {"version": "1.1", "publisher": {"name": _MADE}, "publishedDate": f"{day}T10:00:00Z"}
    return json.dumps(head | {"releases": releases} | links).encode()


def _release(ocid: str, notice: str, kind: str, day: str, contract: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    address = f"https://www.find-tender.service.gov.uk/Notice/{notice}"
    documents = [{"id": notice, "documentType": "contractNotice", "noticeType": kind, "url": address}]
    contact = {"name": "Jo Example", "email": "jo.example@havering.example"}
    said = {
        "ocid": ocid, "id": notice, "date": f"{day}T10:00:00Z", "buyer": _BUYER,
        "parties": [_BUYER | {"roles": ["buyer"], "contactPoint": contact}], "tender": {"id": "T"},
        "contracts": [{"id": "1", "awardID": "1", "documents": documents} | contract],
    }  # fmt: skip
    return said | more


def _days(start: str, end: str, latest: str = "") -> dict[str, str]:
    told = {"startDate": start, "endDate": end} | ({"maxExtentDate": latest} if latest else {})
    return {name: f"{day}T00:00:00Z" for name, day in told.items()}


def details(ocid: str, notice: str, day: str, title: str, *, period: Mapping[str, str], pounds: int) -> dict[str, Any]:
    """Make a UK7: a contract with its period, value and supplier."""
    supplier = {"id": f"S-{notice}", "name": f"{title.partition(':')[0]} Makers Ltd"}
    item = {"id": "1", "additionalClassifications": [{"scheme": "CPV", "id": "48000000"}]}
    tender = {"id": "T", "title": title, "legalBasis": {"id": "2023/54", "scheme": "UKPGA"}, "items": [item]}
    contract = {"status": "active", "title": title, "period": period, "value": {"amount": pounds, "currency": "GBP"}}
    award = {"id": "1", "status": "active", "suppliers": [supplier]}
    return _release(ocid, notice, "UK7", day, contract, tag=["award", "contract"], tender=tender, awards=[award])


def known_notices() -> bytes:
    """Give what is published when the year begins: two contracts of the borough."""
    housing = _days("2025-04-01", "2027-03-31", "2028-03-31")
    parking = _days("2025-07-01", "2028-06-30")
    return package(
        details(HOUSING, "200001-2025", "2025-04-10", "Housing: management system", period=housing, pounds=400_000),
        details(PARKING, "200002-2025", "2025-07-10", "Parking: enforcement system", period=parking, pounds=150_000),
    )


class News(Service):
    """What is published during the year: a new contract, an extension, an early end; and another council's contract."""

    def page(self, number: int) -> bytes:
        """Give one of three pages."""
        term = _days("2027-01-01", "2029-12-31")
        new = details(
            LETTINGS, "200003-2026", "2026-12-15", "Lettings: choice-based lettings", period=term, pounds=90_000
        )
        leeds = {"name": "Leeds City Council", "roles": ["buyer"]}
        elsewhere = details(ELSEWHERE, "200009-2026", "2026-12-01", "Housing: system", period=term, pounds=1000)
        elsewhere |= {"buyer": leeds, "parties": [leeds]}
        moved = {"period": _days("2025-04-01", "2028-03-31"), "amendments": [{"id": "1", "rationale": "Option used"}]}
        ended = {"status": "terminated", "implementation": {"endDate": "2027-01-31T00:00:00Z"}}
        pages: Sequence[tuple[Mapping[str, Any], ...]] = (
            (new, elsewhere),
            (_release(HOUSING, "200004-2027", "UK10", "2027-01-20", moved, tag=["contractAmendment"]),),
            (_release(PARKING, "200005-2027", "UK11", "2027-02-05", ended, tag=["contractTermination"]),),
        )
        following = f"{self.address}/next?cursor={number + 1}" if number < len(pages) else ""
        return package(*pages[number - 1], day="2027-02-28", following=following)


# ---- the register and its workbooks ----------------------------------------------------------------------------------


class Year:
    """A folder with a register, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.register = folder, folder / "register"
        self.outputs: list[str] = []

    def run(self, *arguments: object, day: date, exit_code: int = 0) -> str:
        """Give a command on a day, and what it printed."""
        Clock.day = day
        words = [str(argument) for argument in (*arguments, "--register", self.register)]
        if arguments[0] == "download":
            words = words[:-2]
        result = CliRunner().invoke(main, words)
        assert (result.exit_code, "Traceback" in result.output) == (exit_code, False), result.output
        self.outputs.append(result.output)
        return result.output

    def open(self, *, day: date | None = None) -> Register:
        """Open the register as it was known on a day."""
        return open_register(self.register, as_of=day)

    def issues(self, path: Path) -> tuple[Issue, ...]:
        """Give every problem of a file, as the library tells it."""
        register = self.open()
        return check_file(path, names=Names(register.reference), known=known_records(register.all_rows))[1]

    def contract(self, title: str, *, day: date | None = None) -> dict[str, Any]:
        """Give the borough's one contract of a title."""
        rows = for_borough(self.open(day=day).contracts, "havering")
        (row,) = rows[rows["title"] == title].to_dict("records")
        return {str(name): value for name, value in row.items()}


def cells(path: Path, sheet: str, heading: str, value: str) -> dict[str, object]:
    """Give the cells of the one row of a workbook that has a value under a heading."""
    found = openpyxl.load_workbook(path)[sheet]
    row = row_of(found, heading, value)
    return {name: found.cell(row, column).value for name, column in columns(found).items()}


def asked(book: Workbook, place: str) -> tuple[object, object]:
    """Give what a question is about: the row, by its title or function, and the column."""
    sheet, cell = book[place.partition("!")[0]], book[place.partition("!")[0]][place.partition("!")[2]]
    name = columns(sheet)["Title" if sheet.title == "Contracts" else "Function"]
    heading = "Title" if sheet.title == "Contracts" else "Function"
    return _plain(heading, sheet.cell(cell.row, name).value), sheet.cell(1, cell.column).value


# ---- the return ----------------------------------------------------------------------------------------------------


def columns(sheet: Worksheet) -> dict[str, int]:
    """Give the column of each heading."""
    return {str(cell.value): int(cell.column) for cell in sheet[1] if cell.value is not None}


def row_of(sheet: Worksheet, heading: str, value: str) -> int:
    """Find the one row with a value under a heading; a function is found by its code."""
    column = columns(sheet).get(heading, 1)
    (row,) = [row for row in range(1, sheet.max_row + 1) if _plain(heading, sheet.cell(row, column).value) == value]
    return row


def _plain(heading: str, value: object) -> object:
    return str(value).split(" ")[0] if heading == "Function" else value


def fill(sheet: Worksheet, row: int, cells: Mapping[str, object]) -> int:
    """Write cells of a row by their headings."""
    known = columns(sheet)
    for heading, value in cells.items():
        sheet.cell(row, known[heading]).value = value  # type: ignore[assignment]
    return row


def add(sheet: Worksheet, **cells: object) -> int:
    """Add a row below the last; headings are written with _ for spaces."""
    last = max((cell.row for row in sheet.iter_rows() for cell in row if cell.value is not None), default=1)
    return fill(sheet, last + 1, {heading.replace("_", " "): value for heading, value in cells.items()})


NEW_CONTRACTS = ("Telephony", "Website", "Mapping", "Payroll", "Waste", "Committees", "Libraries", "Licensing")
_CODES = ("CUS05", "CUS03", "TEC08", "COR02", "ENV01", "DEM01", "CUL01", "REG02")


def filled_in(path: Path, day: date) -> None:
    """Fill a template in: confirm, correct, say unknown and none, add; most rows are left as they are."""
    book = openpyxl.load_workbook(path)
    about, contracts, systems = book["About"], book["Contracts"], book["Systems"]
    about["B2"], about["B3"] = day, "digital@havering.example"
    row = row_of(contracts, "Title", "GovMetric CaseTracker case management solution")
    fill(
        contracts,
        row,
        {"Ends on": "16/02/2028", "Still in use": "yes", "Value": "unknown", "Options in months": "none"},
    )
    row = row_of(contracts, "Title", "Housing: management system")
    fill(contracts, row, {"Functions": "HSG01"})
    row = row_of(contracts, "Title", "Parking: enforcement system")
    fill(contracts, row, {"Functions": "Parking enforcement and PCN processing", "Options in months": "none"})
    for number, (title, code) in enumerate(zip(NEW_CONTRACTS, _CODES, strict=True)):
        add(
            contracts, Contract_reference=f"HAV-{number}", Title=title, Functions=code, System=f"{title} system",
            Supplier=f"{title} Suppliers Ltd", Starts_on=f"{number + 14}/04/2026", Kind_of_end="fixed",
            Ends_on="31/03/2029", Options_in_months="12; 12", Who_may_extend="buyer", Notice_to_extend=3,
            Value=100_000 + number, Value_covers="committed term", VAT="ex", May_be_published="yes",
        )  # fmt: skip
    fill(systems, row_of(systems, "Function", "ENV01"), {"System": "Whitespace", "In use from": "2020"})
    add(systems, Function="CUS05", System="Telephony system", Supplier="Telephony Suppliers Ltd", In_use_from="04/2026")
    add(systems, Function="Chatbots and conversational AI", In_use="none")
    add(
        systems,
        Function="CUS03",
        In_use="known",
        System="Website system",
        Supplier="Website Suppliers Ltd",
        May_be_published="no",
    )
    for dimension, score in (("overall", 4), ("value", 3), ("support", 2), ("usability", 5)):
        add(book["Satisfaction"], System="ModernGov", What_is_rated=dimension, Score_1_to_5=score)
    for challenge in ("price rises", "lock in"):
        add(book["Challenges"], System="Telephony system", Problem=challenge, State="open")
    for skill, level in (("procurement", 3), ("integration", 1), ("service design", 0)):
        add(book["Skills"], Skill=skill, Level_0_to_4=level, Others_may_ask="yes")
    add(book["Intentions"], Function="HSG01", Intention="joint contract", Earliest_start="04/2028")
    add(book["Intentions"], Function="CUS05", Intention="alone")
    book.save(path)
