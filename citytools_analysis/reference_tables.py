"""
What each reviewed table holds, and how its CSV is read and checked: columns, keys, links, allowed words.

Problems are gathered with file and line, so that a reviewer sees them all at once.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.schema import PRECISIONS, TABLES
from citytools_analysis.schema.register_fields import REGISTER_FIELDS

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Shape:
    """
    What one reviewed table holds.

    Parameters
    ----------
    columns
        Names of the columns, with `*` if a row needs a value there.
    key
        Columns that together name a row.
    links
        By column, the `table.column` that must hold its value, or each of its values separated by |.
    integers, numbers, booleans, dates
        Columns of those kinds; the rest is text.
    choices
        By column, the words it may hold.
    keeps_line
        Whether the frame says in `line` where each row stands, for rows that may have to be mended later.

    Examples
    --------
    >>> SHAPES["system_aliases"].names
    ['system_id', 'alias']
    """

    columns: str
    key: str
    links: Mapping[str, str]
    integers: str = ""
    numbers: str = ""
    booleans: str = ""
    dates: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keeps_line: bool = False

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.rstrip("*") for column in self.columns.split()]

    @property
    def needed(self) -> set[str]:
        """The columns that no row may leave blank."""
        return {column.rstrip("*") for column in self.columns.split() if column.endswith("*")}


_CONFIDENCE = {"confidence": ("high", "medium", "low")}
_EVENTS = TABLES["supplier_events"]["event"].allowed
_KINDS = TABLES["suppliers"]["supplier_kind"].allowed
_BOROUGH = {"borough_id": "boroughs.borough_id"}
_SUPPLIER = {"supplier_id": "suppliers.supplier_id"}
_SPEND_FIELDS = (
    "amount_gbp", "borough", "category", "company_number", "customer", "department", "framework", "lot", "not_read", "paid_on",
    "reference", "supplier",
)  # fmt: skip

SHAPES: Mapping[str, Shape] = {
    "boroughs": Shape(
        "borough_id* gss_code* borough* short_name* council_name* iso_3166_2 inner_outer_statutory"
        " inner_outer_statistical subregion subregion_confidence residents_2021* households_2017 is_borough*"
        " per_capita_ok* source*",
        "borough_id", {}, integers="residents_2021 households_2017", booleans="is_borough per_capita_ok"),
    "borough_aliases": Shape("borough_id* alias* alias_kind* confidence* source*", "borough_id alias", _BOROUGH,
                              choices={"alias_kind": ("name", "identifier"), **_CONFIDENCE}),
    "functions": Shape(
        "function_code* function* area_code* area* area_group_2019 criticality* lead_time_months* cpv_code scope_note",
        "function_code", {}, integers="criticality lead_time_months"),
    "suppliers": Shape(
        "supplier_id* supplier* supplier_kind* companies_house_number operating_group owner confidence* source* note",
        "supplier_id", {"operating_group": "suppliers.supplier"}, choices={"supplier_kind": _KINDS, **_CONFIDENCE}),
    "supplier_aliases": Shape("supplier_id* alias* is_ambiguous* reason context", "supplier_id alias", _SUPPLIER,
                               booleans="is_ambiguous"),
    "supplier_identifiers": Shape("supplier_id* scheme* identifier* source*", "scheme identifier", _SUPPLIER),
    "name_decisions": Shape(
        "kind* raw_name* decision* canonical context decided_by* decided_on* reason*", "kind raw_name context", {},
        dates="decided_on", keeps_line=True,
        choices={"kind": ("supplier", "system", "buyer"), "decision": ("same", "different", "unsure")}),
    "supplier_events": Shape(
        "supplier_id* event* counterparty* event_date event_date_precision is_completed* confidence* evidence_url note",
        "supplier_id event event_date counterparty", _SUPPLIER, booleans="is_completed", dates="event_date",
        choices={"event": _EVENTS, "event_date_precision": PRECISIONS, **_CONFIDENCE}),
    "systems": Shape("system_id* system* supplier_id function_codes* confidence* source* note", "system_id",
                      {**_SUPPLIER, "function_codes": "functions.function_code"}, choices=_CONFIDENCE),
    "system_aliases": Shape("system_id* alias*", "system_id alias", {"system_id": "systems.system_id"}),
    "shared_services": Shape(
        "shared_service_id* shared_service* borough_id* scope* valid_from valid_to confidence* source* note",
        "shared_service_id borough_id", _BOROUGH, dates="valid_from valid_to", choices=_CONFIDENCE),
    "tile_grid": Shape(
        "borough_id* code3* row* column* thames_side* land_neighbours river_neighbours", "borough_id",
        dict.fromkeys(("borough_id", "land_neighbours", "river_neighbours"), "boroughs.borough_id"),
        integers="row column", choices={"thames_side": ("north", "south", "straddles")}),
    "thresholds": Shape(
        "valid_from* valid_to authority_type* contract_type* threshold_gbp_inc_vat* threshold_gbp_ex_vat* source*"
        " confidence* note",
        "valid_from authority_type contract_type", {}, numbers="threshold_gbp_inc_vat threshold_gbp_ex_vat",
        dates="valid_from valid_to", choices=_CONFIDENCE),
    "notice_decisions": Shape(
        "ocid* borough_id decision* to_borough_id function_code supplier system reason* reviewed_date*", "ocid borough_id",
        {**_BOROUGH, "to_borough_id": "boroughs.borough_id", "function_code": "functions.function_code"},
        dates="reviewed_date", choices={"decision": ("keep", "leave_out", "move")}, keeps_line=True),
    "spend_columns": Shape(
        "kind* field* heading* vat_basis source* note", "kind heading", {},
        choices={"kind": ("spend", "framework_sales"), "field": _SPEND_FIELDS, "vat_basis": ("ex", "inc")}),
    "register_columns": Shape(
        "field* heading* value_basis vat_basis source* note", "heading", {},
        choices={"field": REGISTER_FIELDS, "vat_basis": ("ex", "inc"),
                 "value_basis": ("annual", "ceiling", "committed_term", "max_incl_options")}),
    "register_publishers": Shape(
        "publisher* borough_id file_pattern heading* field* reason*", "publisher file_pattern heading", _BOROUGH,
        choices={"field": REGISTER_FIELDS}),
}  # fmt: skip


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
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "system_aliases.csv"
    ...     _ = path.write_text("system_id,alias\nspydus,\n", encoding="utf-8")
    ...     print(read_rows(path, SHAPES["system_aliases"])[1][0])
    system_aliases.csv, line 2: alias is blank. Give it a value.
    """
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
    return int if name in shape.integers.split() else float if name in shape.numbers.split() else str


