"""
Public facts as CSV: systems or contracts of any borough, each row with where and when it was seen.

A fact without a place to check it, or without the day on which it was true, is a rumour: the row is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from citytools_analysis.errors import Issue
from citytools_analysis.reference import Reference
from citytools_analysis.schema import SHEETS, Sheet
from citytools_analysis.sources.cells import Cells, Opened
from citytools_analysis.sources.headers import count_matches, find_header, frame_below
from citytools_analysis.sources.reading import Reading, sha256_of
from citytools_analysis.sources.workbook import open_cells

_EVIDENCE = ("evidence_url", "seen_on")
_SHEETS = ("systems", "contracts")


def probe(path: Path) -> bool:
    r"""
    Tell whether a file is a file of facts: CSV, with columns for both the evidence and the day.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    is_facts
        Whether it is.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "library.csv"
    ...     _ = path.write_text("borough,function,system,evidence_url,seen_on\n", encoding="utf-8")
    ...     probe(path)
    True
    """
    return is_facts(open_cells(path))


def is_facts(opened: Opened) -> bool:
    """
    Tell whether an opened file is a file of facts.

    Parameters
    ----------
    opened
        The file.

    Returns
    -------
    is_facts
        Whether it is a CSV file with columns for both the evidence and the day.

    Examples
    --------
    >>> is_facts(Opened("a.csv", (Cells("", ((1, ("borough", "function", "system")),)),)))
    False
    """
    if opened.is_workbook or not opened.sheets:
        return False
    header = find_header("", _likeliest_sheet(opened.sheets[0]), opened.sheets[0])
    return header is not None and all(name in header.columns for name in _EVIDENCE)


def read(path: Path, *, reference: Reference | None = None) -> Reading:  # noqa: ARG001 - every source is read alike
    r"""
    Read a CSV file of facts.

    Parameters
    ----------
    path
        The file: columns of the systems or of the contracts sheet, with `evidence_url` and `seen_on`.
    reference
        Not used; every source takes it.

    Returns
    -------
    reading
        One raw frame, and every problem met: an error names each line without evidence or day.

    Raises
    ------
    OSError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "library.csv"
    ...     _ = path.write_text("borough,function,system,evidence_url,seen_on\nCamden,CUL01,Shelf,,2025-02-01\n", encoding="utf-8")
    ...     print(read(path).issues[0])
    library.csv, line 2: this fact says neither where it is published nor its reference. Fill in evidence_url.
    """
    opened, digest = open_cells(path), sha256_of(path)
    if opened.is_workbook:
        issue = Issue(path.name, "", "facts are given as CSV, and this is a workbook", "Save it as CSV UTF-8.", "kind")
        return Reading(path.name, "facts", digest, path.name, issues=(issue,))
    if not opened.sheets:
        return Reading(path.name, "facts", digest, path.name, issues=opened.issues)
    cells = opened.sheets[0]
    sheet = _likeliest_sheet(cells)
    header = find_header(path.name, sheet, cells, needed=("borough", *_EVIDENCE))
    if header is None:
        what = "its columns are those neither of systems nor of contracts"
        issue = Issue(path.name, "", what, "Name them as in data/README.md.", "kind")
        return Reading(path.name, "facts", digest, path.name, issues=(*opened.issues, issue))
    frame = frame_below(header, cells)
    issues = [*opened.issues, *header.issues, *_rumours(path.name, frame)]
    if not len(frame):
        mend = "Write a line for each fact, or leave the file out."
        issues.append(Issue(path.name, "", "it holds a header, and no line below it", mend, "no rows"))
    return Reading(path.name, "facts", digest, path.name, {sheet.name: frame}, n_read=len(frame), issues=tuple(issues))


def _likeliest_sheet(cells: Cells) -> Sheet:
    return max((SHEETS[name] for name in _SHEETS), key=lambda sheet: count_matches(sheet, cells))


def _rumours(file_name: str, frame: pd.DataFrame) -> Iterator[Issue]:
    for row in frame.to_dict("records"):
        place = f"line {row['where_row']}"
        if row["evidence_url"] is None and row.get("reference") is None:
            what = "this fact says neither where it is published nor its reference"
            yield Issue(file_name, place, what, "Fill in evidence_url.", "evidence")
        if row["seen_on"] is None:
            what = "this fact does not say on which day it was true"
            yield Issue(file_name, place, what, "Fill in seen_on as YYYY-MM-DD.", "seen on")
