"""Contract registers in CSV, XLSX, XLS and ODS: London's technology goes on, the rest is left out or kept aside with reasons."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from citytools_analysis.brand import authorities_of
from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.reference import Reference, find_borough, load_reference
from citytools_analysis.schema import PLACE_COLUMNS, SHEETS
from citytools_analysis.sources.hidden import hidden_parts
from citytools_analysis.sources.reading import LeftOut, Quarantined, Reading, sha256_of
from citytools_analysis.sources.registers.entry import Entry, entry_of
from citytools_analysis.sources.registers.table import Table, looks_like_register, tables_of
from citytools_analysis.sources.registers.technology import KnownNames, judge, known_names
from citytools_analysis.sources.registers.values import text_of
from citytools_analysis.sources.workbook import open_cells

_ASK = "Name it: citytools add --borough NAME."
_MAY_BELONG = {"no_buyer", "no_title", "unclear_if_technology"}


@dataclass
class _Sorting:
    """Where the records of one file go."""

    file_name: str
    reference: Reference
    borough: str | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def take_table(self, table: Table) -> None:
        """Sort the rows of one sheet."""
        title = table.cells.title
        for number, row in table.records:
            pointer = f"{title}!A{number}" if title else f"line {number}"
            if reason := table.reason(row):
                self.left_out.append(LeftOut(pointer, reason, table.first_words(row)))
                continue
            entry = entry_of(table.layout.columns, row)
            self.issues += [self._fault(table, number, column, what) for column, what in entry.faults]
            buyer = _buyer(table, row, self.reference) or self.borough
            self.take(entry, buyer, pointer, (title, str(number)))

    def _fault(self, table: Table, number: int, column: int, what: str) -> Issue:
        mend = "Correct it in the register; until then it counts as not known."
        return Issue(self.file_name, table.cells.place(number, column), what, mend, "unreadable cell", "warning")

    def take(self, entry: Entry, buyer: str | None, pointer: str, place: tuple[str, str]) -> None:
        """Sort one record: on to the register, left out, or kept aside."""
        title, key = str(entry.fields.get("title", "")), str(entry.fields.get("reference", ""))
        what = ": ".join(part for part in (buyer, title) if part)[:200]
        borough_id = find_borough(self.reference, buyer)
        reason = entry.reason or ("not_london" if buyer and not borough_id else "") or self._not_told(entry, buyer)
        where = dict(zip(PLACE_COLUMNS, place, strict=True))
        if reason in _MAY_BELONG:
            content = {**entry.fields, "borough": buyer, "beside": dict(entry.beside), **where}
            self.quarantined.append(Quarantined(pointer, reason, what, "contracts", _as_json(content), key))
        elif reason:
            self.left_out.append(LeftOut(pointer, reason, what, key))
        else:
            self.rows.append({**entry.fields, "borough": _borough_names(self.reference)[borough_id], **where})

    def _not_told(self, entry: Entry, buyer: str | None) -> str:
        said = {name: str(entry.fields.get(name) or "") for name in ("title", "supplier", "system", "cpv")}
        answer = judge(said | dict(entry.beside), _names(self.reference))
        if answer == "not_technology":
            return answer  # it is none of ours, whoever bought it
        if not buyer:
            return "no_buyer"
        if not said["title"]:
            return "no_title"
        return "" if answer == "technology" else answer

    def _logical_name(self) -> str:
        """Name the file by its borough too, where it is of one: councils name their registers alike."""
        told = {find_borough(self.reference, name) for name in (self.borough, *(row["borough"] for row in self.rows))}
        boroughs = told - {None}
        return f"{boroughs.pop()}/{self.file_name}" if len(boroughs) == 1 else self.file_name

    def reading(self, digest: str, cells: Mapping[str, Mapping[str, str]]) -> Reading:
        """Give what was read."""
        columns = (*SHEETS["contracts"].names, *PLACE_COLUMNS)
        frame = pd.DataFrame(
            {name: pd.Series([row.get(name) for row in self.rows], dtype="object") for name in columns}
        )
        return Reading(
            self.file_name, "register", digest, self._logical_name(), {"contracts": frame}, cells,
            n_read=len(self.rows) + len(self.left_out) + len(self.quarantined),
            left_out=tuple(self.left_out), quarantined=tuple(self.quarantined), issues=tuple(self.issues),
        )  # fmt: skip


def probe(path: Path) -> bool:
    r"""
    Tell whether a file is a contract register.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    is_register
        Whether one of its sheets has the header of one.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "register.csv"
    ...     _ = path.write_text("Contracts\n\nRef,Contract Title,Vendor,Expiry Date\n", encoding="utf-8")
    ...     probe(path)
    True
    """
    return looks_like_register(open_cells(path), load_reference())


def read(path: Path, *, reference: Reference, borough: str | None = None) -> Reading:
    r"""
    Read a contract register.

    Parameters
    ----------
    path
        The file.
    reference
        The reviewed tables: headings, boroughs, suppliers, systems.
    borough
        Whose register it is, where it does not say so.

    Returns
    -------
    reading
        A row a contract of technology of one of London's 33. Left out: `total_row`, `note_row`, `not_london`,
        `purchase_order`, `grant`, `not_technology`. Kept aside: `no_buyer`, `no_title`, `unclear_if_technology`.

    Raises
    ------
    OSError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "register.csv"
    ...     _ = path.write_text("Contract Title,Vendor,Expiry Date\nPayroll software,Acme,31/03/2027\nTotal,,\n", encoding="utf-8")
    ...     reading = read(path, reference=load_reference(), borough="Camden")
    >>> reading.frames["contracts"][["borough", "supplier", "end_date"]].values.tolist(), reading.left_out[0].reason
    ([['Camden', 'Acme', '31/03/2027']], 'total_row')
    """
    opened, digest = open_cells(path), sha256_of(path)
    tables, issues = tables_of(opened, reference, borough)
    if not tables:
        found = opened.issues or (_no_table(path.name),)
        return Reading(path.name, "register", digest, path.name, issues=found)
    sorting = _Sorting(path.name, reference, borough, issues=[*opened.issues, *issues])
    for table in tables:
        sorting.issues += table.layout.issues
        sorting.take_table(table)
    sorting.issues += _elsewhere(path.name, borough, reference)
    sorting.issues += (*(hidden_parts(path) if opened.is_workbook else ()), *_without_buyer(path.name, sorting))
    cells = {"contracts": tables[0].layout.letters} if opened.is_workbook else {}
    return sorting.reading(digest, cells)


def read_again(
    kept_aside: Sequence[tuple[str, str, str]],
    *,
    file_name: str,
    kind: str,
    reference: Reference,
    known: Collection[tuple[str, str]] = frozenset(),  # noqa: ARG001 - every source is read again alike
) -> Reading:
    """
    Read records again that could not be placed when their file was read.

    Parameters
    ----------
    kept_aside
        Pointer, sheet and content of each.
    file_name
        Name of the file they came from.
    kind
        Kind of the source.
    reference
        The reviewed tables as they are now.
    known
        Not used; every source takes it.

    Returns
    -------
    reading
        As of a file that holds only these.

    Examples
    --------
    >>> said = [("line 2", "contracts", '{"title": "Payroll", "supplier": "Zellis", "borough": "Camden"}')]
    >>> read_again(said, file_name="a.csv", kind="register", reference=load_reference()).n_kept
    1
    """
    sorting = _Sorting(file_name, reference)
    for pointer, _, content in kept_aside:
        said = json.loads(content)
        beside = said.pop("beside", {})
        place = (str(said.pop("where_sheet", "")), str(said.pop("where_row", pointer)))
        sorting.take(Entry(said, beside), said.pop("borough", None), pointer, place)
    return replace(sorting.reading("", {}), kind=kind)


@lru_cache(maxsize=4)
def _names(reference: Reference) -> KnownNames:
    return known_names(reference)


@lru_cache(maxsize=4)
def _borough_names(reference: Reference) -> dict[str | None, str]:
    return dict(zip(reference.boroughs["borough_id"], reference.boroughs["borough"], strict=True))


def _buyer(table: Table, row: Sequence[object], reference: Reference) -> str | None:
    """Give the buyer as the row says it: of several columns the one that names one of London's; an address by its end."""
    columns = [column for column in table.layout.columns if column.heading.field == "borough"]
    said = [text_of(row[column.index]) for column in columns if column.index < len(row)]
    texts = [part for text in said if text for part in (text, text.rstrip("/").rsplit("/", 1)[-1])]
    return next((text for text in texts if find_borough(reference, text)), next(iter(texts), None))


def _as_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)


def _without_buyer(file_name: str, sorting: _Sorting) -> Iterator[Issue]:
    if any(one.reason == "no_buyer" for one in sorting.quarantined):
        yield Issue(file_name, "", "it does not say whose contracts these are", _ASK, "buyer")


def _elsewhere(file_name: str, borough: str | None, reference: Reference) -> Iterator[Issue]:
    if borough and not find_borough(reference, borough):
        every = authorities_of(reference.brand, len(reference.boroughs)).removesuffix(" authorities")
        what = f"{borough!r} is none of {every}, so only rows that name one of them are taken"
        mend = suggestion(borough, list(reference.boroughs["borough"])) or "Nothing is to be done if that is right."
        yield Issue(file_name, "", what, mend, "borough", "warning")


def _no_table(file_name: str) -> Issue:
    what = "no header of a contract register is found in its first 20 rows"
    mend = "Name the columns, such as Contract Title, Supplier, Start Date, End Date and Contract Value."
    return Issue(file_name, "", what, mend, "no header")
