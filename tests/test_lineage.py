"""Snapshots: dated, never changed; any earlier one can be opened by its day, and an addition can be undone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis.errors import DataError, UnknownNameError
from citytools_analysis.lineage import find_snapshot, restore_snapshot, snapshot_on, snapshots_of
from citytools_analysis.register import Register, open_register


def save(folder: Path, end: str, retrieved: str, *, minute: int) -> str:
    source = {"source_id": "s", "source_kind": "facts", "source_name": "a", "file_name": "a", "sha256": "0"}
    contract = {"contract_id": "c", "title": "A", "borough_id": "camden", "end_state": "known", "source_id": "s"}
    tables = {
        "sources": pd.DataFrame([source | {"retrieved_date": retrieved}]),
        "contracts": pd.DataFrame([contract | {"source_pointer": "x", "end_date": end}]),
    }
    register = Register.from_tables(tables, as_of=date.fromisoformat(retrieved))
    return register.save(folder, saved_at=datetime(2026, 11, 23, 9, minute, tzinfo=UTC)).name


def end_on(folder: Path, day: str | None) -> list[str]:
    return open_register(folder, as_of=day).contracts["end_date"].dt.strftime("%Y").tolist()


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, str, str]:
    return (
        tmp_path,
        save(tmp_path, "2027-01-01", "2025-11-01", minute=1),
        save(tmp_path, "2028-01-01", "2026-11-01", minute=2),
    )


def test_an_earlier_day_opens_the_version_that_was_known_then(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    assert [snapshot_on(folder, date(2026, 1, 1)), snapshot_on(folder, date(2026, 12, 1))] == [first, second]
    assert (end_on(folder, "2026-01-01"), end_on(folder, "2026-12-01"), end_on(folder, None)) == (
        ["2027"],
        ["2028"],
        ["2028"],
    )


def test_before_anything_was_known_nothing_is(two: tuple[Path, str, str]) -> None:
    assert end_on(two[0], "2024-01-01") == []


def test_each_snapshot_says_what_it_was_made_from(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    assert [(one.name, one.parent, one.known_on, one.is_current) for one in snapshots_of(folder)] == [
        (first, "", date(2025, 11, 1), False),
        (second, first, date(2026, 11, 1), True),
    ]


def test_an_addition_is_undone_and_done_again(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    assert restore_snapshot(folder, "previous").name == first
    assert end_on(folder, None) == ["2027"]
    assert restore_snapshot(folder, second[-8:]).name == second
    assert end_on(folder, None) == ["2028"]


def test_what_was_put_aside_is_not_what_was_known(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    restore_snapshot(folder, first)
    third = save(folder, "2029-01-01", "2026-11-20", minute=3)
    assert snapshot_on(folder, date(2026, 11, 10)) == first
    assert [one.parent for one in snapshots_of(folder)] == ["", first, first]
    assert third != second


def test_a_snapshot_that_cannot_be_told_is_refused(two: tuple[Path, str, str]) -> None:
    folder, first, _ = two
    with pytest.raises(UnknownNameError, match="Unknown snapshot '2026'"):
        find_snapshot(folder, "2026")
    restore_snapshot(folder, first)
    with pytest.raises(UnknownNameError, match="Unknown snapshot 'previous'"):
        restore_snapshot(folder, "previous")


def test_a_damaged_snapshot_is_not_restored(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    (folder / "snapshots" / first / "contracts.parquet").write_bytes(b"PAR1 half")
    with pytest.raises(DataError, match="cannot be read"):
        restore_snapshot(folder, first)
    assert (folder / "current").read_text(encoding="utf-8").strip() == second


def test_a_snapshot_of_an_older_version_lacks_new_tables_and_opens(two: tuple[Path, str, str]) -> None:
    folder, _, second = two
    info = folder / "snapshots" / second / "info.json"
    text = info.read_text(encoding="utf-8").replace(' "spend",\n', "").replace('  "spend",\n', "")
    info.write_text(text, encoding="utf-8")
    (folder / "snapshots" / second / "spend.parquet").unlink()
    assert open_register(folder).spend.empty
    (folder / "snapshots" / second / "options.parquet").unlink()
    with pytest.raises(DataError, match=r"lacks options\.parquet"):
        open_register(folder)
