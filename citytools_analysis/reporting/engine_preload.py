"""
What the processes that make documents find already imported.

Not here: pyplot and the notebook's Matplotlib backend, which ask for the notebook's shell when they are imported, and
whatever starts threads.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from contextlib import suppress
from typing import Any

import citytools_analysis
from citytools_analysis.reporting.engine_start import OWN_PATH, SILENT
from citytools_analysis.reporting.job import FORMATS

_MODULES = (
    "ipykernel.debugger",
    "ipykernel.zmqshell",
    "matplotlib.backends.backend_agg",
    "nbformat",
    "papermill.execute",
    "PIL.PngImagePlugin",
    "citytools_analysis.display",
    "citytools_analysis.reporting.engine_cells",
    "citytools_analysis.reporting.engine_client",
    "citytools_analysis.reporting.worker",
)
_UNUSED = "rfc3987_syntax"  # takes a second to import, for a check of addresses that no notebook's schema asks for


def _import_all() -> None:
    modules: dict[str, Any] = sys.modules
    is_left_out = modules.setdefault(_UNUSED, None) is None
    for module in _MODULES:
        importlib.import_module(module)
    for name in citytools_analysis.__all__:
        getattr(citytools_analysis, name)
    for name in citytools_analysis.pages.__all__:
        with suppress(Exception):  # one that cannot be imported fails the reports that use it, and says so there
            getattr(citytools_analysis.pages, name)
    for file_format in FORMATS:
        importlib.import_module("citytools_analysis.reporting.render").exporter(file_format)
    if is_left_out:
        del modules[_UNUSED]


def _fall_silent() -> None:
    """Print nothing from here on, here and in every copy: what goes wrong is told in the build's own words."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)


def _find_fonts() -> None:
    """Draw something: the fonts are then looked for once, not by every notebook."""
    from citytools_analysis.charts.canvas import sheet, write  # noqa: PLC0415 - imported with everything above
    from citytools_analysis.charts.chart import Chart  # noqa: PLC0415

    figure, axes = sheet(20, 20)
    for weight in ("normal", "bold"):
        write(axes, 1, 5, "1", weight=weight)
    str(Chart(figure, "", "").html)


gc.disable()  # what is imported is not garbage, and looking for some takes a sixth of the time
if os.environ.pop(SILENT, None):
    _fall_silent()
OWN_PATH += [place for place in sys.path if place]
_import_all()
_find_fonts()
gc.freeze()  # what is shared stays shared: the collector would write to every object, and takes 0.2 s to find a little
gc.enable()
