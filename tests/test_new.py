"""A new report keeps every rule of notebooks, is found by itself, and runs before anything is changed in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from built import build, page, pdf_pages, squeezed
from click.testing import CliRunner, Result
from test_notebooks import faults

from citytools_analysis.cli import main
from citytools_analysis.errors import CityToolsError
from citytools_analysis.reporting.catalogue import find_reports, read_report
from citytools_analysis.reporting.new_report import new_report
from citytools_analysis.reporting.report import GROUPS

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


def _new(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["new", *words, "--notebooks", str(folder)])


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_it_keeps_the_rules_and_the_catalogue_knows_whom_it_is_for(tmp_path: Path, group: str) -> None:
    path = new_report(tmp_path, "print-rooms", group=group)
    assert faults(json.loads(path.read_text(encoding="utf-8"))) == []
    report = read_report(path)
    assert (report.name, report.slug, report.title) == ("print_rooms", "print-rooms", "Print rooms")
    assert report.group == (group or None)
    assert report.packs


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_the_same_words_give_the_same_bytes(tmp_path: Path, group: str) -> None:
    first = new_report(tmp_path / "a", "Print rooms", group=group, title="Rooms").read_bytes()
    assert first == new_report(tmp_path / "b", "Print rooms", group=group, title="Rooms").read_bytes()


def test_it_stands_after_those_that_are_there(tmp_path: Path) -> None:
    first, second = new_report(tmp_path, "zebra"), new_report(tmp_path, "ant")
    assert [read_report(path).order for path in (first, second)] == [10, 20]
    assert [report.name for report in find_reports(tmp_path)] == ["ant", "zebra"]


def test_the_command_says_what_it_wrote_and_what_to_run_next(tmp_path: Path) -> None:
    result = _new(tmp_path, "print rooms", "--per", "service-area")
    assert result.exit_code == 0
    path = tmp_path / "print_rooms.ipynb"
    assert result.stdout.splitlines() == [
        f"Wrote {path}. Build it, and open it in JupyterLab:",
        f"  citytools build print_rooms --notebooks {tmp_path}",
        f"  jupyter lab {path}",
    ]
    assert read_report(path).group == "service_area"


def test_in_a_working_folder_it_names_the_lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["new", "rooms"]).stdout
    assert told.splitlines()[1:] == ["  citytools build rooms", "  citytools lab"]


@pytest.mark.parametrize(
    "name", ["", "  ", "../up", "a/b", "_hidden", ".x", "con", "9 lives", "é", "x" * 61, "a.ipynb", "-"]
)
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(main, ["new", "--notebooks", str(tmp_path), "--", name])
    assert result.exit_code == 2
    assert "is no name for a report" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["x" * 81, "a\x1b[31mb", "a\u202eb"])
def test_what_is_no_title_is_refused(tmp_path: Path, title: str) -> None:
    result = _new(tmp_path, "rooms", "--title", title)
    assert (result.exit_code, "is no title" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("again", ["print-rooms", "Print rooms", "PRINT_ROOMS"])
def test_a_notebook_that_is_there_is_never_overwritten(tmp_path: Path, again: str) -> None:
    path = new_report(tmp_path, "print-rooms")
    before = path.read_bytes()
    result = _new(tmp_path, again, "--title", "Other")
    assert (result.exit_code, "nothing is overwritten" in result.stderr) == (1, True)
    assert (path.read_bytes(), len(list(tmp_path.iterdir()))) == (before, 1)


def test_a_name_another_report_builds_under_is_refused(tmp_path: Path) -> None:
    new_report(tmp_path, "print-rooms").rename(tmp_path / "other.ipynb")
    with pytest.raises(CityToolsError, match="other builds its files under the name 'print-rooms' already"):
        new_report(tmp_path, "print-rooms")


def test_an_unknown_group_is_wrong_usage(tmp_path: Path) -> None:
    assert _new(tmp_path, "rooms", "--per", "ward").exit_code == 2


def test_where_there_are_several_boroughs_each_bar_says_whose_it_is(tmp_path: Path) -> None:
    cells = json.loads(new_report(tmp_path, "ends", group="system").read_text(encoding="utf-8"))["cells"]
    source = {cell["id"]: "".join(cell["source"]) for cell in cells}
    known: dict[str, Any] = {"register": SAMPLE, "as_of": "2026-11-23", "system": "aldwych-homes"}
    *before, drawn = f"{source['setup']}\n{source['chart']}".splitlines()
    exec("\n".join(before), known)  # noqa: S102 - our own cells, as a kernel runs them
    chart = eval(drawn, known)  # noqa: S307 - as above
    assert "Sutton, Aldwych Homes (act by 30 Sep 2025" in chart.alt


def test_it_builds_as_it_is_and_a_title_stays_text(tmp_path: Path) -> None:
    title = 'Ends <b>soon</b> & "later" {x} \\n'
    new_report(tmp_path / "notebooks", "ends-soon", group="borough", title=title)
    places = ("--register", SAMPLE, "--notebooks", tmp_path / "notebooks", "--output", tmp_path / "out")
    build("--borough", "camden", "--formats", "html,pdf", "--as-of", "2026-11-23", *places)
    folder = tmp_path / "out" / "public" / "2026-11-23" / "borough" / "camden"
    html = page(folder / "camden-ends-soon.html")
    words = html.get_text(" ")
    assert html.find("h1").get_text() == "Camden"  # type: ignore[union-attr]
    assert [heading.get_text() for heading in html.find_all("h2")] == [
        "When contracts end", "Which contracts", "If an entry is wrong", "What this rests on",
    ]  # fmt: skip
    assert html.title is not None
    assert title.lower()[1:] in html.title.get_text().lower()
    assert "A line a contract" in words
    assert all(image.get("alt") for image in html.find_all("img"))
    told = squeezed("".join(pdf_pages(folder / "camden-ends-soon.pdf")))
    assert all(squeezed(part) in told for part in ("When contracts end", "A line a contract", "What this rests on"))
    for text in (words, told):
        assert "Tab key" not in text  # what teaches the analyst is for no reader
        assert squeezed("draw it with Matplotlib, pandas or seaborn") not in squeezed(text)
