"""Processes begin to import where a build will probably make something, and are ended where it then makes nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from small_reports import SHOW, save_register, write_notebook

from citytools_analysis.errors import WrongUsageError
from citytools_analysis.reporting import early_start
from citytools_analysis.reporting.early_start import is_probably_stale, started_early


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Any]:
    """Write a register and a notebook, an hour before the manifest of the members' edition."""
    save_register(tmp_path / "register")
    notebook = write_notebook(tmp_path / "notebooks" / "market.ipynb", SHOW)
    manifest = tmp_path / "reports" / "members-for-camden" / "2026-11-23" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.touch()
    built = manifest.stat().st_mtime
    for path in (tmp_path / "register" / "current", notebook):
        os.utime(path, (built - 3600, built - 3600))
    return {
        "output": tmp_path / "reports", "edition": "members", "register_folder": tmp_path / "register",
        "notebooks": tmp_path / "notebooks",
    }  # fmt: skip


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is started and ended instead of doing it."""
    done: list[str] = []
    monkeypatch.setattr(early_start, "is_starter_running", lambda: False)
    monkeypatch.setattr(early_start, "copy_context", lambda: done.append("started"))
    monkeypatch.setattr(early_start, "end_starter", lambda: done.append("ended"))
    return done


def test_nothing_is_probably_stale_where_nothing_was_written_since_the_last_build(places: dict[str, Any]) -> None:
    assert not is_probably_stale(**places)


@pytest.mark.parametrize("edited", ["register/current", "notebooks/market.ipynb"])
def test_an_edit_since_the_last_build_is_probably_to_be_built(places: dict[str, Any], edited: str) -> None:
    (places["output"].parent / edited).touch()
    os.utime(places["output"].parent / edited, (4e9, 4e9))
    assert is_probably_stale(**places)


def test_an_edition_that_was_never_built_is_probably_to_be_built(places: dict[str, Any]) -> None:
    assert is_probably_stale(**{**places, "edition": "public"})


def test_without_a_register_nothing_will_be_built(places: dict[str, Any]) -> None:
    assert not is_probably_stale(**{**places, "register_folder": places["output"]})


def test_nothing_is_started_where_nothing_is_to_be_built(places: dict[str, Any], started: list[str]) -> None:
    with started_early(**places, force=False):
        assert started == []
    assert started == []


def test_what_is_started_goes_on_after_a_build(places: dict[str, Any], started: list[str]) -> None:
    with started_early(**places, force=True):
        assert started == ["started"]
    assert started == ["started"]


def test_what_was_started_for_a_build_that_is_refused_is_ended(places: dict[str, Any], started: list[str]) -> None:
    message = "no such borough"
    with pytest.raises(WrongUsageError), started_early(**places, force=True):
        raise WrongUsageError(message)
    assert started == ["started", "ended"]


def test_a_starter_that_runs_already_is_left_to_whoever_started_it(
    places: dict[str, Any], started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early_start, "is_starter_running", lambda: True)
    message = "no such borough"
    with pytest.raises(WrongUsageError), started_early(**places, force=True):
        raise WrongUsageError(message)
    assert started == []
