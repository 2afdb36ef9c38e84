"""A copy of a checked file that shows each problem in its place, for the person who can mend it."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from citytools_analysis.errors import Issue

_CELL = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}\d+)")
_LIST_TITLE = "Problems"


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
        `NAME-problems.xlsx` (the workbook, bad cells filled, each with a note, and a sheet of all problems) or
        `NAME-problems.csv`, in the same folder.

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
        return _workbook(path, issues)
    target = path.with_name(f"{path.stem}-problems.csv")
    unfinished = target.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "where", "level", "what", "how to mend it"])
        writer.writerows([_inert(text) for text in _row(issue)] for issue in issues)
    return unfinished.replace(target)


def _row(issue: Issue) -> list[str]:
    return [issue.file, issue.where, issue.level, issue.what, issue.mend]


def _inert(text: str) -> str:
    """Keep a spreadsheet from reading text as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _position(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]), column


def _workbook(path: Path, issues: Sequence[Issue]) -> Path:
    from openpyxl import load_workbook  # noqa: PLC0415 - only this command needs it, and it is slow to import
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    book = load_workbook(path)
    fill = PatternFill("solid", fgColor="FBD9C8")
    for issue in issues:
        found = _CELL.fullmatch(issue.where)
        if found and found["sheet"] in book.sheetnames:
            cell = book[found["sheet"]].cell(*_position(found["cell"]))
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
    target = path.with_name(f"{path.stem}-problems.xlsx")
    unfinished = target.with_suffix(".unfinished")
    book.save(unfinished)
    return unfinished.replace(target)
