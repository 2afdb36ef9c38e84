"""Each recipe is done in a copy of the working tree, as it is written, and what it promises is found there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from built import page
from test_notebooks import faults
from tutorial_steps import Block, blocks_of

from citytools_analysis.register import open_register

ROOT = Path(__file__).parents[1]
RECIPES = ROOT / "docs" / "recipes"
_BYTECODE = shutil.ignore_patterns("__pycache__", ".*", "app")
Put = Callable[[Path, re.Match[str], str], None]


def _write(tree: Path, said: re.Match[str], text: str) -> None:
    path = tree / said["path"]
    assert not path.exists(), f"{said['path']} is there already"
    path.write_text(text, encoding="utf-8")


def _below_line(tree: Path, said: re.Match[str], text: str) -> None:
    path = tree / said["path"]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    above = [row for row, line in enumerate(lines) if line.strip().startswith(said["begins"].strip())]
    assert len(above) == 1, f"{len(above)} lines of {said['path']} begin {said['begins']!r}"
    lines.insert(above[0] + 1, text)
    path.write_text("".join(lines), encoding="utf-8")


def _at_end(tree: Path, said: re.Match[str], text: str) -> None:
    with (tree / said["path"]).open("a", encoding="utf-8") as file:
        file.write(text)


def _below_cell(tree: Path, said: re.Match[str], text: str) -> None:
    path = tree / said["path"]
    notebook = json.loads(path.read_text(encoding="utf-8"))
    ids = [cell["id"] for cell in notebook["cells"]]
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": said["id"],
        "metadata": {},
        "execution_count": None,
        "outputs": [],
    }
    source = text.rstrip("\n").splitlines(keepends=True)
    notebook["cells"].insert(ids.index(said["above"]) + 1, cell | {"source": source})
    assert faults(notebook) == []
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


# How a recipe says where a block goes, and what is then done with it.
_SAID: dict[str, Put] = {
    r"[Nn]otebook `(?P<path>[^`]+)`, below the cell `(?P<above>[^`]+)`, add a cell with the id `(?P<id>[^`]+)`": _below_cell,
    r"[Ii]n `(?P<path>[^`]+)`, below the line that begins `(?P<begins>[^`]+)`, add": _below_line,
    r"at the end of `(?P<path>[^`]+)` add": _at_end,
    r"Write `(?P<path>[^`]+)`": _write,
}


def _follow(tree: Path, block: Block, *, place: Path) -> str:
    """Do what a recipe says of a block; what its commands print."""
    if block.language == "sh":
        environment = {
            **os.environ,
            "PYTHONPATH": f"{tree}{os.pathsep}{tree / 'tests'}",
            "TMPDIR": str(place),
            "PYTEST_ADDOPTS": "",
        }
        done = subprocess.run(
            ["/bin/sh", "-ec", block.text], cwd=tree, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block.text}\n{done.stdout}{done.stderr}"
        return done.stdout
    words = " ".join(block.words.split())
    found = [(match, put) for said, put in _SAID.items() for match in re.finditer(said, words)]
    assert found, f"where does this go?\n{block.text}"
    match, put = max(found, key=lambda pair: pair[0].start())
    put(tree, match, block.text)
    return ""


def _tree(place: Path) -> Path:
    """Copy what a recipe edits, and lead to the rest."""
    tree = place / "tree"
    for part in ("citytools_analysis", "data/reference", "notebooks"):
        shutil.copytree(ROOT / part, tree / part, ignore=_BYTECODE)
    app = "citytools_analysis/reporting/dashboard/app"
    (tree / app).symlink_to(ROOT / app)
    (tree / "tests").mkdir()
    for path in (ROOT / "tests").iterdir():
        if path.name != "__pycache__":
            (shutil.copyfile if path.suffix == ".py" else _lead_to)(path, tree / "tests" / path.name)
    for part in ("data/sample", "pyproject.toml"):
        _lead_to(ROOT / part, tree / part)
    _lead_to(Path(sys.prefix), tree / ".venv")
    return tree


def _lead_to(path: Path, link: Path) -> None:
    link.symlink_to(path)


def _done(name: str, place: Path) -> tuple[Path, str]:
    tree = _tree(place)
    blocks = blocks_of((RECIPES / f"{name}.md").read_text(encoding="utf-8"))
    if name == "add_a_metric":
        _raise_the_number_of_metrics(tree)
    return tree, "".join(_follow(tree, block, place=place) for block in blocks)


def _raise_the_number_of_metrics(tree: Path) -> None:
    path = tree / "tests" / "test_catalogue_of_metrics.py"
    text = path.read_text(encoding="utf-8")
    (number,) = re.findall(r"len\(CATALOGUE\) == (\d+)", text)
    path.write_text(text.replace(f"== {number}", f"== {int(number) + 1}"), encoding="utf-8")


@pytest.fixture(scope="module")
def metric(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Do the recipe of a metric."""
    return _done("add_a_metric", tmp_path_factory.mktemp("metric"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Do the recipe of a source."""
    return _done("add_a_source", tmp_path_factory.mktemp("source"))


def test_a_metric_is_asked_what_every_metric_is_asked_and_its_oracle_agrees(metric: tuple[Path, str]) -> None:
    tree, told = metric
    (n_passed,) = re.findall(r"^(\d+) passed, \d+ deselected", told, re.MULTILINE)
    assert int(n_passed) > 20
    assert "yield from _notices(draws)" in (tree / "tests" / "oracle_renewals.py").read_text(encoding="utf-8")


def test_a_metric_is_shown_on_its_page(metric: tuple[Path, str]) -> None:
    tree, _ = metric
    (path,) = (tree / "built").rglob("*data-quality*.html")
    (table,) = [one for one in page(path).find_all("table") if "the notice is known" in one.get_text()]
    assert len(table.find_all("tr")) == 15


def test_a_source_is_told_from_what_is_in_it_and_its_rows_are_in_the_register(source: tuple[Path, str]) -> None:
    tree, told = source
    assert "application_list" in told
    register = open_register(tree / "register")
    rows = register.deployments.sort_values("source_pointer")
    assert rows[["borough_id", "function_code", "source_pointer"]].values.tolist() == [
        ["camden", "CUL01", "line 2"],
        ["brent", "CUL01", "line 5"],
    ]
    assert sorted(register.table("left_out")["reason"]) == ["no_system", "not_london"]


def test_the_dictionary_names_the_new_kind_and_the_checkout_is_as_it_was(source: tuple[Path, str]) -> None:
    tree, _ = source
    assert "application_list" in (tree / "data" / "README.md").read_text(encoding="utf-8")
    assert not (ROOT / "citytools_analysis" / "sources" / "application_list.py").exists()
