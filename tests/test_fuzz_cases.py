"""What bending files has found stays found, and every run bends a few more."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz_readers import ARGUMENTS, CASES, bend_and_take, take
from hypothesis import HealthCheck, given, settings


@pytest.mark.parametrize("path", sorted(CASES.glob("*-*.*")), ids=lambda path: str(path.name))
def test_a_file_that_once_broke_a_reader_is_told_of(path: Path) -> None:
    kind = path.stem.split("-")[1]
    take(f"bent{path.suffix}", path.read_bytes(), None if kind == "found" else kind)


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(**ARGUMENTS)
def test_a_bent_file_never_breaks_a_reader(
    i_seed: int, suffix: str, edits: list[tuple[str, float, float, bytes, int]], kind: str | None
) -> None:
    bend_and_take(i_seed, suffix, edits, kind)
