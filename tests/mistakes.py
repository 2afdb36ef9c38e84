"""Mistakes people make in a return, each of another kind; put into a workbook and taken out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from scripted_year import columns, row_of

_KEYS = {
    "Contracts": "Title", "Systems": "Function", "Satisfaction": "What is rated", "Challenges": "Problem", "Skills": "Skill",
    "Intentions": "Function", "About": "",
}  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """
    One thing a person gets wrong.

    In which sheet, row (by its title, function or such; blank for the header) and column; what is written there; words of
    the message it must give, and the column in which it is told if that is another.
    """

    sheet: str
    row: str
    column: str
    wrong: object
    says: str
    level: str = "error"
    told_at: str = ""


@dataclass(frozen=True)
class Again:
    """A row that is written a second time with some cells changed; it is told at the first cell of the second row."""

    sheet: str
    row: str
    changed: Mapping[str, object]
    says: str
    level: str = "error"


Slip = Mistake | Again
MISTAKES: tuple[Slip, ...] = (
    Mistake("Contracts", "Telephony", "Ends on", "31/02/2029", "is not a real date"),
    Mistake("Contracts", "Website", "Ends on", "31/03/2024", "before it starts on 15 Apr 2026"),
    Mistake("Contracts", "Mapping", "Starts on", "04/25/2026", "this column mixes day first"),
    Mistake("Contracts", "Telephony", "Value", "£1.2m", "is rounded"),
    Mistake("Contracts", "Website", "Value", "TBC", "is not an amount"),
    Mistake("Contracts", "Mapping", "Value", -5000, "is negative"),
    Mistake("Contracts", "Payroll", "Functions", "CQR02", "'CQR02' is not a function. Did you mean"),
    Mistake("Contracts", "Waste", "Other boroughs served", "Redbrige", "Did you mean 'Redbridge'?"),
    Mistake("Contracts", "Committees", "Share of each function", "60; 30", "does not share out 1 function"),
    Mistake("Contracts", "Payroll", "Options in months", "two years", "is not a number of months"),
    Mistake("Contracts", "Waste", "Ends on", "=EDATE(K9,36)", "has no stored value"),
    Mistake("Contracts", "Waste", "Value", "#REF!", "shows the error #REF!"),
    Mistake("Contracts", "GovMetric CaseTracker case management solution", "Record", "0123456789abcdef", "no record"),
    Mistake("Contracts", "Libraries", "Title", None, "title is missing"),
    Mistake("Contracts", "Committees", "Ends on", None, "a fixed end has no date"),
    Mistake("Contracts", "Housing: management system", "Kind of end", "rolling", "contradicts the end of 31 Mar 2027"),
    Mistake("Contracts", "Licensing", "Value covers", "comitted term", "Did you mean 'committed_term'"),
    Mistake("Contracts", "Licensing", "Notice to extend", "a quarter", "is not a number"),
    Mistake("Contracts", "", "Direct award", "Direct awrd", "Did you mean 'Direct award'?", "warning"),
    Mistake("Systems", "CUS05", "In use", "none", "contradicts the system 'Telephony system'"),
    Mistake("Satisfaction", "overall", "Score 1 to 5", 6, "6 is outside 1 to 5"),
    Mistake("Satisfaction", "support", "What is rated", "suport", "Did you mean 'support'"),
    Mistake("Satisfaction", "usability", "Survey day", "01/10/2062", "comes after the day of this return"),
    Mistake("About", "Role mailbox", "", "jane.smith@havering.example", "looks like a person's address"),
    Again("Contracts", "Licensing", {}, "this row repeats the one at Contracts!A"),
)
MORE: tuple[Slip, ...] = (
    Mistake("Contracts", "Telephony", "CPV code", "4844", "is not a CPV code"),
    Mistake("Contracts", "Website", "Next break", "31/03/2026", "has its break on 31 Mar 2026, before it starts"),
    Mistake("Contracts", "Mapping", "Notice to end", 600, "600 is outside 0 to 60"),
    Mistake("Contracts", "Payroll", "Value", 0, "mostly written where a value is not known", "warning"),
    Mistake("Contracts", "Waste", "Kind of end", "unknown", "contradicts the end of 31 Mar 2029"),
    Mistake("Contracts", "Committees", "Ends on", "none", "contradicts that there is no end", told_at="Kind of end"),
    Mistake("Contracts", "Libraries", "Public address", "see the intranet", "is not a public address"),
    Mistake("Contracts", "Licensing", "Process identifier", "DN123456", "is not the identifier of a process"),
    Mistake("Contracts", "Libraries", "Ends on", 47207, "the number a spreadsheet keeps for one"),
    Mistake("Contracts", "Licensing", "Ends on", "31/03/0209", "has the year 209"),
    Mistake("Contracts", "Mapping", "Functions", "TEC08, TEC09", "'TEC08, TEC09' is not a function"),
    Mistake("Contracts", "Telephony", "Title", "unknown", "cannot stand for title"),
    Mistake("Contracts", "Website", "Still in use", "partly", "is neither yes nor no"),
    Mistake("Systems", "CUS03", "System", None, "the system is missing"),
    Mistake("Systems", "CUS05", "In use to", "01/2019", "before it comes into use"),
    Mistake("Satisfaction", "overall", "Score 1 to 5", "good", "is not a number"),
    Mistake("Satisfaction", "value", "Score 1 to 5", 3.5, "is not a whole number"),
    Mistake("Satisfaction", "support", "System", "ModernGuv", "Did you mean 'ModernGov'?", "warning"),
    Mistake("Challenges", "price rises", "Problem", "price rise", "Did you mean 'price_rises'"),
    Mistake("Challenges", "lock in", "Reported on", "soon", "is not a date"),
    Mistake("About", "Role mailbox", "", "jsmith@havering.example", "may be a person's address", "warning"),
    Again("Skills", "procurement", {"Level 0 to 4": 4}, "this row repeats the one at Skills!A"),
    Again("Contracts", "Housing: management system", {"Record": None, "Ends on": "31/03/2030"}, "this is the contract of"),
    Again("Contracts", "Parking: enforcement system", {"Title": "Parking again"}, "stands in Contracts!A"),
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """Where a mistake was put, where it must be told, and what stood there before."""

    mistake: Slip
    sheet: str
    cells: Mapping[str, object]
    place: str


def plant(path: Path, mistakes: Sequence[Slip]) -> list[Planted]:
    """Make the mistakes in a workbook that had none; all places are found before the first is made."""
    book = openpyxl.load_workbook(path)
    found = [*_planted(book, mistakes)]
    for one, cells in [(one, _written(book, one)) for one in found]:
        for place, value in cells.items():
            book[one.sheet][place].value = value
    book.save(path)
    return found


def correct(path: Path, planted: Iterable[Planted]) -> None:
    """Put back what stood in each cell."""
    book = openpyxl.load_workbook(path)
    for one in planted:
        for place, value in one.cells.items():
            book[one.sheet][place].value = value
    book.save(path)


def _planted(book: Workbook, mistakes: Iterable[Slip]) -> Iterator[Planted]:
    below = {sheet.title: sheet.max_row for sheet in book.worksheets}
    for mistake in mistakes:
        sheet, known = book[mistake.sheet], columns(book[mistake.sheet])
        if isinstance(mistake, Again):
            below[mistake.sheet] += 1
            row = below[mistake.sheet]
            cells = {sheet.cell(row, column).coordinate: None for column in known.values()}
            yield Planted(mistake, mistake.sheet, cells, f"{mistake.sheet}!A{row}")
            continue
        row = row_of(sheet, _KEYS[mistake.sheet], mistake.row) if mistake.row else 1
        cell = sheet.cell(row, known[mistake.column] if mistake.column else 2)
        told = sheet.cell(row, known[mistake.told_at]) if mistake.told_at else cell
        yield Planted(mistake, mistake.sheet, {cell.coordinate: cell.value}, f"{mistake.sheet}!{told.coordinate}")


def _written(book: Workbook, planted: Planted) -> Mapping[str, Any]:
    mistake = planted.mistake
    if isinstance(mistake, Mistake):
        return dict.fromkeys(planted.cells, mistake.wrong)
    sheet = book[mistake.sheet]
    known = columns(sheet)
    row = row_of(sheet, _KEYS[mistake.sheet], mistake.row)
    again = {name: sheet.cell(row, column).value for name, column in known.items()} | mistake.changed
    return dict(zip(planted.cells, (again[name] for name in known), strict=True))
