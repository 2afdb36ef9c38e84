"""The two tables that others gathered: their columns, and each line as text without contact points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from citytools_analysis.schema import Field, Sheet
from citytools_analysis.sources.cells import Cells, Opened
from citytools_analysis.sources.headers import Header, find_header, frame_below
from citytools_analysis.sources.registers.values import prose_of, text_of

_PROSE = {"title", "note", "procurement_method_details"}
_SYSTEMS = Sheet(
    "systems",
    "Gathered systems",
    "One row a public page of one council, read on one day.",
    (
        Field("gss", "gss", "text", "Area code of the authority."),
        Field("borough", "borough", "text", "Its name.", required=True),
        Field("function", "function", "text", "Phrase for the place.", required=True),
        Field("product", "product", "text", "What was seen there.", required=True),
        Field("supplier_inferred", "supplier_inferred", "text", "Who is thought to make it."),
        Field("evidence_url", "evidence_url", "address", "Address of the page.", required=True),
        Field("source", "source", "text", "Where the reading was found."),
        Field("source_date", "source_date", "date", "Day of the reading.", required=True),
        Field("note", "note", "text", "How it was read."),
    ),
    (),
)
_CONTRACTS = Sheet(
    "contracts",
    "Gathered contracts",
    "One row a contract seen in a notice or a council's record.",
    (
        Field("id", "id", "text", "Its process or record.", required=True),
        Field("source", "source", "text", "Where it was seen."),
        Field("buyer_as_seen", "buyer_as_seen", "text", "The buyer, or words for it.", required=True),
        Field("title", "title", "text", "Its title.", required=True),
        Field("supplier_as_seen", "supplier_as_seen", "text", "The supplier.", required=True),
        Field("cpv", "cpv", "text", "Procurement code."),
        Field("value_gbp", "value_gbp", "text", "Pounds, or words for them."),
        Field("start", "start", "date", "First day."),
        Field("end", "end", "date", "Last day."),
        Field("procurement_method_details", "procurement_method_details", "text", "How it was bought."),
        Field("note", "note", "text", "What the gatherer remarks."),
    ),
    (),
)


@dataclass(frozen=True)
class Line:
    """
    One line of a gathered table.

    Parameters
    ----------
    number
        Its line in the file.
    said
        Text by column; a blank cell is not in it.

    Examples
    --------
    >>> Line("3", {"product": "Shelf"})["note"], Line("3", {}).pointer
    ('', 'line 3')
    """

    number: str
    said: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Give a cell; blank text where it holds nothing."""
        return self.said.get(column, "")

    def with_cell(self, column: str, text: str) -> Line:
        """
        Give the line with another text in a cell.

        Parameters
        ----------
        column
            Name of the column.
        text
            Its new text; blank takes the cell out.

        Returns
        -------
        line
            A new line.

        Examples
        --------
        >>> Line("3", {"product": "Shelf"}).with_cell("product", "").said
        {}
        """
        cells = {**self.said, column: text}
        return Line(self.number, {name: cell for name, cell in cells.items() if cell})

    @property
    def pointer(self) -> str:
        """Where it stands in the file."""
        return f"line {self.number}"

    @property
    def content(self) -> str:
        """The line as JSON, to be read again."""
        return json.dumps({**self.said, "where_row": self.number}, ensure_ascii=False, sort_keys=True)


def table_of(opened: Opened) -> tuple[Header, Cells] | None:
    """
    Find which gathered table an opened file is.

    Parameters
    ----------
    opened
        The file.

    Returns
    -------
    header, cells
        Its header, whose sheet is `systems` or `contracts`, and its cells; None where it is neither.

    Examples
    --------
    >>> row = ("borough", "function", "product", "evidence_url", "source_date")
    >>> header, _ = table_of(Opened("a.csv", (Cells("", ((1, row),)),)))
    >>> header.sheet.name
    'systems'
    """
    for cells in () if opened.is_workbook else opened.sheets[:1]:
        for sheet in (_SYSTEMS, _CONTRACTS):
            header = find_header(opened.file_name, sheet, cells)
            if header and all(name in header.columns for name in _needed(sheet)):
                return header, cells
    return None


def needed() -> str:
    """
    Name the columns without which a file is no gathered table.

    Returns
    -------
    columns
        Of systems, or of contracts.

    Examples
    --------
    >>> needed()
    'borough, function, product, evidence_url, source_date; or id, buyer_as_seen, title, supplier_as_seen'
    """
    return "; or ".join(", ".join(_needed(sheet)) for sheet in (_SYSTEMS, _CONTRACTS))


def _needed(sheet: Sheet) -> list[str]:
    return [field.name for field in sheet.fields if field.required]


def lines_of(header: Header, cells: Cells) -> Iterator[Line]:
    """
    Go through the lines below a header.

    Parameters
    ----------
    header, cells
        What `table_of` gives.

    Yields
    ------
    line
        Its cells as text, without mailboxes and telephone numbers.

    Examples
    --------
    >>> rows = ((1, ("borough", "function", "product", "evidence_url", "source_date")), (2, ("Camden", None, " Shelf ")))
    >>> [line.said for line in lines_of(*table_of(Opened("a.csv", (Cells("", rows),))))]
    [{'borough': 'Camden', 'product': 'Shelf'}]
    """
    for row in frame_below(header, cells).to_dict("records"):
        said = {name: _text(name, row[name]) for name in header.sheet.names}
        yield Line(str(row["where_row"]), {name: text for name, text in said.items() if text})


def line_again(content: str) -> Line:
    """
    Give a line back that was kept aside.

    Parameters
    ----------
    content
        What `Line.content` gave.

    Returns
    -------
    line
        The same line.

    Examples
    --------
    >>> line_again(Line("3", {"product": "Shelf"}).content).pointer
    'line 3'
    """
    said = {str(name): str(text) for name, text in json.loads(content).items()}
    return Line(said.pop("where_row", ""), said)


def _text(column: str, cell: object) -> str:
    return prose_of(cell) if column in _PROSE else text_of(cell)
