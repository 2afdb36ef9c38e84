"""
The capture sheet of a workshop: what each borough said there, read back from the workbook that the facilitator filled in.

A row whose answers are all blank says nothing: most rows are written beforehand, and only those that were talked about are
filled in. What stands under What is known is there to talk about and is never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.reference import Reference
from citytools_analysis.schema import ANSWERS, CAPTURE_SHEETS, WORKSHOP_FIELDS
from citytools_analysis.slugs import slug
from citytools_analysis.sources.cells import Cells, Opened
from citytools_analysis.sources.headers import Header, find_header, folded, frame_below
from citytools_analysis.sources.hidden import hidden_parts
from citytools_analysis.sources.labelled_lines import Lines, labelled_lines
from citytools_analysis.sources.reading import Reading, sha256_of
from citytools_analysis.sources.workbook import open_cells

_WORKSHOP = "workshop"
_TITLES = {folded(sheet.title): sheet for sheet in CAPTURE_SHEETS.values()}
_NOT_READ = {"read me", "lists", "problems"}  # the last is what `citytools check` adds to its copy
_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
_WRITE_ONE = "Start from the sheet that citytools capture writes."


def probe(path: Path) -> bool:
    """
    Tell whether a file is the capture sheet of a workshop.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    is_capture
        True for a workbook with a Workshop sheet and one of those that are filled in.

    Examples
    --------
    >>> probe(Path("no-such-file.xlsx"))
    False
    """
    if path.suffix.casefold() not in _WORKBOOKS:
        return False
    titles = {folded(cells.title) for cells in open_cells(path).sheets}
    return _WORKSHOP in titles and not titles.isdisjoint(_TITLES)


def read(path: Path, *, reference: Reference | None = None) -> Reading:
    """
    Read the capture sheet of a workshop.

    Parameters
    ----------
    path
        A workbook as `capture_sheet.capture_sheet` lays it out, filled in.
    reference
        Not needed: names are resolved later.

    Returns
    -------
    reading
        Raw frames of the rows that say something, and every problem met; a file that cannot be opened gives one issue. The
        logical name is `capture:<workshop>`, to which its day is added when that is read.

    Raises
    ------
    OSError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "workshop.xlsx"
    ...     _ = path.write_bytes(b"%PDF-1.7")
    ...     print(read(path).issues[0])
    workshop.xlsx: this is a PDF, not a workbook or a CSV file. Give an .xlsx workbook or a CSV file.
    """
    del reference
    opened, digest = open_cells(path), sha256_of(path)
    if not opened.is_workbook:
        no_workbook = Issue(path.name, "", "this is not a workbook, and a capture sheet is one", _WRITE_ONE, "kind")
        return Reading(path.name, "capture", digest, path.name, issues=opened.issues or (no_workbook,))
    issues = list(opened.issues)
    workshop = _workshop(opened, issues)
    headers = dict(_headers(opened, issues))
    frames = {name: _answered(frame_below(header, cells), name) for name, (header, cells) in headers.items()}
    for name, (header, _) in headers.items():
        issues += [*header.issues, *_nobody(opened.file_name, header, frames[name])]
    n_read = sum(map(len, frames.values()))
    if headers and not n_read:
        what = "no answer is filled in, so there is nothing to add"
        issues.append(Issue(opened.file_name, "", what, "Fill in a cell on one of its sheets.", "no rows"))
    letters = {name: header.letters for name, (header, _) in headers.items()} | {"about": workshop.places}
    named = workshop.told.pop("workshop")
    name = f"capture:{slug(str(named))}" if named else opened.file_name
    return Reading(
        opened.file_name, "capture", digest, name, frames, letters, workshop.told, n_read=n_read,
        issues=(*issues, *hidden_parts(path)),
    )  # fmt: skip


def _headers(opened: Opened, issues: list[Issue]) -> Iterator[tuple[str, tuple[Header, Cells]]]:
    """Find the header of each sheet that is read, and name the sheets that are not."""
    for cells in opened.sheets:
        sheet = _TITLES.get(folded(cells.title))
        header = find_header(opened.file_name, sheet, cells) if sheet else None
        if header is not None:
            yield header.sheet.name, (header, cells)
        else:
            issues += _unread(opened, cells.title, is_wanted=sheet is not None)


def _workshop(opened: Opened, issues: list[Issue]) -> Lines:
    """Read which workshop it was and when; without either nothing that was said can be kept apart."""
    cells = next((cells for cells in opened.sheets if folded(cells.title) == _WORKSHOP), None)
    if cells is None:
        what = "the Workshop sheet is missing, so that nothing says which workshop this was"
        issues.append(Issue(opened.file_name, "", what, _WRITE_ONE, "about"))
        return Lines({field.name: None for field in WORKSHOP_FIELDS}, {}, ())
    lines = labelled_lines(opened.file_name, cells, WORKSHOP_FIELDS)
    issues += lines.issues
    for field in WORKSHOP_FIELDS:
        if field.required and lines.told[field.name] is None:
            place, what = lines.places.get(field.name, cells.title), f"{field.label.lower()} is missing"
            issues.append(Issue(opened.file_name, place, what, field.help, "required"))
    return lines


def _answered(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[frame[list(ANSWERS[name])].notna().any(axis=1)].reset_index(drop=True)


def _nobody(file_name: str, header: Header, frame: pd.DataFrame) -> Iterable[Issue]:
    """Name the answers of which the sheet does not say whose they are."""
    unnamed = frame[frame["borough"].isna()] if "borough" in header.columns else frame[:0]
    for title, row in zip(unnamed["where_sheet"], unnamed["where_row"], strict=True):
        place = f"{title}!{header.letters['borough']}{row}"
        yield Issue(file_name, place, "borough is missing", "Write the name of the borough that said so.", "required")


def _unread(opened: Opened, title: str, *, is_wanted: bool) -> Iterable[Issue]:
    """Name a sheet that is not read; one that should be, and has no header, stops the file."""
    titles = [sheet.title for sheet in CAPTURE_SHEETS.values()]
    if is_wanted:
        labels = ", ".join(field.label for field in _TITLES[folded(title)].fields)
        what, mend = "no header is found in the first 20 rows", f"Write the names of the columns in one row: {labels}."
        yield Issue(opened.file_name, title, what, mend, "header")
    elif folded(title) not in _NOT_READ | {_WORKSHOP}:
        mend = suggestion(title, titles) or f"The sheets of a capture sheet are: {', '.join(titles)}."
        what = f"the sheet {title!r} is not one of a capture sheet, so it is not read"
        yield Issue(opened.file_name, title, what, mend, "unknown sheet", "warning")
