"""The manifest says what was made and from what, in the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from small_reports import small_register

from citytools_analysis.reporting.durations import read_durations
from citytools_analysis.reporting.ledger import manifest_of
from citytools_analysis.reporting.manifest import (
    Entry,
    FileRecord,
    Manifest,
    read_manifest,
    write_manifest,
)
from citytools_analysis.writing import write_whole

FILE = FileRecord("borough/camden/a.html", "ab", 2)
CAMDEN = Entry(
    "b/camden", "b", "Report", "borough", "camden", "Camden", {"borough": "camden"}, "built", files=(FILE,), key="k"
)
BRENT = replace(
    CAMDEN, id="b/brent", subject="brent", label="Brent", files=(), status="failed", reason="cell 3: KeyError"
)
MANIFEST = Manifest("2026-11-23", "public", "", "cd", "0.1.0", ({"source_name": "a", "sha256": "ef"},), (CAMDEN, BRENT))


def test_it_comes_back_as_it_was_written_sorted_by_id(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == replace(MANIFEST, reports=(BRENT, CAMDEN))


def test_the_order_of_building_does_not_show_and_durations_are_kept_apart(tmp_path: Path) -> None:
    first = write_manifest(tmp_path, MANIFEST, {"b/camden": 3.14159}).read_bytes()
    again = write_manifest(tmp_path, replace(MANIFEST, reports=(BRENT, CAMDEN)), {"b/brent": 1.0}).read_bytes()
    assert first == again
    assert b"3.14" not in first
    assert read_durations(tmp_path) == {"b/camden": 3.14, "b/brent": 1.0}


def test_it_holds_what_the_design_says(tmp_path: Path) -> None:
    content = json.loads(write_manifest(tmp_path, MANIFEST).read_text())
    assert {"schema_version", "as_of", "edition", "register_sha256", "package_version", "inputs", "reports"} <= set(
        content
    )
    assert {"id", "parameters", "status", "reason", "files", "key", "reads", "state", "shown"} <= set(
        content["reports"][0]
    )
    assert content["reports"][1]["files"] == [{"n_bytes": 2, "path": "borough/camden/a.html", "sha256": "ab"}]


def test_tables_are_told_once_a_state_and_left_out_where_no_report_names_it(tmp_path: Path) -> None:
    camden = replace(CAMDEN, reads=("contracts", "sources"), state="ab")
    tables = {"ab": {"contracts": "1"}, "cd": {"contracts": "2"}}
    manifest = manifest_of(small_register(), (camden, BRENT), tables)
    assert manifest.tables == {"ab": {"contracts": "1"}}
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 99}', '{"schema_version": 1, "reports": [{}]}'])
def test_a_damaged_or_foreign_manifest_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize("tables", [[], "ab", {"ab": 3}, {"ab": ["contracts"]}])
def test_a_manifest_whose_hashes_of_tables_are_none_counts_as_none(tmp_path: Path, tables: object) -> None:
    path = write_manifest(tmp_path, MANIFEST)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"tables": tables}))
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize("path", ["../../secret.html", "/etc/passwd"])
def test_a_manifest_that_names_files_elsewhere_is_not_believed(tmp_path: Path, path: str) -> None:
    entry = replace(CAMDEN, files=(FileRecord(path, "ab", 1),))
    write_manifest(tmp_path, replace(MANIFEST, reports=(entry,)))
    assert read_manifest(tmp_path) is None


def test_a_file_is_intact_only_with_its_own_bytes(tmp_path: Path) -> None:
    record = FileRecord("a.html", hashlib.sha256(b"text").hexdigest())
    assert not record.is_intact(tmp_path)
    (tmp_path / "a.html").write_bytes(b"text")
    assert record.is_intact(tmp_path)
    (tmp_path / "a.html").write_bytes(b"texts")
    assert not record.is_intact(tmp_path)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "a.html", b"old")

    def fail(*_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "a.html", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.html", b"old")]
