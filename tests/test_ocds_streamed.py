"""A file of notices of any size: read bit by bit it is what it is when parsed whole, and what is hostile is told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citytools_analysis.reference import load_reference
from citytools_analysis.sources.ocds import byte_blocks, forms, line_parts, list_parts, put_aside, read, spilled
from citytools_analysis.sources.reading import LeftOut, Reading

DATA = Path(__file__).parents[2] / "shared" / "data"
REFERENCE = load_reference()
BUYERS = (
    {"name": "London Borough of Merton"},
    {"name": "Camden"},
    {"name": "Leeds City Council"},
    {"name": "Due North"},
    {},
    None,
)
CODES = ("48000000", "72000000", "45000000", None)
RELEASE = st.fixed_dictionaries(
    {
        "ocid": st.sampled_from(["ocds-1", "ocds-2", "ocds-3", 'ocds-"]}\\', ""]),
        "id": st.sampled_from(["1", "2", 3]),
        "buyer": st.sampled_from(BUYERS),
    },
    optional={
        "date": st.sampled_from(["2025-01-01", "2025-02-01T10:00:00Z", "soon"]),
        "tender": st.builds(
            lambda code, words: {"title": words, "classification": {"scheme": "CPV", "id": code}},
            st.sampled_from(CODES),
            st.text(st.sampled_from('ab[]{}"\\,é\n'), max_size=8),
        ),
        "awards": st.just([{"id": "1", "suppliers": [{"name": "Acme Ltd"}, {"name": "B Ltd"}], "value": {"amount": 9000}}]),
        "tag": st.just(["award"]),
    },
)  # fmt: skip
MEMBER = st.one_of(RELEASE, RELEASE, RELEASE, RELEASE, st.sampled_from([None, 7, "]", [], [[{}]], {}]))
Write = Callable[[list[Any]], bytes]


def _dumped(content: object, indent: int | None = None) -> bytes:
    return json.dumps(content, indent=indent, ensure_ascii=False).encode()


def _record(one: object) -> object:
    return {"ocid": "x", "releases": [one, {"url": "a"}]}


FORMS: dict[str, Write] = {
    "package": lambda members: _dumped({"uri": "https://a.example/Notice/7", "publishedDate": "2026-01-02", "releases": members}),
    "indented": lambda members: _dumped({"releases": members, "uri": "a", "publishedDate": "2026-01-02"}, indent=2),
    "list": _dumped,
    "packages": lambda members: _dumped([{"releases": members[:2], "uri": "a"}, *members[2:], {"releases": []}]),
    "records": lambda members: _dumped({"version": "1.1", "records": list(map(_record, members))}),
    "lines": lambda members: b"\r\n".join(map(_dumped, members)) + b"\n\n",
    "broken lines": lambda members: b'{"ocid": "\n'.join(_dumped(one) + b"\n" for one in members),
}  # fmt: skip


@pytest.fixture
def _bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take every file for a large one, in blocks and parts so small that all is cut everywhere."""
    with monkeypatch.context() as patch:
        patch.setattr(spilled, "_MOST_BYTES", 300)
        patch.setattr(put_aside, "_BATCH", 2)
        yield


def both(path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> tuple[Reading, Reading]:
    whole = read(path, reference=REFERENCE)
    with monkeypatch.context() as patch:
        patch.setattr(forms, "LARGE", -1)
        patch.setattr(byte_blocks, "_BLOCK", block)
        streamed = read(path, reference=REFERENCE)
    return whole, streamed


def assert_same(whole: Reading, streamed: Reading) -> None:
    for field in fields(Reading):
        one, other = getattr(whole, field.name), getattr(streamed, field.name)
        if field.name == "frames":
            assert one.keys() == other.keys()
            for name in one:
                pd.testing.assert_frame_equal(one[name], other[name])
        elif field.name in {"left_out", "quarantined"}:
            assert tuple(one) == tuple(other), field.name
            assert len(one) == len(other)
        elif field.name == "issues" and not whole.n_read:  # a fault is told by its line, or by what was read before it
            assert [issue.rule for issue in one] == [issue.rule for issue in other]
        else:
            assert one == other, field.name


@pytest.mark.usefixtures("_bit_by_bit")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    members=st.lists(MEMBER, max_size=9), form=st.sampled_from(sorted(FORMS)), is_packed=st.booleans(), block=st.integers(7, 400)
)  # fmt: skip
def test_bit_by_bit_it_is_what_it_is_when_parsed_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, members: list[Any], form: str, is_packed: bool, block: int
) -> None:
    content = FORMS[form](members)
    path = tmp_path / ("a.json.gz" if is_packed else "a.json")
    path.write_bytes(gzip.compress(content, mtime=0) if is_packed else content)
    assert_same(*both(path, monkeypatch, block))


@pytest.mark.usefixtures("_bit_by_bit")
def test_rows_stand_in_the_order_of_the_file_whichever_part_their_process_was_put_by_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = {"title": "Software", "classification": {"scheme": "CPV", "id": "48000000"}}
    award = {"id": "1", "suppliers": [{"name": "Acme Ltd"}], "value": {"amount": 9000}}
    members = [
        {"ocid": f"ocds-{number % 40}", "id": str(number), "buyer": BUYERS[0], "tender": about, "awards": [award]}
        for number in range(60)
    ]
    path = tmp_path / "a.json"
    path.write_bytes(FORMS["package"](members))
    whole, streamed = both(path, monkeypatch, 200)
    assert len(whole.frames["contracts"]) == 40
    assert_same(whole, streamed)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real public files are not on this computer")
