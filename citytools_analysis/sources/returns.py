"""
A borough's return: the workbook it fills in, or a CSV file of one of its sheets.

A return speaks for one borough only; a row that names another is an error, never that borough's data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.reference import Reference, find_borough, normalise_name
from citytools_analysis.schema import ABOUT_FIELDS, RETURN_SHEETS, SHEETS, Sheet
from citytools_analysis.sources import facts
from citytools_analysis.sources.cells import Cells, Opened
from citytools_analysis.sources.headers import Header, count_matches, find_header, folded, frame_below
from citytools_analysis.sources.hidden import hidden_parts
from citytools_analysis.sources.labelled_lines import labelled_lines
from citytools_analysis.sources.reading import Reading, sha256_of
from citytools_analysis.sources.workbook import open_cells

_ABOUT = "about"
_NOT_READ = {
    "start here",
    "columns",
    "lists",
    "how to",
    "problems",
}  # the last is what `citytools check` adds to its copy
_TITLES = {folded(word): SHEETS[name] for name in RETURN_SHEETS for word in (name, SHEETS[name].title)}
_CLEAR_LIKENESS = 3  # columns by which a sheet under another name is known
_FILL_IN = "Fill in a row for each system or contract; leave blank what is not known."
_TEMPLATE = "Start from the borough's template: citytools template BOROUGH."


def probe(path: Path) -> bool:
    """
    Tell whether a file is a return, or was meant to be one.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    is_return
        True for a workbook, also one that cannot be opened, and for a CSV file with the columns of a sheet that is
        not a file of facts.

    Examples
    --------
    >>> probe(Path("no-such-file.xlsx")), probe(Path("no-such-file.csv"))
    (True, False)
    """
    if path.suffix.casefold() in {".xlsx", ".xlsm"}:
        return True
    opened = open_cells(path)
    if opened.is_workbook or not opened.sheets:
        return opened.is_workbook
    return _likeliest_sheet(opened.sheets[0]) is not None and not facts.is_facts(opened)


def read(path: Path, *, reference: Reference | None = None) -> Reading:
    r"""
    Read a borough's return.

    Parameters
    ----------
    path
        An XLSX workbook with an About sheet and the sheets of `schema.RETURN_SHEETS`, or a CSV file of one of them.
    reference
        The reviewed tables: with them a borough's other names give the same logical name.

    Returns
    -------
    reading
        Raw frames of the sheets found, and every problem met; a file that cannot be opened gives one issue.
        The logical name is `return:<borough>`, for a CSV file `return:<borough>:<sheet>`.

    Raises
    ------
    OSError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "skills.csv"
    ...     _ = path.write_text("borough,skill,level\nCamden,procurement,3\n", encoding="utf-8")
    ...     reading = read(path)
    >>> reading.logical_name, reading.n_read
    ('return:camden:skills', 1)
    """
    opened, digest = open_cells(path), sha256_of(path)
    if not opened.sheets:
        return Reading(path.name, "return", digest, path.name, issues=opened.issues)
    if opened.is_workbook:
        reading = _read_workbook(opened, digest, reference)
        return replace(reading, issues=(*reading.issues, *hidden_parts(path)))
    return _read_csv(opened, digest, reference)


def _read_workbook(opened: Opened, digest: str, reference: Reference | None) -> Reading:
    issues = list(opened.issues)
    about, about_cells = _about(opened, issues)
    headers: dict[str, tuple[Header, Cells]] = {}
    for cells in opened.sheets:
        sheet = _TITLES.get(folded(cells.title))
        if sheet is None or not cells.rows:
            continue
        if sheet.name in headers:
            what = f"this sheet and {headers[sheet.name][1].title!r} are both {sheet.title}"
            issues.append(Issue(opened.file_name, cells.title, what, "Keep one of the two.", "repeated sheet"))
            continue
        header = find_header(opened.file_name, sheet, cells)
        if header is None:
            issues.append(_no_header(opened.file_name, sheet, cells))
            continue
        issues += header.issues
        headers[sheet.name] = (header, cells)
    issues += _unread(opened, headers)
    if not headers and not any(issue.level == "error" for issue in issues):
        issues.append(Issue(opened.file_name, "", "none of its sheets is a sheet of a return", _TEMPLATE, "kind"))
    frames = {name: frame_below(*found) for name, found in headers.items()}
    letters = {name: header.letters for name, (header, _) in headers.items()}
    if headers and not any(map(len, frames.values())):
        issues.append(
            Issue(opened.file_name, "", "its sheets hold headings, and no row below them", _FILL_IN, "no rows")
        )
    borough = _key(about.get("borough"), reference)
    for name, frame in frames.items():
        column = letters[name].get("borough", "")
        issues += _other_boroughs(opened.file_name, frame, about.get("borough"), reference, column=column)
    return Reading(
        opened.file_name, "return", digest, f"return:{borough}" if borough else opened.file_name, frames,
        letters | {_ABOUT: about_cells}, about,
        n_read=sum(map(len, frames.values())), issues=tuple(issues),
    )  # fmt: skip


def _read_csv(opened: Opened, digest: str, reference: Reference | None) -> Reading:
    cells = opened.sheets[0]
    sheet = _likeliest_sheet(cells)
    header = sheet and find_header(opened.file_name, sheet, cells, needed=("borough",))
    if not sheet or not header:
        what = "its columns are those of no sheet of a return, and not those of facts"
        mend = "Part them by commas, semicolons or tabs, and name them as in data/README.md."
        issue = Issue(opened.file_name, "", what, mend, "kind")
        return Reading(opened.file_name, "return", digest, opened.file_name, issues=(*opened.issues, issue))
    frame = frame_below(header, cells)
    named = [text for text in frame["borough"] if text is not None]
    borough = _key(named[0], reference) if named else ""
    issues = [*opened.issues, *header.issues]
    issues += _other_boroughs(opened.file_name, frame, named[0] if named else None, reference)
    if not len(frame):
        issues.append(Issue(opened.file_name, "", "it holds a header, and no line below it", _FILL_IN, "no rows"))
    name = f"return:{borough}:{sheet.name}" if borough else opened.file_name
    return Reading(
        opened.file_name, "return", digest, name, {sheet.name: frame}, n_read=len(frame), issues=tuple(issues)
    )


def _likeliest_sheet(cells: Cells) -> Sheet | None:
    """Take the sheet most of whose fields the header names; of two that tie, the one with fewer fields to fill."""
    scored = [(count_matches(SHEETS[name], cells), -len(SHEETS[name].fields), name) for name in RETURN_SHEETS]
    n_matches, _, name = max(scored)
    return SHEETS[name] if n_matches else None


def _unread(opened: Opened, read: Mapping[str, object]) -> Iterable[Issue]:
    """Name the sheets that are not read; one that could only be a renamed sheet of a return stops the file."""
    titles = [SHEETS[name].title for name in RETURN_SHEETS]
    for cells in opened.sheets:
        title = folded(cells.title)
        if title in _TITLES or title == _ABOUT or title in _NOT_READ or not cells.rows:
            continue
        sheet = _likeliest_sheet(cells)
        if sheet and sheet.name not in read and count_matches(sheet, cells) >= _CLEAR_LIKENESS:
            what = f"the sheet {cells.title!r} has the columns of {sheet.title} and another name, so it is not read"
            yield Issue(opened.file_name, cells.title, what, f"Name it {sheet.title}, or delete it.", "sheet name")
        else:
            mend = suggestion(cells.title, titles) or f"The sheets of a return are: {', '.join(titles)}."
            what = f"the sheet {cells.title!r} is not a sheet of a return, so it is not read"
            yield Issue(opened.file_name, cells.title, what, mend, "unknown sheet", "warning")


def _no_header(file_name: str, sheet: Sheet, cells: Cells) -> Issue:
    labels = [entry.label for entry in sheet.fields if entry.name != "borough"]
    mend = f"Write the names of the columns in one row: {', '.join(labels)}."
    return Issue(file_name, cells.title, "no header is found in the first 20 rows", mend, "header")


def _about(opened: Opened, issues: list[Issue]) -> tuple[dict[str, object], dict[str, str]]:
    """Give the values of the About sheet and the place of each."""
    cells = next((cells for cells in opened.sheets if folded(cells.title) == _ABOUT), None)
    if cells is None or not cells.rows:
        what = "the About sheet is missing, so that nothing says whose return this is"
        issues.append(Issue(opened.file_name, "", what, _TEMPLATE, "about"))
        return {}, {}
    lines = labelled_lines(opened.file_name, cells, ABOUT_FIELDS)
    issues += lines.issues
    return lines.told, lines.places


def _key(text: object, reference: Reference | None) -> str:
    """Name the borough so that `LB Camden` and `Camden` are one, as far as the reviewed names tell."""
    if text is None:
        return ""
    known = find_borough(reference, str(text)) if reference else None
    return known or normalise_name(str(text)).replace(" ", "-")


def _other_boroughs(
    file_name: str, frame: pd.DataFrame, own: object, reference: Reference | None, *, column: str = ""
) -> Iterable[Issue]:
    """Name the rows about another borough; a name that is no borough's is told where names are resolved."""
    for sheet, row, text in zip(frame["where_sheet"], frame["where_row"], frame["borough"], strict=True):
        if own is None or text is None or _key(text, reference) == _key(own, reference):
            continue
        if reference is None or find_borough(reference, str(text)):
            place = f"{sheet}!{column}{row}" if sheet else f"line {row}"
            what = f"this row is about {str(text)!r}, and the return about {str(own)!r}"
            yield Issue(file_name, place, what, "Give each borough a file of its own.", "other borough")
