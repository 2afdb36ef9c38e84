"""Notebooks stay thin: what decides, repeats or computes belongs in the library, where it is tested."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from citytools_analysis.reporting.notebook_file import notebook_content
from citytools_analysis.reporting.notebook_form import normal_form
from citytools_analysis.reporting.report import GROUPS, LISTS

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(path for path in FOLDER.glob("*.ipynb") if not path.name.startswith("_"))
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While, ast.If, ast.IfExp,
    ast.Try, ast.With, ast.Assert, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Match, ast.Global,
)  # fmt: skip
MOST_LINES = 6
PARAMETERS = {"register", "as_of", *GROUPS, *LISTS}


def faults(notebook: dict[str, Any]) -> list[str]:
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = [fault for cell in code for fault in _cell_faults(cell)]
    ids = [cell.get("id", "") for cell in notebook["cells"]]
    found += ["a cell id is missing, repeated or no word"] * (
        len(set(ids)) < len(ids) or not all(re.fullmatch(r"[a-z][a-z-]+", name) for name in ids)
    )
    tags = [cell["metadata"].get("tags", []) for cell in code[:2]]
    found += ["the first code cells are not parameters and setup"] * (tags != [["parameters"], ["setup"]])
    found += ["the kernel is not python3"] * (notebook["metadata"].get("kernelspec", {}).get("name") != "python3")
    about = notebook["metadata"].get("citytools", {})
    found += ["the metadata lacks title, slug or order"] * (not {"title", "slug", "order"} <= set(about))
    return found + (_parameter_faults(_text(code[0])) if code else [])


def _cell_faults(cell: dict[str, Any]) -> list[str]:
    source = _text(cell)
    tree = ast.parse(source)
    found = [f"{cell['id']}: {type(node).__name__}" for node in ast.walk(tree) if isinstance(node, FORBIDDEN)]
    imports = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    found += [f"{cell['id']}: {words}" for words in imports if words != "import citytools_analysis as ct"]
    found += [f"{cell['id']}: over {MOST_LINES} lines"] * (len(source.splitlines()) > MOST_LINES)
    found += [f"{cell['id']}: has outputs"] * bool(cell["outputs"] or cell["execution_count"])
    return found + [f"{cell['id']}: magic"] * any(line.startswith(("%", "!")) for line in source.splitlines())


def _parameter_faults(source: str) -> list[str]:
    found = []
    for line in source.splitlines():
        match = re.fullmatch(r'(\w+) = ""  # \w.+', line)
        known = match is not None and match[1] in PARAMETERS
        found += [] if known else [f"parameters: {line}"]
    return found


def _text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def a_notebook(*sources: str) -> dict[str, Any]:
    """Make a notebook that keeps every rule, and add cells."""
    first = 'register = ""  # folder of the register\nas_of = ""  # day the report is about'
    cells = [_code("parameters", first, "parameters"), _code("setup", "import citytools_analysis as ct", "setup")]
    cells += [_code(f"cell-{'abcdef'[number]}", source) for number, source in enumerate(sources)]
    about = {"kernelspec": {"name": "python3"}, "citytools": {"title": "A", "slug": "a", "order": 1}}
    return {"cells": cells, "metadata": about}


def _code(name: str, source: str, tag: str = "") -> dict[str, Any]:
    tags = {"tags": [tag]} if tag else {}
    lines = source.splitlines(keepends=True)
    return {"cell_type": "code", "id": name, "metadata": tags, "source": lines, "outputs": [], "execution_count": None}


def test_there_is_a_borough_report() -> None:
    assert "borough_report.ipynb" in [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_the_rules(path: Path) -> None:
    assert faults(json.loads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_in_its_normal_form(path: Path) -> None:
    """Mend with: make format."""
    assert normal_form(notebook_content(path)) == path.read_bytes()


def test_a_notebook_that_keeps_the_rules_is_not_blamed() -> None:
    assert faults(a_notebook("ct.tables.contents()")) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return 1", "class A:\n    pass", "for a in b:\n    a", "while a:\n    a", "if a:\n    b",
        "a if b else c", "try:\n    a\nexcept ValueError:\n    b", "lambda: 1", "[a for a in b]", "{a: 1 for a in b}",
        "sum(a for a in b)", "with a:\n    b", "assert a", "import pandas as pd", "from citytools_analysis import charts",
        "\n".join(["a"] * 7),
    ],
)  # fmt: skip
def test_a_cell_that_breaks_a_rule_is_found(source: str) -> None:
    assert len(faults(a_notebook(source))) >= 1


def test_what_a_run_leaves_behind_is_found() -> None:
    notebook = a_notebook("ct")
    notebook["cells"][2] |= {"outputs": [{"output_type": "stream"}], "execution_count": 3}
    assert faults(notebook) == ["cell-a: has outputs"]


@pytest.mark.parametrize("line", ['boro = ""  # borough', 'borough = "camden"  # borough id', 'borough = ""'])
def test_a_parameter_with_a_wrong_name_a_value_or_no_help_is_found(line: str) -> None:
    notebook = a_notebook()
    notebook["cells"][0]["source"] = [line]
    assert faults(notebook) == [f"parameters: {line}"]


def test_unstable_ids_a_missing_setup_and_bare_metadata_are_found() -> None:
    notebook = a_notebook("ct", "ct")
    notebook["cells"][2]["id"] = notebook["cells"][3]["id"]
    notebook["cells"][1]["metadata"] = {}
    notebook["metadata"] = {}
    assert len(faults(notebook)) == 4


def test_the_parameters_of_the_borough_report_are_what_the_readme_says() -> None:
    notebook = json.loads((FOLDER / "borough_report.ipynb").read_text(encoding="utf-8"))
    names = [line.split(" ")[0] for line in _text(notebook["cells"][0]).splitlines()]
    assert names == ["register", "as_of", "borough"]
    assert all(name in (FOLDER / "README.md").read_text(encoding="utf-8") for name in names)
