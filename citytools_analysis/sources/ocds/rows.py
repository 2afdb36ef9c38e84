"""The rows of every sheet that a process gives, and the doubts about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from citytools_analysis.errors import Issue
from citytools_analysis.schema import PLACE_COLUMNS, SHEETS
from citytools_analysis.sources.ocds.agreement import agreements_of
from citytools_analysis.sources.ocds.contract_rows import Row, contract_rows
from citytools_analysis.sources.ocds.notice_rows import notice_rows
from citytools_analysis.sources.ocds.performance_rows import performance_rows
from citytools_analysis.sources.ocds.process import Process
from citytools_analysis.sources.ocds.several_suppliers import supplier_doubts, supplier_rows

_MAKERS = {
    "contracts": contract_rows,
    "contract_suppliers": supplier_rows,
    "notices": notice_rows,
    "performance": performance_rows,
}
SHEETS_MADE = tuple(_MAKERS)


def rows_of(name: str, process: Process) -> Iterable[Row]:
    """
    Make the rows of one sheet of a process.

    Parameters
    ----------
    name
        One of `SHEETS_MADE`.
    process
        The process.

    Returns
    -------
    rows
        With raw values and their places.

    Examples
    --------
    >>> list(rows_of("contracts", Process("ocds-1", ())))
    []
    """
    return _MAKERS[name](process)


def doubts_of(process: Process, file_name: str) -> Iterator[Issue]:
    """
    Go through what is doubtful about a process.

    Parameters
    ----------
    process
        The process.
    file_name
        Name of the file it stands in.

    Yields
    ------
    issue
        A warning.

    Examples
    --------
    >>> list(doubts_of(Process("ocds-1", ()), "a.json"))
    []
    """
    for one in agreements_of(process):
        yield from one.issues(file_name)
    yield from supplier_doubts(process, file_name)


def frame_of(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """
    Put rows in a raw frame.

    Parameters
    ----------
    name
        Name of the sheet.
    rows
        Its rows.

    Returns
    -------
    frame
        A column a field, and the places.

    Examples
    --------
    >>> frame_of("contracts", []).columns[-1]
    'where_row'
    """
    columns = (*SHEETS[name].names, *PLACE_COLUMNS)
    values = {column: pd.Series([row.get(column) for row in rows], dtype="object") for column in columns}
    return pd.DataFrame(values)
