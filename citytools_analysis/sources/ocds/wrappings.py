"""The wrappings in which notices reach us: JSON, JSON lines, either packed by gzip, and literals in the cells of a CSV file."""

from __future__ import annotations

from pathlib import Path

from citytools_analysis.sources.ocds.lines import looks_like_lines, open_lines
from citytools_analysis.sources.ocds.literals import looks_like_cells, releases_in_cells
from citytools_analysis.sources.ocds.packages import Package, looks_like_ocds, open_package


def looks_like_notices(path: Path) -> bool:
    """
    Say cheaply, from its first 64 kB, whether a file may hold OCDS in any of its wrappings.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    likely
        Whether it may; opening it decides.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_text("ocds_json,ocid", encoding="utf-8")
    ...     looks_like_notices(path)
    False
    """
    return looks_like_ocds(path) or looks_like_lines(path) or looks_like_cells(path)


def open_notices(path: Path) -> Package:
    r"""
    Open a file of OCDS in whichever wrapping.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    package
        The releases with their places, or the issue that says why there are none and how to mend it.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.jsonl"
    ...     _ = path.write_text('{"ocid": "ocds-1"}\n{"ocid": "ocds-2"}\n', encoding="utf-8")
    ...     [one.pointer for one in open_notices(path).found]
    ['line 1', 'line 2']
    """
    if looks_like_lines(path):
        return open_lines(path)
    if looks_like_cells(path):
        return Package(*releases_in_cells(path))
    return open_package(path)
