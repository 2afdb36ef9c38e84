"""
Checks workbooks with frictionless or pandera, run by the Python of an environment that has only those: no import of ours.

    python other_checks.py frictionless|pandera RULES.json WORKBOOK...

The rules are a list of sheets, each with `title`, `key` and `fields` (`label`, `kind`, `required`, `words`, `pattern`, `least`,
`most`). It prints a JSON list of [workbook, sheet, row] of every row that breaks one.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

Rules = dict[str, Any]
DAY = r"^(\d{1,2}/)?(\d{1,2}/)?\d{4}$"  # the guidance of the workbook allows a month or a year too
NUMBERED = {"number", "money", "integer"}


def by_frictionless(path: Path, sheets: list[Rules]) -> Iterator[tuple[str, int]]:
    """Check with a Table Schema for each sheet."""
    # the other tool is not in this environment
    from frictionless import Checklist, Resource, Schema, checks, formats  # type: ignore[import-not-found]  # noqa: PLC0415

    for sheet in sheets:
        fields = [_table_schema_field(one) for one in sheet["fields"]]
        schema = Schema.from_descriptor({"fields": fields, "missingValues": [""]})
        control = formats.ExcelControl(sheet=sheet["title"], stringified=False)
        resource = Resource(path=path.name, basepath=str(path.parent), schema=schema, control=control)
        for task in resource.validate(Checklist(checks=[checks.duplicate_row()]), limit_errors=1_000_000).tasks:
            for error in task.errors:
                yield sheet["title"], int(getattr(error, "row_number", 1))


def _table_schema_field(rule: Rules) -> Rules:
    """Write a rule as Table Schema; the format `any` takes a month or a year for a day too, as the workbook does."""
    kinds = {"number": "number", "money": "number", "integer": "integer", "date": "date"}
    limits = {
        "required": rule["required"], "enum": rule["words"], "pattern": rule["pattern"], "minimum": rule["least"],
        "maximum": rule["most"],
    }  # fmt: skip
    constraints = {name: limit for name, limit in limits.items() if limit or limit == 0}
    constraints = {name: limit for name, limit in constraints.items() if limit is not False}
    return {
        "name": rule["label"], "type": kinds.get(rule["kind"], "string"), "constraints": constraints,
        "format": "any" if rule["kind"] == "date" else "default",
    }  # fmt: skip


def by_pandera(path: Path, sheets: list[Rules]) -> Iterator[tuple[str, int]]:
    """Check with a schema for each sheet, whose own rules a careful user would write: real days, order, sheet key."""
    import pandas as pd  # noqa: PLC0415 - as above
    import pandera.pandas as pandera  # noqa: PLC0415

    frames = pd.read_excel(path, sheet_name=[sheet["title"] for sheet in sheets], dtype=object)
    for sheet in sheets:
        frame = frames[sheet["title"]]
        columns = {one["label"]: _column(pandera, one) for one in sheet["fields"] if one["label"] in frame}
        schema = pandera.DataFrameSchema(columns, checks=_between_cells(pandera, sheet))
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            for index in errors.failure_cases["index"].dropna().unique():
                yield sheet["title"], int(index) + 2


def _column(pandera: Any, rule: Rules) -> Any:
    checks = [pandera.Check(lambda cell: _is_right(cell, rule), element_wise=True)]
    return pandera.Column(object, checks, nullable=not rule["required"], required=False)


def _is_right(cell: object, rule: Rules) -> bool:
    if rule["kind"] == "date":
        day = _day(cell)
        return day is not None and (rule["most"] is None or day.isoformat() <= rule["most"])
    if rule["kind"] in NUMBERED:
        is_number = isinstance(cell, (int, float)) and (rule["kind"] != "integer" or cell == int(cell))
        return is_number and not (
            (rule["least"] is not None and cell < rule["least"]) or (rule["most"] is not None and cell > rule["most"])
        )
    if rule["words"]:
        return str(cell) in rule["words"]
    return bool(re.fullmatch(rule["pattern"], str(cell))) if rule["pattern"] else True


def _between_cells(pandera: Any, sheet: Rules) -> list[Any]:
    key = [label for label in sheet["key"] if label]
    checks = [pandera.Check(lambda frame: ~frame.duplicated([label for label in key if label in frame]))]
    if sheet["title"] == "Contracts":
        checks += [
            pandera.Check(lambda frame: frame.apply(_is_in_order, axis=1)),
            pandera.Check(lambda frame: (frame["Kind of end"] != "fixed") | frame["Ends on"].notna()),
            pandera.Check(lambda frame: (frame["Kind of end"] != "rolling") | frame["Ends on"].isna()),
        ]
    return checks


def _is_in_order(row: Any) -> bool:
    begins, ends = _day(row["Starts on"]), _day(row["Ends on"])
    return begins is None or ends is None or begins <= ends


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date() if cell == cell else None  # noqa: PLR0124 - pandas has a day that is none
    if not isinstance(cell, str) or not re.fullmatch(DAY, cell):
        return None
    parts = [int(part) for part in cell.split("/")][::-1]
    try:
        return date(*[*parts, 1, 1][:3])
    except ValueError:
        return None


def main(which: str, rules: str, *paths: str) -> None:
    """Print what is found."""
    sheets = json.loads(Path(rules).read_text(encoding="utf-8"))
    check = {"frictionless": by_frictionless, "pandera": by_pandera}[which]
    found = {(Path(path).name, *place) for path in paths for place in check(Path(path), sheets)}
    sys.stdout.write(json.dumps(sorted(found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
