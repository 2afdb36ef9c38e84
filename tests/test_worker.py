"""One document: all its files or none, and a failure that says at which stage."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from small_reports import write_notebook

from citytools_analysis.reporting import worker
from citytools_analysis.reporting.catalogue import read_report
from citytools_analysis.reporting.job import Job, make

ABOUT = {"as_of": "2026-11-23", "edition": "public", "subject": "Camden"}


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """Give a job whose notebook has run already: it says what it is about."""
    monkeypatch.setattr(worker, "run_notebook", lambda *_, **__: _notebook(ABOUT))
    monkeypatch.setattr(worker, "render", lambda *_, file_format, name, **__: f"{name} {file_format}".encode())
    return Job(
        id="borough_report/camden",
        report=read_report(write_notebook(tmp_path / "borough_report.ipynb")),
        values={"register": "r", "as_of": "2026-11-23", "borough": "camden"},
        edition="public",
        folder=tmp_path / "out",
        stem="borough/camden/camden-technology-report",
        formats=("html", "pdf"),
        subject="Camden",
    )


def _notebook(about: dict[str, str]) -> nbformat.NotebookNode:
    output = nbformat.v4.new_output("display_data", {"application/vnd.citytools.document+json": about})
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("title", outputs=[output])])


def test_every_format_is_written_with_its_hash_and_readable_by_others(job: Job) -> None:
    outcome = make(job)
    assert [file.path for file in outcome.files] == [f"{job.stem}.html", f"{job.stem}.pdf"]
    assert all(file.is_intact(job.folder) for file in outcome.files)
    assert outcome.seconds >= 0
    mode = (job.folder / outcome.files[0].path).stat().st_mode
    assert mode & stat.S_IRGRP == (job.folder.stat().st_mode & stat.S_IRGRP)


def test_if_one_format_fails_none_is_written_and_the_run_notebook_is_kept(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(*_: object, file_format: str, name: str, **__: object) -> bytes:
        if file_format == "pdf":
            raise ValueError(f"{name}: an image\nhas no text")
        return b"page"

    monkeypatch.setattr(worker, "render", render)
    outcome = make(job)
    assert (outcome.stage, outcome.files) == ("pdf", ())
    assert outcome.reason == "ValueError: camden-technology-report: an image has no text"
    assert not (job.folder / "borough").exists()
    assert nbformat.read(job.folder / outcome.notebook, 4).cells[0].outputs


@pytest.mark.parametrize(("name", "value"), [("subject", "Brent"), ("edition", "members"), ("as_of", "2025-01-01")])
def test_a_document_about_something_else_is_refused(
    name: str, value: str, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "run_notebook", lambda *_, **__: _notebook(ABOUT | {name: value}))
    outcome = make(job)
    assert outcome.reason == f"the document says its {name} is {value!r}, but {ABOUT[name]!r} was asked for"
    assert outcome.files == ()


def test_a_folder_that_cannot_be_written_is_a_reason_and_not_a_crash(job: Job, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = make(replace(job, folder=tmp_path / "file"))
    assert outcome.stage == "write"
    assert "could not be kept" in outcome.reason