@pytest.mark.usefixtures("_bit_by_bit")
def test_every_real_file_bit_by_bit_is_what_it_is_when_parsed_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [*DATA.glob("contracts_finder/**/*.json"), *DATA.glob("find_a_tender/*.json")]
    read_bit_by_bit = 0
    for path in paths:
        assert_same(*both(path, monkeypatch, 4099))
        read_bit_by_bit += forms.form_of(forms.head_of(path)) is not None
    assert read_bit_by_bit > 90


@pytest.mark.usefixtures("_bit_by_bit")
@pytest.mark.parametrize(
    ("content", "rule", "what"),
    [
        (b'{"releases": [{"ocid": "1"}, {"ocid": "2"', "truncated", "the file stops in the middle of its JSON"),
        (b'{"releases": [{"ocid": "1"}, {"ocid": "2"}]', "json", "not readable as JSON"),
        (b'{"releases": [{"ocid": "1"}, {"ocid": "2"},]}', "json", "not readable as JSON"),
        (b'{"releases": [{"ocid": "1"} {"ocid": "2"}, {"ocid": "3"}]}', "json", "not readable as JSON"),
        (b'{"releases": [{"ocid": "1"}]} {}', "json", "not readable as JSON"),
        (b'{"releases": [{"ocid": "\xff"}]}', "json", "not readable as JSON"),
        (b'{"releases": [{"ocid": "1"}], "releases": 1}', "size", "more than one list of releases or records"),
        (b'{"records": [{"ocid": "1"}], "releases": []}', "size", "more than one list of releases or records"),
        (b'{"releases": [' + b"[" * 3000, "size", "one release in it takes more than"),
        (b'{"releases": [{"ocid": ' + b"[" * 61 + b"]" * 61 + b"}, {}]}", "size", "nested more than 60 levels deep"),
        (b'{"releases": [{"ocid": "' + b"x" * 3000 + b'"}]}', "size", "one release in it takes more than"),
        (b'{"releases": [{"ocid": [' + b"1," * 900 + b"1]}]}", "size", "it holds more than 800 values"),
        (b'{"ocid": "1"}\n{"ocid": "' + b"x" * 3000 + b'"}', "size", "line 2 takes more than"),
        (b'{"ocid": "1"}\n' + b'{"\n' * 9, "size", "more than 3 of its lines cannot be read; the first is line 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_told_in_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, rule: str, what: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    monkeypatch.setattr(list_parts, "MOST_BYTES_OF_ONE", 2500)
    monkeypatch.setattr(line_parts, "MOST_BYTES_OF_ONE", 2500)
    monkeypatch.setattr(list_parts, "MOST_VALUES_OF_ONE", 800)
    monkeypatch.setattr(line_parts, "_MOST_ISSUES", 3)
    monkeypatch.setattr(forms, "LARGE", -1)
    monkeypatch.setattr(byte_blocks, "_BLOCK", 50)
    reading = read(path, reference=REFERENCE)
    assert [issue.rule for issue in reading.issues] == [rule]
    assert what in str(reading.issues[0])
    assert reading.issues[0].mend
    assert (reading.n_read, len(reading.left_out), bool(reading.sha256)) == (0, 0, True)


def test_a_packed_file_is_refused_where_it_is_damaged_or_a_bomb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LARGE", -1)
    monkeypatch.setattr(byte_blocks, "_LEAST_BYTES", 1 << 20)
    body = b'{"ocid": "1"}\n' * 2 + b" " * (4 << 20)
    path = tmp_path / "a.jsonl.gz"
    for content, what in (
        (gzip.compress(body), "it is made to fill the memory"),
        (gzip.compress(b'{"ocid": "1"}\n' * 9_000)[:-9], "the packed file stops in the middle"),
    ):
        path.write_bytes(content)
        assert what in str(read(path, reference=REFERENCE).issues[0])


def test_a_fault_in_a_file_that_can_be_parsed_whole_is_told_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "_WORTH_IT", 100)
    path = tmp_path / "a.json"
    path.write_bytes(_dumped({"releases": [{"ocid": f"ocds-{number}"} for number in range(50)]})[:-9])
    assert forms.is_streamed(path)
    [issue] = read(path, reference=REFERENCE).issues
    assert issue.where.startswith("line 1, column ")
    monkeypatch.setattr(forms, "LARGE", 100)
    [issue] = read(path, reference=REFERENCE).issues
    assert issue.where == ""


def test_a_process_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LARGE", -1)
    monkeypatch.setattr(spilled, "_MOST_BYTES", 100)
    monkeypatch.setattr(spilled, "_MOST_OF_ONE_PROCESS", 200)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"ocid": "1", "buyer": {"name": "Camden"}}\n' * 9)
    assert "one process in it takes more than" in str(read(path, reference=REFERENCE).issues[0])


def test_packed_records_are_a_sequence_in_the_order_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LARGE", -1)
    monkeypatch.setattr(put_aside, "_BATCH", 2)
    path = tmp_path / "a.jsonl"
    told: list[tuple[int, int, int]] = []
    path.write_bytes(b'{"ocid": "1", "buyer": {"name": "Leeds"}}\n' * 5)
    left_out = read(path, reference=REFERENCE, told=lambda *one: told.append(one)).left_out
    assert left_out[-1] == LeftOut("line 5", "not_london", "Leeds", "1")
    assert [one.pointer for one in left_out[1:3]] == ["line 2", "line 3"]
    assert told[-1] == (path.stat().st_size, path.stat().st_size, 5)
    with pytest.raises(IndexError):
        left_out[5]
