"""The register on disk and in memory: whole or not at all, one winner a row, and nothing known before its day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis import snapshots
from citytools_analysis.as_of import day_of
from citytools_analysis.errors import DataError
from citytools_analysis.register import Register, open_register
from citytools_analysis.selection import for_borough

DAY = date(2026, 11, 23)
SAVED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def sources() -> pd.DataFrame:
    rows = [("fact", "facts", "2026-01-01"), ("ret", "return", "2026-06-01"), ("late", "ocds", "2026-12-24")]
    return pd.DataFrame(
        [
            {
                "source_id": name,
                "source_kind": kind,
                "source_name": name,
                "file_name": name,
                "sha256": "0",
                "retrieved_date": day,
            }
            for name, kind, day in rows
        ]
    )


def contract(source_id: str, end: str, **other: object) -> dict[str, object]:
    row = {"contract_id": "c1", "title": "Thing", "borough_id": "camden", "end_date": end, "end_state": "known"}
    return row | {"source_id": source_id, "source_pointer": "line 2", "value_gbp": 569_176.97} | other


def register(*rows: dict[str, object], as_of: date = DAY) -> Register:
    return Register.from_tables({"sources": sources(), "contracts": pd.DataFrame(list(rows))}, as_of=as_of)


def test_a_boroughs_own_return_wins_over_a_fact_and_the_fact_is_kept() -> None:
    found = register(contract("fact", "2027-01-01"), contract("ret", "2027-07-31"))
    assert found.contracts["end_date"].tolist() == [pd.Timestamp(2027, 7, 31)]
    assert len(found.rows("contracts")) == 2


def test_a_return_takes_over_the_notice_of_the_same_process_unless_it_has_several_contracts() -> None:
    own = contract("ret", "2027-07-31", ocid="ocds-1")
    notice = contract("fact", "2027-01-01", ocid="ocds-1", contract_id="c2")
    other = contract("fact", "2027-01-01", ocid="ocds-1", contract_id="c3")
    assert register(own, notice).contracts["contract_id"].tolist() == ["c1"]
    assert register(own, notice, other).contracts["contract_id"].tolist() == ["c1", "c2", "c3"]
    assert register(notice).contracts["contract_id"].tolist() == ["c2"]


def test_what_was_obtained_after_the_day_is_not_known_on_it() -> None:
    rows = (contract("fact", "2027-01-01"), contract("late", "2027-07-31"))
    assert register(*rows).contracts["end_date"].dt.year.tolist() == [2027]
    assert register(*rows).contracts["source_id"].tolist() == ["fact"]
    assert register(*rows, as_of=date(2027, 1, 1)).contracts["source_id"].tolist() == ["late"]


def test_options_belong_to_the_version_of_the_contract_that_won() -> None:
    options = pd.DataFrame(
        [
            {"contract_id": "c1", "position": 1, "months": months, "source_id": source, "source_pointer": "x"}
            for source, months in (("fact", 12), ("ret", 24))
        ]
    )
    tables = {
        "sources": sources(),
        "contracts": pd.DataFrame([contract("fact", "2027-01-01"), contract("ret", "2027-07-31")]),
    }
    found = Register.from_tables(tables | {"options": options}, as_of=DAY)
    assert found.options["months"].tolist() == [24.0]


def test_what_is_saved_is_what_is_opened(tmp_path: Path) -> None:
    saved = register(contract("fact", "2027-07-31"))
    saved.save(tmp_path, saved_at=SAVED)
    opened = open_register(tmp_path, as_of=DAY)
    pd.testing.assert_frame_equal(opened.contracts, saved.contracts)
    assert opened.sha256 == saved.sha256
    assert opened.contracts["value_gbp"].tolist() == [569_176.97]


def test_the_same_register_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        register(contract("fact", "2027-07-31")).save(tmp_path / folder, saved_at=SAVED)
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).rglob("*.parquet")} for folder in ("a", "b")
    )
    assert first == second


def test_the_hash_is_of_what_is_said_not_of_the_order_it_is_said_in() -> None:
    one, two = contract("fact", "2027-07-31"), contract("ret", "2027-07-31")
    assert register(one, two).sha256 == register(two, one).sha256
    assert register(one).sha256 != register(contract("fact", "2027-08-01")).sha256


@pytest.mark.parametrize("step", ["write_table", "point_at"])
def test_a_save_that_is_killed_leaves_the_old_register_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = register(contract("fact", "2027-07-31"))
    old.save(tmp_path, saved_at=SAVED)

    def killed(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(snapshots.pq if step == "write_table" else snapshots, step, killed)
        with pytest.raises(KeyboardInterrupt):
            register(contract("fact", "2030-01-01")).save(tmp_path, saved_at=datetime(2026, 11, 24, tzinfo=UTC))
    assert open_register(tmp_path, as_of=DAY).sha256 == old.sha256
    register(contract("fact", "2031-01-01")).save(tmp_path, saved_at=datetime(2026, 11, 25, tzinfo=UTC))
    assert not list((tmp_path / "snapshots").glob(".unfinished-*"))


def test_a_damaged_snapshot_is_a_message_with_a_mend(tmp_path: Path) -> None:
    register(contract("fact", "2027-07-31")).save(tmp_path, saved_at=SAVED)
    next(tmp_path.rglob("contracts.parquet")).unlink()
    with pytest.raises(DataError, match="lacks contracts"):
        open_register(tmp_path)


def test_a_day_that_is_no_day_is_a_message() -> None:
    with pytest.raises(DataError, match="YYYY-MM-DD"):
        day_of("31/02/2027")


def test_the_latest_day_is_the_default(tmp_path: Path) -> None:
    register(contract("fact", "2027-07-31")).save(tmp_path, saved_at=SAVED)
    assert open_register(tmp_path).as_of == date(2026, 12, 24)


def test_a_table_that_is_given_out_can_be_changed_without_harm() -> None:
    found = register(contract("fact", "2027-07-31"))
    mine = found.contracts
    mine["title"] = "changed"
    assert found.contracts["title"].tolist() == ["Thing"]


def test_a_joint_contract_belongs_to_every_borough_it_serves() -> None:
    frame = register(contract("fact", "2027-07-31", partner_borough_ids="brent|southwark")).contracts
    assert [len(for_borough(frame, name)) for name in ("camden", "brent", "southwark", "ealing")] == [1, 1, 1, 0]


def test_snapshots_of_one_second_keep_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)
    digests = ("ffffffff", "00000000", "88888888")
    made = [snapshots.write_snapshot(tmp_path, {}, {"sha256": digest}, saved_at=moment).name for digest in digests]
    assert made == sorted(made)
    assert [name[-8:] for name in made] == list(digests)
    assert snapshots.write_snapshot(tmp_path, {}, {"sha256": "ffffffff"}, saved_at=moment).name == made[0]
