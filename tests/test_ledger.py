"""What earlier releases told: their difference to this one tells no more than either may."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from test_released import MANY, NO, SAMPLE, SO, VOTE, YES, lines
from torture.attacked import Scene, scene

from citytools_analysis.cli.releases import releases
from citytools_analysis.disclosure import choice
from citytools_analysis.disclosure.choice import _standing, choose, lines_told
from citytools_analysis.disclosure.complement import Told, safe_rows
from citytools_analysis.disclosure.ledger import Release, forget_release, read_releases, record
from citytools_analysis.disclosure.units import COLUMNS
from citytools_analysis.errors import DataError, ReportError, UnknownNameError
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting import edition
from citytools_analysis.reporting.edition import edition_of

ROW = (VOTE, "x")


def after(changes: dict[int, str]) -> pd.DataFrame:
    """Give the votes of a later release, in which some boroughs changed theirs."""
    return lines(VOTE, "x", [changes.get(number, answer) for number, answer in enumerate(MANY)])


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        ({0: NO}, False),
        ({0: NO, 1: NO, 2: SO, 3: YES, 4: SO}, False),  # five
        ({0: NO, 1: NO, 2: SO, 3: YES, 4: SO, 5: NO}, True),
    ],
)
def test_a_row_is_told_again_where_nobody_or_at_least_six_have_changed(
    changes: dict[int, str], *, is_told: bool
) -> None:
    before = Told(after({}), frozenset({ROW}))
    assert (ROW in safe_rows(after(changes), [before])) is is_told


def test_every_earlier_release_counts_and_not_only_the_last() -> None:
    six = {0: NO, 1: NO, 2: SO, 3: YES, 4: SO, 5: NO}
    first, second = Told(after({}), frozenset({ROW})), Told(after(six), frozenset({ROW}))
    back = six | {0: YES, 1: YES, 2: YES, 3: NO, 4: NO}  # one away from the first, five from the second
    assert ROW in safe_rows(after(six), [first])
    assert safe_rows(after(back), [first, second]) == frozenset()


def test_new_answers_that_are_all_alike_are_not_told_of() -> None:
    before = Told(after({}), frozenset({ROW}))
    new = lines(VOTE, "x", [NO] * 6, who="new")
    assert safe_rows(pd.concat([after({}), new], ignore_index=True), [before]) == frozenset()
    mixed = lines(VOTE, "x", [NO, NO, NO, YES, YES, SO], who="new")
    assert safe_rows(pd.concat([after({}), mixed], ignore_index=True), [before]) == {ROW}


@pytest.fixture(scope="module")
def here() -> Scene:
    return scene("camden", seed=3)


@pytest.fixture(scope="module")
def real(here: Scene) -> Register:
    return here.registers[0]


@pytest.fixture(scope="module")
def first(real: Register) -> Release:
    return choose(real)


def test_a_row_that_may_not_be_told_again_stands_as_it_was_for_eighteen_months(here: Scene, first: Release) -> None:
    second = choose(here.registers[1], earlier=[first])
    assert second.stands
    assert set(second.stands.values()) == {first.id}
    told = lines_told(second, [first])
    [row, *_] = second.stands
    stood = told[told["metric"].eq(row[0]) & told["subject"].eq(row[1])]
    assert set(stood["as_of"]) == {first.as_of}
    old = Release(first.key, date(2025, 1, 1), first.told)
    rows = second.told.rows
    assert _standing(second.told.lines, rows, [first], here.registers[1]) == second.stands
    assert _standing(second.told.lines, rows, [old], here.registers[1]) == {}


def test_a_release_is_read_as_it_was_written_and_writing_it_again_changes_nothing(
    tmp_path: Path, first: Release
) -> None:
    path = record(tmp_path, first)
    content = path.read_bytes()
    assert record(tmp_path, first).read_bytes() == content
    [again] = read_releases(tmp_path)
    assert again.told.rows == first.told.rows
    assert again.key == first.key
    columns = list(COLUMNS)
    pd.testing.assert_frame_equal(
        again.told.lines.sort_values(columns, ignore_index=True),
        first.told.lines.sort_values(columns, ignore_index=True),
        check_dtype=False,
    )


def test_releases_are_listed_and_a_draft_is_forgotten(tmp_path: Path, first: Release) -> None:
    record(tmp_path, first)
    run = CliRunner().invoke(releases, ["--register", str(tmp_path)])
    assert (
        run.output == f"{first.id}  as of 2026-11-23: {len(first.told.rows)} rows told, 0 as an earlier one told them\n"
    )
    run = CliRunner().invoke(releases, ["--register", str(tmp_path), "--forget", first.id])
    assert f"Forgot {first.id}" in run.output
    assert "Nothing told by a release" in run.output
    assert read_releases(tmp_path) == ()
    with pytest.raises(UnknownNameError, match="Unknown release"):
        forget_release(tmp_path, first.id)


@pytest.mark.parametrize("content", [b"", b"not gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"])
def test_a_ledger_that_cannot_be_read_stops_a_release(tmp_path: Path, real: Register, content: bytes) -> None:
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "2026-11-23-abababab.json.gz").write_bytes(content)
    with pytest.raises(DataError, match=r"2026-11-23-abababab.*no release that can be read.*Take the file back"):
        edition_of(tmp_path, real, edition="public")


def test_what_is_released_is_kept_beside_a_real_register_and_chosen_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real: Register, first: Release
) -> None:
    register = real
    monkeypatch.setattr(edition, "choose", lambda *_, **__: first)
    made = edition_of(tmp_path, register, edition="public")
    [kept] = read_releases(tmp_path)
    assert kept.as_of == register.as_of
    monkeypatch.setattr(edition, "choose", choose)
    monkeypatch.setattr(edition, "_basis", lambda _: "")  # as `first` was chosen
    monkeypatch.setattr(choice, "safe_rows", None)  # with the same key it is not chosen again
    again = edition_of(tmp_path, register, edition="public")
    assert again.sha256 == made.sha256
    assert edition_of(tmp_path, register, edition="members", viewer="camden").released["value"].notna().any()
    assert len(read_releases(tmp_path)) == 1


def test_a_release_that_cannot_be_kept_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real: Register, first: Release
) -> None:
    monkeypatch.setattr(edition, "choose", lambda *_, **__: first)
    (tmp_path / "releases").write_text("a file in the way")
    with pytest.raises(ReportError, match="what this release tells cannot be kept"):
        edition_of(tmp_path, real, edition="public")


def test_invented_data_is_not_held_against_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: Release
) -> None:
    monkeypatch.setattr(edition, "choose", lambda *_, **__: first)
    monkeypatch.setattr(edition.platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    edition_of(tmp_path, open_register(SAMPLE), edition="public")
    assert not (tmp_path / "releases").exists()
    assert len(read_releases(tmp_path / "cache")) == 1
    [path] = (tmp_path / "cache" / "releases").iterdir()
    path.write_bytes(b"spoilt")
    assert edition_of(tmp_path, open_register(SAMPLE), edition="public").released["value"].notna().any()
