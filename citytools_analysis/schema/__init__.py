"""Every table and column once: kind, unit, meaning, rule, tier. The data dictionary and the checks come from here."""

from __future__ import annotations

from citytools_analysis.schema import estate, evidence, published, survey
from citytools_analysis.schema.captures import ANSWERS, CAPTURE_SHEETS, WORKSHOP_FIELDS
from citytools_analysis.schema.columns import EDITIONS, MAY_SEE, PRECISIONS, Column, Sharing, Table, Tier
from citytools_analysis.schema.dictionary import dictionary_markdown
from citytools_analysis.schema.entries import ABOUT_FIELDS, PLACE_COLUMNS, RETURN_SHEETS, SHEETS
from citytools_analysis.schema.evidence import SAID_BY_BOROUGHS
from citytools_analysis.schema.fields import Field, Sheet
from citytools_analysis.schema.shown import editions_markdown, rules_shown, with_editions

TABLES: dict[str, Table] = {
    table.name: table
    for table in (*evidence.TABLES[:1], *estate.TABLES, *survey.TABLES, *published.TABLES, *evidence.TABLES[1:])
}

__all__ = [
    "ABOUT_FIELDS", "ANSWERS", "CAPTURE_SHEETS", "EDITIONS", "MAY_SEE", "PLACE_COLUMNS", "PRECISIONS", "RETURN_SHEETS", "SAID_BY_BOROUGHS", "SHEETS",
    "TABLES", "WORKSHOP_FIELDS",
    "Column", "Field", "Sharing", "Sheet", "Table", "Tier", "dictionary_markdown", "editions_markdown", "rules_shown",
    "with_editions",
]  # fmt: skip
