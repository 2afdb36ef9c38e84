"""`make benchmark`: each part can be imported and measured, what it tells is written, and a part that fails is told of."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace

import openpyxl
import pandas as pd
import pytest

FOLDER = Path(__file__).parent / "benchmarks"


@pytest.fixture(autouse=True)
def _as_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Import the parts as `python -m benchmarks` does."""
    monkeypatch.syspath_prepend(str(FOLDER))


@pytest.fixture
def run() -> ModuleType:
    return import_module("benchmarks.__main__")


def test_every_part_can_be_imported_and_all_fit_into_half_an_hour(run: ModuleType) -> None:
    measures = [import_module(part.module).measure for part in run.PARTS.values()]
    assert all(callable(measure) for measure in measures)
    assert sum(part.minutes for part in run.PARTS.values()) <= 28


def test_what_is_told_is_written_with_its_bars_escaped() -> None:
    told = import_module("told")
    page = told.Told("Job", ["way", "seconds"], [["a|b", told.spread([1, 3, 2])]], targets=["met"], versions={"x": "1"})
    assert page.markdown().splitlines() == [
        "## Job", "", "| way | seconds |", "| --- | --- |", "| a\\|b | 2 (1 to 3, 3 runs) |", "", "- met", "- versions: x 1", "",
    ][:-1]  # fmt: skip


def test_a_part_that_fails_is_written_and_the_others_are_run(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = import_module("told").Told("Job", ["way"], [["this"]])

    def fails(_minutes: float) -> list[object]:
        raise ValueError("no such peer")

    monkeypatch.setitem(sys.modules, "time_names", SimpleNamespace(measure=fails))
    monkeypatch.setitem(sys.modules, "time_workbooks", SimpleNamespace(measure=lambda _minutes: [told]))
    monkeypatch.setattr(sys, "argv", ["benchmark", "names", "workbooks", "--to", str(tmp_path / "told.md")])
    assert run.main() == 1
    written = (tmp_path / "told.md").read_text(encoding="utf-8")
    assert "## names: FAILED" in written
    assert "ValueError: no such peer" in written
    assert "| this |" in written


def test_all_pairs_keeps_the_largest_sets_of_two_who_decide() -> None:
    days = pd.to_datetime(["2028-01-01", "2028-02-01", "2028-03-01", "2028-04-01", "2028-05-01"])
    windows = pd.DataFrame({
        "function_code": ["PLN01"] * 4, "decision_maker": ["camden", "brent", "brent", "ealing"],
        "start_window_date": days[[0, 1, 3, 4]], "end_window_date": days[[2, 3, 4, 4]],
    })  # fmt: skip
    found = import_module("time_opportunities").all_pairs(windows)
    assert found == {("PLN01", frozenset({0, 1})), ("PLN01", frozenset({2, 3}))}


def test_opportunities_are_measured_beside_all_pairs_and_both_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    part = import_module("time_opportunities")
    monkeypatch.setattr(part, "SIZES", (300,))
    monkeypatch.setattr(part, "TIMES", 1)
    (told,) = part.measure(1.0)
    (row,) = told.rows
    assert int(row[1]) > 0
    assert row[-1] == "the same sets"


def test_each_kind_of_mistake_is_planted_in_a_row_of_its_own() -> None:
    workbooks = import_module("time_workbooks")
    book = openpyxl.load_workbook(workbooks.SAMPLE / "returns" / "camden.xlsx")
    planted = list(workbooks.plant_into(book))
    assert [what for _, _, what in planted] == [*(kind.what for kind in workbooks.KINDS), workbooks.AGAIN]
    assert len({(sheet, row) for sheet, row, _ in planted}) == len(planted)
