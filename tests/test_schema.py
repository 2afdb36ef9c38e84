"""The vocabulary: each column once, and the data dictionary that is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from citytools_analysis.schema import SHEETS, TABLES, dictionary_markdown, rules_shown, with_editions

DICTIONARY = Path(__file__).parents[1] / "data" / "README.md"
README = Path(__file__).parents[1] / "README.md"


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


def test_what_never_leaves_the_register_is_marked() -> None:
    assert TABLES["ratings"]["comment"].tier == "nobody"
    assert {name for name, table in TABLES.items() if table.tier == "nobody"} == {"left_out", "quarantine", "mentions"}
    assert {name for name, table in TABLES.items() if table.tier == "members"} >= {
        "ratings",
        "challenges",
        "skills",
        "intentions",
        "scores",
        "contacts",
    }


def test_what_each_edition_may_show_is_current_in_the_readme() -> None:
    """Mend with: python -m citytools_analysis.schema README.md."""
    page = README.read_text(encoding="utf-8")
    assert page == with_editions(page, TABLES.values())
    assert "| `contacts` (a borough's role mailbox) | no | yes | yes |  |" in page


def test_every_column_stands_under_one_rule_of_who_may_see_it() -> None:
    told = [(table, column) for named in rules_shown(TABLES.values()).values() for table, columns in named.items() for column in columns]  # fmt: skip
    assert sorted(told) == sorted((name, column) for name, table in TABLES.items() for column in table.names)


def test_an_offer_is_a_value_its_column_may_have() -> None:
    for table in TABLES.values():
        assert (table.to_others == "when_offered") == bool(table.offer and table.offers), table.name
        if table.offer:
            assert set(table.offers) <= (set(table[table.offer].allowed) or {True, False})
