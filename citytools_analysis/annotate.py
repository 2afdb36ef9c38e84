"""A copy of a checked file that shows each problem in its place, for the person who can mend it."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from citytools_analysis.errors import Issue
from citytools_analysis.writing import write_whole

if TYPE_CHECKING:
    from openpyxl import Workbook

_CELL = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}\d+)")
_LIST_TITLE = "Problems"
_MOST_BYTES = 64 << 20  # of all parts: openpyxl holds fifty times as much


def annotated_copy(path: Path, issues: Sequence[Issue]) -> Path:
    """
    Write a copy of a workbook with its bad cells marked and explained, or a list of problems beside a CSV.

    Parameters
    ----------
    path
        The file that was checked; it is not changed.
    issues
        Its problems.

    Returns
    -------
    copy
        `NAME-problems.xlsx` (the workbook with the values of its formulas, bad cells filled, each with a note, and a sheet
        of all problems; no macro and no link to another file is taken along) or `NAME-problems.csv`, in the same folder.

    Raises
    ------
    OSError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     annotated_copy(Path(folder) / "a.csv", [Issue("a.csv", "line 2", "not a date")]).name
    'a-problems.csv'
    """
    if path.suffix.casefold() in {".xlsx", ".xlsm"} and any(_CELL.fullmatch(issue.where) for issue in issues):
        book = _opened(path)
        if book is not None:
            return _marked(book, path, issues)
    target = path.with_name(f"{path.stem}-problems.csv")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["file", "where", "level", "what", "how to mend it"])
    writer.writerows([inert(text) for text in _row(issue)] for issue in issues)
    return _written(target, stream.getvalue().encode("utf-8-sig", "replace"))


def _written(target: Path, content: bytes) -> Path:
    write_whole(target, content)
    return target


def _row(issue: Issue) -> list[str]:
    return [issue.file, issue.where, issue.level, issue.what, issue.mend]


def inert(text: str) -> str:
    """
    Keep a spreadsheet from reading text as a formula.

    Parameters
    ----------
    text
        A cell of a CSV file.

    Returns
    -------
    text
        The same, with an apostrophe before it where a spreadsheet would calculate it.

    Examples
    --------
    >>> inert("=1+1"), inert("Camden")
    ("'=1+1", 'Camden')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _position(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]), column


def _opened(path: Path) -> Workbook | None:
    """Open the workbook to write in it; one that openpyxl cannot open gets a list of problems instead."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only this command needs it, and it is slow to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a copy cannot keep, such as a drop-down list of a kind unknown to it
            with zipfile.ZipFile(path) as archive:
                is_large = sum(part.file_size for part in archive.infolist()) > _MOST_BYTES
            # Stored values in the place of formulas, and no links: whoever opens the copy must not run what the file brought
            return None if is_large else load_workbook(path, data_only=True, keep_links=False)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parsers do; the problems are still to be told
        return None


def _marked(book: Workbook, path: Path, issues: Sequence[Issue]) -> Path:
    from openpyxl.comments import Comment  # noqa: PLC0415 - as above
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    fill = PatternFill("solid", fgColor="FBD9C8")
    for issue in issues:
        found = _CELL.fullmatch(issue.where)
        if found and found["sheet"] in book.sheetnames:
            sheet = book[found["sheet"]]
            cell = sheet.cell(*_position(found["cell"]))
            merged = next((one for one in sheet.merged_cells.ranges if cell.coordinate in one), None)
            cell = cell if merged is None else sheet.cell(merged.min_row, merged.min_col)  # all that is seen of it
            cell.fill = fill
            note = f"{issue.what}. {issue.mend}".strip()
            cell.comment = Comment(f"{cell.comment.text}\n{note}" if cell.comment else note, "citytools check")
    if _LIST_TITLE in book.sheetnames:
        del book[_LIST_TITLE]
    sheet = book.create_sheet(_LIST_TITLE, 0)
    for row in (["File", "Where", "Level", "What", "How to mend it"], *(_row(issue) for issue in issues)):
        sheet.append(row)
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return _written(path.with_name(f"{path.stem}-problems.xlsx"), stream.getvalue())
