"""What is missing on this computer for reports to be built and for what else there is, and the command that mends it."""

from __future__ import annotations

import importlib
import importlib.util
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from citytools_analysis.errors import CityToolsError, DataError
from citytools_analysis.register import open_register
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder, read_report

_FONTS = Path(__file__).parents[1] / "fonts"
_REINSTALL = f"{sys.executable} -m pip install --force-reinstall citytools-analysis"
_PACKAGES = {
    "bs4": "beautifulsoup4", "click": "click", "ipykernel": "ipykernel", "jinja2": "jinja2", "matplotlib": "matplotlib",
    "nbconvert": "nbconvert", "nbformat": "nbformat", "nh3": "nh3", "openpyxl": "openpyxl", "orjson": "orjson",
    "pandas": "pandas", "papermill": "papermill", "pyarrow": "pyarrow", "python_calamine": "python-calamine",
    "seaborn": "seaborn", "typst": "typst",
}  # fmt: skip

_BESIDE = (  # what it is, the modules it needs, what for, and how they come
    ("lab", ("jupyterlab",), "`citytools lab`", "jupyterlab"),
    ("Dask", ("dask", "distributed"), "`citytools build --scheduler`", "'citytools_analysis[dask]'"),
    ("docs", ("sphinx",), "`make docs` in a checkout", "--require-hashes -r requirements.lock"),
)


@dataclass(frozen=True)
class Check:
    """
    One thing that reports need, or that a command beside them does.

    Parameters
    ----------
    name
        What it is.
    is_ok
        Whether it is there and works.
    found
        What was found, or what went wrong.
    mend
        What to do about it; empty if nothing.
    is_needed
        Whether no report can be built without it.

    Examples
    --------
    >>> print(Check("fonts", False, "OpenSans-Bold.ttf is missing", "pip install citytools-analysis"))
    MISSING  fonts: OpenSans-Bold.ttf is missing
             mend: pip install citytools-analysis
    """

    name: str
    is_ok: bool
    found: str
    mend: str = ""
    is_needed: bool = True

    def __str__(self) -> str:
        """Give the line that is printed."""
        state = "ok" if self.is_ok else "MISSING" if self.is_needed else "not here"
        line = f"{state:<8} {self.name}: {self.found}"
        return line if self.is_ok or not self.mend else f"{line}\n         mend: {self.mend}"


def examine(register_folder: Path, *, output: Path, notebooks: Path | None = None) -> Iterator[Check]:
    """
    Try everything a build needs, one thing after another.

    Parameters
    ----------
    register_folder
        The register that would be used.
    output
        The folder reports would be written to; it is not made.
    notebooks
        Folder of notebooks, if not the usual one.

    Yields
    ------
    check
        One a thing, as soon as it is known.

    Examples
    --------
    >>> next(examine(Path("data/register"), output=Path("reports"))).name
    'Python'
    """
    yield _python()
    yield _tried("packages", _packages, _REINSTALL)
    yield _tried("fonts", _fonts, _REINSTALL)
    yield _tried("kernel", _kernel, f"{sys.executable} -m pip install --force-reinstall ipykernel papermill")
    yield _tried("PDF", _typst, f"{sys.executable} -m pip install --force-reinstall typst")
    yield _tried("exporters", _exporters, _REINSTALL)
    yield _tried("notebooks", lambda: _notebooks(notebooks), "Run from a folder that holds 'notebooks'.")
    mend = f"citytools add FILE... --register {register_folder}"
    yield _tried("register", lambda: _register(register_folder), mend)
    yield _tried("output", lambda: _output(output), "Name a folder you may write to with --output.")
    yield from what_commands_beside_need()


def what_commands_beside_need() -> Iterator[Check]:
    """
    Look for what no report needs, but a command beside them does.

    Yields
    ------
    check
        JupyterLab, Dask and what the documentation is built with; none is imported.

    Examples
    --------
    >>> [check.name for check in what_commands_beside_need()]
    ['lab', 'Dask', 'docs']
    """
    return (_beside(*row) for row in _BESIDE)


