"""The intruder, as `make torture` lets it loose, on one borough: nothing withheld is had, and what is not withheld is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from torture.attacked import Scene, few_changes, files_shown, recovered, scene, withholding_off
from torture.intruder import ANSWERS, Cell, Files, attack, read_rows, truth_of


@pytest.fixture(scope="module")
def here() -> Scene:
    return scene("camden", seed=1)


@pytest.fixture(scope="module")
def files(here: Scene) -> list[Files]:
    return files_shown(here)


def test_of_two_releases_nothing_that_is_withheld_is_recovered(here: Scene, files: list[Files]) -> None:
    found = recovered(files, here)
    assert len(found) > 500
    assert {one.cell[0] for one in found} >= {"system", "area", "money", "skill"}
    assert [one for one in found if one.is_recovered] == []
    assert all(one.low - 1e-6 <= one.truth <= one.high + 1e-6 for one in found), "the intruder reasons rightly"


def test_what_few_boroughs_changed_is_not_told_by_two_releases(here: Scene, files: list[Files]) -> None:
    assert files[1].stands, "some rows changed too little to be told again"
    assert few_changes(files, here) == []
    second = files_shown(Scene(here.borough, here.registers[1:]), is_guarded=False)
    assert few_changes([files[0], *second], here), "without the ledger it would be"


@pytest.mark.parametrize("complement_alone", [False, True])
def test_with_withholding_off_the_intruder_finds_what_is_withheld(
    here: Scene, files: list[Files], *, complement_alone: bool
) -> None:
    first = Scene(here.borough, here.registers[:1])
    every = sorted(set(truth_of(here.registers[0])) - set(files[0].told))
    withheld = [{cell for cell in every if cell[0] != "kind"} if complement_alone else set(every[::6])]
    with withholding_off(complement_alone=complement_alone):
        shown = files_shown(first, is_guarded=False)
    found = [one for one in recovered(shown, first, withheld) if one.is_recovered]
    assert found
    if not complement_alone:
        assert len(found) > len(withheld[0]) / 3


def test_a_seeded_leak_is_found(here: Scene, files: list[Files]) -> None:
    """One file too many, with every system of an area but one: the area's total then gives that one away."""
    first = Scene(here.borough, here.registers[:1])
    truth = truth_of(here.registers[0])
    known = first.known()[0]
    recovered_by_area = {}
    for area in sorted({row for table, row, _ in files[0].told if table == "area"}):
        inside = sorted(name for name, kinds in known.kinds.items() if any(area in areas for areas in kinds))
        left = next(one for one in inside if ("system", one, "neutral") not in files[0].told)
        leaky = read_rows(_rows(inside, left, truth), here.registers[0].as_of)
        leaky.told |= files[0].told
        found = attack([leaky], [known], [truth], [{("system", left, "neutral")}])
        recovered_by_area[area] = any(one.is_recovered for one in found)
    assert any(recovered_by_area.values()), recovered_by_area


def _rows(inside: list[str], left: str, truth: dict[Cell, float]) -> Iterator[dict[str, object]]:
    for name in inside:
        if name != left:
            counts = {word.capitalize(): int(truth.get(("system", name, word), 0)) for word in ANSWERS}
            yield {"System": name, "Boroughs": sum(counts.values()), **counts, "Dissatisfied, 95% interval": "none"}
