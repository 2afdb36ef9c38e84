"""
How the CSV of a reviewed table is read and checked against its shape.

Problems are gathered with file and line, so that a reviewer sees them all at once.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from citytools_analysis.errors import Issue
from citytools_analysis.reference_tables.shapes import Shape

Rows = list[dict[str, Any]]


def read_rows(path: Path, shape: Shape) -> tuple[Rows, list[Issue]]:
    r"""
    Read one reviewed table.

    Parameters
    ----------
    path
        The CSV file, in UTF-8.
    shape
        What it should hold.

    Returns
    -------
    rows
        One a line, typed, blanks None, with the place as `line`.
    issues
        Missing columns, missing values and values of the wrong kind.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reference_tables import SHAPES
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "system_aliases.csv"
    ...     _ = path.write_text("system_id,alias\nspydus,\n", encoding="utf-8")
    ...     print(read_rows(path, SHAPES["system_aliases"])[1][0])
    system_aliases.csv, line 2: alias is blank. Give it a value.
    """
    try:
        return _read(path, shape)
    except (UnicodeDecodeError, csv.Error):
        return [], [
            Issue(path.name, "", "it cannot be read as CSV in UTF-8", "Save it again as CSV UTF-8.", "encoding")
        ]


def _read(path: Path, shape: Shape) -> tuple[Rows, list[Issue]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in shape.names if name in shape.needed and name not in (reader.fieldnames or [])]
        if missing:
            what = f"the column {missing[0]!r} is missing"
            return [], [Issue(path.name, "line 1", what, "See data/reference/README.md.", "column")]
        issues: list[Issue] = []
        return [_row(path.name, reader.line_num, raw, shape, issues) for raw in reader], issues


def _row(file: str, line: int, raw: Mapping[str, str], shape: Shape, issues: list[Issue]) -> dict[str, Any]:
    row: dict[str, Any] = {"line": f"line {line}"}
    if None in raw or None in raw.values():
        what = f"there are more or fewer than {len(raw.keys() - {None})} values"
        issues.append(Issue(file, row["line"], what, "Put quotes around a value with a comma.", "width"))
    for name in shape.names:
        text = (
            raw.get(name) or ""
        ).strip()  # an optional column may be missing: tables of an earlier version stay good
        row[name] = text or None
        try:
            row[name] = _parser(name, shape)(text) if text else None
        except (ValueError, KeyError):
            issues.append(Issue(file, row["line"], f"{text!r} cannot stand in {name}", _allowed(name, shape), name))
        if not text and name in shape.needed:
            issues.append(Issue(file, row["line"], f"{name} is blank", "Give it a value.", f"{name} required"))
    return row


def _parser(name: str, shape: Shape) -> Callable[[str], Any]:
    if name in shape.booleans.split():
        return {"yes": True, "no": False}.__getitem__
    if name in shape.dates.split():
        return date.fromisoformat
    if name in shape.choices:
        return {word: word for word in shape.choices[name]}.__getitem__
    return int if name in shape.integers.split() else _finite if name in shape.numbers.split() else str


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _allowed(name: str, shape: Shape) -> str:
    if name in shape.choices:
        return f"Use one of {', '.join(shape.choices[name])}."
    kinds = {"yes or no": shape.booleans, "YYYY-MM-DD": shape.dates, "digits": f"{shape.integers} {shape.numbers}"}
    return next(f"Use {words}." for words, columns in kinds.items() if name in columns.split())


def frame_of(rows: Rows, shape: Shape) -> pd.DataFrame:
    """
    Make a frame of checked rows: text and None, whole numbers, numbers, booleans and `datetime64[ns]`.

    Parameters
    ----------
    rows
        The rows.
    shape
        What they hold.

    Returns
    -------
    frame
        One column a column of the table.

    Examples
    --------
    >>> from citytools_analysis.reference_tables import SHAPES
    >>> frame_of([{"system_id": "spydus", "alias": "Spydus 10", "line": "line 2"}], SHAPES["system_aliases"]).shape
    (1, 2)
    """
    frame = pd.DataFrame(rows, columns=[*shape.names, *(["line"] if shape.keeps_line else [])], dtype=object)
    for kind, names in (("Int64", shape.integers), ("float64", shape.numbers), ("bool", shape.booleans)):
        frame = frame.astype(dict.fromkeys(names.split(), kind))
    dates = {name: pd.to_datetime(frame[name]).astype("datetime64[ns]") for name in shape.dates.split()}
    return frame.assign(**dates)
