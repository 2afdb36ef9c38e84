"""
Every real file, by name: what `citytools add` reads of it, keeps, leaves out and keeps aside, or why it refuses it.

`real_files.csv` is the reviewed table of outcomes, `real_values.csv` that of values looked up by hand. Neither is made by
the package: `plain_reading` counts and sorts the raw records without it. Of files by bodies outside London the table says
twice what becomes of them: as they are, and as if a London borough had published them, so that the readers are used.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import plain_reading as plain
import pytest
from click.testing import CliRunner

from citytools_analysis.check import check_file
from citytools_analysis.cli import main
from citytools_analysis.reference import Reference, find_borough, load_reference
from citytools_analysis.register import Register, open_register
from citytools_analysis.resolve import Names
from citytools_analysis.sources.opening import read_file
from citytools_analysis.sources.reading import Reading

DATA = Path(__file__).parents[2] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real public files are not on this computer")


def table(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


FILES, VALUES = table("real_files.csv"), table("real_values.csv")
READ = [row for row in FILES if not row["refused"]]
REFUSED = [row for row in FILES if row["refused"]]
AS_LONDON = [row for row in READ if row["london_kept"]]
NOTICES = {"ocds", "contracts_finder"}


def by_file(rows: list[dict[str, str]]) -> Any:
    return pytest.mark.parametrize("row", rows, ids=[row["file"] for row in rows])


def reasons(cell: str) -> Counter[str]:
    return Counter({name: int(count) for name, count in (part.split("=") for part in cell.split("; ") if part)})


def expected(row: dict[str, str], prefix: str = "") -> Counter[str]:
    """Give all outcomes of a file as the table has them, with what is kept among them."""
    kept = Counter({"kept": int(row[f"{prefix}kept" if prefix else "n_kept"])})
    return +(kept + reasons(row[f"{prefix}left_out"]) + reasons(row[f"{prefix}quarantined"]))


def plainly(row: dict[str, str], *, as_london: bool) -> plain.Plain:
    path = DATA / row["file"]
    if row["kind"] in NOTICES:
        return plain.read_notices(path, row["kind"], all_london=as_london)
    if row["kind"] == "spend":
        return plain.read_spend(path, is_borough=as_london or row["body"] == "Lambeth")
    return plain.read_sales(path)


@cache
def reference_of(file: str, *, as_london: bool, by_hand: bool = False) -> Reference:
    """Give the reviewed tables, or those in which every buyer of a file is Camden, with all its notices kept by hand if so asked."""
    reference = load_reference()
    if not as_london or file.startswith("spend/"):
        return reference
    path = DATA / file
    is_ocds = next(row["kind"] for row in FILES if row["file"] == file) == "ocds"
    told = plain.releases_of(path) if is_ocds else plain.notices_of(path)
    buyers = {one["buyer"]["name"] if is_ocds else one["buyer"] for one in told}
    aliases = pd.DataFrame([{"borough_id": "camden", "alias": name, "alias_kind": "name"} for name in sorted(buyers)])
    ocids = [one["ocid"] if is_ocds else f"ocds-b5fd17-{one['id']}" for one in told] if by_hand else [""]
    kept = dict.fromkeys(("to_borough_id", "function_code", "supplier", "system"), "") | {"decision": "keep"}
    decisions = pd.DataFrame(
        [{"ocid": ocid, "borough_id": "camden" if ocid else ""} | kept for ocid in ocids], dtype="object"
    )
    return replace(
        reference,
        borough_aliases=pd.concat([reference.borough_aliases, aliases], ignore_index=True),
        notice_decisions=decisions,
    )


@dataclass(frozen=True)
class Added:
    """What the command printed, and the register it wrote."""

    output: str
    register: Register

    def rows(self, name: str, file: str) -> pd.DataFrame:
        """Give the rows of a table that one file gave."""
        sources, rows = self.register.all_rows["sources"], self.register.all_rows[name]
        return rows[rows["source_id"].isin(sources.loc[sources["file_name"] == Path(file).name, "source_id"])]


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Added:
    """Add every file, those of spend in the name of the body that published them."""
    folder, output = tmp_path_factory.mktemp("real"), ""
    for body in sorted({row["body"] for row in READ}):
        files = [str(DATA / row["file"]) for row in READ if row["body"] == body]
        whose = ["--borough", body] if body else []
        command = ["add", *files, *whose, "--register", str(folder), "--retrieved", "2026-11-23"]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output
        output += result.output
    return Added(output, open_register(folder))


def test_the_table_names_every_file_of_the_folder_and_no_other() -> None:
    there = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file())
    assert [row["file"] for row in FILES] == there


@by_file(REFUSED)
def test_a_file_that_holds_no_data_is_refused_by_kind_in_one_message(row: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "register"
    result = CliRunner().invoke(main, ["add", str(DATA / row["file"]), "--register", str(target)])
    assert result.exit_code == 1
    assert "1 problem found" in result.output
    assert f"{Path(row['file']).name}: {row['refused']}" in " ".join(result.output.split())
    assert not target.exists()


@by_file(READ)
def test_what_add_does_with_a_file_is_what_the_table_says(row: dict[str, str], added: Added) -> None:
    (source,) = added.rows("sources", row["file"]).to_dict("records")
    assert (source["source_kind"], source["n_read"], source["n_kept"]) == (
        row["kind"], int(row["n_read"]), int(row["n_kept"]),
    )  # fmt: skip
    assert Counter(added.rows("left_out", row["file"])["reason"]) == reasons(row["left_out"])
    assert Counter(added.rows("quarantine", row["file"])["reason"]) == reasons(row["quarantined"])
    assert sum(expected(row).values()) == int(row["n_read"])
    assert f"{Path(row['file']).name}: added; {row['n_read']} read, {row['n_kept']} kept" in added.output


@by_file([row for row in READ if row["kind"] != "facts"])
def test_a_plain_reading_of_the_file_counts_the_same(row: dict[str, str], added: Added) -> None:
    found = plainly(row, as_london=False)
    assert (found.n_read, +found.outcomes) == (int(row["n_read"]), expected(row))
    if row["kind"] in NOTICES:
        assert set(added.rows("notices", row["file"])["ocid"]) == found.kept
        assert set(added.rows("contracts", row["file"])["ocid"]) == found.kept
    else:
        pointers = added.rows("spend", row["file"])["source_pointer"].str.removeprefix("line ")
        assert sorted(pointers) == sorted(pointer.removeprefix("line ") for pointer in found.kept)


@by_file([row for row in READ if row["kind"] == "facts"])
def test_every_line_of_a_file_of_facts_is_counted(row: dict[str, str]) -> None:
    assert len(plain.csv_lines(DATA / row["file"])) - 1 == int(row["n_read"])


@by_file(AS_LONDON)
def test_had_a_borough_published_it_the_file_is_read_whole(row: dict[str, str]) -> None:
    reference = reference_of(row["file"], as_london=True)
    reading = read_file(DATA / row["file"], reference=reference, borough="Lambeth" if row["body"] else None)
    found = plainly(row, as_london=True)
    outcomes = Counter(one.reason for one in (*reading.left_out, *reading.quarantined))
    assert +(outcomes + Counter({"kept": reading.n_kept})) == expected(row, "london_") == +found.outcomes
    assert (reading.n_read, sum(expected(row, "london_").values())) == (int(row["n_read"]), int(row["n_read"]))
    assert kept_by(reading) == found.kept


def kept_by(reading: Reading) -> set[str]:
    if reading.kind == "spend":
        return set(reading.frames["spend"]["where_row"])
    return set(reading.frames["notices"]["ocid"])


def buyers() -> Iterator[str]:
    for row in READ:
        path = DATA / row["file"]
        if row["kind"] == "ocds":
            yield from (one["buyer"]["name"] for one in plain.releases_of(path))
            yield from (
                party["name"]
                for one in plain.releases_of(path)
                for party in one.get("parties", [])
                if "buyer" in party["roles"]
            )
        elif row["kind"] == "contracts_finder":
            yield from (one["buyer"] for one in plain.notices_of(path))
        elif row["kind"] == "framework_sales":
            (_, names), *lines = plain.csv_lines(path)
            yield from (line[names.index("Customer")] for _, line in lines)


def test_every_buyer_that_sounds_like_london_was_looked_at_and_only_the_councils_are_taken_for_one() -> None:
    reference, names = load_reference(), set(buyers())
    places = [name.split(" upon ")[0].replace("City of ", "") for name in reference.boroughs["borough"]]
    places += [
        "barking",
        "hammersmith",
        "kensington",
        "chelsea",
        "lbbd",
        "lbhf",
        "rbkc",
        "corporation",
        "royal borough",
    ]
    sounds = re.compile("|".join(map(re.escape, places)), re.IGNORECASE)
    there = {
        name for name in names if sounds.search(name) and not re.search("corporation ?(?:for|tax)", name, re.IGNORECASE)
    }
    taken = {name for name in names if find_borough(reference, name)}
    assert taken == plain.LONDON & names == plain.LONDON
    assert there - taken == plain.NOT_THE_COUNCIL


_PRIVATE = {
    "e-mail address": r"[\w.+'-]+@[\w-]+\.[\w.-]+\w",
    "telephone number": r"(?<![\w./-])\(?(?:\+\s?44|0044|0)[\s(-]*\d(?:[\s().-]{0,2}\d){8,11}(?![\w-])",
    "postcode": r"(?<![\w-])(?:[BEGLMNSW]|[A-Z]{2})\d[\dA-Z]?\s*\d[ABD-HJLNP-UW-Z]{2}\b",
    "house": r"@ \d+ [A-Z][a-z]+ (?:Road|Street|Avenue|Lane|Close)",
    "person": r"\b(?:[Cc]ontact|[Ee]-?mail|[Rr]ing|[Ll]iaise with|M(?:r|rs|s)|Dr|Prof(?:essor)?)\.?:? [A-Z][a-z]+ [A-Z][a-z]+\b",
}
_MADE_UP = {
    "e-mail address": "write to jo@a.example.org now",
    "telephone number": "on +44 (0) 20 7946 0000.",
    "postcode": "at SW6 9XX",
    "house": "Adaptations @ 7 Example Road",
    "person": "please email Jo Example at",
}
_NO_PERSON = re.compile("Contact Cent|Contact Case")


@pytest.mark.parametrize("what", _PRIVATE)
def test_nothing_that_leads_to_a_person_is_anywhere_in_the_register(what: str, added: Added) -> None:
    pattern, found = re.compile(_PRIVATE[what]), []
    assert pattern.search(_MADE_UP[what])
    for name, rows in added.register.all_rows.items():
        for column in set(rows.columns) - {"sha256", "file_name", "source_name", "evidence_url", "notice_id", "ocid"}:
            texts = (str(cell) for cell in rows[column].dropna() if isinstance(cell, str))
            found += [
                (name, column, hit[0])
                for text in texts
                for hit in pattern.finditer(text)
                if not _NO_PERSON.search(hit[0])
            ]
    assert found == []


@cache
def rows_of(file: str, *, as_london: bool) -> dict[str, list[dict[str, Any]]]:
    names = Names(reference_of(file, as_london=as_london, by_hand=True))
    assembly, _ = check_file(DATA / file, names=names, borough="Lambeth" if file.startswith("spend/") else None)
    reading = assembly.cleaned.reading
    aside = [{"source_pointer": one.pointer, "what": one.what, "reason": one.reason} for one in reading.quarantined]
    raw = reading.frames.get("contracts", pd.DataFrame({"where_row": []})).rename(
        columns={"where_row": "source_pointer"}
    )
    return {**assembly.rows, "quarantine": aside, "read": raw.to_dict("records")}


def value_of(row: dict[str, str]) -> str:
    pointer, _, position = row["record"].partition("#")
    records = rows_of(row["file"], as_london=bool(row["as_london"]))[row["table"]]
    named = [one for one in records if one["source_pointer"] == pointer]
    if len(named) < int(position or 1):
        return "(no such row)"
    value = named[int(position or 1) - 1][row["column"]]
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return "" if value is None or pd.isna(value) else str(value)


@pytest.mark.parametrize(
    "row", VALUES, ids=[f"{Path(row['file']).stem}{row['where']}-{row['column']}" for row in VALUES]
)
def test_a_value_looked_up_by_hand_stands_in_the_file_and_in_the_register(row: dict[str, str]) -> None:
    raw, said = str(plain.value_at(DATA / row["file"], row["where"])), row["raw"]
    assert said.strip("…") in " ".join(raw.split()) if said.startswith("…") else said == raw
    assert value_of(row) == row["value"]


def test_values_of_every_kind_were_looked_up() -> None:
    kinds = {row["file"]: row["kind"] for row in FILES}
    assert len(VALUES) >= 40
    assert {kinds[row["file"]] for row in VALUES} == {row["kind"] for row in READ}
