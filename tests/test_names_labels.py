"""The labelled supplier names: their shape, their places in the real files, their halves and how far two passes agree."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from citytools_analysis.normalise import normalise_name
from citytools_analysis.reference import load_reference

NAMES = Path(__file__).parent / "names"
DATA = Path(__file__).parents[2] / "shared" / "data"
COLUMNS = [
    "mention_id", "mention", "file", "where", "entity", "evidence", "context", "identifiers", "half", "labelled_by", "labelled_on",
]  # fmt: skip
PERSON_LIKE = re.compile(r"\b(mr|mrs|ms|miss|dr|rev|sir|qc|kc|esq)\b|redacted|@\w+\.\w", re.IGNORECASE)


def rows(name: str) -> list[dict[str, str]]:
    with (NAMES / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


MENTIONS = rows("mentions.csv")
SECOND = rows("second_labels.csv")


@cache
def records(file: str) -> list[list[str]]:
    raw = (DATA / file).read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    csv.field_size_limit(10_000_000)
    return list(csv.reader(io.StringIO(text, newline="")))


@cache
def document(file: str) -> Any:
    return json.loads((DATA / file).read_text(encoding="utf-8"))


@cache
def sheet(file: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(DATA / file)).get_sheet_by_index(0).to_python()


def pointed(value: Any, pointer: str) -> Any:
    for step in pointer.strip("/").split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def found(file: str, where: str) -> Any:
    if where.startswith("/"):
        return pointed(document(file), where)
    cell, _, pointer = where.partition(", /")
    across = re.fullmatch(r"(record|row) (\d+), column (\d+)", cell)
    assert across, where
    table = sheet(file) if across[1] == "row" else records(file)
    value = table[int(across[2]) - 1][int(across[3]) - 1]
    return pointed(ast.literal_eval(value), pointer) if pointer else value


def kappa(pairs: list[tuple[str, str]]) -> float:
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    by_chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return (agreed - by_chance) / (1 - by_chance)


def both_labels() -> list[tuple[str, str]]:
    first = {row["mention_id"]: row["entity"] for row in MENTIONS}
    return [(first[row["mention_id"]], row["entity"]) for row in SECOND]


def test_there_are_at_least_600_mentions_each_filled_in() -> None:
    assert len(MENTIONS) >= 600
    assert list(MENTIONS[0]) == COLUMNS
    needed = [name for name in COLUMNS if name not in {"context", "identifiers"}]
    assert [row["mention_id"] for row in MENTIONS if not all(row[name] for name in needed)] == []
    assert len({row["mention_id"] for row in MENTIONS}) == len(MENTIONS)
    assert len({(row["file"], row["where"]) for row in MENTIONS}) == len(MENTIONS)


def test_an_entity_is_a_supplier_of_the_reference_or_says_that_it_is_not() -> None:
    suppliers = set(load_reference().suppliers["supplier_id"])
    entities = {row["entity"] for row in MENTIONS + SECOND}
    assert {name for name in entities if not re.fullmatch(r"other-[a-z0-9-]+|unsure", name)} <= suppliers


def test_a_firm_that_got_its_own_row_after_it_was_labelled_is_the_firm_of_that_label() -> None:
    names = load_reference().suppliers.set_index("supplier_id")["supplier"].map(normalise_name)
    mentions = defaultdict(set)
    for row in MENTIONS:
        mentions[row["entity"].removeprefix("other-")].add(normalise_name(row["mention"]))
    later = {row["entity"].removeprefix("other-") for row in MENTIONS if row["entity"].startswith("other-")} & set(
        names.index
    )
    assert later
    assert {name for name in later if not any(names[name] in mention for mention in mentions[name])} == set()


@pytest.mark.skipif(not DATA.is_dir(), reason="the real public files are not on this computer")
def test_every_mention_stands_at_its_place_exactly_as_written() -> None:
    wrong = [row["mention_id"] for row in MENTIONS if found(row["file"], row["where"]) != row["mention"]]
    assert wrong == []


def test_the_same_spelling_has_one_label() -> None:
    labels = defaultdict(set)
    for row in MENTIONS:
        labels[row["mention"]].add(row["entity"])
    assert {mention for mention, entities in labels.items() if len(entities) > 1} == set()


def test_all_mentions_of_a_firm_are_in_the_half_its_hash_gives() -> None:
    halves = {0: "tuning", 1: "frozen"}
    hashed = {row["entity"]: int(hashlib.sha256(row["entity"].encode()).hexdigest(), 16) % 2 for row in MENTIONS}
    assert [row["mention_id"] for row in MENTIONS if row["half"] != halves[hashed[row["entity"]]]] == []
    assert min(Counter(row["half"] for row in MENTIONS).values()) >= 300


def test_no_mention_looks_like_a_person_or_a_redaction() -> None:
    assert [row["mention"] for row in MENTIONS if PERSON_LIKE.search(row["mention"])] == []
    assert [
        row["mention_id"] for row in MENTIONS if re.search(r"\b[A-Z]{1,2}\d{1,2} \d[A-Z]{2}\b", row["context"])
    ] == []
    assert PERSON_LIKE.search("Mrs A Smith")
    assert PERSON_LIKE.search("REDACTED UNDER DP ACT")


def test_the_second_pass_covers_120_mentions_once() -> None:
    ids = [row["mention_id"] for row in SECOND]
    assert len(ids) == len(set(ids)) == 120
    assert set(ids) <= {row["mention_id"] for row in MENTIONS}
    assert {row["labelled_by"] for row in SECOND} == {"second pass"}


def test_kappa_of_a_small_table_worked_by_hand() -> None:
    # agreed 3 of 4; by chance (2*1 + 1*2 + 1*1) / 16 = 5/16; (12/16 - 5/16) / (11/16) = 7/11
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("c", "c")]
    assert kappa(pairs) == pytest.approx(7 / 11)


def test_the_agreement_in_the_readme_is_the_one_worked_out_again() -> None:
    stated = re.search(
        r"Agreement: (\d+) of (\d+) .*Cohen's kappa: ([\d.]+[\d])", (NAMES / "README.md").read_text(encoding="utf-8")
    )
    assert stated
    pairs = both_labels()
    assert (int(stated[1]), int(stated[2])) == (sum(one == other for one, other in pairs), len(pairs))
    assert float(stated[3]) == round(kappa(pairs), 3)


def test_the_largest_suppliers_are_thirty_of_the_reference() -> None:
    largest = rows("largest_suppliers.csv")
    names = load_reference().suppliers.set_index("supplier_id")["supplier"]
    assert len({row["supplier_id"] for row in largest}) == len(largest) == 30
    assert [row["supplier_id"] for row in largest if names.get(row["supplier_id"]) != row["supplier"]] == []
    assert all(row["why"] for row in largest)


def test_the_library_never_reads_this_folder() -> None:
    package = Path(__file__).parents[1] / "citytools_analysis"
    told = re.compile(r"tests/names|mentions\.csv|second_labels|largest_suppliers")
    assert [path.name for path in package.rglob("*.py") if told.search(path.read_text(encoding="utf-8"))] == []
