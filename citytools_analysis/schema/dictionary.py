"""The data dictionary as a page, made from the tables so that it cannot drift from them."""

from __future__ import annotations

from collections.abc import Iterable

from citytools_analysis.schema.columns import Table
from citytools_analysis.schema.fields import Sheet

_INTRODUCTION = """\
# Data dictionary

Made from `citytools_analysis/schema` by `python -m citytools_analysis.schema`; do not edit it by hand.

Unknown is never zero: a blank is *not known*, and a `*_state` column says whether something is known, none, in house,
not applicable or withheld. Money is in pounds sterling, dates are calendar days, and each date that may be known only to
the month or year has a `*_precision` beside it. Tiers: **public** may stand in the public edition, **members** only in the
members' edition, **nobody** never leaves the register.
"""


def dictionary_markdown(tables: Iterable[Table], sheets: Iterable[Sheet]) -> str:
    """
    Write the data dictionary.

    Parameters
    ----------
    tables
        The register's tables.
    sheets
        What people and files hand in.

    Returns
    -------
    page
        Markdown: one table a register table, then one a sheet.

    Examples
    --------
    >>> dictionary_markdown([], []).splitlines()[0]
    '# Data dictionary'
    """
    parts = [_INTRODUCTION, "## The register\n"]
    parts += [_table_markdown(table) for table in tables]
    parts.append(
        "## What is handed in\n\nSheets of a borough's return and of a workshop, and the headers of a CSV file.\n"
    )
    parts += [_sheet_markdown(sheet) for sheet in sheets]
    return "\n".join(parts)


def _table_markdown(table: Table) -> str:
    lines = [
        f"### {table.name}\n",
        f"{table.meaning} Key: {', '.join(f'`{name}`' for name in table.key)}. Rows: {table.tier}.\n",
        "| column | kind | unit | meaning | rule | tier |",
        "|---|---|---|---|---|---|",
    ]
    for column in table.columns:
        tier = column.tier if table.tier == "public" or column.tier != "public" else table.tier
        cells = (f"`{column.name}`", column.kind, column.unit, column.meaning, column.rule, tier)
        lines.append(_row(cells))
    return "\n".join(lines) + "\n"


def _sheet_markdown(sheet: Sheet) -> str:
    lines = [
        f"### Sheet {sheet.title}\n",
        f"{sheet.meaning}\n",
        "| CSV header | workbook header | kind | what to write | required |",
        "|---|---|---|---|---|",
    ]
    for field in sheet.fields:
        cells = (f"`{field.name}`", field.label, field.kind, field.help, "yes" if field.required else "")
        lines.append(_row(cells))
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
