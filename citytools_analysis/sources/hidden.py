"""What a workbook hides: sheets and rows that are read all the same, but said to be hidden."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from citytools_analysis.errors import Issue
from citytools_analysis.sources.sheet_parts import sheet_parts

_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_MEND = "Make sure that it belongs; it is read like the rest."


def hidden_parts(path: Path) -> tuple[Issue, ...]:
    """
    Say what is hidden in a workbook that can be opened.

    Parameters
    ----------
    path
        The workbook.

    Returns
    -------
    issues
        A warning for each hidden sheet, and one for the hidden rows of each sheet of an XLSX file.

    Examples
    --------
    >>> import tempfile
    >>> from openpyxl import Workbook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Workbook()
    ...     book.create_sheet("Old").sheet_state = "hidden"
    ...     book.save(Path(folder) / "a.xlsx")
    ...     print(hidden_parts(Path(folder) / "a.xlsx")[0])
    a.xlsx, Old: this sheet is hidden. Make sure that it belongs; it is read like the rest.
    """
    try:
        return (*_sheets(path), *_rows(path))
    except (CalamineError, zipfile.BadZipFile, OSError, RuntimeError):
        return ()


def _sheets(path: Path) -> Iterator[Issue]:
    with CalamineWorkbook.from_path(path) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible:
                yield Issue(path.name, sheet.name, "this sheet is hidden", _MEND, "hidden sheet", "warning")


def _rows(path: Path) -> Iterator[Issue]:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        for title, part in sheet_parts(path).items():
            tags = [tag for tag in _ROW.findall(archive.read(part)) if _HIDDEN.search(tag)]
            numbers = [int(found[1]) for tag in tags if (found := _NUMBER.search(tag))]
            if numbers:
                what = f"{len(numbers)} row{'s are' if len(numbers) > 1 else ' is'} hidden, the first row {numbers[0]}"
                yield Issue(
                    path.name,
                    f"{title}!A{numbers[0]}",
                    what,
                    "Make sure that they belong; they are read like the rest.",
                    "hidden rows",
                    "warning",
                )
