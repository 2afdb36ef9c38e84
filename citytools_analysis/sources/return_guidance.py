"""The sheets of a return that explain it: what to do, what is asked first, and what each column takes."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink

from citytools_analysis.schema import ABOUT_FIELDS, RETURN_SHEETS, SHEETS
from citytools_analysis.sources.gap import Gap
from citytools_analysis.sources.workbook_cells import fit, font, put, write_header

_TITLE = "Start here"
_STEPS = (
    "1. Answer the questions below first: each leads to its cell. A yellow cell is one we do not know and that matters.",
    "2. Correct whatever is wrong, on any sheet. What is right needs nothing.",
    "3. Add a row below the last one for a system or contract that is missing; leave its Record blank.",
    "4. Write the day on the About sheet, and send the file back to whoever sent it to you.",
)
_MEANINGS = (
    ("blank", "unchanged: what is already known stays as it is"),
    ("unknown", "you do not know it either: what was known before is put aside"),
    ("none", "there is none, such as no option to extend or no reseller"),
    ("a deleted row", "changes nothing. To end something, fill in In use to, or write no under Still in use"),
    (
        "May be published",
        "yes makes a row public. Ratings, problems, skills and intentions are never published by borough",
    ),
)
_N_ASKED = 10
_BIG, _BOLD = font(16, bold=True, color="1F3A5F"), font(bold=True, color="1F3A5F")
_LINK = font(color="1D5FA8", is_link=True)


def write_guidance(workbook: Workbook, gaps: Sequence[Gap], places: Sequence[str]) -> None:
    """
    Write the first sheet: what to do in four steps, the questions, and what blank, unknown and none mean.

    Parameters
    ----------
    workbook
        The workbook.
    gaps
        What is asked, most pressing first; the first ten are written.
    places
        The cell of each, such as `Contracts!L2`.

    Examples
    --------
    >>> book = Workbook()
    >>> write_guidance(book, [Gap("contracts", 2, "end_date", "When does Licences end?")], ["Contracts!L2"])
    >>> book.sheetnames[0], book["Start here"]["A9"].value
    ('Start here', 'When does Licences end?')
    """
    sheet = workbook.create_sheet(_TITLE, 0)
    lines = [
        ("Confirm or correct what is known of your technology", _BIG),
        *((step, None) for step in _STEPS),
        ("", None),
    ]
    asked = "What we ask first" if gaps else "We have no question: everything that decides a purchase is known"
    for row, (words, look) in enumerate([*lines, (asked, _BOLD), ("", None)], start=1):
        put(sheet.cell(row, 1), words or None)
        if look:
            sheet.cell(row, 1).font = look
    first = len(lines) + 3
    for row, (gap, place) in enumerate(list(zip(gaps, places, strict=True))[:_N_ASKED], start=first):
        put(sheet.cell(row, 1), gap.words)
        cell = sheet.cell(row, 2, place)
        title, reference = place.split("!")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!{reference}", display=place)
        cell.font = _LINK
    last = first + min(len(gaps), _N_ASKED) + 1
    if len(gaps) > _N_ASKED:
        put(sheet.cell(last - 1, 1), f"and {len(gaps) - _N_ASKED} more: the other yellow cells")
        last += 1
    put(sheet.cell(last, 1), "What a cell means")
    sheet.cell(last, 1).font = _BOLD
    for row, (word, meaning) in enumerate(_MEANINGS, start=last + 1):
        put(sheet.cell(row, 1), f"{word}: {meaning}")
    sheet.column_dimensions["A"].width = 110
    sheet.column_dimensions["B"].width = 18
    sheet.sheet_view.showGridLines = False
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    fit(sheet)


def write_columns(workbook: Workbook) -> None:
    """
    Write the last sheet: what each column takes.

    Parameters
    ----------
    workbook
        The workbook.

    Examples
    --------
    >>> book = Workbook()
    >>> write_columns(book)
    >>> book["Columns"]["B2"].value
    'Borough'
    """
    target = workbook.create_sheet("Columns")
    write_header(target, ("Sheet", "Column", "What to write", "Needed"))
    fields = [(SHEETS[name].title, field) for name in RETURN_SHEETS for field in SHEETS[name].fields if field.in_return]
    for row, (title, field) in enumerate([*(("About", field) for field in ABOUT_FIELDS), *fields], start=2):
        words = (title, field.label, field.help, "yes" if field.required else "")
        for column, word in enumerate(words, start=1):
            put(target.cell(row, column), word)
            target.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in (("A", 14), ("B", 24), ("C", 80), ("D", 9)):
        target.column_dimensions[letter].width = width
    fit(target)
