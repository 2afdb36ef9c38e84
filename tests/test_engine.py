"""Both engines make the same documents, and what goes wrong in a notebook's process stays there."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from small_reports import SHOW, write_notebook

from citytools_analysis.reporting.catalogue import read_report
from citytools_analysis.reporting.engine_process import CellProcess
from citytools_analysis.reporting.job import ENGINES, Limits
from citytools_analysis.reporting.run import NotebookFailedError, run_notebook

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
VALUES = {"register": "somewhere", "as_of": "2026-11-23", "borough": "camden"}
FIGURE = "figure, axes = plt.subplots()\naxes.plot([1, 3])\naxes.set_title('My own')\nprint('drawn')"
FRAME = "pd.DataFrame({'supplier': ['<b>', None], 'n': [1, None]})"
RICH = """
class Rich:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "rich", "text/html": "<p>rich</p>", "image/png": b"png"}, {"of": "mine"}
Rich()"""
FIRST = "from matplotlib import pyplot\nfirst = pyplot.figure()\nfirst.suptitle('First')\nfirst"
CELLS = (
    SHOW,
    "import os, sys, time\nprint('one')\nprint('three', file=sys.stderr)\nprint('four')\n5",
    "!echo six",
    "import pandas as pd\n" + FRAME,
    "import citytools_analysis as ct",
    FRAME,
    "pd.DataFrame({'a': [1]}).style.set_caption('Styled')",
    FIRST,
    "import matplotlib.pyplot as plt\n" + FIGURE,
    "figure",
    "%matplotlib inline\n" + FIGURE,
    "shown = display('first', display_id='a')",
    "shown.update('second')",
    "from IPython.display import clear_output, Markdown, SVG\nprint('gone')\nclear_output()",
    "print('gone')\nclear_output(wait=True)\ndisplay(Markdown('## Kept'))",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><title>x</title></svg>')",
    RICH,
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "print('slow')\ntime.sleep(0.3)\nprint('er')",
    "%%capture kept\nprint('captured')",
    "kept.stdout, __name__, type(get_ipython()).__name__, sys.path[:3], list({'a', 'b', 'c', 'd'})",
    "try:\n    input()\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "1 / 0",
)


@pytest.fixture
def stopped(tmp_path: Path) -> Callable[..., NotebookFailedError]:
    """Run cells that do not come to their end, and give how they stopped."""

    def run(*cells: str, engine: str = ENGINES[0], **limits: int) -> NotebookFailedError:
        report = read_report(write_notebook(tmp_path / "a.ipynb", *cells))
        with pytest.raises(NotebookFailedError) as caught:
            run_notebook(report, VALUES, limits=Limits(**limits), engine=engine)
        return caught.value

    return run


def _outputs(notebook: NotebookNode) -> list[str]:
    shown = [repr((cell.source, cell.get("execution_count"), cell.get("outputs"))) for cell in notebook.cells]
    return [re.sub("at 0x[0-9a-f]+", "somewhere", one) for one in shown]


def test_whatever_a_cell_shows_prints_or_raises_both_engines_keep_the_same(
    stopped: Callable[..., NotebookFailedError],
) -> None:
    ours, theirs = (stopped(*CELLS, engine=engine) for engine in ENGINES)
    for mine, other in zip(_outputs(ours.notebook), _outputs(theirs.notebook), strict=True):
        assert mine == other
    first = next(cell for cell in ours.notebook.cells if cell.source == FIRST)
    assert all("image/png" not in output.data for output in first.outputs)
    assert 'alt="First"' in first.outputs[0].data["text/html"]
    assert ours.reason == theirs.reason == f"cell {len(CELLS) + 1} (1 / 0): ZeroDivisionError: division by zero"
    assert ours.notebook.metadata.language_info == theirs.notebook.metadata.language_info


def test_what_commands_print_stands_where_they_ran(tmp_path: Path) -> None:
    cell = "import os, subprocess\nprint('one')\nos.system('echo two')\nprint('three')\nsubprocess.run(['echo', 'four'])\nprint(5)"
    ran = run_notebook(read_report(write_notebook(tmp_path / "a.ipynb", cell)), VALUES)
    assert ran.cells[-1].outputs[0].text.split() == ["one", "two", "three", "four", "5"]


def test_nothing_passes_from_one_report_to_the_next(tmp_path: Path) -> None:
    leave = "import citytools_analysis.style as style\nstyle.left_behind = left_behind = 1"
    look = "import citytools_analysis.style as style\n'left_behind' in vars(style) or 'left_behind' in globals()"
    run_notebook(read_report(write_notebook(tmp_path / "a.ipynb", leave)), VALUES)
    second = run_notebook(read_report(write_notebook(tmp_path / "a.ipynb", look)), VALUES)
    assert second.cells[-1].outputs[0].data["text/plain"] == "False"


def test_cells_that_take_too_long_together_are_stopped(stopped: Callable[..., NotebookFailedError]) -> None:
    failure = stopped("import time\ntime.sleep(0.6)", "time.sleep(60)", report=1)
    assert failure.reason == "cell 3 (time.sleep(60)): the report took longer than 1 seconds in all"


def test_a_cell_that_shows_too_much_is_named(stopped: Callable[..., NotebookFailedError]) -> None:
    for cell in (
        "for _ in range(40): print('x' * 100_000)",
        "import os\nos.system('head -c 4000000 /dev/zero | tr \\\\0 x')",
    ):
        failure = stopped(cell, shown_mb=2)
        assert failure.reason.endswith("showed more than 2 MB")
        assert failure.reason.startswith("cell 2")


def test_a_cell_that_asks_for_too_much_memory_is_named(stopped: Callable[..., NotebookFailedError]) -> None:
    pytest.importorskip("resource")
    failure = stopped("rows = bytearray(3_000_000_000)", memory_mb=2_000)
    assert failure.reason == "cell 2 (rows = bytearray(3_000_000_000)): MemoryError (a report may hold 2,000 MB)"


@pytest.fixture
def process() -> CellProcess:
    return CellProcess(".", Limits())


def _told(process: CellProcess, source: str) -> str:
    """Run a cell, and give what it printed first."""
    process.send(source)
    said = ""
    while (message := process.message(until=time.monotonic() + 30)[0])["msg_type"] != "execute_reply":
        said = said or message["content"].get("text", "")
    return said.strip()


def _is_gone(pid: int) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@needs_proc
def test_what_a_notebook_leaves_running_ends_with_it(process: CellProcess) -> None:
    with process:
        left = int(_told(process, "import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid)"))
        assert not Path(f"/proc/{left}").samefile("/proc/self")
    assert _is_gone(left)


@needs_proc
def test_a_notebooks_process_ends_when_nobody_is_left_to_ask_it_anything(process: CellProcess) -> None:
    with process:
        its = int(_told(process, "import os\nprint(os.getpid())"))
        assert its != os.getpid()
        process.send("import time\ntime.sleep(60)")
        process._connection.close()  # noqa: SLF001 - as it is when the process that asks is killed
        assert _is_gone(its)


def test_a_process_that_has_ended_cannot_be_asked(process: CellProcess) -> None:
    with process:
        process.send("import os\nos._exit(0)")
        with pytest.raises(DeadKernelError):
            _told(process, "1")
