"""A notebook opened, run and saved in JupyterLab comes back to the bytes that git holds."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbstripout import strip_output  # type: ignore[import-untyped]

from citytools_analysis.reporting import notebook_form
from citytools_analysis.reporting.new_report import new_report
from citytools_analysis.reporting.notebook_form import as_text, main, normal_form

ROOT = Path(__file__).parents[1]
GIVEN = {"register": "data/sample", "as_of": "2026-11-23"}
OF_A_COMPUTER = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "version": "3.12.9", "codemirror_mode": {"name": "ipython", "version": 3}},
    "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
}


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_report(tmp_path_factory.mktemp("notebooks"), "Print rooms")


@pytest.fixture(scope="module")
def saved(committed: Path) -> dict[str, Any]:
    """Run a notebook as an analyst does, and save it as JupyterLab does: values, outputs, times and an empty cell at the end."""
    notebook = nbformat.read(committed, as_version=4)  # type: ignore[no-untyped-call]
    for name, value in GIVEN.items():
        notebook.cells[0].source = notebook.cells[0].source.replace(f'{name} = ""', f'{name} = "{value}"')
    notebook.metadata |= OF_A_COMPUTER
    NotebookClient(notebook, record_timing=True, resources={"metadata": {"path": ROOT}}).execute()
    notebook.cells.append(nbformat.v4.new_code_cell())  # type: ignore[no-untyped-call]
    notebook.cells[2].metadata |= {"collapsed": True, "editable": False}
    found: dict[str, Any] = json.loads(nbformat.writes(notebook))  # type: ignore[no-untyped-call]
    return found


def test_what_was_run_holds_outputs_and_times_and_comes_back_to_the_same_bytes(
    committed: Path, saved: dict[str, Any]
) -> None:
    shown = [cell for cell in saved["cells"] if cell.get("outputs")]
    assert len(shown) >= 3
    assert all(cell["metadata"]["execution"]["iopub.execute_input"] and cell["execution_count"] for cell in shown)
    assert not [output for cell in shown for output in cell["outputs"] if output["output_type"] == "error"]
    before = copy.deepcopy(saved)
    assert normal_form(saved) == committed.read_bytes()
    assert saved == before


def test_nbstripout_finds_much_to_strip_in_what_was_run_and_nothing_in_its_normal_form(saved: dict[str, Any]) -> None:
    def is_stripped(content: str) -> bool:
        notebook = nbformat.reads(content, as_version=4)  # type: ignore[no-untyped-call]
        before = copy.deepcopy(notebook)
        return bool(strip_output(notebook, keep_output=False, keep_count=False, keep_id=True) == before)

    assert (is_stripped(json.dumps(saved)), is_stripped(normal_form(saved).decode())) == (False, True)


def test_jupyter_reads_the_normal_form_and_writes_it_again_as_it_is(committed: Path) -> None:
    notebook = nbformat.read(committed, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert nbformat.writes(notebook) + "\n" == committed.read_text(encoding="utf-8")  # type: ignore[no-untyped-call]


def cell(source: str, name: str = "3f9a12c7", kind: str = "code", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source, **more}


def ids(*cells: dict[str, Any]) -> list[str]:
    return [one["id"] for one in json.loads(normal_form({"cells": list(cells)}))["cells"]]


def test_a_new_cell_is_named_by_what_it_shows_and_by_nothing_above_it() -> None:
    chart = cell("frame = ct.prices.spread(data)\nct.charts.dots(frame)")
    words = cell("<!-- change me -->\n## When contracts end, soon after\n", "", "markdown")
    assert ids(chart, words) == ["dots", "when-contracts-end-soon"]
    assert ids(words, cell("a = 1", "x1"), chart) == ["when-contracts-end-soon", "cell", "dots"]
    assert ids(cell("%magic of jupyter"), cell("frame"), cell("!"), cell("f(1)")) == [
        "magic-of-jupyter", "frame", "cell", "cell-b",
    ]  # fmt: skip


def test_an_id_of_words_stays_whatever_its_cell_says_and_whatever_is_put_above_it() -> None:
    assert ids(cell("ct.charts.dots(frame)", "chart")) == ["chart"]
    assert ids(cell("ct.charts.chart(frame)"), cell("b", "chart"), cell("c", "chart")) == ["chart-b", "chart", "cell"]


def test_many_cells_that_say_the_same_have_an_id_each() -> None:
    found = ids(*[cell("ct.show()", str(number)) for number in range(30)])
    assert (found[0], found[1], found[25], found[27]) == ("show", "show-b", "show-z", "show-zzz")
    assert len(set(found)) == 30


def test_what_was_set_is_emptied_in_the_parameters_alone() -> None:
    given = 'borough = "camden"  # borough id\nas_of = \'2026-11-23\'  # day\nnote = "kept"'
    told = json.loads(normal_form({"cells": [cell(given) | {"metadata": {"tags": ["parameters"]}}, cell(given)]}))
    first, second = ("".join(one["source"]) for one in told["cells"])
    assert first == 'borough = ""  # borough id\nas_of = ""  # day\nnote = "kept"'
    assert second == given


def test_a_picture_pasted_into_words_stays() -> None:
    pasted = {"image.png": {"image/png": "aGVsbG8="}}
    told = json.loads(
        normal_form({"cells": [cell("![](attachment:image.png)", "words", "markdown", attachments=pasted)]})
    )
    assert told["cells"][0]["attachments"] == pasted


def test_the_text_to_compare_changes_in_the_line_that_was_changed(saved: dict[str, Any], committed: Path) -> None:
    before = as_text(json.loads(committed.read_bytes())).splitlines()
    edited = copy.deepcopy(saved)
    lines = edited["cells"][5]["source"]
    edited["cells"][5]["source"] = [*lines[:-1], "ct.charts.renewal_timeline(contracts, limit=3)"]
    after = as_text(edited).splitlines()
    assert "## chart (code)" in after
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [
        "ct.charts.renewal_timeline(contracts, limit=3)"
    ]


def test_the_command_tells_writes_and_is_content(
    tmp_path: Path, saved: dict[str, Any], committed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "print_rooms.ipynb"
    path.write_text(json.dumps(saved), encoding="utf-8")
    asked = str(path)
    assert [main(["--check", asked]), main([asked]), main([asked]), main(["--check", asked])] == [1, 0, 0, 0]
    assert path.read_bytes() == committed.read_bytes()
    assert capsys.readouterr().out.count("\n") == 2


def test_what_is_no_notebook_is_named_and_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text("{", encoding="utf-8")
    assert main([str(path)]) == 1
    assert "broken.ipynb: not a readable notebook" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "{"
    path.write_text('{"cells": [{"source": "no kind of cell"}]}', encoding="utf-8")
    assert main([str(path)]) == 1
    assert "broken.ipynb: not a notebook of version 4" in capsys.readouterr().err


def test_git_compares_what_is_no_notebook_as_it_is(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_bytes(b"<<<<<<< mine")
    assert main(["--text", str(path)]) == 0
    assert capfdbinary.readouterr().out == b"<<<<<<< mine"


def test_half_a_letter_stays_what_it_is() -> None:
    half = cell("a = '\ud83d'", "half")
    assert json.loads(normal_form({"cells": [half]}))["cells"][0]["source"] == [half["source"]]


@pytest.mark.parametrize(
    "place", [ROOT, Path(notebook_form.__file__).parent / "templates" / "working_folder"], ids=["ours", "laid out"]
)
def test_the_hook_and_the_text_diff_are_set_for_notebooks(place: Path) -> None:
    dot = "." if place == ROOT else ""
    assert (
        "*.ipynb text eol=lf diff=notebook" in (place / f"{dot}gitattributes").read_text(encoding="utf-8").splitlines()
    )
    hooks = (place / f"{dot}pre-commit-config.yaml").read_text(encoding="utf-8")
    assert "python -m citytools_analysis.reporting.notebook_form" in hooks
