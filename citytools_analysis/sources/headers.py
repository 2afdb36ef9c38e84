"""Which row of a sheet is its header, and which column is which field: by label or field name, never by position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.schema import PLACE_COLUMNS, Sheet
from citytools_analysis.sources.cells import Cells, column_letter

_SEARCHED_ROWS = 20
_LEAST_MATCHES = 2


@dataclass(frozen=True)
class Header:
    """
    The header of one sheet.

    Parameters
    ----------
    sheet
        What the sheet holds.
    row
        Its row number or line.
    columns
        Column, from 0, of each field found.
    issues
        Headers that are unknown, repeated or missing.

    Examples
    --------
    >>> from citytools_analysis.schema import SHEETS
    >>> Header(SHEETS["skills"], 1, {"skill": 0, "level": 2}).letters
    {'skill': 'A', 'level': 'C'}
    """

    sheet: Sheet
    row: int
    columns: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    @property
    def letters(self) -> dict[str, str]:
        """The column letter of each field found."""
        return {name: column_letter(column) for name, column in self.columns.items()}


def folded(text: object) -> str:
    """
    Reduce a label to what tells it apart.

    Parameters
    ----------
    text
        A header, a label or a sheet's name.

    Returns
    -------
    label
        Lower case, words parted by one space, without marks such as `*` and `:` at its ends.

    Examples
    --------
    >>> folded("End_Date *"), folded(None)
    ('end date', '')
    """
    return " ".join(str(text or "").replace("_", " ").split()).strip(" *:?").casefold()


def find_header(file_name: str, sheet: Sheet, cells: Cells, *, needed: tuple[str, ...] = ()) -> Header | None:
    """
    Find a sheet's header among its first twenty rows.

    Parameters
    ----------
    file_name
        Name of the file, for the issues.
    sheet
        What the sheet should hold.
    cells
        The sheet.
    needed
        Fields that must have a column, besides those the sheet requires.

    Returns
    -------
    header
        The row in which most labels or field names are recognised, or None where no row has two.

    Examples
    --------
    >>> from citytools_analysis.schema import SHEETS
    >>> cells = Cells("Skills", ((1, ("Camden", None)), (4, ("skill", "Level 0 to 4", "Colour"))))
    >>> header = find_header("camden.xlsx", SHEETS["skills"], cells)
    >>> header.row, header.letters
    (4, {'skill': 'A', 'level': 'B'})
    >>> print(header.issues[0])
    camden.xlsx, Skills!C4: 'Colour' is not a column of this sheet, so it is not read. Its columns are: Skill, Level 0 to 4, Others may ask.
    """
    score, number, row = _best_row(sheet, cells)
    if score < _LEAST_MATCHES:
        return None
    columns, issues = _columns(file_name, sheet, cells, number, row)
    issues += _without_heading(file_name, cells, number, row)
    for name in dict.fromkeys((*needed, *(entry.name for entry in sheet.fields if entry.required))):
        if name not in columns:
            issues.append(_missing(file_name, sheet, cells, number, name))
    return Header(sheet, number, columns, tuple(issues))


def count_matches(sheet: Sheet, cells: Cells) -> int:
    """
    Count the fields of a sheet that the best of the first twenty rows names.

    Parameters
    ----------
    sheet
        What the sheet might hold.
    cells
        The sheet or CSV file.

    Returns
    -------
    n_matches
        Number of fields.

    Examples
    --------
    >>> from citytools_analysis.schema import SHEETS
    >>> count_matches(SHEETS["skills"], Cells("", ((1, ("borough", "skill", "level")),)))
    3
    """
    score = _best_row(sheet, cells)[0]
    return score if score >= _LEAST_MATCHES else 0


def frame_below(header: Header, cells: Cells) -> pd.DataFrame:
    """
    Make the raw frame of the rows below a header.

    Parameters
    ----------
    header
        The header.
    cells
        The sheet it was found in.

    Returns
    -------
    frame
        Every field of the sheet, values as found or None, with `where_sheet` and `where_row`; rows in which no known
        column holds anything are not rows.

    Examples
    --------
    >>> from citytools_analysis.schema import SHEETS
    >>> cells = Cells("Skills", ((1, ("skill", "level")), (3, ("procurement", 3)), (4, (None, None, "note"))))
    >>> header = find_header("camden.xlsx", SHEETS["skills"], cells)
    >>> frame_below(header, cells)[["skill", "level", "where_row"]].to_dict("records")
    [{'skill': 'procurement', 'level': 3, 'where_row': '3'}]
    """
    names = (*header.sheet.names, *PLACE_COLUMNS)
    records = []
    for number, row in cells.rows:
        record = {name: row[column] for name, column in header.columns.items() if column < len(row)}
        if number > header.row and any(value is not None for value in record.values()):
            records.append(record | {"where_sheet": cells.title, "where_row": str(number)})
    columns = {name: [record.get(name) for record in records] for name in names}
    return pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in columns.items()})


def _first_row(cells: Cells) -> int:
    return cells.rows[0][0] if cells.rows else 0


def _best_row(sheet: Sheet, cells: Cells) -> tuple[int, int, tuple[object, ...]]:
    """Give the fields named, the number and the cells of the row that names most; the first of those that tie."""
    known = _known(sheet)
    first = [(number, row) for number, row in cells.rows if number <= _first_row(cells) + _SEARCHED_ROWS - 1]
    scored = [
        (len({known[folded(cell)] for cell in row if folded(cell) in known}), number, row) for number, row in first
    ]
    return max(scored, key=lambda found: (found[0], -found[1]), default=(0, 0, ()))


def _without_heading(file_name: str, cells: Cells, number: int, row: tuple[object, ...]) -> Iterator[Issue]:
    """Name what stands below or beside the header in columns that it does not name, so that nothing goes unseen."""
    width = max((column + 1 for column, cell in enumerate(row) if cell is not None), default=0)
    seen = {column for column, cell in enumerate(row) if cell is not None}
    for line, values in cells.rows:
        beyond = [column for column in range(width, len(values)) if values[column] is not None]
        if line > number and beyond and not cells.title:
            what = f"this line has {beyond[-1] + 1} cells, and the header only {width}"
            mend = "Put quotation marks around a cell that holds the separator, or delete the cells too many."
            yield Issue(file_name, f"line {line}", what, mend, "too many cells")
            continue
        for column in range(len(values)) if line > number else ():
            if values[column] is not None and column not in seen:
                seen.add(column)
                what = f"column {column_letter(column)} has no heading, so it is not read"
                mend = "Write its heading, or delete what stands in it."
                yield Issue(file_name, cells.place(line, column), what, mend, "no heading", "warning")


def _known(sheet: Sheet) -> dict[str, str]:
    names = {folded(entry.label): entry.name for entry in sheet.fields}
    return names | {folded(entry.name): entry.name for entry in sheet.fields}


def _columns(
    file_name: str, sheet: Sheet, cells: Cells, number: int, row: tuple[object, ...]
) -> tuple[dict[str, int], list[Issue]]:
    known, columns, issues = _known(sheet), dict[str, int](), list[Issue]()
    for column, cell in enumerate(row):
        name = known.get(folded(cell))
        place = cells.place(number, column)
        if cell is None:
            continue
        if name is None:
            issues.append(_unknown(file_name, sheet, place, str(cell)))
        elif name in columns:
            what = f"{str(cell)!r} stands here and in {cells.place(number, columns[name])}"
            issues.append(Issue(file_name, place, what, "Keep one of the two columns.", "repeated column"))
        else:
            columns[name] = column
    return columns, issues


def _unknown(file_name: str, sheet: Sheet, place: str, text: str) -> Issue:
    labels = [entry.label for entry in sheet.fields if entry.name != "borough"]
    names = labels if "!" in place else sheet.names
    mend = suggestion(text, names) or f"Its columns are: {', '.join(names)}."
    what = f"{text!r} is not a column of this sheet, so it is not read"
    return Issue(file_name, place, what, mend, "unknown column", "warning")


def _missing(file_name: str, sheet: Sheet, cells: Cells, number: int, name: str) -> Issue:
    label = next(entry.label for entry in sheet.fields if entry.name == name)
    what = f"the column {label!r} is missing"
    place = f"{cells.title}!A{number}" if cells.title else f"line {number}"
    return Issue(file_name, place, what, f"Add it; in a CSV file its name is {name}.", "missing column")
