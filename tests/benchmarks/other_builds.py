"""The same 33 reports by other means: the floor of plain calls, a user's shell loop, stock Papermill in a pool."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "borough_report.ipynb"
SAMPLE, DAY = ROOT / "data" / "sample", "2026-11-23"
PROCESSES = 2
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, _BROWSERS)), None) if find_spec("playwright") is not None else None
_BY_BROWSER = """
import sys
from nbconvert.exporters import WebPDFExporter
from playwright.async_api import BrowserType
launch = BrowserType.launch
BrowserType.launch = lambda self, **options: launch(self, **options | {"executable_path": sys.argv[3], "args": ["--no-sandbox"]})
import nbconvert, pathlib
pathlib.Path(sys.argv[2]).write_bytes(WebPDFExporter(exclude_input=True, disable_sandbox=True).from_filename(sys.argv[1])[0])
"""
_opened: dict[str, Any] = {}


def boroughs() -> list[str]:
    """Give the ids of all 33."""
    lines = (ROOT / "data/reference/boroughs.csv").read_text(encoding="utf-8").splitlines()
    return [line.split(",")[0] for line in lines[1:]]


def in_processes(work: Any, register: Path, *more: Path) -> list[Any]:
    """Do it for every borough in processes that start afresh."""
    asked = [(str(register), borough, *map(str, more)) for borough in boroughs()]
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(work, asked))


def plain(asked: tuple[str, str]) -> list[str]:
    """Run the notebook's cells as plain code; the hash of every picture they make."""
    import citytools_analysis as ct  # noqa: PLC0415 - in the child

    folder, borough = asked
    if folder not in _opened:
        _opened[folder] = ct.open_register(folder, as_of=DAY)
    cells = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {"ct": ct, "data": _opened[folder], "register": folder, "as_of": DAY, "borough": borough}
    found: list[str] = []
    for cell in cells[1:]:
        *before, last = "".join(cell["source"]).strip().splitlines()
        lines = [line for line in before if "open_register" not in line and not line.startswith("import")]
        if " = " in last:
            exec("\n".join([*lines, last]), names)  # noqa: S102 - our own notebook
            continue
        exec("\n".join(lines), names)  # noqa: S102
        found += pictures(eval(last, names)._repr_mimebundle_()["text/html"])  # noqa: S307
    return found


def pictures(html: str) -> list[str]:
    """Hash every picture of a page."""
    return [hashlib.sha256(part.split('"')[0].encode()).hexdigest() for part in html.split('<img src="data:image/')[1:]]


def stock(asked: tuple[str, str, str]) -> None:
    """Run the notebook with Papermill and a kernel, in this process, and draw it by exporters made once."""
    import papermill  # noqa: PLC0415 - in the child
    from nbconvert.exporters import HTMLExporter, get_exporter  # noqa: PLC0415

    register, borough, folder = asked
    run = str(Path(folder) / f"{borough}.ipynb")
    values = {"register": register, "as_of": DAY, "borough": borough}
    papermill.execute_notebook(str(NOTEBOOK), run, values, engine_name="nbclient", progress_bar=False)
    if not _opened:
        _opened.update(html=HTMLExporter(exclude_input=True), pdf=get_exporter("citytools-pdf")())
    for kind, exporter in _opened.items():
        drawn, _ = exporter.from_filename(run)
        Path(folder, f"{borough}.{kind}").write_bytes(drawn.encode() if isinstance(drawn, str) else drawn)


def loop(register: Path, folder: Path, borough: str) -> None:
    """Make one report as a user would: three commands, one after the other."""
    run = by_papermill(register, folder, borough)
    to_page(run)
    if BROWSER:
        to_pdf_by_browser(run)


def by_papermill(register: Path, folder: Path, borough: str) -> Path:
    """Run the notebook by the command `papermill` and a kernel."""
    run = folder / f"{borough}.ipynb"
    quiet([beside("papermill"), str(NOTEBOOK), str(run), "--engine", "nbclient", *_parameters(register, borough)])
    return run


def by_ploomber(ploomber: str, register: Path, folder: Path, borough: str) -> Path:
    """Run the notebook by the command `ploomber-engine`, which has no kernel."""
    run = folder / f"{borough}.ipynb"
    quiet([ploomber, str(NOTEBOOK), str(run), *_parameters(register, borough)])
    return run


def to_page(run: Path) -> None:
    """Draw what was run as HTML by the command `jupyter nbconvert`."""
    quiet([beside("jupyter"), "nbconvert", "--to", "html", "--no-input", str(run)])


def to_pdf_by_browser(run: Path) -> None:
    """Draw what was run as a PDF by nbconvert's WebPDF and Chromium."""
    quiet([sys.executable, "-c", _BY_BROWSER, str(run), str(run.with_suffix(".pdf")), str(BROWSER)])


def to_pdf_by_weasyprint(weasyprint: str, run: Path) -> None:
    """Print the page that `to_page` drew by the command `weasyprint`."""
    quiet([weasyprint, str(run.with_suffix(".html")), str(run.with_suffix(".pdf"))])


def by_quarto(quarto: str, run: Path) -> None:
    """Draw what was run by `quarto render`: HTML that stands alone, and a PDF by the Typst within."""
    quiet([quarto, "render", str(run), "--to", "html", "-M", "embed-resources:true", "-M", "echo:false"])
    quiet([quarto, "render", str(run), "--to", "typst", "-M", "echo:false"])


def _parameters(register: Path, borough: str) -> list[str]:
    given = {"register": str(register), "as_of": DAY, "borough": borough}
    return [word for name, value in given.items() for word in ("-p", name, value)]


def beside(name: str) -> str:
    """Find a command of this environment."""
    return str(Path(sys.executable).with_name(name))


def quiet(command: list[str]) -> None:
    """Run a command; what it prints is dropped, that it fails is not."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
