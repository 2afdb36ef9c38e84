"""
What must hold before anything is added: rules across the cells of a row, repeats within a file, and the schema itself.

Cell rules are found by `clean`, names by `assemble`; this module finds the rest, all at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from citytools_analysis.clean import Cleaned
from citytools_analysis.errors import DataError, Issue
from citytools_analysis.parse import is_blank
from citytools_analysis.schema import SHEETS, TABLES, Table
from citytools_analysis.schema.survey import CRITERIA

if TYPE_CHECKING:
    import pandera.pandas as pa

_BOUNDS = {
    ("satisfaction", "score"): (1, 5),
    **{("scores", criterion): (1, 5) for criterion in CRITERIA},
    ("skills", "level"): (0, 4),
    ("contracts", "notice_months"): (0, 60),
    ("contracts", "extension_notice_months"): (0, 60),
}
_DELETE = "Delete one of the two."
_SAME = {
    "contracts": ("this is the contract of {} again, by its reference, or its title and start",
                  "Delete one of the two, or give each its own reference."),
    "deployments": ("this is the system of {} again, for the same function", _DELETE),
    "ratings": ("this scores the system of {} again, in the same respect and on the same day", _DELETE),
    "challenges": ("this is the problem of {} again, with the same system and on the same day", _DELETE),
    "skills": ("this is the skill of {} again", _DELETE),
    "intentions": ("this is the function of {} again", _DELETE),
    "scores": ("this scores the use case of {} again", _DELETE),
}  # fmt: skip
_SIGHTING = {"deployments": ("slot", "seen_date")}
_ORDERS = (
    ("contracts", "start_date", "end_date", "ends", "starts"),
    ("contracts", "start_date", "break_date", "has its break", "starts"),
    ("systems", "in_use_from", "in_use_to", "goes out of use", "comes into use"),
)


def check_entries(cleaned: Cleaned) -> tuple[Issue, ...]:
    """
    Find rows that repeat, and cells that contradict each other or exceed their bounds.

    Parameters
    ----------
    cleaned
        The file, cleaned.

    Returns
    -------
    issues
        One a problem, each naming its cell.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"title": ["Thing"], "start_date": ["2027-01-01"], "end_date": ["2026-01-01"], "where_row": ["2"]})
    >>> for issue in check_entries(clean(Reading("a.csv", "facts", "00", "a.csv", {"contracts": raw}))): print(issue)
    a.csv, line 2, end_date: ends on 1 Jan 2026, before it starts on 1 Jan 2027. Correct one of the two dates.
    """
    issues: list[Issue] = []
    for sheet, frame in cleaned.frames.items():
        rows = frame.to_dict("records")
        issues += _repeats(cleaned, sheet, rows)
        for row in rows:
            issues += _orders(cleaned, sheet, row)
            issues += _bounds(cleaned, sheet, row)
    return tuple(issues)


def _repeats(cleaned: Cleaned, sheet: str, rows: list[dict[Any, Any]]) -> Iterator[Issue]:
    seen: dict[tuple[Any, ...], dict[Any, Any]] = {}
    for row in rows:
        key = tuple(_folded(row.get(name)) for name in SHEETS[sheet].row_key)
        if all(part is None for part in key):
            continue
        if key in seen:
            first = cleaned.place(sheet, seen[key])
            what = f"this row repeats the one at {first}"
            yield Issue(
                cleaned.reading.file_name, cleaned.place(sheet, row), what, "Delete one of the two.", "duplicate"
            )
        seen.setdefault(key, row)


def _folded(value: object) -> object:
    if is_blank(value):
        return None
    return value.casefold() if isinstance(value, str) else value


def _orders(cleaned: Cleaned, sheet: str, row: dict[Any, Any]) -> Iterator[Issue]:
    for name, early, late, ends, starts in _ORDERS:
        first: Any = row.get(early)
        last: Any = row.get(late)
        if name != sheet or is_blank(first) or is_blank(last) or not _is_before(row, early, late):
            continue
        what = f"{ends} on {last.day} {last:%b %Y}, before it {starts} on {first.day} {first:%b %Y}"
        place = cleaned.place(sheet, row, late)
        yield Issue(cleaned.reading.file_name, place, what, "Correct one of the two dates.", "end before start")


def _is_before(row: Mapping[Any, Any], early: str, late: str) -> bool:
    coarse = {row.get(f"{early}_precision"), row.get(f"{late}_precision")}
    if "year" in coarse:
        return bool(row[late].year < row[early].year)
    if "month" in coarse:
        return bool((row[late].year, row[late].month) < (row[early].year, row[early].month))
    return bool(row[late] < row[early])


def _bounds(cleaned: Cleaned, sheet: str, row: dict[Any, Any]) -> Iterator[Issue]:
    for (name, field), (low, high) in _BOUNDS.items():
        value: Any = row.get(field)
        if name == sheet and not is_blank(value) and not low <= value <= high:
            what = f"{value:g} is outside {low} to {high}"
            place = cleaned.place(sheet, row, field)
            yield Issue(cleaned.reading.file_name, place, what, f"Write a number from {low} to {high}.", "bounds")


def check_keys(file_name: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[Issue]:
    """
    Find rows of one file that speak of the same thing, though their cells differ: only one of them could be kept.

    Parameters
    ----------
    file_name
        Name of the file.
    rows
        Register rows by table.

    Yields
    ------
    issue
        One a row after the first. The same system seen on another day or in another place is no repeat.

    Examples
    --------
    >>> rows = [{"contract_id": "c", "source_pointer": f"line {n}"} for n in (2, 3)]
    >>> for issue in check_keys("a.csv", {"contracts": rows}): print(issue)
    a.csv, line 3: this is the contract of line 2 again, by its reference, or its title and start. Delete one of the two, or give each its own reference.
    """
    for name, (what, mend) in _SAME.items():
        seen: dict[tuple[Any, ...], str] = {}
        for row in rows.get(name, ()):
            key = tuple(row.get(column) for column in (*TABLES[name].key, *_SIGHTING.get(name, ())))
            first = seen.setdefault(key, str(row["source_pointer"]))
            if first != row["source_pointer"]:
                yield Issue(file_name, str(row["source_pointer"]), what.format(first), mend, "duplicate")


def check_tables(tables: Mapping[str, pd.DataFrame]) -> None:
    """
    Hold a whole register against its schema before it is saved.

    Parameters
    ----------
    tables
        Typed frames by table name.

    Raises
    ------
    DataError
        If a table breaks its schema; the file's own faults were found before, so this is a fault of ours.

    Examples
    --------
    >>> check_tables({})
    """
    import pandera.errors  # noqa: PLC0415 - notebooks' kernels must not pay for it

    issues = []
    for name, frame in ((name, frame) for name, frame in tables.items() if len(frame)):
        try:
            frame_schema(TABLES[name]).validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as faults:
            cases = faults.failure_cases.head(5)
            issues += [
                Issue(
                    f"register table {name}",
                    str(case["column"]),
                    f"{case['check']}: {case['failure_case']!r}",
                    "",
                    "schema",
                )
                for case in cases.to_dict("records")
            ]
    issues += _broken_references(tables)
    if issues:
        raise DataError(issues)


def frame_schema(table: Table) -> pa.DataFrameSchema:
    """
    Make the pandera schema of a table.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    schema
        Columns in order, with required values, allowed words and bounds.

    Examples
    --------
    >>> list(frame_schema(TABLES["contacts"]).columns)[:2]
    ['borough_id', 'mailbox']
    """
    import pandera.pandas as pa  # noqa: PLC0415 - notebooks' kernels must not pay for it

    columns = {}
    for column in table.columns:
        checks = [pa.Check.isin(column.allowed)] if column.allowed else []
        if column.minimum is not None:
            checks.append(pa.Check.ge(column.minimum))
        if column.maximum is not None:
            checks.append(pa.Check.le(column.maximum))
        columns[column.name] = pa.Column(checks=checks, nullable=not column.required)
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def _broken_references(tables: Mapping[str, pd.DataFrame]) -> Iterator[Issue]:
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            target, _, key = column.references.partition(".")
            if target not in tables or column.name not in frame:
                continue
            missing = frame[column.name].dropna()
            missing = missing[~missing.isin(tables[target][key])]
            for value in missing.unique()[:5]:
                yield Issue(f"register table {name}", column.name, f"{value!r} is not in {target}", "", "reference")