def _allowed(name: str, shape: Shape) -> str:
    if name in shape.choices:
        return f"Use one of {', '.join(shape.choices[name])}."
    kinds = {"yes or no": shape.booleans, "YYYY-MM-DD": shape.dates, "digits": f"{shape.integers} {shape.numbers}"}
    return next(f"Use {words}." for words, columns in kinds.items() if name in columns.split())


def repeated_keys(name: str, rows: Rows) -> Iterator[Issue]:
    """
    Find rows whose key stands on an earlier line too.

    Parameters
    ----------
    name
        Name of the table.
    rows
        Its rows.

    Yields
    ------
    issue
        One a repeat.

    Examples
    --------
    >>> row = {"system_id": "spydus", "alias": "Spydus 10"}
    >>> [str(issue) for issue in repeated_keys("system_aliases", [row | {"line": "line 2"}, row | {"line": "line 3"}])]
    ["system_aliases.csv, line 3: 'spydus / Spydus 10' stands on line 2 too. Keep one."]
    """
    seen: dict[str, str] = {}
    for row in rows:
        value = " / ".join(str(row[column] or "") for column in SHAPES[name].key.split())
        if value in seen:
            yield Issue(f"{name}.csv", row["line"], f"{value!r} stands on {seen[value]} too", "Keep one.", "repeated")
        seen.setdefault(value, row["line"])


def unknown_links(name: str, tables: Mapping[str, Rows]) -> Iterator[Issue]:
    """
    Find rows that name something no other table holds.

    Parameters
    ----------
    name
        Name of the table.
    tables
        The rows of every table.

    Yields
    ------
    issue
        One a value that is not known, with the nearest that is.

    Examples
    --------
    >>> alias = {"system_id": "spidus", "alias": "Spydus 10", "line": "line 2"}
    >>> tables = {"system_aliases": [alias], "systems": [{"system_id": "spydus"}]}
    >>> print(*unknown_links("system_aliases", tables))
    system_aliases.csv, line 2: no systems.system_id is 'spidus'. Did you mean 'spydus'?
    """
    for column, target in SHAPES[name].links.items():
        table, key = target.split(".")
        known = [row[key] for row in tables[table]]
        for row in tables[name]:
            for value in str(row[column]).split("|") if row[column] else ():
                if value not in known:
                    what = f"no {target} is {value!r}"
                    yield Issue(f"{name}.csv", row["line"], what, suggestion(value, known), f"unknown {column}")


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
    >>> frame_of([{"system_id": "spydus", "alias": "Spydus 10", "line": "line 2"}], SHAPES["system_aliases"]).shape
    (1, 2)
    """
    frame = pd.DataFrame(rows, columns=[*shape.names, *(["line"] if shape.keeps_line else [])], dtype=object)
    for kind, names in (("Int64", shape.integers), ("float64", shape.numbers), ("bool", shape.booleans)):
        frame = frame.astype(dict.fromkeys(names.split(), kind))
    dates = {name: pd.to_datetime(frame[name]).astype("datetime64[ns]") for name in shape.dates.split()}
    return frame.assign(**dates)
