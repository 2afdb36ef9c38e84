"""The sheets of a register with their headers, and the rows below that are records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from citytools_analysis.errors import Issue
from citytools_analysis.reference import Reference
from citytools_analysis.sources.cells import Cells, Opened, Unusable
from citytools_analysis.sources.registers.headings import Heading, folded_heading, known_headings
from citytools_analysis.sources.registers.layout import Layout, find_layout
from citytools_analysis.sources.registers.values import is_error, prose_of, text_of

_TOTAL = re.compile(
    r"(?:grand |sub[- ]?|overall )?totals?\b(?: \(?(?:value|amount|spend|gbp|of .*)\)?)?[\s:£]*", re.IGNORECASE
)
_OURS = {
    "extensionmonths",
    "endkind",
    "functions",
    "functionshares",
    "valuegbp",
    "seenon",
    "evidenceurl",
}  # headings of a return or of facts
_NOT_OURS = {"noticeidentifier", "noticetype", "paymentdate", "invoicedate", "formonth"}
_RETURN_SHEETS = {"about", "lists"}


@dataclass(frozen=True)
class Table:
    """
    One sheet with the table of a register.

    Parameters
    ----------
    cells
        The sheet.
    layout
        Its header and columns.

    Examples
    --------
    >>> Table(Cells("", ((1, ("Title",)),)), Layout(1)).records
    ()
    """

    cells: Cells
    layout: Layout

    @property
    def records(self) -> tuple[tuple[int, tuple[object, ...]], ...]:
        """The rows below the header that hold anything in a known column; a repeated header is no record."""
        return tuple(
            (number, row)
            for number, row in self.cells.rows
            if number > self.layout.last_row and self._cells(row) and not self._is_header(row)
        )

    def reason(self, row: Sequence[object]) -> str:
        """Say why a row is no record of a contract: `total_row`, `note_row`, or nothing if it may be one."""
        said = [(name, cell) for name, cell in self._cells(row) if name != "ignore"]
        texts = [text_of(cell) for cell in row if isinstance(cell, str) and text_of(cell)]
        fields = {name for name, _ in said}
        if (texts and _TOTAL.fullmatch(texts[0])) or (fields <= {"value_gbp"} and fields and not texts[1:]):
            return "total_row"
        return "" if _is_told(fields) else "note_row"

    def first_words(self, row: Sequence[object]) -> str:
        """Give the first text of a row, but never that of a contact point or of a column that is not known."""
        return next((prose_of(cell) for name, cell in self._cells(row) if name != "ignore" and prose_of(cell)), "")[
            :200
        ]

    def _cells(self, row: Sequence[object]) -> list[tuple[str, object]]:
        columns = [column for column in self.layout.columns if column.index < len(row)]
        return [(column.heading.field, row[column.index]) for column in columns if _is_filled(row[column.index])]

    def _is_header(self, row: Sequence[object]) -> bool:
        texts = {folded_heading(cell) for cell in row if cell is not None}
        return len(texts) > 1 and texts <= set(self.layout.names)


def _is_filled(cell: object) -> bool:
    """Tell whether a person sees anything in a cell, be it the error of a formula."""
    return bool(text_of(cell)) or isinstance(cell, Unusable) or is_error(cell)


def _is_told(fields: set[str]) -> bool:
    """Tell a contract, which has a name and something more, from a heading between the rows."""
    return bool(fields & {"title", "description", "reference", "supplier"}) and len(fields) > 1


def looks_like_register(opened: Opened, reference: Reference) -> bool:
    """
    Tell whether a file is a register: contracts with their days, with a supplier or a value; no return, notices or payments.

    Parameters
    ----------
    opened
        The file.
    reference
        The reviewed headings.

    Returns
    -------
    is_register
        Whether it is.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> rows = ((1, ("Contract Title", "Supplier", "Expiry Date")),)
    >>> looks_like_register(Opened("a.csv", (Cells("", rows),)), load_reference())
    True
    """
    if {sheet.title.casefold() for sheet in opened.sheets} >= _RETURN_SHEETS:
        return False
    tables, _ = tables_of(opened, reference)
    return any(_is_of_contracts(table.layout) for table in tables)


def _is_of_contracts(layout: Layout) -> bool:
    names = set(layout.names)
    has_days = layout.fields & {"start_date", "end_date"}
    is_other = len(names & _OURS) > 1 or names & _NOT_OURS
    return bool(has_days and layout.fields & {"supplier", "value_gbp"}) and not is_other


def tables_of(
    opened: Opened, reference: Reference, publisher: str | None = None
) -> tuple[tuple[Table, ...], tuple[Issue, ...]]:
    """
    Find the table of each sheet.

    Parameters
    ----------
    opened
        The file.
    reference
        The reviewed headings.
    publisher
        Whose file it is, if the caller says so; else it is looked for in the file.

    Returns
    -------
    tables
        One a sheet that has one.
    issues
        A warning for each other sheet that holds anything.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> opened = Opened("a.xlsx", (Cells("Notes", ((1, ("Read me",)),)),), is_workbook=True)
    >>> print(tables_of(opened, load_reference())[1][0])
    a.xlsx, Notes: no header of a contract register is found in its first 20 rows, so this sheet is not read. Nothing is to be done if it holds no contracts.
    """
    whose = publisher or _publisher(opened, reference)
    headings = known_headings(reference, file_name=opened.file_name, publisher=whose)
    tables, issues = [], []
    for cells in opened.sheets:
        layout = find_layout(opened.file_name, cells, headings)
        if layout:
            tables.append(Table(cells, layout))
        elif cells.rows:
            issues.append(_no_header(opened, cells))
    return tuple(tables), tuple(issues)


def _publisher(opened: Opened, reference: Reference) -> str | None:
    """Give the one organisation that a first reading finds in the file."""
    headings = known_headings(reference, file_name=opened.file_name)
    return next((name for cells in opened.sheets for name in _organisations(opened.file_name, cells, headings)), None)


def _organisations(file_name: str, cells: Cells, headings: Mapping[str, Heading]) -> Iterator[str]:
    layout = find_layout(file_name, cells, headings)
    columns = [column for column in layout.columns if column.heading.field == "borough"] if layout else []
    for number, row in cells.rows if layout else ():
        for column in columns:
            if layout and number > layout.last_row and column.index < len(row) and text_of(row[column.index]):
                yield text_of(row[column.index])


def _no_header(opened: Opened, cells: Cells) -> Issue:
    what = "no header of a contract register is found in its first 20 rows, so this sheet is not read"
    mend = "Nothing is to be done if it holds no contracts."
    return Issue(opened.file_name, cells.title, what, mend, "no header", "warning")