def _tried(name: str, look: Callable[[], str], mend: str) -> Check:
    try:
        return Check(name, is_ok=True, found=look())
    except DataError as error:
        first = error.issues[0]
        found = "; ".join(f"{issue.file}: {issue.what}" for issue in error.issues)
        return Check(name, is_ok=False, found=found, mend=first.mend or mend)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with this computer is the answer
        told = str(error) if isinstance(error, CityToolsError) else f"{type(error).__name__}: {error}"
        return Check(name, is_ok=False, found=" ".join(told.split())[:300], mend=mend)


def _beside(name: str, modules: tuple[str, ...], use: str, source: str) -> Check:
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    if not missing:
        return Check(name, is_ok=True, found=f"{modules[0]} {metadata.version(modules[0])}", is_needed=False)
    found = f"without {' and '.join(missing)}; only {use} needs it"
    return Check(name, is_ok=False, found=found, mend=f"{sys.executable} -m pip install {source}", is_needed=False)


def _python() -> Check:
    is_ok = (3, 11) <= sys.version_info[:2] < (3, 14)
    mend = "Install Python 3.11, 3.12 or 3.13 and make a new environment with it."
    return Check("Python", is_ok=is_ok, found=f"{platform.python_version()} at {sys.executable}", mend=mend)


def _packages() -> str:
    missing, found = [], []
    for module, package in _PACKAGES.items():
        try:
            importlib.import_module(module)
            found.append(f"{package} {metadata.version(package)}")
        except (ImportError, OSError) as error:
            missing.append(f"{package} ({error})")
    if missing:
        message = f"cannot be imported: {'; '.join(missing)}"
        raise OSError(message)
    return ", ".join(found)


def _fonts() -> str:
    wanted = [f"OpenSans-{weight}.ttf" for weight in ("Regular", "Semibold", "Bold", "Italic")]
    missing = [name for name in wanted if not (_FONTS / name).is_file()]
    if missing:
        raise FileNotFoundError(", ".join(missing))
    return f"Open Sans, {len(wanted)} faces"


def _kernel() -> str:
    from citytools_analysis.reporting.run import run_notebook  # noqa: PLC0415 - so that a broken Papermill is reported

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial.ipynb"
        parameters = {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "outputs": []}
        cell = parameters | {"source": 'register = ""\nas_of = ""', "execution_count": None}
        path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        run_notebook(read_report(path), {"register": "trial", "as_of": "2026-11-23"})
    return "a notebook ran"


def _typst() -> str:
    import typst  # noqa: PLC0415 - so that a broken Typst is reported

    source = b'#set document(title: "Trial")\n#set text(lang: "en", font: "Open Sans")\n= Trial\nA line.'
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])
    document = typst.compile(source, format="pdf", pdf_standards="ua-1", font_paths=fonts)
    return f"Typst {metadata.version('typst')} wrote an accessible PDF of {len(document):,} bytes"


def _exporters() -> str:
    from citytools_analysis.reporting.job import FORMATS  # noqa: PLC0415 - so that a broken nbconvert is reported
    from citytools_analysis.reporting.render import exporter  # noqa: PLC0415 - as above

    return ", ".join(type(exporter(name)).__name__ for name in FORMATS)


def _notebooks(folder: Path | None) -> str:
    place = notebooks_folder(folder)
    return f"{', '.join(report.name for report in find_reports(place))} in {place}"


def _register(folder: Path) -> str:
    register = open_register(folder)
    notice = f", {register.info.notice}" if register.info.notice else ""
    return f"{folder}, as of {register.as_of}, {register.sha256[:8]}{notice}"


def _output(output: Path) -> str:
    place = output.resolve()
    while not place.exists():
        place = place.parent
    with tempfile.TemporaryFile(dir=place):
        return f"{output} can be written"
