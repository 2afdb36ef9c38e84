"""The quick part of the canaries: a few documents of both editions and a dashboard, every byte searched; and the search itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from torture.canary_bytes import AS_OF, MEMBERS, PUBLIC, Reader, Scene, missed, reader_of, search, write_failing
from torture.planting import Seeds, plant
from torture.sightings import Lookout
from torture.tokens import Canary, Mint
from torture.unpacking import Piece, Unpacker

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
REPORTS = ("borough_report", "supplier_briefing", "system_briefing", "service_area_briefing")
ABOUT = ("--borough", "camden", "--supplier", "aldwych", "--system", "aldwych-homes", "--service-area", "HSG")
CAMDEN = reader_of("camden")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Build some documents for the public and for Camden, with notebooks among them that fail."""
    made = Scene.made(tmp_path_factory.mktemp("scene") / "here", seed=8, gentle=0.5)
    notebooks = made.folder / "notebooks"
    failing = write_failing(notebooks)
    for name in REPORTS:
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", notebooks)
    for reader in (PUBLIC, CAMDEN):
        made.build(reader, *REPORTS, *failing, *ABOUT, "--notebooks", str(notebooks), ends=1)
    made.run(CAMDEN.name, "dashboard", *CAMDEN.options, "--as-of", AS_OF, "--output", CAMDEN.name)
    return made


@pytest.mark.parametrize("reader", [PUBLIC, CAMDEN], ids=lambda reader: reader.name)
def test_no_cell_comes_out_in_any_byte_that_its_reader_may_not_see(scene: Scene, reader: Reader) -> None:
    found = search([scene.folder / reader.name, scene.folder / "temporary"], scene.lookout(reader))
    assert [str(one) for one in found.seen] == []
    assert found.unknown == set()
    assert found.n_files > 15


def test_documents_were_built_and_only_the_notebooks_that_should_failed(scene: Scene) -> None:
    assert scene.unwell == []
    for reader in (PUBLIC, CAMDEN):
        made = {path.suffix for path in (scene.folder / reader.name).rglob("*") if path.is_file()}
        assert {".html", ".pdf", ".xlsx", ".ics", ".json", ".ipynb", ".log"} <= made


def test_what_camden_may_see_comes_out_for_it(scene: Scene) -> None:
    seen = search([scene.folder / CAMDEN.name], Lookout(scene.mint)).seen
    told = {(one.canary.table, one.canary.column) for one in seen if "camden" in one.canary.owners}
    assert {
        ("contracts", "title"),
        ("contracts", "value_gbp"),
        ("contracts", "end_date"),
        ("systems", "system"),
    } <= told
    assert {one.place.partition(",")[0].rpartition(".")[2].split()[0] for one in seen} >= {
        "html",
        "pdf",
        "xlsx",
        "ics",
        "ipynb",
    }


@pytest.fixture(scope="module")
def mint() -> Mint:
    """Make a hundred tokens of each kind."""
    made = Mint(7)
    for number in range(100):
        cell = Canary("members", ("brent",), "contracts", "end_date", str(number))
        made.word(cell), made.day(cell), made.amount(cell)
    return made


def test_a_leak_in_any_container_is_found_and_its_cell_named(mint: Mint, tmp_path: Path) -> None:
    planted, lost = missed(tmp_path / "planted", Lookout(mint))
    assert lost == []
    assert planted > 50


WAYS = ("_gzip", "_zip", "_packed", "_picture", "_parquet", "_pdf", "_wide", "_svg", "_json", "_markup")


@pytest.mark.parametrize("way", WAYS)
def test_without_any_one_way_of_unpacking_a_planted_leak_would_be_missed(
    mint: Mint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def nothing(*_: object, **__: object) -> Iterator[Piece]:
        return iter(())

    monkeypatch.setattr(Unpacker, way, nothing)
    assert missed(tmp_path / "planted", Lookout(mint))[1] != []


def test_every_plant_is_found_by_its_own_token_alone(mint: Mint, tmp_path: Path) -> None:
    planted = plant(tmp_path / "planted", Seeds.of(mint, lambda _: True))
    assert len({one.path for one in planted}) == len(planted)
    assert search([tmp_path / "planted"], Lookout(Mint(7), has_bands=False)).seen == []


def test_a_cell_of_others_is_allowed_by_the_rule_and_that_of_nobody_never() -> None:
    def cell(tier: str, *, is_told: bool) -> Canary:
        return Canary(tier, ("brent",), "contracts", "title", "1", is_told)

    seen = {reader.name: [reader.may_see(cell(tier, is_told=told)) for tier in ("members", "nobody") for told in (True, False)]
            for reader in (PUBLIC, MEMBERS, CAMDEN, reader_of("brent"))}  # fmt: skip
    assert seen == {
        "public": [False, False, False, False],
        "members": [True, True, False, False],
        "for-camden": [True, False, False, False],
        "for-brent": [True, True, False, False],
    }


def test_a_number_beyond_the_last_day_is_no_day_and_no_fault() -> None:
    assert list(Lookout(Mint(7)).seen([Piece("a.html", "864" + "0" * 27)])) == []
