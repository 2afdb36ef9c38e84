"""Every command, option, parameter, column, metric, notebook and public function is documented, and has its place in the site."""

from __future__ import annotations

import csv
import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
import pytest

from citytools_analysis.reporting.catalogue import find_reports
from citytools_analysis.schema import SHEETS, TABLES

ROOT = Path(__file__).parents[1]
_PLACEHOLDER = re.compile(r"\b(?:TODO|FIXME|TBD|XXX|lorem ipsum)\b|^\W*$", re.IGNORECASE)
_SECTION = re.compile(r"^(\w+)\n-+$", re.MULTILINE)


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, ModuleType]]:
    sys.path.insert(0, str(ROOT / "docs"))
    names = ("accessible", "commands", "functions", "guides", "metrics", "notebooks", "__main__")
    yield {name: import_module(f"reference_site.{name}") for name in names}
    sys.path.remove(str(ROOT / "docs"))


@pytest.fixture(scope="module")
def pages(site: dict[str, ModuleType], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("site")
    places = site["__main__"].write_pages(folder)
    return {place: (folder / place).read_text(encoding="utf-8") for place in places if place.endswith((".md", ".rst"))}


def is_thin(text: str | None) -> bool:
    """Say whether a text documents nothing."""
    return not text or len(text.split()) < 2 or _PLACEHOLDER.search(text) is not None


def faults_of(function: object, name: str) -> Iterator[str]:
    """Find what the docstring of a public function lacks."""
    told = inspect.getdoc(function) or ""
    sections = set(_SECTION.findall(told))
    if is_thin(told.partition("\n\n")[0]):
        yield f"{name}: no summary"
    if inspect.isfunction(function):
        taken = [one for one in inspect.signature(function).parameters if not one.startswith("_")]
        parameters = told.partition("Parameters\n---")[2].partition("\n\nReturns\n---")[0]
        yield from (
            f"{name}: {one} is not documented"
            for one in taken
            if not re.search(rf"^\W*(?:\w+, )*{one}\b", parameters, re.MULTILINE)
        )
        gives = inspect.signature(function).return_annotation not in {"None", None}
        wanted = ("Returns", "Examples") if gives else ("Examples",)
        yield from (f"{name}: no {section}" for section in wanted if section not in sections)


def test_every_public_function_says_what_it_takes_gives_and_does(site: dict[str, ModuleType]) -> None:
    faults = [
        fault
        for module_name, module in site["functions"].public_modules()
        for name, found in site["functions"].public_objects(module)
        for fault in faults_of(found, f"{module_name}.{name}")
    ]
    assert faults == []


def test_one_that_is_not_documented_is_found() -> None:
    def planted(register: object, *, on: object = None) -> object:
        """
        Do something with a register.

        Parameters
        ----------
        register
            The register.
        """
        return register, on

    assert list(faults_of(planted, "planted")) == [
        "planted: on is not documented",
        "planted: no Returns",
        "planted: no Examples",
    ]
    planted.__doc__ = "TODO write this"
    assert "planted: no summary" in list(faults_of(planted, "planted"))


def test_every_command_and_option_says_what_it_does_and_has_a_page(
    site: dict[str, ModuleType], pages: dict[str, str]
) -> None:
    commands = dict(site["commands"].every_command())
    assert len(commands) > 15
    for name, command in commands.items():
        assert not is_thin(command.help), name
        page = pages[f"commands/{name}.md"]
        options = [one for one in command.params if isinstance(one, click.Option)]
        assert [(name, one.opts) for one in options if is_thin(one.help) or f"`{one.opts[0]}`" not in page] == []
        assert f"\n{name}\n" in pages["commands/index.md"]


def test_every_column_and_sheet_has_a_meaning_in_the_dictionary(pages: dict[str, str]) -> None:
    dictionary = pages["data/dictionary.md"]
    for table in TABLES.values():
        assert f"### {table.name}\n" in dictionary
        assert [
            column.name
            for column in table.columns
            if not column.meaning or _PLACEHOLDER.search(column.meaning) or f"`{column.name}`" not in dictionary
        ] == []
    for name, sheet in SHEETS.items():
        assert [(name, field.name) for field in sheet.fields if not field.help] == []


def test_every_metric_has_its_definition_and_a_function_that_is_there(
    site: dict[str, ModuleType], pages: dict[str, str]
) -> None:
    rows = site["metrics"].catalogue(ROOT)
    told = "\n".join(pages.values())
    for row in rows:
        wanted = ("question", "formula")
        assert [(row["metric_id"], field) for field in wanted if not row[field]] == []
        assert f"## {row['metric_id']} " in pages[site["metrics"].place(row["family"])]
        about = (
            pages[site["metrics"].place(row["family"])].partition(f"## {row['metric_id']} ")[2].partition("\n## ")[0]
        )
        assert "Source\n: " in about
        assert "Smallest n, public edition\n: " in about
        for name in filter(None, row["computed_by"].split("|")):
            family, _, function = name.rpartition(".")
            assert callable(getattr(import_module(f"citytools_analysis.metrics.{family}"), function))
            assert f".. autofunction:: citytools_analysis.metrics.{name}\n" in told, name
        assert row["computed_by"] or not is_thin(row["not_computed_because"])


def test_every_notebook_and_its_parameters_have_a_page(site: dict[str, ModuleType], pages: dict[str, str]) -> None:
    reports = find_reports(ROOT / "notebooks")
    for report in reports:
        page = pages[f"notebooks/{report.name}.md"]
        assert [one.name for one in report.parameters if is_thin(one.help) or f"`{one.name}`" not in page] == []
        assert len(site["notebooks"].headings(report.path)) > 1, report.name
    listed = {report.name for report in reports}
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} == listed


def test_every_reference_table_and_assumption_is_told_of(pages: dict[str, str]) -> None:
    folder = ROOT / "data" / "reference"
    assert [path.name for path in folder.glob("*.csv") if f"`{path.name}`" not in pages["data/reference.md"]] == []
    with (folder / "assumptions.csv").open(encoding="utf-8", newline="") as stream:
        names = [row["assumption_id"] for row in csv.DictReader(stream)]
    assert [name for name in names if f"`{name}`" not in pages["data/assumptions.md"]] == []


def test_the_sites_first_page_leads_to_every_guide(pages: dict[str, str]) -> None:
    first = pages["index.md"]
    alone = [place.removesuffix(".md") for place in pages if place.endswith(".md") and place != "index.md"]
    for place in alone:
        folder = place.partition("/")[0]
        assert place in first or f"{folder}/*" in first or f"{folder}/index" in first, place


def test_the_keyboard_reaches_what_scrolls_and_headings_have_a_level(site: dict[str, ModuleType]) -> None:
    context = {
        "body": '<pre>a</pre><div class="table-wrapper docutils container">',
        "furo_navigation_tree": '<p role="heading">',
    }
    site["accessible"].mend_context(None, "page", "page.html", context, None)
    assert context["body"] == '<pre tabindex="0">a</pre><div class="table-wrapper docutils container" tabindex="0">'
    assert context["furo_navigation_tree"] == '<p role="heading" aria-level="2">'
