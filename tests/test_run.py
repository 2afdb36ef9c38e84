"""A notebook comes back whole, or says which cell stopped it and why."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from small_reports import SHOW, write_notebook

from citytools_analysis.errors import ReportError, UnknownNameError
from citytools_analysis.reporting import run
from citytools_analysis.reporting.catalogue import read_report
from citytools_analysis.reporting.job import ENGINES, Limits
from citytools_analysis.reporting.run import NotebookFailedError, run_notebook

VALUES = {"register": "somewhere", "as_of": "2026-11-23", "borough": "camden"}


def test_an_unknown_or_missing_parameter_is_refused_before_anything_starts(tmp_path: Path) -> None:
    report = read_report(write_notebook(tmp_path / "a.ipynb"))
    with pytest.raises(UnknownNameError, match="Did you mean 'borough'"):
        run_notebook(report, VALUES | {"boro": "camden"})
    with pytest.raises(ReportError, match="needs a value for borough"):
        run_notebook(report, VALUES | {"borough": ""})
    with pytest.raises(UnknownNameError, match="Did you mean 'nbclient'"):
        run_notebook(report, VALUES, engine="nbclent")


def test_it_runs_this_python_whatever_the_kernelspec_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write_notebook(
        tmp_path / "a.ipynb",
        SHOW,
        "import sys, os\nprint(sys.executable)\nprint(os.getcwd())\nos.system('echo hello >&2')",
    )
    before = path.read_bytes()
    executed = run_notebook(read_report(path), VALUES)
    assert "<h1>Camden</h1><p>As of 2026-11-23.</p>" in executed.cells[2].outputs[0].data["text/html"]
    assert executed.cells[3].outputs[0].text.splitlines() == [sys.executable, str(tmp_path.resolve())]
    assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")


def test_a_failing_cell_is_named_as_its_author_counts_and_the_notebook_is_kept(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "a.ipynb", SHOW, "rows = {}\nrows['x']", "print('never')", markdown="## Words")
    with pytest.raises(NotebookFailedError) as caught:
        run_notebook(read_report(path), VALUES)
    assert caught.value.reason == "cell 4 (rows = {}): KeyError: 'x'"
    kept = caught.value.notebook
    assert "a.ipynb stopped at" in kept.cells[0].source
    assert kept.cells[4].outputs
    assert not kept.cells[-1].outputs


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cell_that_takes_too_long_is_stopped(engine: str, tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "a.ipynb", "import time\ntime.sleep(60)")
    with pytest.raises(NotebookFailedError, match=r"cell 2 \(import time\): took longer than 1 seconds"):
        run_notebook(read_report(path), VALUES, limits=Limits(cell=1), engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_kernel_that_dies_is_told_apart_from_an_error(engine: str, tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "a.ipynb", "import os\nos._exit(3)")
    with pytest.raises(NotebookFailedError, match=r"cell 2 .*: ended the Python that ran it"):
        run_notebook(read_report(path), VALUES, engine=engine)


def test_a_kernel_that_does_not_start_is_tried_twice_and_its_words_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no such encoding' >&2\nexit 1\n")
    broken.chmod(0o755)
    report = read_report(write_notebook(tmp_path / "a.ipynb", SHOW))
    monkeypatch.setattr("citytools_analysis.reporting.kernel.sys.executable", str(broken))
    attempts = Mock(side_effect=run._attempt)  # noqa: SLF001 - what is counted is private
    monkeypatch.setattr(run, "_attempt", attempts)
    with pytest.raises(NotebookFailedError, match="could not be started: RuntimeError: no such encoding"):
        run_notebook(report, VALUES, engine="nbclient")
    assert attempts.call_count == 2


def test_a_process_that_does_not_start_in_time_is_tried_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = read_report(write_notebook(tmp_path / "a.ipynb", SHOW))
    attempts = Mock(side_effect=run._attempt)  # noqa: SLF001 - what is counted is private
    monkeypatch.setattr(run, "_attempt", attempts)
    with pytest.raises(NotebookFailedError, match="could not be started: NoAnswerError: no answer in time"):
        run_notebook(report, VALUES, limits=Limits(start=0))
    assert attempts.call_count == 2
