"""Sheets of raw cells: true row numbers, values as found, blanks as None; the shape that CSV and workbooks share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from citytools_analysis.errors import Issue

MAX_ROWS = 200_000
MAX_COLUMNS = 16_384  # as many as any spreadsheet program knows
MAX_CELLS = 24_000_000  # calamine takes 32 bytes a cell of the whole rectangle, and ours some fifty
MAX_BYTES = 300 << 20
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"  # what pasted text brings with it
_WITHOUT = dict.fromkeys(map(ord, _INVISIBLE))


@dataclass(frozen=True)
class Cells:
    """
    One sheet, or one CSV file, with the rows that hold something.

    Parameters
    ----------
    title
        Name of the sheet; blank for a CSV file.
    rows
        Row number or line as a person sees it, and the cells from column A on; blank cells are None.

    Examples
    --------
    >>> Cells("Systems", ((3, ("Function", None)),)).place(3, 1)
    'Systems!B3'
    """

    title: str
    rows: tuple[tuple[int, tuple[object, ...]], ...] = ()

    def place(self, row: int, column: int) -> str:
        """
        Name a cell as a person finds it.

        Parameters
        ----------
        row
            Row number or line.
        column
            Column, from 0.

        Returns
        -------
        place
            `Systems!B3`, or for a CSV file `line 3, column B`.

        Examples
        --------
        >>> Cells("").place(3, 1)
        'line 3, column B'
        """
        letter = column_letter(column)
        return f"{self.title}!{letter}{row}" if self.title else f"line {row}, column {letter}"


@dataclass(frozen=True)
class Unusable:
    """
    A cell in which a person sees something, but which holds no value that could be read.

    Parameters
    ----------
    shown
        What the person sees, such as `#REF!`; blank where a formula was never worked out.

    Examples
    --------
    >>> str(Unusable("#REF!")), Unusable("").what
    ('#REF!', 'the formula in this cell has no stored value')
    """

    shown: str

    def __str__(self) -> str:
        """Give what the person sees."""
        return self.shown

    @property
    def what(self) -> str:
        """What is wrong with the cell."""
        return (
            f"the cell shows the error {self.shown}" if self.shown else "the formula in this cell has no stored value"
        )

    @property
    def mend(self) -> str:
        """What to do about it."""
        write = "or write the value in the place of the formula"
        return (
            f"Correct its formula, {write}"
            if self.shown
            else f"Open the workbook in the spreadsheet program and save it, {write}"
        )


@dataclass(frozen=True)
class Opened:
    """
    A file, opened as sheets of cells.

    Parameters
    ----------
    file_name
        Name of the file, without its folder.
    sheets
        The sheets, in order; one without a title for a CSV file.
    is_workbook
        Whether it is an XLSX workbook.
    issues
        Why it could not be opened, or not wholly.

    Examples
    --------
    >>> Opened("a.csv", (Cells(""),)).is_workbook
    False
    """

    file_name: str
    sheets: tuple[Cells, ...] = ()
    is_workbook: bool = False
    issues: tuple[Issue, ...] = ()


def refused(file_name: str, what: str, mend: str, *, where: str = "", rule: str = "unreadable") -> Opened:
    """
    Say why a file cannot be opened.

    Parameters
    ----------
    file_name
        Name of the file.
    what, mend
        What is wrong, and what to do.
    where
        Place in the file, if there is one.
    rule
        Short name of the rule.

    Returns
    -------
    opened
        No sheets, one issue.

    Examples
    --------
    >>> print(refused("a.xlsx", "the file is empty", "Save it again.").issues[0])
    a.xlsx: the file is empty. Save it again.
    """
    return Opened(file_name, issues=(Issue(file_name, where, what, mend, rule),))


def tidy_value(value: object) -> object:
    """
    Give a cell's value as found, with blank text as None and whole numbers without decimals.

    Parameters
    ----------
    value
        The value a reader gave.

    Returns
    -------
    value
        Text, number, date, truth value or None.

    Examples
    --------
    >>> tidy_value("  "), tidy_value(48000000.0), tidy_value(datetime(2026, 11, 23))
    (None, 48000000, datetime.date(2026, 11, 23))
    """
    if isinstance(value, str):
        is_plain = value.isascii() or not any(sign in value for sign in _INVISIBLE)
        text = value if is_plain else value.translate(_WITHOUT)
        return text if text.strip() else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second or value.microsecond):
        return value.date()
    return value


def column_letter(index: int) -> str:
    """
    Name a column as spreadsheets do.

    Parameters
    ----------
    index
        Position from 0.

    Returns
    -------
    letter
        `A` for 0, `AA` for 26.

    Examples
    --------
    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    rest = index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def column_index(letter: str) -> int:
    """
    Give the position of a named column.

    Parameters
    ----------
    letter
        Letters such as `AB`.

    Returns
    -------
    index
        Position from 0.

    Examples
    --------
    >>> column_index("AB")
    27
    """
    index = 0
    for character in letter:
        index = index * 26 + ord(character) - ord("A") + 1
    return index - 1
