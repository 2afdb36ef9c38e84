"""The vocabulary: each column once, and the data dictionary that is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from citytools_analysis.schema import SHEETS, TABLES, dictionary_markdown

DICTIONARY = Path(__file__).parents[1] / "data" / "README.md"


def test_the_data_dictionary_is_current() -> None:
    """Mend with: python -m citytools_analysis.schema > data/README.md."""
    assert DICTIONARY.read_text(encoding="utf-8") == dictionary_markdown(TABLES.values(), SHEETS.values())


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_is_whole(table) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the fixture is the table itself
    assert set(table.key) <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert column.meaning.endswith("."), column.name
        assert bool(column.allowed) == (column.kind in {"choice", "precision"}), column.name
        if column.kind in {"money", "number", "integer"} and not column.name.startswith(("score", "level", "position")):
            assert column.unit or table.name == "released", f"{table.name}.{column.name} says no unit"


def test_every_reference_points_to_a_key_that_exists() -> None:
    outside = {"boroughs.borough_id", "functions.function_code", "use_cases.use_case_id"}
    for table in TABLES.values():
        for column in table.columns:
            target, _, name = column.references.partition(".")
            assert column.references in {"", *outside} or name in TABLES[target].key


def test_what_only_an_owner_may_see_is_marked() -> None:
    assert TABLES["ratings"]["comment"].tier == "owner"
    assert {name for name, table in TABLES.items() if table.tier == "members"} >= {
        "ratings",
        "challenges",
        "skills",
        "intentions",
        "scores",
        "contacts",
    }
