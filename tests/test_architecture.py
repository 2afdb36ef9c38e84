"""The house: imports go down the floors, modules and functions stay small, and kernels stay light."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "citytools_analysis"
FLOORS = [
    ["errors", "surface", "deprecation"], ["slugs", "normalise", "identifiers", "writing", "style"], ["brand"], ["schema"], ["reference_tables"], ["reference"], ["resolve"], ["sources"], ["parse"], ["clean"],
    ["assemble"], ["validate", "records", "slips"], ["check"], ["checked_files"], ["one_writer"], ["download"], ["storage", "snapshot_tables"], ["source_rows", "placed_by_hand"], ["replay", "named_again"], ["register_reads"], ["as_of", "precedence", "merging", "register_columns", "followers", "joint_suppliers", "selection", "register_info", "register_memory", "register_tables", "register_words"], ["snapshots"], ["lineage"],
    ["register"],
    ["name_decisions", "earlier", "editions", "register_voice"], ["reference_rows"], ["ingest", "compare", "annotate", "undecided"], ["metrics"], ["questions"], ["prefill", "capture_sheet"], ["disclosure"], ["drawn"], ["tables"], ["charts"], ["pages"],
    ["own_figures"], ["display", "display_records", "display_words"], ["reporting"], ["cli"], ["__main__"],
]  # fmt: skip
_FLOOR_OF = {name: level for level, names in enumerate(FLOORS) for name in names}
_FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "base", "config", "constants"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def floor_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_floors(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("citytools_analysis"):
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("citytools_analysis.")}
    return found


def wrong_imports(floor: str, source: str) -> list[str]:
    return sorted(name for name in imported_floors(source) if name in _FLOOR_OF and _FLOOR_OF[name] > _FLOOR_OF[floor])


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_the_floors_above(path: Path) -> None:
    floor = floor_of(path)
    if floor == "__init__":
        return
    assert floor in _FLOOR_OF, f"{floor} has no floor: add it to FLOORS where it belongs"
    assert wrong_imports(floor, path.read_text(encoding="utf-8")) == []


def test_an_import_up_the_floors_would_be_found() -> None:
    assert wrong_imports("clean", "from citytools_analysis.register import Register") == ["register"]
    assert wrong_imports("metrics", "import citytools_analysis.reporting.build") == ["reporting"]
    assert wrong_imports("register", "from citytools_analysis import cli") == ["cli"]


def test_no_module_is_over_300_lines_and_the_median_stays_near_120() -> None:
    lines = {str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: count for name, count in lines.items() if count > 300} == {}
    assert statistics.median(lines.values()) <= 150


def function_lengths() -> list[int]:
    lengths = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                lengths.append(sum((part.end_lineno or 0) - part.lineno + 1 for part in body) + 1)
    return lengths


def test_functions_are_short() -> None:
    lengths = sorted(function_lengths())
    assert statistics.median(lengths) <= 12
    assert lengths[int(len(lengths) * 0.9)] <= 35


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert {path.stem for path in modules()} & _FORBIDDEN_NAMES == set()


def undocumented(source: str) -> list[str]:
    names = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not node.decorator_list:
            text = ast.get_docstring(node) or ""
            arguments = [*node.args.args, *node.args.kwonlyargs]
            wanted = ["Examples\n"] + (["Parameters\n"] if arguments else [])
            names += [node.name] if any(part not in text for part in wanted) else []
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_public_function_is_documented_with_an_example(path: Path) -> None:
    assert undocumented(path.read_text(encoding="utf-8")) == []


def test_a_function_without_an_example_would_be_found() -> None:
    assert undocumented('def f(a):\n    """Do."""\n') == ["f"]


def test_the_library_never_asks_what_day_it_is() -> None:
    clock = {"today", "now", "utcnow"}
    for path in modules():
        if floor_of(path) == "cli":
            continue  # the command line is where a person's day comes in
        calls = [node.func.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]  # fmt: skip
        assert not clock & set(calls), path


def test_importing_the_library_stays_light_for_notebooks() -> None:
    heavy = ("pandera", "openpyxl", "papermill", "nbconvert", "typst", "python_calamine", "click")
    code = f"import sys, citytools_analysis; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
