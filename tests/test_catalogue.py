"""A notebook is its own registry entry; one that cannot be used is named with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_reports import PARAMETERS, write_notebook

from citytools_analysis.errors import DataError, UnknownNameError
from citytools_analysis.reporting.catalogue import Parameter, find_reports, notebooks_folder, read_report


def test_a_parameters_cell_gives_names_defaults_and_help(tmp_path: Path) -> None:
    report = read_report(write_notebook(tmp_path / "borough_report.ipynb"))
    assert report.group == "borough"
    assert report.parameters == (
        Parameter("register", "''", "folder of the register"),
        Parameter("as_of", "''", "day it is about"),
        Parameter("borough", "''", "borough id"),
    )


def test_without_a_group_a_report_is_about_london(tmp_path: Path) -> None:
    report = read_report(write_notebook(tmp_path / "market.ipynb", parameters='register = ""\nas_of = ""'))
    assert (report.group, report.kind) == (None, "london")


@pytest.mark.parametrize(
    ("title", "markdown", "expected"),
    [
        ("Technology report", "# Other", "Technology report"),
        ("", "## Not this\n# The market", "The market"),
        ("", "no heading", "Borough report"),
    ],
)
def test_the_title_is_the_metadata_then_the_heading_then_the_name(
    tmp_path: Path, title: str, markdown: str, expected: str
) -> None:
    report = read_report(write_notebook(tmp_path / "borough_report.ipynb", title=title, markdown=markdown))
    assert report.title == expected


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (PARAMETERS + "\ntop_n = 10", "Unknown parameter 'top_n'"),
        (PARAMETERS.replace("as_of", "as_off"), "lacks 'as_of'"),
        (PARAMETERS + '\nsystem = ""', "it declares borough and system"),
        (PARAMETERS.replace('borough = ""', 'borough = "camden"'), "it gives borough a value of its own ('camden')"),
        ("import os", "line 1 of its parameters cell is not a parameter"),
        ("register =", "its parameters cell is not Python"),
    ],
)
def test_a_parameters_cell_that_is_wrong_names_the_notebook_and_the_fault(
    tmp_path: Path, parameters: str, message: str
) -> None:
    path = write_notebook(tmp_path / "odd.ipynb", parameters=parameters)
    with pytest.raises(DataError) as caught:
        read_report(path)
    assert "odd.ipynb" in str(caught.value)
    assert message in str(caught.value)


def test_a_misspelt_parameter_is_suggested(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "odd.ipynb", parameters='register = ""\nas_of = ""\nboro = ""')
    with pytest.raises(DataError, match="Did you mean 'borough'"):
        read_report(path)


def test_every_broken_notebook_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "torn.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "old.ipynb").write_text('{"worksheets": []}', encoding="utf-8")
    write_notebook(tmp_path / "good.ipynb")
    with pytest.raises(DataError) as caught:
        find_reports(tmp_path)
    assert [issue.file for issue in caught.value.issues] == ["old.ipynb", "torn.ipynb"]


def test_a_broken_notebook_does_not_stop_another(tmp_path: Path) -> None:
    (tmp_path / "torn.ipynb").write_text("{", encoding="utf-8")
    write_notebook(tmp_path / "good.ipynb")
    assert [report.name for report in find_reports(tmp_path, ["good"])] == ["good"]


def test_a_notebook_without_the_tag_says_how_to_leave_it_out(tmp_path: Path) -> None:
    (tmp_path / "notes.ipynb").write_text('{"cells": []}', encoding="utf-8")
    (tmp_path / "_draft.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="start the file's name with '_'") as caught:
        find_reports(tmp_path)
    assert len(caught.value.issues) == 1


@pytest.mark.parametrize("name", ["borough_report", "borough-report", "notebooks/borough_report.ipynb"])
def test_a_report_is_found_by_what_people_type(tmp_path: Path, name: str) -> None:
    write_notebook(tmp_path / "borough_report.ipynb")
    assert [report.name for report in find_reports(tmp_path, [name])] == ["borough_report"]


def test_an_unknown_report_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    write_notebook(tmp_path / "borough_report.ipynb")
    with pytest.raises(UnknownNameError, match="Did you mean 'borough_report'"):
        find_reports(tmp_path, ["borugh_report"])


def test_reports_of_one_title_get_the_same_names_whichever_are_wanted(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_notebook(tmp_path / f"{name}.ipynb", title="Technology report")
    both = {report.name: report.slug for report in find_reports(tmp_path)}
    assert len(set(both.values())) == 2
    assert find_reports(tmp_path, ["two"])[0].slug == both["two"]


def test_the_working_folders_notebooks_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notebook(tmp_path / "notebooks" / "own.ipynb")
    monkeypatch.chdir(tmp_path)
    assert notebooks_folder() == (tmp_path / "notebooks").resolve()
