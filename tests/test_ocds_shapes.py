"""OCDS in other wrappings: Python literals in CSV cells, JSON lines, and files packed by gzip."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citytools_analysis.reference import load_reference
from citytools_analysis.sources.ocds import byte_blocks, lines, literals
from citytools_analysis.sources.ocds.lines import looks_like_lines, open_lines, whole
from citytools_analysis.sources.ocds.literals import looks_like_cells, read_literal, releases_in_cells
from citytools_analysis.sources.ocds.reader import read_releases
from citytools_analysis.sources.ocds.releases import Found

FINDER = Path(__file__).parents[2] / "shared" / "data" / "contracts_finder"
REPR = FINDER / "ocds10_python_repr.csv"
SEARCH = FINDER / "ocds_search_page_2025-01-23_100releases.json"
real = pytest.mark.skipif(not FINDER.is_dir(), reason="the real public files are not on this computer")


def cells_file(folder: Path, *cells: str) -> Path:
    path = folder / "cells.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["ocds_json", "ocid"], *([cell, "x"] for cell in cells)])
    return path


# --- literals ---


def test_a_package_written_as_a_python_literal_is_read_with_its_place(tmp_path: Path) -> None:
    package = {"uri": "https://a.example", "releases": [{"ocid": "ocds-1", "tag": ["award"], "id": None, "sme": True}]}
    path = cells_file(tmp_path, repr(package), repr(package["releases"]))
    found, issues = releases_in_cells(path)
    assert [(one.pointer, one.uri, one.release["sme"]) for one in found] == [
        ("line 2/releases/0", "https://a.example", True),
        ("line 3/0", "", True),
    ]
    assert issues == ()
    assert looks_like_cells(path)


@pytest.mark.parametrize(
    "cell",
    [
        "{'ocid': __import__('os').system('true')}",
        "{'ocid': open('/etc/passwd').read()}",
        "{'ocid': 'ocds-1'",
        "{'ocid': 'a' * 10}",
        "{'ocid': 9 ** 9 ** 9}",
        "{'ocid': f'{1}'}",
        "{[]: 'ocds-1'}",
        "{'ocid': [lambda: 1]}",
        "{" + "-" * 9000 + "1: 2}",
        "{'n': 1" + "+1" * 9000 + "}",
        "{'n': " + "9" * 9000 + "}",
    ],
)
def test_a_cell_that_is_no_literal_is_counted_and_told_and_never_run(tmp_path: Path, cell: str) -> None:
    found, issues = releases_in_cells(cells_file(tmp_path, cell, "{'ocid': 'ocds-2'}"))
    assert [(one.pointer, bool(one.release)) for one in found] == [("line 2", False), ("line 3", True)]
    (issue,) = issues
    assert (issue.where, issue.level, issue.rule) == ("line 2", "warning", "cell")
    assert "without running it" in issue.what


def test_a_cell_nested_without_end_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    (found,), issues = releases_in_cells(cells_file(tmp_path, "{'a': " * 5000 + "1" + "}" * 5000))
    assert found.release == {}
    assert [issue.what for issue in issues] == [
        "the cell is nested more than 60 levels deep",
        "no cell of it holds a release",
    ]


def test_sixty_levels_are_read_and_sixty_one_are_not() -> None:
    assert read_literal("[" * 60 + "]" * 60) != []
    with pytest.raises(ValueError, match="60 levels"):
        read_literal("[" * 61 + "]" * 61)


def test_a_cell_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literals, "_LONGEST_CELL", 10)
    with pytest.raises(ValueError, match="holds 11 characters"):
        read_literal("'123456789'")


def test_what_json_does_not_know_is_made_plain() -> None:
    said = read_literal("{'a': (1, 2), 'b': b'x', 'c': {1}, 3: 1e999}")
    assert said == {"a": [1, 2], "b": None, "c": None, "3": None}
    assert read_literal(r"'\ud800'") == "?"
    assert read_literal("{'n': 123456789012345678901234567890}") == {"n": "123456789012345678901234567890"}
    assert read_literal("['\\d', True, False]") == ["\\d", True, False]
    json.dumps(said)


def test_a_line_without_a_release_is_counted(tmp_path: Path) -> None:
    found, issues = releases_in_cells(cells_file(tmp_path, "{'ocid': 'ocds-1'}", "", "{'planet': 'Mars'}"))
    assert [(one.pointer, bool(one.release)) for one in found] == [
        ("line 2", True),
        ("line 3", False),
        ("line 4", False),
    ]
    assert issues == ()


def test_a_file_of_other_things_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,amount\nA,1\n", encoding="utf-8")
    assert not looks_like_cells(path)
    _, (issue,) = releases_in_cells(path)
    assert (issue.level, issue.rule) == ("error", "not_ocds")


@settings(max_examples=150, deadline=None)
@given(words=st.text(alphabet="{}[]()'\":,ocid 019-+*\\nrub\n\x00é", max_size=60))
def test_no_words_break_the_reading_of_a_literal(words: str) -> None:
    try:
        value = read_literal(words)
    except ValueError:
        return  # the one fault that is told; any other fails the test
    json.dumps(value, allow_nan=False)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**61), 2**61) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(value=JSON_VALUES)
def test_what_python_writes_is_what_is_read(value: Any) -> None:
    assert read_literal(repr(value)) == value
    assert read_literal(json.dumps(value)) == value


@real
def test_the_real_cells_hold_what_the_packages_hold() -> None:
    found, issues = releases_in_cells(REPR)
    assert (len(found), issues) == (50, ())
    reading = read_releases(REPR.name, kind="ocds", digest="", found=found, issues=issues, reference=load_reference())
    assert Counter(one.reason for one in reading.left_out) == {"not_london": 48, "not_technology": 2}
    assert reading.quarantined == ()
    # Read off the first row of the file
    first = found[0]
    assert first.pointer == "line 2/releases/0"
    assert first.uri.endswith("/2baa59de-5c89-49b7-a4a3-c0524017eadc.json")
    assert first.release["ocid"] == "ocds-b5fd17-a26f2fdf-5348-4a78-bbaf-ff8954f9d4fd"
    assert first.release["buyer"]["name"] == "Lincolnshire County Council"
    award = first.release["awards"][0]
    assert (award["id"], award["date"], award["value"]) == (
        "ef2f3188-fd63-47a2-8260-4d11ee917ea7", "2019-12-17T00:00:00Z", {"amount": 2009161.33, "currency": "GBP"},
    )  # fmt: skip
    assert [one["name"] for one in award["suppliers"]][:2] == ["Black Cat Travel", "Sleafordian coaches"]
    assert (award["suppliers"][0]["sme"], award["suppliers"][0]["identifier"]["uri"]) == (True, None)
    assert looks_like_cells(REPR)


# --- lines and gzip ---

RELEASE = {"ocid": "ocds-1", "tag": ["award"], "buyer": {"name": "London Borough of Merton"}}


def test_releases_one_to_a_line_have_their_lines_and_a_bad_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    body = [json.dumps(RELEASE), "", json.dumps({"releases": [RELEASE, RELEASE]}), '{"ocid": "ocds-', '"Mars"']
    path.write_text("\r\n".join(body), encoding="utf-8-sig")
    package = open_lines(path)
    assert [(one.pointer, bool(one.release)) for one in package.found] == [
        ("line 1", True), ("line 3/releases/0", True), ("line 3/releases/1", True), ("line 4", False), ("line 5", False),
    ]  # fmt: skip
    (issue,) = package.issues
    assert (issue.where, issue.level, issue.rule) == ("line 4", "error", "json")
    assert looks_like_lines(path)


def test_a_packed_package_reads_as_the_package_does(tmp_path: Path) -> None:
    path = tmp_path / "page-00001.json.gz"
    content = {"uri": "https://a.example", "publishedDate": "2025-01-02T00:00:00Z", "releases": [RELEASE]}
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    package = open_lines(path)
    assert package.found == (Found("/releases/0", RELEASE, "https://a.example"),)
    assert (str(package.published_date), package.issues) == ("2025-01-02", ())
    assert looks_like_lines(path)


def test_one_package_on_several_lines_is_not_taken_for_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"releases": [RELEASE, RELEASE]}, indent=1), encoding="utf-8")
    assert not looks_like_lines(path)
    assert [one.pointer for one in open_lines(path).found] == ["/releases/0", "/releases/1"]


def test_a_file_that_unpacks_to_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byte_blocks, "_LEAST_BYTES", 1 << 20)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * (4 << 20)))
    (issue,) = open_lines(path).issues
    assert (issue.rule, issue.level) == ("packed", "error")
    assert "it is made to fill the memory" in issue.what


def test_a_file_that_is_too_big_is_refused_though_it_packs_badly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_MOST_BYTES", 100)
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(bytes(range(256))))
    with pytest.raises(ValueError, match="fill the memory"):
        whole(path)
    path.write_bytes(gzip.compress(b"x" * 100))
    assert whole(path) == b"x" * 100


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda raw: raw[:-9], "stops in the middle"),
        (lambda raw: raw[:4], "stops in the middle"),
        (lambda raw: raw[:12] + b"\xff\xff\xff" + raw[15:], "damaged"),
        (lambda raw: raw + b"more", "damaged"),
        (lambda _: gzip.compress(b""), "empty"),
        (lambda _: gzip.compress(b'{"ocid": '), "not readable as JSON"),
    ],
)
def test_a_damaged_packed_file_is_told_in_one_message(tmp_path: Path, damage: Any, words: str) -> None:
    path = tmp_path / "page.json.gz"
    path.write_bytes(damage(gzip.compress(json.dumps(RELEASE).encode(), mtime=0)))
    package = open_lines(path)
    (issue,) = package.issues
    assert words in issue.what
    assert (package.found, bool(issue.mend)) == ((), True)
    assert isinstance(looks_like_lines(path), bool)


def test_files_packed_one_after_another_are_one(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b'{"ocid"') + gzip.compress(b': "ocds-1"}'))
    assert whole(path) == b'{"ocid": "ocds-1"}'


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=80)
    | st.binary(max_size=60).map(gzip.compress)
    | st.binary(max_size=60).map(lambda one: b"\x1f\x8b" + one)
)
def test_no_bytes_break_the_reading_of_lines(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(body)
    package = open_lines(path)
    assert package.issues or package.found
    looks_like_lines(path)
    looks_like_cells(path)


@real
def test_a_real_page_packed_or_in_lines_gives_the_same_releases(tmp_path: Path) -> None:
    releases = json.loads(SEARCH.read_text(encoding="utf-8"))["releases"]
    packed, in_lines = tmp_path / "page.json.gz", tmp_path / "page.jsonl.gz"
    packed.write_bytes(gzip.compress(SEARCH.read_bytes()))
    in_lines.write_bytes(gzip.compress("\n".join(map(json.dumps, releases)).encode()))
    assert [one.release for one in open_lines(packed).found] == releases
    found = open_lines(in_lines).found
    assert [one.release for one in found] == releases
    assert (found[1].pointer, found[1].release["tender"]["title"]) == (
        "line 2",
        "Consultation Hub - London Borough of Merton",
    )
